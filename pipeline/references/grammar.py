"""One entry in one language, label and printed translation taken off, to a CSL-JSON item.

The order of evidence: identifiers that are unmistakable; the type marker, which ends the title; the names in front; the
numbers at the end; what is left between them is title, container, place and publisher. Without a marker the title ends
at the stop (or comma) that the container's form makes likeliest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Date, Item, Name, Type
from pipeline.references.characters import fold, plain, unwrapped
from pipeline.references.identifiers import Identifiers, identifiers
from pipeline.references.imprint import YEAR, Imprint, digits_mended, from_year, imprint
from pipeline.references.markers import Marker, marker
from pipeline.references.names import JOURNAL_WORD, Authors, authors
from pipeline.text import HAN, language


class Entry(NamedTuple):
    """``problems`` says what is missing; the item holds what is sure."""

    item: Item | None
    problems: tuple[str, ...]


_YEAR_AHEAD = re.compile(rf"[\s.,:;]*[(\[]?\s*({YEAR})(?:[a-z](?![A-Za-z]))?\s*(?:,\s*[A-Za-z]+\.?(?:\s\d{{1,2}})?\s*)?(?:[)\]]\s*[.,:;]*|年?\s*[.,:;]+|(?=\s*[A-Z\"]|\s*(?![一年度至]|世纪)[{HAN}]))\s*")
# A year that OCR has lost or crippled still parts names and title: ``(8).``, ``().``
_LOST_YEAR = re.compile(r"[\s.,]*(?:\(\s*[\dOolI]{0,3}[a-z]?\s*\)\s*[.,:]*|\d{2,3}\.(?=\s*[A-Z][a-z]))\s*")
_YEAR_IN_BRACKETS = re.compile(rf"[\s.,]*\(\s*({YEAR})[a-z]?\s*\)\s*[.,:]*\s*")
_HOST = re.compile(r"[\s.,:;]*(?://+|\b[Ii]n\s*:|(?<=[.,\s])In\s+(?=[A-Z])|\b[Ii]n(?=Proc)|\bIN:|见:)\s*")
_EDITION = re.compile(
    r"[\s,.(]*(?:(?:第\s?)?([\d一二三四五六七八九十]{1,3})\s?版|(\d{1,2})\s?(?:st|nd|rd|th)\s?ed(?:ition|n)?\b\.?|(修订版|增订版|[Rr]ev(?:ised)? ed(?:ition)?\.?))[\s,.)]*"
)
_TRANSLATOR = re.compile(rf"\s*([^.:]{{2,60}}?)(?:\s*,?\s*译|\s*,\s*[Tt]rans(?:lated)?)\s*\.\s*")
_VOLUME_OF = re.compile(r"\s*[:,]?\s*(第\s?[\d一二三四五六七八九十]+\s?[卷册辑]|[Vv]ol(?:ume)?\.?\s?\d+)\s*$")
_CONFERENCE = re.compile(r"\b(?:Proc(?:eedings?)?|Conference|Conf|Symposium|Workshop|Congress|Meeting)\b|会议|论文集|年会|研讨会|学术会|大会", re.I)
_THESIS = re.compile(r"[\s.,(]*\b((?:M\.?\s?[DSA]\.?|Ph\.?\s?D\.?|Master'?s?|Doctoral|Bachelor'?s?)\.?\s*(?:degree)?\s*(?:Thesis|Dissertation)|(?:Unpublished )?[Dd]octoral dissertation|Dissertation|Thesis)\b\.?[\s)]*|[\s.,(]*((?:博士|硕士|学士)?(?:学位|毕业)?论文)[\s.)]*", re.I)
_PUBLISHER = re.compile(r"出版社|出版公司|书局|书店|印书馆|出版|\b(?:Press|[Pp]ress|Publish\w*|Publications?|Springer|Elsevier|Wiley|Academic|McGraw|Verlag|Sons|Books|Routledge|Sage|Pergamon|Birkh|Prentice|Kluwer|Blackwell|IEEE|ACM)\b|大学$")
_CITIES = "北京|上海|天津|重庆|南京|武汉|广州|西安|成都|沈阳|长春|哈尔滨|大连|杭州|济南|青岛|合肥|郑州|长沙|兰州|昆明|太原|南昌|福州|厦门|石家庄|乌鲁木齐|呼和浩特|贵阳|南宁|海口|银川|西宁|拉萨|杨凌|香港|台北|苏州|桂林"
_CITY_COMMA = re.compile(rf"(?:^|(?<=[.,]))\s*({_CITIES})\s*[,;. ]\s*(?=[{HAN}]{{3}})")
_PLACE = re.compile(rf"(?:^|[.,;\]])\s*((?:[{HAN}]\s?){{2,8}}|(?:(?:St|Mt|Ft)\. ?)?[A-Z][A-Za-z' -]{{1,30}}(?:,?\s*(?:[A-Z]\.){{1,3}}|,\s*[A-Z][A-Za-z ]{{1,20}}){{0,2}})\s*[:;]\s*([^:]{{2,90}})$")
_EVENT_PLACE = re.compile(
    r"[,.)]\s*([A-Z][a-z]+(?: [A-Z][a-z]+)?,\s*(?:[A-Z]{2},\s*)?(?:China|USA|U\.S\.A|UK|Japan|Korea|Germany|France|Italy|Spain|Canada|"
    r"Australia|India|Singapore|Netherlands|Switzerland|Sweden|Austria|Brazil|Greece|Portugal|Norway|Denmark|Finland|Russia))$"
)
_QUOTED = re.compile(r'[\s,.]*"([^"]{8,400})(?:"|,(?=\s*(?:in\b|Proceedings|Proc\b|IEEE|Journal)))[\s,.]*')
_IN = re.compile(r"\s*in\s*(?=[A-Z])")
_PATENT_NUMBER = re.compile(
    rf"[\s:,.]+(?:([{HAN}]{{2,6}}|[A-Z][A-Za-z]{{2,14}})\s*[:,]\s*)?((?:[A-Z]{{2}}|ZL|[Pp]at(?:ent)?\.?)?\s?\d[\d ,/]{{3,16}}\d(?:\.[\dX])?\s?[A-Z]?\d?)$"
)
_STANDARD_NUMBER = re.compile(r"\b((?:GB|ISO|DB|DL|SL|JGJ|CJJ|HJ|NY|YY|WS|LY|QX|IEC|ASTM|IEEE|ANSI|NF|DIN|BS|TD|SN|JTG|CJ|MH|TB|SY|HG|JB|QB|SC|DZ|MT|YD|CCSDS|GJB|QJ|ANSI/\w+|CH|LS|AQ|JT|SB|SZ)(?:/[A-Z]{1,3}|[ \d]/T)?[ -]?\s?[A-Z]?\d{1,6}(?:\.\d+)*(?:\s?[-:]\s?\d{2,4})?)")
_EDGE = " .,:;/-"
_ARXIV = re.compile(r"\b(?:arX[ij]?v|bioRxiv|medRxiv|ChinaXiv)\b", re.I)


def entry(raw: str, id: str) -> Entry:
    """The item of one entry in one language. Never raises; an entry without a title gives item None."""
    text = plain(raw)
    found = identifiers(fold(text))
    mark = marker(found.rest)
    lang = language(text)
    text = found.masked(text)
    item = _marked(text, found, mark, id) if mark else _bare(text, found, id)
    item = _with_identifiers(item, found, mark, "zh" if found.chinese else lang)
    if item is None:
        return Entry(None, ("title",))
    problems = []
    if not item.title:
        problems.append("title")
    if not item.author and not item.editor:
        problems.append("author")
    if item.issued is None and item.accessed is None:
        problems.append("year")
    return Entry(item, tuple(problems))


class Head(NamedTuple):
    """What stands before the title, which begins at ``end``; ``dated`` where a year stands there, be it unreadable."""

    authors: Authors
    year: int | None
    end: int
    dated: bool = False


def head(folded: str, limit: int) -> Head:
    """Names and, in author–year styles, the year. A garbled list still ends at a year in brackets."""
    found = authors(folded, 0, limit)
    if match := _YEAR_AHEAD.match(digits_mended(folded[: limit + 1]), max(found.end - 2, 0) if found.names else 0, limit):
        if found.names or match[0].lstrip().startswith("("):
            if match.start() + 2 >= found.end or not found.names:
                return Head(found, int(match[1]), max(match.end(), found.end), True)
    if match := _YEAR_AHEAD.match(digits_mended(folded[: limit + 1]), found.end, limit):
        if found.names and match.end() < limit:
            return Head(found, int(match[1]), match.end(), True)
    if found.names and (match := _LOST_YEAR.match(folded, max(found.end - 1, 0), limit)):
        return Head(found, None, match.end(), True)
    match = _YEAR_IN_BRACKETS.search(folded, 0, min(limit, 400))
    if match and 2 < match.start() and len(re.findall(r"[^\W\d_]", folded[match.end() : min(limit, match.end() + 60)])) > 15:
        names = found.names if found.end <= match.start() else ()
        return Head(Authors(names, found.etal, match.end()), int(match[1]), match.end(), True)
    return Head(found, None, found.end)


def _marked(text: str, found: Identifiers, mark: Marker, id: str) -> Item | None:
    folded = found.rest
    front = head(folded, mark.start)
    title = text[front.end : mark.start].strip(" .,:;，。．：；")
    who = front.authors
    if not title and who.names:
        title, who = text[: mark.start].strip(" .,:;，。．：；"), Authors((), False, 0)
    tail = folded[mark.end :]
    host = None
    if match := _HOST.match(tail):
        host, tail = match, tail[match.end() :]
    offset = len(folded) - len(tail)
    kind: Type = mark.type
    if host and kind == "book":
        kind = "chapter"
    return _assembled(text, folded, offset, kind, who, title, front.year, bool(host), id)


def _bare(text: str, found: Identifiers, id: str) -> Item | None:
    """An entry without a marker."""
    folded = found.rest
    front = head(folded, len(folded))
    start = front.end
    if match := _QUOTED.match(folded, start):
        title = text[match.start(1) : match.end(1)].strip(" .,，")
        host = _HOST.match(folded, match.end()) or _IN.match(folded, match.end())
        at = host.end() if host else match.end()
        return _assembled(text, folded, at, None, front.authors, title, front.year, bool(host), id)
    if not folded[start:].strip(_EDGE) and len(front.authors.names) < 2:
        start, front = 0, Head(Authors((), False, 0), None, 0)
    rest = folded[start:]
    numbers = imprint(rest, front.year)
    if numbers.start >= len(rest) and front.year is None:
        numbers = from_year(rest)
    body_end = start + len(rest[: numbers.start].rstrip(" ,;:("))
    if match := _THESIS.search(folded, start + 4, body_end + 1):
        return _thesis(text, folded, start, match, front, id)
    if front.authors.names and numbers.volume and numbers.page and _JOURNAL_ALONE.fullmatch(folded, start, body_end):
        return _assembled(text, folded, start, "article-journal", front.authors, "", front.year, False, id)
    if match := _PRESS.fullmatch(folded, start, body_end):
        return _assembled(text, folded, match.start(2), "book", front.authors, text[start : match.end(1)], front.year, False, id)
    split = _title_end(folded, start, body_end)
    if split.end == body_end and numbers.volume and (glued := _GLUED_JOURNAL.search(folded, start + 12, body_end)):
        split = _Split(glued.start(), glued.start(), False)
    title = text[start : split.end].strip(" .,:;，。．：；")
    return _assembled(text, folded, split.next, None, front.authors, title, front.year, split.host, id)


def _thesis(text: str, folded: str, start: int, match: re.Match[str], front: Head, id: str) -> Item | None:
    title = text[start : match.start()].strip(" .,:;，。．：；")
    if not title:
        return None
    return _assembled(text, folded, match.end(), "thesis", front.authors, title, front.year, False, id)


class _Split(NamedTuple):
    end: int
    next: int
    host: bool


_STOPS = re.compile(r"[.?!](?=\s*[A-Z\"" + HAN + r"])|(?<=\s)//|//")
_ABBREVIATION = re.compile(r"(?:^|[\s.,(])(?:[A-Z]\.?|[A-Z][a-z]{0,7}|and|of|Intl?|vs|sp|spp|var|cf|etc|ex|No|St|Dr|Mt)$")

# ``Phys. Rev. D80, 052004``: the series' letter and the volume.
_SERIES_VOLUME = re.compile(r"(?<=[ .][A-G])(\d{1,3})$")
# ``The Nuclear Many-Body Problem, Springer-Verlag, Berlin``
_PRESS = re.compile(
    r"([^,]{6,150})[,.]\s*((?:[A-Z][\w&.' -]{0,40})?(?:Press|Springer|Verlag|Wiley|Elsevier|Publish\w+|McGraw)[\w&.' -]{0,30},\s*[A-Z][\w. ,]{2,30})"
)
# A journal whose stop and blank OCR has lost: ``…ubiquitinated HuR from mRNGenes Dev``.
_GLUED_JOURNAL = re.compile(r"(?:(?<=[a-z)])|(?<=[A-Z]{2}))(?=[A-Z][a-z])[A-Za-z]+(?: (?:of|and|the|in|for|on|&|[A-Z][A-Za-z]*)){0,8}$")
# Physics and astronomy cite without titles: ``Phys. Rev. D 67``, ``ApJ``, ``Sol. Phys.``
_JOURNAL_ALONE = re.compile(r"\s*(?:[A-Z][A-Za-z&]{0,7}\.?,?\s*){1,5}")


def _title_end(folded: str, start: int, end: int) -> _Split:
    """Where title and container part, in ``folded[start:end]`` that holds both."""
    if match := re.compile(r"[\s.,:;]*(?://+|\b[Ii]n\s*:|(?<=[.,?!])\s*In\s+(?=[A-Z]))\s*").search(folded, start + 4, end):
        return _Split(match.start(), match.end(), True)
    stops = [m.start() for m in _STOPS.finditer(folded, start, end)]
    while stops and not folded[stops[-1] + 1 : end].strip(_EDGE):
        stops.pop()
    at = len(stops) - 1
    while at >= 0:
        stop = stops[at]
        word = folded[max(start, stop - 12) : stop]
        segment = folded[(stops[at - 1] + 1 if at else start) : stop]
        short = len(segment.split()) <= 2 and len(segment) <= 16 and "," not in segment
        if folded[stop] == "." and at and short and _ABBREVIATION.search(word):
            at -= 1
            continue
        if folded[stop] == "." and JOURNAL_WORD.search(word) and "," in segment:
            comma = folded.rfind(",", start, stop)
            if len(folded[comma + 1 : stop].split()) <= 3 and comma > start + 15:
                return _Split(comma, comma + 1, False)
        return _Split(stop + (folded[stop] in "?!"), stop + 1, False)
    comma = folded.rfind(",", start, end)
    if comma > start + 6 and len(folded[start:comma].split()) + 3 * len(re.findall(f"[{HAN}]", folded[start:comma])) > 5:
        return _Split(comma, comma + 1, False)
    return _Split(end, end, False)


def _assembled(
    text: str,
    folded: str,
    offset: int,
    kind: Type | None,
    who: Authors,
    title: str,
    year: int | None,
    hosted: bool,
    id: str,
) -> Item | None:
    """The item, from the parts in front and the tail that begins at ``offset``."""
    tail = folded[offset:]
    monograph = kind in ("book", "thesis", "report", "chapter", "paper-conference", "standard", "patent", "webpage", "article-newspaper", "map")
    numbers = imprint(tail, year, monograph)
    if year is None and numbers.issued is None:
        fallback = from_year(tail, monograph)
        numbers = fallback if fallback.start < len(tail) else numbers
    body = tail[: numbers.start].rstrip(" ,;:([")
    lead = len(body) - len(body.lstrip(" .,:;/]"))
    body_offset, body = offset + lead, body[lead:]
    edition = translator = None
    names: tuple[Name, ...] = who.names
    if match := _EDITION.match(body):
        edition = match[1] or match[2] or match[3]
        body_offset, body = body_offset + match.end(), body[match.end() :]
    if match := _TRANSLATOR.match(body):
        translators = authors(match[1] + ".")
        if translators.names:
            translator = translators.names
            body_offset, body = body_offset + match.end(), body[match.end() :]
    if edition is None and (match := re.search(_EDITION.pattern + "$", fold(title))):
        edition, title = match[1] or match[2] or match[3], title[: match.start()]
    place = publisher = None
    shape = kind
    if kind is None:
        shape = _guess(body, numbers, hosted, title)
    if shape not in ("article-journal", "article-newspaper", "article-magazine"):
        body, place, publisher = _published(body, alone=shape in ("book", "thesis", "report", "standard", "map") and not hosted)
        if kind is None and shape == "article" and publisher:
            shape = "book"
    container = text[body_offset : body_offset + len(body)].strip(" ,:;/，：；") or None
    if container and "." not in container.rstrip(" ."):
        container = container.rstrip(" .．。")  # the stop of the entry, not of an abbreviation
    if container and numbers.volume and not numbers.page and (match := _SERIES_VOLUME.search(container)):
        container, numbers = container[: match.start(1)], numbers._replace(volume=match[1], page=numbers.volume)
    host_authors: tuple[Name, ...] = ()
    if hosted and container:
        host_authors, container = _host_authors(container)
    if shape == "thesis" and container and not publisher:
        publisher, container = container, None
    if shape in ("book", "report", "standard") and not hosted and container and not publisher:
        publisher, container = container, None
    title, number = _numbered(shape, title) if shape else (title, None)
    if shape == "article-newspaper" and numbers.issue and not numbers.page:
        numbers = numbers._replace(page=numbers.issue, issue=None)
    issued = Date(date_parts=((year,),)) if year is not None else numbers.issued
    editor = names if who.role in ("编", "主编", "编著", "Eds", "Ed", "Editor", "Editors", "eds", "ed") and shape == "book" and who.role in ("Eds", "Ed", "eds", "ed", "Editor", "Editors") else ()
    return Item(
        id=id,
        type=shape or "document",
        author=() if editor else names,
        editor=editor,
        translator=translator or (),
        title=unwrapped(title.strip(" .,:;，。．：；")) or None,
        container_title=unwrapped(container) if container else None,
        container_author=host_authors,
        edition=edition,
        volume=numbers.volume,
        issue=numbers.issue,
        page=numbers.page,
        number=number,
        publisher=unwrapped(publisher) if publisher else None,
        publisher_place=place,
        issued=issued,
        custom={"et-al": "true"} if who.etal else {},
    )


def _guess(body: str, numbers: Imprint, hosted: bool, title: str) -> Type:
    if _CONFERENCE.search(body) and not (numbers.volume and numbers.issue):
        return "paper-conference"
    if hosted:
        return "chapter"
    if _ARXIV.search(body):
        return "article"
    if re.search(r"\bpatent\b|专利", body, re.I):
        return "patent"
    if not numbers.volume and not numbers.issue and (_PUBLISHER.search(body) or _PLACE.fullmatch(body)):
        return "book"
    if body or (numbers.volume and (numbers.issue or numbers.page)):
        return "article-journal"
    return "document"


def _published(body: str, alone: bool) -> tuple[str, str | None, str | None]:
    """(what is left, place, publisher). ``alone``: nothing else can stand here."""
    body = body.rstrip(" .,;:")
    if match := _PLACE.search(body):
        return body[: match.start()], match[1].strip(), match[2].strip(" .,;")
    if match := _CITY_COMMA.search(body):
        return body[: match.start()], match[1], body[match.end() :].strip(" .,;")
    parts = re.split(r"[.,]\s*(?=[A-Z" + HAN + r"])", body)
    if len(parts) > 1 and _PUBLISHER.search(parts[-1]):
        return body[: body.rfind(parts[-1])].rstrip(" .,"), None, parts[-1].strip()
    # ``Springer, Cham``; ``Proceedings …, Albuquerque, USA``
    if len(parts) > 2 and _PUBLISHER.search(parts[-2]) and len(parts[-1].split()) < 3 and not _CONFERENCE.search(parts[-2]):
        return body[: body.rfind(parts[-2])].rstrip(" .,"), parts[-1].strip(), parts[-2].strip()
    if not alone and (match := _EVENT_PLACE.search(body)):
        return body[: match.start()], match[1], None
    if alone and body:
        return "", None, body
    return body, None, None


def _host_authors(container: str) -> tuple[tuple[Name, ...], str]:
    found = authors(fold(container))
    if found.names and found.end < len(container) and all(n.family for n in found.names) and container[found.end :].strip():
        rest = container[found.end :].strip(" .,:;，。．：；")
        if len(rest) > 3:
            return found.names, rest
    return (), container


def _numbered(shape: Type, title: str) -> tuple[str, str | None]:
    """(title, number) of a patent (``题名:专利号``) or a standard (``题名:编号``, ``编号, 题名``)."""
    text = fold(title)
    if shape == "patent" and (match := _PATENT_NUMBER.search(text)):
        return title[: match.start()], match[2].strip()
    if shape == "standard" and (match := _STANDARD_NUMBER.search(text)):
        before, after = text[: match.start()].strip(_EDGE), text[match.end() :].strip(_EDGE)
        number = re.sub(r"\s+", " ", match[1]).strip()
        if not after:
            return title[: match.start()], number
        if not before:
            return title[match.end() :], number
        return title, number
    return title, None


def _with_identifiers(item: Item | None, found: Identifiers, mark: Marker | None, lang: str) -> Item | None:
    if item is None:
        return None
    from msgspec.structs import replace

    kind = item.type
    issued = item.issued
    container = item.container_title
    if found.arxiv and not container and kind in ("article-journal", "article", "document"):
        kind, container = (kind if mark else "article"), "arXiv"
    if mark is None and found.url and not item.container_title and kind in ("document", "article-journal", "book"):
        kind = "webpage"
    if issued is None and found.published:
        issued = found.published
    return replace(
        item,
        type=kind,
        container_title=container,
        issued=issued,
        accessed=found.accessed,
        DOI=found.doi,
        URL=found.url,
        PMID=found.pmid,
        language=lang,
        custom=({"marker": mark.code} if mark else {}) | ({"arxiv": found.arxiv} if found.arxiv else {}) | item.custom,
    )
