"""Where a batch reads and writes: files of this machine, or any address that fsspec knows (``s3://bucket/folder``)."""

from __future__ import annotations

import fnmatch
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pipeline.pictures import MOST_BYTES, MOST_BYTES_TOGETHER, Found
from pipeline.readers import wanted

_UNFINISHED = ".duizhao-*.tmp"


def is_address(path: str) -> bool:
    return "://" in path


def is_special(path: str | Path) -> bool:
    """Whether a path of this machine is a named pipe, a socket or a device: to read it might never end."""
    return Path(path).exists() and not (Path(path).is_file() or Path(path).is_dir())


def size(path: str) -> int:
    """Bytes of a file. Raises OSError."""
    if not is_address(path):
        return Path(path).stat().st_size
    system, inner = _system(path)
    return int(system.size(inner))


def read(path: str) -> bytes:
    """Raises OSError."""
    if not is_address(path):
        return Path(path).read_bytes()
    system, inner = _system(path)
    return bytes(system.cat_file(inner))


def parts(articles: Sequence[str], contents: Sequence[bytes]) -> tuple[tuple[str, bytes], ...]:
    """The files beside an article's own that these are made of, and those that they are made of in turn, by name."""
    found: dict[str, bytes] = {}
    for article, data in zip(articles, contents, strict=True):
        missing: set[str] = set()
        while new := [name for name in wanted(data, Path(article), found) if name not in missing]:
            room = MOST_BYTES_TOGETHER - sum(map(len, found.values()))
            found |= {f.address: f.data for f in beside(article, new, room) if f.problem is None}
            missing |= set(new) - found.keys()
    return tuple(found.items())


def beside(article: str, addresses: Iterable[str], room: int = MOST_BYTES_TOGETHER) -> tuple[Found, ...]:
    """What lies at addresses below the folder of an article's file; nothing above it or elsewhere is looked at."""
    found = []
    for address in addresses:
        found.append(_found(article, address, min(room, MOST_BYTES)))
        room -= len(found[-1].data)
    return tuple(found)


def _found(article: str, address: str, room: int) -> Found:
    if address.startswith("/") or ".." in address.split("/") or set(address) & set(":\\"):
        return Found(address, problem="picture-outside")
    try:
        if is_address(article) and not article.startswith(("file://", "local://")):
            system, inner = _system(article)
            path = f"{inner.rpartition('/')[0]}/{address.removeprefix('./')}"
            data = b"" if (system.size(path) or 0) > room else bytes(system.cat_file(path))
        else:
            folder = Path(article.partition("://")[2] or article).parent
            file = _with_suffix(folder / address)
            if not file.is_file():
                return Found(address, problem="picture-missing")
            if not file.resolve().is_relative_to(folder.resolve()):  # a symbolic link leads out
                return Found(address, problem="picture-outside")
            data = b"" if file.stat().st_size > room else file.read_bytes()
    except (OSError, ValueError):
        return Found(address, problem="picture-missing")
    return Found(address, data) if 0 < len(data) <= room else Found(address, problem="picture-too-large")


def _with_suffix(path: Path) -> Path:
    """LaTeX leaves the ending of a picture's name to be found."""
    tried = (path.with_name(path.name + suffix) for suffix in (".png", ".jpg", ".jpeg", ".pdf"))
    return path if path.suffix else next(filter(Path.is_file, tried), path)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, durably; its folder is made where it is missing."""
    with opened_atomically(path) as file:
        file.write(data)


@contextmanager
def opened_atomically(path: Path) -> Iterator[BinaryIO]:
    """A file to be written piece by piece, which is there once the block has ended well, and else not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _replaced(path) as file:
        yield file
    _sync_names(path.parent)


def _replace(path: Path, data: bytes) -> None:
    with _replaced(path) as file:
        file.write(data)


@contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    unfinished = path.parent / _UNFINISHED.replace("*", secrets.token_hex(8))
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _sync_names(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remote_files(address: str) -> tuple[list[str], bool]:
    """The files that an address, a folder's address or a glob names, and whether it is the address of one file."""
    system, inner = _system(address)
    if system.isfile(inner):
        return [address], True
    found = system.find(inner) if system.isdir(inner) else system.glob(inner)
    return [system.unstrip_protocol(path) for path in found if "/." not in path.removeprefix(inner)], False


class Folder(Protocol):
    """A folder of outputs. What ``write`` has returned from survives a crash; no reader ever sees half a file."""

    def make(self) -> None:
        """Make the folder where it is missing."""

    def size(self, name: str) -> int | None:
        """Bytes of a file, None where there is none."""

    def names(self, pattern: str) -> list[str]:
        """The names that match a glob, sorted. Raises FileNotFoundError where there is no such folder."""

    def read(self, name: str) -> bytes:
        """Raises OSError."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Each file whole or not at all, replacing what was there."""

    def remove(self, name: str) -> None:
        """Nothing where there is no such file."""


def folder(place: str) -> Folder:
    """The folder at a path or an address, which need not be there yet."""
    return _RemoteFolder(place) if is_address(place) and not place.startswith("file://") else LocalFolder(place)


class LocalFolder:
    def __init__(self, place: str) -> None:
        self.path = Path(place.removeprefix("file://"))

    def make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def size(self, name: str) -> int | None:
        try:
            return (self.path / name).stat().st_size
        except FileNotFoundError:
            return None

    def names(self, pattern: str) -> list[str]:
        return sorted(fnmatch.filter(os.listdir(self.path), pattern))  # noqa: PTH208 -- Path.glob hides a missing folder

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def write(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            _replace(self.path / name, data)
        _sync_names(self.path)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what writers that were killed have left unfinished."""
        for path in self.path.glob(_UNFINISHED):
            path.unlink(missing_ok=True)


class _RemoteFolder:
    """Object stores put an object whole or not at all; other file systems get what fsspec's ``pipe`` gives."""

    def __init__(self, place: str) -> None:
        self._system, self._root = _system(place.rstrip("/"))

    def make(self) -> None:
        self._system.makedirs(self._root, exist_ok=True)

    def size(self, name: str) -> int | None:
        try:
            return int(self._system.size(f"{self._root}/{name}"))
        except FileNotFoundError:
            return None

    def names(self, pattern: str) -> list[str]:
        return sorted(path.rpartition("/")[2] for path in self._system.glob(f"{self._root}/{pattern}"))

    def read(self, name: str) -> bytes:
        return bytes(self._system.cat_file(f"{self._root}/{name}"))

    def write(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            self._system.pipe_file(f"{self._root}/{name}", data)

    def remove(self, name: str) -> None:
        if self._system.exists(f"{self._root}/{name}"):
            self._system.rm_file(f"{self._root}/{name}")


def _system(address: str) -> tuple[Any, str]:
    """fsspec's file system of an address (ImportError without the extra ``cluster``), and the path in it."""
    import fsspec

    system, inner = fsspec.core.url_to_fs(address)
    return system, inner
