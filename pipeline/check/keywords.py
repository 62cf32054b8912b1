"""The keywords: as many in one language as in the other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import diagnostic


def keyword_counts(article: Article) -> Iterator[Diagnostic]:
    """keyword-counts, where both languages have keywords."""
    zh = sum(k.zh is not None for k in article.front.keywords)
    en = sum(k.en is not None for k in article.front.keywords)
    if zh and en and zh != en:
        blocks = [b for b in article.front.blocks if b.kind == "keywords"]
        yield diagnostic("keyword-counts", blocks[0].lines if blocks else None, zh=zh, en=en)
