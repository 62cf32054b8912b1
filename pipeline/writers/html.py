"""The reader: one self-contained HTML file that loads nothing and runs only the script whose hash it names."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NewType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from pipeline.article import Article, Bilingual, Block, Diagnostic, Extent, Float, Front, Gloss, Language
from pipeline.pictures import NONE, Picture, Pictures
from pipeline.text import HAN, folded, language
from pipeline.writers import grid, layout, leftovers, names, tex
from pipeline.writers.characters import flowed, printable
from pipeline.writers.dot_plot import Dot, dot_plot
from pipeline.writers.inline import Branch, Leaf, Tree, cell_tree, marks_by_block, tree
from pipeline.writers.layout import Chapter, Entry
from pipeline.writers.part import Part

_TEMPLATES = Path(__file__).with_name("templates")
_LANG: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}
_ADDRESS = re.compile(r"https?://[\w./?=&;%+~:-]+", re.ASCII)
# Characters of TeX. No browser breaks a formula; one in a line that may be wider than a phone scrolls by itself.
_WIDE = 50
_WORD = re.compile(rf"[A-Za-z]{{3}}|[{HAN}]")
_SIDES = ("zh", "en", "abbreviation")
_TAGS = {"sup": "sup", "sub": "sub", "strong": "strong", "emphasis": "em", "code": "code"}


def write(article: Article, pictures: Pictures = NONE) -> bytes:
    """The article as an HTML page, UTF-8, with its pictures in it."""
    page = _Page(article, pictures)
    html = environment().get_template("article.html").render(page=page, article=article, assets=assets("article"))
    return html.encode("utf-8", "backslashreplace")


class Assets(Struct, frozen=True):
    """What is inlined, and the policy that allows exactly that and nothing else."""

    css: Markup
    js: Markup
    policy: str


@cache
def assets(stem: str, more: str = "") -> Assets:
    """Style and script of a page; ``more`` is added to its policy. Nothing from an article is ever in them."""
    css, js = ((_TEMPLATES / f"{stem}.{kind}").read_text("utf-8") for kind in ("css", "js"))
    policy = (
        f"default-src 'none'; style-src '{hash_source(css)}'; script-src '{hash_source(js)}'; img-src data:; {more}"
        "base-uri 'none'; form-action 'none'"
    )
    return Assets(Markup(css), Markup(js), policy)


def hash_source(source: str) -> str:
    """What a content security policy calls a style or a script that it allows (CSP 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


@cache
def environment() -> Environment:
    """Jinja with everything escaped and everything printable."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_shown,
    )
    made.tests["float_item"] = lambda item: isinstance(item, Float)
    made.filters["bcp47"] = lambda lang: _LANG[lang]
    return made


def _shown(value: object) -> object:
    if isinstance(value, Markup):
        return value
    return printable(value) if isinstance(value, str) else "" if value is None else value


def json_in_script(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def _breakable(address: re.Match[str]) -> str:
    return re.sub(r"(?<=\w[/?=_.-])(?=\w)", "<wbr>", address[0])


# Text that is escaped, or markup that is ours. A page has thousands of pieces, too many for Markup's own arithmetic.
_Html = NewType("_Html", str)


def _escaped(text: str, flows: bool = True) -> _Html:
    """A text as HTML. Where it ``flows``, a long address may break: a line that ends before it would be stretched."""
    shown = escape(printable(text))
    return _Html(_ADDRESS.sub(_breakable, shown) if flows and "://" in shown else shown)


class _Term(Struct):
    """A term as all the text's definitions of it together say it."""

    zh: str | None
    en: str | None
    abbreviation: str | None

    def takes(self, gloss: Gloss) -> bool:
        """Whether a gloss contradicts nothing here; if so, this one learns from it."""
        said = [(getattr(self, side), getattr(gloss, side)) for side in _SIDES]
        if any(own and other and folded(own) != folded(other) for own, other in said):
            return False
        for side, (own, other) in zip(_SIDES, said, strict=True):
            setattr(self, side, own or other)
        return True


class _Page:
    """What the template asks for."""

    def __init__(self, article: Article, pictures: Pictures) -> None:
        self.article = article
        self.sheet = layout.sheet(article, pictures)
        self.marks = marks_by_block(article)
        self._pictures = pictures
        self._floats: dict[str, int] = {}
        self.entry_of_reference = layout.entry_of_reference(self.sheet.entries)
        self.footnotes = {n.block: i for i, n in enumerate(self.sheet.notes) if n.kind == "footnote"}
        self.terms, self.term_of_gloss = _terms(article.glosses)
        self.flags = _flags(article.diagnostics)
        self.place_of_block = _places(self.sheet.chapters, article.body.floats)
        self._anchored: set[tuple[str, int]] = set()
        self._flagged: set[str] = set()
        self._called: Counter[int] = Counter()
        self._row = 0

    # Text ---------------------------------------------------------------------------------------------------------

    def part(self, part: Part, strong: Iterable[str] = ()) -> Markup:
        """A part of a block as a line of HTML."""
        block = part.block
        if block.kind in ("math", "code") and not any(s.kind == "math" for s in block.spans):
            return Markup(self._formula(part.text, True) if block.kind == "math" else _escaped(part.text))
        marks = [*self.marks.get(block.id, ()), *layout.label_marks(part, strong)]
        nodes = tree(block.text, block.spans, marks, part.start, part.end)
        return Markup(self._inline(nodes, block.kind == "math"))

    def _inline(self, nodes: Tree, display: bool = False, inside: bool = False) -> _Html:
        """``inside`` something that opens a card or leads away nothing else may do so."""
        return _Html("".join([self._node(node, display, inside) for node in nodes]))

    def _node(self, node: Leaf | Branch, display: bool, inside: bool) -> _Html:
        if isinstance(node, Leaf):
            return self._formula(node.text, display) if node.math else _escaped(flowed(node.text))
        layer, key = node.mark.layer, node.mark.key
        if tag := _TAGS.get(layer):
            return _Html(f"<{tag}>{self._inline(node.children, display, inside)}</{tag}>")
        if layer == "link":
            leads = layout.is_web_address(key) and not inside
            children = self._inline(node.children, display, inside or leads)
            link = f'<a href="{_escaped(str(key), False)}" rel="noopener noreferrer">{children}</a>'
            return _Html(link) if leads else children
        children = self._inline(node.children, display, True)
        if layer == "note" and (index := self.footnotes.get(str(key))) is not None:
            return self._note_mark(index, inside)
        if layer == "citation" and isinstance(key, int):
            return self._citation(key, children)
        cards = "" if inside else f' data-card="{" ".join(dict.fromkeys(self._cards((node,))))}"'
        return _Html(f'<span class="{layer}"{cards}>{children}</span>')

    def _cards(self, nodes: Tree) -> Iterator[str]:
        """The terms and entities that a tree names, outermost first."""
        for node in nodes:
            if isinstance(node, Branch):
                if node.mark.layer == "gloss":
                    yield f"term-{self.term_of_gloss[int(node.mark.key or 0)]}"
                elif node.mark.layer == "mention":
                    yield f"entity-{node.mark.key}"
                yield from self._cards(node.children)

    def _formula(self, source: str, display: bool) -> _Html:
        found = tex.formula(source, display)
        if isinstance(found, tex.Text):
            return self._inline(found.nodes)
        if isinstance(found, tex.Broken):
            reason, shown = _escaped(found.reason, False), _escaped(source, False)
            return _Html(f'<code class="broken" title="{reason}">{shown}</code>')
        tag = f' <span class="tag">({_escaped(found.tag)})</span>' if found.tag else ""
        # The MathML was cleaned by nh3 in pipeline.writers.tex.
        formula = found.mathml.replace("<math", f'<math alttext="{_escaped(source, False)}"', 1) + tag
        wide = not display and len(source) > _WIDE
        return _Html(f'<span class="wide">{formula}</span>' if wide else formula)

    def _citation(self, index: int, children: _Html) -> _Html:
        citation = self.article.citations[index]
        entries = [self.entry_of_reference[id] for id in citation.references if id in self.entry_of_reference]
        if not entries:
            return _Html(f'<span class="cite orphan">{children}</span>')
        anchor = f' id="cite-{index}"' if self._first("cite", index) else ""
        cards = " ".join(f"ref-{e}" for e in entries)
        # A formula is no name to a screen reader.
        name = f' aria-label="{_escaped(citation.text, False)}"' if "<math" in children else ""
        return _Html(f'<a class="cite"{anchor}{name} href="#ref-{entries[0]}" data-card="{cards}">{children}</a>')

    def _note_mark(self, index: int, inside: bool) -> _Html:
        """A footnote's mark, as printed: ``[^1]`` is Markdown's word for it."""
        mark = f"<sup>{_escaped(self.sheet.notes[index].label or '*')}</sup>"
        if inside:
            return _Html(mark)
        self._called[index] += 1
        anchor = f"call-{index}-{self._called[index]}"
        return _Html(f'<a class="note-mark" id="{anchor}" href="#note-{index}" data-card="note-{index}">{mark}</a>')

    def _first(self, kind: str, index: int) -> bool:
        fresh = (kind, index) not in self._anchored
        self._anchored.add((kind, index))
        return fresh

    def side(self, parts: Sequence[Part], lang: Language) -> Iterator[tuple[str, Markup]]:
        """One cell's elements as (kind, HTML): neighbouring sentences in one paragraph."""
        glue = Markup("") if lang == "zh" else Markup(" ")
        run: list[Markup] = []
        for part in parts:
            if part.block.kind in layout.PROSE:
                run.append(self.part(part, self.sheet.abstract_labels))
                continue
            if run:
                yield "paragraph", glue.join(run)
                run = []
            yield part.block.kind, self.part(part)
        if run:
            yield "paragraph", glue.join(run)

    def row_id(self) -> int:
        self._row += 1
        return self._row

    # Front --------------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        title = self.article.front.title
        return " · ".join(filter(None, (title.zh, title.en))) or self.article.id

    @property
    def parallel(self) -> bool:
        """Whether the body itself stands in both languages."""
        return any(bead.scope in ("section", "document") for bead in self.article.alignments)

    @property
    def picture(self) -> Markup | None:
        """Which sentence answers which, as a small dot plot."""
        beads = [bead for bead in self.article.alignments if bead.scope != "title"]
        if not beads:
            return None
        order = {block.id: index for index, block in enumerate(self.article.blocks())}

        def places(extents: Iterable[Extent]) -> list[tuple[int, int]]:
            return sorted({(order.get(e.block, 0), e.start) for e in extents})

        zh = {place: i for i, place in enumerate(places(e for bead in beads for e in bead.zh))}
        en = {place: i for i, place in enumerate(places(e for bead in beads for e in bead.en))}
        dots = [Dot([zh[p] for p in places(bead.zh)], [en[p] for p in places(bead.en)], bead.score) for bead in beads]
        # Made of numbers alone.
        return Markup(dot_plot(dots, len(zh), len(en)))

    @property
    def author_languages(self) -> set[str]:
        """The languages in which at least one author's name is printed."""
        return {lang for lang in ("zh", "en") for author in self.article.front.authors if getattr(author.name, lang)}

    @property
    def facts(self) -> Iterator[tuple[str, str, str | None]]:
        """Label, value, link."""
        front = self.article.front
        dates, imprint = front.dates, front.imprint
        yield from ((label, value, link) for label, value, link in (
            ("期刊 Journal", names.published_in(front), None),
            ("ISSN", imprint.issn, None),
            ("CN", imprint.cn, None),
            ("文章编号 Article ID", imprint.article_id, None),
            ("DOI", front.doi, f"https://doi.org/{front.doi}" if front.doi else None),
            ("中图分类号 CLC", front.clc, None),
            ("文献标志码 Document code", imprint.document_code, None),
            ("收稿 Received", dates.received, None),
            ("修回 Revised", dates.revised, None),
            ("接受 Accepted", dates.accepted, None),
            ("发表 Published", dates.published, None),
            ("邮箱 E-mail", ", ".join(front.emails), None),
        ) if value)  # fmt: skip

    @property
    def citation(self) -> str | None:
        return names.citation(self.article)

    @property
    def metas(self) -> Iterator[tuple[str, str]]:
        """The ``<meta>`` tags by which Google Scholar and reference managers know an article (Highwire Press)."""
        front, lang = self.article.front, self.article.language
        dates, imprint = front.dates, front.imprint
        said = (
            ("title", names.in_language(front.title, lang)),
            *(("author", names.in_language(a.name, lang)) for a in front.authors),
            ("publication_date", (dates.published or "").replace("-", "/") or imprint.year),
            ("journal_title", front.journal),
            ("volume", imprint.volume),
            ("issue", imprint.issue),
            ("firstpage", imprint.fpage or imprint.elocation_id),
            ("lastpage", imprint.lpage),
            ("issn", imprint.issn),
            ("doi", front.doi),
            ("language", lang),
        )
        yield from ((f"citation_{name}", value) for name, value in said if value)

    @property
    def json_ld(self) -> Markup:
        return json_in_script(_without_nothing(_scholarly_article(self.article)))

    # Floats -------------------------------------------------------------------------------------------------------

    def table(self, item: Float) -> Iterator[Markup]:
        """The table's rows, its spans cut to what the table has room for."""
        lines: list[list[str]] = [[] for _ in item.table]
        for p in grid.placed(item.table):
            # An empty header says nothing to a screen reader.
            tag = "th" if p.header and p.cell.text.strip() else "td"
            spans = [f' {name}="{n}"' for name, n in (("colspan", p.colspan), ("rowspan", p.rowspan)) if n > 1]
            text = self._inline(cell_tree(p.cell.text))
            lines[p.y].append(f"<{tag}{''.join(spans)}{self._foreign(p.cell.text)}>{text}</{tag}>")
        return (Markup("".join(line)) for line in lines)

    def pictures(self, item: Float) -> Iterator[tuple[Picture, str, str]]:
        """Each picture of a float, with its bytes as an address and what it is called."""
        for shown, called in layout.pictures(item, self._pictures):
            yield shown, f"data:{shown.media};base64,{base64.b64encode(shown.data).decode()}", called

    def rest_of(self, item: Float) -> list[Part]:
        return list(leftovers.of_float(item))

    no_image = names.NO_IMAGE
    author_marks = staticmethod(names.author_marks)

    def caption(self, item: Float, lang: Language) -> Markup:
        part = layout.caption(item, lang)
        return self.part(part) if part else Markup()

    def label(self, item: Float, lang: Language) -> str | None:
        return names.label(item, lang)

    def float_anchor(self, item: Float) -> str:
        """The float's place among the page's floats: its own id may be no good as an anchor."""
        return f"float-{self._floats.setdefault(item.id, len(self._floats))}"

    def _foreign(self, text: str) -> str:
        """The attribute for words in another language than the page's; numbers and symbols are in any."""
        said = language(text) if _WORD.search(text) else self.article.language
        return f' lang="{_LANG[said]}"' if said != self.article.language else ""

    # Back ---------------------------------------------------------------------------------------------------------

    def places(self, entry: Entry) -> Iterator[tuple[int, str]]:
        """Where an entry is cited: the citation's index and its place; from the second one there on, a count."""
        seen: Counter[str] = Counter()
        for index in entry.cited:
            if ("cite", index) in self._anchored:
                place = self.place_of_block.get(self.article.citations[index].block, "正文 Text")
                seen[place] += 1
                yield index, place if seen[place] == 1 else str(seen[place])

    @property
    def notes(self) -> Iterator[tuple[str | None, Part]]:
        """What a note is called or its mark in the text, and the note."""
        for label, note in names.labelled(self.sheet.notes):
            yield note.label or label, layout.note_part(note, self.article.back)

    def calls(self, index: int) -> range:
        """The numbers of the marks that lead to a footnote."""
        return range(1, self._called[index] + 1)

    def flags_of(self, parts: Iterable[Part]) -> list[int]:
        """The diagnostics of the blocks that begin here."""
        return self.flags_of_blocks(part.block for part in parts)

    def flags_of_blocks(self, blocks: Iterable[Block]) -> list[int]:
        found: list[int] = []
        for block in blocks:
            if block.id not in self._flagged:
                self._flagged.add(block.id)
                found.extend(self.flags.get(block.id, ()))
        return found

    def language(self, text: str) -> str:
        return _LANG[language(text)]

    def prints(self, entry: Entry) -> Iterator[Part]:
        """An entry, cut between two lines where one language follows the other."""
        part, at = entry.part, entry.part.start
        spoken: Language | None = None
        for line in re.finditer(r"[^\n]+", part.text):
            if not _WORD.search(line[0]):
                continue
            now = language(line[0])
            if spoken not in (None, now):
                yield Part(part.block, at, part.start + line.start()).trimmed()
                at = part.start + line.start()
            spoken = now
        yield Part(part.block, at, part.end).trimmed()

    def addresses(self, entry: Entry) -> Iterator[tuple[str, str]]:
        item = entry.reference.csl
        if item and item.DOI:
            yield "DOI", f"https://doi.org/{item.DOI}"
        if item and item.PMID:
            yield "PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{item.PMID}/"


def _terms(glosses: Sequence[Gloss]) -> tuple[list[_Term], list[int]]:
    """The terms that the glosses define, in their order, and the place of each gloss's term."""
    terms: list[_Term] = []
    places: list[int] = []
    named: dict[str, list[int]] = defaultdict(list)
    for gloss in glosses:
        names = [name for side in _SIDES if (name := folded(getattr(gloss, side) or ""))]
        candidates = dict.fromkeys(place for name in names for place in named[name])
        found = next((place for place in candidates if terms[place].takes(gloss)), None)
        if found is None:
            found = len(terms)
            terms.append(_Term(gloss.zh, gloss.en, gloss.abbreviation))
        places.append(found)
        for name in names:
            if found not in named[name]:
                named[name].append(found)
    return terms, places


def _flags(diagnostics: Sequence[Diagnostic]) -> dict[str, list[int]]:
    flags: dict[str, list[int]] = defaultdict(list)
    for index, diagnostic in enumerate(diagnostics):
        if diagnostic.block is not None:
            flags[diagnostic.block].append(index)
    return flags


def _places(chapters: Sequence[Chapter], floats: Sequence[Float]) -> dict[str, str]:
    """What the place of each block is called: §2.1, 图 1."""
    labels: dict[str, str] = {}
    for item in floats:
        for block in item.blocks:
            labels[block.id] = names.label(item, "zh") or {"figure": "图", "table": "表"}[item.kind]
    for chapter in chapters:
        section = chapter.section
        label = f"§{section.number}" if section.number else section.title.zh or section.title.en or "引言"
        for block in section.blocks:
            labels[block.id] = label
    return labels


# schema.org -----------------------------------------------------------------------------------------------------------


def _scholarly_article(article: Article) -> dict[str, Any]:
    front = article.front
    abstract = front.abstract
    return {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "name": _tagged(front.title),
        "inLanguage": _LANG[article.language],
        "author": [
            {
                "@type": "Person",
                "name": _tagged(author.name),
                "affiliation": [
                    {"@type": "Organization", "name": _tagged(front.affiliations[i])}
                    for i in author.affiliations
                    if 0 <= i < len(front.affiliations)
                ],
            }
            for author in front.authors
        ],
        "abstract": _tagged(
            Bilingual(abstract.zh.text if abstract.zh else None, abstract.en.text if abstract.en else None)
        ),
        "keywords": [tagged for pair in front.keywords for tagged in _tagged(pair)],
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": front.doi} if front.doi else None,
        "isPartOf": _issue(front),
        "pageStart": front.imprint.fpage,
        "pageEnd": front.imprint.lpage,
        "datePublished": front.dates.published or front.imprint.year,
        "citation": [
            {"@type": "CreativeWork", "name": item.title, "sameAs": f"https://doi.org/{item.DOI}" if item.DOI else None}
            for reference in article.back.references
            if (item := reference.csl) and item.title
        ],
    }


def _issue(front: Front) -> dict[str, Any] | None:
    """The issue of the volume of the journal, as far as they are known."""
    imprint = front.imprint
    part: dict[str, Any] | None = None
    if front.journal or imprint.issn:
        part = {"@type": "Periodical", "name": front.journal, "issn": imprint.issn}
    for kind, number in (("Volume", imprint.volume), ("Issue", imprint.issue)):
        if number:
            part = {"@type": f"Publication{kind}", f"{kind.lower()}Number": number, "isPartOf": part}
    return part


def _tagged(pair: Bilingual) -> list[dict[str, str]]:
    sides = (("zh-Hans", pair.zh), ("en", pair.en))
    return [{"@value": printable(text), "@language": lang} for lang, text in sides if text]


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: cleaned for k, v in value.items() if (cleaned := _without_nothing(v)) not in (None, [], {})}
    if isinstance(value, list):
        return [_without_nothing(v) for v in value]
    return printable(value) if isinstance(value, str) else value
