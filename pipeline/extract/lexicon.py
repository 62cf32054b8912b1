"""Concepts with their names in two languages: our own lexicon, and those that users bring as TSV, CSV or TBX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from lxml import etree
from msgspec import Struct

from pipeline.text import folded

_FOLDER = Path(__file__).parents[1] / "data" / "lexicon"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class LexiconError(ValueError):
    """A lexicon that cannot be read; the message says where."""


class Concept(Struct, frozen=True):
    """A concept: the first name of each language is the preferred one; ``identifiers`` by vocabulary.

    ``type`` is one of gene, drug, disease, symptom, cell, cell line, organism, trial, method, anatomy, organisation, or
    what a user's lexicon says.
    """

    id: str
    type: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    identifiers: dict[str, str] = {}


@cache
def own_concepts() -> tuple[Concept, ...]:
    """The concepts of this project, by file and line."""
    return tuple(
        concept
        for path in sorted(_FOLDER.glob("*.tsv"))
        for concept in _tabular(path.read_text(encoding="utf-8"), "\t", path.name)
    )


def read_lexicon(path: Path) -> list[Concept]:
    """The concepts of a user's lexicon.

    TSV and CSV have a header with ``zh``, ``en``, and, if liked, ``type``, ``identifier`` and ``source``; synonyms
    stand behind a bar, identifiers are written ``vocabulary:value``. TBX is read in both shapes, ``martif`` (TBX 2) and
    ``tbx`` (ISO 30042:2019); the subject field is the type. Raises LexiconError for what is none of these, OSError
    where the file cannot be read.
    """
    data = path.read_bytes()
    if path.suffix.lower() in (".tbx", ".xml"):
        return _termbase(data, path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path.name}: not UTF-8 at byte {error.start}") from error
    return list(_tabular(text, "," if path.suffix.lower() == ".csv" else "\t", path.name))


def _tabular(text: str, delimiter: str, name: str) -> Iterator[Concept]:
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if not {"zh", "en"} <= set(rows.fieldnames or ()):
        raise LexiconError(f"{name}: line 1 must name the columns zh and en")
    for row in rows:
        concept = _concept(row["zh"], row["en"], row.get("type"), (row.get("identifier") or "").split("|"))
        if concept is not None:
            yield concept


def _concept(zh: str | None, en: str | None, type: str | None, identifiers: Iterable[str]) -> Concept | None:
    names = [tuple(n.strip() for n in (side or "").split("|") if n.strip()) for side in (zh, en)]
    if not any(names):
        return None
    type = (type or "term").strip() or "term"
    preferred = (names[1] or names[0])[0]
    parts = (identifier.partition(":") for identifier in identifiers)
    return Concept(
        f"{type.replace(' ', '-')}:{slug(preferred)}",
        type,
        names[0],
        names[1],
        {vocabulary: value for vocabulary, _, value in parts if value},
    )


def slug(name: str) -> str:
    """A name as part of an id: letters and digits, words joined by hyphens (``p38 MAPK`` → ``p38-mapk``)."""
    return "-".join(filter(None, (folded(part) for part in re.split(r"[\s\-/]+", name))))


def _termbase(data: bytes, name: str) -> list[Concept]:
    # Entities stay unexpanded and nothing is fetched: a termbase comes from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise LexiconError(f"{name}: {error}") from error
    found = []
    for entry in root.iter("{*}termEntry", "{*}conceptEntry"):
        terms: dict[str, list[str]] = {"zh": [], "en": []}
        for section in entry.iter("{*}langSet", "{*}langSec"):
            language = (section.get(_XML_LANG) or "").lower()[:2]
            terms.get(language, []).extend(t.text.replace("|", " ") for t in section.iter("{*}term") if t.text)
        subject = next((d.text for d in entry.iter("{*}descrip") if d.get("type") == "subjectField"), None)
        concept = _concept("|".join(terms["zh"]), "|".join(terms["en"]), subject, ())
        if concept is not None:
            found.append(concept)
    return found
