"""The second call like the first takes a shorter way: with the same results, and never a stale one."""

from __future__ import annotations

import functools
import gc
import weakref

import numpy as np
import pytest

import tangent
from tangent.quick import quick


def product(x, y):
    return x * y


def weighted(w, x):
    return np.sum(w * x * x)


def through(x, n):
    return x


def rows(a, b):
    return a * b + a


SCALE = 2.0


def scaled(x):
    return SCALE * x


def twice(fun, *args):
    """The second of two calls: the one that is quick."""
    fun(*args)
    return fun(*args)


def test_the_second_call_is_quick():
    tangent.vjp(product, 2.0, 3.0)
    tangent.jvp(product, (2.0, 3.0), (1.0, None))
    value, pullback = quick(product, "vjp")((4.0, 5.0))
    assert value == 20.0 and pullback(2.0) == (10.0, 8.0)
    assert quick(product, "jvp")((4.0, 5.0), (1.0, None)) == (20.0, 5.0)


def test_other_types_and_other_tangents_take_the_long_way():
    for x, y in ((2.0, 3.0), (2.0, 3), (np.float64(2.0), 3.0), (np.ones(2), 3.0), (2.0, np.ones(3))):
        value, pullback = twice(lambda *args: tangent.vjp(product, *args), x, y)
        np.testing.assert_array_equal(value, x * y)
        found = pullback(np.ones_like(value) if np.ndim(value) else 1.0)
        assert np.shape(found[0]) == np.shape(x)
        assert np.sum(found[0]) == np.sum(np.broadcast_to(y, np.shape(value)))
    tangents = ((1.0, None), (None, 1.0), (1.0, 2.0), (1, 0), (np.float64(1.0), None))
    for dx, dy in tangents:
        for _ in range(2):
            value, dot = tangent.jvp(product, (2.0, 3.0), (dx, dy))
            assert (value, dot) == (6.0, 3.0 * (dx or 0.0) + 2.0 * (dy or 0.0))


def test_what_is_wrong_is_refused_on_the_short_way_too():
    x = np.ones(3)
    tangent.jvp(rows, (x, x), (x, x))
    for dot in (np.ones(2), np.ones(3, np.float32), np.ones((1, 3)), 1.0, [1.0, 1.0, 1.0]):
        with pytest.raises(tangent.TangentError, match="tangent"):
            tangent.jvp(rows, (x, x), (dot, x))
    with pytest.raises(tangent.TangentError):
        tangent.jvp(rows, (x, x), (x,))
    with pytest.raises(TypeError):
        tangent.jvp(rows, (x,), (x,))
    _, pullback = twice(lambda: tangent.vjp(rows, x, x))
    for cotangent in (np.ones(2), np.ones(3, np.float32), 1.0):
        with pytest.raises(tangent.TangentError, match="cotangent"):
            pullback(cotangent)
    with pytest.raises(TypeError):
        tangent.vjp(rows, x)
    with pytest.raises(TypeError):
        tangent.vjp(rows, x, x, x)


def test_pull_backs_do_not_see_what_happens_to_the_arguments():
    w, x = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    for _ in range(2):
        _, pullback = tangent.vjp(weighted, w, x)
        kept = w.copy(), x.copy()
        w += 1.0
        x[:] = 0.0
        found = pullback(1.0)
        np.testing.assert_array_equal(found[0], kept[1] ** 2)
        np.testing.assert_array_equal(found[1], 2.0 * kept[0] * kept[1])
        found[0][:] = np.nan
        np.testing.assert_array_equal(pullback(1.0)[0], kept[1] ** 2)
        w, x = kept


def test_values_share_nothing_with_arguments_and_saved_values():
    base = np.arange(6.0)
    for _ in range(2):
        a, b = base[1:5], base[0:4]
        value, pullback = tangent.vjp(through, a, 3)
        assert not np.shares_memory(value, base)
        value, dot = tangent.jvp(through, (a, 3), (b, None))
        assert not np.shares_memory(value, base) and not np.shares_memory(dot, base)
        value, pullback = tangent.vjp(rows, a, b)
        expected = b + 1.0, a.copy()
        base += 10.0  # both views at once
        value[:] = 0.0
        for got, want in zip(pullback(np.ones(4)), expected, strict=True):
            np.testing.assert_array_equal(got, want)
        seed = np.ones(4)
        found = pullback(seed)
        seed[:] = 5.0
        np.testing.assert_array_equal(found[0], expected[0])
        base -= 10.0


