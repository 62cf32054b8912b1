"""How much of a term its translation answers, by a dictionary and by what the other pairs of the glossary translate.

That 场 is ``field`` in twenty pairs tells of 条件随机场模型 and ``conditional random fields`` what no dictionary lists:
all of the one side is answered, 模型 of the other is left over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from pipeline.align.english import content_stems
from pipeline.resources import Resources
from pipeline.text import han_count

# Words that meet in other pairs at Dice's coefficient (1945) of this much answer each other, less in proportion. By the
# labelled pairs' cross-validated loss, .12 to .3 do alike.
_SURE = 0.2


class LeftOver(NamedTuple):
    """The share of a side's characters that nothing answers, times the share of the other side that is answered.

    0 where the sides cover each other, and where nothing is known that they have in common.
    """

    zh: float
    en: float


class _Words(NamedTuple):
    zh: tuple[str, ...]
    en: tuple[str, ...]


def left_over(pairs: Sequence[tuple[str, str]], resources: Resources) -> list[LeftOver]:
    """Of each pair (zh, en) of a glossary; no pair speaks for itself."""
    cut = [_words(zh, en, resources) for zh, en in pairs]
    zh_counts = Counter(word for words in cut for word in set(words.zh))
    en_counts = Counter(stem for words in cut for stem in set(words.en))
    together = Counter(both for words in cut for both in product(set(words.zh), set(words.en)))
    glosses = {word: _glosses(word, resources) for word in zh_counts}

    def answer(word: str, stem: str) -> float:
        others = together[word, stem] - 1
        dice = 2 * others / (zh_counts[word] + en_counts[stem] - 2) if others else 0.0
        return 1.0 if stem in glosses[word] else min(dice / _SURE, 1.0)

    found = []
    for words in cut:
        zh = _answered(words.zh, [max((answer(a, b) for b in words.en), default=0.0) for a in words.zh])
        en = _answered(words.en, [max((answer(a, b) for a in words.zh), default=0.0) for b in words.en])
        found.append(LeftOver(round((1 - zh) * en, 3), round((1 - en) * zh, 3)))
    return found


def _words(zh: str, en: str, resources: Resources) -> _Words:
    return _Words(tuple(_chinese(zh, resources)), tuple(content_stems(en)))


def _chinese(term: str, resources: Resources) -> Iterator[str]:
    """The words of a term, cut further where the dictionary has their parts: 塔里木河/流域."""
    for word, _ in resources.tagger.cut(term):
        parts = [part for part, _ in resources.lexicon.words(word)]
        if "".join(parts) == word:
            yield from parts
        elif word.strip():
            yield word


def _glosses(word: str, resources: Resources) -> frozenset[str]:
    if not han_count(word):
        return frozenset(content_stems(word))
    return frozenset(stem for _, stems in resources.lexicon.words(word) for stem in stems.split())


def _answered(words: Sequence[str], answers: Sequence[float]) -> float:
    """The share of the characters that is answered."""
    total = sum(map(len, words))
    return sum(len(word) * answer for word, answer in zip(words, answers, strict=True)) / total if total else 0.0
