"""What stands before the title: who wrote the work and, in author–year styles, when."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.references.imprint import MONTH, YEAR, digits_mended
from pipeline.references.names import Authors, authors
from pipeline.text import HAN


class Head(NamedTuple):
    """Names and year; the title begins at ``end``. ``dated`` where a year stands there, be it unreadable."""

    authors: Authors
    year: int | None
    end: int
    dated: bool = False


_YEAR = re.compile(
    rf"[\s.,:;]*[(\[]?\s*({YEAR})(?:[a-z](?![A-Za-z]))?\s*(?:,\s*[A-Za-z]+\.?(?:\s\d{{1,2}})?\s*(?=[)\]]))?"
    # A year that a title begins with (2010年…, 1995—2011, 20世纪) has no stop behind it.
    rf"(?:[)\]]\s*[.,:;]*|年?\s*[.,:;]+|(?=\s*[A-Z\"]|\s*(?![一年度至]|世纪)[{HAN}]))\s*"
)
# A year that OCR has lost or crippled still parts names and title: ``(8).``, ``().``
_LOST_YEAR = re.compile(r"[\s.,]*(?:\(\s*[\dOolI]{0,3}[a-z]?\s*\)\s*[.,:]*|\d{1,3}\.(?=\s*[A-Z][a-z]))\s*")
_BRACKETED_YEAR = re.compile(rf"[\s.,]*\(\s*({YEAR})[a-z]?(?:,\s*{MONTH})?\s*\)\s*[.,:]*\s*")
_LETTER = re.compile(r"[^\W\d_]")


def head(folded: str, limit: int) -> Head:
    """The head of ``folded[:limit]``. A list of names that cannot be read still ends at a year in brackets."""
    names = authors(folded, 0, limit)
    text = digits_mended(folded[: limit + 1])
    if names.names:
        if (match := _YEAR.match(text, names.end, limit)) and match.end() < limit:
            return Head(names, int(match[1]), match.end(), True)
        if match := _LOST_YEAR.match(folded, names.end - 1, limit):
            return Head(names, None, match.end(), True)
    match = _BRACKETED_YEAR.search(text, 2, min(limit, 400))
    if match and len(_LETTER.findall(folded, match.end(), min(limit, match.end() + 60))) > 15:
        known = names.names if names.end <= match.start(1) else ()
        return Head(Authors(known, names.etal, match.end()), int(match[1]), match.end(), True)
    return Head(names, None, names.end)
