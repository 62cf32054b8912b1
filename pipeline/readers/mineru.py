"""MinerU's ``content_list.json`` → Document.

A list of objects in reading order: ``text`` (with ``text_level`` for a heading), ``equation``, ``image`` and ``table``
with captions and footnotes. Newer versions add ``list``, ``code``, ``chart``, ``seal``, footnotes of pages, and page
furniture under its own type; a chart's ``content`` is a model's reading of the picture. Texts are Markdown inside. An
object may lack ``type``, and texts may be empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from pipeline.article import Discarded, Source
from pipeline.diagnostics import diagnostic
from pipeline.document import Block, Document
from pipeline.readers import markdown

FURNITURE = {"header": "running head", "footer": "running foot", "page_number": "page number", "aside_text": "margin"}


def read(text: str, id: str, source: Source) -> Document:
    """The document of a content list; a part that is no JSON becomes a diagnostic, what precedes it is kept."""
    blocks: list[Block] = []
    discarded: list[Discarded] = []
    line, seen, broken = 0, 0, None
    for item, start, end in _items(text):
        first = line + text.count("\n", seen, start)
        if item is None:
            broken = first
            break
        line, seen = first + text.count("\n", start, end), end
        lines = (first, line + 1)
        if item.get("type") in FURNITURE:
            discarded.append(Discarded(_string(item.get("text")), FURNITURE[item["type"]], lines))
            continue
        if reading := _string(item.get("content")).strip():
            discarded.append(Discarded(reading, "a model's reading of a picture", lines))
        page = item.get("page_idx")
        for block in markdown.read(_markdown(item), id, source).blocks:
            new = f"b{len(blocks) + 1}"
            blocks.append(replace(block, id=new, pieces=((0, *lines),), page=page if isinstance(page, int) else None))
    diagnostics = () if broken is None else (diagnostic("json-broken", (broken, broken + 1)),)
    covered = {n for b in blocks for n in range(*b.lines)} | {n for d in discarded for n in range(*d.lines)}
    discarded += [
        Discarded(line.strip(), "markup" if broken is None or n < broken else "not JSON", (n, n + 1))
        for n, line in enumerate(text.split("\n"))
        if line.strip() and n not in covered
    ]
    return Document(id, source, tuple(blocks), tuple(sorted(discarded, key=lambda d: d.lines)), diagnostics)


def _items(text: str) -> Iterator[tuple[dict[str, Any] | None, int, int]]:
    """Each object of the top-level list with its extent; None where the text stops being JSON."""
    decoder, skip = json.JSONDecoder(), re.compile(r"[\s,\[]*")
    position = skip.match(text, 0).end()  # type: ignore[union-attr]
    while position < len(text) and text[position] != "]":
        try:
            item, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            yield None, position, len(text)
            return
        yield item if isinstance(item, dict) else {"text": _string(item)}, position, end
        position = skip.match(text, end).end()  # type: ignore[union-attr]


def _markdown(item: dict[str, Any]) -> str:
    """The Markdown that MinerU itself would write for the object."""
    kind, body = str(item.get("type")), _string(item.get("text"))
    if item.get("text_level"):
        body = "#" * min(_level(item["text_level"]), 6) + " " + " ".join(body.split())
    path = _string(item.get("img_path"))
    picture = f"![](<{path}>)" if path else ""
    captions, footnotes = _around(item, kind, "caption"), _around(item, kind, "footnote")
    match kind:
        case "image" | "chart" | "seal":  # the captions in lines of one paragraph, so that one may go on in the next
            parts = [picture, "  \n".join(captions), body, *footnotes]
        case "table":
            parts = [*captions, _string(item.get("table_body")) or picture, body, *footnotes]
        case "code":
            parts = [*captions, _code(item), body, *footnotes]
        case "list":
            parts = [*captions, *(_strings(item, "list_items") or [body])]
        case "equation":
            parts = [body or picture]
        case _:
            parts = [*captions, body, *footnotes]
    return "\n\n".join(part for part in parts if part.strip())


def _around(item: dict[str, Any], kind: str, what: str) -> list[str]:
    """The captions or footnotes, which older versions call an image's by another name."""
    return [s.strip() for key in (f"{kind}_{what}", f"img_{what}") for s in _strings(item, key) if s.strip()]


def _code(item: dict[str, Any]) -> str:
    body = _string(item.get("code_body"))
    if item.get("sub_type") == "algorithm" or body.lstrip().startswith("```"):
        return body
    fence = max(("`" * (len(ticks) + 1) for ticks in re.findall("`{3,}", body)), default="```")
    return f"{fence}\n{body}\n{fence}" if body.strip() else ""


def _strings(item: dict[str, Any], key: str) -> list[str]:
    value = item.get(key)
    return [_string(v) for v in value] if isinstance(value, list) else [_string(value)] if value else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _level(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 1
