"""Concepts with their names in two languages: our own lexicon, and those that users bring as TSV, CSV or TBX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from pipeline.text import folded

_FOLDER = Path(__file__).parents[1] / "data" / "lexicon"
_DELIMITERS = {".tsv": "\t", ".tab": "\t", ".txt": "\t", ".csv": ","}
_SURPLUS = "surplus"
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
    """The concepts of a user's lexicon, one an id.

    TSV and CSV have a header with ``zh``, ``en``, and, if liked, ``type``, ``identifier`` and ``source``; synonyms
    stand behind a bar, identifiers are written ``vocabulary:value``. TBX is read in both shapes, ``martif`` (TBX 2) and
    ``tbx`` (ISO 30042:2019); the subject field is the type. Raises LexiconError, with file and line, for what is none
    of these, OSError where the file cannot be read.
    """
    data = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix in (".tbx", ".xml"):
        found = list(_termbase(data, str(path)))
    elif suffix in _DELIMITERS:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise LexiconError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
        found = list(_tabular(text, _DELIMITERS[suffix], str(path)))
    else:
        raise LexiconError(f"{path}: no lexicon by its name; known are .tsv, .csv and .tbx")
    if not found:
        raise LexiconError(f"{path}:1: no term in zh or en")
    return _joined(found)


def with_own(users: Sequence[Concept], own: Sequence[Concept]) -> tuple[Concept, ...]:
    """Our concepts and a user's, whose names are no longer ours: a name in both means what the user says."""
    taken = {folded(name) for concept in users for name in (*concept.zh, *concept.en)}
    by_id = {concept.id: concept for concept in users}
    kept = []
    for concept in own:
        if concept.id in by_id:
            kept.append(_union(by_id.pop(concept.id), concept))
            continue
        zh, en = (tuple(n for n in names if folded(n) not in taken) for names in (concept.zh, concept.en))
        if zh or en:
            kept.append(replace(concept, zh=zh, en=en))
    return (*kept, *by_id.values())


def _joined(concepts: Iterable[Concept]) -> list[Concept]:
    by_id: dict[str, Concept] = {}
    for concept in concepts:
        before = by_id.get(concept.id)
        by_id[concept.id] = _union(before, concept) if before else concept
    return list(by_id.values())


def _union(first: Concept, second: Concept) -> Concept:
    zh, en = dict.fromkeys((*first.zh, *second.zh)), dict.fromkeys((*first.en, *second.en))
    return replace(first, zh=tuple(zh), en=tuple(en), identifiers={**second.identifiers, **first.identifiers})


def _tabular(text: str, delimiter: str, name: str) -> Iterator[Concept]:
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey=_SURPLUS, strict=True)
    try:
        if not {"zh", "en"} <= set(rows.fieldnames or ()):
            separator = "tabs" if delimiter == "\t" else "commas"
            raise LexiconError(f"{name}:1: the first line must name the columns zh and en, separated by {separator}")
        for row in rows:
            if _SURPLUS in row:
                raise LexiconError(f"{name}:{rows.line_num}: more columns than the first line names")
            identifiers = [part.strip() for part in (row.get("identifier") or "").split("|") if part.strip()]
            if wrong := [part for part in identifiers if not re.fullmatch(r"[^:]+:.+", part)]:
                raise LexiconError(f"{name}:{rows.line_num}: identifier {wrong[0]!r} is not vocabulary:value")
            concept = _concept(row["zh"], row["en"], row.get("type"), identifiers)
            if concept is not None:
                yield concept
            elif any(row.values()):
                raise LexiconError(f"{name}:{rows.line_num}: no name in zh or en")
    except csv.Error as error:
        raise LexiconError(f"{name}:{rows.reader.line_num}: {error}") from error


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


def _termbase(data: bytes, name: str) -> Iterator[Concept]:
    # Entities stay unexpanded and nothing is fetched: a termbase comes from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise LexiconError(f"{name}:{error.lineno or 1}: no XML: {error.msg}") from error
    if etree.QName(root).localname not in ("martif", "tbx"):
        raise LexiconError(f"{name}:{root.sourceline}: <{root.tag}> is no TBX; its root is <martif> or <tbx>")
    for entry in root.iter("{*}termEntry", "{*}conceptEntry"):
        terms: dict[str, list[str]] = {"zh": [], "en": []}
        for section in entry.iter("{*}langSet", "{*}langSec"):
            language = (section.get(_XML_LANG) or "").lower()[:2]
            terms.get(language, []).extend(t.text.replace("|", " ") for t in section.iter("{*}term") if t.text)
        subject = next((d.text for d in entry.iter("{*}descrip") if d.get("type") == "subjectField"), None)
        concept = _concept("|".join(terms["zh"]), "|".join(terms["en"]), subject, ())
        if concept is not None:
            yield concept
