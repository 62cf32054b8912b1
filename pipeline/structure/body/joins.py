"""Paragraphs that a page or column break has cut in two, joined over the footnotes and floats that stand between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Block
from pipeline.structure.body.asides import is_aside
from pipeline.structure.body.run_in import begins_paragraph
from pipeline.structure.labelled import Labelled
from pipeline.text import HAN, language

_FINISHED = re.compile(r"[。．.！？!?；;：:…○°]['\"”’」』）)\]］】]*\s*$|[”\]］】]\s*$")
_CLOSED = re.compile(r"[)）]\s*$")
_ITEM = re.compile(
    r"\s*(?:[(（]?\s*(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})\s*[)）、]|[①-⑳❶-❿•·●■◆▲*–—-]|\\textcircled"
    r"|步骤|Step|注[:：]|Note|资料来源|数据来源|来源[:：]|式中|其中|where\b|with\b)"
)
_GOES_ON = re.compile(r"[a-z，。、；：）,;)的和与及或等为是在中]")
_HAN = re.compile(rf"[{HAN}]")
_WANTS_MORE = re.compile(
    r"(?:[,，、（(]|[a-z]-|\b(?:the|of|and|in|to|a|an|with|by|for|on|at|from|that|which|or|as|is|are|was|were|be|been|than"
    r"|this|these|its|their|between|into|et al)|[的和与及或且并而在对将把被从由以于为是]"
    r"|利用|采用|使用|运用|通过|根据|基于|按照|因为|由于|建立|构建|提出|包括|例如)\s*$"
)
_ADDRESS = re.compile(r"[\w.]+@[\w.]+$|doi[:：.]?\s*10\.\S+$", re.I)
_BEGINNING = re.compile(r"[图表]\s?\d|[Ff]ig|[Tt]able|\S+@")
_LEAST, _MOST = 24, 20_000
# The rest of a caption: two words and more in small letters, and not so long as a paragraph.
_REST_OF_CAPTION = re.compile(r"[a-z]{2,}[ ,-]\s?[A-Za-z(]")
_LONGEST_REST = 120
# How surely a text must begin a paragraph before it is not taken for the rest of one. Set on 100 seams.
_BEGINS = 2.0


def joined(blocks: Sequence[Labelled | None]) -> list[Labelled]:
    """The blocks with cut paragraphs made whole; None stands for a block of another part of the article."""
    done: list[Labelled] = []
    open_: int | None = None  # where the paragraph that may go on stands in ``done``
    adjacent = True
    for item in blocks:
        if (
            item is None
            or item.kind in ("caption", "table", "image")
            or (item.kind == "paragraph" and is_aside(item.block.text))
        ):
            adjacent = False
            if item is not None:
                done.append(item)
            continue
        if item.kind == "paragraph" and open_ is not None and _go_on(done[open_].block, item.block, adjacent):
            done[open_] = Labelled("paragraph", _join(done[open_].block, item.block))
        else:
            open_ = len(done) if item.kind == "paragraph" else None
            done.append(item)
        adjacent = True
    return done


def captions_joined(blocks: Sequence[Labelled | None]) -> list[Labelled | None]:
    """The blocks with English captions made whole that a paragraph break has cut above their table or picture."""
    done: list[Labelled | None] = []
    for item, following in zip(blocks, [*blocks, None][1:], strict=True):
        before = done[-1] if done else None
        if before and item and following and following.kind in ("table", "image") and _is_rest(before, item):
            done[-1] = Labelled("caption", _join(before.block, item.block))
        else:
            done.append(item)
    return done


def _is_rest(caption: Labelled, item: Labelled) -> bool:
    head, tail = caption.block.text, item.block.text
    if (caption.kind, item.kind) != ("caption", "paragraph") or len(tail) > _LONGEST_REST or is_aside(tail):
        return False
    return language(head) == language(tail) == "en" and bool(
        _REST_OF_CAPTION.match(tail) and not _FINISHED.search(head)
    )


def _go_on(before: Block, after: Block, adjacent: bool) -> bool:
    """Whether a paragraph goes on in the next one."""
    head, tail = before.text, after.text
    if not _LEAST <= len(head) <= _MOST or not tail.strip() or _ITEM.match(tail):
        return False
    end = head[-80:]
    if _FINISHED.search(end) or _ADDRESS.search(end):
        return False
    if language(head[-60:]) == "en" and language(tail[:60]) == "en":
        return tail[0].islower() or bool(_WANTS_MORE.search(end))
    if _CLOSED.search(end):
        return bool(_GOES_ON.match(tail))
    if _WANTS_MORE.search(end):
        return True
    if _BEGINNING.match(tail) or (begins_paragraph(tail) >= _BEGINS and not re.match(r".[，。、]", tail)):
        return False
    return adjacent or bool(_GOES_ON.match(tail) or _HAN.match(tail))


def _join(before: Block, after: Block) -> Block:
    head, tail = before.text, after.text
    if re.search(r"[a-z]-$", head[-2:]) and tail[0].islower():
        whole = before.joined(after)
        return whole.revised("line-end-hyphen", [(len(head) - 1, len(head), "")])
    spaced = re.search(r"[A-Za-z0-9,.;)%]$", head[-1:]) and re.match(r"[A-Za-z0-9(]", tail)
    return before.joined(after, " " if spaced else "")
