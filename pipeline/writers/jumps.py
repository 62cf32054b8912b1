"""Links inside a PDF, made in the finished file.

Typst learns where a label lies when all is set, and then sets every paragraph that links to one once more: a fifth of
an article's time. So such a link is compiled as one to an address of ours, which says the link's own name and that of
the link it leads to. Where that one lies, its rectangle says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import Language

# So long that what is written over an address is shorter: no byte behind it moves.
_LENGTH = 40
_PAGE = re.compile(rb"\n(\d+) 0 obj\n<</Type/Page/([^\n]*)")
_LISTED = re.compile(rb"/Annots\[([^]]*)\]")
_LINK = re.compile(
    rb"\n(?P<id>\d+) 0 obj\n<</Type/Annot/Subtype/Link/Rect\[(?P<left>\S+) \S+ \S+ (?P<top>[^]]+)\][^\n]*?"
    rb"(?P<action>/A<</Type/Action/S/URI/URI\(duizhao:(?P<name>[\w-]+):(?P<target>[\w-]+)\.*\)>>)"
    rb"[^\n]*?(?P<contents>/Contents\(duizhao:[^)]*\))"
)


def address(name: str, target: str) -> str:
    """What a link of a name to another is compiled as. Names are short, of ASCII letters, digits and hyphens."""
    return f"duizhao:{name}:{target}".ljust(_LENGTH, ".")


def resolved(data: bytes, language: Language) -> bytes:
    """The PDF with each link of ours leading to the first link that has its target's name, described by the page.

    One that has no such target stays as it is.
    """
    pages = dict(_pages(data))
    links = [link for link in _LINK.finditer(data, *_stretch(data, b"<</Type/Annot/")) if link["id"] in pages]
    places: dict[bytes, tuple[bytes, bytes]] = {}
    for link in links:
        page, number = pages[link["id"]]
        dest = b"/Dest[%s 0 R/XYZ %s %s 0]" % (page, link["left"], link["top"])
        places.setdefault(link["name"], (dest, _described(number, language)))
    pieces = []
    at = 0
    for link in links:
        if place := places.get(link["target"]):
            for part, written in zip(("action", "contents"), place, strict=True):
                pieces += [data[at : link.start(part)], written.ljust(len(link[part]))]
                at = link.end(part)
    return b"".join([*pieces, data[at:]])


def _pages(data: bytes) -> Iterator[tuple[bytes, tuple[bytes, int]]]:
    """Each annotation's object with its page's object and number."""
    for number, page in enumerate(_PAGE.finditer(data, *_stretch(data, b"<</Type/Page/")), 1):
        for listed in _LISTED.findall(page[2]):
            for id in listed.split(b" 0 R")[:-1]:
                yield id.strip(), (page[1], number)


def _stretch(data: bytes, mark: bytes) -> tuple[int, int]:
    """From the line break before the object of the first mark to the one after the last mark."""
    first, last = data.find(mark), data.rfind(mark)
    return (data.rfind(b"\n", 0, first - 1), data.find(b"\n", last)) if first >= 0 else (0, 0)


def _described(page: int, language: Language) -> bytes:
    text = f"页 {page}" if language == "zh" else f"page {page}"
    return b"/Contents<" + ("\ufeff" + text).encode("utf-16-be").hex().upper().encode() + b">"
