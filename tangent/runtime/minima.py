"""What holds a minimum in its place: bounds, and constraints."""

import numpy as np


def between(x, gradient, hessian, bounds, pairs):
    """Which variables of a minimum its bounds do not hold: a step of Newton would stay between these.

    pairs: the bounds are one pair for each variable; else the lower ones, and the upper ones.
    """
    if hasattr(bounds, "lb"):
        low, high = bounds.lb, bounds.ub
    elif pairs:
        low = np.array([-np.inf if b[0] is None else b[0] for b in bounds])
        high = np.array([np.inf if b[1] is None else b[1] for b in bounds])
    else:
        low, high = bounds
    slope = np.diag(hessian) if np.ndim(x) else hessian
    falls = np.where(gradient == 0.0, 0.0, np.where(gradient > 0.0, np.inf, -np.inf))
    there = x - np.where(slope > 0.0, gradient / np.where(slope > 0.0, slope, 1.0), falls)
    return (there > low) & (there < high)


def slack(values, low, high):
    """How far values are above their lower limits, and below the upper ones; 1 where there is no limit."""
    below = low > -np.inf
    above = high < np.inf
    over = np.where(below, values - np.where(below, low, 0.0), 1.0)
    under = np.where(above, np.where(above, high, 0.0) - values, 1.0)
    return np.concatenate((over, under))


def kinds(values, low, high):
    """Of each of these: 1 for an equation, 0 for an inequality, -1 where there is no limit."""
    low, high = np.broadcast_to(low, values.shape), np.broadcast_to(high, values.shape)
    equal = low == high
    over = np.where(equal, 1, np.where(low > -np.inf, 0, -1))
    return np.concatenate((over, np.where(equal | (high == np.inf), -1, 0)))


def near(values, kind):
    """Which constraints may hold a minimum: equations, and inequalities that are almost zero."""
    return (kind == 1) | ((kind == 0) & (np.abs(values) < 1e-5))


def multipliers(slope, rows, mask):
    """The multipliers of constraints: the gradient is the sum of theirs, at a minimum."""
    return np.linalg.pinv(np.where(np.expand_dims(mask, 1), rows, 0.0).T) @ slope


def held(mask, kind, m):
    """Which constraints hold; refuse a minimum that stands at one without being held by it."""
    if np.any(mask & (kind == 0) & (np.abs(m) < 1e-6 * (1.0 + np.max(np.abs(m))))):
        raise ValueError("no derivative: a constraint only begins to hold here (its multiplier is zero)")
    return mask & ((kind == 1) | (m > 0.0))


def conditions(slope, rows, values, m, holds):
    """What is zero at a minimum: the gradient of the Lagrangian, and the constraints that hold."""
    return np.concatenate((slope - rows.T @ m, np.where(holds, values, m)))


def bordered(hessian, rows, holds):
    """The derivative of these conditions in the place and the multipliers."""
    below = np.where(np.expand_dims(holds, 1), rows, 0.0)
    corner = np.diag(np.where(holds, 0.0, 1.0))
    upper, lower = np.concatenate((hessian, -rows.T), 1), np.concatenate((below, corner), 1)
    return np.concatenate((upper, lower))
