"""The workers of this process: one for each thread that asks, replaced when an article has cost it."""

from __future__ import annotations

import threading

from pipeline.batch.manifest import Failure, Limits
from pipeline.batch.messages import Request, Response
from pipeline.batch.worker import DiedError, OutOfMemoryError, Worker


class ClosedError(Exception):
    """The pool was closed while an article was being converted."""


class Pool:
    """Workers under limits. An article may cost a worker its life; it gets an answer all the same."""

    def __init__(self, work: str, limits: Limits) -> None:
        self._work, self._limits = work, limits
        self._own = threading.local()
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._closed = False

    def answer(self, request: Request) -> Response:
        """What this thread's worker answers, or the failure that the article is.

        A worker's death may have come from outside (the kernel short of memory, an administrator), so the article gets
        a second worker; a limit passed is passed. Raises ClosedError, and StartError where no worker can be started.
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
        worker = self._worker()
        try:
            return worker.answer(request)
        except (TimeoutError, OutOfMemoryError, DiedError) as error:
            self._forget(worker)
            if self._closed:
                raise ClosedError from None
            if isinstance(error, DiedError):
                raise
            if isinstance(error, OutOfMemoryError):
                return Response(failure=Failure("memory", f"needs more than {self._limits.memory >> 20} MiB"))
            return Response(failure=Failure("time", f"took longer than {self._limits.seconds:g} s"))

    def close(self) -> None:
        """End all workers at once, whatever they are doing."""
        with self._lock:
            self._closed = True
            workers = list(self._all)
        for worker in workers:
            worker.kill()

    def _worker(self) -> Worker:
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = Worker(self._work, self._limits)
            with self._lock:
                self._all.add(worker)
                closed = self._closed
            if closed:
                worker.kill()
                raise ClosedError
            self._own.worker = worker
        return worker

    def _forget(self, worker: Worker) -> None:
        self._own.worker = None
        with self._lock:
            self._all.discard(worker)
