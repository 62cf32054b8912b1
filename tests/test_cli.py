"""The command as a user meets it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.article import Article
from pipeline.batch.shards import CODECS
from pipeline.cli import FORMAT_NAMES, app
from pipeline.convert import convert
from pipeline.writers import WRITERS

DUIZHAO = Path(sys.executable).parent / "duizhao"
ARTICLE = """# 盐与血压

张三

摘要：本文综述盐与血压的关系，并讨论其机制，结果表明限盐有益，高血压患者应当限盐，正常人亦应适量。

# 1 引言

激素受体阳性者有效[1]。

# 参考文献

[1] 李四. 盐[J]. 某学报, 2019, 1(2): 3-4.
"""


def duizhao(*arguments: object, cwd: Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(DUIZHAO), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "salt.md").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def test_a_second_run_does_nothing_and_says_so(folder: Path) -> None:
    first = duizhao("convert", "in", "-o", "out", cwd=folder)
    assert (first.returncode, first.stdout) == (0, "1 article: 1 converted, 0 unchanged\n")
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "out").iterdir()}
    assert {"salt.json", "salt.html", "salt.pdf", "index.html", "report.html", "manifest.jsonl"} <= before.keys()
    second = duizhao("convert", "in", "-o", "out", cwd=folder)
    assert (second.returncode, second.stdout) == (0, "1 article: 0 converted, 1 unchanged\n")
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "out").iterdir()} == before


def test_a_bad_file_costs_one_line_and_the_exit_code(folder: Path) -> None:
    (folder / "in" / "bad.md").write_bytes("好的一行\n".encode() + b"\x00\xff\xfe\n")
    done = duizhao("convert", "in", "-o", "out", "--to", "json", cwd=folder)
    assert done.returncode == 1
    assert done.stdout == "2 articles: 1 converted, 0 unchanged, 1 failed\n"
    assert [line for line in done.stderr.splitlines() if "bad" in line] == [
        "bad: in/bad.md:2: neither UTF-8 nor GB 18030 text; save the file as UTF-8"
    ]
    assert (folder / "out" / "salt.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["convert", "in", "--to", "docx"], "--to: unknown format docx"),
        (["convert", "in", "--engine", "dask"], "--engine dask and --scheduler ADDRESS go together"),
        (["convert", "in", "--lexicon", "missing.tsv"], "--lexicon: missing.tsv: No such file or directory"),
        (["check", "in", "--lexicon", "in/salt.md"], "--lexicon: in/salt.md: no lexicon by its name"),
        (["references", "missing.txt"], "missing.txt: No such file or directory"),
        (["glossary", "in", "--termbase", "in/salt.md"], "--termbase: in/salt.md: no lexicon by its name"),
        (["report", "missing"], "missing: No such file or directory"),
        (["report", "in"], "in: holds no article; name what duizhao convert has written"),
        (["glossary", "in/salt.md"], "in/salt.md: holds no article"),
    ],
)
def test_wrong_use_is_told_in_one_line(folder: Path, arguments: list[str], message: str) -> None:
    done = duizhao(*arguments, cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_help_names_every_format_that_can_be_written() -> None:
    assert {*FORMAT_NAMES} == {*WRITERS, *CODECS}


def test_an_input_that_is_not_there_is_named(folder: Path) -> None:
    done = duizhao("convert", "in/salt.md", "in/none.md", "-o", "out", "--to", "json", cwd=folder)
    assert done.returncode == 1
    assert "in/none.md: no such file or folder" in done.stderr
    assert (folder / "out" / "salt.json").exists()


def test_a_named_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "in" / "pipe.md")
    done = duizhao("convert", "in", "-o", "out", "--to", "json", cwd=folder)
    assert done.returncode == 1
    assert "in/pipe.md: no regular file" in done.stderr
    assert (folder / "out" / "salt.json").exists()
    for command, code in (("check", 1), ("references", 2)):
        done = duizhao(command, "in/pipe.md", cwd=folder)
        assert done.returncode == code
        assert "in/pipe.md: no regular file" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["convert", "in", "--lexicon"],
        ["check", "in", "--lexicon"],
        ["glossary", "in", "--termbase"],
        ["glossary", "--part"],
        ["glossary", "in", "--decisions"],
    ],
)
def test_no_option_waits_for_a_named_pipe(folder: Path, arguments: list[str]) -> None:
    os.mkfifo(folder / "pipe.tsv")
    done = duizhao(*arguments, "pipe.tsv", cwd=folder)
    assert done.returncode == 2
    assert "pipe.tsv: no regular file" in done.stderr


def test_an_article_that_we_fail_at_costs_itself_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No article is known to make a stage raise: one does here."""

    def raising(inputs: Sequence[tuple[Path, bytes]], id: str, *rest: Any) -> Article:
        if id == "broken":
            raise ZeroDivisionError("by nought")
        return convert(inputs, id, *rest)

    (folder / "in" / "broken.md").write_text("# 标题\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.convert.convert", raising)
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, ["check", "in", "--fail-on", "error", "--format", "json"])
    assert done.exit_code == 1
    assert "broken: ZeroDivisionError: by nought" in done.stderr
    assert "salt.md" in done.stdout


