"""The entries of a reference list: where each begins, and which number it bears.

Labels are only evidence: OCR loses them (``[]``), misreads them (``[I1``, ``[3onakdaran``), prints two entries in a
line and one over two pages. The reading of the whole list is the chain of labels whose numbers rise with the best sum
of evidence (dynamic programming over the places where a label may stand); a list without numbers is read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from msgspec import Struct

from pipeline.references.characters import fold
from pipeline.references.head import head
from pipeline.references.heading import REFERENCES
from pipeline.references.imprint import digits_mended
from pipeline.references.labels import Label, inline_labels, label
from pipeline.references.markers import marker
from pipeline.references.merged import dated_starts, unlabelled_starts
from pipeline.references.names import authors
from pipeline.text import HAN, language


class Listed(Struct, frozen=True):
    """One entry of a list.

    ``number``    its number, restored from its neighbours where the print has lost it; None in author–year lists
    ``raw``       its text, pieces of several paragraphs joined by newlines; empty where only the number is certain,
                  because its neighbours are there and it is not
    ``extents``   (index of the text, start, end) of each piece
    ``restored``  the number is not the printed one
    """

    number: int | None
    raw: str
    extents: tuple[tuple[int, int, int], ...]
    restored: bool = False


class _Start(Struct, frozen=True):
    """A place in the joined text where an entry begins."""

    at: int
    number: int | None
    restored: bool


def bibliography(texts: Sequence[str]) -> list[Listed]:
    """The entries of a list that is printed in ``texts`` (paragraphs in order, their lines parted by newlines).

    Text before the first entry belongs to none.
    """
    return list(_entries(tuple(texts)))


# Asked first to join the paragraphs that an entry runs on over, and again, mostly with the same, to read the entries.
@lru_cache(maxsize=2)
def _entries(texts: tuple[str, ...]) -> tuple[Listed, ...]:
    whole = "\n".join(texts)
    starts = _starts(whole)
    offsets = [0]
    for text in texts:
        offsets.append(offsets[-1] + len(text) + 1)
    entries = list[Listed]()
    for start, after in zip_longest(starts, starts[1:]):
        end = after.at if after else len(whole)
        extents = _extents(texts, offsets, start.at, end)
        if after is None:
            extents = _without_colophon(texts, extents)
        entries += _lost(entries[-1].number if entries else None, start.number)
        entries.append(Listed(start.number, _joined(texts, extents), extents, start.restored))
    return tuple(entries)


# A longer gap is more likely a chain gone wrong than a run of entries that the print has lost.
_LONGEST_GAP = 3


def _lost(before: int | None, after: int | None) -> list[Listed]:
    """The entries of which nothing is left but the gap in the numbers."""
    if before is None or after is None or after - before - 1 > _LONGEST_GAP:
        return []
    return [Listed(number, "", (), True) for number in range(before + 1, after)]


def _joined(texts: Sequence[str], extents: tuple[tuple[int, int, int], ...]) -> str:
    return "\n".join(texts[index][a:b] for index, a, b in extents)


def _without_colophon(
    texts: Sequence[str], extents: tuple[tuple[int, int, int], ...]
) -> tuple[tuple[int, int, int], ...]:
    """The last entry without the paragraphs behind it that do not go on with it (dates, editors, addresses)."""
    kept = extents[:1]
    for index, start, end in extents[1:]:
        if _is_complete(fold(_joined(texts, kept))) or not _YEAR.search(texts[index][start:end]):
            break
        kept += ((index, start, end),)
    return kept


def _extents(texts: Sequence[str], offsets: list[int], start: int, end: int) -> tuple[tuple[int, int, int], ...]:
    """The pieces of ``[start, end)`` of the joined text in each of the texts, blanks at their edges off."""
    pieces = []
    for index, text in enumerate(texts):
        low, high = max(start - offsets[index], 0), min(end - offsets[index], len(text))
        piece = text[low:high] if low < high else ""
        if piece.strip():
            low += len(piece) - len(piece.lstrip())
            pieces.append((index, low, low + len(piece.strip())))
    return tuple(pieces)


def _starts(whole: str) -> list[_Start]:
    folded = _folded_lines(whole)
    return _numbered(_with_unlabelled(folded, _printed_starts(folded)))


def _with_unlabelled(folded: str, starts: list[_Start]) -> list[_Start]:
    """The starts with those of entries that stand behind another one on its line and bear no label."""
    found = list[_Start]()
    for start, after in zip_longest(starts, starts[1:]):
        found.append(start)
        end = after.at if after else len(folded)
        found += [_Start(at, None, True) for at in unlabelled_starts(folded, start.at, end)]
    return found


def _numbered(starts: list[_Start]) -> list[_Start]:
    """The starts with a number for each that has lost its own, where the list misses one there."""
    found = list[_Start]()
    before = None
    for index, start in enumerate(starts):
        number = start.number
        if number is None and start.restored and before is not None:
            after = next((item.number for item in starts[index:] if item.number is not None), None)
            number = before + 1 if after is None or before + 1 < after else None
            start = _Start(start.at, number, True)
        before = number if number is not None else before
        found.append(start)
    return found


def _folded_lines(whole: str) -> str:
    return "\n".join(fold(line) for line in whole.split("\n"))


def _printed_starts(folded: str) -> list[_Start]:
    lines = [m.span() for m in re.finditer(r"[^\n]+", folded) if m[0].strip()]
    if not lines:
        return []
    chain = _chain(_candidates(folded, lines))
    if _is_numbered(folded, lines, chain):
        return _filled(folded, lines, chain)
    plain = _unnumbered(folded, lines)
    if _is_author_year(folded, plain):
        return _with_dated(folded, plain)
    return [_Start(start.at, number, True) for number, start in enumerate(plain, 1)]


def _is_numbered(folded: str, lines: list[tuple[int, int]], chain: list[_Start]) -> bool:
    """Whether the labels are those of a list and not line numbers or pages that happen to rise."""
    firsts = {start for start, _ in lines}
    sure = [found for found in chain if not found.restored]
    square = sum(folded[found.at : found.at + 3].lstrip()[:1] in "[(" for found in sure)
    entries = sum(bool(_YEAR.search(folded, *line)) for line in lines)
    if len(lines) == 1:
        return bool(chain) and (chain[0].at in firsts or square > 0)
    return square >= 2 or (len(sure) >= 2 and len(sure) * 3 >= entries)


def _with_dated(folded: str, starts: list[_Start]) -> list[_Start]:
    """The starts of an author–year list with those of entries within a line."""
    found = list[_Start]()
    for start, after in zip_longest(starts, starts[1:]):
        found.append(start)
        end = after.at if after else len(folded)
        found += [_Start(at, None, True) for at in dated_starts(folded, start.at, end)]
    return found


def _is_author_year(folded: str, starts: list[_Start]) -> bool:
    """Whether the year stands behind the names, so that the text cites by author and year and not by number.

    Other lists are numbered by position: bullets and automatic numbers do not survive every conversion.
    """
    lines = [folded[start.at : start.at + 400].strip() for start in starts]
    return sum(head(line, len(line)).dated for line in lines) * 2 > len(lines)


class _Candidate(Struct, frozen=True):
    label: Label
    leads: bool
    weight: float


def _candidates(folded: str, lines: list[tuple[int, int]]) -> list[_Candidate]:
    """Every place where a label may stand, in order, with the weight of its form and position."""
    found = []
    for start, end in lines:
        inner = start
        if first := label(folded, start):
            weight = 3.0 if first.whole and first.square else 2.0 if first.square or first.whole else 1.2
            found.append(_Candidate(first, True, weight))
            inner = first.end
        for item in inline_labels(folded, inner, end):
            behind_stop = bool(re.search(r"[.\])\d]\s*$", folded[max(start, item.start - 4) : item.start]))
            weight = (1.4 if item.whole else 1.0) + 0.6 * behind_stop if item.square else 0.4 + 0.3 * behind_stop
            found.append(_Candidate(item, False, weight))
    return found


# Weights of a step in the chain, and how many candidates back it may reach. Set by eye on the lists of 90 articles.
_NEXT, _GAP, _BROKEN, _WRONG, _WINDOW = 1.0, 0.8, -0.3, -2.6, 20
# What a gap costs grows no more from here on: two labels ``[23]``, ``[24]`` are whole, though ten before them are lost.
_LONGEST_COSTED = {"square": 5, "other": 8}


class _Node(Struct, frozen=True):
    """A candidate under one of its readings, with the best chain that ends in it."""

    score: float
    start: _Start
    before: _Node | None


def _chain(candidates: list[_Candidate]) -> list[_Start]:
    """The chain of candidates whose numbers rise with the best sum of weights."""
    layers = list[list[_Node]]()
    for candidate in candidates:
        nodes = dict[int, _Node]()
        for number, score, before in _steps(candidate, layers[-_WINDOW:]):
            if number not in nodes or score > nodes[number].score:
                restored = number != candidate.label.number
                nodes[number] = _Node(score, _Start(candidate.label.start, number, restored), before)
        layers.append(sorted(nodes.values(), key=lambda node: -node.score)[:_MOST_READINGS])
    node = max((nodes[0] for nodes in layers if nodes), key=lambda node: node.score, default=None)
    chain = list[_Start]()
    while node:
        chain.append(node.start)
        node = node.before
    return chain[::-1]


_MOST_READINGS = 4


def _steps(candidate: _Candidate, layers: Sequence[Sequence[_Node]]) -> Iterator[tuple[int, float, _Node | None]]:
    """(number, score, node before) of every way to come to a candidate."""
    printed, weight = candidate.label.number, candidate.weight
    longest = _LONGEST_COSTED["square" if candidate.label.whole and candidate.label.square else "other"]
    if printed is None:
        yield 1, weight + _BROKEN, None
    else:
        yield printed, weight - _GAP * min(abs(printed - 1), 6), None
    for nodes in layers:
        for node in nodes:
            following = (node.start.number or 0) + 1
            if printed is not None and printed >= following and (candidate.leads or printed <= following + 2):
                step = _NEXT if printed == following else -_GAP * min(printed - following, longest)
                yield printed, node.score + weight + step, node
            if printed is None or (candidate.leads and printed != following):
                for meant, cost in _meant(candidate.label, following):
                    yield meant, node.score + weight + cost, node


def _meant(printed: Label, following: int) -> list[tuple[int, float]]:
    """The numbers that a label may stand for against its print, with what believing so costs."""
    if printed.number is None:
        return [(following, _BROKEN)]
    if printed.whole:
        return [(following, _WRONG)] if _misread(printed.number, following) else []
    readings = [(following, _BROKEN), (following + 1, _BROKEN - _GAP)]
    return [(number, cost) for number, cost in readings if _misread(printed.number, number)]


# The numbers of one list, each asked about with its neighbours of the chain's window.
@lru_cache(maxsize=8192)
def _misread(printed: int, following: int) -> bool:
    """Whether digits lost or changed by OCR explain the print: ``6`` for 66, ``12`` for 112, ``31`` for 37."""
    a, b = str(printed), str(following)
    return a in b or (1 < len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1)


_ENDS = (".", "]", ")", "」", *"0123456789")
_YEAR = re.compile(r"(?:1[89]|20)[\dOol]{2}")


def _filled(folded: str, lines: list[tuple[int, int]], chain: list[_Start]) -> list[_Start]:
    """The chain, with a start for each line that must be the entry of a number missing in it."""
    first = chain[0]
    starts = list[_Start]()
    if first.number is not None and first.number > 1:
        before = [line for line in lines if line[1] <= first.at and folded[slice(*line)].strip(" .:;")]
        lead = _with_unlabelled(folded[: first.at], _unnumbered(folded, before)) if before else []
        numbers = range(first.number - 1, 0, -1)
        starts = [_Start(found.at, n, True) for n, found in zip(numbers, reversed(lead), strict=False)][::-1]
    for current, after in zip_longest(chain, chain[1:]):
        starts.append(current)
        if after is None or current.number is None or after.number is None:
            continue
        missing = after.number - current.number - 1
        for start, end in lines:
            if missing and current.at < start < after.at and _begins_entry(folded, start, end):
                missing -= 1
                starts.append(_Start(start, None, True))
    return starts


def _is_complete(text: str) -> bool:
    return text.rstrip().endswith(_ENDS)


def _begins_entry(folded: str, start: int, end: int) -> bool:
    line = folded[start:end]
    previous = folded[:start].rstrip()
    return bool(
        _is_complete(previous)
        and re.match(rf"\s*[A-Z{HAN}]", line)
        and len(line) > 25
        and _YEAR.search(line)
        and (authors(line).names or marker(line))
    )


_HEADING = re.compile(rf"\W*(?:{REFERENCES})\W*", re.IGNORECASE)
_TWIN = re.compile(rf"\s*[\[(]\s*[A-Z{HAN}]")
_CONTINUES = re.compile(r"\s*(?:[a-z(]|\d|[.,:;)\]-]|https?|doi\b|DOI|www)")
_LOWER_START = re.compile(r"\s*(?:de|van|von|der|di|du|da|la|le|el|al|ter|ten|den|bin)\s*[A-Z]")


# Of an entry that is being read its end is asked for, and what language it is in: this much tells both.
_MEMORY = 160


def _unnumbered(folded: str, lines: list[tuple[int, int]]) -> list[_Start]:
    """A list without numbers: a line begins an entry unless it goes on with the one before or translates it."""
    starts = list[_Start]()
    previous, dated = "", False
    for start, end in lines:
        line = digits_mended(folded[start:end])
        if not starts and _HEADING.fullmatch(line):
            continue
        if not starts or not _belongs(previous, dated, line):
            starts.append(_Start(start, None, False))
            previous, dated = "", False
        previous = (previous + "\n" + line)[-_MEMORY:]
        dated = dated or bool(_YEAR.search(line))
    return starts


def _belongs(previous: str, dated: bool, line: str) -> bool:
    """Whether a line belongs to the entry before it, of which ``previous`` is the end; ``dated`` if it has its year."""
    if _TWIN.match(line):
        return not dated or not _YEAR.search(line) or language(line) != language(previous)
    if _CONTINUES.match(line) and not _LOWER_START.match(line):
        return True
    if re.search(r"(?:[,&:-]|\band)\s*$", previous) or previous.count("[") > previous.count("]"):
        return True
    front = head(line[:400], min(len(line), 400))
    if not front.authors.names and not _YEAR.search(line):
        return True
    if not (front.authors.names and front.dated) and not _is_complete(previous):
        return True
    return language(line) != language(previous) and _same_numbers(previous, line)


def _same_numbers(first: str, second: str) -> bool:
    """Whether two prints bear the same year and pages: then they are one work in two languages."""
    a, b = (set(re.findall(r"\d{2,}", text)) for text in (first, second))
    return len(a & b) >= 3 and len(a & b) * 4 >= len(a | b) * 3
