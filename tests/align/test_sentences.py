"""Sentences of worn scientific text: a case file and what holds for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.align.sentences import sentences, trimmed
from pipeline.article import Language

CASES = [
    pytest.param(line[:2], line[3:].replace("⏎", "\n"), id=f"line{number}")
    for number, line in enumerate(
        (Path(__file__).parent / "cases/sentences.md").read_text(encoding="utf-8").split("\n"), 1
    )
    if line[:3] in ("zh ", "en ")
]

TEXT = st.text(st.one_of(st.sampled_from("。．.!?！？ 0123Aab的结果P<()（）[]“”$\\\n"), st.characters()), max_size=80)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize(("lang", "marked"), CASES)
def test_case(lang: Language, marked: str) -> None:
    text = marked.replace("|", "")
    found = sentences(text, lang)
    assert "|".join(text[start:end] for start, end in found) == marked.rstrip("|")


@given(TEXT, st.sampled_from(get_args(Language)))
def test_sentences_tile_the_text(text: str, lang: Language) -> None:
    found = sentences(text, lang)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert all(text[start:end].strip() for start, end in found) or not text.strip()


@given(TEXT, st.integers(0, 20), st.integers(0, 80))
def test_trimmed_has_no_white_space_at_its_ends(text: str, start: int, length: int) -> None:
    start, end = min(start, len(text)), min(start + length, len(text))
    first, last = trimmed(text, (start, end))
    assert start <= first <= last <= end
    assert text[first:last] == text[start:end].strip()


@pytest.mark.usefixtures("limit_of_an_article")
@pytest.mark.parametrize("piece", ["(", ")", "(.", ".)", "A.", "0.", "。(", "[1]", "\\", "$.", "et al. "])
def test_hostile_repetition_is_no_square(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    assert sentences(text, "en")[-1][1] == len(text)
