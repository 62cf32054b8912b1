"""What stands between the title and the numbers: edition, translators, container, place and publisher."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.csl import Name
from pipeline.references.characters import fold
from pipeline.references.names import authors
from pipeline.text import HAN


class Publication(NamedTuple):
    """``body`` is what is left: the container, from ``start`` on."""

    body: str
    start: int
    edition: str | None = None
    translators: tuple[Name, ...] = ()
    place: str | None = None
    publisher: str | None = None


_EDITION = (
    r"[\s,.(]*(?:(?:第\s?)?([\d一二三四五六七八九十]{1,3})\s?版"
    r"|(\d{1,2})\s?(?:st|nd|rd|th)\s?(?:rev\.? )?[Ee]d(?:ition|n)?\b\.?"
    r"|(Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth) [Ee]d(?:ition|n)?\b\.?"
    r"|(修订版|增订版|[Rr]ev(?:ised)? ed(?:ition)?\.?))[\s,.)]*"
)
_EDITION_AHEAD = re.compile(_EDITION)
_EDITION_BEHIND = re.compile(_EDITION + "$")
_LONGEST_EDITION = 40
_TRANSLATORS = re.compile(r"\s*([^.:]{2,60}?)(?:\s*,?\s*译|\s*,\s*[Tt]rans(?:lated)?)\s*\.\s*")
PUBLISHER = re.compile(
    r"出版社|出版公司|书局|书店|印书馆|出版|大学$|\b(?:[Pp]ress|Publish\w*|Publications?|Springer|Elsevier|Wiley|Academic|McGraw|"
    r"Verlag|Sons|Books|Routledge|Sage|Pergamon|Birkh|Prentice|Kluwer|Blackwell|IEEE|ACM)\b"
)
_LATIN_PLACE = (
    r"(?:(?:St|Mt|Ft)\. ?)?[A-Z][A-Za-z&' -]{1,30}(?:,?\s*(?:[A-Z]\.){1,2}[A-Z]?\.?|,\s*[A-Z][A-Za-z ]{1,20}){0,2}"
)
PLACE = re.compile(rf"(?:^|[.,;\]])\s*((?:[{HAN}]\s?){{2,8}}|{_LATIN_PLACE})\s*[:;]\s*([^:]{{2,140}})$")
_CITIES = (
    "北京|上海|天津|重庆|南京|武汉|广州|西安|成都|沈阳|长春|哈尔滨|大连|杭州|济南|青岛|合肥|郑州|长沙|兰州|昆明|太原|南昌|福州|厦门|"
    "石家庄|乌鲁木齐|呼和浩特|贵阳|南宁|海口|银川|西宁|拉萨|杨凌|香港|台北|苏州|桂林"
)
_CITY_AND_COMMA = re.compile(rf"(?:^|(?<=[.,]))\s*({_CITIES})\s*[,;. ]\s*(?=[{HAN}]{{3}})")
# As theses are cited in the author–year style of Chinese journals: ``…(硕士学位论文). 兰州大学, 兰州``.
_SCHOOL_AND_CITY = re.compile(rf"([{HAN}() ]{{2,20}}(?:大学|学院|研究院|科学院))\s*,\s*([{HAN}]{{2,4}})")
_PUBLISHER_AND_CITY = re.compile(
    r"([A-Z][^,:]{2,50}),\s*((?:New York|London|Berlin|Heidelberg|Cambridge|Oxford|Amsterdam|Singapore|Dordrecht|"
    r"Boston|Philadelphia|Chicago|San Francisco|San Diego|Princeton|Paris|Tokyo|Beijing|Basel|Vienna|Reading)"
    r"(?:,\s*[A-Z. ]{2,6})?)"
)
_EVENT_PLACE = re.compile(
    r"[,.)]\s*([A-Z][a-z]+(?: [A-Z][a-z]+)?,\s*(?:[A-Z]{2},\s*)?(?:China|USA|U\.S\.A|UK|Japan|Korea|Germany|France|"
    r"Italy|Spain|Canada|Australia|India|Singapore|Netherlands|Switzerland|Sweden|Austria|Brazil|Greece|Portugal|Norway|"
    r"Denmark|Finland|Russia))$"
)
_PHRASE = re.compile(rf"[.,]\s*(?!(?:Inc|Ltd|Co)\b)(?=[A-Z{HAN}])")
CONFERENCE = re.compile(
    r"\b(?:Proc(?:eedings?)?|Conference|Conf|Symposium|Workshop|Congress|Meeting)\b|会议|论文集|年会|研讨会|学术会|大会",
    re.I,
)


def edition_and_translators(body: str) -> Publication:
    """The body without the edition and the translators in front of it."""
    start, edition, translators = 0, None, tuple[Name, ...]()
    if match := _EDITION_AHEAD.match(body):
        edition, start = match[match.lastindex or 0], match.end()
    if match := _TRANSLATORS.match(body, start):
        translators = authors(match[1] + ".").names
        start = match.end() if translators else start
    return Publication(body[start:], start, edition, translators)


_TITLE_TRANSLATORS = re.compile(r"[\s.．]*[(（]([^()（）]{2,60}?)[\s,，]*(?:[Tt]r?ans\.?|译)\s?[)）]\s*$")


def title_translators(title: str) -> tuple[str, tuple[Name, ...]]:
    """The title without the translators in brackets behind it (``判断力批判 (邓晓芒 译)``)."""
    match = _TITLE_TRANSLATORS.search(title) if "ans" in title or "译" in title else None
    names = authors(fold(match[1]) + ".").names if match else ()
    return (title[: match.start()], names) if match and names else (title, ())


_HOST_VOLUME = re.compile(
    r"[\s,.:(（：，]*(?:\b[Vv]ol(?:ume)?\.?\s?(?=[\dIVXL])|第)(\d{1,3}|[IVXL]{1,6}|[一二三四五六七八九十]{1,3})卷?[)）]?$"
)


def host_volume(container: str) -> re.Match[str] | None:
    """Where a host's title ends in the volume that is meant (``Beasts of Africa, vol 4``), its number in group 1."""
    return _HOST_VOLUME.search(container) if "ol" in container or "卷" in container else None


