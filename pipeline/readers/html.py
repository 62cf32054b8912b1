"""A page of a journal's site → Document: its article without what the site puts around it.

What is taken away is known by what pages call it (``nav``, ``breadcrumb``, ``share``) or by being a list of links; it
is kept aside. Nothing that holds a good part of the words or the label of an abstract goes by its name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml import etree
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from pipeline.article import Discarded, Imprint, Source
from pipeline.document import Document
from pipeline.readers import markdown, pandoc
from pipeline.readers.source_lines import relined
from pipeline.text import xml_text

_UNSEEN = ("script", "style", "noscript", "template", "iframe", "button", "select", "input", "textarea", "head", "link")
_TAG = re.compile(r"<head\b.*?</head\s*>|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.I)
_ADDRESS = re.compile(r"^<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\s\"'>]+)", re.I)
_FURNITURE = re.compile(
    r"(?<![a-z])(?:nav(?:bar|igation)?|menu|bread-?crumbs?|crumbs?|foot(?:er)?|side-?bar|share\w*|tool-?bar|copyright"
    r"|login|search|comments?|relat\w*|recommend\w*|banner|adv?s?|qr-?code|export|download\w*|metrics?|pag(?:er|ination)"
    r"|back-?top|go-?top|dropdown|modal|popup|friend-?links?|counter|visit\w*|cookie\w*)(?![a-z])",
    re.I,
)
_LABEL = re.compile(r"摘\s*要|关\s*键\s*词|参考文献|Abstract|Key\s*-?words|References|doi\s*[:：]\s*10\.", re.I)
_ABSTRACT = re.compile(r"摘\s*要|\bAbstract\b", re.I)
_FOLLOWS = re.compile(
    r"(?:相关文章|相似文献|推荐(?:文章|阅读)|本文评价|编辑推荐|引证文献|Related\b|Metrics\b).{0,12}", re.I
)
_IMPRINT = re.compile(
    r"版权所有|ICP\s*备|公网安备|技术支持|(?:总|今日|本日)?访问(?:总)?(?:量|人数)|Powered by|All rights reserved", re.I
)
_HARD_SPACE = re.compile("\xa0|&nbsp;|&#160;")
_NAME = re.compile(r"[^：:]{1,8}[：:]")
_ENTRY = re.compile(r"\s*[\[［]?\d{1,3}[\]］]?[.．、]?\s*")
# What a site puts behind an entry of a bibliography.
_FINDER = re.compile(
    r"[\[(（［]?\s*(?:Google\s*(?:Scholar|学术)|Cross\s*-?Ref|PubMed(?: Central)?|PMC|Scopus|Web of Science|CAS|ADS"
    r"|CNKI|(?:中国)?知网|万方(?:数据)?|维普|百度学术|View(?: Article)?|Full Text|Article|Abstract"
    r"|本文引用\s*[:：]?.{0,8}|链接|下载|PDF)\s*[\])）］]?",
    re.I,
)
# By the name of a <meta>, the label that goes before what it says; None where it is one of a list.
_IN_HEAD = {
    "citation_title": "",
    "citation_author": None,
    "citation_doi": "DOI: ",
    "citation_abstract": "摘要：",
    "citation_keywords": None,
}
# Shares of the words of a page, of a list's words that are links, and the longest text of a link that leads elsewhere.
_MUCH, _LINKED, _LONG = 0.3, 0.8, 20


def read(text: str, id: str, source: Source) -> Document:
    """The document of a page; raises UnreadableError."""
    aside: list[str] = []
    try:
        root = lxml.html.document_fromstring(text.encode(), lxml.html.HTMLParser(encoding="utf-8"))
    except (LxmlError, ValueError):  # nothing in it that is a tag
        page = text
    else:
        _clean(root)
        said = _said_in_head(root)
        aside = list(_without_furniture(root))
        _as_printed(root)
        _add(root, said)
        page = _HARD_SPACE.sub(" ", str(lxml.html.tostring(root, encoding="unicode")))
    path = Path(source.path)
    whole = _TAG.sub(_blank, text)
    document = relined(markdown.read(pandoc.text(page.encode(), path, "html"), id, source), text, whole)
    lines = (0, text.count("\n") + 1)
    kept = (Discarded(said, "around the article", lines) for said in dict.fromkeys(aside))
    return Document(id, document.source, document.blocks, (*kept, *document.discarded), document.diagnostics)


def _blank(tag: re.Match[str]) -> str:
    """A tag without its words, but for a picture's address; its lines stay."""
    address = _ADDRESS.search(tag[0])
    return f" {address[1] if address else ''}" + "\n" * tag[0].count("\n")


def _clean(root: HtmlElement) -> None:
    """Takes out the characters that lxml reads from a page and lets nobody write again."""
    for element in root.iter():
        if element.text:
            element.text = xml_text(element.text)
        if element.tail:
            element.tail = xml_text(element.tail)


def _said_in_head(root: HtmlElement) -> list[str]:
    """What ``<meta>`` says for search engines and the page does not: paragraphs of its front matter."""
    said: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        if content := " ".join(xml_text(meta.get("content") or "").split()):
            said.setdefault((meta.get("name") or "").lower(), []).append(content)
    first = {name: values[0] for name, values in said.items()}
    shown = _words(root.find("body")) if root.find("body") is not None else ""
    paragraphs = []
    day = first.get("citation_publication_date") or first.get("citation_date") or first.get("citation_year") or ""
    year = re.match(r"\d{4}", day)
    numbers = (first.get(f"citation_{name}") for name in ("volume", "issue", "firstpage", "lastpage"))
    place = Imprint(year[0] if year else None, *numbers).place
    journal, issn = first.get("citation_journal_title"), first.get("citation_issn")
    if printed := f"《{journal}》 {place}".strip() if journal else place:
        paragraphs.append(f"{printed}. ISSN {issn}" if issn else printed)
    for name, label in _IN_HEAD.items():
        values = [
            value for value in dict.fromkeys(map(_plain, said.get(name, ()))) if not _is_shown(value, shown, label)
        ]
        if values and len(values) == len(set(said[name])):  # the page says none of it
            paragraphs += [f"{label}{value}" for value in values] if label is not None else ["，".join(values)]
    return paragraphs


