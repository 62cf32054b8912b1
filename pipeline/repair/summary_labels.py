"""The labels of an English summary, misread: ``Astract:`` → ``Abstract:``, ``Keywors:`` → ``Keywords:``."""

from __future__ import annotations

import re
from itertools import takewhile

from pipeline.document import Block
from pipeline.repair.context import Context

# What begins a line with a colon behind it, alone in its line, right before a sentence's capital, or ends in "words".
_LEADING = re.compile(
    r"^(?:[^\w\n]{0,6}|\d{1,3}[ \t])([A-Za-z]{2,5} ?[A-Za-z]{3,5}?)"
    r"(?:(?=[ \t]?[:：\]】]|[ \t]*$|[ \t]?[A-Z][a-z])|(?<=[Ww]ords))",
    re.MULTILINE,
)
# So many letters side by side may differ: OCR takes one for two, and two for one.
_MOST_LETTERS = 2


def summary_labels(block: Block, context: Context) -> Block:
    if not context.lacks_labels or block.kind not in ("heading", "paragraph"):
        return block
    changes = []
    for match in _LEADING.finditer(block.text):
        word = match[1].replace(" ", "").lower()
        label = next((label for label in context.lacks_labels if _is_near(word, label.replace(" ", "").lower())), None)
        if label:
            changes.append((match.start(1), match.end(1), label))
    return block.revised("summary-label", changes[:1]) if changes else block


def _is_near(word: str, label: str) -> bool:
    """Whether two words differ at one place only.

    >>> _is_near("astract", "abstract"), _is_near("keyworcls", "keywords"), _is_near("obstruct", "abstract")
    (True, True, False)
    """
    if abs(len(word) - len(label)) > 1:
        return False
    before = _alike(word, label)
    behind = _alike(word[before:][::-1], label[before:][::-1])
    return max(len(word), len(label)) - before - behind <= _MOST_LETTERS


def _alike(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
