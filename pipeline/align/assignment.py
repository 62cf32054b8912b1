"""The assignment problem: partners for rows among columns, so that the gains of all pairs sum to the most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def assignment(gains: NDArray[np.floating]) -> dict[int, int]:
    """Row → column; each at most once, and only pairs with a gain above 0.

    The Hungarian method with potentials, a row at a time along shortest augmenting paths (Jonker and Volgenant, 1987);
    O(rows² · columns). A row without partner takes a column of its own that costs nothing.
    """
    rows, columns = gains.shape
    costs = np.zeros((rows, columns + rows))
    costs[:, :columns] = -np.maximum(gains, 0.0)
    row_potential, column_potential = np.zeros(rows), np.zeros(columns + rows)
    owner = np.full(columns + rows, -1)
    for row in range(rows):
        path, last = _shortest_path(costs, row, owner, row_potential, column_potential)
        while last >= 0:
            before = path[last]
            owner[last], last = (row, -1) if before < 0 else (owner[before], int(before))
    return {int(owner[j]): j for j in range(columns) if owner[j] >= 0 and gains[owner[j], j] > 0}


def _shortest_path(
    costs: NDArray[np.float64],
    row: int,
    owner: NDArray[np.int64],
    row_potential: NDArray[np.float64],
    column_potential: NDArray[np.float64],
) -> tuple[NDArray[np.int64], int]:
    """The column before each column on the cheapest way from a row, and the free column where it ends.

    Potentials are updated in place.
    """
    width = costs.shape[1]
    distance, path, done = np.full(width, np.inf), np.full(width, -1), np.zeros(width, dtype=bool)
    at, current, reached = -1, row, 0.0
    while current >= 0:
        reduced = reached + costs[current] - row_potential[current] - column_potential
        nearer = ~done & (reduced < distance)
        distance[nearer], path[nearer] = reduced[nearer], at
        at = int(np.where(done, np.inf, distance).argmin())
        done[at], reached, current = True, distance[at], int(owner[at])
    visited = done.copy()
    visited[at] = False
    row_potential[row] += reached
    row_potential[owner[visited]] += reached - distance[visited]
    column_potential[visited] -= reached - distance[visited]
    return path, at
