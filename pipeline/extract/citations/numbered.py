"""Citations by number.

What the print says is taken at its word. What OCR has damaged is restored only where the article cites its entries in
the order of their numbers and exactly one reading of the damaged marks fits the numbers that are missing between their
neighbours; such a citation is marked as restored.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from pipeline.article import Block, Citation, Reference
from pipeline.extract.citations.marks import Mark, marks, unbracketed_marks
from pipeline.extract.citations.reading import Numbers, reading, readings_within


class _Read(Struct):
    mark: Mark
    numbers: Numbers
    sure: bool
    restored: bool = False


def numbered_citations(blocks: Sequence[Block], references: Sequence[Reference]) -> list[Citation]:
    """The citations of the blocks (in reading order) in a list whose entries bear numbers, or in one that is lost."""
    last = max((r.number for r in references if r.number), default=0)
    limit = last or 400
    reads = list[_Read]()
    printed = [mark for block in blocks for mark in marks(block)]
    kinds = Counter(mark.kind for mark in printed)
    doubtful = ("bare", "raised") if kinds["whole"] > kinds["raised"] else ("bare",)
    for mark in printed:
        found = reading(mark, limit)
        # A number without brackets is a citation only if the sequence asks for it; (ng/mL)² is none where [2] cites.
        if found is None or mark.kind in doubtful:
            reads.append(_Read(mark, (), False))
        else:
            reads.append(_Read(mark, found.numbers, found.sure))
    if last:
        reads = _unbracketed(blocks, limit, reads) or reads
    if not last and not _is_cited_list(reads):
        return []
    if last:
        # A list may have lost its last entry.
        end = last + any(last + 1 in item.numbers for item in reads)
        for _ in range(_MOST_ROUNDS):
            if not _restore(reads, end):
                break
    ids = {r.number: r.id for r in references if r.number}
    return [
        Citation(
            item.mark.text,
            item.mark.block,
            item.mark.start,
            item.mark.end,
            item.numbers,
            item.restored,
            tuple(ids[number] for number in item.numbers if number in ids),
        )
        for item in reads
        if item.numbers
    ]


# Of 700 articles, in thirteen whose square brackets cite less than a third of the list (0.15 at most) other numbers
# cite 0.39 to 0.97 of it, in its order.
_LEAST_COVERED, _MOST_BRACKETED = 0.35, 0.3
_FEWEST = 5


def _unbracketed(blocks: Sequence[Block], limit: int, reads: Sequence[_Read]) -> list[_Read]:
    """The citations of an article that cites without square brackets; none where it cites with them."""
    if len({number for item in reads for number in item.numbers}) > _MOST_BRACKETED * limit:
        return []
    styles = zip(*(unbracketed_marks(block) for block in blocks), strict=True)
    for printed in ([mark for of_block in style for mark in of_block] for style in styles):
        readings = ((mark, reading(mark, limit)) for mark in printed)
        found = [_Read(mark, read.numbers, read.sure) for mark, read in readings if read and max(read.numbers) <= limit]
        first = _first_cited(found)
        covered = len(_rising(first))
        if covered >= max(_FEWEST, _LEAST_COVERED * limit, _LEAST_ORDER * len(first)):
            return found
    return []


def _is_cited_list(reads: Sequence[_Read]) -> bool:
    """Whether marks without a list are citations: they begin with the first numbers and are more than a few."""
    numbers = {number for item in reads if item.sure for number in item.numbers}
    return len(numbers) > 3 and min(numbers) <= 2


# A mark re-read as 15 leaves a 5 uncited that it seemed to cite. In the labelled articles the second round is the last.
_MOST_ROUNDS = 3


def _restore(reads: list[_Read], last: int) -> bool:
    """Reads the damaged marks between neighbours that are sure, up to number ``last``.

    Changes ``reads``; whether it did.
    """
    changed = False
    first = _first_cited(reads)
    order = _rising(first)
    if len(order) < 3 or len(order) < _LEAST_ORDER * len(first):
        return False
    # A number that is first cited out of order may have been cited before, by a damaged mark.
    for gap in _gaps([number for number in range(1, last + 1) if number not in order]):
        if all(number in first for number in gap):
            continue
        start = max((order[n] for n in order if n < gap[0]), default=-1)
        end = min((order[n] for n in order if n > gap[-1]), default=len(reads))
        candidates = [i for i in range(start + 1, end) if not any(order.get(n) == i for n in reads[i].numbers)]
        for index, numbers in _assignment(reads, candidates, gap):
            if numbers != reads[index].numbers or not reads[index].sure:
                reads[index].numbers, reads[index].sure, reads[index].restored = numbers, True, True
                changed = True
    return changed


def _first_cited(reads: Sequence[_Read]) -> dict[int, int]:
    """Where each number is first cited in print that is sure."""
    first = dict[int, int]()
    for index, item in enumerate(reads):
        if item.sure:
            for number in item.numbers:
                first.setdefault(number, index)
    return first


# Of the labelled articles, those that number by first citation keep 75 % and more of their sure first citations in
# order (misprints are the rest); a list in alphabetical order of fifteen entries keeps about half.
_LEAST_ORDER = 0.7


def _rising(first: dict[int, int]) -> dict[int, int]:
    """The longest run of numbers whose first citations follow each other in the text."""
    best = list[tuple[int, list[int]]]()  # for each length the lowest place that ends a run of it, with the run
    for number in sorted(first):
        place = first[number]
        at = bisect_right(best, place, key=lambda item: item[0])
        run = [*(best[at - 1][1] if at else []), number]
        best[at : at + 1] = [(place, run)]
    return {number: first[number] for number in (best[-1][1] if best else [])}


def _gaps(missing: list[int]) -> list[list[int]]:
    gaps = list[list[int]]()
    for number in missing:
        if gaps and gaps[-1][-1] == number - 1:
            gaps[-1].append(number)
        else:
            gaps.append([number])
    return gaps


# What it costs to believe a reading (against leaving a number uncited): the less is printed, the more.
_COST = {"open": 0.0, "whole": 2.0, "raised": 2.0, "bare": 1.0, "empty": 3.0}
_UNCITED = 4.0
_MOST_CANDIDATES, _LARGEST_GAP = 40, 12


def _assignment(reads: Sequence[_Read], candidates: list[int], gap: list[int]) -> list[tuple[int, Numbers]]:
    """The readings that every cheapest way to cite the gap's numbers in order agrees on."""
    if len(gap) > _LARGEST_GAP or len(candidates) > _MOST_CANDIDATES:
        return []
    options = [(i, readings_within(reads[i].mark, gap), _cost(reads[i])) for i in candidates]
    options = [option for option in options if option[1]]

    def cheapest(forbidden: tuple[int, Numbers] | None) -> tuple[float, tuple[tuple[int, Numbers], ...]]:
        @cache
        def best(at: int, number: int) -> tuple[float, tuple[tuple[int, Numbers], ...]]:
            if at == len(options):
                return _UNCITED * (gap[-1] + 1 - number), ()
            index, runs, cost = options[at]
            result = best(at + 1, number)
            for run in runs:
                if run[0] >= number and (index, run) != forbidden:
                    rest, chosen = best(at + 1, run[-1] + 1)
                    total = cost + _UNCITED * (run[0] - number) + rest
                    if total < result[0]:
                        result = total, ((index, run), *chosen)
            return result

        return best(0, gap[0])

    total, chosen = cheapest(None)
    return [pick for pick in chosen if cheapest(pick)[0] > total]


def _cost(item: _Read) -> float:
    return _COST[item.mark.kind] if item.sure or item.mark.kind not in ("whole", "raised") else 0.0
