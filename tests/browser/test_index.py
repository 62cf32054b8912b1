"""The index as its user meets it: from a folder with a few articles, from a server with thousands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from made_up import records
from serving import served

from pipeline.report import report
from pipeline.writers import index
from tests.writers.sample import article

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# More than the page itself holds.
ARTICLES = 15_000


def _written(folder: Path, number: int) -> Path:
    for name, data in index.pages(records(number), report([article()])):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    noise: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=False)
    page = context.new_page()
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    yield page
    context.close()
    assert noise == []


def test_a_few_hundred_articles_are_found_from_a_folder(opened: Page, tmp_path: Path) -> None:
    opened.goto((_written(tmp_path, 300) / "index.html").as_uri())
    opened.fill("#query", "DRUG 17 effect")
    assert opened.locator("#results li").count() == 13
    assert opened.inner_text("#count") == "13 / 300"
    opened.check("[data-facet=clc] input[value=Q]")
    ids = opened.locator("#results .meta").all_inner_texts()
    assert ids and all("· Q ·" in text for text in ids)
    assert opened.locator("[data-facet=clc] .n[data-value=R]").inner_text() != "0"
    assert opened.locator("#results a").first.get_attribute("href") == "A00017.html"


def test_facets_narrow_each_other_and_say_how_many_are_left(opened: Page, tmp_path: Path) -> None:
    opened.goto((_written(tmp_path, 120) / "index.html").as_uri())
    for facet, value in (("year", "2013"), ("journal", "Journal of Nowhere"), ("quality", "0")):
        opened.check(f"[data-facet={facet}] input[value='{value}']")
    assert opened.inner_text("#count") == "10 / 120"
    assert opened.locator("[data-facet=clc] .n").all_inner_texts() == ["0", "0", "0", "10"]
    opened.uncheck("[data-facet=year] input[value='2013']")
    assert opened.inner_text("#count") == "20 / 120"


def test_more_is_shown_when_asked_for(opened: Page, tmp_path: Path) -> None:
    opened.goto((_written(tmp_path, 120) / "index.html").as_uri())
    assert opened.locator("#results > li").count() == 50
    opened.click("#more")
    assert opened.locator("#results > li").count() == 120
    assert not opened.locator("#more").is_visible()


def test_the_report_is_drawn_below(opened: Page, tmp_path: Path) -> None:
    opened.goto((_written(tmp_path, 10) / "index.html").as_uri())
    assert opened.locator("figure svg").count() > 0


def test_hostile_titles_stay_text(opened: Page, tmp_path: Path) -> None:
    hostile = index.Record("../x", "</script><script>alert(1)</script>", "<img src=x>", "", "", "", "", 0, "zh")
    for name, data in index.pages([hostile]):
        (tmp_path / name).write_bytes(data)
    opened.on("dialog", lambda dialog: pytest.fail(dialog.message))
    opened.goto((tmp_path / "index.html").as_uri())
    opened.fill("#query", "alert")
    link = opened.locator("#results a")
    assert "</script><script>alert(1)</script>" in (link.text_content() or "")
    assert link.get_attribute("href") == "..%2Fx.html"


def test_thousands_of_articles_are_loaded_from_a_server_when_someone_searches(opened: Page, tmp_path: Path) -> None:
    with served(_written(tmp_path, ARTICLES)) as address:
        opened.goto(f"{address}/index.html")
        opened.focus("#query")
        opened.get_by_text("15,000 / 15,000").wait_for()
        opened.keyboard.type("drug 1499")
        assert opened.inner_text("#count") == "12 / 15,000"
        assert opened.locator("#results a").first.get_attribute("href") == "A01499.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser: Browser, axe: str, tmp_path: Path, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto((_written(tmp_path, 60) / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    context.close()
