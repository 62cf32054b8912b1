"""The back: the bibliography entry by entry, and the notes after the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipeline.article import Back, Note, Reference
from pipeline.document import Block
from pipeline.references import Listed, bibliography, parse
from pipeline.references.heading import MISREAD, REFERENCES
from pipeline.structure.body.captions import label
from pipeline.structure.footnotes import Footnote
from pipeline.structure.labelled import Labelled, Zoned

# Editors' lines that OCR glues to the last entry.
_COLOPHON = re.compile(
    r"[（(\[【]?\s*(?:本文|责任|执行|英文|栏目)?\s*(?:编辑|编校|责编|校对|编审)\s*[：:][^\n]{0,40}$"
    r"|[（(]?\s*(?:收稿|收修改稿|修回|录用|收到修改稿)日期\s*[：:]|Received\s*:|(?:作者简介|通讯作者|通信作者|作者贡献(?:声明|说明)?)\s*[：:]"
    r"|[（(]\s*(?:责任)?编辑\s*[^\n)）]{2,12}[)）]\s*$",
    re.M,
)
# One of them stands in every colophon, and to look for them takes a twentieth of the time.
_COLOPHON_WORDS = ("编", "校对", "日期", "Received", "作者")
_HEADING = re.compile(
    rf"\W*(?:\d{{0,2}}[.、\s]*)(?:{REFERENCES})[\s:：()（）\[\]【】/]*(?:References?)?[\s:：()（）\]】]*$", re.I
)
_MISREAD_HEADING = re.compile(MISREAD)
# Behind the references such a heading announces plates and is no section of the text.
_FLOATS_HEADING = re.compile(
    r"\W*(?:(?:Figures?|Tables?)(?:\s?(?:and|&)\s?(?:Figures?|Tables?))?(?:\s?(?:captions?|legends?))?|图表|附图|附表)\W*$",
    re.I,
)
# What is shorter below it is a legend.
_LEGEND = 60
_NOTES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("acknowledgements", re.compile(r"\W*(?:\d+[.、\s]*)?(?:致\s*谢|志\s*谢|鸣\s*谢|谢辞|Acknowledg)", re.I)),
    ("contributions", re.compile(r"\W*(?:作者贡献|作者分工|Author.{0,3}\s*contribution|Contributions)", re.I)),
    (
        "interests",
        re.compile(r"\W*(?:.{0,8}利益冲突|Conflicts? of interest|Competing|Disclosure|Declaration of)", re.I),
    ),
    (
        "biography",
        re.compile(
            r"\W*(?:作者简介|第一作者|作者信息|作者介绍|About the author|Author biograph|通讯作者|通信作者|E-?mail)",
            re.I,
        ),
    ),
    ("editor", re.compile(r"\W*(?:.{0,4}编辑|编校|责编|校对|收稿|修回|收修改稿|录用日期|Received|Editor)", re.I)),
    ("footnote", re.compile(r"\W*(?:注释|脚注|附注|Footnote)", re.I)),
)


# The end of another article that its journal printed on the last page of this one.
_FROM_PAGE, _TO_PAGE = re.compile(r"\W*上接\s?第?\s?\d+\s?页"), re.compile(r"下转\s?第?\s?\d+\s?页")


def floats_headings_apart(zoned: Sequence[Zoned]) -> list[Zoned]:
    """The zones with ``# FIGURES`` behind the references moved to the back where only floats stand below it."""
    first = next((index for index, (zone, _) in enumerate(zoned) if zone == "bibliography"), len(zoned))
    return [
        Zoned("back", block) if index > first and zone == "body" and _heads_floats(zoned, index) else Zoned(zone, block)
        for index, (zone, block) in enumerate(zoned)
    ]


def _heads_floats(zoned: Sequence[Zoned], index: int) -> bool:
    heading = zoned[index].block
    if heading.kind != "heading" or not _FLOATS_HEADING.match(heading.text):
        return False
    below = [block for _, block in takewhile(lambda item: item.block.kind != "heading", zoned[index + 1 :])]
    return bool(below) and all(_is_of_float(block) for block in below)


def _is_of_float(block: Block) -> bool:
    return block.kind in ("image", "table") or len(block.text) < _LEGEND or label(block.text) is not None


