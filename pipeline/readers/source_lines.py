"""Where in its source a block stands that another program has written anew as Markdown."""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipeline.article import Discarded, Lines
from pipeline.document import Document
from pipeline.text import HAN

# What is counted and written by the reader.
_ADDED = {"heading": re.compile(r"^[\d.]+\s+"), "math": re.compile(r"\\tag\{[^{}]*\}")}
_NO_LETTER = re.compile(f"[^{HAN}A-Za-z0-9]+")
# How many letters are looked for, and how far on: many tell a place anywhere; a few must where markup parts them.
_PROBES = {24: 1_000_000, 12: 4000, 6: 1000, 3: 200}
# What is written before a block that its source does not say: 图1, 摘要, Abstract, [12].
_LABELS = (0, 1, 2, 7, 8)


def relined(document: Document, text: str, whole: str | None = None) -> Document:
    """The document with its lines counted in ``text``, from which its Markdown was made.

    ``whole`` is the same with what other files say, which is on the lines that name them. A block stands where its
    letters do, the next one after it; one that is nowhere is taken to stand where the last one ends. Lines of the text
    that no block stands in are discarded as markup.
    """
    place = _Places(text if whole is None else whole)
    blocks = []
    for block in document.blocks:
        said = _ADDED[block.kind].sub("", block.text) if block.kind in _ADDED else block.text
        lines = place.of(said or block.target or "", moved=block.kind not in ("math", "image"))
        blocks.append(replace(block, pieces=((0, *lines),)))
    aside = [replace(d, lines=place.of(d.text)) for d in document.discarded if d.text and d.reason != "markup"]
    moved = {block.id: block.lines for block in blocks}
    diagnostics = tuple(replace(d, lines=moved[d.block]) for d in document.diagnostics if d.block)
    covered = {n for b in blocks for n in range(*b.lines)} | {n for d in aside for n in range(*d.lines)}
    aside += [
        Discarded(line.strip(), "markup", (number, number + 1))
        for number, line in enumerate(text.split("\n"))
        if line.strip() and number not in covered
    ]
    aside.sort(key=lambda d: d.lines)
    source = replace(document.source, lines=text.count("\n") + 1)
    return Document(document.id, source, tuple(blocks), tuple(aside), diagnostics)


class _Places:
    """Finds texts one after the other in the letters of a source."""

    def __init__(self, text: str) -> None:
        pieces, self._line = [], []
        for number, line in enumerate(text.split("\n")):
            pieces.append(_NO_LETTER.sub("", line))
            self._line += [number] * len(pieces[-1])
        self._letters = "".join(pieces)
        self._end = 0

    def of(self, text: str, moved: bool = True) -> Lines:
        """The lines of a text, which may have been moved behind what follows it."""
        letters = _NO_LETTER.sub("", text)
        start = self._start(letters, moved)
        if start is None:
            line = self._line[self._end - 1] if self._end else 0
            return line, line + 1
        end = self._last(letters, start)
        self._end = end
        return self._line[start], self._line[end - 1] + 1

    def _start(self, letters: str, moved: bool) -> int | None:
        for size, reach in _PROBES.items():
            for skipped in _LABELS:
                probe = letters[skipped : skipped + size]
                if len(probe) < size and (skipped or probe != letters or not probe):
                    continue
                found = self._letters.find(probe, self._end, self._end + reach)
                if found < 0 and moved and self._letters.count(probe) == 1:
                    found = self._letters.find(probe)
                if found >= 0:
                    return found
        return None

    def _last(self, letters: str, start: int) -> int:
        """One past the last letter, which is not much further on than the text is long."""
        limit = start + 2 * len(letters) + 200
        for size in _PROBES:
            found = self._letters.find(letters[-size:], start, limit)
            if found >= 0:
                return found + len(letters[-size:])
        return min(start + len(letters), len(self._letters))
