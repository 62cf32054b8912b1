"""What OCR reads where it cuts a formula out: ``rapidity （204号 $y$`` → ``rapidity $y$``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Block
from pipeline.repair.context import Context
from pipeline.text import HAN

_NOISE = re.compile(r"（2(?:0[24]?)?号?(?!\d)")
# The noise in full, unless a bracket closes it at once: a room, a document.
_IN_FULL = re.compile(r"（204号(?![^（）()\n]{0,12}[）)])")
# What stands behind it where no formula does; ``（20.5``, ``（20~30`` and ``（20mg`` are values.
_TEXT = re.compile(rf"\s|$|[A-Za-z]{{3}}|[{HAN}]")
# Where ``（2`` may be the number of an item whose other bracket is lost.
_ITEM = re.compile(r"(?:^|[。；;.:：\n])\s{0,2}$")
_MARK = re.compile(r"[（()）]|[。\n\t]|\.(?= [A-Z])")
_MOST_BLANKS = 2


def formula_noise(block: Block, _: Context) -> Block:
    """The block without ``（204号``, and without what is left of it beside a formula where no bracket closes it."""
    if block.kind in ("math", "code") or "（2" not in block.text:
        return block
    certain, likely = _found(block)
    noise = [*certain, *_unclosed(block.text, certain, likely)]
    return block.revised("formula-noise", [(start, _end(block.text, start, end), "") for start, end in noise])


_Places = dict[int, int]


def _found(block: Block) -> tuple[list[tuple[int, int]], _Places]:
    """The noise in full, and what may be a part of it: where each begins and ends."""
    text = block.text
    formulas = [span for span in block.spans if span.kind == "math"]
    starts, ends = {span.start for span in formulas}, {span.end for span in formulas}
    certain, likely = list[tuple[int, int]](), _Places()
    for match in _NOISE.finditer(text):
        start, end = match.span()
        is_before = any(end + n in starts and not text[end : end + n].strip() for n in range(_MOST_BLANKS + 1))
        is_behind = any(start - n in ends and not text[start - n : start].strip() for n in range(_MOST_BLANKS + 1))
        if _IN_FULL.match(text, start):
            certain.append((start, end))
        elif match[0] == "（2":
            if not is_before or _ITEM.search(text, max(0, start - _MOST_BLANKS - 1), start):
                continue
            likely[start] = end
        elif is_before or (is_behind and _TEXT.match(text, end)):
            likely[start] = end
        else:
            continue
        ends.add(end)
    return certain, likely


def _unclosed(text: str, certain: list[tuple[int, int]], likely: _Places) -> Iterator[tuple[int, int]]:
    """Those of the likely places that no bracket of their sentence closes; a bracket closes a real one first."""
    if not likely:
        return
    passed = {start for start, _ in certain}
    depth, waiting = 0, list[int]()
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if at in likely:
            waiting.append(at)
        elif mark in "（(":
            depth += at not in passed
        elif mark not in "）)":
            yield from ((start, likely[start]) for start in waiting)
            depth, waiting = 0, []
        elif depth:
            depth -= 1
        elif waiting:
            waiting.pop()
    yield from ((start, likely[start]) for start in waiting)


def _end(text: str, start: int, end: int) -> int:
    """Where the noise ends, with the blank behind it if one stands before it."""
    is_blank_before = start == 0 or text[start - 1].isspace()
    return end + (is_blank_before and text[end : end + 1] == " ")
