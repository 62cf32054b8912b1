"""Running heads, stamps and page numbers leave the text with a reason; headings that look like them stay."""

from __future__ import annotations

import pytest

from pipeline.article import Source
from pipeline.document import Document
from pipeline.readers.markdown import read
from pipeline.structure.furniture import without_furniture

FILLER = "\n\n".join(f"第{n}段讲述了坡地水分的变化，此处从略。" for n in "一二三四五六七八九十甲乙丙")
TITLE = "# 黄土坡地土壤水分的时空变化\n\n"


def document(markdown: str) -> Document:
    return without_furniture(read(markdown, "a", Source("a.md", "markdown", "", markdown.count("\n") + 1)))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("# ChinaXiv合作期刊", "server stamp"),
        ("chinaXiv:201901.00001v1", "server stamp"),
        ("http ://www.example.cn", "server stamp"),
        ("第37卷第2期", "issue line"),
        ("· 71 ·", "page number"),
        ("# 8", "page number"),
        ("# J L", "stray mark"),
        ("张三等：黄土坡地土壤水分的时空变化", "running head"),
        ("黄土坡地土壤水分的时空变化", "running head"),
    ],
)
def test_furniture_leaves_with_a_reason(line: str, reason: str) -> None:
    made = document(f"{TITLE}{FILLER}\n\n{line}\n\n此后水分减少。")
    assert [(d.text, d.reason) for d in made.discarded] == [(line.removeprefix("# "), reason)]
    assert made.blocks[-1].text == "此后水分减少。"


def test_a_heading_that_interrupts_sentences_is_a_running_head() -> None:
    cut = "在持续干旱的年份里，坡地中下部的土壤水分在生长季末期几乎全部耗尽，而坡顶由于植被稀疏，仍然保持"
    made = document(f"{TITLE}{cut}\n\n# 水土研究\n\n着一定的储量。\n\n{cut}\n\n# 14 水土研究\n\n着一定的储量。")
    assert [d.reason for d in made.discarded] == ["running head", "running head"]


def test_a_heading_that_the_bibliography_cites_as_a_journal_is_a_running_head() -> None:
    sections = "# 干旱区地理\n\n此后水分减少。\n\n# 水土工程\n\n另行设计。"
    entry = "[1] 张三. 坡地[J].干旱区地理,2012,35(4): 1-5."
    made = document(f"{TITLE}{FILLER}\n\n{sections}\n\n# 参考文献\n\n{entry}")
    assert [d.text for d in made.discarded] == ["干旱区地理"]


def test_headings_printed_in_two_parts_stay() -> None:
    made = document(
        f"{TITLE}# 方法\n\n# 样本选取\n\n随机抽取。\n\n# 结果\n\n# 样本选取\n\n共三十份。\n\n# 3 讨论\n\n尚可。"
    )
    assert not made.discarded
