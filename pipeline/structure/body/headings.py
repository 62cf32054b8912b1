"""Headings, wherever they stand: marked, as plain lines, run in with their text, or glued to the end of a paragraph."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.document import Block
from pipeline.resources import Resources
from pipeline.structure.body.asides import is_lettering
from pipeline.structure.body.names import has_parts
from pipeline.structure.body.numbering import Reading, readings
from pipeline.structure.body.outline import Candidate, Place, outline
from pipeline.structure.body.run_in import LONGEST, NO_TITLE, title_end
from pipeline.text import HAN, han_count


class Cut(NamedTuple):
    """A heading found in a block: ``text[start:end]``."""

    start: int
    end: int


class _Spot(NamedTuple):
    """Where a heading may begin, and where it would end; ``end`` is -1 where only the title's words can tell."""

    block: int
    start: int
    end: int
    candidate: Candidate


# What it costs to leave a candidate, in the unit of numbering.py: by how headings look in print.
_LINE, _DEEP_LINE, _RUN_IN, _TAIL, _INNER, _BRACKET_LINE, _LETTER_LINE = 2.5, 3.5, 3.0, 1.0, 0.4, 0.8, 0.5
# A paragraph that begins with a plain number is an item of a list, unless the outline needs it.
_SHALLOW_RUN_IN = -0.6
_LONGEST_LINE = 42
# A line of its own is a title up to here if no clause ends in it. The longest of the corpus has 84 characters.
_LONGEST_WHOLE, _LONGEST_LATIN_WHOLE = 90, 200
_WINDOW = 160
# An article has a hundred run-in titles at most, and a tenth of this text.
_MOST_RUN_IN, _LONGEST_PROSE = 300, 500_000
_LONGEST_LATIN_LINE = 130
# An article that numbers so many Chinese headings numbers its sections.
_FEWEST_NUMBERED = 4

_SENTENCE = re.compile(r"[。；;！？!?]|\.\s")
# What no title holds; of two clauses some are made.
_STOP = re.compile(r"[。；！？]|，[^，]*，")
# What the end of a title of two clauses scores (see run_in): it cannot be in doubt.
_TWO_CLAUSES = 2.0
_CLAUSE = re.compile(r"[，。；：:？！]|,(?!\s?[A-Z]{2})")
_OPEN_END = re.compile(r"[，,、；;.。=＝+(（]$|，.*[:：]$")
# A number right behind a sentence's end.
_AFTER_SENTENCE = re.compile(
    rf"[。．.！？!?”\])）○](?<!\d[.．])\s*(?=\d{{1,2}}(?:\s?[.．]\s?\d{{1,2}}){{0,3}}[.．、]?\s*[{HAN}A-Za-z])"
)
# A heading whose number OCR has broken, glued to the end of a paragraph: "…。2）肺部菌群的作用".
_BROKEN_TAIL = re.compile(rf"(?<=[。！？])\s*(?=\d{{1,2}}\s?[)）]\s*[{HAN}][^。，；]{{3,36}}$)")
# An item's heading glued to the end of a paragraph, but not the first, which may begin a sentence: "…途径[18](6）联盟".
_BRACKET_TAIL = re.compile(rf"(?<=[。！？\]］])\s?(?=[(（]\s?(?:[2-9]|1\d)\s?[)）]\s?[{HAN}][^。，；：,;:]{{2,30}}$)")
_LONGEST_TAIL = 48
_HALF_BRACKET = re.compile(r"\s*\d{1,2}\s?[)）]")
# A second heading in the same line.
_SECOND = re.compile(rf"(?<=[{HAN}）)\s])(?=\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}[.．]?\s?[{HAN}A-Z])")
# A main part's heading with that of its first division behind it: 3讨论3.1碳排放的响应….
_MAIN_PART = re.compile(rf"(\d)[.．、\s]?\s?[{HAN}]{{2,6}}\s?(?=\1[.．]1\s?[{HAN}])")
# The first item's heading behind that of its section: 2.3系统测试（1）运行状况.
_FIRST_ITEM = re.compile(rf"(?<=[{HAN}])\s?(?=[(（]\s?1\s?[)）]\s?[{HAN}])")
# A number of three parts in the middle of a line begins a heading, unless a section is spoken of: "同1.2.3节".
_DEEP_INSIDE = re.compile(
    rf"(?=\d)(?<=[{HAN}）)])(?<![见照同按如第在由据和与及])(?=\d{{1,2}}(?:[.．]\d{{1,2}}){{2,3}}\s?[{HAN}])(?!.{{3,12}}节)"
)
# What is left of a number that OCR has broken.
_LEAD = re.compile(r"(?:\d{1,2}(?:[.．]\d{1,2})+[)）\s.．、]*|[\dA-Za-z]{1,2}[)）\s.．、]+)?")
# From this doubt on a number is rather a quantity: "55 °C".
_DOUBTFUL = 3.0
_QUANTITY = re.compile(rf"\d[\d.,~～—–-]*\s?[A-Za-z{HAN}%]|[−–-]\d[\d.]*\s?[°℃%]")
_REFERENCE = re.compile(r"[\[［][A-Z](?:/OL)?[\]］]")
# Displayed formulas and statements that OCR marks as headings.
_NO_SECTION = re.compile(
    r"[=≤≥←]|^(?:算法|定义|定理|引理|命题|推论|例|Algorithm|Definition|Theorem|Lemma|Proposition|Corollary|Remark)\s?\d|^[\W\d]*$"
)
# Lines of a program, but no title in capitals that begins with a symbol: a IN e+e- PROCESSES.
_CODE = re.compile(r"[=←;{}|<>]|^[a-z]+\b(?!-)(?!.*\b[A-Z]{6})")
_WORD = re.compile(rf"[{HAN}A-Za-zⅠ-Ⅻ]")


