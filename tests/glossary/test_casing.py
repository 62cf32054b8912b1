"""Capitals of headings and of sentences go, those of names stay."""

from __future__ import annotations

import pytest

from pipeline.glossary.casing import cased, usual_forms
from pipeline.glossary.evidence import evidence
from pipeline.glossary.terms import Terms, merge
from pipeline.resources import Resources
from tests.articles import article


@pytest.fixture(scope="module")
def terms(resources: Resources) -> Terms:
    keywords = [
        ("氧化镁", "magnesium oxide"),
        ("代谢影响", "metabolic effects"),
        ("数据交换", "data exchange of proton"),
        ("交换膜", "exchange membrane"),
        ("站台网络", "the observatory network"),
        ("渤海平原", "soils of the Bohai plain"),
        ("国家数据", "sets of national data"),
    ]
    return merge([evidence(article("a1", keywords=keywords), resources)])


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("影响", "Effects", "effects"),
        ("质子交换膜", "Proton Exchange Membrane", "proton exchange membrane"),
        ("渤海数据", "Bohai data", "Bohai data"),
        ("国家天文台", "National Observatory", "National Observatory"),  # a name
        ("未知", "Ractopamine", "Ractopamine"),  # nowhere in running text
        ("氧化镁", "Oxide-RadPower20O", "Oxide-RadPower20O"),
        ("平原膜", "the Plain membrane", "the Plain membrane"),
    ],
)
def test_cased(terms: Terms, zh: str, en: str, expected: str) -> None:
    assert cased(zh, en, usual_forms(terms)) == expected
