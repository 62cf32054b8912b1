"""Alignment: what answers what in the two languages of an article."""

from pipeline.align.articles import align_article
from pipeline.align.keywords import pair_keywords

__all__ = ["align_article", "pair_keywords"]