def headings(blocks: Sequence[Block], resources: Resources) -> list[tuple[Cut, ...]]:
    """The headings of each block, in its text's order."""
    marked = (block.text for block in blocks if block.kind == "heading")
    halves = any(_HALF_BRACKET.match(text) for text in marked)
    spots = [spot for index, block in enumerate(blocks) for spot in _spots(index, block, halves)]
    taken = [
        (spot, place)
        for spot, place in zip(spots, outline([spot.candidate for spot in spots]), strict=True)
        if place is not None
    ]
    taken = _without_letterings(taken, blocks)
    prose = _prose(blocks, [spot for spot, _ in taken if spot.end < 0])
    ends = [
        spot.end if spot.end >= 0 else title_end(blocks[spot.block].text, spot.start + place.end, prose, resources)
        for spot, place in taken
    ]
    for n in _missed(taken, ends):
        below = next((spot.start for spot, _ in taken[n + 1 : n + 2] if spot.block == taken[n][0].block), None)
        ends[n] = _end_in_sequence(blocks[taken[n][0].block].text, *taken[n], below, prose, resources)
    found: list[list[Cut]] = [[] for _ in blocks]
    for (spot, _), end in zip(taken, ends, strict=True):
        cuts = found[spot.block]
        if cuts and spot.start < cuts[-1].end:
            cuts[-1] = Cut(cuts[-1].start, spot.start)
        if end is not None:
            cuts.append(Cut(spot.start, end))
    return [tuple(cuts) for cuts in found]


def _without_letterings(taken: Sequence[tuple[_Spot, Place]], blocks: Sequence[Block]) -> list[tuple[_Spot, Place]]:
    """The headings without those of a Chinese article that have neither a number nor a Chinese character.

    They are lines of drawings, programs and forms, where the article numbers its sections.
    """
    numbered = sum(bool(place.number) and bool(han_count(blocks[spot.block].text)) for spot, place in taken)
    if numbered < _FEWEST_NUMBERED or numbered * 2 < len(taken):
        return list(taken)
    return [(spot, place) for spot, place in taken if place.number or han_count(blocks[spot.block].text)]


