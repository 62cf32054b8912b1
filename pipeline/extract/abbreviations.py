"""What looks like an abbreviation, and which English words it shortens.

The matching of a short form with the words before it follows Schwartz AS, Hearst MA. A simple algorithm for identifying
abbreviation definitions in biomedical text. Pac Symp Biocomput, 2003: 451-462. Added to it: words that OCR has run
together, Greek letters spelled out, and a plural s.
"""

from __future__ import annotations

import re
import unicodedata

_SHORT_FORM = re.compile(r"[A-Za-z0-9α-ωΑ-Ω][A-Za-z0-9α-ωΑ-Ω\-–/.+@_'’′·&ⅠⅡⅢⅣ]{1,17}")
_WORD = re.compile(r"[a-z]{4}|^[A-Z]?[a-z]{3,}$")
_ROMAN = re.compile(r"[IVX]{1,5}[a-c]?|[ⅠⅡⅢⅣⅤⅥⅦⅧ]+[A-Ca-c]?")
_NOT_SHORT_FORM = re.compile(
    r"""
      (?:Figs?|Tabs?|Table|Eqs?|Refs?|Nos?|Vol|Inc|Co|Ltd|Sect|Chap|USA|UK|US|CAS|pH|Ph|et|al|vs)\.?\d*      # labels
    | EC(?!50)\.?\d*
    | pH[\d.~\-–]+
    | [kmncdμ]?(?:g|m|L|l|s|h|Hz|Pa|V|W|A|J|N|M|mol|Da|cd|min|bp|nt|U|d|gI)(?:[/·.][A-Za-z]{1,4}[-−]?\d?)+    # units
    | .*[·/](?:h?m|h|d|s|k?g|m?d?L|min|a)[-−]?\d?(?:[·/].*)?
    | (?:k|M|h)?(?:Pa|J|cal)(?:/[A-Za-z]+)? | dB | IU | rpm | bit | 10\^?.*
    | Hz | Pa | [kMG](?:Hz|Da|eV|V|W|B|b|bp|N) | m(?:L|V|W|A|M|mol|Hz|Eq) | [nμp](?:M|L|A|V|F|mol)
    | .*[+\-−] | [A-Za-z]+\+[A-Za-z+]+                                                        # ions, sums of variables
    | (?:NCT|ChiCTR|ISRCTN|GSE|GSM|PRJNA|SRR|rs|PMID|DOI|doi)[A-Z\-]*\d{4,} | [A-Z]{1,6}\d{5,}(?:\.\d)?  # numbers
    | [A-Z]\d{4} | [NXY][CGMPR]_\d{5,}(?:\.\d)?
    | GB(?:/[TZ])?.* | [A-Z]{2,3}/T\d.*                                                       # standards
    | \d+[A-Z] | \d+[a-z]{1,2} | [A-Z]?\d+[/.]\d+.*                              # panels
    | [A-Z][a-z]{3,}\d{3,}[A-Z]*                                                             # models of instruments
    | ([A-Z]+)\d+[-–]\1\d+ | [A-Z]\.[A-Z]{2,}                                                # ranges, persons
    | [IVX]{1,4}(?:[/–-][IVX]{1,4})+                                                         # oxidation states
    | \d[\d.]*[-–]\d[\d.]*[A-Za-z].*                                                         # ranges of values
    | [ACGTU]{6,} | M[COY]D\d\d[A-Z]\d                                                       # bases, products of MODIS
    | T[0-4][a-d]?(?:N[0-3x][a-c]?)?(?:M[01x])?                                              # stages of a tumour
    """,
    re.VERBOSE,
)
_GREEK_NAMES = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "ε": "epsilon", "ω": "omega"}


