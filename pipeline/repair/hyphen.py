"""Hyphens of line ends that OCR kept within words: ``on-tology`` → ``ontology``, ``streptomy-cin`` → ``streptomycin``.

A compound keeps its hyphen. A hyphen goes only where a part is no word of its own and both parts together are one, or
where the document writes the word without it.
"""

from __future__ import annotations

import re

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed
from pipeline.repair.pinyin import is_pinyin
from pipeline.repair.segment import segmented

_RIGHT = re.compile(r"-\n?([a-z]{2,40}|NA|NAs)(?![\w@/\\-])", re.ASCII)
_LEFT = re.compile(r"(?<![\w@/\\.-])[A-Z]?[a-z]{1,20}R?$", re.ASCII)
_LONGEST_LEFT = 22
# A part rarer than this is no word of its own; the whole must be at least so much likelier than its parts.
_RARE, _GAIN = -6.4, 3.0


def hyphen(block: Block, context: Context) -> Block:
    if "-" not in block.text or block.kind in ("math", "code", "table"):
        return block
    sealed = Sealed(block)
    changes = [
        (right.start(), right.start(1), "")
        for right in _RIGHT.finditer(block.text)
        if (left := _LEFT.search(block.text, max(0, right.start() - _LONGEST_LEFT), right.start()))
        and not sealed.covers(left.start())
        and _breaks_a_word(left[0], right[1], context)
    ]
    return block.revised("hyphen", changes) if changes else block


def _breaks_a_word(left: str, right: str, context: Context) -> bool:
    one, other = left.lower(), right.lower()
    whole = one + other
    english = context.resources.english
    first, second = english.get(one, -9.0), english.get(other, -9.0)
    if context.resources.word_forms.get(one) == "prefix" or one.endswith("o") or is_pinyin(whole):
        return False
    if min(first, second) >= _RARE:
        return right[:2] == "NA" and context.counts[whole] > 1
    if whole in english:
        return english[whole] - first - second >= _GAIN
    if context.counts[whole] > 2 and (one not in english or other not in english):
        return True
    return first < _RARE and len(one) > 3 and _crosses(one, whole, context)


def _crosses(one: str, whole: str, context: Context) -> bool:
    """Whether the run is words of which the first goes on beyond the hyphen (``percuta-neouscoronary``)."""
    found = segmented(whole, context.resources.english, {})
    return found is not None and len(one) + 2 <= len(found.words[0]) and min(map(len, found.words)) > 3
