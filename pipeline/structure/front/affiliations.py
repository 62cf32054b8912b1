"""Affiliations, one institution each, paired between the languages by their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from pipeline.article import Bilingual
from pipeline.document import Block
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import INSTITUTION, POSTCODE

_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[;；。\n(（)）,，.\s]))\s*[\[(（]?\s*\^?\s*\{?\s*(\d{1,2}|[a-h]|[¹²³⁴⁵⁶⁷⁸⁹])\s*\}?\s*[\])）]?\s*[.．、,，:：]?\s*(?=[^\W\d_])"
)
# What follows the number of a house or an ordinal: 19A Yuquan Road, 8th Division.
_OF_A_STREET = re.compile(r"(?:[A-Z]|st|nd|rd|th)\s")
_MARKS = " ,，;；.。．*\\]］"
_SUPER = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")


class Institution(NamedTuple):
    """``key`` is the number or letter that names refer to."""

    key: str | None
    text: str


def institutions(blocks: Sequence[Block]) -> list[Institution]:
    """The institutions in the affiliation blocks of one language, in order."""
    text = "\n".join(_value(block) for block in blocks)
    text = re.sub(r"(?<=[^\s;；)）])\n(?=[^\d\s(（])", " ", text).strip()
    cuts = [match for match in _NUMBER.finditer(text) if _plausible(text, match)]
    if cuts and cuts[0].start() < 4:
        ends = [*(cut.start() for cut in cuts[1:]), len(text)]
        keyed = [
            Institution(cut[1].translate(_SUPER), _tidy(text[cut.end() : end]))
            for cut, end in zip(cuts, ends, strict=True)
        ]
        return [item for item in keyed if item.text]
    parts = [_tidy(part) for part in re.split(r"[;；\n]", text)]
    return [Institution(None, part) for part in parts if len(part) > 3]


def _value(block: Block) -> str:
    first = segments(block.text)[0]
    return block.text[first.value : first.end] if first.field == "affiliation" else block.text


def _plausible(text: str, match: re.Match[str]) -> bool:
    """Whether what follows a number up to the next one names an institution or gives its postcode."""
    following = text[match.end() : match.end() + 160]
    addressed = POSTCODE.search(following) and not _OF_A_STREET.match(following)
    return bool(INSTITUTION.search(following) or addressed) and (
        match[1].isdigit()
        or not match[1].isalpha()
        or match.start() == 0
        or text[match.start() - 1 : match.start()] in ";；\n(（"
    )


def _tidy(text: str) -> str:
    """A text without marks at its ends, without brackets there that hang, and without those that hold all of it."""
    text = re.sub(r"\s+", " ", text)
    partners = _partners(text)
    start, end = 0, len(text)
    while start < end:
        first, last = text[start], text[end - 1]
        if first in _MARKS or (first in "()（）" and start not in partners):
            start += 1
        elif last in _MARKS or (last in "()（）" and end - 1 not in partners):
            end -= 1
        elif partners.get(start) == end - 1:
            start, end = start + 1, end - 1
        else:
            break
    return text[start:end]


def _partners(text: str) -> dict[int, int]:
    """Where each bracket that has a partner stands, and the partner."""
    opened: list[int] = []
    partners: dict[int, int] = {}
    for at, char in enumerate(text):
        if char in "(（":
            opened.append(at)
        elif char in ")）" and opened:
            partners[at] = opened.pop()
            partners[partners[at]] = at
    return partners


def affiliations(zh: Sequence[Institution], en: Sequence[Institution]) -> tuple[Bilingual, ...]:
    """The institutions of the two languages side by side."""
    return tuple(Bilingual(z.text if z else None, e.text if e else None) for z, e in zip_longest(zh, en))
