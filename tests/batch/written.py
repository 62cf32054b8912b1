"""What a batch has left on the disk."""

from __future__ import annotations

from pathlib import Path

from pipeline.batch.manifest import NAME


def outputs(folder: Path) -> dict[str, bytes]:
    """All that a batch has written, but for its log."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != NAME}
