"""Concepts that an article itself names in its glosses: new ones, and abbreviations of known ones.

A new concept has a type where the head of its Chinese name tells it: ``蔷薇菌属`` is an organism.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from pipeline.article import Gloss
from pipeline.extract.lexicon import Concept, slug
from pipeline.extract.recogniser import Recogniser

_LONGEST_HEAD = 8


def concepts_of(glosses: Iterable[Gloss], recogniser: Recogniser, known: Sequence[Concept]) -> list[Concept]:
    """What the glosses add to a lexicon, one concept an id; a known concept comes with its new names only."""
    found: dict[str, Concept] = {}
    for gloss in glosses:
        names = [name for name in (gloss.en, gloss.abbreviation) if name]
        concept = next(_known(gloss, recogniser, known), None)
        if concept is not None:
            concept = replace(concept, zh=(), en=tuple(name for name in names if name not in concept.en))
        elif gloss.zh and names and (type := head_type(gloss.zh)):
            concept = Concept(f"{type}:{slug(names[0])}", type, (gloss.zh,), tuple(names))
        else:
            continue
        before = found.get(concept.id)
        if before is not None:
            concept = replace(before, zh=_union(before.zh, concept.zh), en=_union(before.en, concept.en))
        found[concept.id] = concept
    return [concept for concept in found.values() if concept.zh or concept.en]


def head_type(term: str) -> str | None:
    """The type that the end of a Chinese term tells, None where it tells none."""
    heads = _heads()
    if term in heads:
        return None  # 算法 names no algorithm
    return next((heads[term[-n:]] for n in range(min(_LONGEST_HEAD, len(term) - 1), 0, -1) if term[-n:] in heads), None)


def _known(gloss: Gloss, recogniser: Recogniser, known: Sequence[Concept]) -> Iterator[Concept]:
    """The concepts that a full name of a gloss means and nothing but."""
    for name in (gloss.zh, gloss.en):
        hits = recogniser.hits(name) if name else []
        if len(hits) == 1 and len(hits[0].concepts) == 1 and (hits[0].start, hits[0].end) == (0, len(name or "")):
            yield known[hits[0].concepts[0]]


@cache
def _heads() -> dict[str, str]:
    lines = Path(__file__).parents[1].joinpath("data", "term_heads.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {head: type for head, type in rows if head != "head"}


def _union(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*a, *b)))
