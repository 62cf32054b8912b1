"""Where the labels of front and back matter (摘要, 关键词, 收稿日期, Abstract …) stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

_MOST_OPENING = 6
_OPEN = r"[\[［【〔「『(（<《*＊†\\\s·■●▲]"
_OPENING = re.compile(_OPEN)
_WORD = re.compile(r"\S+")
_CLOSE = r"[\]］】〕」』)）>》*＊\s]{0,6}"
_START = re.compile(r"^[#\s\d]{0,6}$")
_BRACKETS = re.compile(r"[\[［【〔「]")
_CLOSING = re.compile(r"[\]］】〕」]")
_CODE = {
    "clc": re.compile(r"\s*[A-Z0-9](?:[A-Z0-9.:：;；,，、+/=\-\s()（）·\\cdot]*[0-9A-Z)）])?"),
    "document-code": re.compile(r"\s*[A-EＡ-Ｅ]?(?![A-Za-z])"),
    "article-number": re.compile(r"(?:[\s\d\-—－–(（)）:：~～\\/]|(?<=\d)[Xx](?=\s*[(（/])|(?<=[)）])[SZ](?=\d))*"),
    "doi": re.compile(
        r"(?:\s*https?://(?:dx\.)?doi\.org/)?\s*10\s?\.\s?\d{4,5}\s?/[\s!-~]*?(?=[^\s!-~]|\s[A-Z]{2,}[a-z]*\b|\[|$|\n)"
    ),
    "osid": re.compile(r"\s*"),
    # An address that ends in the bracket of one institution, the next one behind it.
    "corresponding": re.compile(r"[^@\n]{0,80}@[\w.\-]{4,60}[)）](?=\s*[(（]\s?\d)"),
}
_EVENTS = {
    "收稿": "received",
    "收到": "received",
    "修回": "revised",
    "定稿": "revised",
    "接受": "accepted",
    "录用": "accepted",
}
_DATED = re.compile(
    r"[(（]?(?:19|20)\d\d\s?[-—–./年]\s?\d{1,2}\s?[-—–./月]\s?\d{1,2}\s?日?\s?"
    rf"({'|'.join(_EVENTS)})(?![\u4e00-\u9fff])\s?[)）]?"
)
_FUNDED_WORDS = ("本文", "本研究", "本课题", "本工作", "本项目", "该研究")
_FUNDED = re.compile(
    rf"^[*＊†\\ ]{{0,4}}(?=(?:{'|'.join(_FUNDED_WORDS)})[^\n。]{{0,12}}(?:受|由|系|获|得到|为)"
    r"[^\n。]{0,80}(?:资助|支持|项目|基金))",
    re.MULTILINE,
)
# Chinese that goes on behind a label's words without a mark up to the end of its line: a title that begins with them.
_PHRASE = re.compile(r"[\u4e00-\u9fff]{4,}\s*(?:\n|$)")
# Where Chinese goes on behind English keywords, an item number before it.
_CHINESE = re.compile(r"(?:\d\s?[.．、]\s?)?[\u4e00-\u9fff]{4}")
# The end of a sentence or an address; the stop behind a lone capital is that of an initial.
_STOP = re.compile(r"(?<![^A-Za-z.][A-Z])\.$|[。)）]$")
_DOI_PREFIX = re.compile(r"10\s?\.\s?\d{4,5}\s?/")
_BARE_DOI = re.compile(rf"(?:https?://(?:dx\.)?doi\.org/)?{_DOI_PREFIX.pattern}")


class Label(NamedTuple):
    """A label at ``text[start:end]``, its brackets and colon included; ``field`` is that of the data file.

    ``until`` is where its value ends, for the fields whose values have a form of their own (codes); else None.
    ``leads`` says whether it begins a line.
    """

    field: str
    start: int
    end: int
    until: int | None
    leads: bool


@cache
def _lexicon() -> dict[str, tuple[str, str]]:
    """Folded label → (field, the ways in which it may stand)."""
    rows = files("pipeline").joinpath("data/front_labels.tsv").read_text(encoding="utf-8").splitlines()
    entries = (row.split("\t") for row in rows if row and not row.startswith("#"))
    next(entries)
    lexicon: dict[str, tuple[str, str]] = {}
    for field, how, label in entries:
        ways = lexicon.get(_folded(label), (field, ""))[1]
        lexicon[_folded(label)] = field, f"{ways} {how}".strip()
    return lexicon


@cache
def _pattern() -> re.Pattern[str]:
    """Any label in its brackets. Grouped by first characters, which re tells apart three times as fast as labels."""
    by_first: dict[str, list[str]] = {}
    for spelling in sorted(_lexicon(), key=len, reverse=True):
        by_first.setdefault(spelling[0], []).append("".join(rf"[^\S\n]?{re.escape(c)}" for c in spelling[1:]))
    firsts = "".join(map(re.escape, by_first))
    joined = "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items())
    return re.compile(
        rf"({_OPEN}{{0,{_MOST_OPENING}}})(?=[{firsts}])({joined})({_CLOSE})([:：︰]|—+|–)?", re.IGNORECASE
    )


@cache
def _words() -> AhoCorasick:
    """What a text must hold, folded, to hold a label at all; nine paragraphs in ten do not."""
    return AhoCorasick([*_lexicon(), *_EVENTS, *_FUNDED_WORDS], implementation=Implementation.DFA)


def _folded(label: str) -> str:
    return "".join(label.split()).replace("İ", "I").lower()  # the one letter that becomes two


# Each part of the front and back asks of the same blocks: an article's worth of answers is kept.
@lru_cache(maxsize=1024)
def labels(text: str) -> tuple[Label, ...]:
    """The labels of a text, in order. Linear in the text."""
    starts = [start for _, start, _ in _words().find_matches_as_indexes(_folded(text), overlapping=True)]
    found = _worded(text, sorted(starts)) if starts else []
    found += _bare_dois(text, found)
    return tuple(sorted(found, key=lambda label: label.start))


def _printed(text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
    """Words in their brackets, from left to right; ``starts`` are where words begin if the text is folded."""
    end = 0
    for first in _unfolded(text, starts):
        if first < end:
            continue
        at = first
        while at > max(end, first - _MOST_OPENING) and _OPENING.match(text, at - 1):
            at -= 1
        if match := _pattern().match(text, at):
            yield match
            end = match.end()


def _unfolded(text: str, starts: Iterable[int]) -> Iterator[int]:
    """Where offsets of the folded text, in order, lie in the text itself."""
    words = ((word.start(), word.end()) for word in _WORD.finditer(text))
    before, (begin, end) = 0, (0, 0)
    for start in starts:
        while start >= before + end - begin:
            before += end - begin
            begin, end = next(words)
        yield begin + start - before


def _worded(text: str, starts: Sequence[int]) -> list[Label]:
    """The labels that are words, not in order."""
    found: list[Label] = []
    for match in _printed(text, starts):
        field, how = _lexicon()[_folded(match[2])]
        line = text.rfind("\n", 0, match.start(2)) + 1
        leads = not text[line : match.start(2)].strip(" \t\"'‘’“”*") or bool(_START.match(text[line : match.start()]))
        bracketed = bool(_BRACKETS.search(match[1]) or _CLOSING.search(match[3]))
        marked = bool(match[4]) or bracketed
        alone = leads and match.end() >= (text.find("\n", match.end(2)) % (len(text) + 1))
        allowed = (
            "any" in how
            or ("line" in how and _after_a_stop(text, match))
            or (marked and ("marked" in how or "line" in how))
            or (leads and ("line" in how or (marked and "lead" in how) or (alone and "alone" in how)))
        )
        titles = field == "contributions" and not marked and bool(_PHRASE.match(text, match.end()))
        if not allowed or titles or (field != "doi" and _within_a_word(text, match, leads, marked)):
            continue
        start = match.start() + len(match[1]) - len(match[1].lstrip())
        if not bracketed and "(" not in match[1] and "（" not in match[1]:
            start = match.start(2)
        end = match.end() if marked or leads else match.end(2)
        code = _CODE.get(field)
        value = code.match(text, end) if code else None
        if field == "keywords" and match[2].isascii() and (chinese := _CHINESE.search(text, end)):
            value = re.compile(r"(?s).*").match(text, end, chinese.start())
        if field == "doi" and not value:
            continue
        if field == "clc" and not marked and not (value and re.search(r"\d", value[0])):
            continue
        found.append(Label(field, start, end, value.end() if value else None, leads))
    if any(event in text for event in _EVENTS):
        found += [Label(_EVENTS[m[1]], m.start(), m.start(), m.end(), False) for m in _DATED.finditer(text)]
    found += [Label("funding", m.start(), m.end(), None, True) for m in _FUNDED.finditer(text)]
    return found


def _after_a_stop(text: str, match: re.Match[str]) -> bool:
    """Whether a summary's label stands behind the end of a sentence, an address or a bracket, its line break lost."""
    before = text[max(match.start() - 12, 0) : match.start()].rstrip()
    if match[2][0] == "K" and text[match.start(2) - 1 : match.start(2)].isspace():
        return True
    if match[2][0].isascii():
        return match[2][0].isupper() and bool(_STOP.search(before))
    return bool(re.search(r"(?:[。．.)）\d]|\.(?:com|cn|net|org))$", before)) and match[2][:1] in "摘关"


