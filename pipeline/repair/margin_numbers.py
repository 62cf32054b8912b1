"""Line numbers of a manuscript, which OCR reads from the margin into the text: ``能够增\\n4强动物机体的…\\n5 性能``."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.document import Block
from pipeline.repair.context import Context

_LINE = re.compile(r"^[ \t]*(\d{1,3})[ \t]*(?=[^\s-])", re.MULTILINE)
# A line that ends so may be an item of a numbered list or an entry of a bibliography.
_ENDED = re.compile(r"[.。;；:：)）\d]\s*$")
# A run this long of lines that go on and count on is no list. Seen on the manuscripts among 700 articles.
_SHORTEST_RUN = 4


def margin_numbers(block: Block, context: Context) -> Block:  # noqa: ARG001 — every rule takes the context
    """The block without the numbers that count its lines, if they do and most of its lines break off."""
    if block.kind != "paragraph" or block.lang != "zh":
        return block
    lines = block.text.split("\n")[:-1]
    if sum(not _ENDED.search(line) for line in lines) * 2 <= len(lines):
        return block
    numbered = list(_LINE.finditer(block.text))
    counting = {m for pair in pairwise(numbered) if int(pair[1][1]) - int(pair[0][1]) in (1, 2) for m in pair}
    if len(counting) < _SHORTEST_RUN or len(counting) * 2 < len(lines):
        return block
    changes = [(m.start(), m.end(), "") for m in numbered if m in counting]
    return block.revised("margin-number", changes)
