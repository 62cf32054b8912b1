"""What tests share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pipeline.resources import Resources

# As the command sets it, before anything loads NumPy.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# No test asserts a time, and the first example of a process may load lexicons.
settings.register_profile("duizhao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("duizhao")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with gold labels and real articles, which a user's clone does not have."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: gold labels and real articles are not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def resources() -> Resources:
    from tests.resources import RESOURCES

    return RESOURCES


@pytest.fixture
def limit_of_an_article() -> Iterator[None]:
    """Ends the test with TimeoutError where a batch would put the article aside, as where work is quadratic."""
    from pipeline.batch.manifest import Limits

    def over(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, Limits().seconds)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
