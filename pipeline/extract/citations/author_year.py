"""Citations by author and year: ``(Wheatland et al., 2000; 张三, 2010)``, ``Liu & Li (2010a)``, ``王琼等（2015）``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from pipeline.article import Block, Citation, Reference
from pipeline.csl import Item, Name
from pipeline.references.characters import fold
from pipeline.references.imprint import digits_mended
from pipeline.text import HAN

_YEAR = re.compile(r"(?<![\dA-Za-z.])((?:1[89]|20)\d\d)([a-z])?(?![\dA-Za-z%])")
# How far before its year a first author's name may stand: two authors in full, or a group and its abbreviation.
_REACH = 90
# What stands between the names of two authors.
_JOINT = re.compile(r"\s*(?:&|and|和|与)\s*")
# Initials that OCR has run together with the family name: ``GornishE S``.
_GLUED = re.compile(r"([A-Z][a-z]{2,})[A-Z]{1,3}")
_BREAKS = re.compile(r"[;。]|(?<=\d)\s*[)\]]")


def author_year_citations(blocks: Sequence[Block], references: Sequence[Reference]) -> list[Citation]:
    """The citations of the blocks in a list without numbers; ``numbers`` are the entries' places in it, from 1."""
    index = _by_year(references)
    return [citation for block in blocks for citation in _citations(block, index, references)]


class _Entry:
    """An entry as it may be cited: any of its names in either language."""

    def __init__(self, number: int, names: frozenset[str]) -> None:
        self.number, self.names = number, names


def _by_year(references: Sequence[Reference]) -> dict[int, list[_Entry]]:
    index = defaultdict[int, list[_Entry]](list)
    for number, reference in enumerate(references, 1):
        items = [item for item in (reference.csl, reference.translation) if item]
        years = {item.issued.date_parts[0][0] for item in items if item.issued and item.issued.date_parts}
        names = frozenset(name for item in items for name in _cited_names(item))
        for year in years:
            if names:
                index[year].append(_Entry(number, names))
    return index


def _cited_names(item: Item) -> Iterator[str]:
    first: Sequence[Name] = item.author[:1] or item.editor[:1]
    for name in first:
        if name.family:
            if glued := _GLUED.fullmatch(name.family):
                yield glued[1]
            yield fold(name.family) if not re.match(f"[{HAN}]", name.family) else name.family + (name.given or "")
        elif name.literal:
            yield fold(name.literal)


def _citations(block: Block, index: dict[int, list[_Entry]], references: Sequence[Reference]) -> Iterator[Citation]:
    text = digits_mended(fold(block.text))
    taken = 0
    for match in _YEAR.finditer(text):
        entries = index.get(int(match[1]))
        if not entries:
            continue
        low = max(taken, match.start() - _REACH)
        breaks = [m.end() for m in _BREAKS.finditer(text, low, match.start())]
        low = max([low, *breaks])
        window = text[low : match.start()]
        found = _named(window, entries, _rfind) or _named(window, entries, _rfind_worn)
        if not found:
            continue
        nearest = max(at for at, _, _ in found)
        # A name that another stands before is a second author's, though it may be the first of an entry of that year.
        while led := [at for at, end, _ in found if at < nearest and _JOINT.fullmatch(window, end, nearest)]:
            nearest = min(led)
        numbers = tuple(sorted({entry.number for at, _, entry in found if at == nearest}))
        if match[2] and len(numbers) > 1:
            numbers = _lettered(numbers, match[2], references)
        start, end = low + nearest, match.end()
        yield Citation(
            block.text[start:end], block.id, start, end, numbers, False, tuple(references[n - 1].id for n in numbers)
        )
        taken = end


_Span = tuple[int, int]


def _named(
    window: str, entries: Sequence[_Entry], rfind: Callable[[str, str], _Span | None]
) -> list[tuple[int, int, _Entry]]:
    """(start, end, entry) of the names of entries that stand in a window."""
    return [(*span, entry) for entry in entries for name in entry.names if (span := rfind(window, name))]


def _rfind(window: str, name: str) -> _Span | None:
    """Where a name last stands in a window as a word of its own, if it does."""
    at = window.rfind(name)
    while at >= 0:
        end = at + len(name)
        beside = window[max(0, at - 1) : at] + window[end : end + 1]
        if not name[0].isascii() or not any(char.isascii() and char.isalpha() for char in beside):
            return at, end
        at = window.rfind(name, 0, at)
    return None


# Shorter names are found in others.
_SHORTEST_WORN = 4


def _rfind_worn(window: str, name: str) -> _Span | None:
    """The same where OCR has dropped one of two like letters (``Robitaile``) or the blank behind (``Kundiet al.``)."""
    if len(name) < _SHORTEST_WORN or not name.isascii():
        return None
    spans = [match.span() for match in _worn(name).finditer(window)]
    return spans[-1] if spans else None


@lru_cache(maxsize=1024)
def _worn(name: str) -> re.Pattern[str]:
    letters = "".join(f"{re.escape(letter)}+" for letter, _ in groupby(name))
    return re.compile(rf"(?<![A-Za-z]){letters}(?![A-Za-z])|(?<![A-Za-z]){letters}(?=et ?al)")


def _lettered(numbers: tuple[int, ...], letter: str, references: Sequence[Reference]) -> tuple[int, ...]:
    """The entry that bears the letter behind its year, where entries of one author and year do."""
    chosen = [n for n in numbers if re.search(rf"\d\d\d\d\s?{letter}\b", fold(references[n - 1].raw))]
    return tuple(chosen) or numbers
