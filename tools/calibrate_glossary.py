"""Calibrate the confidence of glossary entries against labels made by hand.

    python tools/calibrate_glossary.py sample EVIDENCE [SEED] > drawn.tsv   entries drawn at random, to be labelled
    python tools/calibrate_glossary.py renew EVIDENCE                       the facts of labelled rows as they are now
    python tools/calibrate_glossary.py fit                                  weights → pipeline/glossary/confidence.json

EVIDENCE is the ``glossary.evidence.jsonl`` that ``duizhao glossary`` writes. The sample is of entries without a label,
stratified by confidence; ``weight`` says for how many entries a row stands. Labels are ``right``, ``partly`` (a slip of
OCR, a word too many or too few on a side, no term) and ``wrong``; the model is fitted to ``right`` alone. The rows hold
all that the features are made from, so that fitting needs no articles.

The labels kept come from the glossary of 700 articles. ``draw`` 0 are three older draws, stratified by source too; 2027
and 2030 are 300 entries each; the others are those of 300 with a confidence of .8 or more. Each was labelled before the
confidences were seen, and what it showed was mended before the next. Judged by the model before it, which had not seen
it, above a confidence of .9 and of what is shown were right:

    draw   ≥ .9   shown
    2028   .94    .88
    2029   .968   .937
    2030   .877   .829
    2031   .938   .893

Rows of entries that the rules no longer make are left out. The last draw of 300, 2036, is held out: no model is fitted
to it, and it says what the model that is shipped is worth.
"""

from __future__ import annotations

import csv
import itertools
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from pipeline.glossary.confidence import BIAS, FEATURES, Bin, Candidate, Floats, Model, bounded, features, probabilities
from pipeline.glossary.decisions import ruling
from pipeline.glossary.entries import Entry, candidates, entries
from pipeline.glossary.terms import Key, decode
from pipeline.glossary.variants import en_key, zh_key
from pipeline.resources import Resources
from pipeline.writers.json import indented

ROOT = Path(__file__).parent.parent
LABELS = ROOT / "tests" / "quality" / "glossary_labels.tsv"
HELD_OUT = ROOT / "tests" / "quality" / "glossary_held_out.tsv"
WEIGHTS = ROOT / "pipeline" / "glossary" / "confidence.json"
# What a row says of an entry, in the order of FACTS.
Facts = tuple[str | int, ...]
FACTS = ("zh", "en", "articles", "sentences", "zh_sentences", "en_sentences", "sources", "share", "zh_over", "en_over")
COLUMNS = (*FACTS, "weight", "draw", "label")
# Confidence from which a stratum goes, and how many are drawn of it: most where a glossary's users look.
STRATA = {0.0: 25, 0.3: 25, 0.5: 35, 0.7: 40, 0.8: 65, 0.9: 55, 0.95: 55}
FOLDS = 10
EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
# Ridge penalties tried; that of the least cross-validated loss is taken.
PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0)


def sample(evidence: Path, seed: int) -> None:
    """Print the sample, by stratum, each row with the places and sentences to judge it by."""
    strata: defaultdict[float, list[tuple[Entry, Facts]]] = defaultdict(list)
    labelled = {(zh_key(row["zh"]), en_key(row["en"])) for path in (LABELS, HELD_OUT) for row in labelled_rows(path)}
    for entry, known in found(evidence):
        if (zh_key(entry.zh), en_key(entry.en)) in labelled:
            continue
        strata[max(edge for edge in STRATA if edge <= entry.confidence)].append((entry, known))
    print(*COLUMNS, "confidence", "evidence", sep="\t")
    drawn = random.Random(seed)
    for edge, stratum in sorted(strata.items()):
        chosen = drawn.sample(stratum, min(STRATA[edge], len(stratum)))
        for entry, known in chosen:
            seen = [f"{place.article}#{place.place}" for place in entry.places[:1]]
            seen += [f"{example.zh} ‖ {example.en}" for example in entry.examples[:1]]
            print(
                *known,
                f"{len(stratum) / len(chosen):.1f}",
                seed,
                "",
                entry.confidence,
                " ‖ ".join(seen),
                sep="\t",
            )


def renew(evidence: Path) -> None:
    """Write the labelled rows with the facts that their entries have now; rows whose entry is gone are left out.

    Prints those that are spelt otherwise than when they were found not right: they are to be judged again.
    """
    by_key: dict[Key, Facts] = {}
    for entry, known in found(evidence):
        for en in (*entry.en_variants, entry.en):
            by_key.setdefault((zh_key(entry.zh), en_key(en)), known)
    for path in (LABELS, HELD_OUT):
        rows = []
        for row in labelled_rows(path):
            facts = by_key.get((zh_key(row["zh"]), en_key(row["en"])))
            if facts is not None:
                if row["label"] != "right" and facts[:2] != (row["zh"], row["en"]):
                    print(row["label"], row["zh"], row["en"], "→", *facts[:2])
                rows.append((*facts, *(row[name] for name in COLUMNS[len(FACTS) :])))
        text = "".join("\t".join(map(str, row)) + "\n" for row in (COLUMNS, *sorted(rows)))
        path.write_text(text, encoding="utf-8")


