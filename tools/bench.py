"""`make bench`: what an article costs, beside pandoc; how a batch scales; what a rerun takes; whether memory grows.

Everything is measured in one run, alternately, so that ratios hold on a machine that is busy with other things.
Writes docs/benchmarks.json, .md and .svg.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pypandoc
from bench_chart import bars
from corpus import ROOT, sample
from msgspec.structs import replace

from pipeline.batch.manifest import Limits
from pipeline.batch.messages import LINE, Request
from pipeline.batch.run import WORK
from pipeline.batch.shards import CODECS
from pipeline.batch.worker import Worker
from pipeline.pictures import Found
from pipeline.writers.json import indented

# A Dask worker beside ours, with pyarrow, as seen in these runs.
_DASK_WORKER_MB = 200
# As docs/scale.md says.
_DASK = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s"}
DOCS = ROOT / "docs"
LIMITS = Limits(seconds=600)
DUIZHAO = [sys.executable, "-m", "pipeline"]


class Target(msgspec.Struct, frozen=True):
    """What was asked for, what was measured, and whether that is enough."""

    question: str
    asked: str
    measured: str
    met: bool


class Results(msgspec.Struct, frozen=True):
    """Times are wall-clock medians; ``ms`` are milliseconds an article, ``seconds`` are of a whole batch."""

    machine: str
    articles: int
    batch: int
    whole: int
    ms: dict[str, float]
    seconds: dict[str, float]
    whole_seconds: dict[str, float]
    peak_worker_mb: float
    output_mb: dict[str, float]
    resident_mb: dict[int, float]
    targets: list[Target]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100, help="articles converted one by one, beside pandoc")
    options.add_argument("--batch", type=int, default=700, help="articles in the batches that are compared")
    options.add_argument("--whole", type=int, default=700, help="articles in the batch whose rate is measured")
    options.add_argument("--rounds", type=int, default=3, help="times that the comparisons are repeated")
    options.add_argument("--conversions", type=int, default=5000, help="conversions in one process, to watch memory")
    asked = options.parse_args()
    single, batch, whole = (sample(n, seed) for seed, n in enumerate((asked.articles, asked.batch, asked.whole), 1))
    ms, output_mb = one_by_one(single, asked.rounds)
    with tempfile.TemporaryDirectory() as scratch:
        seconds = batches(batch, asked.rounds, Path(scratch))
    with tempfile.TemporaryDirectory() as scratch:
        whole_seconds, peak = whole_batch(whole, Path(scratch))
    resident = memory(single, asked.conversions)
    results = Results(
        machine=f"{os.cpu_count()} cores, {_processor()}, {_python()}",
        articles=len(single),
        batch=len(batch),
        whole=len(whole),
        ms=ms,
        seconds=seconds,
        whole_seconds=whole_seconds,
        peak_worker_mb=peak,
        output_mb=output_mb,
        resident_mb=resident,
        targets=judged(ms, seconds, len(whole) / whole_seconds["first run"], whole_seconds["again"], peak, resident),
    )
    DOCS.mkdir(exist_ok=True)
    (DOCS / "benchmarks.json").write_bytes(indented(results))
    (DOCS / "benchmarks.svg").write_text(bars("milliseconds an article (median)", ms), encoding="utf-8")
    (DOCS / "benchmarks.md").write_text(page(results), encoding="utf-8")
    print((DOCS / "benchmarks.md").read_text(encoding="utf-8"))


# One article at a time ------------------------------------------------------------------------------------------------

FORMATS = {
    "JSON": ("json",),
    "JSON + HTML": ("json", "html"),
    "JSON + HTML + PDF": ("json", "html", "pdf"),
}


def one_by_one(articles: Sequence[Path], rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Median milliseconds an article of pandoc and of a warm worker; mean megabytes of each format."""
    times: dict[str, list[float]] = {"pandoc, Markdown to HTML": [], **{name: [] for name in FORMATS}}
    sizes: dict[str, list[int]] = {}
    worker = Worker(WORK, LIMITS)
    for path in articles[:3]:
        _outputs(worker, path, ("json", "html", "pdf"))
    pandoc = [pypandoc.get_pandoc_path(), "-f", "gfm", "-t", "html"]
    for _ in range(rounds):
        for index, path in enumerate(articles):
            began = time.perf_counter()
            subprocess.run([*pandoc, str(path)], capture_output=True, check=True)
            times["pandoc, Markdown to HTML"].append(time.perf_counter() - began)
            # Never one article twice in a row: a worker remembers the last.
            for place, (name, formats) in enumerate(FORMATS.items(), index):
                began = time.perf_counter()
                outputs = _outputs(worker, articles[place % len(articles)], formats)
                times[name].append(time.perf_counter() - began)
            for form, data in outputs.items():
                sizes.setdefault(form, []).append(len(data))
    lines = [_outputs(worker, path, (LINE,))[LINE] for path in articles]
    worker.kill()
    size = {form: statistics.mean(values) / 1e6 for form, values in sizes.items()}
    size |= {form: len(codec.encode(lines)) / len(lines) / 1e6 for form, codec in CODECS.items()}
    return {name: 1000 * statistics.median(values) for name, values in times.items()}, size


