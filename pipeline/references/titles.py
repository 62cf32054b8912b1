"""Where the title ends in an entry that has no type marker."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.references.latin_names import JOURNAL_WORD
from pipeline.text import HAN


class Parting(NamedTuple):
    """The title ends at ``end``, its container begins at ``next``; ``hosted`` where ``//`` or ``In:`` says so."""

    end: int
    next: int
    hosted: bool = False


# Behind a title that lost its stop, names tell that ``In`` opens the host: ``an overview In D.A. Schroeder``.
_HOST = re.compile(
    r"[\s.,:;]*(?://+|\b[Ii]n\s*:|(?<=[.,?!])\s*In\s+(?=[A-Z])|(?:(?<=[.,?!])\s*[Ii]n\s?|\sIn )(?=[A-Z]\. ?[A-Z])"
    rf"|(?<=\.)\s*In(?=[A-Z][a-z]+,\s?[A-Z]\.)"
    rf"|见\s?(?:(?=[{HAN},、\s]{{2,30}}\(?(?:主编|编))|:))\s*"
)
_STOP = re.compile(rf"[.?!](?=\s*(?:[A-Z\"{HAN}]|(?:ar|bio|med)[XR]|[a-z][A-Z][a-z]{2}))")
_ABBREVIATION = re.compile(
    r"(?:^|[\s.,(-])(?:[A-Z]\.?|[A-Z][a-z]{0,7}|and|of|Intl?|vs|sp|spp|var|cf|etc|ex|No|St|Dr|Mt)$"
)
# A journal whose stop OCR has lost, with the blank (``…HuR from mRNGenes Dev``) or not (``…network dynamics Trends in
# Cognitive Sciences``): then it has two words, behind one that is no preposition.
_JOURNAL_WORDS = r"(?: (?:of|and|the|in|for|on|&|[A-Z][A-Za-z]*))"
_GLUED_JOURNAL = re.compile(
    rf"(?:(?<=[a-z)])|(?<=[A-Z]{{2}}))(?=[A-Z][a-z])[A-Za-z&]+{_JOURNAL_WORDS}{{0,8}}$"
    rf"|(?<=[a-z]{{4}}) (?<!with )(?<!from )[A-Z][A-Za-z]+{_JOURNAL_WORDS}{{0,12}} [A-Z][A-Za-z]*$"
)
# A journal that has lost its first letters: ``Reforms.ournal of International Trade``.
_SMALL_JOURNAL = re.compile(r"(?<=[A-Za-z]{4}\.)[a-z]{4}[A-Za-z& ]{0,45}$")
# ``… there yet? Plant Biotechnol.J.``: no journal is a letter.
_IS_LETTER = re.compile(r"\s*[A-Z][.\s]*$")
_WORD = re.compile(rf"[A-Za-z]+|[{HAN}]")


# An abbreviated journal behind a comma: its last word has a stop too, or is the letter of a series.
_ABBREVIATED_JOURNAL = re.compile(
    r"\s*(?:[A-Z][A-Za-z-]{0,11}\.[:\s-]*)(?:(?:of|and|the|in|for|&)\s|[A-Z][A-Za-z-]{0,11}\.?[:\s-]*){1,6}"
    r"(?:(?<=\.)|(?<=\s[A-G]))"
)


def title_end(folded: str, start: int, end: int, by_commas: bool = False) -> Parting:
    """Where title and container part in ``folded[start:end]``; ``(end, end)`` where there is no container.

    ``by_commas`` where a comma closes the names, so that one may close the title too. The container is what stands
    behind the last stop that is not an abbreviation's; failing that, behind the last comma. In ``… of stress, Comput.
    Mater. Sci`` the comma parts, for the stops belong to the journal.
    """
    if match := _HOST.search(folded, start + 4, end):
        return Parting(match.start(), match.end(), True)
    comma = folded.rfind(",", start + 10, end) if by_commas else -1
    if comma > 0 and _ABBREVIATED_JOURNAL.fullmatch(folded, comma + 1, end):
        return Parting(comma, comma + 1)
    stops = [match.start() for match in _STOP.finditer(folded, start, end)]
    while stops:
        stop = stops.pop()
        segment = folded[(stops[-1] + 1 if stops else start) : stop]
        if folded[stop] == "." and JOURNAL_WORD.search(segment) and "," in segment:
            comma = folded.rfind(",", start, stop)
            if len(folded[comma + 1 : stop].split()) <= 3 and comma > start + 15:
                return Parting(comma, comma + 1)
        if folded[stop] == "." and stops and (_is_abbreviated(segment) or _IS_LETTER.match(folded, stop + 1, end)):
            continue
        return Parting(stop + (folded[stop] in "?!"), stop + 1)
    comma = folded.rfind(",", start, end)
    # Two words before a comma are no title.
    if comma > start + 6 and len(_WORD.findall(folded, start, comma)) > 3:
        return Parting(comma, comma + 1)
    return Parting(end, end)


def glued_journal(folded: str, start: int, end: int) -> Parting | None:
    """Where a journal's name begins that is run together with the title, if one is."""
    match = _SMALL_JOURNAL.search(folded, start, end) or _GLUED_JOURNAL.search(folded, start, end)
    return Parting(match.start(), match.start()) if match else None


def _is_abbreviated(segment: str) -> bool:
    """Whether what stands between two stops is a word or two of an abbreviated name."""
    short = len(segment) <= 16 and len(segment.split()) <= 2 and "," not in segment
    return short and bool(_ABBREVIATION.search(segment))
