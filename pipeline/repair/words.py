"""English words that OCR ran together: ``Thealgorithmofdrug repositioning`` → ``The algorithm of drug repositioning``.

Names of genes, drugs, chemicals, species and people are whole words that no list holds; they must stay whole. A run is
divided only where known words explain all of it and something vouches for the division: a function word in it, or the
same words elsewhere in the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed
from pipeline.repair.divider import Divider
from pipeline.repair.mixed_case import case_parts, divided_parts

_LETTERS = re.compile(r"[A-Za-z][A-Za-z]{3,}")
# What a run may not touch, being then part of an address, a code, a formula or a name: digit, underscore, slash,
# at-sign, TeX, a letter with an accent.
_NO_PROSE = r"[\w\u00c0-\u024f@/\\+#^]"
_RUN = re.compile(
    rf"[A-Za-z](?<!{_NO_PROSE}.)(?<![\w@/\\]\..)(?<!\d-.)[A-Za-z]{{3,199}}+(?!{_NO_PROSE}|\.[a-z]{{2,4}}\b|-\d)",
    re.ASCII,
)


def words(block: Block, context: Context) -> Block:
    if block.kind in ("math", "code", "image"):
        return block
    sealed = Sealed(block)
    english, certain = context.resources.english, context.resources.certain_english
    divider, whole = _memory(context)
    changes = []
    for letters in _LETTERS.finditer(block.text):
        run = letters[0]
        if run in whole or run.lower() in certain:
            continue
        at = letters.start()
        if not _RUN.match(block.text, at) or sealed.covers(at):
            continue
        parts = case_parts(run, english)
        pieces: tuple[str, ...] = ()
        if len(parts) > 1:
            pieces = divided_parts(parts, divider)
        elif divider.divided_lower(run.lower()):
            before, after = block.text[max(0, at - 8) : at], block.text[letters.end() : letters.end() + 2]
            pieces = divider.divided(run, before, after)
            if not pieces:  # here, but perhaps elsewhere
                continue
        if len(pieces) < 2:
            whole.add(run)
        changes += [(at + b, at + b, " ") for b in _breaks(pieces)]
    return block.revised("words", changes) if changes else block


@lru_cache(maxsize=1)
def _memory(context: Context) -> tuple[Divider, set[str]]:
    """One a document: what divides its runs, and those that are one word wherever they stand."""
    return Divider(context), set()


def _breaks(pieces: Sequence[str]) -> list[int]:
    """Offsets at which a run falls into its pieces."""
    return list(accumulate(map(len, pieces[:-1])))
