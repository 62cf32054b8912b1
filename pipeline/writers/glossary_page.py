"""The glossary as one page that searches as one types, and shows for each term where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.glossary.confidence import SHOWN, model
from pipeline.glossary.entries import Entry
from pipeline.writers.characters import printable
from pipeline.writers.html import assets, environment, json_in_script
from pipeline.writers.index import CLASSES

# Terms that a page holds, about 500 bytes each; what is beyond is in the tables.
MOST = 20_000
# Rows that the page has without its script.
STATIC = 50


def write(entries: Sequence[Entry]) -> bytes:
    """The first entries, in their order, as a self-contained page, UTF-8."""
    held = entries[:MOST]
    classes = Counter(letter for entry in held for letter in _classes(entry))
    page = environment().get_template("glossary.html")
    html = page.render(
        assets=assets("glossary"),
        entries=[entry for entry in held if entry.shown][:STATIC],
        shown=sum(entry.shown for entry in entries),
        total=len(entries),
        held=len(held),
        classes=[(letter, CLASSES[letter], classes[letter]) for letter in sorted(classes)],
        sources=sorted({source for entry in held for source in entry.sources}),
        least=SHOWN,
        bins=model().reliability,
        data=json_in_script([_record(entry) for entry in held]),
    )
    return html.encode("utf-8", "backslashreplace")


def _classes(entry: Entry) -> list[str]:
    """The main classes of the articles that have the term."""
    return sorted({clc[:1].upper() for clc in entry.domains} & CLASSES.keys())


def _record(entry: Entry) -> dict[str, Any]:
    """What the page's script knows of an entry; what is empty is left out."""
    record = {
        "zh": entry.zh,
        "en": entry.en,
        "ab": entry.abbreviation,
        "p": entry.confidence,
        "n": entry.articles,
        "status": entry.status if entry.status != "found" else "",
        "zhs": _others(entry.zh, entry.zh_variants),
        "ens": _others(entry.en, entry.en_variants),
        "rivals": [[rival.lang, rival.term, rival.articles] for rival in entry.rivals],
        "clc": _classes(entry),
        "from": list(entry.sources),
        "places": [[place.article, place.place, place.count] for place in entry.places],
        "examples": [[example.zh, example.en, example.article] for example in entry.examples],
        "note": entry.note,
    }
    return {key: _clean(value) for key, value in record.items() if value not in ("", None, [])}


def _others(term: str, variants: dict[str, int]) -> list[list[str | int]]:
    return [[variant, count] for variant, count in variants.items() if variant != term]


def _clean(value: Any) -> Any:
    """Every text in it made printable."""
    if isinstance(value, str):
        return printable(value)
    return [_clean(item) for item in value] if isinstance(value, list) else value
