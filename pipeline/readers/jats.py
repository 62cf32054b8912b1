"""JATS XML (NISO Z39.96) → Document.

Both languages are read: trans-title, trans-abstract, every kwd-group and both citations of a citation-alternatives.
What JATS says by its tags is written out in the words that a journal prints (摘要, Key words, 收稿日期 …), so that one
structure stage serves every format. MathML becomes TeX by pandoc. No entity is expanded (its name stays in the text,
and a diagnostic says so), no DTD is loaded, nothing is fetched. A sub-article that translates the article is a document
of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline import text as characters
from pipeline.article import Cell, Diagnostic, Discarded, Imprint, Source, Span
from pipeline.diagnostics import diagnostic
from pipeline.document import Document, Kind
from pipeline.readers import bibtex, pandoc
from pipeline.readers.draft import Draft
from pipeline.readers.errors import UnreadableError

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
    "clc": {"zh": "中图分类号：", "en": "CLC number: "},
    "bio": {"zh": "作者简介：", "en": "Biography: "},
    "corresp": {"zh": "通信作者：", "en": "Correspondence: "},
    "group": {"zh": "团体作者：", "en": "Group author: "},
    "con": {"zh": "作者贡献声明", "en": "Author contributions"},
    "conflict": {"zh": "利益冲突声明", "en": "Conflict of interest"},
    "coi-statement": {"zh": "利益冲突声明", "en": "Conflict of interest"},
}
# What is of the article and of none of its fields, by what it is.
_ASIDE = {
    "subject": "column",
    "contrib-id": "identifier",
    "institution-id": "identifier",
    "copyright-statement": "licence",
    "license": "licence",
}
_TYPES = {
    "journal": "article-journal",
    "book": "book",
    "confproc": "paper-conference",
    "conference": "paper-conference",
    "thesis": "thesis",
    "patent": "patent",
    "report": "report",
    "standard": "standard",
    "newspaper": "article-newspaper",
    "data": "dataset",
    "web": "webpage",
    "webpage": "webpage",
}
_CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation")
_NAMES = ("name", "string-name", "collab")
# A label in the other language.
_OTHER_LABEL = {"图": "Fig. {}", "表": "Table {}", "fig": "图{}", "tab": "表{}"}
# Of one picture in several files, those that are shown.
_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_DOCUMENT = re.compile(r"\\begin\s*\{document\}(.*?)\\end\s*\{document\}", re.DOTALL)
_FORMULAS = frozenset(["inline-formula", "disp-formula", "alternatives"])
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FLOATS = frozenset(["fig", "table-wrap", "fig-group", "boxed-text", "fn"])
_BLOCKS = _FLOATS | frozenset(
    [
        "p",
        "sec",
        "title",
        "disp-formula",
        "list",
        "def-list",
        "disp-quote",
        "preformat",
        "verse-group",
        "ref-list",
        "ref",
        "ack",
        "app",
    ]
)


def read(text: str, id: str, source: Source) -> Document:
    """The document of an article's XML. Text that is no XML gives one diagnostic and is discarded whole."""
    return documents(text, id, source)[0]


