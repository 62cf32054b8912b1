"""Letters that OCR read for digits, where only a number can stand: ``2O21`` → ``2021``, ``P<O.O5`` → ``P<0.05``."""

from __future__ import annotations

import re

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed

_SUSPECT = re.compile(r"[oOlI](?:(?=\d)|(?<=\d.)|(?<=O)\.)")
_DIGITS = str.maketrans("oOlI", "0011")
# A year: 1850 to 2099, two digits or more of it read as digits, or the two o's of "20oo".
_YEAR = re.compile(
    r"[1lI2](?<![A-Za-z0-9.].)(?:(?<=[1lI])(?:8[5-9]|9)|(?<=2)[0oO])(?:[0-9oOlI]{2}|(?<=8\d)[0-9oOlI])(?![A-Za-z0-9])"
)
# A decimal: "O.O5", "1.2O", "0.O2". "O.1.2" is no number, "McLean E O.1969" is an author and a year.
_DECIMAL = re.compile(
    r"[0-9O](?<![A-Za-z0-9.].)(?:(?<=[0-9])[0-9]{0,3}|(?<=O)(?!\.(?:1[89]|20)\d\d\b))\.(?=[0-9O]*[0-9])[0-9O]{1,6}"
    r"(?![A-Za-z0-9]|\.\d)"
)
# A postcode or a large number: five or six digits with one or two zeros misread among them.
_LONG = re.compile(r"[1-9](?<![A-Za-z0-9.].)(?=(?:[0-9]*[oO]){1,3}[0-9]*(?![A-Za-z0-9]))[0-9oO]{4,5}(?![A-Za-z0-9])")


def digits(block: Block, _: Context) -> Block:
    if block.kind in ("math", "code", "image") or not _SUSPECT.search(block.text):
        return block
    sealed = Sealed(block)
    changes: dict[int, tuple[int, int, str]] = {}
    for pattern in (_YEAR, _DECIMAL, _LONG):
        for match in pattern.finditer(block.text):
            mended = match[0].translate(_DIGITS)
            is_number = pattern is _DECIMAL or _is_number(match[0])
            if mended != match[0] and is_number and not sealed.covers(match.start()):
                changes[match.start()] = (match.start(), match.end(), mended)
    return block.revised("digits", changes.values()) if changes else block


def _is_number(text: str) -> bool:
    """Whether as many digits as letters were read; "2oIl" may be anything."""
    return 2 * sum(c.isdigit() for c in text) >= sum(c.isalnum() for c in text)
