"""What a rendered article shows, in which order: shared by the HTML reader and the PDF.

The article says what it knows; a page must also show what nobody understood. So every block of the article ends up in
exactly one place here: a row, a chapter's heading, a float, an entry, a note, or the leftovers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeline.article import (
    Abstract,
    Article,
    Back,
    Bead,
    Bilingual,
    Block,
    Extent,
    Float,
    Front,
    Language,
    Note,
    Reference,
    Section,
)
from pipeline.pictures import NONE, Picture, Pictures
from pipeline.text import folded, language
from pipeline.writers import leftovers, names
from pipeline.writers.characters import flowed
from pipeline.writers.inline import Mark
from pipeline.writers.part import Part, whole

_ABSTRACT_LABEL = re.compile(
    r"\s*[\[【〔(（]?\s*(?:中文|英文)?(?:摘\s*要|提\s*要|abstract|summary)\s*[\]】〕)）]?\s*[:：.]?\s*", re.I
)
# An entry's number as OCR leaves it: [3], ［3」, 3., (3).
_NUMBER = r"\s*[\[［【〔「(（]?\s*0*N(?!\d)\s*[\]］】〕」』)）}]?\s*[.．、:：]?\s*"
_KEYWORDS_LABEL = re.compile(r"\s*[\[【〔(（]?\s*(?:关\s*键\s*[词字]|key\s?-?words?)\s*[\]】〕)）]?\s*[:：.]?\s*", re.I)
# Kinds of block whose sentences stand one after another in a line.
PROSE = frozenset(("paragraph", "abstract", "title", "meta", "note", "caption", "authors", "affiliation", "keywords"))


class Row(Struct, frozen=True):
    """What stands side by side. ``score`` is that of the bead; None where no bead made the row."""

    zh: tuple[Part, ...]
    en: tuple[Part, ...]
    score: float | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.zh + self.en

    @property
    def opens(self) -> bool:
        """Whether a paragraph begins here."""
        return any(not part.block.text[: part.start].strip() for part in self.parts)


class Chapter(Struct, frozen=True):
    """A section with what stands under its heading. ``depth`` starts at 1 and never jumps down by more than one."""

    anchor: str
    section: Section
    depth: int
    items: tuple[Row | Float, ...]

    @property
    def titled(self) -> bool:
        title = self.section.title
        return bool(self.section.number or title.zh or title.en)


class Entry(Struct, frozen=True):
    """A reference with the indices of the citations that name it."""

    reference: Reference
    part: Part
    cited: tuple[int, ...]


class Sheet(Struct, frozen=True):
    """The whole page. ``leftovers`` are parts of front and back matter that no field of the article holds."""

    abstract: tuple[Row, ...]
    abstract_labels: frozenset[str]
    chapters: tuple[Chapter, ...]
    floats: tuple[Float, ...]
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]
    leftovers: tuple[Part, ...]
    languages: frozenset[Language]

    def heading(self, name: str) -> Bilingual:
        """What a part that the page itself names is called, in the languages of the article."""
        zh, en = names.HEADINGS[name]
        return Bilingual(zh if "zh" in self.languages else None, en if "en" in self.languages else None)


def sheet(article: Article, pictures: Pictures = NONE) -> Sheet:
    """The page of an article with the pictures that can be shown; one that belongs to no float is a float by itself."""
    strays = [b for s in article.sections() for b in s.blocks if b.id in pictures]
    adrift = [b for b in (*article.front.blocks, *article.back.blocks) if b.id in pictures]
    abstract = _abstract_rows(article)
    chapters, floats = _chapters(article, list(map(_stray, strays)))
    entries = _entries(article)
    shown = [part for row in abstract for part in row.parts]
    return Sheet(
        abstract,
        frozenset(s.label for a in (article.front.abstract.zh, article.front.abstract.en) if a for s in a.sections),
        chapters,
        (*floats, *map(_stray, adrift)),
        entries,
        article.back.notes,
        (*leftovers.of_front(article, shown), *leftovers.of_back(article)),
        _languages(article),
    )


def _languages(article: Article) -> frozenset[Language]:
    """The languages that the article speaks in its body, its title or its abstract."""
    front = article.front
    spoken: set[Language] = {article.language, *(side for side, _ in _abstracts(front))}
    if front.title.zh:
        spoken.add("zh")
    if front.title.en:
        spoken.add("en")
    return frozenset(spoken)


def caption(item: Float, lang: Language) -> Part | None:
    """The caption as the part of the float's block that prints it, so that it keeps its marks."""
    text = item.caption.zh if lang == "zh" else item.caption.en
    if not text:
        return None
    for block in item.blocks:
        at = block.text.find(text)
        if at >= 0:
            return Part(block, at, at + len(text))
    return whole(Block(f"{item.id}-{lang}", "caption", text, (), (0, 0), lang))


