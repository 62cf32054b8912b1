"""Diagnostics as a terminal, a program or a code host wants them. Lines are counted from 1 here, as editors do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from pipeline.article import Article, Diagnostic
from pipeline.diagnostics import MEANINGS
from pipeline.writers.json import indented

_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


class Finding(NamedTuple):
    """A diagnostic and the file that it is about."""

    path: str
    line: int | None
    diagnostic: Diagnostic

    @property
    def remedy(self) -> str:
        return MEANINGS[self.diagnostic.code].remedy


def findings(article: Article) -> Iterator[Finding]:
    """The diagnostics of an article; those of a pair's English file carry that file's own line numbers."""
    for d in article.diagnostics:
        path, line = article.source.path, None if d.lines is None else d.lines[0]
        if article.source.pair and line is not None and line >= article.source.lines:
            path, line = article.source.pair.path, line - article.source.lines
        yield Finding(path, None if line is None else line + 1, d)


def as_text(found: Iterable[Finding]) -> str:
    """``path:line: severity: message [code]`` and the remedy, a line each, as compilers print them."""
    return "".join(
        f"{_place(f)}: {f.diagnostic.severity}: {f.diagnostic.message} [{f.diagnostic.code}]\n    {f.remedy}\n"
        for f in found
    )


def as_json(found: Iterable[Finding]) -> str:
    rows = [{"path": f.path, "line": f.line, **msgspec.to_builtins(f.diagnostic), "remedy": f.remedy} for f in found]
    return indented(rows).decode()


def as_sarif(found: Iterable[Finding]) -> str:
    """SARIF 2.1.0 (OASIS), which code hosts show beside the lines."""
    results = list(found)
    codes = sorted({f.diagnostic.code for f in results})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": MEANINGS[code].message},
            "help": {"text": MEANINGS[code].remedy},
            "defaultConfiguration": {"level": _SARIF_LEVELS[MEANINGS[code].severity]},
        }
        for code in codes
    ]
    run = {
        "tool": {"driver": {"name": "duizhao", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(f) for f in results],
    }
    return indented(
        {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [run]}
    ).decode()


def _sarif_result(f: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": f.path}}
    if f.line is not None:
        location["region"] = {"startLine": f.line}
    return {
        "ruleId": f.diagnostic.code,
        "level": _SARIF_LEVELS[f.diagnostic.severity],
        "message": {"text": f"{f.diagnostic.message}. {f.remedy}"},
        "locations": [{"physicalLocation": location}],
    }


def as_github(found: Iterable[Finding]) -> str:
    """Workflow commands, which GitHub Actions turns into annotations."""
    levels = {"error": "error", "warning": "warning", "info": "notice"}
    return "".join(
        f"::{levels[f.diagnostic.severity]} file={_escaped(f.path, ':,')}"
        + (f",line={f.line}" if f.line is not None else "")
        + f",title={f.diagnostic.code}::{_escaped(f.diagnostic.message + '. ' + f.remedy)}\n"
        for f in found
    )


FORMATS: dict[str, Callable[[Iterable[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def _place(f: Finding) -> str:
    return f.path if f.line is None else f"{f.path}:{f.line}"


def _escaped(value: str, more: str = "") -> str:
    """Percent-encoding of a workflow command's value: ``%`` and line breaks, in properties ``:`` and ``,`` too."""
    for char in "%\r\n" + more:
        value = value.replace(char, f"%{ord(char):02X}")
    return value
