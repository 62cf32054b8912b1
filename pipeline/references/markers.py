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
    "A": "manuscript",
    "CM": "map",
    "K": "book",
    "PP": "article",
    "Z": "document",
}
_MEDIA = ("OL", "MT", "DK", "CD")
_TYPE = r"(?:DB|DS|CP|EB|CM|PP|[MCGNJDRSPAKZ])"
_MEDIUM = r"(?:OL|0L|O1|OI|MT|DK|CD)"
# A closing bracket may be misread as an opening one, as l, I or 1, or be lost before a stop.
_MARKER = re.compile(
    rf"\s*[\[(]\s*({_TYPE})(?:\s*[/|1l]\s*({_MEDIUM}))?\s*(?:[\]\[)]|[lI1|](?=\s*[.,/]))"
    rf"|\s*\[\s*({_TYPE})(?:\s*/\s*({_MEDIUM}))?(?=\s*[.,])"
    rf"|(?<=[^\W\d_])\s*({_TYPE})(?:\s*/\s*({_MEDIUM}))?\s*\](?=\s*[.,/]|$)"
    r"|\s*\[\s*([jJ1IU」])\s*[\]\[)](?=\s*[.,:])"
)


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
    for match in _MARKER.finditer(folded, start, last + _LOOK_AHEAD):
        if match.end() > last:
            return None
        groups = match.groups()
        kind = groups[0] or groups[2] or groups[4] or "J"
        if match[0].lstrip().startswith("(") and not match[0].rstrip().endswith("]"):
            continue
        medium = groups[1] or groups[3] or groups[5]
        if medium is not None and medium not in _MEDIA:
            medium = "OL"
        code = f"{kind}/{medium}" if medium else kind
        return Marker(code, TYPES[kind], match.start(), match.end())
    return None
