"""Where the article is published: year, volume, issue, pages, ISSN, 文章编号, 文献标志码; each only as it is printed.

``引用本文：张三. 题名[J]. 某学报, 2015, 27(5): 12-18`` · ``第27卷 第5期 2015年5月`` · ``Vol. 27 No. 5`` ·
``文章编号：1000-0569(2010)08-2297-07`` · ``1000-0569/2010/026(08)-2297-07`` · ``CN 11-1922/P ISSN 1000-0569``

A 文章编号 holds, by 中国学术期刊（光盘版）检索与评价数据规范 (CAJ-CD B/T 1—2006), the ISSN, the year, the issue, the
first page and the number of pages; noughts stand for what is not yet known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce

from msgspec import Struct
from msgspec.structs import asdict

from pipeline.article import Imprint
from pipeline.csl import Item
from pipeline.references import parse
from pipeline.references.characters import fold
from pipeline.references.imprint import YEAR, digits_mended
from pipeline.structure.front.labels import segments
from pipeline.structure.front.lines import cites
from pipeline.text import HAN

_ISSN = r"\d{4}\s?-\s?\d{3}[\dXx]"
_NUMBER = re.compile(
    rf"({_ISSN})\s*\(\s*({YEAR})\s*\)\s*"
    r"(?:([\dSZ]\d)(?:\s?-\s?|(?=\d{4}\s?-))([A-Z]?\d{3,4})\s?-\s?(\d{2,3})(?!\d))?"
)
_SLASHED = re.compile(
    rf"({_ISSN})\s?/\s?({YEAR})\s?/\s?(\d{{1,4}})\s?\(([\dSZ]\d?)\)\s?[-:]\s?(\d{{3,5}})\s?-\s?(\d{{2,5}})"
)
_LABELLED_ISSN = re.compile(rf"ISSN\D{{0,12}}?({_ISSN})(?!\d)", re.IGNORECASE)
# A DOI of 万方 or 知网 names the journal by it: 10.3969/j.issn.1001-3695.2017.12.0823
_ISSN_OF_DOI = re.compile(r"\bissn[.:]?(\d{4}-\d{3}[\dX])", re.IGNORECASE)
_CN = re.compile(r"\bCN\s*[:：]?\s*(\d\d\s?-\s?\d{4}(?:\s?/\s?[A-Z]{1,2}\d?)?)(?![\w-])")
_CITED = re.compile(
    rf"(?<!\d)({YEAR})\s*(?:[,;.年]?\s*(?:(\d{{1,4}})\s*)?\(\s*([\dSZ][\d/\-SZ]{{0,6}}|增刊\s?\d?)\s*(?:期\s*)?\)"
    r"|[,;]\s*(\d{1,4})(?=\s*:))"
    r"(?:\s*[:;,]\s*(?:Article (\w+)|([A-Za-z]?\d+(?:\s*[-~]+\s*[A-Za-z]?\d+)?(?:\s*[,+]\s*\d+)?)))?"
)
_VOLUME = re.compile(
    r"第\s*(\d{1,4})\s*卷|\bVol(?:ume)?\s*[.:]?\s*(\d{1,4})(?!\d)|(?:^|[\s,;])卷号?\s*:\s*(\d{1,4})", re.IGNORECASE
)
_ISSUE = re.compile(
    r"(?<!总)第\s*([SZ]?\d{1,3}(?:\s?[-/]\s?\d{1,3})?)\s*期|卷\s*(增刊\s?\d?)|(?:^|[\s,;])期号?\s*:\s*(\d{1,3})"
    r"|\bIss(?:ue)?\s*\.?\s*[:(]?\s*(\d{1,3})(?!\d)",
    re.IGNORECASE,
)
_NO = re.compile(r"\bNo\s*\.?\s*(\d{1,3})(?![\d-])", re.IGNORECASE)
_PAGES = re.compile(
    r"(?:\bpp?\.|\bPages?\s*:|页码?\s*:|(?:(?<=\))|(?<=\d期))\s*:)\s*([A-Za-z]?\d+(?:\s*[-~]+\s*[A-Za-z]?\d+)?)"
    r"|(?<!\d)(\d+\s?[-~]+\s?\d+)\s?页",
    re.IGNORECASE,
)
_NAME = re.compile(rf"[{HAN}]{{2}}|[A-Za-z]{{3}}")
_YEAR = re.compile(rf"(?<![\d-]){YEAR}(?![\d-])")
_YEAR_BEHIND_NAMES = re.compile(rf"[.,(]\s?({YEAR})\s?[.,)]")
_DOCUMENT_CODE = re.compile(r"\s*([A-E])")
_IN_BRACKETS = re.compile(r"\(\s*(\d{1,5})\s?[-~]+\s?(\d{1,5})\s*\)")
# Longer ones are no line of a journal's head; by eye on the heads of 90 articles.
_LONGEST_LINE = 160
# Pages have fewer digits; an article's own number may have as many.
_LONGEST_PAGE = 5
# Fields of the label lexicon whose lines are read as those of a journal's head.
_OF_ISSUE = frozenset([None, "volume", "issue"])


class Print(Struct, frozen=True):
    """What one line says of the article's place, and the name of the journal in it, if it cites the article."""

    imprint: Imprint
    journal: str | None = None