def test_a_global_is_read_anew(monkeypatch):
    assert twice(lambda: tangent.vjp(scaled, 3.0)[1](1.0)) == (2.0,)
    assert twice(lambda: tangent.jvp(scaled, (3.0,), (1.0,))) == (6.0, 2.0)
    monkeypatch.setitem(globals(), "SCALE", 5.0)
    assert tangent.vjp(scaled, 3.0)[1](1.0) == (5.0,)
    assert tangent.jvp(scaled, (3.0,), (1.0,)) == (15.0, 5.0)
    monkeypatch.setitem(globals(), "SCALE", np.array([5.0, 6.0]))
    np.testing.assert_array_equal(tangent.jvp(scaled, (3.0,), (1.0,))[1], [5.0, 6.0])


def test_other_code_and_wrappers():
    def f(x):
        return x * x

    def g(x):
        return x * 3.0

    twice(lambda: tangent.vjp(f, 3.0))
    twice(lambda: tangent.jvp(f, (3.0,), (1.0,)))

    @functools.wraps(f)
    def wrapped(x):
        return f(x) + x

    assert tangent.vjp(wrapped, 3.0)[1](1.0) == (7.0,)
    assert tangent.jvp(wrapped, (3.0,), (1.0,)) == (12.0, 7.0)
    f.__code__ = g.__code__
    assert tangent.vjp(f, 3.0)[1](1.0) == (3.0,)
    assert tangent.jvp(f, (3.0,), (1.0,)) == (9.0, 3.0)


def test_defaults_count_for_calls_that_leave_something_out():
    def f(x, y=2.0):
        return x * y

    derivative = tangent.grad(f)
    assert twice(derivative, 3.0, 4.0) == 4.0
    assert twice(derivative, 3.0) == 2.0
    f.__defaults__ = (7.0,)
    assert derivative(3.0, 4.0) == 4.0
    assert derivative(3.0) == 7.0
    assert twice(lambda: tangent.vjp(f, 3.0)[1](1.0)) == (7.0,)
    with pytest.raises(TypeError):
        derivative()
    with pytest.raises(TypeError):
        derivative(1.0, 2.0, 3.0)


def test_defaults_of_a_function_that_calls_itself_count_always():
    def power(x, n, factor=1.0):
        return factor if n == 0 else x * power(x, n - 1)

    derivative = tangent.grad(power)
    assert twice(derivative, 3.0, 2, 1.0) == 6.0
    power.__defaults__ = (10.0,)
    assert derivative(3.0, 2, 1.0) == 60.0


def test_long_lists_of_floats_are_counted():
    def total(values):
        found = 0.0
        for v in values:
            found = found + v * v
        return found

    values = [float(k) for k in range(20)]
    derivative = tangent.grad(total)
    assert twice(derivative, values) == [2.0 * v for v in values]
    mixed = [*values[:-1], np.float64(19.0)]
    assert derivative(mixed) == [2.0 * v for v in mixed]
    assert derivative(values[:-1]) == [2.0 * v for v in values[:-1]]
    with pytest.raises((tangent.TangentError, TypeError)):
        derivative([*values[:-1], "19"])


def test_equal_lengths_are_known_of_all_when_one_is_looked_at():
    def f(x, y, z):
        return np.sum(x * y + y * z)

    derivative = tangent.grad(f, (0, 1, 2))
    for n, m, k in ((4, 4, 4), (4, 4, 4), (1, 1, 1), (1, 4, 4), (4, 1, 4), (4, 4, 1), (1, 1, 4), (4, 4, 4)):
        x, y, z = np.ones(n), np.full(m, 2.0), np.full(k, 3.0)
        for got, arg in zip(derivative(x, y, z), (x, y, z), strict=True):
            assert got.shape == arg.shape
        everywhere = np.broadcast_to(y, np.broadcast_shapes(x.shape, y.shape, z.shape))
        assert derivative(x, y, z)[0].sum() == everywhere.sum()


def test_what_is_kept_dies_with_the_function():
    def f(x):
        return x * x

    for _ in range(2):
        tangent.vjp(f, 3.0)
        tangent.jvp(f, (3.0,), (1.0,))
    gone = weakref.ref(f)
    del f
    gc.collect()
    assert gone() is None
