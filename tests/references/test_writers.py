"""Bibliographies as files: CSL-JSON that citation processors read, BibTeX that LaTeX reads, nothing lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bibtexparser
import msgspec
import pypandoc
import pytest

from pipeline.article import Article, Back, Block, Reference, Source
from pipeline.check.duplicate_references import duplicate_references
from pipeline.check.unread_references import unread_references
from pipeline.csl import Item
from pipeline.references import parse
from pipeline.writers import bibtex, csl_json

ITEMS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("items.json").read_text(encoding="utf-8"))


def article(id: str, *raws: str) -> Article:
    block = Block("list", "references", "\n".join(raws), (), (3, 3 + len(raws)), "zh")
    parsed = [parse(raw, number) for number, raw in enumerate(raws, 1)]
    references = (Reference(f"r{p.number}", p.number, p.raw, "list", 0, 0, p.csl, p.translation) for p in parsed)
    return Article(id, "zh", Source(f"{id}.md", "markdown", "", 9), back=Back(tuple(references), blocks=(block,)))


def article_of_items() -> Article:
    references = tuple(
        Reference(item["id"], number, "raw", "list", 0, 0, msgspec.convert(item, Item))
        for number, item in enumerate(ITEMS, 1)
    )
    return Article("a", "zh", Source("a.md", "markdown", "", 9), back=Back(references))


TERRACES = "李明远. 梯田土壤水分[J]. 水土保持研究,2016,23(4):45-51."
TERRACES_TWICE = "李明远，王雪．梯田土壤水分[J].水土保持研究，2016，23(4):45－51. DOI:10.13869/stbc.2016.04.007"
ETHICS = "Kowalski P. The ethics of citation & its costs[J]. Notes, 1998, 42:201-215."
BILINGUAL = TERRACES + "[LI Mingyuan. Soil water of terraces[J]. Conservation, 2016, 23(4): 45-51.]"


def test_csl_json_keeps_every_field() -> None:
    written = json.loads(csl_json.write(article_of_items()))
    assert [{**item, "id": item["id"].removeprefix("a-")} for item in written] == ITEMS


def test_a_translation_stands_in_the_item_and_disturbs_no_processor() -> None:
    written = csl_json.write(article("a", BILINGUAL))
    (item,) = json.loads(written)
    assert item["custom"]["translation"]["title"] == "Soil water of terraces"
    printed = pypandoc.convert_text(written.decode(), "plain", format="csljson", extra_args=["--citeproc"])
    assert "梯田土壤水分" in printed


def test_an_entry_that_cannot_be_read_keeps_its_text() -> None:
    whole = article("a", ETHICS)
    bare = msgspec.structs.replace(whole.back.references[0], csl=None)
    unread = msgspec.structs.replace(whole, back=Back((bare,)))
    assert json.loads(csl_json.write(unread))[0]["note"] == ETHICS


# BibTeX has no such types; the entries keep all their fields.
WITHOUT_TYPE = {"standard", "map", "article"}


@pytest.mark.parametrize("flavour", ["bibtex", "biblatex"])
def test_bibtex_is_read_back_by_pandoc(flavour: str) -> None:
    text = bibtex.write(article_of_items()).decode()
    read = {item["id"]: item for item in json.loads(pypandoc.convert_text(text, "csljson", format=flavour))}

    def plain(field: str, value: Any) -> Any:
        if field in ("author", "editor", "translator", "container-author"):
            # A particle is a part of the family name in one reading, a field of its own in the other.
            return [
                " ".join(
                    name[part] for part in ("non-dropping-particle", "family", "given", "literal") if part in name
                ).replace("’", "'")
                for name in value
            ]
        return value.replace("’", "'") if isinstance(value, str) else value

    for item in ITEMS:
        back = read[f"a-{item['id']}"]
        for field, value in item.items():
            if field not in ("id", "language") and not (field == "type" and value in WITHOUT_TYPE):
                assert plain(field, back.get(field, "")) == plain(field, value), (item["id"], field)


def test_bibtex_is_read_by_a_bibtex_parser() -> None:
    library = bibtexparser.parse_string(bibtex.write(article("a", ETHICS, BILINGUAL)).decode())
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["a-r1", "a-r2"]
    assert library.entries[0]["title"] == r"{The ethics of citation \& its costs}"


def test_bibtex_holds_each_work_once_with_all_that_is_known_of_it() -> None:
    works = csl_json.works(article("a", TERRACES, ETHICS, TERRACES_TWICE, BILINGUAL))
    assert [work.item.title for work in works] == ["梯田土壤水分", "The ethics of citation & its costs"]
    terraces = works[0]
    assert terraces.item.DOI == "10.13869/stbc.2016.04.007"
    assert terraces.translation is not None
    assert terraces.item.id == "a-r1"


def test_duplicates_are_reported_and_stay() -> None:
    twice = article("a", TERRACES, ETHICS, TERRACES_TWICE)
    (diagnostic,) = duplicate_references(twice)
    assert diagnostic.message == "entries 1, 3 are the same work"
    assert len(json.loads(csl_json.write(twice))) == 3


def test_works_of_one_author_and_year_are_no_duplicates() -> None:
    other = TERRACES.replace("水分", "养分").replace("45-51", "60-66")
    assert not list(duplicate_references(article("a", TERRACES, other)))


def test_editors_hear_of_what_is_lost_misnumbered_or_unreadable() -> None:
    whole = article("a", "[1]" + TERRACES, "[2]" + ETHICS, "[4]" + BILINGUAL, "[4]~~")
    lost = msgspec.structs.replace(whole.back.references[1], raw="", csl=None)
    references = (whole.back.references[0], lost, *whole.back.references[2:])
    mended = msgspec.structs.replace(whole, back=msgspec.structs.replace(whole.back, references=references))
    assert [d.message for d in unread_references(mended)] == [
        "entry 2 is missing or misread",
        "entry 3 is missing or misread",
        "entry 4 could not be parsed",
    ]
