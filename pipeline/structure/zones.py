"""Which part of the article each block belongs to: front, body, bibliography or back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document import Block
from pipeline.structure.front.labels import Segment, segments
from pipeline.structure.front.lines import (
    is_affiliation,
    is_affiliation_heading,
    is_body_heading,
    is_caption,
    is_column,
    is_funding,
    is_introduction,
    is_prose,
    is_reference,
)
from pipeline.structure.labelled import Zone, Zoned

# Fields of the label lexicon by the part of the article that they belong to.
_SUMMARY = frozenset(["abstract", "keywords"])
_FOOTNOTES = frozenset(
    ["funding", "received", "revised", "accepted", "published", "address", "corresponding", "affiliation", "citation"]
)
_NOTES = frozenset(["biography", "contributions", "interests", "acknowledgements", "editor"])
_OPENERS = frozenset([*_FOOTNOTES, *_NOTES, "email"])

_REFERENCES = re.compile(
    r"^[\W\d_]*(?:参\s*考\s*文\s*献|主要参考文献|参考书目|引用文献|References?\s*and\s*notes|References?|Bibliography|Literature\s*cited)"
    r"(?:\s*[(（/]?\s*(?:References?|参考文献)\s*[)）]?)?[\W_]*(?=$|\n|[\[［〔(]\s*1\s*[\]］〕)])",
    re.IGNORECASE,
)
_GLUED_REFERENCES = re.compile(r"\s*\n?参\s*考\s*文\s*献[:：\s]*$")
_EDITOR = re.compile(r"[\s　]*[(（\[【]?\s*(?:本文)?(?:责任)?编\s*[辑校]\s*[:：\s][^\n()（）]{1,16}[)）\]】]?\s*$")
_NOTE_HEADING = re.compile(
    r"^[\W\d_]*(?:致\s*谢|志\s*谢|鸣\s*谢|作者贡献|利益冲突|作者简介|作者介绍|作者声明|Acknowledge?ments?|Authors?['’]?\s*contributions?|"
    r"(?:Declaration of )?(?:Conflicts?|Competing)\s*(?:of\s*)?(?:interests?)|支撑数据|数据可用性|Data availability|Funding)",
    re.IGNORECASE,
)
_ABSTRACT_PART = re.compile(
    r"\s*(?:Background|Purpose|Methods?|Results?|Conclusions?|Aims?|Context)\s*[:：.]", re.IGNORECASE
)
_CITING = re.compile(r"\[\s*\d|et al|\((?:19|20)\d\d|[a-z]\s?\(\d+[,)]")
# How far an English title may stand above its abstract, and what may pass between two summaries, in blocks; by eye on
# a hundred articles: the longest address block had eight.
_REACH = 12


def zones(blocks: Sequence[Block]) -> list[Zoned]:
    """Every block with its zone, in source order; a block that holds several parts is cut, the pieces tiling its text.

    The bibliography runs from its heading, or from its first entry where it has none, to its last entry. A summary in
    the other language belongs to the front wherever it stands, and so do the footnotes of the first page (作者单位,
    基金项目, 收稿日期); author biography, acknowledgements and the editor's line belong to the back.
    """
    first = _bibliography_start(blocks)
    blocks = [*blocks[:first], *_parted(blocks[first:])]
    summary, last = _after_bibliography(blocks, first)
    opening = _opening(blocks, first)
    zoned: list[Zoned] = []
    zoned += _front(blocks[:opening])
    zoned += _body(blocks[opening:first])
    zoned += _bibliography(blocks[first:summary])
    zoned += _front(blocks[summary:last])
    zoned += _tail(blocks[last:])
    return zoned


def _pieces(block: Block) -> list[tuple[Segment, Block]]:
    """The block cut at the labels of front and back matter."""
    if block.kind not in ("heading", "paragraph", "list_item"):
        return [(Segment(None, 0, 0, len(block.text)), block)]
    cuts = segments(block.text)
    if len(cuts) == 1:
        return [(cuts[0], block)]
    return [(cut, block.cut(cut.start, cut.end, f".{n}")) for n, cut in enumerate(cuts, 1)]


def _leading(block: Block) -> str | None:
    """The field whose label begins the block."""
    return segments(block.text)[0].field if block.kind in ("heading", "paragraph", "list_item") else None


def _marked(block: Block) -> bool:
    """Whether the label that begins the block has a colon or brackets, or is all there is."""
    cut = segments(block.text)[0]
    label = block.text[cut.start : cut.value]
    return bool(re.search(r"[:：\]】］」]\s*$", label)) or not block.text[cut.value :].strip()


def _is_text(block: Block) -> bool:
    return block.kind in ("heading", "paragraph", "list_item")


# Front ----------------------------------------------------------------------------------------------------------------


def _front(blocks: Sequence[Block]) -> Iterator[Zoned]:
    note = False
    for block in blocks:
        if not _is_text(block) or is_caption(block.text):
            yield Zoned("body" if block.kind in ("table", "math", "code") or is_caption(block.text) else "front", block)
            continue
        for cut, piece in _pieces(block):
            note = cut.field in _NOTES or (note and cut.field is None and block.kind != "heading")
            yield Zoned("back" if note else "front", piece)


def _opening(blocks: Sequence[Block], bibliography: int) -> int:
    """How many blocks the front at the head of the article has."""
    title = next((i for i, block in enumerate(blocks) if block.kind == "heading"), 0)
    limit = next((i for i in range(bibliography) if _opens_body(blocks, i, title)), bibliography)
    summaries = [i for i in range(limit) if any(cut.field in _SUMMARY for cut, _ in _pieces(blocks[i]))]
    if not summaries:
        return _unlabelled_opening(blocks, limit)
    end = summaries[0]
    for here, there in zip(summaries, summaries[1:], strict=False):
        between = blocks[here + 1 : there]
        prose = sum(is_prose(block.text) for block in between)
        closed = any(cut.field == "keywords" for cut, _ in _pieces(blocks[here]))
        if len(between) > _REACH or prose > (1 if closed else 8):
            break
        end = there
    return _extended(blocks, end + 1, limit)


def _opens_body(blocks: Sequence[Block], i: int, title: int) -> bool:
    block = blocks[i]
    if not _is_text(block) or _leading(block):
        return False
    if block.kind == "heading":
        return (i > title and is_body_heading(block.text)) or (i > 0 and is_introduction(block.text))
    return i > title and len(block.text) < 40 and is_introduction(block.text)


def _extended(blocks: Sequence[Block], end: int, limit: int) -> int:
    """``end`` moved over what goes on after the last summary: the rest of it, codes, footnotes, an English title."""
    last = _pieces(blocks[end - 1])[-1][0]
    if last.field == "abstract":
        end = _abstract_end(blocks, end, limit, bare=not blocks[end - 1].text[last.value : last.end].strip())
    while end < limit and _is_text(blocks[end]) and _goes_on(blocks[end], blocks[:end]):
        end += 1
    if end < limit and _lacks_text(blocks[:end]) and _is_text(blocks[end]) and is_prose(blocks[end].text):
        end += 1
    return end


def _lacks_text(front: Sequence[Block]) -> bool:
    """Whether a label Abstract stands there and no abstract: some prints put the keywords between."""
    bare = any(
        cut.field == "abstract" and not block.text[cut.value : cut.end].strip()
        for block in front
        if _is_text(block)
        for cut in segments(block.text)
    )
    return bare and not any(is_prose(block.text) for block in front)


def _goes_on(block: Block, before: Sequence[Block]) -> bool:
    """Whether a block below the last summary is still front: labelled, an address, a stamp, an English title."""
    text = block.text.strip()
    if _leading(block):
        return True
    if block.kind == "heading":
        return block.lang == "en" and not is_body_heading(text) and _has_chinese(before)
    if is_prose(text):
        return False
    runs_on = block.lang == before[-1].lang == "en" and _runs_on(before[-1], text)
    return is_funding(text) or is_affiliation(text) or is_column(text) or runs_on


def _runs_on(keywords: Block, text: str) -> bool:
    """Whether a short line goes on with the keywords above it."""
    return len(text) < 200 and (bool(re.search(r"[;；,，、-]\s*$", keywords.text)) or text[:1].islower())


def _has_chinese(blocks: Sequence[Block]) -> bool:
    return any(block.kind == "heading" and block.lang == "zh" for block in blocks)


def _abstract_end(blocks: Sequence[Block], start: int, limit: int, bare: bool) -> int:
    """Where an abstract that no keywords close ends: at the introduction, else after its first paragraph."""
    texts = [i for i in range(start, min(limit, start + _REACH)) if _is_text(blocks[i])]
    if limit < len(blocks) and limit - start <= 4 and blocks[limit].kind == "heading":
        return limit
    if bare and texts:
        return texts[0] + 1
    return start


def _unlabelled_opening(blocks: Sequence[Block], limit: int) -> int:
    """The front of an article without 摘要 or Abstract: up to the first prose, and that too where it is an abstract.

    It is one where PACS numbers, a date line or the introduction follow it, or, in English, where it cites nothing.
    """
    end = 0
    while end < limit and not (_is_text(blocks[end]) and is_prose(blocks[end].text) and not _leading(blocks[end])):
        end += 1
    first = end
    while end + 1 < limit and _is_text(blocks[end + 1]) and _ABSTRACT_PART.match(blocks[end + 1].text):
        end += 1
    for after in range(end + 1, min(end + 3, limit + 1)):
        closes = after < limit and _leading(blocks[after]) in ("pacs", "clc", "doi", "received")
        if closes or _is_codes(blocks[after : after + 1]):
            return after + 1
        if after == limit < len(blocks) and is_introduction(blocks[after].text):
            return after
    if first < limit and blocks[first].lang == "en" and not _CITING.search(blocks[first].text):
        return end + 1
    return min(first, limit)


def _is_codes(blocks: Sequence[Block]) -> bool:
    """Whether a line holds only classification codes: 14.65.Ha,12.60.Fr."""
    return bool(blocks) and bool(re.fullmatch(r"(?:\d\d\.\d\d\.[A-Za-z+\-]{2}[\s,;，；]*)+", blocks[0].text.strip()))


# Body -----------------------------------------------------------------------------------------------------------------


def _body(blocks: Sequence[Block]) -> Iterator[Zoned]:
    """The body without the footnotes, the second summary and the notes that stand in it."""
    summary: set[int] = set()
    for i, block in enumerate(blocks):
        if _is_text(block) and _leading(block) == "abstract" and _marked(block):
            start = _summary_start(blocks, i, 0)
            summary |= set(range(start, _summary_stop(blocks, i)))
    note = False
    for i, block in enumerate(blocks):
        if i in summary:
            yield from _front([block])
            continue
        if not _is_text(block):
            yield Zoned("body", block)
            continue
        field = _leading(block)
        if block.kind == "heading":
            note = bool(_NOTE_HEADING.match(block.text)) and not re.match(r"^\s*\d", block.text)
        if note or field in ("acknowledgements",) or (field in _NOTES and _marked(block)):
            yield from _notes(block)
        elif (field in _FOOTNOTES and _marked(block) and block.kind != "heading") or (
            block.kind == "paragraph" and is_funding(block.text) and block.text[0] in "*＊"
        ):
            yield from _front([block])
        else:
            yield from _without_references_label(block)


def _notes(block: Block) -> Iterator[Zoned]:
    for cut, piece in _pieces(block):
        yield Zoned("front" if cut.field in _FOOTNOTES - {"affiliation"} else "back", piece)


def _without_references_label(block: Block) -> Iterator[Zoned]:
    """A body block; the words 参考文献 glued to its end belong to the bibliography."""
    glued = _GLUED_REFERENCES.search(block.text)
    if glued and glued.start() > 0 and not is_prose(block.text[glued.start() :]):
        yield Zoned("body", block.cut(0, glued.start(), ".1"))
        yield Zoned("bibliography", block.cut(glued.start(), len(block.text), ".2"))
    else:
        yield Zoned("body", block)


# Bibliography and what follows ----------------------------------------------------------------------------------------


def _bibliography_start(blocks: Sequence[Block]) -> int:
    """The index of the bibliography's heading or first entry; the number of blocks where there is none."""
    headings = [
        i
        for i, block in enumerate(blocks)
        if _is_text(block)
        and (_REFERENCES.match(block.text) or (_GLUED_REFERENCES.search(block.text) and len(block.text) < 2000))
    ]
    for i in headings:
        following = [block for block in blocks[i : i + 8] if _is_text(block)]
        if sum(_has_reference(block) for block in following) >= min(2, len(following) - 1):
            return i if _REFERENCES.match(blocks[i].text) else i + 1
    return headings[-1] if headings and headings[-1] > len(blocks) / 2 else _first_entry(blocks)


