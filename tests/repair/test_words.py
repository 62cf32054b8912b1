"""What dividing words rests on: the word list, the syllables of Mandarin, the cheapest segmentation."""

from __future__ import annotations

import pytest

from pipeline.repair.pinyin import is_pinyin
from pipeline.repair.segment import segmented
from pipeline.resources import Resources


def test_the_word_list_is_read_as_frequencies(resources: Resources) -> None:
    english = resources.english
    assert len(english) > 300_000
    assert -1.5 < english["the"] < -1.0
    assert -8.1 < min(english.values()) < english["repositioning"] < english["drug"]


def test_forms_have_the_roles_that_the_rules_ask_for(resources: Resources) -> None:
    assert set(resources.word_forms.values()) == {"prefix", "suffix", "heading", "whole"}


@pytest.mark.parametrize("name", ["Zhengcai", "Longgang", "Xian", "Lvliang", "Shuangyang", "er"])
def test_pinyin(name: str) -> None:
    assert is_pinyin(name)


@pytest.mark.parametrize("word", ["incell", "method", "the", "Sciences", "xianx", "xian" * 7])
def test_no_pinyin(word: str) -> None:
    assert not is_pinyin(word)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("potentialfactorsfor", ("potential", "factors", "for")),
        ("featureselection", ("feature", "selection")),
        ("andrographolidein", None),
    ],
)
def test_segmentation(run: str, words: tuple[str, ...] | None, resources: Resources) -> None:
    found = segmented(run, resources.english, {})
    assert (found.words if found and found.cost < 20 else None) == words


def test_words_of_the_document_explain_a_run(resources: Resources) -> None:
    found = segmented("ofhiptage", resources.english, {"hiptage": 2})
    assert found is not None and found.words == ("of", "hiptage")
