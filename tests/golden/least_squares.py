"""Straight line: constants fold, and there are no adjoints that nobody asked for."""

# mode: grad
# wrt: coef

import numpy as np


def misfit(coef, rows, seen):
    gap = rows @ coef - seen
    return 0.5 * np.sum(gap**2)


EXAMPLE = (np.array([0.5, -1.0]), np.array([[1.0, 2.0], [0.3, -0.4], [2.0, 0.7]]), np.array([0.1, 0.9, -0.2]))


# output


def misfit_grad(coef, rows, seen):
    """Gradient of misfit with respect to coef."""
    # forward
    gap = rows @ coef - seen
    # backward: return 0.5 * np.sum(gap**2)
    gap_bar = gap
    # backward: gap = rows @ coef - seen
    coef_bar = rows.T @ gap_bar
    return coef_bar
