"""DOCX as pandoc can read it: what Word prints beside the text, or counts itself, written into the text.

pandoc puts a text box in the place of the paragraph that holds it, leaves out fields, ruby and the numbers of headings,
breaks a paragraph at each formula of MathType, and does not tell a bibliography of endnotes from other notes. What is
no part of the article (comments, deletions, running heads) is handed on as comments of Markdown.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from pipeline.article import Source
from pipeline.diagnostics import diagnostic
from pipeline.document import Document
from pipeline.readers import markdown, pandoc
from pipeline.readers.errors import UnreadableError
from pipeline.text import language

Element = etree._Element

# A thesis of 500 pages has 20 MB of XML.
MOST_BYTES = 64 << 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NUMBER = f"pPr/{_W}numPr/{_W}"
_MAIN = "word/document.xml"
_ENDNOTES = "word/endnotes.xml"
_PART = re.compile(r"word/(?:document|styles|numbering|comments|endnotes|header\d*|footer\d*)\.xml")
_ASIDE = (("comments", "comment"), ("header", "running head"), ("footer", "running foot"))
_FORMULA = {"zh": "［公式］", "en": "[formula]"}
_NOTE = re.compile(
    r"[\W\d]*(?:基金|资助|作者|第一作者|通信|通讯|收稿|修回|修订|Foundation|Fund|Received|Biograph|Correspond|E-?mail)",
    re.I,
)
_BIBLIOGRAPHY = re.compile(r"\W*(?:参\s*考\s*文\s*献|References|Bibliography)\W*", re.I)
_HEADING = {"zh": "参考文献", "en": "References"}
_EMPTY_BRACKETS = re.compile(r"^\s*[\[［]\s*[\]］]\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = "〇一二三四五六七八九"


def text(data: bytes, path: Path) -> str:
    """Markdown from a file's bytes. Raises UnreadableError."""
    aside: list[str] = []
    try:
        parts = _parts(data, path)
        main = parts[_MAIN]
        aside = [*_aside(parts), *(f"deleted: {said}" for e in main.iter(_W + "del") if (said := _said(e)))]
        _number(main, parts)
        _unwrap_fields(main)
        _unwrap_ruby(main)
        _place_bibliography(main, parts)
        _name_formulas(main)
        _place_boxes(main)
        data = _rewritten(data, etree.tostring(main, encoding="UTF-8", standalone=True))
    except UnreadableError:
        raise
    except Exception:  # what zipfile and lxml raise at broken bytes is anything; pandoc says it better
        pass
    comments = (f"\n<!-- {' '.join(said.replace('-->', '--').split())} -->\n" for said in dict.fromkeys(aside))
    return pandoc.text(data, path, "docx") + "".join(comments)


def read(text: str, id: str, source: Source) -> Document:
    """The document of that Markdown, with a diagnostic where a formula is lost to us."""
    document = markdown.read(text, id, source)
    lost = [b for b in document.blocks if any(name in b.text for name in _FORMULA.values())]
    found = (diagnostic("formula-picture", block.lines, block.id) for block in lost)
    return Document(id, source, document.blocks, document.discarded, (*document.diagnostics, *found))


def _parts(data: bytes, path: Path) -> dict[str, Element]:
    """The XML of the archive by name."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if (size := sum(info.file_size for info in archive.infolist() if _is_xml(info))) > MOST_BYTES:
            raise UnreadableError(f"{path}: its XML has {size >> 20} MiB; save the article in parts")
        names = filter(_PART.fullmatch, archive.namelist())
        return {name: etree.fromstring(archive.read(name), parser) for name in names}


def _is_xml(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith((".xml", ".rels"))


def _rewritten(data: bytes, main: bytes) -> bytes:
    """The archive with another main part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            if _is_xml(info):
                new.writestr(info.filename, main if info.filename == _MAIN else old.read(info))
            elif not info.is_dir():
                new.writestr(info.filename, b"")  # a picture's name says enough
    return buffer.getvalue()


def _aside(parts: Mapping[str, Element]) -> Iterator[str]:
    for stem, reason in _ASIDE:
        for name, root in sorted(parts.items()):
            if name.startswith(f"word/{stem}"):
                items = root.iter(_W + "comment") if stem == "comments" else [root]
                yield from (f"{reason}: {said}" for item in items if (said := _said(item)))


def _said(element: Element) -> str:
    return "".join(e.text or "" for e in element.iter(_W + "t", _W + "delText")).strip()


