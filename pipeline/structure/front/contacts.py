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


def emails(texts: Iterable[str]) -> tuple[str, ...]:
    """The addresses in the texts, inner spaces out, each once, in order of appearance."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _EMAIL.finditer(text):
            domain = re.sub(r"\s", "", match[2]).replace("．", ".")
            local = match[1]
            found[f"{local}@{domain}"] = None
    kept: dict[str, str] = {}
    for address in found:
        kept.setdefault(address.lower(), address)
    return tuple(kept.values())
