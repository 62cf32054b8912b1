"""An entry and its printed translation: where one ends and the other begins."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from pipeline.references.characters import closing, fold
from pipeline.references.markers import marker
from pipeline.references.names import authors
from pipeline.text import HAN, han_count, language


class Sides(NamedTuple):
    """The texts as printed, brackets off; ``translation`` is None where there is one side."""

    main: str
    translation: str | None


_OPENING = re.compile(rf"[\[(]\s*(?=[A-Z{HAN}])")
_SWITCH_TO_LATIN = re.compile(r"(?<=[\s.,;\]\)\d])\s*(?=[A-Z][A-Za-z'-]{0,20}[\s,.][^" + HAN + r"]{25})")
_YEARLIKE = re.compile(r"(?:1[89]|20)[\dOol]{2}")
_LATIN = re.compile(r"[A-Za-z]")
_HAN = re.compile(f"[{HAN}]")
_CHINESE_NAME = re.compile(rf"[{HAN}]{{2,4}}(?:·[{HAN}]{{1,8}})?\s*[,.、]")
_NUMBER_LABEL = re.compile(r"[\[(]\s*\d{1,3}\s*[\])]")
_ADDRESS_BEGINS = re.compile(r"https?:?/*$|www\.$|doi\W*$", re.I)


def sides(raw: str) -> Sides:
    """The two sides of a bilingual entry, in printed order. The label is off already."""
    if raw[-1:] in "]】］" and (remark := _REMARK.search(raw, max(0, len(raw) - _LONGEST_REMARK))):
        raw = raw[: remark.start()]
    han = han_count(raw)
    if han < 4 or len(_LATIN.findall(raw)) < 12:
        return Sides(raw, None)
    folded = fold(raw)
    return _by_line(raw) or _in_brackets(raw, folded) or _in_a_row(raw, folded) or Sides(raw, None)


# ``【题名由本研究团队翻译】``, ``[万方]`` behind a translation in Latin letters.
_REMARK = re.compile(rf"(?<=[\w.。/])\s*[\[【［][{HAN}]{{2,14}}[\]】］]$")
_LONGEST_REMARK = 20


# A date of access or an address that begins a line goes on with the entry before it.
_GOES_ON = re.compile(r"\W*(?:(?:19|20)\d\d\s?[-./]\s?\d|ht{1,2}ps?\b|www\.)", re.I)


def _is_entry(text: str) -> bool:
    """Whether a text looks like an entry by itself: a marker or a year, and enough words."""
    folded = fold(text)
    return len(text) > 14 and not _GOES_ON.match(folded) and bool(_YEARLIKE.search(text) or marker(folded))


_BEGINS = re.compile(rf"[\[(]?\s*[A-Z{HAN}]")


def _is_open(folded: str) -> bool:
    """Whether a bracket that a text opens is not closed in it."""
    return folded.count("[") > folded.count("]") or folded.count("(") > folded.count(")")


# No entry runs over more.
_MOST_LINES = 20
# Names at the head of a line tell its language, and so does this much of it, before a remark behind the translation.
_LINE_HEAD, _ENOUGH = 12, 80


def _by_line(raw: str) -> Sides | None:
    for match in islice(re.finditer("\n", raw), _MOST_LINES):
        first, second = raw[: match.start()], raw[match.end() :]
        # A line that breaks within a side goes on in its language, and leaves open the bracket of a translation.
        other = language(second[:_ENOUGH])
        if other == language(first) or other != language(second[:_LINE_HEAD]) or _is_open(fold(first)):
            continue
        if _BEGINS.match(fold(second[:_LINE_HEAD])) and _is_entry(first) and _is_entry(second):
            second = second.strip()
            if fold(second[:1]) in "[(" and not _NUMBER_LABEL.match(fold(second)):
                second = second[1:].rstrip(" .。,，;]］)）】〕")
            return Sides(first.rstrip(), second)
    return None


# Brackets in a title and a translation's own; more are no entry.
_MOST_BRACKETS = 40
# Less behind the closing bracket is a stop or a year (``…的融合),2013``).
_LONGEST_TAIL = 8


def _in_brackets(raw: str, folded: str) -> Sides | None:
    for match in islice(_OPENING.finditer(folded, 8), _MOST_BRACKETS):
        end = closing(folded, match.start())
        before, inside, after = raw[: match.start()], raw[match.end() : end], raw[end + 1 :]
        if len(after.strip(" .,;，。；)]］")) < _LONGEST_TAIL and _translates(before, inside):
            return Sides(before.rstrip() + after.strip(" ]］)）"), inside.strip(" ]］)）"))
    return None


def _translates(before: str, inside: str) -> bool:
    """Whether the text in a bracket prints the entry before it in another language: as an entry, or names and title."""
    if len(inside) < 12 or language(before) == language(inside):
        return False
    if _is_entry(inside) and _is_entry(before):
        return True
    if _CHINESE_NAME.match(fold(inside)):
        return han_count(inside) > _FEWEST_HAN
    return _is_headed(inside) and _is_entry(before)


_FEWEST_HAN, _FEWEST_LATIN = 10, 40


def _is_headed(text: str) -> bool:
    """Whether a text that may have lost its end begins as a Western entry does, with a list of names and a title."""
    found = authors(fold(text)) if len(text) > _FEWEST_LATIN else None
    return found is not None and (len(found.names) > 1 or found.etal) and len(text) - found.end > _FEWEST_LATIN // 2


def _in_a_row(raw: str, folded: str) -> Sides | None:
    first_han = _HAN.search(raw)
    if first_han is None:
        return None
    if first_han.start() > 40:
        return _latin_first(raw, folded, first_han.start())
    last = max(match.end() for match in _HAN.finditer(raw))
    for match in islice(_SWITCH_TO_LATIN.finditer(folded, last), _MOST_BRACKETS):
        at = match.end()
        is_address = _ADDRESS_BEGINS.search(folded, max(0, at - 12), at)
        is_dated = _YEARLIKE.search(raw, 0, at)
        if is_address or not (is_dated or marker(folded, 0, at)):
            continue
        if (is_dated and _is_entry(raw[at:])) or _is_headed(raw[at:]):
            return Sides(raw[:at].rstrip(), raw[at:])
    return None


def _latin_first(raw: str, folded: str, first: int) -> Sides | None:
    stop = max(folded.rfind(c, 0, first) for c in ". \n")
    before, after = raw[: stop + 1], raw[stop + 1 :]
    if language(after) == "zh" and han_count(after) >= 8 and _is_entry(before) and _is_entry(after):
        return Sides(before.rstrip(), after.strip())
    return None
