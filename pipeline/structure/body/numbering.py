"""Section numbers: how a line of text can be read as one, and what may follow what.

The number of a worn heading is often glued to its title (``2.317-AAG``, ``1.1.12013年``), spaced (``1. 1``), misread
(``1.l``) or lost. So a text yields several *readings*, and the outline (:mod:`.outline`) chooses those that make a
sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from pipeline.text import HAN

Style = Literal[
    "arabic",
    "han",
    "han bracket",
    "bracket",
    "half bracket",
    "letter bracket",
    "circle",
    "roman",
    "letter",
    "part",
    "chapter",
    "division",
    "name",
]


class Number(NamedTuple):
    """A section number. ``parts`` of 2.10 are (2, 10); ``text`` is as printed, without inner spaces and last stop."""

    style: Style
    parts: tuple[int, ...]
    text: str


class Reading(NamedTuple):
    """A text read as number and title: the title begins at ``end``; ``doubt`` is 0 where it stands there plainly."""

    number: Number
    end: int
    doubt: float


class Entry(NamedTuple):
    """A heading that is open: its number and its depth in the article, from 1."""

    number: Number
    level: int


Stack = tuple[Entry, ...]

# Costs in one unit, about the surprise of one OCR slip; set by hand on 80 articles, insensitive to ±30 %.
_GAP = 2.0
_GAP_EACH = 0.4
_PARENT_LOST = 1.6
_BACKWARD = 9.0
_NEW_LIST = 0.8
_TWICE = 3.0
_MOVED_DIGIT = 0.3
_STOP_IN_TITLE = 2.5
_MARGIN_DIGITS = 1.5
_MISREAD_DIGIT = 0.6

_LARGEST = 40
_DIGITS = r"[0-9０-９]"
_STOP = r"[.．。·]"
_DRESS = r"(?:\\math[a-z]+|\\bf|\\pmb|\\boldsymbol|[\s{~§;；,，。、*])*"
_ARABIC = re.compile(rf"{_DRESS}({_DIGITS}{{1,8}}(?:\s?{_STOP}\s?{_DIGITS}{{1,8}}){{0,4}})(\s*[.．。、,，>]?[\s}}~]*)")
_MISREAD = re.compile(rf"([\dlIO]{{1,2}}(?:\s?{_STOP}\s?[\dlIO]{{1,2}}){{1,3}})([.．]?\s*)(?=[{HAN}A-Z])")
_MARGIN_NUMBER = re.compile(r"\d{1,3}\s+(?=\d)")
_HAN_DIGITS = "一二三四五六七八九"
_HAN = re.compile(r"([一二三四五六七八九十]{1,3})\s*([、.．，:：]\s*|\s+(?=\S))")
_HAN_BRACKET = re.compile(r"[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）][、.．]?\s*")
_BRACKET = re.compile(r"[(（]\s*(\d{1,2})\s*[)）][、.．]?\s*")
_HALF_BRACKET = re.compile(r"(\d{1,2})\s*[)）]\s*")
_LETTER_BRACKET = re.compile(r"[(（]\s*([a-hA-H])\s*[)）]\s*")
_LETTER_HALF_BRACKET = re.compile(r"([a-h])\s?[)）]\s*")
_CIRCLE = re.compile(r"([①-⑳])\s*[、.．]?\s*")
_ROMAN = re.compile(r"([IVX]{1,5}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])\s*[.．、]\s*(?=\S)")
_LETTER = re.compile(r"([A-Z])[.．]\s*(?=[A-ZΑ-ω$\\])")
_CHAPTER = re.compile(r"第\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*([章节部])(?:分)?\s*[、.．:：]?\s*")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_UNIT = re.compile(
    r"(?:[%％‰℃°×xX*+=<>~≥≤±/／:：)）\]】,，;；?？'′]|[-–—−－~～]\s?\d|"
    r"(?:mm|cm|dm|km|m|nm|μm|um|mL|ml|L|μL|μl|ul|g|kg|mg|μg|ng|h|min|s|d|Hz|kHz|MHz|GHz|eV|keV|MeV|GeV|kPa|MPa|Pa|K|V|mV|W|kW"
    r"|mol|mmol|bp|kb|U|IU|dB|rpm|a|hm|ha|t|T|J|kJ|N)(?![A-Za-z])|"
    r"D(?![A-Za-z])|倍|个|万|亿|元|岁|天|周|例|名|篇|种|份|条|只|株|尾|头|人|件|款|台|组(?!织|成|分|合|建|间|蛋|学|装)|"
    r"年|月|日|时|点|分钟|小时|秒|号|版|期|卷|页|层|级|位(?!置|点|移)|米|克|升|公里|公斤|美元)"
)


def readings(text: str) -> Iterator[Reading]:
    """Every way to read the beginning of a text as a section number, the plainest first."""
    yield from _arabic(text)
    if match := _HAN.match(text):
        yield from _single("han", _han_value(match[1]), match[1], match.end())
    if match := _HAN_BRACKET.match(text):
        yield from _single("han bracket", _han_value(match[1]), f"（{match[1]}）", match.end())
    if match := _BRACKET.match(text):
        yield from _single("bracket", int(match[1]), f"（{int(match[1])}）", match.end())
    if match := _HALF_BRACKET.match(text):
        yield from _single("half bracket", int(match[1]), f"{int(match[1])})", match.end())
    if match := _LETTER_BRACKET.match(text):
        yield from _single("letter bracket", ord(match[1].lower()) - 96, f"({match[1]})", match.end())
    if match := _LETTER_HALF_BRACKET.match(text):
        yield from _single("letter bracket", ord(match[1]) - 96, f"{match[1]})", match.end())
    if match := _CIRCLE.match(text):
        yield from _single("circle", ord(match[1]) - ord("①") + 1, match[1], match.end())
    if match := _ROMAN.match(text):
        yield from _single("roman", _roman_value(match[1]), match[1], match.end())
    if match := _LETTER.match(text):
        yield from _single("letter", ord(match[1]) - 64, match[1], match.end())
    if match := _CHAPTER.match(text):
        style: Style = {"章": "chapter", "部": "part", "节": "division"}[match[2]]  # type: ignore[assignment]
        value = int(match[1]) if match[1].isdigit() else _han_value(match[1])
        yield from _single(style, value, match[0].rstrip("、.．:： \t"), match.end())


def _single(style: Style, value: int, text: str, end: int) -> Iterator[Reading]:
    if value:
        yield Reading(Number(style, (value,), text), end, 0.0)


def _arabic(text: str, margins: int = 2) -> Iterator[Reading]:
    """Behind no more than so many numbers of a margin: a line of data may hold thousands."""
    if margins and (margin := _MARGIN_NUMBER.match(text)):
        for reading in _arabic(text[margin.end() :], margins - 1):
            yield reading._replace(end=reading.end + margin.end(), doubt=reading.doubt + _MARGIN_DIGITS)
    match = _ARABIC.match(text)
    if match:
        spans = [(m.start(), m.end()) for m in re.finditer(rf"{_DIGITS}+", match[1])]
        offset = match.start(1)
        parts = [match[1][a:b] for a, b in spans]
        for last in range(len(parts), 0, -1):
            yield from _glued(text, offset, spans, parts, last, match.end() if last == len(parts) else -1)
    match = _MISREAD.match(text)
    if match and re.search("[lIO]", match[1]):
        value = re.sub(r"\s", "", match[1]).translate(str.maketrans("lIO．。·", "110..."))
        yield Reading(arabic(int(p) for p in value.split(".")), match.end(), _MISREAD_DIGIT)


def _glued(
    text: str, offset: int, spans: list[tuple[int, int]], parts: list[str], last: int, end: int
) -> Iterator[Reading]:
    """The readings that end in component ``last``, whose tail may be the title's: 2.317-AAG is 2.3 and 17-AAG."""
    *head, tail = parts[:last]
    moved_stop = _STOP_IN_TITLE * (len(parts) - last)
    for width in range(min(len(tail), 2), 0, -1):
        whole = width == len(tail)
        numbers = [int(p) for p in (*head, tail[:width])]
        after = end if whole and end >= 0 else offset + spans[last - 1][0] + width
        if max(numbers[1:], default=0) > _LARGEST or (width > 1 and tail[0] in "0０") or not text[after:].strip(" }~"):
            continue
        doubt = moved_stop + (0.0 if whole else _MOVED_DIGIT)
        if whole and last == len(parts) and _UNIT.match(text, after) and not text[after - 1].isspace():
            doubt += 3.0
        if numbers[0] <= _LARGEST:
            yield Reading(arabic(numbers), after, doubt)
        if len(head[:1]) and len(head[0]) > 1:  # a margin's line number before it: "31.3 饲养管理"
            for cut in range(1, len(head[0])):
                if head[0][cut] not in "0０":
                    yield Reading(arabic((int(head[0][cut:]), *numbers[1:])), after, doubt + _MARGIN_DIGITS)


