"""`make bench`: what the renderings of real articles come to, beside what was asked for. Writes docs/rendering.md.

Needs Chromium, Playwright, pdftotext (poppler-utils) and qpdf.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import DOCS, Target
from corpus import sample
from made_up import records
from playwright.sync_api import Browser, sync_playwright
from serving import served

from pipeline.article import Article, Block
from pipeline.convert import convert
from pipeline.resources import Resources
from pipeline.writers import html, index, pdf

# Bytes of the article whose page is measured, and articles in the index.
SOURCE = 35_000
INDEXED = 15_000
# Typst hyphenates, and pdftotext puts spaces between Chinese and Latin.
_IGNORED = re.compile(r"[\s\u00ad]+")
_SHINGLE = 12
# The part of the page that is not running head or page number, in points.
_BODY = ("-x", "0", "-y", "62", "-W", "595", "-H", "718")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=140)
    asked = options.parse_args()
    paths = sample(asked.articles, 4)
    resources = Resources()
    counts: Counter[str] = Counter()
    pages: list[tuple[int, bytes]] = []
    for path in paths:
        article = convert([(path, path.read_bytes())], path.stem, resources)
        pages.append((path.stat().st_size, html.write(article)))
        data, diagnostics = pdf.write(article)
        counts.update(d.code for d in diagnostics)
        counts += _checked(article, data)
    _, typical = min(pages, key=lambda page: abs(page[0] - SOURCE))
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        paint = first_paint(browser, typical, Path(folder))
        strokes = key_strokes(browser, Path(folder))
        browser.close()
    report = page(len(paths), [*_html_targets(typical, pages, paint, strokes), *_pdf_targets(counts, len(paths))])
    (DOCS / "rendering.md").write_text(report, encoding="utf-8")
    print(report)


# HTML -----------------------------------------------------------------------------------------------------------------


def _html_targets(
    typical: bytes, pages: Sequence[tuple[int, bytes]], paint: float, strokes: Sequence[float]
) -> list[Target]:
    kilobytes = len(typical) / 1000
    ratio = statistics.median(len(page) / size for size, page in pages)
    slowest = max(strokes)
    return [
        Target("HTML of a 35 kB article", "≤ 200 kB", f"{kilobytes:.0f} kB", kilobytes <= 200),
        Target("HTML beside its source, median", "≤ 5.7 ×", f"{ratio:.1f} ×", ratio <= 5.7),
        Target("first contentful paint of it, median of 9", "≤ 300 ms", f"{paint:.0f} ms", paint <= 300),
        Target(f"key stroke in an index of {INDEXED:,}, slowest", "≤ 100 ms", f"{slowest:.0f} ms", slowest <= 100),
    ]


def first_paint(browser: Browser, page: bytes, folder: Path) -> float:
    """Milliseconds from navigation to the first contentful paint, each time in a context that knows nothing yet."""
    file = folder / "article.html"
    file.write_bytes(page)
    times = []
    for _ in range(9):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        tab.goto(file.as_uri())
        painted: list[float] = []
        while not painted:  # the page's own policy forbids Playwright to wait for an expression
            tab.wait_for_timeout(50)
            painted = tab.evaluate("performance.getEntriesByName('first-contentful-paint').map(e => e.startTime)")
        times += painted
        context.close()
    return statistics.median(times)


def key_strokes(browser: Browser, folder: Path) -> list[float]:
    """Milliseconds that each stroke of a search takes in a served index of made-up articles, layout included."""
    for name, data in index.pages(records(INDEXED)):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    with served(folder) as address:
        tab = browser.new_page()
        tab.goto(f"{address}/index.html")
        tab.focus("#query")
        tab.get_by_text(f"{INDEXED:,} / {INDEXED:,}").wait_for()
        times: list[float] = tab.evaluate(
            """words => words.flatMap((word) => [...word, ""].map((_, i) => {
              const query = document.getElementById("query");
              query.value = word.slice(0, i + 1);
              const before = performance.now();
              query.dispatchEvent(new Event("input"));
              document.body.offsetHeight;
              return performance.now() - before;
            }))""",
            ["drug 1499 soil", "第14种药物", "zhang wei"],
        )
    return times


# PDF ------------------------------------------------------------------------------------------------------------------


def _pdf_targets(counts: Counter[str], articles: int) -> list[Target]:
    archival = 1 - counts["pdf-not-archival"] / articles
    clean = counts["qpdf-clean"] / articles
    shown = counts["shingles-shown"] / counts["shingles"]
    return [
        Target("PDF/A-2a and PDF/UA-1", "≥ 98 %", f"{100 * archival:.1f} %", archival >= 0.98),
        Target("`qpdf --check` clean", "100 %", f"{100 * clean:.1f} %", clean == 1),
        Target("shingles of 12 characters that pdftotext gives", "≥ 99 %", f"{100 * shown:.2f} %", shown >= 0.99),
    ]


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


def page(articles: int, targets: Sequence[Target]) -> str:
    """docs/rendering.md"""
    rows = "\n".join(f"| {t.question} | {t.asked} | {t.measured} | {'yes' if t.met else '**no**'} |" for t in targets)
    return f"""# Renderings

Written by `make bench`, not by hand. {articles} articles; headless Chromium.

| question | asked | measured | met |
|---|---|---|---|
{rows}
"""


if __name__ == "__main__":
    main()
