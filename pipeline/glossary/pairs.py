"""The sentence pairs of an article: what its alignments and captions print in both languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from pipeline.article import Article, Extent

Scope = Literal["title", "abstract", "section", "document", "caption"]

# Below it, more than a handful of beads of the aligner's held-out articles are wrong (p ≥ .9 keeps 98 % at 99.8 %).
LEAST_SCORE = 0.9


class Pair(Struct, frozen=True):
    """A sentence (or a few that answer one) in both languages.

    ``score`` is the bead's probability, None of a caption, whose two sides the article itself puts together. The
    extents stand in the article's blocks; a caption has none.
    """

    id: str
    article: str
    scope: Scope
    zh: str
    en: str
    score: float | None
    zh_extents: tuple[Extent, ...] = ()
    en_extents: tuple[Extent, ...] = ()


def sentence_pairs(article: Article) -> Iterator[Pair]:
    """In the order of the article; of beads, those with both sides and a score that leaves hardly a doubt."""
    for number, bead in enumerate(article.alignments):
        if bead.zh and bead.en and bead.score >= LEAST_SCORE:
            zh, en = "".join(e.text for e in bead.zh), " ".join(e.text for e in bead.en)
            id = f"{article.id}:{number}"
            yield Pair(id, article.id, bead.scope, _line(zh), _line(en), bead.score, bead.zh, bead.en)
    for item in article.body.floats:
        if item.caption.zh and item.caption.en:
            id = f"{article.id}:{item.id}"
            yield Pair(id, article.id, "caption", _line(item.caption.zh), _line(item.caption.en), None)


class PairStore:
    """The sentence pairs of many articles, on disk beyond a few megabytes; iterated, they come in order of article."""

    def __init__(self) -> None:
        # A database without a name is a temporary file that goes with the connection.
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE pairs (article TEXT, number INTEGER, pair BLOB)")
        self._database.execute("CREATE INDEX ordered ON pairs (article, number, pair)")

    def add(self, pairs: Iterable[Pair]) -> None:
        """The pairs of one article."""
        rows = ((pair.article, number, msgspec.msgpack.encode(pair)) for number, pair in enumerate(pairs))
        self._database.executemany("INSERT INTO pairs VALUES (?, ?, ?)", rows)

    def __len__(self) -> int:
        (count,) = self._database.execute("SELECT count(*) FROM pairs").fetchone()
        return int(count)

    def __iter__(self) -> Iterator[Pair]:
        decode = msgspec.msgpack.Decoder(Pair).decode
        ordered = "SELECT pair FROM pairs ORDER BY article, number, pair"
        yield from (decode(pair) for (pair,) in self._database.execute(ordered))


def _line(text: str) -> str:
    return " ".join(text.split())
