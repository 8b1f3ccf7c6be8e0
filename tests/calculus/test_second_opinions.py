"""Hessians, products with them and Jacobians of a dozen programs, as autograd and JAX have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

import tangent
from tests.programs import rand

Program = Callable[..., Any]


def rosenbrock(x, xp):
    return xp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def gaussian(x, xp):
    precision = xp.array(PRECISION)
    return xp.exp(-0.5 * x @ precision @ x)


def logistic(x, xp):
    margins = xp.array(DATA) @ x * xp.array(LABELS)
    return xp.mean(xp.log(1.0 + xp.exp(-margins))) + 0.05 * xp.sum(x**2)


def entropy(x, xp):
    p = xp.exp(x - xp.max(x)) / xp.sum(xp.exp(x - xp.max(x)))
    return -xp.sum(p * xp.log(p))


def network(x, xp):
    hidden = xp.tanh(xp.array(DATA)[:, :3] @ xp.reshape(x[:12], (3, 4)))
    return xp.mean((hidden @ x[12:] - xp.array(LABELS)) ** 2)


def determinant(x, xp):
    return xp.log(xp.linalg.det(xp.eye(3) * 4.0 + xp.reshape(x, (3, 3)) @ xp.reshape(x, (3, 3)).T))


def solved(x, xp):
    a = xp.eye(3) * 3.0 + xp.outer(x, x)
    return xp.sum(xp.linalg.solve(a, xp.sin(x)) ** 2)


def pendulum(x, xp):
    angle, speed = x[0], x[1]
    for _ in range(6):
        speed = speed - 0.1 * xp.sin(angle)
        angle = angle + 0.1 * speed
    return angle**2 + 0.5 * speed**2 * x[2]


def recurrence(x, xp):
    h = x
    for k in range(4):
        h = xp.tanh(h * x + xp.roll(h, 1) * 0.3 * (k + 1))
    return xp.sum(h * x)


def clipped(x, xp):
    return xp.sum(xp.where(x > 0.1, x**3, 0.01 * xp.sin(x))) + xp.sum(xp.maximum(x, 0.2) ** 2)


def distances(x, xp):
    p = xp.reshape(x, (3, 2))
    square = xp.sum((p[:, None, :] - p[None, :, :]) ** 2, axis=2)
    return xp.sum(1.0 / (1.0 + square)) + xp.prod(1.0 + 0.1 * x)


def moments(x, xp):
    centred = x - xp.mean(x)
    return xp.mean(centred**3) / xp.mean(centred**2) ** 1.5 + xp.std(x) * xp.cumsum(x)[-2]


def field(x, xp):
    return xp.concatenate([xp.sin(x) * x[0], xp.array([xp.sum(x**2), x[1] * x[2]])])


def flow(x, xp):
    return xp.cumsum(xp.exp(0.3 * x)) * x[::-1]


def normalised(x, xp):
    return x / xp.sqrt(xp.sum(x**2))


def products(x, xp):
    m = xp.reshape(x, (2, 3))
    return xp.stack([xp.ravel(m @ m.T), xp.ravel(m[:, :2] @ m[:, 1:])])


PRECISION = np.array([[2.0, 0.3, 0.0], [0.3, 1.0, -0.2], [0.0, -0.2, 1.5]])
DATA, LABELS = rand(6, 4), np.array([1.0, -1.0, 1.0, 1.0, -1.0, -1.0])
SCALAR: list[tuple[Program, int]] = [
    (rosenbrock, 5), (gaussian, 3), (logistic, 4), (entropy, 5), (network, 16), (determinant, 9), (solved, 3),
    (pendulum, 3), (recurrence, 4), (clipped, 6), (distances, 6), (moments, 6),
]  # fmt: skip
SEVERAL: list[tuple[Program, int]] = [(field, 4), (flow, 5), (normalised, 4), (products, 6)]


def ours(program: Program) -> Program:
    return lambda x: program(x, np)


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, np.asarray(expected), rtol=1e-9, atol=1e-11)


def ids(case: Any) -> str:
    return getattr(case[0], "__name__", "")


@pytest.mark.parametrize("case", SCALAR, ids=ids)
def test_hessians_of_autograd(case: tuple[Program, int]) -> None:
    program, n = case
    f, x, v = ours(program), rand(n), rand(n, seed=1)

    def theirs(x):
        return program(x, anp)

    hessian = autograd.hessian(theirs)(x)
    close(tangent.hessian(f)(x), hessian)
    close(tangent.jacrev(tangent.grad(f))(x), hessian)
    close(tangent.hvp(f)(x, v), autograd.hessian_vector_product(theirs)(x, v))
    close(tangent.grad(f)(x), autograd.grad(theirs)(x))


@pytest.mark.parametrize("case", SEVERAL, ids=ids)
def test_jacobians_of_autograd(case: tuple[Program, int]) -> None:
    program, n = case
    f, x = ours(program), rand(n)
    expected = autograd.jacobian(lambda x: program(x, anp))(x)
    for jacobian in (tangent.jacfwd, tangent.jacrev, tangent.jacobian):
        close(jacobian(f)(x), expected)


@pytest.fixture
def jax() -> Any:
    found = pytest.importorskip("jax", reason="JAX is none of the test requirements: it is large")
    found.config.update("jax_enable_x64", True)
    return found


@pytest.mark.parametrize("case", SCALAR, ids=ids)
def test_hessians_of_jax(case: tuple[Program, int], jax: Any) -> None:
    program, n = case
    f, x, v = ours(program), rand(n), rand(n, seed=1)

    def theirs(x):
        return program(x, jax.numpy)

    close(tangent.hessian(f)(x), jax.hessian(theirs)(x))
    close(tangent.hvp(f)(x, v), jax.jvp(jax.grad(theirs), (x,), (v,))[1])


@pytest.mark.parametrize("case", SEVERAL, ids=ids)
def test_jacobians_of_jax(case: tuple[Program, int], jax: Any) -> None:
    program, n = case
    f, x, v = ours(program), rand(n), rand(n, seed=1)

    def theirs(x):
        return program(x, jax.numpy)

    for a, b in ((tangent.jacfwd, jax.jacfwd), (tangent.jacrev, jax.jacrev)):
        close(a(f)(x), b(theirs)(x))
    out, push = tangent.linearize(f, x)
    expected, pushed = jax.linearize(theirs, x)
    close(out, expected)
    close(push(v), pushed(v))
    close(tangent.vjp(f, x)[1](out)[0], jax.vjp(theirs, x)[1](expected)[0])
