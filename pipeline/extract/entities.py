"""Entities: what an article is about, one concept in two languages."""

from __future__ import annotations

from pipeline.article import Article
from pipeline.resources import Resources


def entities(article: Article, resources: Resources) -> Article:  # noqa: ARG001
    """The article with the concepts that it mentions."""
    return article
