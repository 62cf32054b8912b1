"""Term pairs that an article uses together."""

from __future__ import annotations

import pytest

from pipeline.glossary.association import associated, is_lopsided, log_likelihood
from pipeline.glossary.pairs import Pair
from tests.resources import RESOURCES

SENTENCES = [
    ("催乳素的含量显著升高。", "The content of prolactin increased."),
    ("母鸽的催乳素最高。", "Prolactin was the highest in female pigeons."),
    ("对照组没有变化。", "The control group did not change."),
    ("脂肪酶的活力降低。", "The activity of lipase decreased."),
    ("结果不显著。", "The results were not significant."),
    ("试验持续两周。", "The trial lasted two weeks."),
]


def found(sentences: list[tuple[str, str]]) -> list[tuple[str, str]]:
    pairs = [Pair(f"a:{n}", "a", "abstract", zh, en, 0.99) for n, (zh, en) in enumerate(sentences)]
    return [(zh, en) for zh, en, _ in associated(pairs, RESOURCES)]


def test_what_stands_in_the_same_sentences_is_found_though_no_dictionary_has_it() -> None:
    assert found(SENTENCES) == [("催乳素", "prolactin")]


def test_once_is_chance() -> None:
    assert found(SENTENCES[1:]) == []


def test_a_phrase_that_is_the_same_part_of_a_longer_one_everywhere_is_none() -> None:
    cut = [(f"近压力面{rest}。", f"{rest} near the pressure side.") for rest in ("温度", "流速")]
    assert ("近压力", "pressure side") not in found(cut + SENTENCES[2:])


def test_log_likelihood() -> None:
    assert log_likelihood(2, 2, 2, 10) == pytest.approx(10.008, abs=0.001)
    assert log_likelihood(1, 2, 5, 10) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [("智库研究", "research", True), ("肌肉", "muscle", False), ("催乳素", "prolactin", False)],
)
def test_lopsided(zh: str, en: str, expected: bool) -> None:
    assert is_lopsided(zh, en, RESOURCES.lexicon) is expected
