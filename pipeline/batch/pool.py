"""The workers of this process: lent to one article after another, replaced when an article has cost one its life."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from queue import LifoQueue

from pipeline.batch.manifest import Failure, Limits
from pipeline.batch.messages import Request, Response
from pipeline.batch.worker import DiedError, OutOfMemoryError, Worker

Answer = Callable[[Request], Response]
Lend = Callable[[], AbstractContextManager[Answer]]


class ClosedError(Exception):
    """The pool was closed while an article was being converted."""


class Pool:
    """At most ``width`` workers under limits; those that have been used are used first."""

    def __init__(self, work: str, limits: Limits, width: int) -> None:
        self._places = [_Place(work, limits) for _ in range(width)]
        self._free: LifoQueue[_Place] = LifoQueue()
        for place in self._places:
            self._free.put(place)

    @contextmanager
    def lend(self) -> Iterator[Answer]:
        """A worker that no other thread uses before the block ends; waits for a free one.

        It answers what the article is, or which failure. Raises ClosedError, and StartError where none can be started.
        """
        place = self._free.get()
        try:
            yield place.answer
        finally:
            self._free.put(place)

    def close(self) -> None:
        """End all workers at once, whatever they are doing."""
        for place in self._places:
            place.close()


class _Place:
    """One worker, started when it is first asked and again when an article has killed it."""

    def __init__(self, work: str, limits: Limits) -> None:
        self._work, self._limits = work, limits
        self._worker: Worker | None = None
        self._lock = threading.Lock()
        self._closed = False

    def answer(self, request: Request) -> Response:
        """A worker's death may have come from outside (the kernel short of memory, an administrator), so the article
        gets a second worker; a limit passed is passed.
        """
        try:
            return self._answer(request)
        except DiedError:
            pass
        try:
            return self._answer(request)
        except DiedError as error:
            return Response(failure=Failure("killed", f"its worker {error}, twice"))

    def _answer(self, request: Request) -> Response:
        worker = self._worker or self._started()
        try:
            return worker.answer(request)
        except (TimeoutError, OutOfMemoryError, DiedError) as error:
            self._worker = None
            if self._closed:
                raise ClosedError from None
            if isinstance(error, DiedError):
                raise
            if isinstance(error, OutOfMemoryError):
                return Response(failure=Failure("memory", f"needs more than {self._limits.memory >> 20} MiB"))
            return Response(failure=Failure("time", f"took longer than {self._limits.seconds:g} s"))

    def _started(self) -> Worker:
        if self._closed:
            raise ClosedError
        worker = Worker(self._work, self._limits)
        with self._lock:
            self._worker, closed = worker, self._closed
        if closed:
            worker.kill()
            raise ClosedError
        return worker

    def close(self) -> None:
        with self._lock:
            self._closed, worker = True, self._worker
        if worker:
            worker.kill()
