"""Which Chinese sentences answer which English ones.

A semi-Markov conditional random field over monotone beads: the score of a bead is a weighted sum of what its two
sides have in common (:mod:`pipeline.align.features`), the weights are those of maximal conditional likelihood
(``tools/train_alignment.py``), and the score that a bead is given in the end is its posterior probability. A sentence
without answer is a bead with an empty side; what has none on either side is compared once more, for a passage may have
moved. How often sentences are joined or left out differs from text to text: the
prior of the bead types is adapted to each by two damped rounds of expectation maximisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pipeline.align import coarse
from pipeline.align.coarse import Corner
from pipeline.align.embeddings import Embedder, Floats
from pipeline.align.evidence import Evidence, evidence
from pipeline.align.features import FEATURES, TYPES, Context, Embeddings, features, fits
from pipeline.align.lattice import Scores, best_path, posteriors
from pipeline.resources import Resources

_ROUNDS = 2
# Each round takes half a step towards the rates of the bead types in the text at hand, to which those of the training
# texts are added as if they were this many beads of it.
_DAMPING = 0.5
_PRIOR_BEADS = 10.0
# The length ratio of the training texts counts as much as this many pairs of the text at hand.
_PRIOR_PAIRS = 3
# No bead crosses the border of a unit whose own bead has a score above this.
_BEYOND_DOUBT = 0.95
# A bead of a passage that moved needs this score. F1 on six articles with a sixth of the text moved on one side is then
# 1.000 (.853 without), on 16 such abstracts .756 (.644); where each side lost a fifth or a half of its sentences, three
# beads in all are made up, and ten at a score of .95.
_MOVED = 0.98


class Match(NamedTuple):
    """One bead: indices of the sentences on both sides, and the probability that it is right as it stands."""

    zh: tuple[int, ...]
    en: tuple[int, ...]
    score: float


class Level(NamedTuple):
    """The indices of the sentences with which the units of one level (sections, paragraphs) begin."""

    zh: Sequence[int]
    en: Sequence[int]


class Weights(Struct, frozen=True):
    """What was learned; see ``weights.json``.

    ``features``     weight of each feature
    ``rates``        share of each bead type ("1-2") in the training texts
    ``calibration``  (log odds of a posterior, share of such beads that were right), rising; between them on a line
    ``log_ratio``    log of English letters a Chinese letter
    """

    features: dict[str, float]
    rates: dict[str, float]
    calibration: tuple[tuple[float, float], ...]
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


def align(
    zh: Sequence[str],
    en: Sequence[str],
    resources: Resources,
    *,
    levels: Sequence[Level] = (),
    embeddings: bool = True,
) -> list[Match]:
    """The beads, by their Chinese side; each index stands in one, and only passages that moved break the English order.

    ``levels`` tell how sentences stand in larger units, sections before paragraphs: the units are aligned first, by the
    same model, and no bead crosses the border of units that answer each other beyond doubt.
    ``embeddings=False`` compares words, numbers and lengths only: five times as fast for an abstract, no less exact;
    four times for a document of 120 sentences, a little less exact where sentences were left out.
    """
    weights = model().embeddings if embeddings else model().lexical
    embedder = resources.embedder if embeddings else None
    found = evidence(zh, en, resources.lexicon, embedder)
    corners = [(0, 0), (len(zh), len(en))]
    for level in levels:
        corners = _unit_corners(found, level, corners, weights, embedder)
    return _with_moved(decoded(prepared(found, corners, weights, embedder), weights), found)


def _with_moved(matches: list[Match], found: Evidence) -> list[Match]:
    """The beads, with those of passages that stand elsewhere on the other side.

    What has no answer on either side is aligned as if it were a text of its own.
    """
    zh = [match.zh[0] for match in matches if not match.en]
    en = [match.en[0] for match in matches if not match.zh]
    if not zh or not en:
        return matches
    weights = model().lexical
    moved = []
    for match in decoded(prepared(found.only(zh, en), [(0, 0), (len(zh), len(en))], weights, None), weights):
        bead = Match(tuple(zh[i] for i in match.zh), tuple(en[j] for j in match.en), match.score)
        if _are_neighbours(bead.zh) and _are_neighbours(bead.en) and bead.score > _MOVED:
            moved.append(bead)
    answered_zh = {i for match in moved for i in match.zh}
    answered_en = {j for match in moved for j in match.en}
    placed = [(bead.zh[0], bead) for bead in moved]
    place = -1
    for match in matches:
        if answered_zh.isdisjoint(match.zh) and answered_en.isdisjoint(match.en):
            place = match.zh[0] if match.zh else place
            placed.append((place, match))
    return [match for _, match in sorted(placed, key=lambda pair: pair[0])]


def _are_neighbours(indices: Sequence[int]) -> bool:
    """Whether sentences, of which there is one at least, follow each other."""
    return bool(indices) and indices[-1] - indices[0] == len(indices) - 1


class Prepared(NamedTuple):
    """The features of one block and the indices where it begins."""

    features: Floats
    zh: int
    en: int


def prepared(
    found: Evidence, corners: Sequence[Corner], weights: Weights, embedder: Embedder | None
) -> Iterator[Prepared]:
    """The blocks of a text between the given corners (cut further where they are large), with all features."""
    embeddings = Embeddings.of(found, embedder)
    sketch = coarse.sketch(found, embeddings)
    context = Context(_log_ratio(found, sketch, weights.log_ratio), embeddings)
    for (top, left), (bottom, right) in pairwise(corners):
        inner = coarse.corners(sketch.part(slice(top, bottom), slice(left, right)))
        for (i, j), (i_end, j_end) in pairwise([(top + i, left + j) for i, j in inner]):
            yield Prepared(features(found, context, slice(i, i_end), slice(j, j_end)), zh=i, en=j)


def _unit_corners(
    found: Evidence, level: Level, corners: Sequence[Corner], weights: Weights, embedder: Embedder | None
) -> list[Corner]:
    """The given corners and those between units that answer each other beyond doubt."""
    ends = corners[-1]
    zh = sorted({0, *level.zh, *(i for i, _ in corners)} - {ends[0]})
    en = sorted({0, *level.en, *(j for _, j in corners)} - {ends[1]})
    if len(zh) < 2 or len(en) < 2:
        return list(corners)
    zh_borders, en_borders = [*zh, ends[0]], [*en, ends[1]]
    inner = [(zh_borders.index(i), en_borders.index(j)) for i, j in corners]
    sure = set(corners)
    for match in decoded(prepared(found.merged(zh, en), inner, weights, embedder), weights):
        if match.zh and match.en and match.score > _BEYOND_DOUBT:
            sure.add((zh_borders[match.zh[0]], en_borders[match.en[0]]))
            sure.add((zh_borders[match.zh[-1] + 1], en_borders[match.en[-1] + 1]))
    return sorted(sure)


def decoded(blocks: Iterable[Prepared], weights: Weights) -> list[Match]:
    """The best path through each block, with posteriors as scores."""
    placed = [(scores(block.features, weights.vector()), block.zh, block.en) for block in blocks]
    bonus = np.zeros(len(TYPES))
    for _ in range(_ROUNDS):
        counts = np.sum([posteriors(plain + bonus[:, None, None])[0].sum(axis=(1, 2)) for plain, *_ in placed], axis=0)
        rates = weights.type_rates()
        adapted = (counts + _PRIOR_BEADS * rates) / (counts.sum() + _PRIOR_BEADS)
        bonus = _DAMPING * np.log(adapted / rates)
    matches = []
    for plain, zh_start, en_start in placed:
        adapted = plain + bonus[:, None, None]
        probable, _ = posteriors(adapted)
        for t, i, j in best_path(adapted):
            zh, en = (
                tuple(range(at, at + size)) for at, size in zip((zh_start + i, en_start + j), TYPES[t], strict=True)
            )
            matches.append(Match(zh, en, calibrated(float(probable[t, i, j]), weights.calibration)))
    return matches


def scores(block: Floats, weights: NDArray[np.floating]) -> Scores:
    """The log score of every bead of a block, -inf where a bead would not fit."""
    _, height, width, _ = block.shape
    return np.where(fits(height - 1, width - 1), (block @ weights).astype(np.float64), -np.inf)


def _log_ratio(found: Evidence, sketch: coarse.Sketch, usual: float) -> float:
    """Log of the length ratio: median over pairs that are each other's nearest, and over the usual one a few times."""
    ratios = [float(np.log(found.en.lengths[j] / found.zh.lengths[i])) for i, j, _ in coarse.mutual(sketch)]
    return float(np.median([*ratios, *[usual] * _PRIOR_PAIRS]))


def calibrated(probability: float, calibration: Sequence[tuple[float, float]]) -> float:
    """A posterior as the share of such beads that are right; unchanged where no calibration is known."""
    if not calibration:
        return probability
    stated, right = zip(*calibration, strict=True)
    return float(np.interp(log_odds(probability), stated, right))


def log_odds(probability: float) -> float:
    """Log odds, kept finite."""
    probability = min(max(probability, 1e-6), 1 - 1e-6)
    return float(np.log(probability / (1 - probability)))
