"""Readers: one file format each, bytes → Document. A reader knows nothing of articles, and never of a writer."""
