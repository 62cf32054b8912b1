"""Units as articles print them, in the case-sensitive symbols of UCUM (Schadow and McDonald, https://ucum.org)."""

from __future__ import annotations

import re
from pathlib import Path

_LINES = Path(__file__).parents[1].joinpath("data", "units.tsv").read_text(encoding="utf-8").splitlines()
_ATOMS: dict[str, str] = dict(line.split("\t") for line in _LINES if not line.startswith("#"))
_ATOM = re.compile("|".join(re.escape(unit) for unit in sorted(_ATOMS, key=lambda unit: (-len(unit), unit))))
_FIRSTS = frozenset(unit[0] for unit in _ATOMS)
# Letters that are a label or a misread figure unless more of a unit follows.
_NOT_ALONE = frozenset(["l", "r", "V", "W", "y", "U", "t2", "t3"])
# Words that begin like a counted thing (``3种群``, ``2组织``), and a degree of longitude, of latitude or of heat.
_OTHER = re.compile(
    "种[群植质间内源子]|家[族系庭]|条[件目带]|层[次面析]|台[阶湾地]|类[型似别群胡]|组织|组合|组分(?!别)|项目|人[工类体均]"
    "|名称|对[照比数]|片段|头[部颈]|分[子布析类]|份额|例如|户[籍外]|粒[径度]|天[然气]|年[轮度龄]|日[照期]|周[期围]|次[生数]"
    "|° ?[0-9EWNS%′'’]"
)
_JOINT = re.compile(r" ?([/·⋅•]| per ) ?")
_POWER = re.compile(r"(?:[-−–]([1-3])|([23]))(?!\d)")
# ``m · d -1``: a space before the power counts behind a product only.
_POWER_APART = re.compile(r" ?[-−–]([1-3])()(?!\d)")
_COUNT = re.compile(r"\d{1,4}(?:\.\d{1,2})? ?")
_LATIN = re.compile(r"[A-Za-zμµ]")


def unit_at(text: str, at: int) -> tuple[int, str] | None:
    """The end and the UCUM form of the unit that begins at an offset; None where none does.

    >>> unit_at("2.5 mg/(kg·d)", 4), unit_at("5 d/2周", 2), unit_at("9 kg·hm-2", 2)
    ((13, 'mg/kg/d'), (6, 'd/(2.wk)'), (9, 'kg/har'))
    """
    first = _factor(text, at)
    if first is None:
        return None
    end, unit = first
    divided = False
    opened = 0
    while joint := _JOINT.match(text, end):
        divided = divided or joint[1] != "·"
        start = joint.end()
        if text[start : start + 1] in ("(", "（"):
            start, opened = start + 1, opened + 1
        factor = _factor(text, start, _POWER_APART) or _counted(text, start)
        if factor is None:
            break
        end, symbol = factor
        unit = f"{unit}{symbol}" if symbol.startswith("/") else f"{unit}/{symbol}" if divided else f"{unit}.{symbol}"
        if opened and text[end : end + 1] in (")", "）"):
            end, opened = end + 1, opened - 1
    return None if text[at:end] in _NOT_ALONE else (end, unit)


def _factor(text: str, at: int, apart: re.Pattern[str] = _POWER) -> tuple[int, str] | None:
    """One unit with its power; none where the word runs on (``mg`` of ``mgA``, ``m`` of ``mTOR``)."""
    match = _ATOM.match(text, at) if text[at : at + 1] in _FIRSTS else None
    if match is None or (text[at] > "\x7f" and _OTHER.match(text, at)):
        return None
    end, symbol = match.end(), _ATOMS[match[0]]
    if _LATIN.match(text[end - 1]):
        power = _POWER.match(text, end) or apart.match(text, end)
        if power:
            end, symbol = power.end(), f"/{symbol}{power[1].replace('1', '')}" if power[1] else f"{symbol}{power[2]}"
            symbol = symbol.replace("/har2", "/har").replace("/hm2", "/har")
        if _LATIN.match(text[end : end + 1] or " "):
            return None
    return end, symbol


def _counted(text: str, at: int) -> tuple[int, str] | None:
    """A divisor with a number: the ``2周`` of ``5 d/2周``."""
    number = _COUNT.match(text, at)
    factor = _factor(text, number.end()) if number else None
    return (factor[0], f"({number[0].strip()}.{factor[1]})") if number and factor else None