def back_blocks(zoned: Sequence[Zoned]) -> list[Labelled]:
    """The blocks after the text, labelled; the paragraphs of an entry that OCR has parted are one block."""
    entries: list[Block] = []
    done: list[Labelled] = []
    for zone, block in _without_another_list(zoned):
        if zone == "bibliography" and not _is_heading(block):
            entry, colophon = _without_colophon(block)
            entries += [entry] if entry else []
            if colophon is None:
                continue
            done += _references(entries)
            entries = []
            done.append(Labelled("note", colophon))
        elif zone in ("bibliography", "back"):
            done += _references(entries)
            entries = []
            is_heading = zone == "bibliography" or (block.kind == "heading" and len(block.text) < 40)
            done.append(Labelled("heading" if is_heading else "note", block))
    return [*done, *_references(entries)]


def _is_heading(block: Block) -> bool:
    """Whether a block of the bibliography is the heading above it."""
    return bool(_HEADING.match(block.text) or (block.kind == "heading" and _MISREAD_HEADING.fullmatch(block.text)))


def _without_another_list(zoned: Sequence[Zoned]) -> Iterator[Zoned]:
    """The parts with the entries of another article as notes: ``（上接11页）`` leads them and no ``下转`` to them."""
    is_announced = any(_TO_PAGE.search(block.text) for _, block in zoned)
    is_foreign = False
    for zone, block in zoned:
        is_foreign = is_foreign or (not is_announced and bool(_FROM_PAGE.match(block.text)))
        yield Zoned("back" if is_foreign and zone == "bibliography" else zone, block)


def back_of(back: Sequence[Labelled], footnotes: Sequence[Footnote] = ()) -> Back:
    """The references and notes of the labelled blocks, among which are those of the footnotes."""
    foot = {note.block.id: note for note in footnotes}
    return Back(
        references=tuple(_read([item.block for item in back if item.kind == "references"])),
        notes=(
            *_notes([item for item in back if item.block.id not in foot]),
            *(Note("footnote", n.block.text[n.start :].strip(), n.block.id, n.label) for n in foot.values()),
        ),
        blocks=tuple(item.published() for item in back),
    )


def _without_colophon(block: Block) -> tuple[Block | None, Block | None]:
    """An entry's block, and what an editor has added at its end."""
    match = _COLOPHON.search(block.text) if any(word in block.text for word in _COLOPHON_WORDS) else None
    if not match:
        return block, None
    at = match.start()
    head = block.text[:at].rstrip()
    if not head:
        return None, block
    return block.cut(0, len(head)), block.cut(at, len(block.text), ".n")


def _references(blocks: Sequence[Block]) -> Iterator[Labelled]:
    """Blocks of entries; those over which an entry runs on are joined."""
    if not blocks:
        return iter(())
    runs_on = {
        index
        for entry in bibliography([block.text for block in blocks])
        for first, *others in [[index for index, _, _ in entry.extents] or [0]]
        for index in range(first + 1, max(others, default=first) + 1)
    }
    whole: list[Block] = []
    for index, block in enumerate(blocks):
        if index in runs_on:
            whole[-1] = whole[-1].joined(block, "\n", "entry-join")
        else:
            whole.append(block)
    return (Labelled("references", block) for block in whole)


def _read(blocks: Sequence[Block]) -> Iterator[Reference]:
    if not blocks:
        return
    where, at = blocks[0], 0
    for number, listed in enumerate(bibliography([block.text for block in blocks]), 1):
        if listed.extents:
            where = blocks[listed.extents[0][0]]
        yield _reference(f"r{number}", listed, where, at)
        if listed.extents:
            at = listed.extents[-1][2]


def _reference(id: str, listed: Listed, block: Block, at: int) -> Reference:
    """An entry that the print has lost stands ``at`` the end of the entry before."""
    if not listed.extents:
        return Reference(id, listed.number, "", block.id, at, at, lines=_lines(block, max(at - 1, 0), at))
    start, end = listed.extents[0][1], listed.extents[-1][2]
    raw = block.text[start:end]
    parsed = parse(raw, listed.number)
    lines = _lines(block, start, end)
    return Reference(id, listed.number, raw, block.id, start, end, parsed.csl, parsed.translation, lines)


def _lines(block: Block, start: int, end: int) -> tuple[int, int]:
    return block.line_at(start), block.line_at(max(end - 1, start)) + 1


def _notes(back: Sequence[Labelled]) -> Iterator[Note]:
    kind = "other"
    for item in back:
        text = item.block.text
        if item.kind in ("heading", "note"):
            named = next((name for name, pattern in _NOTES if pattern.match(text)), None)
            if named or item.kind == "heading":
                kind = named or "other"
        else:
            kind = "other"
        if item.kind == "note":
            yield Note(kind, text, item.block.id)  # type: ignore[arg-type]
