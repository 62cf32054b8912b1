"""Bytes → text, in the encodings in which Chinese journals, their sites and Word's users save."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from pipeline.readers.errors import UnreadableError

# Where a page says its encoding, browsers look no further (HTML, 13.2.3.2).
_DECLARED = re.compile(rb"<meta[^>]*\bcharset\s*=\s*[\"']?\s*([\w:.-]+)", re.I)
_DECLARED_WITHIN = 1024
# What declares itself as one of these is GB 18030 in its earlier editions.
_GB = frozenset(["gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030"])


def decoded(data: bytes, path: Path, declared: str | None = None) -> str:
    """The text, in lines that end in a newline.

    It is UTF-8, UTF-16 with its mark, what it declares itself to be, or GB 18030, in which many Chinese editors still
    save. UTF-8 goes before what is declared: a browser that saves a page need not mend what the page says of itself.
    Raises UnreadableError with a line number and a remedy.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # Windows calls it “Unicode”
        tried = ["utf-16"]
    else:
        tried = ["utf-8-sig", *([declared] if declared and declared not in _GB else [])]
        tried += ["gb18030"] if b"\0" not in data else []
    line = 0
    for encoding in tried:
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = line or data.count(b"\n", 0, error.start) + 1
        except LookupError:  # no encoding is called that
            continue
    raise UnreadableError(f"{path}:{line}: neither UTF-8 nor GB 18030 text; save the file as UTF-8")


def page(data: bytes, path: Path) -> str:
    """The text of a page, which may declare its encoding. Raises as ``decoded`` does."""
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    return decoded(data, path, declared[1].decode().lower() if declared else None)
