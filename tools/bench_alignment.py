"""Compare the aligner with others on the gold articles, whole and damaged; measure what it costs.

    python tools/bench_alignment.py [--gold ../shared/gold] [--peers build/peers]

The others are installed into ``--peers`` at the first run and are no part of the project: nltk and galechurch (Gale and
Church, 1993), sentalign (Vecalign's dynamic programming; Thompson and Koehn, 2019) and the alignment kernels of
Bertalign (Liu and Zhu, 2022), the last two with the embeddings that duizhao uses; hunalign where it is on the PATH.
Each runs in a process of its own. Our own figures are by cross-validation: no article is aligned with weights that saw
it or a copy of it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from gold_alignment import Bead, Text, abstracts, damaged, documents, normal
from train_alignment import TEST_SEED, cross_validated, f1

from pipeline.align.beads import align
from pipeline.align.embeddings import Embedder
from pipeline.resources import Resources

ROOT = Path(__file__).parent.parent
KINDS = ("clean", "drop zh", "drop en", "join zh", "join en")
# Bertalign asks for Python 3.12 and PyTorch; its kernels run without either.
PEERS = ("nltk", "galechurch", "sentalign", "numba", "llvmlite", "scipy", "tqdm", "regex")
LONG = 5000

Align = Callable[[Sequence[str], Sequence[str]], list[Bead]]


def nltk_gale_church() -> Align:
    from nltk.translate.gale_church import align_blocks

    def run(zh: Sequence[str], en: Sequence[str]) -> list[Bead]:
        return _from_links(align_blocks(_bytes(zh), _bytes(en)), len(zh), len(en))

    return run


def galechurch() -> Align:
    import galechurch as peer

    def run(zh: Sequence[str], en: Sequence[str]) -> list[Bead]:
        # The package counts characters; bytes do better between Chinese and English.
        sides = [["x" * size for size in _bytes(side)] for side in (zh, en)]
        return [
            (tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end)))
            for b in peer.align(*sides).beads
        ]

    return run


def hunalign() -> Align:
    program = shutil.which("hunalign")
    if not program:
        raise ImportError("hunalign is not on the PATH")

    def run(zh: Sequence[str], en: Sequence[str]) -> list[Bead]:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / name for name in ("dictionary", "zh", "en")]
            for path, lines in zip(paths, ([], zh, en), strict=True):
                path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            command = [program, "-onebyteencoding", *map(str, paths)]
            printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        corners = [tuple(map(int, line.split("\t")[:2])) for line in printed.splitlines()]
        return [
            (tuple(range(i, i_end)), tuple(range(j, j_end)))
            for (i, j), (i_end, j_end) in zip(corners, [*corners[1:], (len(zh), len(en))], strict=True)
        ]

    return run


def vecalign_use() -> Align:
    from sentalign import sentalign

    encode = _encoder()

    def run(zh: Sequence[str], en: Sequence[str]) -> list[Bead]:
        found = sentalign(zh, en, encode, alignment_max_size=6).alignments
        return [(tuple(block.src_indices), tuple(block.tgt_indices)) for block in found]

    return run


def bertalign_use() -> Align:
    """The two passes of ``Bertalign.align_sents`` (version 2.0.1, defaults), its top-k search done in NumPy."""
    kernels: Any = _bertalign_kernels()
    encode = _encoder()
    overlaps, top = 4, 3

    def vectors(sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        rows = [
            " ".join(sentences[i : i + size]) if i >= 0 else "PAD"
            for size in range(1, overlaps + 1)
            for i in range(1 - size, len(sentences) - size + 1)
        ]
        shape = overlaps, len(sentences)
        return encode(rows).reshape(*shape, -1), np.array(_bytes(rows)).reshape(shape)

    def run(zh: Sequence[str], en: Sequence[str]) -> list[Bead]:
        (zh_vectors, zh_lengths), (en_vectors, en_lengths) = vectors(zh), vectors(en)
        n, m = len(zh), len(en)
        similar = zh_vectors[0] @ en_vectors[0].T
        nearest = np.argsort(-similar, axis=1, kind="stable")[:, :top]
        one = kernels.get_alignment_types(2)
        width, path = kernels.find_first_search_path(n, m)
        scores = np.take_along_axis(similar, nearest, axis=1)
        first = kernels.first_pass_align(n, m, width, path, one, scores, nearest)
        first = kernels.first_back_track(n, m, first, path, one)
        many = kernels.get_alignment_types(5)
        width, path = kernels.find_second_search_path(first, 5, n, m)
        ratio = float(zh_lengths[0].sum() / en_lengths[0].sum())
        args = zh_vectors, en_vectors, zh_lengths, en_lengths, width, path, many, ratio, -0.1
        found = kernels.second_pass_align(*args, margin=True, len_penalty=True)
        return [(tuple(z), tuple(e)) for z, e in kernels.second_back_track(n, m, found, path, many)]

    return run


def _bertalign_kernels() -> types.ModuleType:
    spec = importlib.util.find_spec("bertalign")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("bertalign is not installed")
    sys.modules.setdefault("torch", types.ModuleType("torch"))
    path = Path(spec.submodule_search_locations[0]) / "corelib.py"
    core = importlib.util.spec_from_file_location("bertalign_corelib", path)
    if core is None or core.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(core)
    sys.modules[core.name] = module
    core.loader.exec_module(module)
    return module


def _encoder() -> Callable[[Sequence[str]], np.ndarray]:
    embedder = Embedder()
    return lambda texts: embedder.vectors(embedder.pooled(list(texts)))


def _bytes(texts: Sequence[str]) -> list[int]:
    return [len(text.encode()) for text in texts]


def _from_links(links: Sequence[tuple[int, int]], n: int, m: int) -> list[Bead]:
    beads: list[tuple[set[int], set[int]]] = []
    for i, j in sorted(links):
        if beads and (i in beads[-1][0] or j in beads[-1][1]):
            beads[-1][0].add(i)
            beads[-1][1].add(j)
        else:
            beads.append(({i}, {j}))
    found: list[Bead] = [(tuple(sorted(zh)), tuple(sorted(en))) for zh, en in beads]
    taken_zh, taken_en = ({k for bead in found for k in bead[side]} for side in (0, 1))
    found += [((i,), ()) for i in range(n) if i not in taken_zh]
    return [*found, *(((), (j,)) for j in range(m) if j not in taken_en)]


OTHERS: dict[str, Callable[[], Align]] = {
    "Gale–Church (nltk), bytes": nltk_gale_church,
    "Gale–Church (galechurch), bytes": galechurch,
    "hunalign, no dictionary": hunalign,
    "Vecalign (sentalign) + USE v3": vecalign_use,
    "Bertalign 2.0.1 kernels + USE v3": bertalign_use,
}
OURS = {"duizhao": True, "duizhao without embeddings": False}


def measured(name: str, gold: Path) -> dict[str, float]:
    """Strict F1 of each kind of damage, sentences a second of CPU time, and the memory of the process."""
    texts = documents(gold / "alignment")
    if name in OURS:
        embeddings, resources = OURS[name], Resources()
        rows = cross_validated([texts, abstracts(gold / "articles")], embeddings, groups=1).results[0]
        figures = {kind: f1(row for row in rows if row[0].kind == kind) for kind in KINDS}
        return {**figures, **_costs(lambda zh, en: align(zh, en, resources, embeddings=embeddings), texts)}
    run = OTHERS[name]()
    figures = {}
    for kind in KINDS:
        copies = texts if kind == "clean" else list(damaged(texts, kind, TEST_SEED))
        found = [set(normal(run(text.zh, text.en))) for text in copies]
        hits = sum(len(beads & set(text.beads)) for beads, text in zip(found, copies, strict=True))
        figures[kind] = 2 * hits / sum(len(beads) + len(text.beads) for beads, text in zip(found, copies, strict=True))
    return {**figures, **_costs(run, texts)}


def _costs(run: Callable[[Sequence[str], Sequence[str]], object], texts: Sequence[Text]) -> dict[str, float]:
    run(texts[1].zh, texts[1].en)
    start = time.perf_counter()
    for text in texts:
        run(text.zh, text.en)
    seconds = time.perf_counter() - start
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"sentences/s": sum(len(t.zh) + len(t.en) for t in texts) / seconds, "MB": peak / 1024}


def speed(gold: Path) -> dict[str, float]:
    """Milliseconds an abstract pair (median, warm); seconds and memory for two long texts."""
    resources, figures = Resources(), {}
    pairs = abstracts(gold / "articles")
    for name, embeddings in OURS.items():
        times = []
        for text in [*pairs, *pairs]:
            start = time.perf_counter()
            align(text.zh, text.en, resources, embeddings=embeddings)
            times.append(time.perf_counter() - start)
        figures[f"{name}: ms an abstract"] = 1000 * float(np.median(times[len(pairs) :]))
    zh, en = _long(documents(gold / "alignment"))
    for name, embeddings in OURS.items():
        start = time.perf_counter()
        align(zh, en, resources, embeddings=embeddings)
        figures[f"{name}: s for {len(zh)} × {len(en)} sentences"] = time.perf_counter() - start
    figures["MB at the most"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _long(texts: Sequence[Text]) -> tuple[list[str], list[str]]:
    """The documents again and again, numbered so that no sentence repeats another."""
    zh: list[str] = []
    en: list[str] = []
    for turn in range(LONG):
        for text in texts:
            zh += [f"{sentence}（编号{turn}）" for sentence in text.zh]
            en += [f"{sentence} (id {turn})" for sentence in text.en]
        if min(len(zh), len(en)) >= LONG:
            break
    return zh[:LONG], en[:LONG]


def _install(peers: Path) -> None:
    if not peers.is_dir():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(peers)]
        subprocess.run([*install, *PEERS], check=True)
        subprocess.run([*install, "--ignore-requires-python", "bertalign"], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared/gold")
    parser.add_argument("--peers", type=Path, default=ROOT / "build/peers")
    parser.add_argument("--tool", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.tool:
        found = speed(args.gold) if args.tool == "speed" else measured(args.tool, args.gold)
        print(json.dumps(found))
        return
    _install(args.peers)
    columns = [*KINDS, "sentences/s", "MB"]
    print(f"| tool | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 1)}")
    for name in [*OTHERS, *OURS]:
        figures = _in_a_process(name, args)
        cells = [f"{figures[c]:.3f}" if c in KINDS else f"{figures[c]:,.0f}" for c in columns] if figures else ["–"] * 7
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    for what, figure in (_in_a_process("speed", args) or {}).items():
        print(f"{what}: {figure:.1f}")


def _in_a_process(name: str, args: argparse.Namespace) -> dict[str, float] | None:
    """The figures of a tool, or None (and the reason on standard error) where it cannot be had."""
    path = os.pathsep.join([str(ROOT), str(args.peers.resolve())])
    command = [sys.executable, __file__, "--tool", name, "--gold", str(args.gold)]
    # One core each, as in a batch: a matrix product that asks for two waits for the second on a busy machine.
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