def _plain(said: str) -> str:
    """What is said, where that is written in HTML, as its words."""
    if not re.search(r"</?[a-z]", said):
        return said
    return xml_text(_words(lxml.html.fromstring(f"<div>{said}</div>")))


def _is_shown(said: str, shown: str, label: str | None) -> bool:
    """Whether a page shows what its head says: an abstract under its label, a name with its parts in any order."""
    if label == "摘要：":
        return bool(_ABSTRACT.search(shown)) or said[:20] in shown
    parts = said.split(",") if label is None and said.count(",") == 1 else [said[:20]]
    return all(part.strip() in shown for part in parts)


def _add(root: HtmlElement, paragraphs: list[str]) -> None:
    body = root.find("body")
    for said in reversed(paragraphs if body is not None else []):
        paragraph = lxml.html.Element("p")
        paragraph.text = said
        body.insert(0, paragraph)


def _without_furniture(root: HtmlElement) -> Iterator[str]:
    """Takes out of a page what is not of its article, and gives the words of it."""
    for element in list(root.iter(*_UNSEEN, etree.Comment)):
        if not str(element.get("type")).startswith("math/"):  # a formula as MathJax has read it
            _drop(element)
    for formula in list(root.iter("math")):
        if not len(formula) and (tex := (formula.text or "").strip()):  # as Marker writes it
            formula.text = rf"\[{tex}\]" if formula.get("display") == "block" else rf"\({tex}\)"
            formula.tag = "span"
    for element in root.xpath("//*[starts-with(@class, 'MathJax')]"):  # and as it has drawn it
        _drop(element)
    for link in list(root.iter("a")):
        if _FINDER.fullmatch(words := _words(link)) and _words(link.getparent()) != words:
            yield words
            _drop(link)
    total = len(_words(root))
    for element in list(root.iter(etree.Element)):
        if element.tag in ("html", "body") or next(element.iterancestors("html"), None) is None:
            continue  # the page itself, or in what is gone
        words = _words(element)
        if words and len(words) < _MUCH * total and _is_furniture(element, words):
            yield words
            _drop(element)


def _is_furniture(element: HtmlElement, words: str) -> bool:
    if (
        element.tag in ("p", "div", "td", "li", "span", "address", "center")
        and len(words) < 300
        and _IMPRINT.search(words)
    ):
        return True
    if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return False
    linked = sum(len(_words(a)) for a in element.iter("a")) / len(words)
    named = element.tag in ("nav", "footer") or _FURNITURE.search(f"{element.get('class', '')} {element.get('id', '')}")
    if named and element.tag != "a":
        return linked > 0.5 or not _LABEL.search(words)
    if element.tag in ("ul", "ol", "dl"):
        links = [_words(a) for a in element.iter("a")]
        return (
            linked > _LINKED
            and len(links) > 1
            and max(map(len, links)) <= _LONG
            and not _LABEL.search(_before(element))
        )
    first = next(iter(element), None)
    return first is not None and element.tag in ("div", "section") and bool(_FOLLOWS.fullmatch(_words(first)))


def _before(element: HtmlElement) -> str:
    previous = element.getprevious()
    return (_words(previous) if previous is not None else "") + (element.getparent().text or "")


def _as_printed(root: HtmlElement) -> None:
    """Tags that say how words look, or that lay out a bibliography, as the words alone."""
    for element in list(root.iter("code", "tt", "kbd", "samp")):
        if next(element.iterancestors("pre"), None) is None:
            element.drop_tag()
    for paragraph in list(root.iter("p")):  # <span>基金资助：</span><p>…</p> is one line
        before = paragraph.getprevious()
        if before is not None and before.tag in ("span", "b", "strong", "label") and _NAME.fullmatch(_words(before)):
            paragraph.tag = "span"
    for line in root.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "div"):  # what only the style keeps apart
        parts = list(line)
        if len(parts) > 1 and not (line.text or "").strip() and all(p.tag == "span" and not p.tail for p in parts):
            for part in parts:
                part.tail = " "
    for items in list(root.iter("ol")):
        if all(_ENTRY.match(_words(item)) for item in items.iter("li")):
            items.tag = "ul"
    for table in list(root.iter("table")):
        rows = [[_words(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        if rows and all(len(row) >= 2 and _ENTRY.fullmatch(row[0]) for row in rows) and _is_bibliography(table):
            entries = list(table.iter("tr"))
            for row in entries:
                row.tag = "p"
                for cell in row.iter("td", "th"):
                    cell.tag = "span"
                    cell.tail = " "
                table.addprevious(row)
            _drop(table)


def _is_bibliography(table: HtmlElement) -> bool:
    names = " ".join(f"{e.get('class', '')} {e.get('id', '')}" for e in (table, *list(table.iterancestors())[:3]))
    heading = table.xpath("preceding::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::b][1]")
    return "ref" in names.lower() or bool(heading and re.match(r"参考文献|References", _words(heading[0]), re.I))


def _words(element: HtmlElement) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _drop(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if isinstance(element, HtmlElement):
        element.drop_tree()
    else:
        parent.remove(element)
