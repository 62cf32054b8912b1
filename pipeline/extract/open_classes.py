"""Names that a lexicon cannot list because new ones are made by rule: drugs, trials, micro-RNAs.

Drug stems are those of the WHO's INN programme (Stem Book 2018, WHO/EMP/RHT/TSN/2018.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.lexicon import Concept, slug

_STEMS = (
    *("umab", "ximab", "limab", "tinib", "ciclib", "parib", "rafenib", "zomib", "lisib", "sartan", "gliptin"),
    *("gliflozin", "glutide", "floxacin", "prazole", "conazole", "vastatin", "cillin", "setron", "buvir", "previr"),
)
_WORD = re.compile(r"[A-Za-z]{7,24}")
_TRIALS = ("KEYNOTE", "CheckMate", "IMpower", "ORIENT", "RATIONALE", "CAPSTONE", "DESTINY")
_REGISTRIES = ("NCT", "ChiCTR", "ISRCTN")
# Type, what every name of the class holds, and the rule.
_CLASSES = (
    (
        "trial",
        _TRIALS,
        re.compile(rf"(?<![A-Za-z])(?:{'|'.join(_TRIALS)})[- ]?(?=[A-Za-z-]{{0,7}}\d)[\w-]{{2,9}}", re.ASCII),
    ),
    ("trial", _REGISTRIES, re.compile(r"(?<![A-Za-z])(?:NCT|ISRCTN|ChiCTR[-A-Z]{0,8})\d{8,10}(?!\d)")),
    (
        "gene",
        ("miR-", "let-"),
        re.compile(
            r"(?<![A-Za-z])(?:[a-z]{3}-)?(?:miR|let)-\d{1,4}[a-z]?(?:-[1-9])?(?:-[35]p)?(?![A-Za-z0-9])", re.ASCII
        ),
    ),
)


class Coined(NamedTuple):
    """``text[start:end]`` names a concept by the rule of its class."""

    concept: Concept
    start: int
    end: int


def coined_in(text: str) -> Iterator[Coined]:
    """The names of open classes in a text.

    >>> text = "Furmonertinib与miR-21-5p"
    >>> [(c.concept.id, text[c.start : c.end]) for c in coined_in(text)]
    [('drug:furmonertinib', 'Furmonertinib'), ('gene:mir-21-5p', 'miR-21-5p')]
    """
    lowered = text.lower()
    if any(stem in lowered for stem in _STEMS):
        for match in _WORD.finditer(text):
            if match[0].lower().endswith(_STEMS):
                yield _coined("drug", match[0].lower(), match)
    for type, marks, rule in _CLASSES:
        if any(mark in text for mark in marks):
            for match in rule.finditer(text):
                yield _coined(type, match[0], match)


def _coined(type: str, name: str, match: re.Match[str]) -> Coined:
    registry = next((r.lower() for r in _REGISTRIES if name.startswith(r)), None)
    concept = Concept(f"{type}:{slug(name)}", type, (), (name,), {registry: name} if registry else {})
    return Coined(concept, match.start(), match.end())
