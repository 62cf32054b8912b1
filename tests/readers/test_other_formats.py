"""Reading what is not Markdown: MinerU, Marker, JATS, and what pandoc knows."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pypandoc
import pytest
from PIL import Image

from pipeline.article import Imprint
from pipeline.convert import convert
from pipeline.document import Document
from pipeline.readers import UnreadableError, documents, format_of, read
from pipeline.resources import Resources

JATS = """<?xml version="1.0"?>
<!DOCTYPE article [<!ENTITY bomb "炸弹">]>
<article xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="zh">
<front><article-meta>
<article-id pub-id-type="doi">10.1000/demo.1</article-id>
<title-group><article-title>肠道菌群与高血压</article-title>
<trans-title-group xml:lang="en"><trans-title>Gut microbiota and hypertension</trans-title></trans-title-group>
</title-group>
<contrib-group><contrib><name-alternatives>
<name name-style="eastern" xml:lang="zh"><surname>张</surname><given-names>三</given-names></name>
<name name-style="western" xml:lang="en"><surname>ZHANG</surname><given-names>San</given-names></name>
</name-alternatives><xref ref-type="aff">1</xref></contrib></contrib-group>
<aff><label>1</label>某大学医学院</aff>
<history><date date-type="received"><day>3</day><month>2</month><year>2020</year></date></history>
<abstract><p>本文综述&bomb;研究进展。</p></abstract>
<trans-abstract xml:lang="en"><p>We review the progress.</p></trans-abstract>
<kwd-group xml:lang="zh"><kwd>肠道菌群</kwd><kwd>高血压</kwd></kwd-group>
<kwd-group xml:lang="en"><kwd>gut microbiota</kwd><kwd>hypertension</kwd></kwd-group>
</article-meta></front>
<body><sec><label>1</label><title>引言</title><p>盐敏感<sup>[<xref ref-type="bibr">1</xref>]</sup>与
<italic>P</italic>&lt;0.05。</p>
<fig><label>图1</label><caption><p>流程</p></caption><graphic xlink:href="a.png"/></fig></sec></body>
<back><ref-list><ref><label>1</label><citation-alternatives>
<mixed-citation xml:lang="zh">李四. 盐与血压[J]. 某学报, 2019, 1(2): 3-4.</mixed-citation>
<mixed-citation xml:lang="en">Li S. Salt and blood pressure[J]. Some Journal, 2019, 1(2): 3-4.</mixed-citation>
</citation-alternatives></ref></ref-list></back>
</article>
"""


def document(name: str, data: bytes | str) -> Document:
    return read(data.encode() if isinstance(data, str) else data, Path(name), "a")


def test_the_longest_fitting_ending_names_the_format() -> None:
    known = format_of(Path("in/x_content_list.json"))
    assert known is not None
    assert (known[0], known[1].name) == ("_content_list.json", "mineru")
    assert format_of(Path("other.json")) is None
    assert format_of(Path(".md")) is None


def test_jats_gives_both_languages_in_the_words_of_a_journal() -> None:
    result = document("a.xml", JATS)
    texts = [b.text for b in result.blocks]
    assert texts[:3] == ["肠道菌群与高血压", "Gut microbiota and hypertension", "张三1"]
    assert "ZHANG San1" in texts or "San ZHANG1" in texts
    assert "收稿日期：2020-02-03" in texts
    assert "Abstract: We review the progress." in texts
    assert "关键词：肠道菌群；高血压" in texts
    assert "1 引言" in texts
    paragraph = next(b for b in result.blocks if b.text.startswith("盐敏感"))
    assert paragraph.text == "盐敏感[1]与 P<0.05。"
    assert [(s.kind, paragraph.text[s.start : s.end]) for s in paragraph.spans] == [("sup", "[1]"), ("emphasis", "P")]
    assert texts[-1].splitlines()[0].startswith("[1] 李四. 盐与血压")
    assert texts[-1].splitlines()[1].startswith("Li S. Salt")


def test_jats_names_the_journal_and_the_place_in_it() -> None:
    meta = """<journal-meta><journal-title-group><journal-title xml:lang="zh">某学报</journal-title>