def imprint(prints: Iterable[Print], doi: str | None) -> Imprint:
    """What all prints say together; of two that differ the first is right."""
    issn = _ISSN_OF_DOI.search(doi) if doi else None
    return reduce(filled, [p.imprint for p in prints] + [Imprint(issn=_checked(issn[1]) if issn else None)], Imprint())


def filled(first: Imprint, second: Imprint) -> Imprint:
    """The first with what only the second has."""
    known, other = asdict(first), asdict(second)
    return Imprint(**{name: value or other[name] for name, value in known.items()})


def prints(front: Sequence[str], heads: Sequence[str], titles: Sequence[str]) -> list[Print]:
    """What the labelled lines of the front and the running heads say, the most telling first.

    A citation of the article itself is whole; a running head has no pages, a 文章编号 no volume.
    """
    found: list[tuple[int, Print]] = []
    announced = False  # by a label that has a line to itself
    for text in front:
        if announced and segments(text)[0].field is None:
            found.append((0, _of_citation(text)))
        elif any(map(str.isdigit, text)):
            found += _of_front(text, titles)
        last = segments(text)[-1]
        announced = last.field == "citation" and not text[last.value :].strip()
    for text in heads:
        if line := _of_line(text):
            found.append((1, line))
    found += [(3, Print(code)) for text in front if (code := _document_code(text))]
    return [each for _, each in sorted(found, key=lambda ranked: ranked[0])]


def _of_front(text: str, titles: Sequence[str]) -> Iterator[tuple[int, Print]]:
    for cut in segments(text):
        said = text[cut.value : cut.end]
        if cut.field == "citation" or (cut.field is None and cites(said, titles)):
            yield 0, _of_citation(said)
        elif cut.field == "article-number":
            yield 2, Print(_of_number(digits_mended(fold(said))))
        elif cut.field == "pages":
            yield 1, Print(Imprint(**_paged(fold(said))))
        elif cut.field in _OF_ISSUE and (line := _of_line(text[cut.start : cut.end])):
            yield 1, line


# Asked once more when the article is checked.
@lru_cache(maxsize=16)
def _of_citation(text: str) -> Print:
    """The first of the prints, up to its numbers: the second one, in English, may be broken."""
    line = digits_mended(fold(text))
    numbers = _CITED.search(line)
    item = parse(text[: numbers.end()] if numbers else text).csl or Item("", "document")
    year = str(item.issued.date_parts[0][0]) if item.issued and item.issued.date_parts else None
    if year is None and (behind := _YEAR_BEHIND_NAMES.search(line)):
        year = behind[1]
    if numbers and numbers[6]:
        return Print(_numbered(numbers), item.container_title)
    volume, issue, pages = item.volume, item.issue, item.page
    if issue is None and pages and re.fullmatch(r"\d{1,2}:\d+-\d+", pages):  # Autophagy, 11:12, 2247-2258
        issue, _, pages = pages.partition(":")
    placed = volume or issue or pages
    return Print(
        Imprint(year=year, volume=_plain(volume), issue=_plain(issue), **_paged(pages)),
        item.container_title if (year or placed) and _NAME.search(item.container_title or "") else None,
    )