@pytest.mark.parametrize("text", ["<feed><entry>盐与血压</entry></feed>", "<article><body></article>"])
def test_a_file_that_cannot_be_read_is_not_told_what_it_lacks(folder: Path, text: str) -> None:
    (folder / "in" / "feed.xml").write_text(text, encoding="utf-8")
    done = duizhao("check", "in/feed.xml", cwd=folder)
    assert [line.split("[")[-1] for line in done.stdout.splitlines()[::2]] == [
        "xml-not-jats]" if "feed" in text else "xml-broken]"
    ]


def test_the_users_own_terms_are_recognised(folder: Path) -> None:
    (folder / "terms.tsv").write_text(
        "zh\ten\ttype\n激素受体阳性\thormone receptor positive\tdisease\n", encoding="utf-8"
    )
    assert duizhao("convert", "in", "-o", "out", "--to", "json", "--lexicon", "terms.tsv", cwd=folder).returncode == 0
    assert duizhao("check", "in", "--lexicon", "terms.tsv", cwd=folder).returncode == 0
    entities = json.loads((folder / "out" / "salt.json").read_text(encoding="utf-8"))["entities"]
    assert "hormone receptor positive" in [entity["name"]["en"] for entity in entities]


def test_check_fails_from_the_severity_asked_for(folder: Path) -> None:
    assert duizhao("check", "in", cwd=folder).returncode == 0
    strict = duizhao("check", "in", "--fail-on", "info", "--format", "json", cwd=folder)
    assert strict.returncode == 1
    assert {row["path"] for row in json.loads(strict.stdout)} == {"in/salt.md"}


def test_references_reads_standard_input(folder: Path) -> None:
    done = duizhao("references", "-", cwd=folder, stdin="[1] 李四. 盐[J]. 某学报, 2019, 1(2): 3-4.\n")
    (item,) = json.loads(done.stdout)
    assert (item["title"], item["container-title"], item["page"]) == ("盐", "某学报", "3-4")


def test_align_prints_beads(folder: Path) -> None:
    (folder / "zh.txt").write_text("药物有效。\n不良反应少见。\n", encoding="utf-8")
    (folder / "en.txt").write_text("The drug is effective.\nAdverse reactions are rare.\n", encoding="utf-8")
    done = duizhao("align", "zh.txt", "en.txt", "--one-per-line", cwd=folder)
    assert (done.stdout.splitlines(), done.stderr) == (["1 <=> 1", "2 <=> 2"], "")
    done = duizhao("align", "zh.txt", "zh.txt", "--one-per-line", cwd=folder)
    assert done.stderr == "zh.txt and zh.txt are both Chinese; give the Chinese text and then the English one\n"


def test_schema_is_json(folder: Path) -> None:
    assert json.loads(duizhao("schema", cwd=folder).stdout)["$id"] == "duizhao/1"


