"""An entry and its printed translation: where one ends and the other begins."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from pipeline.references.characters import fold
from pipeline.references.markers import marker
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


def sides(raw: str) -> Sides:
    """The two sides of a bilingual entry, in printed order. The label is off already."""
    han = han_count(raw)
    if han < 4 or len(_LATIN.findall(raw)) < 12:
        return Sides(raw, None)
    folded = fold(raw)
    return _by_line(raw) or _in_brackets(raw, folded) or _in_a_row(raw, folded) or Sides(raw, None)


def _is_entry(text: str) -> bool:
    """Whether a text looks like an entry by itself: a marker or a year, and enough words."""
    return len(text) > 14 and bool(_YEARLIKE.search(text) or marker(fold(text)))


# No entry runs over more.
_MOST_LINES = 20


def _by_line(raw: str) -> Sides | None:
    for match in islice(re.finditer("\n", raw), _MOST_LINES):
        first, second = raw[: match.start()], raw[match.end() :]
        if language(first) != language(second) and _is_entry(first) and _is_entry(second):
            second = second.strip()
            if fold(second[:1]) in "[(" and not re.match(r"[\[(]\s*\d{1,3}\s*[\])]", fold(second)):
                second = second[1:].rstrip(" .。,，;]］)）】〕")
            return Sides(first.rstrip(), second)
    return None


def _in_brackets(raw: str, folded: str) -> Sides | None:
    for match in _OPENING.finditer(folded, 8):
        before, inside = raw[: match.start()], raw[match.end() :]
        closing = _closing(folded, match.start())
        after = raw[closing + 1 :] if closing is not None else ""
        if closing is not None:
            inside = raw[match.end() : closing]
        if len(inside) < 12 or (closing is not None and len(inside) < 24 and han_count(inside) < 8):
            continue
        after_is_small = len(after.strip(" .,;，。；)]］")) < 8
        if not after_is_small:
            continue
        if language(before) == language(inside):
            continue
        named = re.match(rf"[{HAN}]{{2,4}}\s*[,.、]", fold(inside)) is not None
        if (_is_entry(inside) and _is_entry(before)) or (named and han_count(inside) > 10):
            tail = after.strip(" ]］)）")
            return Sides(before.rstrip() + tail, inside.strip(" ]］)）"))
    return None


def _closing(folded: str, opening: int) -> int | None:
    """The offset of the bracket that closes the one at ``opening``: the last of its kind, markers apart."""
    depth = 0
    for match in re.finditer(r"[\[\]()]", folded[opening:]):
        depth += 1 if match[0] in "[(" else -1
        if depth == 0:
            return opening + match.start()
    return None


def _in_a_row(raw: str, folded: str) -> Sides | None:
    first_han = _HAN.search(raw)
    if first_han is None:
        return None
    if language(raw[: first_han.start() + 6]) == "en" and first_han.start() > 40:
        return _latin_first(raw, folded, first_han.start())
    last = max(m.end() for m in _HAN.finditer(raw))
    for match in _SWITCH_TO_LATIN.finditer(folded, last):
        before, after = raw[: match.end()], raw[match.end() :]
        if (
            _is_entry(after)
            and _YEARLIKE.search(before)
            and not re.search(r"https?:?/*$|www\.$|doi\W*$", folded[: match.end()], re.I)
        ):
            return Sides(before.rstrip(), after)
    return None


def _latin_first(raw: str, folded: str, first: int) -> Sides | None:
    stop = max(folded.rfind(c, 0, first) for c in ". \n")
    before, after = raw[: stop + 1], raw[stop + 1 :]
    if language(after) == "zh" and han_count(after) >= 8 and _is_entry(before) and _is_entry(after):
        return Sides(before.rstrip(), after.strip())
    return None
