"""Shards: many articles in one file, each as one line of JSON.

An article's shard follows from a hash of its id, so that a new article changes one shard and no other; the number of
shards is a power of two and grows with the batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec
from msgspec import Struct

from pipeline.article import Bilingual, Imprint

# Half of this to this many articles a shard: 10 MB of JSON, and enough shards to keep some cores busy.
_ARTICLES = 128


class Codec(NamedTuple):
    """``encode`` gives the same bytes for the same lines; ``decode`` gives them back."""

    encode: Callable[[list[bytes]], bytes]
    decode: Callable[[bytes], Iterator[bytes]]


class _Front(Struct, frozen=True):
    title: Bilingual
    doi: str | None
    journal: str | None
    imprint: Imprint


class Head(Struct, frozen=True):
    """What of an article is worth a column of its own."""

    id: str
    language: str
    front: _Front


_HEAD = msgspec.json.Decoder(Head)


def head(line: bytes) -> Head:
    return _HEAD.decode(line)


def shard_names(ids: Iterable[str]) -> dict[str, str]:
    """The stem of each article's shard: ``articles-00003-of-00008``."""
    ids = list(ids)
    count = 1
    while count * _ARTICLES < len(ids):
        count *= 2
    return {id: f"articles-{_number(id) % count:05}-of-{count:05}" for id in ids}


def _number(id: str) -> int:
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big")


def _parquet(lines: list[bytes]) -> bytes:
    """Columns id, language, title_zh, title_en, doi, journal, those of the imprint; and article, the whole as JSON."""
    import pyarrow
    from pyarrow import parquet

    heads = [head(line) for line in lines]
    columns = {
        "id": [h.id for h in heads],
        "language": [h.language for h in heads],
        "title_zh": [h.front.title.zh for h in heads],
        "title_en": [h.front.title.en for h in heads],
        "doi": [h.front.doi for h in heads],
        "journal": [h.front.journal for h in heads],
        **{name: [getattr(h.front.imprint, name) for h in heads] for name in Imprint.__struct_fields__},
        "article": [line.decode().rstrip("\n") for line in lines],
    }
    table = pyarrow.table(columns, schema=pyarrow.schema([(name, pyarrow.string()) for name in columns]))
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _from_parquet(data: bytes) -> Iterator[bytes]:
    import pyarrow
    from pyarrow import parquet

    for article in parquet.read_table(pyarrow.BufferReader(data), columns=["article"])["article"]:
        yield article.as_py().encode() + b"\n"


def _from_jsonl(data: bytes) -> Iterator[bytes]:
    # Not splitlines: it would cut at characters that JSON strings may hold.
    return (line + b"\n" for line in data.split(b"\n") if line)


CODECS: dict[str, Codec] = {
    "jsonl": Codec(b"".join, _from_jsonl),
    "parquet": Codec(_parquet, _from_parquet),
}
