"""Where a Chinese term begins that stands before a bracket: Chinese writes no space there.

Every word border to the left is a candidate. A candidate's score is the sum of what its words say (a function word or
a verb such as 采用 speaks against, a noun for, a word that the English form translates strongly for) and of what the
whole says: the document repeats it, the lexicon knows it, its length fits the English form or the abbreviation. Where
that leaves two close together, the one whose embedding is nearer to that of the English form is taken.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pipeline.align.lexicon import Lexicon
from pipeline.resources import Resources
from pipeline.text import HAN, han_count, is_han

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What can stand within a term besides Han characters.
_TERM_CHARS = re.compile(rf"[{HAN}A-Za-z0-9α-ωΑ-Ω\-–—－−/·.+'′’ⅠⅡⅢⅣⅤⅥ,@_&²³⁺ ]")
_LONGEST = 40
_MOST_PLACES = 200
# Of the length that its English form or its abbreviation lets one expect, a term has at least this share.
_LEAST_SHARE = 0.65
# Candidates that score this close to the best are compared by meaning, for an embedding costs more than all else here;
# and what one unit of cosine is worth in scores. Both by the glosses that the weights are fitted on, see there.
_CLOSE = 1.0
_COSINE = 30.0
_EDGES = frozenset(" 的和与及或在对为是将被由从以等,/")
_HYPHENS = "-–—－−/·+'′’"
# Characters of systematic chemical names: two words made of these alone are one name.
_CHEMICAL = frozenset(
    "甲乙丙丁戊己庚辛苯萘酚醇醛缩酮酸酯酐胺肟腈基酰氧硫氯溴氟碘氮硅二三四五六七八多环正异叔仲羟羧氨巯硝磺亚次烷烯炔脲胍吡啶嘧唑嗪呋喃噻咪喹啉吗哌碳"
)
# 环己基, as OCR misreads it.
_HEXYL = re.compile("已(?=[基烷醇醛酮酸烯])")
_RADICAL = re.compile(r".*[基酰氧代硫氯溴氟碘磺膦硅羟羧氨]")
_NUMBERING = re.compile(
    r"^(?:[图表]\s?)?\d{1,2}(?:\.\d{1,2})+\.?\s*(?=[^\d\s])"
    r"|^(?:[图表]|定义|定理|引理|假设|步骤|例)\s?\d{1,2}\s?(?=[^\d\s])"
    r"|^(?:摘要|背景|目的|方法|结果|结论|关键词)\s+"
)
_COUNTED = re.compile(
    r"\d+\s*(?:[例个名种只株份篇条项块台张头属科](?!体)|[日周月]龄)|\d+\s*(?:m?[Lg]|kg)(?=[^A-Za-z])|[一二两三四五六七八九十几]+(?:[份个例名只株篇条]|组(?![分合织学])|种(?![群类植]))(?![体子])|(?:19|20)\d\d\s*年"
)

_PARTICIPLE = re.compile(r"(?:trigger|mediat|induc|activat|promot|coupl|guid)ed|depend[ae]nt|driven")
# Genus and species, also run together: the species ends as Latin does.
_BINOMIAL = re.compile(
    r"[A-Z][a-z]{3,}(?: (?!anal|synth|hypoth|criteria|media|data)[a-z]{2,}|[a-z]{6,})"
    r"(?:us|um|is|i|a|ae|ans|ens|ides|x)(?: |$)"
)
# What Chinese says with 与: Pleasure-Interest Model, NFC/NDF.
_JOINED = re.compile(r"[A-Za-z]{2}[-–][A-Z][a-z]|[A-Za-z]{2} ?[/&] ?[A-Za-z]{2}")
_WITHIN = re.compile(r"intra|inter|endo|inner|within|\bin\b")
_ENDS_IN_AND = re.compile(r"[^普涉波触提埃危]及")
# Function words of one character that open no term; others do: 从头测序, 中适应情景, 株高, 第一主成分.
_NEVER_FIRST = frozenset(
    "的地得了着过在为是将把由于向按依给让使令如即其该此这那某各每之也还又都就才已曾若则仅只而且但并跟据受设"
)
_NOUN_TAGS = ("n", "l", "i", "j", "g")
_STEM_LETTERS = 4


class Word(NamedTuple):
    text: str
    tag: str
    start: int


class Uses(NamedTuple):
    """Where a phrase stands in a document, and how often nothing of a term stands before it."""

    places: list[int]
    free: int


class Document:
    """All text of a document, which remembers where it was asked to look."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._uses: dict[str, Uses] = {}

    def uses(self, phrase: str) -> Uses:
        """The first two hundred uses of a phrase."""
        if phrase not in self._uses:
            places: list[int] = []
            at = self.text.find(phrase)
            while at >= 0 and len(places) < _MOST_PLACES:
                places.append(at)
                at = self.text.find(phrase, at + len(phrase))
            self._uses[phrase] = Uses(places, sum(self._is_edge(at) for at in places))
        return self._uses[phrase]

    def _is_edge(self, at: int) -> bool:
        return at == 0 or self.text[at - 1] in _EDGES or not _TERM_CHARS.match(self.text[at - 1])


