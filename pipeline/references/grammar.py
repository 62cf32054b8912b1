"""One entry in one language, label and printed translation taken off, to a CSL-JSON item.

The order of evidence: identifiers that are unmistakable; the type marker, which ends the title; the names in front; the
numbers at the end; what is left between them is title, container, place and publisher. Without a marker the title ends
at the stop (or comma) that the container's form makes likeliest.
"""

from __future__ import annotations

import re
from itertools import compress
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.csl import Date, Item, Type
from pipeline.references.characters import EDGE, fold, plain, unwrapped
from pipeline.references.head import Head, head
from pipeline.references.identifiers import Identifiers, blanked, identifiers
from pipeline.references.imprint import YEAR, Imprint, from_year, imprint
from pipeline.references.kinds import (
    MONOGRAPHS,
    PATENT_NUMBER,
    PUBLISHED_ALONE,
    SERIALS,
    THESIS,
    kind_of,
    thesis_words,
    title_and_number,
)
from pipeline.references.markers import Marker, marker
from pipeline.references.names import Authors, authors
from pipeline.references.publication import (
    edition_and_translators,
    host_volume,
    located,
    place_and_publisher,
    title_translators,
    without_edition,
    without_event,
)
from pipeline.references.titles import glued_journal, title_end
from pipeline.text import HAN, is_han, language

# What an entry cannot well do without.
PROBLEMS = ("title", "author", "year")


class Entry(NamedTuple):
    """The item holds what is sure; ``problems`` names what is missing of PROBLEMS."""

    item: Item
    problems: tuple[str, ...]


class _Cut(NamedTuple):
    """An entry cut at the end of its title: what stands before, and where the rest begins (``tail``)."""

    authors: Authors
    year: int | None
    title: str
    tail: int
    kind: Type | None
    hosted: bool = False


_NOBODY = Authors((), False, 0)


def entry(raw: str, id: str) -> Entry:
    """The item of one entry in one language."""
    text = _without_bracket(_first_work(plain(raw)))
    found = identifiers(fold(text))
    mark = marker(found.rest)
    text = found.masked(text)
    if mark and (host := _marked_host(found.rest, mark)):
        found = found._replace(rest=blanked(found.rest, host.start, host.end))
        text = blanked(text, host.start, host.end)
        mark = mark._replace(type="paper-conference" if host.type == "paper-conference" else "chapter")
    cut = _cut_at_marker(text, found.rest, mark) if mark else _cut_by_form(text, found.rest)
    end = _end_of_article(found.rest, cut)
    item = _item(cut, text[:end], found.rest[:end], id)
    item = _with_identifiers(item, found, mark, "zh" if found.chinese else language(text))
    missing = (not item.title, not item.author and not item.editor, item.issued is None and item.accessed is None)
    return Entry(item, tuple(compress(PROBLEMS, missing)))


# Physicists cite several works under one number: ``Phys. Rev. D 68, 037502 (2003); G. Bali, ibid. 68, 071501 (2003)``,
# ``Phys. Rev. B 47 (1993) 558; G. Kresse, …``.
_WORK_ENDS = re.compile(
    rf"\((?:[^()]{{3,60}},\s)?{YEAR}\)(?:\s*[A-Z]?\d+(?:\s?-\s?\d+)?(?:\(R\))?)?(?:\s*,?\s*\[?ar[xX]iv:[^;]{{5,40}})?\s*(?=;\s*\S.{{8}})"
)


def _first_work(text: str) -> str:
    """The first of the works that an entry cites: an item holds one."""
    match = _WORK_ENDS.search(fold(text)) if ";" in text or "；" in text else None
    return text[: match.end()] if match else text


# Year, volume, issue and pages of an article, with words behind: another entry, or a text beside the list.
_ARTICLE_ENDS = re.compile(
    rf"{YEAR},\s?\d{{1,4}}\s?(?:\(\s?[\w/-]{{1,8}}\s?\)\s?)?:\s?[A-Za-z]?\d+(?:\s?-\s?[A-Za-z]?\d+)?(?:[+,]\d+(?:-\d+)?)*"
    r"(?=[^\d-].{0,20}[^\W\d_]{3})"
)


def _without_bracket(text: str) -> str:
    """The text without a bracket at its end that none opens, which ended a translation or a list."""
    if fold(text[-1:]) != "]" or fold(text).count("[") >= fold(text).count("]"):
        return text
    return text[:-1]