def without_edition(folded_title: str) -> tuple[int, str | None]:
    """Where a title ends that carries its edition (``Hydraulic resistance, 3rd ed``), and the edition."""
    if any(sign in folded_title for sign in ("ed", "Ed", "版")) and (
        match := _EDITION_BEHIND.search(folded_title, max(0, len(folded_title) - _LONGEST_EDITION))
    ):
        return match.start(), match[match.lastindex or 0]
    return len(folded_title), None


class Part(NamedTuple):
    """Where a volume names the part of it that is meant, at ``[start, end)``: ``(2nd ed., Vol. 25, pp. 1-65)``."""

    start: int
    end: int
    page: str
    volume: str | None = None
    edition: str | None = None


_PAGES = r"\b(?:pp?\.|pages?)\s*(\w?\d+(?:\s*-\s*\w?\d+)?)"
_PART = re.compile(rf"\s*\(([^()]{{0,60}}?){_PAGES}[^()]{{0,20}}\)|,\s*{_PAGES}\)?", re.I)
_VOLUME = re.compile(r"\bVol\.?\s*(\d+)", re.I)


def located(body: str) -> Part | None:
    """The pages, volume and edition that stand between the title of a host volume and its publisher."""
    match = _PART.search(body)
    if match is None:
        return None
    before = match[1] or ""
    volume, edition = _VOLUME.search(before), _EDITION_AHEAD.match(before)
    return Part(
        match.start(),
        match.end(),
        re.sub(r"\s", "", match[2] or match[3]),
        volume[1] if volume else None,
        edition[edition.lastindex or 0] if edition else None,
    )


_EVENT = re.compile(
    r"(?:,\s*[A-Z][^,\d]{2,30}){0,3},\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]*\s[^,]{1,20},\s*\d{4}$"
)


def without_event(title: str) -> str:
    """The title of proceedings without where and when they met: ``…, Lisbon, Portugal, September 17-21, 2015``."""
    match = _EVENT.search(title) if title[-4:].isdigit() else None
    return title[: match.start()] if match else title


# [S.l.], sine loco: the place is not printed (GB/T 7714, 8.4.1).
_NO_PLACE = re.compile(r"[.,]?\s*\[\s*(?:[Ss]\.?\s?[l1I]\.?|出版地不详)\s*[\]\[J]\s*:\s*([^:]{2,90})$")


def place_and_publisher(body: str, alone: bool) -> tuple[str, str | None, str | None]:
    """(what is left, place, publisher). ``alone``: nothing but they can stand here."""
    body = body.rstrip(" .,;:)") if body.count("(") < body.count(")") else body.rstrip(" .,;:")
    if match := _NO_PLACE.search(body):
        return body[: match.start()], None, match[1].strip()
    if match := PLACE.search(body):
        return body[: match.start()], match[1].strip(), match[2].strip(" .,;")
    if match := _SCHOOL_AND_CITY.fullmatch(body) or (_PUBLISHER_AND_CITY.fullmatch(body) if alone else None):
        return "", match[2], match[1].strip()
    if match := _CITY_AND_COMMA.search(body):
        return body[: match.start()], match[1], body[match.end() :].strip(" .,;")
    parts = [match.end() for match in _PHRASE.finditer(body)]
    if parts and PUBLISHER.search(body, parts[-1]) and not CONFERENCE.search(body, parts[-1]):
        before, publisher = body[: parts[-1]].rstrip(" .,"), body[parts[-1] :]
        return ("", before, publisher) if alone else (before, None, publisher)
    if parts and len(body[parts[-1] :].split()) < 3:  # Springer, Cham
        start = parts[-2] if len(parts) > 1 else 0
        publisher = body[start : parts[-1]].rstrip(" .,")
        if PUBLISHER.search(publisher) and not CONFERENCE.search(publisher):
            return body[:start].rstrip(" .,"), body[parts[-1] :], publisher
    if alone:
        return "", None, body or None
    if match := _EVENT_PLACE.search(body):
        return body[: match.start()], match[1], None
    return body, None, None
