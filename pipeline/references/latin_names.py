"""Western and pinyin names of persons and institutions, as lists of authors print them.

Which reading of a piece wins is decided by what stands around it: initials behind (``Allen B``, ``VAN SOEST P J``),
behind a comma with stops (``Wilke, M.``), before (``S. Furui``), a full name (``Huang Peng``), an institution; then the
forms in which OCR has lost a blank (``HeslingC``, ``LIDeshuai``).
"""

from __future__ import annotations

import re

from pipeline.csl import Name
from pipeline.references.chinese_names import Found

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽ"
# OCR reads o as 0: ``Thomps0n``.
_LETTER = _UP + "0a-zβß-öø-ÿāăąćčďđēėęěğģīįıķļłńņňōőœřśşšţťūůűųźżžǎǐǒǔǚ'`-"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ibn|vander|vanden|ter|ten|zu|zur|af|av|y)"
_PARTICLES = rf"(?:(?:{_PARTICLE}|Van|Von|De|Der|Den|Del|Di|Da|La|Le|El|Al|Dos|Du)[ -]){{0,3}}"
_WORD = rf"(?:Mc |Mac |St\.? |'t |O'|d'|D'|(?:de|van|von|van der|van den|vander|vanden)(?=[{_UP}]))?[{_UP}][{_LETTER}]+"
_FAMILY = rf"{_PARTICLES}{_WORD}(?:(?: {_PARTICLE}){{0,2}} {_WORD}){{0,2}}"
# An l or a 1 is an I that OCR has misread.
_INITIALS = (
    rf"(?:[{_UP}](?:[ -]{{0,2}}[{_UP}]){{0,3}}(?![{_LETTER}]|\.[ -]{{0,2}}[{_UP}]\.|\d{{3}},)|[{_UP}]?[l1](?=,))"
)
_INITIAL = rf"(?:[{_UP}](?:-?[{_UP}]|[a-z])?|[l1])\s?\.(?:-[a-z]\.)?[ -]{{0,2}}"
_STOPPED_INITIALS = rf"(?:{_INITIAL}){{1,4}}(?:[{_UP}](?=\s*[,;&(]))?"
_SUFFIX = r"(?:(?:,\s*|\s+)(Jr\.?|Sr\.?|2nd|3rd|II|III|IV)(?=\s*(?:[,.;]|and\b|&)))?"
_END = r"(?=\s*(?:[,;&.(:\"]|and\b|et(?:\b|\s?al)|$))"

