"""JATS XML (NISO Z39.96) → Document.

Both languages are read: trans-title, trans-abstract, every kwd-group and both citations of a citation-alternatives.
What JATS says by its tags is written out in the words that a journal prints (摘要, Key words, 收稿日期 …), so that one
structure stage serves every format. No entity is expanded (its name stays in the text, and a diagnostic says so), no
DTD is loaded, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lxml import etree

from pipeline import text as characters
from pipeline.article import Cell, Diagnostic, Discarded, Imprint, Source, Span
from pipeline.diagnostics import diagnostic
from pipeline.document import Document, Kind
from pipeline.readers.draft import Draft

Element = etree._Element

_SPANS = {"sup": "sup", "sub": "sub", "italic": "emphasis", "bold": "strong", "tex-math": "math", "monospace": "code"}
_LABELS = {
    "abstract": {"zh": "摘要：", "en": "Abstract: "},
    "kwd-group": {"zh": "关键词：", "en": "Key words: "},
    "received": {"zh": "收稿日期：", "en": "Received: "},
    "rev-recd": {"zh": "修回日期：", "en": "Revised: "},
    "accepted": {"zh": "接受日期：", "en": "Accepted: "},
    "pub": {"zh": "网络出版日期：", "en": "Published: "},
    "publisher-id": {"zh": "文章编号：", "en": "Article ID: "},
    "funding": {"zh": "基金项目：", "en": "Funding: "},
    "ref-list": {"zh": "参考文献", "en": "References"},
    "ack": {"zh": "致谢", "en": "Acknowledgements"},
}
_FORMULAS = frozenset(["inline-formula", "disp-formula", "alternatives"])
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HREF = "{http://www.w3.org/1999/xlink}href"
_BLOCKS = frozenset(
    [
        "p",
        "sec",
        "title",
        "fig",
        "table-wrap",
        "disp-formula",
        "list",
        "ref-list",
        "ref",
        "ack",
        "fn",
        "app",
        "boxed-text",
    ]
)


def read(text: str, id: str, source: Source) -> Document:
    """The document of an article's XML. Text that is no XML gives one diagnostic and is discarded whole."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = max(getattr(error, "lineno", 1) or 1, 1) - 1
        kept = [Discarded(row, "not XML", (n, n + 1)) for n, row in enumerate(text.split("\n")) if row.strip()]
        problem = diagnostic("xml-broken", (line, line + 1), reason=str(error).split(", line")[0])
        return Document(id, source, (), tuple(kept), (problem,))
    for element in root.iter(etree.Element):  # names without name spaces, so that any JATS version is read
        element.tag = etree.QName(element).localname
    articles = [root] if root.tag == "article" else list(root.iter("article"))  # PMC and OAI-PMH wrap it
    drafts = [draft for draft in _Article(articles[0] if articles else root).drafts() if not draft.empty]
    blocks = tuple(draft.named(f"b{number}") for number, draft in enumerate(drafts, 1))
    covered = {n for b in blocks for n in range(*b.lines)}
    rows = enumerate(text.split("\n"))
    rest = tuple(Discarded(row.strip(), "markup", (n, n + 1)) for n, row in rows if row.strip() and n not in covered)
    return Document(id, source, blocks, rest, (*_not_one_article(root, articles), *_entities(root)))


