"""The rough course of an alignment: which sentences are alike at first sight, and where a long text may be cut.

Full matrices of one number a cell are cheap even for 5,000 × 5,000 sentences; the features of beads are not. So a
long text is cut between pairs that are beyond doubt, and each block is aligned in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from pipeline.align.embeddings import Floats
from pipeline.align.evidence import Evidence, Ids, Side
from pipeline.align.features import Embeddings

Corner = tuple[int, int]

_DIMENSIONS = 256
_NEIGHBOURS = 10
# Blocks of this side align in a few milliseconds; the hard limit keeps the features of a block under 120 MB.
_BLOCK = 120
_MOST_CELLS = 160_000


def similarity(found: Evidence, embeddings: Embeddings | None) -> Floats:
    """Shape (zh, en): the cosine of words and anchors, plus that of the embeddings where they are given."""
    zh_words, en_words = _word_vectors(found)
    out = zh_words @ en_words.T
    if embeddings:
        zh_vectors, en_vectors = embeddings.centred()
        out += zh_vectors @ en_vectors.T
    return out


def mutual(similar: Floats) -> list[Corner]:
    """The pairs of sentences that are each other's nearest."""
    if not similar.size:
        return []
    nearest_zh = similar.argmax(axis=0)
    return [(i, int(j)) for i, j in enumerate(similar.argmax(axis=1)) if nearest_zh[j] == i]


def corners(similar: Floats) -> list[Corner]:
    """Where to cut: from (0, 0) to (n, m), each block between two corners small enough to be aligned in full."""
    n, m = similar.shape
    if n * m <= 2 * _BLOCK * _BLOCK:
        return [(0, 0), (n, m)]
    path = _best_chain(np.maximum(_above_neighbours(similar), 0))
    certain = set(mutual(similar))
    sure = [
        here for before, here in pairwise(path) if here == (before[0] + 1, before[1] + 1) and {before, here} <= certain
    ]
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


def _above_neighbours(similar: Floats) -> Floats:
    """Cross-domain similarity local scaling (Conneau et al., 2018): what a pair has beyond its rivals' mean."""
    rivals = min(_NEIGHBOURS, *similar.shape)
    zh = np.partition(similar, -rivals, axis=1)[:, -rivals:].mean(axis=1)
    en = np.partition(similar, -rivals, axis=0)[-rivals:, :].mean(axis=0)
    return np.asarray(similar - (zh[:, None] + en[None, :]) / 2, dtype=np.float32)


def _best_chain(gain: Floats) -> list[Corner]:
    """The pairs, rising on both sides, with the largest sum of gains (all gains at least 0)."""
    n, m = gain.shape
    best = np.zeros((n + 1, m + 1), dtype=np.float32)
    for i in range(n):
        np.maximum(best[i, 1:], best[i, :-1] + gain[i], out=best[i + 1, 1:])
        np.maximum.accumulate(best[i + 1], out=best[i + 1])
    chain: list[Corner] = []
    i, j = n, m
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            chain.append((i, j))
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
