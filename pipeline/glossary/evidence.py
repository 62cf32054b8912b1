"""What one article says about terms: its paired keywords, its glosses, and its sentences in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from pipeline.article import Article
from pipeline.glossary.pairs import Pair, sentence_pairs
from pipeline.glossary.phrases import phrase_pairs
from pipeline.glossary.terms import Example, Key, Place, Tally
from pipeline.glossary.variants import en_key, en_text, occurs, zh_key
from pipeline.resources import Resources
from pipeline.text import han_count

Source = Literal["keyword", "uneven", "gloss", "abbreviation", "sentence"]

# An abbreviation that a keyword carries in brackets: 深度学习(DL).
_BRACKET = re.compile(r"\s*[(（]([^()（）]{1,20})[)）]$")
_EDGE = " \t\n,;.:：；，。、*\"'“”‘’"
# A longer "term" is a sentence that was read as a list of keywords.
_LONGEST_ZH = 40
_LONGEST_EN = 100
# Characters of a Chinese example that is neither a heading nor a paragraph.
_EXAMPLE = range(12, 121)


class _Claim(NamedTuple):
    zh: str
    en: str
    abbreviation: str | None
    source: Source
    place: str


def evidence(article: Article, resources: Resources) -> dict[Key, Tally]:
    """The term pairs that the article states, each with all that it says about them. A pair counts once an article."""
    claims: dict[Key, list[_Claim]] = {}
    pairs = list(sentence_pairs(article))
    for claim in (*_keywords(article), *_glosses(article), *_phrases(pairs, resources)):
        key = zh_key(claim.zh), en_key(claim.en)
        if all(key) and len(claim.zh) <= _LONGEST_ZH and len(claim.en) <= _LONGEST_EN and not han_count(claim.en):
            claims.setdefault(key, []).append(claim)
    examples = _examples(claims, pairs) if claims else {}
    return {key: _tally(article, found, examples.get(key, [])) for key, found in claims.items()}


def _tally(article: Article, claims: list[_Claim], examples: list[Example]) -> Tally:
    places = Counter(claim.place for claim in claims)
    return Tally(
        articles=1,
        sentences=len(examples),
        zh=dict.fromkeys((claim.zh for claim in claims), 1),
        en=dict.fromkeys((claim.en for claim in claims), 1),
        abbreviations=dict.fromkeys((claim.abbreviation for claim in claims if claim.abbreviation), 1),
        sources=dict.fromkeys((claim.source for claim in claims), 1),
        domains={article.front.clc: 1} if article.front.clc else {},
        places=tuple(Place(article.id, place, count) for place, count in places.items()),
        examples=tuple(examples),
    )


def _keywords(article: Article) -> Iterator[_Claim]:
    """Pairs of the two keyword lists; ``uneven`` where the lists leave something over: a pair may be a guess then."""
    source: Source = "keyword" if all(k.zh and k.en for k in article.front.keywords) else "uneven"
    for keyword in article.front.keywords:
        if keyword.zh and keyword.en:
            zh, zh_short = _split(keyword.zh)
            en, en_short = _split(keyword.en)
            yield _Claim(zh, en, en_short or zh_short, source, "keywords")


def _glosses(article: Article) -> Iterator[_Claim]:
    for gloss in article.glosses:
        if not gloss.zh:
            continue
        if gloss.en:
            yield _Claim(_trimmed(gloss.zh), _trimmed(gloss.en), gloss.abbreviation, "gloss", gloss.block)
        elif gloss.abbreviation:
            yield _Claim(_trimmed(gloss.zh), _trimmed(gloss.abbreviation), None, "abbreviation", gloss.block)


def _phrases(pairs: Iterable[Pair], resources: Resources) -> Iterator[_Claim]:
    for pair in pairs:
        for zh, en in phrase_pairs(pair.zh, pair.en, resources):
            yield _Claim(zh, en, None, "sentence", pair.zh_extents[0].block if pair.zh_extents else "captions")


def _split(term: str) -> tuple[str, str | None]:
    """A keyword and the abbreviation that stands behind it in brackets."""
    term = _trimmed(term)
    bracket = _BRACKET.search(term)
    if not bracket or not bracket.start():
        return term, None
    inner = bracket[1].strip()
    return (
        (_trimmed(term[: bracket.start()]), inner) if inner.isascii() and any(map(str.isupper, inner)) else (term, None)
    )


def _trimmed(term: str) -> str:
    return " ".join(term.split()).strip(_EDGE)


def _examples(keys: Iterable[Key], pairs: Iterable[Pair]) -> dict[Key, list[Example]]:
    """The sentence pairs in which both sides of a term pair stand."""
    found: dict[Key, list[Example]] = {}
    for pair in pairs:
        zh, en = zh_key(pair.zh), en_text(pair.en)
        for key in keys:
            if key[0] in zh and occurs(key[1], en):
                found.setdefault(key, []).append(_example(pair))
    return found


def _example(pair: Pair) -> Example:
    """Better examples sort first: sentences of a readable length that surely answer each other."""
    doubt = 0.0 if pair.score is None else 1 - pair.score
    rank = round(1000 * (doubt + (pair.scope != "abstract") + (len(pair.zh) not in _EXAMPLE)))
    return Example(rank, pair.article, pair.zh, pair.en)
