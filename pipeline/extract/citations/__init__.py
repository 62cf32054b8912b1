"""Citations: which words of the body point to which entries of the reference list."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pipeline.article import Article, Block
from pipeline.extract.citations.author_year import author_year_citations
from pipeline.extract.citations.numbered import numbered_citations
from pipeline.resources import Resources


def citations(article: Article, _: Resources) -> Article:
    """The article with every citation of its body linked to the entries of its reference list.

    Paragraphs, captions and tables are read, headings are not. A list is cited by author and year
    where it has no numbers or the body prints none of them.
    """
    blocks = sorted(_cited_from(article), key=lambda block: block.lines)
    references = article.back.references
    numbered = not references or any(reference.number for reference in references)
    found = numbered_citations(blocks, references) if numbered else []
    return replace(article, citations=tuple(found or author_year_citations(blocks, references)))


def _cited_from(article: Article) -> Iterator[Block]:
    for section in article.sections():
        yield from (block for block in section.blocks if block.kind != "heading")
    for item in article.body.floats:
        yield from item.blocks
