"""Readers: one file format each, text → Document. A reader knows nothing of articles, and never of a writer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pipeline.article import Source
from pipeline.document import Document
from pipeline.readers import markdown

Reader = Callable[[str, str, Source], Document]


class Format(NamedTuple):
    name: str
    read: Reader


FORMATS: dict[str, Format] = {
    ".md": Format("markdown", markdown.read),
    ".markdown": Format("markdown", markdown.read),
}


class UnreadableError(Exception):
    """The bytes are not of the format that the file's name promises; the message says where and what to do."""


def read(data: bytes, path: Path, id: str) -> Document:
    """The document in a file's bytes. Raises UnreadableError with a line number and a remedy."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        known = ", ".join(sorted(FORMATS))
        raise UnreadableError(f"{path}: no reader for “{path.suffix}” files; known are {known}")
    text = _decoded(data, path).replace("\r\n", "\n").replace("\r", "\n")
    source = Source(path.as_posix(), form.name, hashlib.sha256(data).hexdigest(), text.count("\n") + 1)
    return form.read(text, id, source)


def _decoded(data: bytes, path: Path) -> str:
    """UTF-8 (with or without a mark) or GB 18030, in which many Chinese editors still save."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if b"\0" not in data:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    raise UnreadableError(f"{path}:{line}: neither UTF-8 nor GB 18030 text; save the file as UTF-8")
