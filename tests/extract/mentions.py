"""The concepts of a text that is all there is to go by."""

from __future__ import annotations

from pipeline.article import Gloss
from pipeline.extract.entities import Found, entities_of
from pipeline.extract.glosses import glosses_of
from pipeline.resources import Resources


def entities_in(text: str, resources: Resources) -> list[Found]:
    (found,) = glosses_of([text], resources)
    glosses = [Gloss(g.zh, g.en, g.abbreviation, "", "", g.start, g.end) for g in found]
    return entities_of([text], resources, glosses)[0]
