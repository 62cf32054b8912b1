"""One article: read it, take it through the stages in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.align import align_article
from pipeline.article import Article
from pipeline.check import check
from pipeline.extract.citations import citations
from pipeline.extract.entities import entities
from pipeline.extract.glosses import glosses
from pipeline.readers import read
from pipeline.repair import repair
from pipeline.resources import Resources
from pipeline.structure import structure
from pipeline.structure.pair import english, paired

Stage = Callable[[Article, Resources], Article]

# After the readers, repair and structure: each adds what it found, in the order in which they need each other.
STAGES: tuple[Stage, ...] = (align_article, citations, glosses, entities, check)


def convert(inputs: Sequence[tuple[Path, bytes]], id: str, resources: Resources) -> Article:
    """The article in a file's bytes, or in those of a pair (Chinese, English).

    Raises pipeline.readers.UnreadableError where they are not of the format that the file's name promises.
    """
    path, data = inputs[0]
    article = structure(repair(read(data, path, id), resources), resources)
    for path, other in inputs[1:]:
        document = english(read(other, path, id), data.count(b"\n") + 1)
        article = paired(article, structure(repair(document, resources), resources))
    for stage in STAGES:
        article = stage(article, resources)
    return article
