"""Spellings of one term meet in one key; different terms do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.glossary.variants import en_key, en_text, is_slip, occurs, zh_key

TEXT = st.text(st.sampled_from("aAesStuγβ 机機器-−+4Ⅱ"), max_size=12)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("deep learning", "Deep Learning"),
        ("deep learning", "deeplearning"),
        ("deep-learning", "deep learning"),
        ("T cell", "T cells"),
        ("tumour", "tumors"),
        ("haemoglobin", "hemoglobin"),
        ("randomised trial", "randomized trials"),
        ("meta-analysis", "meta-analyses"),
        ("β-catenin", "beta catenin"),
        ("biopsies", "biopsy"),
    ],
)
def test_english_spellings_of_one_term(a: str, b: str) -> None:
    assert en_key(a) == en_key(b)


@pytest.mark.parametrize(("a", "b"), [("CD4+ T cell", "CD4- T cell"), ("virus", "viru"), ("Th1", "Th2"), ("HIS", "HI")])
def test_english_terms_that_stay_apart(a: str, b: str) -> None:
    assert en_key(a) != en_key(b)


@pytest.mark.parametrize(
    ("a", "b"), [("機器學習", "机器学习"), ("机 器学习", "机器学习"), ("ＣＤ４＋Ｔ细胞", "CD4+T细胞")]
)
def test_chinese_spellings_of_one_term(a: str, b: str) -> None:
    assert zh_key(a) == zh_key(b)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("deep learning", "dep learning", True),
        ("magnetic resonance imaging", "magnetic resonace imging", True),
        ("gene", "gens", False),  # too short to call it a slip
        ("interleukin 16", "interleukin 18", False),
        ("hypertension", "hypotension", False),
    ],
)
def test_slips_of_ocr(a: str, b: str, expected: bool) -> None:
    assert is_slip(en_key(a), en_key(b)) is expected


@given(TEXT, TEXT)
def test_a_slip_works_both_ways(a: str, b: str) -> None:
    assert is_slip(a, b) == is_slip(b, a)


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("T cells", "the T-cell was", True),
        ("deep learning", "DeepLearning models", True),
        ("art", "the heart", False),
        ("art", "an artery", False),
        ("rat", "rats were", True),
    ],
)
def test_a_term_in_a_sentence(term: str, text: str, expected: bool) -> None:
    assert occurs(en_key(term), en_text(text)) is expected
