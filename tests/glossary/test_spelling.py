"""Lost spaces come back where frequent words explain the whole run, and nowhere else."""

from __future__ import annotations

import pytest

from pipeline.glossary.spelling import spaced
from pipeline.resources import Resources


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("SliceOrientation", "Slice Orientation"),
        ("Shannondiversityindex", "Shannon diversity index"),
        ("Yieldestimationmodel", "Yield estimation model"),
        ("balancedFastFieldEcho", "balanced Fast Field Echo"),
        ("intertemporal choice", "intertemporal choice"),
        ("AgileDARN", "AgileDARN"),
        ("PubMed", "PubMed"),
        ("Trialability", "Trialability"),
        ("ractopamine", "ractopamine"),
        ("chronicpovertynetwork.org", "chronicpovertynetwork.org"),
        ("pneumonoultramicroscopic", "pneumonoultramicroscopic"),
    ],
)
def test_spaced(resources: Resources, term: str, expected: str) -> None:
    assert spaced(term, resources) == expected
