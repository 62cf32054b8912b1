"""Spaces that OCR lost beside the marks of English: ``food,wine`` → ``food, wine``, ``enzymes.We`` → ``enzymes. We``.

Addresses, formulas, ratios and the names of files and chemicals are printed without them and stay as they are.
"""

from __future__ import annotations

import re

from pipeline.document import Block
from pipeline.repair.context import Context, Sealed
from pipeline.repair.segment import FUNCTION_WORDS

# A mark with no space behind it, and what must stand around it: words beside a comma, a capital behind a colon or stop,
# the year of a citation, a small word behind a bracket.
# Two letters may be the marks of an author's institutions ("Zhang,ac"), so they are words only if they are small ones.
_MARK = re.compile(
    r"[,;:.)\]](?:"
    r"(?:(?<=[A-Za-z]{2}[,;])|(?<=[)\]%][,;])|(?<=\d;))(?=[A-Za-z]{3}|(?:an|as|at|by|et|if|in|is|it|no|of|on|or|so|to|up|we)\b)"
    r"|(?:(?<=[a-z]{2}[,;])|(?<=\.[,;]))(?=(?:19|20)\d\d[a-z]?[);\]])"
    r"|(?:(?<=[a-z]{3}:)|(?<=\):))(?=[A-Z][a-z])"
    r"|(?:(?<=[a-z]{2}\.)|(?<=[)\]]\.))(?=[A-Z] ?[a-z])"
    r"|(?<=[)\]])(?=(?P<word>[a-z]{2,})(?![A-Za-z]))"
    r")"
)
# An abbreviation in brackets is printed apart from the words that it stands for; "iron(III)" is one name.
_ABBREVIATION = re.compile(r"\((?<=[a-z]{3}\()(?=[A-Z][A-Za-z-]*[A-Z]s?\))(?![IVX]+\)|TM\))")
_STEREO = ("cis", "trans", "endo", "exo", "syn", "anti")  # "trans,trans-farnesol"
_ADDRESS = re.compile(r"https?:|www\.|@|\\|\.(?:com|org|net|edu|gov|cn)\b", re.IGNORECASE)
_LONGEST_ADDRESS = 100


def lost_spaces(block: Block, _: Context) -> Block:
    if block.kind in ("math", "code", "image", "table"):
        return block
    text = block.text
    places = [m.end() for m in _MARK.finditer(text) if _is_missing(text, m)]
    if "(" in text:
        places += [m.start() for m in _ABBREVIATION.finditer(text)]
    if not places:
        return block
    sealed = Sealed(block)
    changes = [(at, at, " ") for at in places if not sealed.covers(at - 1) and not _is_in_address(text, at)]
    return block.revised("lost-space", changes) if changes else block


def _is_missing(text: str, match: re.Match[str]) -> bool:
    if match["word"] is not None:
        return match["word"] in FUNCTION_WORDS
    return not (match[0] == "," and text.endswith(_STEREO, 0, match.start()))


def _is_in_address(text: str, at: int) -> bool:
    """Whether the characters around a place, up to the next spaces, are those of an address or path."""
    start = max(text.rfind(" ", 0, at) + 1, text.rfind("\n", 0, at) + 1, at - _LONGEST_ADDRESS)
    end = text.find(" ", at, at + _LONGEST_ADDRESS)
    return bool(_ADDRESS.search(text, start, end if end >= 0 else at + _LONGEST_ADDRESS))
