"""Entries of the reference list that are the same work."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import diagnostic
from pipeline.references.duplicates import groups


def duplicate_references(article: Article) -> Iterator[Diagnostic]:
    """reference-duplicate, once for each work, at its second entry."""
    references = article.back.references
    for members in groups([[i for i in (r.csl, r.translation) if i] for r in references]):
        numbers = ", ".join(str(references[index].number or index + 1) for index in members)
        second = references[members[1]]
        yield diagnostic("reference-duplicate", second.lines, second.block, numbers=numbers)
