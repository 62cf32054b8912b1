"""The report of a batch."""

from __future__ import annotations

import base64
import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Bilingual
from pipeline.check import check
from pipeline.report import merged, report
from pipeline.writers.report import write_html, write_json
from tests.articles import article
from tests.resources import RESOURCES

WHOLE = check(article("whole"), RESOURCES)
HALF = check(article("half", title=Bilingual(zh="标题"), abstract=("摘" * 90, None)), RESOURCES)


def test_coverage_counts_what_was_found_and_where_it_is_missing() -> None:
    rows = {row["field"]: row for row in json.loads(write_json(report([WHOLE, HALF])))["coverage"]}
    assert (rows["title.en"]["found"], rows["title.en"]["articles"], rows["title.en"]["missing"]) == (1, 2, ["half"])
    assert (rows["abstract.zh"]["found_where_printed"], rows["abstract.zh"]["printed"]) == (2, 2)
    # The label "Abstract:" stands in the text of the second, yet no abstract was found there.
    assert (rows["abstract.en"]["found_where_printed"], rows["abstract.en"]["printed"]) == (1, 2)


def test_the_counts_of_a_single_article_are_numbers() -> None:
    row = json.loads(write_json(report([HALF])))["coverage"][0]
    assert [type(row[name]) for name in ("articles", "found", "printed", "found_where_printed")] == [int] * 4


def test_diagnostics_are_counted_with_articles_to_open() -> None:
    findings = {f.code: f for f in report([WHOLE, HALF]).findings}
    assert findings["title-one-language"].articles == 1
    assert findings["title-one-language"].examples == ("half",)


@given(st.lists(st.sampled_from([WHOLE, HALF]), max_size=6), st.integers(0, 6))
def test_reports_of_parts_merge_into_the_report_of_the_whole(articles: list, cut: int) -> None:
    assert merged(report(articles[:cut]), report(articles[cut:])) == report(articles)


def test_an_empty_batch_has_a_report_and_a_page() -> None:
    assert report([]).articles == 0
    page = write_html(report([]))
    assert b"<h1>0 articles</h1>" in page
    assert b'<figure class="reliability">' in page


def test_the_page_shows_an_id_as_text_and_loads_nothing() -> None:
    page = write_html(report([check(article("<script>alert(1)</script>", title=Bilingual()), RESOURCES)])).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    page = write_html(report([])).decode()
    css = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
    assert "unsafe-inline" not in page
    assert " style=" not in page
