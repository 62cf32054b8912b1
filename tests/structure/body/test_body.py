"""The body as a reader sees it: ``cases/*.txt`` hold title, Markdown and what comes of it, each ended by a dot.

A section is shown as its number (- for none) and title, a paragraph by =, a float by its number, captions, and picture
or rows. In the input a paragraph that begins with ~ belongs to the front.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.article import Block, Body, Float, Section, Source
from pipeline.readers.markdown import read
from pipeline.resources import Resources
from pipeline.structure.body import body_blocks, body_of
from pipeline.structure.labelled import Zoned
from tests.case_files import cases

CASES = sorted(Path(__file__).with_name("cases").glob("*.txt"))


ALL = [(f"{path.stem}: {title}", given, expected) for path in CASES for title, given, expected in cases(path)]


def body(markdown: str, resources: Resources) -> Body:
    document = read(markdown, "case", Source("case.md", "markdown", "", markdown.count("\n") + 1))
    zoned = [Zoned("front" if block.text.startswith("~") else "body", block) for block in document.blocks]
    return body_of(body_blocks(zoned, resources))


def shown(made: Body) -> str:
    lines = [line for section in made.sections for line in shown_section(section, 0)]
    return "\n".join([*lines, *(shown_float(item) for item in made.floats)])


def shown_section(section: Section, depth: int) -> Iterator[str]:
    title = section.title.zh or section.title.en
    yield " ".join(filter(None, ["  " * depth + (section.number or "-"), title]))
    for block in section.blocks:
        if block.kind != "heading":
            yield "  " * (depth + 1) + shown_block(block)
    for inner in section.sections:
        yield from shown_section(inner, depth + 1)


def shown_block(block: Block) -> str:
    return ("=" if block.kind == "paragraph" else block.kind) + " " + block.text.replace("\n", " ")


def shown_float(item: Float) -> str:
    content = item.image or (f"{len(item.table)} rows" if item.table else "~")
    return f"{item.kind} {item.number} | {item.caption.zh or '~'} | {item.caption.en or '~'} | {content}"


@pytest.mark.parametrize(("markdown", "expected"), [c[1:] for c in ALL], ids=[c[0] for c in ALL])
def test_case(markdown: str, expected: str, resources: Resources) -> None:
    assert shown(body(markdown, resources)) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        "图1" + " " * 20_000 + "甲",
        "。1.1甲" * 4_000,
        "图1甲 " + "Fig.1 A " * 3_000,
        "1" * 20_000,
        "1 2 3 4 " * 5_000,
        "\n\n".join(["# 1.1 甲"] * 800),
    ],
    ids=["blanks", "numbers", "captions", "digits", "data", "headings"],
)
@pytest.mark.usefixtures("limit_of_an_article")
def test_hostile_text_is_read_within_the_limit(hostile: str, resources: Resources) -> None:
    body(hostile, resources)
