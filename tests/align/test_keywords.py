"""Keywords are paired by what they mean; their order is a hint."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.align.assignment import assignment
from pipeline.align.keywords import pair_keywords
from pipeline.resources import Resources

CASES = [
    ("土壤水分 遥感 黄土高原", "soil moisture|remote sensing|Loess Plateau", "0-0 1-1 2-2"),
    ("土壤水分 遥感 黄土高原", "Loess Plateau|soil moisture|remote sensing", "0-1 1-2 2-0"),
    ("土壤水分 黄土高原", "soil moisture|remote sensing|Loess Plateau", "0-0 1-2 --1"),
    ("土壤水分 遥感 黄土高原", "soil moisture|Loess Plateau", "0-0 1-- 2-1"),
    ("卷积神经网络 图像分割", "convolutionalneuralnetwork|imagesegmentation", "0-0 1-1"),
    ("CRISPR 水稻 抗旱性", "CRISPR|rice|drought resistance", "0-0 1-1 2-2"),
    ("知识图谱 关系抽取", "BERT|knowledge graph|relation extraction", "0-1 1-2 --0"),
    ("肝癌 预后", "hepatocellular carcinoma|prognosis", "0-0 1-1"),
    ("肉牛 免疫性能 抗氧化性能", "beef cattle|antioxidant capacity|immune function", "0-0 1-2 2-1"),
    ("精氨酸加压素 性别差异 云", "streambed|arginine vasopressin|gender differences", "0-1 1-2 2-- --0"),
    ("", "soil|water", "--0 --1"),
    ("土壤 水", "", "0-- 1--"),
]


@pytest.mark.parametrize(("zh", "en", "expected"), CASES)
def test_pairs(resources: Resources, zh: str, en: str, expected: str) -> None:
    pairs = pair_keywords(zh.split(), [word for word in en.split("|") if word], resources)
    assert " ".join("-".join("-" if k is None else str(k) for k in pair) for pair in pairs) == expected


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_no_assignment_gains_more(rows: int, columns: int, data: st.DataObject) -> None:
    value = st.integers(-5, 9)
    gains = np.array([[data.draw(value) for _ in range(columns)] for _ in range(rows)], dtype=float)
    found = assignment(gains)
    assert len(set(found.values())) == len(found)
    best = max(
        sum(max(0.0, gains[i, j]) for i, j in enumerate(columns_of) if j < columns)
        for columns_of in permutations(range(rows + columns), rows)
    )
    assert sum(gains[i, j] for i, j in found.items()) == pytest.approx(best)
