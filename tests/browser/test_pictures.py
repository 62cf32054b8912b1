"""Pictures in the reader: seen, no wider than the page, and read out by name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pipeline.convert import convert
from pipeline.pictures import Found, pictures
from pipeline.writers import html
from tests.browser.noise import opened_quietly
from tests.resources import RESOURCES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEXT = "# 湖泊\n\n## 1 引言\n\n水位见图1。\n\n![](a.png)\n\n![](b.webp)\n\n图1 水位\n\n![无题](c.gif)\n\n正文完。\n"


def picture(form: str, size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(buffer, form)
    return buffer.getvalue()


def test_pictures_are_seen_in_any_width_and_ask_for_nothing(browser: Browser, axe: str, tmp_path: Path) -> None:
    article = convert([(Path("a.md"), TEXT.encode())], "a", RESOURCES)
    files = {"a.png": ("PNG", (3000, 200)), "b.webp": ("WEBP", (60, 4000)), "c.gif": ("GIF", (20, 10))}
    shown, _ = pictures(article, [b""], [Found(name, picture(*made)) for name, made in files.items()])
    file = tmp_path / "page.html"
    file.write_bytes(html.write(article, shown))
    noise: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    opened_quietly(page, file.as_uri(), noise)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].map(i => i.complete && i.naturalWidth)") == [3000, 60, 20]
        seen = page.evaluate("[...document.images].map(i => [i.width, i.height])")
        assert [w / h for w, h in seen] == pytest.approx([15, 0.015, 2], rel=0.1)
        assert max(h for _, h in seen) <= 800
    assert [text for text in noise if not text.startswith("data:image/")] == []
    context.close()
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate(axe)
    assert page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"] == []
    context.close()
