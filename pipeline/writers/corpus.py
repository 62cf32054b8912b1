"""Sentence pairs as a data set in the layout of the Hugging Face Hub: Parquet, JSON lines, and a card."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from typing import Any, BinaryIO

import msgspec

from pipeline.article import Extent
from pipeline.glossary.pairs import LEAST_SCORE, Pair

_ROW_GROUP = 10_000
_VALUE = {"_type": "Value", "dtype": "string"}
_OFFSETS = [
    {
        "block": _VALUE,
        "start": {"_type": "Value", "dtype": "int32"},
        "end": {"_type": "Value", "dtype": "int32"},
    }
]
# What ``datasets`` looks for in a Parquet file's schema: without it, a translation would be a plain struct.
_FEATURES = {
    "id": _VALUE,
    "article": _VALUE,
    "section": _VALUE,
    "score": {"_type": "Value", "dtype": "float32"},
    "translation": {"_type": "Translation", "languages": ["zh", "en"]},
    "zh_offsets": _OFFSETS,
    "en_offsets": _OFFSETS,
}


def row(pair: Pair) -> dict[str, Any]:
    """``section`` is the part of the article that is aligned, ``score`` None of a caption."""
    return {
        "id": pair.id,
        "article": pair.article,
        "section": pair.scope,
        "score": pair.score,
        "translation": {"zh": pair.zh, "en": pair.en},
        "zh_offsets": _offsets(pair.zh_extents),
        "en_offsets": _offsets(pair.en_extents),
    }


def write_jsonl_to(file: BinaryIO, pairs: Iterable[Pair]) -> None:
    file.writelines(msgspec.json.encode(row(pair)) + b"\n" for pair in pairs)


def write_parquet_to(file: BinaryIO, pairs: Iterable[Pair]) -> None:
    """Raises ImportError without the extra ``parquet``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    offsets = pa.list_(pa.struct([("block", pa.string()), ("start", pa.int32()), ("end", pa.int32())]))
    schema = pa.schema(
        [
            ("id", pa.string()),
            ("article", pa.string()),
            ("section", pa.string()),
            ("score", pa.float32()),
            ("translation", pa.struct([("zh", pa.string()), ("en", pa.string())])),
            ("zh_offsets", offsets),
            ("en_offsets", offsets),
        ],
        metadata={"huggingface": json.dumps({"info": {"features": _FEATURES}})},
    )
    rest = map(row, pairs)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rest, _ROW_GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def card(pairs: Iterable[Pair], file: str) -> bytes:
    """The README of the data set; the pairs come in order of article, ``file`` is what the Hub is to load."""
    scopes: Counter[str] = Counter()
    articles = 0
    for _, group in groupby(pairs, lambda pair: pair.article):
        articles += 1
        scopes.update(pair.scope for pair in group)
    table = "".join(f"| {scope} | {scopes[scope]:,} |\n" for scope in sorted(scopes))
    return f"""---
language: [zh, en]
license: other
license_name: of-the-articles
task_categories: [translation]
pretty_name: Chinese–English sentence pairs of scholarly articles
configs:
- config_name: default
  data_files: {file}
---
# Chinese–English sentence pairs of scholarly articles

{scopes.total():,} pairs from {articles:,} articles that print title, abstract, captions or body in both languages, put
side by side by duizhao.

| part of the article | pairs |
|---|---|
{table}
- `translation`: the two texts; a side may hold more than one sentence where the other language merges them.
- `score`: the aligner's probability that the pair is right; pairs below {LEAST_SCORE} are left out. Captions have
  none: the article itself pairs them.
- `zh_offsets`, `en_offsets`: block and half-open range in Unicode code points in the converted article.
- `id`: the article and the number of its bead (or the figure or table of a caption).

The text was read by OCR and repaired by rules; misreadings are left in it. Authors and publishers hold the rights to
the text: see each article for its licence. Pairs of one article are not independent: split by `article`.
""".encode("utf-8", "replace")


def _offsets(extents: Sequence[Extent]) -> list[dict[str, Any]]:
    return [{"block": extent.block, "start": extent.start, "end": extent.end} for extent in extents]
