"""Who paid for the work, and the numbers of the grants."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.article import Funding
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import is_funding

_GRANT = re.compile(
    r"(?:(?<![A-Za-z0-9.@/])|(?<=\bNo\.)|(?<=\bNos\.))(?:[A-Z]{0,8}-?)?[A-Za-z0-9]*\d[A-Za-z0-9]*(?:[-–—/.][A-Za-z0-9]+)*(?:\[\d{4}\][-\w]+)?(?![A-Za-z0-9@])|[\[〔]\d{4}[\]〕]\s?\d+号?"
)
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
        found = [Funding(note.strip(), grants(note)) for note in notes if _GIVING.search(note) and grants(note)]
    return tuple({item.text: item for item in found}.values())


def grants(text: str) -> tuple[str, ...]:
    """The grant numbers in a text: five characters or more with four digits among them, and no date or telephone."""
    numbers = []
    for match in _GRANT.finditer(text):
        number = match[0].strip("-–—/.")
        digits = sum(char.isdigit() for char in number)
        if (
            digits >= 4
            and len(number) >= 5
            and not re.fullmatch(r"(?:19|20)\d\d[-–—/.年](?:[\dO]\S*|\D*)|1\d{10}|0\d{2,3}-\d+", number)
        ):
            numbers.append(number)
    return tuple(dict.fromkeys(numbers))
