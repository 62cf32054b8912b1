"""Where a Chinese term begins that stands before a bracket: Chinese writes no space there.

Every word border to the left is a candidate. A candidate's score is the sum of what its words say (a function word or
a verb such as 采用 speaks against, a noun for, a word that the English form translates strongly for) and of what the
whole says: the document repeats it, the lexicon knows it, its length fits the English form or the abbreviation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.align.lexicon import Lexicon
from pipeline.resources import Resources
from pipeline.text import HAN, is_han

# What can stand within a term besides Han characters.
_TERM_CHARS = re.compile(rf"[{HAN}A-Za-z0-9α-ωΑ-Ω\-–—−/·.+'′’ⅠⅡⅢⅣⅤⅥ,@_&²³⁺ ]")
_LONGEST = 40
_MOST_PLACES = 200
# Of the length that its English form or its abbreviation lets one expect, a term has at least this share.
_LEAST_SHARE = 0.65
_EDGES = frozenset(" 的和与及或在对为是将被由从以等,/")
_HYPHENS = "-–—−/·+'′’"
# Characters of systematic chemical names: two words made of these alone are one name.
_CHEMICAL = frozenset(
    "甲乙丙丁戊己庚辛苯萘酚醇醛酮酸酯酐胺肟腈基酰氧硫氯溴氟碘氮硅二三四五六七八多环正异叔仲羟羧氨巯硝磺亚次烷烯炔脲胍吡啶嘧唑嗪呋喃噻咪喹啉吗哌碳"
)
_RADICAL = re.compile(r".*[基酰氧代硫氯溴氟碘磺膦硅羟羧氨]")
_NUMBERING = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s*(?=[^\d\s])")
_COUNTED = re.compile(r"\d+\s*[例个名种只株份篇条项块台张头](?!体)")

_PARTICIPLE = re.compile(r"(?:trigger|mediat|induc|activat|promot|coupl|guid)ed|depend[ae]nt|driven")
_ENDS_IN_AND = re.compile(r"[^普涉波触提埃危]及")
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
            places = [match.start() for match in islice(re.finditer(re.escape(phrase), self.text), _MOST_PLACES)]
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


def term_start(before: str, evidence: Evidence, resources: Resources) -> int | None:
    """Where in ``before`` the Chinese term begins that ends with it; None where nothing there can be a term.

    >>> term_start("抗癌的信号转导抑制剂", Evidence("signal transduction inhibitor", "STI", Document("")), Resources())
    3
    """
    tail = zone(before)
    words = words_of((pair.word, pair.flag) for pair in resources.tagger.lcut(tail, HMM=False))
    best: tuple[float, int] | None = None
    for cut, word in enumerate(words):
        candidate = tail[word.start :].strip()
        found = features(candidate, words, cut, evidence, resources.lexicon, resources.terms)
        score = sum(_weights().get(name, 0) * value for name, value in found.items())
        if any(map(is_han, candidate)) and (best is None or score > best[0]):
            best = score, word.start
    return None if best is None else len(before) - len(tail) + best[1]


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
def _weights() -> dict[str, float]:
    """Log-linear weights: a conditional logit over the candidates, its prior what the lists above are meant to say.

    Fitted on 1,017 glosses of some 200 Chinese articles from ChinaXiv, read by hand; on articles left out of the fit it
    finds 91 of 100 left edges.
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
    if not is_han(left[-1]) and not is_han(right[0]):
        return left[-1] != " "
    if right in listed("suffix") and is_han(left[-1]) and left not in listed("function") | listed("conjunction"):
        return True
    if _CHEMICAL.issuperset(left.rpartition("-")[2]) and _CHEMICAL.issuperset(right):
        return True
    if _RADICAL.fullmatch(left) and is_han(right[0]) and left not in listed("ordinary"):
        return True
    return left[-1].isascii() and left[-1].isalnum() and right in listed("unit")


def features(
    candidate: str, words: list[Word], cut: int, evidence: Evidence, lexicon: Lexicon, terms: Mapping[str, Set[str]]
) -> dict[str, float]:
    """What speaks for the term ``candidate``, made of ``words[cut:]``."""
    found: dict[str, float] = defaultdict(float)
    english = _squeezed(evidence.english)
    kinds = [_kind(word) for word in words]
    agents = _verbs_behind_their_agent(words, cut, evidence)
    for index in agents:
        kinds[index] = "inner verb"
    for index in range(cut, len(words)):
        place = "last" if index == len(words) - 1 else "first" if index == cut else "middle"
        found[f"{place} {kinds[index]}"] += 1
        if place == "first" and words[index].text in listed("setting"):
            found["first setting"] += 1
        if english and place != "last":
            said = "translated" if _translated(words[index].text, english, lexicon) else "untranslated"
            found[f"{place} {said}"] += 1
        if index > cut and words[index].text == "的":
            found["的 translated"] += index - 1 in agents or (
                bool(english) and _translated(words[index - 1].text, english, lexicon)
            )
        if kinds[index] == "conjunction" and "and" in english:
            found["conjunction translated"] += 1
    if cut:
        found[f"after {kinds[cut - 1]}"] += 1
        if english and _translated(words[cut - 1].text, english, lexicon):
            found["after translated"] += 1
    else:
        found["opens the clause"] += 1
    _count_repetition(found, evidence.document, words, cut, candidate)
    found["dictionary"] += bool(english) and _is_entry(candidate, english, lexicon)
    length = _length(candidate)
    expected = _expected_length(evidence)
    if expected:
        side = "English" if english else "abbreviation"
        found[f"too long for the {side}"] += max(length / expected - 1.35, 0)
        found[f"too short for the {side}"] += max(_LEAST_SHARE - length / expected, 0)
    found["unbalanced"] += sum(candidate.count(c) for c in "(（") != sum(candidate.count(c) for c in ")）")
    found["one character"] += length < 2
    found["no Chinese"] += not any(map(is_han, candidate))
    names = terms.get(candidate, frozenset())
    found["in the lexicon"] += not names.isdisjoint((english, _squeezed(evidence.abbreviation)))
    found["in the lexicon under other names"] += bool(names) and not found["in the lexicon"]
    if evidence.abbreviation and is_han(evidence.abbreviation[0]):
        found["opens like its short form"] += candidate[0] == evidence.abbreviation[0]
    return found


def _verbs_behind_their_agent(words: list[Word], cut: int, evidence: Evidence) -> list[int]:
    """Which words are verbs such as 介导 in ``宿主介导的基因沉默`` that the term includes with their agent.

    Its English form says so (``host-mediated``), or its abbreviation has more letters than what follows 的 can account
    for: four or more for at most one and a half characters each, as in all three that 700 articles print.
    """
    found = []
    for index in range(cut + 1, len(words) - 2):
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
    return sum(map(is_han, term)) + 2 * len(re.findall(r"[A-Za-z0-9]+", term))


def _is_entry(candidate: str, english: str, lexicon: Lexicon) -> bool:
    """Whether the dictionary translates the whole candidate by words of the English form."""
    entries = list(lexicon.words(candidate))
    return len(entries) == 1 and entries[0][0] == candidate and _translated(candidate, english, lexicon)


def _squeezed(english: str) -> str:
    return "".join(c for c in english.lower() if c.isalnum())


def _translated(word: str, english: str, lexicon: Lexicon) -> bool:
    """Whether a stem that the lexicon gives for (a part of) a word occurs in the English, spaces left out."""
    if not is_han(word[0]):
        return _squeezed(word) in english
    return any(
        stem[:7] in english for _, stems in lexicon.words(word) for stem in stems.split() if len(stem) >= _STEM_LETTERS
    )
