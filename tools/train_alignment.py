"""Learn the weights of the aligner (``pipeline/align/weights.json``) and measure them by cross-validation.

    python tools/train_alignment.py [--gold ../shared/gold] [--check] [--beads FOLDER]

Training data: the gold beads of six NEJM articles (ParaMed, Liu and Huang 2021, CC BY 4.0) and of the abstracts of 17
labelled articles of ChinaXiv, as they are and in damaged copies (see ``gold_alignment.DAMAGES``), because clean gold
alone holds too few beads that are not 1-1. The weights are those of the largest conditional likelihood with a Gaussian
prior, found by BFGS; the same input gives the same weights. ``--check`` prints the cross-validation only.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from gold_alignment import DAMAGES, Bead, Text, abstracts, damaged, documents
from numpy.typing import NDArray

from pipeline.align import beads
from pipeline.align.beads import Match, Model, Weights
from pipeline.align.embeddings import Embedder
from pipeline.align.evidence import evidence
from pipeline.align.features import FEATURES, TYPES
from pipeline.align.lattice import posteriors
from pipeline.resources import Resources
from pipeline.writers.json import indented

Vector = NDArray[np.float64]

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "pipeline/align/weights.json"
TRAINING_SEED, TEST_SEED = 1, 2
KINDS = ("clean", *DAMAGES)
FOLDS_OF_ABSTRACTS = 6
BEADS_A_PIECE = 24
# Beads of neighbouring posteriors whose precision is measured as one.
LEAST_POOL = 20
# Standard deviation of the Gaussian prior of a weight: loose, only to keep a weight without evidence finite.
PRIOR_DEVIATION = 10.0
# For the rate of a type that the training texts hardly have.
SMOOTHING = 0.5

_TYPE_INDEX = {kind: index for index, kind in enumerate(TYPES)}


@dataclass(frozen=True)
class Example:
    """A text with the features of all its beads."""

    text: Text
    kind: str
    blocks: list[beads.Prepared]

    def pieces(self) -> Iterator[Piece]:
        """The text cut at borders of gold beads, to keep the sums over all paths short."""
        if len(self.blocks) != 1:
            return
        features = self.blocks[0].features
        kinds = [(len(zh), len(en)) for zh, en in self.text.beads]
        corners = np.cumsum([(0, 0), *kinds], axis=0)
        for first in range(0, len(kinds), BEADS_A_PIECE):
            last = min(first + BEADS_A_PIECE, len(kinds))
            (top, left), (bottom, right) = corners[first], corners[last]
            starts = corners[first:last] - corners[first]
            gold = np.array([_TYPE_INDEX[kind] for kind in kinds[first:last]]), starts[:, 0], starts[:, 1]
            yield Piece(np.ascontiguousarray(features[:, top : bottom + 1, left : right + 1]), gold)


@dataclass(frozen=True)
class Piece:
    """Features, and the places of the gold beads among them."""

    features: NDArray[np.float32]
    gold: tuple[NDArray[np.int64], ...]


class RememberingEmbedder(Embedder):
    """An embedder that encodes each sentence once: damaged copies share most of theirs."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, NDArray[np.float32]] = {}

    def pooled(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, super().pooled(new), strict=True))
        return np.stack([self._known[text] for text in texts])


class TrainingResources(Resources):
    @cached_property
    def embedder(self) -> Embedder:
        return RememberingEmbedder()


def example(text: Text, kind: str, resources: Resources, log_ratio: float, embeddings: bool) -> Example | None:
    """None for a text with a bead that the aligner does not know."""
    kinds = [(len(zh), len(en)) for zh, en in text.beads]
    if not set(kinds) <= set(TYPES):
        return None
    embedder = resources.embedder if embeddings else None
    found = evidence(text.zh, text.en, resources.lexicon, embedder)
    usual = Weights({}, {}, (), log_ratio)
    corner = (len(text.zh), len(text.en))
    blocks = list(beads.prepared(found, [(0, 0), corner], usual, embedder))
    return Example(text, kind, blocks)


