"""One compiled derivative per signature: found again, never stale, safe under threads, not kept too long."""

from __future__ import annotations

import gc
import math
import threading
import weakref

import numpy as np
import pytest

import tangent
from tangent import pipeline, rules
from tests.api import programs as p


@pytest.fixture
def derivations(monkeypatch):
    """The number of derivations so far, in a list."""
    found = []
    real = pipeline.derive

    def counted(*args, **kwargs):
        found.append(args[0].__name__)
        return real(*args, **kwargs)

    monkeypatch.setattr(pipeline, "derive", counted)
    return found


def test_the_second_call_compiles_nothing(derivations):
    def f(x, n):
        return np.sum(x**2) * n

    derivative = tangent.grad(f)
    for n in (1, 2, 7):
        for length in (2, 3, 50):
            derivative(np.ones(length), n)
    assert len(derivations) == 1
    assert derivative.signatures == ["(x: f8[:], n: int)"]
    derivative(np.ones((2, 2)), 1)
    derivative(np.ones(2, dtype=np.float32), 1)
    derivative(2.0, 1)
    assert len(derivations) == 4


def test_grad_in_a_loop_hits(derivations):
    def f(x):
        return x * x

    for k in range(5):
        assert tangent.grad(f)(float(k)) == 2.0 * k
        tangent.vjp(f, float(k))
        tangent.jvp(f, (float(k),), (1.0,))
        tangent.grad(tangent.grad(f))(float(k))
    assert len(derivations) == 1 + 1 + 1 + 2


def test_closures_made_anew_hit(derivations):
    def make(scale):
        def inner(t):
            return t * scale

        def outer(x):
            return np.sum(inner(x) * scale)

        return outer

    for scale in (1.0, 2.0, 3.0):
        np.testing.assert_allclose(tangent.grad(make(scale))(np.ones(2)), scale**2 * np.ones(2))
    assert len(derivations) == 1
    for scale in (np.arange(2.0), np.ones(2)):
        np.testing.assert_allclose(tangent.grad(make(scale))(np.ones(2)), scale**2)
    # Another length is another guard at most.
    np.testing.assert_allclose(tangent.grad(make(np.ones(1)))(np.ones(2)), np.ones(2))
    np.testing.assert_allclose(tangent.grad(make(2))(np.ones(2)), 4.0 * np.ones(2))
    np.testing.assert_allclose(tangent.grad(make(3))(np.ones(2)), 9.0 * np.ones(2))


def test_closures_of_one_factory_do_not_mix():
    def make(g):
        return lambda x: g(x) * x

    square, cube = (lambda t: t * t), (lambda t: t * t * t)
    assert tangent.grad(make(square))(2.0) == 12.0
    assert tangent.grad(make(cube))(2.0) == 32.0
    assert tangent.grad(make(np.sin))(0.0) == 0.0
    assert tangent.grad(make(np.cos))(0.0) == 1.0
    assert tangent.grad(make(square))(2.0) == 12.0


def test_default_values_of_captured_functions_count():
    def make(k):
        def inner(t, k=k):
            return t * k

        return lambda x: inner(x)

    assert [tangent.grad(make(float(k)))(1.0) for k in (1, 2, 3)] == [1.0, 2.0, 3.0]


def test_captured_values_are_read_live():
    scale = 2.0

    def f(x):
        return scale * x

    derivative = tangent.grad(f)
    assert derivative(1.0) == 2.0
    scale = 3.0
    assert derivative(1.0) == 3.0
    scale = np.array([1.0, 2.0])

    def g(x):
        return np.sum(scale * x)

    assert tangent.grad(g)(1.0) == 3.0
    scale = 5
    assert derivative(1.0) == 5.0


def test_globals_are_read_live(monkeypatch):
    derivative = tangent.grad(lambda x: p.scaled(x) * x)
    nested = tangent.grad(tangent.grad(lambda x: p.scaled(x) * x))
    assert derivative(1.0) == 5.0 and nested(1.0) == 5.0
    monkeypatch.setattr(p, "SCALE", 1.0)
    assert derivative(1.0) == 2.0 and nested(1.0) == 2.0
    monkeypatch.setattr(p, "SCALE", 3)
    assert derivative(1.0) == 6.0 and nested(1.0) == 6.0
    monkeypatch.setattr(p, "SCALE", 4)
    assert derivative(1.0) == 8.0 and nested(1.0) == 8.0


def rebound(t):
    return t * t


def calls_rebound(x):
    return rebound(x)


