"""What a batch looks like from above: its report, and the index of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.article import Article
from pipeline.report import report
from pipeline.writers.index import pages, record
from pipeline.writers.report import write_html, write_json


class Overview(NamedTuple):
    """``files`` by name relative to the folder of the batch."""

    articles: int
    files: dict[str, bytes]


def overview(articles: Iterable[Article]) -> Overview:
    """``report.json``, ``report.html``, ``index.html`` and its shards; articles are looked at once and not kept."""
    records = []

    def recorded() -> Iterator[Article]:
        for article in articles:
            records.append(record(article))
            yield article

    result = report(recorded())
    pages_ = dict(pages(records, result))
    return Overview(result.articles, {"report.json": write_json(result), "report.html": write_html(result), **pages_})