def _place_boxes(main: Element) -> None:
    """The paragraphs of each text box behind the paragraph that holds it; notes on the article at its end.

    Those stand at the foot of the first page, hung on a paragraph of the front matter that they would tear apart.
    """
    for fallback in list(main.iter(_MC + "Fallback")):  # says the same to older versions
        _remove(fallback)
    behind: dict[Element, Element] = {}
    for box in list(main.iter(_W + "txbxContent")):
        holder = next(box.iterancestors(_W + "p"), None)
        last = main.find(f"{_W}body/{_W}sectPr")
        if holder is None:
            continue
        if last is not None and _NOTE.match(_said(box)):
            for paragraph in list(box):
                last.addprevious(paragraph)
        else:
            for paragraph in list(box):
                behind.get(holder, holder).addnext(paragraph)
                behind[holder] = paragraph
    for box in list(main.iter(_W + "txbxContent")):
        run = next(box.iterancestors(_W + "r"), None)
        if run is not None:
            _remove(run)


def _unwrap_fields(main: Element) -> None:
    for field in list(main.iter(_W + "fldSimple")):
        for child in field:
            field.addprevious(child)
        _remove(field)


def _unwrap_ruby(main: Element) -> None:
    """What is printed above characters in brackets behind them: ``砼(tóng)``."""
    for ruby in list(main.iter(_W + "ruby")):
        run = next(ruby.iterancestors(_W + "r"), None)
        if run is None:
            continue
        base, above = ("".join(_said(e) for e in ruby.iter(_W + tag)) for tag in ("rubyBase", "rt"))
        text = etree.Element(_W + "t", {_SPACE: "preserve"})
        text.text = f"{base}({above})" if above else base
        run.replace(ruby, text)


def _place_bibliography(main: Element, parts: Mapping[str, Element]) -> None:
    """Endnotes that are a bibliography, for most name a year: marks become numbers in brackets, notes entries."""
    root, last = parts.get(_ENDNOTES), main.find(f"{_W}body/{_W}sectPr")
    notes = {} if root is None else {str(n.get(_W + "id")): n for n in root.iter(_W + "endnote")}
    marks = [mark for mark in main.iter(_W + "endnoteReference") if str(mark.get(_W + "id")) in notes]
    numbers = {id: n for n, id in enumerate(dict.fromkeys(str(mark.get(_W + "id")) for mark in marks), 1)}
    entries = sum(bool(_YEAR.search(_said(notes[id]))) for id in numbers)
    if last is None or not numbers or 2 * entries <= len(numbers):
        return
    for mark in marks:
        run = mark.getparent()
        paragraph = next(mark.iterancestors(_W + "p"), None)
        if run is None or paragraph is None:
            continue
        number, before = str(numbers[str(mark.get(_W + "id"))]), ""
        for piece in paragraph.iter(_W + "t", _W + "endnoteReference"):
            if piece is mark:
                break
            before = piece.text or before
        text = etree.Element(_W + "t")
        text.text = number if before.rstrip().endswith(("[", "［")) else f"[{number}]"
        run.replace(mark, text)
    if not any(_BIBLIOGRAPHY.fullmatch(_said(paragraph)) for paragraph in main.iter(_W + "p")):
        heading = etree.Element(_W + "p")
        run = etree.SubElement(heading, _W + "r")
        etree.SubElement(run, _W + "t").text = _HEADING[language(_said(main)[:2000])]
        last.addprevious(heading)
    for id, place in numbers.items():
        for own in list(notes[id].iter(_W + "endnoteRef")):
            _remove(own)
        for link in list(notes[id].iter(_W + "hyperlink")):  # its address is known to the notes' part alone
            for child in list(link):
                link.addprevious(child)
            _remove(link)
        paragraphs = list(notes[id].iter(_W + "p"))
        texts = [e for e in notes[id].iter(_W + "t") if (e.text or "").strip()]
        if texts:  # brackets that stood around its number
            texts[0].text = _EMPTY_BRACKETS.sub("", texts[0].text or "")
        _prefix(paragraphs[0], f"[{place}]", by_style=False)
        for paragraph in paragraphs:
            last.addprevious(paragraph)


