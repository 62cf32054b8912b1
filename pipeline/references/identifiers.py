"""What is unmistakable wherever it stands: DOI, URL, PMID, the date of access, remarks on the language."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Date
from pipeline.references.characters import fold


class Identifiers(NamedTuple):
    """``rest`` is the text with a stop and blanks in their place, so that offsets hold."""

    rest: str
    doi: str | None = None
    url: str | None = None
    pmid: str | None = None
    accessed: Date | None = None
    published: Date | None = None
    chinese: bool = False
    arxiv: str | None = None

    def masked(self, text: str) -> str:
        """The unfolded text with the identifiers blanked out in it too."""
        return "".join(b if b in ". " and a.isprintable() and b != a and fold(a) != b else a for a, b in zip(text, self.rest, strict=True))


_DOI = re.compile(
    r"[\s,;.\[(]*(?:ht{1,2}ps?\s*:\s*/{0,2}\s*)?(?:(?:dx\.)?d[o0][iIl1]\.[o0]r?g/|(?:\bD[O0][IlI1]|\bd[o0][i1l])\s*[:.]?\s*(?:https?:/{1,2}(?:dx\.)?doi\.[o0]rg/)?)\s*"
    r"(1[0O]\s?\.\s?\d{4,5}(?:\.\d+)?\s?/\s?(?:[^\s,;\"<>\[\]\u3000-\u303f\u4e00-\uffef]|[,;](?=[^\s,;]*\d)){1,120})"
    r"(?:\s(?=[\w./-]*\d[\w./-]*\s*\.?\s*$)[\w./-]+)?",
    re.I,
)
_BARE_DOI = re.compile(r"(?<![\w/.])10\.\d{4,5}/[^\s,;\"<>\[\]\u4e00-\u9fff]{3,120}")
_URL = re.compile(
    r"[\s,;.(<\[]*(?:\b(?:available\s+(?:at|from)|retrieved\s+from|from|url|网址|见)\s*[:\s]\s*)?"
    r"((?:https?|htps?|ftp)\s?:\s?/{1,2}\s?|www\s?\.\s?)",
    re.I,
)
_URL_BODY = re.compile(r"[\w\-.~:/?#@!$&'*+=%|;,]+(?:\s(?=[\w-]{1,30}[./]\w)|(?<=[./_=-])\s(?=[a-z0-9_-]{1,40}(?:[./?=&]|\s*$|\s*[)\]])))?|\([\w./-]*\)")
_PMID = re.compile(r"[\s,;.]*\b(?:PMID|PubMed\s*PMID)\s*[:.]?\s*(\d{5,9})\b|[\s,;.]*\bPMCID\s*[:.]?\s*PMC\d+", re.I)
_ARXIV = re.compile(r"[\s,;.(\[]*\barX[ij]?[vu]\s*(?:preprint\s*)?(?:arX[ij]?[vu])?\s*[:.]?\s*((?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d)?)(?:\s*[\[(][\w.-]+[\])])?[)\]]?", re.I)
_YMD = r"((?:19|20)[\dOo]{2})\s?[-./年]\s?(\d{1,2})(?:\s?[-./月]\s?(\d{1,2})\s?日?)?"
_ACCESSED = re.compile(rf"[\s.,]*[\[]\s*{_YMD}\s*[\])]|[\s.,]*\((?:accessed|retrieved|访问|检索|引用)[^()\d]*{_YMD}\)", re.I)
_PUBLISHED = re.compile(rf"[\s.,]*\(\s*{_YMD}\s*[\])]")
_IN_CHINESE = re.compile(r"[\s.,;]*[(\[]?\s*\bin Chinese(?:\s*,?\s*with[\w\s]{3,30}abstracts?)?\s*[)\]]?\s*\.?", re.I)
_MAYBE = re.compile(r"d[o0][i1l]|10\.\d|http|htps?:|www|ftp|pmid|pmc", re.I)


def identifiers(text: str) -> Identifiers:
    """The identifiers of a folded text. Blanks that OCR or a line break put into a DOI or URL are taken out."""
    doi = url = pmid = accessed = published = arxiv = None
    chinese = False
    if "hinese" in text and (match := _IN_CHINESE.search(text)):
        text, chinese = _blanked(text, match.start(), match.end()), True
    if _MAYBE.search(text):
        if match := _PMID.search(text):
            pmid, text = match[1], _blanked(text, match.start(), match.end())
        match = _DOI.search(text) or _BARE_DOI.search(text)
        if match:
            doi = _tidy_doi(match[0][match[0].lower().rfind("10") if match.re is _BARE_DOI else match.start(1) - match.start() :])
            text = _blanked(text, match.start(), match.end())
        if match := _URL.search(text):
            end = _url_end(text, match.end())
            url = re.sub(r"\s", "", text[match.start(1) : end]).rstrip(".,;:)")
            end = match.start(1) + len(text[match.start(1) : end].rstrip(".,;: "))
            text = _blanked(text, match.start(), end)
    if "rx" in text.lower() and (match := _ARXIV.search(text)):
        arxiv, text = match[1], _blanked(text, match.start(), match.end())
    if "[" in text and (match := _ACCESSED.search(text)):
        accessed, text = _date(match), _blanked(text, match.start(), match.end())
    if (url or accessed) and (match := _PUBLISHED.search(text)):
        published, text = _date(match), _blanked(text, match.start(), match.end())
    return Identifiers(text, doi, url, pmid, accessed, published, chinese, arxiv)


def _blanked(text: str, start: int, end: int) -> str:
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