<trans-title-group xml:lang="en"><trans-title>Some Journal</trans-title></trans-title-group></journal-title-group>
<issn>1000-0003</issn><publisher><publisher-name>某出版社</publisher-name></publisher></journal-meta><article-meta>"""
    place = (
        "<pub-date><year>2020</year></pub-date><volume>41</volume><issue>3</issue><fpage>101</fpage><lpage>110</lpage>"
    )
    xml = JATS.replace("<article-meta>", meta).replace("</article-meta>", f"{place}</article-meta>")
    texts = [block.text for block in document("a.xml", xml).blocks]
    assert "《某学报》 Some Journal 2020, 41(3): 101-110. ISSN 1000-0003. 某出版社" in texts
    front = convert([(Path("a.xml"), xml.encode())], "a", Resources()).front
    assert front.journal == "某学报"
    assert front.imprint == Imprint(year="2020", volume="41", issue="3", fpage="101", lpage="110", issn="1000-0003")


def test_jats_names_the_place_of_an_article_without_pages_and_its_own_number() -> None:
    place = (
        '<article-id pub-id-type="publisher-id">1000-0003(2020)03-0101-10</article-id>'
        "<pub-date><year>2020</year></pub-date><volume>41</volume><elocation-id>105</elocation-id>"
    )
    xml = JATS.replace("</article-meta>", f"{place}</article-meta>")
    imprint = convert([(Path("a.xml"), xml.encode())], "a", Resources()).front.imprint
    assert (imprint.year, imprint.volume, imprint.elocation_id) == ("2020", "41", "105")
    assert imprint.article_id == "1000-0003(2020)03-0101-10"


def test_running_heads_tell_volume_and_issue() -> None:
    items = [
        {"type": "header", "text": "第27卷 第5期 2015年5月"},
        {"type": "text", "text": "盐与血压的研究", "text_level": 1},
        {"type": "text", "text": "摘要：本文综述。"},
        {"type": "footer", "text": "某学报 ISSN 1000-0003"},
    ]
    data = json.dumps(items, ensure_ascii=False).encode()
    imprint = convert([(Path("a_content_list.json"), data)], "a", Resources()).front.imprint
    assert imprint == Imprint(year="2015", volume="27", issue="5", issn="1000-0003")


def test_jats_entities_are_not_expanded_and_line_numbers_hold() -> None:
    result = document("a.xml", JATS)
    assert not any("炸弹" in b.text for b in result.blocks)
    lines = JATS.split("\n")
    heading = next(b for b in result.blocks if b.text == "1 引言")
    assert "引言" in lines[heading.lines[0]]


def test_text_around_an_entity_is_kept_and_the_entity_named(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    result = document(
        "a.xml",
        f"""<!DOCTYPE article [<!ENTITY held SYSTEM "{secret.as_uri()}">]>
<article><front><article-meta><title-group><article-title>盐与&held;血压</article-title></title-group></article-meta></front>
<body><p>&held;前<bold>中&held;</bold>后
&held;尾。</p></body></article>""",
    )
    assert [b.text for b in result.blocks] == ["盐与&held;血压", "&held;前中&held;后 &held;尾。"]
    assert [(d.code, d.lines) for d in result.diagnostics] == [("xml-entity", (1, 2))]
    assert "&held;" in result.diagnostics[0].message


def test_xml_of_another_kind_costs_one_diagnostic_and_is_kept_aside() -> None:
    result = document(
        "a.xml",
        """<?xml version="1.0"?>
