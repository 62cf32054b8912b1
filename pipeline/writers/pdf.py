"""The PDF: the article as Typst code, compiled in this process with the fonts of the wheels and nothing of the system.

Text reaches Typst only as string literals in code, so nothing in an article can be taken for markup.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

import justmytype_intl_cjk
import pylopdf_fonts_zh_cn
import typst

from pipeline.article import Article, Bilingual, Diagnostic, Float, Front, Language, Note
from pipeline.diagnostics import diagnostic
from pipeline.text import language
from pipeline.writers import grid, layout, leftovers, names, tex
from pipeline.writers.characters import breakable, code_point, flowed, name, printable
from pipeline.writers.inline import Leaf, Mark, Tree, cell_tree, marks_by_block, tree
from pipeline.writers.layout import Chapter, Entry, Row
from pipeline.writers.part import Part
from pipeline.writers.tex import quoted

_TEMPLATE = Path(__file__).with_name("templates") / "article.typ"


def write(article: Article) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The article as a tagged PDF/A-2a and PDF/UA-1, or as a plain one with the reason as a diagnostic.

    The bytes depend on the article alone. What no font can show is written as its code point and reported.
    """
    source = _source(article)
    missing = _missing(source)
    found = []
    if missing:
        found.append(diagnostic("pdf-glyph-missing", characters=", ".join(name(c) for c in sorted(missing))))
        source = _with_substitutes(source, missing)
    try:
        return _compiled(source), tuple(found)
    except typst.TypstError as error:
        found.append(diagnostic("pdf-not-archival", reason=str(error).strip().splitlines()[0][:300]))
    return _compiled(source, plain=True), tuple(found)


# The compiler ---------------------------------------------------------------------------------------------------------


@cache
def _fonts() -> typst.Fonts:
    directories = (
        Path(pylopdf_fonts_zh_cn.__file__).parent,
        # The one SC face of the pack: the others would be parsed for nothing.
        Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl" / "notosanssc",
    )
    return typst.Fonts(include_system_fonts=False, font_paths=[str(d) for d in directories])


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


# Glyphs ---------------------------------------------------------------------------------------------------------------

# A character of a formula; in text each stands for itself.
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_SHOWN: set[str] = set()
_NOT_SHOWN: set[str] = set()


def _missing(source: str) -> frozenset[str]:
    """The characters that no font has. Typst itself is asked, once a process for each: under PDF/UA it refuses them."""
    characters = set(source) | {chr(int(m[1], 16)) for m in _ESCAPE.finditer(source)}
    unknown = sorted(c for c in characters - _SHOWN - _NOT_SHOWN if c > "\x7f" and not c.isspace())
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


def _source(article: Article) -> str:
    return _template() + "\n".join(_Paper(article).lines()) + "\n"


def _call(function: str, *arguments: str) -> str:
    return f"{function}({', '.join(arguments)})"


def _literal(text: str) -> str:
    return quoted(breakable(printable(flowed(text))))


def _optional(text: str | None) -> str:
    return _literal(text) if text else "none"


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _content(pieces: Iterable[str]) -> str:
    return "{ " + "; ".join(pieces) + " }"


_SIDES: tuple[Language, Language] = ("zh", "en")
_STYLES = {"sup": "super", "sub": "sub", "strong": "strong", "emphasis": "emph"}


