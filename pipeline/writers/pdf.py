"""The PDF: the article as Typst code, compiled in this process with the fonts of the wheels and nothing of the system.

Text reaches Typst only as string literals in code, so nothing in an article can be taken for markup.
"""

from __future__ import annotations

import base64
import math
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from string import ascii_lowercase

import pylopdf_fonts_zh_cn
import typst

from pipeline.article import Article, Bilingual, Diagnostic, Float, Front, Language, Note
from pipeline.diagnostics import diagnostic
from pipeline.pictures import NONE, Picture, Pictures, refused
from pipeline.text import HAN, language
from pipeline.writers import grid, jumps, layout, leftovers, names, tex
from pipeline.writers.characters import breakable, code_point, flowed, name, printable
from pipeline.writers.inline import Leaf, Mark, Tree, cell_tree, marks_by_block, tree
from pipeline.writers.layout import Chapter, Entry, Row
from pipeline.writers.part import Part
from pipeline.writers.tex import quoted

_TEMPLATE = Path(__file__).with_name("templates") / "article.typ"


def write(article: Article, pictures: Pictures = NONE) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The article as a tagged PDF/A-2a and PDF/UA-1, or as a plain one with the reason as a diagnostic.

    The bytes depend on the article and its pictures alone. What no font can show is written as its code point and
    reported; a picture that Typst cannot read is a box.
    """
    return begun(article, pictures)()


def begun(article: Article, pictures: Pictures) -> Callable[[], tuple[bytes, tuple[Diagnostic, ...]]]:
    """What is left to do for the PDF when its code is written: Typst's work, most of it without the interpreter."""
    paper = _Paper(article, pictures)
    return partial(_typeset, paper, _template() + "\n".join(paper.lines()) + "\n")


def _typeset(paper: _Paper, source: str) -> tuple[bytes, tuple[Diagnostic, ...]]:
    article, pictures = paper.article, paper.shown
    held = _held(paper.pictures)
    missing = _missing(source)
    found = []
    if missing:
        found.append(diagnostic("pdf-glyph-missing", characters=", ".join(name(c) for c in sorted(missing))))
        source = _with_substitutes(source, missing)
    try:
        return jumps.resolved(_compiled(held + source), article.language), tuple(found)
    except typst.TypstError as error:
        readable = {picture for picture in paper.pictures if _is_readable(picture)}
        if len(readable) < len(paper.pictures):
            data, more = write(article, {id: picture for id, picture in pictures.items() if picture in readable})
            return data, (*refused(article, [id for id in pictures if pictures[id] not in readable]), *more)
        found.append(diagnostic("pdf-not-archival", reason=str(error).strip().splitlines()[0][:300]))
    return jumps.resolved(_compiled(held + source, plain=True), article.language), tuple(found)


# The compiler ---------------------------------------------------------------------------------------------------------


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent])


class _Local(threading.local):
    """One compiler a thread: a shared one raises "Already borrowed"."""

    def __init__(self) -> None:
        self.compiler = typst.Compiler(font_paths=_fonts())


@cache
def _local() -> _Local:
    return _Local()


def _compiled(source: str, plain: bool = False) -> bytes:
    data, _ = _local().compiler.compile_with_warnings(
        source.encode(), pdf_standards=[] if plain else ["a-2a", "ua-1"], timestamp=0
    )
    assert isinstance(data, bytes)
    return data


# Pictures -------------------------------------------------------------------------------------------------------------


def _held(pictures: Iterable[Picture]) -> str:
    """The pictures as values ``picture-0`` …: Typst takes bytes, and has a reader of Base64 for those inside an SVG."""
    return "".join(
        f"#let picture-{number} = bytes({quoted(_wrapped(picture))})\n" for number, picture in enumerate(pictures)
    )


def _wrapped(picture: Picture) -> str:
    size = f"width='{picture.width}' height='{picture.height}'"
    data = f"data:{picture.media};base64,{base64.b64encode(picture.data).decode()}"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size}><image {size} href='{data}'/></svg>"


def _is_readable(picture: Picture) -> bool:
    probe = '#set document(title: "x")\n#image(picture-0, format: "svg", alt: "x")'
    try:
        _compiled(_held([picture]) + probe)
    except typst.TypstError:
        return False
    return True


# Glyphs ---------------------------------------------------------------------------------------------------------------

# A character of a formula; in text each stands for itself.
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_SHOWN: set[str] = set()
_NOT_SHOWN: set[str] = set()