def found(evidence: Path) -> list[tuple[Entry, Facts]]:
    resources = Resources()
    glossary = entries(decode(evidence.read_bytes()), ruling(), resources)
    return list(zip(glossary, map(_facts, candidates(glossary, resources)), strict=True))


def _facts(c: Candidate) -> Facts:
    sources = ";".join(f"{name}={count}" for name, count in c.sources.items())
    counts = c.articles, c.sentences, c.zh_sentences, c.en_sentences
    return (c.zh, c.en, *counts, sources, f"{c.share:.3f}", f"{c.zh_left_over:.3f}", f"{c.en_left_over:.3f}")


def labelled_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def labelled(path: Path = LABELS) -> tuple[list[Candidate], list[str], Floats]:
    """Candidates, labels, and for how many entries each stands."""
    rows = labelled_rows(path)
    candidates = [
        Candidate(
            row["zh"],
            row["en"],
            int(row["articles"]),
            int(row["sentences"]),
            int(row["zh_sentences"]),
            int(row["en_sentences"]),
            {name: int(count) for name, _, count in (part.partition("=") for part in row["sources"].split(";"))},
            float(row["share"]),
            float(row["zh_over"]),
            float(row["en_over"]),
        )
        for row in rows
    ]
    return candidates, [row["label"] for row in rows], np.array([float(row["weight"]) for row in rows])


def fit() -> None:
    """Write the weights; print the reliability of cross-validated probabilities."""
    candidates, labels, weights = labelled()
    fitted_model = fitted(features(candidates, Resources()), labels, weights)
    _print_reliability(fitted_model.reliability)
    WEIGHTS.write_bytes(indented(fitted_model))


def fitted(x: Floats, labels: list[str], weights: Floats) -> Model:
    """The model on all labels, with the penalty that cross-validation likes best."""
    y = _right(labels)
    found = {penalty: held_out(x, labels, weights, penalty) for penalty in PENALTIES}
    penalty = min(found, key=lambda penalty: loss(found[penalty], labels, weights))
    beta, covariance = _logistic(x, y, weights, penalty)
    return Model(
        {name: round(float(b), 3) for name, b in zip((*FEATURES, BIAS), beta, strict=True)},
        tuple(tuple(round(float(c), 4) for c in row) for row in covariance),
        tuple(reliability(bounded(found[penalty], x), labels, weights)),
    )


def held_out(x: Floats, labels: list[str], weights: Floats, penalty: float) -> Floats:
    """Each row's probability by a model that has not seen it."""
    y = _right(labels)
    folds = np.random.default_rng(0).permutation(len(y)) % FOLDS
    found = np.empty(len(y))
    for fold in range(FOLDS):
        seen = folds != fold
        found[~seen] = probabilities(x[~seen], *_logistic(x[seen], y[seen], weights[seen], penalty))
    return found


def reliability(p: Floats, labels: list[str], weights: Floats) -> Iterator[Bin]:
    right, wrong = _right(labels), np.array([label == "wrong" for label in labels])
    for low, high in itertools.pairwise(EDGES):
        chosen = (p >= low) & (p < high)
        if chosen.any():
            w = weights[chosen] / weights[chosen].sum()
            figures = (round(float(w @ values[chosen]), 3) for values in (p, right, wrong))
            yield Bin(low, min(high, 1.0), int(chosen.sum()), *figures)


def precision(p: Floats, labels: list[str], weights: Floats, least: float) -> float:
    """The share that is right, partly not counted, of all entries with at least this confidence."""
    shown = weights * (p >= least)
    return float(shown @ _right(labels) / shown.sum())


def _for_fitting(weights: Floats) -> Floats:
    """Their square roots: a row that stands for 60 entries is no 60 rows, and half way to equal weights the loss of
    what is held out, in which it stands for 60, is least.
    """
    weights = np.sqrt(weights)
    return np.asarray(weights / weights.mean())


def _right(labels: list[str]) -> Floats:
    return np.array([label == "right" for label in labels], dtype=float)


def _logistic(x: Floats, y: Floats, weights: Floats, penalty: float) -> tuple[Floats, Floats]:
    """Weights and, last, bias of a ridge logistic regression, by Newton's method; and their covariance (Laplace)."""
    weights = _for_fitting(weights)
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
    return np.asarray(beta), np.asarray(np.linalg.inv(curvature), dtype=np.float64)


def loss(p: Floats, labels: list[str], weights: Floats) -> float:
    """Cross-entropy, in nats."""
    y, p = _right(labels), np.clip(p, 1e-6, 1 - 1e-6)
    return float(-(weights * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum() / weights.sum())


def _print_reliability(bins: Iterable[Bin]) -> None:
    print("confidence   pairs  mean   right  not wrong")
    for b in bins:
        print(f"{b.low:.2f}–{b.high:.2f} {b.pairs:6} {b.confidence:6.3f} {b.right:6.3f} {1 - b.wrong:6.3f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sample", evidence]:
            sample(Path(evidence), 0)
        case ["sample", evidence, seed]:
            sample(Path(evidence), int(seed))
        case ["renew", evidence]:
            renew(Path(evidence))
        case ["fit"]:
            fit()
        case _:
            sys.exit(__doc__)
