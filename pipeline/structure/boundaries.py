"""Where the front ends, where the bibliography begins, and where a second summary stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.document import Block
from pipeline.references.heading import MISREAD, REFERENCES, REFERENCES_ZH
from pipeline.structure.body.names import has_parts
from pipeline.structure.front.labels import Segment, labels, segments
from pipeline.structure.front.lines import (
    is_affiliation,
    is_affiliation_heading,
    is_body_heading,
    is_caption,
    is_citation,
    is_column,
    is_dated,
    is_funding,
    is_introduction,
    is_prose,
    is_reference,
)

SUMMARY = frozenset(["abstract", "keywords"])
# Fields of the label lexicon: the footnotes of the first page, and the notes that belong to the back.
FOOTNOTES = frozenset(
    ["funding", "received", "revised", "accepted", "published", "address", "corresponding", "affiliation", "citation"]
)
NOTES = frozenset(["biography", "contributions", "interests", "acknowledgements", "editor"])
OPENERS = frozenset([*FOOTNOTES, *NOTES, "email"])

REFERENCES_HEADING = re.compile(
    rf"^[\W\d_]*(?:{REFERENCES})"
    r"(?:\s*[(（/]?\s*(?:References?|参考文献)\s*[)）]?)?[\W_]*(?=$|\n|[\[［〔(]\s*1\s*[\]］〕)])",
    re.IGNORECASE,
)
_MISREAD_HEADING = re.compile(MISREAD)
GLUED_REFERENCES = re.compile(rf"{REFERENCES_ZH}[:：\s]*$")
_LINE_OF_REFERENCES = re.compile(
    rf"(?:^|\n|[。.])\s?((?:\d{{1,3}}\s)?{REFERENCES_ZH}\s?[:：]?\s?(?:\n|(?=[\[［〔]\s?1\s?[\]］〕]))|"
    r"(?:References?|REFERENCES?)\s?[:：]?\s?\n)|(?<=[\u4e00-\u9fff] )(References?\s?\n)|\n(?=(\[1\][^\n]*\n\s*\[2\]))"
)
_WORDS_OF_REFERENCES = ("参", "eference", "REFERENCE", "\n[1]")  # no line of references is without one
NOTE_HEADING = re.compile(
    r"^[\W\d_]*(?:致\s*谢|志\s*谢|鸣\s*谢|作者贡献|利益冲突|作者简介|作者介绍|作者声明|Acknowledge?ments?|"
    r"Authors?['’]?\s*contributions?|(?:(?:Declaration|Disclosure)\s?of\s?)?(?:potential )?"
    r"(?:Conflicts?|Competing)\s?(?:of\s?)?interests?|Declarations?\s?of\s?interests?|"
    r"支撑数据|数据可用性|Data availability|Funding)",
    re.IGNORECASE,
)
_ABSTRACT_PART = re.compile(
    r"\s*(?:Background|Purpose|Methods?|Results?|Conclusions?|Aims?|Context)\s*[:：.]", re.IGNORECASE
)
_CITING = re.compile(r"\[\s*\d|et al|\((?:19|20)\d\d|[a-z]\s?\(\d+[,)]")
_MARKED = re.compile(r"[:：\]】］」]\s*$")
# The rest of a list of keywords: a mark, and another that parts them.
_LISTED = re.compile(r"[,，;；][^,，;；.]+[,，;；]")
# How far an English title may stand above its abstract, and what may pass between two summaries, in blocks; by eye on
# a hundred articles: the longest address block had eight.
_REACH = 12


def pieces(block: Block) -> list[tuple[Segment, Block]]:
    """The block cut at the labels of front and back matter."""
    if not is_text(block):
        return [(Segment(None, 0, 0, len(block.text)), block)]
    cuts = segments(block.text)
    if len(cuts) == 1:
        return [(cuts[0], block)]
    return [(cut, block.cut(cut.start, cut.end, f".{n}")) for n, cut in enumerate(cuts, 1)]


def leading(block: Block) -> str | None:
    """The field whose label begins the block."""
    return segments(block.text)[0].field if is_text(block) else None


def is_text(block: Block) -> bool:
    """Whether a block is running text or a heading, and no table, picture or formula."""
    return block.kind in ("heading", "paragraph", "list_item")


def opening(blocks: Sequence[Block], bibliography: int) -> int:
    """How many blocks the front at the head of the article has."""
    title = next((i for i, block in enumerate(blocks) if block.kind == "heading"), 0)
    limit = next((i for i in range(bibliography) if _opens_body(blocks, i, title)), bibliography)
    summaries = [i for i in range(limit) if any(cut.field in SUMMARY for cut, _ in pieces(blocks[i]))]
    if not summaries:
        return _unlabelled_opening(blocks, limit)
    end = summaries[0]
    for here, there in pairwise(summaries):
        between = [block for block in blocks[here + 1 : there] if leading(block) not in OPENERS]
        prose = sum(is_prose(block.text) for block in between)
        own = any(is_prose(block.text) and block.lang == blocks[here].lang for block in between)
        closed = own and any(cut.field == "keywords" for cut, _ in pieces(blocks[here]))
        if len(between) > _REACH or prose > (1 if closed else 8):
            break
        end = there
    return _extended(blocks, end + 1, limit)


def _opens_body(blocks: Sequence[Block], i: int, title: int) -> bool:
    block = blocks[i]
    if not is_text(block) or leading(block):
        return False
    if block.kind == "heading":
        return (i > title and is_body_heading(block.text)) or (i > 0 and is_introduction(block.text))
    return i > title and len(block.text) < 40 and is_introduction(block.text)


def _extended(blocks: Sequence[Block], end: int, limit: int) -> int:
    """``end`` moved over what goes on after the last summary: the rest of it, codes, footnotes, an English title."""
    last = pieces(blocks[end - 1])[-1][0]
    if last.field == "abstract":
        end = _abstract_end(blocks, end, limit, _is_bare(blocks[end - 1]))
    if last.field == "keywords" and _is_bare(blocks[end - 1]) and end < limit and is_text(blocks[end]):
        end += 1
    while end < limit and is_text(blocks[end]) and _goes_on(blocks[end], blocks[:end]):
        end += 1
    if end < limit and _lacks_text(blocks[:end]) and is_text(blocks[end]) and is_prose(blocks[end].text):
        end += 1
    return end


def _is_bare(block: Block) -> bool:
    """Whether a block ends in a label that nothing follows."""
    last = segments(block.text)[-1]
    return last.field is not None and not block.text[last.value : last.end].strip()


def _lacks_text(front: Sequence[Block]) -> bool:
    """Whether a label Abstract stands there and no abstract: some prints put the keywords between."""
    bare = any(
        cut.field == "abstract" and not block.text[cut.value : cut.end].strip()
        for block in front
        if is_text(block)
        for cut in segments(block.text)
    )
    return bare and not any(is_prose(block.text) for block in front)


def _goes_on(block: Block, before: Sequence[Block]) -> bool:
    """Whether a block below the last summary is still front: labelled, an address, a stamp, an English title."""
    text = block.text.strip()
    if leading(block):
        return True
    if block.kind == "heading":
        return is_column(text) or (block.lang == "en" and not is_body_heading(text) and _has_chinese(before))
    if is_prose(text):
        return False
    runs_on = block.lang == before[-1].lang and _runs_on(before[-1], text, _has_chinese(before))
    cited = leading(before[-1]) == "citation" and _is_bare(before[-1]) and is_citation(text)
    return cited or is_funding(text) or is_affiliation(text) or is_column(text) or is_dated(text) or runs_on


def _runs_on(keywords: Block, text: str, chinese: bool) -> bool:
    """Whether a short line goes on with the keywords above it; in a ``chinese`` article an English list does."""
    english = keywords.lang == "en"
    hanging = re.search(r"[;；,，、-]\s*$" if english else r"[;；]\s*$", keywords.text)
    listed = chinese and bool(_LISTED.search(text)) and not re.search(r"[.。:：]\s*$", text)
    return len(text) < 200 and (bool(hanging) or (english and (text[:1].islower() or listed)))


def _has_chinese(blocks: Sequence[Block]) -> bool:
    return any(block.kind == "heading" and block.lang == "zh" for block in blocks)


def _abstract_end(blocks: Sequence[Block], start: int, limit: int, bare: bool) -> int:
    """Where an abstract that no keywords close ends: at the introduction, else after its first paragraph."""
    texts = [i for i in range(start, min(limit, start + _REACH)) if is_text(blocks[i])]
    if limit < len(blocks) and limit - start <= 4 and blocks[limit].kind == "heading":
        return limit
    if bare and texts:
        return texts[0] + 1
    return start


def _unlabelled_opening(blocks: Sequence[Block], limit: int) -> int:
    """The front of an article without 摘要 or Abstract: up to the first prose, and that too where it is an abstract.

    It is one where PACS numbers, a date line or the introduction follow it, or, in English, where it cites nothing; but
    not below a heading such as 材料与方法, which the body begins with.
    """
    end = 0
    while end < limit and not (is_text(blocks[end]) and is_prose(blocks[end].text) and not leading(blocks[end])):
        end += 1
    first = end
    if 0 < first < limit and blocks[first - 1].kind == "heading" and has_parts(blocks[first - 1].text):
        return first - 1
    while end + 1 < limit and is_text(blocks[end + 1]) and _ABSTRACT_PART.match(blocks[end + 1].text):
        end += 1
    for after in range(end + 1, min(end + 3, limit + 1)):
        closes = after < limit and leading(blocks[after]) in ("pacs", "clc", "doi", "received")
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


def cut_at_references(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, one that holds the heading 参考文献 or the end of the text before it cut there."""
    for block in blocks:
        may_hold = block.kind in ("paragraph", "list_item") and any(word in block.text for word in _WORDS_OF_REFERENCES)
        label = _LINE_OF_REFERENCES.search(block.text) if may_hold else None
        at = max(map(label.start, (1, 2, 3))) if label else 0
        if block.text[:at].strip():
            yield block.cut(0, at, ".x")
            yield block.cut(at, len(block.text), ".y")
        else:
            yield block


