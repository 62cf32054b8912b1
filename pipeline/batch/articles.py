"""Converted articles, read back from where a batch has written them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.article import SCHEMA, Article
from pipeline.batch import files
from pipeline.batch.shards import CODECS

_FAMILY = SCHEMA.partition("/")[0] + "/"


class NotAnArticleError(Exception):
    """A place holds no article, or a file is not what this version writes; the message says where and what to do."""


def read_articles(paths: Iterable[str | Path]) -> Iterator[Article]:
    """The articles in JSON files, JSONL and Parquet shards, and folders or addresses of these, one at a time.

    A folder gives the articles that lie in it, in the order of the files' names, each once however many formats it is
    in; other JSON files (a report, say) are passed over. Raises OSError, and NotAnArticleError for what holds none.
    """
    for path in map(str, paths):
        if _form(path):
            yield from _decoded(path)
            continue
        seen: set[str] = set()
        for file in _files(path):
            for article in _decoded(file, only_articles=True):
                if article.id not in seen:
                    seen.add(article.id)
                    yield article
        if not seen:
            raise NotAnArticleError(f"{path}: holds no article; name what duizhao convert has written")


def _form(path: str) -> str:
    suffix = path.rpartition(".")[2]
    return suffix if suffix == "json" or suffix in CODECS else ""


def _files(place: str) -> Iterator[str]:
    if not files.is_address(place) and Path(place).is_file():
        return
    folder = files.folder(place)
    for pattern in ("*.json", *(f"articles-*-of-*.{form}" for form in CODECS)):
        yield from (f"{place.rstrip('/')}/{name}" for name in folder.names(pattern))


class _Marked(Struct):
    schema: str = ""


def _decoded(path: str, only_articles: bool = False) -> Iterator[Article]:
    form, data = _form(path), files.read(path)
    for number, line in enumerate([data] if form == "json" else CODECS[form].decode(data), 1):
        try:
            if only_articles and not msgspec.json.decode(line, type=_Marked).schema.startswith(_FAMILY):
                continue
            yield msgspec.json.decode(line, type=Article)
        except msgspec.DecodeError as error:
            place = path if form == "json" else f"{path}:{number}"
            raise NotAnArticleError(f"{place}: {error}; convert the article again") from None
