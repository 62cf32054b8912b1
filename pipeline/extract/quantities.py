"""Quantities and statistics as typed values: ``HR=0.90``, ``95% CI:0.76~1.07``, ``2.5 mg/d``, ``1 112例``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec.structs import replace

from pipeline.article import Article, Quantity
from pipeline.extract.units import unit_at
from pipeline.resources import Resources

Comparator = Literal["=", "<", ">", "≤", "≥", "~"]

_SILENT = frozenset(["authors", "affiliation", "meta", "math", "code", "image", "references", "title", "heading"])


class Found(NamedTuple):
    """A quantity in a plain text; the fields are those of ``pipeline.article.Quantity``."""

    start: int
    end: int
    name: str | None = None
    comparator: Comparator = "="
    value: float | None = None
    low: float | None = None
    high: float | None = None
    deviation: float | None = None
    unit: str | None = None


def quantities(article: Article, resources: Resources) -> Article:  # noqa: ARG001
    """The article with its quantities."""
    back = {block.id for block in article.back.blocks}
    return replace(
        article,
        quantities=tuple(
            Quantity(block.text[q.start : q.end], block.id, *q)
            for block in article.blocks()
            if block.kind not in _SILENT and block.id not in back
            for q in quantities_in(block.text)
        ),
    )


# Digits in groups of three (``1 112``, ``0.000 2``), as GB/T 15835 prints them, or not.
_NUMBER = (
    r"(?:\d{1,3}(?:[ \u2009\u00a0,]\d{3})+(?!\d)|\d+)"
    r"(?:\.\d{3}(?: \d{3})* \d{1,2}(?![\d.%％~～]| ?[例个月年])|\.\d+)?"
)
_POWER_OF_TEN = r" ?[×xX] ?10(?:\^?(?P<power>[-−]?\d{1,2})|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_TIMES = " ?(?:万亿|[百千]?[万亿])"
_MYRIADS = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_MINUS = r"[-−–]?"
_RANGE = r" ?(?:[~～∼—]|-{1,2}|−|–| to |至|到|\\~) ?"
_COMPARATORS: dict[str, Comparator] = {
    **dict.fromkeys("<＜﹤", "<"),
    **dict.fromkeys(">＞﹥", ">"),
    **dict.fromkeys("≤⩽≦", "≤"),
    **dict.fromkeys("≥⩾≧", "≥"),
    **dict.fromkeys(["≈", "约", "约为"], "~"),
}
_SIGN = r"[=＝:：<＜﹤>＞﹥≤⩽≦≥⩾≧≈]"
_NAME = (
    r"(?:adjusted |a|c)?(?:HR|OR|RR)|SMD|WMD|MD|AUC|[Χχ] ?[2²]|I[2²]|R[2²]|(?:IC|EC|LD|LC) ?(?:50|₅₀)|K[di]|MIC"
    r"|Kappa|κ|[PpnNtFZzUHrqβ]"
)
_STATISTIC = re.compile(
    rf"(?=[acHORSWMAΧχXIELKκPpnNtFZzUrqβ])(?<![A-Za-z0-9])(?P<name>{_NAME})(?:值|\([^()]{{1,12}}\)|（[^（）]{{1,12}}）)?"
    rf" ?(?P<sign>{_SIGN}|约?为|was|of|is|(?<=[HOR]R )(?=\d)) ?"
    rf"(?P<value>{_MINUS}{_NUMBER})(?:(?:{_RANGE})(?P<high>{_MINUS}{_NUMBER}))?"
)
_INTERVAL = re.compile(
    rf"(?P<level>9[059](?:\.\d)?) ?[%％] ?(?:CI|置信区间|可信区间|confidence intervals?)(?: ?[（(]CI[)）])?[ ,，]?"
    rf"(?:{_SIGN}|为)? ?[\[［(（]?(?P<low>{_MINUS}{_NUMBER})(?:{_RANGE}|[,，;；] ?)(?P<high>{_MINUS}{_NUMBER})"
)
# Behind these a minus is no hyphen and no dash between two numbers: ``于-20 ℃``, ``(−0.52 m``.
_BEFORE_MINUS = r"[于在为达至到是约低降升置(（\[［,，;；:：=＝<＜>＞≤≥~～∼]"
# Here and elsewhere: what a match begins with, asked first, halves the time of a pattern with a look behind.
_MEASURE = re.compile(
    r"(?=[\d<＜﹤>＞﹥≤⩽≦≥⩾≧≈约])"
    rf"(?:(?P<sign>[<＜﹤>＞﹥≤⩽≦≥⩾≧≈]|约) ?)?(?:(?<![\d.A-Za-z×^-])|(?<={_BEFORE_MINUS}[-−]))(?P<value>{_NUMBER})"
    rf"(?:{_POWER_OF_TEN})?"
    rf"(?P<myriads>{_TIMES})?(?P<percent> ?[%％])?"
    rf"(?: ?± ?(?P<deviation>{_NUMBER})|{_RANGE}(?P<high>{_NUMBER})(?P<high_myriads>{_TIMES})?)?"
    rf"(?(deviation)[)）]?) ?"
)
# ``第5次``, ``第31~60天``: which one, not how many.
_ORDINAL = re.compile(r"第 ?(?:\d+ ?[天周日月年个次d]? ?[~～—–、和及与至到-] ?)?$")
_NEGATIVE = re.compile(rf"(?:^|{_BEFORE_MINUS})[-−]$")
# ``5 cm~15 cm``: one range, though its unit is printed twice.
_UNIT_TWICE = re.compile(r" ?[~～∼—–至-] ?")
_LISTED = re.compile(rf"(?<![\d.A-Za-z])({_NUMBER}) ?(?:[、和与或及]|and|or) ?$")
_LONGEST_LISTED = 24
# Behind a statistic, another (``β=-0.45 t=-2.31``) or a misread mark.
_AFTER_STATISTICS = ("t", "deg")
_YEARS = range(1800, 2101)
_POINT_IN_TIME = re.compile(r"[^个][月日](?!龄)")
_GROUPING = re.compile(r"[ \u2009\u00a0,]")


def quantities_in(text: str) -> list[Found]:
    """The quantities of a text from left to right; none overlaps another.

    >>> [(q.name, q.value, q.unit) for q in quantities_in("口服2.5 mg/d（HR=0.90）")]
    [(None, 2.5, 'mg/d'), ('HR', 0.9, None)]
    """
    text = text.replace("\n", " ")
    found: list[Found] = []
    taken = bytearray(len(text))
    for quantity in (*_intervals(text), *_statistics(text), *_measures(text)):
        if not any(taken[quantity.start : quantity.end]):
            taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
            found.append(quantity)
    return list(_ranges(text, sorted(found, key=lambda quantity: quantity.start)))


def _ranges(text: str, found: list[Found]) -> Iterator[Found]:
    """The quantities, two that a dash joins and that have one unit as one range."""
    last: Found | None = None
    for quantity in found:
        if (
            last is not None
            and last.unit == quantity.unit
            and _is_plain(last)
            and _is_plain(quantity)
            and (last.value or 0) < (quantity.value or 0)
            and _UNIT_TWICE.fullmatch(text, last.end, quantity.start)
        ):
            last = last._replace(end=quantity.end, value=None, low=last.value, high=quantity.value)
            continue
        if last is not None:
            yield last
        last = quantity
    if last is not None:
        yield last


def _is_plain(quantity: Found) -> bool:
    return quantity.name is None and quantity.value is not None and quantity.deviation is None


def _intervals(text: str) -> Iterator[Found]:
    for match in _INTERVAL.finditer(text):
        low, high = _number(match["low"]), _number(match["high"])
        yield Found(match.start(), match.end(), f"{match['level']}% CI", low=low, high=high)


def _statistics(text: str) -> Iterator[Found]:
    for match in _STATISTIC.finditer(text):
        unit = unit_at(text, match.end() + text.startswith(" ", match.end()))
        end, symbol = unit if unit and unit[1] not in _AFTER_STATISTICS else (match.end(), None)
        name, value = _symbol(match["name"]), _number(match["value"])
        if match["high"]:
            yield Found(match.start(), end, name, low=value, high=_number(match["high"]), unit=symbol)
        else:
            yield Found(match.start(), end, name, _COMPARATORS.get(match["sign"], "="), value, unit=symbol)


def _measures(text: str) -> Iterator[Found]:
    for match in _MEASURE.finditer(text):
        is_percent = match["percent"] and not match["high"] and not match["deviation"]
        unit = None if is_percent else unit_at(text, match.end())
        if unit is None and (match["high_myriads"] or (match["myriads"] and not match["high"])):
            unit = match.end("high_myriads" if match["high_myriads"] else "myriads"), "1"
        if unit is None and (match["percent"] is None or match["high"]):
            continue
        end, symbol = unit or (match.end("percent"), "%")
        before = text[max(0, match.start() - _LONGEST_LISTED) : match.start()]
        if "第" in before and _ORDINAL.search(before):
            continue
        if _is_date(match["value"], symbol, text[max(0, end - 2) : end + 1]):
            continue
        value = _number(match["value"]) * float("1e" + (match["power"] or match["raised"] or "0").translate(_RAISED))
        value *= _myriads(match["myriads"] or match["high_myriads"])  # 2万~3万, 2~3万
        sign = _COMPARATORS.get(match["sign"], "=")
        start = match.start()
        if before.endswith(("-", "−")) and _NEGATIVE.search(before[-2:]):
            start, value = start - 1, -value
        if match["high"]:
            high = _number(match["high"]) * _myriads(match["high_myriads"])
            yield Found(start, end, None, sign, low=value, high=high, unit=symbol)
            continue
        deviation = _number(match["deviation"]) if match["deviation"] else None
        yield Found(start, end, None, sign, value, deviation=deviation, unit=symbol)
        listed = _LISTED.search(text, max(0, match.start() - _LONGEST_LISTED), match.start())
        if listed:
            yield Found(listed.start(1), listed.end(1), value=_number(listed[1]), unit=symbol)


def _myriads(printed: str | None) -> float:
    """What 万, 千万 or 亿 behind a number multiply it by."""
    return math.prod(_MYRIADS[c] for c in (printed or "").strip())


def _symbol(printed: str) -> str:
    """A statistic's symbol in one print: ``χ 2`` is χ², ``IC₅₀`` is IC50."""
    name = printed.replace(" ", "").replace("₅₀", "50").replace("Χ", "χ")
    return name[0] + "²" if name in ("χ2", "I2", "R2") else name


def _is_date(value: str, unit: str, around: str) -> bool:
    """Whether ``2014年``, ``80年代``, ``3月``, ``12日`` is a point in time, not a stretch of it.

    ``around`` is the end of the unit with the characters before and behind it.
    """
    if unit == "a":
        return around.endswith("年代") or (value.isdigit() and int(value) in _YEARS)
    return bool(_POINT_IN_TIME.search(around)) and unit in ("mo", "d")


def _number(printed: str) -> float:
    return float(_GROUPING.sub("", printed).replace("−", "-").replace("–", "-"))
