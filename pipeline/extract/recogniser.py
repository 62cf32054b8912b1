"""Names of concepts in a text: all of a lexicon's at once, whatever its size (Aho and Corasick, 1975)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.extract.lexicon import Concept
from pipeline.text import is_han, replacer


class Hit(NamedTuple):
    """``text[start:end]`` is a name of each of the concepts (indices into the lexicon)."""

    start: int
    end: int
    concepts: tuple[int, ...]


# Prints of one character that a lexicon does not repeat; every one as long as what it stands for.
_FOLD = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()},
    **dict(zip("‐‑–—−－’′（）／　\u00a0\n", "------''()/   ", strict=True)),
}
# An English name this long, or of several words, is the same in any case; a shorter one may be another word (ALL, all).
_SHORTEST_FREE = 6

folded = replacer(_FOLD)


def _lowered(text: str) -> str:
    """The text in small letters, as long as it is: the few letters whose small form is longer stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Recogniser:
    """Built once for a lexicon."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        exact: dict[str, list[int]] = {}
        free: dict[str, list[int]] = {}
        for index, concept in enumerate(concepts):
            for name in (*concept.zh, *concept.en):
                for print_ in _prints(folded(name)):
                    table = free if _is_free(print_) else exact
                    owners = table.setdefault(_lowered(print_) if table is free else print_, [])
                    owners.extend([index] if index not in owners else [])
        self._tables = [(_automaton(table), list(table.values())) for table in (exact, free)]

    def hits(self, text: str) -> list[Hit]:
        """The names in a text from left to right, none in another: the longer wins, then the left one."""
        text = folded(text)
        found = [
            Hit(start, end, tuple(owners[pattern]))
            for (automaton, owners), version in zip(self._tables, (text, _lowered(text)), strict=True)
            for pattern, start, end in automaton.find_matches_as_indexes(version)
            if _stands_alone(text, start, end)
        ]
        return list(_disjoint(found))


def _automaton(table: dict[str, list[int]]) -> AhoCorasick:
    return AhoCorasick(list(table), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)


def _prints(name: str) -> Iterator[str]:
    """A name and how else it is printed: hyphens left out or spaced (``HER-2``, ``HER2``; ``IL-6``, ``IL6``)."""
    yield name
    if re.fullmatch(r"[A-Za-z]{2,}-[\dA-Zα-ω]{1,4}", name):
        yield name.replace("-", "")
        yield name.replace("-", " ")


def _is_free(name: str) -> bool:
    """Whether upper and lower case of a name are the same name."""
    letters = [c for c in name if c.isascii() and c.isalpha()]
    return (len(name) >= _SHORTEST_FREE and sum(map(str.islower, letters)) > len(letters) / 2) or not letters


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no Latin word runs on over the edges."""
    left, right = text[start - 1 : start], text[end : end + 1]
    runs_on_left = _is_latin(left) or (left == "-" and _is_latin(text[start - 2 : start - 1]))
    if runs_on_left and _is_latin(text[start]):
        return False
    is_plural = right == "s" and not _is_latin(text[end + 1 : end + 2])
    return is_plural or not (_is_latin(right) and _is_latin(text[end - 1]))


def _is_latin(char: str) -> bool:
    return char.isalnum() and not is_han(char)


def _disjoint(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits that no longer one covers or overlaps, from left to right; those of one span are made one."""
    merged: dict[tuple[int, int], dict[int, None]] = {}
    for hit in hits:
        merged.setdefault((hit.start, hit.end), {}).update(dict.fromkeys(hit.concepts))
    for start, end in longest(merged):
        yield Hit(start, end, tuple(merged[start, end]))


def longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that no longer one covers or overlaps, from left to right; of equally long ones the first."""
    ordered = sorted(dict.fromkeys(spans), key=lambda span: (span[0] - span[1], span[0]))
    taken = bytearray(max((end for _, end in ordered), default=0))
    kept = []
    for start, end in ordered:
        if 1 not in taken[start:end]:
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end))
    return sorted(kept)
