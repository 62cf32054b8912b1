"""What people have said about terms: a table of decisions under version control, and termbases of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from lxml import etree

from pipeline.glossary.terms import Key
from pipeline.glossary.variants import en_key, zh_key

Word = Literal["accept", "reject", "prefer", "note"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# ISO 30042:2019 and TBX v2 name the same three levels differently.
_CONCEPTS = ("conceptEntry", "termEntry")
_LANGUAGES = ("langSec", "langSet")


class Decision(NamedTuple):
    """``zh`` and ``en`` as the person spells them, which is how the glossary then prints them."""

    zh: str
    en: str
    word: Word
    note: str


class Ruling(NamedTuple):
    """Decisions by the keys of their pair, what could not be read of the table, and the pairs of termbases."""

    decisions: dict[Key, Decision]
    termbase: dict[Key, tuple[str, str]]
    problems: tuple[str, ...]


def ruling(decisions: str = "", termbases: Iterable[bytes] = ()) -> Ruling:
    """``decisions``: CSV with the columns zh, en, decision and note, the last word on a pair counting.

    A termbase is CSV with the columns zh and en, or TBX of either version.
    """
    found: dict[Key, Decision] = {}
    problems: list[str] = []
    try:
        for line, row in _rows(decisions):
            zh, en, word = (row.get(name, "").strip() for name in ("zh", "en", "decision"))
            if word not in get_args(Word) or not (zh_key(zh) and en_key(en)):
                problems.append(f"decisions, line {line}: {zh!r}, {en!r}: not accept, reject, prefer or note of a pair")
                continue
            found[zh_key(zh), en_key(en)] = Decision(zh, en, word, row.get("note", "").strip())  # type: ignore[arg-type]
    except csv.Error as error:
        problems.append(f"decisions: {error}")
    terms: dict[Key, tuple[str, str]] = {}
    for number, data in enumerate(termbases, 1):
        try:
            pairs = list(_tbx_pairs(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _csv_pairs(data))
        except (etree.XMLSyntaxError, UnicodeDecodeError, csv.Error) as error:
            problems.append(f"termbase {number}: {error}")
            continue
        terms.update({(zh_key(zh), en_key(en)): (zh, en) for zh, en in pairs if zh_key(zh) and en_key(en)})
    return Ruling(found, terms, tuple(problems))


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with the line that each ends in; columns may come in any order."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restval="")
    for row in reader:
        yield reader.line_num, {(name or "").strip().lower(): value for name, value in row.items() if name}


def _csv_pairs(data: bytes) -> Iterator[tuple[str, str]]:
    for _, row in _rows(data.decode("utf-8-sig")):
        yield row.get("zh", "").strip(), row.get("en", "").strip()


def _tbx_pairs(data: bytes) -> Iterator[tuple[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for concept in etree.fromstring(data, parser).iter(*_names(_CONCEPTS)):
        terms: dict[str, list[str]] = {"zh": [], "en": []}
        for section in concept.iter(*_names(_LANGUAGES)):
            side = terms.get(section.get(_LANG, "").lower()[:2])
            if side is not None:
                side += ["".join(map(str, term.itertext())).strip() for term in section.iter(*_names(("term",)))]
        yield from ((zh, en) for zh in terms["zh"] for en in terms["en"])


def _names(names: Iterable[str]) -> list[str]:
    """Elements of these names in any namespace."""
    return [f"{{*}}{name}" for name in names]
