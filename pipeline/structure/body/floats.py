"""Floats: captions of both languages, tables and pictures brought together under one number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.article import Bilingual, Float, Language
from pipeline.structure.body.asides import is_aside
from pipeline.structure.body.captions import FloatKind, Label, behind, label, resolved
from pipeline.structure.labelled import Labelled

_WORD_END, _WORD_START = re.compile(r"[A-Za-z0-9,.;:)]"), re.compile(r"[A-Za-z0-9(]")
_TITLE_LEAD = re.compile(r"^[\s.．:：、|—–-]+")
_PART = re.compile(r"[(（]\s?[a-h]\s?[)）]")

# What is shorter between a picture and its caption is a legend, and no text.
_LEGEND = 60


class Caption(NamedTuple):
    """A caption block read: where it stands, its float, and its title without the label."""

    at: int
    kind: FloatKind
    number: str
    lang: Language
    title: str


class _Draft:
    """A float that is being gathered: the indices of its blocks."""

    def __init__(self, kind: FloatKind, number: str) -> None:
        self.kind, self.number = kind, number
        self.captions: list[Caption] = []
        self.bodies: list[int] = []


def floats(body: Sequence[Labelled]) -> tuple[tuple[Float, ...], frozenset[int]]:
    """The floats of the labelled blocks in order of number's first print, and the indices of the blocks they took."""
    drafts: dict[tuple[FloatKind, str], _Draft] = {}
    owner: dict[int, _Draft] = {}
    before: Caption | None = None
    for caption in _captions(body):
        draft = drafts.setdefault((caption.kind, caption.number), _Draft(caption.kind, caption.number))
        if before and before.at == caption.at - 1 and _is_twin(before, owner[before.at], caption, draft):
            draft = owner[before.at]
        draft.captions.append(caption)
        owner[caption.at] = draft
        before = caption
    for run in _runs(body):
        _attach(body, run, owner)
    made = tuple(_float(f"f{n}", draft, body) for n, draft in enumerate(drafts.values(), 1))
    taken = frozenset(owner) | {index for draft in drafts.values() for index in draft.bodies}
    return made, taken


def _is_twin(before: Caption, first: _Draft, caption: Caption, second: _Draft) -> bool:
    """Whether a caption is the twin of the one before it though its number is another's: editors slip."""
    if before.lang != "zh" or caption.lang != "en" or len(first.captions) != 1:
        return False
    return any(c.lang == "en" for c in second.captions)


def _captions(body: Sequence[Labelled]) -> list[Caption]:
    found: list[tuple[int, Label]] = []
    for index, item in enumerate(body):
        if item.kind == "caption":
            mark = label(item.block.text) or (behind(item.block.text, found[-1][1]) if found else None)
            found += [(index, mark)] if mark else []
    captions: list[Caption] = []
    for (index, mark), (number, end) in zip(found, resolved([mark for _, mark in found]), strict=True):
        if mark.continued and not number:
            number = next((c.number for c in reversed(captions) if c.kind == mark.kind), "")
        title = "" if mark.continued else _title(body[index].block.text[end:])
        captions.append(Caption(index, mark.kind, number, mark.lang, title))
    return captions


def _title(text: str) -> str:
    """A caption's text on one line: English words keep a blank where a line broke."""
    title = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        title += (" " if _WORD_END.search(title[-1:]) and _WORD_START.match(line) else "") + line
    return _TITLE_LEAD.sub("", title)


def _runs(body: Sequence[Labelled]) -> list[list[int]]:
    """Floats that stand together: indices of captions, tables and pictures with nothing else between."""
    runs: list[list[int]] = [[]]
    for index, item in enumerate(body):
        if item.kind in ("caption", "table", "image"):
            runs[-1].append(index)
        elif runs[-1] and not (
            item.kind == "paragraph" and (len(item.block.text) < _LEGEND or is_aside(item.block.text))
        ):
            runs.append([])
    return [run for run in runs if run]


def _attach(body: Sequence[Labelled], run: Sequence[int], owner: dict[int, _Draft]) -> None:
    """Gives each picture and table of a run to a caption of the run, if it has one of the kind."""
    for kind, shape in (("figure", "image"), ("table", "table")):
        captions: dict[int, _Draft] = {}
        for index in run:
            draft = owner.get(index)
            if draft and draft.kind == kind and draft not in captions.values():
                captions[index] = draft
        bodies = [index for index in run if body[index].kind == shape]
        if not captions:
            continue
        drafts = list(captions.values())
        if len(drafts) == len(bodies):
            for draft, index in zip(drafts, bodies, strict=True):
                draft.bodies.append(index)
            continue
        for index in bodies:
            before = [i for i in captions if i < index]
            after = [i for i in captions if i > index]
            first, second = (after[:1], before[-1:]) if shape == "image" else (before[-1:], after[:1])
            captions[(first or second)[0]].bodies.append(index)


def _float(id: str, draft: _Draft, body: Sequence[Labelled]) -> Float:
    indices = sorted({*(caption.at for caption in draft.captions), *draft.bodies})
    blocks = [body[index].block for index in draft.bodies]
    titles = {lang: _chosen([c.title for c in draft.captions if c.lang == lang and c.title]) for lang in ("zh", "en")}
    return Float(
        id=id,
        kind=draft.kind,
        number=draft.number or None,
        caption=Bilingual(titles["zh"], titles["en"]),
        blocks=tuple(body[index].published() for index in indices),
        table=tuple(row for block in blocks for row in block.table),
        image=next((block.target for block in blocks if block.target), None),
    )


def _chosen(titles: Sequence[str]) -> str | None:
    """The first title that is not one of a figure's parts, for a figure may print those too: ``图5(a)反应物``."""
    return min(titles, key=lambda title: bool(_PART.match(title)), default=None)
