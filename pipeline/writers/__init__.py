"""Writers: an article → the bytes of one file each. A writer changes nothing and knows nothing of readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.article import Article, Diagnostic
from pipeline.pictures import Pictures
from pipeline.writers import bibtex, csl_json, html, json, pdf


class Output(NamedTuple):
    """The bytes of a file, and what could not be shown in it as it should be."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


# By the ending of the file that each writes.
WRITERS: dict[str, Callable[[Article, Pictures], Output]] = {
    "json": lambda article, _: Output(json.write(article)),
    "html": lambda article, pictures: Output(html.write(article, pictures)),
    "pdf": lambda article, pictures: Output(*pdf.write(article, pictures)),
    "csl.json": lambda article, _: Output(csl_json.write(article)),
    "bib": lambda article, _: Output(bibtex.write(article)),
}

# Those that show pictures.
ILLUSTRATED = frozenset(("html", "pdf"))
