"""The numbers at the end of an entry: year, volume, issue, pages, in all their printed orders.

``2009,29(11):1311-1314`` · ``2009(152): 3-13`` · ``2015,4:262-266`` · ``41(增刊):51-73.1994`` · ``2000,14,1280-1285`` ·
``vol. 88(8): pp.1142-1165,2000`` · ``25(1),014105:1-20`` · ``509, 294 (2001)`` · ``2002;8:2563-9`` · ``2013-05-01(3)``
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from pipeline.csl import Date
from pipeline.text import HAN, MONTHS


class Imprint(NamedTuple):
    """``start`` is where the numbers begin in the text that was read."""

    start: int
    issued: Date | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None


YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
MONTH = rf"(?i:(?:{'|'.join(MONTHS)})(?:uary|ruary|ch|il|(?<=jun)e|(?<=jul)y|ust|t|tember|ober|ember)?(?![a-z])\.?)"

_LOOKALIKE = re.compile(
    r"[\dOolI](?<![A-Za-z0-9].)(?:(?<=\d)|(?=[OolI]{0,2}\d))(?:(?<=[OolI])|(?=\d*[OolI]))[\dOolI]+"
    r"(?!(?![a-e]\b)[A-Za-z])"
)
_LOOKALIKE_BESIDE_DIGIT = re.compile(r"[OolI](?:(?=\d)|(?<=\d.))")
_LOOKALIKES = str.maketrans("OolI", "0011")
# Thousands set off by a blank (GB/T 15835, 5.3): ``1 180-1 186``.
# ``95 287-297`` is a volume with its pages.
_GROUPED = re.compile(r"(\d(?<![\d/].)(?:\d(?! \d{3}-\d{3}(?!\d)))?) (\d{3})(?=\s*[-~,.;)\]]|\s*$)")

# In the order in which they are tried. What begins as nothing else does comes first, a word ends the numbers.
_PATTERNS = {
    "separator": r"[\s,.;页]+|\((?![^()]{0,40}\))",
    "colon": r":",
    "date": rf"(?<!\d){YEAR}\s?[-/.年]\s?(?:1[0-2]|0?[1-9])\s?[-/.月]\s?(?:3[01]|[12]\d|0?[1-9])(?!\d)日?",
    "year_month": rf"(?<!\d){YEAR}"
    r"(?:[a-e](?=\s*[,.:;])|年\s?(?:1[0-2]|0?[1-9])月|年|[.-](?:1[0-2]|0[1-9])(?=[\s.,;]*(?:\(|$)))",
    "month_year": rf"{MONTH}\s*(?:\d{{1,2}}(?:st|nd|rd|th)?\s*,\s*)?(?:of\s+)?{YEAR}(?!\d)",
    "month": rf"{MONTH}\s*(?:[-/]\s*{MONTH})?(?:\s?\d{{1,2}}(?![\d(:]))?",
    "bracket": r"\([^()]{0,40}\)",
    "volume": r"(?i:\b(?:vol(?:umes?|s)?|v)\b\.?\s*|第)[\dA-Za-z]{1,6}(?:-\d+)?\s*卷"
    r"|(?i:\bvol(?:umes?|s)?\b\.?\s*:?\s*|\bv\.\s*)\d+(?:-\d+)?",
    "issue": r"(?i:\b(?:no|iss(?:ue)?|nr|n)\b\.?\s*:?\s*)\d+(?:[-/]\d+)*|第\d+期|(?<![\dA-Za-z])\d+期",
    "supplement": r"(?i:\bsuppl(?:ement)?\b\.?(?:\s*[\dA-Z]?\d?(?!\d))?)"
    r"|\b[SZ]\d{1,2}(?=\s*[):,])|增刊\s?[\dⅠ-Ⅴ]?|专刊",
    "pages_ahead": r"(?i:\b(?:pp?|pages?)\b\.?\s*:?\s*|\bpages?)(?=\w?\d)|第(?=\d+[-~\d]*页)",
    "range": r"(?<![A-Za-z0-9_])[A-Za-z]{0,2}\d+[A-Za-z]?\s*(?:[-~]\s*)+"
    r"[A-Za-z]{0,2}\d+[A-Za-z]?(?!\d)(?:-\d{1,2}(?![\w-]))?"
    r"(?:\s?\+\s?\d+(?:-\d+)?)*|\b\d+一\d+",
    "list": r"(?<![A-Za-z\d])\d+(?:\s*[/+]\s*\d+)+",
    "number": rf"(?:(?<![A-Za-z\d])\d+|(?<=[A-Za-z]){YEAR}(?=\s*[;,]))(?:\s?页)?(?:(?!\w)|(?={MONTH}))",
    "article": r"(?<![A-Za-z])(?i:\b(?:art(?:icle)?\.?\s*(?:(?:no|id|number)\.?)?\s*:?\s*)?)"
    rf"(?![A-Za-z]{{1,4}}{YEAR}[,;]\s?\d)(?:[A-Za-z]{{1,4}}-?\d[\w.]*|\d+[A-Za-z]\d*(?:-\d+)?)\b",
    "word": r"[^\s,.;:()\[\]\d]+|.",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()))
_ISSUE_WORD = r"no|iss|issue|pt|part|vol|art|pp?|第|suppl(?:ement)?|spec(?:ial)?|增刊|专刊|s|z|c"
_NUMBER_BRACKET = re.compile(
    rf"\(\s*(?:(?:19|20)\d\d[a-z]?"
    rf"|(?i:{_ISSUE_WORD})?[\s.]*(?:[\dA-Z]{{0,8}}|[a-z]\d{{1,4}}|\d{{1,3}}_suppl\w*)"
    r"(?:\s*[-/,~、一]\s*[\dA-Z]{1,5}){0,8}\s*(?:期|卷|页|号|上|下|增刊|专刊)?\d?|\d{1,3}[Pp]t\d|[lI]"
    rf"|(?i:{'|'.join(MONTHS)})[a-z]{{0,6}}|[上下中]|\d+[上中下]半?月?\w{{0,2}}|(?i:(?:E-)?suppl\w*\.?\s*\w{{0,6}}))\s*\)"
)
_BRACKETED_YEAR = re.compile(rf"\(\s*({YEAR})[a-z]?\s*\)")
# No volume is printed with a zero ahead: ``2011,02:66-69``.
_NUMBER_OF_ISSUE = re.compile(r"0\d")
# A volume may have a letter: ``130A(1): 8-12``, ``B137: 456-463``.
_LETTERED = re.compile(r"\d+[A-Z]|[A-Z]\d{1,4}")
_ISSUE_FRAME = re.compile(r"^(?:第|no\.?|issue|iss\.?)\s*|\s*期$", re.I)
_PAGES_AHEAD = re.compile(r"^pp?\b\.?\s*", re.I)
_ARTICLE_AHEAD = re.compile(r"^art(?:icle)?\.?\s*(?:(?:no|id|number)\.?)?\s*:?\s*", re.I)
_LAST_YEAR = re.compile(rf"(?<=[,.;:( ])\s*({YEAR})(?=\s*[,;:().]|\s*$|\s+\d)")
# A word that no number has with it (Supplement, 第12卷); to skip to the last costs a tenth of what its token would.
_LONG_WORD = re.compile(rf"(?:[{HAN}]{{6}}|[A-Za-z]{{13}})[^\s,.;:()\[\]\d]*")
# No entry prints more behind its title and container; what stands before is not looked at.
_LONGEST = 220


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


def digits_mended(text: str) -> str:
    """Letters that OCR put for digits inside a number, put right: ``2O21`` is 2021. Length is kept."""
    if not _LOOKALIKE_BESIDE_DIGIT.search(text):
        return text
    return _LOOKALIKE.sub(lambda m: m[0].translate(_LOOKALIKES), text)


def imprint(text: str, known_year: int | None = None, monograph: bool = False) -> Imprint:
    """The numbers at the end of a folded text; start is ``len(text)`` where there are none.

    ``known_year`` is the year where it is printed in front, so that no number here need be one.
    ``monograph``: a number behind the year is a page, never a volume.
    """
    mended = _mended(text)
    begin = max(0, len(text) - _LONGEST)
    for match in _LONG_WORD.finditer(mended, begin):
        begin = match.end()
    tokens: list[_Token] = []
    for token in _tokens(mended, begin):
        if token is None:
            tokens.clear()
        elif tokens or token.kind not in ("separator", "colon", "supplement", "article"):
            tokens.append(token)
    return _read(tokens, len(text), known_year, monograph)


def from_year(text: str, monograph: bool = False) -> Imprint:
    """The numbers from the last year that a comma or stop precedes, where words stand behind them."""
    mended = _mended(text)
    years = [match.start(1) for match in _LAST_YEAR.finditer(mended)]
    if not years:
        return Imprint(len(text))
    tokens: list[_Token] = []
    for token in _tokens(mended, years[-1]):
        if token is None:
            break
        tokens.append(token)
    return _read(tokens, len(text), None, monograph)


def _mended(text: str) -> str:
    return _GROUPED.sub(r" \1\2", digits_mended(text))


def _tokens(text: str, start: int) -> Iterator[_Token | None]:
    """The parts of a text from ``start`` on; None for each that is a word."""
    for match in _TOKEN.finditer(text, start):
        kind = match.lastgroup or "word"
        if kind == "word" or (kind == "bracket" and not _NUMBER_BRACKET.fullmatch(match[0])):
            yield None
        else:
            yield _Token(kind, match[0], match.start())


class _State(Struct):
    """What has been read so far; ``at_pages`` behind a colon or ``pp.``"""

    year: tuple[int, ...] = ()
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    colon: bool = False
    at_pages: bool = False


def _read(tokens: list[_Token], end: int, known_year: int | None, monograph: bool) -> Imprint:
    state = _State()
    at_year = _year_at(tokens) if known_year is None else None
    for index, token in enumerate(tokens):
        if index == at_year:
            state.year, state.colon = _date(token), False
        elif token.kind in ("date", "year_month", "month_year"):
            state.year = state.year or _date(token)
        elif token.kind == "number" and token.text == str(known_year) and not (state.volume or state.page):
            continue  # the year, printed once more
        elif token.kind == "colon":
            state.colon = True
        elif token.kind == "pages_ahead":
            state.at_pages = True
        elif token.kind == "volume":
            state.volume = _digits(token.text)
        elif token.kind == "issue":
            state.issue = _digits(token.text)
        elif token.kind == "supplement":
            state.issue = f"{state.issue} {token.text.strip()}" if state.issue else token.text.strip()
        elif token.kind == "bracket" and state.year and _BRACKETED_YEAR.fullmatch(token.text):
            continue
        elif token.kind == "bracket":
            _take_bracket(state, token.text[1:-1].strip())
        elif token.kind in ("number", "range", "list", "article"):
            following = next((i for i in range(index + 1, len(tokens)) if tokens[i].kind != "separator"), None)
            followed = tokens[following].kind if following is not None and following != at_year else ""
            before = tokens[index - 1].text if index else ""
            if state.page is not None and before.strip() == "." and token.kind == "number":
                continue  # a line number, or a page of the list
            _take_number(state, token, followed, before.isspace(), monograph)
    issued = Date(date_parts=(state.year,)) if state.year else None
    start = tokens[0].start if tokens else end
    return Imprint(start, issued, state.volume, state.issue, state.page)


def _take_bracket(state: _State, inner: str) -> None:
    if _PAGES_AHEAD.match(inner):
        state.page = state.page or _PAGES_AHEAD.sub("", inner)
    elif state.issue is None and state.page is None:
        state.issue = "1" if inner in ("l", "I") else _ISSUE_FRAME.sub("", inner) or None
    elif state.page is None:
        state.page = inner


def _take_number(state: _State, token: _Token, followed: str, blank: bool, monograph: bool) -> None:
    """Enters a number where its place says: ``followed`` is the kind of what is next, ``blank`` all that is before."""
    number = _pages(token.text)
    single, printed_before = token.kind == "number", state.page
    ahead = not state.colon and not state.at_pages
    if printed_before is not None:
        if single and blank and printed_before.isdigit() and int(number) > int(printed_before):
            state.page = f"{printed_before}-{number}"  # the dash is lost
        elif token.kind != "article" or state.colon:
            of_article = state.colon and token.kind == "range" and "-" not in printed_before
            state.page = printed_before + (":" if of_article else ",") + number
        state.colon = False
    elif not ahead and single:
        state.page = number
    elif single and state.volume and state.issue is None and followed == "bracket":
        state.volume = number  # what stood before it is a year that has lost a digit
    elif ahead and single and state.volume is None and followed == "colon" and _NUMBER_OF_ISSUE.fullmatch(number):
        state.issue = state.issue or number
    elif state.volume is None and _is_volume(state, token.kind, followed, monograph, bool(_LETTERED.fullmatch(number))):
        state.volume = number
    elif ahead and state.issue is None and followed == "colon" and (token.kind == "range" or (single and state.volume)):
        state.issue = number
    else:
        state.page = number


def _is_volume(state: _State, kind: str, followed: str, monograph: bool, lettered: bool) -> bool:
    if kind == "number":
        return state.issue is None and (not monograph or followed in ("bracket", "colon"))
    if kind == "article":
        return not state.colon and followed in ("bracket", "colon") and lettered
    return not state.colon and (kind == "list" or (kind == "range" and followed in ("bracket", "colon")))


def _year_at(tokens: list[_Token]) -> int | None:
    """Which token is the year: a date, else a number that can be one and is no page, else one in brackets."""
    bare = behind_colon = bracketed = None
    colon = False
    for index, token in enumerate(tokens):
        if token.kind in ("date", "year_month", "month_year"):
            return index
        if token.kind == "colon":
            colon = True
        elif token.kind == "number" and re.fullmatch(YEAR, token.text):
            if colon and index > 1 and tokens[index - 1].kind == "colon" and bare is None:
                behind_colon = index if behind_colon is None else behind_colon
            elif bare is None:
                bare = index
        elif token.kind == "bracket" and bracketed is None and _BRACKETED_YEAR.fullmatch(token.text):
            bracketed = index
    if bare is not None and bracketed is not None and 0 < bracketed < bare and _is_number(tokens, bracketed):
        return bracketed  # Acta 71 (2011) 1554
    if (
        bare is not None
        and bracketed is not None
        and all(token.kind == "separator" for token in tokens[bracketed + 1 :])
    ):
        # Acta 1856, 189-210 (2015): the year in brackets closes the entry.
        return bracketed if tokens[bare].text not in tokens[bracketed].text else bare
    return next((found for found in (bare, bracketed, behind_colon) if found is not None), None)


def _is_number(tokens: list[_Token], before: int) -> bool:
    """Whether a number, and no year, stands right before a token."""
    previous = next((token for token in reversed(tokens[:before]) if token.kind != "separator"), None)
    return previous is not None and previous.kind == "number" and not re.fullmatch(YEAR, previous.text)


def _date(token: _Token) -> tuple[int, ...]:
    if token.kind == "month_year":
        return int(token.text[-4:]), MONTHS.index(token.text[:3].lower()) + 1
    return tuple(int(digits) for digits in re.findall(r"\d+", token.text))[:3]


def _digits(text: str) -> str | None:
    match = re.search(r"\d[\d/-]*", text)
    return match[0] if match else None


def _pages(text: str) -> str:
    value = re.sub(r"\s*(?:[-~一]\s*)+", "-", _ARTICLE_AHEAD.sub("", text.replace("页", "")))
    return value.replace(" ", "").rstrip(".")
