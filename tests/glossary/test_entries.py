"""Entries: variants folded, people's decisions honoured."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.article import Gloss
from pipeline.extract.lexicon import Concept
from pipeline.glossary.decisions import ruling
from pipeline.glossary.entries import Entry, entries
from pipeline.glossary.evidence import evidence
from pipeline.glossary.terms import merge
from tests.articles import article
from tests.resources import RESOURCES

TERMBASE = (Concept("term:neoplasm", "term", ("肿瘤",), ("neoplasm",)),)


def glossary(*keywords: tuple[str, str], decisions: str = "", termbase: tuple[Concept, ...] = ()) -> dict[str, Entry]:
    terms = merge(evidence(article(f"a{n}", keywords=[pair]), RESOURCES) for n, pair in enumerate(keywords))
    return {entry.en: entry for entry in entries(terms, ruling(decisions, termbase), RESOURCES)}


def test_spellings_of_a_term_are_one_entry() -> None:
    found = glossary(
        ("深度学习", "deep learning"),
        ("深度学习", "Deep learning"),
        ("深度学习", "deep learning"),
        ("深度学习", "deeplearning"),
        ("深度學習", "dep learning"),
    )
    (entry,) = found.values()
    assert (entry.zh, entry.en, entry.articles) == ("深度学习", "deep learning", 5)
    assert entry.en_variants == {"Deep learning": 1, "deep learning": 2, "deeplearning": 1, "dep learning": 1}
    assert entry.zh_variants == {"深度学习": 4, "深度學習": 1}
    assert not entry.rivals


def test_an_abbreviation_joins_its_full_form() -> None:
    one = article("a1", keywords=[("超氧化物歧化酶", "superoxide dismutase")])
    glosses = (
        Gloss("超氧化物歧化酶", None, "SOD", "", "p1", 0, 0),
        Gloss("超氧化物歧化酶", None, "CAT", "", "p1", 0, 0),
    )
    terms = merge(evidence(a, RESOURCES) for a in (one, replace(article("a2"), glosses=glosses)))
    found = {entry.en: entry for entry in entries(terms, ruling(), RESOURCES)}
    assert set(found) == {"superoxide dismutase", "CAT"}
    assert (found["superoxide dismutase"].abbreviation, found["superoxide dismutase"].articles) == ("SOD", 2)
    assert found["superoxide dismutase"].en_variants == {"superoxide dismutase": 1}


def test_translations_that_compete_name_each_other() -> None:
    found = glossary(("肿瘤", "tumor"), ("肿瘤", "tumor"), ("肿瘤", "neoplasm"), ("新生物", "neoplasm"))
    assert [(r.lang, r.term, r.articles) for r in found["tumor"].rivals] == [("en", "neoplasm", 1)]


def test_a_right_pair_is_surer_than_a_wrong_one() -> None:
    found = glossary(("乳腺癌", "breast cancer"), ("耐药", "soil moisture"))
    assert found["breast cancer"].confidence > found["soil moisture"].confidence


DECISIONS = """zh,en,decision,note
肿瘤,Neoplasm,prefer,house style
耐药,soil moisture,reject,
新词,new word,accept,
"""


def test_decisions_are_carried_out() -> None:
    found = glossary(("肿瘤", "tumor"), ("肿瘤", "neoplasm"), ("耐药", "soil moisture"), decisions=DECISIONS)
    assert found["Neoplasm"].status == "preferred"
    assert found["Neoplasm"].note == "house style"
    assert found["tumor"].status == "outranked"
    assert not found["tumor"].shown
    assert "soil moisture" not in found
    assert (found["new word"].status, found["new word"].confidence) == ("accepted", 1.0)


def test_a_termbase_outranks_articles_and_decisions() -> None:
    found = glossary(("肿瘤", "tumor"), decisions="zh,en,decision,note\n肿瘤,tumor,prefer,\n", termbase=TERMBASE)
    assert found["neoplasm"].status == "termbase"
    assert found["tumor"].status == "outranked"


def test_rows_that_cannot_be_read_are_named() -> None:
    read = ruling("zh,en,decision\n肿瘤,tumor,perhaps\n")
    assert not read.decisions
    assert read.problems[0].startswith("decisions, line 2: ")
    assert ruling("# 盐\n\n正文\n").problems == (
        "decisions: the first line must name the columns zh, en, decision; it lacks zh, en, decision",
    )
    assert ruling("\ufeffEN, zh,Decision\ntumor,肿瘤,accept\n").decisions
    assert ruling("zh,en,decision\n" + "肿" * 200_000 + ",tumor,accept\n").problems[0].startswith("decisions: ")
