"""Citations of entries that the reference list does not have."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import diagnostic


def orphan_citations(article: Article) -> Iterator[Diagnostic]:
    """citation-orphan, once for each number, where it is first cited. Silent where there is no numbered list at all."""
    listed = {reference.number for reference in article.back.references if reference.number is not None}
    if not listed:
        return
    lines = {block.id: block.lines for block in article.blocks()}
    for citation in article.citations:
        for number in citation.numbers:
            if number not in listed:
                listed.add(number)
                yield diagnostic("citation-orphan", lines.get(citation.block), citation.block, number=number)
