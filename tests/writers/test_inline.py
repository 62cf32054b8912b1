"""Marks that stand off a text, nested: nothing lost, formulas whole, crossings cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Span
from pipeline.writers.inline import LAYERS, Branch, Leaf, Mark, Tree, cell_tree, tree


def plain(nodes: Tree) -> str:
    """The text of a tree."""
    return "".join(node.text if isinstance(node, Leaf) else plain(node.children) for node in nodes)


def _layers(nodes: Tree) -> list[object]:
    return [n.text if isinstance(n, Leaf) else (n.mark.layer, _layers(n.children)) for n in nodes]


def test_crossing_marks_are_cut_at_each_others_borders() -> None:
    made = tree("abcdef", (Span("emphasis", 1, 4),), (Mark("citation", 3, 6, 0),))
    assert _layers(made) == ["a", ("emphasis", ["bc"]), ("citation", [("emphasis", ["d"]), "ef"])]


def test_a_formula_is_never_cut() -> None:
    made = tree("见x_1处", (Span("math", 1, 4), Span("strong", 2, 5)))
    assert _layers(made) == ["见", ("strong", ["x_1", "处"])]
    assert isinstance(made[1], Branch)
    assert made[1].children[0] == Leaf("x_1", math=True)


def test_the_dollars_of_a_cell_are_paired() -> None:
    assert cell_tree("$ < 0.01$ a") == (Leaf(" < 0.01", math=True), Leaf(" a"))
    assert cell_tree("5 $ each") == (Leaf("5 $ each"),)


_MARKS = st.builds(Mark, st.sampled_from(LAYERS), st.integers(0, 20), st.integers(0, 25), st.integers(0, 3))
_SPANS = st.builds(Span, st.sampled_from(["sup", "strong", "math", "link"]), st.integers(0, 20), st.integers(0, 25))


@given(st.text(max_size=20), st.lists(_SPANS, max_size=6), st.lists(_MARKS, max_size=6))
def test_the_text_is_all_there_in_order(text: str, spans: list[Span], marks: list[Mark]) -> None:
    assert plain(tree(text, spans, marks)) == text


@given(st.text(max_size=20), st.integers(0, 20), st.integers(0, 20), st.lists(_SPANS, max_size=6))
def test_a_part_shows_that_part(text: str, start: int, end: int, spans: list[Span]) -> None:
    assert plain(tree(text, spans, (), start, end)) == text[start:end]