def _missed(taken: Sequence[tuple[_Spot, Place]], ends: Sequence[int | None]) -> list[int]:
    """The indices of those without an end that are headings all the same, the last first.

    The headings before and behind them in number stand, or the first of their own divisions. A list of numbered
    sentences has no such neighbours, for none of them shows a title.
    """
    if None not in ends:
        return []
    numbers = [place.number.parts if place.number and place.number.style == "arabic" else () for _, place in taken]
    at = {number: n for n, (number, end) in enumerate(zip(numbers, ends, strict=True)) if number and end is not None}
    found = []
    for n in range(len(taken) - 1, -1, -1):
        if ends[n] is None and len(numbers[n]) > 1:
            *above, last = number = numbers[n]
            before = (*above, last - 1) if last > 1 else tuple(above)
            between = at.get(before, n) < n < at.get((*above, last + 1), n)
            if between or n < at.get((*number, 1), n):
                found.append(n)
                at[number] = n
    return found


def _end_in_sequence(
    text: str, spot: _Spot, place: Place, below: int | None, prose: str, resources: Resources
) -> int | None:
    """Where a title ends that only its number shows: at the next heading, with its line, or in its second clause."""
    start = spot.start + place.end
    line = text.find("\n", start) % (len(text) + 1)
    for end in (line if below is None else below, line):
        if end - start <= _LONGEST_WHOLE and not _STOP.search(text, start, end):
            return end
    # Of two clauses the first one's comma is the title's.
    return title_end(text[:start] + text[start:].replace("，", "、", 1), start, prose, resources, _TWO_CLAUSES)


def _prose(blocks: Sequence[Block], run_in: Sequence[_Spot]) -> str:
    """The text of the blocks without the beginnings of those with run-in titles: the seams there are alike.

    Nothing where they are too many to search the text for each, so that a hostile text costs no more than a long one.
    """
    if not 0 < len(run_in) <= _MOST_RUN_IN:
        return ""
    texts = [block.text for block in blocks]
    for spot in run_in:
        text = texts[spot.block]
        texts[spot.block] = (
            text[: spot.start] + "\n" * len(text[spot.start : spot.start + LONGEST]) + text[spot.start + LONGEST :]
        )
    return "\n".join(texts)[:_LONGEST_PROSE]


def places(titles: Sequence[str]) -> list[Place]:
    """The place of each heading of an article, given as its whole text."""
    found = outline([_marked(title) for title in titles])
    return [place or Place(None, None, 0) for place in found]


def _spots(index: int, block: Block, halves: bool) -> Iterator[_Spot]:
    """Where headings may begin in a block; ``halves``: the article marks some with half a bracket, ``1) Costs``."""
    text = block.text
    if block.kind == "heading" and not _is_prose(text):
        yield _Spot(index, 0, len(text), _marked(text))
        for match in _SECOND.finditer(text, 3):
            inner = tuple(_plausible(readings(text[match.end() :]), text[match.end() :]))
            yield _Spot(index, match.end(), len(text), Candidate(inner, _INNER))
    elif block.kind in ("paragraph", "heading"):
        for match in re.finditer(r"[^\n]+", text):
            yield from _line_spots(index, text, match.start(), match.end(), halves)


def _marked(text: str) -> Candidate:
    lead = _LEAD.match(text)
    return Candidate(tuple(_plausible(readings(text), text)), math.inf, lead.end() if lead else 0, has_parts(text))


def _is_prose(text: str) -> bool:
    """Whether what is marked as a heading is a paragraph."""
    number = next(readings(text), None)
    numbered = number is not None and number.doubt < _DOUBTFUL
    return (
        (text.rstrip().endswith(("。", "；")) and (not numbered or len(text) > 60))
        or (not numbered and ("。" in text or "，" in text))
        or han_count(text) > 80
        or len(text) > 400
        or bool(_REFERENCE.search(text))
        or (not numbered and bool(_NO_SECTION.search(text)))
        or is_lettering(text)
    )


