"""How likely a term pair is right: a logistic model over what the articles say and what the two terms look like."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from pipeline.align.english import content_stems
from pipeline.resources import Resources
from pipeline.text import han_count

# A pair below it is kept for review and not shown unless asked for.
SHOWN = 0.5

FEATURES = (
    "articles",
    "keyword",
    "uneven",
    "gloss",
    "abbreviation",
    "sentences",
    "cosine",
    "dictionary",
    "share",
    "spelt",
    "length",
    "marks",
)
_WORD = re.compile(r"[A-Za-z]{4,}")
# A character of Chinese answers so many letters of English: the median of paired keywords of 150 articles.
_LETTERS_A_CHARACTER = 4.5
_MARKS = re.compile(r"[^\w\s\-−–'’/αβγδκ+]")


class Candidate(Struct, frozen=True):
    """A pair to be judged: preferred spellings and counts; ``share`` is its part of the articles that translate zh."""

    zh: str
    en: str
    articles: int
    sentences: int
    sources: dict[str, int]
    share: float


class _Model(Struct, frozen=True):
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
    return {
        "articles": math.log(c.articles) if c.articles else 0.0,
        "keyword": float("keyword" in c.sources),
        "uneven": float("uneven" in c.sources),
        "gloss": float("gloss" in c.sources),
        "abbreviation": float("abbreviation" in c.sources),
        "sentences": min(math.log1p(c.sentences), 2.0),
        "cosine": cosine,
        "dictionary": _dictionary(c, resources),
        "share": c.share,
        "spelt": _spelt(c.en, resources),
        "length": min(abs(math.log((len(c.en) + 2) / (_LETTERS_A_CHARACTER * len(c.zh) + 2))), 2.0),
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


@cache
def _model() -> _Model:
    return msgspec.json.decode(Path(__file__).with_name("confidence.json").read_bytes(), type=_Model)
