"""The document: what a reader hands on, before anyone has said which block is what.

A block's text changes only through :meth:`Block.revised`, which keeps a ledger: every edit stands off the *current*
text (``text[start:end] == after``), edits are disjoint and sorted, and :meth:`Block.original` undoes them all.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator
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
        an earlier one is merged with it, so that the ledger stays disjoint. Spans and cells follow the text; a span
        left empty is dropped. ``spans`` are added, in offsets of the new text. Linear in text, edits and changes.
        """
        wanted = sorted((c for c in changes if self.text[c[0] : c[1]] != c[2]), key=lambda c: c[:2])
        for (start, end, _), (following, _, _) in itertools.pairwise([*wanted, (len(self.text), 0, "")]):
            if not 0 <= start <= end <= following:
                raise ValueError(f"bad or overlapping change at {start}-{end} in block {self.id}")
        if not wanted:
            return replace(self, spans=_sorted((*self.spans, *spans)))
        shift = _Shift(wanted)
        text = _changed(self.text, wanted)
        return replace(
            self,
            text=text,
            edits=_entered(self, rule, wanted, shift),
            spans=_sorted(
                (*(replace(s, start=shift.left(s.start), end=shift.right(s.end)) for s in self.spans), *spans)
            ),
            pieces=tuple((shift.left(offset) if offset else 0, first, last) for offset, first, last in self.pieces),
            table=_rewritten(self.table, text, shift),
        )

    def cut(self, start: int, end: int, suffix: str = "") -> Block:
        """The block of ``text[start:end]``; its id gets the suffix. An edit cut in two keeps its source on the left."""
        edits = []
        for e in self.edits:
            if e.start == e.end:  # a deletion belongs to the character that follows it
                inside = start <= e.start < end or e.start == end == len(self.text)
            else:
                inside = e.start < end and e.end > start
            if not inside:
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


class _Shift:
    """Where offsets of a text go when sorted, disjoint changes are carried out."""

    def __init__(self, changes: list[tuple[int, int, str]]) -> None:
        self._changes = changes
        self._ends = [end for _, end, _ in changes]
        self._deltas = [0, *itertools.accumulate(len(new) - (end - start) for start, end, new in changes)]

    def left(self, x: int) -> int:
        """Where a run that begins at ``x`` begins; one that begins inside a change takes the whole change."""
        index = bisect.bisect_right(self._ends, x)
        if index < len(self._changes) and self._changes[index][0] < x:
            x = self._changes[index][0]
        return x + self._deltas[index]

    def right(self, x: int) -> int:
        """Where a run that ends at ``x`` ends."""
        index = bisect.bisect_right(self._ends, x)
        while index and self._changes[index - 1][0] == x:  # what is inserted at the end of a run is not of the run
            index -= 1
        if index < len(self._changes) and self._changes[index][0] < x:
            start, _, new = self._changes[index]
            x = start + len(new)
        return x + self._deltas[index]


def _entered(block: Block, rule: str, changes: list[tuple[int, int, str]], shift: _Shift) -> tuple[Edit, ...]:
    """The block's ledger with the changes in it, each merged with the edits and changes that it touches."""
    ledger: list[Edit] = []
    intervals = [(e.start, e.end) for e in block.edits] + [(start, end) for start, end, _ in changes]
    earlier = len(block.edits)
    for cluster in _touching(sorted((start, end, i) for i, (start, end) in enumerate(intervals))):
        low, high, index = cluster[0]
        if len(cluster) == 1 and index >= earlier:  # nearly all: made short, for a text may have hundreds
            new = changes[index - earlier][2]
            start = shift.right(low)
            ledger.append(Edit(rule, block.id, start, start + len(new), block.text[low:high], new))
            continue
        edits = [block.edits[i] for *_, i in cluster if i < earlier]
        own = [changes[i - earlier] for *_, i in cluster if i >= earlier]
        if not own:
            ledger += [_moved(e, shift.right(e.start) - e.start) for e in edits]
            continue
        high = max(end for _, end, _ in cluster)
        before = _undone(block.text[low:high], edits, low)
        after = _changed(block.text[low:high], own, low)
        if before != after:
            names = dict.fromkeys([name for e in edits for name in e.rule.split("+")] + [rule])
            start = shift.right(low)
            ledger.append(Edit("+".join(names), block.id, start, start + len(after), before, after))
    return tuple(ledger)


def _touching(intervals: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Sorted intervals in groups of those that overlap or touch."""
    group: list[tuple[int, int, int]] = []
    reach = -1
    for interval in intervals:
        if group and interval[0] > reach:
            yield group
            group = []
        group.append(interval)
        reach = max(reach, interval[1])
    if group:
        yield group


def _changed(text: str, changes: Iterable[tuple[int, int, str]], offset: int = 0) -> str:
    parts, at = [], 0
    for start, end, new in changes:
        parts += [text[at : start - offset], new]
        at = end - offset
    return "".join([*parts, text[at:]])


def _undone(text: str, edits: Iterable[Edit], offset: int = 0) -> str:
    return _changed(text, ((e.start, e.end, e.before) for e in edits), offset)


def _rewritten(table: tuple[tuple[Cell, ...], ...], text: str, shift: _Shift) -> tuple[tuple[Cell, ...], ...]:
    """The cells as the new text has them; a change within a cell stays within it."""
    rows, at = [], 0
    for row in table:
        cells = []
        for cell in row:
            end = at + len(cell.text)
            cells.append(replace(cell, text=text[shift.right(at) : shift.left(end)]))
            at = end + 1
        rows.append(tuple(cells))
    return tuple(rows)


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
