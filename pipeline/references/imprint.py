"""The numbers at the end of an entry: year, volume, issue, pages, in all their printed orders.

``2009,29(11):1311-1314`` · ``2009(152): 3-13`` · ``2015,4:262-266`` · ``41(增刊):51-73.1994`` · ``2000,14,1280-1285`` ·
``vol. 88(8): pp.1142-1165,2000`` · ``25(1),014105:1-20`` · ``509, 294 (2001)`` · ``2002;8:2563-9`` · ``2013-05-01(3)``
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Date


class Imprint(NamedTuple):
    """``start`` is where the numbers begin in the text that was read."""

    start: int
    issued: Date | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None


YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b\.?"

_LOOKALIKE = re.compile(r"(?<![A-Za-z0-9])(?=[OolI]{0,3}\d)[\dOolI]{2,}(?![A-Za-z])")
_LOOKALIKES = str.maketrans("OolI", "0011")
# Thousands set off by a blank (GB/T 15835, 5.3): ``1 180-1 186``.
_GROUPED = re.compile(r"(?<![\d/])(\d{1,2}) (\d{3})(?=\s*[-~,.;)\]]|\s*$)")

_TOKEN = re.compile(
    rf"""
      (?P<date>(?<!\d){YEAR}\s?[-/.年]\s?(?:1[0-2]|0?[1-9])\s?[-/.月]\s?(?:3[01]|[12]\d|0?[1-9])(?!\d)日?)
    | (?P<yearmonth>(?<!\d){YEAR}(?:年\s?(?:1[0-2]|0?[1-9])月|年|[.-](?:1[0-2]|0[1-9])(?=[\s.,;]*(?:\(|$))))
    | (?P<monthyear>(?i:{_MONTH})\s*(?:\d{{1,2}}(?:st|nd|rd|th)?\s*,\s*)?(?:of\s+)?(?P<my>{YEAR})(?!\d))
    | (?P<month>(?i:{_MONTH})\s*(?:[-/]\s*(?i:{_MONTH}))?(?:\s?\d{{1,2}}(?![\d(:]))?)
    | (?P<paren>\([^()]{{0,40}}\))
    | (?P<vol>(?i:\b(?:vol(?:umes?|s)?|v)\b\.?\s*|第)(?P<voln>[\dA-Za-z]{{1,6}}(?:-\d+)?)\s*卷|(?i:\bvol(?:umes?|s)?\b\.?\s*:?\s*|\bv\.\s*)(?P<voln2>\d+(?:-\d+)?))
    | (?P<no>(?i:\b(?:no|iss(?:ue)?|nr|n)\b\.?\s*:?\s*)(?P<non>\d+(?:[-/]\d+)*)|第(?P<non2>\d+)期|(?<![\dA-Za-z])(?P<non3>\d+)期)
    | (?P<suppl>(?i:\bsuppl(?:ement)?\b\.?\s*[\dA-Z]?\d?)|\b[SZ]\d{{1,2}}(?=\s*[):,])|增刊\s?[\dⅠ-Ⅴ]?|专刊)
    | (?P<pp>(?i:\bpp?(?:ages?)?\b\.?\s*:?\s*)(?=\w?\d)|第(?=\d+[-~\d]*页))
    | (?P<range>\b[A-Za-z]{{0,2}}\d+[A-Za-z]?\s*(?:[-~]\s*)+[A-Za-z]{{0,2}}\d+[A-Za-z]?(?!\d)(?:\s?\+\s?\d+(?:-\d+)?)*|\b\d+[一]\d+)
    | (?P<list>(?<![A-Za-z\d])\d+(?:\s*[/+]\s*\d+)+)
    | (?P<num>(?:(?<![A-Za-z\d])\d+|(?<=[A-Za-z]){YEAR}(?=\s*[;,]))(?:\s?页)?(?!\w))
    | (?P<eid>(?<![A-Za-z])(?i:\b(?:art(?:icle)?\.?\s*(?:(?:no|id|number)\.?)?\s*:?\s*)?)(?:[A-Za-z]{{1,3}}-?\d[\w.]*|\d+[A-Za-z]\d*)\b)
    | (?P<colon>:)
    | (?P<sep>[\s,.;页]+|\((?![^()]{{0,40}}\)))
    | (?P<word>[^\s,.;:()\[\]\d]+|.)
    """,
    re.X,
)


def digits_mended(text: str) -> str:
    """Letters that OCR put for digits inside a number, put right: ``2O21`` is 2021. Length is kept."""
    return _LOOKALIKE.sub(lambda m: m[0].translate(_LOOKALIKES), text)


def imprint(text: str, known_year: int | None = None, monograph: bool = False) -> Imprint:
    """The numbers at the end of a folded text; start is ``len(text)`` where there are none.

    ``known_year`` is the year where it is printed in front, so that no number here need be one.
    ``monograph``: a number behind the year is a page, never a volume.
    """
    text = _GROUPED.sub(r" \1\2", digits_mended(text))
    offset = max(0, len(text) - 220)
    tokens = [(m.lastgroup, m) for m in _TOKEN.finditer(text, offset)]
    kinds = [_kind(m) for _, m in tokens]
    first = len(tokens)
    while first and kinds[first - 1] != "word":
        first -= 1
    while first < len(tokens) and kinds[first] in ("sep", "colon", "suppl", "eid"):
        first += 1
    matches = [m for _, m in tokens[first:]]
    start = matches[0].start() if matches else len(text)
    return _read(matches, kinds[first:], start, known_year, monograph)


def from_year(text: str, monograph: bool = False) -> Imprint:
    """The numbers from the last year that a comma or stop precedes, where words stand behind them."""
    mended = _GROUPED.sub(r" \1\2", digits_mended(text))
    best = None
    for match in re.finditer(rf"(?<=[,.;:( ])\s*({YEAR})(?=\s*[,;:().]|\s*$|\s+\d)", mended):
        best = match
    if best is None:
        return Imprint(len(text))
    matches = list(_TOKEN.finditer(mended, best.start(1)))
    kinds = [_kind(m) for m in matches]
    size = next((i for i, kind in enumerate(kinds) if kind == "word"), len(kinds))
    return _read(matches[:size], kinds[:size], best.start(1), None, monograph)


def _kind(match: re.Match[str]) -> str:
    for name in ("date", "yearmonth", "monthyear", "month", "paren", "vol", "no", "suppl", "pp", "range", "list", "num", "eid", "colon", "sep"):
        if match[name] is not None:
            if name == "paren" and not _is_number_paren(match[0]):
                return "word"
            return name
    return "word"


_PAREN = re.compile(
    r"\(\s*(?:(?:19|20)\d\d[a-z]?|(?i:no|iss|issue|pt|part|vol|art|pp?|第|suppl(?:ement)?|spec(?:ial)?|增刊|专刊|s|z|c)?[\s.]*(?:[\dA-Z]{0,8}|[a-z]\d{1,4}|\d{1,3}_suppl\w*)"
    r"(?:\s*[-/,~、一]\s*[\dA-Z]{1,5}){0,8}\s*(?:期|卷|页|号|上|下|增刊|专刊)?\d?"
    r"|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|[上下中]|\d+[上中下]半?月?\w{0,2}|(?i:suppl\w*\.?\s*\w{0,6}))\s*\)"
)


def _is_number_paren(text: str) -> bool:
    return bool(_PAREN.fullmatch(text))


def _read(matches: list[re.Match[str]], kinds: list[str], start: int, known_year: int | None, monograph: bool) -> Imprint:
    year: tuple[int, ...] = ()
    volume = issue = page = None
    colon = paged = False
    at_year = None if known_year is not None else _year_at(matches, kinds)
    for index, (match, kind) in enumerate(zip(matches, kinds, strict=True)):
        value = match[0].strip()
        if index == at_year:
            year = _date(match, kind)
            colon = False
        elif kind in ("date", "yearmonth", "monthyear") and known_year and not year:
            year = _date(match, kind)
        elif kind == "num" and value == str(known_year) and volume is None and page is None:
            pass
        elif kind == "colon":
            colon = True
        elif kind == "vol":
            volume = match["voln"] or match["voln2"]
        elif kind == "no":
            issue = match["non"] or match["non2"] or match["non3"]
        elif kind == "suppl":
            issue = f"{issue} {value}" if issue else value
        elif kind == "pp":
            paged = True
        elif kind == "paren":
            inner = value[1:-1].strip()
            if re.match(r"pp?\b", inner, re.I):
                page = page or re.sub(r"^pp?\.?\s*", "", inner, flags=re.I)
            elif issue is None and page is None:
                issue = re.sub(r"^(?:第|no\.?|issue|iss\.?)\s*|\s*期$", "", inner, flags=re.I) or None
            elif page is None:
                page = inner
        elif kind in ("num", "range", "eid", "list"):
            after = next((i for i in range(index + 1, len(kinds)) if kinds[i] != "sep"), None)
            following = kinds[after] if after is not None and after != at_year else None
            number = _pages(value)
            if kind == "num" and (colon or paged) and page is None:
                page = number
            elif kind == "num" and page and page.isdigit() and matches[index - 1][0].isspace() and int(number) > int(page):
                page += "-" + number
            elif page is not None:
                if kind != "eid" or colon:
                    page += (":" if colon and kind == "range" and "-" not in page else ",") + number
                colon = False
            elif kind == "num" and volume and following == "paren" and issue is None and page is None:
                volume = number  # what stood before it is a year that lost a digit
            elif kind == "num" and volume is None and issue is None and (not monograph or following in ("paren", "colon")):
                volume = number
            elif kind == "list" and not colon and volume is None:
                volume = number
            elif kind == "range" and not colon and volume is None and following in ("colon", "paren"):
                volume = number
            elif kind == "range" and not colon and issue is None and following == "colon":
                issue = number
            elif kind == "num" and not colon and issue is None and volume is not None and following == "colon":
                issue = number
            else:
                page = number
    issued = Date(date_parts=(year,)) if year else None
    return Imprint(start, issued, volume, issue, page)


def _year_at(matches: list[re.Match[str]], kinds: list[str]) -> int | None:
    """Which token is the year: a date, else a number that can be one and is no page, else one in brackets."""
    bare, behind_colon, bracketed = None, None, None
    colon = False
    for index, (match, kind) in enumerate(zip(matches, kinds, strict=True)):
        if kind in ("date", "yearmonth", "monthyear"):
            return index
        if kind == "colon":
            colon = True
        elif kind == "num" and re.fullmatch(YEAR, match[0]):
            if colon and index and kinds[index - 1] == "colon" and bare is None and index > 1:
                behind_colon = index if behind_colon is None else behind_colon
            elif bare is None:
                bare = index
        elif kind == "paren" and re.fullmatch(rf"\(\s*{YEAR}[a-z]?\s*\)", match[0]) and bracketed is None:
            bracketed = index
    for found in (bare, bracketed, behind_colon):
        if found is not None:
            return found
    return None


def _date(match: re.Match[str], kind: str) -> tuple[int, ...]:
    if kind == "monthyear":
        return int(match["my"]), _MONTHS.index(match[0][:3].lower()) + 1
    return tuple(int(d) for d in re.findall(r"\d+", match[0]))[:3]


def _pages(text: str) -> str:
    value = re.sub(r"(?i)^art(?:icle)?\.?\s*(?:(?:no|id|number)\.?)?\s*:?\s*", "", text)
    value = re.sub(r"\s*(?:[-~一]\s*)+", "-", value.replace("页", ""))
    return value.replace(" ", "")
