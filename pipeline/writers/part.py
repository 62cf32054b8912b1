"""Parts of blocks: what the rows of a page are made of."""

from __future__ import annotations

from msgspec import Struct

from pipeline.article import Block


class Part(Struct, frozen=True):
    """``block.text[start:end]``."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]

    def trimmed(self) -> Part:
        """Without the white space at its ends."""
        text = self.text
        start = self.start + len(text) - len(text.lstrip())
        return Part(self.block, start, max(start, self.start + len(text.rstrip())))


def whole(block: Block) -> Part:
    return Part(block, 0, len(block.text)).trimmed()
