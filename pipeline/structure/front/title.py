"""The title as it reads without its footnote marks."""

from __future__ import annotations

import re

from pipeline.document import Block

_MARKS = re.compile(r"[\s*＊†‡§#△▲☆★①-⑳¹²³\\^{}_~]+$")
_LEADING = re.compile(r"^[\s*＊#·•\\^{}_~]+")
_CHARGE = re.compile(r"\d[+-]$")


def title(block: Block) -> str:
    """The title of a block: one line, footnote marks and raised marks at its ends off."""
    text = block.text
    for span in reversed(block.spans):
        if (
            span.kind == "sup"
            and not text[span.end :].strip()
            and re.fullmatch(r"[\d*＊,，†‡§\s\\]+", text[span.start : span.end])
        ):
            text = text[: span.start]
    text = re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])", "", text.strip())
    text = re.sub(r"\s+", " ", text)
    text = _MARKS.sub("", text) if not text.endswith("}") else re.sub(r"[\s*＊]+$", "", text)
    return _LEADING.sub("", text).strip()
