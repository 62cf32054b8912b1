"""The glossary's page as a terminologist meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.glossary.entries import Entry, Rival
from pipeline.glossary.terms import Example, Place
from pipeline.writers import glossary_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def _entry(number: int, zh: str, en: str, confidence: float, clc: str, **more: object) -> Entry:
    facts: dict[str, object] = {
        "abbreviation": None,
        "status": "found",
        "note": "",
        "zh_variants": {zh: 2},
        "en_variants": {en: 1, en.upper(): 1},
        "rivals": (),
        "domains": {clc: 2},
        "articles": 2,
        "sentences": 1,
        "zh_sentences": 1,
        "en_sentences": 1,
        "sources": {"keyword": 2},
        "places": (Place("a1", "keywords", 1),),
        "examples": (Example(0, "a1", f"{zh}的例句。", f"A sentence on {en}."),),
    }
    return Entry(id=f"c{number}", zh=zh, en=en, confidence=confidence, **{**facts, **more})  # type: ignore[arg-type]


ENTRIES = [
    _entry(0, "肿瘤", "tumor", 0.97, "R73", rivals=(Rival("en", "neoplasm", 1),)),
    _entry(1, "<b>深度学习", "deep learning", 0.9, "TP18", abbreviation="DL", sources={"gloss": 1}),
    _entry(2, "可疑", "doubtful", 0.0, "R1"),
    *(_entry(n, f"词条{n}", f"term {n}", 0.8, "Q9") for n in range(3, 120)),
]


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page opened from a folder; at the end, nothing has been refused or has failed in it."""
    path = tmp_path / "glossary.html"
    path.write_bytes(glossary_page.write(ENTRIES))
    page = browser.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path.as_uri())
    yield page
    page.close()
    assert not problems


def terms(page: Page) -> list[str]:
    return page.locator("#results .term b").all_inner_texts()


def test_doubtful_terms_wait_until_they_are_asked_for(page: Page) -> None:
    assert page.locator("#count").inner_text() == "119 / 120"
    assert len(terms(page)) == 50
    page.locator("#least").fill("0")
    assert page.locator("#count").inner_text() == "120 / 120"
    page.locator("#more").click()
    assert len(terms(page)) == 100


def test_search_finds_either_language_variants_and_abbreviations(page: Page) -> None:
    for words, found in (("肿", ["肿瘤"]), ("Tumor", ["肿瘤"]), ("dl", ["<b>深度学习"]), ("nothing", [])):
        page.locator("#query").fill(words)
        assert terms(page) == found


def test_filters(page: Page) -> None:
    page.locator("#source").select_option("gloss")
    assert terms(page) == ["<b>深度学习"]
    page.locator("#source").select_option("")
    page.locator("#clc").select_option("R")
    assert terms(page) == ["肿瘤"]
    page.locator("#clc").select_option("")
    page.locator("#rivals").check()
    assert terms(page) == ["肿瘤"]


def test_evidence_opens(page: Page) -> None:
    first = page.locator("#results > li").first
    first.locator("summary").click()
    assert "A sentence on tumor." in first.inner_text()
    assert "neoplasm (1)" in first.inner_text()


def test_axe_finds_nothing(page: Page, axe: str) -> None:
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert [violation["id"] for violation in found["violations"]] == []
