"""Sums and maxima over all monotone paths of beads through a block.

``scores[t, i, j]`` is the log score of the bead of type ``TYPES[t]`` whose first sentences are ``i`` and ``j``;
-inf where there is none. Every path leads from (0, 0) to (n, m).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.align.features import TYPES

Scores = NDArray[np.float64]
Bead = tuple[int, int, int]  # type, first Chinese sentence, first English sentence

_ZH = np.array([a for a, _ in TYPES])
_EN = np.array([b for _, b in TYPES])
_PAD = int(max(_ZH.max(), _EN.max()))
_NULL_EN = TYPES.index((0, 1))
_NEVER = -1e30


def posteriors(scores: Scores) -> tuple[Scores, float]:
    """The probability of every bead, and the log of the partition sum (forward–backward)."""
    _, n, m = (size - 1 for size in scores.shape)
    forward = _forward(_by_end(scores))
    # Seen from the end, a bead that starts at (i, j) ends at (n - i, m - j).
    backward = _forward(scores[:, ::-1, ::-1])[::-1, ::-1]
    total = float(forward[n, m])
    after = np.full((n + 1 + _PAD, m + 1 + _PAD), _NEVER)
    after[: n + 1, : m + 1] = backward
    out = np.empty_like(scores)
    for t, (a, b) in enumerate(TYPES):
        out[t] = forward + scores[t] + after[a : a + n + 1, b : b + m + 1]
    return np.exp(np.minimum(out - total, 0.0)), total


def best_path(scores: Scores) -> list[Bead]:
    """The beads of the path with the highest sum, in order."""
    _, n, m = (size - 1 for size in scores.shape)
    ending = _by_end(scores)
    best = np.full((n + 1 + _PAD, m + 1 + _PAD), _NEVER)
    best[_PAD, _PAD] = 0.0
    within = TYPES.index((0, 1))
    rows, cols = _sources(m)
    for i in range(n + 1):
        row = best[i + _PAD]
        if i:
            row[_PAD:] = (best[i + rows, cols] + ending[:, i]).max(axis=0)
        steps = np.concatenate(([0.0], np.cumsum(ending[within, i, 1:])))
        row[_PAD:] = np.maximum.accumulate(row[_PAD:] - steps) + steps
    return _traced(best, ending, n, m)


def _traced(best: Scores, ending: Scores, n: int, m: int) -> list[Bead]:
    path: list[Bead] = []
    i, j = n, m
    while i or j:
        totals = best[i + _PAD - _ZH, j + _PAD - _EN] + ending[:, i, j]
        t = int(totals.argmax())
        i, j = i - int(_ZH[t]), j - int(_EN[t])
        path.append((t, i, j))
    return path[::-1]


def _by_end(scores: Scores) -> Scores:
    """The same scores, indexed by the corner where a bead ends."""
    out = np.full_like(scores, _NEVER)
    _, height, width = scores.shape
    for t, (a, b) in enumerate(TYPES):
        if a < height and b < width:
            out[t, a:, b:] = np.maximum(scores[t, : height - a, : width - b], _NEVER)
    return out


def _sources(m: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in the padded table a bead that ends in row 0 comes from: rows (to which i is added) and columns."""
    return _PAD - _ZH[:, None], _PAD - _EN[:, None] + np.arange(m + 1)[None, :]


def _forward(ending: Scores) -> Scores:
    """Log sums over all paths from (0, 0) to each corner; ``ending`` is indexed by the corner where a bead ends."""
    _, height, width = ending.shape
    sums = np.full((height + _PAD, width + _PAD), _NEVER)
    sums[_PAD, _PAD] = 0.0
    rows, cols = _sources(width - 1)
    joins = _ZH > 0
    rows, cols = rows[joins], cols[joins]
    ending, within = ending[joins], ending[_NULL_EN]
    for i in range(height):
        row = sums[i + _PAD, _PAD:]
        if i:
            reached = sums[i + rows, cols] + ending[:, i]
            top = reached.max(axis=0)
            row[:] = top + np.log(np.exp(reached - top).sum(axis=0))
        steps = np.concatenate(([0.0], np.cumsum(within[i, 1:])))
        row[:] = np.logaddexp.accumulate(row - steps) + steps
    return sums[_PAD:, _PAD:]
