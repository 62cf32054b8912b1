"""The stage: what of an article is aligned, and where it says that it stands."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from pipeline.align import align_article
from pipeline.article import (
    Abstract,
    AbstractSection,
    Article,
    Bilingual,
    BilingualAbstract,
    Block,
    Body,
    Front,
    Section,
)
from pipeline.convert import convert
from pipeline.resources import Resources
from tests.articles import article, block

ZH = "摘要：【目的】探讨土壤水分的变化。【方法】采用遥感数据。对比三种算法。【结论】算法可行。"
EN = (
    "Abstract: Objective To study the change of soil moisture. Methods Remote sensing data were used. "
    "Three algorithms were compared Conclusion The algorithms are feasible."
)


def with_front(keywords: tuple[Bilingual, ...] = ()) -> Article:
    zh_parts = (
        AbstractSection("目的", "探讨土壤水分的变化。"),
        AbstractSection("方法", "采用遥感数据。对比三种算法。"),
        AbstractSection("结论", "算法可行。"),
    )
    en_parts = (
        AbstractSection("Objective", "To study the change of soil moisture."),
        AbstractSection("Methods", "Remote sensing data were used. Three algorithms were compared"),
        AbstractSection("Conclusion", "The algorithms are feasible."),
    )
    front = Front(
        title=Bilingual("土壤水分研究", "A study of soil moisture"),
        abstract=BilingualAbstract(
            Abstract(ZH.removeprefix("摘要："), zh_parts),
            Abstract(EN.removeprefix("Abstract: "), en_parts),
        ),
        keywords=keywords,
        blocks=(
            block("t1", "title", "土壤水分研究*", 0),
            block("t2", "title", "A study of soil moisture", 1, "en"),
            block("a1", "abstract", ZH, 2),
            block("a2", "abstract", EN, 3, "en"),
        ),
    )
    return replace(article(), front=front)


def texts(aligned: Article, scope: str) -> list[tuple[str, str]]:
    beads = (bead for bead in aligned.alignments if bead.scope == scope)
    return [("".join(e.text for e in bead.zh), " ".join(e.text for e in bead.en)) for bead in beads]


def assert_extents_hold(aligned: Article) -> None:
    blocks: dict[str, Block] = {b.id: b for b in aligned.blocks()}
    for bead in aligned.alignments:
        for extent in (*bead.zh, *bead.en):
            assert blocks[extent.block].text[extent.start : extent.end] == extent.text


def test_title_and_abstract(resources: Resources) -> None:
    aligned = align_article(with_front(), resources)
    assert texts(aligned, "title") == [("土壤水分研究", "A study of soil moisture")]
    assert texts(aligned, "abstract") == [
        ("【目的】探讨土壤水分的变化。", "Objective To study the change of soil moisture."),
        ("【方法】采用遥感数据。", "Methods Remote sensing data were used."),
        ("对比三种算法。", "Three algorithms were compared"),
        ("【结论】算法可行。", "Conclusion The algorithms are feasible."),
    ]
    assert_extents_hold(aligned)


def test_a_title_in_two_lines(resources: Resources) -> None:
    whole = with_front()
    blocks = tuple(replace(b, text=b.text.replace("study of", "study\nof")) for b in whole.front.blocks)
    aligned = align_article(replace(whole, front=replace(whole.front, blocks=blocks)), resources)
    assert texts(aligned, "title") == [("土壤水分研究", "A study\nof soil moisture")]


def test_keywords_are_paired_by_meaning(resources: Resources) -> None:
    printed = (
        Bilingual("遥感", "soil moisture"),
        Bilingual("土壤水分", "remote sensing"),
        Bilingual(None, "algorithm"),
    )
    aligned = align_article(with_front(printed), resources)
    assert aligned.front.keywords == (
        Bilingual("遥感", "remote sensing"),
        Bilingual("土壤水分", "soil moisture"),
        Bilingual(None, "algorithm"),
    )


def test_a_body_in_two_languages(resources: Resources) -> None:
    first = Section(
        "s1",
        "1",
        1,
        Bilingual("引言", "Introduction"),
        (
            block("h1", "heading", "1 引言", 10),
            block("p1", "paragraph", "土壤侵蚀十分严重。降水是主要因素。", 11),
            block("eh1", "heading", "1 Introduction", 20, "en"),
            block("ep1", "paragraph", "Soil erosion is severe. Precipitation is the main factor.", 21, "en"),
        ),
    )
    second = Section(
        "s2",
        "2",
        1,
        Bilingual("方法", "Methods"),
        (
            block("h2", "heading", "2 方法", 12),
            block("p2", "paragraph", "本文采用遥感影像。", 13),
            block("eh2", "heading", "2 Methods", 22, "en"),
            block("ep2", "paragraph", "Remote sensing images are used. We thank the reviewers.", 23, "en"),
        ),
    )
    aligned = align_article(replace(article(), body=Body((first, second))), resources)
    assert texts(aligned, "section") == [("1 引言", "1 Introduction"), ("2 方法", "2 Methods")]
    assert texts(aligned, "document") == [
        ("土壤侵蚀十分严重。", "Soil erosion is severe."),
        ("降水是主要因素。", "Precipitation is the main factor."),
        ("本文采用遥感影像。", "Remote sensing images are used."),
        ("", "We thank the reviewers."),
    ]
    assert_extents_hold(aligned)


def test_a_body_in_one_language_is_left_alone(resources: Resources) -> None:
    aligned = align_article(article(), resources)
    assert not texts(aligned, "document")
    assert not texts(aligned, "section")


def test_formulas_are_no_english_text(resources: Resources) -> None:
    formulas = tuple(
        block(f"f{n}", "paragraph", rf"\tau ( u ) ) \mid d u + \alpha \varepsilon , x ( t ) + {n}", 20 + n, "en")
        for n in range(3)
    )
    text = block("p1", "paragraph", "方程有一个解，这个解是渐近稳定的。条件不能再弱，下面给出例子。", 10)
    body = Body((Section("s1", None, 1, Bilingual(), (text, *formulas)),))
    assert not texts(align_article(replace(article(), body=body), resources), "document")


def test_a_print_of_its_own_is_aligned_though_it_is_a_digest(resources: Resources) -> None:
    zh = "# 题目\n\n## 引言\n\n土壤侵蚀十分严重。降水是主要因素。本文采用遥感影像。坡度也有影响。耕地减少。林地增加。\n"
    en = "# Title\n\n## Introduction\n\nRemote sensing images are used in this paper.\n"
    files = [(Path("a.zh.md"), zh.encode()), (Path("a.en.md"), en.encode())]
    assert ("本文采用遥感影像。", "Remote sensing images are used in this paper.") in texts(
        convert(files, "a", resources), "document"
    )


def test_nothing_in_english(resources: Resources) -> None:
    bare = article(title=Bilingual("标题", None), abstract=("摘要。", None))
    assert align_article(bare, resources).alignments == ()
