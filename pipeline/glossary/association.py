"""Term pairs that an article uses together: where the one phrase stands, the other answers it, and nowhere else.

The statistics are those of word association (Dunning 1993, Computational Linguistics 19(1); Dice 1945) over the
sentence pairs of one article. Bilingual similarity chooses among the phrases that stand in the same sentences; what
many articles associate is sure, and adds up when they are merged.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pipeline.align.english import content_stems
from pipeline.align.lexicon import Lexicon
from pipeline.glossary.pairs import Pair
from pipeline.glossary.phrases import chinese_phrases, english_phrases, too_long
from pipeline.glossary.variants import en_key
from pipeline.resources import Resources
from pipeline.text import han_count

# Set by reading what 700 articles propose: below these, more than a third of the pairs are no translations.
_LEAST_TOGETHER = 2
_LEAST_DICE = 0.8
_LEAST_COSINE = 0.6
# Chi-squared with one degree of freedom at p = .01.
_LEAST_LIKELIHOOD = 6.63

# Characters that stand beside words and are no part of one.
_PARTICLES = frozenset("的了和与及或在是为对中于以等而由从将被把各其该并、")

# The numbers of the sentence pairs in which a phrase stands.
Places = frozenset[int]


def associated(pairs: Sequence[Pair], resources: Resources) -> Iterator[tuple[str, str, Pair]]:
    """The phrase pairs that the sentence pairs of an article use together, each with the first that shows it."""
    pairs = [pair for pair in pairs if not too_long(pair.zh, pair.en)]
    zh, en = _places(pairs, resources)
    together = [
        (a, b) for (a, b), both in _together(zh, en).items() if _is_associated(both, len(zh[a]), len(en[b]), len(pairs))
    ]
    if not together:
        return
    cosines = _cosines(together, resources)
    best_zh, best_en = _best(cosines, 0), _best(cosines, 1)
    for (a, b), cosine in cosines.items():
        if cosine >= _LEAST_COSINE and best_zh[a] == cosine == best_en[b]:
            places = sorted(zh[a] & en[b])
            if not is_lopsided(a, b, resources.lexicon) and not _is_cut(a, [pairs[place].zh for place in places]):
                yield a, b, pairs[places[0]]


def log_likelihood(both: int, zh: int, en: int, total: int) -> float:
    """Dunning's G² of two phrases: of ``total`` sentence pairs, how many hold the one, the other, and both."""
    cells = (both, zh - both, en - both, total - zh - en + both)
    expected = (zh * en, zh * (total - en), (total - zh) * en, (total - zh) * (total - en))
    return 2 * sum(n * math.log(n * total / e) for n, e in zip(cells, expected, strict=True) if n)


def is_lopsided(zh: str, en: str, lexicon: Lexicon) -> bool:
    """Whether a dictionary explains the whole of one side by a part of the other: 智库研究 is no ``research``."""
    stems = set(content_stems(en))
    words = [(word, set(glosses.split())) for word, glosses in lexicon.words(zh)]
    explained = [word for word, glosses in words if stems & glosses]
    zh_over = len("".join(explained)) < len(zh)
    en_over = not stems <= set().union(*(glosses for _, glosses in words))
    return bool(explained) and zh_over != en_over


def _is_cut(phrase: str, texts: Sequence[str]) -> bool:
    """Whether the same character of a word stands beside the phrase everywhere: 近压力 is cut from 近压力面."""
    for beside in (rf"(.){re.escape(phrase)}", rf"{re.escape(phrase)}(.)"):
        found = [match[1] for text in texts for match in re.finditer(beside, text)]
        if len(found) >= len(texts) and len(set(found)) == 1 and han_count(found[0]) and found[0] not in _PARTICLES:
            return True
    return False


def _together(zh: Mapping[str, Places], en: Mapping[str, Places]) -> Counter[tuple[str, str]]:
    """For each pair of phrases that meet in a sentence pair, in how many they do."""
    by_place: defaultdict[int, list[str]] = defaultdict(list)
    for phrase, places in en.items():
        for place in places:
            by_place[place].append(phrase)
    return Counter((a, b) for a, places in zh.items() for place in sorted(places) for b in by_place[place])


def _is_associated(both: int, zh: int, en: int, total: int) -> bool:
    return (
        both >= _LEAST_TOGETHER
        and 2 * both >= _LEAST_DICE * (zh + en)
        and log_likelihood(both, zh, en, total) >= _LEAST_LIKELIHOOD
    )


def _places(pairs: Sequence[Pair], resources: Resources) -> tuple[dict[str, Places], dict[str, Places]]:
    """The phrases of either side that stand in several sentence pairs, and in which."""
    zh: defaultdict[str, set[int]] = defaultdict(set)
    en: defaultdict[str, set[int]] = defaultdict(set)
    spellings: dict[str, str] = {}
    for number, pair in enumerate(pairs):
        for phrase in chinese_phrases(pair.zh, resources):
            zh[phrase.text].add(number)
        for text in dict.fromkeys(phrase.text for phrase in english_phrases(pair.en) if phrase.whole):
            en[spellings.setdefault(en_key(text), text)].add(number)
    return _longest(zh), _longest(en)


def _longest(found: Mapping[str, set[int]]) -> dict[str, Places]:
    """Without the phrases that are only ever a part of a longer one."""
    by_places: defaultdict[Places, list[str]] = defaultdict(list)
    for phrase, places in found.items():
        if len(places) >= _LEAST_TOGETHER:
            by_places[frozenset(places)].append(phrase)
    return {
        phrase: places
        for places, phrases in by_places.items()
        for phrase in phrases
        if not any(phrase != other and phrase in other for other in phrases)
    }


def _cosines(together: Sequence[tuple[str, str]], resources: Resources) -> dict[tuple[str, str], float]:
    embedder = resources.embedder
    sides = [list(dict.fromkeys(side)) for side in zip(*together, strict=True)]
    zh, en = (dict(zip(side, embedder.vectors(embedder.pooled(side)), strict=True)) for side in sides)
    # Rounded, so that the order of a sum on another machine changes nothing.
    return {(a, b): round(float(np.dot(zh[a], en[b])), 3) for a, b in together}


def _best(cosines: Mapping[tuple[str, str], float], side: int) -> dict[str, float]:
    best: dict[str, float] = {}
    for pair, cosine in cosines.items():
        best[pair[side]] = max(cosine, best.get(pair[side], -1.0))
    return best
