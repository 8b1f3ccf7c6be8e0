"""`vjp` and `jvp`."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import tangent
from tests.api import programs as p

W, X, Y = p.ARGUMENTS


def code(info: pytest.ExceptionInfo[BaseException]) -> str:
    return info.value.code  # type: ignore[attr-defined]


def layer(w, b, x):
    h = np.tanh(x @ w + b)
    return h, np.sum(h**2)


def diffuse(u, steps):
    for _ in range(steps):
        u[1:-1] = u[1:-1] * (u[2:] + u[:-2])
    return u


def test_vjp_of_several_results():
    rng = np.random.default_rng(0)
    w, b, x = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=(4, 3))
    out, pullback = tangent.vjp(layer, w, b, x)
    h, s = layer(w, b, x)
    assert np.array_equal(out[0], h) and out[1] == s
    ct = rng.normal(size=(4, 2))
    h_bar = (ct + 2.0 * h) * (1.0 - h**2)
    got = pullback((ct, 1.0))
    for a, e in zip(got, (x.T @ h_bar, h_bar.sum(0), h_bar @ w.T)):
        np.testing.assert_allclose(a, e)


def test_the_pull_back_is_reusable_and_sees_nothing_later():
    u = np.linspace(0.5, 1.5, 7)
    before = u.copy()
    out, pullback = tangent.vjp(diffuse, u, 3)
    assert np.array_equal(u, before), "the argument is left alone"
    assert np.array_equal(out, diffuse(before.copy(), 3)) and not np.shares_memory(out, u)
    ct = np.linspace(1.0, 2.0, 7)
    first = pullback(ct)[0].copy()
    u[:] = 77.0
    out[:] = 77.0
    again = pullback(ct)[0]
    assert np.array_equal(first, again) and np.array_equal(ct, np.linspace(1.0, 2.0, 7))
    again[:] = 0.0
    results = []
    threads = [threading.Thread(target=lambda: results.append(pullback(ct)[0])) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(results) == 8 and all(np.array_equal(first, r) for r in results)


def test_integers_get_zeros_and_strings_none():
    def f(x, n, i, mode):
        return np.sum(x[i]) * n if mode == "a" else 0.0

    out, pullback = tangent.vjp(f, np.ones(3), 2, np.array([0, 0]), "a")
    got = pullback(1.0)
    assert out == 4.0 and len(got) == 4
    np.testing.assert_allclose(got[0], [4.0, 0.0, 0.0])
    assert got[1] == 0.0 and np.array_equal(got[2], np.zeros(2)) and got[3] is None


def test_results_do_not_alias_the_cotangent_or_each_other():
    def f(x, y):
        return x + y

    out, pullback = tangent.vjp(f, np.ones(3), np.ones(3))
    ct = np.ones(3)
    a, b = pullback(ct)
    assert not any(np.shares_memory(*pair) for pair in ((a, b), (a, ct), (b, ct)))
    assert a.flags.writeable and b.flags.writeable
    x = np.ones(3)
    out, pullback = tangent.vjp(lambda x: x, x)
    assert not np.shares_memory(out, x) and not np.shares_memory(pullback(ct)[0], ct)
    read_only = np.broadcast_to(np.float64(2.0), 3)
    (got,) = pullback(read_only)
    assert got.flags.writeable and got.strides == (8,)


def test_cotangents_that_do_not_fit():
    out, pullback = tangent.vjp(layer, np.ones((3, 2)), np.ones(2), np.ones((4, 3)))
    good = np.ones((4, 2))
    for bad in (
        good,
        (good,),
        [good, 1.0],
        (good[:1], 1.0),
        (good.astype(np.float32), 1.0),
        (good, np.ones(1)),
        (good, 1j),
        (good, None),
        (None, 1.0),
        (good, "1"),
        (2.0, 1.0),
    ):
        with pytest.raises(TypeError) as info:
            pullback(bad)
        assert code(info) == "TGT606", bad
    for count in ((), ((good, 1.0), 1.0)):
        with pytest.raises(TypeError) as info:
            pullback(*count)
        assert code(info) == "TGT605"
    assert len(pullback((good, 1))) == 3
    assert len(pullback((good, np.float32(1.0)))) == 3


def test_jvp():
    rng = np.random.default_rng(1)
    w_dot = rng.normal(size=2)
    out, dot = tangent.jvp(p.least_squares, (W, X, Y), (w_dot, None, None))
    assert out == p.least_squares(W, X, Y)
    np.testing.assert_allclose(dot, (X @ W - Y) @ (X @ w_dot))
    assert tangent.jvp(p.typed, (2.0, 3), (1.0, 0)) == (8.0, 12.0)
    assert tangent.jvp(p.typed, (2.0, 3), (1.0, 0.0)) == (8.0, 12.0)
    assert tangent.jvp(p.typed, (2.0, 3), (1, None)) == (8.0, 12.0)
    assert tangent.jvp(p.typed, (2.0, 3), (None, None)) == (8.0, 0.0)


def test_jvp_leaves_arguments_alone_and_gives_fresh_results():
    u, u_dot = np.linspace(0.5, 1.5, 7), np.ones(7)
    before = u.copy()
    out, dot = tangent.jvp(diffuse, (u, 3), (u_dot, None))
    assert np.array_equal(u, before) and np.array_equal(u_dot, np.ones(7))
    assert not np.shares_memory(out, u) and not np.shares_memory(dot, u_dot)
    x = np.ones(3)
    out, dot = tangent.jvp(lambda x: x, (x,), (x,))
    assert not np.shares_memory(out, x) and not np.shares_memory(dot, x) and not np.shares_memory(out, dot)


def test_tangents_that_do_not_fit():
    for tangents, expected in [
        ((W,), "TGT605"),
        ((W, None, None, None), "TGT605"),
        ((np.ones(3), None, None), "TGT606"),
        ((W.astype(np.float32), None, None), "TGT606"),
        ((1.0, None, None), "TGT606"),
        (([1.0, 1.0], None, None), "TGT606"),
    ]:
        with pytest.raises(TypeError) as info:
            tangent.jvp(p.least_squares, (W, X, Y), tangents)
        assert code(info) == expected, tangents
    with pytest.raises(TypeError) as info:
        tangent.jvp(p.typed, (2.0, 3), (1.0, 1.0))
    assert code(info) == "TGT606"
    with pytest.raises(TypeError):
        tangent.jvp(p.typed, (2.0, 3), (1j, None))


def test_calls_that_do_not_fit():
    with pytest.raises(TypeError, match="least_squares"):
        tangent.vjp(p.least_squares, W)
    with pytest.raises(TypeError, match="least_squares"):
        tangent.jvp(p.least_squares, (W,), (W,))


def test_containers_in_both_modes():
    def f(params, x):
        return {"out": params["w"] * x, "n": 3}

    w, x = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    out, pullback = tangent.vjp(f, {"w": w, "k": 1}, x)
    assert out["n"] == 3
    got, x_bar = pullback({"out": np.ones(2), "n": None})
    np.testing.assert_allclose(got["w"], x)
    np.testing.assert_allclose(x_bar, w)
    out, dot = tangent.jvp(f, ({"w": w, "k": 1}, x), ({"w": np.ones(2), "k": None}, None))
    np.testing.assert_allclose(dot["out"], x)


def test_check_grads():
    tangent.check_grads(p.least_squares, (W, X, Y))
    tangent.check_grads(p.cube, (1.5,), order=2, modes=("rev",))
    with pytest.raises(TypeError):
        tangent.check_grads(p.cube, (3,))
