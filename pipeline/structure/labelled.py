"""A block with the name of what it is."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import UNSET

from pipeline import article
from pipeline.document import Block

Zone = Literal["front", "body", "bibliography", "back"]


class Zoned(NamedTuple):
    """A block and the part of the article that it belongs to, wherever it stands in the source."""

    zone: Zone
    block: Block


class Labelled(NamedTuple):
    """A block whose text is final, and what it is."""

    kind: article.BlockKind
    block: Block

    def published(self) -> article.Block:
        """The block as the article keeps it."""
        b = self.block
        target = b.target if self.kind == "image" and b.target else UNSET
        return article.Block(b.id, self.kind, b.text, b.spans, b.lines, b.lang, target)
