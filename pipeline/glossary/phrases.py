"""Noun phrases of the two languages, and the pairs that a sentence pair shows of them.

A dictionary proposes (``粒子/滤波`` and ``particle filter``: each word translates one of the other's), the corpus
decides: how many articles and sentences show a pair is what its confidence rests on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.align.english import FUNCTION_WORDS, content_stems
from pipeline.extract.term_boundary import listed
from pipeline.resources import Resources
from pipeline.text import word_set

_TOKEN = re.compile(r"[A-Za-z](?:['-]*[A-Za-z])+|\S")
_WORDS = range(2, 5)
_CHARACTERS = range(2, 11)
_SHORTEST_EXPLAINED = 3
_LONGEST = 400
# jieba's flags of what a noun phrase may hold and what it may end with. It begins with no plain verb.
_INNER = ("n", "a", "b", "j", "l", "v")
_LAST = ("n", "vn", "j", "l")
# Words that qualify anything: what begins with one is a phrase but no term.
_GENERAL = word_set(
    "不同 主要 重要 显著 传统 新 最佳 全面 一定 相关 其他 各种 大 小 高 低 多 少 最大 最小 明显 良好 有效 具体 整体"
    " 总体 基本 特定 实际 现有 当前 未来 近年 部分 整个 同一 单一 较大 较小 较高 较低 对应"
    " 相应 典型 充分 给定 所有 上述"
)
# Those among them that make no name with what follows, unlike 传统医学 and 基本农田, even where jieba sees one word.
_MERELY_GENERAL = ("不同", "显著", "其他", "各种", "明显", "良好", "重大")
# The same in English; and the verbs of reports, in forms that are no nouns: no noun phrase holds one.
_GENERAL_ENGLISH = word_set(
    "good better best great important significant different various certain several many few such other further"
    " corresponding existing previous following above given"
)
_ADVERB = re.compile(r"(?:al|ous|ab|ib|iv|ent|ant|ed|ing|ful)e?ly$")
_REPORTING = word_set(
    "indicate indicates indicated reveal reveals revealed demonstrate demonstrates demonstrated show shows showed"
    " shown suggest suggests suggested propose proposes proposed adopt adopts adopted investigate investigates"
    " investigated explore explores explored examine examines examined analyze analyzes analyzed analyse"
    " analysed studied discuss discusses discussed describe describes described obtain obtains obtained"
    " conduct conducts conducted used achieve achieves achieved provide provides provided find found"
    " become becomes became based compared aimed respectively continuously"
)
_STOPS = FUNCTION_WORDS | _REPORTING
# Words behind a noun phrase that are no part of it, though jieba takes them for nouns: places, and verbs of reporting.
LOCATIVES = word_set("时 中 后 前 上 下 内 间")
_BEHIND = LOCATIVES | word_set("表观 显示 表明 提示 说明 发现 指出 证实")


class ChinesePhrase(NamedTuple):
    """A noun phrase; ``whole``: no noun or adjective stands beside it that would be a part of it."""

    text: str
    whole: bool


class EnglishPhrase(NamedTuple):
    """Words that may be a noun phrase.

    ``beside``     the words next to it, which may belong to it
    ``whole``      it is not cut from a name
    ``alone``      beside it stands nothing but adverbs
    ``behind_to``  ``to`` stands before it, so that its first word may be a verb
    """

    text: str
    beside: str
    whole: bool
    alone: bool
    behind_to: bool


class PhrasePair(NamedTuple):
    """A Chinese phrase and its English translation; ``whole``: both are."""

    zh: str
    en: str
    whole: bool


class _Explained(NamedTuple):
    """An English phrase by the stems of its words and of those beside it."""

    stems: tuple[str, ...]
    beside: tuple[str, ...]
    whole: bool
    behind_to: bool


def phrase_pairs(zh: str, en: str, resources: Resources) -> list[PhrasePair]:
    """The pairs of a sentence pair, in the order of the Chinese: the longest only, and none that might be two.

    >>> phrase_pairs("提出了粒子滤波。", "A particle filter is proposed.", Resources())
    [PhrasePair(zh='粒子滤波', en='particle filter', whole=True)]
    """
    if too_long(zh, en):
        return []
    english = {
        phrase.text: _Explained(
            tuple(content_stems(phrase.text)),
            tuple(content_stems(phrase.beside)),
            phrase.whole and phrase.alone,
            phrase.behind_to,
        )
        for phrase in english_phrases(en)
        if " " in phrase.text
    }
    hits = [
        PhrasePair(phrase.text, text, phrase.whole and other.whole)
        for phrase in chinese_phrases(zh, resources)
        if len(phrase.text) >= _SHORTEST_EXPLAINED and len(glosses := _glosses(phrase.text, resources)) in _WORDS
        for text, other in english.items()
        if _explained(glosses, other) and not (other.behind_to and _is_action(phrase.text, other.stems[0], resources))
    ]
    longest = [hit for hit in hits if not any(hit != o and hit.zh in o.zh and hit.en in o.en for o in hits)]
    zh_counts, en_counts = Counter(hit.zh for hit in longest), Counter(hit.en for hit in longest)
    return [hit for hit in longest if zh_counts[hit.zh] == en_counts[hit.en] == 1]


def too_long(zh: str, en: str) -> bool:
    """Whether this is a paragraph read as a sentence: too many pairs of phrases to compare."""
    return len(zh) > _LONGEST or len(en) > _LONGEST * 4


def _glosses(phrase: str, resources: Resources) -> tuple[frozenset[str], ...]:
    """The English stems of each of its Chinese words."""
    return tuple(frozenset(stems.split()) for _, stems in resources.lexicon.words(phrase))


def _explained(glosses: tuple[frozenset[str], ...], english: _Explained) -> bool:
    """Whether there are as many words here as there, each a translation of one on the other side.

    A word beside the phrase that translates one too shows that the phrase is cut: 智库市场 is no ``tank market``.
    """
    return (
        len(english.stems) == len(glosses)
        and all(not gloss.isdisjoint(english.stems) for gloss in glosses)
        and all(any(stem in gloss for gloss in glosses) for stem in english.stems)
        and not any(stem in gloss for gloss in glosses for stem in english.beside)
    )


def _is_action(phrase: str, stem: str, resources: Resources) -> bool:
    """Whether a stem translates what may be a verb of a phrase: 土壤质量/评价 and (to) ``assess soil quality``."""
    verbs = listed("inner verb") | listed("outer verb")
    return any(
        (flag in ("v", "vn") or word in verbs) and any(stem in of_word for of_word in _glosses(word, resources))
        for word, flag in resources.tagger.cut(phrase)
    )


def chinese_phrases(text: str, resources: Resources) -> Iterable[ChinesePhrase]:
    """The noun phrases of up to four words, each once."""
    phrases: dict[str, ChinesePhrase] = {}
    for run in _noun_runs(text, resources):
        for start in range(len(run)):
            for end in range(start + 1, min(start + max(_WORDS), len(run)) + 1):
                term = "".join(word for word, _ in run[start:end])
                if len(term) in _CHARACTERS and term not in phrases and _is_noun_phrase(run[start:end]):
                    whole = not any(map(_belongs, run[max(start - 1, 0) : start])) and not any(
                        flag == "vn" or _belongs((word, flag)) for word, flag in run[end : end + 1]
                    )
                    phrases[term] = ChinesePhrase(term, whole)
    return phrases.values()


def _belongs(neighbour: tuple[str, str]) -> bool:
    """Whether a word beside a noun phrase would be a part of it."""
    word, flag = neighbour
    if word in listed("prefix"):
        return True
    return not flag.startswith("v") and word not in _GENERAL and word not in _BEHIND


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
    begins = first_flag != "v" and first not in _GENERAL and not first.startswith(_MERELY_GENERAL)
    return begins and last_flag.startswith(_LAST) and last not in _BEHIND


def english_phrases(text: str) -> Iterator[EnglishPhrase]:
    """One to four words between function words and stops."""
    run: list[re.Match[str]] = []
    before = ""
    for token in (*_TOKEN.finditer(text), None):
        if token is not None and len(token[0]) > 1 and token[0].lower() not in _STOPS:
            run.append(token)
            continue
        for start in range(len(run)):
            for end in range(start + 1, min(start + max(_WORDS), len(run)) + 1):
                phrase = text[run[start].start() : run[end - 1].end()]
                beside = " ".join(token[0] for token in (*run[max(start - 1, 0) : start], *run[end : end + 1]))
                cut = start > 0 and phrase[0].isupper() and run[start - 1][0][0].isupper()
                if run[start][0].lower() in _GENERAL_ENGLISH or _ADVERB.search(run[start][0]):
                    continue
                alone = all(word.endswith("ly") for word in beside.split())
                yield EnglishPhrase(phrase, beside, not cut, alone, start == 0 and before == "to")
        run = []
        before = token[0].lower() if token else ""
