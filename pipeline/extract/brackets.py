"""Brackets as OCR leaves them: of either width, of mismatched kinds, sometimes with one half lost."""

from __future__ import annotations

import re
from typing import NamedTuple

_OPENING = "(（[［〔【"
_CLOSING = ")）]］〕】"
_ROUND = "()（）"
_BOUNDARY = "\n。"
_MARK = re.compile(f"[{re.escape(_OPENING + _CLOSING + _BOUNDARY)}]")
# A gloss is short; a bracket that stays open longer has lost its other half.
_LONGEST = 240


class Bracket(NamedTuple):
    """``text[start:end]`` with the brackets, ``text[inner:close]`` without."""

    start: int
    inner: int
    close: int
    end: int


def brackets(text: str) -> list[Bracket]:
    """The brackets of a text by their start, an outer one before what it holds.

    One that never closes, that a sentence ends in or that is longer than 240 characters is none. A right half
    without a left is returned with nothing inside (``start == inner == close``): what it held is for the caller to
    guess.

    >>> text = "1-(3-(a)b)c（d]"
    >>> [text[b.inner:b.close] for b in brackets(text)]
    ['3-(a)b', 'a', 'd']
    """
    found: list[Bracket] = []
    opened: list[int] = []
    for match in _MARK.finditer(text):
        at, char = match.start(), match[0]
        if char in _BOUNDARY:
            opened.clear()
        elif char in _OPENING:
            opened.append(at)
        else:
            start = opened.pop() if opened else None
            if start is not None and at - start <= _LONGEST:
                found.append(Bracket(start, start + 1, at, at + 1))
            elif start is None and char in _ROUND:
                found.append(Bracket(at, at, at, at + 1))
    return sorted(found, key=lambda b: (b.start, -b.end))
