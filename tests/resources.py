"""Lexicons and models, loaded once for all tests of a process."""

from __future__ import annotations

from pipeline.resources import Resources

RESOURCES = Resources()
