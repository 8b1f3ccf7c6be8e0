"""Recursions that keep what they have computed, and other programs that were refused for long."""

import numpy as np

from tests.programs import Case

X = np.array([0.4, 0.9, 1.3])


def recurrence_by_hand(x):
    memo = {}

    def term(n):
        if n in memo:
            return memo[n]
        value = x[n] if n < 2 else x[2] * term(n - 1) + np.sin(term(n - 2))
        memo[n] = value
        return value

    return term(5) * term(3)


def soft_distance(x):
    """Of two sequences, after dynamic time warping with a soft minimum."""
    y = np.array([0.5, 1.1])
    memo = {}

    def distance(i, j):
        if i < 0 or j < 0:
            return 0.0 if i == j else 4.0
        if (i, j) not in memo:
            best = np.logaddexp(-distance(i - 1, j), -distance(i, j - 1))
            best = np.logaddexp(best, -distance(i - 1, j - 1))
            memo[i, j] = (x[i] - y[j]) ** 2 - best
        return memo[i, j]

    return distance(2, 1)


def matrix_chain(x):
    sizes = [x[0], x[1], x[2], x[0] * x[1]]
    memo = {}

    def cost(i, j):
        if j - i == 1:
            return 0.0
        if (i, j) in memo:
            return memo[i, j]
        best = None
        for k in range(i + 1, j):
            c = cost(i, k) + cost(k, j) + sizes[i] * sizes[k] * sizes[j]
            if best is None or c < best:
                best = c
        memo[i, j] = best
        return best

    return cost(0, 3) ** 2


def memo_handed_on(x):
    def count(n, memo):
        if n <= 0:
            return 1.0
        if n not in memo:
            memo[n] = sum(v * count(n - k - 1, memo) for k, v in enumerate(x))
        return memo[n]

    return count(5, {})


def two_that_call_each_other(x):
    odds, evens = {}, {}

    def odd(n):
        if n not in odds:
            odds[n] = x[1] if n == 1 else x[0] * even(n - 1)
        return odds[n]

    def even(n):
        if n not in evens:
            evens[n] = np.exp(x[2] * odd(n - 1)) + odd(1)
        return evens[n]

    return even(4) * odd(3)


def values_that_are_read_again(x):
    """Here the way back needs what the dict held."""
    best = {"value": 1.0}

    def descend(n):
        if n == 3:
            return best["value"]
        best["value"] = best["value"] * x[n] * (1.0 + best["value"])
        below = descend(n + 1)
        best["value"] = best["value"] * below
        return below * best["value"]

    return descend(0) + best["value"]


def parts_of_an_argument(x):
    """A recursion that writes into a parameter, and hands on a part of it."""

    def fold(v):
        v *= v[0]
        first = v[0]
        if v.size > 1:
            first = first * fold(v[1:])
        v *= first
        return v[-1] * first

    y = x * 1.0
    return fold(y) * np.sum(y)


def squares_of_arrays(x):
    memo = {0: np.ones(3), 1: x * 2.0}

    def power(k):
        if k in memo:
            return memo[k]
        half = power(k // 2)
        memo[k] = half * power(k - k // 2)
        return memo[k]

    return np.sum(power(5)) + np.sum(memo[2] * memo[3])


FUNCTIONS = (
    recurrence_by_hand,
    soft_distance,
    matrix_chain,
    memo_handed_on,
    two_that_call_each_other,
    values_that_are_read_again,
    parts_of_an_argument,
    squares_of_arrays,
)
CASES = [Case(f, (X,)) for f in FUNCTIONS]
