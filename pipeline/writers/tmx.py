"""TMX 1.4b: sentence pairs as a translation memory. No time stamps: equal input, equal output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml import etree

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unit(NamedTuple):
    """Two texts that answer each other; ``props`` say more of them."""

    zh: str
    en: str
    props: Mapping[str, str]
    id: str | None = None


def write(units: Iterable[Unit]) -> bytes:
    """Two variants a unit, Chinese the source language."""
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "duizhao",
            "creationtoolversion": "1",
            "segtype": "sentence",
            "o-tmf": "duizhao",
            "adminlang": "en",
            "srclang": "zh-CN",
            "datatype": "plaintext",
        },
    )
    body = etree.SubElement(root, "body")
    for unit in units:
        element = etree.SubElement(body, "tu", {"tuid": xml_text(unit.id)} if unit.id else {})
        for name, value in unit.props.items():
            etree.SubElement(element, "prop", type=name).text = xml_text(value)
        for lang, text in (("zh-CN", unit.zh), ("en", unit.en)):
            etree.SubElement(etree.SubElement(element, "tuv", {_LANG: lang}), "seg").text = xml_text(text)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)
