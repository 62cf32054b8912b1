"""What takes seconds to make from the data of a package is made once and kept on the user's machine."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import msgspec

from pipeline.batch.files import write_atomically

Made = TypeVar("Made")

# What the readers of our formats (MessagePack, npy, npz) raise where a file was cut or overwritten.
_DAMAGED = (ValueError, EOFError, BadZipFile, msgspec.DecodeError)


def cached(name: str, read: Callable[[Path], Made], make: Callable[[], Made], encode: Callable[[Made], bytes]) -> Made:
    """What ``read`` finds in the user's cache; made anew, and kept there, where that is missing or damaged.

    The name tells the version of all that the content comes from. Where nothing can be kept, it is made every time.
    """
    path = folder() / name
    try:
        return read(path)
    except (OSError, *_DAMAGED):
        made = make()
        with contextlib.suppress(OSError):
            write_atomically(path, encode(made))
        return made


def cached_as(form: type[Made], name: str, make: Callable[[], Made]) -> Made:
    """The same for what MessagePack holds."""

    def read(path: Path) -> Made:
        return msgspec.msgpack.decode(path.read_bytes(), type=form)

    return cached(name, read, make, msgspec.msgpack.encode)  # type: ignore[no-any-return]


def folder() -> Path:
    """Where this platform keeps what a program can make again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "duizhao"