def _outputs(worker: Worker, path: Path, formats: tuple[str, ...]) -> dict[str, bytes]:
    request = Request(path.stem, ((path.name, path.read_bytes()),), formats)
    response = worker.answer(request)
    if response.wanted:  # as in a batch; beside the corpus there are no pictures
        none = tuple(Found(address, problem="picture-missing") for address in response.wanted)
        response = worker.answer(replace(request, pictures=none))
    if response.failure:
        raise SystemExit(f"{path.name}: {response.failure.reason}")
    return response.outputs


# A batch --------------------------------------------------------------------------------------------------------------


def batches(paths: Sequence[Path], rounds: int, scratch: Path) -> dict[str, float]:
    """Median seconds of a batch to JSON with one worker, two, and two on Dask."""
    folder = _copied(paths, scratch)
    times: dict[str, list[float]] = {"1 worker": [], "2 workers": [], "2 Dask workers": []}
    for number in range(rounds):
        for name, extra in (("1 worker", ["--jobs", "1"]), ("2 workers", ["--jobs", "2"])):
            times[name].append(_convert(folder, scratch / f"{name}-{number}", extra)[0])
        with _dask() as address:
            extra = ["--engine", "dask", "--scheduler", address]
            times["2 Dask workers"].append(_convert(folder, scratch / f"dask-{number}", extra)[0])
    return {name: statistics.median(values) for name, values in times.items()}


def whole_batch(paths: Sequence[Path], scratch: Path) -> tuple[dict[str, float], float]:
    """Seconds of a batch to JSON with two workers, and of a rerun; megabytes of the largest worker at its peak."""
    folder = _copied(paths, scratch)
    first, peak = _convert(folder, scratch / "out", ["--jobs", "2"])
    return {"first run": first, "again": _convert(folder, scratch / "out", ["--jobs", "2"])[0]}, peak


def _copied(paths: Sequence[Path], scratch: Path) -> Path:
    folder = scratch / "in"
    folder.mkdir()
    for path in paths:
        shutil.copy(path, folder)
    return folder


def _convert(folder: Path, output: Path, extra: list[str]) -> tuple[float, float]:
    """Seconds that the command takes, and the megabytes of its largest process."""
    command = [*DUIZHAO, "convert", str(folder), "-o", str(output), "--to", "json", *extra]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - began, usage.ru_maxrss / 1000


@contextlib.contextmanager
def _dask() -> Iterator[str]:
    """A scheduler and two workers of one thread; the address of the scheduler."""
    with tempfile.TemporaryDirectory() as folder:
        address = Path(folder, "scheduler.json")
        dask = [sys.executable, "-m", "dask"]
        where = ["--scheduler-file", str(address), "--host", "127.0.0.1", "--no-dashboard"]
        alone = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0"]
        commands = [[*dask, "scheduler", "--port", "0", *where], *[[*dask, "worker", *alone, *where]] * 2]
        environment = os.environ | _DASK
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) for command in commands
        ]
        try:
            while not address.exists():
                time.sleep(0.1)
            time.sleep(5)
            yield json.loads(address.read_text())["address"]
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait()


# Memory ---------------------------------------------------------------------------------------------------------------


