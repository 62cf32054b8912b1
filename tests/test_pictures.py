"""Pictures beside an article and in it: shown where they are sound, told of where they are not, never a danger."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import fsspec
import pypandoc
import pypdf
import pytest
import typst
from PIL import Image

from pipeline.article import Article
from pipeline.batch import files
from pipeline.batch.manifest import NAME, Limits
from pipeline.batch.plan import plan
from pipeline.batch.run import run
from pipeline.convert import convert
from pipeline.pictures import Found, Picture, pictures
from pipeline.writers import pdf
from tests.resources import RESOURCES
from tests.test_cli import duizhao

TEXT = """# 盐与血压

张三

摘要：本文综述盐与血压。

## 1 引言

正文，见图1。

![](images/fig%201.png)

图1 盐的“去向”
Fig. 1 Where the salt goes

正文到此为止，没有别的图表，也没有什么别的可说，只是还要再写上几句话，好让这一段够长，长到谁也不会把它当作图注，也不会把下面的图算到上面的图里去。

![流程](images/b.jpg)

正文完。
"""


def picture(form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An article with two pictures beside it."""
    images = tmp_path / "in" / "images"
    images.mkdir(parents=True)
    (tmp_path / "in" / "salt.md").write_text(TEXT, encoding="utf-8")
    (images / "fig 1.png").write_bytes(picture())
    (images / "b.jpg").write_bytes(picture("JPEG"))
    return tmp_path


def batch(folder: Path, formats: str = "json,html,pdf", **options: Any) -> str:
    return run(plan([folder / "in"]).jobs, folder / "out", formats.split(","), 1, **options).line


def record(folder: Path) -> dict[str, Any]:
    last: dict[str, Any] = json.loads((folder / "out" / NAME).read_bytes().splitlines()[-1])
    return last


def converted(text: str, found: dict[str, bytes]) -> tuple[Article, dict[str, Picture], list[str]]:
    """The article, its pictures by address, and the codes of what is said of the others."""
    article = convert([(Path("a.md"), text.encode())], "a", RESOURCES)
    shown, problems = pictures(article, [text.encode()], [Found(name, data) for name, data in found.items()])
    names = {block.id: str(block.target) for block in article.blocks()}
    return article, {names[id]: shown[id] for id in shown}, [d.code for d in problems]


def test_pictures_beside_an_article_are_in_its_page_and_its_pdf(folder: Path) -> None:
    assert batch(folder) == "1 article: 1 converted, 0 unchanged"
    page = (folder / "out" / "salt.html").read_text("utf-8")
    shown = dict(re.findall(r'<img src="data:image/\w+;base64,([^"]+)"[^>]* alt="([^"]*)"', page))
    assert [base64.b64decode(data) for data in shown] == [picture(), picture("JPEG")]
    assert list(shown.values()) == ["图 1 盐的“去向”", "流程"]
    paper = pypdf.PdfReader(folder / "out" / "salt.pdf")
    assert [image.image.size for p in paper.pages for image in p.images if image.image] == [(60, 40), (60, 40)]
    assert "diagnostics" not in record(folder)
    assert "base64" not in (folder / "out" / "salt.json").read_text("utf-8")


def test_a_changed_picture_converts_again_and_the_same_one_does_not(folder: Path) -> None:
    batch(folder, "html")
    assert batch(folder, "html") == "1 article: 0 converted, 1 unchanged"
    (folder / "in" / "images" / "b.jpg").write_bytes(picture("JPEG", size=(30, 20)))
    assert batch(folder, "html") == "1 article: 1 converted, 0 unchanged"
    (folder / "in" / "images" / "b.jpg").unlink()
    assert batch(folder, "html") == "1 article: 1 converted, 0 unchanged"
    assert [(d["code"], d["lines"]) for d in record(folder)["diagnostics"]] == [("picture-missing", [17, 18])]
    assert batch(folder, "html") == "1 article: 0 converted, 1 unchanged"
    (folder / "in" / "images" / "b.jpg").write_bytes(picture("JPEG"))
    assert batch(folder, "html") == "1 article: 1 converted, 0 unchanged"
    assert "diagnostics" not in record(folder)


