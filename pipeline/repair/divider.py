"""Which words a run of letters is made of, if it is more than one word."""

from __future__ import annotations

import re
from itertools import chain, pairwise, product

from pipeline.repair.context import Context
from pipeline.repair.pinyin import is_pinyin
from pipeline.repair.segment import FUNCTION_WORDS, segmented, unknown_cost
from pipeline.text import word_set

# No whole word begins (ends) with these and goes on (begins) with a word of five letters; found by taking the 190,000
# rarer words of the list for unknown and reading how they would be divided.
_HEADS = word_set(
    "the of and for with from that this these which their was were are has have been not is to our also both than most"
    " between during such each when while because could would should might does using but they"
)
TAILS = word_set(
    "the of and for with from that which was were are has have been by to also than between during when while"
    " using based"
)
# What a capitalised run may begin and end with; "Passito" and "Thangavel" are names.
_SENTENCE_HEADS = word_set("the in of and for with from this these our to by on at as during between using it we")
_AFTER_CAPITALS = word_set("of and for in with from on the")
# These need a frequent word beside them: "incognitive" is two words, "inositol" is one.
_WEAK_HEADS = word_set("in on as at by an a we can may it its no")
_WEAK_TAILS = word_set("in is as on an a or at")
_BEFORE_WEAK_TAIL = re.compile(r"(?:[^s]s|ed|ing|ion|ment|ity|ance|ence|ness|ly|ism|ogy|phy|ure|cal)$")
CORE = _HEADS | TAILS | word_set("in on at as it its an")
BINDING = _HEADS | word_set("in on by")
_KNOWN_PAIRS = {one + other: (one, other) for one, other in product(sorted(CORE | word_set("can be no")), repeat=2)}
_ONE_WORD = word_set("into onto within forth isis inis asit maybe")
_LONG = 5
_LONG_PINYIN = 9  # in lower case, a longer run of syllables is chance ("landusechange")
# Two content words divide a run of at least so many letters if the sum of their logarithmic frequencies is as high;
# the first table where the document has both words elsewhere.
_TOUCHING_AT_HOME = ((9, -10.0), (12, -11.0), (15, -12.5))
_TOUCHING = ((12, -9.5), (15, -11.8), (18, -13.0))
# Logarithmic frequencies: a word is so frequent that it vouches for a break; known; hardly known.
_FREQUENT, _COMMON, _RARE = -4.8, -5.8, -7.0
_MISSPELT, _OFTEN_MISSPELT = -5.6, -6.8  # words of the list that are rarer may be two, run together by many people
_MOST_LENIENT = 1.5  # how much dearer than an unknown word a division may be
_NAME = -6.0  # a capitalised word of the list that is more frequent may be a name ("Hasan", "Weis")


