"""The numbers that a mark may stand for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.citations.marks import Mark

Numbers = tuple[int, ...]


class Reading(NamedTuple):
    """``numbers`` with ranges expanded; ``sure`` where the print says so and nothing was guessed."""

    numbers: Numbers
    sure: bool


_NUMBER = re.compile(r"[\dOoIlL]+")
_TOKEN = re.compile(rf"{_NUMBER.pattern}|\\?~|-|至")
_RANGE = re.compile(r"[-~至]")
_LETTERS = str.maketrans("OoIlL", "00111")
_LONGEST_RANGE = 80


def reading(mark: Mark, limit: int) -> Reading | None:
    """What the print says, None where it cannot cite a list of ``limit`` entries, a few missing at its end."""
    body = mark.body.strip().rstrip('"')
    # In a table 0.5 and 2.13 are values, not lists; a list or range has a beginning.
    if mark.kind == "empty" or (mark.table and "." in body) or body.startswith("-"):
        return None
    numbers, clean, in_range = list[int](), mark.kind in ("whole", "raised") and '"' not in mark.body, False
    for token in _TOKEN.findall(body):
        if not _NUMBER.fullmatch(token):
            in_range = True
            continue
        values, is_printed = _values(token, limit, numbers[-1] if numbers else 0)
        if numbers and values:
            end = _range_end(numbers[-1], values[0], limit)
            if in_range:
                values, is_printed = list(range(numbers[-1] + 1, end + 1)), is_printed and end == values[0]
            elif values[0] < numbers[-1] == end - 1 and "." not in body:  # [10,1] cites 10 and 11
                values, is_printed = [end], False
        if not values:
            return None
        numbers += values
        clean, in_range = clean and is_printed, False
    # [8.17] is a list whose comma OCR misread; [2.13,1.52] is not.
    if not numbers or ("." in body and any(b <= a for a, b in pairwise(numbers))):
        return None
    return Reading(tuple(dict.fromkeys(numbers)), clean and not in_range)


# A number that is so little beyond the end of the list cites an entry that is missing there.
_FARTHEST = 10


def _values(token: str, limit: int, before: int) -> tuple[list[int], bool]:
    """The number of a token, or two where OCR has lost the comma, and whether it is printed so; none for 0 and 05.

    ``1O`` is 10, ``31l`` is 31 where 311 is too many, ``67`` is 6 and 7 in a list of forty.
    """
    if token[0] in "0Oo":
        return [], False
    if token.isdigit():
        halves = _halves(token, limit, before) if int(token) > limit else []
        if int(token) > limit + _FARTHEST or (halves and halves[1] == halves[0] + 1):
            return halves, False
        return [int(token)], int(token) <= limit
    for digits in (token.translate(_LETTERS), re.sub(r"[A-Za-z]", "", token)):
        if digits and 1 <= int(digits) <= limit:
            return [int(digits)], False
    return [], False


def _halves(token: str, limit: int, before: int) -> list[int]:
    """Two rising numbers printed as one, if they can be parted in one way alone."""
    parted = [(int(token[:i]), int(token[i:])) for i in range(1, len(token)) if token[i] != "0"]
    pairs = [(a, b) for a, b in parted if before < a < b <= limit]
    return list(pairs[0]) if len(pairs) == 1 else []


def _range_end(start: int, end: int, limit: int) -> int:
    """The end of a range; one smaller than its start has lost its first digits (``10-1``, ``78-9``); 0 for none."""
    if end <= start:
        printed, whole = str(end), str(start)
        end = int(whole[: max(len(whole) - len(printed), 0)] + printed)
    return end if start < end <= min(limit + _FARTHEST, start + _LONGEST_RANGE) else 0


# A mark cites a dozen entries at most.
_LONGEST_RUN = 12


def readings_within(mark: Mark, missing: list[int]) -> list[Numbers]:
    """The runs of missing numbers that a damaged mark may have printed; a digit lost, never one invented.

    ``[4]`` may be 14 and ``[1-3]`` 11-13; ``[]``, ``[人`` and ``[I`` may be any single number.
    """
    if mark.kind == "empty" or mark.body.isalpha():
        return [(number,) for number in missing]
    tokens = [token.translate(_LETTERS) for token in _NUMBER.findall(mark.body)]
    if mark.kind == "bare" and not mark.named:
        return [(number,) for number in missing if [str(number)] == tokens]
    ranged = bool(_RANGE.search(mark.body))
    runs = [
        tuple(missing[first : last + 1])
        for first in range(len(missing))
        for last in range(first, min(first + _LONGEST_RUN, len(missing)))
        if missing[last] - missing[first] == last - first
    ]
    return [run for run in runs if _may_print(tokens, ranged, run)]


def _may_print(tokens: list[str], ranged: bool, run: Numbers) -> bool:
    """Whether the printed numbers are those of the run, each with a digit lost at most; of a range, its ends."""
    if ranged and len(run) < 2:
        return False
    meant = [str(run[0]), str(run[-1])] if ranged else [str(number) for number in run]
    if len(tokens) == 1 and len(meant) > 1:
        return _lost_a_digit(tokens[0], meant[-1]) if ranged else tokens[0] == "".join(meant)
    return len(tokens) == len(meant) and all(_lost_a_digit(*pair) for pair in zip(tokens, meant, strict=True))


def _lost_a_digit(printed: str, meant: str) -> bool:
    """Whether ``printed`` is what was meant, or that without one of its digits."""
    return printed == meant or printed in {meant[:i] + meant[i + 1 :] for i in range(len(meant))}