def _of_line(text: str) -> Print | None:
    """A line of the journal's head: ``第27卷 第5期 2015年5月``, ``某学报 2015, 27(5): 12-18``, ISSN and CN."""
    line = fold(text)
    if len(line) > _LONGEST_LINE or "[J]" in line:  # another work, cited
        return None
    issn, cn = _LABELLED_ISSN.search(line), _CN.search(line)
    found = Imprint(issn=_checked(issn[1]) if issn else None, cn=re.sub(r"\s", "", cn[1]) if cn else None)
    if code := _NUMBER.search(line) or _SLASHED.search(line):
        found = filled(found, _of_number(code[0]))
    if cited := _CITED.search(line):
        return Print(filled(found, _numbered(cited)))
    volume, issue, pages, year = (p.search(line) for p in (_VOLUME, _ISSUE, _PAGES, _YEAR))
    issue = issue or (_NO.search(line) if volume else None)
    if volume or issue:
        of_issue = Imprint(
            year=year[0] if year else None,
            volume=_plain(_said(volume)),
            issue=_plain(_said(issue)),
            **_paged(_said(pages)),
        )
        found = filled(found, of_issue)
    return Print(found) if found != Imprint() else None


def _numbered(cited: re.Match[str]) -> Imprint:
    """What _CITED has found."""
    year, volume, issue, volume_alone, article, pages = cited.groups()
    return Imprint(
        year=year,
        volume=_plain(volume or volume_alone),
        issue=_plain(issue),
        **({"elocation_id": article} if article else _paged(pages)),
    )


def _said(match: re.Match[str] | None) -> str | None:
    return next(filter(None, match.groups()), None) if match else None


def _of_number(text: str) -> Imprint:
    """A folded 文章编号; the number as it stands where it has another form."""
    if code := _SLASHED.search(text):
        issn, year, volume, issue, first, behind = code.groups()
        id = f"{_blankless(issn)}/{year}/{volume}({issue})-{first}-{behind}"
    elif code := _NUMBER.search(text):
        issn, year, issue, first, behind = code.groups()
        id, volume = f"{_blankless(issn)}({year}){issue}-{first}-{behind}", None
    else:
        own = _blankless(text).strip(".,;:()-~")
        return Imprint(article_id=own if sum(map(str.isdigit, own)) >= _LONGEST_PAGE else None)
    known = Imprint(year=year, volume=_plain(volume), issue=_plain(issue), issn=_checked(issn))
    if not first or not first.strip("0"):
        return known
    if printed := _IN_BRACKETS.match(text[code.end() :].lstrip()):
        pages = _paged(f"{printed[1]}-{printed[2]}")
    elif len(behind) < len(first) and first.isdigit():
        pages = _paged(f"{int(first)}-{int(first) + int(behind) - 1}")
    else:
        pages = _paged(f"{first}-{behind}" if behind.strip("0") else first)
    return filled(known, Imprint(article_id=id, **pages))


def _paged(pages: str | None) -> dict[str, str]:
    """First and last page, or the number that stands in their place (``e0123``, ``105992``); {} for noughts."""
    numbers = re.findall(r"[A-Za-z]{0,3}\d+", pages or "")
    if not numbers or not numbers[0].strip("0"):
        return {}
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1 and (not first.isdigit() or len(first) > _LONGEST_PAGE):
        return {"elocation_id": first}
    first, last = _plain(first) or first, _plain(last) or last
    if first.isdigit() and last.isdigit() and len(last) < len(first):  # 2563-9
        last = first[: len(first) - len(last)] + last
    backwards = first.isdigit() and last.isdigit() and int(last) < int(first)
    return {"fpage": first} if backwards else {"fpage": first, "lpage": last}


def _document_code(text: str) -> Imprint | None:
    for cut in segments(text):
        if cut.field == "document-code" and (code := _DOCUMENT_CODE.match(fold(text[cut.value : cut.end]))):
            return Imprint(document_code=code[1])
    return None


def _plain(number: str | None) -> str | None:
    """Without the noughts in front; None for noughts alone."""
    return (_blankless(number).lstrip("0") or None) if number else None


def _blankless(text: str) -> str:
    return re.sub(r"\s", "", text)


def _checked(issn: str) -> str | None:
    """The ISSN where its check digit is right (ISO 3297): OCR misreads digits."""
    digits = _blankless(issn).upper().replace("-", "")
    total = sum((8 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
    return f"{digits[:4]}-{digits[4:]}" if total % 11 == 0 else None