def pictures(item: Float, shown: Pictures) -> Iterator[tuple[Picture, str]]:
    """The float's pictures, each once, with what it is called where it cannot be seen."""
    found = {shown[block.id]: block for block in item.blocks if block.id in shown}
    caption = names.caption(item)
    for number, (picture, block) in enumerate(found.items(), 1):
        count = f" ({number}/{len(found)})" if len(found) > 1 else ""
        yield picture, (caption or flowed(block.text) or names.PICTURE) + count


def note_part(note: Note, back: Back) -> Part:
    """A note as the part of its block that prints it, so that it keeps its marks."""
    for block in back.blocks:
        at = block.text.find(note.text) if block.id == note.block else -1
        if at >= 0:
            return Part(block, at, at + len(note.text)).trimmed()
    return whole(Block(note.block, "note", note.text, (), (0, 0), language(note.text)))


def is_web_address(address: object) -> bool:
    """Whether a link may be followed: anything but these schemes stays text."""
    return isinstance(address, str) and address.lower().startswith(("http://", "https://", "mailto:"))


def label_marks(part: Part, labels: Iterable[str]) -> Iterator[Mark]:
    """A structured abstract's label in bold, if the part begins with it."""
    for label in labels:
        at = part.block.text.find(label, part.start, min(part.end, part.start + len(label) + 3)) if label else -1
        if at >= 0:
            yield Mark("strong", at, at + len(label))


# Rows -----------------------------------------------------------------------------------------------------------------


def rows(blocks: Sequence[Block], beads: Sequence[Bead]) -> tuple[Row, ...]:
    """The blocks cut into rows, one a bead; what no bead names stands alone, in its place.

    The text between two extents goes with the later one: a label, a gap.
    """
    order = {block.id: index for index, block in enumerate(blocks)}
    extents: dict[str, list[tuple[Extent, int, Language]]] = defaultdict(list)
    for index, bead in enumerate(beads):
        for side, members in (("zh", bead.zh), ("en", bead.en)):
            for extent in members:
                if extent.block in order:
                    extents[extent.block].append((extent, index, side))  # type: ignore[arg-type]
    found: dict[int, dict[Language, list[Part]]] = defaultdict(lambda: {"zh": [], "en": []})
    alone: list[Part] = []
    for block in blocks:
        if block.id not in extents:
            alone.append(whole(block))
            continue
        at = 0
        here = sorted(extents[block.id], key=lambda e: (e[0].start, e[0].end))
        for position, (extent, index, side) in enumerate(here):
            end = len(block.text) if position == len(here) - 1 else max(extent.end, at)
            found[index][side].append(Part(block, at, end).trimmed())
            at = end
    return tuple(_interleaved(found, alone, beads, order))


def _interleaved(
    found: dict[int, dict[Language, list[Part]]], alone: list[Part], beads: Sequence[Bead], order: dict[str, int]
) -> Iterator[Row]:
    """Rows in the order of the beads; a part that stands alone comes before the first bead that lies behind it."""
    pending = alone[::-1]
    for index in sorted(found):
        sides = found[index]
        nearest = {part.block.lang: order[part.block.id] for part in (*sides["zh"], *sides["en"])}
        while pending and order[pending[-1].block.id] < nearest.get(pending[-1].block.lang, -1):
            yield solo(pending.pop())
        yield Row(tuple(sides["zh"]), tuple(sides["en"]), beads[index].score)
    while pending:
        yield solo(pending.pop())


def goes_on(part: Part, before: Row | Float | None) -> bool:
    """Whether a paragraph goes on after a displayed formula (其中, where …): it has no indent then."""
    if not isinstance(before, Row) or before.parts[-1].block.kind != "math":
        return False
    return part.text.startswith(("式中", "其中", "这里")) or part.text[:1].islower()


def solo(part: Part) -> Row:
    return Row((part,), ()) if part.block.lang == "zh" else Row((), (part,))


# Front ----------------------------------------------------------------------------------------------------------------


def _abstract_rows(article: Article) -> tuple[Row, ...]:
    front = article.front
    blocks = [b for b in front.blocks if b.kind == "abstract" and _ABSTRACT_LABEL.sub("", b.text, count=1).strip()]
    for side, abstract in _abstracts(front):
        if not any(b.lang == side for b in blocks):
            blocks.append(Block(f"abstract-{side}", "abstract", abstract.text, (), (0, 0), side))
    beads = [b for b in article.alignments if b.scope == "abstract"]
    made = rows(blocks, beads) if beads else _columns(blocks)
    return tuple(Row(_unlabelled(row.zh), _unlabelled(row.en), row.score) for row in made)


def _abstracts(front: Front) -> Iterator[tuple[Language, Abstract]]:
    if front.abstract.zh:
        yield "zh", front.abstract.zh
    if front.abstract.en:
        yield "en", front.abstract.en


