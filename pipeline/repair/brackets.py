"""Bracket pairs of two widths: ``（DIVISION)指数`` → ``（DIVISION）指数``, ``36(1）: 33`` → ``36(1): 33``."""

from __future__ import annotations

import re

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed
from pipeline.text import HAN

# The innermost pair only: what lies between holds no bracket of its kind and no line break.
# Either end tells where to look for it.
_ROUND, _SQUARE = r"[^（）()\n\t]{0,200}", r"[^\[\]【】\n\t]{0,80}"
_MIXED = [
    ("（", ")", re.compile(rf"（{_ROUND}\)"), "（）", "()"),
    ("(", "）", re.compile(rf"\({_ROUND}）"), "（）", "()"),
    ("【", "]", re.compile(rf"【{_SQUARE}\]"), "【】", "[]"),
    ("[", "】", re.compile(rf"\[{_SQUARE}】"), "【】", "[]"),
]
_HAN = re.compile(f"[{HAN}]")


def brackets(block: Block, _: Context) -> Block:
    """Both brackets Chinese where Chinese stands within them or beside them, else both ASCII."""
    if block.kind in ("math", "code"):
        return block
    text = block.text
    sealed = Sealed(block)
    changes: list[tuple[int, int, str]] = []
    for opening, closing, pattern, chinese, ascii_pair in _MIXED:
        if opening not in text or closing not in text:
            continue
        for match in pattern.finditer(text):
            first, last = match.start(), match.end() - 1
            if sealed.covers(first) or sealed.covers(last):
                continue
            pair = chinese if _HAN.search(text, max(0, first - 1), last + 2) else ascii_pair
            changes += [(first, first + 1, pair[0]), (last, last + 1, pair[1])]
    return block.revised("brackets", changes) if changes else block