def _end_of_article(folded: str, cut: _Cut) -> int:
    """Where a marked article ends: behind its pages, whatever else has run into the entry."""
    match = _ARTICLE_ENDS.search(folded, cut.tail) if cut.kind == "article-journal" else None
    return match.end() if match else len(folded)


def _marked_host(folded: str, mark: Marker) -> Marker | None:
    """The marker of the volume that an entry stands in: ``题名[A]. 论文集[C]``, ``Title [C]//Proceedings [M]``."""
    if mark.type != "manuscript" and not _HOST.match(folded, mark.end):
        return None
    found = marker(folded, mark.end)
    return found if found and found.type in ("paper-conference", "book") else None


_HOST = re.compile(r"[\s.,:;]*(?://+|\b[Ii]n\s*:|(?<=[.,\s])In\s+(?=[A-Z])|\b[Ii]n(?=Proc)|\bIN:|见:)\s*")


def _cut_at_marker(text: str, folded: str, mark: Marker) -> _Cut:
    front = head(folded, mark.start)
    who, title = front.authors, text[front.end : mark.start].strip(EDGE)
    if not title:  # what was read as the last name, or as all of them, is the title
        comma = folded.rfind(",", 0, mark.start)
        named = head(folded, comma + 1)
        is_behind = bool(named.authors.names) and named.end > comma > 0
        who = named.authors if is_behind else _NOBODY
        title = text[comma + 1 if is_behind else 0 : mark.start].strip(EDGE)
    host = _HOST.match(folded, mark.end)
    kind: Type = "chapter" if host and mark.type == "book" else mark.type
    hosted = host is not None or kind == "chapter"
    return _Cut(who, front.year, title, host.end() if host else mark.end, kind, hosted)


# A title between quotation marks; one that goes on behind them quotes a name.
_QUOTED = re.compile(
    r'[\s,.]*"([^"]{8,400})(?:(?<=,)"|"(?!\s?(?:[(:]|(?!in\b)[a-z]))|,(?=\s*(?:in\b|Proceedings|Proc\b|IEEE|Journal)))[\s,.]*'
)
# ``《题名》，《刊名》1993年第2期，第1-5页``
_TITLED = re.compile(r"[\s,.:]*《([^《》]{4,100})》[\s,.]*(?=《[^《》]{2,40}》.{0,16}期)")
_TITLED_JOURNAL = re.compile(
    rf"《[^《》]{{2,40}}》(?=[\s,.]*({YEAR})?\s?年?[\s,.]*(?:第?\s?(\d+)\s?卷)?[\s,.]*(?:第?\s?(\d+)\s?期)?(?:.*?(\d+-\d+)\s?页)?)"
)
_IN = re.compile(r"\s*in\s*(?=[A-Z])")
# ``The Nuclear Many-Body Problem, Springer-Verlag, Berlin``
_PRESS = re.compile(
    r"([^,]{6,150})[,.]\s*((?:[A-Z][\w&.' -]{0,40})?(?:Press|Springer|Verlag|Wiley|Elsevier|Publish\w+|McGraw)"
    r"[\w&.' -]{0,30},\s*[A-Z][\w. ,]{2,30})"
)
# ``Chiral Dynamics (Gordon and Breach, New York, 1972)``, ``Turbulence in Astrophysics (Berlin: Springer)``
_PRESS_IN_BRACKETS = re.compile(
    r"([^()]{6,160}?)[,.\s]*\(([A-Z][^(),:]{2,50}(?:,\s*[A-Z][^():\d]{2,40}|(?:,[^(),:]{2,20})?:[^():]{2,50}))\)?"
)
# A book is known by its edition: ``The mask of sanity (4th ed.). Saint Louis: C. V. Mosby``.
_EDITION_CLOSES = re.compile(r"\(\d{1,2}(?:st|nd|rd|th) ed\.?\)(\.)\s+(?=[A-Z])")
# ``题名, 中国发明专利, CN201610880590.0``
_PATENT = re.compile(
    rf"[\s.,]*[.,]\s*(?:[{HAN}]{{2}}(?:发明|实用新型)?专\s?利|(?:[A-Z][A-Za-z.]+ )?[Pp]atent)"
    r"\s*(?:[,.:]|(?=[A-Z]{2}\s?\d))"
)
# Physics and astronomy cite without titles: ``Phys. Rev. D 67``, ``ApJ``, ``Sol. Phys.``
_JOURNAL_ALONE = re.compile(r"\s*(?:[A-Z][A-Za-z&]{0,7}\.?,?\s*){1,5}")
# Names that a comma closes are followed by the journal, or by a title and, behind another comma, the journal.
_JOURNAL_BEHIND_COMMA = re.compile(
    r"\s*[A-Z](?:[A-Za-z&-]+|(?=\.))"
    r"(?:\.?:?-?(?:,(?=\s*(?:Part|Sect|Ser|Int|[A-Z]\b)))?"
    r"\s*(?:(?:(?<=[\s.])(?:of|and|the|in|for)\s)?[A-Z][A-Za-z&-]*|&)){0,7}"
    r"(?:(?<=[ .][A-G])\d{1,3})?[.,]{0,2}(?:\s?\((?:London|Proc\. ?Suppl\.?)\),?)?\s*"
)
# A paper that is cited without its title.
_PROCEEDINGS = re.compile(r"\s*(?:Proc\.?|Proceedings) of the\b")
# A long word is abbreviated in a journal's name, or ends a title: ``… Cancer Screening.Prim Care``.
_TITLE_WITHIN = re.compile(r"(?:[A-Za-z]{5,}|\b(?:of|and|the|in|for)) [A-Za-z]{9,}\.\s*[A-Z]|[A-Za-z]{20,}")