class Divider:
    """Divides runs of letters of one case, with what a document and the word lists know."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._english = context.resources.english
        self._forms = context.resources.word_forms
        self._divided: dict[str, tuple[str, ...]] = {}

    def divided(self, run: str, before: str, after: str) -> tuple[str, ...]:
        """The words of a run, lower case; none where it is one. ``before`` and ``after`` are the text around it."""
        lower = run.lower()
        words = self.divided_lower(lower)
        if not words or (before.endswith("-") and lower in self._english):
            return ()
        if run.istitle() and self.is_word(lower, _NAME):
            return ()
        if is_pinyin(run) and (len(run) < _LONG_PINYIN or not run.islower()):
            return ()
        if not run.islower() and not self._fits_capitals(words, run, before, after):
            return ()
        if len(words) == 2 and words[0] == "a" and run.islower() and not _takes_article(before):
            return ()
        return words

    def divided_lower(self, run: str) -> tuple[str, ...]:
        """The words of a run in lower case, whatever stands around it."""
        if run not in self._divided:
            known = run in self._english
            self._divided[run] = self._divided_known(run) if known else self._divided_unknown(run)
        return self._divided[run]

    def _divided_known(self, run: str) -> tuple[str, ...]:
        """Words such as "inthe" that the list has because so many people misspell them."""
        frequency = self._english[run]
        if frequency > _MISSPELT or run in _ONE_WORD:
            return ()
        if run in _KNOWN_PAIRS or frequency > _OFTEN_MISSPELT:
            return _KNOWN_PAIRS.get(run, ())
        pairs, least = self._context.pairs, max(1, self._context.counts[run])
        for at in range(2, len(run) - 1):
            head, tail = run[:at], run[at:]
            if head in ("the", "of") and len(tail) >= 4 and self.is_word(tail, -4.5):
                return head, tail
            if pairs.get((head, tail), 0) >= least:
                return head, tail
        return ()

    def _divided_unknown(self, run: str) -> tuple[str, ...]:
        dearest = unknown_cost(len(run))
        found = segmented(run, self._english, self._context.counts, dearest + _MOST_LENIENT)
        if found is None or found.cost > dearest + _leniency(found.words):
            return ()
        # What only the document knows may itself be run together there.
        nested = [(word not in self._english and self._divided_unknown(word)) or (word,) for word in found.words]
        pieces = self._with_bound_forms_joined(tuple(chain.from_iterable(nested)))
        if len(pieces) < 2 or not _ends_well(pieces) or not all(self._agrees(*pair) for pair in pairwise(pieces)):
            return ()
        pairs, counts = self._context.pairs, self._context.counts
        if all(pairs[pair] and pairs[pair] >= counts[run] for pair in pairwise(pieces)):
            return pieces
        return pieces if self._is_sound(pieces) else ()

    def _is_sound(self, pieces: tuple[str, ...]) -> bool:
        """Whether nothing but these words would spell the run."""
        contents = [p for p in pieces if p not in FUNCTION_WORDS]
        if any(not self.is_word(p) and len(p) < 7 and p not in self._context.counts for p in contents):
            return False
        first, last = pieces[0], pieces[-1]
        if len(pieces) == 2:
            if not contents:
                return first in CORE and last in CORE
            if first in FUNCTION_WORDS:
                return self._may_follow(first, last)
            if last in FUNCTION_WORDS:
                return self._may_precede(first, last)
            return self._may_touch(first, last)
        bound_by_article = pieces[1] == "a" and first in CORE
        if bound_by_article or any(p in CORE for p in pieces[1:-1]) or first in _HEADS or last in TAILS:
            return all(len(p) > 3 or self.is_word(p, _FREQUENT) for p in contents)
        if all(self._may_touch(one, other) for one, other in pairwise(pieces)):
            return True
        cost = sum(-self._english.get(p, -9.0) for p in pieces)
        return all(len(p) > 3 or self.is_word(p, -4.2) for p in pieces) and cost < unknown_cost(sum(map(len, pieces)))

    def _may_follow(self, head: str, word: str) -> bool:
        if head in _HEADS:
            return len(word) >= _LONG or self.is_word(word, _FREQUENT)
        if head == "a":
            return len(word) >= 4 and self.is_word(word, _FREQUENT)
        return head in _WEAK_HEADS and len(word) >= _LONG and self.is_word(word, _COMMON)

    def _may_precede(self, word: str, tail: str) -> bool:
        if tail in TAILS:
            return len(word) >= _LONG or (len(word) >= (3 if tail == "of" else 4) and self.is_word(word, _FREQUENT))
        if tail not in _WEAK_TAILS or not self.is_word(word, _COMMON) or len(word) < _LONG:
            return False
        return bool(_BEFORE_WEAK_TAIL.search(word)) and not (tail == "is" and word.endswith("al"))

    def _may_touch(self, one: str, other: str) -> bool:
        """Whether two content words are so common that the run of both is no compound."""
        if self.vouched(one, other):
            return True
        counts = self._context.counts
        if min(len(one), len(other)) < 3 or counts[one + other] > 2:
            return False
        table = _TOUCHING_AT_HOME if counts[one] and counts[other] else _TOUCHING
        length, likelihood = len(one) + len(other), self._english.get(one, -99.0) + self._english.get(other, -99.0)
        return any(length >= least and likelihood >= floor for least, floor in table)

    def _with_bound_forms_joined(self, pieces: tuple[str, ...]) -> tuple[str, ...]:
        """Pieces with each combining form joined to the word that it is part of: "hydro", "morphological" → one."""
        joined = [pieces[0]]
        for one, other in pairwise(pieces):
            if self._is_bound(one, other) and not self.vouched(one, other):
                joined[-1] += other
            else:
                joined.append(other)
        return tuple(joined)

    def _is_bound(self, one: str, other: str) -> bool:
        """Whether either of two neighbours is a combining form for the other."""
        if other in FUNCTION_WORDS:
            return False
        if self._forms.get(one) == "prefix":
            return True
        return one not in FUNCTION_WORDS and (one.endswith(("o", "yl")) or self._forms.get(other) == "suffix")

    def vouched(self, one: str, other: str) -> bool:
        """Whether the document elsewhere has these two words side by side, the second in either number."""
        pairs = self._context.pairs
        return (one, other) in pairs or (one, other + "s") in pairs or (one, other.removesuffix("s")) in pairs

    def _fits_capitals(self, pieces: tuple[str, ...], run: str, before: str, after: str) -> bool:
        """Whether a capitalised run is a sentence's beginning or a heading rather than a name."""
        if len(pieces) > 2:
            return len(run) > 8 and any(p in CORE for p in pieces)
        one, other = pieces
        if self.vouched(one, other) or self.is_heading(one):
            return True
        continued = after[:1] == " " and after[1:2].islower()
        if one in FUNCTION_WORDS and other in FUNCTION_WORDS:
            return continued or len(run) > _LONG
        if other in _AFTER_CAPITALS:
            return self.is_word(one, _COMMON)
        if one in _SENTENCE_HEADS:
            return self.is_word(other, _COMMON) and (run.isupper() or continued)
        opening = not before.strip() or before.rstrip()[-1] in ".:。：！？!?]］"
        return continued and opening and len(run) >= 8 and {one, other}.isdisjoint(TAILS | _HEADS)

    def _agrees(self, one: str, other: str) -> bool:
        """Whether one may stand before the other: an article before its noun, "a case", "an event"; no word twice."""
        if one == other or (one in ("a", "an") and other in FUNCTION_WORDS and len(other) < 4):
            return False
        if "no" in (one, other):
            return one == "no" and other not in FUNCTION_WORDS
        if one == "an":
            return other[0] in "aeiouh"
        if one != "a":
            return True
        long_enough = len(other) > 4 or (len(other) == 4 and self.is_word(other, _FREQUENT))
        return long_enough and (other[0] not in "aeio" or other.startswith(("eu", "one")))

    def is_word(self, word: str, frequency: float = _RARE) -> bool:
        """Whether a word is at least so frequent."""
        return self._english.get(word, -99.0) >= frequency

    def is_whole(self, run: str) -> bool:
        """Whether a run is one of the names that are written as two words without a space."""
        return self._forms.get(run) == "whole"

    def is_heading(self, word: str) -> bool:
        """Whether a word is one of those that headings and addresses are made of."""
        return self._forms.get(word) == "heading"


def _ends_well(pieces: tuple[str, ...]) -> bool:
    """Whether what stands before a last "a" may: "describes a", "in a", not "planta"."""
    before, last = pieces[-2:]
    return last != "a" or before in FUNCTION_WORDS or before.endswith(("s", "ed", "ing"))


def _leniency(pieces: tuple[str, ...]) -> float:
    """How much more than an unknown word a division may cost (common logarithm): a function word vouches for it."""
    if _HEADS.intersection(pieces):
        return _MOST_LENIENT
    return 0.0 if CORE.intersection(pieces) else -1.0


def _takes_article(before: str) -> bool:
    """Whether the text before a word may stand before "a"."""
    return before[-1:] == " " and before.split()[-1:] != [] and before.split()[-1] in FUNCTION_WORDS