class _Article:
    """Walks one ``<article>`` in the order in which a journal prints its parts."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.lang = _language(root, "zh")
        self.footnotes = _footnotes(root)

    def drafts(self) -> Iterator[Draft]:
        meta = self.root.find(".//article-meta")
        if meta is not None:
            yield from self._front(meta)
        for part in ("body", "back"):
            found = self.root.find(part)
            if found is not None:
                yield from self._flow(found, level=1)

    # Front ----------------------------------------------------------------------------------------------------------

    def _imprint(self, meta: Element) -> Iterator[Draft]:
        """``《某学报》Some Journal 2020, 41(3): 101-110. ISSN 1000-0000. 某出版社``"""
        journal = self.root.find(".//journal-meta")
        titles = [] if journal is None else [*journal.iter("journal-title", "trans-title")]
        titles.sort(key=lambda title: _language(title, self.lang) == "en")
        paths = ("pub-date/year", "volume", "issue", "fpage", "lpage", "elocation-id")
        place = Imprint(*(_found(meta, path) or None for path in paths)).place
        names = " ".join(_content(title) if number else f"《{_content(title)}》" for number, title in enumerate(titles))
        parts = [f"{names} {place}".strip()]
        if journal is not None:
            parts += [f"ISSN {_content(i)}" for i in journal.iter("issn")]
            parts += map(_content, journal.iter("publisher-name"))
        draft = self._draft("paragraph", meta if journal is None else journal)
        draft.write(". ".join(filter(None, parts)))
        yield draft

    def _front(self, meta: Element) -> Iterator[Draft]:
        yield from self._imprint(meta)
        for path in (
            "title-group/article-title",
            "title-group/trans-title",
            "title-group/trans-title-group/trans-title",
        ):
            for title in meta.iterfind(path):
                yield self._inline("heading", title, level=1)
        for group in meta.iterfind("contrib-group"):
            yield from self._authors(group)
        for aff in meta.iterfind(".//aff"):
            yield self._inline("paragraph", aff)
        for tag in ("abstract", "trans-abstract"):
            for abstract in meta.iterfind(tag):
                yield self._labelled(
                    "abstract", abstract, [e for e in abstract.iter("p", "title") if not _is_label(e)], " "
                )
        for group in meta.iterfind("kwd-group"):
            yield self._labelled(
                "kwd-group", group, list(group.iter("kwd")), "；" if _language(group, self.lang) == "zh" else "; "
            )
        for article_id in meta.iterfind("article-id[@pub-id-type='doi']"):
            yield self._inline("paragraph", article_id, prefix="DOI: ")
        for article_id in meta.iterfind("article-id[@pub-id-type='publisher-id']"):
            yield self._inline("paragraph", article_id, prefix=_LABELS["publisher-id"][self.lang])
        yield from self._dates(meta)
        for note in meta.iterfind(".//funding-group/*"):
            yield self._labelled("funding", note, [note], " ")
        for note in meta.iterfind("author-notes/*"):
            yield self._inline("paragraph", note)

    def _authors(self, group: Element) -> Iterator[Draft]:
        """A line of names in each language, with the numbers of their affiliations as superscripts."""
        for lang, comma in (("zh", "，"), ("en", ", ")):
            draft = self._draft("paragraph", group)
            for contrib in group.iterfind("contrib"):
                name = _name(contrib, lang)
                if not name:
                    continue
                draft.write((comma if draft.size else "") + name)
                marks = ",".join(_content(x) for x in contrib.iterfind("xref[@ref-type='aff']"))
                draft.spans.append(Span("sup", draft.size, draft.size + len(marks)))
                draft.write(marks)
            yield draft

    def _dates(self, meta: Element) -> Iterator[Draft]:
        for date in [*meta.iterfind("history/date"), *meta.iterfind("pub-date")]:
            parts = [date.findtext(unit) or "" for unit in ("year", "month", "day")]
            key = date.get("date-type") or "pub"
            if all(part.strip().isdigit() for part in parts) and key in _LABELS:
                draft = self._draft("paragraph", date)
                draft.write(_LABELS[key][self.lang] + "-".join(part.strip().zfill(2) for part in parts))
                yield draft

    def _labelled(self, key: str, element: Element, parts: list[Element], glue: str) -> Draft:
        draft = self._draft("paragraph", element)
        draft.write(_LABELS[key][_language(element, self.lang)])
        for index, part in enumerate(parts):
            draft.write(glue if index else "")
            self._write(draft, part)
        return draft

    # Body and back --------------------------------------------------------------------------------------------------

    def _flow(self, element: Element, level: int) -> Iterator[Draft]:
        for child in element.iterchildren(etree.Element):
            match child.tag:
                case "sec" | "app" | "ack" | "ref-list":
                    yield from self._section(child, level)
                case "fig" | "table-wrap":
                    yield from self._float(child)
                case "disp-formula":
                    yield self._inline("math", child)
                case "list":
                    for item in child.iter("list-item"):
                        yield self._inline("list_item", item)
                case "ref":
                    yield self._reference(child)
                case "fn" if child in self.footnotes:
                    yield self._footnote(child)
                case "p" if any(e.tag in _BLOCKS for e in child.iterdescendants(etree.Element)):
                    yield from self._mixed(child, level)
                case "label" | "title":
                    pass  # written with the heading
                case _ if any(e.tag in _BLOCKS for e in child.iterchildren(etree.Element)):
                    yield from self._flow(child, level)
                case _:
                    yield self._inline("paragraph", child)

    def _section(self, section: Element, level: int) -> Iterator[Draft]:
        title = section.find("title")
        draft = self._draft("heading", section if title is None else title, level)
        if (label := section.findtext("label")) and label.strip():
            draft.write(label.strip() + " ")
        if title is not None:
            self._write(draft, title)
        elif section.tag in _LABELS:
            draft.write(_LABELS[section.tag][self.lang])
        yield draft
        yield from self._flow(section, level + 1)

    def _mixed(self, paragraph: Element, level: int) -> Iterator[Draft]:
        """A paragraph that holds floats or formulas: its text first, whole, then what stood in it."""
        held = [e for e in paragraph.iterchildren(etree.Element) if e.tag in _BLOCKS]
        yield self._inline("paragraph", paragraph, skip=lambda e: e in held and e.tag != "fn")
        for child in held:
            shell = etree.Element("shell")
            shell.append(child)  # moves it out, which keeps its line number
            yield from self._flow(shell, level)

    def _float(self, item: Element) -> Iterator[Draft]:
        label = (item.findtext("label") or "").strip()
        for caption in item.iter("caption"):
            draft = self._draft("paragraph", caption)
            draft.write(label + " " if label else "")
            self._write(draft, caption)
            yield draft
            label = ""
        for graphic in item.iter("graphic"):
            draft = self._draft("image", graphic)
            draft.target = graphic.get(_HREF, "")
            yield draft
        for table in item.iter("table"):
            yield self._table(table)
        for foot in item.iter("table-wrap-foot"):  # its notes are the table's
            yield self._inline("paragraph", foot)

    def _table(self, table: Element) -> Draft:
        draft = self._draft("table", table)
        for row in table.iter("tr"):
            cells = []
            draft.write("\n" if draft.rows else "")
            for index, cell in enumerate(row.iterchildren("td", "th")):
                draft.write("\t" if index else "")
                start = draft.size
                self._write(draft, cell)
                content = "".join(draft.parts)[start:]
                cells.append(Cell(content, cell.tag == "th", _count(cell, "colspan"), _count(cell, "rowspan")))
            draft.rows.append(tuple(cells))
        return draft

    def _reference(self, ref: Element) -> Draft:
        """``[label] citation``, both citations of a citation-alternatives on lines of their own."""
        draft = self._draft("list_item", ref)
        label = (ref.findtext("label") or "").strip(" .[]［］")
        draft.write(f"[{label}] " if label else "")
        citations = ref.iter("mixed-citation", "element-citation", "nlm-citation")
        for index, citation in enumerate(citations):
            draft.write("\n" if index else "")
            if citation.tag == "mixed-citation":
                self._write(draft, citation)
            else:
                draft.write(". ".join(map(_content, citation)))
        return draft

    def _footnote(self, note: Element) -> Draft:
        """``[^1]: text``, as Markdown writes it."""
        draft = self._draft("paragraph", note)
        draft.write(f"[^{self.footnotes[note]}]:")
        for part in note.iterchildren("p"):
            draft.write(" ")
            self._write(draft, part)
        return draft

    # Text -----------------------------------------------------------------------------------------------------------

    @staticmethod
    def _draft(kind: Kind, element: Element, level: int = 0) -> Draft:
        line: Any = element.sourceline
        first = max(int(line or 1) - 1, 0)
        draft = Draft(kind, first, level)
        draft.pieces = [(0, first, first + etree.tostring(element, with_tail=False).count(b"\n") + 1)]
        return draft

    def _inline(
        self,
        kind: Kind,
        element: Element,
        level: int = 0,
        prefix: str = "",
        skip: Callable[[Element], bool] = lambda _: False,
    ) -> Draft:
        draft = self._draft(kind, element, level)
        draft.write(prefix)
        self._write(draft, element, skip)
        return draft

    def _write(self, draft: Draft, element: Element, skip: Callable[[Element], bool] = lambda _: False) -> None:
        self._put(draft, element.text)
        for child in element:
            if child.tag is etree.Entity:
                self._put(draft, child.text)  # &name;
            elif not skip(child):
                self._write_child(draft, child, skip)
            self._put(draft, child.tail)

    def _write_child(self, draft: Draft, child: Element, skip: Callable[[Element], bool]) -> None:
        note = self._note(child)
        if note is not None:
            draft.write(f"[^{self.footnotes[note]}]")
            return
        tex = child.find(".//tex-math") if child.tag in _FORMULAS else None
        child, start = child if tex is None else tex, draft.size
        self._write(draft, child, skip)
        if kind := _SPANS.get(child.tag):
            draft.spans.append(Span(kind, start, draft.size))  # type: ignore[arg-type]
        elif child.tag == "ext-link" and str(child.get(_HREF, "")).startswith(("http://", "https://")):
            draft.spans.append(Span("link", start, draft.size, child.get(_HREF)))

    def _note(self, element: Element) -> Element | None:
        """The footnote that an element is, or leads to."""
        if element.tag == "xref" and element.get("ref-type") == "fn":
            return next((note for note in self.footnotes if note.get("id") == element.get("rid")), None)
        return element if element in self.footnotes else None

    @staticmethod
    def _put(draft: Draft, text: str | None) -> None:
        """Text with its white space folded; XML's line breaks mean nothing."""
        if text:
            folded = " ".join(text.split())
            left = " " if text[0].isspace() and draft.size and not draft.parts[-1].endswith((" ", "\n", "\t")) else ""
            draft.write(left + folded + (" " if folded and text[-1].isspace() else ""))


