"""What kind of work an entry is where no marker says so, and the numbers that some kinds bear in their titles."""

from __future__ import annotations

import re

from pipeline.csl import Type
from pipeline.references.characters import EDGE, fold
from pipeline.references.imprint import Imprint
from pipeline.references.publication import CONFERENCE, PLACE, PUBLISHER
from pipeline.text import HAN

# A number behind the year is a page in these, never a volume.
MONOGRAPHS: frozenset[Type] = frozenset(
    (
        "book",
        "thesis",
        "report",
        "chapter",
        "paper-conference",
        "standard",
        "patent",
        "webpage",
        "article-newspaper",
        "map",
    )
)
# What stands between title and year in these is their publisher.
PUBLISHED_ALONE: frozenset[Type] = frozenset(("book", "thesis", "report", "standard", "map"))
SERIALS: frozenset[Type] = frozenset(("article-journal", "article-magazine", "article-newspaper"))

THESIS = re.compile(
    r"[\s.,(]*(?:\b(?:Unpublished\s*)?"
    r"(?:(?:M\.?\s?[DSA]c?\.?|Ph\.?\s?D\.?|Master'?s?|Doctor(?:al|ial|ate)?|Bachelor'?s?)\.?\s*(?:degree)?\s*)?"
    r"(?:Thesis|Dissertation)\b\.?[\s)]*"
    r"|(?:博士|硕士|学士)?(?:学位|毕业)?论文(?!集)[\s.)]*)",
    re.I,
)
_THESIS_WORDS = ("thesis", "dissertation", "论文")
# Without such a word, proceedings with volumes are a journal: ``Proc Natl Acad Sci USA``.
_MEETING = re.compile(r"Conf|Sympos|Workshop|Congress|Meeting|会议|年会|研讨会|学术会|大会", re.I)
_PREPRINT = re.compile(r"\b(?:arX[ij]?v|bioRxiv|medRxiv|ChinaXiv)\b", re.I)
_PATENT = re.compile(r"\bpatent\b|专利", re.I)
_NUMBER = r"(?:[A-Z]{2}|ZL|[Pp]at(?:ent)?\.?)?\s?\d[\d ,/]{3,16}\d(?:\.[\dX])?\s?[A-Z]?\d?"
PATENT_NUMBER = re.compile(_NUMBER)
_PATENT_NUMBER = re.compile(rf"[\s:,.]+(?:(?:[{HAN}]{{2,6}}|[A-Z][A-Za-z]{{2,14}})\s*[:,]\s*)?({_NUMBER})$")
# Bodies that issue standards: national, of trades (SL water, HJ environment …), and those of other countries.
_ISSUERS = (
    "GB|GJB|ISO|IEC|DB|DL|SL|JGJ|CJJ|CJ|HJ|NY|YY|WS|LY|LS|QX|QB|QJ|BS|TD|TB|SN|SY|SB|SC|SZ|SH|JTG|JT|JB|MH|MT|HG|DZ|YD|CH|AQ|"
    "CCSDS|ASTM|IEEE|ANSI|NF|DIN"
)
_STANDARD_NUMBER = re.compile(
    rf"\b((?:{_ISSUERS})(?:/[A-Z]{{1,3}}| /T)?[ -]?\s?[A-Z]?\d{{1,6}}(?:\.\d+)*(?:\s?[-:]\s?\d{{2,4}})?)"
)


# ``Rome: Food and Agriculture Organization``, and no ``Journal of Physics: Conference Series``.
_PLACE_AND_BODY = re.compile(
    r"(?!.*\b(?:Journal|J|Transactions|Proceedings|Acta|Research|Advances|Annals|Letters|Sciences?|Studies|Review)\b)"
    r"[A-Z][A-Za-z .]{2,24}:\s?[A-Z][^:,]{2,80}"
)


def thesis_words(folded: str, start: int, end: int) -> re.Match[str] | None:
    """Where ``folded[start:end]`` calls a work a thesis. Few entries do, so the pattern is tried on those alone."""
    lower = folded.lower()
    return THESIS.search(folded, start, end) if any(word in lower for word in _THESIS_WORDS) else None


def kind_of(body: str, numbers: Imprint, hosted: bool, dated: bool = False) -> Type:
    """The type of a work, from what is printed between title and numbers, and from the numbers.

    ``dated``: the year stands in front, so that a number alone behind place and publisher is a page.
    """
    if numbers.volume and not numbers.issue and PLACE.fullmatch(body) and PUBLISHER.search(body):
        return "book"  # the volume is a year that OCR has broken
    if dated and not (hosted or numbers.issue or numbers.page) and _PLACE_AND_BODY.fullmatch(body):
        return "book"
    serial = numbers.volume and (numbers.issue or numbers.page)
    met = CONFERENCE.search(body)
    if met and not (numbers.volume and (numbers.issue or (numbers.page and not hosted and not _MEETING.search(body)))):
        return "paper-conference"
    if hosted:
        return "chapter"
    if _PREPRINT.search(body):
        return "article"
    if _PATENT.search(body):
        return "patent"
    if not serial and not numbers.issue and PUBLISHER.search(body) and (PLACE.fullmatch(body) or not numbers.volume):
        return "book"
    if not numbers.volume and not numbers.issue and PLACE.fullmatch(body):
        return "book"
    return "article-journal" if body or serial else "document"


def title_and_number(kind: Type, title: str) -> tuple[str, str | None]:
    """Title and number of a patent (``题名:专利号``) or a standard (``题名:编号``, ``编号, 题名``)."""
    folded = fold(title)
    if kind == "patent" and (match := _PATENT_NUMBER.search(folded)):
        return title[: match.start()], match[1].strip()
    if kind == "standard" and (match := _STANDARD_NUMBER.search(folded)):
        number = re.sub(r"\s+", " ", match[1]).strip()
        if not folded[match.end() :].strip(EDGE):
            return title[: match.start()], number
        if not folded[: match.start()].strip(EDGE):
            return title[match.end() :], number
        return title, number
    return title, None
