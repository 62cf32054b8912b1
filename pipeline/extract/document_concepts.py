"""Concepts that an article itself names in its glosses and keywords: new ones, and abbreviations of known ones.

A new concept has a type where the head of its Chinese name tells it: ``蔷薇菌属`` is an organism.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from pipeline.article import Bilingual, Gloss
from pipeline.extract.lexicon import Concept, slug
from pipeline.extract.open_classes import coined_in
from pipeline.extract.recogniser import Recogniser

_LONGEST_HEAD = 8
# The type in the table of a head that tells of none, so that the shorter one in it (属 in 金属) is not asked.
_NO_TYPE = "none"


def concepts_of(
    glosses: Iterable[Gloss], keywords: Iterable[Bilingual], recogniser: Recogniser, known: Sequence[Concept]
) -> list[Concept]:
    """What glosses and pairs of keywords add to a lexicon, one concept an id; a known one comes with new names only.

    A keyword's Chinese name is whole, so it may name a concept that only the English side tells (``伏美替尼``,
    ``furmonertinib``); that of a gloss may have kept a modifier.
    """
    found: dict[str, Concept] = {}
    by_zh: dict[str, str] = {}
    pairs = [(keyword.zh, keyword.en, None, True) for keyword in keywords]
    for zh, en, abbreviation, whole in (*pairs, *((g.zh, g.en, g.abbreviation, False) for g in glosses)):
        names = tuple(name for name in (en, abbreviation) if name)
        concept = next(_known((zh, en), recogniser, known), None)
        if concept is not None:
            new = zh if whole and zh and zh not in concept.zh else None
            concept = replace(concept, zh=(new,) if new else (), en=tuple(n for n in names if n not in concept.en))
        elif zh and names and (concept := _new(zh, names, whole)):
            concept = replace(concept, id=by_zh.setdefault(zh, concept.id))
        else:
            continue
        before = found.get(concept.id)
        if before is not None:
            concept = replace(before, zh=_union(before.zh, concept.zh), en=_union(before.en, concept.en))
        found[concept.id] = concept
    return [concept for concept in found.values() if concept.zh or concept.en]


def _new(zh: str, names: tuple[str, ...], whole: bool) -> Concept | None:
    """A concept that no lexicon has, where the head of its Chinese name or the class of its English one is known."""
    coined = next(coined_in(names[0]), None) if whole else None
    if coined and (coined.start, coined.end) == (0, len(names[0])):
        return replace(coined.concept, zh=(zh,))
    type = head_type(zh)
    return Concept(f"{type}:{slug(names[0])}", type, (zh,), names) if type else None


def head_type(term: str) -> str | None:
    """The type that the end of a Chinese term tells, None where it tells none."""
    heads = _heads()
    if term in heads:
        return None  # 算法 names no algorithm
    ends = (term[-n:] for n in range(min(_LONGEST_HEAD, len(term) - 1), 0, -1))
    type = next((heads[end] for end in ends if end in heads), _NO_TYPE)
    return None if type == _NO_TYPE else type


def _known(names: Iterable[str | None], recogniser: Recogniser, known: Sequence[Concept]) -> Iterator[Concept]:
    """The concepts that one of the names means and nothing but."""
    for name in names:
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