class _Paper:
    """The article's code, line by line."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.sheet = layout.sheet(article)
        self.marks = marks_by_block(article)
        self.targets = layout.entry_of_reference(self.sheet.entries)
        self.anchored: set[int] = set()

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
        many = len(front.affiliations) > 1
        affiliations = [
            _content([_call("super", quoted(str(i)))] * many + [_languages(pair)])
            for i, pair in enumerate(front.affiliations, 1)
        ]
        notes = [_literal(f.text) for f in front.funding]
        if front.emails:
            notes.append(_literal("E-mail: " + ", ".join(front.emails)))
        return _call(
            "front",
            _optional(front.title.zh),
            _optional(front.title.en or (None if front.title.zh else self.article.id)),
            _authors(front, "zh"),
            _authors(front, "en"),
            _array(affiliations),
            _array(map(_literal, _facts(self.article))),
            _array(notes),
        )

    def _abstract(self) -> str:
        head = self._heading("abstract")
        keywords = [line for lang in _SIDES if (line := self._keywords(lang))]
        return _call("abstract", head, _array(keywords), _array(map(self._pair, self.sheet.abstract)))

    def _keywords(self, lang: Language) -> str | None:
        front = self.article.front
        label = quoted(names.HEADINGS["keywords"][_SIDES.index(lang)])
        if printed := layout.keywords(front, lang):
            return _call("keywords-line", label, self._part(printed), quoted(lang))
        words = [text for pair in front.keywords if (text := getattr(pair, lang))]
        glue = "；" if lang == "zh" else "; "
        return _call("keywords-line", label, _literal(glue.join(words)), quoted(lang)) if words else None

    # Rows ---------------------------------------------------------------------------------------------------------

    def _pair(self, row: Row) -> str:
        return _array((self._side(row.zh, "zh"), self._side(row.en, "en"), "true" if row.opens else "false"))

    def _side(self, parts: Sequence[Part], lang: Language) -> str:
        if not parts:
            return "none"
        glue = [] if lang == "zh" else ['" "']
        pieces: list[str] = []
        for part in parts:
            pieces += (glue if pieces else []) + [self._part(part)]
        return _content(pieces)

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
        if mark.layer in _STYLES:
            return _call(_STYLES[mark.layer], body)
        if mark.layer == "citation" and isinstance(mark.key, int):
            return self._citation(mark.key, body)
        if mark.layer == "link" and layout.is_web_address(mark.key):
            return _call("web", quoted(printable(str(mark.key))), body)
        return body

    def _citation(self, index: int, body: str) -> str:
        cited = self.article.citations[index].references
        targets = [self.targets[id] for id in cited if id in self.targets]
        target = quoted(f"ref-{targets[0]}") if targets else "none"
        anchor = "none" if index in self.anchored else quoted(f"cite-{index}")
        self.anchored.add(index)
        return _call("cite-mark", anchor, target, body)

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
                yield "#" + _call("parallel", *(self._pair(row) for row in items if isinstance(row, Row)))
                continue
            before = None
            for item in items:
                yield from self._row(item, before) if isinstance(item, Row) else self._float(item)
                before = item

    def _is_parallel(self, row: Row) -> bool:
        return row.score is not None and all(p.block.kind in layout.PROSE for p in row.parts)

    def _row(self, row: Row, before: Row | Float | None) -> Iterator[str]:
        for part in row.parts:
            block, lang = part.block, quoted(part.block.lang)
            match block.kind:
                case "math":
                    yield "#" + self._part(part)
                case "code":
                    yield "#" + _call("verbatim", quoted(printable(part.text)))
                case "list_item":
                    yield "#" + _call("item", lang, self._part(part))
                case "heading":
                    yield "#" + _call("run-in", lang, self._part(part))
                case _:
                    yield "#" + _call("flush" if layout.goes_on(part, before) else "para", lang, self._part(part))

    def _float(self, item: Float) -> Iterator[str]:
        caption = self._caption(item)
        if item.table:
            yield "#" + _call("table-float", _breakable(item), caption, self._table(item))
        elif item.kind == "figure" or item.image:
            yield "#" + _call("figure-float", caption, _optional(item.image), quoted(names.NO_IMAGE))
        else:
            yield "#" + _call("aside", quoted("zh"), caption)
        for part in leftovers.of_float(item):
            yield "#" + _call("aside", quoted(part.block.lang), self._part(part))

    def _caption(self, item: Float) -> str:
        texts = {lang: layout.caption(item, lang) for lang in _SIDES}
        arguments = []
        for lang, part in texts.items():
            labelled = part is not None or (lang == "zh" and not any(texts.values()))
            arguments.append(_optional(names.label(item, lang) if labelled else None))
            arguments.append(self._part(part) if part else "none")
        return _call("caption", *arguments)

    def _table(self, item: Float) -> str:
        rows = grid.placed(item.table)
        head = grid.head(rows)
        columns = grid.width(rows)
        cells = []
        for cell in rows:
            content = _content(self._nodes(cell_tree(cell.cell.text)))
            lines = min(cell.rowspan, head - cell.y) if cell.y < head else cell.rowspan
            body = f"strong({content})" if cell.header else content
            cells.append(f"(x: {cell.x}, y: {cell.y}, colspan: {cell.colspan}, rowspan: {lines}, body: {body})")
        return _call("tabular", str(columns), str(head), _table_size(columns), *cells)

    # Back ---------------------------------------------------------------------------------------------------------

    def _back(self) -> Iterator[str]:
        sheet = self.sheet
        if sheet.entries:
            yield "#" + self._heading("references")
            yield "#small({"
            yield from map(self._entry, sheet.entries, range(len(sheet.entries)))
            yield "})"
        if sheet.notes:
            yield "#" + self._heading("notes")
            yield "#small({"
            yield from (_note(label, note) for label, note in names.labelled(sheet.notes))
            yield "})"
        if sheet.leftovers:
            yield "#" + self._heading("leftovers")
            yield "#small({"
            yield from (_call("aside", quoted(p.block.lang), self._part(p)) for p in sheet.leftovers)
            yield "})"

    def _heading(self, name: str) -> str:
        title = self.sheet.heading(name)
        return _call("chapter", "1", "none", _optional(title.zh), _optional(title.en))

    def _entry(self, entry: Entry, index: int) -> str:
        number = entry.reference.number
        body = [self._part(entry.part)]
        places = [quoted(f"cite-{i}") for i in entry.cited if i in self.anchored]
        if places:
            body.append(_call("cited", *places))
        label = quoted(f"[{number}]" if number is not None else "[–]")
        return _call("entry", quoted(f"ref-{index}"), label, quoted(entry.part.block.lang), _content(body))


def _note(label: str | None, note: Note) -> str:
    pieces = [f"strong({quoted(label)})", "h(0.8em)"] if label else []
    return _call("aside", quoted(language(note.text)), _content([*pieces, _literal(note.text.strip())]))


def _languages(pair: Bilingual) -> str:
    sides = [_call(lang, _literal(text)) for lang, text in (("zh", pair.zh), ("en", pair.en)) if text]
    return _content(f"{side}; linebreak()" if i < len(sides) - 1 else side for i, side in enumerate(sides))


def _authors(front: Front, lang: Language) -> str:
    named = [(a, text) for a in front.authors if (text := a.name.zh if lang == "zh" else a.name.en)]
    pieces: list[str] = []
    for index, (author, text) in enumerate(named):
        marks = names.author_marks(author, front)
        pieces.append(_literal(text))
        pieces += [_call("super", quoted(marks))] if marks else []
        pieces += ["envelope"] if author.corresponding else []
        pieces += [_literal(" " + role) for role in author.roles] if lang == "zh" else []
        pieces += [quoted("，" if lang == "zh" else ", ")] if index < len(named) - 1 else []
    return _content(pieces) if pieces else "none"


def _facts(article: Article) -> Iterator[str]:
    front = article.front
    dates = front.dates
    zh = article.language == "zh"
    for label, value in (
        ("", front.journal),
        ("DOI ", front.doi),
        ("中图分类号 " if zh else "CLC ", front.clc),
        ("收稿 " if zh else "Received ", dates.received),
        ("修回 " if zh else "Revised ", dates.revised),
        ("接受 " if zh else "Accepted ", dates.accepted),
        ("发表 " if zh else "Published ", dates.published),
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


def _table_size(columns: int) -> str:
    """The type size that lets a table of so many columns fit 160 mm (tables of 60 articles of the corpus)."""
    return "8.5pt" if columns <= 6 else "7.5pt" if columns <= 9 else "6.5pt" if columns <= 13 else "5pt"
