"""Where the entries of a text that holds several begin and end."""

from __future__ import annotations

from pipeline.references.reference_list import bibliography


def split(text: str, expected: int | None = None) -> list[tuple[int, int]]:
    """The extents ``[start, end)`` of the entries of a text, in order; together they cover it, blanks apart.

    ``expected`` is the number that the first entry should bear, where that is known.
    """
    extents = [(found.extents[0][1], found.extents[-1][2]) for found in bibliography([text], expected) if found.extents]
    if extents:
        extents[0] = (len(text) - len(text.lstrip()), extents[0][1])
    return extents
