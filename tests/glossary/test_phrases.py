"""Term pairs that sentences show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.glossary.phrases import phrase_pairs
from tests.resources import RESOURCES


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("本文提出了粒子滤波。", "A particle filter is proposed.", [("粒子滤波", "particle filter")]),
        ("测定了土壤水分。", "The soil moisture was measured.", [("土壤水分", "soil moisture")]),
        ("分析了智库市场。", "The think tank market was analysed.", []),  # "tank market" is half of it
        ("以评价土壤质量。", "The aim is to assess soil quality.", [("土壤质量", "soil quality")]),
        ("影响土壤质量。", "Matter of importance to soil quality.", [("土壤质量", "soil quality")]),
        ("能自动检测缺陷。", "The defects are automatically detected.", []),
        ("取得良好效果。", "Good results were achieved.", []),
        ("有不同的结果。", "The results were different.", []),
        ("粒子滤波。", "Breast cancer in mice.", []),
        ("", "", []),
    ],
)
def test_phrases_that_a_dictionary_explains(zh: str, en: str, expected: list[tuple[str, str]]) -> None:
    assert [(pair.zh, pair.en) for pair in phrase_pairs(zh, en, RESOURCES)] == expected


@given(
    st.text(st.sampled_from("土壤水分的粒子滤波，a 1"), max_size=20),
    st.text(st.sampled_from("soil water ,.7"), max_size=30),
)
def test_both_sides_stand_in_the_sentences(zh: str, en: str) -> None:
    for left, right in phrase_pairs(zh, en, RESOURCES):
        assert left in zh
        assert right in en
