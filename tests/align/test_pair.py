"""A Chinese and an English print of one paper: which sections become one."""

from __future__ import annotations

from pathlib import Path

from pipeline.convert import convert
from pipeline.resources import Resources

CODE = "pair-language"
ZH = {
    "引言": "土壤侵蚀十分严重。降水是主要因素。",
    "方法": "样品取自西藏南部的自然保护区，用天平称量，共33800个。",
    "结果": "冰川面积减少了20%，气温升高了1.5度。",
}
EN = {
    "Introduction": "Soil erosion is severe. Precipitation is the main factor.",
    "Results": "The glacier area decreased by 20%, and the temperature rose by 1.5 degrees.",
    "Methods": "Samples, 33,800 in all, were taken from a nature reserve in southern Tibet and weighed on a balance.",
}


def titles(zh: dict[str, str], en: dict[str, str], resources: Resources) -> list[tuple[str | None, str | None]]:
    prints = (
        "".join(["# 题目 Title\n\n", *(f"## {title}\n\n{text}\n\n" for title, text in side.items())])
        for side in (zh, en)
    )
    files = [(Path(f"a.{lang}.md"), text.encode()) for lang, text in zip(("zh", "en"), prints, strict=True)]
    return [(s.title.zh, s.title.en) for s in convert(files, "a", resources).body.sections]


def test_sections_in_the_same_order(resources: Resources) -> None:
    en = {title: EN[title] for title in ("Introduction", "Methods", "Results")}
    assert titles(ZH, en, resources) == list(zip(ZH, en, strict=True))


def test_sections_in_another_order(resources: Resources) -> None:
    assert titles(ZH, EN, resources) == [("引言", "Introduction"), ("方法", "Methods"), ("结果", "Results")]


def test_a_section_that_one_print_leaves_out(resources: Resources) -> None:
    en = {title: EN[title] for title in ("Introduction", "Results")}
    assert titles(ZH, en, resources) == [("引言", "Introduction"), ("方法", None), ("结果", "Results")]


def test_parts_of_a_chinese_section_that_are_sections_of_their_own_in_english(resources: Resources) -> None:
    zh = {**ZH, "冰川变化": "冰川面积减少了20%，湖泊水位上升。", "气温变化": "气温升高了1.5度，春季最为明显。"}
    zh["结果"] = "45个样地的土壤水分下降了8%，草地退化。"
    en = {
        "Introduction": EN["Introduction"],
        "Glaciers": "The glacier area decreased by 20%, and the level of the lakes rose.",
        "Temperature": "The temperature rose by 1.5 degrees, most clearly in spring.",
        "Results": "Soil moisture fell by 8% on the 45 plots, and grassland degraded.",
        "Methods": EN["Methods"],
    }
    prints = ("".join(["# 题目 Title\n\n", *(f"## {t}\n\n{s}\n\n" for t, s in side.items())]) for side in (zh, en))
    files = [(Path(f"a.{lang}.md"), text.encode()) for lang, text in zip(("zh", "en"), prints, strict=True)]
    *_, results = convert(files, "a", resources).body.sections
    assert (results.title.zh, results.title.en) == ("结果", "Results")
    parts = [(part.title.zh, part.title.en) for part in results.sections]
    assert parts == [("冰川变化", "Glaciers"), ("气温变化", "Temperature")]


def test_a_print_in_the_wrong_language_is_told(resources: Resources) -> None:
    def told(zh: str, en: str) -> list[tuple[str, str]]:
        files = [(Path("a.zh.md"), zh.encode()), (Path("a.en.md"), en.encode())]
        article = convert(files, "a", resources)
        places = [article.source.path, article.source.pair.path if article.source.pair else ""]
        found = [d for d in article.diagnostics if d.code == CODE and d.lines]
        return [(places[d.lines[0] >= zh.count("\n")], d.message) for d in found if d.lines]

    zh, en = (f"# {title}\n\n{text}\n" for title, text in (("土壤", ZH["引言"]), ("Soil", EN["Introduction"])))
    assert told(zh, en) == []
    assert told(zh, zh) == [("a.en.md", "this file of the pair is in Chinese, not in English")]
    assert told(en, en) == [("a.zh.md", "this file of the pair is in English, not in Chinese")]
    assert [path for path, _ in told(en, zh)] == ["a.zh.md", "a.en.md"]
    assert told(zh, "") == []
