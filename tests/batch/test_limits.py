"""Articles that hang, take all memory or kill their worker: real processes, each costs itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.batch.manifest import Limits
from pipeline.batch.plan import plan
from pipeline.batch.run import Summary, run
from pipeline.batch.worker import StartError

LIMITS = Limits(seconds=30, memory=400 << 20, size=1 << 20)
SHORT = Limits(seconds=1)


def convert(tmp_path: Path, *ids: str, limits: Limits = LIMITS, work: str = "workloads:hostile") -> Summary:
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for id in (*ids, "a", "m", "z"):
        (folder / f"{id}.md").write_text("# 好\n", encoding="utf-8")
    return run(plan([folder]).jobs, tmp_path / "out", ["json"], 2, limits, work=work)


@pytest.mark.parametrize(
    ("id", "reason"),
    [
        ("takes-all-memory", "needs more than 400 MiB"),
        ("kills-itself", "its worker died of SIGKILL, twice"),
        ("crashes", "its worker died of SIGSEGV, twice"),
        ("leaves", "its worker ended with exit code 3, twice"),
        ("raises", "IndexError: list index out of range"),
    ],
)
def test_a_hostile_article_costs_itself(tmp_path: Path, id: str, reason: str) -> None:
    summary = convert(tmp_path, id)
    assert summary.line == "4 articles: 3 converted, 0 unchanged, 1 failed"
    assert summary.failures == (f"{id}: {reason}",)
    assert sorted(path.stem for path in (tmp_path / "out").glob("*.json")) == ["a", "m", "z"]


@pytest.mark.parametrize("id", ["hangs", "hangs-in-c"])
def test_an_article_that_hangs_costs_itself(tmp_path: Path, id: str) -> None:
    summary = convert(tmp_path, id, limits=SHORT)
    assert summary.failures == (f"{id}: took longer than 1 s",)
    assert summary.converted == 3


def test_what_a_worker_has_started_dies_with_it(tmp_path: Path) -> None:
    assert len(convert(tmp_path, "hangs-with-a-child", limits=SHORT).failures) == 1
    assert not subprocess.run(["pgrep", "-f", "sleep 98765"], capture_output=True).stdout


def test_a_worker_that_prints_does_not_disturb_the_talk(tmp_path: Path) -> None:
    assert convert(tmp_path, "prints").converted == 4


def test_an_article_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "large.md").write_bytes(b"x" * (2 << 20))
    summary = convert(tmp_path)
    assert summary.failures == (f"large: {tmp_path}/in/large.md: larger than 1 MiB",)


def test_what_passed_a_limit_is_tried_again_only_under_other_limits(tmp_path: Path) -> None:
    convert(tmp_path, "takes-all-memory", "raises")
    log = (tmp_path / "out" / "manifest.jsonl").read_bytes()
    assert convert(tmp_path, "takes-all-memory", "raises").line == "5 articles: 0 converted, 3 unchanged, 2 failed"
    assert (tmp_path / "out" / "manifest.jsonl").read_bytes() == log
    convert(tmp_path, "takes-all-memory", "raises", limits=Limits(memory=300 << 20))
    assert (tmp_path / "out" / "manifest.jsonl").read_bytes().removeprefix(log).count(b"\n") == 1


def test_a_new_version_that_fails_leaves_no_old_output(tmp_path: Path) -> None:
    convert(tmp_path, "raises", work="workloads:plain")
    assert (tmp_path / "out" / "raises.json").exists()
    with (tmp_path / "in" / "raises.md").open("a") as file:
        file.write("更多")
    run(plan([tmp_path / "in"]).jobs, tmp_path / "out", ["json"], 1, work="workloads:hostile")
    assert not (tmp_path / "out" / "raises.json").exists()


def test_a_writer_that_fails_costs_its_format_only(tmp_path: Path) -> None:
    convert(tmp_path)
    jobs, output = plan([tmp_path / "in"]).jobs, tmp_path / "out"
    for _ in range(2):
        summary = run(jobs, output, ["json", "html", "pdf"], 1, work="workloads:no_pdf")
        assert summary.failures == tuple(f"{id}: pdf: no font" for id in "amz")
    assert run(jobs, output, ["json", "html"], 1, work="workloads:no_pdf").unchanged == 3
    assert run(jobs, output, ["json", "tmx"], 1, work="workloads:no_pdf").converted == 3


@pytest.mark.parametrize("work", ["workloads:is_not_there", "no_such_module:work"])
def test_where_no_worker_starts_the_batch_says_why(tmp_path: Path, work: str) -> None:
    with pytest.raises(StartError, match=r"a worker could not start: .*(is_not_there|no_such_module)"):
        convert(tmp_path, work=work)
