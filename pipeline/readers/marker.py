"""Marker's JSON output → Document.

A tree of blocks (``block_type``, ``html``, ``children``); the leaves hold HTML. Each leaf is written as the Markdown
that it means and read as such, so that formulas, tables and marks are handled in one place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml.etree import LxmlError
from msgspec.structs import replace

from pipeline.article import Discarded, Source
from pipeline.diagnostics import diagnostic
from pipeline.document import Block, Document
from pipeline.readers import markdown

FURNITURE = {"PageHeader": "running head", "PageFooter": "running foot"}
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
    for kind, html in _leaves(tree):
        if kind in FURNITURE:
            discarded.append(Discarded(_plain(html), FURNITURE[kind], lines))
            continue
        for block in markdown.read(_markdown(kind, html), id, source).blocks:
            blocks.append(replace(block, id=f"b{len(blocks) + 1}", pieces=((0, *lines),)))
    return Document(id, source, tuple(blocks), tuple(discarded))


def _leaves(node: Any) -> Iterator[tuple[str, str]]:
    """(block type, HTML) of each leaf in reading order; an explicit stack, since depth is the file's to choose."""
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict):
            kind = str(node.get("block_type") or "Text")
            children = node.get("children")
            if kind in _CONTAINERS or children:
                stack += reversed(children) if isinstance(children, list) else []
            else:
                yield kind, str(node.get("html") or "")


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
    if root.find(".//table") is not None:
        return "".join(lxml.html.tostring(t, encoding="unicode", with_tail=False) for t in root.iter("table"))
    if kind in ("Figure", "Picture"):
        return "\n\n".join(f"![]({img.get('src', '')})" for img in root.iter("img")) or "![](#)"
    body = " ".join(_inline(root).split())
    if kind == "SectionHeader":
        level = next((int(e.tag[1]) for e in root.iter("h1", "h2", "h3", "h4", "h5", "h6")), 2)
        return "#" * level + " " + body
    return f"- {body}" if kind == "ListItem" else body


def _inline(element: lxml.html.HtmlElement) -> str:
    """Text with the marks that Markdown and its inline HTML know; Markdown's own signs escaped."""
    parts = [_escaped(element.text)]
    for child in element:
        inner = _inline(child)
        match child.tag:
            case "math":
                parts.append(f"${child.text_content().strip()}$")
            case "sup" | "sub" | "b" | "i" | "em" | "strong":
                parts.append(f"<{child.tag}>{inner}</{child.tag}>")
            case _:
                parts.append(inner)
        parts.append(_escaped(child.tail))
    return "".join(parts)


def _escaped(text: str | None) -> str:
    for sign in ("\\", "*", "_", "$", "<"):
        text = (text or "").replace(sign, "\\" + sign)
    return text or ""
