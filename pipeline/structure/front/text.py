"""The plain reading of a block of the front: superscripts and TeX out of the way."""

from __future__ import annotations

from pipeline.document import Block


def without_marks(block: Block) -> str:
    """The block's text with each superscript and each formula that holds one replaced by as many commas."""
    text = list(block.text)
    for span in block.spans:
        raised = span.kind == "sup" or (span.kind == "math" and "^" in block.text[span.start : span.end])
        if raised:
            text[span.start : span.end] = "," * (span.end - span.start)
    return "".join(text)
