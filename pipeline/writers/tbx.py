"""TBX-Basic: the glossary for termbases, as ISO 30042:2019 (DCA style) has it and as version 2 had it.

Both say the same under other names; OmegaT and translate-toolkit read version 2 only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from pipeline.glossary.entries import Entry
from pipeline.glossary.terms import Counts
from pipeline.glossary.variants import zh_key
from pipeline.writers.xml import LANG, child, root, serialised

_TITLE = "Chinese–English glossary"
_SOURCE = "Made by duizhao from articles that print both languages"
# What a single article prints may be a slip of OCR.
_LEAST_VARIANT = 2


class _Dialect(NamedTuple):
    root: str
    attributes: dict[str, str]
    namespace: str
    header: str
    concept: str
    language: str
    term: str
    constraints: str | None


_V3 = _Dialect(
    root="tbx",
    attributes={LANG: "en", "type": "TBX-Basic", "style": "dca"},
    namespace="urn:iso:std:iso:30042:ed-2",
    header="tbxHeader",
    concept="conceptEntry",
    language="langSec",
    term="termSec",
    constraints=None,
)
_V2 = _Dialect(
    root="martif",
    attributes={LANG: "en", "type": "TBX"},
    namespace="",
    header="martifHeader",
    concept="termEntry",
    language="langSet",
    term="tig",
    constraints="TBXBasicXCSV02.xcs",
)


def write(entries: Iterable[Entry]) -> bytes:
    """ISO 30042:2019, DCA."""
    return _written(entries, _V3)


def write_v2(entries: Iterable[Entry]) -> bytes:
    return _written(entries, _V2)


def _written(entries: Iterable[Entry], dialect: _Dialect) -> bytes:
    document = root(dialect.root, dialect.attributes, dialect.namespace)
    header = child(document, dialect.header)
    description = child(header, "fileDesc")
    child(child(description, "titleStmt"), "title", text=_TITLE)
    child(child(description, "sourceDesc"), "p", text=_SOURCE)
    if dialect.constraints:
        child(child(header, "encodingDesc"), "p", {"type": "XCSURI"}, dialect.constraints)
    body = child(child(document, "text"), "body")
    for entry in entries:
        _concept(body, entry, dialect)
    return serialised(document)


def _concept(body: etree._Element, entry: Entry, dialect: _Dialect) -> None:
    concept = child(body, dialect.concept, {"id": entry.id})
    if entry.domains:
        domains = sorted(entry.domains, key=lambda domain: (-entry.domains[domain], domain))
        child(concept, "descrip", {"type": "subjectField"}, "; ".join(domains))
    remarks = f"confidence {entry.confidence:.2f}; {entry.articles} articles; {entry.status}"
    child(concept, "note", text=f"{remarks}; {entry.note}" if entry.note else remarks)
    for lang, term, variants, contexts in (
        ("zh-CN", entry.zh, entry.zh_variants, [example.zh for example in entry.examples]),
        ("en", entry.en, entry.en_variants, [example.en for example in entry.examples]),
    ):
        section = child(concept, dialect.language, {LANG: lang})
        _term(section, term, {"administrativeStatus": "preferredTerm-admn-sts"}, dialect, contexts)
        for variant in _admitted(term, variants):
            _term(section, variant, {"termType": "variant", "administrativeStatus": "admittedTerm-admn-sts"}, dialect)
        if lang == "en" and entry.abbreviation:
            _term(section, entry.abbreviation, {"termType": "abbreviation"}, dialect)


def _term(
    section: etree._Element, term: str, notes: dict[str, str], dialect: _Dialect, contexts: Iterable[str] = ()
) -> None:
    element = child(section, dialect.term)
    child(element, "term", text=term)
    for name, value in notes.items():
        child(element, "termNote", {"type": name}, value)
    for context in contexts:
        child(element, "descrip", {"type": "context"}, context)


def _admitted(term: str, variants: Counts) -> Iterator[str]:
    """The variants that differ from the term by more than capitals, hyphens and spaces."""
    seen = {zh_key(term)}
    for variant in sorted(variants, key=lambda v: (-variants[v], v)):
        if variants[variant] >= _LEAST_VARIANT and (key := zh_key(variant)) not in seen:
            seen.add(key)
            yield variant
