"""A worker: a process that converts one article after another, and the handle on it.

The process holds no file and no state but its lexicons and models, so it may be killed at any instant. It is started
by ``python -m pipeline.batch.worker`` and not by multiprocessing: a fresh interpreter that imports nothing of the host
program, with the environment that makes numbers the same everywhere. The two talk over a socket, in frames of eight
bytes of length and that many of MessagePack.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module

import msgspec

from pipeline.batch.manifest import Failure, Limits
from pipeline.batch.messages import Request, Response

# Starting and importing takes half a second; a machine that is busy or reads from a network takes its time.
_SECONDS_TO_START = 120.0
# What a worker may take longer than its limit before it ends itself, should nobody be left to end it.
_SECONDS_OF_GRACE = 5.0
_ENVIRONMENT = {
    # One thread each: the pool has a process for every core, and sums come out the same on every machine.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    # Large dictionaries are looked up at random, and on pages of two megabytes that takes 3 % less of an article's time
    # (GNU C Library manual, Memory Allocation Tunables).
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    # Readings of single characters are all that is asked of pypinyin: 45 MB of phrases less.
    "PYPINYIN_NO_PHRASES": "1",
    "PYPINYIN_NO_DICT_COPY": "1",
}
_LENGTH_BYTES = 8
_OUT_OF_MEMORY = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"out of memory")

Work = Callable[[Request], Response]


class StartError(Exception):
    """No worker can be started; the message says why. No article is to blame."""


class DiedError(Exception):
    """The worker ended before it answered; the message says how."""


class OutOfMemoryError(Exception):
    """The worker ended because it could get no more memory."""


class Worker:
    """A worker process that does the work at an import path (``package.module:function``)."""

    def __init__(self, work: str, limits: Limits) -> None:
        """Raises StartError where the process cannot start, with what it said."""
        self._limits = limits
        self._errors = tempfile.TemporaryFile("a+b")  # noqa: SIM115 -- it lives as long as the process
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, work, str(theirs.fileno()), str(limits.memory), str(limits.seconds)],
                stdin=subprocess.DEVNULL,
                stdout=self._errors,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
                process_group=0,  # Ctrl-C is for the parent; and what a worker has started dies with it
                env=os.environ | _ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        try:
            self._receive(_SECONDS_TO_START)
        except (DiedError, OutOfMemoryError, TimeoutError) as error:
            self.kill()
            raise StartError(f"a worker could not start: {error}") from error

    @property
    def pid(self) -> int:
        return self._process.pid

    def answer(self, request: Request) -> Response:
        """Raises TimeoutError, OutOfMemoryError or DiedError; the worker is gone then."""
        try:
            deadline = time.monotonic() + self._limits.seconds
            self._channel.settimeout(self._limits.seconds)
            _send(self._channel, msgspec.msgpack.encode(request))
            answer = self._receive(deadline - time.monotonic())
        except ConnectionError:
            raise self._death() from None
        except TimeoutError:
            self.kill()
            raise
        return msgspec.msgpack.decode(answer, type=Response)

    def kill(self) -> None:
        """End the process and all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _receive(self, seconds: float) -> bytes:
        answer = _receive(self._channel, time.monotonic() + seconds)
        if answer is None:
            raise self._death()
        os.ftruncate(self._errors.fileno(), 0)
        return answer

    def _death(self) -> DiedError | OutOfMemoryError:
        """Why the process has closed its side of the channel."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS_OF_GRACE)
        self.kill()
        code = self._process.returncode
        self._errors.seek(0)
        said = self._errors.read()[-2000:]
        if any(sign in said for sign in _OUT_OF_MEMORY):
            return OutOfMemoryError()
        cause = f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        return DiedError(f"{cause}: {last}" if last else cause)


def _send(channel: socket.socket, data: bytes) -> None:
    channel.sendall(len(data).to_bytes(_LENGTH_BYTES, "big") + data)


def _receive(channel: socket.socket, deadline: float | None = None) -> bytes | None:
    """The next frame, None where the other side has gone. Raises TimeoutError."""
    length = _exactly(channel, _LENGTH_BYTES, deadline)
    return _exactly(channel, int.from_bytes(length, "big"), deadline) if length else None


def _exactly(channel: socket.socket, count: int, deadline: float | None) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        if deadline is not None:
            channel.settimeout(max(deadline - time.monotonic(), 1e-6))
        try:
            part = channel.recv(min(count - len(data), 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        data += part
    return bytes(data)


def _main(work: str, descriptor: str, memory: str, seconds: str) -> None:
    # An article leaves hardly a cycle behind, the lexicons none: to look for them as often as Python does costs 4 %.
    gc.set_threshold(50_000, 20, 100)
    module, _, name = work.partition(":")
    function: Work = getattr(import_module(module), name)
    channel = socket.socket(fileno=int(descriptor))
    os.set_inheritable(channel.fileno(), False)
    # Data, not address space: models and fonts that are mapped from files are not this process's memory.
    resource.setrlimit(resource.RLIMIT_DATA, (int(memory), int(memory)))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _send(channel, b"")
    while (request := _receive(channel)) is not None:
        # Should the parent be killed while an article hangs, perhaps in C code, the kernel ends this process.
        signal.setitimer(signal.ITIMER_REAL, float(seconds) + _SECONDS_OF_GRACE)
        response = _response(function, request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(channel, response)


def _response(function: Work, request: bytes) -> bytes:
    try:
        response = function(msgspec.msgpack.decode(request, type=Request))
    except MemoryError:
        sys.exit("MemoryError")  # what is left of the heap is best given back whole
    except Exception as error:
        response = Response(failure=Failure("error", f"{type(error).__name__}: {error}"))
    return msgspec.msgpack.encode(response)


if __name__ == "__main__":
    _main(*sys.argv[1:])