def documents(text: str, id: str, source: Source) -> tuple[Document, ...]:
    """The document of an article's XML, and that of the translation in it; the Chinese one first."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = max(getattr(error, "lineno", 1) or 1, 1) - 1
        kept = [Discarded(row, "not XML", (n, n + 1)) for n, row in enumerate(text.split("\n")) if row.strip()]
        problem = diagnostic("xml-broken", (line, line + 1), reason=str(error).split(", line")[0])
        return (Document(id, source, (), tuple(kept), (problem,)),)
    for element in root.iter(etree.Element):  # names without name spaces, so that any JATS version is read
        element.tag = etree.QName(element).localname
    articles = [root] if root.tag == "article" else list(root.iter("article"))  # PMC and OAI-PMH wrap it
    _read_formulas(root, Path(source.path))
    main = articles[0] if articles else root
    parts = list(main.iterchildren("sub-article", "response"))
    translations = [part for part in parts if part.get("article-type") == "translation"][:1]
    rows = {number for number, row in enumerate(text.split("\n")) if row.strip()}
    held = [rows & set(range(*_extent(translation))) for translation in translations]
    problems = (*_not_one_article(root, articles), *_entities(root))
    problems += tuple(
        diagnostic("xml-part", _extent(part), kind=part.tag) for part in parts if part not in translations
    )
    read = [(main, _document(main, text, id, source, rows.difference(*held), problems))]
    read += [(part, _document(part, text, id, source, own, ())) for part, own in zip(translations, held, strict=True)]
    return tuple(document for _, document in sorted(read, key=lambda pair: _language(pair[0], "zh") != "zh"))


def _document(
    root: Element, text: str, id: str, source: Source, rows: set[int], problems: tuple[Diagnostic, ...]
) -> Document:
    """The document of an article or of a part of one, which stands on the rows of the text."""
    article = _Article(root)
    drafts = [draft for draft in article.drafts() if not draft.empty]
    blocks = tuple(draft.named(f"b{number}") for number, draft in enumerate(drafts, 1))
    covered = {n for b in blocks for n in range(*b.lines)}
    lines = text.split("\n")
    rest = (Discarded(lines[n].strip(), "markup", (n, n + 1)) for n in rows - covered)
    discarded = tuple(sorted((*article.aside(), *rest), key=lambda d: d.lines))
    return Document(id, source, blocks, discarded, problems)


class _Article:
    """Walks one ``<article>`` in the order in which a journal prints its parts."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.lang = _language(root, "zh")
        self.footnotes = _footnotes(root)
        self.marks = _marks(root)
        _pair_lists(root)

    def aside(self) -> Iterator[Discarded]:
        """What is said of the article beside its fields."""
        for element in self.root.iterfind("front//*"):
            if element.tag in _ASIDE and (said := _content(element)) and not _is_clc(element):
                yield Discarded(said, _ASIDE[element.tag], self._draft("paragraph", element).lines)

    def drafts(self) -> Iterator[Draft]:
        meta = self.root.find("front/article-meta")
        meta = self.root.find("front-stub") if meta is None else meta
        if meta is not None:
            yield from self._front(meta)
        for part in ("body", "back"):
            found = self.root.find(part)
            if found is not None:
                yield from self._flow(found, level=1)
        for note in self.root.iterfind("front//author-notes/fn"):
            if (kind := note.get("fn-type")) in _LABELS:
                heading = self._draft("heading", note, 1)
                heading.write(_LABELS[str(kind)][self.lang])
                yield heading
                yield self._inline("paragraph", note)

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
                yield self._title(title)
        for group in meta.iterfind("contrib-group"):
            yield from self._authors(group)
        for aff in meta.iterfind(".//aff"):
            mark = "" if aff.find("label") is not None else self.marks.get(aff, "")
            yield self._inline("paragraph", aff, prefix=mark and f"{mark} ", skip=lambda e: e.tag in _ASIDE)
        for tag in ("abstract", "trans-abstract"):
            for abstract in meta.iterfind(tag):
                yield from self._abstract(abstract)
        for group in meta.iterfind("kwd-group"):
            if _is_clc(group):
                yield self._inline("paragraph", group, prefix=_LABELS["clc"][self.lang])
                continue
            yield self._labelled(
                "kwd-group",
                group,
                list(group.iter("kwd", "compound-kwd")),
                "；" if _language(group, self.lang) == "zh" else "; ",
            )
        for subject in meta.iterfind("article-categories//subject"):
            if _is_clc(subject):
                yield self._inline("paragraph", subject, prefix=_LABELS["clc"][self.lang])
        for article_id in meta.iterfind("article-id[@pub-id-type='doi']"):
            yield self._inline("paragraph", article_id, prefix="DOI: ")
        for article_id in meta.iterfind("article-id[@pub-id-type='publisher-id']"):
            yield self._inline("paragraph", article_id, prefix=_LABELS["publisher-id"][self.lang])
        yield from self._dates(meta)
        yield from self._funding(meta)
        for note in meta.iterfind("author-notes/*"):
            if note.tag != "fn" or note.get("fn-type") not in _LABELS:
                yield self._inline("paragraph", note)
        yield from self._persons(meta)

    def _title(self, title: Element) -> Draft:
        """A title with its subtitle, without marks of notes."""
        draft = self._inline("heading", title, 1, skip=lambda e: e.tag in ("xref", "fn"))
        around = title.getparent()
        name = "subtitle" if title.tag == "article-title" else "trans-subtitle"
        for subtitle in [] if around is None else around.iterfind(name):
            draft.write("——" if _language(subtitle, self.lang) == "zh" else ": ")
            self._write(draft, subtitle)
        return draft

    def _abstract(self, abstract: Element) -> Iterator[Draft]:
        """The abstract; one of another kind (highlights, a picture) under its own title."""
        parts = [e for e in abstract.iter("p", "title") if not _is_label(e) and _content(e)]
        if abstract.get("abstract-type") is None:
            yield self._labelled("abstract", abstract, parts, " ")
            return
        for part in parts:
            yield self._inline("paragraph", part)
        yield from self._pictures(abstract)

    def _funding(self, meta: Element) -> Iterator[Draft]:
        """The statements, and the awards that these do not name."""
        statements = list(meta.iterfind(".//funding-group/funding-statement"))
        said = " ".join(map(_content, statements))
        for award in meta.iterfind(".//funding-group/award-group"):
            numbers = [_content(e) for e in award.iterfind("award-id")]
            if not numbers or not all(number in said for number in numbers):
                yield self._labelled("funding", award, [e for e in award if _content(e)], " ")
        for statement in statements:
            yield self._labelled("funding", statement, [statement], " ")

    def _persons(self, meta: Element) -> Iterator[Draft]:
        """Groups, which no line of names holds; biographies, and addresses where no note gives them."""
        told = " ".join(map(_content, meta.iterfind("author-notes/*")))
        for contrib in meta.iterfind("contrib-group/contrib"):
            for lang in ("zh", "en") if _is_group(contrib) else ():
                draft = self._draft("paragraph", contrib)
                name = _name(contrib, lang)
                draft.write(f"{_LABELS['group'][lang]}{name}" if name else "")
                yield draft
            for bio in contrib.iterfind("bio"):
                yield self._labelled("bio", bio, list(bio.iter("p", "title")) or [bio], " ")
            for email in contrib.iterfind("email"):
                if (address := _content(email)) not in told:
                    name = _name(contrib, self.lang) or _name(contrib, "zh" if self.lang == "en" else "en")
                    draft = self._draft("paragraph", email)
                    label = _LABELS["corresp"][self.lang] if contrib.get("corresp") == "yes" else ""
                    draft.write(f"{label}{name}, E-mail: {address}")
                    yield draft

    def _authors(self, group: Element) -> Iterator[Draft]:
        """A line of names in each language, with the numbers of their affiliations as superscripts."""
        for lang, comma in (("zh", "，"), ("en", ", ")):
            draft = self._draft("paragraph", group)
            for contrib in group.iterfind("contrib"):
                name = _name(contrib, lang)
                if not name or _is_group(contrib):
                    continue
                draft.write((comma if draft.size else "") + name)
                marks = self._marks_of(contrib)
                draft.spans.append(Span("sup", draft.size, draft.size + len(marks)))
                draft.write(marks)
            yield draft

    def _marks_of(self, contrib: Element) -> str:
        """``1,2*``: the marks of a person's affiliations, as printed or counted, and of correspondence."""
        marks = [_content(x) or self.marks.get(x.get("rid"), "") for x in contrib.iterfind("xref[@ref-type='aff']")]
        marks += [self.marks.get(aff, "") for aff in contrib.iter("aff")]
        star = contrib.get("corresp") == "yes" or contrib.find("xref[@ref-type='corresp']") is not None
        return ",".join(dict.fromkeys(filter(None, marks))) + "*" * star

    def _dates(self, meta: Element) -> Iterator[Draft]:
        for date in [*meta.iterfind("history/date"), *meta.iterfind("pub-date")]:
            key, day = date.get("date-type") or "pub", _day(date)
            if day and key in _LABELS:
                draft = self._draft("paragraph", date)
                draft.write(_LABELS[key][self.lang] + day)
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
                case "glossary" | "notes" if child.find("title") is not None:
                    yield from self._section(child, level)
                case "fig" | "table-wrap" | "fig-group":
                    yield from self._float(child)
                case "disp-formula":
                    yield self._inline("math", child)
                case "list":
                    yield from self._list(child)
                case "def-list":
                    yield from self._definitions(child)
                case "preformat":
                    draft = self._draft("code", child)
                    draft.write("".join(map(str, child.itertext())))
                    yield draft
                case "verse-group":
                    yield self._joined(child, list(child.iter("title", "verse-line", "attrib")), "\n")
                case "caption":  # of a box
                    yield self._joined(child, list(child), " ")
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

    def _joined(self, element: Element, parts: list[Element], glue: str, label: str = "") -> Draft:
        draft = self._draft("paragraph", element)
        draft.write(label and f"{label} ")
        for index, part in enumerate(parts):
            draft.write(glue if index else "")
            self._write(draft, part)
        return draft

    def _list(self, list_: Element) -> Iterator[Draft]:
        """The items, those of lists in them after their own."""
        ordered = list_.get("list-type") in ("order", "alpha-lower", "alpha-upper", "roman-lower", "roman-upper")
        for number, item in enumerate(list_.iterchildren("list-item"), 1):
            draft = self._draft("list_item", item)
            label = (item.findtext("label") or "").strip() or (f"{number}." if ordered else "")
            for part in item.iterchildren(etree.Element):
                if part.tag == "list":
                    yield draft
                    yield from self._list(part)
                    draft = self._draft("list_item", item)
                elif part.tag != "label":
                    draft.write(label and f"{label} " if not draft.size else " ")
                    label = ""
                    self._write(draft, part)
            yield draft

    def _definitions(self, list_: Element) -> Iterator[Draft]:
        """``FTC：冻融循环``"""
        for title in list_.iterfind("title"):
            yield self._inline("paragraph", title)
        for item in list_.iterfind("def-item"):
            draft = self._draft("paragraph", item)
            for part in item.iter("term", "def"):
                draft.write("" if not draft.size else "：" if self.lang == "zh" else ": ")
                self._write(draft, part)
            yield draft

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
        """A paragraph in pieces around the formulas and lists in it; its floats follow."""
        drafts, floats = [self._draft("paragraph", paragraph)], []
        self._put(drafts[0], paragraph.text)
        for child in list(paragraph):
            tail = child.tail
            if child.tag is etree.Entity:
                self._put(drafts[-1], child.text)
            elif child.tag in _FLOATS and child not in self.footnotes:
                floats.append(child)
            elif child.tag in _BLOCKS and child not in self.footnotes:
                drafts += [*self._alone(child, level), self._draft("paragraph", paragraph)]
            else:
                self._write_child(drafts[-1], child, lambda _: False)
            self._put(drafts[-1], tail)
        yield from drafts
        for child in floats:
            yield from self._alone(child, level)
        for note in paragraph.iter("fn"):
            if note in self.footnotes:
                yield self._footnote(note)

    def _alone(self, element: Element, level: int) -> Iterator[Draft]:
        shell = etree.Element("shell")
        shell.append(element)  # moves it out, which keeps its line number
        return self._flow(shell, level)

    def _float(self, item: Element) -> Iterator[Draft]:
        """Captions, pictures, tables and notes; of a group, its parts first."""
        for part in item.iterchildren("fig", "table-wrap"):
            yield from self._pictures(part)
            label = (part.findtext("label") or "").strip()
            draft = self._joined(part, [e for caption in part.iterfind("caption") for e in caption], " ", label)
            yield draft
        seen: set[str] = set()
        for caption in item.iterchildren("caption"):
            draft = self._draft("paragraph", caption)
            label = self._label(item, caption, bool(seen))
            seen.add(_language(caption, self.lang))
            draft.write(label and f"{label} ")
            before = None
            for part in [caption] if (caption.text or "").strip() else list(caption):
                if before is not None:  # Table 1 … under 表1 …
                    draft.write(" " if _language(before, self.lang) == _language(part, self.lang) else "\n")
                self._write(draft, part)
                before = part
            yield draft
        if not seen and (label := (item.findtext("label") or "").strip()):
            draft = self._draft("paragraph", item)
            draft.write(label)
            yield draft
        if item.tag != "fig-group":
            yield from self._pictures(item)
        for table in item.iter("table"):
            yield self._table(table)
        for foot in item.iter("table-wrap-foot"):  # its notes are the table's
            for note in [e for e in foot.iter("fn", "p") if e.tag == "fn" or e.getparent() is foot] or [foot]:
                yield self._joined(note, list(note) if note.tag == "fn" else [note], " ")
        for said in item.iterchildren("attrib", "p"):
            yield self._inline("paragraph", said)

    def _label(self, item: Element, caption: Element, further: bool) -> str:
        """The label of a caption: that of its language, or that of the first one in it."""
        labels = [label for label in item.iterchildren("label") if _content(label)]
        lang = _language(caption, self.lang)
        said = [_content(label) for label in labels if label.get(_XML_LANG) and _language(label, lang) == lang]
        first = said[0] if said else _content(labels[0]) if labels else ""
        if said or not further:
            return first
        named = re.fullmatch(r"(图|表|fig|tab)[a-z]*[.\s]*([\w.-]+?)[.:：]?", first, re.I)
        return _OTHER_LABEL[named[1].lower()].format(named[2]) if named else ""

    def _pictures(self, item: Element) -> Iterator[Draft]:
        """Each picture once, in a form that is shown where there are several; none of a table that is there in text."""
        graphics = [g for g in item.iter("graphic") if item.tag != "table-wrap" or item.find(".//table") is None]
        for parent, same in groupby(graphics, key=lambda g: g.getparent()):
            every = list(same)
            if parent is not None and parent.tag == "alternatives":
                every = [next((g for g in every if g.get(_HREF, "").lower().endswith(_SHOWN)), every[0])]
            for graphic in every:
                draft = self._draft("image", graphic)
                draft.target = graphic.get(_HREF, "")
                yield draft

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
        for index, citation in enumerate(ref.iter(*_CITATIONS)):
            draft.write("\n" if index else "")
            mixed = citation.tag in ("mixed-citation", "citation") and (citation.text or "").strip(" [")
            if mixed or any((part.tail or "").strip() for part in citation):
                self._write(draft, citation)
            else:
                draft.write(_cited(citation))
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
        draft = Draft(kind, _extent(element)[0], level)
        draft.pieces = [(0, *_extent(element))]
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
        if kind == "math" and (tex := element.find(".//tex-math")) is not None:
            draft.write(_tex(tex))
            label = (element.findtext("label") or "").strip(" ()（）")
            draft.write(rf" \tag{{{label}}}" if label and r"\tag" not in "".join(draft.parts) else "")
            draft.spans.append(Span("math", 0, draft.size))
        else:
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
        if child.tag == "name":
            draft.write(_whole_name(child, "zh" if characters.language(_content(child)) == "zh" else "en"))
        elif child.tag == "break":
            draft.write(" ")
        elif child.tag == "tex-math":
            draft.write(_tex(child))
        else:
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


