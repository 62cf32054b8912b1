"""``duizhao references``: raw entries, one a line, to CSL-JSON, one array a line."""

from __future__ import annotations

from typing import Any

import msgspec

from pipeline.references import Parsed, parse_entries


def lines_to_json(text: str) -> str:
    """A JSON array of CSL-JSON items for each line of the text; an empty one for a line without an entry.

    A printed translation stands under ``custom.translation``, which CSL processors pass over.
    """
    return "".join(
        msgspec.json.encode([_item(found) for found in parse_entries(line)]).decode() + "\n" for line in text.splitlines()
    )


def _item(found: Parsed) -> dict[str, Any]:
    if found.csl is None:
        return {"id": f"ref-{found.number}", "type": "document", "note": found.raw}
    item: dict[str, Any] = msgspec.to_builtins(found.csl)
    if found.translation:
        item["custom"] = item.get("custom", {}) | {"translation": msgspec.to_builtins(found.translation)}
    return item