def _not_one_article(root: Element, articles: Sequence[Element]) -> tuple[Diagnostic, ...]:
    """A diagnostic at the first tag where XML is of another kind, at the second article where it holds several."""
    if len(articles) == 1:
        return ()
    line: Any = (articles[1] if articles else root).sourceline
    lines = (int(line or 1) - 1, int(line or 1))
    if articles:
        return (diagnostic("xml-several-articles", lines, count=len(articles)),)
    return (diagnostic("xml-not-jats", lines, root=root.tag),)


def _entities(root: Element) -> tuple[Diagnostic, ...]:
    """A diagnostic for each entity, at its first line; what it stands for is never looked up, its name is kept."""
    lines: dict[str, int] = {}
    for entity in root.iter(etree.Entity):
        line: Any = entity.sourceline
        lines.setdefault(str(entity.text), int(line or 1) - 1)
    return tuple(diagnostic("xml-entity", (line, line + 1), name=name) for name, line in lines.items())


def _footnotes(root: Element) -> dict[Element, str]:
    """The footnotes of the text, each with its label, or its number where that says nothing or is another's."""
    found: dict[Element, str] = {}
    for number, note in enumerate(root.iter("fn"), 1):
        if next(note.iterancestors("table-wrap", "author-notes", "front"), None) is None:
            label = (note.findtext("label") or "").strip()
            fit = label and not re.search(r"[\s\[\]]", label) and label not in found.values()
            found[note] = label if fit else f"n{number}"
    return found


