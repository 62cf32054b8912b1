"""Floors of the aligner on gold that the project does not ship, whole and damaged; raised as quality rises."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from gold_alignment import Text, abstracts, damaged, documents

from pipeline.align.beads import Match, align
from pipeline.align.keywords import pair_keywords
from tests.resources import RESOURCES

FLOORS: dict[str, float] = json.loads(Path(__file__).with_name("floors.json").read_text())["alignment"]
KINDS = ("clean", "drop zh", "drop en", "join zh", "join en")
SEED = 2


def f1(texts: Sequence[Text], embeddings: bool) -> float:
    """Strict: a bead counts where both sides are those of the gold; nulls count."""
    hits = total = 0
    for text in texts:
        found: set[tuple[tuple[int, ...], tuple[int, ...]]] = {
            (m.zh, m.en) for m in align(text.zh, text.en, RESOURCES, embeddings=embeddings)
        }
        hits += len(found & set(text.beads))
        total += len(found) + len(text.beads)
    return 2 * hits / total


@pytest.mark.parametrize("kind", KINDS)
def test_documents_without_embeddings(shared: Path, kind: str) -> None:
    texts = documents(shared / "gold/alignment")
    copies = texts if kind == "clean" else list(damaged(texts, kind, SEED))
    assert f1(copies, embeddings=False) >= FLOORS[f"documents without embeddings, {kind}"]


def test_documents(shared: Path) -> None:
    assert f1(documents(shared / "gold/alignment"), embeddings=True) >= FLOORS["documents, clean"]


def test_abstracts(shared: Path) -> None:
    assert f1(abstracts(shared / "gold/articles"), embeddings=True) >= FLOORS["abstracts, clean"]


def test_sure_beads_are_right(shared: Path) -> None:
    """Who keeps what scores above 0.9 keeps nearly all, and nearly all of it is right."""
    found: list[tuple[Match, bool]] = []
    for text in documents(shared / "gold/alignment"):
        gold = set(text.beads)
        found += [(m, (m.zh, m.en) in gold) for m in align(text.zh, text.en, RESOURCES, embeddings=False)]
    sure = [right for match, right in found if match.score > 0.9]
    assert len(sure) / len(found) >= FLOORS["share of beads above 0.9"]
    assert sum(sure) / len(sure) >= FLOORS["precision above 0.9"]


def test_keywords(shared: Path) -> None:
    hits = total = 0
    for path in sorted((shared / "gold/articles").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        zh, en = gold["keywords"].get("zh", []), gold["keywords"].get("en", [])
        true = {tuple(pair) for pair in gold["keyword_pairs"]}
        pairs = pair_keywords(zh, en, RESOURCES)
        found = {(zh[i], en[j]) for i, j in pairs if i is not None and j is not None}
        hits += len(found & true)
        total += len(found) + len(true)
    assert 2 * hits / total >= FLOORS["keyword pairs"]
