"""Floors of the glossary's confidence on entries labelled by hand, each judged by a model that has not seen it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from calibrate_glossary import HELD_OUT, PENALTIES, fitted, held_out, labelled, loss, precision

from pipeline.glossary.confidence import SHOWN, bounded, confidences, features, model
from tests.resources import RESOURCES

FLOORS: dict[str, float] = json.loads(Path(__file__).with_name("floors.json").read_text())["glossary"]


def test_confidence_means_what_it_says() -> None:
    candidates, labels, weights = labelled()
    x = features(candidates, RESOURCES)
    found = fitted(x, labels, weights)
    tried = (held_out(x, labels, weights, penalty) for penalty in PENALTIES)
    p = bounded(min(tried, key=lambda p: loss(p, labels, weights)), x)
    assert precision(p, labels, weights, 0.9) >= FLOORS["precision above 0.9"]
    assert precision(p, labels, weights, SHOWN) >= FLOORS["precision of what is shown"]
    assert weights @ (p >= SHOWN) / weights.sum() >= FLOORS["share shown"]
    assert model().weights == pytest.approx(found.weights, abs=0.02), "run: python tools/calibrate_glossary.py fit"


def test_entries_that_no_model_was_fitted_to_are_as_right_as_their_confidence_says() -> None:
    candidates, labels, weights = labelled(HELD_OUT)
    p = np.array(confidences(candidates, RESOURCES))
    assert precision(p, labels, weights, 0.9) >= FLOORS["held out, precision above 0.9"]
    assert precision(p, labels, weights, SHOWN) >= FLOORS["held out, precision of what is shown"]
