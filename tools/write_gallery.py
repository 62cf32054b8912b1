"""Write the pictures of docs/gallery: an article's reader on a desktop, a phone, in the dark and on paper, and its PDF.

    python tools/write_gallery.py input/gut-microbiota-review.md docs/gallery

The article is any file that ``duizhao convert`` reads. Needs Chromium, Playwright and pdftoppm (poppler-utils); Chinese
is shown in the fonts of the PDF, whatever the machine has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pylopdf_fonts_zh_cn
from playwright.sync_api import Browser, sync_playwright

from pipeline.batch import files
from pipeline.convert import convert
from pipeline.pictures import missing, pictures
from pipeline.resources import Resources
from pipeline.writers import html, pdf

_MARKED = """
document.querySelectorAll('.layers button').forEach(button => button.click());
for (let i = 0; i < 2; i += 1) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
scrollTo({ top: 0, behavior: 'instant' });
"""
_CITED = """
const mark = document.querySelectorAll('a.cite')[4];
mark.scrollIntoView({ block: 'center', behavior: 'instant' });
mark.click();
"""
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir><cachedir>{}</cachedir>
</fontconfig>
"""
# Name, width and height in CSS pixels, colour scheme, what is done before the picture is taken.
_SHOTS = (
    ("desktop", 1280, 1000, "light", ""),
    ("desktop-citation", 1280, 800, "light", _CITED),
    ("dark", 1280, 1000, "dark", _MARKED),
    ("phone", 390, 844, "light", ""),
)


def main() -> None:
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    data = source.read_bytes()
    article = convert([(source, data)], source.stem, Resources())
    shown, _ = pictures(article, [data], files.beside(str(source), missing(article, [data])))
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as play:
        page_file = Path(temporary, "article.html")
        page_file.write_bytes(html.write(article, shown))
        fonts = Path(temporary, "fonts.conf")
        fonts.write_text(_FONTS.format(Path(pylopdf_fonts_zh_cn.__file__).parent, temporary), encoding="utf-8")
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        for name, width, height, scheme, action in _SHOTS:
            _shoot(chromium, page_file, folder / f"{name}.png", width, height, scheme, action)
        paper = chromium.new_page()
        paper.goto(page_file.as_uri())
        printed = Path(temporary, "print.pdf")
        printed.write_bytes(paper.pdf(prefer_css_page_size=True))
        chromium.close()
        typeset = Path(temporary, "typeset.pdf")
        typeset.write_bytes(pdf.write(article, shown)[0])
        _draw(printed, folder / "print", last=1)
        _draw(typeset, folder / "pdf", last=99)


def _shoot(browser: Browser, file: Path, target: Path, width: int, height: int, scheme: str, action: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(file.as_uri())
    if action:
        page.evaluate(f"() => {{ {action} }}")
        page.wait_for_timeout(300)
    page.screenshot(path=target)
    page.close()


def _draw(file: Path, stem: Path, last: int) -> None:
    subprocess.run(["pdftoppm", "-png", "-r", "96", "-l", str(last), file, stem], check=True)


if __name__ == "__main__":
    main()