def _within_a_word(text: str, match: re.Match[str], leads: bool, marked: bool) -> bool:
    """Whether what matched is a part of a longer word: "Abstraction", "received"."""
    before, after = text[match.start(2) - 1 : match.start(2)], text[match.end() : match.end() + 3]
    if not match[2][:1].isascii():
        return False
    if not leads and before.isascii() and before.isalpha():
        return True
    if marked or match[3].strip() or match[3] != match[3].rstrip():
        return False
    return bool(re.match(r"ion|ive|ed|ing|ly|s\b|er", after))


def _bare_dois(text: str, found: list[Label]) -> list[Label]:
    """DOIs that stand at the start of a line without a label."""
    bare = []
    for match in _BARE_DOI.finditer(text) if _DOI_PREFIX.search(text) else ():
        line = text.rfind("\n", 0, match.start()) + 1
        if text[line : match.start()].strip() or any(
            label.start <= match.start() < (label.until or 0) for label in found
        ):
            continue
        value = _CODE["doi"].match(text, match.start())
        if value:
            bare.append(Label("doi", match.start(), match.start(), value.end(), True))
    return bare


class Segment(NamedTuple):
    """``text[start:end]`` announced by the label of ``field`` (None: by none), its value beginning at ``value``."""

    field: str | None
    start: int
    value: int
    end: int


