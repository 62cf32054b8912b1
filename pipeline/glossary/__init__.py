"""Glossary: what many articles, put together, say that a term is called in the other language."""