_SHORTEST_IDENTIFIER = 8


def _stands_alone(who: Authors, folded: str) -> bool:
    """Whether what names alone stand in is an entry: of several, or of one with initials before an identifier."""
    if len(who.names) > 1 or who.etal:
        return True
    initials = who.names[0].given if who.names else None
    return bool(initials and initials.endswith(".")) and len(folded) - len(folded.rstrip(EDGE)) >= _SHORTEST_IDENTIFIER


def _cut_by_form(text: str, folded: str) -> _Cut:
    """The cut of an entry without a marker."""
    front = head(folded, len(folded))
    if not folded[front.end :].strip(EDGE) and not _stands_alone(front.authors, folded):
        front = Head(_NOBODY, None, 0)
    who, year, start = front.authors, front.year, front.end
    if match := _QUOTED.match(folded, start):
        host = _HOST.match(folded, match.end()) or _IN.match(folded, match.end())
        tail = host.end() if host else match.end()
        return _Cut(who, year, text[match.start(1) : match.end(1)], tail, None, host is not None)
    if match := _TITLED.match(folded, start):
        return _Cut(who, year, text[match.start(1) : match.end(1)], match.end(), "article-journal")
    rest = folded[start:]
    numbers = imprint(rest, year)
    if numbers.start >= len(rest) and year is None:
        numbers = from_year(rest)
    end = start + len(rest[: numbers.start].rstrip(" ,;:("))
    if match := _PATENT.search(folded, start + 4, end + 1):
        return _Cut(who, year, text[start : match.start()], match.end(), "patent")
    match = _EDITION_CLOSES.search(folded, start + 4, end + 1) if " ed" in folded else None
    if match and not title_end(folded, start, match.start()).hosted:
        return _Cut(who, year, text[start : match.start(1)], match.end(), "book")
    if match := thesis_words(folded, start + 4, end + 1):
        return _Cut(who, year, text[start : match.start()], match.end(), "thesis")
    if who.names and _is_journal_alone(folded, start, end, numbers):
        return _Cut(who, year, "", start, "article-journal")
    if who.names and _PROCEEDINGS.match(folded, start):
        return _Cut(who, year, "", start, "paper-conference", True)
    match = _PRESS.fullmatch(folded, start, end)
    if match is None and not (numbers.volume and (numbers.issue or numbers.page)):
        match = _PRESS_IN_BRACKETS.fullmatch(folded, start, end)
    if match:
        return _Cut(who, year, text[start : match.end(1)], match.start(2), "book")
    parting = title_end(folded, start, end, folded[:start].rstrip().endswith(","))
    if parting.end == end and numbers.volume and (numbers.issue or numbers.page):
        parting = glued_journal(folded, start + 12, end) or parting
    return _Cut(who, year, text[start : parting.end], parting.next, None, parting.hosted)


