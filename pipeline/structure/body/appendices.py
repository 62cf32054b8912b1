"""Appendices that letters number, behind the last section: ``A Proofs``, ``C.1 Data``, ``BProof of Theorem 1``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.structure.body.numbering import Number
from pipeline.structure.body.outline import Place

# The letter may be glued to its title; the numbers of its divisions follow it.
_LETTERED = re.compile(r"([A-H])((?:\s?[.．]\s?\d{1,2}){1,3}|(?=\s?[A-Z][A-Za-z]))[.．]?\s*(?=\S)")
_NAMED = re.compile(r"(?:Appendix|附\s?录)\s?([A-H])(?![a-z])", re.IGNORECASE)
_FEWEST = 2


def with_appendices(titles: Sequence[str], places: Sequence[Place]) -> list[Place]:
    """The places, those of lettered appendices with their numbers.

    They follow numbered sections, begin with A, and go on in order; a lone letter is none. ``Appendix A`` keeps its
    name, and its divisions are numbered below it.
    """
    first = next((index for index, place in enumerate(places) if place.number), len(places))
    found = list(places)
    before: tuple[int, ...] = (0,)
    lettered = 0
    for index, title in list(enumerate(titles))[first:]:
        if places[index].number:
            continue
        if named := _NAMED.match(title):
            before = (_value(named[1]),)
        elif (match := _LETTERED.match(title)) and _follows(before, parts := _parts(match)):
            text = match[1] + "".join(f".{part}" for part in parts[1:])
            found[index] = Place(Number("letter", parts, text), len(parts), match.end())
            before = parts
            lettered += 1
    return found if lettered >= _FEWEST else list(places)


def _parts(match: re.Match[str]) -> tuple[int, ...]:
    return (_value(match[1]), *map(int, re.findall(r"\d+", match[2])))


def _value(letter: str) -> int:
    return ord(letter.upper()) - ord("A") + 1


def _follows(before: tuple[int, ...], parts: tuple[int, ...]) -> bool:
    """Whether a number is the next one at any depth, or the first division of the one before it."""
    depth = len(parts)
    if depth > len(before):
        return parts == (*before, 1)
    return parts == (*before[: depth - 1], before[depth - 1] + 1)
