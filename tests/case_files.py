"""Case files: what a rule is given and what comes of it, to be read like a specification."""

from __future__ import annotations

from pathlib import Path


def cases(path: Path) -> list[tuple[str, str, str]]:
    """(title, given, expected) of a file, in which each of the three is ended by a line of one stop."""
    *parts, rest = path.read_text(encoding="utf-8").split("\n.\n")
    assert len(parts) % 3 == 0 and not rest.strip(), f"{path}: the last case lacks its end"
    return [
        (title.strip(), given, expected)
        for title, given, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
