"""jieba's two tokenizers over one dictionary from the user's cache: 0.25 s, where words and tags apart took 0.7.

jieba itself would keep the dictionary in a folder that all users of the machine can write to, and read it a second time
for the parts of speech.
"""

from __future__ import annotations

import os
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cache import cached_as

if TYPE_CHECKING:
    import jieba
    from jieba.posseg import POSTokenizer

# To be raised whenever something else is kept.
_FORMAT = 1


class _Dictionary(Struct):
    """The dictionary as it is fast to read.

    ``words``       sorted, a line each
    ``counts``      of the words, 32 bits each
    ``tags``        of the words, a byte each, an index into ``names``
    ``beginnings``  of words that are no words themselves, a line each: where jieba's search goes on
    """

    words: str
    counts: bytes
    tags: bytes
    names: tuple[str, ...]
    beginnings: str


class _Tags(dict[str, str]):
    """The part of speech of each word: of the few that are asked for, and of those that are added."""

    def __init__(self, words: list[str], tags: bytes, names: tuple[str, ...]) -> None:
        self._words, self._tags, self._names = words, tags, names

    def get(self, word: str, default: str = "") -> str:  # type: ignore[override]  # as a POSTokenizer asks
        if word in self:
            return self[word]
        place = bisect_left(self._words, word)
        if self._words[place : place + 1] != [word]:
            return default
        tag = self[word] = self._names[self._tags[place]]
        return tag


def segmenter(terms: Iterable[str], frequency: int) -> tuple[jieba.Tokenizer, POSTokenizer]:
    """A private tokenizer, and one with parts of speech over the same words: the dictionary's, and terms as nouns."""
    tokenizer_type, pos_type = _types()
    tokenizer = tokenizer_type()
    kept = cached_as(_Dictionary, f"jieba-{version('jieba')}-{_FORMAT}.msgpack", lambda: _dictionary(tokenizer))
    words, counts = kept.words.split("\n"), array("i", kept.counts)
    tokenizer.FREQ = dict(zip(words, counts, strict=True))
    tokenizer.FREQ.update(dict.fromkeys(kept.beginnings.split("\n"), 0))
    tokenizer.total, tokenizer.initialized = sum(counts), True
    for term in terms:
        tokenizer.add_word(term, frequency, "n")
    tagger = object.__new__(pos_type)
    tagger.tokenizer, tagger.word_tag_tab = tokenizer, _Tags(words, kept.tags, kept.names)
    return tokenizer, tagger


def _types() -> tuple[type[jieba.Tokenizer], type[POSTokenizer]]:
    """Imported without pkg_resources, which opens jieba's files where it is installed and takes 0.1 s to import, and
    without the dictionary that the module of parts of speech reads into a tokenizer that nobody here uses.
    """
    hidden = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        import jieba
    finally:
        del sys.modules["pkg_resources"]
        if hidden:
            sys.modules["pkg_resources"] = hidden
    jieba.setLogLevel("ERROR")
    known = "jieba.posseg" in sys.modules
    theirs, jieba.dt = jieba.dt, jieba.Tokenizer(os.devnull)
    try:
        from jieba.posseg import POSTokenizer
    finally:
        jieba.dt = theirs
    if not known:  # a host program that wants the module gets it whole
        del sys.modules["jieba.posseg"], jieba.posseg
    return jieba.Tokenizer, POSTokenizer


def _dictionary(tokenizer: jieba.Tokenizer) -> _Dictionary:
    counts: dict[str, int] = tokenizer.gen_pfdict(tokenizer.get_dict_file())[0]
    with tokenizer.get_dict_file() as file:
        tags = dict(line.strip().decode().split(" ")[::2] for line in file)
    words, names = sorted(tags), sorted(set(tags.values()))
    return _Dictionary(
        "\n".join(words),
        array("i", (counts[word] for word in words)).tobytes(),
        bytes(names.index(tags[word]) for word in words),
        tuple(names),
        "\n".join(sorted(counts.keys() - tags.keys())),
    )