def _missing(source: str) -> frozenset[str]:
    """The characters that no font has. Typst itself is asked, once a process for each: under PDF/UA it refuses them.

    Not for those of GB 2312, which the Chinese faces have whole: that leaves most articles nothing to ask.
    """
    characters = set(source) | {chr(int(m[1], 16)) for m in _ESCAPE.finditer(source)}
    fresh = characters - _SHOWN - _NOT_SHOWN
    _SHOWN.update(c for c in fresh if c.isspace() or c.encode("gb2312", "ignore"))
    unknown = sorted(fresh - _SHOWN)
    while unknown and (refused := _refused(unknown)):
        _NOT_SHOWN.update(refused)
        unknown = [c for c in unknown if c not in refused]
    _SHOWN.update(unknown)
    return frozenset(characters & _NOT_SHOWN)


def _refused(characters: Sequence[str]) -> set[str]:
    probe = '#set document(title: "x")\n' + "\n".join(f"#{quoted(c)}" for c in characters)
    try:
        _compiled(probe)
    except typst.TypstError as error:
        named = str(error).partition('the text `"')[2].partition('"` could not')[0]
        named = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), named)
        return {c for c in characters if c in named} or set(characters)
    return set()


def _with_substitutes(source: str, missing: frozenset[str]) -> str:
    def substitute(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return quoted(_substitute(char, missing)) if char in missing else match[0]

    return _ESCAPE.sub(substitute, source).translate({ord(c): _substitute(c, missing) for c in missing})


def _substitute(char: str, missing: frozenset[str]) -> str:
    simpler = unicodedata.normalize("NFKC", char)
    return code_point(char) if set(simpler) & (missing | set('"\\')) or simpler == char else simpler


# Typst code -----------------------------------------------------------------------------------------------------------


@cache
def _template() -> str:
    return _TEMPLATE.read_text("utf-8")


def _call(function: str, *arguments: str) -> str:
    return f"{function}({', '.join(arguments)})"


def _literal(text: str) -> str:
    return quoted(breakable(printable(flowed(text))))


def _optional(text: str | None) -> str:
    return _literal(text) if text else "none"


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _content(pieces: Iterable[str]) -> str:
    code = list(pieces)
    return code[0] if len(code) == 1 else "{" + ";".join(code or ["[]"]) + "}"


_SIDES: tuple[Language, Language] = ("zh", "en")
# Marks of the title's notes; the asterisk is the corresponding author's.
_DAGGERS = "†‡§¶"
_STYLES = {"sup": "super", "sub": "sub", "emphasis": "emph"}


class _Paper:
    """The article's code, line by line."""

    def __init__(self, article: Article, shown: Pictures) -> None:
        self.article = article
        self.shown = shown
        self.pictures = list(dict.fromkeys(shown.values()))
        self.sheet = layout.sheet(article, shown)
        self.marks = marks_by_block(article, ("citation",))
        self.targets = layout.entry_of_reference(self.sheet.entries)
        self.footnotes = {n.block: n for n in self.sheet.notes if n.kind == "footnote"}
        self.anchored: set[int] = set()
        self.called: set[str] = set()
        self.bold = f"{article.language}-bold"

    def lines(self) -> Iterator[str]:
        article, sheet = self.article, self.sheet
        title = article.front.title
        name = " · ".join(filter(None, (title.zh, title.en))) or article.id
        yield "#show: body => " + _call(
            "paper",
            _literal(name),
            _array(_literal(n) for a in article.front.authors if (n := a.name.zh or a.name.en)),
            _array(_literal(k) for pair in article.front.keywords for k in (pair.zh, pair.en) if k),
            quoted(article.language),
            _date(article),
            _array(map(_literal, _running_head(article))),
            "body",
        )
        yield "#" + self._front()
        if sheet.abstract:
            yield "#" + self._abstract()
        for chapter in sheet.chapters:
            yield from self._chapter(chapter)
        for item in sheet.floats:
            yield from self._float(item)
        yield from self._back()

    # Front --------------------------------------------------------------------------------------------------------

    def _front(self) -> str:
        front = self.article.front
        en_title = front.title.en or (None if front.title.zh else self.article.id)
        many = len(front.affiliations) > 1
        affiliations = [
            _content([_call("super", quoted(str(i)))] * many + [_languages(pair)])
            for i, pair in enumerate(front.affiliations, 1)
        ]
        notes = [_call("note-mark", quoted(_DAGGERS[i % 4]), _literal(f.text)) for i, f in enumerate(front.funding)]
        letters = _call("note-mark", '"*"', _literal("E-mail: " + ", ".join(front.emails))) if front.emails else None
        if letters and not any(author.corresponding for author in front.authors):
            notes.append(letters)
        side = next((lang for lang in _SIDES if any(getattr(a.name, lang) for a in front.authors)), None)
        return _call(
            "front",
            _optional(front.title.zh),
            _share(front.title.zh, 19),
            _optional(en_title),
            _share(en_title, 12.5 if front.title.zh else 17),
            *(_authors(front, lang, letters if lang == side else None) for lang in _SIDES),
            _array(affiliations),
            _array(map(_literal, _facts(self.article))),
            _array(notes),
        )

    def _abstract(self) -> str:
        head = self._heading("abstract")
        keywords = [line for lang in _SIDES if (line := self._keywords(lang))]
        return _call("abstract", head, _array(keywords), self._pairs(self.sheet.abstract))

    def _keywords(self, lang: Language) -> str | None:
        front = self.article.front
        label = quoted(names.HEADINGS["keywords"][_SIDES.index(lang)] + ("：" if lang == "zh" else ": "))
        if printed := layout.keywords(front, lang):
            return _call("keywords-line", quoted(lang), label, self._part(printed))
        words = [text for pair in front.keywords if (text := getattr(pair, lang))]
        glue = "；" if lang == "zh" else "; "
        return _call("keywords-line", quoted(lang), label, _literal(glue.join(words))) if words else None

    # Rows ---------------------------------------------------------------------------------------------------------

    def _pairs(self, rows: Sequence[Row], between: str = "0.72em") -> str:
        """The rows as a grid, ``between`` before one that opens a paragraph, without a side that is always empty."""
        sides = [lang for lang in _SIDES if any(getattr(row, lang) for row in rows)]
        gutters = (between if row.opens else "0.72em" for row in rows[1:])
        cells = [self._side(getattr(row, lang), lang) for row in rows for lang in sides]
        return _call("pairs", str(len(sides)), _array(gutters), *cells)

    def _side(self, parts: Sequence[Part], lang: Language) -> str:
        glue = [] if lang == "zh" else ['" "']
        pieces: list[str] = []
        for part in parts:
            pieces += (glue if pieces else []) + [self._part(part)]
        return self._spoken(lang, _call(f"{lang}-cell", _content(pieces))) if pieces else "[]"

    def _spoken(self, lang: str, code: str) -> str:
        """The code, said to be in a language where that is not the page's own."""
        return code if lang == self.article.language else _call(lang, code)

    def _part(self, part: Part) -> str:
        block = part.block
        marks = [*self.marks.get(block.id, ()), *layout.label_marks(part, self.sheet.abstract_labels)]
        if block.kind == "math" and not block.spans:
            return self._formula(part.text, True)
        return _content(self._nodes(tree(block.text, block.spans, marks, part.start, part.end), block.kind == "math"))

    def _nodes(self, nodes: Tree, display: bool = False) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Leaf):
                yield self._formula(node.text, display) if node.math else _literal(node.text)
            else:
                yield self._branch(node.mark, _content(self._nodes(node.children, display)))

    def _branch(self, mark: Mark, body: str) -> str:
        if mark.layer == "strong":
            return f"strong({_call(self.bold, body)})"
        if mark.layer in _STYLES:
            return _call(_STYLES[mark.layer], body)
        if mark.layer == "citation" and isinstance(mark.key, int):
            return self._citation(mark.key, body)
        if mark.layer == "note" and mark.key in self.footnotes:
            return self._footnote(self.footnotes[mark.key])
        if mark.layer == "link" and layout.is_web_address(mark.key):
            return _call("link", quoted(printable(str(mark.key))), _call("red", body))
        return body

    def _citation(self, index: int, body: str) -> str:
        cited = self.article.citations[index].references
        target = next((self.targets[id] for id in cited if id in self.targets), None)
        if target is None:
            return body
        self.anchored.add(index)
        return _call("link", quoted(jumps.address(f"cite-{index}", f"entry-{target}")), _call("red", body))

    def _footnote(self, note: Note) -> str:
        """The note at the foot of the page that calls it first, under the mark that is printed."""
        label = f"numbering: _ => {quoted(printable(note.label or '*'))}"
        name = f"<note-{list(self.footnotes).index(note.block)}>"
        if note.block in self.called:
            return _call("footnote", label, name)
        self.called.add(note.block)
        return f"[#{_call('footnote', label, self._note_text(note))}{name}]"

    def _note_text(self, note: Note) -> str:
        part = layout.note_part(note, self.article.back)
        return self._spoken(part.block.lang, self._part(part))

    def _formula(self, source: str, display: bool) -> str:
        found = tex.formula(source, display)
        if isinstance(found, tex.Text):
            return _content(self._nodes(found.nodes))
        if isinstance(found, tex.Broken):
            return _call("broken", _literal(source))
        if display:
            return _call("display", _literal(source), _optional(found.tag), f"$ {found.typst} $")
        return _call("formula", _literal(source), f"${found.typst}$")

    # Body ---------------------------------------------------------------------------------------------------------

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        section = chapter.section
        if chapter.titled:
            title = (_optional(section.number), _optional(section.title.zh), _optional(section.title.en))
            yield "#" + _call("chapter", str(chapter.depth), *title)
        for parallel, items in groupby(chapter.items, key=lambda i: isinstance(i, Row) and self._is_parallel(i)):
            if parallel:
                # A paragraph's first sentence stands a little lower.
                yield "#" + self._pairs([row for row in items if isinstance(row, Row)], "1.2em")
                continue
            before = None
            for item in items:
                yield from self._row(item, before) if isinstance(item, Row) else self._float(item)
                before = item

    def _is_parallel(self, row: Row) -> bool:
        return row.score is not None and all(p.block.kind in layout.PROSE for p in row.parts)

    def _row(self, row: Row, before: Row | Float | None) -> Iterator[str]:
        for part in row.parts:
            yield "#" + self._spoken(part.block.lang, self._block(part, layout.goes_on(part, before)))

    def _block(self, part: Part, goes_on: bool) -> str:
        lang = part.block.lang
        match part.block.kind:
            case "math":
                return self._part(part)
            case "code":
                return _call("verbatim", quoted(printable(part.text)))
            case "list_item":
                return _call("item", _call("par", self._part(part)))
            case "heading":
                return _call("par", _call(f"{lang}-bold", self._part(part)))
        return _call("par" if goes_on else f"{lang}-para", self._part(part))

    def _float(self, item: Float) -> Iterator[str]:
        caption = self._caption(item)
        pictures = [self._picture(*found) for found in layout.pictures(item, self.shown)]
        if item.table:
            yield "#" + _call("table-float", _breakable(item), caption, self._table(item))
        if pictures:
            yield "#" + _call("picture-float", caption, *pictures)
        elif item.table:
            pass
        elif item.kind == "figure" or item.image:
            yield "#" + _call("figure-float", caption, _optional(item.image), quoted(names.NO_IMAGE))
        else:
            yield "#" + _call("aside", caption)
        for part in leftovers.of_float(item):
            yield "#" + self._aside(part)

    def _picture(self, picture: Picture, called: str) -> str:
        """A picture at the size in which tools crop it from a page (200 dpi), as far as the page has room."""
        width = min(picture.width * 72 / 200, _MEASURE, _TALLEST * picture.width / picture.height)
        return _array([f"picture-{self.pictures.index(picture)}", f"{width:.1f}pt", quoted(printable(called))])

    def _aside(self, part: Part) -> str:
        return self._spoken(part.block.lang, _call("aside", self._part(part)))

    def _caption(self, item: Float) -> str:
        texts = {lang: layout.caption(item, lang) for lang in _SIDES}
        arguments = []
        for lang, part in texts.items():
            labelled = part is not None or (lang == "zh" and not any(texts.values()))
            arguments.append(_optional(names.label(item, lang) if labelled else None))
            arguments.append(self._part(part) if part else "none")
        return _call("caption", *arguments)

    def _table(self, item: Float) -> str:
        placed = grid.placed(item.table)
        lines = grid.head(placed)
        size = _table_size(grid.width(placed))
        widths = (f"{width:.1f}pt" for width in _widths(placed, size))
        head = [self._cell(cell, lines) for cell in placed if cell.y < lines]
        body = [self._cell(cell, lines) for cell in placed if cell.y >= lines]
        return _call("tabular", _array(widths), f"{size}pt", _array(head), *body)

    def _cell(self, cell: grid.Placed, head: int) -> str:
        content = _content(self._nodes(cell_tree(cell.cell.text)))
        lines = min(cell.rowspan, head - cell.y) if cell.y < head else cell.rowspan
        spans = [f"colspan: {cell.colspan}"] * (cell.colspan > 1) + [f"rowspan: {lines}"] * (lines > 1)
        body = _call(self.bold, content) if cell.header else content
        return _call("head-cell" if cell.y < head else "cell", f"x: {cell.x}", f"y: {cell.y}", *spans, body)

    # Back ---------------------------------------------------------------------------------------------------------

    def _back(self) -> Iterator[str]:
        sheet = self.sheet
        if sheet.entries:
            yield "#" + self._heading("references")
            # An em holds two digits; the brackets and the gap take another.
            digits = max(len(str(entry.reference.number or "–")) for entry in sheet.entries)
            yield f"#entries({1.2 + digits / 2}em, {{"
            yield from map(self._entry, sheet.entries, range(len(sheet.entries)))
            yield "})"
        if notes := [note for note in sheet.notes if note.block not in self.called]:
            yield "#" + self._heading("notes")
            yield "#small({"
            yield from (self._note(note.label or label, note) for label, note in names.labelled(notes))
            yield "})"
        if sheet.leftovers:
            yield "#" + self._heading("leftovers")
            yield "#small({"
            yield from map(self._aside, sheet.leftovers)
            yield "})"

    def _heading(self, name: str) -> str:
        title = self.sheet.heading(name)
        return _call("chapter", "1", "none", _optional(title.zh), _optional(title.en))

    def _entry(self, entry: Entry, index: int) -> str:
        number = entry.reference.number
        mark = _call("gray", quoted(f"[{number}]" if number is not None else "[–]"))
        places = [f"cite-{i}" for i in entry.cited if i in self.anchored]
        if places:
            mark = _call("link", quoted(jumps.address(f"entry-{index}", places[0])), mark)
        body = [_call("mark", mark), self._part(entry.part), *_back_links(places)]
        return self._spoken(entry.part.block.lang, _call("par", _content(body)))

    def _note(self, label: str | None, note: Note) -> str:
        bold = [_call(f"{language(label)}-bold", quoted(printable(label))), "h(0.8em)"] if label else []
        return _call("aside", _content([*bold, self._note_text(note)]))


