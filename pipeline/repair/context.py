"""What a repair may ask about the whole document while it looks at one block."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import cached_property
from itertools import accumulate, chain, pairwise

import numpy as np

from pipeline.document import Block, Document
from pipeline.resources import Resources
from pipeline.text import HAN

_SUMMARY_LABELS = {
    "Abstract": ("Abstract", "ABSTRACT", "A B S T R A C T"),
    "Key words": (
        "Key words",
        "Keyword",
        "Key Words",
        "KEY WORDS",
        "KEYWORDS",
        "Key word",
        "Index terms",
        "Index Terms",
    ),
}
_WORD = re.compile(r"[a-z][a-z]*")
_PHRASE = re.compile(r"[a-z][a-z]*+(?: [a-z]++)++")
# Of each UTF-16 unit: an ideograph, a Latin letter or digit, a space, or none of these.
_HAN_UNIT, _LATIN_UNIT, _SPACE_UNIT = 1, 2, 4
_UNITS = np.zeros(1 << 16, np.uint8)
_ALL_UNITS = "".join(map(chr, range(1 << 16)))
for _kind, _class in ((_HAN_UNIT, f"[{HAN}]+"), (_LATIN_UNIT, "[A-Za-z0-9]+"), (_SPACE_UNIT, " ")):
    for _run in re.finditer(_class, _ALL_UNITS):
        _UNITS[slice(*_run.span())] = _kind


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
    def lacks_labels(self) -> tuple[str, ...]:
        """The labels of an English summary that stand nowhere in the document."""
        text = self.text
        return tuple(label for label, real in _SUMMARY_LABELS.items() if not any(spelling in text for spelling in real))

    @cached_property
    def is_closed(self) -> bool:
        """Whether Chinese and Latin stand together without a space between them (``介导Cn诱导``)."""
        units = _UNITS[np.frombuffer(self.text.encode("utf-16-le", "surrogatepass"), "<u2")]
        closed = np.count_nonzero(units[:-1] + units[1:] == _HAN_UNIT + _LATIN_UNIT)
        spaced = (units[:-2] + units[2:] == _HAN_UNIT + _LATIN_UNIT) & (units[1:-1] == _SPACE_UNIT)
        return bool(closed >= np.count_nonzero(spaced))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each Latin word stands in the document, in lower case."""
        return Counter(_WORD.findall(self.text.lower()))

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """How often one Latin word follows another with a space between them, in lower case."""
        phrases = map(str.split, _PHRASE.findall(self.text.lower()))
        return Counter(chain.from_iterable(map(pairwise, phrases)))
