"""TMX 1.4b: sentence pairs as a translation memory. No time stamps: equal input, equal output."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import BinaryIO, NamedTuple

from lxml import etree

from pipeline.writers.xml import LANG, child, root, streamed

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
    file = io.BytesIO()
    write_to(file, units)
    return file.getvalue()


def write_to(file: BinaryIO, units: Iterable[Unit]) -> None:
    """Two variants a unit, Chinese the source language; a unit is written before the next is asked for."""
    with streamed(file, "tmx", {"version": "1.4"}) as out:
        out.write(root("header", _HEADER), pretty_print=True)
        with out.element("body"):
            out.write("\n")
            for unit in units:
                out.write(_unit(unit), pretty_print=True)


def _unit(unit: Unit) -> etree._Element:
    element = root("tu", {"tuid": unit.id} if unit.id else {})
    for name, value in unit.props.items():
        child(element, "prop", {"type": name}, value)
    for lang, text in (("zh-CN", unit.zh), ("en", unit.en)):
        child(child(element, "tuv", {LANG: lang}), "seg", text=text)
    return element
