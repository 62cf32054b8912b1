"""A ``.bib`` file as the list that a journal prints: one entry of GB/T 7714 a key."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pipeline.readers import pandoc
from pipeline.text import language

# GB/T 7714—2015, appendix B.
_MARKERS = {
    "article-journal": "J",
    "article-magazine": "J",
    "article-newspaper": "N",
    "book": "M",
    "chapter": "M",
    "dataset": "DS",
    "paper-conference": "C",
    "patent": "P",
    "report": "R",
    "standard": "S",
    "thesis": "D",
    "webpage": "EB/OL",
}
_MOST_AUTHORS = 3
_TAG = re.compile(r"</?(?:span|i|b|sup|sub|em|strong)\b[^>]*>")


def entries(data: bytes, path: Path) -> dict[str, str]:
    """The entries of a file as printed, by key and in its order. Raises UnreadableError."""
    items: list[dict[str, Any]] = json.loads(pandoc.run(data, path, "bibtex", "csljson"))
    return {str(item["id"]): printed(item) for item in items}


def printed(item: dict[str, Any], more: bool = False) -> str:
    """An item of CSL as printed: ``李四, 王五. 盐[J]. 某学报, 2019, 1(2): 3-4.``; there may be ``more`` authors."""
    title = _TAG.sub("", str(item.get("title", "")))
    names = _names(item.get("author") or item.get("editor") or [], language(title), more)
    head = f"{title}[{_MARKERS.get(item['type'], 'Z')}]"
    container = _TAG.sub("", str(item.get("container-title", "")))
    year = _year(item)
    if item["type"].startswith("article"):
        issue = f"({item['issue']})" if item.get("issue") else ""
        source = [container, year, f"{item.get('volume', '')}{issue}"]
    else:
        place = ": ".join(str(item[key]) for key in ("publisher-place", "publisher") if item.get(key))
        if container:
            head += f"//{container}"
        if item.get("edition"):
            head += f". {item['edition']}"
        source = [place, year]
    imprint = ", ".join(part for part in source if part)
    imprint += f": {item['page'].replace('--', '-')}" if item.get("page") else ""
    tail = [f"DOI: {item['DOI']}"] if item.get("DOI") else [str(item["URL"])] if item.get("URL") else []
    return ". ".join(part.rstrip(".") for part in (names, head, imprint, *tail) if part) + "."


def _names(people: list[dict[str, str]], lang: str, more: bool) -> str:
    named = [_name(person) for person in people[:_MOST_AUTHORS]]
    others = ["等" if lang == "zh" else "et al"] if more or len(people) > _MOST_AUTHORS else []
    return ", ".join([*named, *others])


def _name(person: dict[str, str]) -> str:
    """张三, WANG W: Western given names as initials (GB/T 7714—2015, 8.1.1)."""
    family = person.get("literal") or person.get("family", "")
    given = person.get("given", "")
    if language(family + given) == "zh":
        return family + given
    particle = person.get("non-dropping-particle") or person.get("dropping-particle")
    family = f"{particle} {family}" if particle else family
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)
    return f"{family} {initials}".strip()


def _year(item: dict[str, Any]) -> str:
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    return str(parts[0][0]) if parts[0] else ""
