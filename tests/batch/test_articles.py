"""The project's own sample articles, through real workers."""

from __future__ import annotations

from pathlib import Path

from pipeline.batch.plan import plan
from pipeline.batch.run import run
from tests.batch.written import outputs

SAMPLES = Path(__file__).parent.parent.parent / "input"


def test_samples_come_out_the_same_from_any_number_of_workers(tmp_path: Path) -> None:
    (tmp_path / "no-text.md").write_bytes(b"\x00\xff\xfe\x80")
    jobs = plan([SAMPLES, tmp_path / "no-text.md"]).jobs
    for workers in (1, 2):
        summary = run(jobs, tmp_path / str(workers), ["json", "html", "jsonl"], workers)
        assert summary.line == "5 articles: 4 converted, 0 unchanged, 1 failed"
        assert "no-text.md:1: neither UTF-8 nor GB 18030" in summary.failures[0]
    assert outputs(tmp_path / "1") == outputs(tmp_path / "2")
    assert len(outputs(tmp_path / "1")) == 9
