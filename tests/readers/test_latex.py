"""LaTeX as authors send it to Chinese journals: macros of a class, files of their own, a bibliography of BibTeX."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.convert import convert
from pipeline.document import Document
from pipeline.readers import UnreadableError, latex, read, wanted
from tests.resources import RESOURCES

BIB = """@article{li, author = {李四 and 王五}, title = {盐与血压}, journal = {某学报}, year = {2019}, volume = {1},
  number = {2}, pages = {3--4}}
@article{wang, author = {Wang, Wu and de Groot, Anna Maria and Li, Si and Zhao, Liu}, title = {{Salt} \\& pressure_1},
  journal = {Some Journal}, year = 2020, volume = 3, pages = {5--9}, doi = {10.1000/x_1}}
@book{zhou, author = {周一}, title = {盐}, publisher = {科学出版社}, address = {北京}, year = {2001}}
@inproceedings{zhao, author = {Zhao, Liu}, title = {Deep models}, booktitle = {Proceedings}, year = {2021}}
"""


def document(text: str, **parts: str) -> Document:
    files = {name.replace("__", "/").replace("_", "."): data.encode() for name, data in parts.items()}
    return read(text.encode(), Path("in/a.tex"), "a", files)


def texts(text: str, **parts: str) -> list[str]:
    return [block.text for block in document(text, **parts).blocks]


@pytest.mark.parametrize(
    "names",
    [
        "cntitle cnauthor cnaffiliation cnabstract cnkeyword entitle enauthor enaffiliation enabstract enkeyword",
        "ctitle cauthor caddress cabstract ckeywords etitle eauthor eaddress eabstract ekeywords",
        "zhtitle zhauthor zhinstitute zhabstract zhkeywords entitle enauthor eninstitute enabstract enkeywords",
        "cnTitle cnAuthor cnInstitute cnAbstract cnKeywords enTitle enAuthor enInstitute enAbstract enKeywords",
        "Title Author affiliation Abstract Keywords ETitle EAuthor EAddress EAbstract EKeywords",
        "chinesetitle chineseauthor chineseunit chineseabstract chinesekeyword "
        "englishtitle englishauthor englishunit englishabstract englishkeyword",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_the_fields_of_a_class_are_what_it_prints(names: str, before: bool) -> None:
    said = [
        "盐与{\\heiti 血压}",
        "张三\\affil{1}\\qquad 李四$^{1,2}$",
        "1. 甲大学~北京\\\\ 2. 乙医院",
        "\n  本文\\textbf{综述} 93.5\\%。% 注\n",
        "盐；血压",
        "Salt and Blood Pressure",
        "ZHANG San\\affil{1} \\quad LI Si\\textsuperscript{1,2}",
        "1. Jia University",
        "We review.",
        "salt; blood pressure",
    ]
    front = "\n".join(f"\\{name}{{{value}}}" for name, value in zip(names.split(), said, strict=True))
    parts = [front, "\\begin{document}"] if before else ["\\begin{document}", front]
    lines = "\n".join(["\\documentclass{x}", *parts, "\\maketitle\n\\section{引言}\n正文。\n\\end{document}"])
    assert [text.replace("\xa0", " ") for text in texts(lines)] == [
        "盐与血压",
        "张三1，李四1,2",
        "1. 甲大学 北京\n2. 乙医院",
        "摘要：本文综述 93.5%。",
        "关键词：盐；血压",
        "Salt and Blood Pressure",
        "ZHANG San1, LI Si1,2",
        "1. Jia University",
        "Abstract: We review.",
        "Key words: salt; blood pressure",
        "1 引言",
        "正文。",
    ]


def test_fields_without_a_language_get_their_labels_once() -> None:
    assert texts(
        r"\begin{document}\clc{R544.1}\doi{10.1/x}\received{2020-01-02}\fund{国家自然科学基金(1)}\fund{基金项目：某基金}"
        r"\begin{cabstract}\textbf{摘要}：综述。\end{cabstract}\end{document}"
    ) == [
        "CLC number: R544.1",
        "DOI: 10.1/x",
        "Received: 2020-01-02",
        "基金项目：国家自然科学基金(1)",
        "基金项目：某基金",
        "摘要：综述。",
    ]


def test_fields_tell_the_place_in_the_journal() -> None:
    source = (
        r"\begin{document}\volume{41}\issue{3}\pages{101--110}\articleid{1000-0003(2020)03-0101-10}\issn{1000-0003}"
        r"\cntitle{盐与血压}\cnabstract{本文综述。}\end{document}"
    )
    imprint = convert([(Path("a.tex"), source.encode())], "a", RESOURCES).front.imprint
    assert (imprint.volume, imprint.issue, imprint.fpage, imprint.lpage) == ("41", "3", "101", "110")
    assert imprint.article_id == "1000-0003(2020)03-0101-10"


def test_what_defines_a_macro_is_no_field() -> None:
    defined = r"\newcommand{\entitle}[1]{\textbf{#1}}\newcommand\enabstract{x}"
    source = defined + r"\begin{document}正文。\entitle{Salt}\end{document}"
    assert texts(source) == ["正文。", "Salt"]


def test_words_in_a_macro_unknown_here_are_told_by_line() -> None:
    result = document("\\begin{document}\n正文。\n% \\mystery{注释}\n\\mystery{不见的字}\n\\end{document}")
    assert [(d.code, d.lines) for d in result.diagnostics] == [("latex-unread", (3, 4))]
    assert "不见的字" in result.diagnostics[0].message
    assert any("不见的字" in kept.text for kept in result.discarded)


def test_blocks_stand_on_the_lines_of_the_source() -> None:
    source = (
        "\\documentclass{ctexart}\n\\title{盐与血压}\n\\begin{document}\n\\maketitle\n\\begin{abstract}\n本文综述，\n第二行。\n"
        "\\end{abstract}\n\n\\section{引言}\n正文，见\\cite{a}。\\footnote{这是脚注。}\n\\begin{equation}\nE=mc^2\n\\end{equation}\n"
        "结尾。\n\\bibliography{r}\n\\end{document}\n"
    )
    result = document(source, r_bib="@article{a, author={李四}, title={另一篇}, journal={学报}, year=2020}")
    assert [(b.text, b.lines) for b in result.blocks] == [
        ("盐与血压", (1, 2)),
        ("摘要：本文综述， 第二行。", (5, 7)),
        ("1 引言", (9, 10)),
        ("正文，见[1]。[^1]", (10, 11)),
        (r"E=mc^2 \tag{1}", (12, 13)),
        ("结尾。", (14, 15)),
        ("参考文献", (14, 15)),
        ("[1] 李四. 另一篇[J]. 学报, 2020.", (15, 16)),
        ("[^1]: 这是脚注。", (10, 11)),
    ]
    covered = {n for b in result.blocks for n in range(*b.lines)} | {d.lines[0] for d in result.discarded}
    assert covered == {n for n, line in enumerate(source.split("\n")) if line.strip()}


def test_a_bibliography_of_bibtex_is_printed_in_the_order_of_its_citations() -> None:
    source = r"""\usepackage{biblatex}\addbibresource{refs/r.bib}\begin{document}
