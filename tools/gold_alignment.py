"""Gold alignments, and copies of them damaged as real texts are: for training, measuring and benchmarks."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Bead = tuple[tuple[int, ...], tuple[int, ...]]
Pair = tuple[list[str], list[str]]

DROPPED = 0.2
JOINED = 0.15


@dataclass(frozen=True)
class Text:
    """Two sequences of sentences and the beads that cover them, in order."""

    name: str
    zh: list[str]
    en: list[str]
    beads: list[Bead]


def documents(folder: Path) -> list[Text]:
    """``docN.zh``, ``docN.en`` (one sentence a line) with ``docN.beads`` ("1,2 <=> 3", from 1)."""
    return [
        Text(
            path.stem,
            _lines(path.with_suffix(".zh")),
            _lines(path.with_suffix(".en")),
            normal(_bead(line) for line in _lines(path) if "<=>" in line),
        )
        for path in sorted(folder.glob("*.beads"))
    ]


def abstracts(folder: Path) -> list[Text]:
    """The abstracts of labelled articles: ``abstract_sentences`` and ``abstract_alignment`` (from 0)."""
    texts = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold.get("abstract_alignment"):
            sentences = gold["abstract_sentences"]
            beads = normal((tuple(zh), tuple(en)) for zh, en in gold["abstract_alignment"])
            texts.append(Text(path.stem, sentences["zh"], sentences["en"], beads))
    return texts


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _bead(line: str) -> Bead:
    zh, en = (tuple(int(number) - 1 for number in re.findall(r"\d+", side)) for side in line.split("<=>"))
    return zh, en


def normal(beads: Iterable[Bead]) -> list[Bead]:
    """Beads in order of reading; what has no answer stands alone, a sentence a bead."""
    out: list[Bead] = []
    for zh, en in beads:
        if zh and en:
            out.append((zh, en))
        else:
            out += [((i,), ()) for i in zh] + [((), (j,)) for j in en]
    return _in_order(out)


def _in_order(beads: list[Bead]) -> list[Bead]:
    by_zh = {i: bead for bead in beads for i in bead[0][:1]}
    by_en = {j: bead for bead in beads for j in bead[1][:1]}
    out: list[Bead] = []
    i = j = 0
    while len(out) < len(beads):
        at_zh, at_en = by_zh.get(i), by_en.get(j)
        bead = at_zh if at_zh and not at_zh[1] else at_en if at_en and not at_en[0] else at_zh
        if bead is None or (bead[1] and bead is not at_en):
            raise ValueError(f"beads are not monotone at {i}, {j}")
        out.append(bead)
        i, j = i + len(bead[0]), j + len(bead[1])
    return out


Damage = Callable[[Text, random.Random], Text]


def dropped(side: int) -> Damage:
    """A share of one side's sentences left out."""

    def damage(text: Text, chance: random.Random) -> Text:
        count = len((text.zh, text.en)[side])
        return _kept(text, side, [k for k in range(count) if chance.random() >= DROPPED])

    return damage


def block_dropped(side: int) -> Damage:
    """A tenth of one side, at least one sentence, left out in one piece."""

    def damage(text: Text, chance: random.Random) -> Text:
        count = len((text.zh, text.en)[side])
        size = max(1, count // 10)
        first = chance.randrange(count - size + 1)
        return _kept(text, side, [k for k in range(count) if not first <= k < first + size])

    return damage


def joined(side: int) -> Damage:
    """A share of the neighbours on one side printed as one sentence."""

    def damage(text: Text, chance: random.Random) -> Text:
        sentences = (text.zh, text.en)[side]
        where: list[int] = []
        out: list[str] = []
        previous = False
        for sentence in sentences:
            # Not three in a row, so that no bead grows beyond what any aligner allows.
            previous = bool(out) and not previous and chance.random() < JOINED
            if previous:
                out[-1] += ("" if side == 0 else " ") + sentence
            else:
                out.append(sentence)
            where.append(len(out) - 1)
        return _mapped(text, side, out, where)

    return damage


def block_doubled(side: int) -> Damage:
    """A tenth of one side, at least one sentence, printed twice running."""

    def damage(text: Text, chance: random.Random) -> Text:
        sentences = (text.zh, text.en)[side]
        size = max(1, len(sentences) // 10)
        first = chance.randrange(len(sentences) - size + 1)
        last = first + size
        if any({last - 1, last} <= set(bead[side]) for bead in text.beads):
            return text  # the copy would stand within a bead
        doubled = [*sentences[:last], *sentences[first:last], *sentences[last:]]
        where = [k if k < last else k + size for k in range(len(sentences))]
        return _mapped(text, side, doubled, where, unanswered=range(last, last + size))

    return damage


DAMAGES: dict[str, Damage] = {
    "drop zh": dropped(0),
    "drop en": dropped(1),
    "join zh": joined(0),
    "join en": joined(1),
    "block dropped zh": block_dropped(0),
    "block dropped en": block_dropped(1),
    "block doubled zh": block_doubled(0),
    "block doubled en": block_doubled(1),
}


def damaged(texts: Iterable[Text], name: str, seed: int) -> Iterator[Text]:
    """Copies with one kind of damage; the same seed gives the same copies."""
    for text in texts:
        yield DAMAGES[name](text, random.Random(f"{seed} {name} {text.name}"))


def _kept(text: Text, side: int, kept: list[int]) -> Text:
    where = {old: new for new, old in enumerate(kept)}
    sentences = [(text.zh, text.en)[side][k] for k in kept]
    return _mapped(text, side, sentences, where)


def _mapped(
    text: Text, side: int, sentences: list[str], where: list[int] | dict[int, int], unanswered: Iterable[int] = ()
) -> Text:
    """The text with one side replaced; ``where`` tells the new index of each old one that is left."""
    beads: list[Bead] = []
    for bead in text.beads:
        new = sorted({where[k] for k in bead[side] if not isinstance(where, dict) or k in where})
        other = bead[1 - side]
        changed: Bead = (tuple(new), other) if side == 0 else (other, tuple(new))
        first = next((k for k, earlier in enumerate(beads) if set(earlier[side]) & set(new)), len(beads))
        united = [*beads[first:], changed]
        del beads[first:]
        changed = _union(side for side, _ in united), _union(side for _, side in united)
        beads.append(changed)
    zh, en = (sentences, text.en) if side == 0 else (text.zh, sentences)
    beads += [((k,), ()) if side == 0 else ((), (k,)) for k in unanswered]
    return Text(text.name, zh, en, normal(beads))


def _union(sides: Iterable[Iterable[int]]) -> tuple[int, ...]:
    return tuple(sorted({k for side in sides for k in side}))
