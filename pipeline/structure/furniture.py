"""Furniture: what the page carries and the article does not: running heads, stamps, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from pipeline.article import Discarded
from pipeline.document import Block, Document
from pipeline.text import HAN, folded

_STAMP = re.compile(
    r"\W*(?:C\s?hinaXiv\s*合\s*作\s*期\s*刊|(?:chinaXiv|arXiv)\s*:\s*[\d.]+v?\d*(?:\s*\[[\w.\-]+\].{0,30})?"
    r"|WORD批量转PDF工具.{0,60}|万方数据"
    r"|(?:http\s?s?\s?:\s?//)?www\s?\.\s?[\w\s.-]{3,40}\.\s?(?:cn|com|org|net)\s*/?)\W*",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    rf"\W*(?:[{HAN}]{{2,16}}\s*)?(?:(?:19|20)\d\d\s*年?\s*[,，]?\s*)?(?:第\s*\d{{1,3}}\s*卷\s*[,，]?\s*)?第\s*\d{{1,3}}\s*[期卷]"
    r"(?:\s*(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月)?)?\W*|\W*Vol\s*\.?\s*\d{1,3}\s*[,，]?\s*(?:No|Iss)\s*\.?\s*\d{1,3}.{0,20}",
    re.IGNORECASE,
)
_PAGE = re.compile(r"[\s·•.—–-]*(?:第\s*)?\d{1,4}(?:\s*页)?[\s·•.—–-]*|\W*Page\s+\d+(?:\s+of\s+\d+)?\W*", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^\d{1,4}\s+(?=\D)|(?<=\D)\s+\d{1,4}$")
# One digit before a heading is rather a section's number than a page's.
_SECTION = re.compile(r"\s*\d\s+\D")
_HAN = re.compile(rf"[{HAN}]")
_FINISHED = re.compile(r"[。．.！？!?；;：:…\]］”\"）)]\s*$")
_AUTHORS = re.compile(r"\d*\s*\S.{0,24}(?:等|et al)\s*[.,，]?\s*[：:.]\s*")
_NO_HEAD = re.compile(r"\W*(?:\d|[一二三四五六七八九十]+[、.)）]|[IVX]+\.|[A-Z]\.)|.*[：:。.]$")
_CITED = re.compile(rf"\[J\]\.\s?([{HAN}]{{2,16}})")
_JOURNAL = re.compile(rf"[{HAN}]{{2,10}}(?:学报|杂志|地理|科学|通报|进展|学刊|论坛|工程|技术|医学|生态)")
# Headings that an article may well print twice, once in each of its parts.
_RECURRING = re.compile(
    r"\W*(?:abstract|摘\s*要|关\s*键\s*词|keywords?|引言|introduction|background|methods?|materials?.*|results?.*|discussions?"
    r"|conclusions?|procedures?|participants?|references|参考文献.*|acknowledge?ments?|design|方法|结果|讨论|被试|程序|材料"
    r"|小结|结论|设计|实验.*|statistical analysis|附录.*|注释.*|[图表].*|fig.*|tab.*)\W*",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_HEAD = 40
_LONGEST_STRAY = 3
_LONGEST_TITLE = 150
_SHORTEST_TITLE = 8
# The first blocks, where the title stands that a running head repeats; the issue line there belongs to the front.
_FRONT = 12


def without_furniture(document: Document) -> Document:
    """The document with its furniture moved to ``discarded``, each with a reason."""
    repeated = _running_heads(document.blocks)
    titles = tuple(t for b in document.blocks[:_FRONT] if len(t := folded(b.text)) >= _SHORTEST_TITLE)
    kept: list[Block] = []
    discarded: list[Discarded] = list(document.discarded)
    for index, block in enumerate(document.blocks):
        reason = _reason(block, titles if index >= _FRONT else (), repeated)
        if reason:
            discarded.append(Discarded(block.original, reason, block.lines))
        else:
            kept.append(block)
    return replace(document, blocks=tuple(kept), discarded=tuple(sorted(discarded, key=lambda d: d.lines)))


def _reason(block: Block, titles: Sequence[str], repeated: frozenset[str]) -> str | None:
    """Why a block is furniture, None where it is not. ``titles`` are those that it may repeat, folded."""
    if block.kind not in ("heading", "paragraph", "list_item"):
        return None
    text = block.text.strip()
    if _STAMP.fullmatch(text):
        return "server stamp"
    if titles and _ISSUE.fullmatch(text):
        return "issue line"
    if _PAGE.fullmatch(text):
        return "page number"
    if block.kind == "heading" and len(text) <= _LONGEST_STRAY and not _HAN.search(text):
        return "stray mark"
    if len(text) <= _LONGEST_TITLE and ((repeated and _head(text) in repeated) or _repeats_title(text, titles)):
        return "running head"
    return None


def _head(text: str) -> str:
    """A running head without the page number beside it, folded."""
    return folded(_PAGE_NUMBER.sub("", text))


def _repeats_title(text: str, titles: Sequence[str]) -> bool:
    """Whether a line says the title again, with or without authors before it: ``胡慧萍等：地球弓激波的三维模拟``."""
    if not titles:
        return False
    authors = _AUTHORS.match(text)
    said = folded(text[authors.end() :] if authors else text)
    return len(said) >= _SHORTEST_TITLE and any(
        title == said or (authors is not None and title.startswith(said)) for title in titles
    )


def _running_heads(blocks: Sequence[Block]) -> frozenset[str]:
    """What short unnumbered headings say that stand in the middle of a paragraph, or again and again.

    An article may print a heading twice (under methods and under results), but not where a sentence goes on. Nor does
    one call a section as a journal that its bibliography cites.
    """
    said: Counter[str] = Counter()
    interrupting: set[str] = set()
    for before, block in pairwise(blocks):
        if block.kind != "heading" or len(block.text) > _LONGEST_HEAD:
            continue
        text = _PAGE_NUMBER.sub("", block.text.strip())
        if _NO_HEAD.match(text) or _RECURRING.fullmatch(text):
            continue
        said[folded(text)] += 1
        cut = before.kind == "paragraph" and len(before.text) > _LONGEST_HEAD and not _FINISHED.search(before.text)
        if cut and not _SECTION.match(block.text):
            interrupting.add(folded(text))
    named = any(map(_JOURNAL.fullmatch, said))
    cited = {name for block in blocks for name in _CITED.findall(block.text)} if named else set()
    return frozenset(
        text
        for text, count in said.items()
        if text
        and (
            count > 2
            or text in cited
            or (text in interrupting and bool(_JOURNAL.fullmatch(text) or (count > 1 and _HAN.match(text))))
        )
    )