def fitted(examples: Sequence[Example], log_ratio: float, start: Vector | None = None) -> Weights:
    """The weights of the largest conditional likelihood of the gold beads."""
    pieces = [piece for e in examples for piece in e.pieces()]
    start = np.zeros(len(FEATURES)) if start is None else start
    used = np.array([any(p.features[..., k].any() for p in pieces) for k in range(len(FEATURES))])

    def loss(weights: Vector) -> tuple[float, Vector]:
        value, gradient = float(weights @ weights) / (2 * PRIOR_DEVIATION**2), weights / PRIOR_DEVIATION**2
        for piece in pieces:
            scores = beads.scores(piece.features, weights.astype(np.float32))
            probable, total = posteriors(scores)
            value += total - float(scores[piece.gold].sum())
            expected = probable.astype(np.float32).reshape(-1) @ piece.features.reshape(-1, len(FEATURES))
            gradient = gradient + expected - piece.features[piece.gold].sum(axis=0)
        return value, np.where(used, gradient, 0.0)

    best = _minimum(loss, start)
    counts = Counter((len(zh), len(en)) for e in examples for zh, en in e.text.beads)
    total = counts.total() + SMOOTHING * len(TYPES)
    return Weights(
        features={name: round(float(value), 3) for name, value in zip(FEATURES, best, strict=True)},
        rates={f"{a}-{b}": round((counts[a, b] + SMOOTHING) / total, 5) for a, b in TYPES},
        calibration=(),
        log_ratio=log_ratio,
    )


def _minimum(loss: Callable[[Vector], tuple[float, Vector]], x: Vector, rounds: int = 300) -> Vector:
    """BFGS with a backtracking line search."""
    value, slope = loss(x)
    inverse = np.eye(len(x)) / max(1.0, float(np.linalg.norm(slope)))
    for _ in range(rounds):
        direction = -inverse @ slope
        step = 1.0
        while True:
            trial = x + step * direction
            trial_value, trial_slope = loss(trial)
            if trial_value <= value + 1e-4 * step * float(slope @ direction) or step < 1e-6:
                break
            step /= 2
        moved, turned = trial - x, trial_slope - slope
        gained = value - trial_value
        x, value, slope = trial, trial_value, trial_slope
        if gained < 1e-2:
            break
        curvature = float(turned @ moved)
        if curvature > 1e-10:
            left = np.eye(len(x)) - np.outer(moved, turned) / curvature
            inverse = left @ inverse @ left.T + np.outer(moved, moved) / curvature
    return x


def calibration(results: Iterable[tuple[Example, list[Match]]]) -> tuple[tuple[float, float], ...]:
    """What share of the beads of a posterior is right, on texts not trained on (for :class:`Weights`)."""
    return isotonic((beads.log_odds(m.score), (m.zh, m.en) in set(e.text.beads)) for e, found in results for m in found)


