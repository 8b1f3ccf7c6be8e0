"""Splines and surfaces that are made of data outside, at places that move."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

try:
    from scipy import interpolate
except ImportError:  # SciPy is an extra: then there are no cases
    interpolate = None

X = np.linspace(0.0, 4.0, 9)
Y = np.sin(X)

if interpolate is not None:
    tck = interpolate.splrep(X, Y)
    line = interpolate.splrep(X, Y, k=1)
    basis = interpolate.BSpline(*tck)
    through = interpolate.InterpolatedUnivariateSpline(X, Y)
    smooth = interpolate.UnivariateSpline(X, Y, s=0.01)
    held = interpolate.InterpolatedUnivariateSpline(X, Y, ext=3)
    lines = interpolate.InterpolatedUnivariateSpline(X, Y, k=1)
    few_knots = interpolate.LSQUnivariateSpline(X, Y, [1.0, 2.0])
    pieces = interpolate.PPoly.from_spline(tck)
    bernstein = interpolate.BPoly.from_power_basis(pieces)
    cubic = interpolate.CubicSpline(X, Y)
    total = cubic.antiderivative()
    slope = through.derivative()
    surface = interpolate.RectBivariateSpline(X, X, np.outer(Y, np.cos(X)))
    cloud = interpolate.SmoothBivariateSpline(np.repeat(X, 9), np.tile(X, 9), np.outer(Y, np.cos(X)).ravel())


def spline_by_parts(q):
    return np.sum(interpolate.splev(q, tck) ** 2) + interpolate.splev(q[0], basis) * q[1]


def slope_of_parts(q):
    return np.sum(interpolate.splev(q, tck, der=2, ext=3) ** 2) + np.sum(np.sin(interpolate.splev(q, line)))


def beyond_the_ends(q):
    """Where the value stays, or is zero, nothing moves; derivatives go on."""
    held = interpolate.splev(q, tck, 0, 3) * interpolate.splev(q, tck, ext=1)
    return np.sum(held + interpolate.splev(q, tck) * interpolate.splev(q, tck, 1, 3))


def fitted_beyond_the_ends(q):
    """Integrals of fitted splines end where the splines do."""
    ends = through.integral(0.2, q[1]) * q[0] + cubic.integrate(q[0], q[1])
    return np.sum(held(q) * through(q, ext=3) + through(q, 0, 1) ** 2 + held(q, 1) * through(q)) + ends


def parts_made_inside(q):
    x = np.linspace(0.0, 4.0, 9)
    parts = interpolate.splrep(x, np.sin(x) * 2.0)
    return np.sum(q**2 * interpolate.splev(q, parts) + interpolate.splev(q, parts, 1) ** 2)


def places_in_lists(q):
    """And integers, where they stay."""
    ends = through.integral(0, q[1]) + pieces.integrate(1, q[0])
    curves = interpolate.splev([q[0], 1], tck) * smooth([q[1], q[0]])
    return np.sum(curves * surface.ev([q[0], 2.0], [1, q[1]])) * ends


def value_of_parts(q):
    return interpolate.splev(q, tck)


def fitted_splines(q):
    return np.sum(through(q) * smooth(q) + few_knots(q, 1) ** 2 + lines(q) ** 2 + pieces(q) * slope(q))


def fitted_at_a_number(q):
    return through(q) * total(q)


def integrals_of_splines(q):
    return through.integral(q[0], q[1]) ** 2 + cubic.integrate(q[0], q[1]) * basis.integrate(0.0, q[1])


def integral_of_pieces(a, b):
    return pieces.integrate(a, b) * bernstein(a) + bernstein.integrate(b, a) * pieces(b, 3)


def surface_at_pairs(q):
    return np.sum(surface.ev(q, 1.1 * q[::-1]) ** 2) + surface(q[0], q[1], grid=False) * cloud.ev(q[1], q[0])


def surface_on_a_grid(q):
    return np.sum(surface(q, 2.0 * q) ** 2) + np.sum(surface(X, q, 0, 0) * Y[:, None])


def slope_of_a_surface(q):
    return np.sum(surface(q, X, dx=1) ** 2) + surface.ev(q[0], q[1], dy=1)


INSIDE, OUTSIDE = np.array([0.3, 1.7]), np.array([0.3, 4.7])

KNOWN = "objects and arrays are globals"

CASES = [] if interpolate is None else [
    Case(spline_by_parts, (INSIDE,), standalone=False, why=KNOWN),
    Case(slope_of_parts, (INSIDE,), standalone=False, why=KNOWN),
    Case(slope_of_parts, (OUTSIDE,), name="slope_of_parts_outside", standalone=False, why=KNOWN),
    Case(beyond_the_ends, (OUTSIDE,), standalone=False, why=KNOWN),
    Case(fitted_beyond_the_ends, (OUTSIDE,), standalone=False, why=KNOWN),
    Case(parts_made_inside, (INSIDE,)),
    Case(places_in_lists, (INSIDE,), standalone=False, why=KNOWN),
    Case(value_of_parts, (0.3,), standalone=False, why=KNOWN),
    Case(fitted_splines, (INSIDE,), standalone=False, why=KNOWN),
    Case(fitted_at_a_number, (0.3,), standalone=False, why=KNOWN),
    Case(integrals_of_splines, (INSIDE,), standalone=False, why=KNOWN),
    Case(integral_of_pieces, (0.3, 1.2), argnums=(0, 1), standalone=False, why=KNOWN),
    Case(surface_at_pairs, (INSIDE,), standalone=False, why=KNOWN),
    Case(surface_on_a_grid, (INSIDE,), standalone=False, why=KNOWN),
    Case(
        slope_of_a_surface, (INSIDE,), second=False, standalone=False,
        why="a surface of the third degree has no third derivative by this routine",
    ),
]  # fmt: skip
