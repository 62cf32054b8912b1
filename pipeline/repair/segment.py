"""English words that stand together without a space: where one ends and the next begins.

The cheapest path through a lattice of known words (Viterbi over word frequencies, as in Norvig, "Natural Language
Corpus Data", in Beautiful Data, 2009), with a price on every boundary and on letters that no word explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.text import word_set

# Words that bind a sentence together: a run that holds one of them and otherwise known words is a run of words.
FUNCTION_WORDS = word_set(
    "a an the of and or in on at to for from with by as is was are were be been being has have had that this these"
    " those which whose their its it our we no not can could may might will would should than then but if when where"
    " while because since during through between among into onto upon within without after before via such also both"
    " each more most does did there they based using"
)

# The words of up to three letters that scholarly text needs; the lists are full of names and codes of that length.
_SHORT_WORDS = frozenset(word for word in FUNCTION_WORDS if len(word) < 4) | word_set(
    "age air all any bad bed big bit box car cut day due egg eye far fat fed few fit gas gut hot ice job key law led"
    " leg low lot map met mix net new nor now oil old one ore out own per pig put raw rat row run sea see set sex six"
    " soy sub sun tax tea top two use war way wet who"
)

_BOUNDARY = 0.6
_UNKNOWN, _UNKNOWN_LETTER = 9.0, 0.75
_LONG, _LONG_LETTER = 16, 1.2  # hardly a word is longer
_LOCAL = 7.5  # of a word that only the document knows
_AT_HOME = 1.0  # less for a listed word that the document has elsewhere
_DOUBTFUL = -6.5  # rarer words of the list are in good part misprints
_LONGEST_WORD = 24
_PLURAL = 1.5  # more for a noun in the plural before another noun: "feature selection", not "features election"
_NEVER = float("inf")


class Segmentation(NamedTuple):
    """``words`` spell the run; ``cost`` is a negative common logarithm of its likelihood."""

    words: tuple[str, ...]
    cost: float


def unknown_cost(length: int) -> float:
    """The cost of a word that is in no list."""
    beyond = max(0, length - _LONG)
    return _UNKNOWN + _UNKNOWN_LETTER * max(0, length - 8 - beyond) + _LONG_LETTER * beyond


def segmented(
    run: str, english: Mapping[str, float], local: Mapping[str, int], dearest: float = _NEVER
) -> Segmentation | None:
    """The likeliest words that spell a run of lower-case letters, None where known words do not, or not so cheaply."""
    best = [0.0, *[_NEVER] * len(run)]
    begins = [0] * (len(run) + 1)
    reached = [0]
    for end in range(1, len(run) + 1):
        earliest = max(end - _LONGEST_WORD, end + 1 - len(run))
        for start in reached:
            if start < earliest:
                continue
            word = run[start:end]
            if end - start < 4 and word not in _SHORT_WORDS:
                continue
            frequency = english.get(word)
            if frequency is not None:
                cost = -frequency + (1.0 if frequency < _DOUBTFUL else 0.0)
                if end - start > 3 and word in local:
                    cost -= _AT_HOME
            elif end - start > 4 and word in local:
                cost = _LOCAL
            else:
                continue
            cost += best[start] + _BOUNDARY
            if start and run[start - 1] == "s" and word not in FUNCTION_WORDS:
                cost += _PLURAL if run[begins[start] : start - 1] in english else 0.0
            if cost < best[end] and cost <= dearest + _BOUNDARY:
                best[end], begins[end] = cost, start
        if best[end] < _NEVER:
            reached.append(end)
    if best[-1] == _NEVER:
        return None
    words, end = [], len(run)
    while end:
        words.append(run[begins[end] : end])
        end = begins[end]
    return Segmentation(tuple(reversed(words)), best[-1] - _BOUNDARY)