def isotonic(stated_and_right: Iterable[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """Isotonic regression by pooling adjacent violators (Zadrozny and Elkan, 2002): the two ends of each pool."""
    rows = np.array(sorted(stated_and_right), dtype=float)
    pools: list[Vector] = []
    for pool in np.array_split(rows, max(1, len(rows) // LEAST_POOL)):
        pools.append(pool)
        while len(pools) > 1 and pools[-2][:, 1].mean() >= pools[-1][:, 1].mean():
            last = pools.pop()
            pools[-1] = np.concatenate((pools[-1], last))
    ends = ((pool[end, 0], pool[:, 1].mean()) for pool in pools for end in (0, -1))
    return tuple((round(float(stated), 3), round(float(right), 4)) for stated, right in ends)


def f1(results: Iterable[tuple[Example, list[Match]]]) -> float:
    """Strict: a bead counts where both sides are those of the gold; nulls count."""
    hits = total = 0
    for e, matches in results:
        found: set[Bead] = {(m.zh, m.en) for m in matches}
        hits += len(found & set(e.text.beads))
        total += len(found) + len(e.text.beads)
    return 2 * hits / total


class Validation(NamedTuple):
    """``results`` hold, for each group of texts, what was found in those that the weights had not seen."""

    training: list[Example]
    weights: Weights
    results: list[list[tuple[Example, list[Match]]]]


def cross_validated(texts: Sequence[Sequence[Text]], embeddings: bool, groups: int = 2) -> Validation:
    """Weights of all texts, and results of the first groups by weights of the others.

    Documents are left out one at a time, abstracts a sixth at a time, each with all its damaged copies.
    """
    resources = TrainingResources()
    log_ratio = _log_ratio(texts[0])

    def examples(group: Sequence[Text], kind: str, seed: int) -> list[Example]:
        copies = group if kind == "clean" else damaged(group, kind, seed)
        found = [example(text, kind, resources, log_ratio, embeddings) for text in copies]
        return [e for e in found if e]

    training = [e for group in texts for kind in KINDS for e in examples(group, kind, TRAINING_SEED)]
    weights = fitted(training, log_ratio)
    start = weights.vector().astype(np.float64)
    results = []
    for group in texts[:groups]:
        test = [e for kind in KINDS for e in examples(group, kind, TEST_SEED)]
        names = [text.name for text in group]
        count = len(names) if group is texts[0] else FOLDS_OF_ABSTRACTS
        found = []
        for fold in (names[k::count] for k in range(count)):
            others = fitted([e for e in training if e.text.name not in fold], log_ratio, start)
            found += [(e, beads.decoded(e.blocks, others)) for e in test if e.text.name in fold]
        results.append(found)
    return Validation(training, weights, results)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared/gold")
    parser.add_argument("--check", action="store_true", help="cross-validate only")
    parser.add_argument("--beads", type=Path, help="folder for the beads found in the articles left out, for a scorer")
    args = parser.parse_args()
    texts = [documents(args.gold / "alignment"), abstracts(args.gold / "articles")]
    learned = []
    for embeddings in (True, False):
        print(f"\n{'with' if embeddings else 'without'} embeddings")
        found = cross_validated(texts, embeddings)
        for name, rows in zip(("documents", "abstracts"), found.results, strict=True):
            figures = {kind: f1(r for r in rows if r[0].kind == kind) for kind in KINDS}
            print(f"{name:10}", "  ".join(f"{kind} {figure:.4f}" for kind, figure in figures.items()))
        rows = [row for group in found.results for row in group]
        learned.append(msgspec.structs.replace(found.weights, calibration=calibration(rows)))
        print("weights", learned[-1].features)
        _print_calibration(rows, learned[-1].calibration)
        if embeddings and args.beads:
            _write_beads(args.beads, found.results[0])
    if not args.check:
        WEIGHTS.write_bytes(indented(Model(*learned), indent=2))


def _write_beads(folder: Path, results: Iterable[tuple[Example, list[Match]]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for e, matches in results:
        if e.kind == "clean":
            lines = (" <=> ".join(",".join(str(k + 1) for k in side) or "-" for side in (m.zh, m.en)) for m in matches)
            (folder / f"{e.text.name}.beads").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _print_calibration(results: Sequence[tuple[Example, list[Match]]], knots: Sequence[tuple[float, float]]) -> None:
    rows = [
        (beads.calibrated(m.score, knots), (m.zh, m.en) in set(e.text.beads)) for e, found in results for m in found
    ]
    for low in range(10):
        inside = [(score, good) for score, good in rows if low <= score * 10 < low + 1 or (low == 9 and score >= 1)]
        if inside:
            scores, good = zip(*inside, strict=True)
            print(
                f"  {low / 10:.1f}: {len(inside):5} beads, stated {np.mean(scores):.3f}, measured {np.mean(good):.3f}"
            )


def _log_ratio(texts: Sequence[Text]) -> float:
    found = [evidence(t.zh, t.en, Resources().lexicon, None) for t in texts]
    ratios = [
        np.log(f.en.lengths[en[0]] / f.zh.lengths[zh[0]])
        for t, f in zip(texts, found, strict=True)
        for zh, en in t.beads
        if len(zh) == len(en) == 1
    ]
    return round(float(np.median(ratios)), 3)


if __name__ == "__main__":
    main()
