"""How well run-together English words are divided, on words and phrases of many fields."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.repair import repair
from tests.repair.documents import document
from tests.resources import RESOURCES

CASES = Path(__file__).with_name("words.tsv")
FLOORS: dict[str, float] = json.loads(Path(__file__).with_name("floors.json").read_text())["words"]


def cases() -> list[tuple[str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(worn, expected or worn) for worn, _, expected in (line.partition("\t") for line in lines)]


def spaces(text: str) -> set[int]:
    """Which letters of a text a space stands before, by number."""
    found, letters = set(), 0
    for char in text:
        if char == " ":
            found.add(letters)
        else:
            letters += 1
    return found


@pytest.fixture(scope="module")
def divided() -> list[tuple[str, str, str]]:
    return [(worn, expected, repair(document(worn), RESOURCES).blocks[0].text) for worn, expected in cases()]


def test_precision_and_recall_of_the_spaces_set(divided: list[tuple[str, str, str]]) -> None:
    hits = wanted = made = 0
    for worn, expected, got in divided:
        missing, added = spaces(expected) - spaces(worn), spaces(got) - spaces(worn)
        hits, wanted, made = hits + len(missing & added), wanted + len(missing), made + len(added)
    assert hits / made >= FLOORS["precision"]
    assert hits / wanted >= FLOORS["recall"]


def test_what_is_whole_stays_whole(divided: list[tuple[str, str, str]]) -> None:
    whole = [(worn, got) for worn, expected, got in divided if worn == expected]
    broken = [(worn, got) for worn, got in whole if got != worn]
    assert len(broken) <= (1 - FLOORS["precision"]) * len(whole), broken


def test_half_of_the_set_must_stay_whole() -> None:
    whole = sum(worn == expected for worn, expected in cases())
    assert len(cases()) >= 300 and 0.4 <= whole / len(cases()) <= 0.6
