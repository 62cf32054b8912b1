"""Pictures of an article: which it names, which of them can be shown, and why the others cannot.

Nothing here opens a file: who holds the files brings what they hold (``Found``).
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from urllib.parse import unquote

from msgspec import UNSET, Struct

from pipeline.article import Article, Block, Diagnostic
from pipeline.diagnostics import diagnostic
from pipeline.readers import embedded, marker
from pipeline.vector import drawn, is_drawing

# A page of A4, scanned at 600 dpi, has 35 million pixels. All pictures of an article are held at once, 4 bytes a pixel.
MOST_BYTES, MOST_PIXELS = 16 << 20, 40_000_000
MOST_BYTES_TOGETHER, MOST_PIXELS_TOGETHER = 64 << 20, 100_000_000

# As Pillow calls them; of the second kind no browser shows all. SVG is among neither: it is a program in all but name.
_SHOWN = ("PNG", "JPEG", "GIF", "WEBP")
_CONVERTED = ("TIFF", "BMP")
_ORIENTATION = 0x0112


class Picture(Struct, frozen=True):
    """A picture that every browser and Typst can show: ``media`` is its MIME type, the measures are in pixels."""

    data: bytes
    media: str
    width: int
    height: int


class Found(Struct, frozen=True):
    """What lies at a picture's address: its bytes, or the code of the diagnostic that says why there are none."""

    address: str
    data: bytes = b""
    problem: str | None = None


# By the id of the block that prints it.
Pictures = Mapping[str, Picture]
NONE: Pictures = MappingProxyType({})


# By name, how to read each.
_Members = Mapping[str, Callable[[], bytes]]


class _PictureError(Exception):
    """The message is the code of a diagnostic."""


def printed(article: Article) -> Iterator[tuple[Block, str]]:
    """The blocks that print a picture, each with the address, as a path."""
    for block in article.blocks():
        if block.target is not UNSET and block.target not in ("", "#"):
            yield block, unquote(str(block.target))


def missing(article: Article, inputs: Sequence[bytes]) -> tuple[str, ...]:
    """The addresses of the pictures that are not in the article's own files."""
    held = _Held(article, inputs)
    return tuple(dict.fromkeys(address for block, address in printed(article) if held.name(block, address) is None))


def pictures(
    article: Article, inputs: Sequence[bytes], found: Sequence[Found]
) -> tuple[Pictures, tuple[Diagnostic, ...]]:
    """The pictures, from the article's own files and from what was found beside them; and why some cannot be shown."""
    held, beside = _Held(article, inputs), {f.address: f for f in found}
    shown: dict[str, Picture] = {}
    problems: list[Diagnostic] = []
    opened: dict[bytes, Picture] = {}
    size = pixels = 0
    for block, address in printed(article):
        try:
            data = held.read(block, address)
            if data is None:
                data = _brought(beside[address])
            picture = opened[data] = opened.get(data) or _opened(data)
            size, pixels = size + len(picture.data), pixels + picture.width * picture.height
            if size > MOST_BYTES_TOGETHER or pixels > MOST_PIXELS_TOGETHER:
                raise _PictureError("picture-too-large")
        except _PictureError as error:
            problems.append(diagnostic(str(error), block.lines, block.id, address=address))
        else:
            shown[block.id] = picture
    return shown, tuple(problems)


def refused(article: Article, blocks: Collection[str]) -> tuple[Diagnostic, ...]:
    """What is to be said of pictures, by their blocks, that a writer cannot read after all."""
    return tuple(
        diagnostic("picture-unreadable", block.lines, block.id, address=address)
        for block, address in printed(article)
        if block.id in blocks
    )


def _brought(found: Found) -> bytes:
    if found.problem:
        raise _PictureError(found.problem)
    return found.data


def _opened(data: bytes) -> Picture:
    """The picture in a file's bytes, decoded once to be sure of it."""
    from PIL import Image, ImageOps  # late: most articles have no picture

    if len(data) > MOST_BYTES:
        raise _PictureError("picture-too-large")
    Image.MAX_IMAGE_PIXELS = None  # ours is less, and no warning
    try:
        data = drawn(data) if is_drawing(data) else data
        with Image.open(io.BytesIO(data), formats=_SHOWN + _CONVERTED) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _PictureError("picture-too-large")
            image.load()
            shown = image.format in _SHOWN and image.mode != "CMYK"
            if shown and image.getexif().get(_ORIENTATION, 1) == 1:
                return Picture(data, Image.MIME[str(image.format)], image.width, image.height)
            # PDF/A has no place for CMYK without a profile, and not everyone turns a photograph as its camera says.
            upright = ImageOps.exif_transpose(image).convert("RGB")
            buffer = io.BytesIO()
            upright.save(buffer, "JPEG", quality=95)
            return Picture(buffer.getvalue(), "image/jpeg", upright.width, upright.height)
    except _PictureError:
        raise
    except Exception:  # what a decoder raises at broken bytes is anything
        raise _PictureError("picture-unreadable") from None


class _Held:
    """The pictures inside an article's own files: some are archives, in others pictures stand in Base64."""

    def __init__(self, article: Article, inputs: Sequence[bytes]) -> None:
        self._first_lines = article.source.lines
        holder = _HOLDERS.get(article.source.format)
        self._files = [holder(data) for data in inputs] if holder else []

    def name(self, block: Block, address: str) -> str | None:
        """What a picture is called in the file that prints it; the address may leave out folders on the way."""
        return min((n for n in self._of(block) if f"/{n}".endswith(f"/{address}")), key=len, default=None)

    def read(self, block: Block, address: str) -> bytes | None:
        name = self.name(block, address)
        return None if name is None else self._of(block)[name]()

    def _of(self, block: Block) -> _Members:
        """The lines of a pair's second file count on from the first one's."""
        second = len(self._files) > 1 and block.lines[0] >= self._first_lines
        return self._files[second] if self._files else {}


def _zipped(data: bytes) -> _Members:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # what zipfile raises at a broken archive is anything; pandoc has read it all the same
        return {}
    return {info.filename: partial(_unzipped, archive, info) for info in archive.infolist()}


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.file_size > MOST_BYTES:
        raise _PictureError("picture-too-large")
    try:
        return archive.read(info)
    except Exception:
        raise _PictureError("picture-unreadable") from None


def _in_marker(data: bytes) -> _Members:
    return {name: partial(_from_base64, text) for name, text in marker.images(data.decode("utf-8", "replace")).items()}


def _embedded(data: bytes) -> _Members:
    if b"data:image/" not in data:
        return {}
    return {n: partial(_from_base64, held) for n, held in embedded.images(data.decode("utf-8", "replace")).items()}


def _from_base64(text: str) -> bytes:
    if len(text) > MOST_BYTES * 4 // 3 + 4:
        raise _PictureError("picture-too-large")
    try:
        return base64.b64decode(unquote(text))
    except ValueError:
        raise _PictureError("picture-unreadable") from None


_HOLDERS: dict[str, Callable[[bytes], _Members]] = {
    "docx": _zipped,
    "odt": _zipped,
    "epub": _zipped,
    "zip": _zipped,
    "html": _embedded,
    "markdown": _embedded,
    "marker": _in_marker,
}
