"""XLIFF 2.1 (OASIS Standard, 2018): sentence pairs for a translation editor, one ``file`` an article."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import BinaryIO

from lxml import etree

from pipeline.glossary.pairs import Pair
from pipeline.writers.xml import child, root, streamed

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"


def write_to(file: BinaryIO, pairs: Iterable[Pair]) -> None:
    """The pairs of each article together, in their order, an article being written before the next is asked for.

    Without pairs there is a file with an empty group, as § 4.2 asks for one of each at least.
    """
    with streamed(file, "xliff", {"version": "2.1", "srcLang": "zh-CN", "trgLang": "en"}, _NAMESPACE) as out:
        number = 0
        for number, (article, group) in enumerate(groupby(pairs, lambda pair: pair.article), 1):
            out.write(_file(f"f{number}", article, group), pretty_print=True)
        if not number:
            empty = root("file", {"id": "f1"}, _NAMESPACE)
            child(empty, "group", {"id": "g1"})
            out.write(empty, pretty_print=True)


def _file(id: str, article: str, pairs: Iterable[Pair]) -> etree._Element:
    file = root("file", {"id": id, "original": article}, _NAMESPACE)
    for count, pair in enumerate(pairs, 1):
        unit = child(file, "unit", {"id": f"u{count}", "name": pair.id})
        notes = child(unit, "notes")
        child(notes, "note", {"category": "scope"}, pair.scope)
        if pair.score is not None:
            child(notes, "note", {"category": "score"}, f"{pair.score:.3f}")
        segment = child(unit, "segment", {"state": "translated"})
        child(segment, "source", text=pair.zh)
        child(segment, "target", text=pair.en)
    return file
