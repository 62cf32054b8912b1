"""Small articles made by hand, for tests that look at one thing."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article import (
    Abstract,
    Article,
    Bead,
    Bilingual,
    BilingualAbstract,
    Block,
    Body,
    Extent,
    Front,
    Section,
    Source,
)

BOTH_TITLES = Bilingual("标题", "Title")


def block(id: str, kind: str, text: str, line: int, lang: str = "zh") -> Block:
    return Block(id, kind, text, (), (line, line + 1), lang)  # type: ignore[arg-type]


def section(number: str | None, title: str | None, line: int = 0, sections: Sequence[Section] = ()) -> Section:
    heading = block(f"h{line}", "heading", f"{number or ''} {title or ''}".strip(), line)
    text = block(f"p{line}", "paragraph", "正文。", line + 1)
    level = number.count(".") + 1 if number else 1
    return Section(f"s{line}", number, level, Bilingual(zh=title), (heading, text), tuple(sections))


def article(
    id: str = "a",
    title: Bilingual = BOTH_TITLES,
    abstract: tuple[str | None, str | None] = ("摘" * 100, "abstract " * 40),
    keywords: Sequence[tuple[str | None, str | None]] = (),
    sections: Sequence[Section] = (section("1", "引言"),),
    beads: Sequence[tuple[str, str, float]] = (),
) -> Article:
    """An article in Chinese with the parts given; ``beads`` are (Chinese, English, score) of the abstract."""
    zh, en = abstract
    return Article(
        id=id,
        language="zh",
        source=Source(f"{id}.md", "markdown", "0" * 64, 100),
        front=Front(
            title=title,
            abstract=BilingualAbstract(zh and Abstract(zh), en and Abstract(en)),
            keywords=tuple(Bilingual(z, e) for z, e in keywords),
            blocks=(
                block("t", "title", title.zh or title.en or "", 1),
                block("az", "abstract", "摘要：" + (zh or ""), 3),
                block("ae", "abstract", "Abstract: " + (en or ""), 5, "en"),
                block("k", "keywords", "关键词：", 7),
            ),
        ),
        body=Body(tuple(sections)),
        alignments=tuple(
            Bead("abstract", (Extent(z, "az", 0, len(z)),), (Extent(e, "ae", 0, len(e)),), score)
            for z, e, score in beads
        ),
    )
