"""Backslashes that keep punctuation from being read as Markdown: ``0.5\\~1.0`` → ``0.5~1.0``."""

from __future__ import annotations

import re

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed

_ESCAPE = re.compile(r"\\(?=[~*_#\[\]<>|.()+-])")


def escapes(block: Block, _: Context) -> Block:
    if "\\" not in block.text or block.kind in ("math", "code"):
        return block
    sealed = Sealed(block)
    changes = [(m.start(), m.end(), "") for m in _ESCAPE.finditer(block.text) if not sealed.covers(m.start())]
    return block.revised("escape", changes) if changes else block
