"""What the writers of XML share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO

from lxml import etree

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(name: str, attributes: Mapping[str, str], namespace: str = "") -> etree._Element:
    """An empty root; the namespace is the default one of the document."""
    declaration = f' xmlns="{namespace}"' if namespace else ""
    element = etree.parse(StringIO(f"<{name}{declaration}/>")).getroot()
    for key, value in attributes.items():
        element.set(key, value)
    return element


def child(
    parent: etree._Element, name: str, attributes: Mapping[str, str] | None = None, text: str | None = None
) -> etree._Element:
    """A new last child, in its parent's namespace; characters that XML 1.0 cannot hold are left out of it."""
    namespace = etree.QName(parent).namespace
    tag = f"{{{namespace}}}{name}" if namespace else name
    element = etree.SubElement(parent, tag, {key: _clean(value) for key, value in (attributes or {}).items()})
    if text is not None:
        element.text = _clean(text)
    return element


def serialised(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
