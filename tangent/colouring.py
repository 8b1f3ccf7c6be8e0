"""Colours for the columns of a sparse matrix: two of one colour have no row in common.

Columns of one colour can be had from one directional derivative.  Greedy, in the order of falling degrees
(Curtis, Powell and Reid, 1974; Gebremedhin, Manne and Pothen, "What color is your Jacobian?", 2005).
"""

from __future__ import annotations

import numpy as np


def colours(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A colour for each column of the pattern with entries at (rows, columns)."""
    by_column = _lists(rows, columns, shape[1])
    by_row = _lists(columns, rows, shape[0])
    found = np.full(shape[1], -1)
    order = sorted(range(shape[1]), key=lambda j: -len(by_column[j]))
    for j in order:
        taken = {c for i in by_column[j] for c in found[by_row[i]].tolist()}
        colour = 0
        while colour in taken:
            colour += 1
        found[j] = colour
    return found


def _lists(values: np.ndarray, keys: np.ndarray, count: int) -> list[np.ndarray]:
    """For each key, its values."""
    order = np.argsort(keys, kind="stable")
    return np.split(values[order], np.cumsum(np.bincount(keys, minlength=count))[:-1]) if count else []
