"""What a repair may ask about the whole document while it looks at one block."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import cached_property
from itertools import accumulate

from pipeline.document import Block, Document
from pipeline.resources import Resources
from pipeline.text import HAN

_WORD = re.compile(r"[A-Za-z]+")
_CLOSED = re.compile(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
_OPEN = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")


class Sealed:
    """The stretches of a block that are not prose: formulas, code, and the text of links."""

    def __init__(self, block: Block) -> None:
        spans = sorted((s.start, s.end) for s in block.spans if s.kind in ("math", "code", "link"))
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))

    def covers(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]


class Context:
    """A document as its own witness. Evidence is of the text as read, so the order of the rules does not change it."""

    def __init__(self, document: Document, resources: Resources) -> None:
        self.resources = resources
        self._document = document

    @cached_property
    def text(self) -> str:
        """The document's prose; formulas are left out."""
        parts = []
        for block in self._document.blocks:
            at = 0
            for span in block.spans:
                if span.kind == "math" and span.start >= at:
                    parts.append(block.text[at : span.start])
                    at = span.end
            parts.append(block.text[at:])
        return "\n".join(parts)

    @cached_property
    def is_closed(self) -> bool:
        """Whether Chinese and Latin stand together without a space between them (``介导Cn诱导``)."""
        return len(_CLOSED.findall(self.text)) >= len(_OPEN.findall(self.text))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each Latin word stands in the document, in lower case."""
        return Counter(_WORD.findall(self.text.lower()))

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """How often one Latin word follows another with a space between them, in lower case."""
        return Counter(re.findall(r"(?<![A-Za-z])([A-Za-z]+) (?=([A-Za-z]+))", self.text.lower()))
