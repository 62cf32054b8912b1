"""Lost spaces and letters come back where frequent words explain the whole, and nowhere else."""

from __future__ import annotations

import pytest

from pipeline.glossary.spelling import mended
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
        ("Dualcompetition model", "Dual competition model"),
        ("AridityIndex", "Aridity Index"),
        ("carbon emisions", "carbon emissions"),
        ("Coeficient of diferences", "Coefficient of differences"),
        ("population,land and economy", "population, land and economy"),
        ("2,3-butanediol", "2,3-butanediol"),
        ("shocklets", "shocklets"),
        ("tDCS", "tDCS"),
        ("AgileDARN", "AgileDARN"),
        ("PubMed", "PubMed"),
        ("Trialability", "Trialability"),
        ("ractopamine", "ractopamine"),
        ("chronicpovertynetwork.org", "chronicpovertynetwork.org"),
        ("pneumonoultramicroscopic", "pneumonoultramicroscopic"),
    ],
)
def test_mended(resources: Resources, term: str, expected: str) -> None:
    assert mended(term, resources) == expected
