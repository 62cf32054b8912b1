"""Values, statistics and their units, as a reader would write them down."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.quantities import Found, quantities_in

CASES = [
    case.splitlines()
    for case in Path(__file__).with_name("quantities.txt").read_text(encoding="utf-8").split("\n\n")
    if case.strip() and not case.startswith("#")
]


def line(text: str, found: Found) -> list[str]:
    value = f"{found.value:.10g}" if found.value is not None else f"{found.low:.10g}..{found.high:.10g}"
    deviation = "" if found.deviation is None else f"±{found.deviation:.10g}"
    return [text[found.start : found.end], found.name or "", value + deviation, found.unit or ""]


@pytest.mark.parametrize(("text", "expected"), [(text, lines) for text, *lines in CASES])
def test_case(text: str, expected: list[str]) -> None:
    assert [line(text, q) for q in quantities_in(text)] == [[part.strip() for part in e.split("|")] for e in expected]


@pytest.mark.parametrize(
    ("text", "comparator"), [("P<0.05", "<"), ("n≥30", "≥"), ("约56%", "~"), ("＞48 h", ">"), ("3 d", "=")]
)
def test_comparator(text: str, comparator: str) -> None:
    assert [q.comparator for q in quantities_in(text)] == [comparator]


@given(st.text(alphabet="0123456789 .,±~-−×⁻²³%PHRIC95=<:()（）mgkLd/·周例年为约\n", max_size=300))
def test_any_text_is_read_and_nothing_overlaps(text: str) -> None:
    end = 0
    for found in quantities_in(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
