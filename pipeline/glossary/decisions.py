"""What people have said about terms: a table of decisions under version control, and termbases of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from pipeline.extract.lexicon import Concept
from pipeline.glossary.terms import Key
from pipeline.glossary.variants import en_key, zh_key

Word = Literal["accept", "reject", "prefer", "note"]

_COLUMNS = ("zh", "en", "decision")


class Decision(NamedTuple):
    """``zh`` and ``en`` as the person spells them, which is how the glossary then prints them."""

    zh: str
    en: str
    word: Word
    note: str


class Ruling(NamedTuple):
    """Decisions and the pairs of termbases by their keys, and what could not be read of the decisions."""

    decisions: dict[Key, Decision]
    termbase: dict[Key, tuple[str, str]]
    problems: tuple[str, ...]


def ruling(decisions: str = "", termbase: Iterable[Concept] = ()) -> Ruling:
    """``decisions``: CSV with the columns zh, en, decision and note, the last word on a pair counting.

    Of a concept, each Chinese name is translated by each English one.
    """
    found: dict[Key, Decision] = {}
    problems: list[str] = []
    try:
        for line, row in _rows(decisions):
            zh, en, word = (row.get(name, "").strip() for name in _COLUMNS)
            if word not in get_args(Word) or not (zh_key(zh) and en_key(en)):
                problems.append(f"decisions, line {line}: {zh!r}, {en!r}: not accept, reject, prefer or note of a pair")
                continue
            found[zh_key(zh), en_key(en)] = Decision(zh, en, word, row.get("note", "").strip())  # type: ignore[arg-type]
    except csv.Error as error:
        problems.append(f"decisions: {error}")
    pairs = ((zh, en) for concept in termbase for zh in concept.zh for en in concept.en)
    terms = {(zh_key(zh), en_key(en)): (zh, en) for zh, en in pairs if zh_key(zh) and en_key(en)}
    return Ruling(found, terms, tuple(problems))


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with the line that each ends in; columns may come in any order.

    Raises csv.Error for what is no such table.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restval="")
    names = [name.strip().lower() for name in reader.fieldnames or _COLUMNS]
    if missing := [name for name in _COLUMNS if name not in names]:
        raise csv.Error(f"the first line must name the columns {', '.join(_COLUMNS)}; it lacks {', '.join(missing)}")
    reader.fieldnames = names
    for row in reader:
        yield reader.line_num, {name: value for name, value in row.items() if name}
