"""Which part of the article each block belongs to: front, body, bibliography or back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document import Block
from pipeline.structure.boundaries import (
    FOOTNOTES,
    GLUED_REFERENCES,
    NOTE_HEADING,
    NOTES,
    OPENERS,
    REFERENCES_HEADING,
    SUMMARY,
    after_bibliography,
    bibliography_start,
    cut_at_references,
    has_reference,
    is_text,
    leading,
    opening,
    parted,
    pieces,
    summary_start,
    summary_stop,
)
from pipeline.structure.front.keywords import spill
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import cites, is_body_heading, is_caption, is_funding, is_prose
from pipeline.structure.labelled import Zone, Zoned

_EDITOR = re.compile(r"[\s　]*[(（\[【]?\s?(?:本文)?(?:责任)?编\s?[辑校]\s?[:：\s][^\n()（）]{1,16}[)）\]】]?\s*$")
_APPENDIX = re.compile(r"\s*(?:附\s*录|Appendix|Supplement)")
# A section on thanks or interests has a longer title: 2 致谢语的使用.
_NUMBERED_NOTE = re.compile(
    r"\s*\d{1,2}[.．、\s]*(?:[致志鸣]\s*谢|(?:作者贡献|利益冲突)(?:声明|说明|情况)?|Acknowledge?(?:ments?)?)\W*$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\W*(?:(?:We|I|The authors?)\b.{0,30}\b(?:thank|acknowledge|grateful|indebted|gratitude)|"
    r"This (?:work|research|study|paper|project)\b.{0,30}\b(?:supported|funded|sponsored)\b)|"
    r"[(（\s]*(?:作者)?(?:衷心|特别|诚挚)?地?感谢|[(（\s]*[对向](?:[^。]{2,200})表示(?:衷心|诚挚)?的?感谢",
    re.IGNORECASE,
)
_RUN_IN = frozenset(["biography", "funding", "corresponding"])
# A longer text behind keywords in one line is none of the front: the body or a biography that has lost its line break.
_LINE = 60
# What of a title a line must have to be looked at as one that cites it.
_BEGINNING = 6
# An e-mail address that Chinese is glued to, and what says that it is about another author.
_ADDRESS_END = re.compile(r"@[\w.-]*\.[A-Za-z]{2,4}(?=[\u4e00-\u9fff]{4})", re.ASCII)
_PERSON = re.compile(
    r"[,，]\s*[男女]|教授|博士|硕士|研究员|研究方向|通[讯信]作者|作者简介|电话|大学|学院|[(（](?:19|20)\d\d"
)
# Who an author is: years and journals there make it look like an entry, but it has no number.
_BIOGRAPHY = re.compile(r"[^\W\d][^\d\n]{1,60}(?:教授|研究员|博士|硕士|院士|工程师|Profes+or|Researcher|Ph\. ?D)")
_CODES = frozenset(["clc", "document-code", "article-number", "doi"])


def zones(blocks: Sequence[Block]) -> list[Zoned]:
    """Every block with its zone, in source order; a block that holds several parts is cut, the pieces tiling its text.

    The bibliography runs from its heading, or from its first entry where it has none, to its last entry. A summary in
    the other language belongs to the front wherever it stands, and so do the footnotes of the first page (作者单位,
    基金项目, 收稿日期); author biography, acknowledgements and the editor's line belong to the back.
    """
    blocks = list(cut_at_references(blocks))
    first = bibliography_start(blocks)
    blocks = [*blocks[:first], *parted(blocks[first:])]
    summary, last = after_bibliography(blocks, first)
    body = opening(blocks, first)
    return [
        *_front(blocks[:body]),
        *_body(blocks[body:first], [block.text for block in blocks[:body] if block.kind == "heading"]),
        *_bibliography(blocks[first:summary]),
        *_front(blocks[summary:last]),
        *_tail(blocks[last:]),
    ]


def _front(blocks: Sequence[Block]) -> Iterator[Zoned]:
    note, noted = False, ""
    summarised = False
    for index, block in enumerate(blocks):
        if block.kind == "image":
            yield Zoned("front", block)
        elif not is_text(block) or is_caption(block.text):
            yield Zoned("body", block)
        else:
            before: str | None = None
            above = block.lang
            for cut, piece in pieces(block):
                goes_on = cut.field is None and block.kind != "heading" and block.lang == noted
                note = cut.field in NOTES or (note and goes_on)
                noted = block.lang if cut.field in NOTES else noted
                opens = summarised and before in _CODES and piece.lang == "zh" and is_prose(piece.text)
                behind = before == "keywords" and (len(piece.text) > _LINE or (above, piece.lang) == ("en", "zh"))
                glued = cut.field is None and (opens or behind)
                other: Zone = ("back" if "@" in piece.text else "body") if glued else "front"
                at = _spilled(piece, blocks[: index + 1]) if cut.field == "keywords" else 0
                at = _glued_body(piece) if cut.field in OPENERS else at
                if at:
                    yield Zoned("back" if note else "front", piece.cut(0, at, ".k"))
                    yield _behind(piece.cut(at, len(piece.text), ".s"))
                else:
                    yield Zoned("back" if note else other, piece)
                before, above = cut.field, piece.lang
                summarised = summarised or before in SUMMARY


def _glued_body(block: Block) -> int:
    """Where the body goes on behind the address that ends a footnote, the line break lost; 0 where it does not."""
    for match in _ADDRESS_END.finditer(block.text) if "@" in block.text else ():
        behind = block.text[match.end() :]
        if is_prose(behind) and not _PERSON.search(behind, 0, _LINE):
            return match.end()
    return 0


def _spilled(keywords: Block, above: Sequence[Block]) -> int:
    """Where Chinese keywords end that their line break has been lost behind; 0 where nothing follows them.

    ``above`` are the blocks up to the one that holds them.
    """
    if keywords.lang != "zh" or len(keywords.text) <= _LINE:
        return 0
    context = "\n".join(block.text for block in above).partition(keywords.text)[0]
    at = spill(keywords.text, context)
    return at if at < len(keywords.text) else 0


def _behind(block: Block) -> Zoned:
    """What stands behind keywords or a footnote in their line: the body, or who the authors are."""
    return Zoned("body" if is_prose(block.text) else "back", block)


def _body(blocks: Sequence[Block], titles: Sequence[str]) -> Iterator[Zoned]:
    """The body without the footnotes, the second summary and the notes that stand in it.

    ``titles`` are the headings of the front: a footnote may cite the article itself.
    """
    summary = _summaries(blocks)
    thanks = _thanks(blocks)
    note = False
    for i, block in enumerate(blocks):
        if block.kind == "heading":
            numbered = re.match(r"\s*\d", block.text)
            note = bool((_NUMBERED_NOTE if numbered else NOTE_HEADING).match(block.text))
        if i in summary or _is_footnote(block, titles):
            yield from _front([block])
        elif is_text(block) and (note or i in thanks or _is_note(block)):
            yield from _labelled(block, "back")
        elif at := _run_in_footnote(block):
            yield Zoned("body", block.cut(0, at, ".1"))
            yield from _labelled(block.cut(at, len(block.text), ".2"), "back")
        else:
            yield from _without_references_label(block)


def _thanks(blocks: Sequence[Block]) -> set[int]:
    """The indices of the paragraphs that end the body with thanks, no heading above them."""
    found: set[int] = set()
    for i in range(len(blocks) - 1, -1, -1):
        block = blocks[i]
        if block.kind == "paragraph" and not is_caption(block.text):
            if not _THANKS.match(block.text):
                break
            found.add(i)
    return found


def _run_in_footnote(block: Block) -> int:
    """Where a footnote of the first page begins that stands in the midst of a paragraph; 0 where there is none."""
    if block.kind != "paragraph":
        return 0
    text = block.text
    cuts = (cut for cut in segments(text)[1:] if cut.field in _RUN_IN)
    return next((cut.start for cut in cuts if re.search(r"[:：]\s*$", text[cut.start : cut.value])), 0)


def _summaries(blocks: Sequence[Block]) -> set[int]:
    """The indices of the blocks of summaries that stand in the midst of the body."""
    abstracts = [i for i, block in enumerate(blocks) if leading(block) == "abstract" and _is_marked(block)]
    return {n for i in abstracts for n in range(summary_start(blocks, i, 0), summary_stop(blocks, i))}


def _is_footnote(block: Block, titles: Sequence[str]) -> bool:
    """Whether a paragraph of the body is a footnote of the first page that the page break has put there."""
    if is_text(block) and any(title[:_BEGINNING] in block.text for title in titles) and cites(block.text, titles):
        return True
    if block.kind not in ("paragraph", "list_item"):
        return False
    starred = block.text[:1] in "*＊" and is_funding(block.text)
    return starred or (leading(block) in FOOTNOTES and _is_marked(block))


def _is_note(block: Block) -> bool:
    field = leading(block)
    return field == "acknowledgements" or (field in NOTES and _is_marked(block))


def _is_marked(block: Block) -> bool:
    """Whether the label that begins the block has a colon or brackets, or is all there is."""
    cut = segments(block.text)[0]
    label = block.text[cut.start : cut.value]
    return bool(re.search(r"[:：\]】］」]\s*$", label)) or not block.text[cut.value :].strip()


def _labelled(block: Block, other: Zone) -> Iterator[Zoned]:
    """The pieces of a block, footnotes to the front and notes to the back; what has no label goes to ``other``."""
    for cut, piece in pieces(block):
        if cut.field in OPENERS and (at := _glued_body(piece)):
            yield Zoned("front" if cut.field in FOOTNOTES else "back", piece.cut(0, at, ".f"))
            yield Zoned("body", piece.cut(at, len(piece.text), ".s"))
        elif cut.field in FOOTNOTES:
            yield Zoned("front", piece)
        else:
            yield Zoned("back" if cut.field in NOTES else other, piece)


def _without_references_label(block: Block) -> Iterator[Zoned]:
    """A body block; the words 参考文献 glued to its end belong to the bibliography."""
    glued = (
        GLUED_REFERENCES.search(block.text) if is_text(block) and block.text.rstrip(":： \n").endswith("献") else None
    )
    at = len(block.text[: glued.start()].rstrip()) if glued else 0
    if at:
        yield Zoned("body", block.cut(0, at, ".1"))
        yield Zoned("bibliography", block.cut(at, len(block.text), ".2"))
    else:
        yield Zoned("body", block)


def _bibliography(blocks: Sequence[Block]) -> Iterator[Zoned]:
    """The entries, and what stands behind the last of them: notes, an appendix, the figures of a manuscript.

    A section's heading right below that of the bibliography is the body's, the column's order lost; so is the caption
    below a picture or a table between entries.
    """
    entries = [i for i, block in enumerate(blocks) if has_reference(block)]
    first, last = (entries[0], entries[-1]) if entries else (len(blocks), len(blocks))
    figures = any(is_text(block) and is_caption(block.text) for block in blocks[last + 1 :])
    zone: Zone = "bibliography"
    for i, block in enumerate(blocks):
        if i > last:
            zone = _zone_after(block, zone, figures)
        misplaced = 0 < i < first and block.kind == "heading" and is_body_heading(block.text)
        below = is_text(block) and i > 0 and not is_text(blocks[i - 1])
        if not is_text(block) or misplaced or (below and is_caption(block.text)):
            yield Zoned("body", block)
        elif leading(block) in OPENERS or zone in ("front", "back"):
            yield from _labelled(block, zone)
        elif zone == "bibliography":
            yield from _entries(block)
        else:
            yield Zoned(zone, block)


def _zone_after(block: Block, zone: Zone, figures: bool) -> Zone:
    """The zone of a block behind the last entry, the block before it having been in ``zone``."""
    if not is_text(block):
        return "body" if figures else zone
    if is_caption(block.text) or (block.kind == "heading" and _APPENDIX.match(block.text)):
        return "body"
    field = leading(block)
    if field in FOOTNOTES:
        return "front"
    if field in NOTES or NOTE_HEADING.match(block.text) or block.kind == "heading":
        return "back"
    return "back" if zone in ("front", "bibliography") and is_prose(block.text) else zone


def _entries(block: Block) -> Iterator[Zoned]:
    """A block of entries; the editor's line glued to the last one belongs to the back."""
    editor = _EDITOR.search(block.text) if "编" in block.text else None
    if editor and editor.start():
        yield Zoned("bibliography", block.cut(0, editor.start(), ".1"))
        yield Zoned("back", block.cut(editor.start(), len(block.text), ".2"))
    else:
        yield Zoned("back" if editor else "bibliography", block)


def _tail(blocks: Sequence[Block]) -> Iterator[Zoned]:
    """What stands behind a summary at the end: footnotes, notes, more entries, figures."""
    figures = any(is_text(block) and is_caption(block.text) for block in blocks)
    zone: Zone = "back"
    for block in blocks:
        listed = has_reference(block) and not _BIOGRAPHY.match(block.text)
        if listed or (is_text(block) and REFERENCES_HEADING.match(block.text)):
            zone = "bibliography"
            yield from _entries(block)
            continue
        zone = _zone_after(block, zone, figures)
        if not is_text(block):
            yield Zoned("body", block)
        elif leading(block) in SUMMARY:
            yield from _front([block])
        else:
            yield from _labelled(block, zone)
