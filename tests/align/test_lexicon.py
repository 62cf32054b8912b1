"""The dictionary and its cache."""

from __future__ import annotations

import pytest

from pipeline.align import lexicon
from pipeline.align.english import content_stems, stem
from pipeline.align.lexicon import Lexicon


def test_longest_match() -> None:
    found = Lexicon({"乳腺": "breast", "乳腺癌": "breast cancer", "癌": "cancer"})
    assert list(found.words("乳腺癌与乳腺")) == [("乳腺癌", "breast cancer"), ("乳腺", "breast")]


@pytest.mark.parametrize(
    ("one", "other"),
    [("immunity", "immune"), ("cells", "cell"), ("studies", "study"), ("statistical", "statistics"), ("grew", "grew")],
)
def test_words_of_one_family_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_content_stems() -> None:
    assert content_stems("to make use of PCRamplification") == ["make", "use", stem("pcr"), stem("amplification")]


def test_cedict_as_parsed() -> None:
    stems = lexicon._parsed()
    assert stem("antibody") in stems["抗体"].split()
    assert stem("increase") in stems["提高"].split()
    assert len(stems) > 80_000
