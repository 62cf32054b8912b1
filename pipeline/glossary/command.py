"""``duizhao glossary``: converted articles in; a glossary and a parallel corpus out, in the formats of their users."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from typing import BinaryIO, NamedTuple, TypeVar

from pipeline.article import Article
from pipeline.extract.lexicon import Concept
from pipeline.glossary.confidence import STATED
from pipeline.glossary.decisions import ruling
from pipeline.glossary.entries import Entry, entries
from pipeline.glossary.evidence import evidence
from pipeline.glossary.pairs import Pair, PairStore, sentence_pairs
from pipeline.glossary.terms import Key, Tally, decode, encode, merge
from pipeline.resources import Resources
from pipeline.text import plural
from pipeline.writers import corpus, glossary_page, tbx, termlists, tmx, xliff

File = Callable[[BinaryIO], object]


class Result(NamedTuple):
    """``files`` by their names in the output folder: each writes itself into a binary file, the corpus pair by pair.

    ``empty`` names those that would have nothing in them, where their format wants something: ones of an earlier run
    are out of date. ``summary`` is a line for people, ``problems`` are lines too.
    """

    files: dict[str, File]
    empty: tuple[str, ...]
    summary: str
    problems: tuple[str, ...]


def build(
    articles: Iterable[Article],
    resources: Resources,
    *,
    decisions: str = "",
    termbase: Iterable[Concept] = (),
    parts: Sequence[bytes] = (),
    previous: bytes | None = None,
) -> Result:
    """Glossary and corpus of articles.

    ``decisions`` is the text of a decisions table, ``termbase`` what outranks it, ``parts`` are the evidence
    (``glossary.evidence.jsonl``) of other runs, ``previous`` is the ``glossary.csv`` of the last run: with it, the
    result says what has changed. Raises msgspec.DecodeError where a part is no evidence, and whatever reading the
    articles raises.
    """
    pairs = PairStore()
    terms = merge(_evidence(articles, pairs, parts, resources))
    ruled = ruling(decisions, termbase)
    found = sorted(entries(terms, ruled, resources), key=_rank)
    shown = [entry for entry in found if entry.shown]
    files = {
        "glossary.evidence.jsonl": _file(encode, terms),
        "glossary.csv": _file(termlists.write_csv, found),
        "glossary.xlsx": _file(termlists.write_xlsx, found),
        "glossary.html": _file(glossary_page.write, found),
        "glossary.omegat.utf8": _file(termlists.write_omegat, shown),
        **_corpus(pairs),
    }
    # TBX has no empty termbase: its body holds one concept at least, in both versions.
    termbases: dict[str, File] = {
        "glossary.tbx": _file(tbx.write, shown),
        "glossary.v2.tbx": _file(tbx.write_v2, shown),
    }
    if shown:
        files |= termbases
    summary = (
        f"{plural(len(shown), 'term')}, {len(found) - len(shown)} more for review, "
        f"{plural(len(pairs), 'sentence pair')}"
    )
    if previous is not None:
        changes = list(_changes(previous.decode("utf-8-sig", "replace"), found))
        header = ("change", "id", "zh", "en", "before")
        files["glossary.changes.csv"] = _file(partial(termlists.table, header), changes)
        summary += f"; since the last run: {_counted(changes)}"
    return Result(files, () if shown else tuple(termbases), summary, ruled.problems)


def _rank(entry: Entry) -> tuple[bool, bool, int, float, str]:
    """Sorts first what is shown, and what articles name as a term before common words (影响) of their sentences."""
    stated = entry.status != "found" or bool(entry.sources.keys() & STATED)
    return not entry.shown, not stated, -entry.articles, -entry.confidence, entry.id


T = TypeVar("T")


def _file(write: Callable[[T], bytes], content: T) -> File:
    return lambda file: file.write(write(content))


def _evidence(
    articles: Iterable[Article], pairs: PairStore, parts: Iterable[bytes], resources: Resources
) -> Iterator[dict[Key, Tally]]:
    """The evidence of each article, whose sentence pairs are added to ``pairs``, and of each part."""
    for article in articles:
        pairs.add(sentence_pairs(article))
        yield evidence(article, resources)
    yield from map(decode, parts)


def _corpus(pairs: PairStore) -> dict[str, File]:
    """The sentence pairs by file; Parquet where pyarrow is installed."""
    files: dict[str, File] = {
        "corpus.tmx": lambda file: tmx.write_to(file, _units(pairs)),
        "corpus.xlf": lambda file: xliff.write_to(file, pairs),
        "corpus/train.jsonl": lambda file: corpus.write_jsonl_to(file, pairs),
    }
    if find_spec("pyarrow"):
        files["corpus/train.parquet"] = lambda file: corpus.write_parquet_to(file, pairs)
    loaded = list(files)[-1].rpartition("/")[2]
    files["corpus/README.md"] = lambda file: file.write(corpus.card(pairs, loaded))
    return files


def _units(pairs: Iterable[Pair]) -> Iterator[tmx.Unit]:
    for pair in pairs:
        score = {} if pair.score is None else {"score": f"{pair.score:.3f}"}
        yield tmx.Unit(pair.zh, pair.en, {"article": pair.article, "scope": pair.scope, **score}, pair.id)


def _changes(previous: str, found: Iterable[Entry]) -> Iterator[tuple[str, str, str, str, str]]:
    """What is new, gone, spelt otherwise, now shown or no longer: (change, id, zh, en, before)."""
    before = {row["id"]: row for row in csv.DictReader(io.StringIO(previous)) if row.get("id")}
    for entry in found:
        row = before.pop(entry.id, None)
        place = entry.id, entry.zh, entry.en
        if row is None:
            yield "new", *place, ""
            continue
        old = tuple((row.get(name) or "").removeprefix("'") for name in ("zh", "en"))
        if old != (entry.zh.removeprefix("'"), entry.en.removeprefix("'")):
            yield "respelt", *place, " | ".join(old)
        if row.get("status") != entry.status:
            yield "status", *place, row.get("status") or ""
    for id, row in before.items():
        yield "gone", id, row.get("zh") or "", row.get("en") or "", ""


def _counted(changes: Sequence[tuple[str, ...]]) -> str:
    counts = {name: sum(change[0] == name for change in changes) for name in ("new", "gone", "respelt", "status")}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
