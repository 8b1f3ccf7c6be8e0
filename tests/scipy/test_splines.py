"""Splines that are made outside: what is refused, and those that are arguments."""

import numpy as np
import pytest

import tangent

interpolate = pytest.importorskip("scipy.interpolate")

X = np.linspace(0.0, 4.0, 9)
Y = np.sin(X)
Q = np.array([0.3, 1.7])
tck = interpolate.splrep(X, Y)
several, _ = interpolate.splprep([X, Y], s=0)
cubic = interpolate.CubicSpline(X, Y)
smooth = interpolate.UnivariateSpline(X, Y)
pair = interpolate.CubicSpline(X, np.stack((Y, Y * 2.0), axis=1))
surface = interpolate.RectBivariateSpline(X, X, np.outer(Y, Y))


def of_coefficients(q):
    return interpolate.splev(1.3, (tck[0], tck[1] * q[0], 3))


def of_values(q):
    return interpolate.splev(1.3, interpolate.splrep(X, Y * q[0]))


def of_several_curves(q):
    x, y = interpolate.splev(q, several)
    return np.sum(x * y)


def of_a_periodic_call(q):
    return np.sum(cubic(q, 0, "periodic"))


def of_a_steep_surface(q):
    return np.sum(surface.ev(q, q, dx=2))


def of_places_of_two_shapes(q):
    return np.sum(surface.ev(q, q[0]))


def of_an_order_that_is_not_known(q):
    return np.sum(interpolate.splev(q, tck, int(q[0] > 0.0)))


def of_two_integrals(q):
    return np.sum(pair.integrate(0.0, q[0]))


def of_a_spline_made_inside(q):
    return np.sum(interpolate.UnivariateSpline(X, Y)(q))


integral = cubic.integrate


def of_an_integral_by_another_name(q):
    return integral(0.0, q[0]) + 0.0


def of_a_method_of_no_object(q):
    return interpolate.CubicSpline.integrate(cubic, 0.0, q[0]) + 0.0


def of_a_grid_or_not(q):
    return np.sum(surface(q, q, grid=q[0] > 0.0))


REFUSED = [
    of_a_grid_or_not,
    of_an_integral_by_another_name, of_a_method_of_no_object,
    of_a_spline_made_inside,
    of_two_integrals,
    of_coefficients, of_values, of_several_curves,
    of_a_periodic_call, of_a_steep_surface, of_places_of_two_shapes, of_an_order_that_is_not_known,
]  # fmt: skip


@pytest.mark.parametrize("f", REFUSED)
def test_refused_in_both_modes(f):
    f(Q)
    with pytest.raises(tangent.TangentError):
        tangent.grad(f)(Q)
    with pytest.raises(tangent.TangentError):
        tangent.jvp(f, (Q,), (np.ones(2),))


def by_an_object(q, s):
    return np.sum(s(q) ** 2)


def by_a_method(q, s):
    return np.sum(s.ev(q, q))


def by_parts(q, s):
    return np.sum(interpolate.splev(q, s) ** 2)


def test_splines_that_are_arguments():
    spline, flat = 2.0 * smooth(Q) * smooth(Q, 1), surface.ev(Q, Q, 1, 0) + surface.ev(Q, Q, 0, 1)
    np.testing.assert_allclose(tangent.grad(by_an_object)(Q, smooth), spline)
    np.testing.assert_allclose(tangent.grad(by_a_method)(Q, surface), flat)
    np.testing.assert_allclose(tangent.grad(by_parts)(Q, tck), 2.0 * cubic(Q) * cubic(Q, 1), rtol=1e-9)
