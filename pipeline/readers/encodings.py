"""Bytes → text, in the encodings in which Chinese journals, their sites and Word's users save."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from pipeline.readers.errors import UnreadableError

# The largest share of NULs in what is text.
_DIRT = 0.1
# Where a page says its encoding, browsers look no further (HTML, 13.2.3.2).
_DECLARED = re.compile(rb"<meta[^>]*\bcharset\s*=\s*[\"']?\s*([\w:.-]+)", re.I)
_DECLARED_WITHIN = 1024
# Of either script, and at other places in either encoding.
_COMMON = "的是在有和之不人中，。"
# What declares itself as one of these is GB 18030 in its earlier editions.
_GB = frozenset(["gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030"])
# What a text of either language has, told by which bytes come first.
_COMMONEST = "\n\r ，。的"


def decoded(data: bytes, path: Path, declared: str | None = None) -> str:
    """The text, in lines that end in a newline.

    It is UTF-8, UTF-16, what it declares itself to be, GB 18030, in which many Chinese editors still save, or Big5.
    UTF-8 goes before what is declared: a browser that saves a page need not mend what the page says of itself.
    Raises UnreadableError with a line number and a remedy.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # Windows calls it “Unicode”
        tried = ["utf-16"]
    elif b"\0" in data:  # no other encoding has a NUL in a text
        tried = [*_unmarked_utf_16(data), *(["utf-8-sig"] if data.count(0) < _DIRT * len(data) else [])]
    else:
        tried = ["utf-8-sig", *([declared] if declared and declared not in _GB else []), "gb18030"]
    line = 0 if tried else data.count(b"\n", 0, data.find(0)) + 1
    for encoding in tried:
        try:
            fitting = "big5hkscs" if encoding == "gb18030" and _is_big5(data) else encoding
            return data.decode(fitting).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = line or data.count(b"\n", 0, error.start) + 1
        except LookupError:  # no encoding is called that
            continue
    raise UnreadableError(f"{path}:{line}: neither UTF-8 nor GB 18030 text; save the file as UTF-8")


def _unmarked_utf_16(data: bytes) -> list[str]:
    """The byte order of UTF-16 without its mark: the one in which the text has more line breaks, spaces, 的 and stops.

    None for other bytes, in which NULs are dirt: as UTF-16 they would hardly show these marks once in 100 characters.
    """
    if len(data) % 2:
        return []
    counts = {}
    for order in ("utf-16-le", "utf-16-be"):
        text = data.decode(order, errors="replace")
        counts[order] = sum(map(text.count, _COMMONEST))
    order = max(counts, key=counts.__getitem__)
    return [order] if counts[order] * 200 > len(data) else []


def _is_big5(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are rather Big5 than GB 18030: which reading has more of the commonest words."""
    counts = []
    for encoding in ("big5hkscs", "gb18030"):
        text = data.decode(encoding, "replace")
        counts.append(sum(map(text.count, _COMMON)) - text.count("\ufffd"))
    return counts[0] > counts[1]


def page(data: bytes, path: Path) -> str:
    """The text of a page, which may declare its encoding. Raises as ``decoded`` does."""
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    return decoded(data, path, declared[1].decode().lower() if declared else None)
