"""Characters that no page can hold, made visible; line breaks of the source, undone."""

from __future__ import annotations

import re
import unicodedata

from pipeline.text import HAN

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_WIDE = rf"{HAN}\u3000-\u303f\uff00-\uff60“”‘’…—"
_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")
_LONG = 25
_ENDLESS = re.compile(rf"[!-~](?<![!-~].)[!-~]{{{_LONG - 1},}}")
# After every sixth character, but not next to the word's end.
_PIECE = re.compile(r".{6}(?=...)")


def printable(text: str) -> str:
    """The text with what no page can show written out, as in 〈U+0007〉.

    That is control and private characters, lone surrogates and bidirectional overrides. A carriage return, a form
    feed and the like are white space to a reader and become a space.
    """
    return text if text.isprintable() else _UNPRINTABLE.sub(_written_out, text)


def flowed(text: str) -> str:
    """The text without the source's line breaks: nothing between two Chinese characters, else a space."""
    return _BREAK.sub("", text).replace("\n", " ") if "\n" in text else text


def breakable(text: str) -> str:
    """The text with soft hyphens in words that no line can hold: OCR runs whole sentences together."""
    if len(text) < _LONG:
        return text
    return _ENDLESS.sub(lambda word: _PIECE.sub("\\g<0>\u00ad", word[0]), text)


def _written_out(match: re.Match[str]) -> str:
    char = match[0]
    return " " if char.isspace() else code_point(char)


def code_point(char: str) -> str:
    """A character's number, in brackets that every Chinese font has."""
    return f"〈U+{ord(char):04X}〉"


def name(char: str) -> str:
    """Number and name, for a report."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"
