"""Which inputs become which articles."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from pipeline.batch.plan import Job, plan


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_folders_are_searched_to_the_bottom() -> None:
    touch("in/b.md", "in/deep/er/a.md", "in/notes.xyz", "in/.git/c.md", "in/.hidden.md")
    assert plan(["in"]) == ((Job("a", ("in/deep/er/a.md",)), Job("b", ("in/b.md",))), ())


def test_files_and_globs(here: Path) -> None:
    touch("in/a.md", "in/b.md", "in/c.markdown", "in/[1].md")
    assert [job.id for job in plan(["in/*.md"]).jobs] == ["[1]", "a", "b"]
    assert [job.id for job in plan(["in/[1].md"]).jobs] == ["[1]"]
    assert [job.paths for job in plan([here / "in" / "a.md"]).jobs] == [("in/a.md",)]
    assert [job.paths for job in plan([str(here / "in" / "*.markdown")]).jobs] == [("in/c.markdown",)]


def test_an_input_named_twice_is_one_article() -> None:
    touch("in/a.md")
    assert plan(["in", "in/a.md", "./in/../in/*.md"]) == ((Job("a", ("in/a.md",)),), ())


def test_two_languages_of_one_article_are_a_pair() -> None:
    touch("in/x.en.md", "in/x.zh.md", "in/only.zh.md", "in/y.zh.md", "in/y.en.markdown", "other/only.en.md")
    jobs = {job.id: job.paths for job in plan(["in"]).jobs}
    assert jobs["x"] == ("in/x.zh.md", "in/x.en.md")
    assert sorted(jobs) == ["only.zh", "x", "y.en", "y.zh"]


def test_what_mineru_has_written_is_one_article() -> None:
    touch("in/x/x.md", "in/x/x_content_list.json", "in/x/x_middle.json", "in/y.marker.json", "in/z.md")
    jobs = {job.id: job.paths for job in plan(["in"]).jobs}
    assert jobs == {"x": ("in/x/x_content_list.json",), "y": ("in/y.marker.json",), "z": ("in/z.md",)}


def test_inputs_that_would_overwrite_each_other_are_left_out_and_named() -> None:
    touch("in/a.md", "in/1/x.md", "in/2/x.md", "in/3/X.markdown")
    found = plan(["in"])
    assert [job.id for job in found.jobs] == ["a"]
    assert found.problems == ("in/1/x.md, in/2/x.md, in/3/X.markdown: would all be written to “x”; rename all but one",)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("gone.md", "gone.md: no such file or folder"),
        ("gone/*.md", "gone/*.md: no such file or folder"),
        ("empty", "empty: holds no file of a known format"),
        ("data.xyz", "data.xyz: no reader for “.xyz” files; known are"),
        ("old.doc", "old.doc: no reader for “.doc” files, save it as DOCX; known are"),
    ],
)
def test_what_is_no_article_is_said_and_the_others_go_on(given: str, problem: str) -> None:
    touch("a.md", "data.xyz", "old.doc", "empty/readme")
    found = plan([given, "a.md"])
    assert [job.id for job in found.jobs] == ["a"]
    assert [message[: len(problem)] for message in found.problems] == [problem]


@pytest.mark.parametrize("given", ["in", "in/pipe.md", "in/*.md"])
def test_a_named_pipe_is_refused_and_the_others_go_on(given: str) -> None:
    touch("in/a.md")
    os.mkfifo("in/pipe.md")
    found = plan([given, "in/a.md"])
    assert [job.id for job in found.jobs] == ["a"]
    assert found.problems == ("in/pipe.md: no regular file; save what it gives in one",)


@pytest.mark.parametrize("name", ["..md", "a\nb.md", "a\\b.md", "长" * 70 + ".md", "a:b.md"])
def test_a_name_that_is_no_safe_name_for_outputs_is_refused(name: str) -> None:
    touch("in/ok.md", f"in/{name}")
    found = plan([str(path) for path in Path("in").iterdir()])
    assert [job.id for job in found.jobs] == ["ok"]
    assert len(found.problems) == 1


def test_outputs_are_not_inputs() -> None:
    touch("a.md", "output/a.md")
    assert plan(["."], output="output") == ((Job("a", ("a.md",)),), ())


def test_addresses() -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for name in ("/shelf/a.md", "/shelf/deep/b.zh.md", "/shelf/deep/b.en.md", "/shelf/.git/c.md", "/shelf/d.xyz"):
        memory.pipe_file(name, b"")
    pair = Job("b", ("memory:///shelf/deep/b.zh.md", "memory:///shelf/deep/b.en.md"))
    assert plan(["memory://shelf"]) == ((Job("a", ("memory:///shelf/a.md",)), pair), ())
    assert [job.id for job in plan(["memory://shelf/*.md"]).jobs] == ["a"]
    assert plan(["memory://nothing"]).problems == ("memory://nothing: no such file or folder",)


def test_a_chapter_is_read_with_its_article_and_alone_where_it_is_named_alone() -> None:
    touch("in/s/one.tex", "in/macros.tex", "other/alone.tex")
    Path("in/main.tex").write_bytes(b"\\documentclass{ctexart}\n\\input{s/one}")
    assert plan(["in", "other"]).jobs == (Job("alone", ("other/alone.tex",)), Job("main", ("in/main.tex",)))
    assert plan(["in/s/one.tex"]).jobs == (Job("one", ("in/s/one.tex",)),)


def test_what_mineru_writes_of_an_article_is_one_article_under_its_name() -> None:
    id = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
    touch("in/salt/full.md", f"in/salt/{id}_content_list.json", "in/salt/layout.json")
    touch("in/sugar/full.md", "in/tea/auto/tea.md", "in/tea/auto/tea_content_list_v2.json")
    touch("in/oil/oil_content_list.json", "in/oil/oil_content_list_v2.json", "in/oil/oil.md")
    assert plan(["in"]) == (
        (
            Job("oil", ("in/oil/oil_content_list.json",)),
            Job("salt", (f"in/salt/{id}_content_list.json",)),
            Job("sugar", ("in/sugar/full.md",)),
            Job("tea", ("in/tea/auto/tea_content_list_v2.json",)),
        ),
        (),
    )


def test_a_zip_in_a_folder_is_an_article_if_it_holds_one() -> None:
    touch("in/data.csv", "in/broken.zip")
    for name, held in (("article", "full.md"), ("data", "data.csv")):
        with zipfile.ZipFile(f"in/{name}.zip", "w") as archive:
            archive.writestr(held, "x")
    assert plan(["in"]) == ((Job("article", ("in/article.zip",)),), ())
    assert plan(["in/data.zip"]).jobs == (Job("data", ("in/data.zip",)),)
