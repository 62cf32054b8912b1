"""What a user sees while a batch runs."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from pipeline.batch import progress as module
from pipeline.batch.progress import progress


def shown(terminal: bool) -> str:
    screen = io.StringIO()
    with progress(Console(file=screen, force_terminal=terminal, width=100)) as shown:
        shown.start(4)
        shown.advance(1, 0)
        shown.advance(1, 1)
    return screen.getvalue()


def test_a_terminal_shows_a_bar_with_count_rate_and_failures() -> None:
    text = shown(terminal=True)
    assert "2/4" in text
    assert "/s" in text
    assert "1 failed" in text


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(terminal=False) == ""
    monkeypatch.setattr(module, "_SECONDS_BETWEEN_LINES", 0.0)
    first, second = shown(terminal=False).splitlines()
    assert first.startswith("1/4 articles, ")
    assert second.startswith("2/4 articles, ")
    assert second.endswith(" s left, 1 failed")
    assert "\x1b" not in first + second
