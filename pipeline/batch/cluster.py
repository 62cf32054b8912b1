"""The same tasks on a Dask cluster: each thread of a Dask worker holds one of our worker processes, with our limits.

Inputs and outputs must be where every Dask worker can reach them: a shared file system or an fsspec address.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any, Self

from distributed import Client, KilledWorker, Worker, get_worker
from distributed import Future as Remote
from distributed.diagnostics.plugin import WorkerPlugin

from pipeline.batch.manifest import Failure, Record
from pipeline.batch.plan import Job
from pipeline.batch.pool import Pool
from pipeline.batch.task import Outcome, Settings, Task, perform
from pipeline.batch.version import code_version, run_version
from pipeline.batch.worker import StartError

_SECONDS_BETWEEN_LOOKS = 5.0
# An adaptive cluster starts workers when tasks wait, so some must wait even where there is no worker yet.
_LEAST_WIDTH = 16
# A task costs Dask about 14 ms of its three processes, an article takes about 90: eight at once, and fewer at the end
# of a run, a quarter of each thread's share of what is left, so that all threads end together.
_MOST_TOGETHER = 8
_TASKS_LEFT_PER_THREAD = 4


class Cluster:
    """The workers of a Dask scheduler, as an Engine."""

    def __init__(self, settings: Settings, scheduler: str) -> None:
        """Raises OSError where no scheduler answers."""
        self._client = Client(scheduler)
        # By output folder: a run that was killed leaves its plugin behind, and the next one replaces it.
        self._plugin = f"duizhao-{hashlib.sha256(settings.output.encode()).hexdigest()[:16]}"
        self._client.register_plugin(_Workers(settings), name=self._plugin)
        self._running: set[Remote[list[Outcome]]] = set()
        self._width, self._looked = 0, 0.0

    @property
    def width(self) -> int:
        now = time.monotonic()
        if not self._width or now - self._looked > _SECONDS_BETWEEN_LOOKS:
            self._width, self._looked = max(_LEAST_WIDTH, sum(self._client.nthreads().values())), now
        return self._width

    def parts(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, ...]]:
        many = _TASKS_LEFT_PER_THREAD * max(1, sum(self._client.nthreads().values()))
        start = 0
        while start < len(jobs):
            end = start + max(1, min(_MOST_TOGETHER, (len(jobs) - start) // many))
            yield tuple(jobs[start:end])
            start = end

    def submit(self, task: Task) -> Future[list[Outcome]]:
        remote = self._client.submit(_perform, task, self._plugin, pure=False)
        self._running.add(remote)
        local: Future[list[Outcome]] = Future()

        def finish(remote: Remote[list[Outcome]]) -> None:
            self._running.discard(remote)
            try:
                local.set_result(remote.result())
            except KilledWorker as error:
                local.set_result([_killed(job.id, error) for job in task.jobs])
            except BaseException as error:
                local.set_exception(error)

        remote.add_done_callback(finish)
        return local

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.cancel(list(self._running))
        self._client.unregister_worker_plugin(self._plugin)
        self._client.close()


class _Workers(WorkerPlugin):
    """The pool of a Dask worker, as long as the run is."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool: Pool

    def setup(self, worker: Worker) -> None:
        self.pool = Pool(self.settings.work, self.settings.limits, worker.state.nthreads)

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 -- Dask's signature
        self.pool.close()


def _perform(task: Task, plugin: str) -> list[Outcome]:
    worker: Any = get_worker()
    ours: _Workers = worker.plugins[plugin]
    if run_version(code_version(), ours.settings.lexicon) != ours.settings.version:
        raise StartError(f"{worker.address} runs another version of duizhao or its dependencies; install the same")
    return perform(task, ours.settings, ours.pool.lend)


def _killed(id: str, error: KilledWorker) -> Outcome:
    return Outcome(Record(id, "", failure=Failure("killed", f"Dask gave up: {error}")), "failed")
