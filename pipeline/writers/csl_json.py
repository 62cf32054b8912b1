"""CSL-JSON: what every reference manager and citation processor reads.

One array of items. An item's printed translation stands under ``custom.translation``: CSL has no way to say that two
items are one reference in two languages, and processors pass over ``custom``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import asdict, replace

from pipeline.article import Article, Reference
from pipeline.csl import Item, built
from pipeline.references.duplicates import groups
from pipeline.writers.json import indented


class Work(Struct, frozen=True):
    """A cited work as it goes into a bibliography: its item, with an id of its own, and its printed translation."""

    item: Item
    translation: Item | None = None


def works(article: Article) -> list[Work]:
    """The works of an article's list, in its order; one that is listed twice stands once.

    Of several prints the fullest is kept and what it lacks is taken from the others. A reference that could not be read
    keeps its raw text as a note.
    """
    found = list(_works(article))
    merged = dict[int, list[Work]]()
    dropped = set[int]()
    for first, *others in groups([[i for i in (work.item, work.translation) if i] for work in found]):
        merged[first] = [found[index] for index in (first, *others)]
        dropped.update(others)
    return [
        _merged(merged[index]) if index in merged else work for index, work in enumerate(found) if index not in dropped
    ]


def write(article: Article) -> bytes:
    """The references of an article, duplicates and all."""
    return indented([built(work.item, work.translation) for work in _works(article)], indent=2)


def _works(article: Article) -> Iterator[Work]:
    for reference in article.back.references:
        if reference.raw:
            id = f"{article.id}-{reference.id}"
            yield Work(
                replace(reference.csl or _unread(reference), id=id),
                replace(reference.translation, id=f"{id}-translation") if reference.translation else None,
            )


def _unread(reference: Reference) -> Item:
    return Item(id=reference.id, type="document", note=reference.raw)


def _merged(prints: Sequence[Work]) -> Work:
    fullest = max(prints, key=lambda work: sum(bool(value) for value in asdict(work.item).values()))
    gaps = {
        name: value
        for work in prints
        if work.item.type == fullest.item.type and work.item.language == fullest.item.language
        for name, value in asdict(work.item).items()
        if value and not getattr(fullest.item, name)
    }
    translation = fullest.translation or next((work.translation for work in prints if work.translation), None)
    return Work(replace(fullest.item, **gaps, id=prints[0].item.id), translation)
