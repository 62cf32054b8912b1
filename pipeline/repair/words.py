"""English words that OCR ran together: ``Thealgorithmofdrug repositioning`` → ``The algorithm of drug repositioning``.

Names of genes, drugs, chemicals, species and people are whole words that no list holds; they must stay whole. A run is
divided only where known words explain all of it and something vouches for the division: a function word in it, or the
same words side by side elsewhere in the document.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed
from pipeline.repair.pinyin import is_pinyin
from pipeline.repair.segment import FUNCTION_WORDS, segmented, unknown_cost
from pipeline.text import word_set

# A run of letters that touches no digit, underscore, slash, at-sign or TeX: no part of an address, a code, a formula.
_RUN = re.compile(
    r"(?<![\w@/\\+#^])(?<![\w@/\\]\.)(?<!\d-)[A-Za-z]{4,200}(?![\w@/\\+#^])(?!\.[a-z]{2,4}\b)(?!-\d)", re.ASCII
)
_CASE = re.compile(r"[A-Z]+|[a-z]+")

# No whole word begins (ends) with these and goes on (begins) with a word of five letters; found by taking the 250,000
# rarer words of the list for unknown and reading how they would be divided.
_HEADS = word_set(
    "the of and for with from that this these which their was were are has have been not is to our also both than most"
    " between during such each when while because could would should might does using but they"
)
_TAILS = word_set(
    "the of and for with from that which was were are has have been by to also than between during when while using"
)
# The others need a frequent word beside them: "incognitive" is two words, "inositol" is one.
# What a capitalised run may begin and end with; "Passito" and "Thangavel" are names.
_SENTENCE_HEADS = word_set("the in of and for with from this these our to by on at as during between using it we")
_AFTER_CAPITALS = word_set("of and for in with from on the")
_WEAK_HEADS = word_set("in on as at by an a we can may it its no")
_WEAK_TAILS = word_set("in is as on an a or at")
_BEFORE_WEAK_TAIL = re.compile(r"(?:[^s]s|ed|ing|ion|ment|ity|ance|ence|ness|ly|ism|ogy|phy|ure|cal)$")
_CORE = _HEADS | _TAILS | word_set("in on at as it its an")
_KNOWN_PAIRS = _CORE | word_set("can be no")
_ONE_WORD = word_set("into onto within forth isis inis asit maybe")
_LONG = 5
_LONG_PINYIN = 9  # in lower case, a longer run of syllables is chance ("landusechange")
# Two content words divide a run of at least so many letters if the sum of their logarithmic frequencies is as high;
# the first table where the document has both words elsewhere.
_TOUCHING_AT_HOME = ((9, -10.0), (12, -11.0), (15, -12.5))
_TOUCHING = ((12, -9.5), (15, -11.8), (18, -13.0))
_CERTAIN, _FREQUENT, _COMMON, _RARE = -5.0, -4.8, -5.8, -7.0


def words(block: Block, context: Context) -> Block:
    if block.kind in ("math", "code", "image"):
        return block
    sealed = Sealed(block)
    english = context.resources.english
    divider = _Divider(context)
    changes = []
    for match in _RUN.finditer(block.text):
        at = match.start()
        if english.get(match[0].lower(), -9.0) > _CERTAIN or sealed.covers(at):
            continue
        before, after = block.text[max(0, at - 8) : at], block.text[match.end() : match.end() + 2]
        changes += [(at + b, at + b, " ") for b in divider.breaks(match[0], before, after)]
    return block.revised("words", changes) if changes else block


class _Divider:
    """Divides runs of letters with what a document and the word lists know."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._english = context.resources.english
        self._forms = context.resources.word_forms

    def breaks(self, run: str, before: str, after: str) -> list[int]:
        """Offsets in the run at which a space is missing."""
        parts = [run] if run.islower() else self._case_parts(run)
        if len(parts) > 1:
            return self._breaks_of_mixed(parts)
        lower = run.lower()
        if lower in self._english:
            is_part_or_name = before.endswith("-") or (run.istitle() and self._english[lower] > -6.0)
            divided = () if is_part_or_name else self._divided_known(lower)
        elif is_pinyin(run) and (len(run) < _LONG_PINYIN or not run.islower()):
            divided = ()
        else:
            divided = self._divided_unknown(lower)
        if divided and not run.islower() and not self._fits_capitals(divided, run, before, after):
            return []
        if divided and divided[0] == "a" and len(divided) == 2 and run.islower() and not _takes_article(before):
            return []
        return _offsets(divided)

    def _case_parts(self, run: str) -> list[str]:
        """A run cut where its case changes: ``on|HBMECs``, ``DNA|sequences``, ``Academyof|Sciences``."""
        parts: list[str] = []
        for part in _CASE.findall(run):
            if parts and (part == "s" or (part.islower() and len(parts[-1]) == 1)):
                parts[-1] += part
            elif (
                parts
                and part.islower()
                and parts[-1].isupper()
                and len(part) > 2
                and parts[-1][-1].lower() + part in self._english
            ):
                parts[-1:] = [parts[-1][:-1], parts[-1][-1] + part]
            else:
                parts.append(part)
        return parts

    def _divided_known(self, run: str) -> tuple[str, ...]:
        """Words such as "inthe" that the list has because so many people misspell them."""
        if run in _ONE_WORD:
            return ()
        for at in range(2, len(run) - 1):
            head, tail = run[:at], run[at:]
            if head in _KNOWN_PAIRS and tail in _KNOWN_PAIRS and self._english[run] < -5.6:
                return head, tail
            if head in ("the", "of") and len(tail) >= 4 and self._english[run] < -6.8 and self._is(tail, -4.5):
                return head, tail
            if self._english[run] < -6.8 and self._context.pairs[head, tail] >= max(1, self._context.counts[run]):
                return head, tail
        return ()

    def _divided_unknown(self, run: str) -> tuple[str, ...]:
        found = segmented(run, self._english, self._context.counts)
        if found is None or found.cost > unknown_cost(len(run)) + _leniency(found.words):
            return ()
        pieces = self._with_bound_forms_joined(found.words)
        if len(pieces) < 2 or not _ends_well(pieces) or any(not _agrees(*pair) for pair in pairwise(pieces)):
            return ()
        if all(self._vouched(one, other) for one, other in pairwise(pieces)):
            return pieces
        return pieces if self._is_sound(pieces) else ()

    def _is_sound(self, pieces: tuple[str, ...]) -> bool:
        """Whether nothing but these words would spell the run."""
        contents = [p for p in pieces if p not in FUNCTION_WORDS]
        if any(not self._is(p, _RARE) and len(p) < 7 and p not in self._context.counts for p in contents):
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
        bound_by_article = pieces[1] == "a" and first in _CORE
        if bound_by_article or any(p in _CORE for p in pieces[1:-1]) or first in _HEADS or last in _TAILS:
            return all(len(p) > 3 or self._is(p, _FREQUENT) for p in contents)
        cost = sum(-self._english.get(p, -9.0) for p in pieces)
        return all(len(p) > 3 or self._is(p, -4.2) for p in pieces) and cost < unknown_cost(sum(map(len, pieces)))

    def _may_follow(self, head: str, word: str) -> bool:
        if head in _HEADS:
            return len(word) >= _LONG or self._is(word, _FREQUENT)
        if head == "a":
            return len(word) >= 4 and self._is(word, _FREQUENT)
        return head in _WEAK_HEADS and len(word) >= _LONG and self._is(word, _COMMON)

    def _may_precede(self, word: str, tail: str) -> bool:
        if tail in _TAILS:
            return len(word) >= _LONG or (len(word) >= (3 if tail == "of" else 4) and self._is(word, _FREQUENT))
        if tail not in _WEAK_TAILS or not self._is(word, _COMMON) or len(word) < _LONG:
            return False
        return bool(_BEFORE_WEAK_TAIL.search(word)) and not (tail == "is" and word.endswith("al"))

    def _may_touch(self, one: str, other: str) -> bool:
        """Whether two content words are so common that the run of both is no compound."""
        if one in FUNCTION_WORDS or other in FUNCTION_WORDS:
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
            if self._is_bound(one, other) and not self._vouched(one, other):
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

    def _vouched(self, one: str, other: str) -> bool:
        """Whether the document elsewhere has these two words side by side, the second in either number."""
        pairs = self._context.pairs
        return (one, other) in pairs or (one, other + "s") in pairs or (one, other.removesuffix("s")) in pairs

    def _fits_capitals(self, pieces: tuple[str, ...], run: str, before: str, after: str) -> bool:
        """Whether a capitalised run is a sentence's beginning or a heading rather than a name."""
        if len(pieces) > 2:
            return any(p in _CORE for p in pieces)
        one, other = pieces
        if self._vouched(one, other) or self._forms.get(one) == "heading":
            return True
        continued = after[:1] == " " and after[1:2].islower()
        if one in FUNCTION_WORDS and other in FUNCTION_WORDS:
            return continued or len(run) > _LONG
        if other in _AFTER_CAPITALS:
            return self._is(one, _COMMON)
        if one in _SENTENCE_HEADS:
            return self._is(other, _COMMON) and (run.isupper() or continued)
        opening = not before.strip() or before.rstrip()[-1] in ".:。：！？!?]］"
        return continued and opening and len(run) >= 8 and {one, other}.isdisjoint(_TAILS | _HEADS)

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
            _is_acronym(part) or all(w in FUNCTION_WORDS or self._is(w, _RARE) for w in words)
            for part, words in zip(parts, divided, strict=True)
        )

    def _parts(self, left: str, last: str, right: str, first: str) -> bool:
        """Whether a change of case is a missing space: it is none in "PubMed", "mRNA" or "YANGTaibao"."""
        if _is_acronym(left) and right.islower():
            return (
                not is_pinyin(right)
                and not is_pinyin(left[-1] + right)
                and (first in _TAILS | {"in"} or (len(first) >= _LONG and self._is(first, -5.5)))
            )
        if left[-1].islower() and _is_acronym(right):  # but "InSAR", "OnLINE"
            return left != last.capitalize() and last in _HEADS | {"in", "on", "by"}
        if left[-1].islower():
            if last in _HEADS | {"in", "on", "by"} or self._vouched(last, first):
                return True
            headings = (self._forms.get(last), self._forms.get(first)).count("heading")
            return headings == 2 or (headings == 1 and len(last) > 3 and (len(first) > 3 or first in FUNCTION_WORDS))
        return False

    def _is(self, word: str, frequency: float) -> bool:
        """Whether a word is at least so frequent."""
        return self._english.get(word, -99.0) >= frequency


