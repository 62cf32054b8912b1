"""The front matter: title, authors, affiliations, abstract, keywords and identifiers, in both languages."""

from pipeline.structure.front.blocks import front_blocks
from pipeline.structure.front.read import front_of

__all__ = ["front_blocks", "front_of"]
