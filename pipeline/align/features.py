"""The features of every possible bead in a block of two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.align.embeddings import Embedder, Floats
from pipeline.align.evidence import Evidence, Ids, Side

Numbers = NDArray[np.int64]

# How many Chinese sentences answer how many English ones. A Chinese sentence of an abstract is often three or more in
# English; beads beyond these are in no gold alignment we know.
TYPES: tuple[tuple[int, int], ...] = (
    (1, 0), (0, 1), (1, 1),
    (1, 2), (1, 3), (1, 4), (1, 5), (1, 6),
    (2, 1), (3, 1), (4, 1), (5, 1), (6, 1),
    (2, 2), (2, 3), (3, 2), (3, 3),
)  # fmt: skip
NULL_ZH, NULL_EN = TYPES.index((1, 0)), TYPES.index((0, 1))

# By name, as ``weights.json`` has them, and by number, as they stand in the last axis of the features:
#   cos                   cosine of the embeddings of the two sides
#   lex                   share of the words on both sides that a word of the other side translates, by weight
#   anchors, missed       numbers and Latin words: the share that both sides have; the weight of those that one has
#   length                squared difference of the lengths' log ratio from that of the text
#   joined_zh, joined_en  sentences of a side beyond its first
#   crossed               1 where both sides have several sentences
#   null, repeat          1 where a side is empty; how likely the other one is printed twice by mistake
FEATURES = ("cos", "lex", "anchors", "missed", "length", "joined_zh", "joined_en", "crossed", "null", "repeat")
COS, LEX, ANCHORS, MISSED, LENGTH, JOINED_ZH, JOINED_EN, CROSSED, NULL, REPEAT = range(len(FEATURES))
_LONGEST_MISS = 6.0
_LARGEST = max(max(kind) for kind in TYPES)


@dataclass(frozen=True)
class Embeddings:
    """Unit vectors of the sentences of both sides, and their means: what a text says throughout."""

    embedder: Embedder
    zh: Floats
    en: Floats
    zh_mean: Floats
    en_mean: Floats

    @classmethod
    def of(cls, found: Evidence, embedder: Embedder | None) -> Embeddings | None:
        """None without an embedder, or where a side is empty."""
        zh, en = found.zh.pooled, found.en.pooled
        if embedder is None or zh is None or en is None or not len(zh) or not len(en):
            return None
        zh, en = np.split(embedder.vectors(np.concatenate((zh, en))), [len(zh)])
        return cls(embedder, zh, en, zh.mean(axis=0), en.mean(axis=0))

    def centred(self) -> tuple[Floats, Floats]:
        """The vectors of the sentences of both sides, less the means."""
        return _centred(self.zh, self.zh_mean), _centred(self.en, self.en_mean)

    def spans(self, found: Evidence, rows: slice, cols: slice, longest: int) -> tuple[list[Floats], list[Floats]]:
        """The vectors of the spans of a block by their size (from 1), less the means; all are encoded in one go."""
        assert found.zh.pooled is not None and found.en.pooled is not None
        sums = [
            [_joined(pooled, size, np.add) for size in _sizes(len(pooled), longest)[1:]]
            for pooled in (found.zh.pooled[rows], found.en.pooled[cols])
        ]
        flat = [*sums[0], *sums[1]]
        borders = np.cumsum([len(rows) for rows in flat])[:-1]
        encoded = np.split(self.embedder.vectors(np.concatenate(flat)), borders) if flat else []
        zh, en = [self.zh[rows], *encoded[: len(sums[0])]], [self.en[cols], *encoded[len(sums[0]) :]]
        return [_centred(span, self.zh_mean) for span in zh], [_centred(span, self.en_mean) for span in en]


@dataclass(frozen=True)
class Context:
    """What beads of the whole text are measured against: the log of its length ratio, and its embeddings."""

    log_ratio: float
    embeddings: Embeddings | None = None


@dataclass(frozen=True)
class _Spans:
    """All spans of ``size`` neighbouring sentences of one side; the arrays have one row a span.

    ``terms`` and ``anchors`` say what is present; ``weights`` sums the weights of the terms sentence by sentence, so
    that a term in two sentences counts twice.
    """

    terms: Floats
    weights: Floats
    anchors: Floats
    anchor_total: Floats
    log_lengths: Floats
    vectors: Floats | None


def features(found: Evidence, context: Context, rows: slice, cols: slice, longest: int = _LARGEST) -> Floats:
    """Shape (types, n + 1, m + 1, features): the bead of that type whose first sentences are ``i`` and ``j``.

    Cells where the bead would reach beyond the block hold zeros (:func:`fits` says which), and those of beads with more
    than ``longest`` sentences on a side.
    """
    n, m = len(found.zh.lengths[rows]), len(found.en.lengths[cols])
    out = np.zeros((len(TYPES), n + 1, m + 1, len(FEATURES)), dtype=np.float32)
    out[NULL_ZH, :n, :, NULL], out[NULL_ZH, :n, :, REPEAT] = 1, found.zh.repeats[rows][:, None]
    out[NULL_EN, :, :m, NULL], out[NULL_EN, :, :m, REPEAT] = 1, found.en.repeats[cols][None, :]
    pairs = [
        (index, a, b) for index, (a, b) in enumerate(TYPES) if 0 < a <= min(n, longest) and 0 < b <= min(m, longest)
    ]
    if not pairs:
        return out
    zh_terms, en_terms = _vocabulary(found.zh.terms[rows]), _vocabulary(found.en.terms[cols])
    anchors = _vocabulary([*found.zh.anchors[rows], *found.en.anchors[cols]])
    anchor_weights = found.anchor_weights[anchors]
    embeddings = context.embeddings
    zh_vectors, en_vectors = embeddings.spans(found, rows, cols, longest) if embeddings else ([], [])
    zh_spans = _spans(found.zh, rows, zh_terms, anchors, anchor_weights, zh_vectors, longest)
    en_spans = _spans(found.en, cols, en_terms, anchors, anchor_weights, en_vectors, longest)
    relation = _relation(found.stems, zh_terms, en_terms)
    answered = {b: (relation @ en_spans[b].terms.T > 0).astype(np.float32) for b in en_spans}
    known = {a: (zh_spans[a].terms @ relation > 0).astype(np.float32) for a in zh_spans}
    for index, a, b in pairs:
        zh, en = zh_spans[a], en_spans[b]
        cell = out[index, : n - a + 1, : m - b + 1]
        if zh.vectors is not None and en.vectors is not None:
            cell[..., COS] = zh.vectors @ en.vectors.T
        total = zh.weights.sum(axis=1)[:, None] + en.weights.sum(axis=1)[None, :]
        cell[..., LEX] = (zh.weights @ answered[b] + known[a] @ en.weights.T) / np.maximum(total, 1e-6)
        shared = 2 * (zh.anchors * anchor_weights) @ en.anchors.T
        total = zh.anchor_total[:, None] + en.anchor_total[None, :]
        cell[..., ANCHORS] = shared / np.maximum(total, 1e-6)
        cell[..., MISSED] = np.minimum(total - shared, _LONGEST_MISS)
        cell[..., LENGTH] = np.square(en.log_lengths[None, :] - zh.log_lengths[:, None] - context.log_ratio)
        cell[..., JOINED_ZH], cell[..., JOINED_EN], cell[..., CROSSED] = a - 1, b - 1, a > 1 < b
    return out


def fits(n: int, m: int) -> NDArray[np.bool_]:
    """Shape (types, n + 1, m + 1): whether the bead that starts there stays within the block."""
    rows, cols = np.arange(n + 1)[:, None], np.arange(m + 1)[None, :]
    return np.stack([(rows + a <= n) & (cols + b <= m) for a, b in TYPES])


def _centred(vectors: Floats, mean: Floats) -> Floats:
    """Unit vectors less the mean of their text, again of length one."""
    vectors = vectors - mean
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def _spans(
    side: Side,
    block: slice,
    terms: Numbers,
    anchors: Numbers,
    anchor_weights: Floats,
    vectors: Sequence[Floats],
    longest: int,
) -> dict[int, _Spans]:
    present, anchored = _presence(side.terms[block], terms), _presence(side.anchors[block], anchors)
    weighted = present * side.term_weights[terms]
    lengths = side.lengths[block]
    spans = {}
    for size in _sizes(len(lengths), longest):
        within = _joined(anchored, size, np.maximum)
        spans[size] = _Spans(
            terms=_joined(present, size, np.maximum),
            weights=_joined(weighted, size, np.add),
            anchors=within,
            anchor_total=within @ anchor_weights,
            log_lengths=np.log(_joined(lengths, size, np.add)),
            vectors=vectors[size - 1] if vectors else None,
        )
    return spans


def _sizes(count: int, longest: int) -> range:
    """The lengths of spans that a side of so many sentences has."""
    return range(1, min(longest, count) + 1)


def _joined(rows: Floats, size: int, how: np.ufunc) -> Floats:
    """Each run of ``size`` neighbouring rows as one."""
    out = rows[: len(rows) - size + 1].copy()
    for shift in range(1, size):
        how(out, rows[shift : len(rows) - size + 1 + shift], out=out)
    return out


def _vocabulary(ids: Ids) -> Numbers:
    return np.unique(np.concatenate(ids)) if ids else np.empty(0, dtype=np.int64)


def _presence(ids: Ids, vocabulary: Numbers) -> Floats:
    out = np.zeros((len(ids), len(vocabulary)), dtype=np.float32)
    for row, found in zip(out, ids, strict=True):
        row[np.searchsorted(vocabulary, found)] = 1
    return out


def _relation(stems: Ids, zh_terms: Numbers, en_terms: Numbers) -> Floats:
    """Shape (Chinese terms, English terms): 1 where the second is a stem of a gloss of the first."""
    out = np.zeros((len(zh_terms), len(en_terms)), dtype=np.float32)
    if out.size:
        found = [stems[term] for term in zh_terms]
        rows = np.repeat(np.arange(len(found)), [len(ids) for ids in found])
        wanted = np.concatenate(found)
        columns = np.minimum(np.searchsorted(en_terms, wanted), len(en_terms) - 1)
        there = en_terms[columns] == wanted
        out[rows[there], columns[there]] = 1
    return out
