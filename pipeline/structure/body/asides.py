"""What stands beside the running text: notes to tables and figures, the lettering of drawings."""

from __future__ import annotations

import re

_NOTE = re.compile(r"\s*[*a-z]?\s*(?:注[:：\d]|Notes?[:：]|资料来源|数据来源|来源[:：]|[(（][a-z][)）].{0,80}$)")

# A symbol of the text: Learning θ, φ and Z.
_GREEK = re.compile("[α-ω]")
# The keys of a legend.
_SQUARE = re.compile(r"[■□●○◆◇▲△]")


def is_aside(text: str) -> bool:
    """Whether a paragraph is none of the running text."""
    return bool(_NOTE.match(text)) or is_lettering(text)


def is_lettering(text: str) -> bool:
    """Whether a text is what OCR reads in a drawing and no prose: ``485 Latitude (N) 0.4 0.5 0.6 Ca``."""
    if "。" in text or "\\" in text or "{" in text:  # a formula's spaces part no words
        return False
    words = text.split()
    short = [word for word in words if len(word) == 1 or (len(word) <= 4 and not word.isalpha())]
    mostly = len(words) > 2 and len(short) * 2 > len(words)  # few texts come to the symbols
    scraps = sum(not _GREEK.match(word) for word in short) if mostly else 0
    few = len(words) == 3 and scraps == 3
    return few or (len(words) >= 4 and scraps * 2 > len(words)) or len(_SQUARE.findall(text)) > 1
