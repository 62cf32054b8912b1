"""Sections: headings and what stands under them, as a tree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.article import Bilingual, Section
from pipeline.structure.body.appendices import with_appendices
from pipeline.structure.body.headings import places
from pipeline.structure.body.names import has_parts, is_main
from pipeline.structure.body.outline import Place
from pipeline.structure.labelled import Labelled
from pipeline.text import han_count

_APPENDIX = re.compile(r"\s*(?:Appendix|附\s?录)", re.IGNORECASE)


class _Draft:
    def __init__(self, number: str | None, level: int, title: Bilingual) -> None:
        self.number, self.level, self.title = number, level, title
        self.blocks: list[Labelled] = []
        self.sections: list[_Draft] = []


def sections(body: Sequence[Labelled]) -> tuple[Section, ...]:
    """The sections of the labelled blocks; what stands before the first heading is an untitled section."""
    found = iter(_levelled(body))
    root = _Draft(None, 0, Bilingual())
    open_ = [root]
    for item in body:
        if item.kind == "heading":
            place, level = next(found)
            draft = _Draft(place.number.text if place.number else None, level, _title(item.block.text[place.end :]))
            while open_[-1].level >= level:
                open_.pop()
            open_[-1].sections.append(draft)
            open_.append(draft)
        elif open_ == [root]:
            opening = _Draft(None, 1, Bilingual())
            root.sections.append(opening)
            open_.append(opening)
        if open_[-1] is not root:
            open_[-1].blocks.append(item)
    counter = iter(range(1, len(body) + 2))
    return tuple(_made(draft, counter) for draft in root.sections)


def _made(draft: _Draft, counter: object) -> Section:
    id = f"s{next(counter)}"  # type: ignore[call-overload]
    return Section(
        id=id,
        number=draft.number,
        level=draft.level,
        title=draft.title,
        blocks=tuple(item.published() for item in draft.blocks),
        sections=tuple(_made(section, counter) for section in draft.sections),
    )


def _title(text: str) -> Bilingual:
    text = text.strip()
    return Bilingual(zh=text) if han_count(text) else Bilingual(en=text)


def _levelled(body: Sequence[Labelled]) -> list[tuple[Place, int]]:
    """The place and depth of each heading; one without a number is placed by what stands around it."""
    titles = [item.block.text for item in body if item.kind == "heading"]
    found = places(titles)
    unnumbered = [title for place, title in zip(found, titles, strict=True) if place.level is None]
    capitals = any(title.isupper() for title in unnumbered) and not all(title.isupper() for title in unnumbered)
    last_numbered = max((index for index, place in enumerate(found) if place.number), default=-1)
    found = with_appendices(titles, found)
    levels: list[int] = []
    numbered_level, divided = 0, False
    for index, (place, title) in enumerate(zip(found, titles, strict=True)):
        if place.number and place.level is not None:
            level = numbered_level = place.level
        elif is_main(title) or _APPENDIX.match(title) or (capitals and title.isupper()):
            level, divided = 1, has_parts(title) or capitals
        elif index < last_numbered:
            level = min(numbered_level, 3) + 1 if numbered_level else 1
        else:
            level = 2 if last_numbered < 0 and divided else 1
        levels.append(level)
    return list(zip(found, levels, strict=True))
