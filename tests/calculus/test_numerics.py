"""Numerics that people can trust: the first adjoint that is not finite, and the line that is wrong."""

from __future__ import annotations

import numpy as np
import pytest

import tangent
from tangent.testing import numerical_grad

X = np.array([4.0, 9.0])


def logs(v):
    w = np.log(v)
    return w


def program(x, n):
    y = np.sqrt(x)
    z = y * 2.0
    for _ in range(n):
        z = logs(z) * z
    return np.sum(z)


def test_the_first_adjoint_that_is_not_finite_is_named():
    gradient = tangent.grad(program, check_nans=True)
    np.testing.assert_array_equal(gradient(X, 2), tangent.grad(program)(X, 2))
    with np.errstate(all="ignore"):
        with pytest.raises(FloatingPointError, match=r"in line \d+ of program: y = np.sqrt\(x\)") as info:
            tangent.grad(lambda x: program(x, 0), check_nans=True)(np.array([0.0, 1.0]))
        line = program.__code__.co_firstlineno + 1
        assert f"`x_bar`, in line {line} of program" in str(info.value)
        with pytest.raises(FloatingPointError, match=r"z = logs\(z\) \* z"):
            gradient(np.array([0.0, 1.0]), 2)
        assert not np.all(np.isfinite(tangent.grad(program)(np.array([0.0, 1.0]), 2)))


def test_the_value_beside_it_may_be_infinite():
    value, found = tangent.value_and_grad(lambda x: np.sum(x) + np.inf, check_nans=True)(X)
    assert value == np.inf and found.tolist() == [1.0, 1.0]
    value, found = tangent.value_and_grad(lambda x, y: np.sum(x * y), (0, 1), check_nans=True)(X, X)
    assert [f.tolist() for f in found] == [X.tolist(), X.tolist()]
    (found, aux) = tangent.grad(lambda x: (np.sum(x**2), np.nan), has_aux=True, check_nans=True)(X)
    assert np.isnan(aux) and found.tolist() == [8.0, 18.0]


def test_containers_and_second_derivatives():
    def f(p):
        return np.sum(np.sqrt(p["w"])) * p["b"]

    gradient = tangent.grad(f, check_nans=True)
    assert gradient({"w": X, "b": 2.0})["w"].shape == (2,)
    with pytest.raises(FloatingPointError), np.errstate(all="ignore"):
        gradient({"w": X * 0.0, "b": 2.0})
    g = tangent.grad(program, check_nans=True)
    np.testing.assert_allclose(tangent.jacobian(g)(X, 1), tangent.hessian(program)(X, 1))


def test_it_is_an_option_of_its_own():
    assert "finite(" in tangent.grad(program, check_nans=True).source_for(X, 1)
    assert "finite(" not in tangent.grad(program).source_for(X, 1)


@tangent.custom_vjp
def wrong(x):
    return x**3


wrong.defvjp(lambda x: (x**3, x), lambda x, out_bar: (2.0 * x**2 * out_bar,))


def uses_wrong(x):
    return np.sum(wrong(x) * x)


def test_check_grads_names_element_numbers_and_line():
    with pytest.raises(AssertionError) as info:
        tangent.check_grads(uses_wrong, (X,), modes=("rev",))
    text = str(info.value)
    line = uses_wrong.__code__.co_firstlineno
    assert "gradient[0][1]" in text and "numerically" in text and f"test_numerics.py:{line}" in text
    with pytest.raises(AssertionError, match=f"test_numerics.py:{line}"):
        tangent.check_grads(uses_wrong, (X,), modes=("fwd",))


@pytest.mark.parametrize("method, tolerance", [("central", 1e-6), ("richardson", 1e-9), ("complex", 1e-12)])
def test_three_ways_of_differences(method, tolerance):
    def f(x):
        return np.sum(np.exp(x) / (1.0 + x**2))

    got = numerical_grad(f, (X / 10.0,), method=method)
    np.testing.assert_allclose(got, tangent.grad(f)(X / 10.0), rtol=tolerance)
