"""A dagger behind an English title, read as a letter: ``in a breast tumor modelt`` → ``in a breast tumor model``."""

from __future__ import annotations

import re

from pipeline.document import Block
from pipeline.repair.context import Context

_LAST_WORD = re.compile(r"(?<![A-Za-z])([A-Za-z]{5,})t\s*$")
# The title stands in one of the first lines; the other headings bear no daggers.
_LINES = 6


def title_dagger(block: Block, context: Context) -> Block:
    """The title without the letter, where its last word stands nowhere else and without it again and again."""
    if block.kind != "heading" or block.lines[0] >= _LINES or not (match := _LAST_WORD.search(block.text)):
        return block
    stem = match[1].lower()
    if context.counts[stem + "t"] > 1 or context.counts[stem] < 2:
        return block
    return block.revised("title-dagger", [(match.end(1), match.end(1) + 1, "")])
