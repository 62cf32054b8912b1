"""Keywords whose separators OCR lost: cut into as many as the other language has, each most like its counterpart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from pipeline.article import Language
from pipeline.repair.segment import segmented
from pipeline.resources import Resources
from pipeline.structure.front.keywords import Keywords
from pipeline.text import HAN

_LONGEST = 8  # words of one keyword
_MOST = 12  # keywords of one list
_LONG = 4  # letters of a word that stands in a keyword once
_MOST_WORDS = 60  # of a list; a longer one is no list of keywords

_CHINESE = re.compile(rf"[{HAN}）)][{HAN}]")
_CAPITAL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")


def recut(one: Keywords, other: Keywords, lang: Language, resources: Resources) -> tuple[str, ...]:
    """The keywords of one language, in ``lang``, with the cuts that the other language's list asks for.

    Only where the other list has another length and more to go by: marks, the spaces between Chinese words, or capitals
    that part more words than such spaces do. A list with marks of its own is cut within words only (MetabolitesReview).
    """
    count = len(other.words)
    if one.cased and not other.certain and len(one.words) > count:
        return one.words
    phrases = 2 * sum(" " in word for word in other.words) >= count  # and no words that capitals have parted
    cased = other.cased and count > len(one.words)
    better = other.certain or cased or (len(one.words) == 1 and phrases) or (lang == "en" and not one.certain)
    if not one.words or len(one.words) == count or not 2 <= count <= _MOST or not better:
        return one.words
    if one.certain and lang == "zh":
        return one.words
    if one.certain:
        parted = tuple(part for word in one.words for part in _CAPITAL.split(word))
        return parted if len(parted) == count else one.words
    if lang == "en":
        runs = [run for entry in one.words for run in entry.split()]
        words = [word for run in runs for word in ([run] if run in other.words else _words(run, resources))]
        return _cut(words, " ", other.words, resources) or one.words
    spaced = [run for entry in one.words for run in entry.split()]
    if len(spaced) >= count:
        return _cut(spaced, " ", other.words, resources) or one.words
    entries = [[word for word in resources.words.cut(entry) if word.strip()] for entry in one.words]
    words = [word for entry in entries for word in entry]
    ends = accumulate(map(len, entries))
    breaks = [
        at
        for at, (left, right) in zip(ends, pairwise(one.words), strict=False)
        if _CHINESE.fullmatch(left[-1] + right[0])
    ]
    return _cut(words, "", other.words, resources, breaks) or one.words


def _words(run: str, resources: Resources) -> list[str]:
    """The words of a run of letters that OCR wrote together; capitals inside it begin one."""
    parts = re.findall(r"[A-Z]?[a-z]{2,}|[^a-z]+[a-z]?|.", run) if re.search("[a-z][A-Z]", run) else [run]
    out: list[str] = []
    for part in parts:
        found = segmented(part.lower(), resources.english, {}) if len(part) > 14 and part.isalpha() else None
        at = 0
        for word in found.words if found else (part,):
            out.append(part[at : at + len(word)])
            at += len(word)
    return out


def _cut(
    words: Sequence[str], glue: str, others: Sequence[str], resources: Resources, breaks: Sequence[int] = ()
) -> tuple[str, ...]:
    """The cut of words into as many runs as there are others that makes their likeness greatest, in order.

    No run goes across one of ``breaks``, indices of words. Dynamic programming over cosine similarities of multilingual
    sentence embeddings; () where there is no such cut.
    """
    size, count = len(words), len(others)
    if not count <= size <= _MOST_WORDS or size > count * _LONGEST:
        return ()
    ends = [next((at for at in breaks if at > a), size) for a in range(size)]
    spans = [
        (a, b) for a in range(size) for b in range(a + 1, min(ends[a], a + _LONGEST) + 1) if not _doubles(words[a:b])
    ]
    embedder = resources.embedder
    texts = [glue.join(words[a:b]) for a, b in spans]
    vectors = embedder.vectors(embedder.pooled([*texts, *others]))
    alike = vectors[: len(spans)] @ vectors[len(spans) :].T
    row = {span: n for n, span in enumerate(spans)}
    best = np.full((count + 1, size + 1), -np.inf)
    begin = np.zeros((count + 1, size + 1), dtype=int)
    best[0, 0] = 0.0
    for k in range(1, count + 1):
        for b in range(k, size + 1):
            for a in range(max(0, b - _LONGEST), b):
                score = best[k - 1, a] + alike[row[a, b], k - 1] if (a, b) in row else -np.inf
                if score > best[k, b]:
                    best[k, b], begin[k, b] = score, a
    if best[count, size] == -np.inf:
        return ()
    cuts, end = [], size
    for k in range(count, 0, -1):
        start = int(begin[k, end])
        cuts.append(glue.join(words[start:end]))
        end = start
    return tuple(reversed(cuts))


def _doubles(words: Sequence[str]) -> bool:
    """Whether a word stands twice running, or a long English one twice: one keyword ends there and the next begins.

    As in village policy policy tool, think tank construction think tank service.
    """
    said = [word.lower() for word in words]
    long = [word for word in said if len(word) >= _LONG and word.isascii()]
    return any(one == other and len(one) > 1 for one, other in pairwise(said)) or len(set(long)) < len(long)
