"""On which side of which bead a piece of text stands, and what stands on the other."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.article import Bead, Extent, Language, Mention


class Side(NamedTuple):
    """``start`` … ``end`` of a text belong to one side of a bead; ``bead`` is its index."""

    start: int
    end: int
    bead: int
    lang: Language


class Sides:
    """The sides of an article's beads, by block."""

    def __init__(self, beads: Sequence[Bead]) -> None:
        self._of_block: dict[str, list[Side]] = defaultdict(list)
        for index, bead in enumerate(beads):
            self._add(bead.zh, index, "zh")
            self._add(bead.en, index, "en")
        for sides in self._of_block.values():
            sides.sort()

    def _add(self, extents: Iterable[Extent], bead: int, lang: Language) -> None:
        for extent in extents:
            self._of_block[extent.block].append(Side(extent.start, extent.end, bead, lang))

    def of_block(self, block: str) -> list[Side]:
        """The sides in a block, from left to right."""
        return self._of_block.get(block, [])

    def linked(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """The mentions of one entity, each with its bead and with those that answer it there."""
        mentions = tuple(mentions)
        places = [side_at(self.of_block(mention.block), mention.start) for mention in mentions]
        by_side: dict[tuple[int, Language], list[int]] = defaultdict(list)
        for index, side in enumerate(places):
            if side:
                by_side[side.bead, side.lang].append(index)
        return tuple(
            replace(mention, bead=side.bead, answers=tuple(by_side.get((side.bead, other(side.lang)), ())))
            if side
            else mention
            for mention, side in zip(mentions, places, strict=True)
        )


def side_at(sides: Sequence[Side], at: int) -> Side | None:
    """The side, of sides from left to right, in which an offset lies."""
    index = bisect_right(sides, at, key=lambda side: side.start) - 1
    return sides[index] if index >= 0 and at < sides[index].end else None


def other(lang: Language) -> Language:
    return "en" if lang == "zh" else "zh"
