"""A block that a reader is still writing."""

from __future__ import annotations

from pipeline.article import Cell, Span
from pipeline.document import Block, Kind


class Draft:
    """A block that is being written; ``readable`` turns False where a part had to be kept as it is."""

    def __init__(self, kind: Kind, line: int, level: int = 0) -> None:
        self.kind, self.level, self.readable = kind, level, True
        self.parts: list[str] = []
        self.size = 0
        self.spans: list[Span] = []
        self.pieces = [(0, line, line + 1)]
        self.rows: list[tuple[Cell, ...]] = []
        self.target: str | None = None

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def break_line(self, line: int) -> None:
        self.write("\n")
        self.pieces.append((self.size, line, line + 1))

    @property
    def lines(self) -> tuple[int, int]:
        return self.pieces[0][1], self.pieces[-1][2]

    @property
    def empty(self) -> bool:
        return self.kind not in ("image", "table") and not "".join(self.parts).strip()

    def named(self, id: str) -> Block:
        block = Block(
            id=id,
            kind=self.kind,
            text="".join(self.parts),
            pieces=tuple(self.pieces),
            spans=tuple(sorted((s for s in self.spans if s.start < s.end), key=lambda s: (s.start, -s.end, s.kind))),
            level=self.level,
            table=tuple(self.rows),
            target=self.target,
        )
        start, end = len(block.text) - len(block.text.lstrip()), len(block.text.rstrip())
        return (
            block if self.kind == "table" or (start, end) == (0, len(block.text)) else block.cut(start, max(start, end))
        )
