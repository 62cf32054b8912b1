"""Which Chinese keyword is which English one: an assignment problem.

Journals print the two lists in one order as a rule; some drop, add or shuffle entries. The evidence is that of the
sentence aligner (embeddings, dictionary, anchors), the order is a prior, and what is no translation of anything stays
alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.align.assignment import assignment
from pipeline.align.evidence import Floats, evidence
from pipeline.align.features import TYPES, Context, features
from pipeline.resources import Resources

Pair = tuple[int | None, int | None]

# Set on the keywords of 17 labelled articles: there, true pairs have a cosine of .31 or more (most above .6),
# pairs that merely stand in the same place .13 to .20.
_LEXICON_WEIGHT = 0.5
_NEIGHBOUR_BONUS = 0.17
_LEAST = 0.55
_ROUNDS = 3


def pair_keywords(zh: Sequence[str], en: Sequence[str], resources: Resources) -> list[Pair]:
    """Pairs of indices in the order of the Chinese list, then English keywords without partner; each index once.

    >>> pair_keywords(["乳腺癌", "耐药"], ["drug resistance", "breast cancer"], Resources())
    [(0, 1), (1, 0)]
    """
    partner: dict[int, int] = {}
    if zh and en:
        alike = _likeness(zh, en, resources)
        for _ in range(_ROUNDS):
            gains = alike + _NEIGHBOUR_BONUS * _support(partner, len(zh), len(en)) - _LEAST
            partner = assignment(gains)
    taken = set(partner.values())
    return [*((i, partner.get(i)) for i in range(len(zh))), *((None, j) for j in range(len(en)) if j not in taken)]


def _likeness(zh: Sequence[str], en: Sequence[str], resources: Resources) -> Floats:
    """Shape (zh, en): cosine (not centred: a list is too short for a mean), and what dictionary and anchors say."""
    embedder = resources.embedder
    found = evidence(zh, en, resources.lexicon, embedder)
    context = Context(np.zeros(1, dtype=np.float32), np.zeros(1, dtype=np.float32), 0.0)
    cells = features(found, context, slice(None), slice(None), embedder)[TYPES.index((1, 1)), :-1, :-1]
    return np.asarray(cells[..., 0] + _LEXICON_WEIGHT * np.maximum(cells[..., 1], cells[..., 2]))


def _support(partner: dict[int, int], rows: int, columns: int) -> Floats:
    """How many neighbours (0 to 2; the ends of the lists count) of a pair are a pair too."""
    pairs = np.zeros((rows + 2, columns + 2), dtype=np.float32)
    pairs[0, 0] = pairs[-1, -1] = 1
    for i, j in partner.items():
        pairs[i + 1, j + 1] = 1
    return np.asarray(pairs[:-2, :-2] + pairs[2:, 2:], dtype=np.float32)
