"""Sections: headings and what stands under them, as a tree."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article import Bilingual, Section
from pipeline.structure.body.headings import places
from pipeline.structure.body.outline import Place
from pipeline.structure.labelled import Labelled
from pipeline.text import han_count


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


MAIN = {
    word
    for words in (
        "引言 前言 绪论 导言 材料与方法 资料与方法 对象与方法 方法 结果 讨论 结论 小结 结语 结束语 总结 展望 总结与展望 结论与展望 结果与分析 结果与讨论 讨论与结论"
        " 结论与讨论 附录",
        "introduction background methods results discussion conclusion conclusions materialsandmethods methodsandmaterials"
        " materialandmethods experimental experimentalsection experimentalprocedures resultsanddiscussion discussionandconclusion"
        " summary appendix experiments discussionandconclusions conclusionsanddiscussion relatedwork",
    )
    for word in words.split()
}


def _levelled(body: Sequence[Labelled]) -> list[tuple[Place, int]]:
    """The place and depth of each heading; one without a number is placed by what stands around it."""
    titles = [item.block.text for item in body if item.kind == "heading"]
    found = places(titles)
    numbered = [p for p in found if p.number]
    named = [_folded(title) in MAIN for title in titles]
    levels: list[int] = []
    current = 0
    for index, (place, title) in enumerate(zip(found, titles, strict=True)):
        if place.level is not None:
            current = place.level
            levels.append(current)
        elif named[index] or not numbered:
            levels.append(1 if named[index] or sum(named) < 2 else _under(named, index))
        elif any(p.number for p in found[index:]):
            levels.append(min(current, 3) + 1 if current else 1)
        else:
            levels.append(1)
    return list(zip(found, levels, strict=True))


def _under(named: Sequence[bool], index: int) -> int:
    return 2 if any(named[:index]) else 1


def _folded(title: str) -> str:
    return "".join(c for c in title.lower() if c.isalpha())
