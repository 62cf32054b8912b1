"""What a rendered article shows, in which order: shared by the HTML reader and the PDF.

The article says what it knows; a page must also show what nobody understood. So every block of the article ends up in
exactly one place here: a row, a chapter's heading, a float, an entry, a note, or the leftovers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pipeline.article import (
    Abstract,
    Article,
    Author,
    Bead,
    Bilingual,
    Block,
    Cell,
    Extent,
    Float,
    Front,
    Language,
    Note,
    Reference,
    Section,
)
from pipeline.text import folded, is_han, language
from pipeline.writers.inline import Mark

_ABSTRACT_LABEL = re.compile(
    r"\s*[\[【〔(（]?\s*(?:中文|英文)?(?:摘\s*要|提\s*要|abstract|summary)\s*[\]】〕)）]?\s*[:：.]?\s*", re.I
)
_LABELS = re.compile(
    "摘要|关键词|关键字|中图分类号|分类号|文献标[识志]码|文章编号|基金项目|作者单位|通信作者|通讯作者|电子邮箱|"
    "(?:收稿|修回|接受|录用|发表|网络出版|出版)(?:日期|时间)?|作者简介|作者介绍|致谢|本文编辑|"
    "abstract|key ?words?|clc ?number|document ?code|article ?id|correspond\\w{0,8}|e ?mail|doi|and|to",
    re.I,
)
_FURNITURE = re.compile(f"{_LABELS.pattern}|\\d+", re.I)
_KEYWORDS_LABEL = re.compile(r"\s*[\[【〔(（]?\s*(?:关\s*键\s*[词字]|key\s?-?words?)\s*[\]】〕)）]?\s*[:：.]?\s*", re.I)
_FLOAT_LABEL = re.compile(r"(?:图|表|figure|fig|table|tab)s?\.?\s*[A-Za-z]?\d*(?:[-–.]\d+)?", re.I)


# Kinds of block whose sentences stand one after another in a line.
PROSE = frozenset(("paragraph", "abstract", "title", "meta", "note", "caption", "authors", "affiliation", "keywords"))


NOTES: dict[str, Bilingual] = {
    "acknowledgements": Bilingual("致谢", "Acknowledgements"),
    "biography": Bilingual("作者简介", "About the author"),
    "contributions": Bilingual("作者贡献", "Contributions"),
    "editor": Bilingual("编辑", "Editor"),
    "interests": Bilingual("利益冲突", "Competing interests"),
}
HEADINGS = {
    "abstract": ("摘要", "Abstract"),
    "keywords": ("关键词", "Keywords"),
    "references": ("参考文献", "References"),
    "notes": ("附注", "Notes"),
    "concepts": ("术语与实体", "Terms and entities"),
    "leftovers": ("原刊其他信息", "Also printed"),
    "diagnostics": ("诊断", "Diagnostics"),
}


class Part(Struct, frozen=True):
    """``block.text[start:end]``."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]

    def trimmed(self) -> Part:
        """Without the white space at its ends."""
        text = self.text
        start = self.start + len(text) - len(text.lstrip())
        return Part(self.block, start, max(start, self.start + len(text.rstrip())))


class Row(Struct, frozen=True):
    """What stands side by side. ``score`` is that of the bead; None where no bead made the row."""

    zh: tuple[Part, ...]
    en: tuple[Part, ...]
    score: float | None = None

    @property
    def paired(self) -> bool:
        return bool(self.zh) and bool(self.en)

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

    title: Bilingual
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
        zh, en = HEADINGS[name]
        return Bilingual(zh if "zh" in self.languages else None, en if "en" in self.languages else None)


