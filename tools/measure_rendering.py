"""Measure both renderings over real articles, and the reader's budgets in a browser. Prints JSON.

    python tools/measure_rendering.py FOLDER [EVERY]

FOLDER holds articles that ``duizhao convert`` reads; every EVERY-th is taken (1). Needs pdftotext (poppler-utils) and
qpdf; the first paint is measured where Chromium and Playwright are found.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.article import Article, Block
from pipeline.convert import convert
from pipeline.resources import Resources
from pipeline.writers import html, pdf

# Typst hyphenates, and pdftotext puts spaces between Chinese and Latin.
_IGNORED = re.compile(r"[\s\u00ad]+")
_SHINGLE = 12
# The part of the page that is not running head or page number, in points.
_BODY = ("-x", "0", "-y", "62", "-W", "595", "-H", "718")


def main() -> None:
    folder, every = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    resources = Resources()
    counts: Counter[str] = Counter()
    seconds: dict[str, list[float]] = {"html": [], "pdf": []}
    pages: list[tuple[int, bytes]] = []
    for path in sorted(p for p in folder.iterdir() if p.is_file())[::every]:
        article = convert([(path, path.read_bytes())], path.stem, resources)
        start = time.perf_counter()
        page = html.write(article)
        middle = time.perf_counter()
        data, diagnostics = pdf.write(article)
        seconds["html"].append(middle - start)
        seconds["pdf"].append(time.perf_counter() - middle)
        pages.append((path.stat().st_size, page))
        counts["articles"] += 1
        counts.update(d.code for d in diagnostics)
        counts += _checked(article, data)
    print(json.dumps(_summary(counts, seconds, pages), indent=1))


def _checked(article: Article, data: bytes) -> Counter[str]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        clean = subprocess.run(["qpdf", "--check", file.name], capture_output=True).returncode == 0
        shown: set[str] = set()
        for order in ([], list(_BODY)):
            text = subprocess.run(["pdftotext", *order, file.name, "-"], capture_output=True, check=True).stdout
            shown |= _shingles(text.decode("utf-8", "replace"))
    printed = {shingle for block in article.blocks() for text in _texts(block) for shingle in _shingles(text)}
    return Counter({"qpdf-clean": int(clean), "shingles": len(printed), "shingles-shown": len(printed & shown)})


def _texts(block: Block) -> Iterator[str]:
    """The runs of a block's text that must stand together: between formulas, within a cell, an entry, a column."""
    at = 0
    pieces = []
    for span in (s for s in block.spans if s.kind == "math"):
        pieces.append(block.text[at : max(at, span.start)])
        at = max(at, span.end)
    pieces.append(block.text[at:])
    for piece in pieces:
        if block.kind == "table":
            yield from re.split(r"[\t\n]|\$[^$\t\n]*\$", piece)
        else:
            yield from piece.split("\n") if block.kind in ("references", "abstract") else [piece]


def _shingles(text: str) -> set[str]:
    text = _IGNORED.sub("", unicodedata.normalize("NFKC", text))
    return {text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1)}


def _summary(
    counts: Counter[str], seconds: dict[str, list[float]], pages: list[tuple[int, bytes]]
) -> dict[str, object]:
    articles = counts["articles"]
    typical = min(pages, key=lambda p: abs(p[0] - 35_000))
    return {
        "articles": articles,
        "PDF/A-2a and PDF/UA-1": f"{1 - counts['pdf-not-archival'] / articles:.4f}",
        "with a glyph that no font has": counts["pdf-glyph-missing"],
        "qpdf --check clean": f"{counts['qpdf-clean'] / articles:.4f}",
        "shingles of 12 characters shown": f"{counts['shingles-shown'] / counts['shingles']:.4f}",
        "seconds, median": {name: round(statistics.median(values), 3) for name, values in seconds.items()},
        "HTML bytes a source byte, median": round(statistics.median(len(page) / size for size, page in pages), 2),
        "HTML bytes of a 35 kB article": len(typical[1]),
        "first paint in ms, median of 5": _first_paint(typical[1]),
    }


def _first_paint(page: bytes) -> float | None:
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if chromium is None:
        return None
    times = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder, "article.html")
        file.write_bytes(page)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(5):
            tab = browser.new_page()
            tab.goto(file.as_uri())
            tab.wait_for_timeout(200)
            times.append(tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            tab.close()
        browser.close()
    return round(statistics.median(times), 1)


if __name__ == "__main__":
    main()
