"""Drawings (SVG, the first page of a PDF) → PNG, since neither is a picture that may stand in a page as it is.

Typst draws them in this process. An SVG is a program that may name files: one that names anything but its own parts and
pictures that it holds, or that has entities, is not drawn.
"""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    import typst

# A drawing is fitted into this many points (A4 is 595 wide), at as many pixels to the inch.
_WIDTH, _HEIGHT, _PPI = 600, 800, 150
_OWN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.I)
_PAGE = (
    f"#set page(width: {_WIDTH}pt, height: {_HEIGHT}pt, margin: 0pt, fill: none)\n"
    '#image(drawing, format: "{form}", width: 100%, height: 100%, fit: "contain")'
)


class NotDrawnError(Exception):
    """The bytes are no drawing, or one that is not safe to draw."""


def is_drawing(data: bytes) -> bool:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"%PDF-") or (head.startswith(b"<") and b"<svg" in head)


def drawn(data: bytes) -> bytes:
    """The PNG of a drawing, its empty margins cut off. Raises NotDrawnError."""
    from PIL import Image  # late, as Typst: few articles have a drawing

    form = "pdf" if data.startswith(b"%PDF-") else "svg"
    try:
        held = ",".join(map(str, data if form == "pdf" else _closed(data)))  # Typst has no other way to be given bytes
        page = f"#let drawing = bytes(({held},))\n{_PAGE.replace('{form}', form)}"
        made = _compiler().compile(page.encode(), format="png", ppi=float(_PPI))
        assert isinstance(made, bytes)
        with Image.open(io.BytesIO(made)) as image:
            extent = image.getchannel("A").getbbox()
            if extent is None:
                raise NotDrawnError
            cut = image.crop(extent)
            plain = Image.new("RGB", cut.size, "white")
            plain.paste(cut, mask=cut.getchannel("A"))
            buffer = io.BytesIO()
            plain.save(buffer, "PNG")
            return buffer.getvalue()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic of Rust is no Exception
        raise NotDrawnError from None


def _closed(data: bytes) -> bytes:
    """The SVG, if it names nothing outside itself. Raises NotDrawnError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    root = etree.fromstring(data, parser)
    names = (str(value) for element in root.iter(etree.Element) for key, value in element.items() if "href" in key)
    if b"<!ENTITY" in data or not all(map(_OWN.match, names)):
        raise NotDrawnError
    return bytes(etree.tostring(root))


@cache
def _compiler() -> typst.Compiler:
    """One that finds no file worth looking for below its root."""
    import pylopdf_fonts_zh_cn
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent])
    return typst.Compiler(root=Path(__file__).parent / "writers" / "templates", font_paths=fonts)