_VANCOUVER = re.compile(rf"({_FAMILY})\s+({_INITIALS}){_SUFFIX}")
_APA = re.compile(
    rf"({_FAMILY})(?:\s*[,.]\s*({_STOPPED_INITIALS}|[{_UP}]{{1,3}}(?=\s*[,.;&(])|[{_UP}](?: [{_UP}]){{1,2}}(?=\s*[,&]))"
    rf"|\s+((?:[{_UP}]\.[ -]{{0,2}}){{1,4}})){_SUFFIX}"
)
# Chemists cite without titles: of ``Tanabe, S.J.Appl. Phys.2009,106,043101`` one initial is the author's.
_BEFORE_JOURNAL = re.compile(
    rf"((?:[{_UP}]\.[ -]?){{1,3}}?)(?=J\.\s?(?:Am\.\s?)?"
    r"(?:Appl|Electrochem|Mater|Chem|Phys|Cryst|Lumin|Ceram|Alloys|Org|Biol|Power|Rare)\b"
    r"[^;,]{0,40}(?<!Lett\.)(?<!Lett\. )(?:19|20)\d\d,)"
)
# A full given name has a stop before ``&`` or the year; in a list a family name may have lost its capital.
_APA_IN_FULL = re.compile(rf"({_FAMILY}),\s*({_WORD})\.(?=\s*(?:,?\s*&|\((?:19|20)\d\d))")
_LISTED_APA = re.compile(rf"((?!(?:and|et)\b)[a-z][{_LETTER}]+)\s*,\s*({_STOPPED_INITIALS})(?=\s*[,&(])")
_IEEE = re.compile(rf"({_STOPPED_INITIALS})\s*({_FAMILY}){_SUFFIX}{_END}")
_IEEE_GOES_ON = re.compile(rf"\s*,\s*(?:and )?{_STOPPED_INITIALS}\s*[{_UP}][a-z]+\s*,")
# Initials without stops ahead of the name: ``W J Wang, YR Cui``, ``B Baker et al``.
_INITIALS_AHEAD = re.compile(
    rf"([{_UP}](?:[ -][{_UP}]){{0,2}}) ([{_UP}][{_LETTER}]{{2,}})"
    rf"(?=\s*,\s*[{_UP}](?:[ -]?[{_UP}]){{0,2}} ?[{_UP}][a-z]|\s+(?:et\.?\s?al\b|and\s+[{_UP}]{{1,2}}\s[{_UP}]))"
)
_FULL = re.compile(rf"({_WORD})((?:\s+(?:[{_UP}]\.?(?![{_LETTER}])|{_PARTICLE}|{_WORD})){{1,3}}){_END}")
_GLUED_INITIALS = re.compile(
    rf"((?:d'|{_PARTICLES}|Mc|Mac|D[eiu]|L[ae]|Van)[{_UP}][a-z']+(?:-[{_UP}][a-z']+)?)([{_UP}]{{1,3}})"
    r"(?=\s*(?:[,;.&(]|et\b|$)|et\s?al|(?:19|20)\d\d\s?\.)"
)
# ``et al`` is glued to the initials that it follows: ``Bai Betal., 2019``, ``MA Z Get al.``
_BEFORE_ET_AL = re.compile(
    rf"({_FAMILY})\s+([{_UP}](?:[ -]?[{_UP}]){{0,2}})(?=et\s?al(?:\s*[.,:;]|\s?(?:19|2[0O])[\dOo]))"
)
_GLUED_CAPITALS = re.compile(r"[A-Z][A-Z'-]{2,14}(?=\s*,\s*(?:et\s?al|(?:19|20)\d\d\s?\.|[A-Z]{2,}[ ,]))")
_GLUED_GIVEN = re.compile(
    r"([A-Z]{2,7}(?=[A-Z][a-z])|[A-Z][a-z]{1,5}(?=[A-Z][a-z]))([A-Z][a-z'-]+)(?=\s*([,;]|\.\s*[A-Z]))"
)
_FAMILY_ALONE = re.compile(rf"((?:{_PARTICLE} )?[{_UP}][{_LETTER}]+)(?=\s*(?:[,;]|et(?:\b|\s?al)|&|and\b|\.?\s*\())")
# A body by its letters, or a name whose blank is lost: ``DFID.Sustainable …``, ``DEPOORTEREI.Taste …``.
_CAPITALS_ALONE = re.compile(r"[A-Z][A-Z'-]{2,19}(?=\.\s*[A-Z][a-z])")
# What must follow a family name that stands alone: another name or the end of the list; behind a first one, a year.
_LIST_GOES_ON = re.compile(
    rf"\s*[,;&]?\s*(?:and\s+|&\s*)?(?:et(?:\b|\s?al)|{_FAMILY}\s+{_INITIALS}|{_FAMILY}\s*,\s*{_STOPPED_INITIALS}"
    rf"|{_STOPPED_INITIALS}\s*{_FAMILY}|[{_UP}][{_LETTER}]+\s*,)"
    rf"|\s*,?\s*&\s*[{_UP}][{_LETTER}]+\s*[.(]|\.?\s*\((?:19|20)\d\d"
)
_YEAR_FOLLOWS = re.compile(r"\s*,\s*\d{4}\b")
_VOLUME_BEHIND_STOP = re.compile(r"\.?\s*(?!(?:19|20)\d\d)\d")
_VOLUME_FOLLOWS = re.compile(r"\s*(?:[A-Z]\s?)?(?!(?:19|20)\d\d)\d")
# A name that can only be one, and goes on with a list.
# A comma is lost between two names: ``Litvin,O.Morf,S.,Nitsch``.
APA_AGAIN = re.compile(rf"\s?{_WORD},\s?{_STOPPED_INITIALS}\s?[,&(]")
CERTAIN = re.compile(rf"[,;]?\s*(?:{_FAMILY}\s+{_INITIALS}|[{_UP}][a-z]+[{_UP}]{{1,2}})\s*[,.;]")

