"""More of SciPy in programs: curves that move with their places, and what stands together with solvers."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

try:
    from scipy import integrate, interpolate, optimize
except ImportError:  # SciPy is an extra: then there are no cases
    optimize = None


# ---------------------------------------------------------------- curves in their places


def cubic_by_places(x, y, q):
    return interpolate.CubicSpline(x, y)(q)


def cubic_of_few_points(x, y, q):
    line = interpolate.CubicSpline(x[:2], y[:2])
    parabola = interpolate.CubicSpline(x[:3], y[:3])
    return line(q) * parabola(q) + parabola(q, 2)


def natural_by_places(x, y, q):
    s = interpolate.CubicSpline(x, y, bc_type="natural")
    return s(q) * s(q, 1)


def clamped_columns_by_places(x, q):
    s = interpolate.CubicSpline(x, np.outer(np.sin(x), np.array([1.0, -0.5])), bc_type="clamped")
    return np.sum(s(q) ** 2, axis=1)


def periodic_by_places(x, q):
    y = np.sin(np.linspace(0.0, 2.0 * np.pi, 5))
    return interpolate.CubicSpline(x, y - y[-1] * np.array([0.0, 0.0, 0.0, 0.0, 1.0]), bc_type="periodic")(q)


def cubic_at_a_number(x, y):
    s = interpolate.CubicSpline(x, y)
    return s(1.3) * s(2.5, 1)


def degrees_by_places(x, y, q):
    line = interpolate.make_interp_spline(x, y, k=1)
    square = interpolate.make_interp_spline(x, y, k=2)
    natural = interpolate.make_interp_spline(x, y, bc_type="natural")
    return line(q) + square(q) * natural(q, 1)


def b_spline_by_knots(inner, c, q):
    t = np.concatenate((np.zeros(4), inner, np.full(4, 4.0)))
    return interpolate.BSpline(t, c, 3)(q)


# ---------------------------------------------------------------- curves and solvers in called functions


def level_of_a_spline(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    return optimize.brentq(lambda q: s(q) - b, 0.0, 4.0, xtol=1e-14)


def level_found_by_a_function(v, b):
    return level_of_a_spline(v, b) ** 2


def spline_at_a_root(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    r = optimize.brentq(lambda q: q**3 + q - b, 0.0, 4.0, xtol=1e-14)
    return s(r)


def spline_at_a_root_in_a_function(v, b):
    return spline_at_a_root(v, b) * spline_at_a_root(v, 2.0 * b)


def spline_and_integral(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    return s(b) * integrate.quad(lambda t: t * b, 0.0, 1.0)[0]


def spline_and_integral_in_a_function(v, b):
    return spline_and_integral(v, b) ** 2


def spline_and_equation(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    y = integrate.odeint(lambda y, t: -b * y, np.ones(1), np.linspace(0.0, 1.0, 3), rtol=1e-11, atol=1e-12)
    return s(b) * y[-1, 0]


def spline_and_equation_in_a_function(v, b):
    return spline_and_equation(v, b) ** 2


PLACES = np.array([0.0, 1.1, 1.9, 3.2, 4.0])
VALUES = np.array([0.0, 1.0, 3.0, 4.0, 6.0])
WHERE = np.array([0.3, 1.4, 2.2, 3.7, 4.1])

CASES = (
    [
        Case(cubic_by_places, (PLACES, VALUES, WHERE)),
        Case(cubic_of_few_points, (PLACES, VALUES, WHERE)),
        Case(natural_by_places, (PLACES, VALUES, WHERE)),
        Case(clamped_columns_by_places, (PLACES, WHERE)),
        Case(periodic_by_places, (PLACES, WHERE), refused="TGT302"),
        Case(cubic_at_a_number, (PLACES, VALUES)),
        Case(degrees_by_places, (PLACES, VALUES, WHERE)),
        Case(b_spline_by_knots, (np.array([1.1, 2.3]), np.array([0.5, -1.0, 2.0, 0.3, 1.2, -0.4]), WHERE)),
        Case(level_found_by_a_function, (VALUES, 2.0)),
        Case(spline_at_a_root, (VALUES, 2.0)),
        Case(spline_at_a_root_in_a_function, (VALUES, 2.0)),
        Case(spline_and_integral_in_a_function, (VALUES, 2.0)),
        Case(spline_and_equation_in_a_function, (VALUES, 2.0), rtol=1e-6),
    ]
    if optimize is not None
    else []
)
