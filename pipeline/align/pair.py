"""Two files, one article: a Chinese and an English print of the same paper become one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

import numpy as np
from msgspec.structs import replace

from pipeline.align.assignment import assignment
from pipeline.align.coarse import similarity
from pipeline.align.embeddings import Floats
from pipeline.article import (
    Abstract,
    Article,
    Author,
    Back,
    Bilingual,
    BilingualAbstract,
    Body,
    Dates,
    Diagnostic,
    Float,
    Front,
    Language,
    Reference,
    Section,
)
from pipeline.diagnostics import diagnostic
from pipeline.document import Block, Document
from pipeline.resources import Resources
from pipeline.structure.front.imprint import filled

T = TypeVar("T")

# Before the ids of whatever comes from the English file, so that they differ from the Chinese file's.
ENGLISH = "e"
_LANGUAGES: dict[Language, str] = {"zh": "Chinese", "en": "English"}
# Characters by which a section is known.
_ENOUGH = 1_500
# On eight pairs of prints, titled sections that answer each other had a similarity of .32 to .85, others one of .28 at
# most, but where one print parts a section further than the other.
_ALIKE = 0.3


def english(document: Document, lines: int) -> Document:
    """The English document of a pair: ids say so, and line numbers count on from the Chinese file's last."""

    def moved(span: tuple[int, int]) -> tuple[int, int]:
        return span[0] + lines, span[1] + lines

    def block(b: Block) -> Block:
        id = ENGLISH + b.id
        pieces = tuple((offset, first + lines, last + lines) for offset, first, last in b.pieces)
        return replace(b, id=id, pieces=pieces, edits=tuple(replace(e, block=id) for e in b.edits))

    return replace(
        document,
        blocks=tuple(map(block, document.blocks)),
        discarded=tuple(replace(d, lines=moved(d.lines)) for d in document.discarded),
        diagnostics=tuple(
            replace(d, block=d.block and ENGLISH + d.block, lines=d.lines and moved(d.lines))
            for d in document.diagnostics
        ),
    )


def paired(zh: Article, en: Article, resources: Resources) -> Article:
    """The article of two prints of one paper. Sections and floats that answer each other become one."""
    return replace(
        zh,
        source=replace(zh.source, pair=en.source),
        front=_front(zh.front, en.front),
        body=Body(
            sections=tuple(_sections(zh.body.sections, [_english(s) for s in en.body.sections], resources)),
            floats=tuple(_floats(zh.body.floats, [replace(f, id=ENGLISH + f.id) for f in en.body.floats])),
        ),
        back=_back(zh.back, en.back),
        edits=(*zh.edits, *en.edits),
        discarded=(*zh.discarded, *en.discarded),
        diagnostics=(*zh.diagnostics, *en.diagnostics, *_languages(zh, en)),
    )


def _languages(zh: Article, en: Article) -> Iterator[Diagnostic]:
    """pair-language: a print that is not in the language of its place, and has text to tell it by."""
    for article, expected in ((zh, _LANGUAGES["zh"]), (en, _LANGUAGES["en"])):
        found = _LANGUAGES[article.language]
        if found != expected and any(block.text for block in article.blocks()):
            first = min(block.lines[0] for block in article.blocks())
            yield diagnostic("pair-language", (first, first + 1), found=found, expected=expected)


def _front(zh: Front, en: Front) -> Front:
    def abstract(a: BilingualAbstract, b: BilingualAbstract) -> BilingualAbstract:
        first: Abstract | None = a.zh or b.zh
        return BilingualAbstract(first, b.en or a.en)

    same_authors = len(zh.authors) == len(en.authors)
    authors = [_author(a, b) for a, b in zip(zh.authors, en.authors, strict=True)] if same_authors else zh.authors
    return Front(
        title=_both(zh.title, en.title),
        authors=tuple(authors or en.authors),
        affiliations=tuple(
            _both(a, b) for a, b in zip_longest(zh.affiliations, en.affiliations, fillvalue=Bilingual())
        ),
        abstract=abstract(zh.abstract, en.abstract),
        keywords=tuple(_both(a, b) for a, b in zip_longest(zh.keywords, en.keywords, fillvalue=Bilingual())),
        doi=zh.doi or en.doi,
        clc=zh.clc or en.clc,
        journal=zh.journal or en.journal,
        imprint=filled(zh.imprint, en.imprint),
        emails=_union(zh.emails, en.emails),
        dates=Dates(
            received=zh.dates.received or en.dates.received,
            revised=zh.dates.revised or en.dates.revised,
            accepted=zh.dates.accepted or en.dates.accepted,
            published=zh.dates.published or en.dates.published,
        ),
        funding=zh.funding or en.funding,
        blocks=(*zh.blocks, *en.blocks),
    )


def _both(zh: Bilingual, en: Bilingual) -> Bilingual:
    return Bilingual(zh.zh or en.zh, en.en or zh.en)


def _author(zh: Author, en: Author) -> Author:
    return replace(
        zh,
        name=_both(zh.name, en.name),
        affiliations=zh.affiliations or en.affiliations,
        corresponding=zh.corresponding or en.corresponding,
    )


