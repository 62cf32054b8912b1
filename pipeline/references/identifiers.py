"""What is unmistakable wherever it stands: DOI, URL, PMID, the date of access, remarks on the language."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Date


class Identifiers(NamedTuple):
    """``rest`` is the text with a stop and blanks in their place, so that offsets hold; ``cuts`` are their extents."""

    rest: str
    doi: str | None = None
    url: str | None = None
    pmid: str | None = None
    arxiv: str | None = None
    accessed: Date | None = None
    published: Date | None = None
    chinese: bool = False
    cuts: tuple[tuple[int, int], ...] = ()

    def masked(self, text: str) -> str:
        """Another text of the same length, blanked in the same places."""
        for start, end in self.cuts:
            text = blanked(text, start, end)
        return text


_DOI_BODY = (
    r"\s*(1[0O]\s?\.\s?\d{3,6}(?:\.\d+)?\s?/\s?(?:j\.\s)?"
    r"(?:[^\s,;\"<>\[\]\u3000-\u303f\u4e00-\uffef]|[,;](?=[^\s,;]*\d)){1,120})"
    r"(?:\s(?=[\w./-]*\d[\w./-]*\s*\.?\s*$)[\w./-]+|(?<=\.)\s\d[\w./-]+)?"
)
_DOI = re.compile(
    r"[\s,;.\[(]*(?:h?t{0,2}ps?\s*:\s*/{0,2}\s*)?"
    r"(?:(?:dx\.)?d[o0][il1]\.[o0]r?g\s?/|\bd[o0][il1]\s*[:.]?\s*(?:https?:/{1,2}(?:dx\.)?doi\.[o0]rg/)?)" + _DOI_BODY,
    re.I,
)
# The host has lost letters: ``htps://oi.org/10.1016/…``, ``http://dx.doiorg/10.1038/…``.
_WORN_DOI = re.compile(
    r"[\s,;.\[(]*(?<![\w/])h?t{0,2}ps?\s*:\s*/{1,2}\s*(?:dx\.)?d?[o0][il1]\.?\s?[o0]{0,2}r?g\s?/" + _DOI_BODY, re.I
)
_BARE_DOI = re.compile(r"(?<![\w/.])10\.\d{4,5}/[^\s,;\"<>\[\]\u4e00-\u9fff]{3,120}")
_URL = re.compile(
    r"[\s,;.(<\[]*(?:\b(?:available\s+(?:at|from)|retrieved\s+(?:on\s+)?[\w ,]{0,25}?from|from|url|网址|见)"
    r"\s*[:\s]\s*)?"
    r"((?:https?|htps?|ftp)\s?:\s?/{1,2}\s?|www\s?\.\s?)",
    re.I,
)
_URL_BODY = re.compile(
    r"[\w\-.~:/?#@!$&'*+=%|;,]+"
    r"(?:\s(?=[\w-]{1,30}[./]\w)|(?<=[./_=-])\s(?=[a-z0-9_-]{1,40}(?:[./?=&]|\s*$|\s*[)\]])))?|\([\w./-]*\)"
)
_PMID = re.compile(r"[\s,;.]*\b(?:PMID|PubMed\s*PMID)\s*[:.]?\s*(\d{5,9})\b|[\s,;.]*\bPMCID\s*[:.]?\s*PMC\d+", re.I)
_ARXIV = re.compile(
    r"[\s,;.(\[]*\barX[ij]?[vu]\s*[:.]\s*((?:[a-z-]+(?:\.[A-Z]{2})?/[\dO]{7}|\d{4}\.\d{4,5})(?:v\d)?)"
    r"(?:\s*[\[(][\w.-]+[\])])?[)\]]?(?:,\s*abs/[\d.]+)?",
    re.I,
)
# ``[hep-ph/0011335]`` by itself; without brackets the hyphen must stand.
_EPRINT = re.compile(
    r"[\s,;.]*(?:\[\s*(?=[a-z-]+/\d{7}(?:v\d)?\s*\])|(?=[a-z]+-))"
    r"\b((?:hep|astro|gr|cond|nucl|quant|math)-?[a-z]+/\d{7})(?:v\d)?\s*\]?"
)
_YMD = r"((?:19|20)[\dOo]{2})\s?[-./年]\s?(\d{1,2})(?:\s?[-./月]\s?(\d{1,2})\s?日?)?"
_ACCESSED = re.compile(
    rf"[\s.,]*[\[]\s*{_YMD}\s*[\])]|[\s.,]*\((?:accessed|retrieved|访问|检索|引用)[^()\d]*{_YMD}\)", re.I
)
_PUBLISHED = re.compile(rf"[\s.,]*\(\s*{_YMD}\s*[\])]")
_IN_LANGUAGE = re.compile(
    r"[\s.,;]*(?:[(\[]\s*in (?:Chinese|English|French|German|Italian|Japanese|Korean|Persian|Polish|Portuguese|Russian|"
    r"Spanish|Brazilian)|\bin Chinese(?=\s*,?\s*with|\W*$))(?:\s*,?\s*with[\w\s]{3,30}abstracts?)?\s*[)\]]?\s*\.?",
    re.I,
)
_AHEAD_OF_PRINT = re.compile(
    r"[\s.,;]*[(\[]\s*(?:Epub|Online|Published online)?\s*ahead of print[\w\s]{0,20}[)\]]"
    r"|(?<=[.,])\s*Advanced? online publication",
    re.I,
)
_ORIGINAL = re.compile(r"[\s.]*\(Original work published \d{4}\)\.?")
# What stands in small letters in each: without it, the pattern need not be tried.
_IN_DOI, _IN_URL = ("doi", "do1", "dol", "d0i", "d01", "d0l"), ("http", "htp", "www", "ftp")
_IN_ACCESSED = ("accessed", "retrieved", "访问", "检索", "引用")
_IN_EPRINT = ("hep", "astro", "gr-", "gr/", "cond", "nucl", "quant", "math")
_BRACKETED_YEAR = re.compile(r"\[\s*(?:19|20)[\dOo]")


def identifiers(text: str) -> Identifiers:
    """The identifiers of a folded text. Blanks that OCR or a line break put into a DOI or URL are taken out."""
    doi = url = pmid = arxiv = accessed = published = None
    chinese = False
    cuts = list[tuple[int, int]]()

    def cut(start: int, end: int) -> str:
        cuts.append((start, end))
        return blanked(text, start, end)

    if ("(in " in text or "hinese" in text) and (match := _IN_LANGUAGE.search(text)):
        text, chinese = cut(*match.span()), "hinese" in match[0]
    if ("head of print" in text or "nline publication" in text) and (match := _AHEAD_OF_PRINT.search(text)):
        text = cut(*match.span())
    if "Original work" in text and (match := _ORIGINAL.search(text)):
        text = cut(*match.span())
    lower = text.lower()
    if "pm" in lower and (match := _PMID.search(text)):
        pmid, text = match[1], cut(*match.span())
    if "10." in text or any(sign in lower for sign in _IN_DOI):
        while len(cuts) < 6 and (match := _DOI.search(text) or _WORN_DOI.search(text) or _BARE_DOI.search(text)):
            start = match.start(1) if match.re is not _BARE_DOI else match.start()
            doi, text = doi or _tidy_doi(text[start : match.end()]), cut(*match.span())
    match = _ARXIV.search(text) if "arx" in lower else _EPRINT.search(text) if _is_eprint(lower) else None
    if match:
        arxiv, text = match[1], cut(*match.span())
    if any(sign in lower for sign in _IN_URL) and (match := _URL.search(text)):
        address = text[match.start(1) : _url_end(text, match.end())].rstrip(".,;: )]")
        url = re.sub(r"\s", "", address)
        text = cut(match.start(), match.start(1) + len(address))
    dated = "[" in text and (_BRACKETED_YEAR.search(text) or any(sign in lower for sign in _IN_ACCESSED))
    if dated and (match := _ACCESSED.search(text)):
        accessed, text = _date(match), cut(*match.span())
    if (url or accessed) and (match := _PUBLISHED.search(text)):
        published, text = _date(match), cut(*match.span())
    return Identifiers(text, doi, url, pmid, arxiv, accessed, published, chinese, tuple(cuts))


def _is_eprint(lower: str) -> bool:
    return "/" in lower and any(sign in lower for sign in _IN_EPRINT)


def blanked(text: str, start: int, end: int) -> str:
    """The text, as long as it is, with a stop and blanks at ``[start, end)``."""
    return text[:start] + ".".ljust(end - start) + text[end:] if end > start else text


def _url_end(text: str, start: int) -> int:
    end = start
    while match := _URL_BODY.match(text, end):
        end = match.end()
    return end


def _tidy_doi(text: str) -> str:
    doi = re.sub(r"\s", "", text).rstrip(".,;:)]>").replace("1O.", "10.")
    if doi.count("(") > doi.count(")"):
        doi += ")"
    return doi


def _date(match: re.Match[str]) -> Date:
    groups = [g for g in match.groups() if g]
    parts = [int(g.replace("O", "0").replace("o", "0")) for g in groups]
    return Date(date_parts=(tuple(parts[:1] + [p for p in parts[1:] if p]),))