def arabic(parts: Iterator[int] | list[int] | tuple[int, ...]) -> Number:
    """The number of these parts, as it is printed."""
    parts = tuple(parts)
    return Number("arabic", parts, ".".join(map(str, parts)))


def _han_value(digits: str) -> int:
    """一 is 1, 十二 is 12, 二十 is 20; 0 where the characters make no number."""
    tens, ten, ones = digits.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    value = _HAN_DIGITS.find(ones) + 1 if ones else 0
    return value + ((_HAN_DIGITS.find(tens) + 1 if tens else 1) * 10 if ten else 0)


def _roman_value(digits: str) -> int:
    if digits in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ":
        return "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ".index(digits) + 1
    values = [_ROMAN_VALUES[d] for d in digits]
    return sum(-v if any(w > v for w in values[i + 1 :]) else v for i, v in enumerate(values))


# What may follow what ------------------------------------------------------------------------------------------------


# The paths of a beam share most of their open headings: nine questions in ten have been asked before.
@lru_cache(maxsize=4096)
def pushed(stack: Stack, number: Number) -> tuple[float, Stack]:
    """How surprising a number is after the open headings, and the headings open after it."""
    return _pushed_arabic(stack, number) if number.style == "arabic" else _pushed_single(stack, number)


def _pushed_single(stack: Stack, number: Number) -> tuple[float, Stack]:
    n = number.parts[0]
    for index, entry in enumerate(stack):
        if entry.number.style == number.style:
            step = n - entry.number.parts[0]
            cost = 0.0 if step == 1 else _GAP + _GAP_EACH * step if step > 1 else _BACKWARD
            return cost, (*stack[:index], Entry(number, entry.level))
    level = stack[-1].level + 1 if stack else 1
    return (0.0 if n == 1 else _GAP + _GAP_EACH * n), (*stack, Entry(number, level))


