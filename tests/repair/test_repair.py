"""Repairs, as a reader sees them: ``cases/*.txt`` hold title, input (Markdown) and expected text, each ended by a dot.

An input whose expected text is the same is a case too: it must pass untouched.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Span
from pipeline.document import Block, Document
from pipeline.repair import repair
from pipeline.resources import Resources
from pipeline.text import is_han
from tests.case_files import cases
from tests.repair.documents import document, shown
from tests.resources import RESOURCES

CASES = sorted(Path(__file__).with_name("cases").glob("*.txt"))


@pytest.mark.parametrize(
    ("worn", "mended"),
    [pytest.param(worn, mended, id=f"{path.stem}: {title}") for path in CASES for title, worn, mended in cases(path)],
)
def test_case(worn: str, mended: str, resources: Resources) -> None:
    assert shown(repair(document(worn), resources)) == mended


@pytest.mark.parametrize(
    "mended", [pytest.param(mended, id=f"{path.stem}: {title}") for path in CASES for title, _, mended in cases(path)]
)
def test_what_is_mended_is_sound(mended: str, resources: Resources) -> None:
    once = repair(document(mended), resources)
    assert shown(once) == shown(document(mended))


_PIECES = [
    *"（204号",
    "（204号",
    *"目的：，（）(),.;:~-－_^{}$% \n\tabcnstOolI0125９Ａ．。<>=～［］",
    "**",
    "\\",
    "the",
    "of",
    "\\frac",
    "\\text",
]
WORN = st.lists(st.sampled_from(_PIECES), max_size=80).map("".join)


def assert_sound(before: Document, after: Document) -> None:
    assert [b.id for b in before.blocks] == [b.id for b in after.blocks]
    for old, new in zip(before.blocks, after.blocks, strict=True):
        assert new.original == old.text
        noise = sum(e.before.count("号") - e.after.count("号") for e in new.edits if "formula-noise" in e.rule)
        assert Counter(filter(is_han, new.text)) + Counter(noise * "号") == Counter(filter(is_han, old.text))
        for e in new.edits:
            assert new.text[e.start : e.end] == e.after
        assert all(0 <= s.start < s.end <= len(new.text) for s in new.spans)
        assert all(one.end <= other.start for one, other in itertools.pairwise(new.edits))


@given(WORN)
def test_any_text_keeps_its_chinese_and_can_be_had_back(text: str) -> None:
    before = document(text)
    assert_sound(before, repair(before, RESOURCES))


@given(WORN, WORN)
def test_any_formula_keeps_its_chinese_and_can_be_had_back(text: str, tex: str) -> None:
    block = Block(
        "b", "paragraph", text + tex, ((0, 0, 1),), (Span("math", len(text), len(text + tex)),) if tex else ()
    )
    before = document("")
    before = Document(before.id, before.source, (block,))
    assert_sound(before, repair(before, RESOURCES))


@pytest.mark.parametrize(
    "hostile",
    [
        "the" * 30_000,
        "a-" * 50_000,
        "$" + "{" * 50_000 + "$",
        "$" + "x^" * 30_000 + "$",
        "（" * 50_000,
        "（20 " * 50_000,
        "**目" * 30_000,
        "O." * 50_000,
        "。 " * 50_000,
        "word， " * 20_000,
        "$x$ " * 20_000,
        "中\n" * 30_000,
    ],
    ids=lambda text: text[:8],
)
@pytest.mark.usefixtures("limit_of_an_article")
def test_hostile_text_is_read_within_the_limit(hostile: str, resources: Resources) -> None:
    formulas = [Span("math", m.start(), m.end()) for m in re.finditer(r"(?<=\$)[^$ ]+(?=\$)", hostile)]
    block = Block("b", "paragraph", hostile, ((0, 0, 1),), tuple(formulas))
    empty = document("")
    repair(Document(empty.id, empty.source, (block,)), resources)


def test_real_articles_keep_their_chinese_and_can_be_had_back(shared: Path, resources: Resources) -> None:
    for path in sorted((shared / "corpus" / "md").glob("*.md"))[::70]:
        before = document(path.read_text(encoding="utf-8"))
        assert_sound(before, repair(before, resources))
