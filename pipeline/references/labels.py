"""The number in front of an entry: ``[1]``, ``［12］``, ``3.``, ``(4)``, ``5、`` and what OCR makes of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.text import HAN


class Label(NamedTuple):
    """A label at ``[start, end)``; the entry's text begins at ``end``.

    ``number``  None where the bracket is printed and the digits are lost
    ``whole``   the label is printed as it should be: digits between two brackets, or digits and a stop
    ``square``  printed in brackets
    """

    number: int | None
    start: int
    end: int
    whole: bool
    square: bool


_DIGIT = r"[0-9OoIlLS|]"
_SQUARE = re.compile(
    rf"[ \n]*\\?[\[{{](\s*{_DIGIT}{{1,3}})\s*(\\?\]\]?|[\[)}}]|(?<=[0-9])(?=\s*[A-Z{HAN}]))\s*[.:,]?\s*"
)
_ROUND = re.compile(rf"[ \n]*\((\d{{1,3}})\)\s*(?=[A-Z{HAN}\"])")
_EMPTY = re.compile(r"[ \n]*\[(?:\s*[\].]\s*|(?=[0-9]{1,2}[a-z]|[a-z]{2}))")
# MinerU prints (204 for a glyph that it does not know.
_RAISED = re.compile(r"[ \n]*(?:\(20\d?号? *)?\$\s*\^\s*\{?\s*(\d(?: ?\d){0,2})\s*\}?\s*\$\s*")
_HALF = re.compile(rf"[ \n]*(\d{{1,3}})\s*\]\s*(?=[A-Za-z{HAN}])")
_BARE = re.compile(
    rf"[ \n·]*(?!00)(\d{{1,3}}|l\d{{0,2}}(?=[ .]))(?:\s*(?:\[\s*\]|[.、:)]+)(?![0-9])\s*"
    rf"(?=[A-Za-z{HAN}\"'(\[])|(\s+|)(?=[A-Z{HAN}]))"
)
_LOOKALIKES = str.maketrans("OoIlL|S", "0011115")


def label(folded: str, start: int = 0) -> Label | None:
    """The label at ``start`` of a folded text, None where no label stands."""
    match = _SQUARE.match(folded, start) or _HALF.match(folded, start)
    if match:
        digits = match[1].strip().translate(_LOOKALIKES)
        whole = match[1].strip().isdigit() and match.re is _SQUARE and bool(match[2])
        return Label(int(digits), start, match.end(), whole, True)
    if "$" in folded[start : start + 9] and (match := _RAISED.match(folded, start)):
        return Label(int(match[1].replace(" ", "")), start, match.end(), True, False)
    if match := _ROUND.match(folded, start):
        return Label(int(match[1]), start, match.end(), True, True)
    if match := _EMPTY.match(folded, start):
        return Label(None, start, match.end(), False, True)
    if (match := _BARE.match(folded, start)) and (number := int(match[1].translate(_LOOKALIKES))):
        return Label(number, start, match.end(), match[2] != "", False)
    return None


# Inside a line a label needs an entry's end before it or, bracketed, an entry's beginning behind it.
_INLINE = re.compile(
    rf"(?=[\[(\d])(?:\[\s*(\d{{1,3}})\s*[\]\[)]\s*\.?\s*(?=[A-Z{HAN}a-z\"(《]|(?:19|20)\d\d\D)|\[\s*(\d{{1,3}})(?=[A-Z{HAN}])"
    rf"|(?<=[.\])0-9] )\(?(\d{{1,3}})(?:[.)、]\s*(?![0-9])|\s+)(?=[A-Z{HAN}]|(?:van|von|de|di|da) )"
    rf"|(?<=[.\])])(\d{{1,3}})[.、]\s*(?=[A-Z{HAN}])|(?<=\d\.)\((\d{{1,3}})\)\s*(?=[A-Z])|\[\]\s*(?=[A-Z{HAN}])"
    rf"|(?:(?<=[.?,;])|(?<=[.?,;] ))(\d{{1,3}})\]\s*(?=[A-Z{HAN}])|(?<=\d\.)(\d{{1,3}})\s(?=[A-Z][A-Za-z]))"
)


def inline_labels(folded: str, start: int, end: int) -> list[Label]:
    """What may be labels within ``folded[start:end]``."""
    found = []
    for match in _INLINE.finditer(folded, start, end):
        digits = next((g for g in match.groups() if g), None)
        if digits and digits.startswith("00"):  # a page or a line that a manuscript numbers
            continue
        square = match[0][0] == "[" or "]" in match[0]
        found.append(Label(int(digits) if digits else None, match.start(), match.end(), bool(match[1]), square))
    return found
