"""The rough course of an alignment: which sentences are alike at first sight, and where a long text may be cut.

The similarity of 20,000 × 20,000 sentences is 1.6 GB of numbers, and the features of beads take forty times as much.
So similarities are looked at some rows at a time, only pairs that are each other's nearest are kept of them, a long
text is cut between pairs that are beyond doubt, and each block is aligned in full.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipeline.align.embeddings import Floats
from pipeline.align.evidence import Evidence, Ids, Side, evidence
from pipeline.align.features import Embeddings
from pipeline.resources import Resources

Corner = tuple[int, int]

_DIMENSIONS = 256
# Similarities are worked out for so many cells at a time: 16 MB.
_CELLS_AT_ONCE = 4_000_000
# Blocks of this side align in a few milliseconds; the hard limit keeps the features of a block under 120 MB.
_BLOCK = 120
_MOST_CELLS = 160_000


class Sketch(NamedTuple):
    """A row of numbers for each sentence of both sides; the product of two rows is their similarity."""

    zh: Floats
    en: Floats

    def part(self, rows: slice, columns: slice) -> Sketch:
        """The sketch of a block."""
        return Sketch(self.zh[rows], self.en[columns])


class Pair(NamedTuple):
    """Two sentences that are each other's nearest, and how similar they are."""

    zh: int
    en: int
    similarity: float


def sketch(found: Evidence, embeddings: Embeddings | None) -> Sketch:
    """Words and anchors, and the embeddings where they are given: cosines add up."""
    words = Sketch(*_word_vectors(found))
    if not embeddings:
        return words
    return Sketch(*(np.hstack(sides) for sides in zip(words, embeddings.centred(), strict=True)))


def similarity(zh: Sequence[str], en: Sequence[str], resources: Resources) -> Floats:
    """Shape (zh, en): the cosine of words and anchors of texts whose order means nothing."""
    drawn = sketch(evidence(zh, en, resources.lexicon, None), None)
    return drawn.zh @ drawn.en.T


def mutual(drawn: Sketch) -> list[Pair]:
    """The pairs of sentences that are each other's nearest, in the order of the Chinese."""
    n, m = len(drawn.zh), len(drawn.en)
    if not n or not m:
        return []
    nearest_en, nearest_zh = np.empty(n, dtype=np.int64), np.empty(m, dtype=np.int64)
    closest = np.full(m, -np.inf, dtype=np.float32)
    rows_at_once = max(1, _CELLS_AT_ONCE // m)
    for start in range(0, n, rows_at_once):
        similar = drawn.zh[start : start + rows_at_once] @ drawn.en.T
        nearest_en[start : start + rows_at_once] = similar.argmax(axis=1)
        nearest = similar.argmax(axis=0)
        here = similar[nearest, np.arange(m)]
        closer = here > closest
        nearest_zh[closer], closest[closer] = start + nearest[closer], here[closer]
    return [Pair(i, int(j), float(closest[j])) for i, j in enumerate(nearest_en) if nearest_zh[j] == i]


def corners(drawn: Sketch) -> list[Corner]:
    """Where to cut: from (0, 0) to (n, m), each block between two corners small enough to be aligned in full."""
    n, m = len(drawn.zh), len(drawn.en)
    if n * m <= 2 * _BLOCK * _BLOCK:
        return [(0, 0), (n, m)]
    path = _best_chain(mutual(drawn))
    sure = [here for before, here in pairwise(path) if here == (before[0] + 1, before[1] + 1)]
    cuts = [(0, 0)]
    for corner, following in pairwise([*sure, (n, m)]):
        if max(following[0] - cuts[-1][0], following[1] - cuts[-1][1]) > _BLOCK:
            cuts.append(corner)
    cuts.append((n, m))
    return [cuts[0], *(c for start, end in pairwise(cuts) for c in _small(start, end, path))]


def _small(start: Corner, end: Corner, path: Sequence[Corner]) -> Iterator[Corner]:
    """``end``, and before it the corners that keep blocks under the limit: on the rough path, else on the diagonal."""
    height, width = end[0] - start[0], end[1] - start[1]
    if (height + 1) * (width + 1) <= _MOST_CELLS:
        yield end
        return
    middle = start[0] + height // 2, start[1] + width // 2

    def distance(corner: Corner) -> float:
        return max(abs(corner[0] - middle[0]) / max(height, 1), abs(corner[1] - middle[1]) / max(width, 1))

    nearest = min(path, key=distance, default=middle)
    # A corner at the block's edge would cut nothing off.
    cut = nearest if distance(nearest) < 0.4 else middle
    yield from _small(start, cut, path)
    yield from _small(cut, end, path)


def _best_chain(pairs: Sequence[Pair]) -> list[Corner]:
    """The pairs, rising on both sides, with the largest sum of similarities above 0.

    The heaviest increasing subsequence: of the chains so far, those are kept that no other beats by ending earlier and
    weighing as much.
    """
    ends: list[int] = []
    weights: list[float] = []
    last: list[int] = []
    before: list[int | None] = []
    for index, pair in enumerate(pairs):
        at = bisect_left(ends, pair.en)
        before.append(last[at - 1] if at else None)
        if pair.similarity <= 0:
            continue
        weight = pair.similarity + (weights[at - 1] if at else 0.0)
        beaten = at
        while beaten < len(ends) and weights[beaten] <= weight:
            beaten += 1
        ends[at:beaten], weights[at:beaten], last[at:beaten] = [pair.en], [weight], [index]
    chain: list[Corner] = []
    index_or_none = last[-1] if last else None
    while index_or_none is not None:
        chain.append(pairs[index_or_none][:2])
        index_or_none = before[index_or_none]
    return chain[::-1]


def _word_vectors(found: Evidence) -> tuple[Floats, Floats]:
    """Weighted bags of words and anchors in a random projection, unit rows; a Chinese word is the mean of its stems."""
    chance = np.random.default_rng(0)
    stems = _directions(chance, found.en.term_weights)
    words = _sums(stems, found.stems)
    counts = np.array([len(ids) for ids in found.stems], dtype=np.float32)
    words *= (found.zh.term_weights / np.maximum(counts, 1))[:, None]
    anchors = _directions(chance, found.anchor_weights)
    return _bags(found.zh, words, anchors), _bags(found.en, stems, anchors)


def _directions(chance: np.random.Generator, weights: Floats) -> Floats:
    return (chance.random((len(weights), _DIMENSIONS), dtype=np.float32) - 0.5) * weights[:, None]


def _bags(side: Side, terms: Floats, anchors: Floats) -> Floats:
    out = _sums(terms, side.terms) + _sums(anchors, side.anchors)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def _sums(vectors: Floats, ids: Ids) -> Floats:
    """For each set of ids the sum of the vectors that they name."""
    out = np.zeros((len(ids), _DIMENSIONS), dtype=np.float32)
    counts = np.array([len(found) for found in ids])
    if counts.any():
        starts = np.cumsum(counts) - counts
        out[counts > 0] = np.add.reduceat(vectors[np.concatenate(ids)], starts[counts > 0])
    return out
