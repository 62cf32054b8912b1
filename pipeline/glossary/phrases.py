"""Term pairs that a sentence pair shows: noun phrases of which a dictionary explains each word on either side.

The dictionary proposes (``粒子/滤波`` and ``particle filter``: each word translates one of the other's), the corpus
decides: how many articles and sentences show a pair is what its confidence rests on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.align.english import FUNCTION_WORDS, content_stems
from pipeline.resources import Resources
from pipeline.text import word_set

_TOKEN = re.compile(r"[A-Za-z][A-Za-z'-]+|\S")
_WORDS = range(2, 5)
_CHARACTERS = range(3, 11)
# Phrases of a longer text (a paragraph read as a sentence) are not compared: their pairs grow as its square.
_LONGEST = 400
# jieba's flags of what a noun phrase may hold and what it may end with. It begins with no plain verb.
_INNER = ("n", "a", "b", "j", "l", "v")
_LAST = ("n", "vn", "j", "l")
# Words that qualify anything: what begins with one is a phrase but no term.
_GENERAL = word_set(
    "不同 主要 重要 显著 传统 新 最佳 全面 一定 相关 其他 各种 大 小 高 低 多 少 最大 最小 明显 良好 有效 具体 整体"
    " 总体 基本 特定 实际 现有 当前 未来 近年 部分 整个 同一 单一 较大 较小 较高 较低"
)
# What stands behind a noun phrase and is none of it, though jieba takes it for a noun.
_BEHIND = word_set("时 中 后 前 上 下 内 间 表观")


class _Phrase(NamedTuple):
    """``glosses`` has the English stems of each of its Chinese words."""

    text: str
    glosses: tuple[frozenset[str], ...]


class _EnglishPhrase(NamedTuple):
    """``stems`` are those of its words, ``beside`` those of the words next to it that may belong to it."""

    text: str
    stems: tuple[str, ...]
    beside: tuple[str, ...]


def phrase_pairs(zh: str, en: str, resources: Resources) -> list[tuple[str, str]]:
    """The pairs of a sentence pair, in the order of the Chinese: the longest only, and none that might be two.

    >>> phrase_pairs("提出了粒子滤波。", "A particle filter is proposed.", Resources())
    [('粒子滤波', 'particle filter')]
    """
    if len(zh) > _LONGEST or len(en) > _LONGEST * 4:
        return []
    english = {phrase.text: phrase for phrase in _english_phrases(en)}
    hits = [
        (phrase.text, other.text)
        for phrase in _chinese_phrases(zh, resources)
        for other in english.values()
        if _explained(phrase.glosses, other)
    ]
    longest = [hit for hit in hits if not any(hit != o and hit[0] in o[0] and hit[1] in o[1] for o in hits)]
    zh_counts, en_counts = (Counter(side) for side in zip(*longest, strict=True)) if longest else (Counter(), Counter())
    return [hit for hit in longest if zh_counts[hit[0]] == en_counts[hit[1]] == 1]


def _explained(glosses: tuple[frozenset[str], ...], english: _EnglishPhrase) -> bool:
    """Whether there are as many words here as there, each a translation of one on the other side.

    A word beside the phrase that translates one too shows that the phrase is cut: 智库市场 is no ``tank market``.
    """
    return (
        len(english.stems) == len(glosses)
        and all(not gloss.isdisjoint(english.stems) for gloss in glosses)
        and all(any(stem in gloss for gloss in glosses) for stem in english.stems)
        and not any(stem in gloss for gloss in glosses for stem in english.beside)
    )


def _chinese_phrases(text: str, resources: Resources) -> list[_Phrase]:
    phrases: dict[str, _Phrase] = {}
    for run in _noun_runs(text, resources):
        for start in range(len(run)):
            for end in range(start + 1, min(start + max(_WORDS), len(run)) + 1):
                term = "".join(word for word, _ in run[start:end])
                if len(term) in _CHARACTERS and term not in phrases and _is_noun_phrase(run[start:end]):
                    glosses = tuple(frozenset(stems.split()) for _, stems in resources.lexicon.words(term))
                    if len(glosses) in _WORDS:
                        phrases[term] = _Phrase(term, glosses)
    return list(phrases.values())


def _noun_runs(text: str, resources: Resources) -> Iterator[list[tuple[str, str]]]:
    """The unbroken runs of words that a noun phrase may hold, with their flags."""
    run: list[tuple[str, str]] = []
    for word, flag in resources.tagger.cut(text):
        if flag.startswith(_INNER):
            run.append((word, flag))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_noun_phrase(words: list[tuple[str, str]]) -> bool:
    (first, first_flag), (last, last_flag) = words[0], words[-1]
    begins = first_flag != "v" and first not in _GENERAL
    return begins and last_flag.startswith(_LAST) and last not in _BEHIND


def _english_phrases(text: str) -> Iterator[_EnglishPhrase]:
    """Two to four words between function words and stops."""
    run: list[re.Match[str]] = []
    for token in (*_TOKEN.finditer(text), None):
        if token is not None and len(token[0]) > 1 and token[0].lower() not in FUNCTION_WORDS:
            run.append(token)
            continue
        for start in range(len(run)):
            for end in range(start + min(_WORDS), min(start + max(_WORDS), len(run)) + 1):
                phrase = text[run[start].start() : run[end - 1].end()]
                beside = " ".join(token[0] for token in (*run[max(start - 1, 0) : start], *run[end : end + 1]))
                yield _EnglishPhrase(phrase, tuple(content_stems(phrase)), tuple(content_stems(beside)))
        run = []
