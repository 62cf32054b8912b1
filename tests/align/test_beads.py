"""The aligner on texts of our own: what it must get right, and what holds whatever it is given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.align.beads import Level, Match, align
from pipeline.resources import Resources
from tests.resources import RESOURCES

ZH = [
    "黄土高原的土壤侵蚀十分严重。",
    "本文利用1990年至2015年的遥感影像分析了植被覆盖的变化。",
    "结果表明，森林面积增加了23.5%，而耕地面积减少。",
    "降水是最重要的影响因素。",
    "因此建议继续实施退耕还林政策。",
]
EN = [
    "Soil erosion is severe on the Loess Plateau.",
    "This paper analyses the change of vegetation cover with remote sensing images from 1990 to 2015.",
    "The results show that forest area grew by 23.5% while farmland shrank.",
    "Precipitation is the most important factor.",
    "We therefore suggest that the policy of returning farmland to forest be continued.",
]

WORDS = st.lists(st.sampled_from([*ZH, *EN, "", "。", "x", "12", "\\alpha { }", "\U0001f600"]), max_size=7)


def beads(matches: list[Match]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(match.zh, match.en) for match in matches]


@pytest.mark.parametrize("embeddings", [True, False])
class TestAlign:
    def test_one_to_one(self, resources: Resources, embeddings: bool) -> None:
        found = align(ZH, EN, resources, embeddings=embeddings)
        assert beads(found) == [((k,), (k,)) for k in range(5)]
        assert all(match.score > 0.9 for match in found)

    @pytest.mark.parametrize("left_out", range(5))
    def test_a_sentence_without_answer_stands_alone(
        self, resources: Resources, embeddings: bool, left_out: int
    ) -> None:
        zh = [sentence for k, sentence in enumerate(ZH) if k != left_out]
        found = beads(align(zh, EN, resources, embeddings=embeddings))
        assert ((), (left_out,)) in found
        assert [en for zh_side, (en, *_) in found if zh_side] == [k for k in range(5) if k != left_out]

    def test_sentences_joined_on_one_side(self, resources: Resources, embeddings: bool) -> None:
        zh = [ZH[0], ZH[1] + ZH[2], *ZH[3:]]
        assert ((1,), (1, 2)) in beads(align(zh, EN, resources, embeddings=embeddings))
        en = [*EN[:3], f"{EN[3]} {EN[4]}"]
        assert ((3, 4), (3,)) in beads(align(ZH, en, resources, embeddings=embeddings))

    def test_words_that_ocr_joined_still_count(self, resources: Resources, embeddings: bool) -> None:
        en = [EN[0], EN[1].replace(" ", ""), EN[2].replace(" ", ""), EN[3]]
        found = beads(align(ZH[:4], en, resources, embeddings=embeddings))
        assert found == [((k,), (k,)) for k in range(4)]

    def test_a_block_printed_twice_is_answered_once(self, resources: Resources, embeddings: bool) -> None:
        found = beads(align([*ZH[:2], *ZH], EN, resources, embeddings=embeddings))
        assert [zh for zh, en in found if not en] in ([(0,), (1,)], [(2,), (3,)])


def test_empty_sides(resources: Resources) -> None:
    assert align([], [], resources) == []
    assert beads(align([], EN[:2], resources)) == [((), (0,)), ((), (1,))]
    assert beads(align(ZH[:2], [], resources)) == [((0,), ()), ((1,), ())]


@settings(max_examples=60)
@given(WORDS, WORDS, st.booleans())
def test_each_sentence_stands_in_one_bead(zh: list[str], en: list[str], paragraphs: bool) -> None:
    levels = [Level(range(0, len(zh), 2), range(0, len(en), 2))] if paragraphs else []
    found = align(zh, en, RESOURCES, levels=levels, embeddings=False)
    assert [i for match in found for i in match.zh] == list(range(len(zh)))
    assert sorted(j for match in found for j in match.en) == list(range(len(en)))
    assert all(0 <= match.score <= 1 for match in found)


@pytest.mark.parametrize("embeddings", [True, False])
def test_a_passage_that_moved_is_found(resources: Resources, embeddings: bool) -> None:
    """A section that the other language prints elsewhere: the beads follow the Chinese, whatever their English."""
    zh = ["苹果的产量用天平称量。", "温室里种植了三种番茄。", *ZH]
    en = [*EN, "The yield of apples was weighed on a balance.", "Three kinds of tomatoes grew in the greenhouse."]
    expected = [((0,), (5,)), ((1,), (6,)), *(((k + 2,), (k,)) for k in range(5))]
    assert beads(align(zh, en, resources, embeddings=embeddings)) == expected


def test_what_is_new_on_both_sides_stays_alone(resources: Resources) -> None:
    zh, en = ["苹果的产量用天平称量。", *ZH], [*EN, "We thank two reviewers for their remarks."]
    found = beads(align(zh, en, resources))
    assert ((0,), ()) in found
    assert ((), (5,)) in found


def test_a_long_text_is_cut_and_still_right(resources: Resources) -> None:
    """Four hundred numbered pairs in blocks, with a hole on each side."""
    zh = [f"第{k}个样品的{ZH[k % 5]}" for k in range(400)]
    en = [f"Sample {k}: {EN[k % 5]}" for k in range(400)]
    found = beads(align(zh[:150] + zh[160:], en[:300] + en[320:], resources, embeddings=False))
    answered = {(zh_side[0] + 10 * (zh_side[0] >= 150), en_side[0] + 20 * (en_side[0] >= 300))
                for zh_side, en_side in found if zh_side and en_side}  # fmt: skip
    assert len([pair for pair in answered if pair[0] == pair[1]]) >= 0.98 * 370


def test_units_hold_their_sentences(resources: Resources) -> None:
    """Two sections with the same words: only the units tell which sentence is whose."""
    zh = ["方法", "我们测量了水分。", "结果", "我们测量了水分。", "结论", "方法可行。"]
    en = ["Methods", "We measured moisture.", "Results", "We measured moisture.", "Conclusion", "The method works."]
    levels = [Level([0, 2, 4], [0, 2, 4])]
    assert beads(align(zh, en, resources, levels=levels)) == [((k,), (k,)) for k in range(6)]