def _back_links(places: Sequence[str]) -> Iterator[str]:
    """↑ for the place that cites an entry, or ↑a b c: page numbers would have Typst set the whole list twice."""
    letters = (*ascii_lowercase, *map(str, range(len(ascii_lowercase), len(places))))
    signs = [f"\u00a0{letter}" for letter in letters] if len(places) > 1 else [""]
    for place, sign in zip(places, ["\u00a0↑" + signs[0], *signs[1:]], strict=False):
        yield _call("link", quoted(jumps.address("back", place)), _call("gray", quoted(sign)))


def _languages(pair: Bilingual) -> str:
    sides = [_call(lang, _literal(text)) for lang, text in (("zh", pair.zh), ("en", pair.en)) if text]
    return _content(f"{side}; linebreak()" if i < len(sides) - 1 else side for i, side in enumerate(sides))


def _authors(front: Front, lang: Language, letters: str | None) -> str:
    """The names with their marks; at that of the first corresponding author the note with the addresses."""
    named = [(a, text) for a in front.authors if (text := a.name.zh if lang == "zh" else a.name.en)]
    pieces: list[str] = []
    for index, (author, text) in enumerate(named):
        marks = names.author_marks(author, front)
        pieces.append(_literal(text))
        pieces += [_call("super", quoted(marks))] if marks else []
        if author.corresponding:
            pieces.append(letters or 'super("*")')
            letters = None
        pieces += [_literal(" " + role) for role in author.roles] if lang == "zh" else []
        pieces += [quoted("，" if lang == "zh" else ", ")] if index < len(named) - 1 else []
    return _content(pieces) if pieces else "none"


