"""Pages that users save from the sites of Chinese journals: the article, and what a site puts around it."""

from __future__ import annotations

from pathlib import Path

from pipeline.document import Document
from pipeline.readers import read

# As the sites of journals lay it out that use one common system.
JOURNAL = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>植被恢复研究进展</title>
<meta name="citation_title" content="植被恢复研究进展"><meta name="citation_author" content="张三">
<meta name="citation_journal_title" content="生态学报"><meta name="citation_volume" content="41">
<meta name="citation_issn" content="1000-0933">
<meta name="citation_issue" content="3"><meta name="citation_firstpage" content="101">
<meta name="citation_lastpage" content="110"><meta name="citation_publication_date" content="2021/02/10">
<script>var x = "<p>恶意</p>";</script><style>p {color: red}</style></head>
<body id="goTop">
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/b">编委会</a></li></ul></div>
<div class="breadcrumb">生态学报 ›› 2021, Vol. 41 ›› doi: <a href="x">10.5846/stxb2020</a></div>
<h3 class="abs-tit">植被恢复研究进展</h3>
<p><span>张三</span><sup>1</sup>, <span>李四</span><sup>2</sup></p>
<ol class="list-unstyled"><li><sup>1</sup> 甲大学<br><sup>2</sup> 乙研究所</li></ol>
<ul class="code-style"><li><code>收稿日期:</code>2020-01-01</li></ul>
<ul class="nav nav-tabs"><li><a href="#a">摘要/Abstract</a></li><li><a href="#r">参考文献</a></li></ul>
<div class="tab-comment"><p><b>摘要：</b></p><p>本文综述植被恢复。</p></div>
<p><strong>关键词: </strong><a href="#">植被</a>, <a href="#">恢复</a></p>
<div class="share"><a>导出引用管理器</a> <a>分享</a></div>
<h2>1 引言</h2>
<p>黄河中游<sup>[<a href="#b1">1</a>]</sup>，<script type="math/tex">x_1</script>与<em>P</em>值。</p>
<div class="figure"><img src="a_files/1.jpg"><p>图1 研究区</p></div>
<table><tr><td>1</td><td>数据</td></tr></table>
<div id="ref"><h3>参考文献</h3><table><tr><td>[1]</td><td>李四. 水[J]. 学报, 2019.</td></tr></table></div>
<div><h3>相关文章 15</h3><table><tr><td>[1]</td><td>赵六. 别的[J].</td></tr></table></div>
<div class="x"><p>版权所有 © 编辑部</p><p>京ICP备00000000号-1</p></div>
</body></html>"""

# As a database shows an abstract.
DATABASE = """<html><body><form id="aspnetForm"><div class="nav-bar"><a href="/">首页</a></div>
<div class="wx-tit"><h1>盐与血压</h1><h3 class="author">
<span><a>张三<sup>1</sup></a></span><span><a href="javascript:;">李四<sup>2</sup></a></span></h3>
<h3 class="author"><span>1. 甲大学</span><span>2. 乙医院</span></h3></div>
<ul class="btn"><li><a>HTML阅读</a></li><li><a>PDF下载</a></li></ul>
<div class="row"><span class="rowtit">摘要：</span><span>盐敏感是重要表型。</span></div>
<div class="row"><span class="rowtit">关键词：</span><p class="keywords"><a>盐;</a><a>血压;</a></p></div>
<ul><li><span>DOI：</span><p>10.16806/j.1</p></li></ul>
<div id="refs"><h4>参考文献</h4><ul><li><em>[1]</em><a>盐与高血压[J]. 李四.</a></li></ul></div>
<div class="footer">网络出版服务许可证</div></form></body></html>"""


def document(page: str) -> Document:
    return read(page.encode(), Path("a.html"), "a")


def test_a_page_of_a_journal_is_its_article() -> None:
    result = document(JOURNAL)
    assert [(b.kind, b.target or b.text) for b in result.blocks] == [
        ("paragraph", "《生态学报》 2021, 41(3): 101-110. ISSN 1000-0933"),
        ("paragraph", "生态学报 ›› 2021, Vol. 41 ›› doi: 10.5846/stxb2020"),
        ("heading", "植被恢复研究进展"),
        ("paragraph", "张三1, 李四2"),
        ("list_item", "1 甲大学\n2 乙研究所"),
        ("list_item", "收稿日期:2020-01-01"),
        ("paragraph", "摘要："),
        ("paragraph", "本文综述植被恢复。"),
        ("paragraph", "关键词: 植被, 恢复"),
        ("heading", "1 引言"),
        ("paragraph", "黄河中游[1]，x_1与P值。"),
        ("image", "a_files/1.jpg"),
        ("paragraph", "图1 研究区"),
        ("table", "1\t数据"),
        ("heading", "参考文献"),
        ("paragraph", "[1] 李四. 水[J]. 学报, 2019."),
    ]
    aside = " ".join(d.text for d in result.discarded if d.reason == "around the article")
    assert all(word in aside for word in ("首页", "导出引用管理器", "赵六", "版权所有", "京ICP备"))


def test_blocks_of_a_page_stand_on_its_lines() -> None:
    lines = JOURNAL.split("\n")
    placed = {b.text: lines[b.lines[0]] for b in document(JOURNAL).blocks}
    for text in ("植被恢复研究进展", "张三1, 李四2", "本文综述植被恢复。", "1 引言", "图1 研究区", "1\t数据"):
        assert text[-2:].removesuffix("2") in placed[text]
    assert "黄河中游" in placed["黄河中游[1]，x_1与P值。"]
    assert "<strong>关键词" in placed["关键词: 植被, 恢复"]


def test_a_page_of_a_database_is_its_abstract() -> None:
    assert [(b.kind, b.text) for b in document(DATABASE).blocks] == [
        ("heading", "盐与血压"),
        ("heading", "张三1 李四2"),
        ("heading", "1. 甲大学 2. 乙医院"),
        ("paragraph", "摘要： 盐敏感是重要表型。"),
        ("paragraph", "关键词： 盐;血压;"),
        ("list_item", "DOI：10.16806/j.1"),
        ("heading", "参考文献"),
        ("list_item", "[1]盐与高血压[J]. 李四."),
    ]


def test_what_only_search_engines_are_told_is_front_matter() -> None:
    head = '<meta name="citation_title" content="盐与血压"><meta name="citation_author" content="张三">'
    head += '<meta name="citation_author" content="李四"><meta name="citation_abstract" content="本文综述。">'
    page = f"<html><head>{head}</head><body><h2>1 引言</h2><p>正文。</p></body></html>"
    assert [b.text for b in document(page).blocks] == ["盐与血压", "张三，李四", "摘要：本文综述。", "1 引言", "正文。"]


def test_no_name_costs_a_page_its_article() -> None:
    article = f"<div id='search-menu'><h1>盐</h1><p>摘要：{'盐' * 50}</p></div>"
    page = f"<html><body class='sidebar'>{article}<nav>首页</nav></body></html>"
    assert [b.text for b in document(page).blocks] == ["盐", f"摘要：{'盐' * 50}"]


def test_no_control_character_costs_a_page_its_article() -> None:
    head = "<meta name='citation_title' content='盐&#1;与\x0b<b>血压&amp;#3;</b>'>"
    page = f"<html><head>{head}</head><body><p>正文。</p><math>x&#2;</math><a href='x'>PDF</a>&#4;</body></html>"
    title, *body = (b.text for b in document(page).blocks)
    assert "".join(title.split()) == "盐与血压"
    assert "正文。" in "".join(body)


def test_what_is_no_page_is_text() -> None:
    assert [b.text for b in document("只有字").blocks] == ["只有字"]
    assert document("").blocks == ()


def test_formulas_that_mathjax_finds_in_the_text_are_formulas() -> None:
    page = r"<p>浓度\(c=\frac{n}{V}\)，$x_1$；价格$5和$6。</p><p>\[E=mc^2\tag{1}\]</p>"
    first, second = document(f"<html><body>{page}</body></html>").blocks
    assert first.text == r"浓度c=\frac{n}{V}，x_1；价格$5和$6。"
    assert [span.kind for span in first.spans] == ["math", "math"]
    assert (second.kind, second.text) == ("math", r"E=mc^2\tag{1}")


def test_a_page_laid_out_in_tables_is_its_text() -> None:
    inner = "<table><tr><td><b>滑坡成因</b></td></tr><tr><td>杨林</td></tr></table>"
    fields = "<b>摘&nbsp;&nbsp; 要：</b>滑坡频发。<br><b>关键词：</b>滑坡<br clear=all>"
    rows = (inner, fields, "<p>1 概况</p><p>贵州。</p>")
    page = f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in rows)}</table>"
    said = [block.text for block in document(f"<html><body>{page}</body></html>").blocks]
    assert said == ["滑坡成因", "杨林", "摘 要：滑坡频发。\n关键词：滑坡", "1 概况", "贵州。"]


def test_what_a_site_puts_behind_an_entry_is_kept_aside() -> None:
    entry = (
        '<li>Li S. Salt[J]. Journal, 2019. <a href="https://doi.org/10.1/a">doi: 10.1/a</a> <a>Google Scholar</a></li>'
    )
    result = document(f"<html><body><h2>参考文献</h2><ol>{entry}<li>王五. 水[M]. 2020.</li></ol></body></html>")
    assert [block.text.rstrip() for block in result.blocks][1:] == [
        "1. Li S. Salt[J]. Journal, 2019. doi: 10.1/a",
        "2. 王五. 水[M]. 2020.",
    ]
    assert ("Google Scholar", "around the article") in {(d.text, d.reason) for d in result.discarded}


def test_the_head_repeats_nothing_that_the_page_shows() -> None:
    said = {"abstract": "&lt;p&gt;盐。&lt;/p&gt;", "author": "Liu, Yang"}
    head = "".join(f'<meta name="citation_{name}" content="{value}">' for name, value in said.items())
    shown = "<h1>Salt</h1><p>Yang Liu</p><p>摘要：盐敏感。</p>"
    said = [b.text for b in document(f"<html><head>{head}</head><body>{shown}</body></html>").blocks]
    assert said == ["Salt", "Yang Liu", "摘要：盐敏感。"]
    said = [b.text for b in document(f"<html><head>{head}</head><body><h1>Salt</h1></body></html>").blocks]
    assert said == ["Liu, Yang", "摘要：盐。", "Salt"]


def test_code_keeps_its_lines() -> None:
    (block,) = document("<html><body><pre>for i in x:\n  print(i)</pre></body></html>").blocks
    assert (block.kind, block.text) == ("code", "for i in x:\n  print(i)")


def test_formulas_as_marker_writes_them_are_formulas() -> None:
    page = "<p>热岛<math display='inline'>T_s</math>。</p><p><math display='block'>T = T_u</math></p>"
    first, second = document(f"<html><body>{page}</body></html>").blocks
    assert (first.text, [span.kind for span in first.spans]) == ("热岛T_s。", ["math"])
    assert (second.kind, second.text) == ("math", "T = T_u")
