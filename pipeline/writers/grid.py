"""A table's cells on a grid, whatever OCR says of their spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from pipeline.article import Cell

# No printed table is wider; a hostile colspan would fill the memory.
_WIDEST = 200


class Placed(Struct, frozen=True):
    """A cell on the table's grid. ``header`` is as marked; where OCR marked none, the first row is taken for one."""

    cell: Cell
    header: bool
    x: int
    y: int
    colspan: int
    rowspan: int


def placed(table: Sequence[Sequence[Cell]]) -> tuple[Placed, ...]:
    """The cells on a grid, row by row, OCR's spans cut so that no two lie on each other or outside the table.

    The grid is filled as HTML's table model says (a cell takes the first free place of its row); a rowspan ends where
    another cell or the table's last row would be run over.
    """
    taken: list[set[int]] = [set() for _ in table]
    first = 0 if any(c.header for row in table for c in row) else _first_lines(table)
    cells = []
    for y, row in enumerate(table):
        x = 0
        for cell in row:
            while x in taken[y]:
                x += 1
            columns = 1
            while columns < min(cell.colspan, _WIDEST) and x + columns not in taken[y]:
                columns += 1
            reach = range(x, x + columns)
            lines = 1
            while lines < cell.rowspan and y + lines < len(table) and taken[y + lines].isdisjoint(reach):
                lines += 1
            for below in range(y, y + lines):
                taken[below].update(reach)
            cells.append(Placed(cell, cell.header or y < first, x, y, columns, lines))
            x += columns
    return tuple(cells)


def _first_lines(table: Sequence[Sequence[Cell]]) -> int:
    """How many lines the first row takes, 0 if nothing is below it."""
    lines = max((c.rowspan for c in table[0]), default=1) if table else 0
    return lines if 0 < lines < len(table) else 0


def width(cells: Iterable[Placed]) -> int:
    """The number of columns of a table."""
    return max((c.x + c.colspan for c in cells), default=1)


def head(cells: Sequence[Placed]) -> int:
    """The number of rows, from the first, that hold header cells only; 0 where all do."""
    body = {c.y for c in cells if not c.header}
    return min(body, default=0)
