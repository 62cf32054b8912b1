"""Writers: an article → the bytes of one file each. A writer changes nothing and knows nothing of readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.article import Article, Diagnostic
from pipeline.writers import bibtex, csl_json, html, json, pdf


class Output(NamedTuple):
    """The bytes of a file, and what could not be shown in it as it should be."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


# By the ending of the file that each writes.
WRITERS: dict[str, Callable[[Article], Output]] = {
    "json": lambda article: Output(json.write(article)),
    "html": lambda article: Output(html.write(article)),
    "pdf": lambda article: Output(*pdf.write(article)),
    "csl.json": lambda article: Output(csl_json.write(article)),
    "bib": lambda article: Output(bibtex.write(article)),
}
