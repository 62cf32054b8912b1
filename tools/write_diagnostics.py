"""Write docs/diagnostics.md from the table in pipeline/diagnostics.py."""

from __future__ import annotations

from pathlib import Path

from pipeline.diagnostics import MEANINGS

PAGE = Path(__file__).parent.parent / "docs" / "diagnostics.md"


def page() -> str:
    """The page, a row a code."""
    rows = [f"| `{code}` | {m.severity} | {m.message} | {m.remedy} |" for code, m in sorted(MEANINGS.items())]
    head = ["# Diagnostics", "", "| code | severity | what it says | what to do |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
