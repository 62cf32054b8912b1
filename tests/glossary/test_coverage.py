"""What a side of a pair says beyond the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.glossary.coverage import left_over
from tests.resources import RESOURCES


def test_a_word_too_many_is_left_over() -> None:
    whole, zh_over, en_over, unlike = left_over(
        [("肿瘤预后", "tumor prognosis"), ("水稻产量", "rice"), ("学校", "school library"), ("蛋鸡", "galaxy")],
        RESOURCES,
    )
    assert whole == (0, 0)
    assert zh_over.zh > 0 == zh_over.en
    assert en_over.en > 0 == en_over.zh
    assert unlike == (0, 0)


def test_other_pairs_tell_what_no_dictionary_does() -> None:
    pair = ("镨乙酰胺", "quxate")
    alone = left_over([pair, ("土壤镨乙酰胺", "soil")], RESOURCES)[1]
    told = left_over([pair, ("土壤镨乙酰胺", "soil quxate")], RESOURCES)[1]
    assert alone.zh > told.zh == told.en == 0


@given(st.lists(st.tuples(st.text("土壤水分a1", max_size=5), st.text("soil water", max_size=9)), max_size=5))
def test_parts_of_a_side(pairs: list[tuple[str, str]]) -> None:
    found = left_over(pairs, RESOURCES)
    assert len(found) == len(pairs)
    assert all(0 <= part <= 1 for over in found for part in over)
