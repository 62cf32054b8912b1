"""Which brackets define a term, and where the Chinese term begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.article import Article, Bilingual, Block, Body, Section, Source
from pipeline.extract.abbreviations import is_formula, is_short_form, long_form_start
from pipeline.extract.glosses import glosses, glosses_of
from tests.resources import RESOURCES

CASES = [
    case.splitlines()
    for case in Path(__file__).with_name("glosses.txt").read_text(encoding="utf-8").split("\n\n")
    if case.strip() and not case.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), [(text, lines) for text, *lines in CASES])
def test_case(text: str, expected: list[str]) -> None:
    (found,) = glosses_of([text], RESOURCES)
    lines = [f"{g.zh or ''} | {g.en or ''} | {g.abbreviation or ''}" for g in found]
    assert [line.split() for line in lines] == [line.split() for line in expected]


def article(*texts: str) -> Article:
    blocks = tuple(Block(f"b{n}", "paragraph", text, (), (n, n + 1), "zh") for n, text in enumerate(texts))
    return Article(
        "a", "zh", Source("a.md", "markdown", "", len(texts)), body=Body((Section("s", None, 1, Bilingual(), blocks),))
    )


def test_later_uses_point_to_the_definition_last_read() -> None:
    read = glosses(
        article("CR多见。完全缓解（CR）者优于未达CR者。", "CR率较高，CRP则否。", "心脏康复（CR）有益，CR应推广。"),
        RESOURCES,
    )
    first, second = read.glosses
    assert [(use.block, use.start) for use in first.uses] == [("b0", 18), ("b1", 0)]
    assert [(use.block, use.start) for use in second.uses] == [("b2", 11)]


def test_an_english_form_printed_once_is_known_wherever_the_term_is_defined() -> None:
    read = glosses(
        article("慢性阻塞性肺疾病（COPD）常见。", "慢性阻塞性肺疾病（chronic obstructive pulmonary disease，COPD）。"),
        RESOURCES,
    )
    assert {gloss.en for gloss in read.glosses} == {"chronic obstructive pulmonary disease"}


def test_a_heading_tells_where_a_term_begins() -> None:
    read = article("北京商务中心区（CBD）人流密集。")
    (section,) = read.body.sections
    headed = replace(read, body=Body((replace(section, title=Bilingual("商务中心区的人流")),)))
    assert [gloss.zh for gloss in glosses(read, RESOURCES).glosses] == ["北京商务中心区"]
    assert [gloss.zh for gloss in glosses(headed, RESOURCES).glosses] == ["商务中心区"]


def test_the_document_tells_where_a_term_begins() -> None:
    (gloss,) = glosses(
        article("微博事件指数（EI）上升。", "微博事件指数是本文的贡献。微博事件指数有用。"), RESOURCES
    ).glosses
    assert gloss.zh == "微博事件指数"


@pytest.mark.parametrize("short", ["IgG", "pCR", "cit-AuNPs", "ERK1/2", "T-SPOT.TB", "Th", "miRNA", "AIs"])
def test_short_form(short: str) -> None:
    assert is_short_form(short)


@pytest.mark.parametrize(
    "other", ["Firmicutes", "Fig.1", "mg/kg", "II", "T2N0M0", "NCT01234567", "MJ/kg", "head", "Na+"]
)
def test_no_short_form(other: str) -> None:
    assert not is_short_form(other)


def test_long_form_of_schwartz_and_hearst() -> None:
    before = "we used an enzyme-linked immunosorbent assay "
    assert before[long_form_start("ELISA", before) :] == "enzyme-linked immunosorbent assay "


@given(st.text(alphabet="（）()[]，,.、。Aab1 -α类的和\n酶STI", max_size=200))
def test_any_text_is_read_and_every_extent_lies_in_it(text: str) -> None:
    for gloss in glosses(article(text), RESOURCES).glosses:
        assert text[gloss.start : gloss.end] == gloss.text
        assert all(text[use.start : use.end] == use.text == gloss.abbreviation for use in gloss.uses)


@pytest.mark.parametrize("formula", ["TiO2", "KH2PO4", "H2SO4", "NaOH", "CaO", "CCl4", "NH4", "CO2"])
def test_formula(formula: str) -> None:
    assert is_formula(formula)


@pytest.mark.parametrize("other", ["IC50", "IP3", "SOCS3", "PC1", "H5N1", "SH3", "PCO2", "CHO", "NO", "HF", "CIN2"])
def test_no_formula(other: str) -> None:
    assert not is_formula(other)