_TITLE_WORDS = frozenset(
    "A An The On In Of For From To And With How What Why When Is Are New This Our Some Effect Effects Study".split()  # noqa: SIM905
)
_OPEN_A_TITLE = tuple(
    f"{word} "
    for word in "The For From With And How What Why When This Our Some Effect Effects Study".split()  # noqa: SIM905
)
# Words that open an abbreviated journal name (ISO 4) or stand in it; no author of a physics paper is called J. Phys.
JOURNAL_WORD = re.compile(
    r"(?:^|[\s.,])(?:J|Phys|Rev|Proc|Trans|Adv|Ann|Chem|Mater|Sci|Nucl|Astron|Appl|Comput|Int|Am|Amer|Eur|Acta|Bull|Mon|"
    r"Lett|Biol|Med|Soc|Acad|Natl?|Res|Astrophys|Geophys|Ecol|Environ|Eng|Electr|Mech|Opt|Instrum|Mol|Cell|Clin|Arch|"
    r"Math|Commun|Struct|Theor|Exp|Mod|Rep|Z|Zh|Biochem|Biochim|Philos|Publ|Sol|Neural|Inf|Inorg|Org|Anal|Curr|Gen|Plant|"
    r"Dev|Front|Agric|Crit|Kristallogr|Metallk|Naturforsch|Anorg)$"
)
_PHRASE = re.compile(r"[^.,:;()\[\]\"]{3,120}(?=\s*[.:,(])")
_INITIALS_BEHIND = re.compile(rf"\s*,\s*{_STOPPED_INITIALS}")
_INSTITUTION = re.compile(
    r"\b(?i:Organi[sz]ations?|Institut\w*|Associations?|Committees?|Groups?|Panel|Banks?|Ministry|Universit\w+|Teams?|"
    r"Society|Agency|Council|Commission|Cent(?:er|re)s?|Department|Academy|Bureau|Office|Foundation|Federation|Union|"
    r"Administration|Network|Laborator(?:y|ies)|Consortium|Corporation|Company|Inc|Ltd|Library|Museum|Government|"
    r"Investigators|Collaborat\w+|Nations|Forum|College|Service|Initiative|Survey|Assessment)\b"
    r"|\b(?:WHO|IPCC|FAO|IEEE|ISO|NRC|AOAC|OECD|UNESCO|USDA|EPA|NASA)\b"
    r"|^[A-Z]{2,}(?: [A-Z]{2,})* (?:OF|FOR|AND|ON) [A-Z]{2,}"
)
_PINYIN = re.compile(
    r"(?:[bpmfdtnlgkhjqxzcsryw]|zh|ch|sh)?(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|in|iang|ing|iong|"
    r"u|ua|uo|uai|ui|uan|un|uang|ue|v|ve|ü|üe)",
    re.I,
)


