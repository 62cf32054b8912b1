"""Citation marks in a text: what is printed in brackets or raised, what OCR has left of it, what only looks like it.

``[1]`` · ``[3,5-7]`` · ``［6－7］`` · ``(8-11]`` · ``[19)`` · ``[12`` · ``20]`` · ``污染5，`` · ``^ { [ 3 1 ] }``
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from pipeline.article import Block
from pipeline.references.characters import fold
from pipeline.text import HAN

Kind = Literal["whole", "raised", "open", "bare", "empty"]


class Mark(Struct, frozen=True):
    """A place that may cite.

    ``kind``  whole: both brackets; raised: superscript without brackets; open: one bracket lost; bare: brackets lost;
              empty: digits lost
    ``body``  what is printed between the brackets, folded: digits, separators, letters that OCR put for digits
    ``named`` the names of the cited authors stand before it (``Xu等[1``)
    """

    block: str
    start: int
    end: int
    text: str
    kind: Kind
    body: str
    table: bool = False
    named: bool = False


_ITEM = r"\d[\dOoIlL]{0,3}|[IlO]\d{1,2}|[Il]{1,2}(?![A-Za-z])"
_SEPARATOR = r"(?:\s*(?:\\?[~]|[,、;.\-]|至|和|and\b|&)\s*){1,2}|\s+"
_LIST = rf"(?:-\s?)?(?:{_ITEM})(?:(?:{_SEPARATOR})(?:{_ITEM}|(?=\])))*"
_PAIR = re.compile(rf"(?:(?P<square>\[)|\()\s*(?P<body>(?:{_LIST})\"?)\s*(?(square)(?:\]|\)|\[(?!\s*\d))|\])")
_OPEN = re.compile(rf"\[(?P<body>\s*(?:{_LIST}))(?=[^\d\]\[)A-Za-z%]|$)(?!\s*[-+*/=<>]|\s*\.?\d)")
_CLOSED = re.compile(
    rf"(?=\d)(?<![\[\d][,;])(?:(?<=[{HAN}a-z,;”\"])|(?<=[a-z]\)))(?P<body>\d{{1,3}}(?:[,-]\d{{1,3}}){{0,5}})\](?!\s*[\dA-Za-z])"
)
_EMPTY = re.compile(
    rf"\[(?:\s*[\]人八入]|(?=[,;、.])|(?<=[{HAN}]\[)(?=[是将的从和与中研等对该]|认为|指出|提出|通过|采用|利用|基于|发现)"
    rf"|(?:(?<=等\[)|(?<=等人\[))[IlO]?(?=[{HAN}]))"
)
_BARE = re.compile(
    rf"(?P<body>\d(?:(?<=[{HAN}].)\d{{0,2}}(?:[,-]\d{{1,3}}){{0,3}}(?=[,;]|\.(?!\d)|$)"
    rf"|(?:(?<=等.)|(?<=等人.))\d{{0,2}}(?=[{HAN}])|(?<=[A-Z].)\d{{0,2}}(?=\])))"
)
_NAMED = re.compile(r"(?:等人?|\bal\.?)\s*$")
# A number after these names a thing, not an entry.
_NUMBERED_THING = re.compile(
    r"(?:[表图式第约为有共至及和或与到期组第号例级章节步型版类]|(?<!表)达|类型|依存关系|公式|阶段|方案|处理|样本|模型)\s*$"
)
# In round brackets it is an order or a step: ``g ^ { ( 1 ) }``.
_RAISED_TEX = re.compile(
    r"\^\s*\{?\s*(?:\\[a-z]+\s*\{?\s*)*"
    r"(?P<mark>(?:(?P<square>\[)|\()\s*(?P<body>[\d\s,;.~\\sim–-]{1,60}?)\s*(?(square)[\])]|\]))"
)
_ALONE_TEX = re.compile(r"\s*(?:\{\s*\}\s*)?(?P<mark>\[\s*(?P<body>[\d\s,;.~\\sim–-]{1,60}?)\s*\])\s*")
# An interval, a confidence interval, a value: what stands before the bracket gives it away.
_NO_CITATION_BEFORE = re.compile(
    r"(?:CI\W{0,3}|∈|[=＝<>≤≥×]|区间|取值|范围|\\in|\bin the (?:range|interval))\s*(?:为|是|of)?\s*$"
)
_BEFORE_RAISED = re.compile(rf"[{HAN}\])）」』”\"'’.,;，。；、]$|[a-z]{{4,}}\.?$|[A-Z]{{3,}}s?$|al\.?$")
_RAISED = re.compile(rf"\s*(?P<open>\[)?\s*(?P<body>{_LIST})\s*[\])]?\s*")


def marks(block: Block) -> list[Mark]:
    """The marks of a block in order; they do not overlap."""
    text = fold(block.text)
    raised = list(_raised(block))
    found = [*(raised if _is_sparse(raised, text) else ()), *_in_math(block)] if block.kind != "math" else []
    taken = bytearray(len(text))
    for span in block.spans:
        if span.kind in ("math", "code"):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
    for mark in found:
        taken[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
    for kind, brackets, pattern in _PATTERNS:
        if brackets and not any(bracket in text for bracket in brackets):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            if not _looks_like_another_thing(kind, block.text, text, match):
                found.append(_mark(block, start, end, kind, match["body"] if kind != "empty" else ""))
    return sorted(found, key=lambda mark: mark.start)


# Denser ones lead from the names of a collaboration to its institutions. In 700 articles such a list has one in 27
# characters, the densest other paragraph one in 90.
_MOST_RAISED, _LEAST_TEXT = 12, 45


def _is_sparse(raised: list[Mark], text: str) -> bool:
    return len(raised) <= max(_MOST_RAISED, len(text) / _LEAST_TEXT)


# ``corrosion.24-26 Li``, ``copolyester,23,24 which``: raised numbers that OCR set on the line behind English words.
_RUN_ON = re.compile(
    r"(?:(?<=[a-z]{3})|(?<=[A-Za-z]{2}[.,;:)\"])|(?<=[A-Za-z)]\)[.,;:]))(?P<body>(?:\d|l(?=\d))\d{0,2}(?:[,-]\d{1,3}){0,5})"
    r"(?=[\s.,;:)]|[A-Z][a-z]|$)(?![,.]\d|-\w|\s?%)"
)
# ``structures (23)``, ``encephalitis (2, 5-7).``
_ROUND = re.compile(r"(?:(?<=[A-Za-z.,)\"])|(?<=[A-Za-z.,)\"] ))\((?P<body>\d{1,3}(?:\s?[,-]\s?\d{1,3}){0,8})\)")
_NUMBERED_IN_ENGLISH = re.compile(
    r"\b(?:Figs?|Figures?|Tab|Tables?|Schemes?|Eqs?|Equations?|[Ff]ormulas?|Steps?|Sections?|No|Nos|Vol|Charts?|Cases?|Types?"
    r"|[Gg]roups?|[Ss]amples?|[Ll]ines?|[Ss]tages?|[Dd]ays?)[.,]?\s?$"
)


def unbracketed_marks(block: Block) -> tuple[list[Mark], list[Mark]]:
    """What may cite where no mark has square brackets: numbers run on to English words, and those in round brackets."""
    if block.kind in ("math", "table"):
        return [], []
    text = fold(block.text)
    hidden = [(span.start, span.end) for span in block.spans if span.kind in ("math", "code")]

    def cites(match: re.Match[str]) -> bool:
        return not _NUMBERED_IN_ENGLISH.search(text, max(0, match.start() - _WINDOW), match.start()) and not any(
            start < match.end() and match.start() < end for start, end in hidden
        )

    run_on, round = (
        [_mark(block, *match.span(), "raised", match["body"]) for match in pattern.finditer(text) if cites(match)]
        for pattern in (_RUN_ON, _ROUND)
    )
    return run_on if _is_sparse(run_on, text) else [], round


# Each with the brackets of which one must stand in the text.
_PATTERNS: tuple[tuple[Kind, str, re.Pattern[str]], ...] = (
    ("whole", "[(", _PAIR),
    ("open", "[", _OPEN),
    ("open", "]", _CLOSED),
    ("empty", "[", _EMPTY),
    ("bare", "", _BARE),
)


# What tells a mark from another thing stands that near before it.
_WINDOW = 24


def _looks_like_another_thing(kind: Kind, text: str, folded: str, match: re.Match[str]) -> bool:
    """An interval or a value (``CI[2.1,3.5]``), a numbered thing (图2)."""
    start, end = max(0, match.start() - _WINDOW), match.start()
    if kind == "whole":
        return "," in match[0] and bool(_NO_CITATION_BEFORE.search(folded, start, end))
    return kind == "bare" and bool(_NUMBERED_THING.search(text, start, end))


def _mark(block: Block, start: int, end: int, kind: Kind, body: str) -> Mark:
    named = bool(_NAMED.search(block.text, max(0, start - _WINDOW), start))
    return Mark(block.id, start, end, block.text[start:end], kind, body, block.kind == "table", named)


def _raised(block: Block) -> Iterator[Mark]:
    """Marks in superscript; without brackets only behind a word and before no letter: m², 10⁵ and ¹⁸O are no marks."""
    for span in block.spans:
        if span.kind != "sup":
            continue
        match = _RAISED.fullmatch(fold(block.text[span.start : span.end]))
        is_behind_word = _BEFORE_RAISED.search(block.text, max(0, span.start - _WINDOW), span.start)
        following = block.text[span.end : span.end + 1]
        is_power = following.isascii() and following.isalnum()
        if match and (match["open"] or (is_behind_word and not is_power)):
            yield _mark(block, span.start, span.end, "whole" if match["open"] else "raised", match["body"])


def _in_math(block: Block) -> Iterator[Mark]:
    """Marks that OCR drew into a formula: raised, or the formula is nothing else."""
    for span in block.spans:
        if span.kind != "math":
            continue
        source = fold(block.text[span.start : span.end])
        alone = _ALONE_TEX.fullmatch(source)
        for match in [alone] if alone else _RAISED_TEX.finditer(source):
            body = re.sub(r"\s+", "", match["body"].replace("\\sim", "~"))
            start = span.start + match.start("mark")
            yield _mark(block, start, start + len(match["mark"]), "whole", body)
