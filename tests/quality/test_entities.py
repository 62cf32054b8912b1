"""Entities on paragraphs labelled by hand: ``⟦name|type⟧`` marks every mention there is to find.

The paragraphs and the lexicon are by the same hands, so these figures are an upper bound for texts of the same kind.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.article import Article, Bead, Bilingual, Block, Body, Extent, Section, Source
from pipeline.extract.entities import entities
from tests.extract.mentions import entities_in
from tests.resources import RESOURCES

FLOORS: dict[str, float] = json.loads(Path(__file__).with_name("floors.json").read_text())["entities"]

Mentions = set[tuple[str, int, int, int, str]]


def labelled(language: str) -> tuple[list[str], Mentions]:
    """The paragraphs without their marks, and (language, paragraph, start, end, type) of every mention."""
    paragraphs: list[str] = []
    mentions: Mentions = set()
    source = Path(__file__).with_name("entities") / f"{language}.txt"
    for number, marked in enumerate(source.read_text(encoding="utf-8").strip().split("\n\n")):
        text, found = unmarked(marked)
        paragraphs.append(text)
        mentions |= {(language, number, start, end, type) for start, end, type in found}
    return paragraphs, mentions


def unmarked(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A text without its marks, and (start, end, what stands behind the bar) of every mention."""
    text = ""
    found = []
    for plain, name, label in re.findall(r"([^⟦]*)(?:⟦([^|]*)\|([^⟧]*)⟧)?", marked):
        text += plain
        if name:
            found.append((len(text), len(text) + len(name), label))
            text += name
    return text, found


@pytest.fixture(scope="module")
def counts() -> tuple[int, int, int]:
    """Mentions found and labelled, found, labelled."""
    wanted: Mentions = set()
    found: Mentions = set()
    for language in ("zh", "en"):
        paragraphs, mentions = labelled(language)
        wanted |= mentions
        for number, text in enumerate(paragraphs):
            found |= {(language, number, m.start, m.end, m.concept.type) for m in entities_in(text, RESOURCES)}
    return len(found & wanted), len(found), len(wanted)


def test_what_is_marked_is_an_entity(counts: tuple[int, int, int]) -> None:
    hits, found, _ = counts
    assert hits / found >= FLOORS["precision"]


def test_entities_are_found(counts: tuple[int, int, int]) -> None:
    hits, found, labelled_mentions = counts
    assert 2 * hits / (found + labelled_mentions) >= FLOORS["f1"]


# Links across beads ---------------------------------------------------------------------------------------------------

Link = tuple[int, int, int]


def one_bead(zh: str, en: str) -> Article:
    blocks = (Block("zh", "paragraph", zh, (), (0, 1), "zh"), Block("en", "paragraph", en, (), (1, 2), "en"))
    chinese, english = ((Extent(block.text, block.id, 0, len(block.text)),) for block in blocks)
    body = Body((Section("s", None, 1, Bilingual(), blocks),))
    bead = Bead("document", chinese, english, 1.0)
    return Article("pair", "zh", Source("pair.md", "markdown", "", 2), body=body, alignments=(bead,))


@pytest.fixture(scope="module")
def links() -> tuple[set[Link], set[Link]]:
    """(pair, start in Chinese, start in English) of the links found and of those labelled; one bead each pair.

    Mentions of one concept bear one number.
    """
    found: set[Link] = set()
    wanted: set[Link] = set()
    pairs = (Path(__file__).with_name("entities") / "pairs.txt").read_text(encoding="utf-8").strip().split("\n\n")
    for number, pair in enumerate(pairs):
        (zh, chinese), (en, english) = map(unmarked, pair.splitlines())
        wanted |= {(number, a, b) for a, _, concept in chinese for b, _, other in english if concept == other}
        for entity in entities(one_bead(zh, en), RESOURCES).entities:
            for mention in entity.mentions:
                if mention.block == "zh":
                    found |= {(number, mention.start, entity.mentions[answer].start) for answer in mention.answers}
    return found, wanted


def test_what_is_linked_across_a_bead_is_one_concept(links: tuple[set[Link], set[Link]]) -> None:
    found, wanted = links
    assert len(found & wanted) / len(found) >= FLOORS["links, precision"]


def test_mentions_are_linked_across_beads(links: tuple[set[Link], set[Link]]) -> None:
    found, wanted = links
    assert len(found & wanted) / len(wanted) >= FLOORS["links, recall"]