def test_a_rebound_helper_is_noticed(monkeypatch):
    derivative = tangent.grad(calls_rebound)
    assert derivative(3.0) == 6.0
    monkeypatch.setitem(globals(), "rebound", lambda t: t * t * t)
    assert derivative(3.0) == 27.0
    monkeypatch.setitem(globals(), "rebound", np.sin)
    assert derivative(0.0) == 1.0


def reads_a_builtin(x):
    return sum([v * v for v in x]) * len(x)


def calls_what_reads_a_builtin(x):
    return reads_a_builtin(x) * 2.0


@pytest.mark.parametrize("function", [reads_a_builtin, calls_what_reads_a_builtin])
@pytest.mark.parametrize("transform", [tangent.grad, lambda f: lambda x: tangent.vjp(f, x)[1](1.0)[0]])
def test_a_global_that_hides_a_builtin_is_noticed(monkeypatch, function, transform):
    derivative, x = transform(function), np.array([1.0, 2.0])
    before = derivative(x)
    monkeypatch.setitem(globals(), "sum", lambda values: 3.0 * np.sum(np.asarray(values)))
    np.testing.assert_allclose(derivative(x), 3.0 * before)
    monkeypatch.delitem(globals(), "sum")
    np.testing.assert_array_equal(derivative(x), before)


def test_guards_choose_the_variant(derivations):
    def f(x, y):
        return np.sum(x * y)

    derivative = tangent.grad(f)
    for n, m in [(3, 3), (1, 3), (3, 1), (1, 1), (2, 2), (3, 3), (1, 7)]:
        got = derivative(np.ones((n, 2)), np.full((m, 2), 2.0))
        expected = 2.0 * np.ones((n, 2)) * (m if n == 1 else 1)
        np.testing.assert_allclose(got, expected)
    assert len(derivations) <= 4


def test_an_integer_that_matters(derivations):
    def f(x, axis, mode, flag):
        total = np.sum(np.sum(x, axis=axis) ** 2)
        return total if mode == "sum" and flag else total / x.size

    derivative = tangent.grad(f)
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(derivative(x, 0, "sum", True), 2.0 * np.ones((2, 1)) * x.sum(0))
    np.testing.assert_allclose(derivative(x, 1, "sum", True), 2.0 * x.sum(1, keepdims=True) * np.ones((1, 3)))
    np.testing.assert_allclose(derivative(x, 0, "mean", True), 2.0 * np.ones((2, 1)) * x.sum(0) / 6.0)
    np.testing.assert_allclose(derivative(x, 0, "sum", False), 2.0 * np.ones((2, 1)) * x.sum(0) / 6.0)
    np.testing.assert_allclose(derivative(x, 0, "sum", True), 2.0 * np.ones((2, 1)) * x.sum(0))


def test_many_variants_stay_right(derivations):
    def f(x, n):
        return np.sum(np.reshape(x, (n, -1))[0] ** 2)

    derivative = tangent.grad(f)
    for n in [*range(1, 25), *range(24, 0, -1)]:
        x = np.arange(1.0, 1.0 + 2 * n)
        expected = np.where(np.arange(2 * n) < 2, 2.0 * x, 0.0)
        np.testing.assert_allclose(derivative(x, n), expected)
    assert len(derivations) < 48


def test_the_number_of_variants_is_bounded(derivations):
    def f(x):
        if len(x) == 1 or len(x) == 2 or len(x) == 3 or len(x) == 4 or len(x) == 5:
            return np.sum(x**3)
        if len(x) == 6 or len(x) == 7 or len(x) == 8 or len(x) == 9 or len(x) == 10:
            return np.sum(x**4)
        return np.sum(x**2)

    derivative = tangent.grad(f)
    with pytest.warns(tangent.VariantWarning, match="the length of axis 0 of `x`") as given:
        for n in [*range(1, 25), *range(24, 0, -1)]:
            x = np.arange(1.0, n + 1.0)
            power = 3 if n <= 5 else 4 if n <= 10 else 2
            np.testing.assert_allclose(derivative(x), power * x ** (power - 1))
    assert len(derivations) < 48
    assert len(derivative.signatures) <= 9
    assert len(given) == 1 and given[0].filename == __file__


def test_why_variants_multiply():
    def warning(calls):
        def f(x, mode, power, g):
            return np.sum(g(x) ** power) if mode != "never" else 0.0

        derivative = tangent.grad(f)
        with pytest.warns(tangent.VariantWarning) as given:
            for args in calls:
                derivative(*args)
        assert len(given) == 1
        return str(given[0].message)

    x = np.ones(2)
    text = warning([(x, f"m{k}", 2, np.sin) for k in range(20)])
    assert "derivatives of `f`" in text and "the value of `mode` ('m0', 'm1', 'm2', 'm3', ...)" in text
    assert "power" not in text and "`x`" not in text
    text = warning([(np.ones((1,) * (k % 3)), f"m{k}", 2, np.sin) for k in range(20)])
    assert "the rank of `x` (0, 1, 2)" in text
    text = warning([(x, "m", 2, lambda t, k=k: t * k) for k in range(20)])
    assert "which function or object `g` is" in text


