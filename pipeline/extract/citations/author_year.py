"""Citations by author and year: ``(Wheatland et al., 2000; 张三, 2010)``, ``Liu & Li (2010a)``, ``王琼等（2015）``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

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
        found = [
            (at, at + len(name), entry)
            for entry in entries
            for name in entry.names
            if (at := _rfind(window, name)) >= 0
        ]
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


def _rfind(window: str, name: str) -> int:
    """Where a name last stands in a window as a word of its own, -1 where it does not."""
    at = window.rfind(name)
    while at >= 0 and name[0].isascii():
        before, after = window[at - 1 : at], window[at + len(name) : at + len(name) + 1]
        if not any(char.isascii() and char.isalpha() for char in (before, after)):
            return at
        at = window.rfind(name, 0, at)
    return at


def _lettered(numbers: tuple[int, ...], letter: str, references: Sequence[Reference]) -> tuple[int, ...]:
    """The entry that bears the letter behind its year, where entries of one author and year do."""
    chosen = [n for n in numbers if re.search(rf"\d\d\d\d\s?{letter}\b", fold(references[n - 1].raw))]
    return tuple(chosen) or numbers
