"""How likely a term pair is right: a logistic model over what the articles say and what the two terms look like."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from string import ascii_lowercase

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pipeline.align.english import content_stems
from pipeline.glossary.association import is_lopsided
from pipeline.glossary.variants import zh_key
from pipeline.resources import Resources
from pipeline.text import HAN, folded, han_count

Floats = NDArray[np.float64]

BIAS = "bias"
# A pair below it is kept for review. By the labels, nine in ten that are shown are right, the rest partly.
SHOWN = 0.8

FEATURES = (
    "keyword",
    "uneven",
    "gloss",
    "abbreviation",
    "sentence",
    "fragment",
    "unstated",
    "sentences",
    "dice",
    "unstated dice",
    "elsewhere",
    "cosine",
    "unstated cosine",
    "distant",
    "dictionary",
    "listed",
    "lopsided",
    "zh left over",
    "en left over",
    "share",
    "opening",
    "verb",
    "ending",
    "predicate",
    "loose",
    "adjective",
    "inflected",
    "spelt",
    "unknown",
    "unknown keyword",
    "defect",
    "binomial",
    "length",
    "long",
    "short",
    "marks",
)
# How many standard deviations are taken off the log-odds. Without any, probabilities are calibrated on the labels by
# which the rules were mended and too high on those drawn afterwards; with one, 97 in 100 of these are right from .9 on.
_CAUTION = 1.0
# The most confidence in a pair that only sentences show: no feature tells a general phrase (研究结论) from a term in
# more than nine cases in ten. Of those labelled 383 of 458 are right, of those above .9 in the draw held out 21 of 26.
_MOST_UNSTATED = 0.89
# Logarithmic frequencies of wordfreq: that of no word, the highest of a rare word, and how much higher that of a much
# more frequent one is. Set by the words of the labelled terms that lie one letter from another.
_UNKNOWN, _RARE, _MUCH = -9.0, -7.0, 3.0
_WORD = re.compile(r"[A-Za-z]{4,}")
# Below it, a cosine tells more: of the labelled pairs there, four in five are not right.
_DISTANT = 0.5
# English letters for a Chinese character: the median of paired keywords of 150 articles.
_LETTERS_A_CHARACTER = 4.5
# Chinese characters for a letter of an abbreviation.
_CHARACTERS_A_CAPITAL = 2.0
# In characters: longer terms may be two keywords that lost what parted them.
_LONG = 9
_CAPITALS = re.compile(r"[a-z]{0,2}[A-Z0-9][\w/+-]{0,9}")
# jieba's flags of what no term begins with: adverbs, prepositions, conjunctions, particles, pronouns, numbers, places.
_OPENINGS = frozenset("dpcurmf")
# Adverbs, places, conjunctions, prepositions and particles: no noun phrase ends with one.
_ENDINGS = frozenset("dfcpu")
# What an English noun phrase seldom ends with; a third of such words are nouns all the same (signal, topic, additive).
_ADJECTIVE = re.compile(r"[a-z]{3,}(?:al|ic|ous|ive|able|ible|ary|ed)$")
# A verb that was taken for the first word of a noun phrase (regulates triglyceride); some are nouns (systems biology).
_INFLECTED = re.compile(r"[A-Za-z]*[a-z]{2}(?:ed|(?<![sui])s) ")
# The sources in which an article itself says that the one is the other.
STATED = frozenset(("keyword", "uneven", "gloss", "abbreviation"))
_GLUED = re.compile(r"[a-z]{2}[A-Z][a-z]{2}|[A-Za-z]{18}|[a-z]\.[A-Za-z]{2}")
# A genus and a species without the space between them, unless the Chinese says that it is a genus or a family.
_GLUED_SPECIES = re.compile(r"[A-Z][a-z]{11,}")
# Two keywords run together: Immune cell therapy Industry situation.
_SEAM = re.compile(r"^[A-Z][a-z]+(?: [a-z]+)+ [A-Z][a-z]{3,} [a-z]{3,}")
_BINOMIAL = re.compile(r"[A-Z][a-z]{2,} [a-z]{4,}(?: (?:var|subsp|f)\. ?[a-z]+)?")
_TAXA = frozenset("属科目纲门")
_HAN_CHARACTERS = re.compile(f"[{HAN}]")
_DIGITS = re.compile(r"\d")
_MARKS = re.compile(r"[^\w\s\-−–'’/αβγδκ+]")


class Candidate(Struct, frozen=True):
    """A pair to be judged: preferred spellings and counts.

    ``share`` is of the articles that translate ``zh``; what is left over is what a side says beyond the other
    (:mod:`pipeline.glossary.coverage`).
    """

    zh: str
    en: str
    articles: int
    sentences: int
    zh_sentences: int
    en_sentences: int
    sources: dict[str, int]
    share: float
    zh_left_over: float
    en_left_over: float


class Bin(Struct, frozen=True):
    """Labelled pairs in a range of confidence, each judged by a model that has not seen it.

    ``confidence`` is their mean, ``right`` and ``wrong`` (not even partly right) are shares; all three are weighted by
    the entries that a label stands for.
    """

    low: float
    high: float
    pairs: int
    confidence: float
    right: float
    wrong: float


class Model(Struct, frozen=True):
    """Log-odds: a weight a feature and, last, the bias, with their covariance; and how well it did on labelled pairs.

    Fitted by ``tools/calibrate_glossary.py``.
    """

    weights: dict[str, float]
    covariance: tuple[tuple[float, ...], ...]
    reliability: tuple[Bin, ...]


def confidences(candidates: Sequence[Candidate], resources: Resources) -> list[float]:
    """A probability each, to two decimals."""
    if not candidates:
        return []
    fitted = model()
    weights = np.array([fitted.weights[name] for name in (*FEATURES, BIAS)])
    x = features(candidates, resources)
    found = bounded(probabilities(x, weights, np.array(fitted.covariance)), x)
    return [round(float(p), 2) for p in found]


def probabilities(x: Floats, weights: Floats, covariance: Floats) -> Floats:
    """Of rows of features: moderated and cautious, so that what is unlike all that was labelled is not thought sure.

    MacKay 1992, "The evidence framework applied to classification networks", Neural Computation 4(5).
    """
    x = np.hstack((x, np.ones((len(x), 1))))
    variance = np.einsum("ij,jk,ik->i", x, covariance, x)
    odds = (x @ weights - _CAUTION * np.sqrt(variance)) / np.sqrt(1 + np.pi * variance / 8)
    return np.asarray(1 / (1 + np.exp(-odds)))


def bounded(probabilities: Floats, x: Floats) -> Floats:
    """The probabilities, those of unstated pairs no higher than such pairs are ever sure."""
    unstated = x[:, FEATURES.index("unstated")] > 0
    return np.where(unstated, np.minimum(probabilities, _MOST_UNSTATED), probabilities)


def features(candidates: Sequence[Candidate], resources: Resources) -> Floats:
    """Shape (candidates, FEATURES), each about 0 to 1."""
    embedder = resources.embedder
    zh, en = (
        embedder.vectors(embedder.pooled(texts)) for texts in ([c.zh for c in candidates], [c.en for c in candidates])
    )
    cosines = np.einsum("ij,ij->i", zh, en)
    rows = [_row(c, float(cosine), resources) for c, cosine in zip(candidates, cosines, strict=True)]
    return np.array([[row[name] for name in FEATURES] for row in rows])


def _row(c: Candidate, cosine: float, resources: Resources) -> dict[str, float]:
    tagged = [(word, flag) for word, flag in resources.tagger.cut(c.zh)] or [("", "")]
    flags = [flag if flag == "vn" else flag[:1] for _, flag in tagged]
    spelt = _spelt(c.en, resources)
    # Phrases stand in a sentence pair by the way they are found: what they are judged by weighs otherwise.
    unstated = float(not c.sources.keys() & STATED)
    dice = (2 * c.sentences + 1) / (c.zh_sentences + c.en_sentences + 2)
    short = bool(_CAPITALS.fullmatch(c.en))
    return {
        "keyword": float("keyword" in c.sources),
        "uneven": float("uneven" in c.sources),
        "gloss": float("gloss" in c.sources),
        "abbreviation": float("abbreviation" in c.sources),
        "sentence": float("sentence" in c.sources),
        "fragment": float("fragment" in c.sources and "sentence" not in c.sources),
        "unstated": unstated,
        "sentences": min(math.log1p(c.sentences), 2.0),
        "dice": dice,
        "unstated dice": unstated * dice,
        "elsewhere": unstated * (max(c.zh_sentences, c.en_sentences) > c.sentences),
        "cosine": cosine,
        "unstated cosine": unstated * cosine,
        "distant": max(_DISTANT - cosine, 0.0),
        "dictionary": _dictionary(c, resources),
        "listed": float(folded(c.en) in resources.terms.get(c.zh, ())),
        "lopsided": float(is_lopsided(c.zh, c.en, resources.lexicon)),
        "zh left over": c.zh_left_over,
        "en left over": c.en_left_over,
        "share": c.share,
        "opening": float(flags[0] in _OPENINGS),
        "verb": float(flags[0] == "v" and len(flags) > 1),
        "ending": float(flags[-1] in _ENDINGS),
        "predicate": float(flags[-1] == "v"),
        "loose": sum(len(word) == 1 for word, _ in tagged) / len(tagged),
        "adjective": float(bool(_ADJECTIVE.search(c.en))),
        "inflected": float(bool(_INFLECTED.match(c.en))),
        "spelt": spelt,
        "unknown": float(spelt < 1),
        "unknown keyword": float(spelt < 1 and "keyword" in c.sources),
        "defect": float(_has_defect(c, resources.english)),
        "binomial": float(bool(_BINOMIAL.fullmatch(c.en)) or c.zh[-1] in _TAXA),
        "length": 0.0 if short else _ratio(len(c.en), _LETTERS_A_CHARACTER * len(c.zh)),
        "long": max(len(c.zh) - _LONG, 0) / 4,
        "short": _ratio(len(c.en), len(c.zh) / _CHARACTERS_A_CAPITAL) if short else 0.0,
        "marks": float(bool(_MARKS.search(c.zh) or _MARKS.search(c.en))),
    }


def _dictionary(c: Candidate, resources: Resources) -> float:
    """The share of the Chinese words that have a translation among the English ones; a half where none is known."""
    stems = set(content_stems(c.en))
    words = [set(glosses.split()) for _, glosses in resources.lexicon.words(c.zh)]
    if not words:
        return float(c.zh.lower() == c.en.lower()) if not han_count(c.zh) else 0.5
    return sum(bool(stems & glosses) for glosses in words) / len(words)


def _spelt(en: str, resources: Resources) -> float:
    """The share of the longer English words that a large word list has."""
    words = _WORD.findall(en)
    return sum(word.lower() in resources.english for word in words) / len(words) if words else 1.0


def _has_defect(c: Candidate, english: Mapping[str, float]) -> bool:
    """Whether it can hardly be right: a slip of OCR, words run together, numbers that differ, a side that says less."""
    return (
        _digits(c.zh) != _digits(c.en)
        or bool(_GLUED.search(c.en) or _SEAM.search(c.en))
        or (bool(_GLUED_SPECIES.fullmatch(c.en)) and c.en.lower() not in english and c.zh[-1] not in _TAXA)
        or _is_echo(c.zh, c.en)
        or _is_misspelt(c.en, english)
    )


def _is_misspelt(en: str, english: Mapping[str, float]) -> bool:
    """Whether a rare word is one letter or one space from a much more frequent one; names are left alone."""
    words = _WORD.findall(en)
    return any(_is_slip(word, english) for word in words if word[1:].islower()) or any(
        min(english.get(left, _UNKNOWN), english.get(right, _UNKNOWN)) <= _RARE < english.get(left + right, _UNKNOWN)
        for left, right in pairwise(map(str.lower, words))
    )


def _is_slip(word: str, english: Mapping[str, float]) -> bool:
    """Whether a rare word is one letter (lost, added or misread) away from a much more frequent one."""
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


def _is_echo(zh: str, en: str) -> bool:
    """Whether one side is the Latin letters of the other, which says more: 光敏LED, LED."""
    latin, whole = zh_key(_HAN_CHARACTERS.sub("", zh)), zh_key(en)
    return (bool(latin) and latin != zh_key(zh) and latin == whole) or (not han_count(zh) and latin != whole)


def _digits(text: str) -> str:
    return "".join(_DIGITS.findall(text))


@cache
def model() -> Model:
    return msgspec.json.decode(Path(__file__).with_name("confidence.json").read_bytes(), type=Model)
