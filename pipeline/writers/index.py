"""The index of a batch: one page that finds an article by words, year, class, journal and quality.

A few hundred articles are all in the page, which then works from a folder as well as from a server. Of more, the first
are in the page and the rest in shards beside it, which the page loads when someone searches; a browser allows that
only where the page is served.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import msgspec
from msgspec import Struct

from pipeline.article import Article, Language
from pipeline.report import Report
from pipeline.writers.characters import printable
from pipeline.writers.html import assets, environment, json_in_script
from pipeline.writers.report import bin_label, spoken

# Records in the page itself: at about 300 bytes each, a page of 150 kB.
INLINE = 500
SHARD = 1000
# Rows that the page shows at first, and the most values that a facet lists.
SHOWN = 50
VALUES = 40

QUALITIES = ("无警告 No warning", "一两处警告 1–2 warnings", "警告较多 3 or more warnings, or an error")

# 中国图书馆分类法, fifth edition: the 22 main classes.
CLASSES = {
    "A": "马列主义 Marxism",
    "B": "哲学、宗教 Philosophy, religion",
    "C": "社会科学总论 Social sciences",
    "D": "政治、法律 Politics, law",
    "E": "军事 Military science",
    "F": "经济 Economics",
    "G": "文化、教育 Culture, education",
    "H": "语言文字 Languages",
    "I": "文学 Literature",
    "J": "艺术 Art",
    "K": "历史、地理 History, geography",
    "N": "自然科学总论 Natural sciences",
    "O": "数理化 Mathematics, physics, chemistry",
    "P": "天文、地球科学 Astronomy, earth sciences",
    "Q": "生物科学 Biology",
    "R": "医药卫生 Medicine",
    "S": "农业科学 Agriculture",
    "T": "工业技术 Technology",
    "U": "交通运输 Transport",
    "V": "航空航天 Aviation, space",
    "X": "环境、安全 Environment, safety",
    "Z": "综合 General works",
}


class Record(Struct, frozen=True, array_like=True):
    """What the index knows of an article. ``quality`` is an index into QUALITIES, ``clc`` the main class's letter."""

    id: str
    zh: str
    en: str
    authors: str
    year: str
    clc: str
    journal: str
    quality: int
    language: Language

    @property
    def href(self) -> str:
        return quote(self.id, safe="") + ".html"


def record(article: Article) -> Record:
    """The article's line in the index."""
    front = article.front
    dates = front.dates
    names = [name for author in front.authors if (name := author.name.zh or author.name.en)]
    day = dates.published or dates.accepted or dates.revised or dates.received or ""
    return Record(
        article.id,
        printable(front.title.zh or ""),
        printable(front.title.en or ""),
        printable("，".join(names) if article.language == "zh" else ", ".join(names)),
        front.imprint.year or day[:4],
        front.clc[:1].upper() if front.clc and front.clc[:1].upper() in CLASSES else "",
        printable(front.journal or ""),
        _quality(article),
        article.language,
    )


def _quality(article: Article) -> int:
    severities = Counter(d.severity for d in article.diagnostics)
    warnings = severities["warning"]
    return 2 if severities["error"] or warnings > 2 else 1 if warnings else 0


class Facet(Struct, frozen=True):
    """``values`` are (what a record holds, what the page shows, how often), in the order of the page."""

    key: str
    label: str
    values: tuple[tuple[str, str, int], ...]


def pages(records: Iterable[Record], report: Report | None = None) -> Iterator[tuple[str, bytes]]:
    """File names, relative to the output folder, with their contents: ``index.html`` and the shards it needs."""
    records = list(records)
    inline = records if len(records) <= INLINE else records[:INLINE]
    shards: list[str] = []
    for start in range(len(inline), len(records), SHARD):
        name = f"index/{len(shards):04d}.json"
        shards.append(name)
        yield name, msgspec.json.encode(records[start : start + SHARD])
    data = {"records": msgspec.to_builtins(inline), "shards": shards, "qualities": QUALITIES}
    html = (
        environment()
        .get_template("index.html")
        .render(
            assets=assets("index", "connect-src 'self'; "),
            records=records[:SHOWN],
            total=len(records),
            data=json_in_script(data),
            facets=_facets(records),
            qualities=QUALITIES,
            report=report,
            bin=bin_label,
            spoken=spoken,
        )
    )
    yield "index.html", html.encode("utf-8", "backslashreplace")


def _facets(records: Iterable[Record]) -> tuple[Facet, ...]:
    records = list(records)
    years = Counter(r.year for r in records if r.year)
    classes = Counter(r.clc for r in records if r.clc)
    journals = Counter(r.journal for r in records if r.journal)
    qualities = Counter(r.quality for r in records)
    facets = (
        Facet("year", "年份 Year", tuple((y, y, n) for y, n in sorted(years.items(), reverse=True)[:VALUES])),
        Facet("clc", "中图分类 CLC", tuple((c, f"{c} {CLASSES[c]}", n) for c, n in sorted(classes.items()))),
        Facet(
            "journal",
            "期刊 Journal",
            tuple((j, j, n) for j, n in sorted(journals.items(), key=lambda x: (-x[1], x[0]))[:VALUES]),
        ),
        Facet("quality", "质量 Quality", tuple((str(q), label, qualities[q]) for q, label in enumerate(QUALITIES))),
    )
    return tuple(f for f in facets if f.values)
