"""Which spellings are one term: case, plural, hyphen, British and American, traditional and simplified, OCR."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import opencc

# A sign behind a marker tells two cells apart: CD4+, CD4−. A dash that anything follows is a hyphen.
_WORD = re.compile(r"[^\W_]+(?:\+|(?<=\d)[-−](?![^\W_]))?")
# British → American, by the parts of words that differ. They go too far (``noise`` becomes ``noize``), which does no
# harm in a key that is never shown and joins nothing but translations of one Chinese term.
_AMERICAN = (
    ("ae", "e"),
    ("oe", "e"),
    ("our", "or"),
    ("sulph", "sulf"),
    ("grey", "gray"),
    ("programme", "program"),
    ("ise", "ize"),
    ("isi", "izi"),
    ("isa", "iza"),
    ("yse", "yze"),
    ("ysi", "yzi"),
    ("lling", "ling"),
    ("lled", "led"),
    ("ogue", "og"),
    ("tre", "ter"),
)
_PLURALS = (
    ("ies", "y"),
    ("yzes", "yzis"),
    *((plural, plural.removesuffix("es")) for plural in ("sses", "xes", "ches", "shes")),
    *((ending, ending) for ending in ("ss", "us", "is")),
)
_SHORTEST_PLURAL = 4
# The letters of a key that a slip of OCR may change: none below the first length, one up to the second, then two.
_SLIPS = (8, 16)


def zh_key(term: str) -> str:
    """Simplified, NFKC, small letters; nothing but letters, digits and signs behind them.

    >>> zh_key("機器 學習") == zh_key("机器学习")
    True
    """
    return "".join(_words(_simplifier().convert(term)))


def en_key(term: str) -> str:
    """One spelling for the forms of an English term, the last word in the singular; spaces do not count.

    >>> en_key("Tumour-cells") == en_key("tumor cell") == en_key("tumorcell")
    True
    """
    return _singular(_american("".join(_words(term))))


class Text(NamedTuple):
    """An English text in which terms are looked for: its letters without spaces, and where its words begin and end."""

    letters: str
    starts: frozenset[int]
    ends: frozenset[int]


def en_text(text: str) -> Text:
    words = [_american(word) for word in _words(text)]
    seams = [0]
    for word in words:
        seams.append(seams[-1] + len(word))
    return Text("".join(words), frozenset(seams[:-1]), frozenset(seams[1:]))


def occurs(key: str, text: Text) -> bool:
    """Whether an English term stands in a text: from the beginning of a word to the end of one, plurals included."""
    at = text.letters.find(key)
    while at >= 0:
        end = at + len(key)
        if at in text.starts and any(end + more in text.ends for more in range(3)):
            return True
        at = text.letters.find(key, at + 1)
    return False


def is_slip(a: str, b: str) -> bool:
    """Whether two keys differ by so few letters that OCR may have made the one from the other; digits never differ."""
    shorter = min(len(a), len(b))
    allowed = sum(shorter >= length for length in _SLIPS)
    if abs(len(a) - len(b)) > allowed or _digits(a) != _digits(b):
        return False
    return _distance(a, b) <= allowed


def _words(text: str) -> list[str]:
    text = "".join(map(_spelt, unicodedata.normalize("NFKC", text).lower()))
    return [word.replace("−", "-") for word in _WORD.findall(text)]


@cache
def _spelt(char: str) -> str:
    """A Greek letter by its name: ``β`` and ``beta`` are printed for each other."""
    name = unicodedata.name(char, "")
    return name.removeprefix("GREEK SMALL LETTER ").lower() if name.startswith("GREEK SMALL LETTER ") else char


def _american(word: str) -> str:
    for british, american in _AMERICAN:
        word = word.replace(british, american)
    return word


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL:
        return word
    for plural, singular in _PLURALS:
        if word.endswith(plural):
            return word.removesuffix(plural) + singular
    return word.removesuffix("s")


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _distance(a: str, b: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        above, row[0] = row[:], i
        for j, ((diagonal, up), right) in enumerate(zip(pairwise(above), b, strict=True), 1):
            row[j] = min(up + 1, row[j - 1] + 1, diagonal + (left != right))
    return row[-1]


@cache
def _simplifier() -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC("t2s")