def bibliography_start(blocks: Sequence[Block]) -> int:
    """The index of the bibliography's heading or first entry; the number of blocks where there is none."""
    headings = [
        i
        for i, block in enumerate(blocks)
        if is_text(block)
        and (REFERENCES_HEADING.match(block.text) or (GLUED_REFERENCES.search(block.text) and len(block.text) < 2000))
    ]
    for i in headings:
        following = [block for block in blocks[i : i + 8] if is_text(block)]
        if sum(_entry_lines(block) for block in following) >= min(2, len(following) - 1):
            return i if REFERENCES_HEADING.match(blocks[i].text) else i + 1
    if headings and headings[-1] > len(blocks) / 2:
        return headings[-1]
    first = _first_entry(blocks)
    above = blocks[first - 1] if 0 < first < len(blocks) else None
    return first - (above is not None and above.kind == "heading" and bool(_MISREAD_HEADING.fullmatch(above.text)))


def has_reference(block: Block) -> bool:
    """Whether a line of the block reads like an entry of a bibliography."""
    return is_text(block) and _entry_lines(block) > 0


def _entry_lines(block: Block) -> int:
    return sum(is_reference(line) for line in block.text.split("\n"))


def _first_entry(blocks: Sequence[Block]) -> int:
    """Where a run of entries without a heading begins: three lines or more, most of what follows."""
    for i in range(len(blocks) // 4, len(blocks)):
        if not has_reference(blocks[i]):
            continue
        window = [block for block in blocks[i : i + 6] if is_text(block)]
        lines = sum(len(block.text.split("\n")) for block in window)
        entries = sum(_entry_lines(block) for block in window)
        run = entries >= 3 and 2 * entries >= lines and 2 * sum(map(has_reference, window)) > len(window)
        if run or _counted_lines(blocks[i]) >= 4:
            return i
    return len(blocks)


def _counted_lines(block: Block) -> int:
    """How many lines of a block begin with 1, 2, 3 …, one after the other.

    A list that has lost its first entries may begin with another number; a year stands in that line.
    """
    count = first = 0
    for line in block.text.split("\n"):
        number = re.match(r"\s*[\[［〔]?\s?(\d{1,3})\s?[\]］〕.．]?\s?[^\d\s]", line)
        if number and not count:
            first = int(number[1]) if int(number[1]) <= _LATEST_FIRST and _YEAR.search(line) else 1
        count += number is not None and int(number[1]) == first + count
    return count


_LATEST_FIRST = 5
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def parted(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks from the bibliography on; where the summary's title stands on lines right below entries, cut there."""
    for i, block in enumerate(blocks):
        near = any(is_text(later) and _holds_abstract(later) for later in blocks[i : i + 4])
        lines = block.text.split("\n")
        if not near or not is_text(block) or block.kind == "heading":
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
    """Where an English title begins that is glued to the end of an entry; 0 where there is none.

    Where the entry has no stop, an institution behind the title shows what it is.
    """
    for match in re.finditer(r"\d(?:\s*[.．。]\s*|\s)(?=(?:[A-Za-zα-ω]\s?-\s?)?[A-Z][a-z]+\s)", entry):
        rest = entry[match.end() :]
        ended = match[0][1:].strip() or is_affiliation(rest)
        if ended and len(rest) > 30 and not is_reference(rest) and len(re.findall(r"[A-Za-z]{2,}", rest)) > 4:
            return match.end()
    return 0


def _holds_abstract(block: Block) -> bool:
    """Whether a block holds an abstract's label; in an entry's title (``Poster abstract: …``) it is none."""
    text = block.text
    found = [label for label in labels(text) if label.field == "abstract"]
    if has_reference(block):
        marked = (label for label in found if label.leads or _MARKED.search(text, label.start, label.end))
        found = [label for label in marked if not text[label.start : label.end].lstrip()[:1].islower()]
    return bool(found)


def _is_unlabelled_abstract(blocks: Sequence[Block], i: int) -> bool:
    """Whether English prose below the bibliography is an abstract that has lost its label: keywords follow it."""
    text = blocks[i].text
    if blocks[i].lang != "en" or not is_text(blocks[i]) or has_reference(blocks[i]) or leading(blocks[i]):
        return False
    fields = [cut.field for block in blocks[i : i + 2] for cut, _ in pieces(block)]
    return is_prose(text) and "keywords" in fields


def after_bibliography(blocks: Sequence[Block], first: int) -> tuple[int, int]:
    """Where the summary after the bibliography begins and ends (twice the number of blocks where there is none)."""
    below = range(first + 1, len(blocks))
    labelled = (i for i in below if is_text(blocks[i]) and _holds_abstract(blocks[i]))
    abstract = next(labelled, None) or next((i for i in below if _is_unlabelled_abstract(blocks, i)), None)
    if abstract is not None:
        return summary_start(blocks, abstract, first + 1), summary_stop(blocks, abstract)
    last = max((i for i in range(first, len(blocks)) if has_reference(blocks[i])), default=len(blocks))
    for i in range(last + 1, len(blocks)):
        block = blocks[i]
        if (
            block.kind == "heading"
            and block.lang == "en"
            and len(block.text) > 25
            and not NOTE_HEADING.match(block.text)
        ):
            if not is_body_heading(block.text) and not re.match(r"^\s*(?:Appendix|Supplement)", block.text):
                return i, len(blocks)
            break
    return len(blocks), len(blocks)


def summary_start(blocks: Sequence[Block], abstract: int, floor: int) -> int:
    """The index of the title above an abstract that stands after or within the body."""
    start = abstract
    titled = False
    strangers = 0
    for i in range(abstract - 1, max(abstract - _REACH, floor) - 1, -1):
        block = blocks[i]
        text = block.text.strip()
        if not is_text(block) or (titled and block.kind != "heading"):
            break
        if has_reference(block) or is_prose(text) or is_caption(text) or leading(block) in OPENERS:
            break
        if block.kind == "heading" and (
            is_body_heading(text) or NOTE_HEADING.match(text) or REFERENCES_HEADING.match(text)
        ):
            break
        if block.lang != blocks[abstract].lang:
            strangers += leading(block) not in FOOTNOTES
            if strangers > 1:
                break
            continue
        if block.kind == "heading" and not is_affiliation_heading(text) and len(text) > 12:
            titled = True
        start = i
    return start


def summary_stop(blocks: Sequence[Block], abstract: int) -> int:
    """The index after the keywords below an abstract, or after the abstract where it has none."""
    for i in range(abstract, min(abstract + _REACH, len(blocks))):
        block = blocks[i]
        if not is_text(block) and i > abstract:
            break
        if i > abstract and block.kind == "heading" and is_body_heading(block.text):
            break
        if any(cut.field == "keywords" for cut, _ in pieces(block)):
            return _keywords_stop(blocks, i + 2 if _is_bare(block) and i + 1 < len(blocks) else i + 1)
    stop = abstract + 1
    bare = not blocks[abstract].text[pieces(blocks[abstract])[0][0].value :].strip()
    while stop < len(blocks) and is_text(blocks[stop]) and blocks[stop].kind != "heading":
        text = blocks[stop].text
        if not bare and (has_reference(blocks[stop]) or blocks[stop].lang != blocks[abstract].lang or is_caption(text)):
            break
        if leading(blocks[stop]):
            break
        bare = False
        stop += 1
    return stop


def _keywords_stop(blocks: Sequence[Block], start: int) -> int:
    """Keywords may run on over a line break: a short line without a stop, list marks in it."""
    stop = start
    while stop < len(blocks) and is_text(blocks[stop]):
        block = blocks[stop]
        if (
            block.kind == "heading"
            or leading(block)
            or len(block.text) > 200
            or block.lang == "zh"
            or has_reference(block)
        ):
            break
        stop += 1
    return stop