class Evidence(NamedTuple):
    """What is known of the term besides its left context.

    ``english``       the full English form, "" where none is known
    ``abbreviation``  "" where none is printed
    ``document``      in which repetition is counted
    """

    english: str
    abbreviation: str
    document: Document


def term_starts(places: Sequence[tuple[str, Evidence]], resources: Resources) -> list[int | None]:
    """Where in each text the Chinese term begins that ends with it; None where nothing there can be a term.

    >>> known = Evidence("signal transduction inhibitor", "STI", Document(""))
    >>> term_starts([("抗癌的信号转导抑制剂", known)], Resources())
    [3]
    """
    leaders = [_leaders(before, evidence, resources) for before, evidence in places]
    texts: list[str] = []
    for (before, evidence), close in zip(places, leaders, strict=True):
        if len(close) > 1:
            texts += [evidence.english, *(before[start:].strip() for _, start in close)]
    embedder = resources.embedder if texts else None
    vectors = iter(embedder.vectors(embedder.pooled(texts)) if embedder else ())
    return [_nearest(close, vectors) for close in leaders]


def _leaders(before: str, evidence: Evidence, resources: Resources) -> list[tuple[float, int]]:
    """The best candidate's score and place, and those of the others that English of several words may yet prefer."""
    if before.endswith("》"):
        at = before.rfind("《")
        return [(0, at)] if at >= 0 else []
    weights = _weights()
    scored = [
        (sum(weights.get(name, 0) * value for name, value in found.items() if value), start)
        for start, found in candidates(before, evidence, resources)
    ]
    best = max(scored, key=_score, default=(0, 0))
    # Of 26 words that stood alone in the glosses of the fit, an encoder of sentences mended 4 edges and spoilt 5.
    comparable = " " in evidence.english
    return [c for c in scored if c is best or (comparable and c[0] >= best[0] - _CLOSE)]


def _nearest(close: list[tuple[float, int]], vectors: Iterator[NDArray[np.float32]]) -> int | None:
    """The place of the best candidate; of several, by the next vectors: the English form's, then one of each."""
    if len(close) > 1:
        english = next(vectors)
        close = [(score + _COSINE * float(next(vectors) @ english), start) for score, start in close]
    return max(close, key=_score)[1] if close else None


def _score(candidate: tuple[float, int]) -> float:
    return candidate[0]


def candidates(before: str, evidence: Evidence, resources: Resources) -> Iterator[tuple[int, dict[str, float]]]:
    """The word borders where the term may begin, from left to right, each with what speaks for it."""
    tail = zone(before)
    tagged = resources.tagger.lcut(_HEXYL.sub("己", tail) if "已" in tail else tail, HMM=False)
    words = words_of((pair.word, pair.flag) for pair in tagged)
    said = _said(words, evidence, resources.lexicon)
    for cut, word in enumerate(words):
        candidate = tail[word.start :].strip()
        if any(map(is_han, candidate)) and candidate != evidence.abbreviation and _may_open(said, cut):
            yield len(before) - len(tail) + word.start, _features(candidate, said, cut, evidence, resources)