def _extent(element: Element) -> tuple[int, int]:
    """The lines of an element."""
    line: Any = element.sourceline
    first = max(int(line or 1) - 1, 0)
    return first, first + etree.tostring(element, with_tail=False).count(b"\n") + 1


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
        if characters.language(_content(name)) == lang:
            return _whole_name(name, lang)
    return ""


def _is_group(contrib: Element) -> bool:
    return contrib.find(".//collab") is not None and contrib.find(".//surname") is None


def _whole_name(name: Element, lang: str) -> str:
    family, given = (name.findtext("surname") or "").strip(), (name.findtext("given-names") or "").strip()
    if not family:
        return _content(name)
    eastern = lang == "zh" or name.get("name-style") == "eastern"
    whole = family + ("" if lang == "zh" else " ") + given if eastern else f"{given} {family}"
    return f"{whole} {(name.findtext('suffix') or '').strip()}".strip()


def _marks(root: Element) -> dict[Any, str]:
    """The mark of each affiliation, by its element and by ids: its label, or its place among those of its language."""
    marks: dict[Any, str] = {}
    counts = {"zh": 0, "en": 0}
    affiliations = list(root.iterfind("front//aff"))
    for aff in affiliations:
        lang = _language(aff, "zh")
        counts[lang] += 1
        mark = (aff.findtext("label") or "").strip() or str(counts[lang])
        around = aff.getparent()
        ids = [aff.get("id"), around.get("id") if around is not None and around.tag == "aff-alternatives" else None]
        marks |= {aff: mark} | {id: mark for id in ids if id}
    return marks if max(counts.values()) > 1 else {}


