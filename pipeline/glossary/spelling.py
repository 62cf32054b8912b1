"""What OCR lost in a term: spaces (``SliceOrientation``), one of two equal letters (``eficiency``).

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
_LONG_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][a-z]{5,}(?![A-Za-z0-9])")
_COMMA = re.compile(r"(?<=[a-z]),(?=[a-z])")
# Logarithmic frequencies of wordfreq: a word of the list, and one so frequent that it is no fragment. Set by reading
# the divisions of the 1,480 runs that 700 articles had in their terms; a run that the list lacks is divided more freely
# (of 23 such runs, 22 were read as right).
_KNOWN, _FREQUENT = -7.0, -5.0
_SHORTEST = 4
_SHORTEST_OF_TWO = 5
_SHORTEST_UNKNOWN = 10
_ENDINGS = frozenset(("ability", "ization", "isation", "lets"))
# A word that is seldom or never written, and by how much one with a letter doubled is written more: all 34 such words
# of 700 articles' terms were slips.
_RARE, _NEVER, _MUCH = -6.5, -9.0, 2.0


def mended(term: str, resources: Resources) -> str:
    """The English term with all this put back, and without spaces around hyphens.

    >>> mended("Shannondiversityindex", Resources())
    'Shannon diversity index'
    """
    english = resources.english
    term = _COMMA.sub(", ", _HYPHEN.sub("-", term))
    term = _LETTER.sub(lambda match: " ".join(match.groups()) if match[1] in english else match[0], term)
    term = _RUN.sub(lambda run: _divided(run[0], english, resources.word_forms), term)
    return _LONG_WORD.sub(lambda word: _doubled(word[0], english), term)


def _divided(run: str, english: Mapping[str, float], forms: Mapping[str, str]) -> str:
    if english.get(run.lower(), _NEVER) > _KNOWN:
        return run
    parts = _CASE.split(run)
    if len(parts) > 1:
        whole = all(len(part) >= _SHORTEST and part[1:].islower() and part.lower() in english for part in parts)
        return " ".join(parts) if whole else run
    found = segmented(run.lower(), english, {})
    words = found.words if found else ()
    freely = len(words) > 2 or (len(run) >= _SHORTEST_UNKNOWN and run.lower() not in english)
    shortest = _SHORTEST if freely else _SHORTEST_OF_TWO
    if len(words) < 2 or not all(
        len(word) >= shortest
        and english.get(word, _NEVER) > _FREQUENT - freely
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


def _doubled(word: str, english: Mapping[str, float]) -> str:
    """The word with the letter doubled that makes a much more frequent one of it: ``emisions``, ``diference``."""
    own = english.get(word.lower(), _NEVER)
    if own > _RARE:
        return word
    found = {word[: at + 1] + word[at:].lower() for at in range(len(word))}
    better = [other for other in found if english.get(other.lower(), _NEVER) > max(own + _MUCH, _RARE)]
    return min(better, key=lambda other: (-english[other.lower()], other)) if better else word
