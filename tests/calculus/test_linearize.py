"""`linearize`: the derivative at one point; the program runs once."""

from __future__ import annotations

import numpy as np
import pytest

import tangent

X = np.array([0.4, 0.9, 1.3, 1.7])


def steps(x, k, n):
    u = x.copy()
    for _ in range(n):
        u[1:] = u[1:] * u[:-1] + k * np.sin(x[1:])
    return u, np.sum(u) * k


def test_it_is_the_directional_derivative():
    out, derivative = tangent.linearize(steps, X, 0.5, 3)
    expected = steps(X, 0.5, 3)
    assert np.array_equal(out[0], expected[0]) and out[1] == expected[1]
    for dots in ((X**2, 1.0, None), (np.ones(4), None, 0), (None, 2.0, None)):
        got = derivative(*dots)
        zero = (np.zeros(4) if dots[0] is None else dots[0], 0.0 if dots[1] is None else dots[1], None)
        want = tangent.jvp(steps, (X, 0.5, 3), zero)[1]
        np.testing.assert_allclose(got[0], want[0], rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(got[1], want[1], rtol=1e-12)


def test_the_program_runs_once_and_nothing_is_seen_later():
    seen = []

    def f(x):
        seen.append(float(x[0]))
        return {"y": x**2, "z": [x[0] * x[1]]}

    x = X.copy()
    out, derivative = tangent.linearize(f, x)
    first = derivative(X)
    x[:] = 0.0
    out["y"][:] = 0.0
    first["y"][:] = 7.0
    again = derivative(X)
    np.testing.assert_allclose(again["y"], 2.0 * X**2)
    np.testing.assert_allclose(again["z"][0], 2.0 * X[0] * X[1])
    assert seen == [0.4]


def test_arguments_that_are_written_and_containers():
    def f(p, x):
        x[1:] *= p["a"] * x[:-1]
        return x * p["b"][0]

    p = {"a": 2.0, "b": [np.arange(4.0)], "n": 3}
    dots = {"a": 0.5, "b": [np.ones(4)], "n": None}
    out, derivative = tangent.linearize(f, p, X)
    want, dot = tangent.jvp(f, (p, X), (dots, X**2))
    np.testing.assert_allclose(out, want)
    np.testing.assert_allclose(derivative(dots, X**2), dot)
    np.testing.assert_allclose(derivative(None, np.zeros(4)), np.zeros(4))


def test_where_the_transpose_is_refused_the_program_runs_again():
    def f(x):
        y = x * 2.0
        z = y if x[0] > 0.1 else y.copy()
        return z * x[0]

    _, derivative = tangent.linearize(f, X)
    np.testing.assert_allclose(derivative(X), tangent.jvp(f, (X,), (X,))[1])


def test_what_does_not_fit_is_refused():
    _, derivative = tangent.linearize(steps, X, 0.5, 3)
    with pytest.raises(tangent.TangentError, match="TGT605"):
        derivative(X)
    with pytest.raises(tangent.TangentError, match="TGT606"):
        derivative(X[:2], 1.0, None)
