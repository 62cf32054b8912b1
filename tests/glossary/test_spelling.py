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
        ("immunoglobulinG", "immunoglobulin G"),
        ("binding proteinβ", "binding protein β"),
        ("milk fat globule -epidermal growth factor", "milk fat globule-epidermal growth factor"),
        ("pre- and postnatal", "pre- and postnatal"),
        ("tDCS", "tDCS"),
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
