"""Where the title of a run-in heading ends and its text begins: ``1.1.1临床标本 选取2009年…``, ``1.2.1聚类检验聚类…``.

A log-linear choice among the places where the title may end. It knows what titles end in and what paragraphs begin
with (``run_in.tsv``), where words end, that a paragraph likes to take up its title's words, and that the characters on
both sides of a seam stand together nowhere else in the article (施工现场|人员安全 is cut in two only if no other line
has 现场人员). The weights were fitted by maximum likelihood on two thirds of 5,700 headings of the corpus, glued to
their paragraphs; 87 % of the rest are cut at the right character.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

from pipeline.resources import Resources
from pipeline.text import HAN

# No title is longer.
LONGEST = 46
_SHORTEST = 2
_LONGEST_GRAM = 4
# Below this a text shows no title: sentences that are numbered like sections. Set on 60 such clauses; one title
# in a hundred is below it.
_LEAST = -0.4
# Above this a place is the title's end though a colon follows.
_SURE = 0.0
_COLON = re.compile(r"[：:]")
_STOP = re.compile(r"[，。；！？,;!?\n]")
_SPACE = re.compile(rf"(?<=[{HAN}）)])[ \u3000]+(?=[{HAN}])")
# What a blank between a Chinese character and a Latin one adds: OCR often puts one there by itself.
_BLANK = 3.0
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[A-Za-z0-9.\-]")
_ALNUM = re.compile(r"[A-Za-z0-9]")
# A gloss does not make a title long.
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_NO_START = frozenset("、（()）的和与及之性”")
_NO_END = frozenset("、（(的和与及“")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年|[\s\\]*[—－–~～-])")
# A figure spoken of and a year behind a Chinese character are the text's: no title of 3,600 holds such a year.
NO_TITLE = re.compile(rf"[图表]\s?\d|(?<=[{HAN}]){_YEAR.pattern}")
# What a year says for the beginning of a paragraph under a title. Set on the 21 paragraphs of 3,600 that begin so.
_YEAR_BEGINS = 3.0
_REFERENCE = re.compile(r"[图表]\d|[由如从][图表]")


class _Features(NamedTuple):
    """What speaks for a place; the values in ``_WEIGHTS`` are theirs."""

    title: float
    text: float
    weaker: float
    repeats: float
    repeated_share: float
    repeats_much: float
    last_word_again: float
    first_word_again: float
    inner_word_again: float
    script_changes: float
    log_length: float
    log_length_squared: float
    very_short: float
    refers: float
    word_ends: float


_WEIGHTS = _Features(1.11, 0.91, 0.10, 1.01, 2.03, 0.67, 1.01, 0.87, 2.22, -1.0, 1.12, -0.79, -1.32, 1.09, 3.12)
# What it costs that the two characters or Latin words at a place stand together elsewhere in the article, that they do
# so with one character more on each side, and that the whole title does: each times the logarithm of how often.
_NARROW_ELSEWHERE, _WIDE_ELSEWHERE, _TITLE_ELSEWHERE = 1.71, 2.34, 0.42
_LAST, _FIRST = re.compile(r"[A-Za-z0-9.\-]+\Z|.\Z"), re.compile(r"[A-Za-z0-9.\-]+|.")


def begins_paragraph(text: str) -> float:
    """How much more likely a paragraph begins like this than goes on so: the logarithm of odds, 0 where unknown."""
    start = _DIGIT.sub("0", text[:_LONGEST_GRAM])
    return _gram_weight("text", [start[:n] for n in range(len(start), 0, -1)])


def title_end(text: str, start: int, prose: str, resources: Resources, least: float = _LEAST) -> int | None:
    """The end of the title that begins at ``start``, or None where no place scores ``least``.

    ``prose`` is the article's text but for the beginnings of such paragraphs.
    """
    rest = text[start : start + 2 * LONGEST]
    limit = _limit(rest)
    colon = _COLON.search(rest, _SHORTEST, limit)
    limit = colon.start() if colon else limit
    space = _SPACE.search(rest, _SHORTEST, limit)
    if space:
        return start + space.start()
    words = frozenset(accumulate(len(word) for word in resources.words.cut(rest, HMM=False)))
    places = _places(rest, limit - 1 if colon else limit)
    score, at = _best(rest, [(_score(rest, at, at in words), at) for at in places], prose)
    if colon and score < _SURE:
        return start + colon.end()
    return start + at if score >= least else None


def _best(text: str, places: Sequence[tuple[float, int]], prose: str) -> tuple[float, int]:
    """The best score and its place, the first of equals, once what stands elsewhere is counted against each.

    That only lowers a score, so the article is searched for the few that can still win.
    """
    best = (-math.inf, 0)
    for score, at in sorted(places, key=lambda place: (-place[0], place[1])):
        if score < best[0]:
            break
        score -= _elsewhere(text, at, prose)
        if score > best[0] or (score == best[0] and at < best[1]):
            best = (score, at)
    return best


def _elsewhere(text: str, at: int, prose: str) -> float:
    """What it costs to cut at a place whose characters stand together elsewhere in the article, as its title may."""
    rest = text[at:].lstrip()
    title = text[:at].rstrip()
    blank = " " if len(title) + len(rest) < len(text) else ""
    last, first = (match[0] if match else "" for match in (_LAST.search(title), _FIRST.match(rest)))
    narrow = _log_count(prose, {last + glue + first for glue in ("", blank)})
    wider = title[-len(last) - 1 :], rest[: len(first) + 1]
    wide = _log_count(prose, {glue.join(wider) for glue in ("", blank)}) if narrow else 0.0
    whole = _log_count(prose, {title})
    return _NARROW_ELSEWHERE * narrow + _WIDE_ELSEWHERE * wide + _TITLE_ELSEWHERE * whole


def _log_count(prose: str, phrases: Collection[str]) -> float:
    """The logarithm of how often phrases stand in the prose, and one."""
    return math.log1p(sum(prose.count(phrase) for phrase in phrases))


def _limit(text: str) -> int:
    """Where the first clause ends, or a figure or year is named: no title goes beyond. Brackets hide punctuation."""
    depth = 0
    reference = NO_TITLE.search(text, _SHORTEST, LONGEST)
    longest = reference.start() if reference else min(len(text), LONGEST)
    for index, char in enumerate(text[:longest]):
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth = max(depth - 1, 0)
        elif not depth and _STOP.match(char):
            return index
    return longest


def _places(text: str, limit: int) -> Iterator[int]:
    depth = 0
    for at in range(1, limit + 1):
        depth = max(depth + (text[at - 1] in "（(") - (text[at - 1] in "）)"), 0)
        if at < _SHORTEST or at >= len(text) or depth or text[at] in _NO_START or text[at - 1] in _NO_END:
            continue
        if text[at - 1] != " " and not (_WORD.match(text[at]) and _WORD.match(text[at - 1])):
            yield at


def _score(text: str, at: int, word_ends: bool) -> float:
    title, rest = text[:at], text[at:].lstrip()
    length = max(len(_IN_BRACKETS.sub("", title)), 1)
    tail = _DIGIT.sub("0", title[-_LONGEST_GRAM:])
    ends = _gram_weight("title", [tail[-n:] for n in range(len(tail), 0, -1)])
    opens = _YEAR.match(rest) and begins_paragraph(title[-2:]) <= 0  # not 选取|2009年
    begins = _YEAR_BEGINS if opens else begins_paragraph(rest)
    repeated = next(
        (n for n, (a, b) in enumerate(zip(title, rest, strict=False)) if a != b), min(len(title), len(rest))
    )
    features = _Features(
        title=ends,
        text=begins,
        weaker=min(ends, begins),
        repeats=repeated >= 2,
        repeated_share=repeated / at if repeated >= 2 else 0.0,
        repeats_much=repeated >= 4,
        last_word_again=title[-2:] in rest[:14],
        first_word_again=title[:2] in rest[:12],
        inner_word_again=rest[:3] in title[1:],
        script_changes=bool(_ALNUM.match(rest)) != bool(_ALNUM.match(title[-1])),
        log_length=math.log(length),
        log_length_squared=math.log(length) ** 2,
        very_short=at < 4,
        refers=bool(_REFERENCE.match(rest)),
        word_ends=word_ends,
    )
    blank = _BLANK if text[at] == " " else 0.0
    return blank + sum(weight * value for weight, value in zip(_WEIGHTS, features, strict=True))


def _gram_weight(side: str, grams: list[str]) -> float:
    """The weight of the longest n-gram that is known."""
    known = _gram_weights()
    return next((known[side, gram] for gram in grams if (side, gram) in known), 0.0)


@cache
def _gram_weights() -> dict[tuple[str, str], float]:
    with files("pipeline").joinpath("data/run_in.tsv").open(encoding="utf-8") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("# ")), "excel-tab", quoting=csv.QUOTE_NONE)
        next(rows)
        return {(side, gram): float(weight) for side, gram, weight in rows}
