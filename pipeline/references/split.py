"""Where the entries of a text that holds several begin and end."""

from __future__ import annotations

import re

from pipeline.references.characters import fold
from pipeline.references.labels import label
from pipeline.text import HAN

_BRACKETED = re.compile(rf"(?:^|(?<=[\s.,;\]\)0-9])|(?<=[{HAN}A-Za-z]))\[\s*(\d{{1,3}})\s*[\]\[)]?\s*(?=[A-Z{HAN}a-z\"(])")
_PLAIN = re.compile(rf"(?:^|(?<=[\s.\])]))\(?(\d{{1,3}})(?:[.)、]\s*|\s+)(?=[A-Z{HAN}])", re.M)


def split(text: str, expected: int | None = None) -> list[tuple[int, int]]:
    """The extents ``[start, end)`` of the entries of a text, in order; they cover it, blanks between them apart."""
    folded = fold(text)
    first = label(folded)
    number = first.number if first.end else None
    starts = [0]
    if number is not None:
        pattern = _BRACKETED if folded.lstrip()[:1] in "[\\" else _PLAIN
        for match in pattern.finditer(folded, first.end):
            found = int(match[1])
            if found == number + 1 or (pattern is _BRACKETED and number < found <= number + 3):
                starts.append(match.start())
                number = found
    ends = [*starts[1:], len(text)]
    return [_trimmed(text, a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
