"""TeX as OCR leaves it: text in disguise becomes text, mathematics stays mathematics, nothing raises or is lost."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.writers.inline import Leaf, Tree
from pipeline.writers.tex import Broken, Math, Text, formula


def _shown(nodes: Tree) -> str:
    """``10<sup>-9</sup>`` for a tree."""
    pieces = []
    for node in nodes:
        if isinstance(node, Leaf):
            pieces.append(node.text)
        else:
            pieces.append(f"<{node.mark.layer}>{_shown(node.children)}</{node.mark.layer}>")
    return "".join(pieces)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"6 6 \%", "66%"),
        (r"\mathrm{IC}_{50}", "IC<sub>50</sub>"),
        (r"2 5 ^ { \circ } \mathrm { C }", "25°C"),
        (r"P { < } 0 . 0 5 \ ", "P<0.05"),
        (r"x_{i_j}", None),
        (r"\frac{1}{2}", None),
    ],
)
def test_text_in_disguise(source: str, shown: str | None) -> None:
    found = formula(source)
    if shown is None:
        assert isinstance(found, Math)
    else:
        assert isinstance(found, Text)
        assert _shown(found.nodes) == shown


@pytest.mark.parametrize(
    ("source", "typst"),
    [
        (r"\frac{a}{b}", r"frac(\u{61}, \u{62})"),
        (r"\sqrt[3]{y}", r'root("3", \u{79})'),
        (r"\hat{x}", r"accent(\u{78}, \u{302})"),
        (r"x_{i}^{2}+y", r'attach(\u{78}, b: \u{69}, t: "2") \u{2b} \u{79}'),
    ],
)
def test_mathematics_for_typst(source: str, typst: str) -> None:
    found = formula(source, display=True)
    assert isinstance(found, Math)
    assert found.typst == typst


def test_an_equation_number_stands_beside_its_equation() -> None:
    found = formula(r"E=mc^2 \tag { 3 }", display=True)
    assert isinstance(found, Math)
    assert found.tag == "3"
    assert "tag" not in found.mathml


def test_what_cannot_be_read_says_why() -> None:
    found = formula(r"\frac{a}{\nosuchcommand", display=True)
    assert isinstance(found, Broken)
    assert found.reason


def test_prose_that_ocr_took_for_a_formula_is_prose() -> None:
    prose = r"\mathrm{其中表示第一个变量的系数而后者表示第二个变量}\frac"
    found = formula(prose, display=True)
    assert isinstance(found, Text)


@pytest.mark.parametrize(
    "source", ["{" * 5000, "x^" * 5000, r"\frac" * 3000, "\\left(" * 2000, r"\sqrt{" * 60 + "}" * 60]
)
def test_depth_and_length_are_survived(source: str) -> None:
    assert isinstance(formula(source, display=True), Broken | Math | Text)


@given(st.text(alphabet=r"\{}^_ab12<>\"'&#$/%frac sqrt()[]|,;:=+-·≤∑中", max_size=40), st.booleans())
def test_no_markup_of_the_page_comes_out_of_tex(source: str, display: bool) -> None:
    found = formula(source, display)
    if isinstance(found, Math):
        tags = set(re.findall(r"</?([a-z]+)", found.mathml))
        assert all(tag.startswith("m") for tag in tags)
        assert "style=" not in html.unescape(found.mathml).replace(source, "")
        outside = re.sub(r'"(?:[^"\\]|\\.)*"|\\u\{[0-9a-f]+\}', "", found.typst)
        assert re.fullmatch(r"[a-z0-9 (),;:#.\-]*", outside)
    assert isinstance(found, Math | Broken | Text)
