"""kill -9 at any instant, of the batch or of a worker: nothing is lost, torn or doubled."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.batch.articles import read_articles
from pipeline.batch.plan import plan
from pipeline.batch.run import run
from tests.batch.written import outputs

# Fifty and more where the kills are what is tested: KILLS=50 pytest tests/batch/test_kill.py
KILLS = int(os.environ.get("KILLS", "8"))
BATCH = """
import signal, sys
from pipeline.batch.plan import plan
from pipeline.batch.run import run
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background processes ignore it
print(run(plan([sys.argv[1]]).jobs, sys.argv[2], sys.argv[3].split(","), 2, work=sys.argv[4]).line)
"""


def start(inputs: Path, output: Path, formats: str, work: str = "workloads:slow") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", BATCH, str(inputs), str(output), formats, work]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)


def workers(batch: int) -> list[int]:
    """The processes that any thread of a batch has started."""
    found = []
    for thread in Path("/proc", str(batch), "task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(pid) for pid in thread.read_text().split()]
    return found


def eventually(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("formats", ["json,html", "json,jsonl"])
def test_a_killed_batch_ends_with_the_bytes_of_an_undisturbed_one(inputs: Path, tmp_path: Path, formats: str) -> None:
    run(plan([inputs]).jobs, tmp_path / "calm", formats.split(","), 2, work="workloads:slow")
    expected = outputs(tmp_path / "calm")
    chance = random.Random(9)
    output = tmp_path / "out"
    output.mkdir()
    for _ in range(KILLS):
        with start(inputs, output, formats) as batch:
            time.sleep(chance.uniform(0.1, 0.9))
            victims = [batch.pid]
            if chance.random() < 0.5:
                victims = chance.sample(found, 1) if (found := workers(batch.pid)) else victims
            for victim in victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGKILL)
            if batch.pid not in victims:
                batch.wait()
        whole = {name: data for name, data in outputs(output).items() if not name.endswith(".tmp")}
        assert whole.items() <= expected.items()
        if chance.random() < 0.3:
            for name in whole:
                (output / name).unlink()
    with start(inputs, output, formats) as batch:
        assert batch.communicate()[0].startswith(b"40 articles: ")
    assert outputs(output) == expected
    assert len({article.id for article in read_articles([output])}) == len(list(read_articles([output]))) == 40


def test_an_interrupted_batch_keeps_what_it_has_and_leaves_no_process(inputs: Path, tmp_path: Path) -> None:
    with start(inputs, tmp_path / "out", "json", "workloads:slower") as batch:
        eventually(lambda: list((tmp_path / "out").glob("*.json")))
        found = workers(batch.pid)
        batch.send_signal(signal.SIGINT)
        assert batch.wait(5) in (1, 130, -signal.SIGINT)
    assert found and not any(Path(f"/proc/{pid}").exists() for pid in found)
    kept = len(outputs(tmp_path / "out"))
    assert 0 < kept < 40
    summary = run(plan([inputs]).jobs, tmp_path / "out", ["json"], 2, work="workloads:slow")
    assert summary.unchanged >= kept - 2
    assert summary.converted + summary.unchanged == 40


def test_workers_do_not_outlive_a_killed_batch(inputs: Path, tmp_path: Path) -> None:
    with start(inputs, tmp_path / "out", "json", "workloads:slower") as batch:
        eventually(lambda: workers(batch.pid))
        found = workers(batch.pid)
        batch.kill()
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in found))