def _line_spots(index: int, text: str, start: int, end: int, halves: bool) -> Iterator[_Spot]:
    line = text[start:end]
    if part := _MAIN_PART.match(line):
        yield _Spot(index, start, start + part.end(), Candidate(tuple(readings(part[0])), _LINE))
        start += part.end()
        line = text[start:end]
    found = tuple(_plausible(readings(line), line))
    if found:
        if _is_title(line[found[0].end :]):
            yield _Spot(index, start, end, Candidate(found, _line_cost(found[0], line, halves)))
            if item := _FIRST_ITEM.search(line, found[0].end):
                inner = tuple(_plausible(readings(line[item.end() :]), line[item.end() :]))
                yield _Spot(index, start + item.end(), end, Candidate(inner, _INNER))
        else:
            deep = tuple(r for r in found if r.number.style == "arabic" and len(r.number.parts) > 1)
            if deep and not is_lettering(line[found[0].end : found[0].end + LONGEST]):
                whole = end == len(text) and _is_long_title(line[found[0].end :])
                yield _Spot(index, start, end if whole else -1, Candidate(deep, _RUN_IN))
            elif found[0].number.style == "arabic" and not found[0].doubt and line[found[0].end - 1] in ".．、 ":
                yield _Spot(index, start, -1, Candidate(found, _SHALLOW_RUN_IN))
    own = found[0].end if found else 1
    ends = sorted({m.end() for pattern in (_AFTER_SENTENCE, _DEEP_INSIDE) for m in pattern.finditer(line, own)})
    for at in ends:
        rest = line[at : at + _WINDOW]
        tail = tuple(_plausible((r for r in readings(rest) if r.number.style == "arabic"), rest))
        if tail and len(line) - at <= _LONGEST_LINE and _is_title(rest[tail[0].end :]):
            yield _Spot(index, start + at, end, Candidate(tail, _TAIL))
        elif deep := tuple(r for r in tail if len(r.number.parts) > 1):
            yield _Spot(index, start + at, -1, Candidate(deep, _INNER))
    from_here = max(0, len(line) - _LONGEST_TAIL)
    if match := _BRACKET_TAIL.search(line, from_here):
        yield _Spot(index, start + match.end(), end, Candidate(tuple(readings(line[match.end() :])), _TAIL))
    if match := _BROKEN_TAIL.search(line, from_here):
        lead = _LEAD.match(line, match.end())
        yield _Spot(index, start + match.end(), end, Candidate((), 0.0, lead.end() - match.end() if lead else 0))


def _plausible(found: Iterator[Reading], text: str) -> Iterator[Reading]:
    """Readings whose title begins as a title may."""
    for reading in found:
        rest = text[reading.end :].lstrip(" $\\{}~")
        spaced = reading.doubt > 0 or text[reading.end - 1].isspace()
        if rest and (
            _WORD.match(rest) or rest[0] in "“‘《<(（" or "α" <= rest[0] <= "ω" or (spaced and _QUANTITY.match(rest))
        ):
            yield reading


def _is_title(text: str) -> bool:
    """Whether the rest of a line, after its number, reads as a title and nothing else."""
    text = text.strip()
    longest = _LONGEST_LINE if han_count(text) > 2 else _LONGEST_LATIN_LINE
    return (
        0 < len(text) <= longest
        and not _SENTENCE.search(text)
        and not _OPEN_END.search(text)
        and not _CODE.search(text)
        and not is_lettering(text)
        and bool(_WORD.search(text))
    )


def _is_long_title(text: str) -> bool:
    """Whether the rest of a line, longer than titles are, holds no sentence: 不同处理下CH4. N2O和CO2通量的日变化."""
    text = text.strip()
    return (
        len(text) <= (_LONGEST_WHOLE if han_count(text) > 2 else _LONGEST_LATIN_WHOLE)
        and not _CLAUSE.search(text)
        and not NO_TITLE.search(text)
        and not _OPEN_END.search(text)
        and not is_lettering(text)
        and bool(_WORD.search(text))
    )


def _line_cost(reading: Reading, line: str, halves: bool) -> float:
    match reading.number.style:
        case "arabic":
            return _DEEP_LINE if len(reading.number.parts) > 1 else _LINE
        case "bracket" | "han bracket":
            return _BRACKET_LINE if len(line) <= 28 and "，" not in line else -2.0
        case "half bracket" if halves and len(line) <= 28 and not _CLAUSE.search(line):
            return _BRACKET_LINE
        case "half bracket" | "letter bracket" | "circle":  # an enumeration, unless it is marked
            return -9.0
        case "letter" | "roman":
            return _LETTER_LINE
        case _:
            return _LINE