def _facts(article: Article) -> Iterator[str]:
    front = article.front
    dates, imprint = front.dates, front.imprint
    zh = article.language == "zh"
    for label, value in (
        ("", names.published_in(front)),
        ("ISSN ", imprint.issn),
        ("CN ", imprint.cn),
        ("文章编号：" if zh else "Article ID: ", imprint.article_id),
        ("DOI: ", front.doi),
        ("中图分类号：" if zh else "CLC: ", front.clc),
        ("文献标志码：" if zh else "Document code: ", imprint.document_code),
        ("收稿日期：" if zh else "Received: ", dates.received),
        ("修回日期：" if zh else "Revised: ", dates.revised),
        ("接受日期：" if zh else "Accepted: ", dates.accepted),
        ("发表日期：" if zh else "Published: ", dates.published),
    ):
        if value:
            yield label + value


def _date(article: Article) -> str:
    """PDF/A wants a date: the article's own; where none is printed, the compiler's, which is fixed."""
    dates = article.front.dates
    day = dates.published or dates.accepted or dates.revised or dates.received
    try:
        known = date.fromisoformat(day) if day else None
    except ValueError:
        known = None
    return f"datetime(year: {known.year}, month: {known.month}, day: {known.day})" if known else "auto"


def _share(title: str | None, size: float) -> str:
    """The part of the measure (164 mm) that lets a title of ``size`` points break into lines of about one length."""
    # A guess, so no line is filled above 97 %.
    ems = _ems(title or "")
    line = 0.97 * _MEASURE / size
    lines = math.ceil(ems / line)
    return f"{100 * min(ems / lines / line + 0.06, 1):.0f}%" if lines > 1 else "100%"


