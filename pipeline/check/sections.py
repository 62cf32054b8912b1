"""The sections: there, and numbered in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import Article, Diagnostic, Section
from pipeline.diagnostics import diagnostic


def section_order(article: Article) -> Iterator[Diagnostic]:
    """section-order: a decimal number that is neither its elder sibling's successor nor a first child."""
    previous: tuple[int, ...] = ()
    for section in article.sections():
        number = _decimal(section)
        if number is None:
            continue
        if previous and not _follows(number, previous):
            block = next((b for b in section.blocks if b.kind == "heading"), None)
            lines = block.lines if block else None
            yield diagnostic("section-order", lines, number=section.number, previous=".".join(map(str, previous)))
        previous = number


def body_empty(article: Article) -> Iterator[Diagnostic]:
    """body-empty."""
    if not any(b.kind != "heading" and b.text.strip() for section in article.sections() for b in section.blocks):
        yield diagnostic("body-empty")


def _decimal(section: Section) -> tuple[int, ...] | None:
    if section.number is None or not re.fullmatch(r"\d{1,3}(\.\d{1,3}){0,5}", section.number):
        return None
    return tuple(map(int, section.number.split(".")))


def _follows(number: tuple[int, ...], previous: tuple[int, ...]) -> bool:
    if len(number) == len(previous) + 1:
        return number[:-1] == previous and number[-1] <= 1
    depth = len(number)
    return depth <= len(previous) and number[:-1] == previous[: depth - 1] and number[-1] == previous[depth - 1] + 1
