"""What tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with gold labels and real articles, which a user's clone does not have."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: gold labels and real articles are not part of the project")
    return SHARED
