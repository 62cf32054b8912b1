"""Which Chinese keyword is which English one: an assignment problem.

Journals print the two lists in one order as a rule; some drop, add or shuffle entries. So the order is believed as far
as dictionary, terms of the field and anchors do not speak against it, and what is no translation of anything stays
alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.align.assignment import assignment
from pipeline.align.embeddings import Floats
from pipeline.align.evidence import evidence
from pipeline.align.features import ANCHORS, LEX, TYPES, Context, features
from pipeline.resources import Resources
from pipeline.text import folded

Pair = tuple[int | None, int | None]

# Set on the keywords of 17 labelled articles and on all 51 lists of a corpus of 700 that are out of order or of unequal
# length. Counting the sentences of the two abstracts that hold both keywords changed no pair for the better; sentence
# embeddings add pairs of what dictionary and order leave over on both sides: six from this cosine on, all right.
_NEIGHBOUR_BONUS = 0.2
_LEAST = 0.35
_ROUNDS = 3
_LEAST_COSINE = 0.48


def pair_keywords(zh: Sequence[str], en: Sequence[str], resources: Resources) -> list[Pair]:
    """Pairs of indices in the order of the Chinese list, then English keywords without partner; each index once.

    >>> pair_keywords(["乳腺癌", "耐药"], ["drug resistance", "breast cancer"], Resources())
    [(0, 1), (1, 0)]
    """
    partner: dict[int, int] = {}
    if zh and en:
        alike = _likeness(zh, en, resources)
        if len(zh) == len(en):
            partner = {place: place for place in range(len(zh))}
        for _ in range(_ROUNDS):
            partner = assignment(alike + _NEIGHBOUR_BONUS * _support(partner, len(zh), len(en)) - _LEAST)
        _pair_by_sense(partner, zh, en, resources)
        if len(zh) == len(en) == len(partner) + 1:
            _pair_the_last(partner, len(zh))
    taken = set(partner.values())
    return [*((i, partner.get(i)) for i in range(len(zh))), *((None, j) for j in range(len(en)) if j not in taken)]


def _likeness(zh: Sequence[str], en: Sequence[str], resources: Resources) -> Floats:
    """Shape (zh, en), from 0 to 1: what dictionary and anchors say, and 1 for a term whose translation is listed."""
    found = evidence(zh, en, resources.lexicon, None)
    beads = features(found, Context(log_ratio=0.0), slice(None), slice(None), longest=1)
    cells = beads[TYPES.index((1, 1)), :-1, :-1]
    said = np.maximum(cells[..., LEX], cells[..., ANCHORS])
    english = [folded(word) for word in en]
    listed = [[word in resources.terms.get(term, ()) for word in english] for term in zh]
    return np.maximum(said, np.array(listed, dtype=np.float32))


def _pair_the_last(partner: dict[int, int], count: int) -> None:
    """Let the two that are left of two lists answer each other if they stand beside a pair."""
    i, j = min({*range(count)} - {*partner}), min({*range(count)} - {*partner.values()})
    if _support(partner, count, count)[i, j]:
        partner[i] = j


def _pair_by_sense(partner: dict[int, int], zh: Sequence[str], en: Sequence[str], resources: Resources) -> None:
    """Let those of both lists that are left answer each other if their embeddings are close."""
    rows = [i for i in range(len(zh)) if i not in partner]
    columns = [j for j in range(len(en)) if j not in partner.values()]
    if rows and columns:
        embedder = resources.embedder
        zh_vectors, en_vectors = (
            embedder.vectors(embedder.pooled(texts)) for texts in ([zh[i] for i in rows], [en[j] for j in columns])
        )
        close = assignment(zh_vectors @ en_vectors.T - _LEAST_COSINE)
        partner.update({rows[row]: columns[column] for row, column in close.items()})


def _support(partner: dict[int, int], rows: int, columns: int) -> Floats:
    """How many neighbours (0 to 2; the ends of the lists count) of a pair are a pair too."""
    pairs = np.zeros((rows + 2, columns + 2), dtype=np.float32)
    pairs[0, 0] = pairs[-1, -1] = 1
    for i, j in partner.items():
        pairs[i + 1, j + 1] = 1
    return np.asarray(pairs[:-2, :-2] + pairs[2:, 2:], dtype=np.float32)
