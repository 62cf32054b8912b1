"""Entries of the reference list that could not be read, and numbers that are not what the list asks for."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import diagnostic
from pipeline.references.characters import fold
from pipeline.references.labels import label


def unread_references(article: Article) -> Iterator[Diagnostic]:
    """reference-unparsed, reference-number: a number that is missing, or whose print says another."""
    for place, reference in enumerate(article.back.references, 1):
        where, number = reference.lines, reference.number or place
        printed = label(fold(reference.raw))
        if not reference.raw or (printed and printed.square and printed.number != number):
            yield diagnostic("reference-number", where, reference.block, number=number)
        if reference.raw and reference.csl is None:
            yield diagnostic("reference-unparsed", where, reference.block, number=number)
