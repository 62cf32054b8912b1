"""Draw the pictures of the articles in ``input/`` anew (samples.typ)."""

from __future__ import annotations

import io
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from PIL import Image

ROOT = Path(__file__).parent.parent
# In the order of the pages.
NAMES = (
    "ndvi-trend.png",
    "study-area.png",
    "pathways.png",
    "multi-head-attention.png",
    "4f1b2a77c0d94be2a1c5e8f03b6d7a9152c4e6f8a0b1d3c5e7f9a2b4c6d8e0f1.jpg",
)


def main() -> None:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent])
    pages = typst.compile(Path(__file__).with_name("samples.typ"), font_paths=fonts, format="png", ppi=200)
    assert isinstance(pages, list)  # one page would be its bytes
    for name, page in zip(NAMES, pages, strict=True):
        path = ROOT / "input" / "images" / name
        path.parent.mkdir(exist_ok=True)
        with Image.open(io.BytesIO(page)) as image:
            if path.suffix == ".png":
                image.convert("RGB").quantize(64).save(path, optimize=True)
            else:
                image.convert("RGB").save(path, quality=85)


if __name__ == "__main__":
    main()
