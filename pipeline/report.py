"""Many articles → how well a batch went: what was found, what looks wrong, how things are spread.

A report of parts merges into the report of the whole: counts add, examples are the first in order of id.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from functools import reduce
from operator import add
from typing import TypeVar

from msgspec import Struct

from pipeline.article import Article, Bilingual
from pipeline.diagnostics import MEANINGS
from pipeline.references.heading import REFERENCES_ZH

# Ids of articles kept for each finding, so that a reader has something to open.
EXAMPLES = 10

T = TypeVar("T")
Test = Callable[[Article], bool]


class Coverage(Struct, frozen=True):
    """How many articles have a field, among all and among those that visibly print it."""

    field: str
    articles: int
    found: int
    printed: int
    found_where_printed: int
    missing: tuple[str, ...]


class Frequency(Struct, frozen=True):
    """How often a diagnostic was given, and in which articles."""

    code: str
    severity: str
    count: int
    articles: int
    examples: tuple[str, ...]


class Spread(Struct, frozen=True):
    """A histogram: bin i counts values from ``edges[i]`` up to ``edges[i + 1]``, the last one all above."""

    measure: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]


class Report(Struct, frozen=True):
    articles: int
    languages: dict[str, int]
    coverage: tuple[Coverage, ...]
    findings: tuple[Frequency, ...]
    spreads: tuple[Spread, ...]


class _Field(Struct, frozen=True):
    """A field: whom it is asked of, whether it is there, and the label that shows that it is printed.

    A label in the back matter does not count unless ``in_back``: there, other works print theirs.
    """

    name: str
    asked: Test
    found: Test
    label: re.Pattern[str] | None = None
    in_back: bool = False


def _is_zh(article: Article) -> bool:
    return article.language == "zh"


def _any(_: Article) -> bool:
    return True


def _label(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ABSTRACT_ZH, _ABSTRACT_EN = _label(r"摘\s*要"), _label(r"\bA\s?b\s?s\s?t\s?r\s?a\s?c\s?t\b")
_KEYWORDS_ZH, _KEYWORDS_EN = _label(r"关\s*键\s*词"), _label(r"\bkey\s?words")
_CITATION = _label(r"引用(?:本文|格式)\W{0,3}\w|\bcite this (?:article|paper)\W{0,3}\w|^\W*Citation\W{1,3}\w")
_DOCUMENT_CODE = _label(r"文献标[识志]码\W{0,3}[A-E]")
_REFERENCES = _label(rf"{REFERENCES_ZH}|^\s*References?\b|^\s*[\[［]1[\]］]")

FIELDS: tuple[_Field, ...] = (
    _Field("title.zh", _is_zh, lambda a: bool(a.front.title.zh)),
    _Field("title.en", _any, lambda a: bool(a.front.title.en)),
    _Field("authors.zh", _is_zh, lambda a: any(x.name.zh for x in a.front.authors)),
    _Field("authors.en", _any, lambda a: any(x.name.en for x in a.front.authors)),
    _Field("abstract.zh", _is_zh, lambda a: a.front.abstract.zh is not None, _ABSTRACT_ZH),
    _Field("abstract.en", _any, lambda a: a.front.abstract.en is not None, _ABSTRACT_EN),
    _Field("keywords.zh", _is_zh, lambda a: any(k.zh for k in a.front.keywords), _KEYWORDS_ZH),
    _Field("keywords.en", _any, lambda a: any(k.en for k in a.front.keywords), _KEYWORDS_EN),
    _Field("doi", _any, lambda a: bool(a.front.doi), _label(r"\bDOI\b")),
    _Field("clc", _is_zh, lambda a: bool(a.front.clc), _label(r"中图分类号|分类号")),
    _Field("journal", _any, lambda a: bool(a.front.journal), _CITATION),
    _Field("imprint.volume", _any, lambda a: bool(a.front.imprint.volume), _CITATION),
    _Field("imprint.issue", _any, lambda a: bool(a.front.imprint.issue), _CITATION),
    _Field("imprint.fpage", _any, lambda a: bool(a.front.imprint.fpage or a.front.imprint.elocation_id), _CITATION),
    _Field("imprint.issn", _any, lambda a: bool(a.front.imprint.issn), _label(r"ISSN\W{0,3}\d")),
    _Field("imprint.article_id", _any, lambda a: bool(a.front.imprint.article_id), _label(r"文章编号\W{0,3}\d{4}")),
    _Field("imprint.document_code", _any, lambda a: bool(a.front.imprint.document_code), _DOCUMENT_CODE),
    _Field(
        "dates",
        _any,
        lambda a: any((a.front.dates.received, a.front.dates.published)),
        _label(r"收稿日期\W{0,3}\d|\bReceived\W{0,3}(?:\d{1,2} [A-Z]|[A-Z][a-z]+ \d|(?:19|20)\d\d\b)"),
    ),
    _Field("funding", _any, lambda a: bool(a.front.funding), _label("基金项目|资助项目")),
    _Field("sections", _any, lambda a: any(s.title.zh or s.title.en for s in a.sections())),
    _Field("floats", _any, lambda a: bool(a.body.floats)),
    _Field("references", _any, lambda a: bool(a.back.references), _REFERENCES, in_back=True),
    _Field("references.csl", lambda a: bool(a.back.references), lambda a: all(r.csl for r in a.back.references)),
    _Field("citations", lambda a: bool(a.back.references), lambda a: bool(a.citations)),
    _Field("alignments", lambda a: bool(a.front.abstract.zh and a.front.abstract.en), lambda a: bool(a.alignments)),
)

_SPREADS: tuple[tuple[str, tuple[float, ...], Callable[[Article], Iterable[float]]], ...] = (
    (
        "characters of the Chinese abstract",
        (0, 60, 150, 250, 350, 500, 750, 1000, 1500),
        lambda a: [len(a.front.abstract.zh.text)] if a.front.abstract.zh else [],
    ),
    (
        "characters of the English abstract",
        (0, 200, 500, 1000, 1500, 2000, 3000, 5000),
        lambda a: [len(a.front.abstract.en.text)] if a.front.abstract.en else [],
    ),
    ("references", (0, 1, 10, 20, 30, 40, 60, 80, 120), lambda a: [len(a.back.references)]),
    (
        "titled sections",
        (0, 1, 3, 6, 10, 15, 20, 30),
        lambda a: [sum(s.title != Bilingual() for s in a.sections())],
    ),
    (
        "probability of a bead",
        (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        lambda a: [b.score for b in a.alignments],
    ),
    ("repairs", (0, 1, 10, 30, 100, 300, 1000), lambda a: [len(a.edits)]),
)


def report(articles: Iterable[Article]) -> Report:
    """The report of a batch; articles are looked at one at a time and not kept."""
    return reduce(merged, map(_of_one, articles), Report(0, {}, (), (), ()))


def _of_one(article: Article) -> Report:
    back = {block.id for block in article.back.blocks}
    everywhere = [block.text for block in article.blocks()]
    before_back = [block.text for block in article.blocks() if block.id not in back]
    coverage = []
    for field in FIELDS:
        asked = field.asked(article)
        found = asked and field.found(article)
        texts = everywhere if field.in_back else before_back
        printed = asked and field.label is not None and any(map(field.label.search, texts))
        missing = (article.id,) if asked and not found and (printed or field.label is None) else ()
        both = int(printed and found)
        coverage.append(Coverage(field.name, int(asked), int(found), int(printed), both, missing))
    counts = Counter(d.code for d in article.diagnostics)
    findings = [Frequency(code, MEANINGS[code].severity, n, 1, (article.id,)) for code, n in sorted(counts.items())]
    spreads = [Spread(name, edges, _histogram(edges, values(article))) for name, edges, values in _SPREADS]
    return Report(1, {article.language: 1}, tuple(coverage), tuple(findings), tuple(spreads))


def _histogram(edges: tuple[float, ...], values: Iterable[float]) -> tuple[int, ...]:
    counts = Counter(max(bisect_right(edges, value) - 1, 0) for value in values)
    return tuple(counts[index] for index in range(len(edges)))


def merged(a: Report, b: Report) -> Report:
    """The report of both batches together."""
    findings = {f.code: f for f in a.findings}
    for f in b.findings:
        findings[f.code] = _both_frequencies(findings[f.code], f) if f.code in findings else f
    return Report(
        articles=a.articles + b.articles,
        languages=dict(sorted((Counter(a.languages) + Counter(b.languages)).items())),
        coverage=_row_by_row(_both_coverages, a.coverage, b.coverage),
        findings=tuple(findings[code] for code in sorted(findings)),
        spreads=_row_by_row(_both_spreads, a.spreads, b.spreads),
    )


def _row_by_row(both: Callable[[T, T], T], a: tuple[T, ...], b: tuple[T, ...]) -> tuple[T, ...]:
    """The rows of two reports merged; that of no article has none."""
    return tuple(map(both, a, b)) if a and b else a or b


def _both_coverages(a: Coverage, b: Coverage) -> Coverage:
    return Coverage(
        a.field,
        a.articles + b.articles,
        a.found + b.found,
        a.printed + b.printed,
        a.found_where_printed + b.found_where_printed,
        _examples(a.missing, b.missing),
    )


def _both_frequencies(a: Frequency, b: Frequency) -> Frequency:
    return Frequency(a.code, a.severity, a.count + b.count, a.articles + b.articles, _examples(a.examples, b.examples))


def _both_spreads(a: Spread, b: Spread) -> Spread:
    return Spread(a.measure, a.edges, tuple(map(add, a.counts, b.counts)))


def _examples(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*a, *b})[:EXAMPLES])
