"""What a user sees of an entry: its fields, whatever its style and however OCR has worn it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.csl import Date, Item, Name
from pipeline.references import Parsed, parse, parse_entries, split
from pipeline.references.command import lines_to_json
from tests.case_files import cases

CASES = Path(__file__).with_name("cases") / "entries.txt"
FIELDS = (
    "container_title",
    "edition",
    "volume",
    "issue",
    "page",
    "publisher",
    "publisher_place",
    "DOI",
    "URL",
)


def shown_name(name: Name) -> str:
    return name.literal or f"{name.family}|{name.given}"


def shown_date(date: Date) -> str:
    return "-".join(str(part) for part in date.date_parts[0])


def fields(item: Item) -> Iterator[tuple[str, str]]:
    yield "type", item.type
    if item.author:
        yield "author", "; ".join(map(shown_name, item.author))
    if item.editor:
        yield "editor", "; ".join(map(shown_name, item.editor))
    if item.translator:
        yield "translator", "; ".join(map(shown_name, item.translator))
    if item.title:
        yield "title", item.title
    if item.number:
        yield "number-of-work", item.number
    for date, label in ((item.issued, "issued"), (item.accessed, "accessed")):
        if date:
            yield label, shown_date(date)
    yield from ((name.replace("_", "-"), getattr(item, name)) for name in FIELDS if getattr(item, name))


def shown(parsed: Parsed) -> dict[str, str]:
    found = {"number": str(parsed.number)} if parsed.number is not None else {}
    found |= dict(fields(parsed.csl)) if parsed.csl else {}
    return found | ({f"translation {k}": v for k, v in fields(parsed.translation)} if parsed.translation else {})


@pytest.mark.parametrize(("raw", "want"), [pytest.param(raw, want, id=title) for title, raw, want in cases(CASES)])
def test_entry(raw: str, want: str) -> None:
    assert shown(parse(raw)) == dict(line.split(": ", 1) for line in want.splitlines())


def test_what_is_missing_is_named() -> None:
    parsed = parse("[4] 无题残篇")
    assert parsed.raw == "[4] 无题残篇"
    assert set(parsed.problems) == {"author", "year"}


@pytest.mark.parametrize("raw", ["", " ", "[7]", "[]", "…", "[J].", "$ \\", "[1] [2] [3]"])
def test_what_cannot_be_read_keeps_its_text(raw: str) -> None:
    assert parse(raw).raw == raw


def test_merged_entries_are_parted() -> None:
    text = (
        "[3] 李明远. 梯田土壤水分[J]. 水土保持研究,2016,23(4):45-51.[4]Kowalski P. The ethics of citation[J]. "
        "Notes,1998,42:201-215. [5］王雪,陈立. 河流氮磷来源[J]. 环境学刊,2018,38(7):2711-2720."
    )
    assert [entry.number for entry in parse_entries(text)] == [3, 4, 5]


def test_an_entry_without_a_label_is_parted_from_the_one_before() -> None:
    text = (
        "[7] 范冠杰，赵玲．糖尿病诊疗标准[J].医学学刊，2011，6（7）：618-625."
        "沈翠珍，高静．护理学[M].2版．北京：卫生出版社，2016."
    )
    first, second = parse_entries(text)
    assert (first.csl and first.csl.title, second.csl and second.csl.title) == ("糖尿病诊疗标准", "护理学")


def test_a_date_of_access_and_a_translation_part_nothing() -> None:
    text = (
        "[8]赵靖，陈志芳．行人延误计算模型[J/OL].计算机学刊，2018,35(9).(2017-10-17)[2018-03-28].http://www.jisuan.example/09.html."
        "(Zhao Jing, Chen Zhifang. Models of delay [J/OL]. Computer Notes, 2018, 35(9).(2017-10-17) [2018-03- 28]. "
        "http://www.jisuan.example/09. html.)"
    )
    (entry,) = parse_entries(text)
    assert entry.csl and entry.translation
    assert entry.csl.URL == entry.translation.URL == "http://www.jisuan.example/09.html"


def test_one_line_of_json_for_each_line() -> None:
    lines = lines_to_json(
        "[1] 白洁. 诗经中的植物[J]. 知识,2008(4):19-25.\n\n[2] 龙飞. 驿传考[D]. 北京:北京大学,2005.\n"
    )
    items = [json.loads(line) for line in lines.splitlines()]
    assert [[item["title"] for item in line] for line in items] == [["诗经中的植物"], [], ["驿传考"]]
    assert items[0][0]["language"] == "zh"


_PIECES = st.sampled_from(
    [
        *"[]()（），。．.,:;：/$\\{}^~-—“”’ \n甲王张等译编年卷期第AaBbOIl0129&#%'\"<>〔］」",
        "et al",
        "[J]",
        "[C]//",
        "2O21",
        "2009,",
        "doi:10.",
        "http://",
        " and ",
        "Vol. ",
        "pp. ",
        "(2001)",
        "[12]",
        "$^{",
        "\\mathrm",
        "出版社",
        "in Chinese",
        "von ",
    ]
)


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=60).map("".join) | st.text(max_size=120))
def test_no_text_is_lost_and_nothing_raises(text: str) -> None:
    extents = split(text)
    assert extents == sorted(extents)
    covered = "".join(text[start:end] for start, end in extents)
    assert "".join(covered.split()) == "".join(text.split())
    for entry in parse_entries(text):
        assert entry.raw == text[entry.start : entry.end]
        assert entry.csl is None or entry.csl.language in ("zh", "en")


@pytest.mark.parametrize(
    "unit",
    [
        "[1]A",
        "张三,",
        "A. ",
        "Wang L, ",
        "(",
        "[",
        "2001, ",
        "1-",
        "[J].",
        "a.b.",
        "等",
        "$ ^ {",
        "http://a. ",
        "10.1/",
        " ",
        "\n[J]王",
        "(2001). Li, A. ",
        "et al.",
    ],
)
@pytest.mark.usefixtures("limit_of_an_article")
def test_a_long_entry_is_read_within_the_limit(unit: str) -> None:
    parse_entries((unit * 40_000)[:40_000])
