"""Labelled blocks of the front → Front."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from pipeline.article import Abstract, Bilingual, BilingualAbstract, Front, Language
from pipeline.document import Block
from pipeline.resources import Resources
from pipeline.structure.front.abstract import abstract
from pipeline.structure.front.affiliations import affiliations, institutions
from pipeline.structure.front.authors import authors, by_script, people
from pipeline.structure.front.blocks import field_of
from pipeline.structure.front.contacts import emails
from pipeline.structure.front.dates import dates
from pipeline.structure.front.funding import funding
from pipeline.structure.front.identifiers import clc, doi, journal
from pipeline.structure.front.imprint import imprint, prints
from pipeline.structure.front.keywords import Keywords, keywords, nearer
from pipeline.structure.front.title import title as printed_title
from pipeline.structure.front.title import without_lone_numbers
from pipeline.structure.front.unparted import recut
from pipeline.structure.labelled import Labelled


def front_of(
    front: Sequence[Labelled], resources: Resources, notes: Sequence[Labelled] = (), heads: Sequence[str] = ()
) -> Front:
    """The front matter that labelled blocks hold.

    ``notes`` are the blocks of the back: e-mail addresses and grants may be told there only. ``heads`` are the running
    heads and feet of the pages, which may tell volume and issue.
    """
    texts = [item.block.text for item in front]
    noted = [item.block.text for item in notes if item.kind == "note"]
    names = [half for item in front if item.kind == "authors" for half in by_script(item.block)]
    zh_names, en_names = ([block for block in names if block.lang == lang] for lang in ("zh", "en"))
    zh_people = people(zh_names, en_names)
    en_people = people(en_names, zh_names, [person.name for person in zh_people])
    zh_places, en_places = (institutions(_of(front, "affiliation", lang)) for lang in ("zh", "en"))
    corresponding = "\n".join(item.block.text for item in front if field_of(item.block) == "corresponding")
    title = _titles(front)
    lines = [item.block.text for item in front if item.kind == "meta"]
    printed = prints(lines, heads, [name for name in (title.zh, title.en) if name])
    cited_in = next((line.journal for line in printed if line.journal), None)
    return Front(
        title=title,
        authors=authors(zh_people, en_people, zh_places or en_places, corresponding),
        affiliations=affiliations(zh_places, en_places),
        abstract=BilingualAbstract(_abstract(front, "zh"), _abstract(front, "en")),
        keywords=tuple(Bilingual(*pair) for pair in zip_longest(*_both_keywords(front, resources))),
        doi=(number := doi(texts)),
        clc=clc(texts),
        journal=cited_in or journal(lines),
        imprint=imprint(printed, number),
        emails=emails([*texts, *noted]),
        dates=dates([*(item.block.text for item in front if item.kind not in ("abstract", "keywords")), *noted]),
        funding=funding(texts, noted),
        blocks=tuple(item.published() for item in front),
    )


def _of(front: Sequence[Labelled], kind: str, lang: Language) -> list[Block]:
    return [item.block for item in front if item.kind == kind and item.block.lang == lang]


def _titles(front: Sequence[Labelled]) -> Bilingual:
    zh, en = _title(front, "zh"), _title(front, "en")
    return Bilingual(without_lone_numbers(zh, en), without_lone_numbers(en, zh))


def _title(front: Sequence[Labelled], lang: Language) -> str | None:
    return next((text for block in _of(front, "title", lang) if (text := printed_title(block))), None)


def _abstract(front: Sequence[Labelled], lang: Language) -> Abstract | None:
    return next((found for block in _of(front, "abstract", lang) if (found := abstract(block))), None)


def _both_keywords(front: Sequence[Labelled], resources: Resources) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keywords in both languages; a list that nothing parts is cut by the other one."""
    context = " ".join(block.text for kind in ("title", "abstract") for block in _of(front, kind, "en"))
    zh, en = _keywords(front, "zh"), _keywords(front, "en", context)
    zh, en = nearer(zh, en), nearer(en, zh)
    return recut(zh, en, "zh", resources), recut(en, zh, "en", resources)


def _keywords(front: Sequence[Labelled], lang: Language, context: str = "") -> Keywords:
    return next(
        (found for block in _of(front, "keywords", lang) if (found := keywords(block, context)).words),
        Keywords((), False, (), ()),
    )
