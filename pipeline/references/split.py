"""Where the entries of a text that holds several begin and end."""

from __future__ import annotations

import re

from pipeline.references.reference_list import bibliography

# Volume, issue and pages, an address, a publisher.
_LONGEST_TAIL = 60


def split(text: str) -> list[tuple[int, int]]:
    """The extents ``[start, end)`` of the entries of a text, in order; together they cover it, blanks apart."""
    extents = [(found.extents[0][1], found.extents[-1][2]) for found in bibliography([text]) if found.extents]
    if extents and (lead := text[: extents[0][0]].strip()):
        start = text.index(lead)
        # The end of an entry that a page break parted stays in front of the next; more than that is one by itself.
        if len(lead) > _LONGEST_TAIL and re.search(r"(?:1[89]|20)\d\d", lead):
            extents.insert(0, (start, start + len(lead)))
        else:
            extents[0] = (start, extents[0][1])
    return extents
