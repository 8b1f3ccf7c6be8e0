"""Programs whose second derivative is the point: the first one reads and changes what was saved."""

from __future__ import annotations

import math

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def implied(a, k):
    if abs(k - 2) < 1e-8:
        return a * a
    m = math.log(k)
    f = (k * a) ** 0.5
    return f * m * a


def smile(p, strikes):
    """Nothing is known of the strikes."""
    total = 0.0
    for k in strikes.tolist():
        total = total + implied(p[0], k) * p[1]
    return total


def smile_of_quotes(p, quotes):
    """Quotes are a dictionary from strike to volatility."""
    errors = [implied(p[0], k) - p[1] * v for k, v in quotes.items()]
    return sum(e * e for e in errors)


CASES = [
    Case(smile, (X, np.array([1, 2, 3])), items="E52"),
    Case(smile, (X, np.array([2])), items="E52", name="smile_at_the_money"),
    Case(smile_of_quotes, (X, {2.0: 0.3, 2.5: 0.2}), items="G73"),
]
