"""The rest of SciPy in programs: integrals of several variables, images that move, curves of other kinds."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

try:
    from scipy import integrate, optimize
except ImportError:  # SciPy is an extra: then there are no cases
    optimize = None


# ---------------------------------------------------------------- integrals of several variables


def double_integral(a, b):
    y, error = integrate.dblquad(lambda y, x: np.exp(-a * x * y) * b, 0.0, 1.0, 0.0, lambda x: b * x)
    return y


def double_integral_of_numbers(a, b):
    return integrate.dblquad(lambda y, x, c: np.sin(c * x + y) * x, 0.0, b, 0.2, 1.0, args=(a,))[0] * a


def box_integral(a, b):
    return integrate.nquad(lambda x, y: np.exp(-a * x) * y * y, [[0.0, b], [0.1, 1.0]])[0]


def nested_ranges(a, b):
    return integrate.nquad(
        lambda x, y, c: c * x * y * y + x**2, [lambda y, c: (0.0, y * b), (0.0, 1.0)], args=(a,)
    )[0]


def function_that_is_held_and_given_more(a):
    """What the inner function holds has the name that its slope would have."""

    def f(y, x):
        return np.exp(-a * x * y)

    def strip(x):
        return integrate.quad(f, 0.0, 1.0, args=(x,))[0]

    return integrate.quad(strip, 0.0, 1.0)[0]


SLOW = "slow: volume_by_dblquad asks for it"

CASES = [] if optimize is None else [
    Case(double_integral, (0.7, 1.3), argnums=(0, 1), second=False, why=SLOW),
    Case(double_integral_of_numbers, (0.7, 1.3), argnums=(0, 1), second=False, why=SLOW),
    Case(box_integral, (0.7, 1.3), second=False, why=SLOW),
    Case(nested_ranges, (0.7, 1.3), second=False, why=SLOW),
    Case(function_that_is_held_and_given_more, (0.7,)),
]  # fmt: skip
