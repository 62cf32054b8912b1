"""English words that OCR ran together: ``Thealgorithmofdrug repositioning`` → ``The algorithm of drug repositioning``.

Names of genes, drugs, chemicals, species and people are whole words that no list holds; they must stay whole. A run is
divided only where known words explain all of it and something vouches for the division: a function word in it, or the
same words side by side elsewhere in the document.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.document import Block
from pipeline.repair.context import Context
from pipeline.repair.pinyin import is_pinyin
from pipeline.repair.segment import FUNCTION_WORDS, segmented, unknown_cost
from pipeline.text import word_set

# A run of letters that touches no digit, underscore, slash, at-sign or TeX: no part of an address, a code, a formula.
_RUN = re.compile(
    r"(?<![\w@/\\+#^])(?<![\w@/\\]\.)(?<!\d-)[A-Za-z]{4,200}(?![\w@/\\+#^])(?!\.[a-z]{2,4}\b)(?!-\d)", re.ASCII
)
# Parts of a run that changes case: "on|HBMEC|s", "DNA|sequences", "Academyof|Sciences".
_PARTS = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z]{2})|[A-Z]{2,}s?(?![a-z])|[A-Z]{2,}(?=[a-z]{2})|[A-Z]?[a-z]+|[A-Z]")

# No whole word begins (ends) with these and goes on (begins) with a word of five letters; found by taking the 250,000
# rarer words of the list for unknown and reading how they would be divided.
_HEADS = word_set("the of and for with from that this these which their was were are has have been not is to our")
_TAILS = word_set("the of and for with from that which was were are has have been by to")
# The others need a frequent word beside them: "incognitive" is two words, "inositol" is one.
_WEAK_HEADS = word_set("in on as at by an a we can may it its")
_WEAK_TAILS = word_set("in is as on an a or at")
_BEFORE_WEAK_TAIL = re.compile(r"(?:s|ed|ing|ion|ment|ity|ance|ence|ness|ly|ism|ogy|phy|ure|cal)$")
_CORE = _HEADS | _TAILS | word_set("in on at as it its an")
_ONE_WORD = word_set("into onto within forth isis inis itis asit")
_LONG = 5
_FREQUENT, _COMMON, _RARE = -4.8, -5.8, -7.0


def words(block: Block, context: Context) -> Block:
    if block.kind in ("math", "code", "image"):
        return block
    sealed = [(s.start, s.end) for s in block.spans if s.kind in ("math", "code", "link")]
    changes = []
    for match in _RUN.finditer(block.text):
        at = match.start()
        if any(start < match.end() and end > at for start, end in sealed):
            continue
        before, after = block.text[max(0, at - 8) : at], block.text[match.end() : match.end() + 2]
        changes += [(at + b, at + b, " ") for b in _Divider(context).breaks(match[0], before, after)]
    return block.revised("words", changes) if changes else block


class _Divider:
    """Divides runs of letters with what a document and the word lists know."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._english = context.resources.english
        self._forms = context.resources.word_forms

    def breaks(self, run: str, before: str, after: str) -> list[int]:
        """Offsets in the run at which a space is missing."""
        parts = _PARTS.findall(run)
        if len(parts) > 1:
            return self._breaks_of_mixed(parts)
        lower = run.lower()
        if lower in self._english:
            divided = self._divided_known(lower)
        elif is_pinyin(run):
            return []
        else:
            divided = self._divided_unknown(lower)
            if divided and not run.islower() and not self._fits_capitals(divided, run, after):
                return []
        if divided and divided[0] == "a" and len(divided) == 2 and not self._takes_article(before):
            return []
        return _offsets(divided)

    def _divided_known(self, run: str) -> tuple[str, ...]:
        """Words such as "inthe" that the list has because so many people misspell them."""
        if run in _ONE_WORD or self._english[run] > -5:
            return ()
        for at in range(2, len(run) - 1):
            head, tail = run[:at], run[at:]
            if head in _CORE and tail in _CORE and len(run) >= 5:
                return head, tail
            if head in ("the", "of") and len(tail) >= 4 and self._english[run] < -6.8 and self._is(tail, -4.5):
                return head, tail
        return ()

    def _divided_unknown(self, run: str) -> tuple[str, ...]:
        found = segmented(run, self._english, self._context.counts)
        if found is None or found.cost > unknown_cost(len(run)) - 1:
            return ()
        pieces = found.words
        if any(not _agrees(one, other) for one, other in pairwise(pieces)):
            return ()
        if all(self._vouched(one, other) for one, other in pairwise(pieces)):
            return pieces
        return pieces if self._is_sound(pieces) else ()

    def _is_sound(self, pieces: tuple[str, ...]) -> bool:
        """Whether nothing but these words would spell the run."""
        contents = [p for p in pieces if p not in FUNCTION_WORDS]
        if any(not self._is(p, _RARE) and p not in self._context.counts for p in contents):
            return False
        if self._has_bound_form(pieces):
            return False
        first, last = pieces[0], pieces[-1]
        if len(pieces) == 2:
            if not contents:
                return first in _CORE and last in _CORE
            if first in FUNCTION_WORDS:
                return self._may_follow(first, last)
            if last in FUNCTION_WORDS:
                return self._may_precede(first, last)
            return self._may_touch(first, last)
        if any(p in _CORE for p in pieces[1:-1]) or first in _HEADS or last in _TAILS:
            return all(len(p) > 3 or self._is(p, _FREQUENT) for p in contents)
        return all(self._may_touch(one, other) for one, other in pairwise(pieces))

    def _may_follow(self, head: str, word: str) -> bool:
        if head in _HEADS:
            return len(word) >= _LONG or self._is(word, _FREQUENT)
        if head == "a":
            return len(word) >= 4 and self._is(word, _FREQUENT)
        return head in _WEAK_HEADS and len(word) >= _LONG and self._is(word, _COMMON)

    def _may_precede(self, word: str, tail: str) -> bool:
        if tail in _TAILS:
            return len(word) >= _LONG or (len(word) == 4 and self._is(word, _FREQUENT))
        if tail not in _WEAK_TAILS or not self._is(word, _COMMON) or len(word) < _LONG:
            return False
        return bool(_BEFORE_WEAK_TAIL.search(word)) and not (tail == "is" and word.endswith("al"))

    def _may_touch(self, one: str, other: str) -> bool:
        """Whether two content words are so common that the run of both is no compound."""
        if one in FUNCTION_WORDS or other in FUNCTION_WORDS:
            return True
        if min(len(one), len(other)) < 4 or self._context.counts[one + other] > 2:
            return False
        if self._is(one, -5.0) and self._is(other, -5.0):
            return len(one) + len(other) >= 9
        return self._is(one, _COMMON) and self._is(other, _COMMON) and len(one) + len(other) >= 12

    def _has_bound_form(self, pieces: tuple[str, ...]) -> bool:
        """Whether a piece is a combining form, and so part of its neighbour."""
        for one, other in pairwise(pieces):
            free = self._vouched(one, other)
            if not free and (self._forms.get(one) == "prefix" or self._forms.get(other) == "suffix"):
                return True
            if not free and one not in FUNCTION_WORDS and other not in FUNCTION_WORDS and one.endswith(("o", "yl")):
                return True
        return False

    def _vouched(self, one: str, other: str) -> bool:
        """Whether the document elsewhere has these two words side by side."""
        return (one, other) in self._context.pairs

    def _takes_article(self, before: str) -> bool:
        word = before.split()[-1] if before[-1:] == " " and before.split() else ""
        return word in FUNCTION_WORDS

    def _fits_capitals(self, pieces: tuple[str, ...], run: str, after: str) -> bool:
        """Whether a capitalised run is a sentence's beginning or a heading rather than a name."""
        if len(pieces) > 2:
            return any(p in _CORE for p in pieces)
        one, other = pieces
        if self._vouched(one, other) or self._forms.get(one) == "heading":
            return True
        if other in _TAILS or (one in _CORE and other in _CORE):
            return True
        return one in _HEADS | {"in"} and (run.isupper() or (after[:1] == " " and after[1:2].islower()))

    def _breaks_of_mixed(self, parts: list[str]) -> list[int]:
        divided = [self._divided_part(part) for part in parts]
        breaks: list[int] = []
        at = 0
        for index, part in enumerate(parts):
            if index and self._parts(parts[index - 1], divided[index - 1][-1], part, divided[index][0]):
                breaks.append(at)
            breaks += [at + b for b in _offsets(divided[index])]
            at += len(part)
        return breaks if self._all_explained(parts, divided) else []

    def _divided_part(self, part: str) -> tuple[str, ...]:
        lower = part.lower()
        if len(part) < 4 or part.isupper() or is_pinyin(part):
            return (lower,)
        if lower in self._english:
            return self._divided_known(lower) or (lower,)
        return self._divided_unknown(lower) or (lower,)

    def _all_explained(self, parts: list[str], divided: list[tuple[str, ...]]) -> bool:
        """Whether every part is an acronym or words; a surname with glued initials is neither."""
        return all(
            (part.isupper() and len(part) > 1) or all(w in FUNCTION_WORDS or self._is(w, _RARE) for w in words)
            for part, words in zip(parts, divided, strict=True)
        )

    def _parts(self, left: str, last: str, right: str, first: str) -> bool:
        """Whether a change of case is a missing space: it is none in "PubMed", "mRNA" or "YANGTaibao"."""
        if left.isupper() and right.islower():
            return not is_pinyin(right) and (
                first in _TAILS | {"in"} or (len(first) >= _LONG and self._is(first, -5.5))
            )
        if left[-1].islower() and right.isupper():  # but "InSAR", "OnLINE"
            return left != last.capitalize() and last in _HEADS | {"in", "on", "by"}
        if left[-1].islower():
            if last in _HEADS | {"in", "on", "by"} or self._vouched(last, first):
                return True
            return len(last) > 3 < len(first) and "heading" in (self._forms.get(last), self._forms.get(first))
        return False

    def _is(self, word: str, frequency: float) -> bool:
        """Whether a word is at least so frequent."""
        return self._english.get(word, -99.0) >= frequency


def _agrees(one: str, other: str) -> bool:
    """Whether an article suits its noun: "a case", "an event"."""
    if one == "an":
        return other[0] in "aeiouh"
    return one != "a" or (len(other) > 3 and (other[0] not in "aeio" or other.startswith(("eu", "one"))))


def _offsets(pieces: tuple[str, ...]) -> list[int]:
    offsets, at = [], 0
    for piece in pieces[:-1]:
        at += len(piece)
        offsets.append(at)
    return offsets