def _pushed_arabic(stack: Stack, number: Number) -> tuple[float, Stack]:
    """Numbering goes on where it is least surprising: in the innermost list, in one further out, or in a new one."""
    starts = [0, *(index + 1 for index, entry in enumerate(stack) if entry.number.style != "arabic")]
    ways = []
    for start in starts:
        run = tuple(takewhile(lambda entry: entry.number.style == "arabic", stack[start:]))
        if run:
            ways.append(_continued(stack[:start], run, number))
        elif start == len(stack):
            ways.append(_first_arabic(stack, number))
    return min(ways, key=lambda way: way[0])


def _continued(outer: Stack, run: Stack, number: Number) -> tuple[float, Stack]:
    """The number after a run of open arabic headings (1, 1.2, 1.2.3) within other open headings."""
    parts, base = number.parts, run[0]
    level = max(base.level - len(base.number.parts) + len(parts), 1)
    kept = tuple(e for e in run if len(e.number.parts) < len(parts) and parts[: len(e.number.parts)] == e.number.parts)
    return _step(run[-1].number.parts, parts), (*outer, *kept, Entry(number, level))


def _first_arabic(stack: Stack, number: Number) -> tuple[float, Stack]:
    parts = number.parts
    parent = stack[-1].number if stack else None
    if parent and len(parts) > 1 and parts[0] == parent.parts[0] and "bracket" not in parent.style:  # 1.1 under 一、
        cost = 0.2 if parts[1:] == (1,) * (len(parts) - 1) else _GAP
        return cost, (*stack, Entry(number, stack[-1].level + len(parts) - 1))
    level = (stack[-1].level if stack else 0) + len(parts)
    if parts in ((0,), (1,)):
        cost = _NEW_LIST if any(entry.number.style == "arabic" for entry in stack) else 0.0
    elif parts in ((1, 1), (0, 1)):
        cost = _PARENT_LOST
    else:
        cost = _GAP + _GAP_EACH * sum(parts)
    return cost, (*stack, Entry(number, level))


def _step(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    if len(after) == len(before) + 1 and after[:-1] == before and after[-1] in (0, 1):
        return 0.0
    if after <= before:
        return _TWICE if after == before and len(after) > 1 else _BACKWARD
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    # the components after the one that moved on begin at 1; each level stepped over is a heading lost
    moved = after[same] - (before[same] if same < len(before) else 0)
    rest = after[same + 1 :]
    lost = len(rest) * _PARENT_LOST + sum(p - 1 for p in rest) * _GAP_EACH
    return lost + (0.0 if moved == 1 else _GAP + _GAP_EACH * moved) + (_GAP if any(p > 1 for p in rest) else 0.0)


@lru_cache(maxsize=1024)
def successors(stack: Stack) -> tuple[Number, ...]:
    """The arabic numbers that may come next: the first child and the next sibling at every open depth."""
    if not stack:
        return (arabic((1,)),)
    deepest = next((e.number.parts for e in reversed(stack) if e.number.style == "arabic"), None)
    if deepest is None:
        return ()
    siblings = ((*deepest[: depth - 1], deepest[depth - 1] + 1) for depth in range(len(deepest), 0, -1))
    return (arabic((*deepest, 1)), *map(arabic, siblings))