def memory(articles: Sequence[Path], conversions: int) -> dict[int, float]:
    """Megabytes resident in one worker after so many conversions of the articles, over and over."""
    worker = Worker(WORK, LIMITS)
    resident = {}
    for number in range(1, conversions + 1):
        _outputs(worker, articles[number % len(articles)], ("json",))
        if number % max(conversions // 10, 1) == 0:
            resident[number] = _resident(worker.pid)
    worker.kill()
    return resident


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


# What it comes to -----------------------------------------------------------------------------------------------------


def judged(
    ms: dict[str, float],
    seconds: dict[str, float],
    rate: float,
    rerun: float,
    peak: float,
    resident: dict[int, float],
) -> list[Target]:
    """The targets of the project, each with what was measured."""
    pandoc = ms["pandoc, Markdown to HTML"]
    json_ratio, all_ratio = ms["JSON"] / pandoc, ms["JSON + HTML + PDF"] / pandoc
    speedup = seconds["1 worker"] / seconds["2 workers"]
    loss = seconds["2 Dask workers"] / seconds["2 workers"] - 1
    first, *_, last = resident.values()
    return [
        Target("JSON beside pandoc's HTML", "≤ 1 ×", f"{json_ratio:.2f} ×", json_ratio <= 1),
        Target("JSON + HTML + PDF beside pandoc's HTML", "≤ 2 ×", f"{all_ratio:.2f} ×", all_ratio <= 2),
        Target("articles a second, two workers", "≥ 20", f"{rate:.1f}", rate >= 20),
        Target("peak memory a worker", "≤ 500 MB", f"{peak:.0f} MB", peak <= 500),
        Target("two workers beside one", "≥ 1.8 ×", f"{speedup:.2f} ×", speedup >= 1.8),
        Target("Dask beside the local pool", "≤ 15 % slower", f"{100 * loss:+.0f} %", loss <= 0.15),
        Target("rerun, nothing changed", "≤ 2 s", f"{rerun:.1f} s", rerun <= 2),
        Target("memory, last tenth beside first", "≤ 1.1 ×", f"{last / first:.2f} ×", last / first <= 1.1),
    ]


def page(results: Results) -> str:
    """docs/benchmarks.md"""
    rows = [f"| {t.question} | {t.asked} | {t.measured} | {'yes' if t.met else '**no**'} |" for t in results.targets]
    pandoc = results.ms["pandoc, Markdown to HTML"]
    single = [f"| {name} | {value:.0f} | {value / pandoc:.2f} |" for name, value in results.ms.items()]
    batch = [f"| {name} | {s:.1f} | {results.batch / s:.1f} |" for name, s in results.seconds.items()]
    whole = [f"| {name} | {s:.1f} | {results.whole / s:.1f} |" for name, s in results.whole_seconds.items()]
    resident = [f"| {number} | {mb:.0f} |" for number, mb in results.resident_mb.items()]
    return f"""# Benchmarks

Written by `make bench`, not by hand. {results.machine}; all in one run, alternately; medians of wall-clock time.

| question | asked | measured | met |
|---|---|---|---|
{_lines(rows)}

## One article

{results.articles} articles; pandoc is `pandoc -f gfm -t html`, one process a file; the rest is a warm worker, all
stages.

![milliseconds an article](benchmarks.svg)

| | ms, median | beside pandoc |
|---|---|---|
{_lines(single)}

## A batch

`duizhao convert --to json`, from the start of the command to its end; starting workers and loading models are in it.
Dask runs beforehand, set as [scale.md](scale.md#on-a-cluster) says.

| {results.batch} articles | seconds | articles a second |
|---|---|---|
{_lines(batch)}

| {results.whole} articles, 2 workers | seconds | articles a second |
|---|---|---|
{_lines(whole)}

Peak memory of a worker: {results.peak_worker_mb:.0f} MB.

## Memory

One process converts articles over and over.

| conversions | MB resident |
|---|---|
{_lines(resident)}

## Ten million articles

{ten_million(results)}
"""


# What large clouds asked for in 2026, rounded, in US dollars.
SPOT_CORE_HOUR, CORE_HOUR, GIGABYTE_MONTH = 0.02, 0.05, 0.023


def ten_million(results: Results) -> str:
    """The plan for ten million articles, from what was measured."""
    articles = 10_000_000
    core_seconds = 2 * results.whole_seconds["first run"] / results.whole
    hours = articles * core_seconds / 3600
    gigabytes = results.output_mb["json"] * articles / 1e3
    packed = results.output_mb["parquet"] * articles / 1e3
    return f"""[scale.md](scale.md) says how to run it. Prices: {SPOT_CORE_HOUR} $ for an hour of a core that may be
taken away, {CORE_HOUR} $ of one that may not, {GIGABYTE_MONTH} $ a month for a gigabyte.

| | |
|---|---|
| a core's time an article | {1000 * core_seconds:.0f} ms |
| core-hours | {hours:,.0f} |
| hours on 64 cores, on 1,024 | {hours / 64:,.0f}, {hours / 1024:,.1f} |
| memory for each core | {(results.peak_worker_mb + _DASK_WORKER_MB) / 1000:.1f} GB |
| cores | {hours * SPOT_CORE_HOUR:,.0f} $ to {hours * CORE_HOUR:,.0f} $ |
| JSON, one file an article | {gigabytes:,.0f} GB, {gigabytes * GIGABYTE_MONTH:,.0f} $ a month |
| Parquet shards | {packed:,.0f} GB, {packed * GIGABYTE_MONTH:,.0f} $ a month |"""


def _lines(rows: Sequence[str]) -> str:
    return "\n".join(rows)


def _python() -> str:
    """Version and origin: builds of the same version differ by a fifth in speed."""
    origin = "the system's" if sys.base_prefix == "/usr" else "built apart from the system's"
    return f"Python {platform.python_version()} ({origin})"


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
