"""Footnotes, which stand where their page ended: taken out of the text, and their marks in it made spans.

A paragraph is a footnote only where the text before it bears its mark; so a numbered list and the notes below a table
stay where they are. ``[^1]: …``, as Markdown writes it, needs no mark to be one; repair may have made its colon wide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.article import Span
from pipeline.document import Block
from pipeline.structure.front.lines import is_caption

_MARKDOWN = r"\[\^[^\[\]\s]{1,40}\]"
_CIRCLED = r"[①-⑳❶-❿]"
_LABEL = re.compile(
    rf"[ \t]*(?:(?P<markdown>{_MARKDOWN})[:：]|(?P<circled>{_CIRCLED})|(?P<raised>\d{{1,2}}[)）]))[ \t]*"
)
_LINES = re.compile(rf"\n(?=[ \t]*(?:{_MARKDOWN}[:：]|{_CIRCLED}))")
# A circled number behind a word ends it or its sentence; before a word it begins an item: ``原因有：①降水；②蒸发``.
_BEHIND = re.compile(
    rf"(?<=[。！？”’》」』）)])({_CIRCLED})|(?<=\w)({_CIRCLED})(?=[，。、；：！？”’》」』）),.;:]|\s*$)"
)
_COUNTING = re.compile(rf"(?:[：:；;，,、]\s*|^){_CIRCLED}")
# How far a page reaches, in blocks.
_PAGE = 40


class Footnote(NamedTuple):
    """``label`` as printed (①, 1)), ``start`` where the text behind it begins in the block's."""

    label: str
    block: Block
    start: int


def footnotes_apart(blocks: Sequence[Block]) -> tuple[list[Block], list[Footnote]]:
    """The blocks without the footnotes, and those. The marks become spans of kind ``note``, whose target is the id of
    the footnote's block."""
    if not any(_LABEL.match(block.text) for block in blocks if _is_text(block)):
        return list(blocks), []
    cut = [piece for block in blocks for piece in _one_a_line(block)]
    markdown = _markdown_marks(cut)
    spans: dict[int, list[Span]] = defaultdict(list)
    found: dict[int, Footnote] = {}
    for index, block in enumerate(cut):
        match = _LABEL.match(block.text) if _is_text(block) else None
        if not match or not block.text[match.end() :].strip():
            continue
        if label := match["markdown"]:
            marks = [mark for mark in markdown[label] if mark[0] != index or mark[1] >= match.end()]
        else:
            label = match["circled"] or match["raised"]
            taken = {(place, span.start) for place, known in spans.items() for span in known}
            marks = [mark for mark in _marks(cut, index, label, found) if mark[:2] not in taken]
            if not marks:
                continue
        found[index] = Footnote(label.strip("[^]"), block, match.end())
        for place, start, end in marks:
            spans[place].append(Span("note", start, end, block.id))
    marked = {index: block.revised("footnote", (), spans[index]) for index, block in enumerate(cut)}
    rest = [block for index, block in marked.items() if index not in found]
    return rest, [note._replace(block=marked[index]) for index, note in found.items()]


def _is_text(block: Block) -> bool:
    return block.kind in ("paragraph", "list_item")


def _one_a_line(block: Block) -> Iterator[Block]:
    """The block, cut where a line of it begins a further footnote."""
    breaks = [match.start() for match in _LINES.finditer(block.text)] if _LABEL.match(block.text) else []
    if not breaks or not _is_text(block):
        yield block
        return
    at = 0
    for number, end in enumerate([*breaks, len(block.text)]):
        yield block.cut(at, end, f".f{number}" if number else "")
        at = end + 1


def _markdown_marks(blocks: Sequence[Block]) -> dict[str, list[tuple[int, int, int]]]:
    """Where each ``[^1]`` stands: (index of the block, start, end)."""
    marks: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if block.kind not in ("table", "code", "math"):
            for match in re.finditer(_MARKDOWN, block.text):
                marks[match[0]].append((index, match.start(), match.end()))
    return marks


def _marks(
    blocks: Sequence[Block], index: int, label: str, found: dict[int, Footnote]
) -> Iterator[tuple[int, int, int]]:
    """The marks of a footnote: those of the nearest block before it that has any, down to its page's begin."""
    before = blocks[index - 1] if index else None
    if before is not None and before.text.rstrip().endswith(("：", ":")):
        return  # what a list begins with
    for place in range(index - 1, max(index - _PAGE, 0) - 1, -1):
        block = blocks[place]
        if place in found:
            if found[place].label == label:
                return
            continue
        if block.kind == "table" and label in block.text:
            return  # a note of the table's
        if not _is_text(block) or is_caption(block.text):
            continue
        here = list(_marks_in(block, label))
        if here:
            yield from ((place, *extent) for extent in here)
            return


def _marks_in(block: Block, label: str) -> Iterator[tuple[int, int]]:
    if label[-1] in ")）":
        raised = ((s.start, s.end) for s in block.spans if s.kind == "sup")
        yield from ((start, end) for start, end in raised if block.text[start:end].strip() == label)
    elif not _COUNTING.search(block.text):
        yield from (match.span() for match in _BEHIND.finditer(block.text) if match[0] == label)
