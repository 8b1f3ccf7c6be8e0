"""The rest of SciPy in programs: integrals of several variables, images that move, curves of other kinds."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

try:
    from scipy import integrate, interpolate, optimize
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


# ---------------------------------------------------------------- minima under constraints


def minimum_between_moving_bounds(a, b):
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 2) + x[0] * x[1], np.zeros(3),
        bounds=[(b, 1.0), (None, 2.0 * b), (-5.0, 5.0)], tol=1e-12,
    )  # fmt: skip
    return sol.x @ np.array([1.0, 2.0, 3.0]) * sol.fun


def minimum_in_a_box_object(a, b):
    box = optimize.Bounds(np.array([b, -9.0]), np.array([9.0, 9.0]))
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 2) + x[0] * x[1], np.ones(2), bounds=box, method="SLSQP", tol=1e-14
    )
    return sol.x[0] * sol.x[1]


def squares_between_moving_bounds(a, b):
    sol = optimize.least_squares(
        lambda x: np.array([x[0] - a, x[1] - 2.0 * a, x[0] * x[1]]), np.array([0.1, 0.1]), bounds=(-1.0, b),
        xtol=1e-14, ftol=1e-14, gtol=1e-14,
    )  # fmt: skip
    return sol.x[0] + 2.0 * sol.x[1]


def minimum_on_a_line(a, b):
    on_a_line = {"type": "eq", "fun": lambda x: x[0] + b * x[1] - 1.0}
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 4 + x**2), np.zeros(2), constraints=on_a_line, tol=1e-14
    )
    return sol.x[0] * sol.x[1] + sol.fun


def minimum_under_several_constraints(a, b):
    """An equation, an inequality that holds, and one that does not; and a bound."""
    constraints = (
        {"type": "eq", "fun": lambda x: np.sum(x**2) - b},
        {"type": "ineq", "fun": lambda x: x[0] - a * b},
        {"type": "ineq", "fun": lambda x: x + 10.0},
    )
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 2 * np.array([1.0, 2.0, 3.0, 1.0])), np.full(4, 0.5),
        constraints=constraints, bounds=[(-2.0, 2.0), (None, None), (-1.0, 0.4 * a), (None, 3.0)], tol=1e-14,
    )  # fmt: skip
    return sol.x @ np.array([1.0, 2.0, 3.0, 4.0])


def minimum_with_objects_of_constraints(a, b):
    lines = optimize.LinearConstraint(np.array([[1.0, a, 0.0], [0.0, 1.0, 1.0]]), [1.0, -np.inf], [1.0, b])
    curve = optimize.NonlinearConstraint(lambda x: x[0] * x[2] + a, 0.0, 0.3)
    sol = optimize.minimize(
        lambda x: np.sum((x - 1.0) ** 2), np.full(3, 0.5), method="SLSQP", constraints=[lines, curve],
        tol=1e-14,
    )  # fmt: skip
    return sol.x @ np.array([1.0, 2.0, 3.0])


SLOW = "slow: volume_by_dblquad asks for it"

# ---------------------------------------------------------------- curves


def polynomial_through_points(x, y, q):
    p = interpolate.BarycentricInterpolator(x, y)
    return p(q) * interpolate.barycentric_interpolate(x[:3], y[:3], q)


def curve_of_slopes(x, y, q):
    s = interpolate.CubicHermiteSpline(x, y, y * x)
    return s(q) + interpolate.pchip_interpolate(x, y, q) * interpolate.pchip_interpolate(x, y, q, der=1)


PLACES, VALUES = np.array([0.0, 0.7, 1.5, 2.6]), np.array([0.2, 1.1, -0.4, 0.3])
# The solvers take differences: where they stop depends on last bits, which differ between processes.
STOPS = {"standalone": False}
KKT = {"second": False, "why": "slow: tests/scipy/test_solvers.py asks for it", **STOPS}

CASES = [] if optimize is None else [
    Case(double_integral, (0.7, 1.3), argnums=(0, 1), second=False, why=SLOW),
    Case(double_integral_of_numbers, (0.7, 1.3), argnums=(0, 1), second=False, why=SLOW),
    Case(box_integral, (0.7, 1.3), second=False, why=SLOW),
    Case(nested_ranges, (0.7, 1.3), second=False, why=SLOW),
    Case(function_that_is_held_and_given_more, (0.7,)),
    Case(
        polynomial_through_points, (PLACES, VALUES, np.array([0.3, 1.9])), argnums=(0, 1, 2),
        skip=("again",), why="SciPy takes the points in an order of chance, which moves the last bits",
    ),
    Case(curve_of_slopes, (PLACES, VALUES, np.array([0.3, 1.9])), argnums=(0, 1, 2)),
    Case(minimum_between_moving_bounds, (np.array([-0.5, 1.4, 2.0]), 0.3), (0, 1), rtol=1e-5, **STOPS),
    Case(minimum_in_a_box_object, (np.array([0.1, 0.4]), 0.5), argnums=(0, 1), rtol=1e-5, **STOPS),
    Case(squares_between_moving_bounds, (0.5, 0.8), argnums=(0, 1), rtol=1e-4, **STOPS),
    Case(minimum_on_a_line, (np.array([0.3, 0.4]), 0.7), argnums=(0, 1), rtol=1e-4, **KKT),
    Case(minimum_under_several_constraints, (0.7, 1.9), argnums=(0, 1), rtol=1e-4, **KKT),
    Case(minimum_with_objects_of_constraints, (0.4, 0.9), argnums=(0, 1), rtol=1e-4, **KKT),
]  # fmt: skip
