"""Year, volume, issue and first page: the same wherever the journal prints them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.article import Article, Diagnostic, Lines
from pipeline.diagnostics import diagnostic
from pipeline.structure.front.imprint import prints

_NAMES = {"year": "year", "volume": "volume", "issue": "issue", "fpage": "first page"}


def imprint_differs(article: Article) -> Iterator[Diagnostic]:
    """imprint-differs, once for each that is printed in two ways: in 引用格式 and in 文章编号, say."""
    titles = [title for title in (article.front.title.zh, article.front.title.en) if title]
    said: dict[str, str] = {}
    differing: dict[str, tuple[str, Lines]] = {}
    for block in article.front.blocks:
        for line in prints([block.text], (), titles) if block.kind == "meta" else ():
            for field in _NAMES:
                number = getattr(line.imprint, field)
                if number and said.setdefault(field, number) != number:
                    differing.setdefault(field, (number, block.lines))
    for field, (number, lines) in differing.items():
        yield diagnostic("imprint-differs", lines, name=_NAMES[field], first=said[field], second=number)
