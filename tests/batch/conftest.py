"""What the tests of a batch share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder of forty short articles."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(40):
        (folder / f"paper-{number:02}.md").write_text(f"# 第{number}篇\n", encoding="utf-8")
    return folder