def test_why_variants_multiply_with_a_global(monkeypatch):
    derivative = tangent.grad(lambda x: p.scaled(x) * x)
    with pytest.warns(tangent.VariantWarning, match="the variable `SCALE` from outside"):
        for k in range(12):
            monkeypatch.setattr(p, "SCALE", k)
            derivative(1.0)


def test_why_variants_multiply_with_a_list_that_grows():
    history = []

    def f(x):
        return np.sum(x**2) * len(history)

    derivative = tangent.grad(f)
    with pytest.warns(tangent.VariantWarning, match="what the variable `history` from outside holds"):
        for k in range(12):
            history.append(k)
            np.testing.assert_allclose(derivative(np.ones(2)), 2.0 * (k + 1) * np.ones(2))


def test_few_variants_are_no_reason_to_warn(recwarn):
    derivative = tangent.grad(lambda x, mode: np.sum(x**2) if mode else np.sum(x))
    for x in (np.ones(3), np.ones((2, 2)), 1.0, np.float32(2.0), np.ones(3, dtype=np.float32)):
        for mode in (True, False, None):
            derivative(x, mode)
    assert not recwarn.list


def test_lengths_that_are_asked_for():
    def f(x):
        if len(x) == 0:
            return 0.0
        if x.shape[0] == 3:
            return np.sum(x**3)
        return np.sum(x**2)

    derivative = tangent.grad(f)
    for n in (3, 5, 3, 4, 0, 7, 3):
        x = np.arange(1.0, n + 1.0)
        np.testing.assert_allclose(derivative(x), 3.0 * x**2 if n == 3 else 2.0 * x)
    assert len(derivative.signatures) == 3


def factorial(n, x):
    return x if n == 0 else x * factorial(n - 1, x)


def test_results_of_unknown_type(tmp_path):
    derivative = tangent.grad(factorial, "x")
    assert derivative(3, 2.0) == 32.0
    assert tangent.value_and_grad(factorial, 1)(3, 2.0) == (16.0, 32.0)
    assert "def factorial_grad(" in derivative.source
    with pytest.raises(TypeError):
        derivative(2, np.ones(2))


def test_functions_as_arguments():
    def apply(f, x):
        return f(x) * x

    derivative = tangent.grad(apply, "x")
    assert derivative(np.sin, 0.0) == 0.0
    assert derivative(np.cos, 0.0) == 1.0
    assert derivative(p.cube, 2.0) == 32.0
    for k in (1.0, 2.0):
        assert derivative(lambda t: t * k, 1.0) == 2.0 * k  # noqa: B023


def test_first_use_from_many_threads(derivations):
    def f(x, y):
        s = 0.0
        for i in range(3):
            s += np.sum(np.tanh(x * y) * i)
        return s

    derivative = tangent.grad(f, (0, 1))
    arguments = [(np.full(n, 0.5), np.full(n, 0.25)) for n in (2, 3, 4)] + [(0.5, 0.25)]
    expected = [tangent.grad(f, (0, 1), optimize=False)(*a) for a in arguments]
    derivations.clear()
    barrier, failures = threading.Barrier(12), []

    def work(k):
        try:
            barrier.wait()
            for i in range(20):
                j = (k + i) % len(arguments)
                for got, want in zip(derivative(*arguments[j]), expected[j]):
                    np.testing.assert_allclose(got, want, rtol=1e-12)
        except BaseException as e:
            failures.append(e)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failures
    assert len(derivations) <= 3


def test_dead_closures_are_collected():
    def make(data):
        def f(x):
            return np.sum(x * data)

        return f

    references = []
    for k in range(3):
        data = np.full(4, float(k))
        f = make(data)
        references += [weakref.ref(f), weakref.ref(data)]
        tangent.grad(f)(np.ones(4))
        tangent.vjp(f, np.ones(4))[1](1.0)
        tangent.jvp(f, (np.ones(4),), (np.ones(4),))
        del f, data
    gc.collect()
    assert [r() for r in references] == [None] * 6


def test_arguments_are_not_kept():
    def f(x, d):
        return np.sum(x * d["k"])

    derivative = tangent.grad(f)
    x, k = np.ones(3), np.ones(3)
    references = [weakref.ref(x), weakref.ref(k)]
    derivative(x, {"k": k})
    out, pullback = tangent.vjp(f, x, {"k": k})
    del x, k
    gc.collect()
    assert [r() for r in references] == [None, None]
    np.testing.assert_allclose(pullback(1.0)[0], np.ones(3))


