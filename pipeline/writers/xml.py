"""What the writers of XML share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from typing import Any, BinaryIO

from lxml import etree

from pipeline.text import xml_text

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


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
    element = etree.SubElement(parent, tag, {key: xml_text(value) for key, value in (attributes or {}).items()})
    if text is not None:
        element.text = xml_text(text)
    return element


@contextmanager
def streamed(file: BinaryIO, name: str, attributes: Mapping[str, str], namespace: str = "") -> Iterator[Any]:
    """A document whose children are written one by one, by ``write`` of what this gives, and not kept."""
    tag = f"{{{namespace}}}{name}" if namespace else name
    with etree.xmlfile(file, encoding="UTF-8") as out:
        out.write_declaration()
        with out.element(tag, dict(attributes), nsmap={None: namespace} if namespace else None):
            out.write("\n")
            yield out
    file.write(b"\n")


def serialised(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
