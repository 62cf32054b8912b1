"""The manifest: an append-only log of what became of each article. Its last line on an article holds.

A line is written once the article's outputs are on the disk, so a batch killed at any instant loses at most the lines
of articles whose outputs will be written again, byte for byte the same.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipeline.article import Diagnostic
from pipeline.batch.files import Folder, LocalFolder

NAME = "manifest.jsonl"


class Limits(Struct, frozen=True):
    """What one article may cost: seconds of wall time, bytes of a worker's memory, bytes of input."""

    seconds: float = 120.0
    memory: int = 2 << 30
    size: int = 64 << 20


class Failure(Struct, frozen=True, omit_defaults=True):
    """Why an article has no output: ``kind`` for programs, ``reason`` for people.

    ``unreadable``  the input is missing or not of the format that its name promises
    ``error``       a stage or a writer raised: a defect of ours
    ``size``, ``time``, ``memory``  a limit was passed
    ``killed``      its worker died twice
    """

    kind: Literal["unreadable", "error", "size", "time", "memory", "killed"]
    reason: str


class Written(Struct, frozen=True):
    """An output file: its name in the folder of the manifest, its size in bytes."""

    file: str
    size: int


class Record(Struct, frozen=True, omit_defaults=True):
    """What became of an article.

    ``key``          of the input's bytes and names and the version of the code; empty where the input was not read
    ``outputs``      by format; a shard is the output of all the articles in it
    ``failure``      the article is quarantined: not tried again before its key or the limits that it passed change
    ``tried``        the formats that were asked for when it failed; those in ``outputs`` are good all the same
    ``limits``       those that it failed under
    ``diagnostics``  what the writers could not show as it should be
    ``pictures``     addresses of the pictures beside the article on which the key depends, too
    ``removed``      the article is no longer an input, and no longer in its shard
    """

    id: str
    key: str
    outputs: dict[str, Written] = {}
    failure: Failure | None = None
    tried: tuple[str, ...] = ()
    limits: Limits | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    pictures: tuple[str, ...] = ()
    removed: bool = False

    def is_quarantined(self, key: str, limits: Limits, formats: tuple[str, ...]) -> bool:
        """Whether to try again is to fail again. A death may have come from outside: that is tried again."""
        if self.failure is None or self.key != key or not set(formats) <= set(self.tried):
            return False
        if self.failure.kind in ("time", "memory"):
            return self.limits == limits
        return self.failure.kind in ("unreadable", "error")


class BusyError(Exception):
    """Another run is writing to the same folder."""


class Manifest:
    """The manifest of a folder, held for one run: a context manager. ``records`` has the last one of each article."""

    def __init__(self, folder: Folder) -> None:
        self._log: _File | _Segments = (
            _File(folder.path / NAME) if isinstance(folder, LocalFolder) else _Segments(folder)
        )
        self.records: dict[str, Record] = {}
        decoder = msgspec.json.Decoder(Record)
        for line in self._log.data().splitlines():
            try:
                self._enter(decoder.decode(line))
            except msgspec.DecodeError:  # the last line of a run that was killed while it wrote
                continue

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._log.close()

    def append(self, records: Iterable[Record]) -> None:
        """Write records; they are on the disk when this returns."""
        lines = []
        for record in records:
            self._enter(record)
            lines.append(msgspec.json.encode(record) + b"\n")
        if lines:
            self._log.append(b"".join(lines))

    def _enter(self, record: Record) -> None:
        """Another format of the same article adds to the outputs that it has; another version replaces them."""
        before = self.records.get(record.id)
        if record.removed:
            self.records.pop(record.id, None)
        elif before and before.key == record.key:
            self.records[record.id] = replace(record, outputs=before.outputs | record.outputs)
        else:
            self.records[record.id] = record


class _File:
    """A log in a local file, locked: the lock goes with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise BusyError(f"another run is writing to {path.parent}; wait for it or choose another folder") from None

    def data(self) -> bytes:
        with open(self._descriptor, "rb", closefd=False) as file:
            data = file.read()
        if data and not data.endswith(b"\n"):
            self.append(b"\n")
        return data

    def append(self, data: bytes) -> None:
        with open(self._descriptor, "ab", closefd=False) as file:
            file.write(data)
        os.fsync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)


class _Segments:
    """A log where nothing can be appended to: each append is an object of its own, numbered."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._names = folder.names("manifest-*.jsonl")

    def data(self) -> bytes:
        return b"".join(self._folder.read(name) for name in self._names)

    def append(self, data: bytes) -> None:
        self._names.append(f"manifest-{len(self._names):09}.jsonl")
        self._folder.write({self._names[-1]: data})

    def close(self) -> None:
        pass
