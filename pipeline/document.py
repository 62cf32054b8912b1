"""The document: what a reader hands on, before anyone has said which block is what.

A block's text changes only through :meth:`Block.revised`, which keeps a ledger: every edit stands off the *current*
text (``text[start:end] == after``), edits are disjoint and sorted, and :meth:`Block.original` undoes them all.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pipeline import text
from pipeline.article import Cell, Diagnostic, Discarded, Edit, Language, Lines, Source, Span

Kind = Literal["heading", "paragraph", "list_item", "table", "image", "math", "code", "rule"]


class Block(Struct, frozen=True):
    """A block of the source.

    ``text``     plain text; a line break of the source is a newline; TeX keeps no dollar signs (its span says math)
    ``pieces``   where each source line (or unbroken group of lines) begins: (offset, first line, last line exclusive)
    ``level``    of a heading, as printed
    ``table``    rows of cells; ``text`` then joins cells by tabs and rows by newlines
    ``target``   address of an image
    ``page``     page of the source, from 0, where the source says so
    """

    id: str
    kind: Kind
    text: str
    pieces: tuple[tuple[int, int, int], ...]
    spans: tuple[Span, ...] = ()
    edits: tuple[Edit, ...] = ()
    level: int = 0
    table: tuple[tuple[Cell, ...], ...] = ()
    target: str | None = None
    page: int | None = None

    @property
    def lines(self) -> Lines:
        """The hull of the source lines that this block was made from."""
        return min(first for _, first, _ in self.pieces), max(last for _, _, last in self.pieces)

    @property
    def lang(self) -> Language:
        return text.language(self.text)

    def line_at(self, offset: int) -> int:
        """The source line of the character at an offset."""
        index = bisect.bisect_right(self.pieces, offset, key=lambda piece: piece[0]) - 1
        return self.pieces[max(index, 0)][1]

    @property
    def original(self) -> str:
        """The text as the reader gave it, before any edit."""
        return _undone(self.text, self.edits)

    def revised(self, rule: str, changes: Iterable[tuple[int, int, str]], spans: Iterable[Span] = ()) -> Block:
        """This block with each ``(start, end, new text)`` carried out and entered in the ledger.

        Changes are in offsets of the current text and do not overlap (ValueError). An edit that touches the outcome of
        an earlier one is merged with it, so that the ledger stays disjoint. Spans follow the text; one left empty is
        dropped. ``spans`` are added, in offsets of the new text.
        """
        block, limit = self, len(self.text)
        for start, end, new in sorted(changes, reverse=True):
            if end > limit:
                raise ValueError(f"changes overlap at {end} in block {self.id}")
            limit = start
            if self.text[start:end] != new:
                block = block._with_edit(rule, start, end, new)
        return replace(block, spans=_sorted((*block.spans, *spans)))

    def _with_edit(self, rule: str, start: int, end: int, new: str) -> Block:
        text, delta = self.text, len(new) - (end - start)
        touched = [e for e in self.edits if e.start <= end and e.end >= start]
        low = min([start, *(e.start for e in touched)])
        high = max([end, *(e.end for e in touched)])
        before = _undone(text[low:high], touched, low)
        after = text[low:start] + new + text[end:high]
        rules = dict.fromkeys(name for e in touched for name in e.rule.split("+")) | {rule: None}
        edit = Edit("+".join(rules), self.id, low, low + len(after), before, after)
        edits = [*(e for e in self.edits if e.end < low), *(_moved(e, delta) for e in self.edits if e.start > high)]
        if before != after:
            edits = sorted([*edits, edit], key=lambda e: e.start)

        def left(x: int) -> int:
            return x if x < start or x == start < end else x + delta if x >= end else start

        def right(x: int) -> int:
            return x if x <= start else x + delta if x >= end else start + len(new)

        return replace(
            self,
            text=text[:start] + new + text[end:],
            edits=tuple(edits),
            spans=_sorted(replace(s, start=left(s.start), end=right(s.end)) for s in self.spans),
            pieces=tuple((left(offset), first, last) for offset, first, last in self.pieces),
        )

    def cut(self, start: int, end: int, suffix: str = "") -> Block:
        """The block of ``text[start:end]``; its id gets the suffix. An edit cut in two keeps its source on the left."""
        edits = []
        for e in self.edits:
            if e.end < start or e.start > end or (e.end == start and e.start < start):
                continue
            low, high = max(e.start, start), min(e.end, end)
            before = e.before if e.start >= start else ""
            edits.append(Edit(e.rule, self.id + suffix, low - start, high - start, before, self.text[low:high]))
        first = max(bisect.bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1, 0)
        return replace(
            self,
            id=self.id + suffix,
            text=self.text[start:end],
            pieces=tuple((max(o - start, 0), f, t) for o, f, t in self.pieces[first:] if o < end or o <= start),
            spans=_sorted(
                replace(s, start=max(s.start, start) - start, end=min(s.end, end) - start) for s in self.spans
            ),
            edits=tuple(edits),
        )

    def joined(self, other: Block, glue: str = "", rule: str = "paragraph-join") -> Block:
        """This block followed by another one; the glue stands in for the paragraph break, as an edit."""
        end = len(self.text)
        at = end + len(glue)
        seam = Edit(rule, self.id, end, at, "\n\n", glue)
        return replace(
            self,
            text=self.text + glue + other.text,
            pieces=(*self.pieces, *((o + at, f, t) for o, f, t in other.pieces)),
            spans=(*self.spans, *(replace(s, start=s.start + at, end=s.end + at) for s in other.spans)),
            edits=(*self.edits, seam, *(replace(_moved(e, at), block=self.id) for e in other.edits)),
        )


def _undone(text: str, edits: Iterable[Edit], offset: int = 0) -> str:
    for e in sorted(edits, key=lambda e: e.start, reverse=True):
        text = text[: e.start - offset] + e.before + text[e.end - offset :]
    return text


def _moved(edit: Edit, by: int) -> Edit:
    return replace(edit, start=edit.start + by, end=edit.end + by)


def _sorted(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted((s for s in spans if s.start < s.end), key=lambda s: (s.start, -s.end, s.kind)))


class Document(Struct, frozen=True):
    """What a reader returns. Each non-blank line of the source is in a block's ``lines`` or in ``discarded``."""

    id: str
    source: Source
    blocks: tuple[Block, ...]
    discarded: tuple[Discarded, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
