"""XLIFF 2.1 (OASIS Standard, 2018): sentence pairs for a translation editor, one ``file`` an article."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from pipeline.glossary.pairs import Pair
from pipeline.writers.xml import child, root, serialised

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"


def write(pairs: Iterable[Pair]) -> bytes:
    """The pairs of each article together, in their order. Without pairs there is a file without units, as § 4.2 asks
    for one at least.
    """
    document = root("xliff", {"version": "2.1", "srcLang": "zh-CN", "trgLang": "en"}, _NAMESPACE)
    for number, (article, group) in enumerate(groupby(pairs, lambda pair: pair.article), 1):
        file = child(document, "file", {"id": f"f{number}", "original": article})
        for count, pair in enumerate(group, 1):
            unit = child(file, "unit", {"id": f"u{count}", "name": pair.id})
            notes = child(unit, "notes")
            child(notes, "note", {"category": "scope"}, pair.scope)
            if pair.score is not None:
                child(notes, "note", {"category": "score"}, f"{pair.score:.3f}")
            segment = child(unit, "segment", {"state": "translated"})
            child(segment, "source", text=pair.zh)
            child(segment, "target", text=pair.en)
    if not len(document):
        child(document, "file", {"id": "f1"})
    return serialised(document)
