"""The spaces that OCR lost in a term (``SliceOrientation``), and those that it put around a hyphen.

Stricter than the repair of running text, which has a document to ask: a run of letters that is no word is divided
only into frequent words of some length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.repair.segment import segmented
from pipeline.resources import Resources

_RUN = re.compile(r"(?<![\w@./\\-])[A-Za-z]{9,60}(?![\w@/\\-]|\.[a-z])")
# A letter that names one of a kind, stuck to its word: immunoglobulinG, proteinβ.
_LETTER = re.compile(r"(?<![\w-])([a-z]{5,})([A-Zα-ω])(?![\w-])")
# Not ``pre- and postnatal``.
_HYPHEN = re.compile(r"(?<=[a-z]) ?- ?(?=[a-z])(?!(?:and|or|to) )")
_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Logarithmic frequencies of wordfreq: a word of the list, and one so frequent that it is no fragment. Set by reading
# the divisions of the 1,480 runs that 700 articles had in their terms.
_KNOWN, _FREQUENT = -7.0, -5.0
_SHORTEST = 4
_SHORTEST_OF_TWO = 5
_ENDINGS = frozenset(("ability", "ization", "isation"))


def spaced(term: str, resources: Resources) -> str:
    """The English term with these spaces put in, or taken out.

    >>> spaced("Shannondiversityindex", Resources())
    'Shannon diversity index'
    """
    english = resources.english
    term = _HYPHEN.sub("-", term)
    term = _LETTER.sub(lambda match: " ".join(match.groups()) if match[1] in english else match[0], term)
    return _RUN.sub(lambda run: _divided(run[0], english, resources.word_forms), term)


def _divided(run: str, english: Mapping[str, float], forms: Mapping[str, str]) -> str:
    if english.get(run.lower(), -9.0) > _KNOWN:
        return run
    parts = _CASE.split(run)
    if len(parts) > 1:
        whole = all(
            len(part) >= _SHORTEST and part[1:].islower() and english.get(part.lower(), -9.0) > _FREQUENT - 1
            for part in parts
        )
        return " ".join(parts) if whole else run
    found = segmented(run.lower(), english, {})
    words = found.words if found else ()
    shortest = _SHORTEST if len(words) > 2 else _SHORTEST_OF_TWO
    if len(words) < 2 or not all(
        len(word) >= shortest
        and english.get(word, -9.0) > _FREQUENT - (len(words) > 2)
        and not (word in forms or word in _ENDINGS)
        for word in words
    ):
        return run
    # Lower case is the dictionary's; the term keeps its own.
    pieces, at = [], 0
    for word in words:
        pieces.append(run[at : at + len(word)])
        at += len(word)
    return " ".join(pieces)
