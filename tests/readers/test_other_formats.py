"""Reading what is not Markdown: MinerU, Marker, JATS, and what pandoc knows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pypandoc
import pytest

from pipeline.document import Document
from pipeline.readers import UnreadableError, format_of, read

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


def test_broken_xml_costs_one_diagnostic_with_its_line() -> None:
    result = document("a.xml", "<article>\n<body>\n</article>")
    assert [(d.code, d.lines) for d in result.diagnostics] == [("xml-broken", (2, 3))]


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
                    {"block_type": "Table", "html": "<table><tr><th>甲</th></tr></table>"},
                ],
            }
        ],
    }
    result = document("a.marker.json", json.dumps(tree))
    assert [(b.kind, b.text) for b in result.blocks] == [
        ("heading", "1 引言"),
        ("paragraph", "有关[1]，a*b*c 与 x_i。"),
        ("table", "甲"),
    ]
    assert [d.text for d in result.discarded] == ["某学报"]


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


def test_a_file_that_pandoc_refuses_gets_one_clear_line() -> None:
    with pytest.raises(UnreadableError, match=r"^a\.docx: pandoc cannot read it as docx: "):
        document("a.docx", b"not a zip")
