"""The reader as its user meets it: every interaction, on a desktop, a phone and paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.noise import opened_quietly

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def open_reader(browser: Browser, reader: Path) -> Iterator[Open]:
    """Opens the reader; afterwards nothing may have been said on the console, asked of the network or run."""
    noise: list[str] = []
    contexts = []

    def opened(viewport: dict[str, int] = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        opened_quietly(page, reader.as_uri(), noise)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert noise == []


def _is_visible(page: Page, selector: str) -> bool:
    return page.locator(selector).first.is_visible()


def _card_is_open(page: Page) -> bool:
    return bool(page.evaluate("document.getElementById('card').matches(':popover-open')"))


def test_every_aligned_sentence_is_a_row_with_both_languages(open_reader: Open) -> None:
    rows = open_reader().locator("#abstract .row.pair")
    assert rows.count() == 4
    row = rows.nth(1)
    assert "一千二百例患者" in row.locator("[lang=zh-Hans]").inner_text()
    assert "twelve hundred patients" in row.locator("[lang=en]").inner_text()


def test_each_view_shows_its_language_and_leaves_what_has_no_translation(open_reader: Open) -> None:
    page = open_reader()
    page.click("button[data-view=zh]")
    assert not page.get_by_text("twelve hundred patients").first.is_visible()
    assert page.get_by_text("一千二百例患者").first.is_visible()
    page.click("button[data-view=en]")
    assert page.get_by_text("twelve hundred patients").first.is_visible()
    assert not page.get_by_text("一千二百例患者").first.is_visible()
    assert page.get_by_text("多数不良反应可以处理").first.is_visible()
    assert page.locator("button[data-view=en]").get_attribute("aria-pressed") == "true"


def test_a_citation_opens_its_entries_in_place_and_jumps_to_them(open_reader: Open) -> None:
    page = open_reader()
    page.click("#cite-1")
    assert "Smith J, Doe A." in page.inner_text("#card")
    assert "Endocrine drugs" in page.inner_text("#card")
    page.click("#jump")
    assert not _card_is_open(page)
    assert page.url.endswith("#ref-1")


def test_a_citation_opens_by_keyboard_and_gives_the_focus_back(open_reader: Open) -> None:
    page = open_reader()
    page.focus("#cite-0")
    page.keyboard.press("Enter")
    assert _card_is_open(page)
    page.keyboard.press("Escape")
    assert not _card_is_open(page)
    assert page.evaluate("document.activeElement.id") == "cite-0"


def test_an_entry_lists_where_it_is_cited(open_reader: Open) -> None:
    page = open_reader()
    page.click("#ref-2 a[href='#cite-2']")
    assert page.url.endswith("#cite-2")


def test_a_footnote_opens_where_its_mark_stands_and_leads_back_to_it(open_reader: Open) -> None:
    page = open_reader()
    page.focus("a.note-mark")
    page.keyboard.press("Enter")
    assert "处理方法因人而异" in page.inner_text("#card")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "note-mark"
    assert page.inner_text("#note-1").startswith("① 处理方法因人而异")
    page.click("#note-1 .back")
    assert page.url.endswith("#call-1-1")


def test_entities_and_glosses_are_switched_on_and_explain_themselves(open_reader: Open) -> None:
    page = open_reader()
    page.locator(".mention").first.click()
    assert not _card_is_open(page)
    page.click("button[data-layer=entities]")
    page.locator(".mention", has_text="阿培利司").focus()
    page.keyboard.press("Enter")
    assert "alpelisib" in page.inner_text("#card")
    assert "DB12015" in page.inner_text("#card")
    page.keyboard.press("Escape")
    page.click("button[data-layer=glosses]")
    page.locator(".gloss").first.click()
    assert "mTOR" in page.inner_text("#card")
    assert "雷帕霉素靶蛋白 mTOR gene" in page.inner_text("#card")
    styles = page.evaluate(
        "['.gloss', '.mention'].map(s => getComputedStyle(document.querySelector(s)).borderBottomStyle)"
    )
    assert styles == ["dotted", "solid"]


def test_a_diagnostic_is_a_quiet_mark_that_explains_itself(open_reader: Open) -> None:
    page = open_reader()
    page.click(".flag.warning")
    assert "no entry for citation 9" in page.inner_text("#card")
    assert "line 25" in page.inner_text("#card")


def _background(page: Page, selector: str) -> str:
    return str(page.evaluate("s => getComputedStyle(document.querySelector(s)).backgroundColor", selector))


def test_pointing_at_a_sentence_marks_it_and_its_answer(open_reader: Open) -> None:
    page = open_reader()
    before = _background(page, "#row-2")
    page.locator("#row-2 [lang=en]").hover()
    assert _background(page, "#row-2") != before
    page.locator("#row-3 [lang=zh-Hans]").hover()
    assert _background(page, "#row-2") == before


def test_a_tap_marks_a_sentence_and_its_answer(open_reader: Open) -> None:
    page = open_reader(PHONE, has_touch=True, is_mobile=True)
    page.locator("#row-2 [lang=zh-Hans] p").tap()
    assert page.locator(".row.at").get_attribute("id") == "row-2"
    page.locator("#row-3 [lang=en] p").tap()
    assert page.locator(".row.at").get_attribute("id") == "row-3"


def test_every_text_says_its_language(open_reader: Open) -> None:
    spoken = open_reader().evaluate(
        """() => [...document.querySelectorAll("article :is(p, li, td, th, dd, .zh, .en, .display, pre)")]
          .filter((e) => !e.querySelector("p, .zh, .en, math, [lang]") && !e.closest("dl"))
          .map((e) => [e.closest("[lang]").lang, e.textContent.trim()])"""
    )
    assert len(spoken) > 40
    for lang, text in spoken:
        han, latin = len(re.findall(r"[\u4e00-\u9fff]", text)), len(re.findall(r"[A-Za-z]{3,}", text))
        if not han and latin > 2:
            assert lang == "en", text
        elif not latin and han > 2:
            assert lang == "zh-Hans", text


def test_floats_have_both_captions_and_a_table_its_heads(open_reader: Open) -> None:
    page = open_reader()
    for kind, zh, en in (
        ("table", "表 1 联用与单用的比较", "Table 1 Combination versus single drug"),
        ("figure", "图 1 PI3K通路示意", "Fig. 1 The PI3K pathway"),
    ):
        caption = page.locator(f".float.{kind} figcaption")
        assert caption.locator("[lang=zh-Hans]").inner_text() == zh
        assert caption.locator("[lang=en]").inner_text() == en
    assert page.get_by_role("columnheader", name="生存期 PFS (月)").is_visible()


def test_formulas_are_mathml_with_their_source(open_reader: Open) -> None:
    page = open_reader()
    formula = page.locator(".display math").first
    assert (formula.get_attribute("alttext") or "").startswith("S(t)=")
    assert formula.locator("msqrt").count() == 1
    assert (formula.bounding_box() or {"height": 0})["height"] > 30


def test_a_small_picture_shows_which_sentence_answers_which(open_reader: Open) -> None:
    page = open_reader()
    assert page.locator(".map svg").is_visible()
    assert page.locator(".map svg[role=img]").get_attribute("aria-label") or page.locator(".map svg title").count()


def test_j_and_k_walk_the_rows(open_reader: Open) -> None:
    page = open_reader()
    for key in "jjk":
        page.keyboard.press(key)
    assert page.locator(".row.at").get_attribute("id") == "row-1"
    page.fill("#query", "j")
    assert page.locator(".row.at").get_attribute("id") == "row-1"


def test_the_outline_follows_the_reading_position(open_reader: Open) -> None:
    page = open_reader({"width": 1280, "height": 500})
    page.locator("#references").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('references').scrollIntoView({ behavior: 'instant' })")
    page.wait_for_selector(".outline a[href='#references'][aria-current]")
    assert page.locator(".outline a[aria-current]").count() == 1


def test_search_finds_across_marks_and_steps_through_the_hits(open_reader: Open) -> None:
    page = open_reader()
    page.keyboard.press("/")
    page.keyboard.type("由pik3ca基因")
    assert page.inner_text("#hits") == "0/1"
    page.keyboard.press("Enter")
    assert page.inner_text("#hits") == "1/1"
    assert page.evaluate("[...CSS.highlights.get('here')].map(String)") == ["由PIK3CA基因"]
    page.keyboard.press("Escape")
    assert page.inner_text("#hits") == ""


def test_dark_mode_is_kept(open_reader: Open) -> None:
    page = open_reader()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    page.reload()
    assert page.locator("#theme").get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_on_a_phone_english_stands_under_chinese_and_nothing_sticks_out(open_reader: Open) -> None:
    page = open_reader(PHONE)
    row = page.locator("#abstract .row.pair").first
    zh = row.locator("[lang=zh-Hans]").bounding_box()
    en = row.locator("[lang=en]").bounding_box()
    assert zh and en
    assert en["y"] >= zh["y"] + zh["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_paper_has_the_article_and_none_of_the_controls(open_reader: Open) -> None:
    page = open_reader()
    page.emulate_media(media="print")
    for control in (".bar", ".outline", ".flag", "footer"):
        assert not _is_visible(page, control)
    row = page.locator("#abstract .row.pair").first
    boxes = [row.locator(f"[lang={lang}]").bounding_box() for lang in ("zh-Hans", "en")]
    assert boxes[0] and boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    assert page.pdf().startswith(b"%PDF")


def test_copied_text_is_clean(open_reader: Open) -> None:
    page = open_reader()
    copied = page.evaluate(
        """() => {
          getSelection().selectAllChildren(document.querySelector("article"));
          const data = new DataTransfer();
          document.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, cancelable: true }));
          return data.getData("text/plain");
        }"""
    )
    assert "方法 汇总六项随机试验,共纳入一千二百例患者。\nMethods Six randomised" in copied
    assert "位于其下游,抑制率达66%" in copied
    assert re.search(r"^\$S\(t\)=\\exp.*\$$", copied, re.M)
    assert "\n    f(x)  # ]}\n" in copied
    assert "\n[2] Smith J, Doe A." in copied
    assert "no entry for citation 9" not in copied.partition("诊断")[0]


def test_hostile_text_stays_text(open_reader: Open) -> None:
    page = open_reader()
    assert page.locator("main a[href^='javascript']").count() == 0
    assert page.locator("main script").count() == 0
    assert page.get_by_text("<script>alert(1)</script>").count() >= 2
    assert "〈U+D800〉 〈U+0007〉 〈U+202E〉 😀" in page.inner_text("main")


def test_without_script_the_article_is_all_there_and_no_dead_control(open_reader: Open) -> None:
    page = open_reader(java_script_enabled=False)
    assert page.get_by_text("一千二百例患者").first.is_visible()
    assert not _is_visible(page, ".views")
    page.click("#cite-0")
    assert page.url.endswith("#ref-0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_with_any_card_open(
    browser: Browser, reader: Path, axe: str, scheme: Any, viewport: Any
) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(reader.as_uri())
    page.evaluate("document.querySelectorAll('.layers button').forEach(b => b.click())")
    page.evaluate(axe)
    for opener in (None, ".cite[data-card]", ".note-mark", ".gloss", ".mention", ".flag"):
        if opener:
            page.locator(opener).first.click()
            assert _card_is_open(page)
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
        page.keyboard.press("Escape")
    context.close()
