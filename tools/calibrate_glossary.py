"""Calibrate the confidence of glossary entries against labels made by hand.

    python tools/calibrate_glossary.py sample ARTICLES… > labels.tsv     entries drawn at random, to be labelled
    python tools/calibrate_glossary.py fit [LABELS]                       weights → pipeline/glossary/confidence.json

The sample is stratified by confidence and source; ``weight`` says for how many entries a row stands. Labels are
``right``, ``partly`` (a slip of OCR, a word too many or too few on a side) and ``wrong``; the model is fitted to
``right`` alone. The rows hold all that the features are made from, so that fitting needs no articles.

The labels kept come from three draws on the glossary of 700 articles: this one; 150 more of the 3,675 entries that a
first fit gave .75 or more, a row of that part standing for its share of both; and 120 of the 2,281 pairs that
sentences alone show, half of them shown by more than one. Of these 596 rows, 43 are of entries that the rules, which
were improved on what the labels showed, no longer make.
"""

from __future__ import annotations

import csv
import itertools
import random
import sys
from collections import defaultdict
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.batch.articles import read_articles
from pipeline.glossary.confidence import FEATURES, SHOWN, Candidate, Model, features
from pipeline.glossary.decisions import ruling
from pipeline.glossary.entries import Entry, candidate, entries
from pipeline.glossary.evidence import evidence
from pipeline.glossary.terms import merge
from pipeline.resources import Resources

ROOT = Path(__file__).parent.parent
LABELS = ROOT / "tests" / "quality" / "glossary_labels.tsv"
WEIGHTS = ROOT / "pipeline" / "glossary" / "confidence.json"
COLUMNS = ("zh", "en", "articles", "sentences", "sources", "share", "overlong", "cut", "weight", "label")
A_STRATUM = 34
FOLDS = 10
# Ridge penalties tried; that of the least cross-validated loss is taken.
PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0)

Floats = NDArray[np.float64]


def sample(articles: list[str]) -> None:
    """Print the sample, by stratum; each row stands for ``weight`` entries."""
    strata: defaultdict[tuple[int, str], list[Entry]] = defaultdict(list)
    resources = Resources()
    terms = merge(evidence(article, resources) for article in read_articles(articles))
    for entry in entries(terms, ruling(), resources):
        strata[sum(entry.confidence >= edge for edge in (0.5, 0.9)), _main_source(entry)].append(entry)
    print(*COLUMNS, sep="\t")
    drawn = random.Random(0)
    for _, stratum in sorted(strata.items()):
        chosen = drawn.sample(stratum, min(A_STRATUM, len(stratum)))
        for c in map(candidate, chosen):
            sources = ";".join(f"{name}={count}" for name, count in c.sources.items())
            facts = c.articles, c.sentences, sources, f"{c.share:.3f}", int(c.overlong), int(c.cut)
            print(c.zh, c.en, *facts, f"{len(stratum) / len(chosen):.1f}", "", sep="\t")


def _main_source(entry: Entry) -> str:
    return next(name for name in ("keyword", "uneven", "gloss", "abbreviation", "sentence") if name in entry.sources)


def labelled(path: Path) -> tuple[list[Candidate], list[str], Floats]:
    """Candidates, labels, and for how many entries each stands."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    candidates = [
        Candidate(
            row["zh"],
            row["en"],
            int(row["articles"]),
            int(row["sentences"]),
            {name: int(count) for name, _, count in (part.partition("=") for part in row["sources"].split(";"))},
            float(row["share"]),
            row["overlong"] == "1",
            row["cut"] == "1",
        )
        for row in rows
    ]
    return candidates, [row["label"] for row in rows], np.array([float(row["weight"]) for row in rows])


def fit(path: Path) -> None:
    """Write the weights; print the reliability of cross-validated probabilities."""
    candidates, labels, weights = labelled(path)
    x = features(candidates, Resources())
    penalty, model = fitted(x, labels, weights)
    _print_reliability(held_out(x, labels, weights, penalty), labels, weights)
    WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=2) + b"\n")


def fitted(x: Floats, labels: list[str], weights: Floats) -> tuple[float, Model]:
    """The penalty that cross-validation likes best, and the model that it gives on all labels."""
    y = _right(labels)
    losses = {penalty: _loss(held_out(x, labels, weights, penalty), y, weights) for penalty in PENALTIES}
    penalty = min(losses, key=lambda p: losses[p])
    *slopes, bias = (round(float(beta), 3) for beta in _logistic(x, y, weights, penalty))
    return penalty, Model(bias, dict(zip(FEATURES, slopes, strict=True)))


def held_out(x: Floats, labels: list[str], weights: Floats, penalty: float) -> Floats:
    """Each row's probability by a model that has not seen it."""
    y = _right(labels)
    folds = np.random.default_rng(0).permutation(len(y)) % FOLDS
    found = np.empty(len(y))
    for fold in range(FOLDS):
        seen = folds != fold
        found[~seen] = _probability(x[~seen], _logistic(x[seen], y[seen], weights[seen], penalty))
    return found


def precision(p: Floats, labels: list[str], weights: Floats, least: float) -> float:
    """The share that is right, partly not counted, of all entries with at least this confidence."""
    shown = weights * (p >= least)
    return float(shown @ _right(labels) / shown.sum())


def _right(labels: list[str]) -> Floats:
    return np.array([label == "right" for label in labels], dtype=float)


def _logistic(x: Floats, y: Floats, weights: Floats, penalty: float) -> Floats:
    """Weights and, last, bias of a ridge logistic regression, by Newton's method."""
    weights = weights / weights.mean()
    x = np.hstack((x, np.ones((len(x), 1))))
    ridge = penalty * np.eye(x.shape[1])
    ridge[-1, -1] = 1e-6
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        curvature = x.T @ (x * (weights * p * (1 - p))[:, None]) + ridge
        step = np.linalg.solve(curvature, x.T @ (weights * (y - p)) - ridge @ beta)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(beta)


def _probability(x: Floats, beta: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(x @ beta[:-1] + beta[-1]))))


def _loss(p: Floats, y: Floats, weights: Floats) -> float:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-(weights * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum() / weights.sum())


def _print_reliability(p: Floats, labels: list[str], weights: Floats) -> None:
    """Of each range of confidence: rows, share of all entries, mean confidence, share right, share not wrong."""
    right = _right(labels)
    usable = np.array([label != "wrong" for label in labels])
    print("confidence   rows  share   mean  right  not wrong")
    edges = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
    ranges = [*itertools.pairwise(edges), (SHOWN, 1.01), (0.9, 1.01), (0.0, 1.01)]
    for low, high in ranges:
        chosen = (p >= low) & (p < high)
        if chosen.any():
            w = weights[chosen] / weights[chosen].sum()
            figures = (w @ p[chosen], w @ right[chosen], w @ usable[chosen])
            share = weights[chosen].sum() / weights.sum()
            print(
                f"{low:.2f}–{min(high, 1):.2f} {chosen.sum():6} {share:6.3f} " + " ".join(f"{f:6.3f}" for f in figures)
            )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sample", *articles]:
            sample(articles)
        case ["fit", *path]:
            fit(Path(path[0]) if path else LABELS)
        case _:
            sys.exit(__doc__)
