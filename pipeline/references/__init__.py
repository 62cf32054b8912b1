"""References: raw entries of a bibliography in, CSL-JSON items out.

GB/T 7714 (2005, 2015, 2025), Vancouver, APA-like, IEEE-like and bare styles, in Chinese and Western languages, as OCR
leaves them. ``bibliography`` finds the entries of a list, ``split`` those of one text, ``parse`` reads one.
"""

from __future__ import annotations

from msgspec import Struct

from pipeline.csl import Item
from pipeline.references.bibliography import Listed, bibliography
from pipeline.references.characters import fold
from pipeline.references.grammar import entry
from pipeline.references.labels import label
from pipeline.references.split import split
from pipeline.references.twins import sides

__all__ = ["Listed", "Parsed", "bibliography", "parse", "parse_entries", "split"]


class Parsed(Struct, frozen=True):
    """One entry: ``raw`` is ``text[start:end]`` of what was parsed; ``csl`` holds the parts that are sure.

    ``problems`` names what is missing: "title", "author", "year".
    """

    number: int | None
    raw: str
    start: int
    end: int
    csl: Item | None
    translation: Item | None
    problems: tuple[str, ...]


def parse(raw: str, number: int | None = None) -> Parsed:
    """The reading of exactly one entry, its printed translation included. ``number`` overrides a misread label."""
    found = label(fold(raw))
    if number is None and found:
        number = found.number
    printed = sides(raw[found.end if found else 0 :])
    name = f"ref-{number}" if number is not None else "ref"
    main = entry(printed.main, name)
    other = entry(printed.translation, f"{name}-translation").item if printed.translation else None
    return Parsed(number, raw, 0, len(raw), main.item, other, main.problems)


def parse_entries(text: str, expected: int | None = None) -> list[Parsed]:
    """The entries of a text that may hold several."""
    from msgspec.structs import replace

    return [replace(parse(text[a:b]), start=a, end=b) for a, b in split(text, expected)]
