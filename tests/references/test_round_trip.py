"""Items of the types that GB/T 7714 lists, printed by a citation processor and read back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from pipeline.references.command import lines_to_json
from pipeline.text import folded

HERE = Path(__file__).parent
ITEMS: list[dict[str, Any]] = json.loads((HERE / "items.json").read_text(encoding="utf-8"))
# The language of the style's words (等, 版): CSL styles have one a document.
LOCALES = {"zh": "zh-CN", "en": "en-US"}
FLOOR = 0.99


def printed(items: list[dict[str, Any]], locale: str, folder: Path) -> list[str]:
    """The entries that pandoc's citeproc makes of the items."""
    bibliography = folder / "items.json"
    bibliography.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    text = pypandoc.convert_text(
        f"---\nnocite: '@*'\nlang: {locale}\n---\n",
        "plain",
        format="markdown",
        extra_args=["--citeproc", f"--bibliography={bibliography}", f"--csl={HERE / 'gbt7714.csl'}", "--wrap=none"],
    )
    return [line for line in text.splitlines() if line.strip()]


def name_key(name: dict[str, str]) -> str:
    """What the standard prints of a name: an institution, a Chinese name, a family name with initials."""
    if "literal" in name:
        return folded(name["literal"])
    given = name.get("given", "")
    initials = given if re.match("[\u4e00-\u9fff]", given) else "".join(re.findall(r"[A-Z]", given))
    return folded(name["family"] + initials)


def comparable(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields that the standard prints, with what is free in print folded away."""
    for field, value in item.items():
        if field in ("author", "container-author", "translator"):
            yield field, [name_key(name) for name in value][:3]
        elif field in ("issued", "accessed"):
            parts = value["date-parts"][0]
            # A fuller date than the year is printed for these alone.
            day = item["type"] in ("patent", "article-newspaper", "webpage", "dataset", "software", "article")
            yield field, parts if day or field == "accessed" else parts[:1]
        elif field in ("URL", "DOI") or field in ("type", "language"):
            yield field, value
        elif field not in ("id", "custom"):
            yield field, folded(value)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(entry, item, item read from the entry)."""
    found = []
    for language, locale in LOCALES.items():
        items = [item for item in ITEMS if item["language"] == language]
        lines = printed(items, locale, tmp_path_factory.mktemp(language))
        read = [json.loads(line) for line in lines_to_json("\n".join(lines)).splitlines()]
        assert [len(entry) for entry in read] == [1] * len(items)
        found += [(line, item, entry[0]) for line, item, entry in zip(lines, items, read, strict=True)]
    return found


def test_the_items_cover_the_types() -> None:
    assert len(ITEMS) >= 120
    assert len({item["type"] for item in ITEMS}) >= 13


def test_fields_come_back(pairs: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    lost = [
        (entry, field, value, dict(comparable(read)).get(field))
        for entry, item, read in pairs
        for field, value in comparable(item)
        if dict(comparable(read)).get(field) != value
    ]
    total = sum(len(dict(comparable(item))) for _, item, _ in pairs)
    equal = 1 - len(lost) / total
    assert equal >= FLOOR, f"{equal:.4f} of {total} fields equal; lost: {lost}"


def test_nothing_is_invented(pairs: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    invented = [
        (entry, field, value)
        for entry, item, read in pairs
        for field, value in comparable(read)
        if field not in dict(comparable(item))
    ]
    assert len(invented) <= 0.01 * sum(len(item) for _, item, _ in pairs), invented
