"""Marker's JSON output → Document.

A tree of blocks (``block_type``, ``html``, ``children``), or the list of its parts that Marker calls chunks; the leaves
hold HTML. Each leaf is written as the Markdown
that it means and read as such, so that formulas, tables and marks are handled in one place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import lxml.html
from lxml.etree import LxmlError
from msgspec.structs import replace

from pipeline.article import Discarded, Source
from pipeline.diagnostics import diagnostic
from pipeline.document import Block, Document
from pipeline.readers import markdown
from pipeline.readers.syntax import escaped

FURNITURE = {"PageHeader": "running head", "PageFooter": "running foot"}
_PICTURES = frozenset(["Figure", "Picture"])
# A table's HTML is whole; its cells, where they are blocks, say the same again.
_CELL = "TableCell"
_CONTAINERS = frozenset(["Document", "Page", "FigureGroup", "PictureGroup", "TableGroup", "ListGroup"])


def read(text: str, id: str, source: Source) -> Document:
    """The document of Marker's tree. Lines are not known in it: every block claims the whole source."""
    lines = (0, text.count("\n") + 1)
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1) - 1
        kept = tuple(Discarded(row, "not JSON", (n, n + 1)) for n, row in enumerate(text.split("\n")) if row.strip())
        return Document(id, source, (), kept, (diagnostic("json-broken", (line, line + 1)),))
    blocks: list[Block] = []
    discarded: list[Discarded] = []
    for kind, html, pictures in _leaves(tree):
        if kind in FURNITURE:
            discarded.append(Discarded(_plain(html), FURNITURE[kind], lines))
            continue
        if kind in _PICTURES or pictures:
            for path in pictures or _sources(html) or [""]:
                blocks.append(Block(f"b{len(blocks) + 1}", "image", "", ((0, *lines),), target=quote(path) or None))
            if kind in _PICTURES:
                if said := _plain(html):
                    discarded.append(Discarded(said, "a model's reading of a picture", lines))
                continue
        for block in markdown.read(_markdown(kind, html), id, source).blocks:
            blocks.append(replace(block, id=f"b{len(blocks) + 1}", pieces=((0, *lines),)))
    return Document(id, source, tuple(blocks), tuple(discarded))


def images(text: str) -> dict[str, str]:
    """The pictures in a file's JSON, as Base64 by their address; none in what is no JSON."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    for node in _nodes(tree):
        held = node.get("images")
        if isinstance(held, dict):
            found |= {str(name).lstrip("/"): data for name, data in held.items() if isinstance(data, str)}
    return found


def _leaves(tree: Any) -> Iterator[tuple[str, str, list[str]]]:
    """(block type, HTML, addresses of pictures) of each leaf in reading order."""
    for node in _nodes(tree):
        kind = str(node.get("block_type") or "Text")
        parts = [part for part in _children(node) if not (isinstance(part, dict) and part.get("block_type") == _CELL)]
        if kind != _CELL and not parts and (kind not in _CONTAINERS or kind.endswith("Group")):
            held = node.get("images")
            pictures = [str(name).lstrip("/") for name in held] if isinstance(held, dict) else []
            yield kind, str(node.get("html") or ""), pictures


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Each object of a tree in reading order; an explicit stack, since depth is the file's to choose."""
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict):
            yield node
            stack += reversed(_children(node))


def _children(node: dict[str, Any]) -> list[Any]:
    held = node.get("children") or node.get("blocks")
    return held if isinstance(held, list) else []


def _sources(html: str) -> list[str]:
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (LxmlError, ValueError):
        return []
    return [source for img in root.iter("img") if (source := img.get("src"))]


def _plain(html: str) -> str:
    try:
        return " ".join(str(lxml.html.fragment_fromstring(html, create_parent="div").text_content()).split())
    except (LxmlError, ValueError):
        return html


def _markdown(kind: str, html: str) -> str:
    """The Markdown of a leaf."""
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (LxmlError, ValueError):
        return html
    if kind.endswith("Group"):
        return "\n\n".join(_markdown("ListItem" if part.tag == "li" else "Text", _html(part)) for part in _parts(root))
    if root.find(".//table") is not None:
        return "".join(map(_html, root.iter("table")))
    if kind == "Code":
        return f"```\n{root.text_content().strip()}\n```"
    if kind == "Equation" and (formulas := list(root.iter("math"))):
        return "\n\n".join(f"$$\n{formula.text_content().strip()}\n$$" for formula in formulas)
    body = " ".join(_inline(root).split())
    if kind == "SectionHeader":
        level = next((int(e.tag[1]) for e in root.iter("h1", "h2", "h3", "h4", "h5", "h6")), 2)
        return "#" * level + " " + body
    return f"- {body}" if kind == "ListItem" else body


def _parts(element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """The paragraphs, items and tables of a group."""
    for child in element:
        if child.tag in ("p", "li", "table"):
            yield child
        else:
            yield from _parts(child)


def _html(element: lxml.html.HtmlElement) -> str:
    return str(lxml.html.tostring(element, encoding="unicode", with_tail=False))


def _inline(element: lxml.html.HtmlElement) -> str:
    """Text with the marks that Markdown and its inline HTML know; Markdown's own signs escaped."""
    parts = [escaped(element.text or "")]
    for child in element:
        inner = _inline(child)
        match child.tag:
            case "math":
                parts.append(f"${child.text_content().strip()}$")
            case "sup" | "sub" | "b" | "i" | "em" | "strong":
                parts.append(f"<{child.tag}>{inner}</{child.tag}>")
            case "br":
                parts.append("<br>")
            case _:
                parts.append(inner)
        parts.append(escaped(child.tail or ""))
    return "".join(parts)