def is_too_short(term: str, evidence: Evidence) -> bool:
    """Whether a term has far fewer characters than its English form, or else its abbreviation, lets one expect."""
    return _length(term) < _LEAST_SHARE * _expected_length(evidence)


@cache
def listed(kind: str) -> frozenset[str]:
    """The words of a kind that ``data/term_context.tsv`` lists and explains."""
    lines = Path(__file__).parents[1].joinpath("data", "term_context.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return frozenset(word for word, of_kind in rows if of_kind == kind)


@cache
def _appositions() -> tuple[str, ...]:
    return tuple(sorted(listed("apposition")))


@cache
def _weights() -> dict[str, float]:
    """Log-linear weights: a conditional logit over the candidates.

    Fitted on 1,500 glosses of 240 Chinese articles from ChinaXiv, read by hand, with the weights of an earlier fit on
    1,017 as its prior; on articles left out of the fit it finds 91.6 of 100 left edges, and 92.4 with the embeddings.
    """
    return msgspec.json.decode(Path(__file__).with_name("term_boundary.json").read_bytes(), type=dict[str, float])


def zone(before: str) -> str:
    """The end of a text in which the term must begin: back to punctuation, at most forty characters.

    A bracket that is part of a chemical name (``1-（3-二甲氨基丙基）-3-乙基碳二亚胺``) does not end it.
    """
    at = len(before)
    while at > 0 and len(before) - at < _LONGEST:
        char = before[at - 1]
        if char in ")）" and before[at : at + 1] in ("-", "—", "–"):
            left = max(before.rfind("(", 0, at), before.rfind("（", 0, at))
            if left <= 0 or not _chemical(before[left + 1 : at - 1]):
                break
            at = left
            continue
        if char == "," and not (before[at - 2 : at - 1].isdigit() and before[at : at + 1].isdigit()):
            break
        if before[at - 2 : at] in ("——", "一一"):
            break
        if not _TERM_CHARS.match(char) or (char == "+" and at > 1 and is_han(before[at - 2])):
            break
        at -= 1
    found = before[at:]
    for counted in _COUNTED.finditer(found):
        found = before[at + counted.end() :]
    return _NUMBERING.sub("", found.lstrip(" -–—·./+,"))


def _chemical(inner: str) -> bool:
    return inner[:1].isdigit() or "-" in inner or inner in ("甲基", "乙基")


def words_of(tagged: Iterable[tuple[str, str]]) -> list[Word]:
    """The words of a zone, from (text, part of speech); a hyphen, a digit and a Latin letter cling to what follows."""
    words: list[Word] = []
    at = 0
    for text, tag in tagged:
        glued = words and words[-1].start + len(words[-1].text) == at and _clings(words[-1].text, text)
        if glued:
            previous = words.pop()
            joint = tag if is_han(text[-1]) else "eng"
            words.append(Word(previous.text + text, joint, previous.start))
        elif text.strip():
            words.append(Word(text, tag, at))
        at += len(text)
    return words


def _clings(left: str, right: str) -> bool:
    if left[-1] in _HYPHENS or right[0] in _HYPHENS or (left in listed("prefix") and is_han(right[0])):
        return True
    if right == "国家" and left[-1] == "国":  # 美国国家航空航天局
        return True
    if right == "化" and left in listed("outer verb"):  # 采用化感作用
        return False
    if not is_han(left[-1]) and not is_han(right[0]):
        return left[-1] != " "
    if right in listed("suffix") and is_han(left[-1]):
        # 测定醛缩酶
        is_verb = right in _CHEMICAL and left in listed("outer verb")
        return not (is_verb or left in listed("function") or left in listed("conjunction"))
    if _CHEMICAL.issuperset(left.rpartition("-")[2]) and (_CHEMICAL.issuperset(right) or right.endswith("酶")):
        return True
    if _RADICAL.fullmatch(left) and is_han(right[0]) and left not in listed("ordinary"):
        return True
    return left[-1].isascii() and left[-1].isalnum() and right in listed("unit")


class _Said(NamedTuple):
    """What the words before a bracket are, in themselves and beside the English form or the abbreviation.

    ``translated``  for each word, where in the squeezed English form a translation of it stands
    ``initials``    for each word, how much its translations' first letters say for a letter of the abbreviation
    """

    words: list[Word]
    kinds: list[str]
    translated: list[frozenset[int]]
    initials: list[dict[str, float]]
    agents: list[int]
    english: str
    letters: str
    is_hyphenated: bool


def _said(words: list[Word], evidence: Evidence, lexicon: Lexicon) -> _Said:
    english = _squeezed(evidence.english)
    letters = "" if english else "".join(c for c in evidence.abbreviation.lower() if c.isascii() and c.isalpha())
    kinds = [_kind(word) for word in words]
    agents = _verbs_behind_their_agent(words, evidence)
    translated = [_places(word.text, english, lexicon) if english else frozenset() for word in words]
    for index, word in enumerate(words):
        said = translated[index] or (word.text == "基于" and "based" in english)
        if index in agents or (kinds[index] == "function" and len(word.text) > 1 and word.tag != "m" and said):
            kinds[index] = "inner verb"
        elif index and _is_postposition(word, words[index - 1], kinds[index - 1], evidence):
            kinds[index] = "function"
    return _Said(
        words,
        kinds,
        translated,
        [_initials(word.text, lexicon) if letters else {} for word in words],
        agents,
        english,
        letters,
        _JOINED.search(evidence.english) is not None,
    )


def _is_postposition(word: Word, before: Word, kind: str, evidence: Evidence) -> bool:
    """Whether 后, 下, 内 or 成 ends what says when, under what, in what or what becomes: 干扰后芦苇, 瘤胃内非蛋白氮.

    Not in 缺血后处理 (ischemic postconditioning), 移植后糖尿病 (PTDM), 细胞内钙 (intracellular calcium).
    """
    english = evidence.english.lower()
    if word.text == "后":
        said = "post" in english if english else "P" in evidence.abbreviation
        return kind.endswith("verb") and not said
    if word.text == "内":
        said = _WITHIN.search(english) is not None if english else "I" in evidence.abbreviation.upper()
        return kind == "noun" and not said
    if word.text == "成":
        return kind.endswith("verb") or before.text.endswith("化")
    return word.text == "下" and (kind.endswith("verb") or before.text in listed("circumstance"))


def _may_open(said: _Said, cut: int) -> bool:
    """Whether a word may begin a term: 基于, 一种 or 和 only where it is the term or the English says it (based on)."""
    word = said.words[cut].text
    listed_so = word in listed("conjunction") or word in _NEVER_FIRST or (len(word) > 1 and word in listed("function"))
    return not listed_so or said.kinds[cut] == "inner verb" or cut == len(said.words) - 1


def _features(candidate: str, said: _Said, cut: int, evidence: Evidence, resources: Resources) -> dict[str, float]:
    """What speaks for the term ``candidate``, made of ``said.words[cut:]``."""
    words, kinds, translated, english = said.words, said.kinds, said.translated, said.english
    found: dict[str, float] = defaultdict(float)
    last = len(words) - 1
    for index in range(cut, len(words)):
        place = "last" if index == last else "first" if index == cut else "middle"
        found[f"{place} {kinds[index]}"] += 1
        if english and place != "last":
            found[f"{place} {'translated' if translated[index] else 'untranslated'}"] += 1
        if index > cut and words[index].text == "的":
            found["的 translated"] += index - 1 in said.agents or bool(translated[index - 1])
        if kinds[index] == "conjunction" and ("and" in english or said.is_hyphenated):
            found["conjunction translated"] += 1
    if cut < last:
        found["first setting"] += words[cut].text in listed("setting")
        found["first apposition"] += words[cut].text.endswith(_appositions())
        found["first single"] += len(words[cut].text) == 1
    if "based" in english:  # ``基于标签隶属度的项目相似度（item similarity based on tags membership）``
        found["first based"] += words[cut].text == "基于"
        found["behind based"] += any(word.text == "基于" for word in words[:cut])
    if english:
        own = frozenset().union(*translated[cut:])
        found["opens the English"] += 0 in translated[cut]
        found["behind what opens the English"] += 0 not in own and any(0 in places for places in translated[:cut])
        if cut:
            found["after translated"] += bool(translated[cut - 1])
            found["after what is left of the English"] += bool(translated[cut - 1] - own)
            left = frozenset().union(*translated[max(0, cut - 3) : cut - 1])
            found["behind what is left of the English"] += bool(left - own)
    if cut:
        found[f"after {kinds[cut - 1]}"] += 1
        found["after a conjunction translated"] += kinds[cut - 1] == "conjunction" and "and" in english
        found["after apposition"] += words[cut - 1].text.endswith(_appositions())
        found["after single"] += kinds[cut - 1] in ("noun", "other", "verb") and len(words[cut - 1].text) == 1
    else:
        found["opens the clause"] += 1
    if said.letters:
        found["first letter"] += said.initials[cut].get(said.letters[0], 0)
        found["first letter before"] += said.initials[cut - 1].get(said.letters[0], 0) if cut else 0
        found["letters"] += _letters_matched(said.letters, said.initials[cut:])
    length = _length(candidate)
    expected = _expected_length(evidence)
    shortfall = max(math.log(expected / length), 0) if expected and length else 0
    _count_repetition(found, evidence.document, words, cut, candidate)
    found["free but short"] += found["share of free uses"] * shortfall
    found["dictionary"] += bool(english) and _is_entry(candidate, english, resources.lexicon)
    found["headword"] += resources.lexicon.has(candidate)
    if expected:
        side = "English" if english else "abbreviation"
        found[f"too long for the {side}"] += max(length / expected - 1.35, 0)
        found[f"too short for the {side}"] += max(_LEAST_SHARE - length / expected, 0)
        found[f"longer than the {side}"] += max(math.log(length / expected), 0) if length else 0
        found[f"shorter than the {side}"] += shortfall
    if _BINOMIAL.match(evidence.english):
        found["too long for a species"] += max(length - 4, 0)
    found["unbalanced"] += sum(candidate.count(c) for c in "(（") != sum(candidate.count(c) for c in ")）")
    found["one character"] += length < 2
    names = resources.terms.get(candidate, frozenset())
    found["in the lexicon"] += not names.isdisjoint((english, _squeezed(evidence.abbreviation)))
    found["in the lexicon under other names"] += bool(names) and not found["in the lexicon"]
    if evidence.abbreviation and is_han(evidence.abbreviation[0]):
        found["opens like its short form"] += candidate[0] == evidence.abbreviation[0]
    return found


def _letters_matched(letters: str, initials: list[dict[str, float]]) -> float:
    """The share of an abbreviation's letters that words account for in their order, each by its likely initials."""
    best = [0.0] * (len(letters) + 1)
    for of_word in initials:
        row = best[:]
        for n, letter in enumerate(letters, 1):
            row[n] = max(row[n - 1], best[n], best[n - 1] + of_word.get(letter, 0))
        best = row
    return best[-1] / len(letters)


def _initials(word: str, lexicon: Lexicon) -> dict[str, float]:
    """The first letters that translations of a word may have; the fewer they are, the more each says."""
    if not is_han(word[0]):
        letter = next((c for c in word.lower() if c.isalpha()), "")
        return {letter: 1.0}
    found = {stem[0] for _, stems in lexicon.words(word) for stem in stems.split()}
    return dict.fromkeys(found, 1 - len(found) / 26)


def _verbs_behind_their_agent(words: list[Word], evidence: Evidence) -> list[int]:
    """Which words are verbs such as 介导 in ``宿主介导的基因沉默`` that the term includes with their agent.

    Its English form says so (``host-mediated``), or its abbreviation has more letters than what follows 的 can account
    for: four or more for at most one and a half characters each, as in all three that 700 articles print.
    """
    found = []
    for index in range(1, len(words) - 2):
        if words[index].text in listed("agent verb") and words[index + 1].text == "的":
            letters = sum(c.isalpha() for c in evidence.abbreviation)
            behind = _length("".join(word.text for word in words[index + 2 :]))
            unexplained = not evidence.english and letters >= 4 and behind <= 1.5 * letters
            if unexplained or _PARTICIPLE.search(evidence.english.lower()):
                found.append(index)
    return found


def _count_repetition(found: dict[str, float], document: Document, words: list[Word], cut: int, candidate: str) -> None:
    """How the document uses the candidate elsewhere: on its own, and whether always behind its left neighbour."""
    places, free = document.uses(candidate)
    if len(places) > 1:
        before = words[cut - 1].text if cut else ""
        together = sum(document.text.startswith(before, at - len(before)) for at in places if at >= len(before))
        found["repeated"] += 1
        found["always behind its neighbour"] += bool(cut) and together == len(places)
        found["not always behind its neighbour"] += bool(cut) and together < len(places)
        found["free elsewhere"] += free > (cut == 0)
        found["share of free uses"] += free / len(places)


def _expected_length(evidence: Evidence) -> float:
    """Han characters that a term has on average: for an English form by its letters, else by its abbreviation's.

    1.4 characters for 6.5 English letters and 2 for each letter of an abbreviation are the medians of 190 glosses.
    """
    if evidence.english:
        return 1.4 * max(len(_squeezed(evidence.english)) / 6.5, 1)
    if evidence.abbreviation and not is_han(evidence.abbreviation[0]):
        return 2.0 * sum(c.isalpha() for c in evidence.abbreviation)
    return 0


def _kind(word: Word) -> str:
    text, tag = word.text, word.tag
    if text in listed("conjunction") or _ENDS_IN_AND.fullmatch(text):
        return "conjunction"
    if text in listed("bound"):
        return "bound"
    if text in listed("function") or (tag[0] in "pcur" and text not in listed("inner verb") and len(text) > 1):
        return "function"
    if text in listed("outer verb"):
        return "outer verb"
    if text in listed("inner verb") or tag == "vn":
        return "inner verb"
    if tag[0] == "v":
        return "verb"
    if tag[0] in "mq":
        return "number"
    if not is_han(text[0]):
        return "latin"
    if tag.startswith(_NOUN_TAGS):
        return "noun"
    return "other"


def _length(term: str) -> float:
    """Han characters; a run of Latin letters or digits counts as two."""
    return han_count(term) + 2 * len(re.findall(r"[A-Za-z0-9]+", term))


def _is_entry(candidate: str, english: str, lexicon: Lexicon) -> bool:
    """Whether the dictionary translates the whole candidate by words of the English form."""
    return lexicon.has(candidate) and bool(_places(candidate, english, lexicon))


def _squeezed(english: str) -> str:
    return "".join(c for c in english.lower() if c.isalnum())


def _places(word: str, english: str, lexicon: Lexicon) -> frozenset[int]:
    """Where in the English, spaces left out, stems stand that the lexicon gives for (parts of) a word."""
    if not is_han(word[0]):
        stems = [_squeezed(word)]
    else:
        stems = [s[:7] for _, of_word in lexicon.words(word) for s in of_word.split() if len(s) >= _STEM_LETTERS]
    places = (english.find(stem) for stem in stems if stem)
    return frozenset(place for place in places if place >= 0)