def _name_formulas(main: Element) -> None:
    """Each formula of MathType that stands in a line of text as the word for it; one that stands alone is a picture."""
    for ole in list(main.iter(_OLE)):
        paragraph = next(ole.iterancestors(_W + "p"), None)
        run = next(ole.iterancestors(_W + "r"), None)
        if paragraph is None or run is None or not str(ole.get("ProgID")).startswith("Equation"):
            continue
        if said := _said(paragraph):
            run.clear()
            etree.SubElement(run, _W + "t").text = _FORMULA[language(said)]


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


# Numbers --------------------------------------------------------------------------------------------------------------


def _number(main: Element, parts: Mapping[str, Element]) -> None:
    """Writes before each paragraph the number that Word counts for it."""
    styles = {str(s.get(_W + "styleId")): s for s in _iter(parts, "styles", "style")}
    numbering = parts.get("word/numbering.xml")
    if numbering is None:
        return
    levels = {
        (str(a.get(_W + "abstractNumId")), str(level.get(_W + "ilvl"))): level
        for a in numbering.iter(_W + "abstractNum")
        for level in a.iter(_W + "lvl")
    }
    abstract = {str(n.get(_W + "numId")): _value(n, "abstractNumId") for n in numbering.iter(_W + "num")}
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for paragraph in main.iter(_W + "p"):
        chain = list(_styles(paragraph, styles))
        numbered = next((v for e in chain if (v := _value(e, _NUMBER + "numId"))), "0")
        outline = next((v for e in chain[1:] if (v := _value(e, f"pPr/{_W}outlineLvl"))), "0")
        depth = next((v for e in chain if (v := _value(e, _NUMBER + "ilvl"))), outline)
        list_ = abstract.get(numbered)
        if list_ is None or (list_, depth) not in levels or not depth.isdigit():
            continue
        own, count, level = levels[list_, depth], counts[list_], int(depth)
        count[level] = count.get(level, int(_value(own, "start") or 1) - 1) + 1
        for deeper in [k for k in count if k > level]:
            del count[deeper]

        def place(match: re.Match[str], list_: str = list_, count: dict[int, int] = count) -> str:
            level = int(match[1]) - 1
            return _written(count.get(level, 1), _value(levels.get((list_, str(level))), "numFmt"))

        if _value(own, "numFmt") != "bullet" and (number := re.sub("%([1-9])", place, _value(own, "lvlText") or "")):
            _prefix(paragraph, number, by_style=any(_value(e, _NUMBER + "numId") is not None for e in chain[1:]))


def _iter(parts: Mapping[str, Element], part: str, tag: str) -> Iterable[Element]:
    root = parts.get(f"word/{part}.xml")
    return () if root is None else root.iter(_W + tag)


def _styles(paragraph: Element, styles: Mapping[str, Element]) -> Iterator[Element]:
    """The paragraph, its style, and those that this is based on."""
    yield paragraph
    name = _value(paragraph, f"pPr/{_W}pStyle")
    seen: set[str] = set()
    while name and name in styles and name not in seen:
        seen.add(name)
        yield styles[name]
        name = _value(styles[name], "basedOn")


def _value(element: Element | None, path: str) -> str | None:
    found = None if element is None else element.find(_W + path)
    return None if found is None else found.get(_W + "val")


def _written(number: int, form: str | None) -> str:
    """A number in the words of ``numFmt``; what is not known is written in digits."""
    match form:
        case "upperLetter" | "lowerLetter" if number <= 26:
            letter = chr(ord("A") + number - 1)
            return letter if form == "upperLetter" else letter.lower()
        case "upperRoman" | "lowerRoman" if number < 40:
            roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
            return roman if form == "upperRoman" else roman.lower()
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" if number < 100:
            tens, ones = divmod(number, 10)
            return (_DIGITS[tens] if tens > 1 else "") + "十" * (tens > 0) + (_DIGITS[ones] if ones or not tens else "")
    return str(number)


def _prefix(paragraph: Element, number: str, by_style: bool) -> None:
    """The paragraph begins with the number, and is no item of a list any more."""
    run = etree.Element(_W + "r")
    etree.SubElement(run, _W + "t", {_SPACE: "preserve"}).text = number + " "
    properties = paragraph.find(_W + "pPr")
    if properties is None:
        properties = etree.Element(_W + "pPr")
        paragraph.insert(0, properties)
    properties.addnext(run)
    for item in properties.findall(_W + "numPr"):
        properties.remove(item)
    if by_style:
        etree.SubElement(etree.SubElement(properties, _W + "numPr"), _W + "numId", {_W + "val": "0"})
