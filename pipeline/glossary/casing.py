"""Capitals of English terms: a heading's (``Proton Exchange Membrane``) and a sentence's (``Effects of``) go.

How a word is usually written is learnt from the glossary's own sentences and terms, where they stand in running text
("truecasing", Lita et al. 2003, ACL): names (Bohai, Markov, Bacillus) keep their capitals.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipeline.align.english import FUNCTION_WORDS
from pipeline.glossary.terms import Terms

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,}(?![A-Za-z0-9])")
# Capitals inside a word: OCR ran two words together, or it is a product's name.
_GLUED = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
# What stands before the first word of a sentence or a clause in quotation marks.
_OPENING = re.compile(r"(?:^|[.:;?!•*\"“'‘(（])\s*$")
# Last characters of the Chinese names of organisations, places, programmes and tests, whose English keeps its capitals.
_NAMED = re.compile(
    r"(?:院|所|局|署|部|会|中心|台|站|馆|组织|机构|公司|大学|学院|联盟|基金|量表|问卷|手册|测验|项目|计划|工程|法案|公约|指南|奖|望远镜"
    r"|卫星|省|市|县|州|区|国|盆地|流域|高原|平原|沙漠|河|江|湖|海|山|岛|》)$"
)


def usual_forms(terms: Terms) -> dict[str, str]:
    """The form that a word (its small letters are the key) has in most places where a capital would say something."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for form, count in _in_running_text(terms):
        counts[form.lower()][form] += count
    return {
        word: min(of_word, key=lambda form: (-of_word[form], sum(map(str.isupper, form)), form))
        for word, of_word in counts.items()
    }


def cased(zh: str, en: str, forms: Mapping[str, str]) -> str:
    """The English of a term as it would stand in a sentence; names and what is not known stay as they are.

    >>> cased("质子交换膜", "Proton Exchange Membrane", {w: w for w in ("proton", "exchange", "membrane")})
    'proton exchange membrane'
    """
    if _GLUED.search(en):
        return en
    words = _WORD.findall(en)
    capitals = [word for word in words if word[0].isupper() and word[1:].islower()]
    if not capitals or any(forms.get(word.lower()) != word.lower() for word in capitals):
        return en
    heading = len(capitals) > 1
    if heading and (_NAMED.search(zh) or not _is_heading(words)):
        return en
    if not heading and not en.startswith(capitals[0]):
        return en
    return _WORD.sub(lambda word: word[0].lower() if word[0] in capitals else word[0], en)


def _is_heading(words: Iterable[str]) -> bool:
    """Whether every word that a heading capitalises has its capital."""
    return all(word[0].isupper() or word in FUNCTION_WORDS for word in words)


def _in_running_text(terms: Terms) -> Iterator[tuple[str, int]]:
    """Words, as written, that neither begin a sentence nor stand in a heading, with how often they count.

    Those of an example sentence count once, those of a term as often as articles have it.
    """
    sentences = {example.en for tally in terms.values() for example in tally.examples}
    texts = [(text, 1) for text in sorted(sentences)]
    texts += [(en, count) for tally in terms.values() for en, count in tally.en.items()]
    for text, count in texts:
        words = list(_WORD.finditer(text))
        if 2 * sum(word[0][0].isupper() for word in words) >= len(words):
            continue
        for word in words:
            if not _OPENING.search(text, 0, word.start()):
                yield word[0], count
