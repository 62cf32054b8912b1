"""Formulas that are text: ``$6 6 \\%$`` → 66%, ``$\\mathrm{IC}_{50}$`` → IC₅₀ with its index lowered."""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipeline.article import Span
from pipeline.document import Block
from pipeline.repair.context import Context
from pipeline.repair.tex import Run, typeset
from pipeline.text import HAN

_CJK = re.compile(rf"[{HAN}，。、；：？！“”‘’（）《》【】〔〕「」]")
_CLOSING = frozenset(",.;:)]}%，。；：、）】！？")
_OPENING = frozenset("([{（【")
# A raised run that can be a note or citation mark; "2h" raised is a misread "2 h".
_MARK = re.compile(r"[\[(]?[\d*†‡§,\-–~ a-e]+[\])]?|[+\-]|TM|®|™")


def tex_as_text(block: Block, context: Context) -> Block:
    if block.kind in ("math", "code"):
        return block
    changes: list[tuple[int, int, str]] = []
    raised: list[Span] = []
    real: set[Span] = set()
    delta = reach = 0
    for span in (s for s in block.spans if s.kind == "math"):
        runs = typeset(block.text[span.start : span.end]) if span.start >= reach else None
        if runs is None:
            real.add(span)
            continue
        start = span.start - (span.start > reach and _loses_space_before(block.text, span.start, runs, context))
        end = span.end + _loses_space_after(block.text, span.end, context)
        at, new = start + delta, "".join(run.text for run in runs)
        for run in runs:
            if run.script:
                raised.append(Span(run.script, at, at + len(run.text)))
            at += len(run.text)
        changes.append((start, end, new))
        delta += len(new) - (end - start)
        reach = end
    kept = tuple(span for span in block.spans if span.kind != "math" or span in real)
    return replace(block, spans=kept).revised("tex-as-text", changes, raised) if changes else block


def _loses_space_before(text: str, start: int, runs: tuple[Run, ...], context: Context) -> bool:
    """Whether the space that OCR puts before every formula is one too many."""
    if start < 2 or text[start - 1] != " ":
        return False
    before, first = text[start - 2], runs[0]
    if len(runs) == 1 and first.script:
        return first.script == "sub" or (bool(_MARK.fullmatch(first.text)) and before not in "=+<>~")
    if (
        before in _OPENING
        or (before == "-" and text[start - 3 : start - 2].isalnum())
        or (not first.script and first.text[0] in _CLOSING)
    ):
        return True
    return context.is_closed and bool(_CJK.match(before))


def _loses_space_after(text: str, end: int, context: Context) -> bool:
    if end + 1 >= len(text) or text[end] != " ":
        return False
    if text[end + 1] == "-" and text[end + 2 : end + 3].isalnum():
        return True
    return text[end + 1] in _CLOSING or (context.is_closed and bool(_CJK.match(text[end + 1])))