def _name(contrib: Element, lang: str) -> str:
    """A person's name as printed in a language: 张三, Zhang San; an empty string where there is none."""
    for name in [*contrib.iter("name"), *contrib.iter("string-name"), *contrib.iter("collab")]:
        family, given = (name.findtext("surname") or "").strip(), (name.findtext("given-names") or "").strip()
        whole = _content(name)
        if characters.language(whole) != lang:
            continue
        if not family:
            return whole
        eastern = lang == "zh" or name.get("name-style") == "eastern"
        return (family + ("" if lang == "zh" else " ") + given if eastern else f"{given} {family}").strip()
    return ""


def _language(element: Element, default: str) -> str:
    """ "zh" or "en", as the element or what it holds says."""
    declared = element.get(_XML_LANG) or ""
    if declared:
        return "zh" if declared.lower().startswith("zh") else "en"
    own = _content(element)[:2000]
    return characters.language(own) if own else default


def _is_label(element: Element) -> bool:
    """Whether a title inside an abstract is the word abstract itself."""
    return element.tag == "title" and _content(element).strip(" ：:").lower() in ("摘要", "abstract")


def _content(element: Element) -> str:
    """All the text in an element, its white space folded."""
    return " ".join("".join(map(str, element.itertext())).split())


def _found(element: Element, path: str) -> str:
    """The text of the first element at a path, or nothing."""
    found = element.find(path)
    return "" if found is None else _content(found)


def _count(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), 1000) if value.isascii() and value.isdigit() and len(value) < 5 else 1
