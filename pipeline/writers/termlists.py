"""The glossary as tables: CSV, a workbook, and OmegaT's list."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterable

import xlsxwriter

from pipeline.glossary.entries import Entry
from pipeline.glossary.terms import Counts
from pipeline.writers.characters import printable

# A spreadsheet takes what begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Of the workbook, so that equal glossaries are equal files.
_MADE = datetime.datetime(2000, 1, 1)
_MOST_CHARACTERS = 32_767  # of a cell

COLUMNS: dict[str, tuple[int, Callable[[Entry], str | int | float]]] = {
    "zh": (28, lambda e: e.zh),
    "en": (40, lambda e: e.en),
    "abbreviation": (12, lambda e: e.abbreviation or ""),
    "confidence": (10, lambda e: e.confidence),
    "status": (10, lambda e: e.status),
    "articles": (8, lambda e: e.articles),
    "sentences": (9, lambda e: e.sentences),
    "competing": (40, lambda e: _joined(f"{rival.term} ({rival.articles})" for rival in e.rivals)),
    "zh_variants": (24, lambda e: _counts(e.zh_variants)),
    "en_variants": (32, lambda e: _counts(e.en_variants)),
    "domains": (14, lambda e: _counts(e.domains)),
    "sources": (18, lambda e: _counts(e.sources)),
    "evidence": (30, lambda e: _joined(f"{place.article}#{place.place} ({place.count})" for place in e.places)),
    "example_zh": (60, lambda e: e.examples[0].zh if e.examples else ""),
    "example_en": (60, lambda e: e.examples[0].en if e.examples else ""),
    "note": (24, lambda e: e.note),
    "id": (16, lambda e: e.id),
}


def write_csv(entries: Iterable[Entry]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets see Chinese; no cell is a formula: an apostrophe stands before it."""
    return table(COLUMNS, ([value(entry) for _, value in COLUMNS.values()] for entry in entries))


def table(header: Iterable[str], rows: Iterable[Iterable[str | int | float]]) -> bytes:
    """Rows as CSV that is safe to open in a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def write_xlsx(entries: Iterable[Entry]) -> bytes:
    """A sheet of what is shown, and one of what wants review; with filters, and a heading that stays."""
    entries = list(entries)
    data = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(data, options) as book:
        book.set_properties({"title": "Chinese–English glossary", "created": _MADE})
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        for name, rows in (
            ("Glossary", [entry for entry in entries if entry.shown]),
            ("For review", [entry for entry in entries if not entry.shown]),
        ):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2)
            sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
            for column, (title, (width, value)) in enumerate(COLUMNS.items()):
                sheet.set_column(column, column, width, percent if title == "confidence" else None)
                sheet.write_string(0, column, title, bold)
                for row, entry in enumerate(rows, 1):
                    cell = value(entry)
                    sheet.write(row, column, printable(cell)[:_MOST_CHARACTERS] if isinstance(cell, str) else cell)
    return data.getvalue()


def write_omegat(entries: Iterable[Entry]) -> bytes:
    """Source, target, comment, tab between them: a file of the folder ``glossary`` of an OmegaT project."""
    lines = (
        "\t".join(" ".join(cell.split()) for cell in (entry.zh, entry.en, _comment(entry))) + "\n" for entry in entries
    )
    return "".join(lines).encode("utf-8", "replace")


def _comment(entry: Entry) -> str:
    rivals = [rival.term for rival in entry.rivals if rival.lang == "en"]
    parts = [entry.abbreviation or "", f"also: {'; '.join(rivals)}" if rivals else "", entry.note]
    return "; ".join(part for part in parts if part)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _counts(counts: Counts) -> str:
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return _joined(f"{name} ({counts[name]})" for name in ordered)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)
