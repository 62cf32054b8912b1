"""Footnotes leave the text, and their marks lead to them; what only looks like one stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.article import Article
from pipeline.readers import read
from pipeline.structure import structure
from tests.resources import RESOURCES

HEAD = "# 湖泊水位的变化\n\n张三\n\n摘要：湖水的水位由降水、蒸发与出流共同决定。\n\n关键词：湖泊；水位\n\n# 1 引言\n\n"


def article(text: str, name: str = "a.md") -> Article:
    return structure(read(text.encode(), Path(name), "a"), RESOURCES)


def marks(found: Article) -> list[tuple[str, str | None]]:
    return [(b.text[s.start : s.end], s.target) for b in found.blocks() for s in b.spans if s.kind == "note"]


def body(found: Article) -> list[str]:
    return [block.text for section in found.sections() for block in section.blocks]


def test_a_page_ends_with_its_footnote() -> None:
    found = article(
        f"{HEAD}据朱炎教授介绍①，湖水的水位每天由东岸的一座观测站记录，观测的人在早晨八点读数，遇到大风的日子则在\n\n"
        "① 朱炎，某某研究院研究员。\n\n风停以后补读一次，并在当天的日志里写明原因。\n"
    )
    (note,) = found.back.notes
    assert (note.kind, note.label, note.text) == ("footnote", "①", "朱炎，某某研究院研究员。")
    assert marks(found) == [("①", note.block)]
    assert "则在风停以后补读一次" in body(found)[-1]


def test_each_page_counts_anew() -> None:
    found = article(
        f"{HEAD}甲站记录水位①。\n\n① 甲站在东岸。\n\n"
        + "中间的话很长。\n\n" * 3
        + "乙站也记录水位①。\n\n① 乙站在西岸。\n"
    )
    assert [note.text for note in found.back.notes] == ["甲站在东岸。", "乙站在西岸。"]
    assert marks(found) == [("①", note.block) for note in found.back.notes]


def test_several_stand_below_one_page() -> None:
    found = article(f"{HEAD}甲站（东岸）①与乙站（西岸）②都记录水位。\n\n① 建于一九八〇年。\n② 建于一九九〇年。\n")
    assert [(note.label, note.text) for note in found.back.notes] == [
        ("①", "建于一九八〇年。"),
        ("②", "建于一九九〇年。"),
    ]
    assert [text for text, _ in marks(found)] == ["①", "②"]


def test_a_raised_number_with_a_bracket_is_a_mark() -> None:
    found = article(f"{HEAD}水位以黄海高程<sup>1)</sup>计。\n\n1) 一九八五国家高程基准。\n")
    assert [note.label for note in found.back.notes] == ["1)"]
    assert [text for text, _ in marks(found)] == ["1)"]


def test_markdown_writes_them_anywhere() -> None:
    found = article(f"{HEAD}水位[^a]每天记录，雨量[^b]也是[^a]。\n\n[^a]: 指湖面高程。\n\n[^b]: 指日雨量。\n")
    assert [(note.label, note.text) for note in found.back.notes] == [("a", "指湖面高程。"), ("b", "指日雨量。")]
    assert [text for text, _ in marks(found)] == ["[^a]", "[^b]", "[^a]"]


def test_jats_ties_a_note_to_its_mark() -> None:
    found = article(
        '<article xml:lang="en"><body><sec><title>1 Lakes</title><p>The level<xref ref-type="fn" rid="f1"><sup>1</sup>'
        "</xref> is read daily<fn id='f2'><p>At eight.</p></fn> by hand.</p></sec></body><back><fn-group><fn id='f1'>"
        "<label>1</label><p>Above the sea.</p></fn></fn-group></back></article>",
        "a.xml",
    )
    assert {note.label: note.text for note in found.back.notes} == {"1": "Above the sea.", "n1": "At eight."}
    assert [text for text, _ in marks(found)] == ["[^1]", "[^n1]"]


@pytest.mark.parametrize(
    "text",
    [
        "水位变化的原因有：①降水；②蒸发。\n\n① 降水\n\n夏季的降水最多。\n",
        "原因如下：\n\n① 降水增加；\n\n② 蒸发减少。\n",
        "| 站 | 水位 |\n|---|---|\n| 甲① | 3 |\n\n① 甲站在东岸。\n",
        "水位见下。\n\n1) 甲站在东岸。\n\n2) 乙站在西岸。\n",
    ],
    ids=["list-in-line", "list", "table", "numbered-list"],
)
def test_lists_and_notes_of_tables_stay_in_the_text(text: str) -> None:
    assert article(HEAD + text).back.notes == ()