@lru_cache(maxsize=1024)
def segments(text: str) -> tuple[Segment, ...]:
    """The text cut at its labels and after its codes; the segments tile it."""
    found = [label for label in labels(text) if label.field != "email" or label.leads]
    cuts: list[Segment] = []
    at = 0
    for index, label in enumerate(found):
        limit = found[index + 1].start if index + 1 < len(found) else len(text)
        if label.start > at:
            cuts.append(Segment(None, at, at, label.start))
        end = limit if label.until is None else min(label.until, limit)
        if not text[end:limit].strip(" \t\n.。；;，,、)）]］】"):
            end = limit
        cuts.append(Segment(label.field, label.start, min(label.end, end), end))
        at = end
    if at < len(text) or not cuts:
        cuts.append(Segment(None, at, at, len(text)))
    return tuple(_without_blanks(text, cuts))


def _without_blanks(text: str, cuts: list[Segment]) -> list[Segment]:
    """Blank segments joined to the one before them (or, at the start, after), so that each piece says something."""
    kept: list[Segment] = []
    for cut in cuts:
        blank = cut.field is None and not text[cut.start : cut.end].strip(" \t\n#*\\")
        if blank and kept:
            kept[-1] = kept[-1]._replace(end=cut.end)
        elif kept and kept[-1].field is None and not text[kept[-1].start : kept[-1].end].strip(" \t\n#*\\"):
            kept[-1] = cut._replace(start=kept[-1].start)
        else:
            kept.append(cut)
    return kept
