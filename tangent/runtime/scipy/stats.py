"""Helpers of the rules for scipy.stats.

Printed with their source into saved modules, and differentiated themselves for second order.
"""

import numpy as np


def normal_dot(x, mean, cov, x_dot, mean_dot, cov_dot):
    """The tangent of the logarithm of a normal density; SciPy reads the lower triangle of `cov`."""
    whole = np.tril(cov) + np.tril(cov, -1).T
    solved = np.linalg.solve(whole, (x - mean).T).T
    moved = (x_dot - mean_dot) * solved
    if isinstance(cov_dot, float):
        return -np.sum(moved, axis=-1)
    whole_dot = np.tril(cov_dot) + np.tril(cov_dot, -1).T
    trace = np.trace(np.linalg.solve(whole, whole_dot))
    return 0.5 * (np.sum((solved @ whole_dot) * solved, axis=-1) - trace) - np.sum(moved, axis=-1)


def normal_bar(x, mean, cov, g):
    """The adjoints of the arguments of the logarithm of a normal density."""
    whole = np.tril(cov) + np.tril(cov, -1).T
    solved = np.linalg.solve(whole, (x - mean).T).T
    x_bar = -np.expand_dims(g, -1) * solved
    rows = np.reshape(solved, (-1, len(cov)))
    weighted = np.reshape(-x_bar, (-1, len(cov)))
    whole_bar = 0.5 * (weighted.T @ rows - np.sum(g) * np.linalg.inv(whole))
    cov_bar = np.tril(whole_bar) + np.tril(whole_bar.T, -1)
    return x_bar, -np.sum(np.reshape(x_bar, (-1, len(cov))), axis=0), cov_bar
