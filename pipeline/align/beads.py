"""Which Chinese sentences answer which English ones.

A semi-Markov conditional random field over monotone beads: the score of a bead is a weighted sum of what its two
sides have in common (:mod:`pipeline.align.features`), the weights are those of maximal conditional likelihood
(``tools/train_alignment.py``), and the score that a bead is given in the end is its posterior probability. A sentence
without answer is a bead with an empty side. How often sentences are joined or left out differs from text to text: the
prior of the bead types is adapted to each by two damped rounds of expectation maximisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pipeline.align import coarse
from pipeline.align.evidence import Evidence, Floats, evidence
from pipeline.align.features import FEATURES, TYPES, Context, centred, features, fits
from pipeline.align.lattice import Scores, best_path, posteriors
from pipeline.resources import Resources

_ROUNDS = 2
# Half a step towards the counts of the text, which are taken to be as good as those of this many beads of the
# training texts. Swept on the perturbed gold: 0.3 to 0.7 and 5 to 20 differ by less than .002 in F1.
_DAMPING = 0.5
_PRIOR_BEADS = 10.0
# The length ratio of the training texts counts as much as this many pairs of the text at hand.
_PRIOR_PAIRS = 3


class Match(NamedTuple):
    """One bead: indices of the sentences on both sides, and the probability that it is right as it stands."""

    zh: tuple[int, ...]
    en: tuple[int, ...]
    score: float


class Weights(Struct, frozen=True):
    """What was learned; see ``weights.json``.

    ``features``     weight of each feature
    ``rates``        share of each bead type ("1-2") in the training texts
    ``calibration``  slope and offset that turn the log odds of a posterior into those of a measured precision
    ``log_ratio``    log of English letters a Chinese letter
    """

    features: dict[str, float]
    rates: dict[str, float]
    calibration: tuple[float, float]
    log_ratio: float

    def vector(self) -> Floats:
        return np.array([self.features[name] for name in FEATURES], dtype=np.float32)

    def type_rates(self) -> NDArray[np.float64]:
        return np.array([self.rates[f"{a}-{b}"] for a, b in TYPES])


class Model(Struct, frozen=True):
    """Weights for use with embeddings and without."""

    embeddings: Weights
    lexical: Weights


@cache
def model() -> Model:
    """The weights that come with the package."""
    return msgspec.json.decode(Path(__file__).with_name("weights.json").read_bytes(), type=Model)


def align(zh: Sequence[str], en: Sequence[str], resources: Resources, *, embeddings: bool = True) -> list[Match]:
    """The beads that cover both sequences in order, each index once.

    ``embeddings=False`` compares words, numbers and lengths only: five times as fast, a little less exact.
    """
    weights = model().embeddings if embeddings else model().lexical
    blocks = prepared(zh, en, resources, weights.log_ratio, embeddings=embeddings)
    return decoded(blocks, weights)


class Prepared(NamedTuple):
    """The features of one block and the indices where it begins."""

    features: Floats
    zh: int
    en: int


def prepared(
    zh: Sequence[str], en: Sequence[str], resources: Resources, log_ratio: float, *, embeddings: bool
) -> list[Prepared]:
    """The blocks of a text with the features of all their beads."""
    embedder = resources.embedder if embeddings else None
    found = evidence(zh, en, resources.lexicon, embedder)
    zh_mean = en_mean = zh_vectors = en_vectors = None
    if embedder and found.zh.pooled is not None and found.en.pooled is not None:
        zh_vectors, en_vectors = embedder.vectors(found.zh.pooled), embedder.vectors(found.en.pooled)
        zh_mean, en_mean = zh_vectors.mean(axis=0), en_vectors.mean(axis=0)
        zh_vectors, en_vectors = centred(zh_vectors, zh_mean), centred(en_vectors, en_mean)
    similar = coarse.similarity(found, zh_vectors, en_vectors)
    context = Context(zh_mean, en_mean, _log_ratio(found, similar, log_ratio))
    corners = coarse.corners(similar)
    return [
        Prepared(features(found, context, slice(i, i_end), slice(j, j_end), embedder), i, j)
        for (i, j), (i_end, j_end) in pairwise(corners)
    ]


def decoded(blocks: Sequence[Prepared], weights: Weights) -> list[Match]:
    """The best path through each block, with posteriors as scores."""
    scores = [_scores(block.features, weights.vector()) for block in blocks]
    bonus = np.zeros(len(TYPES))
    for _ in range(_ROUNDS):
        counts = np.sum([posteriors(s + bonus[:, None, None])[0].sum(axis=(1, 2)) for s in scores], axis=0)
        rates = weights.type_rates()
        adapted = (counts + _PRIOR_BEADS * rates) / (counts.sum() + _PRIOR_BEADS)
        bonus = _DAMPING * np.log(adapted / rates)
    matches = []
    for block, plain in zip(blocks, scores, strict=True):
        adapted = plain + bonus[:, None, None]
        probable, _ = posteriors(adapted)
        for t, i, j in best_path(adapted):
            a, b = TYPES[t]
            zh, en = range(block.zh + i, block.zh + i + a), range(block.en + j, block.en + j + b)
            matches.append(Match(tuple(zh), tuple(en), _calibrated(float(probable[t, i, j]), weights.calibration)))
    return matches


def _scores(block: Floats, weights: Floats) -> Scores:
    _, height, width, _ = block.shape
    return np.where(fits(height - 1, width - 1), (block @ weights).astype(np.float64), -np.inf)


def _log_ratio(found: Evidence, similar: Floats, usual: float) -> float:
    """Log of the length ratio: median over pairs that are each other's nearest, and the usual one as a few pairs."""
    pairs = coarse.mutual(similar)
    ratios = [float(np.log(found.en.lengths[j] / found.zh.lengths[i])) for i, j in pairs]
    return float(np.median([*ratios, *[usual] * _PRIOR_PAIRS]))


def _calibrated(probability: float, calibration: tuple[float, float]) -> float:
    slope, offset = calibration
    probability = min(max(probability, 1e-6), 1 - 1e-6)
    return float(1 / (1 + np.exp(-(slope * np.log(probability / (1 - probability)) + offset))))
