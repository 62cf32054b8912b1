"""Dates of receipt, revision, acceptance and publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipeline.article import Dates
from pipeline.structure.front.labels import segments
from pipeline.text import MONTHS

_NUMERIC = re.compile(r"((?:19|20)\d\d)\s*(?:[-—–－./]|年)\s*(\d{1,2})\s*(?:[-—–－./]|月)\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*(?:st|nd|rd|th)?\s*[,.]?\s*([A-Z][a-z]{2,8})\.?\s*[,，]?\s*((?:19|20)\d\d)")
_MONTH_FIRST = re.compile(r"([A-Z][a-z]{2,8})\.?\s*(\d{1,2})(?:st|nd|rd|th)?\s*[,，]?\s*((?:19|20)\d\d)")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)\s*([A-Z][a-z]{2,8})\.?\s*(\d{1,2})")
_RUNNING = re.compile(
    r"(received|revised|in revised form|accepted|published(?:\s*online)?|available\s*online)\s*(?:on|in|:|：)?\s*",
    re.IGNORECASE,
)
_EVENTS = ("received", "revised", "accepted", "published")


def dates(texts: Sequence[str]) -> Dates:
    """The dates that labels announce (收稿日期 …, Received …); the first of each, impossible ones left out."""
    found: dict[str, str] = {}
    for text in texts:
        for segment in segments(text):
            if segment.field in _EVENTS:
                value = iso_date(text[segment.value : segment.end])
                if value:
                    found.setdefault(segment.field, value)
        for match in _RUNNING.finditer(text):
            value = iso_date(text[match.end() : match.end() + 24])
            if value:
                found.setdefault(_event(match[1]), value)
    return Dates(**found)


def _event(word: str) -> str:
    word = word.lower()
    return "published" if "online" in word else "revised" if "revised" in word else word


def iso_date(text: str) -> str | None:
    """The first date of a text as YYYY-MM-DD; None where there is none or it is not in the calendar (2018-00-00)."""
    candidates: list[tuple[int, int, int, int]] = []
    if match := _NUMERIC.search(text):
        candidates.append((match.start(), int(match[1]), int(match[2]), int(match[3])))
    if match := _DAY_FIRST.search(text):
        candidates.append((match.start(), int(match[3]), _month(match[2]), int(match[1])))
    if match := _MONTH_FIRST.search(text):
        candidates.append((match.start(), int(match[3]), _month(match[1]), int(match[2])))
    if match := _YEAR_FIRST.search(text):
        candidates.append((match.start(), int(match[1]), _month(match[2]), int(match[3])))
    for _, year, month, day in sorted(candidates):
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            continue
    return None


def _month(name: str) -> int:
    short = name[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else 0
