"""The page's order: every block once, sentences beside each other, tables on a grid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.article import Bead, Block, Cell, Extent, Float
from pipeline.writers import grid, layout
from tests.writers.sample import article


def _paragraph(id: str, text: str, lang: str = "zh", line: int = 0) -> Block:
    return Block(id, "paragraph", text, (), (line, line + 1), lang)  # type: ignore[arg-type]


def _extent(block: Block, start: int, end: int) -> Extent:
    return Extent(block.text[start:end], block.id, start, end)


def test_text_between_two_sentences_goes_with_the_later_one() -> None:
    zh = _paragraph("z", "甲。(1)乙。")
    en = _paragraph("e", "A. B.", "en")
    beads = (
        Bead("section", (_extent(zh, 0, 2),), (_extent(en, 0, 2),), 1.0),
        Bead("section", (_extent(zh, 5, 7),), (_extent(en, 3, 5),), 1.0),
    )
    made = layout.rows((zh, en), beads)
    assert [[p.text for p in row.parts] for row in made] == [["甲。", "A."], ["(1)乙。", "B."]]


def test_what_no_bead_names_stands_alone_in_its_place() -> None:
    zh = [_paragraph(f"z{i}", text) for i, text in enumerate(("一。", "二。", "三。"))]
    en = _paragraph("e", "Three.", "en")
    bead = Bead("document", (_extent(zh[2], 0, 2),), (_extent(en, 0, 6),), 0.9)
    made = layout.rows((*zh, en), (bead,))
    assert [(len(row.zh), len(row.en)) for row in made] == [(1, 0), (1, 0), (1, 1)]


def test_every_block_of_the_article_is_somewhere_on_the_page() -> None:
    sample = article()
    sheet = layout.sheet(sample)
    rows = [*sheet.abstract, *(i for c in sheet.chapters for i in c.items if isinstance(i, layout.Row))]
    floats = [i for c in sheet.chapters for i in c.items if isinstance(i, Float)]
    shown = {p.block.id for row in rows for p in row.parts} | {b.id for f in floats for b in f.blocks}
    shown |= {p.block.id for p in sheet.leftovers} | {e.part.block.id for e in sheet.entries}
    shown |= {note.block for note in sheet.notes}
    headings = {b.id for s in sample.sections() for b in s.blocks if b.kind == "heading"}
    assert {b.id for b in sample.blocks()} - shown <= headings


def test_a_bibliography_that_both_halves_of_a_pair_print_is_shown_once() -> None:
    sample = article()
    again = Block("b99", "references", "\n".join(r.raw for r in sample.back.references), (), (900, 901), "en")
    other = Block("b100", "references", "[7] Another entry, in no list.", (), (902, 903), "en")
    back = replace(sample.back, blocks=(*sample.back.blocks, again, other))
    left = {part.block.id for part in layout.sheet(replace(sample, back=back)).leftovers}
    assert "b99" not in left
    assert "b100" in left


def test_floats_stand_where_the_source_has_them() -> None:
    chapter = layout.sheet(article()).chapters[-1]
    assert [type(i).__name__ for i in chapter.items] == ["Row", "Float", "Float"]


def test_headings_do_not_jump() -> None:
    depths = [c.depth for c in layout.sheet(article()).chapters if c.titled]
    assert depths == [1, 2]


def test_an_entry_leaves_its_number_to_the_margin_and_knows_who_cites_it() -> None:
    first, *_, last = layout.sheet(article()).entries
    assert first.part.text.startswith("王小明")
    assert first.cited == (0,)
    assert last.cited == (1,)


_CELLS = st.builds(Cell, st.just("x"), st.booleans(), st.integers(-1, 9), st.integers(-1, 9))


@given(st.lists(st.lists(_CELLS, max_size=5), max_size=6))
def test_cells_never_lie_on_each_other_or_outside(table: list[list[Cell]]) -> None:
    cells = grid.placed(table)
    assert len(cells) == sum(map(len, table))
    places = [(x, y) for c in cells for x in range(c.x, c.x + c.colspan) for y in range(c.y, c.y + c.rowspan)]
    assert len(places) == len(set(places))
    assert all(y < len(table) for _, y in places)
    assert all(x < grid.width(cells) for x, _ in places)
