"""Runs of letters that change case: ``onHBMECs``, ``theDNAsequences``, ``ChineseAcademyofSciences``."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import pairwise

from pipeline.repair.divider import BINDING, TAILS, Divider
from pipeline.repair.pinyin import is_pinyin
from pipeline.repair.segment import FUNCTION_WORDS

_CASE = re.compile(r"[A-Z]+|[a-z]+")
_AFTER_ACRONYM = TAILS | {"in"}
_FREQUENT = -5.5  # common logarithm; of a word that may follow an acronym


def case_parts(run: str, english: Container[str]) -> list[str]:
    """A run cut where its case changes: ``on|HBMECs``, ``DNA|sequences``, ``Academyof|Sciences``."""
    if run[1:].islower() or run.isupper():
        return [run]
    parts: list[str] = []
    for part in _CASE.findall(run):
        last = parts[-1] if parts else ""
        if last and part.islower() and (part == "s" or len(last) == 1):
            parts[-1] += part
        elif last.isupper() and len(part) > 2 and last[-1].lower() + part in english:
            parts[-1:] = [last[:-1], last[-1] + part]
        else:
            parts.append(part)
    return parts


def divided_parts(parts: list[str], divider: Divider) -> tuple[str, ...]:
    """The pieces of a run, from its parts of one case each; the whole run where a part is neither acronym nor words.

    A change of case alone is no missing space: ``PubMed``, ``mRNA`` and ``YANGTaibao`` are one piece.
    """
    words = [_words(part, divider) for part in parts]
    if divider.is_whole("".join(parts).lower()) or not all(
        _is_acronym(part) or _are_words(found, divider) for part, found in zip(parts, words, strict=True)
    ):
        return ("".join(parts),)
    pieces = [*words[0]]
    for (left, right), (before, after) in zip(pairwise(parts), pairwise(words), strict=True):
        if _is_missing_space(left, before[-1], right, after[0], divider):
            pieces += after
        else:
            pieces[-1:] = [pieces[-1] + after[0], *after[1:]]
    return tuple(pieces)


def _words(part: str, divider: Divider) -> tuple[str, ...]:
    lower = part.lower()
    if len(part) < 4 or part.isupper() or is_pinyin(part):
        return (lower,)
    return divider.divided_lower(lower) or (lower,)


def _are_words(words: tuple[str, ...], divider: Divider) -> bool:
    return all(word in FUNCTION_WORDS or divider.is_word(word) for word in words)


def _is_missing_space(left: str, last: str, right: str, first: str, divider: Divider) -> bool:
    """Whether a space is missing between two parts; ``last`` and ``first`` are the words that meet there."""
    if _is_acronym(left) and right.islower():
        if is_pinyin(right) or is_pinyin(left[-1] + right):
            return False
        return first in _AFTER_ACRONYM or (len(first) > 4 and divider.is_word(first, _FREQUENT))
    if not left[-1].islower():
        return False
    if _is_acronym(right):  # but "InSAR", "OnLINE"
        return last in BINDING and left != last.capitalize()
    if last in BINDING:
        return True
    if left.islower():  # "eventFilter" is code
        return False
    if divider.vouched(last, first):
        return True
    if divider.is_heading(last) and divider.is_heading(first):
        return True
    one_is_heading = divider.is_heading(last) or divider.is_heading(first)
    return one_is_heading and len(last) > 3 and (len(first) > 3 or first in FUNCTION_WORDS)


def _is_acronym(part: str) -> bool:
    return len(part) > 1 and part.removesuffix("s").isupper()
