"""Reading Markdown: what OCR and editors write, and what must come of it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Source
from pipeline.document import Document
from pipeline.readers import markdown
from pipeline.text import is_han


def document(text: str) -> Document:
    return markdown.read(text, "a", Source("a.md", "markdown", "", text.count("\n") + 1))


def texts(text: str) -> list[str]:
    return [block.text for block in document(text).blocks]


def marked(text: str, kind: str) -> list[str]:
    return [b.text[s.start : s.end] for b in document(text).blocks for s in b.spans if s.kind == kind]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**目的：**探讨疗效。", "目的：探讨疗效。"),
        ("**【摘要】**背景", "【摘要】背景"),
        ("（见**表1**）", "（见表1）"),
    ],
)
def test_strong_emphasis_works_beside_chinese_punctuation(source: str, expected: str) -> None:
    assert texts(source) == [expected]
    assert marked(source, "strong")


@pytest.mark.parametrize(
    "source",
    [
        "张三*，李四*",  # a star beside a name marks the corresponding author
        "[1]: http://example.org/a is an entry, not a link definition",
        "[3](图1) 是引文标记，不是链接",
        "3~5 例，2 ~ 4 例",
        "it`s a worn apostrophe`",
        "1. 引言",
        "2154. Proc. Natl. Acad. Sci.",
        "570228)",
        "P <0.05 and x> 3",
        "snake_case_name stays",
    ],
)
def test_text_that_only_looks_like_markup_stays_as_printed(source: str) -> None:
    assert texts(source) == [source]
    assert document(source).blocks[0].spans == ()


def test_a_line_under_a_paragraph_makes_no_heading() -> None:
    assert [b.kind for b in document("结果如下\n---\n讨论").blocks] == ["paragraph", "paragraph"]
    assert document("结果如下\n---\n讨论").discarded[0].reason == "thematic break"


def test_tex_keeps_its_source_and_loses_its_dollars() -> None:
    source = r"比例为 $6 6 \%$，$a_i * b_i * c$。"
    assert texts(source) == [r"比例为 6 6 \%，a_i * b_i * c。"]
    assert marked(source, "math") == [r"6 6 \%", "a_i * b_i * c"]


def test_a_dollar_without_partner_is_text_and_is_reported() -> None:
    read_back = document("价格为 $5。\n\n含量 $x$ 与 $ 之间有许多许多许多许多许多许多汉字 $y$")
    assert read_back.blocks[0].text == "价格为 $5。"
    assert "许多许多" in read_back.blocks[1].text
    assert [(d.code, d.lines) for d in read_back.diagnostics] == [
        ("markdown-unclosed-math", (0, 1)),
        ("markdown-unclosed-math", (2, 3)),
    ]


def test_display_math_spans_lines_and_an_unclosed_one_swallows_nothing() -> None:
    assert texts("$$\nE = mc^2\n$$\n\n正文") == ["E = mc^2", "正文"]
    assert texts("$$\nE = mc^2\n\n正文")[-1] == "正文"


def test_code_needs_a_closed_fence() -> None:
    assert [(b.kind, b.text) for b in document("```python\nx = 1\n```").blocks] == [("code", "x = 1")]
    assert texts("```图 2\n甲\n```") == ["图 2\n甲"]
    assert texts("```\n正文\n\n# 结论")[-1] == "结论"


def test_superscripts_and_links_become_spans() -> None:
    source = "有关<sup>[1]</sup>，H<sub>2</sub>O，见 <https://example.org/a> 和 [网页](https://example.org/b)。"
    assert texts(source) == ["有关[1]，H2O，见 https://example.org/a 和 网页。"]
    assert marked(source, "sup") == ["[1]"]
    assert marked(source, "sub") == ["2"]
    assert [s.target for s in document(source).blocks[0].spans if s.kind == "link"] == [
        "https://example.org/a",
        "https://example.org/b",
    ]


def test_no_link_leads_to_a_script() -> None:
    assert marked("[点我](javascript:alert(1)) [x](data:text/html;base64,AAAA) <javascript:alert(1)>", "link") == []


def test_raw_html_is_text() -> None:
    assert texts("<script>alert(1)</script>") == ["<script>alert(1)</script>"]
    assert texts('<div align="center">居中</div>') == ["居中"]


def test_html_table_gives_rows_with_spans_and_inline_marks() -> None:
    source = (
        "<html><body><table><tr><td rowspan='2'>组别</td><td colspan=\"2\">疗效</td></tr>"
        "<tr><td>$4 6 \\%$</td><td>a&lt;b<sup>2</sup></td></tr></table></body></html>"
    )
    (table,) = document(source).blocks
    assert table.kind == "table"
    assert [[cell.text for cell in row] for row in table.table] == [["组别", "疗效"], [r"4 6 \%", "a<b2"]]
    assert table.table[0][0].rowspan == 2
    assert table.table[0][1].colspan == 2
    assert table.text == "组别\t疗效\n4 6 \\%\ta<b2"
    assert [table.text[s.start : s.end] for s in table.spans] == [r"4 6 \%", "2"]


def test_text_beside_the_cells_of_a_table_is_kept_once() -> None:
    source = "<table>散落<tr><td>甲<table><tr><td>乙</td></tr></table></td></tr></table>尾"
    assert texts(source) == ["甲乙", "散落尾"]


def test_pipe_table_gives_rows() -> None:
    (table,) = document("| 药物 | 剂量 |\n|---|---|\n| 来曲唑 | 2.5 mg |\n").blocks
    assert [[cell.text for cell in row] for row in table.table] == [["药物", "剂量"], ["来曲唑", "2.5 mg"]]
    assert table.table[0][0].header


@pytest.mark.parametrize("span", ["-1", "0", "99999999999", "x", "1e9"])
def test_a_mad_span_costs_no_memory(span: str) -> None:
    (table,) = document(f"<table><tr><td colspan='{span}'>一</td></tr></table>").blocks
    assert 1 <= table.table[0][0].colspan <= 1000


def test_picture_and_its_captions_are_separate_blocks_with_their_own_lines() -> None:
    blocks = document("前文\n\n![](images/a.jpg)  \n图1 流程  \nFig.1 Flow\n").blocks
    assert [(b.kind, b.text, b.lines) for b in blocks] == [
        ("paragraph", "前文", (0, 1)),
        ("image", "", (2, 3)),
        ("paragraph", "图1 流程\nFig.1 Flow", (3, 5)),
    ]
    assert blocks[1].target == "images/a.jpg"
    assert blocks[2].line_at(blocks[2].text.index("Fig")) == 4


def test_bullets_are_list_items_without_their_bullet() -> None:
    assert [(b.kind, b.text) for b in document("- 甲\n- 乙\n").blocks] == [("list_item", "甲"), ("list_item", "乙")]


MARKS = ["<table>", "<tr>", "<td>", "</td>", "</table>", "<sup>", "</sup>", "$$", "![](", "表1", "目的"]
WORN = st.lists(st.sampled_from([*"#*_-+`$\\[]()<>!|&:;1. \n\t图Ac", *MARKS]), max_size=60).map("".join)


@given(st.one_of(WORN, st.text()))
def test_any_text_is_read_whole(text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    result = document(text)
    held = "".join(b.text for b in result.blocks) + "".join(d.text for d in result.discarded)
    lines = {n for b in result.blocks for n in range(*b.lines)} | {n for d in result.discarded for n in range(*d.lines)}
    assert not Counter(filter(is_han, text)) - Counter(filter(is_han, held))
    assert {n for n, line in enumerate(text.split("\n")) if line.strip()} <= lines
    for block in result.blocks:
        assert all(0 <= s.start < s.end <= len(block.text) for s in block.spans)
        assert block.original == block.text


def test_a_comment_is_kept_aside_and_one_that_is_never_closed_is_text() -> None:
    result = document("前。\n<!-- image -->\n\n<!-- 多行\n\n注 -->\n后。\n\n<!-- 未完\n\n末。")
    assert [b.text for b in result.blocks] == ["前。", "后。", "<!-- 未完", "末。"]
    assert [(d.text, d.reason, d.lines) for d in result.discarded] == [
        ("image", "comment", (1, 2)),
        ("多行\n\n注", "comment", (3, 6)),
    ]


def test_a_picture_that_no_browser_shows_is_a_picture() -> None:
    result = document("![](media/a.emf)\n\n![](fig.eps)")
    assert [(b.kind, b.target) for b in result.blocks] == [("image", "media/a.emf"), ("image", "fig.eps")]


def test_a_picture_in_html_is_a_picture_and_one_in_a_cell_follows_the_table() -> None:
    result = document(
        '<img src="images/a b.png" alt="流程" style="zoom:50%;" />\n\n| 甲 | 乙 |\n|---|---|\n| ![丙](c.png) | 丁 |\n\n'
        '<table><tr><td>戊<img src="d.png">己</td></tr></table>\n\n<img src="javascript:x">'
    )
    assert [(b.kind, b.target, b.text) for b in result.blocks] == [
        ("image", "images/a%20b.png", "流程"),
        ("table", None, "甲\t乙\n\t丁"),
        ("image", "c.png", "丙"),
        ("table", None, "戊己"),
        ("image", "d.png", ""),
        ("paragraph", None, '<img src="javascript:x">'),
    ]
