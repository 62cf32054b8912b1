"""A batch: what is converted, what is left alone, what its log says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from pipeline.batch.articles import NotAnArticleError, read_articles
from pipeline.batch.manifest import NAME, BusyError, Manifest
from pipeline.batch.plan import plan
from pipeline.batch.run import Summary, run
from tests.batch.written import outputs

Batch = Callable[..., Summary]


@pytest.fixture
def batch(inputs: Path, tmp_path: Path) -> Batch:
    """Convert the inputs as they now are."""

    def converted(formats: str = "json", jobs_n: int = 1, output: str | Path = tmp_path / "out") -> Summary:
        return run(plan([inputs]).jobs, output, formats.split(","), jobs_n, work="workloads:plain")

    return converted


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / NAME).read_bytes().splitlines()]


def test_a_second_run_does_nothing_and_says_so(batch: Batch, tmp_path: Path) -> None:
    assert batch().line == "40 articles: 40 converted, 0 unchanged"
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert batch().line == "40 articles: 0 converted, 40 unchanged"
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_only_what_changed_is_converted(batch: Batch, inputs: Path, tmp_path: Path) -> None:
    batch()
    (inputs / "paper-07.md").write_text("# 改\n", encoding="utf-8")
    (inputs / "paper-40.md").write_text("# 新\n", encoding="utf-8")
    (tmp_path / "out" / "paper-09.json").unlink()
    (tmp_path / "out" / "paper-11.json").write_text("torn")
    assert batch().line == "41 articles: 4 converted, 37 unchanged"
    assert [line["id"] for line in lines(tmp_path / "out")[40:]] == ["paper-07", "paper-40"]


def test_another_version_of_the_code_converts_all_again(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch()
    monkeypatch.setattr("pipeline.batch.run.code_version", lambda: "another")
    assert batch().converted == 40


def test_a_format_more_is_added_to_those_that_are_there(batch: Batch) -> None:
    batch("json")
    assert batch("html").converted == 40
    assert batch("json,html").unchanged == 40


def test_any_number_of_workers_gives_the_same_bytes(batch: Batch, tmp_path: Path) -> None:
    for workers in (1, 3):
        batch("json,html,jsonl,parquet", workers, tmp_path / f"out{workers}")
    assert outputs(tmp_path / "out1") == outputs(tmp_path / "out3")
    assert len(outputs(tmp_path / "out1")) == 82


def test_a_torn_line_of_the_log_costs_its_article_only(batch: Batch, tmp_path: Path) -> None:
    batch()
    log = tmp_path / "out" / NAME
    log.write_bytes(log.read_bytes()[:-20])
    assert batch().line == "40 articles: 1 converted, 39 unchanged"
    assert batch().line == "40 articles: 0 converted, 40 unchanged"


def test_leftovers_of_a_killed_writer_are_swept(batch: Batch, tmp_path: Path) -> None:
    batch()
    (tmp_path / "out" / ".duizhao-0123.tmp").touch()
    batch()
    assert len(outputs(tmp_path / "out")) == 40


def test_two_runs_do_not_write_to_one_folder(batch: Batch, tmp_path: Path) -> None:
    batch()
    hold = "import sys; from pipeline.batch import files, manifest; m = manifest.Manifest(files.folder(sys.argv[1]))"
    command = [sys.executable, "-c", f"{hold}; print('held', flush=True); sys.stdin.read()", str(tmp_path / "out")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        with pytest.raises(BusyError, match="another run is writing"):
            batch()
        other.kill()
    assert batch().unchanged == 40


def test_an_input_that_has_gone_is_a_failure_and_no_more(inputs: Path, tmp_path: Path) -> None:
    jobs = plan([inputs]).jobs
    (inputs / "paper-03.md").unlink()
    summary = run(jobs, tmp_path / "out", ["json"], 1, work="workloads:plain")
    assert summary.line == "40 articles: 39 converted, 0 unchanged, 1 failed"
    assert summary.failures[0].endswith("paper-03.md: No such file or directory")


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_shards_hold_the_articles_of_the_batch(batch: Batch, inputs: Path, tmp_path: Path, form: str) -> None:
    assert batch(form).converted == 40
    assert batch(form).unchanged == 40
    assert sorted(article.id for article in read_articles([tmp_path / "out"])) == [f"paper-{n:02}" for n in range(40)]
    (inputs / "paper-07.md").write_text("# 改\n", encoding="utf-8")
    (inputs / "paper-08.md").unlink()
    assert batch(form).line == "39 articles: 1 converted, 38 unchanged"
    assert batch(form).line == "39 articles: 0 converted, 39 unchanged"
    fresh = tmp_path / "fresh"
    batch(form, output=fresh)
    assert outputs(fresh) == outputs(tmp_path / "out")


def test_a_batch_that_grows_has_each_article_in_one_shard(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch("jsonl")
    monkeypatch.setattr("pipeline.batch.shards._ARTICLES", 8)
    assert batch("jsonl").converted == 40
    assert len(outputs(tmp_path / "out")) == 8
    assert len(list(read_articles([tmp_path / "out"]))) == 40


def test_articles_are_read_from_files_folders_and_shards(batch: Batch, tmp_path: Path) -> None:
    batch("json,jsonl,parquet")
    folder = tmp_path / "out"
    (folder / "report.json").write_text('{"articles": 40}')
    from_folder = list(read_articles([folder]))
    assert [article.id for article in from_folder] == [f"paper-{n:02}" for n in range(40)]
    for form in ("json", "jsonl", "parquet"):
        found = read_articles(sorted(folder.glob(f"[pa]*.{form}")))
        assert sorted(found, key=lambda article: article.id) == from_folder
    with pytest.raises(NotAnArticleError, match=r"report.json: .*convert the article again"):
        list(read_articles([folder / "report.json"]))
    with pytest.raises(FileNotFoundError):
        list(read_articles([tmp_path / "nothing"]))


def test_addresses_are_read_and_written(inputs: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for path in inputs.iterdir():
        memory.pipe_file(f"/given/{path.name}", path.read_bytes())
    for expected in ("converted", "unchanged"):
        jobs = plan(["memory://given"]).jobs
        summary = run(jobs, "memory://made", ["json", "parquet"], 2, work="workloads:plain")
        assert getattr(summary, expected) == 40
    article = next(read_articles(["memory://made"]))
    assert article.source.path == "memory:///given/paper-00.md"
    assert msgspec.json.decode(memory.cat_file("/made/paper-00.json"))["id"] == "paper-00"
    memory.rm("/made", recursive=True)


def test_the_log_keeps_the_last_word_on_each_article(batch: Batch, inputs: Path, tmp_path: Path) -> None:
    from pipeline.batch.files import folder

    batch("json")
    (inputs / "paper-00.md").write_text("# 改\n", encoding="utf-8")
    batch("html")
    with Manifest(folder(str(tmp_path / "out"))) as manifest:
        assert {len(record.outputs) for id, record in manifest.records.items() if id != "paper-00"} == {2}
        assert list(manifest.records["paper-00"].outputs) == ["html"]
