"""Entries of the reference list that the text never cites."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import diagnostic


def uncited_references(article: Article) -> Iterator[Diagnostic]:
    """reference-uncited. Silent where no citation was found: then the text cites in a way that is not read."""
    cited = {id for citation in article.citations for id in citation.references}
    if not cited:
        return
    for place, reference in enumerate(article.back.references, 1):
        if reference.id not in cited:
            number = reference.number or place
            yield diagnostic("reference-uncited", reference.lines, reference.block, number=number)
