"""The article: everything duizhao knows of one paper, as it is written to ``output/ID.json``.

The structs are the format: ``duizhao schema`` prints the JSON Schema made from them. They are frozen; a stage returns
a new article. Offsets are half-open and count Unicode code points; ``lines`` are half-open and count source lines
from 0. Text is never stored twice with different spelling: whatever stands off a block satisfies
``block.text[start:end] == annotation.text``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from pipeline.csl import Item

SCHEMA = "duizhao/1"

Language = Literal["zh", "en"]
Lines = tuple[int, int]
IsoDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Bilingual(Struct, frozen=True):
    """One thing in two languages; None where a side is not printed."""

    zh: str | None = None
    en: str | None = None


class Span(Struct, frozen=True):
    """Formatting of ``text[start:end]`` of a block; a math span covers TeX source, a note span a footnote's mark.

    ``target`` is a link's address, or the id of the footnote's block.
    """

    kind: Literal["sup", "sub", "emphasis", "strong", "math", "link", "code", "note"]
    start: int
    end: int
    target: str | None = None


BlockKind = Literal[
    # front
    "title",
    "authors",
    "affiliation",
    "abstract",
    "keywords",
    "meta",
    # body
    "heading",
    "paragraph",
    "list_item",
    "math",
    "code",
    # floats
    "caption",
    "table",
    "image",
    # back
    "references",
    "note",
]


class Block(Struct, frozen=True):
    """A run of text that stands together: a paragraph, a heading, a caption, the cells of a table (tab and newline).

    ``target`` is the address of a picture, whose ``text`` is what the source says in its place.
    """

    id: str
    kind: BlockKind
    text: str
    spans: tuple[Span, ...]
    lines: Lines
    lang: Language
    target: str | UnsetType = UNSET


class Extent(Struct, frozen=True):
    """A piece of a block's text."""

    text: str
    block: str
    start: int
    end: int


# Front ----------------------------------------------------------------------------------------------------------------


class Author(Struct, frozen=True):
    """``affiliations`` are indices into ``front.affiliations``; ``roles`` are as printed (综述, 审校)."""

    name: Bilingual
    affiliations: tuple[int, ...] = ()
    corresponding: bool = False
    roles: tuple[str, ...] = ()


class AbstractSection(Struct, frozen=True):
    """A labelled part of a structured abstract; ``label`` as printed, without its colon."""

    label: str
    text: str


class Abstract(Struct, frozen=True):
    text: str
    sections: tuple[AbstractSection, ...] = ()


class BilingualAbstract(Struct, frozen=True):
    zh: Abstract | None = None
    en: Abstract | None = None


class Dates(Struct, frozen=True):
    received: IsoDate | None = None
    revised: IsoDate | None = None
    accepted: IsoDate | None = None
    published: IsoDate | None = None


class Funding(Struct, frozen=True):
    text: str
    grants: tuple[str, ...] = ()


class Imprint(Struct, frozen=True):
    """Where the journal ``front.journal`` has the article, as printed; numbers without noughts in front.

    ``fpage`` and ``lpage`` are the first and last page, ``elocation_id`` what an article without pages has instead.
    ``cn`` is 国内统一连续出版物号 (CN 11-1922/P), ``article_id`` 文章编号, ``document_code`` 文献标志码.
    """

    year: str | None = None
    volume: str | None = None
    issue: str | None = None
    fpage: str | None = None
    lpage: str | None = None
    elocation_id: str | None = None
    issn: str | None = None
    cn: str | None = None
    article_id: str | None = None
    document_code: str | None = None

    @property
    def place(self) -> str:
        """``2020, 41(3): 101-110``, ``2020, 41: Article 105``, ``2020 Vol. 41``; "" where nothing of it is known."""
        pages = "-".join(dict.fromkeys(filter(None, (self.fpage, self.lpage))))
        if not pages and self.elocation_id:
            pages = f"Article {self.elocation_id}" if self.elocation_id.isdigit() else self.elocation_id
        if not (self.issue or pages):
            return " ".join(filter(None, (self.year, self.volume and f"Vol. {self.volume}")))
        number = f"{self.volume or ''}{f'({self.issue})' if self.issue else ''}"
        return ": ".join(filter(None, (", ".join(filter(None, (self.year, number))), pages)))


class Front(Struct, frozen=True):
    """What stands before (or, in English, often after) the body. ``blocks`` hold its text, in source order."""

    title: Bilingual = Bilingual()
    authors: tuple[Author, ...] = ()
    affiliations: tuple[Bilingual, ...] = ()
    abstract: BilingualAbstract = BilingualAbstract()
    keywords: tuple[Bilingual, ...] = ()
    doi: str | None = None
    clc: str | None = None
    journal: str | None = None
    imprint: Imprint = Imprint()
    emails: tuple[str, ...] = ()
    dates: Dates = Dates()
    funding: tuple[Funding, ...] = ()
    blocks: tuple[Block, ...] = ()


# Body -----------------------------------------------------------------------------------------------------------------


class Section(Struct, frozen=True):
    """``number`` as printed without its last stop; an untitled opening has number None and title Bilingual()."""

    id: str
    number: str | None
    level: int
    title: Bilingual
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


class Cell(Struct, frozen=True):
    text: str
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


class Float(Struct, frozen=True):
    """A figure or table: its ``blocks`` are the captions and the table's or picture's own block."""

    id: str
    kind: Literal["figure", "table"]
    number: str | None
    caption: Bilingual
    blocks: tuple[Block, ...] = ()
    table: tuple[tuple[Cell, ...], ...] = ()
    image: str | None = None


