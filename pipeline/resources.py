"""What the stages need to know of the two languages, loaded once and only when asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba


class Resources:
    """Lexicons and models. One a process; every attribute is loaded at its first use."""

    @cached_property
    def words(self) -> jieba.Tokenizer:
        """The Chinese word segmenter: a private one, so that our lexicon does not leak into a host program's."""
        import jieba

        jieba.setLogLevel("ERROR")
        return jieba.Tokenizer()
