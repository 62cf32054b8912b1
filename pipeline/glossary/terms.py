"""Evidence of many articles, merged.

Merging is commutative and associative: counts add up, and of places and examples the first few in a fixed order
stay. A glossary of parts is therefore that of the whole, and its size goes with the distinct terms, not the articles.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from itertools import chain

import msgspec
from msgspec import Struct

Key = tuple[str, str]
Counts = dict[str, int]

PLACES = 20
EXAMPLES = 3


class Place(Struct, frozen=True, order=True):
    """Where an article states a pair, ``count`` times: the id of a block, "keywords" or "captions"."""

    article: str
    place: str
    count: int


class Example(Struct, frozen=True, order=True):
    """A sentence pair that shows both terms; ``rank`` is lower for better ones."""

    rank: int
    article: str
    zh: str
    en: str


class Tally(Struct, frozen=True):
    """What is known of a term pair. ``zh``, ``en``, ``abbreviations``, ``sources`` and ``domains`` count articles.

    Of the sentence pairs of these articles, ``sentences`` counts those in which both sides stand, ``zh_sentences`` and
    ``en_sentences`` those with the one side. ``places`` and ``examples`` hold the first few.
    """

    articles: int
    sentences: int
    zh_sentences: int
    en_sentences: int
    zh: Counts
    en: Counts
    abbreviations: Counts
    sources: Counts
    domains: Counts
    places: tuple[Place, ...]
    examples: tuple[Example, ...]


Terms = dict[Key, Tally]


def merged(tallies: Iterable[Tally]) -> Tally:
    """One tally of some, whatever their order."""
    tallies = list(tallies)
    return Tally(
        articles=sum(t.articles for t in tallies),
        sentences=sum(t.sentences for t in tallies),
        zh_sentences=sum(t.zh_sentences for t in tallies),
        en_sentences=sum(t.en_sentences for t in tallies),
        zh=_sum(t.zh for t in tallies),
        en=_sum(t.en for t in tallies),
        abbreviations=_sum(t.abbreviations for t in tallies),
        sources=_sum(t.sources for t in tallies),
        domains=_sum(t.domains for t in tallies),
        places=tuple(heapq.nsmallest(PLACES, chain.from_iterable(t.places for t in tallies))),
        examples=tuple(heapq.nsmallest(EXAMPLES, set(chain.from_iterable(t.examples for t in tallies)))),
    )


def merge(parts: Iterable[Mapping[Key, Tally]]) -> Terms:
    """The evidence of articles, or of parts that were merged before; in the order of the keys."""
    terms: Terms = {}
    for part in parts:
        for key, tally in part.items():
            known = terms.get(key)
            terms[key] = merged((tally,) if known is None else (known, tally))
    return dict(sorted(terms.items()))


def encode(terms: Terms) -> bytes:
    """Evidence as a file: equal evidence, equal bytes."""
    return b"".join(msgspec.json.encode((key, tally)) + b"\n" for key, tally in terms.items())


def decode(data: bytes) -> Terms:
    """Raises msgspec.DecodeError where the bytes are no evidence."""
    decoder = msgspec.json.Decoder(tuple[Key, Tally])
    return dict(decoder.decode(line) for line in data.splitlines())


def _sum(counts: Iterable[Counts]) -> Counts:
    total: Counts = {}
    for one in counts:
        for name, count in one.items():
            total[name] = total.get(name, 0) + count
    return dict(sorted(total.items()))
