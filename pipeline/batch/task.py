"""A task: one article or a few, or those of one shard. Read, convert what has changed, write, say what became of it.

Tasks run in threads of this process or of a Dask worker: they hold the files, the workers only compute.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch import files, shards
from pipeline.batch.manifest import Failure, Limits, Record, Written
from pipeline.batch.messages import LINE, Request, Response
from pipeline.batch.plan import Job
from pipeline.batch.pool import Answer, Lend
from pipeline.batch.version import job_key
from pipeline.pictures import Found


class Settings(Struct, frozen=True):
    """What all tasks of a run have in common. ``output`` is a path or an address; ``work`` an import path.

    ``version`` is of the code and of the user's ``lexicon`` (encoded; empty where there is none).
    """

    output: str
    formats: tuple[str, ...]
    limits: Limits
    version: str
    work: str
    lexicon: bytes = b""

    @property
    def shard_formats(self) -> tuple[str, ...]:
        return tuple(name for name in self.formats if name in shards.CODECS)

    @property
    def file_formats(self) -> tuple[str, ...]:
        return tuple(name for name in self.formats if name not in shards.CODECS)


class Task(Struct, frozen=True):
    """Jobs, and what the manifest knows of them.

    ``shard``  stem of the shard that they make together
    ``gone``   articles that are in the shard and no longer among the jobs
    """

    jobs: tuple[Job, ...]
    known: dict[str, Record]
    shard: str | None = None
    gone: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """What became of a job. That of an unchanged article is news, too, where its shard was rewritten."""

    record: Record
    status: Literal["converted", "unchanged", "failed"]


class _Done(NamedTuple):
    """``line`` is the article's for its shard, None where that has it already or has none."""

    outcome: Outcome
    line: bytes | None = None


# One article is read or written while another is converted.
_AT_ONCE = 2


def perform(task: Task, settings: Settings, lend: Lend) -> list[Outcome]:
    """What became of the jobs, in their order. Their outputs are on the disk when this returns.

    Raises OSError where an output cannot be written, and what ``lend`` raises.
    """
    performance = _Performance(task, settings, lend)
    if len(task.jobs) == 1:
        done = [performance.article(task.jobs[0])]
    else:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            done = list(threads.map(performance.article, task.jobs))
    return performance.shard(done) if task.shard else [outcome for outcome, _ in done]


