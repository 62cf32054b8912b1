"""Which part of the article a block belongs to; no text is lost in the cutting."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Source
from pipeline.document import Document
from pipeline.readers import markdown
from pipeline.structure.front import front_blocks, front_of
from pipeline.structure.labelled import Zoned
from pipeline.structure.zones import zones
from tests.resources import RESOURCES

ABSTRACT = "Abstract: The level of the lake was read every day, and the rain of the day before was set against it. " * 3
ENTRIES = """[1] 张三. 湖泊[J]. 水科学, 2019, 1(2): 3-4.
[2] Li S. Lakes[J]. Water, 2020, 5(1): 6-7.
[3] 王五. 水位[M]. 北京: 某某出版社, 2011: 5-7."""
BODY = (
    "湖水的水位由降水、蒸发与出流共同决定，逐日变化，需要长期的观测。观测站设在湖的东岸，已经运行了三十年，记录完整。"
)


def document(text: str) -> Document:
    return markdown.read(text, "a", Source("a.md", "markdown", "", text.count("\n") + 1))


def zoned(text: str) -> list[Zoned]:
    return zones(document(text).blocks)


def zone_of(words: str, text: str) -> str:
    (found,) = {z.zone for z in zoned(text) if words in z.block.text}
    return found


HEAD = f"# 湖泊水位\n\n张三\n\n东湖大学，武汉 430072\n\n摘要：{BODY}\n\n关键词：湖泊；水位\n\n"


@pytest.mark.parametrize(
    ("bibliography", "first"),
    [
        (f"# 参考文献\n\n{ENTRIES}", "参考文献"),
        (f"参考文献(References):\n\n{ENTRIES}", "参考文献"),
        (f"# 奓考乂啊（neierences）：\n\n{ENTRIES}", "奓考乂啊"),
        (f"{ENTRIES}", "[1] 张三"),
        (f"{BODY}。 参考文献\n{ENTRIES}", "参考文献"),
    ],
)
def test_the_bibliography_begins_at_its_heading_or_its_first_entry(bibliography: str, first: str) -> None:
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n{bibliography}"
    blocks = [z.block.text for z in zoned(text) if z.zone == "bibliography"]
    assert blocks[0].startswith(first)
    assert "[3] 王五" in blocks[-1]


def test_the_summary_below_the_bibliography_is_front() -> None:
    tail = f"# Levels of a Lake\n\nZHANG San\n\nDonghu University, Wuhan 430072\n\n{ABSTRACT}\n\nKey words: lake; level"
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n# 参考文献\n\n{ENTRIES}\n\n{tail}\n\n（责任编辑：李四）"
    for words in ("Levels of a Lake", "ZHANG San", "Donghu", "Abstract", "Key words"):
        assert zone_of(words, text) == "front"
    assert zone_of("责任编辑", text) == "back"


def test_who_an_author_is_below_the_summary_is_no_entry_though_years_and_journals_stand_in_it() -> None:
    life = "张三东湖大学教授，博士，《水科学学报》副主编。1989年（1）: 3-5次获奖，2019年获湖泊奖。"
    tail = f"# Levels of a Lake\n\nZHANG San\n\n{ABSTRACT}\n\nKey words: lake; level\n\n{life}\n\nE-mail: zs@lake.cn"
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n# 参考文献\n\n{ENTRIES}\n\n{tail}"
    assert zone_of("副主编", text) == zone_of("zs@lake.cn", text) == "back"
    assert zone_of("[3]", text) == "bibliography"


def test_footnotes_in_the_midst_of_the_body_are_front_and_prose_about_them_is_not() -> None:
    text = (
        f"{HEAD}# 1 引言\n\n{BODY}\n\n收稿日期：2020-01-05；修回日期：2020-02-30\n\n"
        "基金项目：国家自然科学基金(41000001)\n\n"
        "基金项目的申请逐年增多。\n\n关键词共现网络由两部分组成。\n\n# 参考文献\n\n" + ENTRIES
    )
    assert zone_of("2020-01-05", text) == "front"
    assert zone_of("41000001", text) == "front"
    assert zone_of("逐年增多", text) == "body"
    assert zone_of("共现网络", text) == "body"


def test_notes_are_back_wherever_they_stand() -> None:
    text = (
        f"{HEAD}# 1 引言\n\n{BODY}\n\n# 致谢\n\n感谢各位同仁。\n\n# 参考文献\n\n{ENTRIES} (编辑：钱七)\n\n"
        "作者简介：张三，男，教授，研究方向为湖泊。\n\n作者贡献：张三提出思路。"
    )
    for words in ("感谢各位", "编辑：钱七", "研究方向", "提出思路"):
        assert zone_of(words, text) == "back"


def test_thanks_that_end_the_body_are_back_and_thanks_within_it_are_not() -> None:
    thanks = (
        "We would like to thank S. Li for her readings. This work was supported by the Lake Bureau under No. 40512."
    )
    text = f"{HEAD}# 1 Levels\n\nWe thank the rain for the level.\n\n{BODY}\n\n{thanks}\n\n# References\n\n{ENTRIES}"
    assert zone_of("readings", text) == "back"
    assert zone_of("We thank the rain", text) == "body"


def test_a_footnote_of_the_first_page_in_the_midst_of_a_paragraph_is_cut_out() -> None:
    footnote = "作者简介：张三（ORCID：0000-0000-0000-0001），教授，E-mail: zhangsan@donghu.edu.cn。"
    text = f"{HEAD}# 1 引言\n\n{BODY}后来的观测表明水位{footnote}\n\n的变化并不一致。\n\n# 参考文献\n\n{ENTRIES}"
    assert zone_of("后来的观测", text) == "body"
    assert zone_of("zhangsan@", text) == "back"


def test_the_body_goes_on_behind_a_footnote_that_ends_in_an_address() -> None:
    footnote = "收稿日期：2017-05-10\n*通信作者：高山，教授，E-mail: gao@lake.edu.cn"
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n{footnote}{BODY}{BODY}\n\n# 参考文献\n\n{ENTRIES}"
    assert zone_of("gao@lake.edu.cn", text) == "front"
    assert [z.zone for z in zoned(text) if z.block.text.startswith("湖水的水位")] == ["body", "body"]


def test_the_introduction_glued_below_the_codes_is_body() -> None:
    text = f"{HEAD}中图分类号：P343 文献标识码：A 文章编号：\n湖泊是陆地上的重要水体。{BODY}\n\n# 1 方法\n\n{BODY}"
    assert zone_of("P343", text) == "front"
    assert zone_of("湖泊是陆地上的", text) == "body"


def test_an_entry_of_the_bibliography_holds_no_abstract() -> None:
    entries = f"[1] Gao R.Abstract of the latest levels [J]. Lakes, 1961, 21: 77-78.\n{ENTRIES.replace('[1]', '[4]')}"
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n# 参考文献\n\n{entries}"
    assert zone_of("Abstract of the latest", text) == "bibliography"
    assert zone_of("引言", text) == "body"


def test_an_abstract_below_the_bibliography_may_lack_its_label() -> None:
    abstract = ABSTRACT.removeprefix("Abstract: ")
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n# 参考文献\n\n{ENTRIES}\n\n{abstract}\n\nKey words: lake; level"
    assert zone_of("The level of the lake", text) == "front"
    assert zone_of("Key words", text) == "front"


def test_a_caption_below_a_picture_between_entries_is_body() -> None:
    first, rest = ENTRIES.split("\n", 1)
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n# 参考文献\n\n{first}\n\n![](a.jpg)\n图5 湖泊水位的变化\n\n{rest}"
    assert zone_of("图5", text) == "body"
    assert zone_of("[1]", text) == zone_of("[3]", text) == "bibliography"


def test_the_body_goes_on_in_chinese_behind_english_keywords() -> None:
    text = f"{HEAD}Key words: lake; level\n1.湖水由降水决定\n\n{BODY}\n\n# 参考文献\n\n{ENTRIES}"
    assert zone_of("Key words", text) == "front"
    assert zone_of("1.湖水", text) == "body"


def test_figures_behind_the_bibliography_are_body() -> None:
    text = f"{HEAD}# 1 引言\n\n{BODY}\n\n# 参考文献\n\n{ENTRIES}\n\n![](a.jpg)\n\nFIG. 1: The level of the lake."
    assert zone_of("The level of the lake", text) == "body"


@pytest.mark.parametrize(
    ("heading", "prose"), [("材料与方法", BODY * 2), ("Patients and Methods", ABSTRACT.replace("Abstract: ", ""))]
)
def test_a_body_below_a_front_without_an_abstract_begins_with_its_methods(heading: str, prose: str) -> None:
    text = f"# Levels of a Lake\n\nZHANG San\n\nDonghu University, Wuhan 430072\n\n# {heading}\n\n{prose}\n"
    assert zone_of("Donghu University", text) == "front"
    assert zone_of(heading, text) == zone_of(prose[:20], text) == "body"


def test_a_body_without_an_introduction_begins_below_the_keywords() -> None:
    text = f"{HEAD}湖泊是陆地上的重要水体。{BODY}\n\n# 1 方法\n\n{BODY}"
    assert zone_of("湖泊是陆地上的", text) == "body"
    assert zone_of("关键词", text) == "front"


PIECES = f"""# 湖泊水位
张三,李四¹ 王 五
摘要：目的探讨水位。方法 观测。结果升高。结论 有关。
摘要
【关键词】湖泊；水位 【中图分类号】P343 DOI:10.1000/j.cnki.1
Abstract
{ABSTRACT}
Key wordslake level
# 1 引言
{BODY}
收稿日期：2018-00-00
作者简介：张三（1980-），男，E-mail: a@ b.cn
# 参考文献：
[1] 张三. 湖泊[J]. 水科学, 2019, 1(2): 3-4.Levels of Lakes in the South of the Country ZHANG San
ZHANG San1, LI Si2 (1. School of Water, Donghu University)
（责任编辑：李四）
![](a.jpg)
图1 水位 Fig. 1 Levels
[[[［［【【
:::;;;
""".strip().split("\n")


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["\n\n", "\n", "  \n"]))
def test_the_pieces_tile_the_text_and_the_front_is_read_whatever_comes(lines: list[str], glue: str) -> None:
    source = document(glue.join(lines))
    cut = zones(source.blocks)
    assert "".join(z.block.text for z in cut) == "".join(block.text for block in source.blocks)
    front = front_blocks(cut)
    held = sorted("".join(item.block.text for item in front).replace("\n", "").replace(" ", ""))
    assert held == sorted("".join(z.block.text for z in cut if z.zone == "front").replace("\n", "").replace(" ", ""))
    assert len({item.block.id for item in front}) == len(front)
    front_of(front, RESOURCES)


@pytest.mark.parametrize(
    "unit", ["摘 ", "【", "Key ", "a,", "1. ", "张", "张 ", "基金", "A b, ", "参 ", "10.1000/", "(", "\\\\ "]
)
@pytest.mark.usefixtures("limit_of_an_article")
def test_hostile_text_is_read_within_the_limit(unit: str) -> None:
    text = f"{HEAD}# 1 引言\n\n{unit * (40000 // len(unit))}\n\n{unit * 5000}"
    front_of(front_blocks(zoned(text)), RESOURCES)
    front_of(front_blocks(zoned(unit * (20000 // len(unit)))), RESOURCES)
