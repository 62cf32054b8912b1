"""``duizhao align`` as its user sees it."""

from __future__ import annotations

import json

from lxml import etree

from pipeline.align.command import run
from pipeline.resources import Resources

ZH = "1 引言\n\n土壤侵蚀十分严重。降水是主要因素。\n\n2 方法\n\n本文采用遥感影像（Landsat 8）。\n"
EN = (
    "1 Introduction\n\nSoil erosion is severe. Precipitation is the main factor.\n\n"
    "2 Methods\n\nThis paper uses remote\nsensing images (Landsat 8). Yields of twenty farms were added "
    "by way of proof.\n"
)


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
