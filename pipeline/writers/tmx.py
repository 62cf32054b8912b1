"""TMX 1.4b: sentence pairs as a translation memory. No time stamps: equal input, equal output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.writers.xml import LANG, child, root, serialised

_HEADER = {
    "creationtool": "duizhao",
    "creationtoolversion": "1",
    "segtype": "sentence",
    "o-tmf": "duizhao",
    "adminlang": "en",
    "srclang": "zh-CN",
    "datatype": "plaintext",
}


class Unit(NamedTuple):
    """Two texts that answer each other; ``props`` say more of them."""

    zh: str
    en: str
    props: Mapping[str, str]
    id: str | None = None


def write(units: Iterable[Unit]) -> bytes:
    """Two variants a unit, Chinese the source language."""
    memory = root("tmx", {"version": "1.4"})
    child(memory, "header", _HEADER)
    body = child(memory, "body")
    for unit in units:
        element = child(body, "tu", {"tuid": unit.id} if unit.id else {})
        for name, value in unit.props.items():
            child(element, "prop", {"type": name}, value)
        for lang, text in (("zh-CN", unit.zh), ("en", unit.en)):
            child(child(element, "tuv", {LANG: lang}), "seg", text=text)
    return serialised(memory)
