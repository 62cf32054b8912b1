"""The number in front of an entry: ``[1]``, ``［12］``, ``3.``, ``(4)``, ``5、`` and what OCR makes of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.text import HAN


class Label(NamedTuple):
    """``number`` is None where the brackets are printed and the digits lost; ``end`` is where the entry's text begins."""

    number: int | None
    end: int


_BRACKETED = re.compile(
    r"\s*(?:\\?\[|\(|\{)\s*([0-9OoIlLS|]{1,3})\s*(?:\\?[\]\[)}|]+|(?=[A-Z" + HAN + r"]))\s*[.:,]?\s*"
)
_EMPTY = re.compile(r"\s*\[\s*[\].]\s*")
_BARE = re.compile(r"\s*([0-9]{1,3})(?:\s*[.,、:)\]]+(?![0-9])\s*|\s+(?=[A-Z" + HAN + r"])|(?=[A-Z" + HAN + r"]))")
_LOOKALIKES = str.maketrans("OoIlL|S", "0011115")


def label(folded: str, start: int = 0) -> Label:
    """The label at ``start`` of a folded text; number None and end ``start`` where there is none."""
    if match := _BRACKETED.match(folded, start):
        digits = match[1].translate(_LOOKALIKES)
        if any(c.isdigit() for c in match[1]) or len(match[1]) == 1:
            return Label(int(digits), match.end())
    if match := _EMPTY.match(folded, start):
        return Label(None, match.end())
    if (match := _BARE.match(folded, start)) and int(match[1]):
        return Label(int(match[1]), match.end())
    return Label(None, start)