def test_formats_that_show_no_picture_do_not_depend_on_one(folder: Path) -> None:
    batch(folder, "json")
    (folder / "in" / "images" / "b.jpg").write_bytes(b"other")
    assert batch(folder, "json") == "1 article: 0 converted, 1 unchanged"
    assert batch(folder, "json,html") == "1 article: 1 converted, 0 unchanged"
    (folder / "in" / "images" / "b.jpg").write_bytes(picture("JPEG"))
    (folder / "out" / "salt.json").unlink()
    batch(folder, "json")
    assert batch(folder, "html") == "1 article: 1 converted, 0 unchanged"


OUTSIDE = (
    "../secret.png",
    "images/../../secret.png",
    "images/%2e%2e/%2e%2e/secret.png",
    "/etc/secret.png",
    "..%5csecret.png",
    "https://evil.example/p.png",
    "images/link.png",
    "linked/secret.png",
)


def test_nothing_outside_the_folder_is_looked_at(folder: Path) -> None:
    (folder / "secret.png").write_bytes(picture())
    (folder / "in" / "images" / "link.png").symlink_to(folder / "secret.png")
    (folder / "in" / "linked").symlink_to(folder)
    named = "\n\n".join(f"![]({address})" for address in OUTSIDE)
    (folder / "in" / "salt.md").write_text(TEXT.replace("![流程](images/b.jpg)", named), encoding="utf-8")
    assert batch(folder, "html").endswith("1 converted, 0 unchanged")
    lines = [[17 + 2 * number, 18 + 2 * number] for number in range(len(OUTSIDE))]
    assert [(d["code"], d["lines"]) for d in record(folder)["diagnostics"]] == [
        ("picture-outside", line) for line in lines
    ]
    assert (folder / "out" / "salt.html").read_text("utf-8").count("<img") == 1


