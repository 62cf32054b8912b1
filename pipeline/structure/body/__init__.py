"""The body: paragraphs made whole, sections with their numbers and depth, floats with both captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article import BlockKind, Body
from pipeline.document import Block
from pipeline.resources import Resources
from pipeline.structure.body.captions import Label, behind, goes_on, parts
from pipeline.structure.body.floats import floats
from pipeline.structure.body.headings import Cut, headings
from pipeline.structure.body.joins import captions_joined, joined
from pipeline.structure.body.sections import sections
from pipeline.structure.labelled import Labelled, Zoned

_KINDS: dict[str, BlockKind] = {
    "heading": "paragraph",  # unless its place in the outline says otherwise
    "paragraph": "paragraph",
    "rule": "paragraph",
    "list_item": "list_item",
    "table": "table",
    "image": "image",
    "math": "math",
    "code": "code",
}


def body_blocks(zoned: Sequence[Zoned], resources: Resources) -> list[Labelled]:
    """The blocks of the body, labelled: headings and captions cut out, paragraphs cut by a page break joined."""
    pieces: list[Labelled | None] = []
    cut: Sequence[Labelled | None]
    before: Label | None = None
    for index, (zone, block) in enumerate(zoned):
        neighbours = (*zoned[max(index - 1, 0) : index], *zoned[index + 1 : index + 2])
        beside = any(other.block.kind in ("image", "table") for other in neighbours)
        if zone != "body":
            cut, before = [None], None
        elif index and goes_on(zoned[index - 1].block.text, block.text):
            cut, before = [Labelled("paragraph", block)], None
        else:
            cut, before = _captions_apart(block, beside, before)
        pieces += cut
    plain = [piece.block for piece in pieces if piece is not None and piece.kind != "caption"]
    found = iter(headings(plain, resources))
    labelled: list[Labelled | None] = []
    for piece in pieces:
        if piece is None or piece.kind == "caption":
            labelled.append(piece)
        else:
            labelled += _headings_apart(piece.block, next(found))
    return joined(captions_joined(labelled))


def body_of(body: Sequence[Labelled]) -> Body:
    """The sections and floats of the labelled blocks."""
    found, taken = floats(body)
    return Body(sections([item for index, item in enumerate(body) if index not in taken]), found)


def _captions_apart(block: Block, beside: bool, before: Label | None) -> tuple[Sequence[Labelled], Label | None]:
    """The block with its captions cut out, and the label of the caption that it ends with, if it does.

    ``before`` is the label of the caption that the block before it ends with.
    """
    if block.kind not in ("paragraph", "heading"):
        return [Labelled(_KINDS[block.kind], block)], None
    found = parts(block.text, beside)
    if not any(part.label for part in found):
        if before and behind(block.text, before, same_line=False):
            return [Labelled("caption", block)], None
        return [Labelled("paragraph", block)], None
    cuts = [(part.start, part.end, part.label is not None) for part in found]
    pieces = [
        Labelled("caption" if is_caption else "paragraph", piece) for piece, is_caption in _pieces(block, cuts, "c")
    ]
    return pieces, found[-1].label


def _headings_apart(block: Block, cuts: Sequence[Cut]) -> Iterator[Labelled]:
    """The block with its headings cut out."""
    at, spans = 0, []
    for cut in cuts:
        spans += [(at, cut.start, False), (cut.start, cut.end, True)]
        at = cut.end
    spans.append((at, len(block.text), False))
    for piece, is_heading in _pieces(block, spans, "h"):
        yield Labelled("heading" if is_heading else _KINDS[block.kind], piece)


def _pieces(block: Block, spans: Sequence[tuple[int, int, bool]], suffix: str) -> Iterator[tuple[Block, bool]]:
    """The block cut into these spans, empty ones left out, blank ends trimmed; all but the first get the suffix."""
    spans = [(start, end, flag) for start, end, flag in spans if block.text[start:end].strip()] or [
        (0, len(block.text), False)
    ]
    if len(spans) == 1 and not block.text[: spans[0][0]] and not block.text[spans[0][1] :]:
        yield block, spans[0][2]
        return
    for number, (start, end, flag) in enumerate(spans):
        text = block.text[start:end]
        start += len(text) - len(text.lstrip())
        yield block.cut(start, start + len(text.strip()), f".{suffix}{number + 1}" if number else ""), flag
