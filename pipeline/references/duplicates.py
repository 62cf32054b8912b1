"""Which entries are prints of the same work."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence

from pipeline.csl import Item
from pipeline.text import folded

# Shorter titles (Editorial, 前言) are borne by many works.
_SHORTEST_TITLE = {"zh": 6, "en": 20}


def groups(works: Sequence[Sequence[Item]]) -> list[list[int]]:
    """The indices of the works that are the same, in order, for each work that is printed more than once.

    A work is its item with its translations. Two are the same if they share a DOI, the title and the year, or journal
    year, volume, first page and first author.
    """
    parent = list(range(len(works)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first = dict[Hashable, int]()
    for index, items in enumerate(works):
        for key in (key for item in items for key in _keys(item)):
            other = root(first.setdefault(key, index))
            mine = root(index)
            parent[max(other, mine)] = min(other, mine)
    found = dict[int, list[int]]()
    for index in range(len(works)):
        found.setdefault(root(index), []).append(index)
    return [members for members in found.values() if len(members) > 1]


def _keys(item: Item) -> Iterator[Hashable]:
    year = item.issued.date_parts[0][0] if item.issued and item.issued.date_parts else None
    if item.DOI:
        yield "doi", item.DOI.lower()
    title = folded(item.title or "")
    if year and len(title) >= _SHORTEST_TITLE["zh" if item.language == "zh" else "en"]:
        yield "title", title, year, item.type, folded(item.edition or "")
    page = re.match(r"\w+", item.page or "")
    author = item.author[0] if item.author else None
    if year and item.volume and page and author:
        yield (
            "place",
            year,
            item.volume,
            page[0],
            folded((author.family or "") + (author.given or "")[:1] or author.literal or ""),
        )
