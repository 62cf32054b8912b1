"""What each sentence of a pair of texts offers for comparison: words, anchors, length, embedding.

Everything is counted once for the whole text (document frequencies, mean embeddings, length ratio); the features of
beads are then worked out block by block in :mod:`pipeline.align.features`.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from pipeline.align.embeddings import Embedder, Floats
from pipeline.align.english import FUNCTION_WORDS, WORD, stem
from pipeline.align.lexicon import Lexicon

Ids = list[NDArray[np.int64]]

_TEX_COMMAND = re.compile(r"\\[A-Za-z]+\*?")
_TEX_DRESSING = re.compile(r"[{}$^_\\~]+")
_SPACED_DIGITS = re.compile(r"(?<![\w.])\d(?: [\d.])+(?![\w.])")
_BROKEN_DECIMAL = re.compile(r"(?<=\b0\.) (?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:, ?\d{3})+(?!\d)")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(万|亿|thousand\b|million\b|billion\b))?")
_SCALES = {"": 1.0, "万": 1e4, "亿": 1e8, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_LETTER = re.compile(r"[^\W_]")

_NAMED_NUMBERS = {
    name: str(number)
    for names in (
        "one two three four five six seven eight nine ten eleven twelve",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
    if name not in {"one", "may", "march"}
}

# Within a run of words that OCR joined, a stem this long is hardly there by chance.
_SHORTEST_STEM_INSIDE = 5
_SHORTEST_JOINED = 9
_SHORTEST_ANCHOR_INSIDE = 4
# One sentence repeats another when so many of their character bigrams agree (Jaccard).
_REPEAT = 0.9


@dataclass(frozen=True)
class Side:
    """One language.

    ``terms``         of each sentence, the ids of its distinct words (Chinese) or stems (English)
    ``term_weights``  of each term, its inverse document frequency
    ``anchors``       of each sentence, the ids of its numbers and Latin words, which both languages share
    ``lengths``       of each sentence, its letters and digits
    ``repeats``       of each sentence, how likely it was printed twice by mistake, from 0 to 1
    ``pooled``        of each sentence, the sum of its token vectors (see :mod:`pipeline.align.embeddings`)
    """

    terms: Ids
    term_weights: Floats
    anchors: Ids
    lengths: Floats
    repeats: Floats
    pooled: Floats | None

    def merged(self, starts: Sequence[int]) -> Side:
        """The same text in larger units; ``starts`` are the sentences with which they begin, 0 first."""
        borders = [*starts, len(self.lengths)]
        return replace(
            self,
            terms=[_union(self.terms[a:b]) for a, b in pairwise(borders)],
            anchors=[_union(self.anchors[a:b]) for a, b in pairwise(borders)],
            lengths=np.add.reduceat(self.lengths, starts),
            repeats=np.minimum.reduceat(self.repeats, starts),
            pooled=None if self.pooled is None else np.add.reduceat(self.pooled, starts, axis=0),
        )

    def only(self, rows: Sequence[int]) -> Side:
        """The words, anchors and lengths of some sentences, with the weights that the whole text gives them."""
        return replace(
            self,
            terms=[self.terms[row] for row in rows],
            anchors=[self.anchors[row] for row in rows],
            lengths=self.lengths[rows],
            repeats=self.repeats[rows],
            pooled=None,
        )


def _union(ids: Ids) -> NDArray[np.int64]:
    return np.unique(np.concatenate(ids))


@dataclass(frozen=True)
class Evidence:
    """Both sides. ``stems[w]`` are the ids of the English terms that translate the Chinese term ``w``."""

    zh: Side
    en: Side
    stems: Ids
    anchor_weights: Floats

    def merged(self, zh: Sequence[int], en: Sequence[int]) -> Evidence:
        """The evidence of larger units of both sides (see :meth:`Side.merged`)."""
        return replace(self, zh=self.zh.merged(zh), en=self.en.merged(en))

    def only(self, zh: Sequence[int], en: Sequence[int]) -> Evidence:
        """The evidence of some sentences of both sides (see :meth:`Side.only`)."""
        return replace(self, zh=self.zh.only(zh), en=self.en.only(en))


def evidence(zh: Sequence[str], en: Sequence[str], lexicon: Lexicon, embedder: Embedder | None) -> Evidence:
    """The evidence of two sequences of sentences; without an embedder only words, anchors and lengths are compared."""
    zh, en = [plain(text) for text in zh], [plain(text) for text in en]
    zh_words = [dict(lexicon.words(text)) for text in zh]
    glosses = {word: found.split() for words in zh_words for word, found in words.items()}
    zh_anchors = [{*_numbers(text), *_latin(text)} for text in zh]
    latin = {anchor for anchors in zh_anchors for anchor in anchors if anchor[0].isalpha()}
    en_stems, en_latin = _english(en, set(chain.from_iterable(glosses.values())), latin, lexicon)
    en_anchors = [{*_numbers(text), *found} for text, found in zip(en, en_latin, strict=True)]

    word_ids = _numbered(zh_words)
    stem_ids = _numbered(en_stems)
    anchor_ids = _numbered([*zh_anchors, *en_anchors])
    stems = [np.array(sorted(stem_ids[s] for s in glosses[w] if s in stem_ids), dtype=np.int64) for w in word_ids]
    pooled = embedder.pooled([*zh, *en]) if embedder else None
    zh_pooled, en_pooled = (None, None) if pooled is None else np.split(pooled, [len(zh)])
    zh_repeats, en_repeats = _repeats(zh), _repeats(en)
    excess = int(zh_repeats.sum()) - int(en_repeats.sum())
    return Evidence(
        zh=_side(zh, zh_words, word_ids, zh_anchors, anchor_ids, _share(zh_repeats, excess), zh_pooled),
        en=_side(en, en_stems, stem_ids, en_anchors, anchor_ids, _share(en_repeats, -excess), en_pooled),
        stems=stems,
        anchor_weights=_weights([*zh_anchors, *en_anchors], anchor_ids),
    )


def plain(text: str) -> str:
    """The text without TeX, in NFKC, with the digits that OCR spaced out joined again (``8 1 . 0 8`` is 81.08)."""
    text = unicodedata.normalize("NFKC", text)
    if "\\" in text or "{" in text:
        text = _TEX_DRESSING.sub(" ", _TEX_COMMAND.sub(" ", text))
    text = " ".join(text.split())
    text = _SPACED_DIGITS.sub(lambda match: match[0].replace(" ", ""), text)
    return _BROKEN_DECIMAL.sub("", text)


def _numbers(text: str) -> Iterable[str]:
    """Numbers as canonical strings: 8,400 and 8400, 13万 and 130,000 are the same."""
    text = _THOUSANDS.sub(lambda match: match[0].replace(",", "").replace(" ", ""), text)
    for digits, scale in _NUMBER.findall(text):
        yield f"{float(digits[:15]) * _SCALES[scale]:.10g}"


def _latin(text: str) -> Iterable[str]:
    """Latin words and acronyms in a Chinese sentence."""
    return (word.lower() for word in WORD.findall(text) if len(word) > 1 and word.lower() not in FUNCTION_WORDS)


def _english(
    texts: Sequence[str], sought: set[str], latin: set[str], lexicon: Lexicon
) -> tuple[list[set[str]], list[set[str]]]:
    """The stems of each sentence and the anchors in it, those inside joined words included."""
    inside = sorted(
        {s for s in sought if len(s) >= _SHORTEST_STEM_INSIDE} | {a for a in latin if len(a) >= _SHORTEST_ANCHOR_INSIDE}
    )
    automaton = ahocorasick_rs.AhoCorasick(inside) if inside else None
    all_stems: list[set[str]] = []
    all_anchors: list[set[str]] = []
    for text in texts:
        stems: set[str] = set()
        anchors: set[str] = set()
        for word in WORD.findall(text):
            lower = word.lower()
            if lower in latin:
                anchors.add(lower)
            if lower in _NAMED_NUMBERS:
                anchors.add(_NAMED_NUMBERS[lower])
            if len(word) < 2 or lower in FUNCTION_WORDS:
                continue
            own = stem(lower)
            if automaton and len(lower) >= _SHORTEST_JOINED and own not in lexicon.stems:
                found = set(automaton.find_matches_as_strings(lower, overlapping=True))
                anchors |= found & latin
                stems |= found & sought
                if found:
                    continue
            stems.add(own)
        all_stems.append(stems)
        all_anchors.append(anchors)
    return all_stems, all_anchors


def _numbered(terms: Iterable[Iterable[str]]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for found in terms:
        for term in sorted(found):
            ids.setdefault(term, len(ids))
    return ids


def _weights(sentences: Sequence[Iterable[str]], ids: dict[str, int]) -> Floats:
    """Inverse document frequency of each term, over sentences, between 0 and about 1."""
    counts = Counter(chain.from_iterable(sentences))
    total = len(sentences)
    scale = math.log(total + 2)
    return np.array([math.log((total + 2) / (counts[term] + 0.5)) / scale for term in ids], dtype=np.float32)


def _side(
    texts: Sequence[str],
    terms: Sequence[Iterable[str]],
    term_ids: dict[str, int],
    anchors: Sequence[Iterable[str]],
    anchor_ids: dict[str, int],
    repeats: Floats,
    pooled: Floats | None,
) -> Side:
    return Side(
        terms=[np.array(sorted(term_ids[t] for t in found), dtype=np.int64) for found in terms],
        term_weights=_weights(terms, term_ids),
        anchors=[np.array(sorted(anchor_ids[a] for a in found), dtype=np.int64) for found in anchors],
        lengths=np.array([_length(text) for text in texts], dtype=np.float32),
        repeats=repeats,
        pooled=pooled,
    )


def _length(text: str) -> float:
    """Letters and digits, at least one."""
    return float(max(1, len(_LETTER.findall(text))))


def _share(repeats: NDArray[np.bool_], excess: int) -> Floats:
    """How far each repeat counts: as far as the other side has fewer, for what is said twice is translated twice."""
    share = max(0, excess) / max(1, int(repeats.sum()))
    return np.asarray(repeats * share, dtype=np.float32)


def _repeats(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Whether a sentence says again what an earlier one of its own side said.

    Only sentences that share a rare bigram are compared, so that the work stays near-linear; most have too many bigrams
    to themselves to repeat any, and only the sets of the others are kept.
    """
    counts = Counter(chain.from_iterable(frozenset(pairwise(text)) for text in texts))
    shared = {bigram for bigram, count in counts.items() if count > 1}
    bigrams: dict[int, frozenset[tuple[str, str]]] = {}
    by_rarest: dict[tuple[str, str], list[int]] = {}
    repeats = np.zeros(len(texts), dtype=np.bool_)
    for index, text in enumerate(texts):
        found = frozenset(pairwise(text))
        if len(found & shared) <= _REPEAT * len(found):
            continue
        bigrams[index] = found
        rarest = [bigram for _, bigram in heapq.nsmallest(4, zip(map(counts.__getitem__, found), found, strict=True))]
        candidates = {other for bigram in rarest for other in by_rarest.get(bigram, [])[-20:]}
        repeats[index] = any(
            len(found & bigrams[other]) > _REPEAT * len(found | bigrams[other]) for other in candidates
        )
        for bigram in rarest:
            by_rarest.setdefault(bigram, []).append(index)
    return repeats
