"""Article → JSON, and the JSON Schema of an article."""

from __future__ import annotations

from typing import Any

import msgspec

from pipeline.article import SCHEMA, Article


def write(article: Article) -> bytes:
    """The article as indented UTF-8 JSON; the order of the fields is the model's."""
    return indented(article)


def indented(value: object, indent: int = 1) -> bytes:
    """Anything that msgspec encodes, as JSON to be read by people too."""
    return msgspec.json.format(msgspec.json.encode(value), indent=indent) + b"\n"


def read(data: bytes) -> Article:
    """The article in JSON. Raises msgspec.ValidationError, which says where."""
    return msgspec.json.decode(data, type=Article)


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of an article."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **msgspec.json.schema(Article)}
