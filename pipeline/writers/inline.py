"""A block's text as a tree of marks: what both renderings, HTML and PDF, write in a line.

Spans, citations, glosses and mentions stand off the text and may cross one another. Here they are cut at each other's
borders and nested in one fixed order, so that a writer meets a tree no deeper than :data:`LAYERS`.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from pipeline.article import Article, Citation, Gloss, Mention, Span

LAYERS = ("citation", "note", "gloss", "mention", "link", "code", "strong", "emphasis", "sup", "sub")


class Mark(Struct, frozen=True):
    """A layer's claim on ``[start, end)`` of a block's text.

    ``key`` is the target of a link or a note, or the index in the article.
    """

    layer: str
    start: int
    end: int
    key: str | int | None = None


class Leaf(Struct, frozen=True):
    """Text without any mark; ``math`` says that it is TeX."""

    text: str
    math: bool = False


class Branch(Struct, frozen=True):
    mark: Mark
    children: tuple[Leaf | Branch, ...]


Tree = tuple[Leaf | Branch, ...]


def marks_by_block(
    article: Article, layers: Container[str] = ("citation", "gloss", "mention")
) -> dict[str, tuple[Mark, ...]]:
    """The citations, glosses and mentions of each block; keys are indices into ``article.citations`` and so on."""
    marks: dict[str, list[Mark]] = defaultdict(list)

    def add(layer: str, key: int, extent: Citation | Gloss | Mention) -> None:
        if layer in layers:
            marks[extent.block].append(Mark(layer, extent.start, extent.end, key))

    for index, citation in enumerate(article.citations):
        add("citation", index, citation)
    for index, gloss in enumerate(article.glosses):
        add("gloss", index, gloss)
    for index, entity in enumerate(article.entities):
        for mention in entity.mentions:
            add("mention", index, mention)
    return {block: tuple(found) for block, found in marks.items()}


def tree(text: str, spans: Sequence[Span], marks: Iterable[Mark] = (), start: int = 0, end: int | None = None) -> Tree:
    """``text[start:end]`` with its marks; a formula is never cut, and whatever touches it covers it whole."""
    end = len(text) if end is None else min(end, len(text))
    if start >= end:
        return ()
    formulas = _formulas(spans, start, end)
    claims = [*marks, *(Mark(s.kind, s.start, s.end, s.target) for s in spans if s.kind != "math")]
    claims = [m for m in claims if max(m.start, start) < min(m.end, end)]
    if not claims and not formulas:
        return (Leaf(text[start:end]),)
    bounds = {start, end, *(x for m in claims for x in (m.start, m.end) if start < x < end)}
    inside = sorted(bounds)
    for low, high in formulas:
        inside = [x for x in inside if not low < x < high]
    cuts = sorted({*inside, *(x for formula in formulas for x in formula)})
    present = {m.layer for m in claims}
    owners = [_owners(layer, claims, cuts) for layer in LAYERS if layer in present]
    leaves = [Leaf(text[low:high], (low, high) in formulas) for low, high in pairwise(cuts)]
    return _nested(leaves, owners, range(len(leaves)), 0)


def cell_tree(text: str) -> Tree:
    """A cell's text, its dollars paired as formulas: cells have no spans."""
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return (Leaf(text),)
    return tuple(Leaf(piece, math=bool(index % 2)) for index, piece in enumerate(pieces) if piece)


def _formulas(spans: Sequence[Span], start: int, end: int) -> list[tuple[int, int]]:
    formulas: list[tuple[int, int]] = []
    for span in sorted((s for s in spans if s.kind == "math"), key=lambda s: (s.start, -s.end)):
        low, high = max(span.start, start), min(span.end, end)
        if low < high and (not formulas or formulas[-1][1] <= low):
            formulas.append((low, high))
    return formulas


def _owners(layer: str, claims: Iterable[Mark], cuts: Sequence[int]) -> list[Mark | None]:
    """Which mark of a layer holds each piece between two cuts: the shortest, where two overlap."""
    owners: list[Mark | None] = [None] * (len(cuts) - 1)
    held = sorted((m for m in claims if m.layer == layer), key=lambda m: (m.start - m.end, m.start))
    for mark in held:
        first = max(bisect.bisect_right(cuts, mark.start) - 1, 0)
        last = bisect.bisect_left(cuts, mark.end)
        for index in range(first, min(last, len(owners))):
            owners[index] = mark
    return owners


def _nested(leaves: list[Leaf], owners: list[list[Mark | None]], pieces: Sequence[int], depth: int) -> Tree:
    if depth == len(owners):
        return tuple(leaves[i] for i in pieces)
    nodes: list[Leaf | Branch] = []
    for mark, group in groupby(pieces, key=lambda i: owners[depth][i]):
        children = _nested(leaves, owners, list(group), depth + 1)
        nodes.extend(children if mark is None else [Branch(mark, children)])
    return tuple(nodes)
