"""BibTeX: entries that LaTeX, JabRef and pandoc read.

Fields are those of BibTeX's standard styles, with biblatex's ``translator``, ``bookauthor``, ``doi``, ``url``,
``urldate`` and ``langid`` where those have none. Values are UTF-8 with TeX's special characters escaped; titles of
Western works are in double braces, so that no style changes their capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article import Article
from pipeline.csl import Date, Item, Name, Type
from pipeline.writers.csl_json import Work, works

_TYPES: dict[Type, str] = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "webpage": "online",
    "patent": "patent",
    "dataset": "dataset",
    "software": "software",
    "standard": "standard",
    "article": "unpublished",
    "manuscript": "unpublished",
}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: "\\" + char for char in "&%$#_{}"},
}
_ESCAPED = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")


def write(article: Article) -> bytes:
    """The references of an article as a BibTeX file; one listed twice stands once."""
    return "\n".join(map(_entry, works(article))).encode()


def _entry(work: Work) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(work.item) if value)
    key = re.sub(r"[^\w.:+/-]", "-", work.item.id, flags=re.ASCII)
    return f"@{_TYPES.get(work.item.type, 'misc')}{{{key},\n{fields}}}\n"


def _fields(item: Item) -> Iterator[tuple[str, str]]:
    kind = _TYPES.get(item.type, "misc")
    yield "author", _names(item.author) + (" and others" if "et-al" in item.custom else "")
    yield "editor", _names(item.editor)
    yield "bookauthor", _names(item.container_author)
    yield "translator", _names(item.translator)
    yield "title", _titled(item.title, item)
    yield "journal" if kind == "article" else "booktitle", _titled(item.container_title, item)
    yield "series", _escaped(item.collection_title)
    yield "edition", _escaped(item.edition)
    yield "volume", _escaped(item.volume)
    yield "number", _escaped(item.issue or item.number or item.collection_number)
    yield "pages", _escaped(item.page).replace("-", "--")
    yield {"thesis": "school", "report": "institution"}.get(item.type, "publisher"), _escaped(item.publisher)
    yield "address", _escaped(item.publisher_place)
    yield from _issued(item.issued)
    yield "type", _escaped(item.genre)
    yield "entrysubtype", {"article-newspaper": "newspaper", "article-magazine": "magazine"}.get(item.type, "")
    yield "doi", item.DOI or ""
    yield "url", item.URL or ""
    yield "urldate", _iso(item.accessed)
    yield "isbn", item.ISBN or ""
    yield "issn", item.ISSN or ""
    yield "langid", {"zh": "chinese", "en": "english"}.get(item.language or "", "")
    yield "note", _escaped(item.note)


def _issued(date: Date | None) -> Iterator[tuple[str, str]]:
    """Year alone as BibTeX has it; a fuller date as biblatex does."""
    if date and date.date_parts:
        yield ("year" if len(date.date_parts[0]) == 1 else "date"), _iso(date)


def _iso(date: Date | None) -> str:
    if not date or not date.date_parts:
        return ""
    year, *rest = date.date_parts[0]
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])


def _names(names: Sequence[Name]) -> str:
    return " and ".join(_name(name) for name in names)


def _name(name: Name) -> str:
    if name.literal or not name.family:
        return _braced(name.literal or name.given)
    family = " ".join(part for part in (name.non_dropping_particle, name.family) if part)
    # A family name of several words is one name: without braces BibTeX would take its small ones for particles.
    parts = [_braced(family) if " " in family else _escaped(family)]
    parts += [_escaped(part) for part in (name.suffix, name.given) if part]
    return ", ".join(parts)


def _titled(text: str | None, item: Item) -> str:
    """A title; Chinese has no capitals to protect."""
    return _escaped(text) if item.language == "zh" else _braced(text)


def _braced(text: str | None) -> str:
    return f"{{{_escaped(text)}}}" if text else ""


def _escaped(text: str | None) -> str:
    return _ESCAPED.sub(lambda match: _SPECIAL[match[0]], text or "")
