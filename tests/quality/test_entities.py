"""Entities on paragraphs labelled by hand: ``⟦name|type⟧`` marks every mention there is to find.

The paragraphs and the lexicon are by the same hands, so these figures are an upper bound for texts of the same kind.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.extract.entities import entities_in
from pipeline.resources import Resources

# Raised as quality rises, never lowered silently.
PRECISION_FLOOR = 0.96
F1_FLOOR = 0.95

Mentions = set[tuple[str, int, int, int, str]]


def labelled(language: str) -> tuple[list[str], Mentions]:
    """The paragraphs without their marks, and (language, paragraph, start, end, type) of every mention."""
    paragraphs: list[str] = []
    mentions: Mentions = set()
    source = Path(__file__).with_name("entities") / f"{language}.txt"
    for number, marked in enumerate(source.read_text(encoding="utf-8").strip().split("\n\n")):
        text = ""
        for plain, name, type in re.findall(r"([^⟦]*)(?:⟦([^|]*)\|([^⟧]*)⟧)?", marked):
            text += plain
            if name:
                mentions.add((language, number, len(text), len(text) + len(name), type))
                text += name
        paragraphs.append(text)
    return paragraphs, mentions


@pytest.fixture(scope="module")
def counts() -> tuple[int, int, int]:
    """Mentions found and labelled, found, labelled."""
    resources = Resources()
    wanted: Mentions = set()
    found: Mentions = set()
    for language in ("zh", "en"):
        paragraphs, mentions = labelled(language)
        wanted |= mentions
        for number, text in enumerate(paragraphs):
            found |= {(language, number, m.start, m.end, m.concept.type) for m in entities_in(text, resources)}
    return len(found & wanted), len(found), len(wanted)


def test_what_is_marked_is_an_entity(counts: tuple[int, int, int]) -> None:
    hits, found, _ = counts
    assert hits / found >= PRECISION_FLOOR


def test_entities_are_found(counts: tuple[int, int, int]) -> None:
    hits, found, labelled_mentions = counts
    assert 2 * hits / (found + labelled_mentions) >= F1_FLOOR
