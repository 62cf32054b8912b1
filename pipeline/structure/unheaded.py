"""Bibliographies without a heading on a line of its own: below the acknowledgements, glued to the conclusion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document import Block
from pipeline.structure.labelled import Zoned
from pipeline.text import HAN

_HEADING = re.compile(
    r"(?:^|\n|(?<=[。.]))[ \t#]*(?:参\s*考\s*文\s*献|Notes\s+and\s+references|References)"
    r"[ \t]*[:：]?[ \t]*(?=\n|$|[\[［]\s*1\s*[\]］])"
)
_LABEL = re.compile(rf"(?:^|[\n。.]\s*)[\[［]\s*(\d{{1,3}})\s*[\]］]|(?:^|\n)\s*(\d{{1,3}})[.．]?\s?(?=[A-Z{HAN}])")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
# So many labels, in brackets or bare, must follow each other before lines are believed to be a bibliography; a list of
# steps or of hypotheses has fewer items, and few years.
_FEWEST, _FEWEST_BARE = 5, 10
_LONGEST_GAP = 3
_REACH = 2


def with_bibliography(zoned: Sequence[Zoned]) -> list[Zoned]:
    """The blocks with a bibliography that has no heading of its own in its zone, if they have none yet."""
    if any(zone == "bibliography" and _LABEL.search(block.text) for zone, block in zoned):
        return list(zoned)
    start = _start(zoned)
    if start is None:
        return list(zoned)
    index, at = start
    return [*zoned[:index], *_marked(zoned[index:], at)]


def _start(zoned: Sequence[Zoned]) -> tuple[int, int] | None:
    """The block and the offset at which the last long chain of labels begins, or the heading that is glued to it."""
    second: tuple[int, int] | None = None  # entry 2 or 3, in case that the label of entry 1 is lost
    for index in reversed(range(len(zoned) // 3, len(zoned))):
        if second and index < second[0] - _REACH:
            break
        zone, block = zoned[index]
        if zone not in ("body", "back") or block.kind not in ("paragraph", "heading", "list_item"):
            continue
        heading = _HEADING.search(block.text)
        if heading and (block.text[heading.end() :].strip() or _chain(zoned[index + 1 :]) > 1):
            return index, heading.start()
        first = _LABEL.search(block.text) if block.kind != "heading" else None
        number = int(first[1] or first[2]) if first else 0
        if first and number in (1, 2, 3) and _chain(zoned[index:]) >= (_FEWEST if first[1] else _FEWEST_BARE):
            if number == 1:
                return index, first.start()
            second = second or (index, 0)
    return second


def _chain(zoned: Sequence[Zoned]) -> int:
    """How many labels count on from 1 or 2, with small gaps; 0 where too few years stand between them."""
    last = length = years = 0
    for zone, block in zoned:
        if zone == "front" or block.kind == "heading":
            continue
        years += len(_YEAR.findall(block.text))
        for match in _LABEL.finditer(block.text):
            number = int(match[1] or match[2])
            if last < number <= last + _LONGEST_GAP:
                last, length = number, length + 1
    return length if years * 3 >= length else 0


def _marked(zoned: Sequence[Zoned], at: int) -> Iterator[Zoned]:
    """The blocks from the bibliography's first on: all but other headings and what belongs to the front."""
    (zone, first), *others = zoned
    if first.text[:at].strip():
        yield Zoned(zone, first.cut(0, at, ".a"))
        first = first.cut(at, len(first.text), ".b")
    yield from (Zoned("bibliography", piece) for piece in _heading_apart(first))
    inside = True
    for zone, block in others:
        inside = inside and block.kind != "heading" and zone != "front"
        yield Zoned("bibliography" if inside and block.kind in ("paragraph", "list_item") else zone, block)


def _heading_apart(block: Block) -> Iterator[Block]:
    heading = _HEADING.match(block.text.lstrip("\n"))
    end = heading.end() + len(block.text) - len(block.text.lstrip("\n")) if heading else 0
    if heading and block.text[end:].strip():
        yield block.cut(0, end, ".h")
        yield block.cut(end, len(block.text), ".e")
    else:
        yield block
