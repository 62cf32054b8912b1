"""DOCX as Word and WPS write it: text boxes, fields, numbers that Word counts, comments, formulas of MathType."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.document import Document
from pipeline.readers import UnreadableError, read, word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", list_: int | None = None, level: int = 0) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_ is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def box(*paragraphs: str) -> str:
    """A text box as Word writes it: for itself, and once more for older versions."""
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def formula(picture: str) -> str:
    return (
        f'<w:r><w:object><v:shape><v:imagedata r:id="{picture}"/></v:shape>'
        '<o:OLEObject Type="Embed" ProgID="Equation.DSMT4"/></w:object></w:r>'
    )


def level(depth: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


LISTS = {
    0: level(0, "decimal", "%1") + level(1, "decimal", "%1.%2"),
    1: level(0, "decimal", "[%1]"),
    2: level(0, "chineseCounting", "%1、") + level(1, "upperRoman", "%2."),
    3: level(0, "bullet", "●"),
}
PARTS = {
    "styles": '<w:styles {}><w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:pPr>'
    '<w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
    "<w:pPr><w:numPr><w:numId w:val='100'/></w:numPr>"
    '<w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="100"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    "</w:styles>",
    "numbering": "<w:numbering {}>"
    + "".join(f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in LISTS.items())
    + "".join(f'<w:num w:numId="{100 + n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in LISTS)
    + "</w:numbering>",
}


def docx(*paragraphs: str, **parts: str) -> bytes:
    """The bytes of a file with the parts that matter."""
    written = {"document": f"<w:document {{}}><w:body>{''.join(paragraphs)}</w:body></w:document>", **PARTS, **parts}
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{name.rstrip("1")}" Target="{name}.xml"/>'
        for n, name in enumerate(written)
        if name != "document"
    )
    relations += f'<Relationship Id="p1" Type="{R}/image" Target="media/image1.wmf"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        )
        for name, xml in written.items():
            archive.writestr(f"word/{name}.xml", xml.replace("{}", SPACES))
        archive.writestr("word/media/image1.wmf", b"\xd7\xcd\xc6\x9a")
    return buffer.getvalue()


def document(*paragraphs: str, **parts: str) -> Document:
    return read(docx(*paragraphs, **parts), Path("a.docx"), "a")


def texts(*paragraphs: str) -> list[str]:
    return [block.text for block in document(*paragraphs).blocks]


def test_a_text_box_follows_the_paragraph_that_it_hangs_on() -> None:
    held = box(paragraph(run("图1 流程")), paragraph(run("Fig. 1 Flow")))
    assert texts(paragraph(run("正文"), held, run("续。")), paragraph(run("后文。"))) == [
        "正文续。",
        "图1 流程",
        "Fig. 1 Flow",
        "后文。",
    ]


def test_a_text_box_at_the_foot_of_the_first_page_parts_no_front_matter() -> None:
    held = box(paragraph(run("* 基金项目：某基金（1）")), paragraph(run("作者简介：张三")))
    assert texts(paragraph(run("张三"), held, run("，李四")), paragraph(run("（某大学）")), "<w:sectPr/>") == [
        "张三，李四",
        "（某大学）",
        "* 基金项目：某基金（1）",
        "作者简介：张三",
    ]


def test_numbers_that_word_counts_are_text() -> None:
    result = document(
        paragraph(run("引言"), style="1"),
        paragraph(run("来源"), style="2"),
        paragraph(run("去向"), style="2"),
        paragraph(run("讨论"), style="1"),
        paragraph(run("机制"), style="2"),
        paragraph(run("致谢"), style="h"),
        paragraph(run("其一"), list_=102),
        paragraph(run("正文。")),
        paragraph(run("其二"), list_=102),
        paragraph(run("其下"), list_=102, level=1),
        paragraph(run("项"), list_=103),
        paragraph(run("李四. 盐[J]."), list_=101),
        paragraph(run("王五. 糖[J]."), list_=101),
    )
    assert [(b.kind, b.text) for b in result.blocks] == [
        ("heading", "1 引言"),
        ("heading", "1.1 来源"),
        ("heading", "1.2 去向"),
        ("heading", "2 讨论"),
        ("heading", "2.1 机制"),
        ("heading", "致谢"),
        ("paragraph", "一、 其一"),
        ("paragraph", "正文。"),
        ("paragraph", "二、 其二"),
        ("paragraph", "I. 其下"),
        ("list_item", "项"),
        ("paragraph", "[1] 李四. 盐[J]."),
        ("paragraph", "[2] 王五. 糖[J]."),
    ]


def test_a_caption_keeps_the_number_of_its_field() -> None:
    field = f'<w:fldSimple w:instr=" SEQ 图 \\* ARABIC ">{run("1")}</w:fldSimple>'
    assert texts(paragraph(run("图"), field, run(" 流程"))) == ["图1 流程"]


def test_a_formula_of_mathtype_breaks_no_sentence_and_is_told() -> None:
    result = document(paragraph(run("式"), formula("p1"), run("成立。")), paragraph(formula("p1")))
    assert [(b.kind, b.target or b.text) for b in result.blocks] == [
        ("paragraph", "式［公式］成立。"),
        ("image", "media/image1.wmf"),
    ]
    assert [(d.code, d.block) for d in result.diagnostics] == [("formula-picture", "b1")]


def test_what_is_not_of_the_article_is_kept_aside() -> None:
    deleted = (
        '<w:del w:id="1" w:author="a" w:date="2020-01-01T00:00:00Z"><w:r><w:delText>删去</w:delText></w:r></w:del>'
    )
    inserted = f'<w:ins w:id="2" w:author="a" w:date="2020-01-01T00:00:00Z">{run("插入")}</w:ins>'
    result = document(
        paragraph(run("正文"), deleted, inserted, '<w:r><w:commentReference w:id="0"/></w:r>'),
        comments=f'<w:comments {{}}><w:comment w:id="0">{paragraph(run("核对 --&gt; 此"))}</w:comment></w:comments>',
        header1=f"<w:hdr {{}}>{paragraph(run('某学报'))}</w:hdr>",
    )
    assert [b.text for b in result.blocks] == ["正文插入"]
    assert [d.text for d in result.discarded] == ["comment: 核对 -- 此", "running head: 某学报", "deleted: 删去"]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MOST_BYTES", 1 << 20)
    with pytest.raises(UnreadableError, match=r"^a\.docx: its XML has 3 MiB; save the article in parts$"):
        document(paragraph(run("盐" * (1 << 20))))


def test_entities_of_a_part_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "炸弹">]><w:document {}><w:body>'
        + paragraph(run("前&a;后"))
        + "</w:body></w:document>"
    )
    with pytest.raises(UnreadableError, match=r"^a\.docx: pandoc cannot read it as docx"):
        read(docx(document=bomb), Path("a.docx"), "a")


def note(number: int, text: str) -> str:
    return f'<w:endnote w:id="{number}"><w:p><w:r><w:endnoteRef/></w:r>{run(text)}</w:p></w:endnote>'


def mark(number: int) -> str:
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:endnoteReference w:id="{number}"/></w:r>'


def test_endnotes_that_name_works_are_the_bibliography() -> None:
    notes = note(2, " 李四. 盐[J]. 学报, 2019.") + note(3, " 王五. 水[M]. 北京: 出版社, 2020.")
    endnotes = f"<w:endnotes {{}}>{notes}</w:endnotes>"
    body = [paragraph(run("盐"), mark(2), run("与水"), mark(3), run("。")), "<w:sectPr/>"]
    read_ = document(*body, endnotes=endnotes)
    assert [block.text for block in read_.blocks] == [
        "盐[1]与水[2]。",
        "参考文献",
        "[1] 李四. 盐[J]. 学报, 2019.",
        "[2] 王五. 水[M]. 北京: 出版社, 2020.",
    ]
    assert [span.kind for span in read_.blocks[0].spans] == ["sup", "sup"]
    own = [paragraph(run("盐["), mark(2), run("]。")), paragraph(run("参 考 文 献")), "<w:sectPr/>"]
    said = [block.text for block in document(*own, endnotes=endnotes).blocks]
    assert said == ["盐[1]。", "参 考 文 献", "[1] 李四. 盐[J]. 学报, 2019."]
    other = f"<w:endnotes {{}}>{note(2, ' 见下文。')}</w:endnotes>"
    assert "[^1]" in document(*body, endnotes=other).blocks[0].text


def test_what_stands_above_characters_is_kept() -> None:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('tóng')}</w:rt><w:rubyBase>{run('砼')}</w:rubyBase></w:ruby></w:r>"
    assert texts(paragraph(run("浇筑"), ruby, run("时"))) == ["浇筑砼(tóng)时"]


def test_boxes_of_one_paragraph_stand_in_their_order() -> None:
    held = [box(paragraph(run(name))) for name in ("编码器", "解码器")]
    assert texts(paragraph(run("正文。"), *held)) == ["正文。", "编码器", "解码器"]


def cell(*content: str, span: str = "") -> str:
    return f"<w:tc><w:tcPr>{span}</w:tcPr>{''.join(content)}</w:tc>"


def table(*rows: list[str], columns: int) -> str:
    grid = "<w:gridCol/>" * columns
    cells = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"


def test_cells_that_reach_down_into_the_head_keep_their_columns() -> None:
    down, over, below = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>', "<w:vMerge/>"
    rows = (
        [cell(paragraph(run("方法")), span=down), cell(paragraph(run("精度")), span=over)],
        [cell(paragraph(), span=below), cell(paragraph(run("训练"))), cell(paragraph(run("测试")))],
        [cell(paragraph(run(said))) for said in ("甲", "85", "84")],
    )
    (block,) = document(table(*rows, columns=3)).blocks
    assert [[(c.text, c.header, c.rowspan, c.colspan) for c in row] for row in block.table] == [
        [("方法", True, 2, 1), ("精度", True, 1, 2)],
        [("训练", True, 1, 1), ("测试", True, 1, 1)],
        [("甲", False, 1, 1), ("85", False, 1, 1), ("84", False, 1, 1)],
    ]


def test_a_table_that_lays_out_text_is_its_text() -> None:
    front = table([cell(paragraph(run("【摘要】 目的 盐。")), paragraph(run("【关键词】 盐")))], columns=1)
    fields = table([cell(paragraph(run("DOI:10.1000/a"))), cell(paragraph(run("·论著·")))], columns=2)
    assert texts(fields, front) == ["DOI:10.1000/a", "·论著·", "【摘要】 目的 盐。", "【关键词】 盐"]


def test_a_table_in_a_cell_is_its_words() -> None:
    inner = table([cell(paragraph(run("编码 6"))), cell(paragraph(run("解码 6")))], columns=2)
    rows = [cell(paragraph(run("层数"))), cell(inner, paragraph())], [cell(paragraph(run(c))) for c in "甲乙"]
    (block,) = document(table(*rows, columns=2)).blocks
    assert [[c.text for c in row] for row in block.table] == [["层数", "编码 6 解码 6"], ["甲", "乙"]]
