"""What stands before the title: who wrote the work and, in author–year styles, when."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Name
from pipeline.references.imprint import MONTH, YEAR, digits_mended
from pipeline.references.names import Authors, authors, broken_authors
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
# A year that OCR has lost or crippled still parts names and title: ``(8).``, ``().``, ``2Ol.``
_LOST_YEAR = re.compile(
    r"[\s.,]*(?:\(\s*[\dOolI]{0,3}[a-z]?\s*\)\s*[.,:]*|(?:\d{1,3}|[\dOolI]{2,4})\.(?=\s*[A-Z][a-z]))\s*"
)
# Behind ``et al`` a title that has lost its first letters follows as well: ``et al.6.oilorganic``.
_LOST_YEAR_BEHIND_ET_AL = re.compile(r"\s*[\dOolI]{1,4}\.\s*(?=[A-Za-z]{3})")
# ``GTZ (German Technical Cooperation).1977.``: what nobody but a body's name precedes is its year.
_BODY = re.compile(
    rf"\s*((?!(?:The|A|An|On)\s)[A-Z]\w+(?:\s[A-Za-z]+){{0,4}}(?:\s?\([A-Z][A-Za-z ]{{2,60}}\))?)"
    rf"\s?\.\s?({YEAR})[a-z]?\s?\.\s*(?=[A-Z])"
)
# A list whose last names have lost a letter: ``Simandl GJ, aradis S.2018.``
_STOPPED_YEAR = re.compile(rf"\.\s?({YEAR})[a-z]?\.\s*(?=[A-Z])")
_SMALL_NAME = re.compile(r"[A-Za-z'-]{2,} ?[A-Z]{1,3}")
_BRACKETED_YEAR = re.compile(rf"[\s.,]*\(\s*({YEAR})[a-z]?(?:,\s*{MONTH})?\s*\)\s*[.,:]*\s*")
# What closes a list that could not be read to its end.
_ET_AL = re.compile(r"[\s,.]\s?e[tr]\.?\s?al\b[\s.,:]*|,\s?等\s?[.,]\s*")
_LONGEST_BROKEN = 160
_CLOSED_YEAR = re.compile(rf"(?:({YEAR})[a-z]?|[\dOolI]{{0,4}})\)\s?[.,]\s*")
_LOST_BRACKET = re.compile(r"\(\s*[\dOolI]{0,3}[a-z]?\s*\)\s*\.\s*")
# No list of names has them.
_WORDS = re.compile(r"(?:\s[a-z]{2,}){2}|\s(?:of|the|in|for|on)\s")
_LETTER = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS = 15
_LONGEST_HEAD = 400


def head(folded: str, limit: int) -> Head:
    """The head of ``folded[:limit]``. A list of names that cannot be read still ends at a year in brackets."""
    names = authors(folded, 0, limit)
    text = digits_mended(folded[: limit + 1])
    found = _dated(names, text, folded, limit)
    if found is None and not names.etal and (whole := _to_et_al(names, folded, limit)):
        names = whole
        found = _dated(names, text, folded, limit)
    return (
        found
        or _to_year(names, text, folded, limit)
        or _to_lost_year(names, folded, limit)
        or _to_closed_year(names, text, folded, limit)
        or (_to_stopped_year(names, text, folded, limit) if names.names else _of_body(text, folded, limit))
        or _undated(names)
    )


def _undated(names: Authors) -> Head:
    return Head(names, None, names.end)


def _to_year(names: Authors, text: str, folded: str, limit: int) -> Head | None:
    """The head that ends at a year in brackets, with the names before it, broken or not."""
    match = _BRACKETED_YEAR.search(text, 2, min(limit, _LONGEST_HEAD))
    if match is None or not _is_titled(folded, match.end(), limit):
        return None
    known = names.names if names.end <= match.start(1) else ()
    if known or not names.names:
        rest = broken_authors(folded, names.end, folded.rfind("(", 0, match.start(1)))
        if known and rest is None and _WORDS.search(folded, names.end, match.start(1)):
            return None  # the year of a title
        known += rest or ()
    return Head(Authors(known, names.etal, match.end()), int(match[1]), match.end(), True)


def _to_lost_year(names: Authors, folded: str, limit: int) -> Head | None:
    """The head that ends at what OCR has left of a year in brackets, where nothing but names stands before it."""
    match = _LOST_BRACKET.search(folded, names.end, min(limit, _LONGEST_HEAD)) if names.names else None
    rest = broken_authors(folded, names.end, match.start()) if match else None
    if match and rest and _is_titled(folded, match.end(), limit):
        return Head(Authors(names.names + rest, names.etal, match.end()), None, match.end(), True)
    return None


def _to_closed_year(names: Authors, text: str, folded: str, limit: int) -> Head | None:
    """The head that ends at a year whose opening bracket is lost: ``Vohs,K.D.,&Schm,B.J.2003).``"""
    at = folded.find(")", names.end, min(limit, names.end + _LONGEST_BROKEN)) if names.names else -1
    if at < 0 or "(" in folded[:at] or _WORDS.search(folded, names.end, at):
        return None
    match = _CLOSED_YEAR.search(text, max(0, at - len("2003")), limit)
    if match is None or match.start() > at or not _is_titled(folded, match.end(), limit):
        return None
    rest = broken_authors(folded, names.end, match.start()) or ()
    year = int(match[1]) if match[1] else None
    return Head(Authors(names.names + rest, names.etal, match.end()), year, match.end(), True)


def _to_stopped_year(names: Authors, text: str, folded: str, limit: int) -> Head | None:
    """The head that ends at a year between stops, where names that have lost a letter go on with the list."""
    if names.etal or not folded[: names.end].rstrip().endswith(","):
        return None
    match = _STOPPED_YEAR.search(text, names.end, min(limit, names.end + _LONGEST_BROKEN))
    rest = broken_authors(folded, names.end, match.start()) if match else None
    if match and rest and all(not name.literal or _SMALL_NAME.fullmatch(name.literal) for name in rest):
        return Head(Authors(names.names + rest, False, match.end()), int(match[1]), match.end(), True)
    return None


def _of_body(text: str, folded: str, limit: int) -> Head | None:
    """The head of what a body has issued that no word names as one."""
    match = _BODY.match(text, 0, limit)
    if match is None or not _is_titled(folded, match.end(), limit):
        return None
    name = Name(literal=folded[match.start(1) : match.end(1)])
    return Head(Authors((name,), False, match.end()), int(match[2]), match.end(), True)


def _is_titled(folded: str, start: int, limit: int) -> bool:
    """Whether enough letters for a title stand at ``start``."""
    return len(_LETTER.findall(folded, start, min(limit, start + 60))) > _FEWEST_LETTERS


def _dated(names: Authors, text: str, folded: str, limit: int) -> Head | None:
    """The head where a year, be it unreadable, stands behind its names; ``text`` is the folded text, digits mended."""
    if not names.names:
        return None
    if (match := _YEAR.match(text, names.end, limit)) and match.end() < limit:
        return Head(names, int(match[1]), match.end(), True)
    match = _LOST_YEAR.match(folded, names.end - 1, limit) or _LOST_YEAR.match(folded, names.end, limit)
    if match is None and names.etal:
        match = _LOST_YEAR_BEHIND_ET_AL.match(folded, names.end, limit)
    if match:
        return Head(names, None, match.end(), True)
    return None


def _to_et_al(names: Authors, folded: str, limit: int) -> Authors | None:
    """The list with the names behind those that were read, up to the ``et al`` that closes it."""
    match = _ET_AL.search(folded, names.end, min(limit, names.end + _LONGEST_BROKEN))
    rest = broken_authors(folded, names.end, match.start()) if match and match.end() < limit else None
    return Authors(names.names + rest, True, match.end()) if match and rest else None
