"""Who wrote it: the list of names at the head of an entry, read name by name until no name follows."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Name
from pipeline.references.chinese_names import Found, chinese_author, is_surname
from pipeline.references.latin_names import APA_AGAIN, CERTAIN, latin_author
from pipeline.text import HAN, is_han


class Authors(NamedTuple):
    """``end`` is the offset behind the list and its stop; ``role`` is the word for editors or translators, if any.

    ``translators`` are those who are named behind the authors: ``斋藤孝 著.胡佳 译.``
    """

    names: tuple[Name, ...]
    etal: bool
    end: int
    role: str | None = None
    translators: tuple[Name, ...] = ()


# As OCR has it too: ``et dl.``, ``eta.``, ``,tal.2021``, ``etalCommunity``.
_ET_AL = re.compile(
    r"[\s,.;:&]*(?:and\s+)?(?:[er][tr][._\s]*-?[ad][l1I]{1,2}(?-i:(?![a-z]))|et\s+a\.|eta\.|and others\b"
    r"|et(?=\s*\.\s*[A-Z])|(?:etc|eal|etl)\b(?=\s*[.,])|(?<=,)tal\.(?=\s?[\dO]))\s*[.,;:]*\s*"
    rf"|[\s,.;]*等(?![{HAN}])\s*[.,;:]*\s*",
    re.I,
)
# APA leaves names out before the last: ``Aldcroft, T., … Conley, A.``
# OCR glues ``and`` to the name before it: ``H. Fujiiand K. Ito``.
_SEPARATOR = re.compile(
    r"\s*(?:\.?\s*[,;&、]|\band(?![a-z])|and(?=\s(?-i:[A-Z])\s?\.)|\bund\b)[\s,;&、]*(?:(?:\.|…)(?:\s?[.…]){0,3}\s*)?(?:(?:and\s|&)\s*)?",
    re.I,
)
_COLLABORATION = re.compile(r"[\s,]*\(((?:[A-Z][\w-]{1,20} ){1,3}(?:[Cc]ollaboration|Group|Team))\)")
_ROLE = re.compile(
    r"[\s,]*\(?(主编|编著|编译|编|译注|译|著|点校)\)?(?=\s*[.,:]|$)\s*[.,:]?\s*|[\s,.]*\(?\b(Eds?|Editors?|Trans)\b\.?\)?[\s.,:]*",
    re.I,
)
# What a body is called for short, or in full: ``IPCC (Intergovernmental Panel on Climate Change)``.
_ACRONYM = re.compile(r"\s*\((?:[A-Z][A-Za-z-]{1,9}|[A-Z][A-Za-z ]{9,80})\)(?=\s*[.,(])")
_STOPS = re.compile(r"[\s.:,]*")
# The nationality that GB/T 7714 prints before a foreign author: [美] 史密.
_COUNTRY = re.compile(rf"\s*[\[(]\s*[{HAN}]{{1,3}}\s*[\])]\s*")
# Whoever has a nationality is a person, however long the name: ``(美)希尔斯曼``.
_TRANSLITERATED = re.compile(rf"[{HAN}]{{4,8}}(?=[.,])")
_CHINESE_NAME = re.compile(rf"\.?\s*([{HAN}]{{2,3}}?)等?\s*[,.]\s*(?=\S)")
_MOST = 1000


def authors(text: str, start: int = 0, end: int | None = None) -> Authors:
    """The list of names at ``start`` of a folded text; no names and end ``start`` where none is found."""
    limit = len(text) if end is None else end
    names, position, is_last = list[Name](), start, False
    while position < limit and len(names) < _MOST:
        at = _next_name(text, position, limit) if names else position
        joined = at is not None and "and" in text[position:at]
        if names and (match := _ET_AL.match(text, position, limit) or _ET_AL.match(text, at or position, limit)):
            return _closed(text, match.end(), limit, names, etal=True)
        if is_last and not joined:
            break
        found = _name(text, at, limit, bool(names)) if at is not None else None
        if found is None:
            break
        is_last = is_last or joined
        names.append(found.name)
        position = found.end
        if found.role or found.last:
            closed = _closed(text, position, limit, names, found.last)
            return _with_translators(closed._replace(role=closed.role or found.role), text, limit)
    if not names:
        return Authors((), False, start)
    return _with_translators(_closed(text, position, limit, names, etal=False), text, limit)


def _with_translators(written: Authors, text: str, limit: int) -> Authors:
    """The authors with the translators that are named behind them."""
    if written.role != "著":
        return written
    found = authors(text, written.end, limit)
    return written._replace(end=found.end, translators=found.names) if found.role in _TRANSLATED else written


_TRANSLATED = ("译", "译注")


# A name that OCR has broken, with the initials that a comma parts from it.
_BROKEN = re.compile(r"([^,;&、()\[\]:]{1,35}?)\s*(?:,[\s.]*((?:[A-Z]\s?\.?[ -]?){1,4}))?\s*(?=[,;&、]|$)")
_BETWEEN = re.compile(r"(?:[\s,;&、.…]|\band\b)+")
_MOST_WORDS, _LONG = 5, re.compile(f"[{HAN}]{{5}}")
_NUMBER = re.compile(r"\d{2}")


def broken_authors(text: str, start: int, end: int) -> tuple[Name, ...] | None:
    """The list of names that is all of ``text[start:end]``, those that OCR has broken as they are printed.

    None where what stands there is no list of names.
    """
    names, position = list[Name](), _behind(_BETWEEN, text, start, end)
    if _NUMBER.search(text, position, end):
        return None
    while position < end:
        found = authors(text, position, end)
        if found.names:
            names += found.names
            position = found.end
        else:
            match = _BROKEN.match(text, position, end)
            if match is None or len(match[1].split()) > _MOST_WORDS or _LONG.search(match[1]):
                return None
            names.append(Name(family=match[1], given=match[2].strip()) if match[2] else Name(literal=match[1]))
            position = match.end()
        position = _behind(_BETWEEN, text, position, end)
    return tuple(names)


def _next_name(text: str, position: int, limit: int) -> int | None:
    """Where the next name of a list begins, None where the list has ended."""
    if match := _SEPARATOR.match(text, position, limit):
        return match.end()
    if text.startswith(".", position - 1) and APA_AGAIN.match(text, position, limit):
        return _behind(_STOPS, text, position, limit)
    return _behind(_STOPS, text, position, limit) if _stop_is_a_comma(text, position, limit) else None


def _stop_is_a_comma(text: str, position: int, limit: int) -> bool:
    """Whether OCR misread a comma as the stop at ``position``: what follows is a name and no title."""
    if position >= limit or text[position] not in ". ":
        return False
    if CERTAIN.match(text, position + 1, limit):
        return True
    match = _CHINESE_NAME.match(text, position, limit)
    return match is not None and is_surname(match[1]) and limit - match.end() > 3


def _name(text: str, at: int, limit: int, listed: bool) -> Found | None:
    abroad = _behind(_COUNTRY, text, at, limit)
    if abroad >= limit:
        return None
    if abroad > at and (match := _TRANSLITERATED.match(text, abroad, limit)):
        return Found(Name(literal=match[0]), match.end())
    read = chinese_author if is_han(text[abroad]) or text[abroad] == "《" else latin_author
    return read(text, abroad, limit, listed)


def _closed(text: str, position: int, limit: int, names: list[Name], etal: bool) -> Authors:
    """The list with what closes it: a collaboration in brackets, a word for editors, stops."""
    role = None
    if match := _COLLABORATION.match(text, position, limit):
        names.append(Name(literal=match[1]))
        position = match.end()
    elif names[-1].literal:
        position = _behind(_ACRONYM, text, position, limit)
    if match := _ROLE.match(text, position, limit):
        role, position = match[1] or match[2], match.end()
    return Authors(tuple(names), etal, _behind(_STOPS, text, position, limit), role)


def _behind(pattern: re.Pattern[str], text: str, position: int, limit: int) -> int:
    match = pattern.match(text, position, limit)
    return match.end() if match else position
