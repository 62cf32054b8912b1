"""The ledger of a block: whatever is done to the text, the source can be had back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Cell, Edit, Span
from pipeline.document import Block

TEXTS = st.text("ab中文 \n", max_size=24)


def block_of(text: str, **fields: object) -> Block:
    return Block("b1", "paragraph", text, ((0, 3, 4),), **fields)  # type: ignore[arg-type]


@st.composite
def changes(draw: st.DrawFn, text: str) -> list[tuple[int, int, str]]:
    bounds = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [(start, end, draw(st.text("xy ", max_size=3))) for start, end in pairs]


@st.composite
def blocks(draw: st.DrawFn, revisions: int = 3) -> Block:
    """A block with spans and pieces that has been revised a few times; also the outcome of cuts and joins."""
    text = draw(TEXTS)
    cuts = st.integers(0, len(text))
    bounds = draw(st.lists(st.tuples(cuts, cuts), max_size=4))
    spans = tuple(sorted((Span("sup", *sorted(b)) for b in bounds if b[0] != b[1]), key=lambda s: (s.start, -s.end)))
    offsets = sorted({0, *draw(st.lists(cuts, max_size=3))})
    pieces = tuple((offset, 10 + i, 11 + i) for i, offset in enumerate(offsets))
    block = Block("b1", "paragraph", text, pieces, spans)
    for number in range(draw(st.integers(0, revisions))):
        block = block.revised(f"r{number}", draw(changes(block.text)))
    return block


def assert_sound(block: Block) -> None:
    for e in block.edits:
        assert block.text[e.start : e.end] == e.after
        assert e.block == block.id
    assert all(one.end <= other.start for one, other in itertools.pairwise(block.edits))
    assert all(0 <= s.start < s.end <= len(block.text) for s in block.spans)
    assert [s.start for s in block.spans] == sorted(s.start for s in block.spans)
    assert all(0 <= offset <= len(block.text) for offset, _, _ in block.pieces)
    assert block.pieces and [p[0] for p in block.pieces] == sorted(p[0] for p in block.pieces)


@given(st.data())
def test_revisions_can_be_undone(data: st.DataObject) -> None:
    block = data.draw(blocks(revisions=0))
    source = block.text
    for number in range(4):
        wanted = data.draw(changes(block.text))
        expected = block.text
        for start, end, new in reversed(wanted):
            expected = expected[:start] + new + expected[end:]
        block = block.revised(f"r{number}", wanted)
        assert_sound(block)
        assert block.text == expected
        assert block.original == source


@given(blocks(), st.data())
def test_what_a_span_covers_stays_covered(block: Block, data: st.DataObject) -> None:
    """A span that no change crosses covers the same text after the revision, or is gone where that text is gone."""
    wanted = data.draw(changes(block.text))
    revised = block.revised("r", wanted)
    for span in block.spans:
        if any(start < span.end and end > span.start for start, end, _ in wanted):
            continue
        assert block.text[span.start : span.end] in {revised.text[s.start : s.end] for s in revised.spans}


@given(blocks(), st.lists(st.integers(0, 30), max_size=3))
def test_pieces_cut_from_a_block_tile_text_and_source(block: Block, at: list[int]) -> None:
    bounds = sorted({0, len(block.text), *(min(x, len(block.text)) for x in at)})
    parts = [block.cut(start, end, f".{start}") for start, end in itertools.pairwise(bounds)] or [block]
    for part in parts:
        assert_sound(part)
    assert "".join(part.text for part in parts) == block.text
    assert "".join(part.original for part in parts) == block.original


@given(blocks(), blocks(), st.sampled_from(["", " "]))
def test_joined_blocks_keep_both_sources(one: Block, other: Block, glue: str) -> None:
    block = one.joined(other, glue)
    assert_sound(block)
    assert block.text == one.text + glue + other.text
    assert block.original == one.original + "\n\n" + other.original


@given(blocks(), blocks(), st.data())
def test_joined_blocks_can_be_revised_and_cut(one: Block, other: Block, data: st.DataObject) -> None:
    joined = one.joined(other)
    source = joined.original
    block = joined.revised("r", data.draw(changes(joined.text)))
    assert_sound(block)
    assert block.original == source
    middle = len(block.text) // 2
    if middle:
        assert block.cut(0, middle).original + block.cut(middle, len(block.text)).original == source


@given(blocks(), st.data())
def test_each_character_knows_its_line(block: Block, data: st.DataObject) -> None:
    """An offset that no change touches keeps its source line."""
    wanted = data.draw(changes(block.text))
    revised, shift = block.revised("r", wanted), 0
    changed = {x for start, end, _ in wanted for x in range(start, end + 1)}
    edges = {offset for offset, _, _ in block.pieces}
    for x in range(len(block.text)):
        shift += sum(len(new) - (end - start) for start, end, new in wanted if end == x and x not in edges)
        if x not in changed and not edges & changed and x + shift < len(revised.text):
            assert revised.line_at(x + shift) == block.line_at(x)


def test_an_edit_of_an_edit_is_one_edit() -> None:
    block = block_of("colou r").revised("space", [(5, 6, "")]).revised("spelling", [(4, 6, "r")])
    assert block.text == "color"
    assert block.edits == (Edit("space+spelling", "b1", 4, 5, "u r", "r"),)


def test_an_edit_that_is_taken_back_leaves_no_trace() -> None:
    assert block_of("abc").revised("r", [(1, 2, "x")]).revised("s", [(1, 2, "b")]).edits == ()


def test_an_edit_beside_two_that_touch_keeps_both() -> None:
    """A joined block may begin with an edit right after the seam; neither is lost when the text after them changes."""
    block = block_of("ab").joined(block_of("cd").revised("r", [(0, 1, "C")])).revised("s", [(3, 4, "D")])
    assert block.original == "ab\n\ncd"


def test_cells_follow_the_text() -> None:
    table = ((Cell("６"), Cell("")), (Cell("b c"), Cell("d")))
    block = Block("t", "table", "６\t\nb c\td", ((0, 0, 1),), table=table)
    revised = block.revised("r", [(0, 1, "6 "), (4, 5, ""), (7, 8, "dd")])
    assert revised.text == "6 \t\nbc\tdd"
    assert [[cell.text for cell in row] for row in revised.table] == [["6 ", ""], ["bc", "dd"]]


@pytest.mark.parametrize("wanted", [[(0, 2, "x"), (1, 3, "y")], [(2, 1, "x")], [(0, 9, "x")]])
def test_changes_that_make_no_sense_are_refused(wanted: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="b1"):
        block_of("abc").revised("r", wanted)