def test_a_failed_call_leaves_nothing_behind():
    def f(x, y):
        return np.sum(x @ y)

    derivative = tangent.grad(f)
    words = []
    for _ in range(2):
        with pytest.raises(ValueError) as info:
            derivative(np.ones((2, 3)), np.ones((2, 3)))
        words.append(str(info.value))
    assert words[0] == words[1]
    np.testing.assert_allclose(derivative(np.ones((2, 3)), np.ones((3, 2))), 2.0 * np.ones((2, 3)))


def test_a_refusal_repeats():
    def f(x):
        with open(x) as file:
            return file

    derivative = tangent.grad(f)
    words = []
    for _ in range(2):
        with pytest.raises(tangent.UnsupportedError) as info:
            derivative(1.0)
        words.append(str(info.value))
    assert words[0] == words[1] and __file__ in words[0]


def test_wrapped_functions_do_not_share_variants():
    import functools

    def f(x):
        return x * x

    assert tangent.grad(f)(3.0) == 6.0

    @functools.wraps(f)
    def g(x):
        return f(x) * x

    assert tangent.grad(g)(3.0) == 27.0
    f.__code__ = (lambda x: x * x * x).__code__
    assert tangent.grad(f)(3.0) == 27.0


def test_a_rule_that_is_registered_later_is_seen(derivations):
    def half(v):
        return 0.5 * v

    def outer(x):
        return half(x) * x

    derivative, pullback = tangent.grad(outer), tangent.vjp(outer, 3.0)[1]
    assert derivative(3.0) == 3.0
    try:

        @rules.elementwise(half)
        def _(v):
            return 10.0

        slope = 0.5 * 3.0 + 3.0 * 10.0
        assert derivative(3.0) == tangent.grad(outer)(3.0) == slope
        assert tangent.jvp(outer, (3.0,), (1.0,))[1] == slope
        assert tangent.grad(tangent.grad(outer))(3.0) == 20.0
        assert pullback(1.0) == (3.0,)  # what was recorded before stays what it was
        count = len(derivations)
        assert derivative(2.0) == 21.0 and tangent.vjp(outer, 3.0)[1](1.0) == (slope,)
        assert len(derivations) == count + 1
    finally:
        del rules.RULES[half]


def test_slices_that_fit_and_slices_that_are_cut_off(derivations):
    def f(x, n):
        return np.sum(x[:n] * x[:3]) if n >= 0 else np.sum(x[:n])

    derivative = tangent.grad(f)
    assert "unbroadcast" not in derivative.source_for(np.ones(5), 3)
    want = {(5, 3): [2, 2, 2, 0, 0], (4, 3): [2, 2, 2, 0], (3, 3): [2, 2, 2], (2, 3): [2, 2], (1, 9): [2]}
    for (length, n), slope in want.items():
        np.testing.assert_array_equal(derivative(np.ones(length), n), slope)
    assert len(derivations) == 2  # all that fit, and all that do not


def test_a_number_that_does_not_count_does_not_compile(derivations):
    def f(a, b):
        return np.sum(np.cross(a, b) ** 2)

    derivative = tangent.grad(f, (0, 1))
    for n in (4, 5, 9, 3):
        derivative(np.ones((n, 3)), np.ones((n, 3)))
    assert len(derivations) == 1


def test_the_way_of_a_repeated_call():
    """The second call like the first one takes a shorter way, with the same answers and complaints."""

    def f(x, y):
        return math.log(x) * y

    derivative = tangent.value_and_grad(f)
    y_log2 = 3.0 * math.log(2.0)
    for _ in range(3):
        assert derivative(2.0, 3.0) == (y_log2, 1.5)
    assert derivative(2.0, y=3.0) == (y_log2, 1.5)
    assert derivative(x=2.0, y=3.0) == (y_log2, 1.5)
    assert derivative(np.float64(2.0), 3.0) == (y_log2, 1.5)
    for _ in range(3):
        with pytest.raises(ValueError, match="math domain error|positive input") as caught:
            derivative(-2.0, 3.0)
        assert caught.value.__notes__ == ["raised in the derivative of f"]
        with pytest.raises(TypeError, match="f"):
            derivative(2.0)
        with pytest.raises(tangent.TangentError):
            derivative("2.0", 3.0)
    f.__code__ = (lambda x, y: x * y * 7.0).__code__
    assert derivative(2.0, 3.0) == (42.0, 21.0)
    assert derivative(2.0, 3.0) == (42.0, 21.0)
