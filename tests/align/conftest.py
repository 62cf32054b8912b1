"""What the tests of the aligner share."""

from __future__ import annotations

import pytest

from pipeline.resources import Resources


@pytest.fixture(scope="session")
def resources() -> Resources:
    return Resources()