def test_a_glossary_of_parts_honours_decisions_and_leaves_them_alone(folder: Path) -> None:
    decided = "zh,en,decision,note\n肿瘤,neoplasm,prefer,house style\n"
    (folder / "decisions.csv").write_text(decided, encoding="utf-8")
    (folder / "part.jsonl").write_bytes(b"")
    arguments = ("glossary", "--part", "part.jsonl", "--decisions", "decisions.csv", "-o", "out")
    assert duizhao(*arguments, cwd=folder).stdout == "1 term, 0 more for review, 0 sentence pairs\n"
    again = duizhao(*arguments, cwd=folder)
    assert again.stdout.endswith("since the last run: nothing\n")
    assert "肿瘤,neoplasm" in (folder / "out" / "glossary.csv").read_text(encoding="utf-8-sig")
    assert (folder / "decisions.csv").read_text(encoding="utf-8") == decided


def test_a_glossary_without_terms_leaves_no_termbase(folder: Path) -> None:
    """TBX wants a concept: an empty one would not be valid, and that of the run before would be wrong."""
    (folder / "decisions.csv").write_text("zh,en,decision\n肿瘤,neoplasm,prefer\n", encoding="utf-8")
    (folder / "part.jsonl").write_bytes(b"")
    arguments = ("glossary", "--part", "part.jsonl", "-o", "out")
    duizhao(*arguments, "--decisions", "decisions.csv", cwd=folder)
    before = {path.name for path in (folder / "out").iterdir()}
    done = duizhao(*arguments, cwd=folder)
    assert done.stdout.startswith("0 terms, 0 more for review, 0 sentence pairs")
    after = {path.name for path in (folder / "out").iterdir()}
    assert before - after == {"glossary.tbx", "glossary.v2.tbx"}


def test_a_glossary_of_nothing_is_refused(folder: Path) -> None:
    done = duizhao("glossary", cwd=folder)
    assert done.returncode == 2
    assert "--part" in done.stderr


def test_latex_is_read_with_its_files_and_with_none_from_elsewhere(folder: Path) -> None:
    (folder / "secret.tex").write_text("机密\n", encoding="utf-8")
    (folder / "in" / "linked.tex").symlink_to(folder / "secret.tex")
    (folder / "in" / "salt.md").unlink()
    parts = "\\input{../secret}\n\\input{linked}\n\\bibliography{r}\n"
    source = f"\\documentclass{{ctexart}}\n\\begin{{document}}\n正文\\cite{{li}}。\n{parts}\\end{{document}}\n"
    (folder / "in" / "a.tex").write_text(source, encoding="utf-8")
    entry = "@article{li, author={李四}, title={盐}, journal={某学报}, year=%d}\n"
    for year, line in (
        (2019, "1 article: 1 converted, 0 unchanged\n"),
        (2020, "1 article: 1 converted, 0 unchanged\n"),
    ):
        (folder / "in" / "r.bib").write_text(entry % year, encoding="utf-8")
        assert duizhao("convert", "in/a.tex", "-o", "out", "--to", "json", cwd=folder).stdout == line
        article = json.loads((folder / "out" / "a.json").read_text(encoding="utf-8"))
        assert [r["raw"] for r in article["back"]["references"]] == [f"[1] 李四. 盐[J]. 某学报, {year}."]
        assert "机密" not in json.dumps(article, ensure_ascii=False)
    again = duizhao("convert", "in/a.tex", "-o", "out", "--to", "json", cwd=folder)
    assert again.stdout == "1 article: 0 converted, 1 unchanged\n"
    told = duizhao("check", "in/a.tex", cwd=folder).stdout
    assert "in/a.tex:4: warning: no file to be read at ../secret.tex" in told
    assert "in/a.tex:5: warning: no file to be read at linked.tex" in told


def test_a_file_in_the_place_of_the_results_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "out").write_text("", encoding="utf-8")
    done = duizhao("convert", "a.md", "-o", "out", cwd=tmp_path)
    assert (done.returncode, "out: a file stands where" in done.stderr) == (2, True)
