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


_TOKEN = re.compile(r"[\dOoIlL]+|\\?~|[,、;.\-]|至|和|and|&|\s+|\"")
_LETTERS = str.maketrans("OoIlL", "00111")
LONGEST_RANGE = 80


def reading(mark: Mark, limit: int) -> Reading | None:
    """What the print says, None where it cannot cite a list of ``limit`` entries."""
    if mark.kind == "empty":
        return None
    body = mark.body.strip().rstrip('"')
    if mark.table and "." in body:
        return None
    tokens = _TOKEN.findall(body)
    sure = mark.kind == "whole" and '"' not in mark.body
    numbers = list[int]()
    pending_range = body.startswith("-")
    if pending_range:
        return None
    for token in tokens:
        if token in ("-", "~", "\\~", "至"):
            pending_range = True
        elif token[0].isdigit() or token[0] in "OoIlL":
            if (token[0] in "0O" and len(token) > 1) or token in ("0", "O", "o"):
                return None
            value, clean = _value(token, limit)
            if value is None:
                halves = _halves(token, limit, numbers[-1] if numbers else 0)
                if halves is None or pending_range:
                    return None
                numbers += halves
                sure = False
                continue
            sure = sure and clean
            if pending_range and numbers:
                end = _range_end(numbers[-1], value, limit)
                if end is None:
                    return None
                sure = sure and end == value
                numbers += range(numbers[-1] + 1, end + 1)
            else:
                numbers.append(value)
            pending_range = False
        elif token == ".":
            sure = sure and True
    if not numbers or (pending_range and not numbers):
        return None
    if "." in body and any(b <= a for a, b in pairwise(numbers)):
        return None
    return Reading(tuple(dict.fromkeys(numbers)), sure and not pending_range)


def _value(token: str, limit: int) -> tuple[int | None, bool]:
    """The number of a token and whether it is printed clean: ``1O`` is 10, ``31l`` 31 where 311 is too many."""
    if token.isdigit():
        value = int(token)
        return (value, True) if 1 <= value <= limit else (None, False)
    for digits in (token.translate(_LETTERS), re.sub(r"[A-Za-z]", "", token)):
        if digits and 1 <= int(digits) <= limit:
            return int(digits), False
    return None, False


def _halves(token: str, limit: int, before: int) -> list[int] | None:
    """Two numbers whose comma OCR has lost: ``67`` in a list of forty, ``1122``."""
    if not token.isdigit():
        return None
    pairs = [
        (int(token[:i]), int(token[i:]))
        for i in range(1, len(token))
        if token[i] != "0" and before < int(token[:i]) < int(token[i:]) <= limit
    ]
    return list(pairs[0]) if len(pairs) == 1 else None


def _range_end(start: int, end: int, limit: int) -> int | None:
    """The end of a range; one smaller than its start has lost its first digits: ``10-1``, ``78-9``."""
    if end > start:
        return end if end - start <= LONGEST_RANGE else None
    printed, whole = str(end), str(start)
    completed = int(whole[: len(whole) - len(printed)] + printed) if len(printed) < len(whole) else 0
    return completed if start < completed <= limit else None


def readings_within(mark: Mark, missing: list[int]) -> list[Numbers]:
    """The runs of missing numbers that a damaged mark may have printed; a digit lost, never one invented.

    ``[4]`` may be 14 and ``[1-3]`` 11–13; ``[]`` and ``[人`` may be any single number.
    """
    if mark.kind == "empty":
        return [(number,) for number in missing]
    tokens = [t.translate(_LETTERS) for t in re.findall(r"[\dOoIlL]+", mark.body)]
    if mark.kind == "bare" and not mark.named:
        return [(number,) for number in missing if [str(number)] == tokens]
    ranged = bool(re.search(r"[-~至]", mark.body))
    found = list[Numbers]()
    for first in range(len(missing)):
        for last in range(first, min(first + 12, len(missing))):
            run = tuple(missing[first : last + 1])
            if run[-1] - run[0] != last - first:
                break
            if _may_print(tokens, ranged, run):
                found.append(run)
    return found


def _may_print(tokens: list[str], ranged: bool, run: Numbers) -> bool:
    ends = [str(run[0]), str(run[-1])] if ranged else [str(number) for number in run]
    if ranged and len(run) < 2:
        return False
    if ranged and len(tokens) == 1:
        return _lost_digit(tokens[0], ends[-1])
    if len(tokens) == len(ends):
        return all(_lost_digit(token, number) for token, number in zip(tokens, ends, strict=True))
    return not ranged and len(tokens) == 1 and tokens[0] == "".join(ends)


def _lost_digit(printed: str, number: str) -> bool:
    """Whether ``printed`` is the number, or the number without one of its digits."""
    return printed == number or (
        len(number) == len(printed) + 1 and any(number[:i] + number[i + 1 :] == printed for i in range(len(number)))
    )
