"""Entries that OCR or an editor ran together without a label between them."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from pipeline.csl import Name
from pipeline.references.characters import closing
from pipeline.references.head import head
from pipeline.references.imprint import digits_mended
from pipeline.references.markers import Marker, marker
from pipeline.references.names import authors
from pipeline.text import HAN, language

_YEAR = re.compile(r"(?:1[89]|20)[\dOol]{2}")
# The place, publisher and year of the volume that an entry stands in, or the supplement of its journal: no names.
_IMPRINT = re.compile(rf"[{HAN}]{{2,8}}\s?:\s?[{HAN}]{{2,30}},\s?{_YEAR.pattern}|增刊|专刊|Suppl")
# ``at`` is where the next entry would begin, the bracket of a translation included.
_END = re.compile(
    rf"[\d)\]][.;]?\s*(?P<at>[\[(]?\s*(?=[A-Z{HAN}]|(?:van|vanden|vander|von|de|den|der|di)\s[A-Z]|van den [A-Z]))"
)


# Year, volume, issue and pages, the entry's end: ``2008，28(4)：1729-1735.``, ``9, 99-104 (2015).``, and what begins
# behind it.
_WHOLE_IMPRINT = re.compile(
    r"(?:(?:19|20)[\dOol]{2},\s?\d{1,3}\s?(?:\(\s?[\dZS/-]{1,7}\s?\)\s?)?:\s?\w?\d+(?:\s?-\s?\w?\d+)?"
    r"|\s\d{1,4},\s?\w?\d+(?:\s?-\s?\w?\d+)?(?:,?\s?doi:\s?\S+)?\s(?P<year_last>\((?:19|20)\d\d\))(?!;))"
    rf"(?:\s?[.;]\s?(?P<at>(?=[A-Z{HAN}]))|\s?\.?\s?$)"
)


def unlabelled_starts(folded: str, start: int, end: int) -> list[int]:
    """Where further entries begin within ``folded[start:end]``, which begins with one."""
    markers = _markers(folded, start, end)
    return _marked_starts(folded, start, end, markers) if markers else _imprinted_starts(folded, start, end)


def _imprinted_starts(folded: str, start: int, end: int) -> list[int]:
    """Where, in a list without markers, the names of an entry follow a whole imprint, and an imprint follows them."""
    found, before = list[int](), start
    imprints = list(_WHOLE_IMPRINT.finditer(folded, start, end))
    for match, following in pairwise(imprints):
        at = match.start("at")
        names = authors(folded, at, end) if at >= 0 else None
        alike = language(folded[before:at]) == language(folded[at : following.end()])
        # Physicists cite several works by names and journal alone, each with its year behind.
        shortest = _LONGEST_JOURNAL if match["year_last"] else _SHORTEST_TITLE
        title = folded[names.end : following.start()] if names and names.names else ""
        if alike and len(title) > shortest and ";" not in title:
            found.append(at)
            before = at
    return found


_SHORTEST_TITLE, _LONGEST_JOURNAL = 8, 60


def _marked_starts(folded: str, start: int, end: int, markers: list[Marker]) -> list[int]:
    """Where further entries begin in a list of marked entries.

    Each entry has one type marker, or two where its translation follows; a marker too many shows a further entry. It
    begins where an entry has ended, year and all, and a list of names follows.
    """
    found, sides = list[int](), 1
    for index, (previous, current) in enumerate(pairwise(markers)):
        before = found[-1] if found else start
        at = _boundary(folded, before, previous.end, current.start)
        if at is None:
            continue
        following = markers[index + 2].start if index + 2 < len(markers) else end
        if sides == 1 and _translates(folded[before:at], folded[at:following]):
            sides = 2
        else:
            found.append(at)
            sides = 1
    return found


def _translates(first: str, second: str) -> bool:
    """Whether a text in another language prints the same work: the same year, where both print one.

    What stands in brackets of its own does so whatever its year, which may be a misprint.
    """
    end = closing(second, 0) if second[0] in "[(" else len(second)
    if language(first) == language(second[: min(end, _ENOUGH)]):
        return False
    if len(second) - _LONGEST_REST <= end < len(second):
        return True
    years = [set(_YEAR.findall(digits_mended(text))) for text in (first, second[:end])]
    return not all(years) or bool(years[0] & years[1])


# Names and title tell the language; a remark may stand behind them.
_ENOUGH = 80
# A stop, and the label of an entry that follows.
_LONGEST_REST = 8
_MOST_MARKERS = 60


def _markers(folded: str, start: int, end: int) -> list[Marker]:
    found = list[Marker]()
    at = start
    while len(found) < _MOST_MARKERS and (mark := marker(folded, at, end)):
        found.append(mark)
        at = mark.end
    return found


def _boundary(folded: str, before: int, start: int, end: int) -> int | None:
    """Where, between two markers, the entry that began at ``before`` has ended and the names of the next begin."""
    for match in _END.finditer(folded, start, end):
        if _IMPRINT.match(folded, match.end(), end):
            continue
        names = authors(folded, match.end(), end)
        if names.names and end - names.end > 1 and _YEAR.search(folded, before, match.end()):
            return match.start("at")
    return None


# An entry of an author-year list may end with its publisher or its DOI: names with a year stand behind that.
_DATED_END = re.compile(
    rf"{_END.pattern}|(?<=[{HAN}])\.\s*(?=[{HAN}][{HAN},、·&\s]{{1,60}}\.?\s*\(\s*{_YEAR.pattern}[a-z]?\s*\))"
    r"|(?<=[a-z])\.?\s+(?=[A-Z][A-Za-z'-]+,\s?[A-Z]\.)"
)
# What a name begins with, or what joins it to the one before.
_NAME_BEGINS = re.compile(
    r"(?:\b(?:van|von|vanden|vander|de|der|den|di|da|du|la|le|el|al|ter|ten)\s|(?P<joined>(?:\band|&)\s))+$"
)
# Shorter text holds no entry with names, year, title and source.
_SHORTEST = {"zh": 30, "en": 60}
_MOST_TRIES = 100
# The names and year of an entry stand within.
_HEAD = 240


def _is_named(name: Name) -> bool:
    """Whether a name is a person's with a given name, or a body's that is known by its letters (``IPCC``)."""
    return bool(name.given or (name.literal and name.literal[:2].isupper()))


def dated_starts(folded: str, start: int, end: int) -> list[int]:
    """Where further entries of an author–year list begin within ``folded[start:end]``.

    Behind an entry's end stand names with a year, in the language of the entry: otherwise they translate it.
    """
    found = list[int]()
    text = digits_mended(folded[start:end])
    shortest = _SHORTEST[language(text)]
    last, is_lost = 0, False
    for match in islice(_DATED_END.finditer(text, shortest), _MOST_TRIES):
        before = _NAME_BEGINS.search(text, max(0, match.end() - 20), match.end())
        if before and before["joined"]:
            continue
        at = before.start() if before else match.end()
        if at - last < shortest or len(text) - at < shortest or not (is_lost or _YEAR.search(text, last, at)):
            continue
        if text.count("[", last, at) > text.count("]", last, at) or language(text[last:at]) != language(
            text[at : at + _ENOUGH]
        ):
            continue
        front = head(text[at : at + _HEAD], min(len(text) - at, _HEAD))
        if front.dated and (front.year or front.authors.etal) and any(map(_is_named, front.authors.names)):
            found.append(start + at)
            last, is_lost = at, front.year is None
    return found
