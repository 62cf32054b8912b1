"""Readers: one file format each, text → Document. A reader knows nothing of articles, and never of a writer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pipeline.article import Source
from pipeline.document import Document
from pipeline.readers import archive, html, jats, latex, markdown, marker, mineru, pandoc, word
from pipeline.readers.encodings import decoded, page
from pipeline.readers.errors import UnreadableError
from pipeline.readers.latex import Parts

__all__ = ["FORMATS", "NO_PARTS", "Parts", "UnreadableError", "decoded", "documents", "format_of", "read", "wanted"]


NO_PARTS: Parts = MappingProxyType({})


class Format(NamedTuple):
    """``text`` turns bytes into the text in which lines are counted, ``read`` turns that into a document.

    ``documents`` does so where one file may hold an article twice, in two languages.
    ``wanted`` names the files beside it that a text is made of; ``read`` then takes them, too.
    """

    name: str
    text: Callable[[bytes, Path], str]
    read: Callable[..., Document]
    wanted: Callable[[str, str, Parts], tuple[str, ...]] | None = None
    documents: Callable[..., tuple[Document, ...]] | None = None


def _by_pandoc(name: str) -> Format:
    return Format(name, partial(pandoc.text, form=name), markdown.read)


_MARKDOWN = Format("markdown", decoded, markdown.read)
_HTML = Format("html", page, html.read)
_JATS = Format("jats", decoded, jats.read, documents=jats.documents)

# By the end of a file's name; of two that fit, the longer.
FORMATS: dict[str, Format] = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".txt": _MARKDOWN,
    "_content_list.json": Format("mineru", decoded, mineru.read),
    "_content_list_v2.json": Format("mineru", decoded, mineru.read),
    ".zip": Format("zip", archive.text, archive.read),
    ".marker.json": Format("marker", decoded, marker.read),
    ".xml": _JATS,
    ".nxml": _JATS,
    ".docx": Format("docx", word.text, word.read),
    ".odt": _by_pandoc("odt"),
    ".epub": _by_pandoc("epub"),
    ".html": _HTML,
    ".htm": _HTML,
    ".tex": Format("latex", decoded, latex.read, latex.wanted),
}


def format_of(path: Path) -> tuple[str, Format] | None:
    """The ending that names a file's format, and the format; None where no reader knows it."""
    name = path.name.lower()
    fitting = [ending for ending in FORMATS if name.endswith(ending) and len(name) > len(ending)]
    return (ending := max(fitting, key=len), FORMATS[ending]) if fitting else None


def wanted(data: bytes, path: Path, parts: Parts) -> tuple[str, ...]:
    """The files beside a file that it is made of and that ``parts`` lacks, by their names from its folder."""
    known = format_of(path)
    try:
        return known[1].wanted(known[1].text(data, path), path.name, parts) if known and known[1].wanted else ()
    except UnreadableError:  # which the reader says better
        return ()


def read(data: bytes, path: Path, id: str, parts: Parts = NO_PARTS) -> Document:
    """The document in a file's bytes, and in those of the files beside it that it is made of.

    Raises UnreadableError with a line number and a remedy.
    """
    return documents(data, path, id, parts)[0]


def documents(data: bytes, path: Path, id: str, parts: Parts = NO_PARTS) -> tuple[Document, ...]:
    """The document, and that of the translation in the same file. Raises as ``read`` does."""
    known = format_of(path)
    if known is None:
        raise UnreadableError(f"{path}: no reader for “{path.suffix}” files; known are {', '.join(FORMATS)}")
    _, form = known
    text = form.text(data, path)
    source = Source(path.as_posix(), form.name, hashlib.sha256(data).hexdigest(), text.count("\n") + 1)
    if form.documents:
        return form.documents(text, id, source)
    return (form.read(text, id, source, parts) if form.wanted else form.read(text, id, source),)
