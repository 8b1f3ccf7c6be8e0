"""What SciPy finds by calling functions is refused, with a way out where there is one."""

import numpy as np
import pytest

import tangent

optimize = pytest.importorskip("scipy.optimize")
integrate = pytest.importorskip("scipy.integrate")
interpolate = pytest.importorskip("scipy.interpolate")


def residual(r, a):
    return r**3 + r - a


def of_brentq(a):
    return optimize.brentq(residual, -10.0, 10.0, args=(a,))


def of_minimize(a):
    return optimize.minimize(lambda x: np.sum((x - a) ** 2), np.zeros(2)).x[0]


def of_quad(a):
    return integrate.quad(lambda t: a * t, 0.0, 1.0)[0]


def of_an_ode(a):
    return integrate.odeint(lambda y, t: -a * y, 1.0, np.array([0.0, 1.0]))[-1, 0]


def of_a_spline(a):
    return interpolate.CubicSpline(np.arange(4.0), np.arange(4.0) * a)(1.5)


@pytest.mark.parametrize("f", [of_brentq, of_minimize, of_quad, of_an_ode, of_a_spline])
def test_refused_in_both_modes(f):
    f(1.0)
    with pytest.raises(tangent.TangentError):
        tangent.grad(f)(1.0)
    with pytest.raises(tangent.TangentError):
        tangent.jvp(f, (1.0,), (1.0,))


def test_the_way_out_is_named():
    with pytest.raises(tangent.TangentError, match=r"tangent\.implicit"):
        tangent.grad(of_brentq)(1.0)
    root = tangent.implicit(residual)(of_brentq)
    tangent.check_grads(lambda a: root(a) ** 2, (2.0,), order=2)
