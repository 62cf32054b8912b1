"""The part of CSL-JSON that a bibliography needs.

Field names and types are those of the CSL 1.0.2 specification, appendix III and IV, and of its JSON schema
(``csl-data.json``); in Python the hyphen of a name is an underscore.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, to_builtins

Type = Literal[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "book",
    "chapter",
    "dataset",
    "document",
    "manuscript",
    "map",
    "paper-conference",
    "patent",
    "report",
    "software",
    "standard",
    "thesis",
    "webpage",
]

_HYPHENATED = {
    "collection_title": "collection-title",
    "container_author": "container-author",
    "container_title": "container-title",
    "date_parts": "date-parts",
    "non_dropping_particle": "non-dropping-particle",
    "publisher_place": "publisher-place",
    "collection_number": "collection-number",
}


def _rename(name: str) -> str:
    return _HYPHENATED.get(name, name)


class Name(Struct, frozen=True, omit_defaults=True, rename=_rename):
    """A person (family and given) or an institution (literal)."""

    family: str | None = None
    given: str | None = None
    literal: str | None = None
    non_dropping_particle: str | None = None
    suffix: str | None = None


class Date(Struct, frozen=True, omit_defaults=True, rename=_rename):
    """``date_parts`` is ``[[year, month, day]]``, month and day left out where unknown."""

    date_parts: tuple[tuple[int, ...], ...] = ()
    literal: str | None = None


class Item(Struct, frozen=True, omit_defaults=True, rename=_rename):
    """One CSL-JSON item; fields that are absent are left out of the JSON."""

    id: str
    type: Type
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    translator: tuple[Name, ...] = ()
    title: str | None = None
    container_title: str | None = None
    container_author: tuple[Name, ...] = ()
    collection_title: str | None = None
    collection_number: str | None = None
    edition: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    number: str | None = None
    genre: str | None = None
    medium: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    issued: Date | None = None
    accessed: Date | None = None
    DOI: str | None = None
    ISBN: str | None = None
    ISSN: str | None = None
    URL: str | None = None
    PMID: str | None = None
    language: str | None = None
    note: str | None = None
    custom: dict[str, str] = {}


def built(item: Item, translation: Item | None) -> dict[str, Any]:
    """The item as a CSL-JSON object, its printed translation under ``custom.translation``.

    CSL has no way to say that two items are one reference in two languages, and processors pass over ``custom``.
    """
    found: dict[str, Any] = to_builtins(item)
    if translation:
        found["custom"] = found.get("custom", {}) | {"translation": to_builtins(translation)}
    return found
