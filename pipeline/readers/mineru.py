"""MinerU's ``content_list.json`` and ``content_list_v2.json`` → Document.

A list of objects in reading order: ``text`` (with ``text_level`` for a heading), ``equation``, ``image`` and ``table``
with captions and footnotes. Newer versions add ``list``, ``code``, ``chart``, ``seal``, footnotes of pages, and page
furniture under its own type; a chart's ``content`` is a model's reading of the picture. Texts are Markdown inside. An
object may lack ``type``, and texts may be empty. The second form has a list for each page and its texts in spans; its
objects are read as those of the first that say the same.
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
from pipeline.readers.syntax import escaped

FURNITURE = {"header": "running head", "footer": "running foot", "page_number": "page number", "aside_text": "margin"}


def read(text: str, id: str, source: Source) -> Document:
    """The document of a content list; a part that is no JSON becomes a diagnostic, what precedes it is kept."""
    blocks: list[Block] = []
    discarded: list[Discarded] = []
    line, seen, broken = 0, 0, None
    for item, start, end, of_page in _items(text):
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
        page = item.get("page_idx", of_page)
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


def _items(text: str) -> Iterator[tuple[dict[str, Any] | None, int, int, int | None]]:
    """Each object of the list with its extent and, where a list of its own says so, its page.

    None for the object where the text stops being JSON.
    """
    decoder, skip = json.JSONDecoder(), re.compile(r"[\s,\[\]]*")
    position = lists = 0
    while True:
        skipped = skip.match(text, position)
        position, lists = skipped.end(), lists + skipped[0].count("[")  # type: ignore[union-attr, index]
        page = lists - 2 if lists > 1 else None
        if position == len(text):
            return
        try:
            item, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            yield None, position, len(text), page
            return
        yield _first_form(item) if isinstance(item, dict) else {"text": _string(item)}, position, end, page
        position = end


_FIRST_FORM = {
    "title": "text",
    "paragraph": "text",
    "equation_interline": "equation",
    "algorithm": "code",
    "index": "list",
    "page_header": "header",
    "page_footer": "footer",
    "page_aside_text": "aside_text",
}


def _first_form(item: dict[str, Any]) -> dict[str, Any]:
    """An object of the second form as one of the first."""
    said, kind = item.get("content"), str(item.get("type"))
    if not isinstance(said, dict):
        return item
    picture = said.get("image_source")
    form: dict[str, Any] = {"type": _FIRST_FORM.get(kind, kind), "sub_type": kind, "text_level": said.get("level")}
    form["img_path"] = picture.get("path") if isinstance(picture, dict) else None
    form["content"] = said.get("content")
    for key, value in said.items():
        if key == "list_items" and isinstance(value, list):
            form[key] = [_spans(each.get("item_content") if isinstance(each, dict) else each) for each in value]
        elif key == "math_content" and _string(value).strip():
            form["text"] = f"$$\n{_string(value).strip()}\n$$"
        elif key == "html":
            form["table_body"] = value
        elif key in (f"{kind}_content", "code_content"):
            form["code_body" if form["type"] == "code" else "text"] = _spans(value, escape=form["type"] != "code")
        elif key.endswith(("_caption", "_footnote")):
            form[key.replace("algorithm_", "code_")] = _spans(value)
    return form


def _spans(value: object, escape: bool = True) -> str:
    """The Markdown of a list of spans."""
    parts = []
    for span in value if isinstance(value, list) else [value]:
        said = _string(span.get("content")) if isinstance(span, dict) else _string(span)
        formula = isinstance(span, dict) and span.get("type") == "equation_inline"
        parts.append(f"${said}$" if formula else escaped(said) if escape else said)
    return "".join(parts)


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
        case "page_footnote":  # its star is a mark, no bullet
            parts = [re.sub(r"^\s*([*+-])", r"\\\1", body)]
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
