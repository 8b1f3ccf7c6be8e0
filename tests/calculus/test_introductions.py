"""The small programs with which introductions to automatic differentiation begin, and their numbers."""

from __future__ import annotations

import numpy as np
import pytest

import tangent
from tangent.testing import numerical_grad

PROGRAMS = [
    (lambda x: x**2, (3.0,), (6.0,)),
    (lambda x, w, b: (w * x + b - 10.0) ** 2, (2.0, 3.0, 1.0), (-18.0, -12.0, -6.0)),
    (lambda x, y: (x + y) * (x - y), (2.0, 3.0), (4.0, -6.0)),
    (lambda x, y: x**2 + 2.0 * x * y + y**2, (2.0, 3.0), (10.0, 10.0)),
    (lambda x, y: x * y + x, (2.0, 3.0), (4.0, 2.0)),
    (lambda x: x**2 + 3.0 * x, (2.0,), (7.0,)),
    (lambda x: x**2 + 2.0 * x, (3.0,), (8.0,)),
    (lambda a, b, c: (a + b) * c, (2.0, 3.0, 4.0), (4.0, 4.0, 5.0)),
]


@pytest.mark.parametrize("function, point, slopes", PROGRAMS)
def test_their_numbers(function, point, slopes):
    wrt = tuple(range(len(point)))
    assert tangent.grad(function, wrt)(*point) == slopes
    value, found = tangent.value_and_grad(function, wrt)(*point)
    assert value == function(*point) and found == slopes
    out, pullback = tangent.vjp(function, *point)
    assert pullback(1.0) == slopes and pullback(2.0) == tuple(2.0 * s for s in slopes)
    for k, slope in enumerate(slopes):
        direction = tuple(1.0 if k == n else 0.0 for n in wrt)
        assert tangent.jvp(function, point, direction) == (value, slope)
    assert tangent.jacobian(function, wrt)(*point) == slopes
    tangent.check_grads(function, point, order=2)


def test_gradient_and_value_of_a_square():
    assert tangent.grad(lambda x: x * x)(4.0) == 8.0
    assert tangent.value_and_grad(lambda x: x * x)(4.0) == (16.0, 8.0)


def test_a_dense_layer_with_relu_and_sum():
    rng = np.random.default_rng(0)
    weights, bias, x = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=(4, 3))

    def layer(weights, bias, x):
        return np.sum(np.maximum(x @ weights + bias, 0.0))

    found = tangent.grad(layer, ("weights", "bias"))(weights, bias, x)
    expected = numerical_grad(layer, (weights, bias, x), (0, 1))
    for a, b in zip(found, expected):
        np.testing.assert_allclose(a, b, atol=1e-8)


def test_attention():
    rng = np.random.default_rng(1)
    q, k, v = (rng.normal(size=(4, 3)) for _ in range(3))

    def attention(q, k, v):
        scores = q @ k.T / np.sqrt(3.0)
        e = np.exp(scores - np.max(scores, axis=1, keepdims=True))
        return np.sum((e / np.sum(e, axis=1, keepdims=True) @ v) ** 2)

    found = tangent.grad(attention, (0, 1, 2))(q, k, v)
    for a, b in zip(found, numerical_grad(attention, (q, k, v), (0, 1, 2))):
        np.testing.assert_allclose(a, b, atol=1e-8)


def test_a_gradient_that_adds_up_over_two_uses():
    def twice(x):
        return x * 3.0 + x * x

    assert tangent.grad(twice)(2.0) == 7.0
    _, pullback = tangent.vjp(twice, 2.0)
    assert pullback(1.0)[0] + pullback(1.0)[0] == 14.0


def sine(x):
    return np.sin(x) * x


def polynomial(x):
    y = x
    for _ in range(3):
        y = y * x + 1.0
    return y


@pytest.mark.parametrize("function", [sine, polynomial, lambda x: 1.0 / (1.0 + x * x)])
def test_fourth_derivatives(function):
    x = 0.7
    derivatives = [function]
    for maker in (tangent.grad, tangent.jacfwd, tangent.grad, tangent.jacrev):
        derivatives.append(maker(derivatives[-1]))
    for below, above in zip(derivatives, derivatives[1:]):
        np.testing.assert_allclose(above(x), numerical_grad(below, (x,)), rtol=1e-6, atol=1e-8)
    again = tangent.hessian(tangent.hessian(function))
    np.testing.assert_allclose(again(x), derivatives[4](x), rtol=1e-10)


def test_fourth_order_of_several_variables():
    def f(x):
        return np.sum(np.sin(x)) * x[0] * x[1] ** 2

    x = np.array([0.5, 1.2])
    third = tangent.jacfwd(tangent.hessian(f))
    fourth = tangent.hessian(lambda x: tangent.hvp(f)(x, np.ones(2)) @ np.ones(2))(x)
    full = tangent.jacrev(third)(x)
    np.testing.assert_allclose(np.einsum("ijkl,i,j->kl", full, np.ones(2), np.ones(2)), fourth, rtol=1e-9)
    np.testing.assert_allclose(full, np.transpose(full, (3, 1, 2, 0)), rtol=1e-9, atol=1e-12)
