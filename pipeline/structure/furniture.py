"""Furniture: what the page carries and the article does not: running heads, stamps, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.article import Discarded
from pipeline.document import Block, Document
from pipeline.text import HAN, folded

_STAMP = re.compile(
    r"\W*(?:C\s?hinaXiv\s*合\s*作\s*期\s*刊|(?:chinaXiv|arXiv)\s*:\s*[\d.]+v?\d*(?:\s*\[[\w.\-]+\].{0,30})?|WORD批量转PDF工具.{0,60}|万方数据"
    r"|(?:http\s?s?\s?:\s?//)?www\s?\.\s?[\w\s.-]{3,40}\.\s?(?:cn|com|org|net)\s*/?)\W*",
    re.I,
)
_ISSUE = re.compile(
    r"\W*(?:[\u4e00-\u9fff]{2,16}\s*)?(?:(?:19|20)\d\d\s*年?\s*[,，]?\s*)?(?:第\s*\d{1,3}\s*卷\s*[,，]?\s*)?第\s*\d{1,3}\s*[期卷](?:\s*(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月)?)?\W*"
    r"|\W*Vol\s*\.?\s*\d{1,3}\s*[,，]?\s*(?:No|Iss)\s*\.?\s*\d{1,3}.{0,20}",
    re.I,
)
_PAGE = re.compile(r"[\s·•.—–-]*(?:第\s*)?\d{1,4}(?:\s*页)?[\s·•.—–-]*|\W*Page\s+\d+(?:\s+of\s+\d+)?\W*", re.I)
_LONGEST_HEAD = 40
# A short line that stands this often as a heading, word for word, is a running head: no article repeats a title so.
_REPEATS = 2


def without_furniture(document: Document) -> Document:
    """The document with its furniture moved to ``discarded``, each with a reason."""
    repeated = _running_heads(document.blocks)
    kept: list[Block] = []
    discarded: list[Discarded] = list(document.discarded)
    for index, block in enumerate(document.blocks):
        reason = _reason(block, index, repeated)
        if reason:
            discarded.append(Discarded(block.original, reason, block.lines))
        else:
            kept.append(block)
    return replace(document, blocks=tuple(kept), discarded=tuple(sorted(discarded, key=lambda d: d.lines)))


def _reason(block: Block, index: int, repeated: frozenset[str]) -> str | None:
    if block.kind not in ("heading", "paragraph", "list_item"):
        return None
    text = block.text.strip()
    if _STAMP.fullmatch(text):
        return "server stamp"
    if _ISSUE.fullmatch(text) and index > 2:
        return "issue line"
    if _PAGE.fullmatch(text):
        return "page number"
    if block.kind == "heading" and not re.search(rf"[{HAN}]|[A-Za-z]{{2}}", text):
        return "stray mark"
    if folded(text) in repeated:
        return "running head"
    return None


_NUMBERED = re.compile(r"\W*(?:\d|[一二三四五六七八九十]+[、.)）]|[IVX]+\.|[A-Z]\.)")
_RECURRING = re.compile(
    r"\W*(?:abstract|摘\s*要|关\s*键\s*词|keywords?|引言|introduction|methods?|materials?.*|results?.*|discussions?|conclusions?|procedure|participants?|references|参考文献.*"
    r"|acknowledge?ments?|design|方法|结果|讨论|被试|程序|材料|小结|结论|设计|实验.*|statistical analysis|附录.*|注释.*|[图表].*|fig.*|tab.*)\W*",
    re.I | re.S,
)


def _running_heads(blocks: Sequence[Block]) -> frozenset[str]:
    """What short unnumbered headings say word for word more than once."""
    said = Counter(
        folded(block.text)
        for block in blocks
        if block.kind == "heading"
        and len(block.text) <= _LONGEST_HEAD
        and not _NUMBERED.match(block.text)
        and not _RECURRING.fullmatch(block.text.strip())
    )
    return frozenset(text for text, count in said.items() if count >= _REPEATS and text)
