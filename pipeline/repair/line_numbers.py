"""Line numbers of a manuscript, which OCR reads from the margin into the text: ``能够增\\n4强动物机体的…\\n5 性能``."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.document import Block, Document
from pipeline.text import HAN

# The lines of a long chain are believed anywhere; those of a run within one paragraph may lack the blank.
_IN_CHAIN = re.compile(rf"^[ \t]*(\d{{1,4}})(?:[ \t]+(?=\S)|(?=[{HAN}（]))", re.MULTILINE)
_IN_RUN = re.compile(r"^[ \t]*(\d{1,3})[ \t]*(?=[^\s-]|\s*\Z)", re.MULTILINE)
# A numbered bibliography makes a chain as well, but at the end of the article only. Read off the twenty manuscripts
# with line numbers among seven hundred articles: theirs begins on the first page and skips up to thirty lines at once.
_FEWEST, _WIDEST_GAP, _WIDEST_STEP = 18, 150, 12
_EARLY, _FEWEST_EARLY = 8, 3
# A line that ends so may be an item of a numbered list or an entry of a bibliography.
_ENDED = re.compile(r"[.。;；:：)）\d]\s*$")
# A run this long of lines that go on and count on is no list. Seen on the same manuscripts.
_SHORTEST_RUN = 4


class _Place(NamedTuple):
    """A number at the beginning of a line: ``text[start:end]`` is it with the blanks around it."""

    block: int
    start: int
    end: int
    number: int


def without_line_numbers(document: Document) -> Document:
    """The document without the numbers that count its lines, each deletion an edit.

    They are told by a chain that rises through the whole document, or by a run in a paragraph most of whose lines
    break off. Linear but for a binary search for each number.
    """
    places = set(_chain(document.blocks))
    for index, block in enumerate(document.blocks):
        places.update(_run(index, block))
    deletions: dict[int, dict[int, int]] = {}
    for place in sorted(places):  # of two at one start the wider
        deletions.setdefault(place.block, {})[place.start] = place.end
    blocks = (
        block.revised("line-number", [(start, end, "") for start, end in deletions[index].items()])
        if index in deletions
        else block
        for index, block in enumerate(document.blocks)
    )
    return replace(document, blocks=tuple(blocks))


def _chain(blocks: Sequence[Block]) -> list[_Place]:
    """The numbers that rise from the first page through the whole document; none where they are too few."""
    places = [
        place
        for index, block in enumerate(blocks)
        if block.kind in ("heading", "paragraph", "list_item")
        for place in _places(_IN_CHAIN, index, block)
    ]
    chain = _without_outliers([places[n] for n in _longest_rising([place.number for place in places])])
    early = sum(place.block * _EARLY < len(blocks) for place in chain)
    if len(chain) < _FEWEST or early < _FEWEST_EARLY or _is_list(blocks, chain):
        return []
    return chain if chain[-1].number - chain[0].number <= _WIDEST_STEP * len(chain) else []


def _is_list(blocks: Sequence[Block], chain: list[_Place]) -> bool:
    """Whether most of the numbers stand behind a line that ends: those of affiliations and a bibliography.

    In the manuscripts 3 to 38 of 100 do, in the article whose entries once lost their numbers 98.
    """
    before = (blocks[place.block].text[: place.start] or blocks[max(place.block - 1, 0)].text for place in chain)
    return sum(bool(_ENDED.search(text)) for text in before) * 3 > len(chain) * 2


def _run(index: int, block: Block) -> list[_Place]:
    """The numbers that count the lines of a paragraph, if most of its lines break off and most are counted.

    An English line that goes on begins small, mostly; those of a list of addresses do not.
    """
    if block.kind != "paragraph":
        return []
    lines = block.text.split("\n")[:-1]
    if sum(not _ENDED.search(line) for line in lines) * 2 <= len(lines):
        return []
    counting = sorted(
        {
            place
            for pair in pairwise(_places(_IN_RUN, index, block))
            if pair[1].number - pair[0].number in (1, 2)
            for place in pair
        }
    )
    if block.lang != "zh":
        small = sum(block.text[place.end : place.end + 1].islower() for place in counting)
        counting = counting if small * 2 > len(counting) else []
    return counting if len(counting) >= _SHORTEST_RUN and len(counting) * 2 >= len(lines) else []


def _places(pattern: re.Pattern[str], index: int, block: Block) -> Iterator[_Place]:
    for match in pattern.finditer(block.text):
        yield _Place(index, match.start(), match.end(), int(match[1]))


def _without_outliers(chain: list[_Place]) -> list[_Place]:
    """The chain up to the first gap that no page of figures explains (a year that begins a line)."""
    for at, (before, after) in enumerate(pairwise(chain), 1):
        if after.number - before.number > _WIDEST_GAP:
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
