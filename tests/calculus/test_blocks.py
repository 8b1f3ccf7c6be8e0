"""`with grad_of(x) as x_bar:` and `with no_grad():`."""

from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest

import tangent
from tangent import grad_of, no_grad

X = np.array([0.5, 2.0, -3.0])


def clipped(x, limit):
    y = np.sin(x) * x
    with grad_of(y) as y_bar:
        print("adjoint of y:", y_bar.shape)
        y_bar[:] = np.clip(y_bar, -limit, limit)
    return np.sum(y**2)


def by_hand(x, limit):
    y = np.sin(x) * x
    return np.clip(2.0 * y, -limit, limit) * (np.cos(x) * x + np.sin(x))


def test_the_block_runs_on_the_way_back_only(capsys):
    assert clipped(X, 0.5) == np.sum((np.sin(X) * X) ** 2)
    assert capsys.readouterr().out == ""
    gradient = tangent.grad(clipped)
    np.testing.assert_allclose(gradient(X, 0.5), by_hand(X, 0.5))
    assert capsys.readouterr().out == "adjoint of y: (3,)\n", "once, and not while it is compiled"
    assert "y_bar = grad_of_y(" in gradient.source and "hooked" not in gradient.source
    out, pullback = tangent.vjp(clipped, X, 0.5)
    assert capsys.readouterr().out == ""
    for _ in range(2):
        np.testing.assert_allclose(pullback(1.0)[0], by_hand(X, 0.5))
        assert capsys.readouterr().out == "adjoint of y: (3,)\n"
    value, dot = tangent.jvp(clipped, (X, 0.5), (X, None))
    assert value == out and capsys.readouterr().out == ""


def test_numbers_loops_and_other_variables():
    seen = []

    def f(x, n):
        s = x
        for k in range(n):
            s = s * x
            with grad_of(s) as g:
                seen.append((k, g))
                g = g * 1.0
        return s

    assert f(1.5, 3) == 1.5**4 and seen == []
    assert np.isclose(tangent.grad(f)(1.5, 3), 4 * 1.5**3)
    assert [k for k, _ in seen] == [2, 1, 0]
    np.testing.assert_allclose([g for _, g in seen], [1.0, 1.5, 1.5**2])


def test_replaced_adjoints_and_containers():
    def f(p):
        with grad_of(p) as g:
            g = {"w": g["w"] * 10.0, "b": g["b"]}
        return np.sum(p["w"] ** 2) * p["b"]

    found = tangent.grad(f)({"w": X, "b": 2.0})
    np.testing.assert_allclose(found["w"], 40.0 * X)
    assert found["b"] == np.sum(X**2)


def test_the_adjoint_at_that_point():
    def f(x):
        y = x * 2.0
        before = np.sum(y)
        with grad_of(y) as g:
            g = g * 0.0
        return before + np.sum(y**2)

    np.testing.assert_allclose(tangent.grad(f)(X), np.full(3, 2.0))


def test_it_is_differentiated_again_and_saved(tmp_path):
    f = clipped
    steps = 1e-6 * np.eye(3)
    expected = np.stack([(by_hand(X + e, 1.0) - by_hand(X - e, 1.0)) / 2e-6 for e in steps], axis=1)
    np.testing.assert_allclose(tangent.hessian(f)(X, 1.0), expected, atol=1e-6)
    gradient = tangent.grad(f)
    gradient(X, 0.5)
    gradient.save(tmp_path / "saved.py")
    code = "import sys; sys.modules['tangent'] = None\nimport numpy as np, saved\n"
    code += f"print(saved.clipped_grad(np.array({X.tolist()}), 0.5).tolist())"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    np.testing.assert_allclose(eval(run.stdout.splitlines()[-1]), by_hand(X, 0.5))


