"""``duizhao align`` as its user sees it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pypandoc
import pytest
from lxml import etree

from pipeline.align import command
from pipeline.align.command import languages, text_of
from pipeline.readers import UnreadableError
from pipeline.resources import Resources

ZH = "1 引言\n\n土壤侵蚀十分严重。降水是主要因素。\n\n2 方法\n\n本文采用遥感影像（Landsat 8）。\n"
EN = (
    "1 Introduction\n\nSoil erosion is severe. Precipitation is the main factor.\n\n"
    "2 Methods\n\nThis paper uses remote\nsensing images (Landsat 8). Yields of twenty farms were added "
    "by way of proof.\n"
)


def run(zh: str, en: str, one_per_line: bool, form: command.Format, resources: Resources) -> str:
    texts = (
        text_of(text.encode(), Path(f"{lang}.txt"), lang, one_per_line, resources)
        for text, lang in ((zh, "zh"), (en, "en"))
    )
    return command.run(*texts, form, resources)


def test_beads_are_numbered_from_one(resources: Resources) -> None:
    assert run(ZH, EN, False, "beads", resources).splitlines() == [
        "1 <=> 1",
        "2 <=> 2",
        "3 <=> 3",
        "4 <=> 4",
        "5 <=> 5",
        "- <=> 6",
    ]


def test_one_per_line_counts_lines(resources: Resources) -> None:
    zh = "土壤侵蚀十分严重。降水是主要因素。\n本文采用遥感影像。\n"
    en = "Soil erosion is severe.\nPrecipitation is the main factor.\nThis paper uses remote sensing images.\n"
    assert run(zh, en, True, "beads", resources) == "1 <=> 1,2\n2 <=> 3\n"


def test_tsv_has_both_texts_and_a_score(resources: Resources) -> None:
    rows = [line.split("\t") for line in run(ZH, EN, False, "tsv", resources).splitlines()]
    assert rows[4][:2] == ["本文采用遥感影像（Landsat 8）。", "This paper uses remote sensing images (Landsat 8)."]
    assert rows[5][:2] == ["", "Yields of twenty farms were added by way of proof."]
    assert all(0 <= float(score) <= 1 for _, _, score in rows)


def test_json(resources: Resources) -> None:
    beads = json.loads(run(ZH, EN, False, "json", resources))
    assert [bead["zh"] for bead in beads] == [[1], [2], [3], [4], [5], []]
    assert beads[1]["zh_text"] == "土壤侵蚀十分严重。"
    assert beads[1]["score"] > 0.5


def test_tmx_is_what_translation_tools_read(resources: Resources) -> None:
    zh, en = ZH.replace("引言", "引\x01言"), EN.replace("severe", "<severe> &")
    printed = run(zh, en, False, "tmx", resources)
    root = etree.fromstring(printed.encode())
    header = root.find("header")
    assert (root.get("version"), header.get("segtype"), header.get("creationdate")) == ("1.4", "sentence", None)
    units = root.findall("body/tu")
    assert len(units) == 5, "a bead with an empty side is no unit"
    for unit in units:
        assert [v.get("{http://www.w3.org/XML/1998/namespace}lang") for v in unit.findall("tuv")] == ["zh-CN", "en"]
        assert all(v.findtext("seg") for v in unit.findall("tuv"))
    assert units[0].findtext("tuv/seg") == "1 引言"
    assert units[1].findall("tuv")[1].findtext("seg") == "Soil erosion is <severe> &."


def test_empty_texts(resources: Resources) -> None:
    assert run("", "", False, "beads", resources) == ""
    assert run("", "Only English.", False, "beads", resources) == "- <=> 1\n"
    assert json.loads(run("", "", False, "json", resources)) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_text_as_editors_save_it(resources: Resources, encoding: str, line_break: str) -> None:
    data = "药物有效。\n\n不良反应少见。\n".replace("\n", line_break).encode(encoding)
    found = text_of(data, Path("zh.txt"), "zh", True, resources)
    assert found.sentences == ["药物有效。", "", "不良反应少见。"]
    assert text_of(data, Path("zh.txt"), "zh", False, resources).sentences == ["药物有效。", "不良反应少见。"]


def test_lines_are_those_of_an_editor(resources: Resources) -> None:
    """A form feed or a line separator of Unicode is no line break to an editor, nor to hunalign."""
    found = text_of("一\x0c二\u2028三\n四".encode(), Path("text"), "zh", True, resources)
    assert found.sentences == ["一\x0c二\u2028三", "四"]


def test_blank_lines_count_but_are_in_no_bead(resources: Resources) -> None:
    zh, en = "药物有效。\n\n\n不良反应少见。", "The drug is effective.\n \nAdverse reactions are rare."
    assert run(zh, en, True, "beads", resources) == "1 <=> 1\n4 <=> 3\n"
    assert run("\n\n", en, True, "beads", resources) == "- <=> 1\n- <=> 3\n"
    units = etree.fromstring(run(zh, en, True, "tmx", resources).encode()).findall("body/tu")
    assert [unit.findtext("tuv/seg") for unit in units] == ["药物有效。", "不良反应少见。"]


@pytest.mark.parametrize("ending", ["md", "docx", "html", "tex"])
def test_what_convert_reads(resources: Resources, ending: str) -> None:
    table = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"
    markdown = f"# 引言\n\n土壤侵蚀**十分**严重。降水是主要因素。\n\n{table}\n\n- 本文采用遥感影像。\n"
    form = {"tex": "latex"}.get(ending, ending)
    data = markdown.encode()
    if ending != "md":
        command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", form, "-s", "--metadata", "title=-"]
        data = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    found = text_of(data, Path(f"zh.{ending}"), "zh", False, resources)
    assert [text for text in found.sentences if text != "-"] == [
        "引言",
        "土壤侵蚀十分严重。",
        "降水是主要因素。",
        "本文采用遥感影像。",
    ]
    assert found.sections


def test_what_is_no_text(resources: Resources) -> None:
    with pytest.raises(UnreadableError, match=r"zh\.txt:2: neither UTF-8 nor GB 18030"):
        text_of(b"good\n\xff\x00", Path("zh.txt"), "zh", True, resources)


def test_texts_the_wrong_way_round(resources: Resources) -> None:
    zh, en = (text_of(text.encode(), Path("text"), "zh", False, resources) for text in (ZH, EN))
    nothing = text_of(b"", Path("text"), "en", False, resources)
    assert languages(en, zh) == ("en", "zh")
    assert languages(zh, en) == languages(zh, nothing) == languages(nothing, en) == ("zh", "en")
