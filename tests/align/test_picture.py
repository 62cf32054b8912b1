"""The dot plot."""

from __future__ import annotations

from lxml import etree

from pipeline.align.beads import Match
from pipeline.align.picture import picture, picture_of
from pipeline.article import Bead, Extent

SVG = "{http://www.w3.org/2000/svg}"
BEADS = [
    Match((0,), (0,), 0.99),
    Match((1,), (), 0.7),
    Match((2,), (1, 2), 0.4),
    Match((), (3,), 0.9),
]


def test_boxes_path_and_nulls() -> None:
    root = etree.fromstring(picture(BEADS, 3, 4))
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert titles == ["1 ↔ 1 (0.99)", "3 ↔ 2,3 (0.40)", "2 ↔ - (0.70)", "- ↔ 4 (0.90)"]
    assert len(root.findall(f"{SVG}polyline")) == 1
    assert root.get("aria-label") == "Alignment of 3 Chinese and 4 English sentences"


def test_it_takes_the_colours_of_the_page_and_needs_no_script() -> None:
    drawn = picture(BEADS, 3, 4)
    assert "currentColor" in drawn
    assert "#" not in drawn and "script" not in drawn


def test_nothing_to_draw() -> None:
    assert etree.fromstring(picture([], 0, 0)).tag == f"{SVG}svg"


def test_a_long_text_keeps_its_size() -> None:
    beads = [Match((k,), (k,), 1.0) for k in range(2000)]
    assert float(etree.fromstring(picture(beads, 2000, 2000)).get("width")) < 400


def test_the_beads_of_an_article_are_numbered_by_place() -> None:
    extent = Extent("句", "b1", 0, 1)
    beads = [
        Bead("abstract", (extent,), (extent,), 0.99),
        Bead("abstract", (extent,), (), 0.7),
        Bead("abstract", (extent,), (extent, extent), 0.4),
        Bead("abstract", (), (extent,), 0.9),
    ]
    assert picture_of(beads) == picture(BEADS, 3, 4)