def is_short_form(text: str) -> bool:
    """Whether a text has the shape of an abbreviation.

    Yes: ``IgG``, ``cit-AuNPs``, ``pCR``, ``ERK1/2``, ``T-SPOT.TB``, ``Th``. No: ``Firmicutes``, ``Fig.1``, ``mg/kg``,
    ``II``, ``T2N0M0``, ``NCT01234567``, ``X1-X6``, ``R.HOOKE``.
    """
    text = unicodedata.normalize("NFC", text)
    return (
        bool(_SHORT_FORM.fullmatch(text))
        and sum(c.isalpha() for c in text) >= 2
        and any(c.isupper() for c in text)
        and not _WORD.search(text)
        and not _ROMAN.fullmatch(text)
        and not _NOT_SHORT_FORM.fullmatch(text)
    )


_ELEMENT = "H|Li|C|N|O|F|Na|Mg|Al|Si|P|S|Cl|K|Ca|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|As|Se|Br|Sr|Ag|Cd|Sn|I|Ba|Hg|Pb|U"
_FORMULA = re.compile(
    rf"(?!H\dN\d|(?:P|S|V|PC|SP)O2$|[PS]H\d$)(?=.*(?:[OH]|Cl)[2-9]|.*[a-z]F\d)(?:(?:{_ELEMENT})(?:[2-9]|1\d|2\d)?)+"
    r"|(?:Na|K|Li|Ag|H)(?:Cl|F|Br|I|OH)|HC[1I]|KCI|N2O|(?:Ca|Mg|Zn|Cu|Fe|Mn|Ni|Pb|Ba)(?:O|S)"
)


def is_formula(text: str) -> bool:
    """Whether a text is the formula of a compound: ``TiO2``, ``KH2PO4``, ``NaOH``; not ``H5N1``, ``IP3``, ``IC50``.

    Nor what oxygen is measured by (``SO2``, ``PCO2``), nor domains and hormones (``SH3``).
    """
    return len(text) > 1 and _FORMULA.fullmatch(text) is not None and text not in ("HF", "HI", "KI")


def long_form_start(short: str, before: str) -> int | None:
    """Where in ``before`` the words begin that ``short`` abbreviates; None where it does not.

    >>> "a signal transduction inhibitor "[long_form_start("STI", "a signal transduction inhibitor "):]
    'signal transduction inhibitor '
    """
    letters = _alphanumerics(short)
    text = before.lower()
    at = len(text)
    words = min(len(letters) + 5, len(letters) * 2)
    floor = _nth_word_from_right(text, words)
    if not letters:
        return None
    for index in range(len(letters) - 1, -1, -1):
        at -= 1
        first = index == 0
        while at >= floor and not (text[at] == letters[index] and (not first or _begins_word(before, at))):
            at -= 1
        if at < floor:
            return None
    while at > 0 and text[at - 1] in "-–" and at >= 2 and text[at - 2].isalnum():
        at = max(text.rfind(" ", 0, at) + 1, floor)
    return at


def shortens(short: str, long: str) -> bool:
    """Whether a short form can stand for a whole English phrase, however OCR has spaced that.

    The first letters agree and the letters of the short form occur in the phrase in their order.
    """
    letters, text = _alphanumerics(short), _alphanumerics(long)
    if not letters or not text:
        return False
    rest = iter(text)
    in_order = all(letter in rest for letter in letters)
    return in_order and letters[0] in (text[0], *(word[0].lower() for word in long.split()[:2]))


def _alphanumerics(text: str) -> str:
    for letter, name in _GREEK_NAMES.items():
        text = text.replace(letter, name[0])
    text = unicodedata.normalize("NFKC", text)
    if len(text) > 2 and text.endswith("s") and text[-2].isupper():
        text = text[:-1]
    return "".join(c for c in text.lower() if c.isalnum())


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum() or (text[at].isupper() and text[at - 1].islower())


def _nth_word_from_right(text: str, count: int) -> int:
    """The offset of the count-th word from the end of a text, 0 where it has fewer."""
    at = len(text.rstrip())
    for _ in range(count):
        at = text.rfind(" ", 0, max(at, 0))
        if at < 0:
            return 0
    return at + 1
