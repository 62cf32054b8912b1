"""Floors of the glossary's confidence on entries labelled by hand, each judged by a model that has not seen it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calibrate_glossary import PENALTIES, fitted, held_out, labelled, loss, precision

from pipeline.glossary.confidence import SHOWN, features, model
from pipeline.resources import Resources

FLOORS: dict[str, float] = json.loads(Path(__file__).with_name("floors.json").read_text())["glossary"]


def test_confidence_means_what_it_says() -> None:
    candidates, labels, weights = labelled()
    x = features(candidates, Resources())
    found = fitted(x, labels, weights)
    p = min((held_out(x, labels, weights, penalty) for penalty in PENALTIES), key=lambda p: loss(p, labels, weights))
    assert precision(p, labels, weights, 0.9) >= FLOORS["precision above 0.9"]
    assert precision(p, labels, weights, SHOWN) >= FLOORS["precision of what is shown"]
    assert weights @ (p >= SHOWN) / weights.sum() >= FLOORS["share shown"]
    assert model().weights == pytest.approx(found.weights, abs=0.02), "run: python tools/calibrate_glossary.py fit"