def _is_journal_alone(folded: str, start: int, end: int, numbers: Imprint) -> bool:
    """Whether nothing but a journal's name stands at ``folded[start:end]``, between names and numbers."""
    volumes = bool(numbers.volume) + bool(_SERIES_VOLUME.search(folded, max(start, end - 3), end))
    if volumes + bool(numbers.page) < 2:
        return False
    if folded[:start].rstrip().endswith(","):
        is_name = _JOURNAL_BEHIND_COMMA.fullmatch(folded, start, end)
        return is_name is not None and not _TITLE_WITHIN.search(folded, start, end)
    return bool(_JOURNAL_ALONE.fullmatch(folded, start, end))


# The papers of engineers' societies: ``SAE Paper 2010-01-0363``, ``AIAA Paper 98-3286``.
_PAPER = re.compile(
    r"[\s.,/]*((?:SAE|AIAA|ASME|NASA|ISABE)\s(?:Technical\s|Tech\.?\s)?Paper),?\s*(?:[Nn]o\.?\s*)?"
    r"((?:[A-Z]{1,3}-?)?\d{2,6}(?:-[A-Z\d]+)*)"
)
# What may be left between a title, with its marker or remark, and what follows.
_DEBRIS = " .,:;/])("


def _item(cut: _Cut, text: str, folded: str, id: str) -> Item:
    """The item of a cut entry, all but its identifiers."""
    paper = _PAPER.match(folded, cut.tail) if "Paper" in folded else None
    numbers = _numbers(cut, folded[paper.end() if paper else cut.tail :])
    body = "" if paper else folded[cut.tail : cut.tail + numbers.start].rstrip(" ,;:([")
    start = cut.tail + len(body) - len(body.lstrip(_DEBRIS))
    found = edition_and_translators(body.lstrip(_DEBRIS))
    body, start = found.body, start + found.start
    part = located(body) if cut.hosted else None
    if part:
        numbers = numbers._replace(volume=part.volume or numbers.volume, page=part.page)
    translated, translators = title_translators(cut.title)
    cut = cut._replace(title=translated)
    title_stop, edition = (len(cut.title), found.edition) if found.edition else without_edition(fold(cut.title))
    kind = cut.kind or ("report" if paper else kind_of(body, numbers, cut.hosted, cut.year is not None))
    if kind == "book" and cut.kind is None and numbers.volume and numbers.issued is None:
        # Behind a year that is known, a number is a page; otherwise it is what OCR has left of the year.
        page = numbers.page or (numbers.volume if cut.year is not None else None)
        numbers = numbers._replace(volume=None, page=page)
    place = publisher = None
    if part:
        _, place, publisher = place_and_publisher(body[part.end :].lstrip(" .,:"), alone=True)
        stop, host_edition = without_edition(body[: part.start])
        body, edition = body[:stop], edition or part.edition or host_edition
    elif kind not in SERIALS:
        body, place, publisher = place_and_publisher(body, alone=kind in PUBLISHED_ALONE and not cut.hosted)
    container = paper[1] if paper else _container(text[start : start + len(body)])
    genre = None
    if kind == "thesis" and container and THESIS.fullmatch(fold(container)):
        genre, container = container, None
    if kind == "thesis" and container and not publisher:
        publisher, container = container, None
    container, numbers = _with_series(container, numbers)
    if cut.hosted and container and not numbers.volume and (volume := host_volume(container)):
        container, numbers = container[: volume.start()], numbers._replace(volume=volume[1])
    host, container = _host(container) if cut.hosted and container else (_NOBODY, container)
    title, number = title_and_number(kind, cut.title[:title_stop])
    number = paper[2] if paper else number
    if kind == "patent" and container and number is None and PATENT_NUMBER.fullmatch(fold(container)):
        number, container = container, None
    if cut.kind is None and kind == "article-journal" and numbers.volume is None and _is_newspaper(container, numbers):
        kind = "article-newspaper"
    if kind == "article-newspaper" and numbers.issue and not numbers.page:
        numbers = numbers._replace(page=numbers.issue, issue=None)
    is_edited = kind == "book" and (cut.authors.role or "").lower().startswith("ed")
    return Item(
        id=id,
        type=kind,
        author=() if is_edited else cut.authors.names,
        editor=cut.authors.names if is_edited else host.names if host.role else (),
        translator=found.translators or translators or cut.authors.translators,
        title=_words(_without_marks(title.strip(EDGE))),
        container_title=container,
        container_author=() if host.role else host.names,
        edition=edition,
        volume=numbers.volume,
        issue=numbers.issue,
        page=numbers.page,
        number=number,
        genre=genre,
        publisher=unwrapped(publisher) if publisher else None,
        publisher_place=place,
        issued=Date(date_parts=((cut.year,),)) if cut.year is not None else numbers.issued,
        custom={"et-al": "true"} if cut.authors.etal else {},
    )