<n:feed xmlns:n="urn:x"><entry>盐与血压</entry></n:feed>""",
    )
    assert [(d.code, d.lines) for d in result.diagnostics] == [("xml-not-jats", (1, 2))]
    assert "<feed>" in result.diagnostics[0].message
    assert any("盐与血压" in kept.text for kept in result.discarded)


def test_jats_in_the_wrapper_of_a_collection_is_read() -> None:
    article = JATS[JATS.index("<article") :].replace("&bomb;", "")
    result = document("a.xml", f"<pmc-articleset>{article}</pmc-articleset>")
    assert [b.text for b in result.blocks][:2] == ["肠道菌群与高血压", "Gut microbiota and hypertension"]
    assert result.diagnostics == ()
    several = document("a.xml", f"<pmc-articleset>{article}\n{article.replace('肠道菌群', '第二篇')}</pmc-articleset>")
    assert [(d.code, d.lines[0]) for d in several.diagnostics if d.lines] == [
        ("xml-several-articles", article.count("\n") + 1)
    ]
    assert not any("第二篇" in b.text for b in several.blocks)
    assert any("第二篇" in kept.text for kept in several.discarded)


def test_broken_xml_costs_one_diagnostic_with_its_line() -> None:
    result = document("a.xml", "<article>\n<body>\n</article>")
    assert [(d.code, d.lines) for d in result.diagnostics] == [("xml-broken", (2, 3))]


def jats(front: str = "", body: str = "", back: str = "", after: str = "", lang: str = "zh") -> list[Document]:
    spaces = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'
    text = (
        f'<article {spaces} xml:lang="{lang}"><front><article-meta>{front}</article-meta></front>'
        f"<body>{body}</body><back>{back}</back>{after}</article>"
    )
    return list(documents(text.encode(), Path("a.xml"), "a"))


def said(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.target or block.text) for block in document.blocks]


def test_jats_has_subtitles_and_no_mark_of_a_note_in_a_title() -> None:
    titles = (
        '<title-group><article-title>黄土强度<xref ref-type="fn">*</xref></article-title>'
        "<subtitle>以兰州为例</subtitle>"
        '<trans-title-group xml:lang="en"><trans-title>Strength of loess</trans-title>'
        "<trans-subtitle>Lanzhou</trans-subtitle></trans-title-group></title-group>"
    )
    assert said(jats(titles)[0]) == [("heading", "黄土强度——以兰州为例"), ("heading", "Strength of loess: Lanzhou")]


def test_jats_joins_authors_to_affiliations_that_have_no_labels() -> None:
    people = (
        '<contrib-group><contrib corresp="yes"><name><surname>王</surname><given-names>晓</given-names></name>'
        '<xref ref-type="aff" rid="a2"/><bio><p>王晓，教授。</p></bio><email>w@x.cn</email></contrib>'
        "<contrib><name><surname>谭</surname><given-names>旭</given-names></name><aff>甲大学</aff></contrib>"
        "<contrib><collab>黄土研究组</collab></contrib></contrib-group>"
        '<aff id="a2"><institution>乙大学</institution><institution-id>https://ror.org/1</institution-id>，武汉</aff>'
    )
    (result,) = jats(people)
    assert said(result) == [
        ("paragraph", "王晓2*，谭旭1"),
        ("paragraph", "1 甲大学"),
        ("paragraph", "2 乙大学，武汉"),
        ("paragraph", "作者简介：王晓，教授。"),
        ("paragraph", "通信作者：王晓, E-mail: w@x.cn"),
        ("paragraph", "团体作者：黄土研究组"),
    ]
    assert [(d.text, d.reason) for d in result.discarded] == [("https://ror.org/1", "identifier")]


def test_jats_keeps_the_kinds_of_abstracts_keywords_and_awards_apart() -> None:
    front = (
        "<article-categories><subj-group><subject>论著</subject></subj-group></article-categories>"
        "<abstract><title>摘 要</title><p>黄土。</p></abstract>"
        '<abstract abstract-type="key-points"><title>亮点</title><p>首次。</p></abstract>'
        "<kwd-group><compound-kwd><compound-kwd-part>黄土</compound-kwd-part></compound-kwd><kwd>强度</kwd></kwd-group>"
        '<kwd-group kwd-group-type="clc"><kwd>TU443</kwd></kwd-group>'
        "<funding-group><award-group><funding-source>基金委</funding-source><award-id>417</award-id></award-group>"
        "<award-group><funding-source>科技部</funding-source><award-id>2020</award-id></award-group>"
        "<funding-statement>基金委资助（417）</funding-statement></funding-group>"
    )
    (result,) = jats(front)
    assert said(result) == [
        ("paragraph", "摘要：黄土。"),
        ("paragraph", "亮点"),
        ("paragraph", "首次。"),
        ("paragraph", "关键词：黄土；强度"),
        ("paragraph", "中图分类号：TU443"),
        ("paragraph", "基金项目：科技部 2020"),
        ("paragraph", "基金项目：基金委资助（417）"),
    ]
    assert [(d.text, d.reason) for d in result.discarded] == [("论著", "column")]


def test_jats_parts_a_paragraph_at_its_formulas_and_lists() -> None:
    math = "<mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac></mml:math>"
    body = (
        "<p>强度为<disp-formula><label>(1)</label><tex-math>$$x=1$$</tex-math></disp-formula>式中："
        f"<inline-formula>{math}</inline-formula>为比值。<list list-type='order'><list-item><p>甲"
        "</p><list><list-item><p>乙</p></list-item></list></list-item></list></p>"
        "<def-list><def-item><term>c</term><def><p>黏聚力</p></def></def-item></def-list>"
        "<preformat>x\n y</preformat>"
        "<verse-group><verse-line>关关</verse-line><verse-line>雎鸠</verse-line></verse-group>"
    )
    (result,) = jats(body=body)
    assert said(result) == [
        ("paragraph", "强度为"),
        ("math", r"x=1 \tag{1}"),
        ("paragraph", r"式中：\frac{a}{b}为比值。"),
        ("list_item", "1. 甲"),
        ("list_item", "乙"),
        ("paragraph", "c：黏聚力"),
        ("code", "x\n y"),
        ("paragraph", "关关\n雎鸠"),
    ]


def test_jats_figures_have_captions_in_both_languages_and_one_picture_of_several_files() -> None:
    body = (
        "<fig-group><label>图1</label><caption><title>装置</title></caption>"
        '<caption xml:lang="en"><title>Apparatus</title><p>Two parts.</p></caption>'
        '<fig><label>(a)</label><caption><p>剪切仪</p></caption><graphic xlink:href="a.jpg"/></fig></fig-group>'
        "<table-wrap><label>表1</label><caption><title>数据</title></caption><alternatives>"
        '<graphic xlink:href="t.png"/><table><tr><td>1<break/>2</td></tr></table></alternatives></table-wrap>'
        '<fig><alternatives><graphic xlink:href="b.tif"/><graphic xlink:href="b.png"/></alternatives></fig>'
    )
    (result,) = jats(body=body)
    assert [(b.kind, b.target or b.text) for b in result.blocks] == [
        ("image", "a.jpg"),
        ("paragraph", "(a) 剪切仪"),
        ("paragraph", "图1 装置"),
        ("paragraph", "Fig. 1 Apparatus Two parts."),
        ("paragraph", "表1 数据"),
        ("table", "1 2"),
        ("image", "b.png"),
    ]


def test_jats_prints_citations_in_elements_as_journals_do() -> None:
    name = "<name><surname>Smith</surname><given-names>JA</given-names></name>"
    journal = (
        f'<element-citation publication-type="journal"><person-group>{name}<etal/></person-group>'
        "<article-title>Salt</article-title><source>Journal</source><year>2015</year><volume>65</volume>"
        '<issue>3</issue><fpage>201</fpage><lpage>213</lpage><pub-id pub-id-type="pmid">7</pub-id></element-citation>'
    )
    book = (
        '<citation citation-type="book"><name><surname>王</surname><given-names>民</given-names></name>'
        "<source>动力学</source><edition>2版</edition><publisher-loc>北京</publisher-loc>"
        "<publisher-name>出版社</publisher-name><year>2003</year></citation>"
    )
    mixed = f"<mixed-citation>{name}. Salt. Journal 2015.</mixed-citation>"
    refs = "".join(f"<ref>{citation}</ref>" for citation in (journal, book, mixed))
    (result,) = jats(back=f"<ref-list>{refs}</ref-list>")
    assert [text for _, text in said(result)][1:] == [
        "Smith JA, et al. Salt[J]. Journal, 2015, 65(3): 201-213. PMID: 7.",
        "王民. 动力学[M]. 2版. 北京: 出版社, 2003.",
        "JA Smith. Salt. Journal 2015.",
    ]


def test_two_lists_of_one_bibliography_are_one_with_both_languages() -> None:
    def refs(*entries: str) -> str:
        items = (f"<ref><label>{n}</label><mixed-citation>{e}</mixed-citation></ref>" for n, e in enumerate(entries, 1))
        return f"<ref-list>{''.join(items)}</ref-list>"

    zh = refs("王晓. 导论[M]. 武汉: 出版社, 2020.", "李明. 整理[J]. 论坛, 2019.")
    en = refs("Wang X. Introduction[M]. Wuhan: Press, 2020.", "Li M. Collation[J]. Tribune, 2019.")
    (result,) = jats(back=zh + en)
    assert [text for _, text in said(result)][1:] == [
        "[1] 王晓. 导论[M]. 武汉: 出版社, 2020.\nWang X. Introduction[M]. Wuhan: Press, 2020.",
        "[2] 李明. 整理[J]. 论坛, 2019.\nLi M. Collation[J]. Tribune, 2019.",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_translation_in_jats_is_the_other_print_of_its_article(lang: str) -> None:
    other = "en" if lang == "zh" else "zh"
    titles = {"zh": "黄土强度", "en": "Strength of loess"}
    bodies = {lang_: f"<sec><title>{head}</title><p>{text}</p></sec>" for lang_, head, text in (
        ("zh", "引言", "黄土是土。"), ("en", "Introduction", "Loess."))}  # fmt: skip
    groups = {key: f"<title-group><article-title>{said}</article-title></title-group>" for key, said in titles.items()}
    text = (
        f'<article xml:lang="{lang}"><front><article-meta>{groups[lang]}</article-meta></front>'
        f"<body>{bodies[lang]}</body>"
        f'<sub-article article-type="translation" xml:lang="{other}"><front-stub>{groups[other]}</front-stub>'
        f"<body>{bodies[other]}</body></sub-article><response><body><p>Reply.</p></body></response></article>"
    )
    article = convert([(Path("a.xml"), text.encode())], "a", Resources())
    assert [(s.title.zh, s.title.en) for s in article.body.sections] == [("引言", "Introduction")]
    assert (article.front.title.zh, article.front.title.en) == (titles["zh"], titles["en"])
    assert "xml-part" in [d.code for d in article.diagnostics]


def test_mineru_objects_keep_their_lines_and_furniture_leaves() -> None:
    items = [
        {"type": "text", "text": "综述标题", "text_level": 1, "page_idx": 0},
        {"type": "header", "text": "第 3 期"},
        {"type": "image", "img_path": "images/a b.jpg", "img_caption": ["图1 流程"], "page_idx": 1},
        {"type": "table", "table_body": "<table><tr><td>甲</td></tr></table>", "table_caption": []},
        {"text": "没有类型，$6 6 \\%$。"},
        {"type": "text", "text": ""},
        {"type": "equation", "text": "$$\nE = mc^2\n$$"},
    ]
    text = json.dumps(items, ensure_ascii=False, indent=1)
    result = document("a_content_list.json", text)
    assert [(b.kind, b.text) for b in result.blocks] == [
        ("heading", "综述标题"),
        ("image", ""),
        ("paragraph", "图1 流程"),
        ("table", "甲"),
        ("paragraph", r"没有类型，6 6 \%。"),
        ("math", "E = mc^2"),
    ]
    assert result.blocks[1].target == "images/a%20b.jpg"
    assert result.blocks[2].page == 1
    assert any((d.text, d.reason) == ("第 3 期", "running head") for d in result.discarded)
    first, last = result.blocks[4].lines
    assert "没有类型" in "\n".join(text.split("\n")[first:last])


def test_mineru_of_later_versions_loses_nothing() -> None:
    items = [
        {"type": "image", "img_path": "", "image_caption": ["图1 甲"], "image_footnote": ["注：乙"]},
        {"type": "chart", "img_path": "images/c.jpg", "chart_caption": ["图2 丙"], "content": "| 1 | 2 |"},
        {"type": "image", "img_path": "images/d.jpg", "image_caption": ["图3 丁", "Fig. 3 D"]},
        {"type": "table", "img_path": "images/t.jpg", "table_caption": ["表1 戊"], "table_body": ""},
        {
            "type": "code",
            "sub_type": "code",
            "code_caption": ["代码1"],
            "code_body": "if a:\n    b",
            "guess_lang": "py",
        },
        {"type": "code", "sub_type": "algorithm", "code_caption": ["算法1"], "code_body": "令 $x=1$"},
        {"type": "list", "sub_type": "ref_text", "list_items": ["[1] 李四. 盐[J].", "[2] 王五. 糖[J]."]},
        {"type": "equation", "img_path": "images/e.jpg", "text": "", "text_format": "latex"},
        {"type": "page_footnote", "text": "① 脚注"},
        *({"type": kind, "text": kind} for kind in ("header", "footer", "page_number", "aside_text")),
        {"type": "not yet known", "text": "己"},
    ]
    result = document("a_content_list.json", json.dumps(items, ensure_ascii=False, indent=1))
    assert [(b.kind, b.target or b.text) for b in result.blocks] == [
        ("paragraph", "图1 甲"),
        ("paragraph", "注：乙"),
        ("image", "images/c.jpg"),
        ("paragraph", "图2 丙"),
        ("image", "images/d.jpg"),
        ("paragraph", "图3 丁\nFig. 3 D"),
        ("paragraph", "表1 戊"),
        ("image", "images/t.jpg"),
        ("paragraph", "代码1"),
        ("code", "if a:\n    b"),
        ("paragraph", "算法1"),
        ("paragraph", "令 x=1"),
        ("paragraph", "[1] 李四. 盐[J]."),
        ("paragraph", "[2] 王五. 糖[J]."),
        ("image", "images/e.jpg"),
        ("paragraph", "① 脚注"),
        ("paragraph", "己"),
    ]
    assert {"| 1 | 2 |", "header", "footer", "page_number", "aside_text"} <= {d.text for d in result.discarded}


def test_the_second_form_of_mineru_says_what_the_first_does() -> None:
    def spans(*said: str) -> list[dict[str, str]]:
        return [{"type": "equation_inline" if s.startswith("=") else "text", "content": s.lstrip("=")} for s in said]

    def item(kind: str, **content: object) -> dict[str, object]:
        return {"type": kind, "content": content, "bbox": [1, 2, 3, 4]}

    image = {"path": "images/a.jpg"}
    pages = [
        [
            item("page_header", page_header_content=spans("某学报")),
            item("title", title_content=spans("盐与血压"), level=1),
            item("paragraph", paragraph_content=spans("设 ", "=x_i", " 为 a*b*c。")),
            item("equation_interline", math_content="E = mc^2", math_type="latex", image_source=image),
        ],
        [],
        [
            item("image", image_source=image, image_caption=spans("图1 甲"), image_footnote=[]),
            item("table", html="<table><tr><td>乙</td></tr></table>", table_caption=spans("表1 丙"), table_footnote=[]),
            item("list", list_type="reference_list", list_items=[{"item_content": spans("[1] 李四. 盐[J].")}]),
            item("code", code_caption=[], code_content=spans("a_b = 1"), code_language="py"),
            item("page_footnote", page_footnote_content=spans("① 脚注")),
            item("page_number", page_number_content=spans("3")),
        ],
    ]
    result = document("a_content_list_v2.json", json.dumps(pages, ensure_ascii=False, indent=1))
    assert [(b.kind, b.target or b.text, b.page) for b in result.blocks] == [
        ("heading", "盐与血压", 0),
        ("paragraph", "设 x_i 为 a*b*c。", 0),
        ("math", "E = mc^2", 0),
        ("image", "images/a.jpg", 2),
        ("paragraph", "图1 甲", 2),
        ("paragraph", "表1 丙", 2),
        ("table", "乙", 2),
        ("paragraph", "[1] 李四. 盐[J].", 2),
        ("code", "a_b = 1", 2),
        ("paragraph", "① 脚注", 2),
    ]
    assert {(d.text, d.reason) for d in result.discarded} >= {("某学报", "running head"), ("3", "page number")}
    assert not result.diagnostics


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_md", ".md").replace("_json", ".json"), text)
    return buffer.getvalue()


def test_a_zip_of_mineru_is_its_article() -> None:
    listed = '[{"type": "text", "text": "正文"}]'
    assert [b.text for b in document("a.zip", zipped(x__full_md="全文", x__u_content_list_json=listed)).blocks] == [
        "正文"
    ]
    assert [b.text for b in document("a.zip", zipped(full_md="全文")).blocks] == ["全文"]


def test_a_zip_that_holds_no_one_article_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError, match=r"^a\.zip: holds 2 articles \(a\.md, b\.md\); unpack it"):
        document("a.zip", zipped(a_md="", b_md=""))
    with pytest.raises(UnreadableError, match=r"^a\.zip: holds no \*_content_list\.json and no \.md"):
        document("a.zip", zipped(a="x"))
    with pytest.raises(UnreadableError, match=r"^a\.zip: the archive is damaged"):
        document("a.zip", b"PK\x03\x04")
    monkeypatch.setattr("pipeline.readers.archive.MOST_BYTES", 1 << 20)
    with pytest.raises(UnreadableError, match=r"^a\.zip: a\.md has 8 MiB; save the article in parts$"):
        document("a.zip", zipped(a_md="x" * (8 << 20)))


def test_mineru_cut_off_keeps_what_came_before() -> None:
    result = document("a_content_list.json", '[\n{"type": "text", "text": "前文"},\n{"type": "te')
    assert [b.text for b in result.blocks] == ["前文"]
    assert [(d.code, d.lines) for d in result.diagnostics] == [("json-broken", (2, 3))]


def test_marker_tree_is_read_leaf_by_leaf() -> None:
    tree = {
        "block_type": "Document",
        "children": [
            {
                "block_type": "Page",
                "children": [
                    {"block_type": "PageHeader", "html": "<p>某学报</p>"},
                    {"block_type": "SectionHeader", "html": "<h2><b>1 引言</b></h2>"},
                    {"block_type": "Text", "html": "<p>有关<sup>[1]</sup>，a*b*c 与 <math>x_i</math>。</p>"},
                    {"block_type": "Text", "html": "<p>一行<br/>又一行</p>"},
                    {"block_type": "Equation", "html": '<p><math display="block">E = mc^2</math></p>'},
                    {"block_type": "Code", "html": "<pre>if a:\n    b</pre>"},
                    {
                        "block_type": "FigureGroup",
                        "html": "<content-ref src='/page/0/Figure/3'></content-ref>",
                        "children": [
                            {"block_type": "Figure", "html": "<p>Image 3</p>", "images": {"/page/0/Figure/3": "AAAA"}},
                            {"block_type": "Caption", "html": "<p>图1 流程</p>"},
                        ],
                    },
                    {"block_type": "Table", "html": "<table><tr><th>甲</th></tr></table>"},
                ],
            }
        ],
    }
    result = document("a.marker.json", json.dumps(tree))
    assert [(b.kind, b.text) for b in result.blocks] == [
        ("heading", "1 引言"),
        ("paragraph", "有关[1]，a*b*c 与 x_i。"),
        ("paragraph", "一行\n又一行"),
        ("math", "E = mc^2"),
        ("code", "if a:\n    b"),
        ("image", ""),
        ("paragraph", "图1 流程"),
        ("table", "甲"),
    ]
    assert [d.text for d in result.discarded] == ["某学报", "Image 3"]


def test_cells_of_a_table_that_are_blocks_are_said_once() -> None:
    cells = [{"block_type": "TableCell", "html": f"<td>{said}</td>"} for said in ("年", "2000")]
    html = "<table><tr><td>年</td><td>2000</td></tr></table>"
    tree = {"block_type": "Document", "children": [{"block_type": "Table", "html": html, "children": cells}]}
    (block,) = document("a.marker.json", json.dumps(tree)).blocks
    assert block.text == "年\t2000"


def test_chunks_of_marker_are_read_with_what_they_group() -> None:
    picture = "<p><img src='/page/0/Figure/3'/></p><p>图1 流程</p>"
    chunks = [
        {"block_type": "SectionHeader", "html": "<h2>1 引言</h2>"},
        {"block_type": "FigureGroup", "html": picture, "images": {"/page/0/Figure/3": "iVBORw0="}},
        {"block_type": "TableGroup", "html": "<p>表1 数据</p><table><tr><td>1</td></tr></table>"},
        {"block_type": "ListGroup", "html": "<ul><li>甲</li><li>乙</li></ul>"},
        {"block_type": "PageFooter", "html": "<p>12</p>"},
    ]
    result = document("a.marker.json", json.dumps({"blocks": chunks, "page_info": {}, "metadata": {}}))
    assert [(b.kind, b.target or b.text) for b in result.blocks] == [
        ("heading", "1 引言"),
        ("image", "page/0/Figure/3"),
        ("paragraph", "图1 流程"),
        ("paragraph", "表1 数据"),
        ("table", "1"),
        ("list_item", "甲"),
        ("list_item", "乙"),
    ]


def test_what_marker_and_mineru_put_between_is_no_text() -> None:
    lines = ["正文。", "", "{3}" + "-" * 48, "", "<details>", "<summary>line</summary>", ""]
    lines += ["| 年 | 面积 |", "|---|---|", "| 2010 | 5 |", "</details>"]
    result = document("a.md", "\n".join(lines))
    assert [b.text for b in result.blocks] == ["正文。", "年\t面积\n2010\t5"]
    assert [d.lines[0] for d in result.discarded] == [2, 4, 5, 10]


def test_the_star_of_a_footnote_in_mineru_is_no_bullet() -> None:
    (block,) = document("a_content_list.json", '[{"type": "page_footnote", "text": "* 国家自然科学基金资助。"}]').blocks
    assert (block.kind, block.text) == ("paragraph", "* 国家自然科学基金资助。")


@pytest.mark.parametrize(
    ("suffix", "form"), [(".docx", "docx"), (".odt", "odt"), (".epub", "epub"), (".html", "html"), (".tex", "latex")]
)
def test_what_pandoc_writes_is_read_back(tmp_path: Path, suffix: str, form: str) -> None:
    path = tmp_path / f"a{suffix}"
    source = "# 综述标题\n\n**摘要：**目的^\\[1\\]^与*目标*，$E=mc^2$。\n\n## 1 引言\n\n正文。\n"
    command = [pypandoc.get_pandoc_path(), "-s", "-f", "markdown", "-t", form, "-o", str(path)]
    subprocess.run(command, input=source.encode(), check=True)
    result = document(path.name, path.read_bytes())
    texts = [b.text for b in result.blocks]
    assert "综述标题" in texts
    assert "1 引言" in texts
    paragraph = next(b for b in result.blocks if b.text.startswith("摘要"))
    assert paragraph.text.startswith("摘要：目的[1]与目标，")
    assert {"sup", "emphasis", "strong"} <= {s.kind for s in paragraph.spans}


LATEX = r"""\documentclass{ctexart}
\graphicspath{{figures/}}
\begin{document}
\title{盐与血压\thanks{国家自然科学基金（81000000）}}
\author{张三}
\maketitle
\begin{abstract}本文综述。\end{abstract}
\begin{abstract}We review.\end{abstract}
\keywords{盐；血压}
\section{引言}
盐敏感\cite{li,wang}与\upcite{wang}，见\cite{nobody}与图\ref{f}、式\eqref{e}。
\begin{equation}\label{e} E=mc^2 \end{equation}
\begin{figure}\includegraphics[width=5cm]{flow}\bicaption{流程}{Flow}\label{f}\end{figure}
\begin{table}\caption{数据}\begin{tabular}{cc}甲 & 乙 \\ 1 & 2\end{tabular}\end{table}
\begin{thebibliography}{9}
\bibitem{li} 李四. 盐[J]. 某学报, 2019, 1(2): 3-4.
\bibitem[Wang(2020)]{wang} Wang W. Salt[J]. Some Journal, 2020, 1(2): 3-4.
\end{thebibliography}
\end{document}
"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_latex_says_what_its_class_would_print(encoding: str) -> None:
    result = document("a.tex", LATEX.encode(encoding))
    assert [(b.kind, b.target or b.text) for b in result.blocks] == [
        ("heading", "盐与血压"),
        ("paragraph", "张三"),
        ("paragraph", "国家自然科学基金（81000000）"),
        ("paragraph", "摘要：本文综述。"),
        ("paragraph", "Abstract: We review."),
        ("paragraph", "关键词：盐；血压"),
        ("heading", "1 引言"),
        ("paragraph", "盐敏感[1,2]与[2]，见[nobody]与图1、式(1)。"),
        ("math", r"E=mc^2 \tag{1}"),
        ("image", "./figures/flow"),
        ("paragraph", "图1 流程"),
        ("paragraph", "Figure 1 Flow"),
        ("paragraph", "表1 数据"),
        ("table", "甲\t乙\n1\t2"),
        ("heading", "参考文献"),
        ("paragraph", "[1] 李四. 盐[J]. 某学报, 2019, 1(2): 3-4."),
        ("paragraph", "[2] Wang W. Salt[J]. Some Journal, 2020, 1(2): 3-4."),
    ]


