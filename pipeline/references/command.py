"""``duizhao references``: raw entries, one a line, to CSL-JSON, one array a line."""

from __future__ import annotations

from typing import Any

import msgspec

from pipeline.csl import Item, built
from pipeline.references import Parsed, parse_entries


def lines_to_json(text: str) -> str:
    """A JSON array of CSL-JSON items for each line of the text; an empty one for a line without an entry.

    A printed translation stands under ``custom.translation``.
    """
    return "".join(
        msgspec.json.encode([_item(found) for found in parse_entries(line)]).decode() + "\n"
        for line in text.removesuffix("\n").split("\n")
    )


def _item(found: Parsed) -> dict[str, Any]:
    return built(found.csl or Item(id="ref", type="document", note=found.raw), found.translation)