class _Performance:
    def __init__(self, task: Task, settings: Settings, lend: Lend) -> None:
        self._task, self._settings, self._lend = task, settings, lend
        self._folder = files.folder(settings.output)
        self._size_before = cache(self._folder.size)

    def article(self, job: Job) -> _Done:
        """What became of a job, its own files written."""
        known, limits = self._task.known.get(job.id), self._settings.limits
        contents = _contents(job, limits)
        if isinstance(contents, Failure):
            return _Done(Outcome(Record(job.id, "", failure=contents), "failed"))
        parts = files.parts(job.paths, contents)
        names, bytes_ = (*job.paths, *(name for name, _ in parts)), (*contents, *(data for _, data in parts))
        key_with = partial(job_key, self._settings.version, names, bytes_)
        pictures = files.beside(job.paths[0], known.pictures if known else ())
        key = key_with(pictures)
        kept = known.outputs if known and known.key == key else {}
        missing = self._missing(kept)
        if known and not missing:
            return _Done(Outcome(known, "unchanged"))
        if known and known.is_quarantined(key, limits, missing):
            return _Done(Outcome(known, "failed"))
        request = Request(job.id, tuple(zip(job.paths, contents, strict=True)), missing, self._settings.lexicon, parts)
        with self._lend() as answer:
            response = answer(request)
            if response.wanted or not kept:
                pictures = files.beside(job.paths[0], response.wanted)
                key = key_with(pictures)
            if response.wanted:
                response = _with_pictures(answer, request, pictures)
        made = {name: data for name, data in response.outputs.items() if name != LINE}
        self._folder.write({_file(job, name): data for name, data in made.items()})
        outputs = kept | {name: Written(_file(job, name), len(data)) for name, data in made.items()}
        record = Record(
            job.id, key, outputs, diagnostics=response.diagnostics, pictures=tuple(p.address for p in pictures)
        )
        line = response.outputs.get(LINE)
        if not response.failure:
            return _Done(Outcome(record, "converted"), line)
        if known:  # what an earlier version of the article gave is not what this one gives
            for name in known.outputs.keys() - outputs.keys():
                self._folder.remove(_file(job, name))
        return _Done(Outcome(replace(record, failure=response.failure, tried=missing, limits=limits), "failed"), line)

    def shard(self, done: list[_Done]) -> list[Outcome]:
        """The outcomes, with the shard written in each format in which it does not hold just these articles."""
        fresh = {outcome.record.id: line for outcome, line in done if line is not None}
        kept = {outcome.record.id for outcome, _ in done if self._shards_with(outcome.record)} - fresh.keys()
        wanted = kept | fresh.keys()
        stale = [
            name
            for name in self._settings.shard_formats
            if fresh
            or self._task.gone
            or wanted != {known.id for known in self._task.known.values() if name in self._shards_with(known)}
        ]
        if not stale:
            return [outcome for outcome, _ in done]
        lines = self._lines() | fresh if kept else fresh
        ordered = [lines[job.id] for job in self._task.jobs if job.id in wanted]
        written = {name: self._write(name, ordered) for name in stale}
        return [
            outcome._replace(record=replace(outcome.record, outputs=outcome.record.outputs | written))
            if outcome.record.id in wanted
            else outcome
            for outcome, _ in done
        ]

    def _write(self, form: str, lines: list[bytes]) -> Written:
        """The shard in a format; there is none without articles."""
        file = f"{self._task.shard}.{form}"
        if not lines:
            self._folder.remove(file)
            return Written(file, 0)
        data = shards.CODECS[form].encode(lines)
        self._folder.write({file: data})
        return Written(file, len(data))

    def _missing(self, outputs: dict[str, Written]) -> tuple[str, ...]:
        """The formats to be made; a line is not, as long as one of the shards that it should be in has it."""
        formats = self._settings.shard_formats
        missing = [name for name in self._settings.file_formats if not self._is_intact(outputs.get(name))]
        if formats and not any(self._is_intact(outputs.get(name)) for name in formats):
            missing.append(LINE)
        return tuple(missing)

    def _shards_with(self, record: Record) -> list[str]:
        """The formats of the shards that hold the article of a record."""
        return [name for name in self._settings.shard_formats if self._is_intact(record.outputs.get(name))]

    def _lines(self) -> dict[str, bytes]:
        """The articles that the shard has held up to now."""
        return {
            shards.head(line).id: line
            for name in self._settings.shard_formats
            if any(name in self._shards_with(known) for known in self._task.known.values())
            for line in shards.CODECS[name].decode(self._folder.read(f"{self._task.shard}.{name}"))
        }

    def _is_intact(self, output: Written | None) -> bool:
        return output is not None and self._size_before(output.file) == output.size


def _with_pictures(answer: Answer, request: Request, pictures: tuple[Found, ...]) -> Response:
    """The article with its pictures, or without them where they alone pass a limit."""
    response = answer(replace(request, pictures=pictures))
    if response.failure and response.failure.kind in ("time", "memory", "killed"):
        without = tuple(Found(p.address, problem=p.problem or "picture-too-large") for p in pictures)
        response = answer(replace(request, pictures=without))
    return response


def _contents(job: Job, limits: Limits) -> tuple[bytes, ...] | Failure:
    """The bytes of the job's files, or why they are not read."""
    contents = []
    for path in job.paths:
        try:
            if files.size(path) > limits.size:
                return Failure("size", f"{path}: larger than {limits.size >> 20} MiB")
            contents.append(files.read(path))
        except OSError as error:
            return Failure("unreadable", f"{path}: {error.strerror or error}")
    return tuple(contents)


def _file(job: Job, format: str) -> str:
    return f"{job.id}.{format}"
