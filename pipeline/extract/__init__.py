"""Extraction: what an article's text says beside its sentences: citations, glosses, entities, quantities."""
