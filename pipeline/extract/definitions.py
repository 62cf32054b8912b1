"""What a bracket says: an English form, an abbreviation, a Chinese term, or nothing that defines anything."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extract.abbreviations import is_short_form, shortens
from pipeline.text import HAN, han_count


class Definition(NamedTuple):
    english: str | None = None
    abbreviation: str | None = None
    zh: str | None = None


_LABEL = re.compile(
    r"(?:以下|下文|英文|中文|英语|全称|下|通常|一般|也|又|常|可)?(?:简称|缩写|缩略语|缩略词|英文名|英文|全称|译为|名称|称)(?:为|是|作)?[：:“\"\s]*"
)
_SHORT_WITH_TAIL = re.compile(rf"([A-Za-z][\w\-/]+) ?[{HAN}]{{1,3}}", re.ASCII)
# ``RegII、S100A8和BD2``: what there is of a kind, not what it is called.
_LIST = re.compile(r"^[A-Za-z][\w\-–/. ]*(?:基因|算法|细胞|蛋白)?、 ?[A-Za-z]", re.ASCII)
_VALUE = re.compile(r"\d[\d.]* ?(?:[mμunpk]?(?:mol|g|L)\b|[mc]m\b)")
# A country within a name, not behind a maker's: ``Bank of China``, ``China Meteorological Administration``.
_OF_COUNTRY = re.compile(
    r" (?:of|in|for) (?:the )?(?:China|Japan|America|Germany|France|Canada|Sweden)\b"
    r"|^(?:China|Japan|America|Germany|France|Canada|Sweden) (?=[A-Z][a-z]+ [A-Z])"
)
# Of a phrase, what Chinese type sets wide: ``Petrosimonia sibirica（Pall.）Bge.``
_NARROW = str.maketrans("（）．＆－", "().&-")
_PHRASE = re.compile(r"[A-Za-z0-9(′'\"“α-ω][A-Za-z0-9α-ωΑ-Ω\s\-–—−'’′./()&+,*\"”“éèöüäïñç]*")
_LOWER_WORD = re.compile(r"(?=[A-Za-z]*[aeiouy])(?:[a-z]{3,}|[A-Z][a-z]{2,})")
_NO_PHRASE = re.compile(
    r"et al|^https?\b|www\.|@|\.(?:com|cn|org|net|edu)\b"
    r"|\b(?:Inc|Ltd|Co(?!-)|Corp|Corporation|GmbH|Company|Biotech|Biotechnology"
    r"|Laboratories|Instruments|Biosciences|Scientific|USA|UK|Germany|Japan|China|America|France|Canada|Sweden|Version"
    r"|Sigma|Aldrich|Invitrogen|Abcam|Roche|Thermo|Fisher|Gibco|GIBCO|Millipore|Merck|Hyclone|HyClone|Qiagen|Promega"
    r"|Beckman|Takara|Santa Cruz|Cell Signaling|Bio-?Rad|Eppendorf|Agilent|Pfizer|Bayer|Philips|Siemens|Olympus"
    r"|Nikon|Leica|Zeiss|Waters|Shimadzu|Illumina|Hitachi|Bracco|Solarbio"
    r"|Applied Biosystems|Stratagene|Becton|Dickinson|Amersco|Amresco|Amersham|Biognosys|Mitutoyo|e[bB]ioscience"
    r"|Sofradir|Decagon|Vaisala|Texas ?Electronics|Skalar|Staplex|Foss|Avanti|BioLegend|PeproTech|Proteintech"
    r"|Vazyme|TransGen|Tiangen|TIANGEN|Beyotime|Novogene|Biosharp|Corning|Lonza|Bruker|PerkinElmer|Perkin Elmer|Malvern"
    r"|Sartorius|Mettler|Metrohm|Hach|Kulite|Tektronix|Keysight|Yokogawa|Campbell Scientific|LI-COR|Masimo|Medtronic)\b"
    r"|^(?:Fig|Figs|Figure|Tab|Table|Eq|Ref|see|e\.g|i\.e|vs|ver|ca|cf|approx"
    r"|using|containing|including|mainly|the same"
    r")\b\.?|^(?:and|or|in|of|as|by|with|from|but|not|for)\b(?!-)|^(?:n|m|μ|k)?mol\b|^[a-z]/[a-z]|^[a-z]{1,4}/[a-z]{1,4}$"
    r"|^(?:[Dd]ays?|[Hh]ours?|[Ww]eeks?|[Mm]onths?|[Yy]ears?|bits?|pixels?|[a-z](?:i?jk?l?|[ijk]l))$|\dcells?/"
    r"|^(?:Supplementary|Chapter|Section|Step)\b"
    r"|^(?:[Cc]ase|[Mm]odel|[Tt]est|[Gg]roup|[Cc]lass|[Ss]ample|[Ss]tage|[Ll]evel) ?\d+$"
    r"|^(?:No|no|Nos|nos)\.|\b(?:cat|Cat|catalog|lot|Lot|clone)\b|^(?:max|min|mean|left|right|male|female|up|down|yes|no|mils|rpm|ppm|dpi"
    r"|because|well|if|so|although|however|therefore)$",
    re.ASCII,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d[a-z]?(?!\d)")
# ``; Bandura, 1977`` behind a term: who coined it.
_COINED_BY = re.compile(rf"(?:[;；] ?[A-Z{HAN}][A-Za-z{HAN}.&'’\- ]{{1,60}}[,，] ?(?:19|20)\d\d[a-z]?)+$")
# ``FAO, http://…``: where a body is found.
_FOUND_AT = re.compile(r"[,，;；] ?(?:h?t{1,2}ps?[:：]|www\.).*")
_SEPARATOR = re.compile(r"[，,;；：:、]")
_BRACKET_OR_SEPARATOR = re.compile(r"[(（\[［)）\]］，,;；：:、]")
# What makes a Chinese bracket a remark rather than a term.
_REMARK = re.compile(
    r"[=<>≥≤%％：:。？！]|^\d|\d+ ?[例只名个岁年月日次倍种份组]"
    r"|^[见如即含由经按以与及和或男女共约为在从第其该本此均除对包指不未无有图表式各具仅可参附单注同]"
    r"|^(?:美国|德国|日本|英国|法国|瑞士|瑞典|丹麦|荷兰|中国|加拿大|意大利|韩国|特别|尤其|主要|平均|详见|参见|附图)"
    r"|[的了]|公司|生产|购自|大学|医院|编号|批号|文献|左图|右图|[上下左右]$|版$|等$|之一$|[组例者时后前]$|[（(）)]"
)


def definition(inner: str) -> Definition:
    """What the inside of a bracket defines; all None where it is a vendor, a citation, a value, a remark.

    >>> definition("signal transduction inhibitor, STI")
    Definition(english='signal transduction inhibitor', abbreviation='STI', zh=None)
    >>> definition("简称冠心病")
    Definition(english=None, abbreviation='冠心病', zh=None)
    >>> definition("Lys-C，EC 3.4.21.50")
    Definition(english=None, abbreviation=None, zh=None)
    """
    inner = _COINED_BY.sub("", _FOUND_AT.sub("", inner) if "/" in inner else inner)
    if _YEAR.search(inner) or inner.endswith("等"):
        return Definition()
    label = _LABEL.match(inner)
    if label and "称" in label[0] and han_count(inner[label.end() :]) > 1:
        name = inner[label.end() :].strip('”" “')
        return Definition(abbreviation=name) if "简称" in label[0] and not _SEPARATOR.search(name) else Definition()
    if _LIST.search(inner):
        return Definition()
    parts = [_LABEL.sub("", part, count=1) if part[:1] > "\u3000" else part for part in _split(inner)]
    if not parts:
        return Definition()
    return _latin(parts) or _chinese(parts) or Definition()


# ``heme oxygenase-1.HO-1``: a full stop read for a comma.
_STOPPED = re.compile(r"(.{5,}[a-z0-9])\. ?([A-Z][A-Z0-9\-]{1,8})")
# ``Aboveground（AG）`` within a bracket.
_WITH_SHORT_FORM = re.compile(r"([A-Za-z][A-Za-z \-]{2,80}?) ?[(（]([A-Z][A-Za-z]{0,9})[)）]", re.ASCII)


def _latin(parts: list[str]) -> Definition | None:
    head = parts[0]
    if len(parts) > 1 and _names_body(head, parts[1]):
        return Definition(english=head, abbreviation=parts[1])
    if (stopped := _STOPPED.fullmatch(head)) and shortens(stopped[2].rstrip("-0123456789"), stopped[1]):
        head, parts = stopped[1], [*stopped.groups(), *parts[1:]]
    if (match := _WITH_SHORT_FORM.fullmatch(head)) and is_phrase(match[1]):
        return Definition(english=match[1], abbreviation=match[2] if is_short_form(match[2]) else None)
    if is_phrase(head):
        rest = parts[1:]
        while rest and is_phrase(rest[0]) and not is_short_form(rest[0]) and is_short_form(parts[-1]):
            head, rest = f"{head}, {rest[0]}", rest[1:]
        short = rest[0] if rest and _is_abbreviation(rest[0]) else None
        if short is None and rest and _names_source(rest):
            return None
        return Definition(english=head, abbreviation=short)
    if _is_abbreviation(head):
        if len(parts) == 1:
            return Definition(abbreviation=head)
        if is_phrase(parts[1]):  # the maker in ``DPPC，Avanti，美国``
            is_maker = _names_source(parts[2:]) and not shortens(head, parts[1])
            return Definition(english=None if is_maker else parts[1], abbreviation=head)
        if han_count(parts[1]) and len(parts) == 2 and not _REMARK.search(parts[1]):
            return Definition(abbreviation=head, zh=parts[1])
        if head.isalpha() and han_count(parts[1]) and not _names_source(parts[1:]):
            return Definition(abbreviation=head)
    return None


def _chinese(parts: list[str]) -> Definition | None:
    """A Chinese term that the bracket gives for what stands before it, with the English form where that comes too."""
    *others, last = parts
    if others and is_term(others[0]) and is_phrase(last):  # ``RCT（随机对照试验，randomized controlled trial）``
        others[0], last = last, others[0]
    if not is_term(last) or len(others) > 1 or (others and not is_phrase(others[0])):
        return None
    return Definition(english=others[0] if others else None, zh=last)


def is_term(text: str) -> bool:
    """Whether a Chinese text can be a term: short, without the marks of a remark."""
    return 2 <= han_count(text) <= 20 and not _REMARK.search(text)


def is_phrase(text: str) -> bool:
    """Whether a text is one or more English (or Latin) words that may name something."""
    text = _OF_COUNTRY.sub("", text.translate(_NARROW))
    return (
        bool(_PHRASE.fullmatch(text))
        and bool(_LOWER_WORD.search(text))
        and not is_short_form(text)
        and not _NO_PHRASE.search(text)
        and not _VALUE.match(text)
        and sum(c.isalpha() for c in text) >= 0.6 * len(text)
    )


def _is_abbreviation(text: str) -> bool:
    tail = _SHORT_WITH_TAIL.fullmatch(text)
    return is_short_form(text) or bool(tail and is_short_form(tail[1]) and text[-1] not in "例只次岁年月组株批")


def _names_body(text: str, short: str) -> bool:
    """Whether a name of several words is shortened, be it a company's: ``American Broadcasting Company, ABC``."""
    return " " in text and bool(_PHRASE.fullmatch(text)) and is_short_form(short) and shortens(short, text)


def _names_source(parts: list[str]) -> bool:
    """Whether what follows a name says where a thing was bought or made."""
    return any("公司" in part or "国" in part or "大学" in part or bool(_NO_PHRASE.search(part)) for part in parts)


def _split(inner: str) -> list[str]:
    """The parts between separators that stand in no inner bracket and between no two digits."""
    parts, depth, start = [], 0, 0
    for match in _BRACKET_OR_SEPARATOR.finditer(inner):
        char, at = match[0], match.start()
        if char in "(（[［":
            depth += 1
        elif char in ")）]］":
            depth = max(depth - 1, 0)
        elif depth == 0 and not (char == "," and inner[at - 1 : at].isdigit() and inner[at + 1 : at + 2].isdigit()):
            parts.append(inner[start:at])
            start = at + 1
    parts.append(inner[start:])
    return [part.strip() for part in parts if part.strip()]
