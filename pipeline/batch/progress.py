"""How far a batch is: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

# A log of a night's run stays short enough to read.
_SECONDS_BETWEEN_LINES = 10.0


class Progress(Protocol):
    """Told what happens, between entering and leaving its context."""

    def start(self, total: int) -> None: ...

    def advance(self, articles: int, failed: int) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def progress(console: Console) -> Progress:
    """The progress that suits a console."""
    return _Terminal(console) if console.is_terminal else Lines(console)


class Silent:
    def start(self, total: int) -> None:
        pass

    def advance(self, articles: int, failed: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Terminal(Silent):
    def __init__(self, console: Console) -> None:
        self._bar = Bar(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failures]}"),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, rate="", failures="")
        self._began = time.monotonic()
        self._done = self._failures = 0

    def start(self, total: int) -> None:
        self._bar.update(self._task, total=total)

    def advance(self, articles: int, failed: int) -> None:
        self._done += articles
        self._failures += failed
        rate = f"{self._done / max(time.monotonic() - self._began, 1e-9):.1f}/s"
        failures = f"{self._failures} failed" if self._failures else ""
        self._bar.update(self._task, advance=articles, rate=rate, failures=failures)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


class Lines(Silent):
    """A line every ten seconds; none for a batch that is done sooner."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = self._said = time.monotonic()
        self._total = self._done = self._failures = 0

    def start(self, total: int) -> None:
        self._total = total

    def advance(self, articles: int, failed: int) -> None:
        self._done += articles
        self._failures += failed
        now = time.monotonic()
        if now - self._said < _SECONDS_BETWEEN_LINES:
            return
        self._said = now
        rate = self._done / (now - self._began)
        left = (self._total - self._done) / rate
        failures = f", {self._failures} failed" if self._failures else ""
        self._console.print(f"{self._done}/{self._total} articles, {rate:.1f}/s, {left:.0f} s left{failures}")