def test_a_word_file_keeps_title_notes_and_pictures_and_takes_its_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    source = (
        "---\ntitle: 盐与血压\n---\n\n正文[删去]{.deletion author=a date=2020-01-01T00:00:00Z}"
        "[插入]{.insertion author=a date=2020-01-01T00:00:00Z}[^1]。\n\n![图1 流程](a.png){width=3cm}\n\n[^1]: 脚注。\n"
    )
    Image.new("RGB", (60, 40)).save(tmp_path / "a.png")
    command = [pypandoc.get_pandoc_path(), "-s", "-f", "markdown", "-o", str(path)]
    subprocess.run(command, input=source.encode(), check=True, cwd=tmp_path)
    result = document(path.name, path.read_bytes())
    assert [(b.kind, b.text) for b in result.blocks] == [
        ("heading", "盐与血压"),
        ("paragraph", "正文插入[^1]。"),
        ("image", "图1 流程"),
        ("paragraph", "图1 流程"),
        ("paragraph", "[^1]: 脚注。"),
    ]
    assert str(result.blocks[2].target).startswith("media/")


def test_a_publishers_page_is_its_article() -> None:
    page = """<html><head><title>盐与血压 - 某学报</title></head>
<body><nav><a href="/">首页</a></nav><main><h1>盐与血压</h1>
<p>正文<sup><a href="#r1">[1]</a></sup>。</p>
<figure><img src="a.png" alt="" width="9"><figcaption><b>图1</b> 流程</figcaption></figure>
<table><caption>表1 数据</caption><tr><th colspan="2">甲</th></tr><tr><td>1</td><td>2</td></tr></table>
</main><script>x</script></body></html>"""
    result = document("a.html", page)
    assert [(b.kind, b.target or b.text) for b in result.blocks] == [
        ("heading", "盐与血压"),
        ("paragraph", "正文[1]。"),
        ("image", "a.png"),
        ("paragraph", "图1 流程"),
        ("paragraph", "表1 数据"),
        ("table", "甲\n1\t2"),
    ]


def test_a_file_that_pandoc_refuses_gets_one_clear_line() -> None:
    with pytest.raises(UnreadableError, match=r"^a\.docx: no DOCX, or damaged; save it again$"):
        document("a.docx", b"not a zip")
