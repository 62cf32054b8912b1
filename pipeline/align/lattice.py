"""Sums and maxima over all monotone paths of beads through a block.

``scores[t, i, j]`` is the log score of the bead of type ``TYPES[t]`` whose first sentences are ``i`` and ``j``;
-inf where there is none. Every path leads from (0, 0) to (n, m).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.align.features import NULL_EN, TYPES

Scores = NDArray[np.float64]
Bead = tuple[int, int, int]  # type, first Chinese sentence, first English sentence

_ZH = np.array([a for a, _ in TYPES])
_EN = np.array([b for _, b in TYPES])
_PAD = int(max(_ZH.max(), _EN.max()))
_JOINS = np.flatnonzero(_ZH > 0)
_NEVER = -1e30


def posteriors(scores: Scores) -> tuple[Scores, float]:
    """The probability of every bead, and the log of the partition sum (forward–backward)."""
    kinds, height, width = scores.shape
    # Seen from the end, a bead that starts at (i, j) ends at (n - i, m - j): both directions are summed in one go.
    ending = np.empty((kinds, height, 2, width))
    ending[:, :, 0] = _by_end(scores)
    ending[:, :, 1] = np.maximum(scores[:, ::-1, ::-1], _NEVER)
    sums = _forward(ending)
    forward, backward = sums[:, 0], sums[::-1, 1, ::-1]
    total = float(forward[-1, -1])
    after = np.full((height + _PAD, width + _PAD), _NEVER)
    after[:height, :width] = backward
    out = scores + (forward - total)
    for t, (a, b) in enumerate(TYPES):
        out[t] += after[a : a + height, b : b + width]
    return np.exp(np.minimum(out, 0.0, out=out), out=out), total


def best_path(scores: Scores) -> list[Bead]:
    """The beads of the path with the highest sum, in order."""
    _, n, m = (size - 1 for size in scores.shape)
    ending = _by_end(scores)
    best = np.full((n + 1 + _PAD, m + 1 + _PAD), _NEVER)
    best[_PAD, _PAD] = 0.0
    joining = ending[_JOINS]
    steps = _steps(ending[NULL_EN])
    columns = _columns(m + 1)
    for i in range(n + 1):
        row = best[i + _PAD, _PAD:]
        if i:
            row[:] = (best[(i + _PAD - _ZH[_JOINS])[:, None], columns] + joining[:, i]).max(axis=0)
        row[:] = np.maximum.accumulate(row - steps[i]) + steps[i]
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


def _columns(width: int) -> NDArray[np.int64]:
    """Where in a padded row the beads come from that end in it: shape (types that join, width)."""
    return _PAD - _EN[_JOINS][:, None] + np.arange(width)[None, :]


def _steps(within: Scores) -> Scores:
    """The sums of a row's null beads from its beginning."""
    steps = np.zeros(within.shape)
    np.cumsum(within[..., 1:], axis=-1, out=steps[..., 1:])
    return steps


def _forward(ending: Scores) -> Scores:
    """Log sums over all paths from (0, 0) to each corner, shape (n + 1, lattices, m + 1).

    ``ending``, shape (types, n + 1, lattices, m + 1), is indexed by the corner where a bead ends.
    """
    _, height, lattices, width = ending.shape
    sums = np.full((height + _PAD, lattices, width + _PAD), _NEVER)
    sums[_PAD, :, _PAD] = 0.0
    sources = np.arange(lattices)[None, :, None], _columns(width)[:, None, :]
    joining, steps = ending[_JOINS], _steps(ending[NULL_EN])
    for i in range(height):
        row = sums[i + _PAD, :, _PAD:]
        if i:
            reached = sums[(i + _PAD - _ZH[_JOINS])[:, None, None], *sources]
            reached += joining[:, i]
            top = reached.max(axis=0)
            reached -= top
            row[:] = top + np.log(np.exp(reached, out=reached).sum(axis=0))
        row[:] = np.logaddexp.accumulate(row - steps[i], axis=-1) + steps[i]
    return sums[_PAD:, :, _PAD:]
