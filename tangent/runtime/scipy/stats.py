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


def gmean(a, axis=0, dtype=None, weights=None, *, nan_policy="propagate", keepdims=False):
    """The geometric mean."""
    if weights is None:
        return np.exp(np.mean(np.log(a), axis=axis, keepdims=keepdims))
    return np.exp(np.average(np.log(a), axis=axis, weights=weights, keepdims=keepdims))


def hmean(a, axis=0, dtype=None, *, weights=None, nan_policy="propagate", keepdims=False):
    """The harmonic mean."""
    if weights is None:
        return 1.0 / np.mean(1.0 / a, axis=axis, keepdims=keepdims)
    return 1.0 / np.average(1.0 / a, axis=axis, weights=weights, keepdims=keepdims)


def sem(a, axis=0, ddof=1, nan_policy="propagate", *, keepdims=False):
    """The error of a mean."""
    n = a.size if axis is None else a.shape[axis]
    return np.std(a, axis=axis, ddof=ddof, keepdims=keepdims) / np.sqrt(n)


def zscore(a, axis=0, ddof=0, nan_policy="propagate"):
    """The distances from the mean, in standard deviations."""
    return (a - np.mean(a, axis=axis, keepdims=True)) / np.std(a, axis=axis, ddof=ddof, keepdims=True)


def skew(a, axis=0, bias=True, nan_policy="propagate", *, keepdims=False):
    """The third moment, in standard deviations."""
    z = zscore(a, axis)
    return np.mean(z**3, axis=axis, keepdims=keepdims)


def kurtosis(a, axis=0, fisher=True, bias=True, nan_policy="propagate", *, keepdims=False):
    """The fourth moment, in standard deviations."""
    z = zscore(a, axis)
    return np.mean(z**4, axis=axis, keepdims=keepdims) - (3.0 if fisher else 0.0)
