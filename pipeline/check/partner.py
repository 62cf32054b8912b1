"""The partner: a file that names its language in its name has one in the other language beside it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import diagnostic

_OTHER = {".zh": ".en", ".en": ".zh"}


def partner_missing(article: Article) -> Iterator[Diagnostic]:
    """partner-missing: an id keeps the language only where no pair was found."""
    name, language = article.id[:-3], article.id[-3:]
    if name and language in _OTHER:
        yield diagnostic("partner-missing", partner=name + _OTHER[language])
