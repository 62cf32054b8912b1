"""What the tests of a batch share."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.batch.manifest import NAME


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder of forty short articles."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(40):
        (folder / f"paper-{number:02}.md").write_text(f"# 第{number}篇\n", encoding="utf-8")
    return folder


def outputs(folder: Path) -> dict[str, bytes]:
    """All that a batch has written, but for its log."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != NAME}
