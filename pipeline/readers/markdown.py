"""Markdown → Document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import lxml.html
from lxml.etree import LxmlError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.article import Cell, Diagnostic, Discarded, Source, Span
from pipeline.diagnostics import diagnostic
from pipeline.document import Block, Document, Kind
from pipeline.readers import embedded
from pipeline.readers.draft import Draft
from pipeline.readers.syntax import parser

_TAG = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")
_INLINE_SYNTAX = re.compile(r"[$*\\<&[_]")
_DIGITS = re.compile(r"\d{1,4}")
_LANGUAGE = re.compile(r"[\w+#.-]*", re.ASCII)
_TAG_SPANS = {"sup": "sup", "sub": "sub", "em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong"}
_TAGS_WITHOUT_MEANING = frozenset(
    [
        "a",
        "body",
        "center",
        "div",
        "font",
        "html",
        "p",
        "small",
        "span",
        "u",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
    ]
)
_TOKEN_SPANS = {"em": "emphasis", "strong": "strong"}


def read(text: str, id: str, source: Source) -> Document:
    """The document of a text whose lines end in newlines. Never raises: what cannot be read stays as text."""
    lines = text.split("\n")
    blocks: list[Block] = []
    discarded: list[Discarded] = []
    diagnostics: list[Diagnostic] = []
    for piece in _Walker(_parser()).blocks(_parser().parse(text)):
        if isinstance(piece, Discarded):
            discarded.append(piece)
        else:
            blocks.append(piece.named(f"b{len(blocks) + 1}"))
            if not piece.readable:
                diagnostics.append(diagnostic("table-unreadable", piece.lines, blocks[-1].id))
    diagnostics += [
        diagnostic("markdown-unclosed-math", (number, number + 1))
        for number, line in enumerate(lines)
        if line.count("$") - line.count("\\$") & 1
    ]
    covered = {n for b in blocks for n in range(*b.lines)} | {n for d in discarded for n in range(*d.lines)}
    discarded += [
        Discarded(line.strip(), "markup", (number, number + 1))
        for number, line in enumerate(lines)
        if line.strip() and number not in covered
    ]
    discarded.sort(key=lambda d: d.lines)
    return Document(id, source, tuple(blocks), tuple(discarded), tuple(diagnostics))


@cache
def _parser() -> MarkdownIt:
    return parser()


class _Walker:
    """Walks markdown-it's flat token list and hands out drafts of blocks."""

    def __init__(self, md: MarkdownIt) -> None:
        self.md = md

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Draft | Discarded]:
        kind: Kind = "paragraph"
        level = 0
        in_item = 0
        position = 0
        while position < len(tokens):
            token = tokens[position]
            match token.type:
                case "heading_open":
                    kind, level = "heading", int(token.tag[1])
                case "list_item_open":
                    in_item += 1
                case "list_item_close":
                    in_item -= 1
                case "inline":
                    kind = "list_item" if in_item and kind == "paragraph" else kind
                    drafts = self._run(token.children or [], Draft(kind, _lines(token)[0], level))
                    yield from (draft for draft in drafts if not draft.empty)
                    kind, level = "paragraph", 0
                case "math_block":
                    yield self._verbatim("math", token)
                case "fence":
                    yield self._verbatim("code", token)
                case "html_table":
                    yield from self._html_table(token)
                case "table_open":
                    end = next(i for i in range(position, len(tokens)) if tokens[i].type == "table_close")
                    yield from self._pipe_table(tokens[position : end + 1])
                    position = end
                case "comment":
                    yield Discarded(token.content, "comment", _lines(token))
                case "hr":
                    yield Discarded(token.markup, "thematic break", _lines(token))
            position += 1

    def _run(self, tokens: Sequence[Token], draft: Draft) -> Iterator[Draft]:
        """Writes inline tokens; a picture ends the draft and stands as a block of its own."""
        line = draft.lines[0]
        opened: list[tuple[str, int, str | None]] = []
        for token in tokens:
            match token.type:
                case "text":
                    draft.write(token.content)
                case "softbreak" | "hardbreak":
                    line += 1
                    draft.break_line(line)
                case "math_inline":
                    draft.spans.append(Span("math", draft.size, draft.size + len(token.content)))
                    draft.write(token.content)
                case "image" | "html_inline" if (picture := self._picture(token)) is not None:
                    yield draft
                    image = Draft("image", line)
                    image.target, said = embedded.name(picture[0]), picture[1]
                    image.write(said)
                    yield image
                    opened.clear()
                    draft = Draft(draft.kind, line, draft.level)
                case "html_inline":
                    self._tag(token.content, draft, opened)
                    line += token.content.count("\n")
                case "em_open" | "strong_open" | "link_open":
                    target = str(token.attrs["href"]) if token.type == "link_open" else None
                    opened.append((token.type.removesuffix("_open"), draft.size, target))
                case "em_close" | "strong_close" | "link_close":
                    self._close(token.type.removesuffix("_close"), draft, opened)
                case _:
                    draft.write(token.content)
        yield draft

    def _picture(self, token: Token) -> tuple[str, str] | None:
        """Address and words of a picture in Markdown or, as Typora writes it, in HTML."""
        if token.type == "image":
            return str(token.attrs.get("src", "")), token.content
        if token.content[:4].lower() != "<img":
            return None
        try:
            tag = lxml.html.fragment_fromstring(token.content)
        except (LxmlError, ValueError):
            return None
        address = self.md.normalizeLink(tag.get("src", "").strip())
        return (address, tag.get("alt", "")) if self.md.validateLink(address) else None

    @staticmethod
    def _close(name: str, draft: Draft, opened: list[tuple[str, int, str | None]]) -> None:
        for index in reversed(range(len(opened))):
            if opened[index][0] == name:
                _, start, target = opened.pop(index)
                kind = _TOKEN_SPANS.get(name) or _TAG_SPANS.get(name) or "link"
                draft.spans.append(Span(kind, start, draft.size, target))  # type: ignore[arg-type]
                return

    def _tag(self, tag: str, draft: Draft, opened: list[tuple[str, int, str | None]]) -> None:
        match = _TAG.match(tag)
        name = match[1].lower() if match else ""
        if name == "br":
            draft.write("\n")
        elif name in _TAG_SPANS:
            if tag.startswith("</"):
                self._close(name, draft, opened)
            else:
                opened.append((name, draft.size, None))
        elif name not in _TAGS_WITHOUT_MEANING:
            draft.write(tag)  # "<i.e. 3 and b>" is text; a script is shown, never run

    @staticmethod
    def _verbatim(kind: Kind, token: Token) -> Draft:
        first, last = _lines(token)
        draft = Draft(kind, first)
        draft.pieces = [(0, first, last)]
        if kind == "math":
            draft.spans.append(Span("math", 0, len(token.content)))
        # What stands behind the fence is a language's name, or else text.
        if not _LANGUAGE.fullmatch(token.info.strip()):
            draft.write(token.info.strip() + "\n")
        draft.write(token.content)
        return draft

    # Tables ---------------------------------------------------------------------------------------------------------

    def _html_table(self, token: Token) -> Iterator[Draft]:
        first, last = _lines(token)
        draft = Draft("table", first)
        draft.pieces = [(0, first, last)]
        pictures: list[Draft] = []
        rest = ""
        try:
            root = lxml.html.fragment_fromstring(token.content, create_parent="div")
        except (LxmlError, ValueError):
            draft.write(re.sub(r"<[^<>]*>", "\t", token.content))
            draft.readable = False
        else:
            # A table in a cell is the cell's text; what stands in no cell follows the table.
            for row in [row for row in root.iter("tr") if next(row.iterancestors("td", "th"), None) is None]:
                cells = [cell for cell in row if cell.tag in ("td", "th")]
                self._row(draft, [self._html_cell(cell, pictures) for cell in cells])
                for cell in cells:
                    cell.clear(keep_tail=True)
            rest = " ".join(str(root.text_content()).split())
        yield draft
        yield from _moved(pictures, last - 1)
        if rest:
            after = Draft("paragraph", last - 1)
            after.write(rest)
            yield after

    def _html_cell(self, cell: lxml.html.HtmlElement, pictures: list[Draft]) -> tuple[Cell, list[Span]]:
        inner = (cell.text or "") + "".join(lxml.html.tostring(child, encoding="unicode") for child in cell)
        text, spans = self._cell_text(inner, pictures)
        return Cell(text, cell.tag == "th", _count(cell.get("colspan")), _count(cell.get("rowspan"))), spans

    def _cell_text(self, source: str, pictures: list[Draft]) -> tuple[str, list[Span]]:
        """The text of a cell; pictures in it, which a cell cannot hold, are added to those that follow the table."""
        if not _INLINE_SYNTAX.search(source):
            return " ".join(source.split()), []
        tokens = self.md.parseInline(" ".join(source.split()))[0].children or []
        cell = Draft("paragraph", 0)
        for draft in self._run(tokens, Draft("paragraph", 0)):
            if draft.kind == "image":
                pictures.append(draft)
            elif not draft.empty:
                at = cell.size
                cell.spans += [Span(s.kind, s.start + at, s.end + at, s.target) for s in draft.spans]
                cell.write("".join(draft.parts))
        return "".join(cell.parts), cell.spans

    def _pipe_table(self, tokens: Sequence[Token]) -> Iterator[Draft]:
        first, last = _lines(tokens[0])
        draft = Draft("table", first)
        draft.pieces = [(0, first, last)]
        pictures: list[Draft] = []
        row: list[tuple[Cell, list[Span]]] = []
        for token, following in pairwise(tokens):
            if token.type in ("th_open", "td_open"):
                text, spans = self._cell_text(following.content, pictures)
                row.append((Cell(text, token.type == "th_open"), spans))
            elif token.type == "tr_close":
                self._row(draft, row)
                row = []
        yield draft
        yield from _moved(pictures, last - 1)

    @staticmethod
    def _row(draft: Draft, cells: Sequence[tuple[Cell, list[Span]]]) -> None:
        if draft.rows:
            draft.write("\n")
        for index, (cell, spans) in enumerate(cells):
            if index:
                draft.write("\t")
            at = draft.size
            draft.spans += [Span(s.kind, s.start + at, s.end + at, s.target) for s in spans]
            draft.write(cell.text)
        draft.rows.append(tuple(cell for cell, _ in cells))


def _moved(drafts: Iterable[Draft], line: int) -> Iterator[Draft]:
    for draft in drafts:
        draft.pieces = [(0, line, line + 1)]
        yield draft


def _lines(token: Token) -> tuple[int, int]:
    first, last = token.map or (0, 1)
    return first, max(last, first + 1)


def _count(span: str | None) -> int:
    """A colspan or rowspan as HTML reads it: at least 1, at most 1,000 (HTML, 4.9.11)."""
    digits = _DIGITS.match(span.strip()) if span else None
    return min(max(int(digits[0]), 1), 1000) if digits else 1
