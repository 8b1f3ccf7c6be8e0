"""All directions in one pass: the same numbers as one by one, on the whole corpus and on what is special."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest

import tangent
from tangent.testing.structures import at, differentiable_leaves, random_like
from tests.programs import Case, all_cases

MODULES = "branches loops inplace aliasing indexing shapes calls containers dtypes numerics statements"
CASES = [(m, c) for m, c in all_cases() if m in MODULES.split() and c.raises is None and c.refused is None]


def contracted(entry: Any, dots: list[Any]) -> Any:
    """The sum over all arguments of the entries of one row times the directions."""
    total: Any = 0.0
    for part, dot in zip(entry, dots, strict=True):
        for path, d in differentiable_leaves(dot):
            total = total + np.tensordot(np.asarray(at(part, path)), np.asarray(d), np.ndim(d))
    return total


@pytest.mark.parametrize("case", [c for _, c in CASES], ids=[f"{m}-{c.name}" for m, c in CASES])
def test_the_columns_of_the_corpus(case: Case):
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        args, rng = case.arguments(), np.random.default_rng(0)
        dots = [random_like(a, rng) if k in case.positions else None for k, a in enumerate(args)]
        try:
            out, dot = tangent.jvp(case.fun, case.arguments(), dots)
            found = tangent.jacfwd(case.fun, case.positions)(*case.arguments())
        except tangent.TangentError:
            return  # `test_programs.py` says which programs are refused
        moving = [dots[k] for k in case.positions]
        small = any(np.asarray(leaf).dtype.itemsize < 8 for _, leaf in differentiable_leaves(moving))
        for path, leaf in differentiable_leaves(dot):
            entry = at(found, path)
            for part, d in zip(entry, moving, strict=True):
                for inner, x in differentiable_leaves(d):
                    assert np.shape(at(part, inner)) == np.shape(leaf) + np.shape(x)
            tolerance = 2e-3 if small or np.asarray(leaf).dtype.itemsize < 8 else 1e-9
            np.testing.assert_allclose(contracted(entry, moving), leaf, rtol=tolerance, atol=tolerance)


X = np.array([0.4, 0.9, 1.3, 1.7])


def one_pass(function, *args, argnums=0):
    """The Jacobian, which is computed in one pass, and is that of the rows."""
    derivative = tangent.jacfwd(function, argnums)
    found = derivative(*args)
    assert "np.eye(" in derivative.source and "for j in" not in derivative.source, derivative.source
    rows = tangent.jacrev(function, argnums)(*args)
    for a, b in zip(*[(t if isinstance(t, tuple) else (t,)) for t in (found, rows)]):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-13)
    return derivative.source


def test_numbers_that_are_read_are_copies():
    def f(x):
        y = x.copy()
        a = y[0]
        s = a
        y[0] = 5.0 * y[1]
        a += y[0]
        return np.array([a * s, np.sum(y)])

    assert ".copy()" in one_pass(f, X)


def test_lengths_that_are_left_open():
    def f(x):
        rows = x[1:].reshape(-1, 1) * x.reshape((2, -1))[0, 1]
        square = (rows @ rows.T).reshape(-1)
        return np.concatenate([square, np.reshape(rows, -1), rows.reshape(3, -1).ravel()])

    one_pass(f, X)
    assert tangent.jacfwd(lambda x: x.reshape(-1, 2).sum(axis=0))(np.zeros(0)).shape == (2, 0)


def test_cross_products():
    def f(x, m):
        return np.cross(m, x[:3]) + np.cross(x[1:], m * x[0]) + np.cross(x[:3], x[1:])

    one_pass(f, X, np.arange(6.0).reshape(2, 3), argnums=(0, 1))


def test_ranks_that_differ():
    def f(x, m):
        return m * x[0] + x[:3] + np.sum(m * x[:3], axis=0, keepdims=True)

    one_pass(f, X, np.ones((2, 3)), argnums=(0, 1))


def test_axes_and_products():
    def f(m):
        a = np.sum(m, axis=-1) + np.mean(m, axis=1) + np.cumsum(m, axis=0)[0, 0]
        b = m @ m.T @ a
        c = np.concatenate([b, a]) * np.stack([a, b], axis=1).ravel()
        return np.outer(c, m[0]).reshape(2, -1 + m.shape[0] + 1, m.shape[1])

    one_pass(f, np.arange(6.0).reshape(2, 3) * 0.3)


def test_subscripts():
    def f(m, i):
        picked = m[i, 1] + m[0, i] + m[i][:, 0]
        return picked * m[m[:, 0] > -9.0][0, 0] + m[None, ..., ::-1][0, 0, 0]

    one_pass(f, np.arange(6.0).reshape(2, 3) * 0.3, np.array([1, 0, 1]))


def test_loops_in_place_with_lists_and_callees():
    def step(u, k):
        u[1:-1] += k * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        return np.sum(u)

    def f(x, n):
        u, history = x.copy(), []
        for i in range(n):
            t = step(u, x[0] * 0.1)
            if t > 100.0:
                break
            history.append(t * np.sin(x))
        return {"u": u, "h": history[-1] + history[0]}["h"]

    one_pass(f, X, 3)


def test_what_is_not_done_in_one_pass_is_done_one_by_one():
    def f(x):
        return np.tile(x, 2) ** 2

    derivative = tangent.jacfwd(f)
    np.testing.assert_allclose(derivative(X), tangent.jacrev(f)(X))
    assert "for j in range(x.size)" in derivative.source


def test_effects_happen_once():
    seen = []

    def f(x):
        seen.append(float(x[0]))
        return x**2

    tangent.jacfwd(f)(X)
    assert seen == [0.4]

    def loops(x):
        print("once")
        return np.tile(x, 2) ** 2

    with pytest.raises(tangent.TangentError, match="TGT614"):
        tangent.jacfwd(loops)(X)
    assert tangent.jacobian(loops)(X[:2]).shape == (4, 2)