def _is_newspaper(container: str | None, numbers: Imprint) -> bool:
    """Whether a day stands behind a Chinese newspaper's name: ``科技日报,2016-03-18``."""
    dated = numbers.issued and len(numbers.issued.date_parts[0]) == len(("year", "month", "day"))
    return bool(dated and container and re.search(rf"[{HAN}]报$", container))


def _numbers(cut: _Cut, tail: str) -> Imprint:
    if match := _TITLED_JOURNAL.match(tail):
        year, *others = match.groups()
        return Imprint(match.end(), Date(date_parts=((int(year),),)) if year else None, *others)
    monograph = cut.kind in MONOGRAPHS
    numbers = imprint(tail, cut.year, monograph)
    if cut.year is None and numbers.issued is None:
        fallback = from_year(tail, monograph)
        return fallback if fallback.start < len(tail) else numbers
    return numbers


def _container(printed: str) -> str | None:
    container = printed.strip(" ,:;/，：；")
    if container.startswith("《") and "》" in container:
        container = container[1 : container.index("》")]
    if "." not in container.rstrip(" ."):
        container = container.rstrip(" .．。")  # the stop of the entry, not of an abbreviation
    return _words(container)


def _without_marks(title: str) -> str:
    """A title without the marks 《》 around the whole of it."""
    return title[1:-1] if title[:1] == "《" and title.find("》") == len(title) - 1 else title


def _words(text: str) -> str | None:
    """A title without the blanks of line breaks; None where nothing is left that can be read."""
    return unwrapped(text) if any(char.isalnum() for char in text) else None


# ``Phys. Rev. D80, 052004``: the series' letter and the volume; ``Cell144, 646``: their blank is lost.
_SERIES_VOLUME = re.compile(r"(?:(?<=[ .][A-G])|(?<=[A-Za-z]{4}))\d{1,3}$")


def _with_series(container: str | None, numbers: Imprint) -> tuple[str | None, Imprint]:
    match = _SERIES_VOLUME.search(container, max(0, len(container) - 3)) if container else None
    if container and match and not (numbers.volume and numbers.page):
        page = numbers.page or numbers.volume
        if not page and container[match.start() - 3].isalpha():
            return container, numbers
        return container[: match.start()], numbers._replace(volume=match[0], page=page)
    return container, numbers


def _host(container: str) -> tuple[Authors, str]:
    """The authors or editors of a host, and its title without the place and days of its conference."""
    found = authors(fold(container))
    title = container[found.end :].strip(EDGE)
    is_closed = found.role is not None or container[: found.end].rstrip().endswith(tuple(EDGE.strip()))
    is_body = bool(found.names) and container[found.end - 1] in ".．。" and is_han(container[0])
    if is_closed and (is_body or all(name.family for name in found.names)) and len(title) > 3:
        return found, without_event(title)
    return _NOBODY, without_event(container)


def _with_identifiers(item: Item, found: Identifiers, mark: Marker | None, lang: str) -> Item:
    kind, container = item.type, item.container_title
    if found.arxiv and not container and kind in ("article-journal", "article", "document"):
        kind, container = (kind if mark else "article"), "arXiv"
    if mark is None and found.url and not container and kind in ("document", "article-journal", "book"):
        kind = "webpage"
    custom = {"marker": mark.code} if mark else {}
    if found.arxiv:
        custom["arxiv"] = found.arxiv
    return replace(
        item,
        type=kind,
        container_title=container,
        issued=item.issued or found.published,
        accessed=found.accessed,
        DOI=found.doi,
        URL=found.url,
        PMID=found.pmid,
        language=lang,
        custom=custom | item.custom,
    )
