"""The outline: which candidates are headings, and under which numbers.

A beam search over the candidates of an article in reading order. A path is the list of open headings; each candidate is
taken under one of its readings, or left. What a path costs is how much it surprises: a number out of sequence, a number
read against the print, a heading that is none. So 2.317-AAG is 2.3 after 2.2, a heading printed "1 适应证" is 1.1
between 1 and 1.1.1, and the numbered step of an algorithm is no section because the real one of its number comes later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from pipeline.structure.body.numbering import Entry, Number, Reading, Stack, pushed, successors


class Candidate(NamedTuple):
    """What may be a heading. ``left`` is the cost of saying that it is none (inf where it is marked as one).

    ``lead`` is where its title begins if its number is lost or unreadable; None where only a read number makes it one.
    ``divided`` says that its title names a main part of an article, under which numbers may begin anew.
    """

    readings: tuple[Reading, ...]
    left: float
    lead: int | None = None
    divided: bool = False


class Place(NamedTuple):
    """A heading's place: its number and depth (None where it has no number), and where its title begins."""

    number: Number | None
    level: int | None
    end: int


class _Path(Struct, frozen=True):
    cost: float
    stack: Stack
    places: _Chain


_Fields = tuple[Number | None, int | None, int]  # of a place: far more are weighed than taken
_Chain: TypeAlias = "tuple[_Fields | None, _Chain] | None"  # the last place or None for no heading, those before it


# Costs in the unit of numbering.py.
_RESTORED = 1.5
_RESTORED_AGAINST_PRINT = 5.5
_UNNUMBERED_AGAINST_PRINT = 7.0
_OUT_OF_SEQUENCE = 5.0
_OPENS_NUMBERING = 0.3
_KEEPS_NUMBERING = 0.5
_BEAM = 24
# A path so far behind the best has never come to win: a margin of 6 gives the same outlines on 700 articles.
_MARGIN = 10.0


def outline(candidates: Sequence[Candidate]) -> list[Place | None]:
    """The place of each candidate, or None where it is no heading. Linear in the candidates."""
    beam = [_Path(0.0, (), None)]
    for candidate in candidates:
        best: dict[Stack, _Path] = {}
        for path in beam:
            for cost, stack, place in _continuations(candidate, path.stack):
                total = path.cost + cost
                if stack not in best or total < best[stack].cost:
                    best[stack] = _Path(total, stack, (place, path.places))
        beam = sorted(best.values(), key=lambda path: path.cost)[:_BEAM]
        while beam[-1].cost > beam[0].cost + _MARGIN:
            beam.pop()
    places: list[Place | None] = []
    chain = beam[0].places
    while chain:
        fields, chain = chain
        places.append(Place(*fields) if fields else None)
    return places[::-1]


def _continuations(candidate: Candidate, stack: Stack) -> list[tuple[float, Stack, _Fields | None]]:
    """Each way to take the candidate after these open headings: (cost, open headings, place)."""
    ways: list[tuple[float, Stack, _Fields | None]] = []
    marked = candidate.left == math.inf
    if not marked:
        ways.append((candidate.left, stack, None))
    for reading in candidate.readings:
        cost, after = pushed(stack, reading.number)
        ways.append((cost + reading.doubt, after, (reading.number, after[-1].level, reading.end)))
    printed = candidate.readings[0] if candidate.readings else None
    if marked:
        unnumbered = _UNNUMBERED_AGAINST_PRINT if printed else _KEEPS_NUMBERING if candidate.divided else 0.0
        ways.append((unnumbered, stack, (None, None, 0)))
        if printed:
            level = len(printed.number.parts)
            ways.append((_OUT_OF_SEQUENCE + printed.doubt, stack, (printed.number, level, printed.end)))
    if candidate.divided and not printed:
        opened = Entry(Number("name", (0,), ""), 1)
        ways.append((_OPENS_NUMBERING, (opened,), (None, opened.level, 0)))
    if candidate.lead is not None:
        cost = _RESTORED_AGAINST_PRINT if printed else _RESTORED
        for number in successors(stack):
            _, after = pushed(stack, number)
            ways.append((cost, after, (number, after[-1].level, printed.end if printed else candidate.lead)))
    return ways
