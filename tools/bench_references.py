"""How many reference entries are parsed in a second on one core, and what the slowest text costs.

Entries are the lines with a type marker of the real articles in ../shared/corpus/md, where that is there, else those
of tests/references/cases. The slow texts are 10,000 characters of what reference lists are made of, over and over.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Iterator

from corpus import CORPUS, ROOT

from pipeline.references import parse_entries

CASES = ROOT / "tests" / "references" / "cases" / "entries.txt"
MARKER = re.compile(r"\[[JMDCRNPS](?:/OL)?\]")
UNITS = ("[1]A", "张三,", "Wang L, ", "2001, ", "[J].", "(2001). Li, A. ", "1. A\n", "\n[J]王", "et al. ", "http://a. ")
LONGEST = 10_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=20_000)
    asked = options.parse_args()
    found = list(entries())
    sample = random.Random(1).choices(found, k=asked.entries)
    began = time.process_time()
    for entry in sample:
        parse_entries(entry)
    print(f"{asked.entries / (time.process_time() - began):.0f} entries a second ({len(found)} different ones)")
    unit, seconds = max(((unit, slowest(unit)) for unit in UNITS), key=lambda pair: pair[1])
    print(f"{1000 * seconds:.0f} ms for the slowest {LONGEST:,} characters ({unit!r} over and over)")


def entries() -> Iterator[str]:
    """Real entries, one a line."""
    for path in CORPUS or [CASES]:
        yield from (line for line in path.read_text(encoding="utf-8").splitlines() if MARKER.search(line))


def slowest(unit: str) -> float:
    """Seconds of processor time, the best of three."""
    text = (unit * LONGEST)[:LONGEST]
    times = []
    for _ in range(3):
        began = time.process_time()
        parse_entries(text)
        times.append(time.process_time() - began)
    return min(times)


if __name__ == "__main__":
    main()
