"""The same batch on a Dask cluster of real processes, one of which is killed in mid-run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.batch.articles import read_articles
from pipeline.batch.plan import plan
from pipeline.batch.run import run
from tests.batch.written import outputs

pytest.importorskip("distributed")


class Processes:
    """A Dask scheduler and two workers of one thread each."""

    def __init__(self, folder: Path) -> None:
        self._address_file = folder / "scheduler.json"
        self._folder = folder
        self._running = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
        self.workers = [self._worker() for _ in range(2)]

    @property
    def address(self) -> str:
        import json

        deadline = time.monotonic() + 60
        while not self._address_file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return str(json.loads(self._address_file.read_text())["address"])

    def _worker(self) -> subprocess.Popen[bytes]:
        worker = self._start(
            "worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"
        )
        self._running.append(worker)
        return worker

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(self._address_file)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=self._folder)

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    processes = Processes(tmp_path_factory.mktemp("dask"))
    yield processes
    processes.close()


def test_a_cluster_gives_the_bytes_of_a_local_run_at_any_address(
    cluster: Processes, inputs: Path, tmp_path: Path
) -> None:
    formats = ["json", "jsonl", "parquet"]
    jobs = plan([f"local://{inputs}"]).jobs
    run(jobs, tmp_path / "local", formats, 2, work="workloads:plain")
    far = f"local://{tmp_path}/far"
    assert run(jobs, far, formats, scheduler=cluster.address, work="workloads:plain").converted == 40
    assert run(jobs, far, formats, scheduler=cluster.address, work="workloads:plain").unchanged == 40
    expected = outputs(tmp_path / "local")
    assert {name: data for name, data in outputs(tmp_path / "far").items() if name in expected} == expected
    assert len(list(read_articles([far]))) == 40


def test_limits_hold_on_a_cluster(cluster: Processes, inputs: Path, tmp_path: Path) -> None:
    (inputs / "kills-itself.md").touch()
    (inputs / "raises.md").touch()
    summary = run(plan([inputs]).jobs, tmp_path / "out", ["json"], scheduler=cluster.address, work="workloads:hostile")
    assert summary.line == "42 articles: 40 converted, 0 unchanged, 2 failed"


def test_a_worker_killed_in_mid_run_costs_nothing(cluster: Processes, inputs: Path, tmp_path: Path) -> None:
    jobs = plan([inputs]).jobs
    run(jobs, tmp_path / "local", ["json", "html"], 2, work="workloads:slow")
    victim = cluster.workers[0]

    def kill_when_some_are_done() -> None:
        while len(list((tmp_path / "out").glob("*.html"))) < 8:
            time.sleep(0.01)
        victim.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_when_some_are_done)
    killer.start()
    summary = run(jobs, tmp_path / "out", ["json", "html"], scheduler=cluster.address, work="workloads:slow")
    killer.join()
    assert victim.wait(5) == -signal.SIGKILL
    assert summary.line == "40 articles: 40 converted, 0 unchanged"
    # What the killed worker was writing is left unfinished, if anything, and the next run sweeps it.
    assert run(jobs, tmp_path / "out", ["json", "html"], 2, work="workloads:slow").unchanged == 40
    assert outputs(tmp_path / "out") == outputs(tmp_path / "local")
