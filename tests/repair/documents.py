"""Documents for the tests of the repairs, and what they show."""

from __future__ import annotations

from pipeline.article import Source
from pipeline.document import Block, Document
from pipeline.readers import markdown

_MARKS = {"sup": ("<sup>", "</sup>"), "sub": ("<sub>", "</sub>"), "math": ("$", "$"), "strong": ("**", "**")}


def document(text: str) -> Document:
    return markdown.read(text, "a", Source("a.md", "markdown", "", text.count("\n") + 1))


def shown(document: Document) -> str:
    """The text of the blocks, a blank line between them, with marks where spans begin and end."""
    return "\n\n".join(_shown(block) for block in document.blocks)


def _shown(block: Block) -> str:
    text = block.text
    marks = [(s.end, 0, -s.start, _MARKS[s.kind][1]) for s in block.spans if s.kind in _MARKS]
    marks += [(s.start, 1, -s.end, _MARKS[s.kind][0]) for s in block.spans if s.kind in _MARKS]
    for at, _, _, mark in sorted(marks, reverse=True):
        text = text[:at] + mark + text[at:]
    return text