class Body(Struct, frozen=True):
    sections: tuple[Section, ...] = ()
    floats: tuple[Float, ...] = ()


# Back -----------------------------------------------------------------------------------------------------------------


class Reference(Struct, frozen=True):
    """One entry of the bibliography: ``raw`` is ``text[start:end]`` of its block, the printed translation included.

    Its block may be the whole list; ``lines`` are its own.
    """

    id: str
    number: int | None
    raw: str
    block: str
    start: int
    end: int
    csl: Item | None = None
    translation: Item | None = None
    lines: Lines | None = None


class Note(Struct, frozen=True):
    """``kind``: what the note is, in the field's words.

    ``label`` is a footnote's mark as printed (①), which ``text`` leaves off; spans of kind ``note`` lead to its block.
    """

    kind: Literal["acknowledgements", "biography", "contributions", "editor", "interests", "footnote", "other"]
    text: str
    block: str
    label: str | None = None


class Back(Struct, frozen=True):
    references: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()
    blocks: tuple[Block, ...] = ()


# Stand-off ------------------------------------------------------------------------------------------------------------


class Bead(Struct, frozen=True):
    """Sentences that answer each other; either side may be empty. ``score`` is the bead's probability."""

    scope: Literal["title", "abstract", "section", "document"]
    zh: tuple[Extent, ...]
    en: tuple[Extent, ...]
    score: float


class Citation(Struct, frozen=True):
    """A citation mark; ``restored`` where OCR had broken the number and the sequence makes it certain.

    ``numbers`` are those of the entries, or their places in a list without numbers; ``references`` are their ids.
    """

    text: str
    block: str
    start: int
    end: int
    numbers: tuple[int, ...]
    restored: bool = False
    references: tuple[str, ...] = ()


class Gloss(Struct, frozen=True):
    """A bilingual gloss or an abbreviation that the text itself defines; the extent covers term and bracket.

    ``uses`` are where the text uses the abbreviation afterwards, up to its next definition.
    """

    zh: str | None
    en: str | None
    abbreviation: str | None
    text: str
    block: str
    start: int
    end: int
    uses: tuple[Extent, ...] = ()


class Mention(Struct, frozen=True):
    """Where an entity is named.

    ``bead`` is the index in ``alignments`` of the bead in which the mention stands, None where its text is not aligned.
    ``answers`` are the indices in the entity's ``mentions`` of those on the bead's other side; none there in an aligned
    sentence is a reason to doubt the mention, the translation or the alignment.
    """

    text: str
    block: str
    start: int
    end: int
    lang: Language
    bead: int | None = None
    answers: tuple[int, ...] = ()


class Entity(Struct, frozen=True):
    """A concept with all its mentions; ``concept`` is a stable id, ``identifiers`` are those of other vocabularies."""

    concept: str
    type: str
    name: Bilingual
    identifiers: dict[str, str]
    mentions: tuple[Mention, ...]


class Quantity(Struct, frozen=True):
    """A measured value, a count or a statistic as printed: ``HR=0.90``, ``95% CI:0.76~1.07``, ``2.5 mg/d``, ``112例``.

    ``name`` is what is measured, where a symbol says so (``HR``, ``P``, ``95% CI``, ``IC50``); ``value`` is None for a
    range, which has ``low`` and ``high``; ``deviation`` stands behind ±. ``unit`` is UCUM's, counted things in braces.
    """

    text: str
    block: str
    start: int
    end: int
    name: str | None
    comparator: Literal["=", "<", ">", "≤", "≥", "~"]
    value: float | None
    low: float | None
    high: float | None
    deviation: float | None
    unit: str | None


# The ledger -----------------------------------------------------------------------------------------------------------


class Edit(Struct, frozen=True):
    """A repair: ``text[start:end]`` of the block is ``after``, the source had ``before``. A block's are disjoint."""

    rule: str
    block: str
    start: int
    end: int
    before: str
    after: str


class Discarded(Struct, frozen=True):
    """What is in the source and in no field: running heads, stamps, page numbers."""

    text: str
    reason: str
    lines: Lines


class Diagnostic(Struct, frozen=True):
    """Something a reader should know; ``code`` is a key of ``pipeline.diagnostics.MEANINGS``."""

    code: str
    severity: Literal["error", "warning", "info"]
    message: str
    block: str | None
    lines: Lines | None


class Source(Struct, frozen=True):
    """``path`` is relative to the working directory; ``sha256`` is of the bytes; ``lines`` is their count.

    ``pair`` is the English file of a pair; its lines count on from the Chinese file's last.
    """

    path: str
    format: str
    sha256: str
    lines: int
    pair: Source | None = None


class Article(Struct, frozen=True):
    """One paper."""

    id: str
    language: Language
    source: Source
    front: Front = Front()
    body: Body = Body()
    back: Back = Back()
    alignments: tuple[Bead, ...] = ()
    citations: tuple[Citation, ...] = ()
    glosses: tuple[Gloss, ...] = ()
    entities: tuple[Entity, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    edits: tuple[Edit, ...] = ()
    discarded: tuple[Discarded, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    schema: str = SCHEMA

    def sections(self) -> Iterator[Section]:
        """Every section of the body, in reading order."""
        for section in self.body.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """Every block of the article: front, body, floats, back."""
        yield from self.front.blocks
        for section in self.sections():
            yield from section.blocks
        for item in self.body.floats:
            yield from item.blocks
        yield from self.back.blocks
