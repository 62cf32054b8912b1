"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOCAL = r"[A-Za-z0-9_][A-Za-z0-9._%+\-]*"
_EMAIL = re.compile(
    rf"({_LOCAL})\s?(?:@|＠|\$\s?@\s?\$|\(at\))\s?([A-Za-z0-9\-]+(?:\s?[.．]\s?[A-Za-z0-9\-]+)*?\s?[.．]\s?"
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
            start = max(sign.start() - _BEFORE, 0)
            for match in _EMAIL.finditer(text[start : sign.end() + _BEHIND]):
                if not match.end(1) <= sign.start() - start < match.start(2):
                    continue
                domain = re.sub(r"\s", "", match[2]).replace("．", ".")
                found[f"{match[1]}@{domain}"] = None
    kept: dict[str, str] = {}
    for address in found:
        kept.setdefault(address.lower(), address)
    return tuple(kept.values())
