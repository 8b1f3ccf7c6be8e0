"""Sensitivities of solutions of differential equations."""

import numpy as np


def sensitivities(z, n, shape, by_rows):
    """What follows the `n` variables of a solution, for each of these the derivative in something of a shape.

    by_rows: one row for each time; else one column.
    """
    if by_rows:
        return np.reshape(z[:, n:], (len(z), n) + shape)
    times = z.shape[1]
    return np.reshape(np.swapaxes(np.reshape(z[n:], (n, -1, times)), 1, 2), (n, times) + shape)


def rates(right, times, y, by_rows, held):
    """The right side of an equation along a solution of it; `right` is that of t, y and something like y."""
    out = np.zeros_like(y)
    for k in range(len(times)):
        if by_rows:
            out[k] = right(times[k], y[k], np.zeros_like(y[k]), *held)
        else:
            out[:, k] = right(times[k], y[:, k], np.zeros_like(y[:, k]), *held)
    return out
