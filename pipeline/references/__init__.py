"""References: raw entries of a bibliography in, CSL-JSON items out.

GB/T 7714 (2005, 2015, 2025), Vancouver, APA-like, IEEE-like and bare styles, in Chinese and Western languages, as OCR
leaves them. ``bibliography`` finds the entries of a list, ``split`` those of one text, ``parse`` reads one.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from pipeline.csl import Item
from pipeline.references.characters import fold
from pipeline.references.grammar import PROBLEMS, entry
from pipeline.references.labels import Label, inline_labels, label
from pipeline.references.reference_list import Listed, bibliography
from pipeline.references.split import split
from pipeline.references.twins import sides
from pipeline.text import HAN

__all__ = ["Listed", "Parsed", "bibliography", "parse", "parse_entries", "split"]


class Parsed(Struct, frozen=True):
    """One entry: ``raw`` is ``text[start:end]`` of what was parsed; ``csl`` holds the parts that are sure, if any.

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
    found = _label(fold(raw))
    if number is None and found:
        number = found.number
    printed = sides(_unwrapped(raw[found.end if found else 0 :].lstrip("*#†‡•·>-|'’]】: \\")))
    name = f"ref-{number}" if number is not None else "ref"
    main = entry(printed.main, name)
    other = entry(printed.translation, f"{name}-translation").item if printed.translation else None
    item = main.item if len(main.problems) < len(PROBLEMS) else None
    return Parsed(number, raw, 0, len(raw), item, other, main.problems)


def _label(folded: str) -> Label | None:
    """The entry's label, also behind the end of another entry that a page break left in front of it."""
    found = label(folded)
    if found is None or (not found.whole and found.number is None):
        inner = [item for item in inline_labels(folded, 1, len(folded) // 2) if item.whole and item.square]
        if inner and re.search(r"[\d.\])]\s*$", folded[: inner[0].start]):
            return inner[0]
    return found


def _unwrapped(text: str) -> str:
    """The text without brackets around the whole of it, as printed translations on lines of their own have them."""
    folded = fold(text).strip(" .;")
    if (
        folded[:1] in ("[", "(")
        and folded[-1:] in ("]", ")")
        and not re.match(rf"[\[(]\s*[{HAN}]{{1,3}}\s*[\])]", folded)
    ):
        start = len(text) - len(text.lstrip()) + 1
        return text[start : len(text.rstrip(" .;。；")) - 1]
    return text


def parse_entries(text: str) -> list[Parsed]:
    """The entries of a text that may hold several."""
    return [replace(parse(text[a:b]), start=a, end=b) for a, b in split(text)]
