"""What the stages need to know of the two languages, loaded once and only when asked for."""

from __future__ import annotations

import gzip
from functools import cached_property
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.text import folded

if TYPE_CHECKING:
    import jieba
    from jieba.posseg import POSTokenizer

    from pipeline.align.embeddings import Embedder
    from pipeline.align.lexicon import Lexicon
    from pipeline.extract.lexicon import Concept
    from pipeline.extract.recogniser import Recogniser


# Common logarithm of a frequency.
_CERTAIN = -5.0
# As frequent as a common word of jieba's dictionary, so that a term is one word wherever it stands.
_TERM_FREQUENCY = 2000


class Resources:
    """Lexicons and models. One a process; every attribute is loaded at its first use."""

    user_concepts: tuple[Concept, ...] = ()

    @cached_property
    def words(self) -> jieba.Tokenizer:
        """The Chinese word segmenter: a private one, so that our lexicon does not leak into a host program's."""
        return self._segmenter[0]

    @cached_property
    def tagger(self) -> POSTokenizer:
        """Parts of speech over the same words."""
        return self._segmenter[1]

    @cached_property
    def _segmenter(self) -> tuple[jieba.Tokenizer, POSTokenizer]:
        from pipeline.extract.term_boundary import listed
        from pipeline.segmenter import segmenter

        return segmenter(sorted({*self.terms, *listed("word")}), _TERM_FREQUENCY)

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that entities are recognised by: our own and the user's."""
        from pipeline.extract.lexicon import own_concepts, with_own

        return with_own(self.user_concepts, own_concepts())

    @cached_property
    def concepts_by_id(self) -> dict[str, Concept]:
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def recogniser(self) -> Recogniser:
        """All names of all concepts, to be found in one pass."""
        from pipeline.extract.recogniser import Recogniser

        return Recogniser(self.concepts)

    @cached_property
    def terms(self) -> dict[str, frozenset[str]]:
        """The English names (small letters and digits only) that our concepts have, by their Chinese name."""
        names: dict[str, frozenset[str]] = {}
        for concept in self.concepts:
            english = frozenset(folded(name) for name in concept.en)
            for name in concept.zh:
                names[name] = names.get(name, frozenset()) | english
        return names

    @cached_property
    def embedder(self) -> Embedder:
        """The sentence encoder of the aligner."""
        from pipeline.align.embeddings import Embedder

        return Embedder()

    @cached_property
    def lexicon(self) -> Lexicon:
        """Chinese words with the English stems that may translate them."""
        from pipeline.align.lexicon import load_lexicon

        return load_lexicon()

    @cached_property
    def english(self) -> dict[str, float]:
        """English words, lower case, with the common logarithm of their frequency in running text (−1.3 … −8).

        The large list of wordfreq (Speer 2022, https://doi.org/10.5281/zenodo.7199437), read without importing the
        package, which would load tokenisers for forty languages: 0.1 s, 45 MB.
        """
        package = find_spec("wordfreq")
        assert package is not None and package.submodule_search_locations
        packed = Path(package.submodule_search_locations[0], "data", "large_en.msgpack.gz").read_bytes()
        # cBpack: a header, then for each centibel below 0 the list of words of that frequency.
        _, *steps = msgspec.msgpack.decode(gzip.decompress(packed))
        frequencies: dict[str, float] = {}
        for centibels, words in enumerate(steps):
            frequencies.update(zip(words, repeat(-centibels / 100)))  # one number for all words of a step: 8 MB less
        return frequencies

    @cached_property
    def certain_english(self) -> frozenset[str]:
        """The 7,000 English words, lower case, that are so frequent that nobody takes them for two run together."""
        return frozenset(word for word, frequency in self.english.items() if frequency > _CERTAIN)

    @cached_property
    def word_forms(self) -> dict[str, str]:
        """The role of English forms that a frequency list does not know: "prefix", "suffix", "heading", "whole"."""
        lines = Path(__file__).with_name("data").joinpath("word_forms.tsv").read_text(encoding="utf-8").splitlines()
        rows = (line.split("\t") for line in lines if not line.startswith("#"))
        return {form: role for form, role in rows if role != "role"}
