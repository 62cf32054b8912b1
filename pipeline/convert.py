"""One article: read it, take it through the stages in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.align import align_article
from pipeline.align.pair import english, paired
from pipeline.article import Article
from pipeline.check import check
from pipeline.extract.citations import citations
from pipeline.extract.entities import entities
from pipeline.extract.glosses import glosses
from pipeline.extract.quantities import quantities
from pipeline.readers import NO_PARTS, Parts, documents
from pipeline.repair import repair
from pipeline.resources import Resources
from pipeline.structure import structure

Stage = Callable[[Article, Resources], Article]

# After the readers, repair and structure: each adds what it found, in the order in which they need each other.
STAGES: tuple[Stage, ...] = (align_article, citations, glosses, entities, quantities, check)


def convert(inputs: Sequence[tuple[Path, bytes]], id: str, resources: Resources, parts: Parts = NO_PARTS) -> Article:
    """The article in a file's bytes, or in those of a pair (Chinese, English), and of the files that they name.

    Raises pipeline.readers.UnreadableError where they are not of the format that the file's name promises.
    """
    first, *second = [document for path, data in inputs for document in documents(data, path, id, parts)]
    article = structure(repair(first, resources), resources)
    for document in second:
        document = english(document, first.source.lines)
        article = paired(article, structure(repair(document, resources), resources), resources)
    for stage in STAGES:
        article = stage(article, resources)
    return article
