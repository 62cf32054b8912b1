"""What an editor is told about an article, and what an editor is not bothered with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.article import Article, Bilingual
from pipeline.check import RULES, check
from pipeline.convert import convert
from pipeline.diagnostics import MEANINGS
from pipeline.writers.findings import FORMATS, as_github, as_json, as_sarif, as_text, findings
from tests.articles import article, block, section
from tests.resources import RESOURCES


def codes(a: Article) -> list[str]:
    return [d.code for rule in RULES for d in rule(a)]


def test_a_whole_article_gives_nothing_to_mend() -> None:
    assert codes(article()) == []


@pytest.mark.parametrize(
    ("mended", "expected"),
    [
        (article(title=Bilingual()), "title-missing"),
        (article(title=Bilingual(zh="标题")), "title-one-language"),
        (article(title=Bilingual("标" * 81, "Title")), "title-length"),
        (article(abstract=(None, "abstract " * 40)), "abstract-missing"),
        (article(abstract=("短", "abstract " * 40)), "abstract-length"),
        (article(keywords=[("甲", "a"), ("乙", None)]), "keyword-counts"),
        (article(sections=[]), "body-empty"),
    ],
)
def test_one_thing_wrong_gives_one_diagnostic(mended: Article, expected: str) -> None:
    assert codes(mended) == [expected]


def test_a_place_that_is_printed_in_two_ways_is_told_of() -> None:
    whole = article()
    printed = (
        block("c", "meta", "引用格式：张三. 标题[J]. 某学报, 2010, 26(9): 2297-2303.", 9),
        block("n", "meta", "文章编号：1000-0569(2010)08-2297-07", 11),
    )
    (found,) = [
        d
        for rule in RULES
        for d in rule(replace(whole, front=replace(whole.front, blocks=whole.front.blocks + printed)))
    ]
    assert (found.code, found.lines) == ("imprint-differs", (11, 12))
    assert found.message == "the issue is 8 here and 9 above"


@pytest.mark.parametrize(("id", "partner"), [("salt.zh", "salt.en"), ("salt.en", "salt.zh")])
def test_a_file_of_one_language_without_its_partner_is_told_of(id: str, partner: str) -> None:
    (found,) = check(replace(article(), id=id), RESOURCES).diagnostics
    assert found.code == "partner-missing"
    assert f"“{partner}”" in found.message


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        (["1", "1.1", "1.1.1", "1.2", "2", "3"], []),
        (["0", "1", "2"], []),
        (["1", "3"], ["3"]),
        (["1", "1.2"], ["1.2"]),
        (["1", "2", "2.1", "2.2", "2.1", "3"], ["2.1"]),
        (["一", "二", "四"], []),
    ],
)
def test_section_numbers_out_of_order(numbers: list[str], wrong: list[str]) -> None:
    a = article(sections=[section(n, "题", 10 * i) for i, n in enumerate(numbers)])
    found = [d for rule in RULES for d in rule(a)]
    assert [d.message.split()[1] for d in found] == wrong
    assert all(d.lines for d in found)


@pytest.mark.parametrize(
    ("zh", "en", "score", "differs"),
    [
        ("有效率为46.8%。", "The rate was 46.8%.", 0.99, False),
        ("有效率为46.8%。", "The rate was 48.6%.", 0.99, True),
        ("有效率为46.8%。", "The rate was 48.6%.", 0.3, False),  # they may not answer each other
        ("共1 112例。", "In all, 1,112 patients.", 0.99, False),
        ("两组共3例。", "Three patients in two groups.", 0.99, False),
        ("治疗HER-2阳性者", "HER-2 positive", 0.99, False),
        ("在2015年共12例", "Twelve cases in 2015", 0.99, False),
    ],
)
def test_numbers_that_differ_between_the_abstracts(zh: str, en: str, score: float, differs: bool) -> None:
    assert ("abstract-numbers" in codes(article(beads=[(zh, en, score)]))) is differs


def test_diagnostics_stand_in_the_order_of_the_source() -> None:
    a = check(article(title=Bilingual(zh="标" * 81), abstract=("短", "x")), RESOURCES)
    lines = [d.lines for d in a.diagnostics if d.lines]
    assert lines == sorted(lines)


def test_what_is_said_of_an_entry_names_its_line() -> None:
    text = "# 盐\n\n## 1 引言\n\n正文[1]，又[3]。\n\n## 参考文献\n\n" + "".join(
        f"[{n}] 张三. 盐与血压之{n}[J]. 某学报, 2019, {n}(2): 3-4.\n" for n in (1, 2, 3)
    )
    made = convert([(Path("a.md"), text.encode())], "a", RESOURCES)
    assert [(d.code, d.lines) for d in made.diagnostics if "entry" in d.message] == [("reference-uncited", (9, 10))]


def test_every_format_says_file_line_code_and_remedy() -> None:
    found = list(findings(check(article(abstract=("短", "abstract " * 40)), RESOURCES)))
    assert set(FORMATS) == {"text", "json", "sarif", "github"}
    remedy = MEANINGS["abstract-length"].remedy
    assert as_text(found) == (
        f"a.md:4: warning: the Chinese abstract has 1 characters [abstract-length]\n    {remedy}\n"
    )
    (row,) = json.loads(as_json(found))
    assert (row["path"], row["line"], row["code"], row["remedy"]) == ("a.md", 4, "abstract-length", remedy)
    run = json.loads(as_sarif(found))["runs"][0]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 4}
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["abstract-length"]
    assert as_github(found).startswith("::warning file=a.md,line=4,title=abstract-length::the Chinese abstract")


def test_a_file_name_cannot_forge_a_workflow_command() -> None:
    a = check(article(id="x\n::error ::forged,line=1:", abstract=("短", "abstract " * 40)), RESOURCES)
    assert as_github(findings(a)).count("\n") == 1