def _pair_lists(root: Element) -> None:
    """Two lists of one bibliography, each in a language, as one whose entries have both."""
    lists = [each for each in root.iterfind("back//ref-list") if each.find("ref") is not None]
    for first, second in pairwise(lists):
        one, other = list(first.iterfind("ref")), list(second.iterfind("ref"))
        languages = [
            characters.language(" ".join(_content(c) for r in refs for c in r.iter(*_CITATIONS)))
            for refs in (one, other)
        ]
        labels = [[_content(label) for r in refs for label in r.iterfind("label")] for refs in (one, other)]
        if len(one) == len(other) and languages[0] != languages[1] and labels[0] == labels[1]:
            for ref, twin in zip(one, other, strict=True):
                ref.extend(list(twin.iterfind("*")) if len(ref) else [])
            around = second.getparent()
            if around is not None:
                around.remove(second)
            return


def _cited(citation: Element) -> str:
    """A citation in elements alone, as GB/T 7714 prints it; what that has no place for follows."""
    kind = str(citation.get("publication-type") or citation.get("citation-type") or "").lower()
    fields = {str(e.tag): _content(e) for e in reversed(citation.findall("*"))}
    title = next(
        (fields[k] for k in ("article-title", "chapter-title", "part-title", "data-title") if fields.get(k)), ""
    )
    source = fields.get("source") or fields.get("conf-name") or ""
    groups = citation.findall("person-group") or [citation]
    people = next((found for g in groups if (found := [*g.iter(*_NAMES)])), [])
    pages = [fields[key] for key in ("fpage", "lpage") if fields.get(key)]
    item: dict[str, Any] = {
        "type": _TYPES.get(kind, "article-journal" if title and fields.get("volume") else "document"),
        "title": title or source,
        "container-title": source if title else "",
        "author": [_person(name) for name in people],
        "issued": {"date-parts": [[fields.get("year", "")]]},
        "volume": fields.get("volume", ""),
        "issue": fields.get("issue", ""),
        "page": fields.get("page-range") or "-".join(dict.fromkeys(pages)) or fields.get("elocation-id", ""),
        "edition": fields.get("edition", ""),
        "publisher": fields.get("publisher-name", ""),
        "publisher-place": fields.get("publisher-loc") or fields.get("conf-loc", ""),
        "DOI": next((_content(e) for e in citation.iterfind("pub-id[@pub-id-type='doi']")), ""),
        "URL": fields.get("ext-link") or fields.get("uri", ""),
    }
    rest = [f"PMID: {_content(e)}." for e in citation.iterfind("pub-id[@pub-id-type='pmid']")]
    rest += [fields[key] for key in ("patent", "comment", "annotation", "date-in-citation") if fields.get(key)]
    return " ".join([bibtex.printed(item, citation.find(".//etal") is not None), *rest])


