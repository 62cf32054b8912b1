"""Convert a batch: local processes or a Dask cluster, what has changed and no more."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol, Self

import msgspec
from msgspec import Struct

from pipeline.batch import files
from pipeline.batch.manifest import Limits, Manifest, Record
from pipeline.batch.plan import Job
from pipeline.batch.pool import Pool
from pipeline.batch.progress import Progress, Silent
from pipeline.batch.shards import shard_names
from pipeline.batch.task import Outcome, Settings, Task, perform
from pipeline.batch.version import code_version, run_version
from pipeline.batch.worker import StartError
from pipeline.extract.lexicon import Concept
from pipeline.text import plural

DEFAULT_LIMITS = Limits()
WORK = "pipeline.batch.work:work"


class Summary(Struct, frozen=True):
    """How a run went; ``failures`` says of each quarantined article where it is and why."""

    converted: int = 0
    unchanged: int = 0
    failures: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """``4 articles: 0 converted, 4 unchanged``"""
        total = self.converted + self.unchanged + len(self.failures)
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return f"{plural(total, 'article')}: {self.converted} converted, {self.unchanged} unchanged{failed}"


class Engine(Protocol):
    """Where tasks are performed; leaving the context ends what is still running."""

    @property
    def width(self) -> int:
        """How many tasks at once."""

    def parts(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, ...]]:
        """The jobs, as many in a task as are best performed together."""

    def submit(self, task: Task) -> Future[list[Outcome]]: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def run(
    jobs: Sequence[Job],
    output: str | Path,
    formats: Sequence[str],
    jobs_n: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    scheduler: str | None = None,
    work: str = WORK,
    lexicon: Sequence[Concept] = (),
) -> Summary:
    """Convert jobs into a folder (a path or an fsspec address) and keep its manifest.

    ``jobs_n``     worker processes on this machine, one a core unless told
    ``scheduler``  address of a Dask scheduler whose workers do the work instead
    ``work``       import path of what a worker does, a function from Request to Response
    ``lexicon``    the user's own concepts, which entities are recognised by beside ours

    Raises BusyError where another run writes to the folder, StartError where no worker can be started, OSError where
    an output cannot be written or no scheduler answers. What was finished before that, or before Ctrl-C, is kept, and
    a rerun goes on from it.
    """
    _require_extras(formats, scheduler)
    concepts = msgspec.msgpack.encode(tuple(lexicon)) if lexicon else b""
    version = run_version(code_version(), concepts)
    settings = Settings(str(output), tuple(dict.fromkeys(formats)), limits, version, work, concepts)
    progress = progress or Silent()
    counts: Counter[str] = Counter()
    failures: dict[str, str] = {}
    folder = files.folder(settings.output)
    folder.make()
    with Manifest(folder) as manifest:
        if isinstance(folder, files.LocalFolder):
            folder.sweep()
        with _engine(settings, jobs_n or os.cpu_count() or 1, scheduler) as engine, progress:
            tasks = _tasks(jobs, settings, manifest.records, engine)
            _remove_other_shards(folder, settings, {task.shard for task in tasks if task.shard})
            progress.start(len(jobs))
            for outcomes in _performed(tasks, engine):
                manifest.append(o.record for o in outcomes if o.record != manifest.records.get(o.record.id))
                counts.update(o.status for o in outcomes)
                failed = {o.record.id: _reason(o.record) for o in outcomes if o.status == "failed"}
                failures |= failed
                progress.advance(len(outcomes), len(failed))
        manifest.append(Record(id, "", removed=True) for task in tasks for id in task.gone)
    return Summary(counts["converted"], counts["unchanged"], tuple(failures[id] for id in sorted(failures)))


def _reason(record: Record) -> str:
    return f"{record.id}: {record.failure.reason}" if record.failure else record.id


def _require_extras(formats: Sequence[str], scheduler: str | None) -> None:
    """Better said before the first article than after the last."""
    for module, extra, wanted in (
        ("pyarrow", "parquet", "parquet" in formats),
        ("distributed", "cluster", scheduler is not None),
    ):
        if wanted and find_spec(module) is None:
            raise StartError(f"{module} is not installed; run: pip install 'duizhao[{extra}]'")


def _engine(settings: Settings, width: int, scheduler: str | None) -> Engine:
    if scheduler is None:
        return Local(settings, width)
    from pipeline.batch.cluster import Cluster

    return Cluster(settings, scheduler)


# To read and write an article takes a thread, on a slow disk, an eighth of the time that it waits for a worker.
_WORKERS_PER_SPARE_THREAD = 8


class Local:
    """Threads of this process that share worker processes: a few more, so that no worker waits for a disk."""

    def __init__(self, settings: Settings, width: int) -> None:
        self.width = width
        self._settings = settings
        self._pool = Pool(settings.work, settings.limits, width)
        self._threads = ThreadPoolExecutor(width + 1 + width // _WORKERS_PER_SPARE_THREAD)

    def parts(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, ...]]:
        return ((job,) for job in jobs)

    def submit(self, task: Task) -> Future[list[Outcome]]:
        return self._threads.submit(perform, task, self._settings, self._pool.lend)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()
        self._threads.shutdown(cancel_futures=True)


def _tasks(jobs: Sequence[Job], settings: Settings, records: dict[str, Record], engine: Engine) -> list[Task]:
    """A task for each job or for a few, as the engine likes it, or for each shard where the run writes shards."""
    if not settings.shard_formats:
        return [Task(part, _known(part, records)) for part in engine.parts(jobs)]
    names = shard_names(job.id for job in jobs)
    members: dict[str, list[Job]] = {}
    for job in jobs:
        members.setdefault(names[job.id], []).append(job)
    held: dict[str, list[str]] = {}
    for record in records.values():
        if record.id not in names:
            for name in settings.shard_formats:
                if output := record.outputs.get(name):
                    held.setdefault(output.file.removesuffix(f".{name}"), []).append(record.id)
    return [
        Task(tuple(own), _known(own, records), shard, tuple(dict.fromkeys(held.get(shard, ()))))
        for shard, own in sorted(members.items())
    ]


def _known(jobs: Iterable[Job], records: dict[str, Record]) -> dict[str, Record]:
    return {job.id: records[job.id] for job in jobs if job.id in records}


def _remove_other_shards(folder: files.Folder, settings: Settings, wanted: set[str]) -> None:
    """A batch that has grown has its articles in other shards; none may be found in two."""
    for name in settings.shard_formats:
        for file in folder.names(f"articles-*-of-*.{name}"):
            if file.removesuffix(f".{name}") not in wanted:
                folder.remove(file)


def _performed(tasks: Iterable[Task], engine: Engine) -> Iterator[list[Outcome]]:
    """Outcomes as they come, all that have come by then at once; a few tasks wait so that no worker does."""
    done: SimpleQueue[Future[list[Outcome]]] = SimpleQueue()
    put: Callable[[Future[list[Outcome]]], None] = done.put
    waiting = iter(tasks)
    running = 0
    while True:
        for task in waiting:
            engine.submit(task).add_done_callback(put)
            running += 1
            if running == 2 * engine.width:
                break
        if not running:
            return
        finished = [done.get()]
        while not done.empty():
            finished.append(done.get())
        running -= len(finished)
        yield [outcome for future in finished for outcome in future.result()]
