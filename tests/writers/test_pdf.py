"""The PDF: archival and accessible, complete, the same each time, and never a box for a glyph."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdf import PdfReader
from pypdf.generic import ArrayObject

from pipeline.article import Article, Bilingual, Block, Body, Cell, Float, Front, Section, Source, Span
from pipeline.writers import pdf
from tests.resources import RESOURCES
from tests.writers.sample import article

DATA, DIAGNOSTICS = pdf.write(article())
READER = PdfReader(io.BytesIO(DATA))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


TEXT = _squeezed("".join(page.extract_text() for page in READER.pages))


def _with_paragraph(text: str, spans: tuple[Span, ...] = ()) -> Article:
    block = Block("b1", "paragraph", text, spans, (0, 1), "zh")
    return Article(
        id="one",
        language="zh",
        source=Source("one.md", "markdown", "", 1),
        front=Front(title=Bilingual("题目", None)),
        body=Body((Section("s", None, 1, Bilingual(), (block,)),)),
    )


def test_it_is_tagged_archival_and_accessible() -> None:
    assert [d.code for d in DIAGNOSTICS] == ["pdf-glyph-missing"]
    metadata = READER.xmp_metadata
    assert metadata is not None
    raw = metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in re.sub(r">\s+<", "><", raw)
    assert "<pdfuaid:part>1</pdfuaid:part>" in raw
    assert "/StructTreeRoot" in READER.trailer["/Root"]


def test_the_same_article_gives_the_same_bytes() -> None:
    assert pdf.write(article())[0] == DATA


def test_all_fonts_are_embedded_subsets() -> None:
    for page in READER.pages:
        for font in page["/Resources"]["/Font"].values():
            assert re.match(r"/[A-Z]{6}\+", font.get_object()["/BaseFont"])


@pytest.mark.parametrize(
    "text",
    [
        "探讨磷脂酰肌醇三激酶(PI3K)抑制剂与内分泌药物联用的价值。",
        "twelve hundred patients",
        "口服给药后,阿培利司的血药浓度约在2 h达峰",
        '<script>alert(1)</script> #import "x" ] } $ @a *b* _c_ `d` \\ <a> &amp;',
        "〈U+D800〉 〈U+0007〉 〈U+202E〉 〈U+1F600〉",
        "\\frac{a}{ \\nosuchcommand",
        "SOLO-X",
        "Fig. 1",
        "An entry that nobody could parse & <b>with markup</b>",
        "作者简介:张三,女,博士",
        "虚构药学杂志, 2021, 12(3): 101-109",
        "文章编号：1000-0003(2021)03-0101-09",
    ],
)
def test_the_text_is_there(text: str) -> None:
    assert _squeezed(text) in TEXT


def test_bookmarks_follow_the_sections() -> None:
    titles = [_squeezed(str(b.title)) for b in READER.outline if not isinstance(b, list)]
    assert titles[:3] == ["摘要Abstract", "1疗效Efficacy", "参考文献References"]


def test_links_lead_from_citation_to_entry_and_back() -> None:
    pages = {
        page.indirect_reference.idnum: number for number, page in enumerate(READER.pages) if page.indirect_reference
    }
    targets = set()
    for number, page in enumerate(READER.pages):
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            if "/Dest" in link:
                target, *_ = link["/Dest"].get_object()
                targets.add((number, pages[target.idnum]))
    assert (0, 1) in targets
    assert (1, 0) in targets


def test_a_link_leads_to_the_line_that_it_names_and_says_its_page() -> None:
    assert b"duizhao:" not in DATA
    links = [a.get_object() for page in READER.pages for a in page.get("/Annots", [])]
    # A footnote's are Typst's own, and objects.
    inside = [link for link in links if "/Dest" in link and isinstance(link.raw_get("/Dest"), ArrayObject)]
    tops = {float(link["/Rect"][3]) for link in inside}
    assert inside
    for link in inside:
        page, _, _, top, _ = link["/Dest"]
        assert float(top) in tops
        assert link["/Contents"] == f"页 {READER.pages.index(page.get_object()) + 1}"
    assert not READER.xref_objStm
    assert len(READER.xref[0]) + 1 == READER.trailer["/Size"]
    for number, offset in READER.xref[0].items():
        assert DATA[offset:].startswith(b"%d 0 obj" % number)


def test_a_footnote_stands_on_the_page_that_calls_it_and_nowhere_else() -> None:
    pages = [_squeezed(page.extract_text()) for page in READER.pages]
    assert [page.count("处理方法因人而异") for page in pages if "处理方法因人而异" in page] == [1]
    (foot,) = (page for page in pages if "处理方法因人而异" in page)
    assert "附注" not in foot[: foot.index("处理方法因人而异")]


def test_a_wide_table_stays_on_the_page() -> None:
    rows = tuple(tuple(Cell(f"{'很长的中文表头' * 3} word{column}") for column in range(12)) for _ in range(3))
    table = Float("t", "table", "1", Bilingual("宽表", None), table=rows)
    wide = _with_paragraph("见表1。")
    data, _ = pdf.write(replace(wide, body=replace(wide.body, floats=(table,))))
    page = PdfReader(io.BytesIO(data)).pages[0]
    places: list[float] = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: places.append(tm[4] * cm[0] + cm[4]) if text.strip() else None
    )
    assert min(places) > 0
    assert max(places) < 595 - 23 * 72 / 25.4


def test_a_link_to_a_script_is_no_link() -> None:
    addresses = [
        str(a.get_object().get("/A", {}).get("/URI")) for page in READER.pages for a in page.get("/Annots", [])
    ]
    assert not any("javascript" in address for address in addresses)


def test_a_glyph_that_no_font_has_is_replaced_and_reported() -> None:
    data, diagnostics = pdf.write(_with_paragraph("字体里没有𓀀与ﷺ,但有㎎\uf0a3\u0378。"))
    assert [d.code for d in diagnostics] == ["pdf-glyph-missing"]
    assert "U+13000" in diagnostics[0].message
    text = _squeezed(PdfReader(io.BytesIO(data)).pages[0].extract_text())
    assert "没有〈U+13000〉与" in text
    assert "〈U+F0A3〉〈U+0378〉" in text
    assert "\ufffd" not in text


def test_a_word_without_end_stays_in_its_column() -> None:
    data, _ = pdf.write(_with_paragraph("x" * 400))
    assert _squeezed(PdfReader(io.BytesIO(data)).pages[0].extract_text()).count("x") == 400


def test_a_formula_too_wide_for_the_page_is_made_to_fit() -> None:
    source = "+".join(f"x_{{{i}}}^2" for i in range(60))
    wide = _with_paragraph(source, (Span("math", 0, len(source)),))
    (section,) = wide.body.sections
    block = replace(section.blocks[0], kind="math")
    _, diagnostics = pdf.write(replace(wide, body=Body((replace(section, blocks=(block,)),))))
    assert diagnostics == ()


def test_an_empty_article_is_a_pdf() -> None:
    data, diagnostics = pdf.write(Article(id="nothing", language="en", source=Source("x.md", "markdown", "", 0)))
    assert data.startswith(b"%PDF")
    assert diagnostics == ()


def test_real_articles_compile_to_the_standard(shared: Path) -> None:
    from pipeline.convert import convert

    for path in sorted((shared / "corpus" / "md").glob("*.md"))[::180]:
        article = convert([(path, path.read_bytes())], path.stem, RESOURCES)
        assert [d.code for d in pdf.write(article)[1] if d.code == "pdf-not-archival"] == []


_HOSTILE = st.text(
    st.one_of(
        st.sampled_from("#$*_`<>@[]{}()\\\"'/~=-+&%;,.\n\t图x1²⁺é€中。“”…—\ufeff\u200b\ud800\x00\u0301𝑥"),
        st.characters(),
    ),
    max_size=30,
)


@settings(max_examples=40)
@given(_HOSTILE, _HOSTILE, st.lists(st.lists(_HOSTILE, max_size=3), max_size=3), st.booleans())
def test_any_text_can_be_set(text: str, title: str, rows: list[list[str]], math: bool) -> None:
    one = _with_paragraph(text, (Span("math", 0, len(text)),) if math else ())
    table = Float(
        "t", "table", title, Bilingual(text, title), table=tuple(tuple(Cell(cell) for cell in row) for row in rows)
    )
    made = replace(one, id=title, front=Front(title=Bilingual(title, text)), body=replace(one.body, floats=(table,)))
    data, _ = pdf.write(made)
    assert data.startswith(b"%PDF")