def _person(name: Element) -> dict[str, str]:
    family = (name.findtext("surname") or "").strip()
    given = (name.findtext("given-names") or "").strip()
    initials = " ".join(given) if given.isupper() and given.isascii() and given.isalpha() and len(given) < 4 else given
    return {"family": family, "given": initials} if family else {"literal": _content(name)}


def _read_formulas(root: Element, path: Path) -> None:
    """Gives each formula that is MathML alone the TeX that says the same; those that pandoc cannot read stay text."""
    formulas = [
        math
        for math in root.iter("math")
        if (around := math.getparent()) is not None
        and not any(e.find(".//tex-math") is not None for e in (around, *around.iterancestors(*_FORMULAS)))
    ]
    if not formulas:
        return
    page = "".join(f"<p>{etree.tostring(math, encoding='unicode', with_tail=False)}</p>" for math in formulas)
    try:
        read = pandoc.text(f"<html><body>{page}</body></html>".encode(), path, "html").strip().split("\n\n")
    except UnreadableError:
        return
    if len(read) != len(formulas):
        return
    for math, said in zip(formulas, read, strict=True):
        tex = etree.Element("tex-math")
        tex.text, tex.tail = said.strip("$"), math.tail
        around = math.getparent()
        if around is not None and said.startswith("$"):
            around.replace(math, tex)