def _union(first: Iterable[T], second: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys([*first, *second]))


def _sections(zh: Sequence[Section], en: Sequence[Section], resources: Resources) -> Iterator[Section]:
    """Sections that answer each other as one; the Chinese order, English ones that are left before the next match.

    Without numbers the depth of a heading is a guess, so that an English section that is left may answer a part.
    """
    partners = _partners(zh, en, resources)
    left = [j for j in range(len(en)) if j not in partners.values()]
    of_parts: dict[int, list[int]] = {}
    for place in sorted(partners):
        parts = [part for part in zh[place].sections if part.number is None]
        loose = [j for j in left if en[j].number is None]
        of_parts[place] = [loose[k] for k in sorted(_alike(parts, [en[j] for j in loose], resources).values())]
        left = [j for j in left if j not in of_parts[place]]
    for place, section in enumerate(zh):
        if place not in partners:
            yield section
            continue
        other = en[partners[place]]
        while left and left[0] < partners[place]:
            yield en[left.pop(0)]
        parts = [*other.sections, *(en[j] for j in of_parts[place])]
        yield replace(
            section,
            title=_both(section.title, other.title),
            blocks=(*section.blocks, *other.blocks),
            sections=tuple(_sections(section.sections, parts, resources)),
        )
    yield from (en[j] for j in left)


def _partners(zh: Sequence[Section], en: Sequence[Section], resources: Resources) -> dict[int, int]:
    """Place → place: sections of the same number; of the others those that say the same, else those of the same place.

    A print may leave sections out or order them otherwise, so that places prove little where counts differ.
    """
    places = {section.number: j for j, section in reversed([*enumerate(en)]) if section.number is not None}
    partners = {i: places.pop(s.number) for i, s in enumerate(zh) if s.number is not None and s.number in places}
    if zh and en and not any(_is_titled(opening) for opening in (zh[0], en[0])):
        partners[0] = 0
    zh_left = [i for i in range(len(zh)) if i not in partners]
    en_left = [j for j in range(len(en)) if j not in partners.values()]
    alike = _alike([zh[i] for i in zh_left], [en[j] for j in en_left], resources)
    partners |= {zh_left[i]: en_left[j] for i, j in alike.items()}
    for i in zh_left:
        unnumbered = i < len(en) and None in (zh[i].number, en[i].number)
        if unnumbered and i not in partners and i not in partners.values() and len(zh) == len(en):
            partners[i] = i
    return partners


def _alike(zh: Sequence[Section], en: Sequence[Section], resources: Resources) -> dict[int, int]:
    """Place → place: sections that say the same; what stands before their parts says as much as parts and all."""
    if not zh or not en:
        return {}

    def similar(zh: Iterable[Section], en: Iterable[Section]) -> Floats:
        return similarity([_said(section) for section in zh], [_said(section) for section in en], resources)

    alike = similar(zh, en)
    if any(section.sections for section in (*zh, *en)):
        openings = [[replace(section, sections=()) for section in side] for side in (zh, en)]
        have_text = np.logical_and.outer(*([_has_text(opening) for opening in side] for side in openings))
        alike = np.where(have_text, (alike + similar(*openings)) / 2, alike)
    return assignment(alike - _ALIKE)


def _has_text(section: Section) -> bool:
    return any(block.kind != "heading" for block in section.blocks)


def _is_titled(section: Section) -> bool:
    return bool(section.number or section.title.zh or section.title.en)


def _said(section: Section) -> str:
    """The title and the beginning of a section, as far as is needed to know it by."""
    blocks = (block.text for part in _with_parts(section) for block in part.blocks)
    return "\n".join((section.title.zh or section.title.en or "", *blocks))[:_ENOUGH]


def _with_parts(section: Section) -> Iterator[Section]:
    yield section
    for part in section.sections:
        yield from _with_parts(part)


def _english(section: Section) -> Section:
    return replace(section, id=ENGLISH + section.id, sections=tuple(map(_english, section.sections)))


def _floats(zh: Sequence[Float], en: Sequence[Float]) -> Iterator[Float]:
    waiting = list(en)
    for item in zh:
        twin = next((f for f in waiting if (f.kind, f.number) == (item.kind, item.number)), None)
        if twin is None:
            yield item
            continue
        waiting.remove(twin)
        yield replace(
            item,
            caption=_both(item.caption, twin.caption),
            blocks=(*item.blocks, *twin.blocks),
            table=item.table or twin.table,
            image=item.image or twin.image,
        )
    yield from waiting


def _back(zh: Back, en: Back) -> Back:
    """The Chinese list leads; an English entry of the same number that is another print becomes its translation."""
    twins = {r.number: r for r in en.references if r.number is not None}

    def completed(reference: Reference) -> Reference:
        twin = twins.get(reference.number) if reference.number is not None else None
        if reference.translation or twin is None or twin.csl is None or twin.raw == reference.raw:
            return reference
        return replace(reference, translation=twin.translation or twin.csl)

    references = tuple(map(completed, zh.references)) or tuple(replace(r, id=ENGLISH + r.id) for r in en.references)
    return Back(references, (*zh.notes, *en.notes), (*zh.blocks, *en.blocks))
