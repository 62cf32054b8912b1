"""A ZIP as MinerU's site hands it out: a list of blocks or a Markdown file, and its pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from pipeline.article import Source
from pipeline.document import Document
from pipeline.readers import markdown, mineru
from pipeline.readers.encodings import decoded
from pipeline.readers.errors import UnreadableError

MOST_BYTES = 64 << 20
# Of one article MinerU writes each of these; the first says most.
_ENDINGS = ("content_list.json", "content_list_v2.json", ".md")


def articles(names: Iterable[str]) -> list[str]:
    """The files of an archive to be read, by their names: one an article, those that say most of it."""
    visible = [name for name in names if not name.startswith("__MACOSX/")]
    return next((found for e in _ENDINGS if (found := sorted(n for n in visible if n.endswith(e)))), [])


def text(data: bytes, path: Path) -> str:
    """The text of the one article in an archive; raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = articles(archive.namelist())
            if len(found) != 1:
                held = (
                    "no *_content_list.json and no .md" if not found else f"{len(found)} articles ({', '.join(found)})"
                )
                raise UnreadableError(f"{path}: holds {held}; unpack it, and name what is to be read")
            if (size := archive.getinfo(found[0]).file_size) > MOST_BYTES:
                raise UnreadableError(f"{path}: {found[0]} has {size >> 20} MiB; save the article in parts")
            return decoded(archive.read(found[0]), path)
    except UnreadableError:
        raise
    except Exception:  # what zipfile raises at broken bytes is anything
        raise UnreadableError(f"{path}: the archive is damaged; save it again") from None


def read(text: str, id: str, source: Source) -> Document:
    """The document of that text."""
    return mineru.read(text, id, source) if text.lstrip().startswith("[") else markdown.read(text, id, source)