def sheet(article: Article) -> Sheet:
    """The page of an article."""
    abstract = _abstract_rows(article)
    chapters, floats = _chapters(article)
    entries = _entries(article)
    shown = [part for row in abstract for part in row.parts]
    return Sheet(
        article.front.title,
        abstract,
        frozenset(s.label for a in (article.front.abstract.zh, article.front.abstract.en) if a for s in a.sections),
        chapters,
        floats,
        entries,
        article.back.notes,
        (*_front_leftovers(article, shown), *_back_leftovers(article)),
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


def note_label(note: Note) -> str | None:
    """What a note is, in its own language, unless it says so itself."""
    name = NOTES.get(note.kind)
    if name is None:
        return None
    said = folded(note.text)[:20]
    own = name.zh if language(note.text) == "zh" else name.en
    return None if own is None or any(folded(s) in said for s in (name.zh, name.en) if s) else own


NO_IMAGE = "图像未提供 Image not provided"


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


def label(item: Float, lang: Language) -> str | None:
    """图 1, Fig. 1."""
    names = {"figure": {"zh": "图", "en": "Fig."}, "table": {"zh": "表", "en": "Table"}}
    return f"{names[item.kind][lang]} {item.number}" if item.number else None


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


def whole(block: Block) -> Part:
    return Part(block, 0, len(block.text)).trimmed()


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


def _front_leftovers(article: Article, shown: Iterable[Part]) -> Iterator[Part]:
    front = article.front
    known = _said(front)
    placed_blocks = {part.block.id for part in shown}
    notes = [(note.block, folded(note.text)) for note in article.back.notes]
    for block in front.blocks:
        said = [*(text for id, text in notes if id == block.id), *known]
        # A line of labels and values (文献标识码, 文章编号) says more than the fields that were read from it.
        listed = _LABELS if block.kind in ("authors", "affiliation", "keywords") else None
        unsaid = folded(block.text) not in said if block.kind == "meta" else _unsaid(block.text, said, listed)
        if block.id not in placed_blocks and unsaid:
            yield whole(block)


def author_marks(author: Author, front: Front) -> str:
    """1,2: the affiliations of an author, where there are several to tell apart."""
    return ",".join(str(i + 1) for i in author.affiliations) if len(front.affiliations) > 1 else ""


def _said(front: Front) -> list[str]:
    """Everything that the page says of the front's fields, line by line and piece by piece, folded, longest first."""
    pairs = (front.title, *(a.name for a in front.authors), *front.affiliations, *front.keywords)
    said = [side for pair in pairs for side in (pair.zh, pair.en)]
    for lang in ("zh", "en"):
        names = ((getattr(a.name, lang), author_marks(a, front)) for a in front.authors)
        said.append("".join(f"{name}{marks}" for name, marks in names if name))
        said.append("".join(text for pair in front.keywords if (text := getattr(pair, lang))))
        places = [text for pair in front.affiliations if (text := getattr(pair, lang))]
        said += ["".join(places), "".join(f"{i}{text}" for i, text in enumerate(places, 1))]
        said += [f"{i}{text}" for i, text in enumerate(places, 1)]
    said += [a.text for _, a in _abstracts(front)]
    said += [front.doi, front.clc, front.journal, *front.emails, *(f.text for f in front.funding)]
    said += [role for author in front.authors for role in author.roles]
    return sorted({folded(s) for s in said if s} - {""}, key=lambda s: (-len(s), s))


def _unsaid(text: str, known: Sequence[str], labels: re.Pattern[str] | None = None) -> bool:
    """Whether something is left of a text when all that is known and all labels are taken away.

    ``labels`` are those of front matter unless told; numbers count for something only beside ``_LABELS``.
    """
    rest = folded(text)
    for said in known:
        rest = rest.replace(said, "\n")
    rest = (labels or _FURNITURE).sub("", rest)
    return any(is_han(c) or (labels is _LABELS and c.isdigit()) for c in rest) or sum(c.isalpha() for c in rest) > 2


# Body -----------------------------------------------------------------------------------------------------------------


def _chapters(article: Article) -> tuple[tuple[Chapter, ...], tuple[Float, ...]]:
    """The chapters, each float behind the block that it follows in the source, and the floats that have no place."""
    beads = [b for b in article.alignments if b.scope in ("section", "document")]
    sections = list(article.sections())
    homes, adrift = _homes(sections, article.body.floats)
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
    return block.kind == "heading" and not _unsaid(block.text, sorted(said, key=lambda s: -len(s)))


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
    cited: dict[int, list[int]] = defaultdict(list)
    for index, citation in enumerate(article.citations):
        for number in dict.fromkeys(citation.numbers):
            cited[number].append(index)
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
            part = _without(
                re.compile(rf"\s*[\[［【〔(（]?\s*0*{reference.number}(?!\d)\s*[\]］】〕)）]?\s*[.．、:：]?\s*"), part
            )
        places = cited.pop(reference.number, []) if reference.number is not None else []
        entries.append(Entry(reference, part, tuple(places)))
    return tuple(entries)


def _back_leftovers(article: Article) -> Iterator[Part]:
    """The stretches of the back's blocks that belong to no reference and no note."""
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for reference in article.back.references:
        taken[reference.block].append((reference.start, reference.end))
    notes: dict[str, list[str]] = defaultdict(list)
    for note in article.back.notes:
        notes[note.block].append(folded(note.text))
    for block in article.back.blocks:
        at = 0
        for start, end in [*sorted(taken[block.id]), (len(block.text), len(block.text))]:
            gap = block.text[at:start]
            if not _is_reference_heading(gap) and _unsaid(gap, notes[block.id]):
                yield Part(block, at, start)
            at = max(at, end)


def entry_of_number(entries: Sequence[Entry]) -> dict[int, int]:
    """The place of the first entry that bears each number."""
    found: dict[int, int] = {}
    for index, entry in enumerate(entries):
        if entry.reference.number is not None:
            found.setdefault(entry.reference.number, index)
    return found


def _is_reference_heading(text: str) -> bool:
    return folded(text) in ("", "参考文献", "references", "参考文献references", "reference", "bibliography")


# Floats ---------------------------------------------------------------------------------------------------------------


def rest(item: Float) -> Iterator[Part]:
    """The float's blocks that neither its captions nor its cells nor its picture's address say."""
    said = [item.caption.zh, item.caption.en, item.image, item.number]
    known = sorted({folded(s) for s in said if s}, key=lambda s: -len(s))
    for block in item.blocks:
        shown = bool(item.table) if block.kind == "table" else False
        if not shown and _unsaid(block.text, known, _FLOAT_LABEL):
            yield whole(block)


# Tables ---------------------------------------------------------------------------------------------------------------

_WIDEST = 200


class Placed(Struct, frozen=True):
    """A cell on the table's grid. ``header`` is as marked; where OCR marked none, the first row is taken for one."""

    cell: Cell
    header: bool
    x: int
    y: int
    colspan: int
    rowspan: int


def placed(table: Sequence[Sequence[Cell]]) -> tuple[Placed, ...]:
    """The cells on a grid, row by row, OCR's spans cut so that no two lie on each other or outside the table.

    The grid is filled as HTML's table model says (a cell takes the first free place of its row); a rowspan ends where
    another cell or the table's last row would be run over.
    """
    taken: list[set[int]] = [set() for _ in table]
    first = 0 if any(c.header for row in table for c in row) else _first_lines(table)
    cells = []
    for y, row in enumerate(table):
        x = 0
        for cell in row:
            while x in taken[y]:
                x += 1
            columns = 1
            while columns < min(cell.colspan, _WIDEST) and x + columns not in taken[y]:
                columns += 1
            reach = range(x, x + columns)
            lines = 1
            while lines < cell.rowspan and y + lines < len(table) and taken[y + lines].isdisjoint(reach):
                lines += 1
            for below in range(y, y + lines):
                taken[below].update(reach)
            cells.append(Placed(cell, cell.header or y < first, x, y, columns, lines))
            x += columns
    return tuple(cells)


def _first_lines(table: Sequence[Sequence[Cell]]) -> int:
    """How many lines the first row takes, 0 if nothing is below it."""
    lines = max((c.rowspan for c in table[0]), default=1) if table else 0
    return lines if 0 < lines < len(table) else 0


def width(cells: Iterable[Placed]) -> int:
    """The number of columns of a table."""
    return max((c.x + c.colspan for c in cells), default=1)


def head(cells: Sequence[Placed]) -> int:
    """The number of rows, from the first, that hold header cells only; 0 where all do."""
    body = {c.y for c in cells if not c.header}
    return min(body, default=0)
