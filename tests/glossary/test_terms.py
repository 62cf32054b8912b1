"""Evidence merges to the same bytes whatever the split, and its size goes with the terms."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.article import Article, Gloss
from pipeline.glossary import evidence as extraction
from pipeline.glossary.terms import EXAMPLES, PLACES, Example, Key, Place, Tally, Terms, decode, encode, merge
from tests.articles import article
from tests.resources import RESOURCES

ZH = ("深度学习", "机器学习", "機器學習", "肿瘤")
EN = ("deep learning", "Deep-learning", "machine learning", "tumour", "tumors")
KEYS = st.tuples(st.sampled_from(ZH), st.sampled_from(EN))
NUMBERS = st.integers(0, 9)
COUNTS = st.dictionaries(st.sampled_from("abc"), NUMBERS, max_size=3)
PLACED = st.builds(Place, st.sampled_from("xyz"), st.sampled_from(["keywords", "p1"]), NUMBERS)
EXAMPLE = st.builds(Example, NUMBERS, st.sampled_from("xyz"), st.sampled_from(ZH), st.sampled_from(EN))
TALLIES = st.builds(
    Tally,
    **dict.fromkeys(("articles", "sentences", "zh_sentences", "en_sentences"), NUMBERS),
    **dict.fromkeys(("zh", "en", "abbreviations", "sources", "domains"), COUNTS),
    places=st.lists(PLACED, max_size=3).map(tuple),
    examples=st.lists(EXAMPLE, max_size=5).map(tuple),
)
OF_ARTICLES = st.lists(st.dictionaries(KEYS, TALLIES, max_size=3), max_size=6)


def evidence(one: Article) -> dict[Key, Tally]:
    return extraction.evidence(one, RESOURCES)


@settings(max_examples=50)
@given(OF_ARTICLES, st.data())
def test_glossaries_of_parts_are_the_glossary_of_the_whole(found: list[Terms], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(found))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(found)), max_size=3)))
    parts = [shuffled[a:b] for a, b in itertools.pairwise([0, *cuts, len(found)])]
    assert encode(merge(decode(encode(merge(part))) for part in parts)) == encode(merge(found))


def test_evidence_does_not_grow_with_the_articles() -> None:
    beads = [("本文介绍深度学习及其应用。", "This paper is on deep learning.", 1.0)]
    many = merge(
        evidence(article(f"a{n:04}", keywords=[("深度学习", "deep learning")], beads=beads)) for n in range(500)
    )
    (tally,) = many.values()
    assert (tally.articles, tally.sentences) == (500, 500)
    assert (len(tally.places), len(tally.examples)) == (PLACES, EXAMPLES)
    assert len(encode(many)) < 6000


def test_what_an_article_says_of_a_term() -> None:
    one = article(
        keywords=[("深度学习（DL）", "Deep learning"), ("其他", None)],
        beads=[("深度学习效果好。", "Deep learning works well.", 0.97), ("深度学习。", "Deep learning.", 0.4)],
    )
    one = replace(one, glosses=(Gloss("深度学习", "deep learning", "DL", "", "p1", 0, 0),))
    ((key, tally),) = evidence(one).items()
    assert key == ("深度学习", "deeplearning")
    assert tally.en == {"Deep learning": 1, "deep learning": 1}
    assert tally.abbreviations == {"DL": 1}
    assert tally.sources == {"uneven": 1, "gloss": 1}
    assert tally.sentences == 1
    assert [(p.place, p.count) for p in tally.places] == [("keywords", 1), ("p1", 1)]


def test_an_english_side_in_chinese_is_no_term_pair() -> None:
    assert not evidence(article(keywords=[("平台", "平台"), ("图", "…")]))


def test_a_term_is_without_what_ocr_left_around_it() -> None:
    keywords = [("肿瘤坏死因子", "tumor necrosis factor-"), ('自学"策略', "self-study”strategy !"), ("细胞", "CD4-")]
    terms = evidence(article("a1", keywords=keywords))
    assert [name for tally in terms.values() for name in (*tally.zh, *tally.en)] == [
        *("肿瘤坏死因子", "tumor necrosis factor"),
        *("自学策略", "self-study strategy"),
        *("细胞", "CD4-"),
    ]
