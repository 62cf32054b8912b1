"""What OCR reads in a drawing: axis labels, scraps of a chart."""

from __future__ import annotations


def is_lettering(text: str) -> bool:
    """Whether a text is the lettering of a drawing and no prose: ``485 Latitude (N) 0.4 0.5 0.6 Ca``."""
    words = text.split()
    scraps = sum(len(word) == 1 or (len(word) <= 4 and not word.isalpha()) for word in words)
    return len(words) >= 4 and scraps * 2 > len(words) and "。" not in text