def test_a_call_of_the_function_leaves_traces_alone():
    events = []

    def trace(frame, event, argument):
        events.append(event)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        clipped(X, 0.5)
        assert sys.gettrace() is trace
    finally:
        sys.settrace(before)
    assert "return" in events
    results = []
    threads = [threading.Thread(target=lambda: results.append(clipped(X, 0.5))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(results) == 4


def test_exceptions_pass():
    def f(x):
        with grad_of(x) as g:
            raise ValueError("too large")
        return np.sum(x)

    assert f(X) == np.sum(X)
    with pytest.raises(ValueError, match="too large"):
        tangent.grad(f)(X)


def code_of(function, *args):
    with pytest.raises(tangent.TangentError) as info:
        tangent.grad(function)(*args)
    return info.value.code


def doubled(u, limit):
    u *= 2.0
    with grad_of(u) as g:
        g = np.clip(g, -limit, limit)
    u[0] = u[1] * u[2]


def written(x, limit):
    """The adjoints by hand: 2 u, then what the block makes of them, times what stands before it."""
    u = x.copy()
    doubled(u, limit)
    return np.sum(u**2)


def written_by_hand(x, limit):
    u = 2.0 * x
    last = np.array([u[1] * u[2], u[1], u[2]])
    bar = 2.0 * last
    bar = np.array([0.0, bar[1] + bar[0] * u[2], bar[2] + bar[0] * u[1]])
    return 2.0 * np.clip(bar, -limit, limit)


def steps(x, n):
    u = x.copy()
    v = u[1:]
    for k in range(n):
        u[1:] += u[:-1] * u[1:]
        with grad_of(v) as g:
            g *= 0.5
            print(k, g.shape)
        u *= 1.5
    return np.sum(u**2)


def steps_by_hand(x, n):
    u, kept = x.copy(), []
    for _ in range(n):
        kept.append(u.copy())
        u[1:] = u[1:] + u[:-1] * u[1:]
        u *= 1.5
    bar = 2.0 * u
    for _ in range(n):
        bar, old = 1.5 * bar, kept.pop()
        bar[1:] *= 0.5
        below = bar.copy()
        below[1:] += bar[1:] * old[:-1]
        below[:-1] += bar[1:] * old[1:]
        bar = below
    return bar


def test_arrays_that_are_written_in_place(capsys):
    for limit in (1.0, 100.0):
        np.testing.assert_allclose(tangent.grad(written)(X, limit), written_by_hand(X, limit))
        out, pullback = tangent.vjp(written, X, limit)
        np.testing.assert_allclose(pullback(1.0)[0], written_by_hand(X, limit))
        np.testing.assert_allclose(pullback(1.0)[0], written_by_hand(X, limit), err_msg="again")
    assert tangent.jvp(written, (X, 1.0), (X, None))[0] == out
    np.testing.assert_allclose(tangent.grad(steps)(X, 3), steps_by_hand(X, 3))
    assert capsys.readouterr().out == "2 (2,)\n1 (2,)\n0 (2,)\n"
    assert steps(X, 3) == tangent.value_and_grad(steps)(X, 3)[0]
    assert "hooked" not in tangent.grad(steps).source_for(X, 3)


def test_the_adjoint_of_a_written_array_is_differentiated_again():
    columns = [(written_by_hand(X + e, 20.0) - written_by_hand(X - e, 20.0)) / 2e-6 for e in 1e-6 * np.eye(3)]
    np.testing.assert_allclose(tangent.hessian(written)(X, 20.0), np.stack(columns, 1), atol=1e-6)


def test_blocks_that_are_refused():
    def written(x):
        u = [x, x]
        u[0] = x * 2.0
        with grad_of(u) as g:
            g[0] = 0.0
        return np.sum(u[0])

    def expression(x):
        with grad_of(x * 2.0) as g:
            g[:] = 0.0
        return np.sum(x)

    def returns(x):
        with grad_of(x) as g:
            return np.sum(x)
        return np.sum(x)

    def rebinds(x):
        n = 0
        with grad_of(x) as g:
            n = n + 1
        return np.sum(x) * n

    def augmented(x):
        s = 0.0
        with no_grad():
            s += x[0]
        return s * x[0]

    def calls(x):
        u = x.copy()
        with no_grad():
            np.add.at(u, [0], 1.0)
        return np.sum(u)

    for f in (written, expression, returns, rebinds, augmented, calls):
        assert code_of(f, X) == "TGT119", f.__name__


def test_values_inside_no_grad_are_constants():
    def f(x):
        with no_grad():
            s, t = np.sum(x**2), x[0]
            parts = []
            for v in x:
                u = v * v
                if u > 1.0:
                    parts.append(u)
        y = x * s
        with tangent.no_grad():
            y[0] = x[1]
        return np.sum(y) + parts[0] * t

    s = np.sum(X**2)
    np.testing.assert_allclose(tangent.grad(f)(X), [0.0, s, s])
    np.testing.assert_allclose(tangent.jvp(f, (X,), (np.ones(3),))[1], 2.0 * s)
    assert f(X) == np.sum(X * s) - X[0] * s + X[1] + 4.0 * X[0]


def test_gradients_are_clipped_by_ordinary_functions():
    gradient = {"w": np.array([3.0, -4.0]), "b": (12.0, None)}
    by_value = tangent.clip_by_value(gradient, 3.5)
    assert by_value["w"].tolist() == [3.0, -3.5] and by_value["b"] == (3.5, None)
    by_norm = tangent.clip_by_norm(gradient, 6.5)
    np.testing.assert_allclose(by_norm["w"], [1.5, -2.0])
    assert np.isclose(by_norm["b"][0], 6.0) and by_norm["b"][1] is None
    same = tangent.clip_by_norm(gradient, 14.0)
    assert same["w"].tolist() == [3.0, -4.0] and same["w"] is not gradient["w"]
