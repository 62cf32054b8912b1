"""What one article says about terms: its paired keywords, its glosses, and its sentences in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct, field

from pipeline.article import Article
from pipeline.glossary.association import associated
from pipeline.glossary.pairs import Pair, sentence_pairs
from pipeline.glossary.phrases import LOCATIVES, phrase_pairs
from pipeline.glossary.terms import Example, Key, Place, Tally
from pipeline.glossary.variants import en_key, en_text, occurs, zh_key
from pipeline.resources import Resources
from pipeline.text import han_count

# ``uneven`` is a keyword of lists that leave something over; ``fragment`` a phrase of a sentence that is a part of a
# longer one; ``association`` is statistical.
Source = Literal["keyword", "uneven", "gloss", "abbreviation", "sentence", "fragment", "association"]

# An abbreviation that a keyword carries in brackets: 深度学习(DL).
_BRACKET = re.compile(r"\s*[(（]([^()（）]{1,20})[)）]$")
_ARTICLE = re.compile(r"^(?:the|each) (?=\w)", re.IGNORECASE)
# The author of a taxon's name (Linnaeus, Miller), or that the species is not known: no part of the term.
_AUTHORITY = re.compile(r"^([A-Z][a-z]{3,}(?: [a-z]{4,})?) (?:L|Linn|Mill|spp?)\.?$")
# A class of 中图分类号; an article may print some: "S147.2, S153.6".
_CLASS = re.compile(r"[A-Z][\w.()/+=:-]*")
# An English side that lacks its last word.
_DANGLING = re.compile(r" (?:and|or|of|the|for|with|in|to)$", re.IGNORECASE)
_EDGE = " \t\n,;.:：；，。、!！?？*\"'“”‘’"
# A hyphen left of a Greek letter (factor-α) or of a line's end; behind a digit it is the sign of a marker (CD4-).
_HANGING = re.compile(r"(?<=[A-Za-z])[-–—]+$")
# A closing quotation mark whose partner went with the edge (“double-edged sword’ effect); behind an s, perhaps a
# genitive's.
_CLOSING = re.compile(r"(?<=[a-rt-z])[’'](?= )")
_QUOTATION_MARKS = re.compile(r"\s*[\"“”]\s*")
# In characters: a longer "term" is a sentence that was read as a list of keywords.
_LONGEST_ZH = 40
_LONGEST_EN = 100
# jieba's flags of conjunctions, adverbs, prepositions, pronouns and particles: 因为, 如何.
_FUNCTIONS = frozenset("cdpru")
# Lengths, in characters, of a Chinese example that is neither a heading nor a paragraph.
_EXAMPLE = range(12, 121)


class _Claim(NamedTuple):
    """A pair that an article proposes; ``place`` is the id of a block, "keywords" or "captions"."""

    zh: str
    en: str
    abbreviation: str | None
    source: Source
    place: str


class _Sighting(Struct):
    """In how many sentence pairs each side of a term pair stands; those with both sides are the examples."""

    zh: int = 0
    en: int = 0
    examples: list[Example] = field(default_factory=list)


def evidence(article: Article, resources: Resources) -> dict[Key, Tally]:
    """The term pairs that the article states, each with all that it says about them. A pair counts once an article."""
    claims: dict[Key, list[_Claim]] = {}
    pairs = list(sentence_pairs(article))
    for claim in (
        *_keywords(article),
        *_glosses(article, resources),
        *_phrases(pairs, resources),
        *_associated(pairs, resources),
    ):
        key = zh_key(claim.zh), en_key(claim.en)
        if all(key) and _may_be_term(claim, resources):
            claims.setdefault(key, []).append(claim)
    seen = _sightings(claims, pairs)
    return {key: _tally(article, found, seen[key]) for key, found in claims.items()}


def _may_be_term(claim: _Claim, resources: Resources) -> bool:
    return (
        len(claim.zh) <= _LONGEST_ZH
        and len(claim.en) <= _LONGEST_EN
        and not han_count(claim.en)
        and not _DANGLING.search(claim.en)
        and not all(flag[:1] in _FUNCTIONS for _, flag in resources.tagger.cut(claim.zh))
    )


def _tally(article: Article, claims: list[_Claim], seen: _Sighting) -> Tally:
    places = Counter(claim.place for claim in claims)
    return Tally(
        articles=1,
        sentences=len(seen.examples),
        zh_sentences=seen.zh,
        en_sentences=seen.en,
        zh=dict.fromkeys((claim.zh for claim in claims), 1),
        en=dict.fromkeys((claim.en for claim in claims), 1),
        abbreviations=dict.fromkeys((claim.abbreviation for claim in claims if claim.abbreviation), 1),
        sources=dict.fromkeys((claim.source for claim in claims), 1),
        domains=dict.fromkeys(_CLASS.findall(article.front.clc or ""), 1),
        places=tuple(Place(article.id, place, count) for place, count in places.items()),
        examples=tuple(seen.examples),
    )


def _keywords(article: Article) -> Iterator[_Claim]:
    """Pairs of the two keyword lists; ``uneven`` where the lists leave something over: a pair may be a guess then."""
    source: Source = "keyword" if all(k.zh and k.en for k in article.front.keywords) else "uneven"
    for keyword in article.front.keywords:
        if keyword.zh and keyword.en:
            zh, zh_short = _split(keyword.zh)
            en, en_short = _split(keyword.en)
            yield _Claim(zh, en, en_short or zh_short, source, "keywords")


def _glosses(article: Article, resources: Resources) -> Iterator[_Claim]:
    for gloss in article.glosses:
        if not gloss.zh:
            continue
        zh = _trimmed(gloss.zh)
        *term, (last, _) = resources.tagger.lcut(zh) or [("", "")]
        if term and last in LOCATIVES:
            zh = zh.removesuffix(last)
        if gloss.en:
            yield _Claim(zh, _trimmed(gloss.en), gloss.abbreviation, "gloss", gloss.block)
        elif gloss.abbreviation:
            yield _Claim(zh, _trimmed(gloss.abbreviation), None, "abbreviation", gloss.block)


def _phrases(pairs: Iterable[Pair], resources: Resources) -> Iterator[_Claim]:
    for pair in pairs:
        for zh, en, whole in phrase_pairs(pair.zh, pair.en, resources):
            yield _Claim(zh, en, None, "sentence" if whole else "fragment", _block(pair))


def _associated(pairs: Sequence[Pair], resources: Resources) -> Iterator[_Claim]:
    for zh, en, pair in associated(pairs, resources):
        yield _Claim(zh, en, None, "association", _block(pair))


def _block(pair: Pair) -> str:
    return pair.zh_extents[0].block if pair.zh_extents else "captions"


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
    """The term without what OCR and lists leave at its edges, and without a quotation mark that has no other."""
    term = _HANGING.sub("", " ".join(term.split()).strip(_EDGE))
    term = _CLOSING.sub("", term)
    if len(_QUOTATION_MARKS.findall(term)) == 1:
        term = _QUOTATION_MARKS.sub("" if han_count(term) else " ", term)
    return _AUTHORITY.sub(r"\1", _ARTICLE.sub("", term))


def _sightings(keys: Iterable[Key], pairs: Iterable[Pair]) -> dict[Key, _Sighting]:
    """In which of the sentence pairs the sides of each term pair stand."""
    found = {key: _Sighting() for key in keys}
    for pair in pairs:
        zh, en = zh_key(pair.zh), en_text(pair.en)
        for key, sighting in found.items():
            in_zh, in_en = key[0] in zh, occurs(key[1], en)
            sighting.zh += in_zh
            sighting.en += in_en
            if in_zh and in_en:
                sighting.examples.append(_example(pair))
    return found


def _example(pair: Pair) -> Example:
    """Better examples sort first: sentences of a readable length that surely answer each other."""
    doubt = 0.0 if pair.score is None else 1 - pair.score
    rank = round(1000 * (doubt + (pair.scope != "abstract") + (len(pair.zh) not in _EXAMPLE)))
    return Example(rank, pair.article, pair.zh, pair.en)
