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

_KEY = r"(\d{1,2}|[a-h]|[¹²³⁴⁵⁶⁷⁸⁹])"
# A number before an institution, in a bracket with it or not, or before one that has brackets of its own: 2(东湖大学).
_NUMBER = re.compile(
    rf"(?:(?<=^)|(?<=[;；。\n(（)）,，.\s])|(?<=China)|(?<=Japan)|(?<=Korea)|(?<=USA))\s*[\[(（]?\s*\^?\s*\{{?\s*{_KEY}"
    r"\s*\}?\s*[\])）]?\s*[.．、,，:：]?\s*(?=[^\W\d_])|"
    rf"(?:(?<=^)|(?<=[)）]))\s*{_KEY}\s*[(（]\s*(?=[^\W\d_])"
)
# How an address ends behind which a letter names the next institution.
_ADDRESS_END = re.compile(r"(?:China|Japan|Korea|USA|\d{6})[.,]?\s*$")
# What follows the number of a house or an ordinal: 19A Yuquan Road, 8th Division.
_OF_A_STREET = re.compile(r"(?:[A-Z]|st|nd|rd|th)\s")
_MARKS = " ,，;；.。．*\\]］'’‘`」"
# A raised 1 read as a letter.
_ONE = re.compile(r"[\s(（]*l\s?(?=[A-Z][a-z])")
_SECOND = {"2": "1", "b": "a"}
_SUPER = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")


class Institution(NamedTuple):
    """``key`` is the number or letter that names refer to."""

    key: str | None
    text: str


def institutions(blocks: Sequence[Block]) -> list[Institution]:
    """The institutions in the affiliation blocks of one language, in order."""
    text = "\n".join(_value(block) for block in blocks)
    text = re.sub(r"(?<=[^\s;；)）])\n(?=[^\d\s(（])", " ", text).strip()
    cuts = [(match.start(), match.end(), _key(match)) for match in _NUMBER.finditer(text) if _plausible(text, match)]
    if cuts and cuts[0][0] < 4:
        return _keyed(text, cuts)
    lines = _lined(text)
    if cuts and cuts[0][2] in _SECOND and INSTITUTION.search(text, 0, cuts[0][0]):
        found = _keyed(text, _in_sequence([(0, 0, _SECOND[cuts[0][2]]), *cuts]))  # the first one's number is lost
        return found if len(found) >= sum(bool(INSTITUTION.search(item.text)) for item in lines) else lines
    return lines


def _lined(text: str) -> list[Institution]:
    """The institutions that line breaks, semicolons and brackets part, with the numbers that begin some of them."""
    found = []
    for part in (part for line in re.split(r"[;；\n]", text) for part in _bracketed(line)):
        match = _NUMBER.match(part)
        numbered = match and match.end() < len(part) and _plausible(part, match)
        item = (
            Institution(_key(match), _tidy(part[match.end() :]))
            if match and numbered
            else Institution(None, _tidy(part))
        )
        found += [item] if len(item.text) > 3 else []
    if len(found) > 1 and not found[0].key:
        found[0] = found[0]._replace(key=_SECOND.get(found[1].key or ""))
    return found


def _keyed(text: str, cuts: Sequence[tuple[int, int, str]]) -> list[Institution]:
    """The institutions behind ``cuts``: where a number begins and ends, and the number."""
    ends = [*(start for start, _, _ in cuts[1:]), len(text)]
    found = [
        Institution(_counted(key, n), _tidy(part))
        for (_, at, key), end in zip(cuts, ends, strict=True)
        for n, part in enumerate(_bracketed(text[at:end]))
    ]
    return [item for item in found if item.text]


def _in_sequence(cuts: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The cuts whose numbers follow each other, one lost at most; others are parts of a postcode."""
    kept = list(cuts[:1])
    for cut in cuts[1:]:
        if len(cut[2]) == len(kept[-1][2]) == 1 and 0 < ord(cut[2]) - ord(kept[-1][2]) <= 2:
            kept.append(cut)
    return kept


def _bracketed(text: str) -> list[str]:
    """The institutions that stand each in brackets of its own, their numbers lost."""
    parts = re.split(r"(?<=[)）])\s*(?=[(（])", text)
    return parts if all(map(INSTITUTION.search, parts)) else [text]


def _counted(key: str, n: int) -> str:
    """The number ``n`` behind a key."""
    return str(int(key) + n) if key.isdigit() else key


def _value(block: Block) -> str:
    first = segments(block.text)[0]
    return block.text[first.value : first.end] if first.field == "affiliation" else block.text


def _key(match: re.Match[str]) -> str:
    return (match[1] or match[2]).translate(_SUPER)


def _plausible(text: str, match: re.Match[str]) -> bool:
    """Whether what follows a number up to the next one names an institution or gives its postcode."""
    following = text[match.end() : match.end() + 160]
    if re.match("[a-h][a-z]", text[match.end() - 1 : match.end() + 1]):  # the rest of a word that OCR has torn
        return False
    addressed = POSTCODE.search(following) and not _OF_A_STREET.match(following)
    return bool(INSTITUTION.search(following) or addressed) and (
        not _key(match).isalpha()
        or match.start() == 0
        or text[match.start() - 1 : match.start()] in ";；\n(（"
        or bool(_ADDRESS_END.search(text, max(match.start() - 12, 0), match.start() + 1))
    )


def _tidy(text: str) -> str:
    """A text without marks at its ends, without brackets there that hang, and without those that hold all of it."""
    text = re.sub(r"\s+", " ", text)
    text = text[one.end() :] if (one := _ONE.match(text)) else text
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