def latin_author(text: str, at: int, limit: int, listed: bool) -> Found | None:
    """The Western author at an offset of a folded text; ``listed`` where one stands before."""
    if not listed and (match := _PHRASE.match(text, at, limit)) and _is_institution(match, limit):
        return Found(Name(literal=match[0].strip()), match.end())
    if text.startswith(_OPEN_A_TITLE, at):
        return None
    if match := _VANCOUVER.match(text, at, limit):
        return Found(Name(family=match[1], given=_initials(match[2]), suffix=match[3]), match.end())
    if match := _INITIALS_AHEAD.match(text, at, limit):
        return Found(Name(family=match[2], given=match[1]), match.end())
    if (match := _APA.match(text, at, limit)) and not (listed and _is_journal(match)):
        if match[2] and "J." in match[2] and (own := _BEFORE_JOURNAL.match(text, match.start(2), limit)):
            return Found(Name(family=match[1], given=_initials(own[1])), own.end())
        return Found(Name(family=match[1], given=_initials(match[2] or match[3]), suffix=match[4]), match.end())
    match = _APA_IN_FULL.match(text, at, limit) or (_LISTED_APA.match(text, at, limit) if listed else None)
    if match:
        return Found(Name(family=match[1], given=_initials(match[2])), match.end())
    match = _IEEE.match(text, at, limit)
    if match and not (listed and _is_cited(match, limit)):
        return Found(Name(family=match[2], given=_initials(match[1]), suffix=match[3]), match.end())
    if listed and (match := _BEFORE_ET_AL.match(text, at, limit)):
        return Found(Name(family=match[1], given=_initials(match[2])), match.end())
    match = _FULL.match(text, at, limit)
    if match and match[1] not in _TITLE_WORDS and not (listed and _is_work(match, limit)):
        return Found(_full_name(match[1], match[2].split()), match.end())
    if listed and (match := _GLUED_CAPITALS.match(text, at, limit)):
        return Found(Name(literal=match[0]), match.end())
    if match := _GLUED_INITIALS.match(text, at, limit):
        return Found(Name(family=match[1], given=match[2]), match.end())
    if (match := _GLUED_GIVEN.match(text, at, limit)) and (match[3] != "." or match.end() + 12 < limit):
        return Found(Name(family=match[1], given=match[2]), match.end())
    if not listed and (match := _CAPITALS_ALONE.match(text, at, limit)):
        return Found(Name(literal=match[0]), match.end())
    match = _FAMILY_ALONE.match(text, at, limit)
    if match and match[1] not in _TITLE_WORDS:
        follows = _LIST_GOES_ON.match(text, match.end(), limit)
        if follows or (not listed and match[1].isupper() and _YEAR_FOLLOWS.match(text, match.end(), limit)):
            return Found(Name(family=match[1]), match.end())
    return None


def _is_institution(phrase: re.Match[str], limit: int) -> bool:
    """Whether a phrase names a body, and no person: ``Banks, W. P.``"""
    if not _INSTITUTION.search(phrase[0]):
        return False
    return " " in phrase[0] or not _INITIALS_BEHIND.match(phrase.string, phrase.end(), limit)


def _is_journal(name: re.Match[str]) -> bool:
    """Whether what looks like a name is a journal's, its volume behind it: ``Astrophys. J. 270``."""
    return bool(JOURNAL_WORD.search(name[1]) and _VOLUME_FOLLOWS.match(name.string, name.end()))


# ``Random Matrices, 2nd ed.``, ``Spin Glasses (World Scientific, Bonn``, ``Applied Mathematics and Computation 21``
_WORK_GOES_ON = re.compile(
    r",?\s*(?:\d\w\w ed\b|\([A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,3}, [A-Z][a-z]|and\s[A-Z][a-z]+,? \d)"
)


def _is_work(name: re.Match[str], limit: int) -> bool:
    """Whether what looks like a full name is a book or a journal."""
    return any(map(JOURNAL_WORD.search, name.groups())) or bool(_WORK_GOES_ON.match(name.string, name.end(), limit))


def _is_cited(name: re.Match[str], limit: int) -> bool:
    """Whether what looks like initials and a name is a journal: ``J. Phys.``, ``J. Alloys Compd. 262``."""
    text, end = name.string, name.end()
    if JOURNAL_WORD.search(name[2]) and not _IEEE_GOES_ON.match(text, end, limit):
        return True
    return name[1].startswith("J.") and bool(_VOLUME_BEHIND_STOP.match(text, end, limit))


def _initials(printed: str) -> str:
    return printed.strip().rstrip("-")


def _full_name(first: str, others: list[str]) -> Name:
    """Pinyin and capitals put the family name first (``Huang Peng``, ``HONG Jiaojiao``); other names put it last."""
    is_pinyin = len(others) == 1 and len(first) <= 6 and _PINYIN.fullmatch(first) and not others[0].isupper()
    if first.isupper() or is_pinyin:
        return Name(family=first, given=" ".join(others))
    return Name(family=others[-1], given=" ".join([first, *others[:-1]]))
