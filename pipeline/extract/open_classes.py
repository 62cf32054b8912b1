"""Names that a lexicon cannot list because new ones are made by rule: drugs, trials, micro-RNAs.

Drug stems are those of the WHO's INN programme (Stem Book 2018, WHO/EMP/RHT/TSN/2018.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.lexicon import Concept, slug

_CLASSES = (
    (
        "drug",
        re.compile(
            r"(?<![A-Za-z])[A-Za-z]{3,12}(?:[lmnstx]umab|[lmstzx]i?zumab|ximab|tinib|ciclib|parib|rafenib|sartan|gliptin"
            r"|gliflozin|glutide|floxacin|prazole|conazole|vastatin|cillin|setron|buvir|previr|zomib|lisib)(?![A-Za-z])"
        ),
    ),
    (
        "trial",
        re.compile(
            r"(?<![A-Za-z])(?:(?:KEYNOTE|CheckMate|IMpower|ORIENT|RATIONALE|CAPSTONE|DESTINY|MYSTIC)[- ]?\w{2,8}"
            r"|(?:NCT\d{8}|ChiCTR[-A-Z]{0,8}\d{8,10}|ISRCTN\d{8})(?!\d))",
            re.ASCII,
        ),
    ),
    (
        "gene",
        re.compile(
            r"(?<![A-Za-z])(?:[a-z]{3}-)?(?:miR|let)-\d{1,4}[a-z]?(?:-[1-9])?(?:-[35]p)?(?![A-Za-z0-9])", re.ASCII
        ),
    ),
)
_REGISTRY = re.compile(r"(NCT|ChiCTR|ISRCTN)")


class Coined(NamedTuple):
    """``text[start:end]`` names a concept by the rule of its class."""

    concept: Concept
    start: int
    end: int


def coined_in(text: str) -> Iterator[Coined]:
    """The names of open classes in a text.

    >>> [(c.concept.id, text[c.start : c.end]) for text in ["Furmonertinib与miR-21-5p"] for c in coined_in(text)]
    [('drug:furmonertinib', 'Furmonertinib'), ('gene:mir-21-5p', 'miR-21-5p')]
    """
    for type, pattern in _CLASSES:
        for match in pattern.finditer(text):
            name = match[0].lower() if type == "drug" else match[0]
            registry = _REGISTRY.match(name)
            identifiers = {registry[1].lower(): name} if registry else {}
            yield Coined(Concept(f"{type}:{slug(name)}", type, (), (name,), identifiers), match.start(), match.end())
