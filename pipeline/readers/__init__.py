"""Readers: one file format each, text → Document. A reader knows nothing of articles, and never of a writer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.article import Source
from pipeline.document import Document
from pipeline.readers import jats, latex, markdown, marker, mineru, pandoc, word
from pipeline.readers.encodings import decoded, page
from pipeline.readers.errors import UnreadableError

__all__ = ["FORMATS", "UnreadableError", "decoded", "format_of", "read"]


class Format(NamedTuple):
    """``text`` turns bytes into the text in which lines are counted, ``read`` turns that into a document."""

    name: str
    text: Callable[[bytes, Path], str]
    read: Callable[[str, str, Source], Document]


def _by_pandoc(name: str) -> Format:
    return Format(name, partial(pandoc.text, form=name), markdown.read)


def _html(data: bytes, path: Path) -> str:
    return pandoc.text(page(data, path).encode(), path, "html")


def _latex(data: bytes, path: Path) -> str:
    return pandoc.text(latex.readable(decoded(data, path)).encode(), path, "latex")


_MARKDOWN = Format("markdown", decoded, markdown.read)
_HTML = Format("html", _html, markdown.read)
_JATS = Format("jats", decoded, jats.read)

# By the end of a file's name; of two that fit, the longer.
FORMATS: dict[str, Format] = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".txt": _MARKDOWN,
    "_content_list.json": Format("mineru", decoded, mineru.read),
    ".marker.json": Format("marker", decoded, marker.read),
    ".xml": _JATS,
    ".nxml": _JATS,
    ".docx": Format("docx", word.text, word.read),
    ".odt": _by_pandoc("odt"),
    ".epub": _by_pandoc("epub"),
    ".html": _HTML,
    ".htm": _HTML,
    ".tex": Format("latex", _latex, markdown.read),
}


def format_of(path: Path) -> tuple[str, Format] | None:
    """The ending that names a file's format, and the format; None where no reader knows it."""
    name = path.name.lower()
    fitting = [ending for ending in FORMATS if name.endswith(ending) and len(name) > len(ending)]
    return (ending := max(fitting, key=len), FORMATS[ending]) if fitting else None


def read(data: bytes, path: Path, id: str) -> Document:
    """The document in a file's bytes. Raises UnreadableError with a line number and a remedy."""
    known = format_of(path)
    if known is None:
        raise UnreadableError(f"{path}: no reader for “{path.suffix}” files; known are {', '.join(FORMATS)}")
    _, form = known
    text = form.text(data, path)
    source = Source(path.as_posix(), form.name, hashlib.sha256(data).hexdigest(), text.count("\n") + 1)
    return form.read(text, id, source)