盐\supercite{wang}与\cite{li,nobody}。\nocite{zhou}\printbibliography[title=参考文献]\end{document}"""
    assert texts(source, refs__r_bib=BIB) == [
        "盐[1]与[2,nobody]。",
        "参考文献",
        "[1] Wang W, de Groot AM, Li S, et al. Salt & pressure_1[J]. Some Journal, 2020, 3: 5-9. DOI: 10.1000/x_1.",
        "[2] 李四, 王五. 盐与血压[J]. 某学报, 2019, 1(2): 3-4.",
        "[3] 周一. 盐[M]. 北京: 科学出版社, 2001.",
    ]
    everything = texts(r"\begin{document}盐\cite{zhao}。\nocite{*}\bibliography{r}\end{document}", r_bib=BIB)
    assert [text[:5] for text in everything[2:]] == ["[1] Z", "[2] 李", "[3] W", "[4] 周"]
    assert everything[2] == "[1] Zhao L. Deep models[C]//Proceedings. 2021."


def test_what_bibtex_has_made_goes_before_what_it_would_make() -> None:
    entry = "\\bibitem[{李四(2019)}]{li}\n李四.\n\\newblock 盐\\allowbreak[J].\n"
    made = f"\\begin{{thebibliography}}{{1}}\n{entry}\\end{{thebibliography}}"
    source = r"\begin{document}盐\cite{li}。\bibliography{r}\end{document}"
    assert texts(source, a_bbl=made, r_bib=BIB) == ["盐[1]。", "参考文献", "[1] 李四. 盐[J]."]
    assert document(source, a_bbl=made).diagnostics == ()


def test_parts_stand_where_they_are_named_and_one_that_names_itself_ends() -> None:
    result = document(
        "\\begin{document}\n\\input{s/one}\n\\include{./two.tex}\n%\\input{none}\n\\end{document}",
        s__one_tex="一\n\n\\input{s/deep}\n",
        s__deep_tex="深\\input{s/one}",
        two_tex="二",
    )
    assert [(b.text, b.lines) for b in result.blocks] == [("一", (1, 2)), ("深", (1, 2)), ("二", (2, 3))]
    assert result.diagnostics == ()


def test_parts_that_are_missing_or_broken_are_told_by_line() -> None:
    result = document(
        "\\begin{document}\n正文\\cite{a}。\n\\input{none}\n\\bibliography{x,r}\n\\end{document}", r_bib="@article{a, "
    )
    assert sorted((d.code, d.lines) for d in result.diagnostics) == [
        ("part-missing", (2, 3)),
        ("part-missing", (3, 4)),
        ("part-unreadable", (3, 4)),
    ]
    assert [b.text for b in result.blocks] == ["正文[a]。"]


def test_an_article_says_which_files_it_wants() -> None:
    source = rb"\input{s/one}\bibliography{r , q.bib}%\input{none}"
    assert wanted(source, Path("in/a.tex"), {}) == ("s/one.tex", "r.bib", "q.bib", "a.bbl")
    assert wanted(source, Path("in/a.tex"), {"s/one.tex": rb"\input{two}", "r.bib": b""}) == (
        "q.bib",
        "a.bbl",
        "two.tex",
    )
    assert wanted(source, Path("in/a.md"), {}) == ()


def test_sections_have_the_numbers_that_latex_prints() -> None:
    first = r"\section{甲}\subsection{乙}\subsubsection{丙}\section*{不}"
    then = r"\section{3 丁}\section{戊}\subsection{己}\section{参考文献}\paragraph{庚}辛"
    assert texts(rf"\title{{题}}\begin{{document}}\maketitle {first}{then}\end{{document}}") == [
        "题",
        "1 甲",
        "1.1 乙",
        "1.1.1 丙",
        "不",
        "3 丁",
        "3 戊",
        "3.1 己",
        "参考文献",
        "庚 辛",
    ]
    assert texts(r"\begin{document}\section{题}\subsection{甲}\end{document}") == ["题", "甲"]


@pytest.mark.parametrize(
    ("depth", "expected"),
    [(r"-\maxdimen", ["甲", "乙"]), ("0", ["甲", "乙"]), ("1", ["1 甲", "乙"]), ("2", ["1 甲", "1.1 乙"])],
)
def test_heads_have_numbers_as_deep_as_the_source_says(depth: str, expected: list[str]) -> None:
    body = r"\begin{document}\maketitle\section{甲}\subsection{乙}\end{document}"
    assert texts(rf"\title{{题}}\setcounter{{secnumdepth}}{{{depth}}}{body}") == ["题", *expected]


def test_a_comment_is_no_text_and_what_only_looks_like_one_is() -> None:
    verbatim = "\\begin{verbatim}\n% 戊\n\\end{verbatim}\n"
    source = f"\\begin{{document}}甲\\%乙%丙\n\\url{{http://a.b/c%d}}丁\n{verbatim}己% 庚\n\\end{{document}}"
    assert texts(source) == ["甲%乙 http://a.b/c%d丁", "% 戊", "己"]


def test_parts_that_name_one_another_twice_over_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latex, "MOST_BYTES", 1 << 20)
    bomb = {f"p{n}_tex": f"\\input{{p{n + 1}}}" * 2 for n in range(40)}
    with pytest.raises(UnreadableError, match=r"^in/a\.tex: 1 MiB with its parts; save the article in parts$"):
        document("\\begin{document}\\input{p0}\\end{document}", **bomb, p40_tex="x")


def test_formulas_have_the_numbers_that_the_text_names() -> None:
    formulas = (
        r"\begin{equation}a=\begin{matrix}1\\2\end{matrix}\label{eq:a}\end{equation}"
        r"\begin{align}b&=1\label{eq:b}\\c&=2\nonumber\\d&=3\tag{*}\label{eq:d}\end{align}"
        r"\begin{equation*}e\end{equation*}"
    )
    said = texts(rf"\begin{{document}}由\eqref{{eq:a}}、式\ref{{eq:b}}与\cref{{eq:d}}得{formulas}\end{{document}}")
    assert said[0] == "由(1)、式2与式*得"
    assert [re.findall(r"\\tag\{(.*)\}", text) for text in said[1:]] == [["1"], ["2, *"], []]
    assert texts(r"\numberwithin{equation}{section}\begin{document}见\eqref{a}\end{document}") == ["见(a)"]


def test_authors_have_the_addresses_that_keys_join_to_them() -> None:
    fields = (
        r"\title{题}\author[pku]{张三\corref{c}}\author[thu,pku]{李四}"
        r"\address[pku]{北京大学，北京 100871}\address[thu]{清华大学，北京 100084}"
    )
    front = convert(
        [
            (
                Path("a.tex"),
                rf"\documentclass{{elsarticle}}\begin{{document}}{fields}\section{{引言}}文。\end{{document}}".encode(),
            )
        ],
        "a",
        RESOURCES,
    ).front
    assert [(a.name.zh, a.affiliations, a.corresponding) for a in front.authors] == [
        ("张三", (0,), True),
        ("李四", (1, 0), False),
    ]
    assert [a.zh for a in front.affiliations] == ["北京大学，北京 100871", "清华大学，北京 100084"]


def test_parts_of_a_figure_are_not_counted_as_figures() -> None:
    part = r"\begin{{subfigure}}{{.4\linewidth}}\includegraphics{{{0}.png}}\caption{{{1}}}\end{{subfigure}}"
    figure = rf"\begin{{figure}}{part.format('a', '训练')}{part.format('b', '测试')}\caption{{误差}}\end{{figure}}"
    then = r"\begin{figure}\includegraphics{c.png}\caption{流程}\end{figure}"
    result = document(rf"\begin{{document}}{figure}{then}\end{{document}}")
    said = [block.target or block.text for block in result.blocks]
    assert said == ["a.png", "(a) 训练", "b.png", "(b) 测试", "图1 误差", "c.png", "图2 流程"]


def test_what_pandoc_does_not_know_is_read() -> None:
    steps = r"\begin{algorithmic}[1]\State 读入\For{每个样本}\State 预测\EndFor\end{algorithmic}"
    algorithm = rf"\begin{{algorithm}}[t]\caption{{缺陷预测}}{steps}\end{{algorithm}}"
    body = rf"水\ce{{H2O}}与\ce{{SO4^{{2-}}}}。{algorithm}\begin{{proof}}显然。\end{{proof}}"
    result = document(rf"\begin{{document}}\begin{{CJK*}}{{UTF8}}{{gbsn}}{body}\end{{CJK*}}\end{{document}}")
    assert [b.text for b in result.blocks] == [
        "水H2O与SO42-。", "缺陷预测", "读入", "for 每个样本", "预测", "end for", "证明. 显然。",
    ]  # fmt: skip
    assert [(s.kind, s.start, s.end) for s in result.blocks[0].spans] == [("sub", 2, 3), ("sub", 7, 8), ("sup", 8, 10)]
    assert not result.diagnostics


def test_a_head_of_two_rows_is_a_head() -> None:
    rows = (
        r"\multirow{2}{*}{方法} & \multicolumn{2}{c}{误差}\\ \cmidrule(lr){2-3} & MAE & RMSE\\ \midrule 甲 & $a<1$ & 2"
    )
    table = rf"\begin{{tabular}}{{lcc}}\toprule {rows}\\ \bottomrule\end{{tabular}}"
    block = document(rf"\begin{{document}}\begin{{table}}\caption{{误差}}{table}\end{{table}}\end{{document}}").blocks[
        -1
    ]
    assert [[(c.text, c.header, c.rowspan, c.colspan) for c in row] for row in block.table] == [
        [("方法", True, 2, 1), ("误差", True, 1, 2)],
        [("MAE", True, 1, 1), ("RMSE", True, 1, 1)],
        [("甲", False, 1, 1), ("a<1", False, 1, 1), ("2", False, 1, 1)],
    ]


def test_items_have_the_numbers_they_are_printed_with() -> None:
    listed = r"\begin{enumerate}\item 甲\item 乙\end{enumerate}\begin{itemize}\item[(a)] 丙\item 丁\end{itemize}"
    assert texts(rf"\begin{{document}}{listed}\end{{document}}") == ["1. 甲", "2. 乙", "(a) 丙", "丁"]


def test_appendices_have_letters() -> None:
    assert texts(r"\begin{document}\maketitle 文。\appendix\section{证明}略。\section{数据}略。\end{document}") == [
        "文。", "附录A 证明", "略。", "附录B 数据", "略。",
    ]  # fmt: skip
