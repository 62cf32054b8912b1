"""Report → JSON, and a page with charts."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from pipeline.diagnostics import MEANINGS
from pipeline.glossary.confidence import model
from pipeline.report import Report, Spread
from pipeline.writers.html import environment, hash_source
from pipeline.writers.json import indented


def write_json(report: Report) -> bytes:
    return indented(report)


def write_html(report: Report) -> bytes:
    """One self-contained page without a script."""
    page = environment().get_template("report.html")
    css = (Path(__file__).with_name("templates") / "report.css").read_text("utf-8")
    style = {"css": Markup(css), "digest": Markup(hash_source(css))}
    shown = {"share": _share, "bin": bin_label, "spoken": spoken}
    return page.render(report=report, meanings=MEANINGS, bins=model().reliability, **style, **shown).encode()


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "0"


def bin_label(spread: Spread, index: int) -> str:
    """The values that a bar counts: ``10–20``."""
    low = f"{spread.edges[index]:g}"
    return f"{low}–{spread.edges[index + 1]:g}" if index + 1 < len(spread.edges) else f"≥ {low}"


def spoken(spread: Spread) -> str:
    """A chart in words."""
    return "; ".join(f"{bin_label(spread, index)}: {n}" for index, n in enumerate(spread.counts))
