"""Writers: an article → the bytes of one file each. A writer changes nothing and knows nothing of readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.article import Article, Diagnostic
from pipeline.pictures import Pictures
from pipeline.writers import bibtex, csl_json, json


class Output(NamedTuple):
    """The bytes of a file, and what could not be shown in it as it should be."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


def _html(article: Article, pictures: Pictures) -> Output:
    # The page and the PDF bring a tenth of what a worker imports: only where they are asked for.
    from pipeline.writers import html

    return Output(html.write(article, pictures))


def begun_pdf(article: Article, pictures: Pictures) -> Callable[[], Output]:
    """What is left to do for the PDF when its code is written: other writers may work meanwhile."""
    from pipeline.writers import pdf

    typeset = pdf.begun(article, pictures)
    return lambda: Output(*typeset())


# By the ending of the file that each writes.
WRITERS: dict[str, Callable[[Article, Pictures], Output]] = {
    "json": lambda article, _: Output(json.write(article)),
    "html": _html,
    "pdf": lambda article, pictures: begun_pdf(article, pictures)(),
    "csl.json": lambda article, _: Output(csl_json.write(article)),
    "bib": lambda article, _: Output(bibtex.write(article)),
}

# Those that show pictures.
ILLUSTRATED = frozenset(("html", "pdf"))
