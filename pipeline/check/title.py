"""The title: there, in both languages, and no longer than titles are."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import diagnostic

# Of 700 articles of ChinaXiv, 99 % of the titles are shorter.
LONGEST = {"zh": 80, "en": 300}
NAMES = {"zh": "Chinese", "en": "English"}


def title(article: Article) -> Iterator[Diagnostic]:
    """title-missing, title-one-language, title-length."""
    printed = {"zh": article.front.title.zh, "en": article.front.title.en}
    blocks = [b for b in article.front.blocks if b.kind == "title"]
    lines = blocks[0].lines if blocks else None
    if not any(printed.values()):
        yield diagnostic("title-missing")
    # An article in English owes nobody a Chinese title.
    elif article.language == "zh" and not all(printed.values()):
        language = next(name for lang, name in NAMES.items() if printed[lang])
        yield diagnostic("title-one-language", lines, language=language)
    for lang, text in printed.items():
        if text and len(text) > LONGEST[lang]:
            yield diagnostic("title-length", lines, length=len(text))
