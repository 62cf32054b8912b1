"""The authors: names in both languages paired, with their affiliations and roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from pipeline.article import Author, Bilingual
from pipeline.document import Block
from pipeline.repair.pinyin import is_pinyin
from pipeline.structure.front.affiliations import Institution
from pipeline.structure.front.lines import ON_BEHALF, is_group
from pipeline.structure.front.names import Name, chinese_names, forms, has_letter_marks, latin_names, likeness, roles
from pipeline.structure.front.text import without_marks
from pipeline.text import HAN, language

_SUPER = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
_READ_FOR_ONE = str.maketrans("'’‘」}lI", "1111111")
# A name in pinyin and, in brackets behind it, in Chinese: GAO Shan(高山).
_GLOSSED = re.compile(rf"(?<=[A-Za-z\d*])\s?[(（]([{HAN}][{HAN}\s]{{1,6}})[)）]")
# Below this likeness two names are two people; on the pairs of sixty articles misread pinyin stays above 0.5.
_SAME = 0.5
# Above it a name in pinyin is surely that of the Chinese one, one letter of eight misread.
_ALIKE = 0.8


class Person(NamedTuple):
    """A name as printed in one language, what stands raised behind it, and the role printed after it."""

    name: str
    marks: str
    role: str | None


def by_script(block: Block) -> list[Block]:
    """A line of names in pinyin with the Chinese ones in brackets as two, commas for the other's names; else itself."""
    glossed = [match.span(1) for match in _GLOSSED.finditer(block.text)]
    if not glossed:
        return [block]
    chinese, latin = [","] * len(block.text), list(block.text)
    for start, end in glossed:
        chinese[start:end] = block.text[start:end]
        latin[start - 1 : end + 1] = "," * (end - start + 2)
    return [msgspec.structs.replace(block, text="".join(text)) for text in (chinese, latin)]


def people(blocks: Sequence[Block], other: Sequence[Block], chinese: Sequence[str] = ()) -> list[Person]:
    """The people whom the author blocks of one language name; ``other`` are those of the other language."""
    context = "\n".join(block.text for block in other)
    found: list[Person] = []
    for block in blocks:
        found += _people(block, context, chinese)
    unique: dict[str, Person] = {}
    for person in _whole(found, chinese):
        unique.setdefault(person.name, person)
    return list(unique.values())


def _whole(persons: Sequence[Person], chinese: Sequence[str]) -> list[Person]:
    """The people, a family and a given name that a comma, a line break or swapped letters have parted put together."""
    spelled = {tuple(sorted(form)) for name in chinese for form in forms(name)}
    whole: list[Person] = []
    for person in persons:
        name = f"{whole[-1].name} {person.name}" if whole else person.name
        if name.count(" ") == 1 and tuple(sorted(filter(str.isalpha, name.lower()))) in spelled:
            whole[-1:] = [person._replace(name=name)]
        else:
            whole.append(person)
    return whole


def _people(block: Block, context: str, chinese: Sequence[str]) -> list[Person]:
    text = block.text
    if is_group(text):
        return [Person(re.sub(r"[\s\\*＊\d]+$", "", text.strip()), "", None)]
    plain = ON_BEHALF.sub("", without_marks(block))
    names = chinese_names(plain, context) if language(plain) == "zh" else latin_names(plain, list(chinese))
    marks = "abcdflI" if has_letter_marks(plain) else "lI"
    names = [_without_mark(name, marks, chinese) for name in names]
    ends = [*(name.start for name in names[1:]), len(text)][: len(names)]
    told = roles(text)
    return [
        Person(name.text, text[name.end : end], next((role for role, at in told if name.end < at <= end + 1), None))
        for name, end in zip(names, ends, strict=True)
        if len(name.text) > 1
    ]


def _without_mark(name: Name, marks: str, chinese: Sequence[str]) -> Name:
    """A name in pinyin without one of the footnote ``marks`` at its end: a letter that makes no syllable there."""
    stem = name.text[:-1]
    if name.text[-1:] not in marks:
        return name
    words = stem.split()
    marked = any(likeness(other, stem) > max(_ALIKE, likeness(other, name.text)) for other in chinese) or (
        len(words) == 2 and all(map(is_pinyin, words)) and not is_pinyin(name.text.split()[-1])
    )
    return name._replace(text=stem, end=name.end - 1) if marked else name


def authors(
    zh: Sequence[Person], en: Sequence[Person], institutions: Sequence[Institution], corresponding: str
) -> tuple[Author, ...]:
    """One author a person, in the order of the Chinese names (of the English ones where there are none).

    ``corresponding`` is the text of the lines that name the corresponding author.
    """
    pairs = paired(zh, en)
    told = [any(_names(corresponding, person) for person in pair if person) for pair in pairs]
    starred = "*" in corresponding or not any(told)
    return tuple(
        _author(z, e, institutions, named or (starred and _is_starred(z, e)))
        for (z, e), named in zip(pairs, told, strict=True)
    )


def _names(text: str, person: Person) -> bool:
    """Whether a text holds a person's name, spaces apart."""
    return person.name.replace(" ", "") in text.replace(" ", "")


def _is_starred(*names: Person | None) -> bool:
    return any(mark in person.marks for person in names if person for mark in "*＊✉")


def paired(zh: Sequence[Person], en: Sequence[Person]) -> list[tuple[Person | None, Person | None]]:
    """Names that are one person's: by pinyin, and where both lists are as long, by their place."""
    if len(zh) == len(en):
        return list(zip(zh, en, strict=True))
    pairs: list[tuple[Person | None, Person | None]] = []
    rest = list(en)
    for person in zh:
        best = max(rest, key=lambda other: likeness(person.name, other.name), default=None)
        if best and likeness(person.name, best.name) >= _SAME:
            rest.remove(best)
            pairs.append((person, best))
        else:
            pairs.append((person, None))
    return pairs + [(None, person) for person in rest]


def _author(zh: Person | None, en: Person | None, institutions: Sequence[Institution], corresponding: bool) -> Author:
    name = Bilingual(zh.name if zh else None, en.name if en else None)
    indices = _indices(zh.marks if zh else en.marks if en else "", institutions)
    told = tuple(person.role for person in (zh,) if person and person.role)
    return Author(name, indices, corresponding, told)


def _indices(marks: str, institutions: Sequence[Institution]) -> tuple[int, ...]:
    """The institutions that footnote marks refer to; with a single institution everyone is there."""
    if len(institutions) == 1:
        return (0,)
    keys = re.findall(r"\d{1,2}|[a-h]", marks.translate(_SUPER)) or re.findall("1", marks.translate(_READ_FOR_ONE))
    return tuple(dict.fromkeys(i for key in keys for i, item in enumerate(institutions) if item.key == key))
