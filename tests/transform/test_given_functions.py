"""Functions that are given to something which calls them unseen: what they hold must not be lost."""

import functools

import numpy as np
import pytest

import tangent

optimize = pytest.importorskip("scipy.optimize")


class Line:
    def __init__(self, a):
        self.a = a

    def at(self, t):
        return self.a * t


def lambda_(a):
    return optimize.fminbound(lambda t: np.exp(-a * t), 0.0, 1.0)


def nested(a):
    def f(t):
        return a * t

    return optimize.fminbound(f, 0.0, 1.0)


def partial(a):
    return optimize.fminbound(functools.partial(lambda b, t: b * t, a), 0.0, 1.0)


def method(a):
    line = Line(a)
    return optimize.fminbound(line.at, 0.0, 1.0)


def by_keyword(a):
    return optimize.fminbound(func=lambda t: a * t, x1=0.0, x2=1.0)


@pytest.mark.parametrize("f", [lambda_, nested, partial, method, by_keyword])
def test_refused_in_both_modes(f):
    with pytest.raises(tangent.TangentError, match="TGT30"):
        tangent.grad(f)(1.0)
    with pytest.raises(tangent.TangentError, match="TGT30"):
        tangent.jvp(f, (1.0,), (1.0,))


def test_what_holds_constants_only_is_fine():
    c = 2.0

    def f(a):
        return a * optimize.fminbound(lambda t: (c * t - 1.0) ** 2, 0.0, 1.0)

    assert tangent.grad(f)(3.0) == pytest.approx(0.5)


def test_a_key_decides_about_an_order_only():
    def f(a, xs):
        return (
            xs[0] * max([1.0, -3.0], key=lambda t: a * t) + sorted([3.0, 1.0], key=lambda t: a * t)[0] * xs[1]
        )

    assert tangent.grad(f, 0)(2.0, np.ones(2)) == 0.0
    np.testing.assert_array_equal(tangent.grad(f, 1)(2.0, np.ones(2)), [1.0, 1.0])
