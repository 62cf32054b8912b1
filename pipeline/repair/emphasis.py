"""Double stars that a reader left in the text: ``**目的：**探讨`` → ``目的：探讨``, its label strong."""

from __future__ import annotations

import re

from pipeline.article import Span
from pipeline.document import Block
from pipeline.repair.context import Context
from pipeline.text import HAN

# A pair around a label or term. Stars of significance stand behind numbers, so nothing opens there.
_STRONG = re.compile(rf"(?<![\w*.)%])\*\*(?=[{HAN}A-Za-z【（(])([^*\n]{{1,60}})(?<=[^\s*])\*\*(?!\*)")


def emphasis(block: Block, _: Context) -> Block:
    if "**" not in block.text or block.kind in ("math", "code", "table"):
        return block
    changes: list[tuple[int, int, str]] = []
    spans = []
    for match in _STRONG.finditer(block.text):
        at = match.start() - 2 * len(changes)
        spans.append(Span("strong", at, at + len(match[1])))
        changes += [(match.start(), match.start() + 2, ""), (match.end() - 2, match.end(), "")]
    return block.revised("emphasis", changes, spans) if changes else block
