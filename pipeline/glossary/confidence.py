"""How likely a term pair is right: a logistic model over what the articles say and what the two terms look like."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from string import ascii_lowercase

import msgspec
import numpy as np
from msgspec import Struct

from pipeline.align.english import content_stems
from pipeline.resources import Resources
from pipeline.text import han_count

# A pair below it is kept for review. By the labels, nine in ten that are shown are right, the rest partly.
SHOWN = 0.8

FEATURES = (
    "articles",
    "keyword",
    "uneven",
    "gloss",
    "abbreviation",
    "sentence",
    "sentences",
    "cosine",
    "dictionary",
    "share",
    "overlong",
    "cut",
    "opening",
    "verb",
    "spelt",
    "misspelt",
    "glued",
    "binomial",
    "digits",
    "capitals",
    "length",
    "short",
    "marks",
)
# Logarithmic frequencies of wordfreq: of no word, of a rare word, and by how much a word is much more frequent.
_UNKNOWN, _RARE, _MUCH = -8.0, -6.0, 2.0
_WORD = re.compile(r"[A-Za-z]{4,}")
# A character of Chinese answers so many letters of English: the median of paired keywords of 150 articles.
_LETTERS_A_CHARACTER = 4.5
# And a letter of an abbreviation for so many characters.
_CHARACTERS_A_CAPITAL = 2.0
_CAPITALS = re.compile(r"[a-z]{0,2}[A-Z0-9][\w/+-]{0,9}")
# jieba's flags of what no term begins with: adverbs, prepositions, conjunctions, particles, pronouns, numbers, places.
_OPENINGS = frozenset("dpcurmf")
_GLUED = re.compile(r"[a-z]{2}[A-Z][a-z]{2}|[A-Za-z]{18}|[a-z]\.[A-Za-z]{2}")
_BINOMIAL = re.compile(r"[A-Z][a-z]{2,} [a-z]{4,}(?: (?:var|subsp|f)\. ?[a-z]+)?")
_TAXA = frozenset("属科目纲门")
_DIGITS = re.compile(r"\d")
_MARKS = re.compile(r"[^\w\s\-−–'’/αβγδκ+]")


class Candidate(Struct, frozen=True):
    """A pair to be judged: preferred spellings and counts.

    ``share`` is its part of the articles that translate zh; ``overlong`` and ``cut`` say that another Chinese term
    with the same translation is the end of this one, or that this is the end of another.
    """

    zh: str
    en: str
    articles: int
    sentences: int
    sources: dict[str, int]
    share: float
    overlong: bool
    cut: bool


class Model(Struct, frozen=True):
    """Log-odds: the bias and a weight a feature. Fitted by ``tools/calibrate_glossary.py``."""

    bias: float
    weights: dict[str, float]


def confidences(candidates: Sequence[Candidate], resources: Resources) -> list[float]:
    """A probability each, to two decimals."""
    if not candidates:
        return []
    model = _model()
    weights = np.array([model.weights[name] for name in FEATURES])
    odds = features(candidates, resources) @ weights + model.bias
    return [round(float(p), 2) for p in 1 / (1 + np.exp(-odds))]


def features(
    candidates: Sequence[Candidate], resources: Resources
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Shape (candidates, FEATURES), each about 0 to 1."""
    embedder = resources.embedder
    zh, en = (
        embedder.vectors(embedder.pooled(texts)) for texts in ([c.zh for c in candidates], [c.en for c in candidates])
    )
    cosines = np.einsum("ij,ij->i", zh, en)
    rows = [_row(c, float(cosine), resources) for c, cosine in zip(candidates, cosines, strict=True)]
    return np.array([[row[name] for name in FEATURES] for row in rows])


def _row(c: Candidate, cosine: float, resources: Resources) -> dict[str, float]:
    flags = [flag[:1] for _, flag in resources.tagger.cut(c.zh)] or [""]
    short = bool(_CAPITALS.fullmatch(c.en))
    return {
        "articles": math.log(c.articles) if c.articles else 0.0,
        "keyword": float("keyword" in c.sources),
        "uneven": float("uneven" in c.sources),
        "gloss": float("gloss" in c.sources),
        "abbreviation": float("abbreviation" in c.sources),
        "sentence": float("sentence" in c.sources),
        "sentences": min(math.log1p(c.sentences), 2.0),
        "cosine": cosine,
        "dictionary": _dictionary(c, resources),
        "share": c.share,
        "overlong": float(c.overlong),
        "cut": float(c.cut),
        "opening": float(flags[0] in _OPENINGS),
        "verb": float(flags[0] == "v" and len(flags) > 1),
        "spelt": _spelt(c.en, resources),
        "misspelt": float(any(_is_misspelt(word, resources.english) for word in _WORD.findall(c.en))),
        "glued": float(bool(_GLUED.search(c.en))),
        "binomial": float(bool(_BINOMIAL.fullmatch(c.en)) or c.zh[-1] in _TAXA),
        "digits": float(_digits(c.zh) != _digits(c.en)),
        "capitals": float(short),
        "length": 0.0 if short else _ratio(len(c.en), _LETTERS_A_CHARACTER * len(c.zh)),
        "short": _ratio(len(c.en), len(c.zh) / _CHARACTERS_A_CAPITAL) if short else 0.0,
        "marks": float(bool(_MARKS.search(c.zh) or _MARKS.search(c.en))),
    }


def _dictionary(c: Candidate, resources: Resources) -> float:
    """The part of the Chinese words that have a translation among the English ones; a half where none is known."""
    stems = set(content_stems(c.en))
    words = [set(glosses.split()) for _, glosses in resources.lexicon.words(c.zh)]
    if not words:
        return float(c.zh.lower() == c.en.lower()) if not han_count(c.zh) else 0.5
    return sum(bool(stems & glosses) for glosses in words) / len(words)


def _spelt(en: str, resources: Resources) -> float:
    """The part of the longer English words that a large word list has."""
    words = _WORD.findall(en)
    return sum(word.lower() in resources.english for word in words) / len(words) if words else 1.0


def _is_misspelt(word: str, english: Mapping[str, float]) -> bool:
    """Whether a rare word is one letter away (lost, added or misread) from a much more frequent one."""
    word = word.lower()
    own = english.get(word, _UNKNOWN)
    if own > _RARE:
        return False
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = chain(
        (left + right[1:] for left, right in cuts),
        (left + letter + right[skip:] for left, right in cuts for letter in ascii_lowercase for skip in (0, 1)),
    )
    return any(english.get(other, _UNKNOWN) > own + _MUCH for other in near if other != word)


def _ratio(found: float, expected: float) -> float:
    return min(abs(math.log((found + 2) / (expected + 2))), 2.0)


def _digits(text: str) -> str:
    return "".join(_DIGITS.findall(text))


@cache
def _model() -> Model:
    return msgspec.json.decode(Path(__file__).with_name("confidence.json").read_bytes(), type=Model)
