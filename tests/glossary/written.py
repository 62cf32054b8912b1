"""A glossary with the bytes of its files."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.article import Article
from pipeline.glossary.command import build
from pipeline.resources import Resources


class Written(NamedTuple):
    files: dict[str, bytes]
    summary: str
    problems: tuple[str, ...]


def written(articles: Iterable[Article], resources: Resources, **options: Any) -> Written:
    """What ``build`` gives for these arguments, each file written out."""
    result = build(articles, resources, **options)
    files = {}
    for name, write in result.files.items():
        file = io.BytesIO()
        write(file)
        files[name] = file.getvalue()
    return Written(files, result.summary, result.problems)
