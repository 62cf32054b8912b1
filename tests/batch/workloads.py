"""What test workers do: one thing as it should be done, and several as it should not."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import signal
import subprocess
import sys
import time

import msgspec

from pipeline.article import Article, Source
from pipeline.batch.manifest import Failure
from pipeline.batch.messages import LINE, Request, Response
from pipeline.diagnostics import diagnostic


def plain(request: Request) -> Response:
    """An article that says which bytes it was made from."""
    path, data = request.inputs[0]
    article = Article(request.id, "zh", Source(path, "markdown", hashlib.sha256(data).hexdigest(), 1))
    encoded = msgspec.json.encode(article) + b"\n"
    return Response({name: encoded if name in ("json", LINE) else name.encode() + encoded for name in request.formats})


def slow(request: Request) -> Response:
    time.sleep(0.02)
    return plain(request)


def slower(request: Request) -> Response:
    """So slow that a batch is far from its end when its first output is seen, however busy the machine."""
    time.sleep(0.3)
    return plain(request)


def hostile(request: Request) -> Response:
    """What the article's id names; any other one is converted."""
    tricks = {
        "hangs": _hang,
        "hangs-in-c": _hang_in_c,
        "hangs-with-a-child": _hang_with_a_child,
        "takes-all-memory": _take_all_memory,
        "kills-itself": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "crashes": lambda: ctypes.string_at(0),
        "leaves": lambda: os._exit(3),
        "raises": lambda: [][1],
        "prints": lambda: print("x" * 100_000, file=sys.__stdout__),
    }
    if trick := tricks.get(request.id):
        trick()
    return plain(request)


def chokes_on_pictures(request: Request) -> Response:
    """Needs pictures, and too long for them."""
    if request.pictures is None:
        return Response(wanted=("images/b.jpg",))
    if any(picture.data for picture in request.pictures):
        _hang()
    found = tuple(diagnostic(picture.problem or "", address=picture.address) for picture in request.pictures)
    return Response(dict.fromkeys(request.formats, b"made"), found)


def no_pdf(request: Request) -> Response:
    """All formats but one."""
    response = plain(request)
    if "pdf" not in request.formats:
        return response
    outputs = {name: data for name, data in response.outputs.items() if name != "pdf"}
    return Response(outputs, failure=Failure("error", "pdf: no font"))


def _hang() -> None:
    while True:
        time.sleep(1)


def _hang_in_c() -> None:
    re.match(r"(a+)+$", "a" * 64 + "b")


def _hang_with_a_child() -> None:
    subprocess.run(["sleep", "98765"], check=True)


def _take_all_memory() -> None:
    taken = []
    while True:
        taken.append(bytearray(1 << 24))