def keywords(front: Front, lang: Language) -> Part | None:
    """The line of keywords as printed, without its label; None where no block of its own holds it."""
    blocks = [b for b in front.blocks if b.kind == "keywords" and b.lang == lang]
    return _without(_KEYWORDS_LABEL, whole(blocks[0])).trimmed() if len(blocks) == 1 else None


def _columns(blocks: Sequence[Block]) -> tuple[Row, ...]:
    zh = tuple(whole(b) for b in blocks if b.lang == "zh")
    en = tuple(whole(b) for b in blocks if b.lang == "en")
    return (Row(zh, en),) if zh or en else ()


def _unlabelled(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts without the word 摘要 or Abstract before them: the page has a heading that says so."""
    return tuple(_without(_ABSTRACT_LABEL, p) if not p.block.text[: p.start].strip() else p for p in parts)


def _without(label: re.Pattern[str], part: Part) -> Part:
    match = label.match(part.block.text, part.start, part.end)
    return Part(part.block, match.end(), part.end) if match else part


# Body -----------------------------------------------------------------------------------------------------------------


def _stray(block: Block) -> Float:
    return Float(block.id, "figure", None, Bilingual(), (block,))


def _chapters(article: Article, strays: Sequence[Float]) -> tuple[tuple[Chapter, ...], tuple[Float, ...]]:
    """The chapters, each float behind the block that it follows in the source, and the floats that have no place."""
    beads = [b for b in article.alignments if b.scope in ("section", "document")]
    apart = {item.id for item in strays}
    sections = [replace(s, blocks=tuple(b for b in s.blocks if b.id not in apart)) for s in article.sections()]
    homes, adrift = _homes(sections, (*article.body.floats, *strays))
    chapters = []
    depth = 0
    for index, section in enumerate(sections):
        blocks = [b for b in section.blocks if not _is_heading_of(section, b)]
        items = tuple(_with_floats(section, rows(blocks, beads), homes))
        chapter = Chapter(f"section-{index}", section, max(1, min(section.level, depth + 1)), items)
        depth = chapter.depth if chapter.titled else depth
        chapters.append(chapter)
    return tuple(chapters), adrift


def _is_heading_of(section: Section, block: Block) -> bool:
    said = [folded(s) for s in (section.title.zh, section.title.en, section.number) if s]
    return block.kind == "heading" and not leftovers.unsaid(block.text, sorted(said, key=lambda s: -len(s)))


def _homes(sections: Sequence[Section], floats: Sequence[Float]) -> tuple[dict[str, list[Float]], tuple[Float, ...]]:
    """Floats by the id of the block (or the section, where it has none) that they follow."""
    places = sorted(
        ((block.lines[0], index, block.id) for index, s in enumerate(sections) for block in s.blocks),
        key=lambda place: place[:2],
    )
    homes: dict[str, list[Float]] = defaultdict(list)
    adrift = []
    for item in floats:
        line = min((b.lines[0] for b in item.blocks), default=None)
        before = [p for p in places if line is not None and p[0] <= line]
        if line is None or not places:
            adrift.append(item)
        else:
            homes[(before[-1] if before else places[0])[2]].append(item)
    return homes, tuple(adrift)


def _with_floats(section: Section, made: Iterable[Row], homes: dict[str, list[Float]]) -> Iterator[Row | Float]:
    waiting = {block.id: homes[block.id] for block in section.blocks if block.id in homes}
    made = list(made)
    last_row = {part.block.id: index for index, row in enumerate(made) for part in row.parts}
    for block_id in [b for b in waiting if b not in last_row]:
        yield from waiting[block_id]
    after: dict[int, list[Float]] = defaultdict(list)
    for block_id, items in waiting.items():
        if block_id in last_row:
            after[last_row[block_id]].extend(items)
    for index, row in enumerate(made):
        yield row
        yield from after[index]


# Back -----------------------------------------------------------------------------------------------------------------


def _entries(article: Article) -> tuple[Entry, ...]:
    blocks = {b.id: b for b in article.blocks()}
    cited: dict[str, list[int]] = defaultdict(list)
    for index, citation in enumerate(article.citations):
        for id in dict.fromkeys(citation.references):
            cited[id].append(index)
    entries = []
    for reference in article.back.references:
        block = blocks.get(reference.block)
        part = (
            Part(block, reference.start, reference.end)
            if block
            else whole(Block(reference.id, "references", reference.raw, (), (0, 0), article.language))
        )
        if reference.number is not None:
            # The page prints the number in its margin.
            part = _without(re.compile(_NUMBER.replace("N", str(reference.number))), part)
        entries.append(Entry(reference, part, tuple(cited.pop(reference.id, ()))))
    return tuple(entries)


def entry_of_reference(entries: Sequence[Entry]) -> dict[str, int]:
    """The place of each entry by its reference's id."""
    return {entry.reference.id: index for index, entry in enumerate(entries)}
