"""The type and medium marker of GB/T 7714 (2015: annex B; 2025 adds DS, PP): ``[J]``, ``[EB/OL]``, ``[J」``."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Type

TYPES: dict[str, Type] = {
    "M": "book",
    "C": "paper-conference",
    "G": "book",
    "N": "article-newspaper",
    "J": "article-journal",
    "D": "thesis",
    "R": "report",
    "S": "standard",
    "P": "patent",
    "DB": "dataset",
    "DS": "dataset",
    "CP": "software",
    "EB": "webpage",
    "OL": "webpage",
    "A": "manuscript",
    "CM": "map",
    "K": "book",
    "PP": "article",
    "Z": "document",
}
_MEDIA = ("OL", "MT", "DK", "CD")
_TYPE = r"(?:DB|DS|CP|EB|OL|CM|PP|[MCGNJDRSPAKZ])"
_MEDIUM = r"(?:OL|0L|O1|OI|MT|DK|CD)"
# A closing bracket may be misread as an opening one, as l, I, 1 or J, or be lost before a stop. The pattern begins with
# a set of characters, without the blanks before it: so re looks only where one of them stands.
_MARKER = re.compile(
    rf"[\[(]\s*(?:({_TYPE})(?:\s*[/|1l]\s*({_MEDIUM}))?\s*(?:[\]\[)]|[lI1Jj](?=\s*[.,/]))"
    rf"|({_TYPE})(?:\s*/\s*({_MEDIUM}))?(?=\s*(?:[.,]|//))"
    r"|([jJ1IU」]?)\s*[\]\[)]J?(?=\s*[.,:]))"
)
# The opening bracket is lost: ``题名J]．``, and the stop as well: ``analysisJ] Science of …``
_CLOSING = re.compile(r"\](?:(?=\s*[.,/]|$)|(?<=[a-z)?]J\])(?=\s+[A-Z]))")
_HALF = re.compile(rf"(?<=[^\W\d_]|[?)])\s*({_TYPE})(?:\s*/\s*({_MEDIUM}))?\s*\]$")
_LONGEST_HALF = 16


class Marker(NamedTuple):
    """``code`` as the standard spells it (``J/OL``); the extent covers the brackets and blanks before them."""

    code: str
    type: Type
    start: int
    end: int


# A marker is known by the stop that follows it.
_LOOK_AHEAD = 20


def marker(folded: str, start: int = 0, end: int | None = None) -> Marker | None:
    """The first marker of ``folded[start:end]``, a folded text; round brackets alone mark nothing."""
    last = len(folded) if end is None else end
    limit = min(last + _LOOK_AHEAD, len(folded))
    for match in _MARKER.finditer(folded, start, limit):
        closed = match[0].endswith("]")
        if match[0][0] == "[" or (match[1] and closed):
            break
    else:
        match = None
    before = match.start() if match else limit
    for closing in _CLOSING.finditer(folded, start, min(before + 1, limit)) if before > start else ():
        if half := _HALF.search(folded, max(start, closing.end() - _LONGEST_HALF), closing.end()):
            return _marker(half, half.start(), last)
    if match is None:
        return None
    blanks = match.start() - len(folded[start : match.start()].rstrip()) - start
    return _marker(match, match.start() - blanks, last)


def _marker(match: re.Match[str], start: int, last: int) -> Marker | None:
    """The marker that a match has found; none where it does not end before ``last``."""
    if match.end() > last:
        return None
    groups = (*match.groups(), None, None, None)
    kind = groups[0] or groups[2] or "J"  # what OCR has lost or misread
    medium = groups[1] or groups[3]
    if medium is not None and medium not in _MEDIA:
        medium = "OL"
    code = f"{kind}/{medium}" if medium else kind
    return Marker(code, TYPES[kind], start, match.end())
