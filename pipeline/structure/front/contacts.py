"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOCAL = r"[A-Za-z0-9_][A-Za-z0-9._%+\-]*"
_EMAIL = re.compile(
    rf"({_LOCAL})(?:\s?[,，]\s?{_LOCAL})*\s?(?:@|＠|\$\s?@\s?\$|\(at\))\s?([A-Za-z0-9\-]+(?:\s?[.．]\s?[A-Za-z0-9\-]+)*?\s?[.．]\s?"
    r"(?:com\s?[.．]\s?cn|edu\s?[.．]\s?cn|ac\s?[.．]\s?cn|org\s?[.．]\s?cn|gov\s?[.．]\s?cn|net\s?[.．]\s?cn|com|net|org|edu|gov|cn|"
    r"[a-z]{2,3}(?:[.．][a-z]{2})?))(?![a-z]|[.．][a-z])"
)
# Characters of an address before and behind its sign; the longest in seven hundred articles have thirty.
_BEFORE, _BEHIND = 64, 64


def emails(texts: Iterable[str]) -> tuple[str, ...]:
    """The addresses in the texts, inner spaces out, each once, in order of appearance."""
    found: dict[str, None] = {}
    for text in texts:
        for sign in re.finditer("[@＠]", text):
            around = text[max(sign.start() - _BEFORE, 0) : sign.end() + _BEHIND]
            for match in _EMAIL.finditer(around):
                domain = re.sub(r"\s", "", match[2]).replace("．", ".")
                found[f"{match[1]}@{domain}"] = None
    kept: dict[str, str] = {}
    for address in found:
        kept.setdefault(address.lower(), address)
    return tuple(kept.values())
