"""What goes to a worker and what comes back."""

from __future__ import annotations

from msgspec import Struct

from pipeline.article import Diagnostic
from pipeline.batch.manifest import Failure
from pipeline.pictures import Found

# A format beside those of WRITERS: the article as one line of JSON, of which shards are made.
LINE = "line"


class Request(Struct, frozen=True):
    """``inputs`` are (path, bytes): a file, or a pair of files (Chinese, English).

    ``parts`` are the files beside these that they are made of, by name. ``lexicon`` are the user's concepts, as
    MessagePack. ``pictures`` are what lies beside the article; None where the worker is still to say which it names.
    """

    id: str
    inputs: tuple[tuple[str, bytes], ...]
    formats: tuple[str, ...]
    lexicon: bytes = b""
    parts: tuple[tuple[str, bytes], ...] = ()
    pictures: tuple[Found, ...] | None = None


class Response(Struct, frozen=True):
    """``outputs`` by format. Where a writer failed, those of the others are there all the same.

    ``wanted`` are the addresses of pictures without which the article is not written: ask again with them.
    """

    outputs: dict[str, bytes] = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    failure: Failure | None = None
    wanted: tuple[str, ...] = ()
