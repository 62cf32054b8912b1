"""Checks: one rule a file, each from an article to what an editor should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from pipeline.article import Article, Diagnostic
from pipeline.check.abstract import abstract_length, abstract_numbers
from pipeline.check.duplicate_references import duplicate_references
from pipeline.check.imprint import imprint_differs
from pipeline.check.keywords import keyword_counts
from pipeline.check.orphan_citations import orphan_citations
from pipeline.check.partner import partner_missing
from pipeline.check.sections import body_empty, section_order
from pipeline.check.title import title
from pipeline.check.uncited_references import uncited_references
from pipeline.check.unread_references import unread_references
from pipeline.resources import Resources

RULES: tuple[Callable[[Article], Iterator[Diagnostic]], ...] = (
    partner_missing,
    title,
    abstract_length,
    abstract_numbers,
    keyword_counts,
    imprint_differs,
    body_empty,
    section_order,
    unread_references,
    duplicate_references,
    orphan_citations,
    uncited_references,
)


def check(article: Article, _: Resources) -> Article:
    """The article with the diagnostics of every rule added, in the order of the source."""
    # Of a file that could not be read at all nothing else is worth saying.
    unread = any(d.severity == "error" for d in article.diagnostics) and not any(article.blocks())
    found = [diagnostic for rule in RULES for diagnostic in rule(article)] if not unread else []
    ordered = sorted([*article.diagnostics, *found], key=lambda d: (d.lines or (-1, -1), d.code, d.message))
    return replace(article, diagnostics=tuple(ordered))