def _ends_well(pieces: tuple[str, ...]) -> bool:
    """Whether what stands before a last "a" may: "describes a", "in a", not "planta"."""
    before, last = pieces[-2:]
    return last != "a" or before in FUNCTION_WORDS or before.endswith(("s", "ed", "ing"))


def _leniency(pieces: tuple[str, ...]) -> float:
    """How much more than an unknown word a division may cost (common logarithm): a function word vouches for it."""
    if _HEADS.intersection(pieces):
        return 1.5
    return 0.0 if _CORE.intersection(pieces) else -1.0


def _is_acronym(part: str) -> bool:
    return len(part) > 1 and part.removesuffix("s").isupper()


def _takes_article(before: str) -> bool:
    """Whether the text before a word may stand before "a"."""
    return before[-1:] == " " and before.split()[-1:] != [] and before.split()[-1] in FUNCTION_WORDS


def _agrees(one: str, other: str) -> bool:
    """Whether an article suits its noun: "a case", "an event"."""
    if "no" in (one, other):
        return one == "no" and other not in FUNCTION_WORDS
    if one == "an":
        return other[0] in "aeiouh"
    return one != "a" or (len(other) > 4 and (other[0] not in "aeio" or other.startswith(("eu", "one"))))


def _offsets(pieces: tuple[str, ...]) -> list[int]:
    offsets, at = [], 0
    for piece in pieces[:-1]:
        at += len(piece)
        offsets.append(at)
    return offsets