def _running_head(article: Article) -> tuple[str, str]:
    title = article.front.title
    head = title.zh or title.en or article.id
    # About a line's worth at 8 pt beside the DOI.
    room = 42 if title.zh else 80
    return (head if len(head) <= room else head[: room - 1] + "…"), article.front.doi or article.front.journal or ""


def _breakable(item: Float) -> str:
    """Whether a table may go on over the page: not one that surely fits (15 lines, half a page of text)."""
    small = len(item.table) <= 15 and sum(len(cell.text) for row in item.table for cell in row) <= 1500
    return "false" if small else "true"


def _table_size(columns: int) -> float:
    """The type size that lets a table of so many columns fit 164 mm (tables of 60 articles of the corpus)."""
    return 8.5 if columns <= 6 else 7.5 if columns <= 9 else 6.5 if columns <= 13 else 5


# The measure, 164 mm, what a page leaves a picture above its caption, and the space between two columns of a table, in
# points.
_MEASURE = 464.8
_TALLEST = 560.0
_GAP = 8.0


def _widths(cells: Sequence[grid.Placed], size: float) -> list[float]:
    """The widths of a table's columns in points: as wide as their longest line, or sharing the measure.

    Guessed from the text, since to have Typst find them means to set every cell once more.
    """
    natural = [0.0] * grid.width(cells)
    least = natural.copy()
    # Wide cells last: they take what the columns under them lack.
    for cell in sorted(cells, key=lambda c: c.colspan):
        text = _MARKUP.sub("", cell.cell.text) if "$" in cell.cell.text else cell.cell.text
        reach = slice(cell.x, cell.x + cell.colspan)
        for widths, pieces in ((natural, text.split("\n")), (least, _WORD.findall(text))):
            wanted = _ems(max(pieces, key=len, default="")) * size * (1.1 if cell.header else 1.04) + 2
            lack = wanted - sum(widths[reach]) - _GAP * (cell.colspan - 1)
            if lack > 0:
                widths[reach] = [width + lack / cell.colspan for width in widths[reach]]
    room = _MEASURE - _GAP * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    # Each column its longest word, as far as there is room; then all grow alike until they hold what they hold.
    shares = [min(width, room / len(natural)) for width in least]
    while (rest := room - sum(shares)) > 0.1 and (open_ := [i for i, w in enumerate(shares) if w < natural[i] - 0.1]):
        for i in open_:
            shares[i] = min(natural[i], shares[i] + rest / len(open_))
    return shares


# What stands in a formula's source and not on the page.
_MARKUP = re.compile(r"\\(?:mathrm|mathbf|text|rm|left|right)\b|[${}^_]|\\(?=[a-zA-Z%])")
# What no line breaks: a run of letters. (The size that is added to every column holds a Chinese character.)
_WORD = re.compile(r"[!-~\u00a1-\u2e7f]+")


# What is as wide as the type is high: Chinese, full-width signs. What is wider than half of that.
_FULL = re.compile(r"[\u2e80-\uffff]")
_BROAD = re.compile(r"[A-Zmw%@&+=<>±×≤≥≈→—…]")
_SEAM = re.compile(rf"(?<=[{HAN}])(?=[A-Za-z0-9(])|(?<=[A-Za-z0-9)])(?=[{HAN}])")


def _ems(text: str) -> float:
    """About how wide a text is, in its own size, with the quarter that Chinese and Latin stand apart."""
    ems = 0.5 * len(text) + 0.5 * len(_FULL.findall(text)) + 0.2 * len(_BROAD.findall(text))
    return ems + 0.25 * len(_SEAM.findall(text))
