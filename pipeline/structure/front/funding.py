"""Who paid for the work, and the numbers of the grants."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.article import Funding
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import POSTCODE, is_funding

# "and" may be glued to a number on either side.
_GRANT = re.compile(
    r"(?:(?<![A-Za-z0-9.@/])|(?<=\b[Nn]o\.)|(?<=\b[Nn]os\.))(?:and(?=[A-Z0-9]))?"
    r"((?:[A-Z]{2}/(?=[A-Z]\d{6}))?(?:[A-Z]{0,8}-?)?[A-Za-z0-9]*\d[A-Za-z0-9]*(?:[-–—/][A-Za-z0-9]+|\.[A-Za-z]*\d[A-Za-z0-9]*)*"
    r"(?:\[\d{4}\][-\w]+)?)(?![A-Za-z0-9@])|([\[〔]\d{4}[\]〕]\s?\d+号?)"
)
# An O beside a digit is a nought misread: XKY12O8.
_DIGIT = re.compile(r"\d|O(?=\d)|(?<=\d)O")
# A year with a month, a day, another year or a word behind it; telephones.
_NO_GRANT = re.compile(
    r"(?:19|20)\d\d[-–—/.年](?:[\dO]{1,2}(?:[-–—/.月][\dO]{1,2})?|(?:19|2[0O])[\dO]{2}|\D*)|1\d{10}|0\d{2,3}-\d+"
)
# Behind a postcode that the address follows: 510515广东省广州市.
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:省|市|自治区)")
_FINISHED = re.compile(r"[。.！!;；:：)）]$|^\W*\w{2,20}$")
_GIVING = re.compile(r"support|fund|grant|sponsor|资助|支持|基金", re.IGNORECASE)


def funding(front: Sequence[str], notes: Sequence[str]) -> tuple[Funding, ...]:
    """What the labels (基金项目 …) announce, and else the acknowledgements' sentences that thank for grants."""
    found: list[Funding] = []
    for text in front:
        for segment in segments(text):
            value = text[segment.value : segment.end].strip()
            if segment.field == "funding" and value:
                whole = value if text[segment.start].isascii() is False else text[segment.start : segment.end].strip()
                found.append(Funding(whole, grants(whole)))
            elif segment.field is None and is_funding(text[segment.start : segment.end].strip()):
                whole = text[segment.start : segment.end].strip(" *＊\\\n")
                found.append(Funding(whole, grants(whole)))
    if not found:
        found = [Funding(note, grants(note)) for note in _whole(notes) if _GIVING.search(note) and grants(note)]
    return tuple({item.text: item for item in found}.values())


def _whole(notes: Sequence[str]) -> list[str]:
    """The notes, those made whole that a page break has cut in two."""
    whole: list[str] = []
    for note in map(str.strip, notes):
        if whole and not _FINISHED.search(whole[-1]):
            whole[-1] += f" {note}" if whole[-1].isascii() else note
        else:
            whole.append(note)
    return whole


def grants(text: str) -> tuple[str, ...]:
    """The grant numbers in a text: five characters or more with four digits among them, and no date or telephone."""
    numbers = []
    for match in _GRANT.finditer(text):
        number = (match[1] or match[2]).strip("-–—/.").removesuffix("and")
        digits = len(_DIGIT.findall(number))
        if POSTCODE.fullmatch(number) and _PLACE.match(text, match.end()):
            continue
        if digits >= 4 and len(number) >= 5 and not _NO_GRANT.fullmatch(number):
            numbers.append(number)
    return tuple(dict.fromkeys(numbers))