BAD = (
    ("picture-unreadable", b"no picture"),
    ("picture-unreadable", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ("picture-unreadable", picture()[:60]),
    ("picture-unreadable", picture("JPEG")[:-20]),
    ("picture-unreadable", b"\xd7\xcd\xc6\x9a a metafile of Windows"),
    ("picture-unreadable", b"%!PS-Adobe-3.0 EPSF-3.0"),
    ("picture-unreadable", b"%PDF-1.4 broken"),
    ("picture-too-large", picture("PNG", "1", (10_000, 5_000))),
    ("picture-too-large", b""),
)


def test_a_bad_picture_costs_itself_and_one_diagnostic(folder: Path) -> None:
    for number, (_, data) in enumerate(BAD):
        (folder / "in" / "images" / f"{number}.jpg").write_bytes(data)
    named = "\n\n".join(f"![](images/{number}.jpg)" for number in range(len(BAD)))
    (folder / "in" / "salt.md").write_text(TEXT.replace("![流程](images/b.jpg)", named), encoding="utf-8")
    assert batch(folder) == "1 article: 1 converted, 0 unchanged"
    assert [d["code"] for d in record(folder)["diagnostics"]] == [code for code, _ in BAD]
    assert (folder / "out" / "salt.html").read_text("utf-8").count("<img") == 1


@pytest.mark.parametrize(
    ("form", "mode", "options"),
    [
        ("PNG", "1", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "I;16", {}),
        ("PNG", "P", {"transparency": 3}),
        ("JPEG", "L", {"progressive": True}),
        ("GIF", "P", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("JPEG", "CMYK", {}),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "1", {"compression": "group4"}),
        ("TIFF", "CMYK", {}),
        ("BMP", "RGB", {}),
    ],
)
def test_every_kind_of_picture_meets_the_standards_of_the_pdf(form: str, mode: str, options: dict[str, Any]) -> None:
    article, shown, codes = converted(
        TEXT, {"images/fig 1.png": picture(form, mode, **options), "images/b.jpg": picture()}
    )
    assert (len(shown), codes) == (2, [])
    names = {str(block.target): block.id for block in article.blocks()}
    by_block = {names[address]: found for address, found in shown.items()}
    data, diagnostics = pdf.write(article, by_block)
    assert diagnostics == ()
    assert pdf.write(article, by_block)[0] == data
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1


def test_a_photograph_stands_as_its_camera_says() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    _, shown, _ = converted(TEXT, {"images/fig 1.png": picture("JPEG", exif=turned), "images/b.jpg": picture()})
    assert (shown["images/fig%201.png"].width, shown["images/fig%201.png"].height) == (40, 60)


def test_a_picture_that_only_the_pdf_cannot_hold_is_a_box_there() -> None:
    article, shown, _ = converted(TEXT, {"images/fig 1.png": picture(), "images/b.jpg": picture("JPEG")})
    names = {str(block.target): block.id for block in article.blocks()}
    torn = Picture(picture()[:60], "image/png", 60, 40)
    by_block = {names["images/fig%201.png"]: torn, names["images/b.jpg"]: shown["images/b.jpg"]}
    data, diagnostics = pdf.write(article, by_block)
    assert [(d.code, d.lines) for d in diagnostics] == [("picture-unreadable", (10, 11))]
    assert "Image not provided" in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_pictures_of_one_article_share_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.pictures.MOST_PIXELS_TOGETHER", 60 * 40)
    _, shown, codes = converted(TEXT, {"images/fig 1.png": picture(), "images/b.jpg": picture("JPEG")})
    assert (len(shown), codes) == (1, ["picture-too-large"])


def test_pictures_that_cost_too_much_cost_the_article_nothing_else(folder: Path) -> None:
    line = batch(folder, "html", work="workloads:chokes_on_pictures", limits=Limits(seconds=1))
    assert line == "1 article: 1 converted, 0 unchanged"
    assert record(folder)["diagnostics"][0]["code"] == "picture-too-large"


def test_pictures_are_read_where_the_article_is() -> None:
    store = fsspec.filesystem("memory")
    store.pipe_file("/in/images/a.png", picture())
    store.pipe_file("/secret.png", picture())
    found = files.beside("memory://in/a.md", ["images/a.png", "images/none.png", "../secret.png"])
    assert found[0] == Found("images/a.png", picture())
    assert [f.problem for f in found[1:]] == ["picture-missing", "picture-outside"]


def test_the_check_of_an_article_looks_at_its_pictures(folder: Path) -> None:
    (folder / "in" / "images" / "b.jpg").unlink()
    done = duizhao("check", "in", cwd=folder)
    assert "in/salt.md:18: warning: no file to be read at images/b.jpg [picture-missing]" in done.stdout


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub", ".marker.json"])
def test_pictures_inside_a_file_are_shown(folder: Path, suffix: str) -> None:
    (folder / "in" / "salt.md").unlink()
    target = folder / "in" / f"salt{suffix}"
    if suffix == ".marker.json":
        figure = {
            "block_type": "Figure",
            "html": "",
            "images": {"/page/0/Figure/1": base64.b64encode(picture()).decode()},
        }
        page = [{"block_type": "SectionHeader", "html": "<h1>盐与血压</h1>"}, figure]
        target.write_text(json.dumps({"block_type": "Document", "children": page}), encoding="utf-8")
    else:
        command = [pypandoc.get_pandoc_path(), "-s", "-f", "markdown", "-o", str(target)]
        subprocess.run(command, input=TEXT.encode(), check=True, cwd=folder / "in")
    assert batch(folder) == "1 article: 1 converted, 0 unchanged"
    assert base64.b64encode(picture()).decode() in (folder / "out" / "salt.html").read_text("utf-8")
    assert "pictures" not in record(folder)


def test_latex_leaves_the_ending_of_a_picture_to_be_found(folder: Path) -> None:
    (folder / "in" / "salt.md").unlink()
    text = r"\begin{document}\begin{figure}\includegraphics{images/b}\caption{流程}\end{figure}\end{document}"
    (folder / "in" / "salt.tex").write_text(text, encoding="utf-8")
    batch(folder, "html")
    assert base64.b64encode(picture("JPEG")).decode() in (folder / "out" / "salt.html").read_text("utf-8")


def test_pictures_in_a_zip_are_shown(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "salt.zip", "w") as archive:
        archive.writestr("salt/full.md", TEXT.replace("images/fig%201.png", "../secret.png"))
        archive.writestr("salt/images/b.jpg", picture("JPEG"))
    assert batch(tmp_path, "html").endswith("1 converted, 0 unchanged")
    assert (tmp_path / "out" / "salt.html").read_text("utf-8").count("<img") == 1
    assert [d["code"] for d in record(tmp_path)["diagnostics"]] == ["picture-outside"]


SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="30">
<script>alert(1)</script><rect width="60" height="30" fill="#c00"/>{}</svg>"""


@pytest.mark.parametrize("data", [SVG.format("").encode(), None])
def test_a_drawing_is_shown_as_a_picture(data: bytes | None) -> None:
    if data is None:
        page = b'#set page(width: 60pt, height: 30pt, margin: 0pt, fill: rgb("#c00"))\n'
        data = typst.compile(page, format="pdf")
    _, shown, codes = converted(TEXT, {"images/fig 1.png": data, "images/b.jpg": picture()})
    assert codes == []
    drawing = shown["images/fig%201.png"]
    assert (drawing.media, drawing.width) == ("image/png", 1250)
    assert drawing.height in (625, 626)
    with Image.open(io.BytesIO(drawing.data)) as image:
        assert image.convert("RGB").getpixel((600, 300)) == (204, 0, 0)


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="secret.png" width="9" height="9"/>',
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/>',
        '<image href="data:image/svg+xml;base64,AAAA" width="9" height="9"/>',
        '<use href="other.svg#a"/>',
    ],
)
def test_a_drawing_that_names_files_is_not_shown(inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.png").write_bytes(picture())
    drawing = SVG.format(inside).encode()
    _, shown, codes = converted(TEXT, {"images/fig 1.png": drawing, "images/b.jpg": picture()})
    assert (len(shown), codes) == (1, ["picture-unreadable"])


def test_a_drawing_with_entities_is_not_shown() -> None:
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">{entities}]>{SVG.format("<text>&j;</text>")}'.encode()
    _, shown, codes = converted(TEXT, {"images/fig 1.png": bomb, "images/b.jpg": picture()})
    assert (len(shown), codes) == (1, ["picture-unreadable"])


def test_a_drawing_of_any_measure_is_fitted() -> None:
    wide = b'<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e3"><rect width="1e9" height="1e3"/></svg>'
    tall = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 2"><rect width="1" height="2"/></svg>'
    _, shown, _ = converted(TEXT, {"images/fig 1.png": wide, "images/b.jpg": tall})
    assert all(p.width <= 1250 and p.height <= 1667 for p in shown.values())
    assert len(shown) > 0


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_picture_that_the_text_holds_is_shown_and_its_bytes_are_no_text(tmp_path: Path, form: str) -> None:
    (tmp_path / "in").mkdir()
    address = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"
    held = {"md": f"![流程]({address})", "html": f'<p>前<img src="{address}" alt="流程">后</p>'}[form]
    text = TEXT.replace("![流程](images/b.jpg)", held).replace("![](images/fig%201.png)", "")
    page = "".join(f"<p>{line}</p>\n" for line in text.split("\n\n")) if form == "html" else text
    (tmp_path / "in" / f"salt.{form}").write_text(page, encoding="utf-8")
    assert batch(tmp_path, "json,html").endswith("1 converted, 0 unchanged")
    assert (tmp_path / "out" / "salt.html").read_text("utf-8").count("<img") == 1
    assert "diagnostics" not in record(tmp_path)
    written = (tmp_path / "out" / "salt.json").read_text("utf-8")
    assert "base64" not in written
    assert '"embedded/' in written
