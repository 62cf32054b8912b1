"""English words as the lexicon and the aligner compare them."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text import word_set

# A word, cut where OCR or a coinage runs an acronym into a word: PCRamplification is PCR + amplification.
WORD = re.compile(r"[A-Z]{2,}|[A-Z]?[a-z]+|[A-Z]")


FUNCTION_WORDS = word_set(
    "a an the of and or in on at to for from with without by as is are was were be been being am it its this that"
    " these those there which who whom whose what when where how than then thus so such not no nor but if while"
    " we our they their them he his she her i you your can could may might must shall should will would do does"
    " did has have had having also into onto between among about over under up out off per via both each other"
    " some any all more most very only same own one s t ie eg et al etc sb sth sb's"
)

_SUFFIXES = word_set(
    "izations ization ications ication ational ations ation ically fulness iveness ibility ability ousness ements"
    " ement ments ment ances ance ences ence ities ity ings ing ions ion ical ives ive izes izing ized ize ises"
    " ised ise ism ists ist ages age ably ible able ates ated ate ally ous ies ied ers ors est ful ness less ely"
    " ual ial ed es er or ly al ic y s e"
)
_LONGEST_SUFFIX = max(map(len, _SUFFIXES))
_SHORTEST_STEM = 4


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word in lower case without its endings; at least four letters stay.

    Cruder than Porter's on purpose: ``immunity``, ``immune`` and ``immunization`` are to meet in one stem, since the
    gloss of a dictionary and the word of a translator differ in part of speech as a rule.
    """
    word = word.lower()
    for _ in range(3):
        for size in range(min(_LONGEST_SUFFIX, len(word) - _SHORTEST_STEM), 0, -1):
            if word[-size:] in _SUFFIXES:
                word = word[:-size]
                break
        else:
            break
    return word


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order. ``"to make use of"`` gives ``["make", "use"]``."""
    return [stem(word) for word in WORD.findall(text) if len(word) > 1 and word.lower() not in FUNCTION_WORDS]
