"""The line numbers of a manuscript, which OCR takes for text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from pipeline.document import Block, Document
from pipeline.text import HAN

_NUMBER = re.compile(rf"(?m)^[ \t]*(\d{{1,4}})(?:[ \t]+(?=\S)|(?=[{HAN}（]))")
# A numbered bibliography makes a chain as well, but at the end of the article only. Read off the twenty manuscripts
# with line numbers among seven hundred articles: theirs begins on the first page and skips up to thirty lines at once.
_FEWEST, _WIDEST_GAP, _WIDEST_STEP = 18, 150, 12
_EARLY, _FEWEST_EARLY = 8, 3


def without_line_numbers(document: Document) -> Document:
    """The document with the numbers of a long rising chain of line beginnings deleted, each as an edit.

    A document without such a chain is returned as it is. Linear but for a binary search for each number.
    """
    places = list(_places(document.blocks))
    chain = _without_outliers(_longest_rising([number for _, _, _, number in places]), [place[3] for place in places])
    early = sum(places[n][0] * _EARLY < len(document.blocks) for n in chain)
    if len(chain) < _FEWEST or early < _FEWEST_EARLY:
        return document
    if places[chain[-1]][3] - places[chain[0]][3] > _WIDEST_STEP * len(chain):
        return document
    deletions: dict[int, list[tuple[int, int, str]]] = {}
    for n in chain:
        index, start, end, _ = places[n]
        deletions.setdefault(index, []).append((start, end, ""))
    blocks = (
        block.revised("line-number", deletions[index]) if index in deletions else block
        for index, block in enumerate(document.blocks)
    )
    return replace(document, blocks=tuple(blocks))


def _places(blocks: Sequence[Block]) -> Iterator[tuple[int, int, int, int]]:
    """(index of the block, start, end, number) of each line that begins with a number."""
    for index, block in enumerate(blocks):
        if block.kind in ("heading", "paragraph", "list_item"):
            for match in _NUMBER.finditer(block.text):
                yield index, match.start(), match.end(), int(match[1])


def _without_outliers(chain: list[int], numbers: Sequence[int]) -> list[int]:
    """The chain up to the first gap that no page of figures explains (a year that begins a line)."""
    for at in range(1, len(chain)):
        if numbers[chain[at]] - numbers[chain[at - 1]] > _WIDEST_GAP:
            return chain[:at]
    return chain


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """Indices of a longest strictly rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(numbers)
    for n, number in enumerate(numbers):
        at = bisect.bisect_left(tails, number)
        before[n] = ends[at - 1] if at else -1
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [n]
    chain: list[int] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        chain.append(n)
        n = before[n]
    return chain[::-1]
