"""The dot plot."""

from __future__ import annotations

from lxml import etree

from pipeline.writers.dot_plot import Dot, dot_plot

SVG = "{http://www.w3.org/2000/svg}"
DOTS = [
    Dot((0,), (0,), 0.99),
    Dot((1,), (), 0.7),
    Dot((2,), (1, 2), 0.4),
    Dot((), (3,), 0.9),
]


def test_boxes_path_and_nulls() -> None:
    root = etree.fromstring(dot_plot(DOTS, 3, 4))
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert titles == ["1 ↔ 1 (0.99)", "3 ↔ 2,3 (0.40)", "2 ↔ - (0.70)", "- ↔ 4 (0.90)"]
    assert len(root.findall(f"{SVG}polyline")) == 1
    assert root.get("aria-label") == "Alignment of 3 Chinese and 4 English sentences"


def test_it_takes_the_colours_of_the_page_and_needs_no_script() -> None:
    drawn = dot_plot(DOTS, 3, 4)
    assert "currentColor" in drawn
    assert "#" not in drawn and "script" not in drawn


def test_nothing_to_draw() -> None:
    assert etree.fromstring(dot_plot([], 0, 0)).tag == f"{SVG}svg"


def test_a_long_text_keeps_its_size() -> None:
    dots = [Dot((k,), (k,), 1.0) for k in range(2000)]
    assert float(etree.fromstring(dot_plot(dots, 2000, 2000)).get("width")) < 400