def _has_reference(block: Block) -> bool:
    return any(is_reference(line) for line in block.text.split("\n"))


def _first_entry(blocks: Sequence[Block]) -> int:
    """Where a run of entries without a heading begins."""
    entry = [_is_text(block) and _has_reference(block) for block in blocks]
    for i in range(len(blocks) // 3, len(blocks)):
        window = entry[i : i + 5]
        if entry[i] and sum(window) >= min(4, len(window)) and (len(window) >= 3 or _REFERENCES.match(blocks[i].text)):
            return i
    return len(blocks)


def _parted(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks from the bibliography on; where the summary's title stands on lines right below entries, cut there."""
    for i, block in enumerate(blocks):
        near = any(_is_text(later) and _holds_abstract(later) for later in blocks[i : i + 4])
        lines = block.text.split("\n")
        if not near or not _is_text(block) or block.kind == "heading":
            yield block
            continue
        last = max((n for n, line in enumerate(lines) if is_reference(line)), default=-1)
        at = min(sum(len(line) + 1 for line in lines[: last + 1]), len(block.text))
        if last >= 0 and (glued := _glued_title(lines[last])):
            at = sum(len(line) + 1 for line in lines[:last]) + glued
        if 0 < at < len(block.text) and re.search("[A-Za-z]{3}|[\u4e00-\u9fff]{2}", block.text[at:]):
            yield block.cut(0, at, ".a")
            yield block.cut(at, len(block.text), ".b")
        else:
            yield block


def _glued_title(entry: str) -> int:
    """Where an English title begins that is glued to the end of an entry; 0 where there is none."""
    for match in re.finditer(r"\d\s*[.．。]\s*(?=[A-Z][a-z]+\s)", entry):
        rest = entry[match.end() :]
        if len(rest) > 30 and not is_reference(rest) and len(re.findall(r"[A-Za-z]{2,}", rest)) > 4:
            return match.end()
    return 0


def _holds_abstract(block: Block) -> bool:
    return any(cut.field == "abstract" for cut, _ in _pieces(block))


def _after_bibliography(blocks: Sequence[Block], first: int) -> tuple[int, int]:
    """Where the summary after the bibliography begins and ends (twice the number of blocks where there is none)."""
    for i in range(first + 1, len(blocks)):
        if _is_text(blocks[i]) and _holds_abstract(blocks[i]):
            return _summary_start(blocks, i, first + 1), _summary_stop(blocks, i)
    last = max((i for i in range(first, len(blocks)) if _has_reference(blocks[i])), default=len(blocks))
    for i in range(last + 1, len(blocks)):
        block = blocks[i]
        if (
            block.kind == "heading"
            and block.lang == "en"
            and len(block.text) > 25
            and not _NOTE_HEADING.match(block.text)
        ):
            if not is_body_heading(block.text) and not re.match(r"^\s*(?:Appendix|Supplement)", block.text):
                return i, len(blocks)
            break
    return len(blocks), len(blocks)


def _summary_start(blocks: Sequence[Block], abstract: int, floor: int) -> int:
    """The index of the title above an abstract that stands after or within the body."""
    start = abstract
    titled = False
    strangers = 0
    for i in range(abstract - 1, max(abstract - _REACH, floor) - 1, -1):
        block = blocks[i]
        text = block.text.strip()
        if not _is_text(block) or (titled and block.kind != "heading"):
            break
        if _has_reference(block) or is_prose(text) or is_caption(text) or _leading(block) in _OPENERS:
            break
        if block.kind == "heading" and (is_body_heading(text) or _NOTE_HEADING.match(text) or _REFERENCES.match(text)):
            break
        if block.lang != blocks[abstract].lang:
            strangers += 1
            if strangers > 1:
                break
            continue
        if block.kind == "heading" and not is_affiliation_heading(text) and len(text) > 12:
            titled = True
        start = i
    return start


def _summary_stop(blocks: Sequence[Block], abstract: int) -> int:
    """The index after the keywords below an abstract, or after the abstract where it has none."""
    for i in range(abstract, min(abstract + _REACH, len(blocks))):
        block = blocks[i]
        if not _is_text(block) and i > abstract:
            break
        if i > abstract and block.kind == "heading" and is_body_heading(block.text):
            break
        if any(cut.field == "keywords" for cut, _ in _pieces(block)):
            return _keywords_stop(blocks, i + 1)
    stop = abstract + 1
    bare = not blocks[abstract].text[_pieces(blocks[abstract])[0][0].value :].strip()
    while stop < len(blocks) and _is_text(blocks[stop]) and blocks[stop].kind != "heading":
        text = blocks[stop].text
        if not bare and (
            _has_reference(blocks[stop]) or blocks[stop].lang != blocks[abstract].lang or is_caption(text)
        ):
            break
        if _leading(blocks[stop]):
            break
        bare = False
        stop += 1
    return stop


def _keywords_stop(blocks: Sequence[Block], start: int) -> int:
    """Keywords may run on over a line break: a short line without a stop, list marks in it."""
    stop = start
    while stop < len(blocks) and _is_text(blocks[stop]):
        block = blocks[stop]
        if (
            block.kind == "heading"
            or _leading(block)
            or len(block.text) > 200
            or block.lang == "zh"
            or _has_reference(block)
        ):
            break
        stop += 1
    return stop


def _bibliography(blocks: Sequence[Block]) -> Iterator[Zoned]:
    last = max((i for i, block in enumerate(blocks) if _is_text(block) and _has_reference(block)), default=-1)
    zone: Zone = "bibliography"
    for i, block in enumerate(blocks):
        if not _is_text(block):
            zone = "body" if i > last else zone
            yield Zoned("body", block)
            continue
        field = _leading(block)
        if i > last and last >= 0:
            if is_caption(block.text) or (
                block.kind == "heading" and re.match(r"^\s*(?:附\s*录|Appendix|Supplement)", block.text)
            ):
                zone = "body"
            elif field in _FOOTNOTES:
                zone = "front"
            elif field in _NOTES or _NOTE_HEADING.match(block.text) or (block.kind == "heading" and i > 0):
                zone = "back"
        if field in _OPENERS or zone in ("front", "back"):
            for cut, piece in _pieces(block):
                if cut.field in _FOOTNOTES:
                    zone_of_piece: Zone = "front"
                elif cut.field in _NOTES:
                    zone_of_piece = "back"
                else:
                    zone_of_piece = zone if i > last else "bibliography"
                yield Zoned(zone_of_piece, piece)
            continue
        yield from _entries(block) if zone == "bibliography" else [Zoned(zone, block)]


def _entries(block: Block) -> Iterator[Zoned]:
    """A block of entries; the editor's line glued to the last one belongs to the back."""
    editor = _EDITOR.search(block.text)
    if editor and editor.start() > 0:
        yield Zoned("bibliography", block.cut(0, editor.start(), ".1"))
        yield Zoned("back", block.cut(editor.start(), len(block.text), ".2"))
    else:
        yield Zoned("back" if editor else "bibliography", block)


def _tail(blocks: Sequence[Block]) -> Iterator[Zoned]:
    """What stands after a summary at the end: footnotes, notes, more entries, figures."""
    zone: Zone = "back"
    for block in blocks:
        if not _is_text(block) or is_caption(block.text):
            zone = "body"
            yield Zoned("body", block)
        elif _leading(block):
            zone = "back"
            for cut, piece in _pieces(block):
                yield Zoned("front" if cut.field in _FOOTNOTES or cut.field in _SUMMARY else "back", piece)
        elif _has_reference(block) or _REFERENCES.match(block.text):
            zone = "bibliography"
            yield from _entries(block)
        else:
            yield Zoned(zone, block)
