"""The index's files: everything in the page while it is small, shards beside it when it is not."""

from __future__ import annotations

import json
import re

from pipeline.writers import index
from tests.writers.sample import article


def _record(number: int) -> index.Record:
    return index.Record(f"A{number}", "题目", "Title", "张三", "2020", "R", "虚构药学杂志", 0, "zh")


def test_an_article_becomes_its_line() -> None:
    line = index.record(article())
    assert (line.id, line.year, line.clc, line.journal) == ("sample", "2021", "R", "虚构药学杂志")
    assert line.authors == "张三，欧阳四"
    assert index.QUALITIES[line.quality] == "一两处警告 1–2 warnings"
    assert line.href == "sample.html"


def test_a_few_hundred_articles_need_one_file() -> None:
    files = dict(index.pages(_record(i) for i in range(index.INLINE)))
    assert list(files) == ["index.html"]


def test_more_articles_go_to_shards_and_none_is_lost() -> None:
    total = index.INLINE + 2 * index.SHARD + 1
    files = dict(index.pages(_record(i) for i in range(total)))
    page = files.pop("index.html").decode()
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[0])
    assert data["shards"] == list(files)
    ids = [r[0] for r in data["records"]] + [r[0] for shard in files.values() for r in json.loads(shard)]
    assert ids == [f"A{i}" for i in range(total)]
    assert f'<span class="n" data-value="2020">{total}</span>' in page


def test_an_empty_batch_has_an_index() -> None:
    ((name, page),) = index.pages([])
    assert name == "index.html"
    assert b"0 articles" in page