def _tex(element: Element) -> str:
    """TeX without the document or the dollars that some publishers put around it."""
    said = "".join(map(str, element.itertext())).strip()
    held = _DOCUMENT.search(said)
    said = (held[1] if held else said).strip()
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        if said.startswith(opening) and said.endswith(closing) and len(said) > 2 * len(opening):
            return said[len(opening) : -len(closing)].strip()
    return said


def _day(date: Element) -> str | None:
    """``2020-02-03``, None where a part is missing."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", date.get("iso-8601-date") or ""):
        return date.get("iso-8601-date")
    year, month, day = ((date.findtext(unit) or "").strip() for unit in ("year", "month", "day"))
    if month[:3].lower() in characters.MONTHS:
        month = str(characters.MONTHS.index(month[:3].lower()) + 1)
    numbers = (year, month, day)
    return "-".join(n.zfill(2) for n in numbers) if all(n.isascii() and n.isdigit() for n in numbers) else None


def _is_clc(element: Element) -> bool:
    """Whether keywords or a subject are classes of the Chinese Library Classification."""
    around = element.getparent()
    named = [element.get("kwd-group-type"), around.get("subj-group-type") if around is not None else None]
    return any(name and name.lower() in ("clc", "clc-number", "中图分类号") for name in named)


def _language(element: Element, default: str) -> str:
    """ "zh" or "en", as the element or what it holds says."""
    declared = element.get(_XML_LANG) or ""
    if declared:
        return "zh" if declared.lower().startswith("zh") else "en"
    own = _content(element)[:2000]
    return characters.language(own) if own else default


def _is_label(element: Element) -> bool:
    """Whether a title inside an abstract is the word abstract itself."""
    return element.tag == "title" and re.sub(r"[\W_]", "", _content(element)).lower() in (
        "摘要",
        "中文摘要",
        "abstract",
    )


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
