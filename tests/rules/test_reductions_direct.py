"""The rules of reductions.py, called as the functions that they are."""

import warnings

import numpy as np
import pytest

import tangent.rules.ranges
import tangent.rules.reductions  # noqa: F401  (registers)
from tangent.rules.kinds import RULES
from tangent.runtime.reductions import linear_recurrence, product_of_others

from .numeric import adjoints, central, tangent_of

A = np.random.default_rng(3).standard_normal((2, 3, 4))
ZEROS = A.copy()
ZEROS[0, 1, 2] = ZEROS[1, 0, 0] = ZEROS[1, 0, 1] = ZEROS[1, 2, 0] = 0.0
HOLES = A.copy()
HOLES[0, 1, 2] = HOLES[1, 0, 0] = np.nan
AXES = [None, 0, 1, -1, (0,), (0, 2), (2, 0), (-1, 1), (0, 1, 2)]
REDUCE = [np.sum, np.mean, np.prod, np.var, np.std, np.max, np.amax, np.min, np.amin, np.ptp, np.median]
REDUCE += [np.nansum, np.nanmean, np.nanmax, np.nanmin]


def check(function, a, **options):
    """Both directions of the rule against differences of the function."""
    a_dot = np.random.default_rng(5).standard_normal(a.shape)
    if np.iscomplexobj(a):
        a_dot = a_dot * (0.6 - 0.8j)
    out = function(a, **options)
    want = central(lambda t: function(a + t * a_dot, **options), 1e-3)
    got = tangent_of(function, a, a_dot, **options)
    assert np.shape(got) == np.shape(out)
    np.testing.assert_allclose(np.real(got) if np.isrealobj(out) else got, want, rtol=1e-8, atol=1e-9)
    out_bar = np.random.default_rng(6).standard_normal(np.shape(out))[()]
    before = np.copy(out_bar)
    (a_bar,) = adjoints(function, out_bar, a, **options)
    np.testing.assert_array_equal(out_bar, before)
    a_bar = np.broadcast_to(a_bar, a.shape)
    pairing = np.sum(a_bar * a_dot)
    if np.isrealobj(out):
        pairing = np.real(pairing)
    np.testing.assert_allclose(pairing, np.sum(out_bar * want), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("function", REDUCE)
def test_axes(function, axis, keepdims):
    check(function, A, axis=axis, keepdims=keepdims)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("function", [np.nansum, np.nanmean, np.nanmax, np.nanmin])
def test_nan_is_left_out(function, axis):
    check(function, HOLES, axis=axis)
    (bar,) = adjoints(function, np.ones(np.shape(function(A, axis=axis))), HOLES, axis=axis)
    assert np.all(np.broadcast_to(bar, A.shape)[np.isnan(HOLES)] == 0.0)


@pytest.mark.parametrize("ddof", [0, 1, 1.5])
@pytest.mark.parametrize("axis", [None, 1, (0, 2)])
@pytest.mark.parametrize("function", [np.var, np.std])
def test_degrees_of_freedom(function, axis, ddof):
    check(function, A, axis=axis, ddof=ddof)


@pytest.mark.parametrize("function", [np.sum, np.mean, np.prod, np.var, np.std])
@pytest.mark.parametrize("axis", [None, 0, (0, 2)])
def test_complex(function, axis):
    z = A + 1j * A[::-1, ::-1]
    check(function, z, axis=axis)


@pytest.mark.parametrize("axis", AXES)
def test_products_with_zeros(axis):
    check(np.prod, ZEROS, axis=axis)


ARRAYS = [A, ZEROS, A[0, 0], ZEROS[1, :, 0], A[:, :1], np.array(2.5), A[:, :0], A[0, 0, :1]]


@pytest.mark.parametrize("a", ARRAYS)
@pytest.mark.parametrize("function", [np.cumsum, np.cumprod])
def test_running(function, a):
    for axis in [None, *range(-a.ndim, a.ndim)]:
        check(function, a, axis=axis)


def test_long_running_product():
    check(np.cumprod, 1.0 + 0.01 * np.random.default_rng(4).standard_normal(1000))


def test_linear_recurrence_against_the_loop():
    for n in (0, 1, 2, 3, 8, 13):
        f, b = np.random.default_rng(n).standard_normal((2, 2, n))
        keep = f.copy(), b.copy()
        s = linear_recurrence(f, b)
        last = np.zeros(2)
        for i in range(n):
            last = f[:, i] * last + b[:, i]
            np.testing.assert_allclose(s[:, i], last, rtol=1e-12)
        np.testing.assert_array_equal((f, b), keep)


@pytest.mark.parametrize("function", [*REDUCE, np.cumsum, np.cumprod])
@pytest.mark.parametrize("axis", [None, 0, (0, 2)])
def test_float32_stays(function, axis):
    if function in (np.cumsum, np.cumprod) and isinstance(axis, tuple):
        axis = -1
    a = A.astype(np.float32)
    out = function(a, axis=axis)
    (bar,) = adjoints(function, np.ones_like(out)[()], a, axis=axis)
    assert np.asarray(bar).dtype == np.float32
    assert np.asarray(tangent_of(function, a, a, axis=axis)).dtype == np.float32


@pytest.mark.parametrize("function", [np.sum, np.mean, np.prod, np.var, np.std, np.nansum])
def test_empty_and_zero_dimensional(function):
    empty = np.zeros((0, 3))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for axis in (None, 0, (0, 1)):
            out = function(empty, axis=axis)
            with np.errstate(all="ignore"):
                (bar,) = adjoints(function, np.ones_like(out)[()], empty, axis=axis)
            assert np.broadcast_to(bar, (0, 3)).shape == (0, 3)
    check(function, np.array(1.5))
    check(function, np.zeros((0, 3)) + 1.0, axis=1)


@pytest.mark.parametrize("function", [np.max, np.min, np.amax, np.amin, np.nanmax])
def test_ties_share_evenly(function):
    a = np.array([[2.0, 2.0, 1.0, 1.0], [5.0, 5.0, 5.0, 5.0]])
    for options in ({"axis": 1}, {"axis": 1, "keepdims": True}, {"axis": (1,)}):
        out = function(a, **options)
        (bar,) = adjoints(function, np.ones_like(out), a, **options)
        np.testing.assert_array_equal(bar.sum(axis=1), [1.0, 1.0])
        np.testing.assert_array_equal(bar[1], [0.25] * 4)
        assert set(bar[0]) == {0.0, 0.5}
    (bar,) = adjoints(function, 1.0, a[1])
    np.testing.assert_array_equal(bar, [0.25] * 4)
    assert adjoints(np.ptp, 1.0, a[0])[0].tolist() == [0.5, 0.5, -0.5, -0.5]


def test_deviation_of_equal_numbers_is_flat():
    a = np.full((3, 4), 7.0, np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for axis in (None, 0):
            out = np.std(a, axis=axis)
            (bar,) = adjoints(np.std, np.ones_like(out)[()], a, axis=axis)
            assert np.all(bar == 0.0) and bar.dtype == np.float32
            assert np.all(tangent_of(np.std, a, a, axis=axis) == 0.0)


def test_masked_elements_do_not_matter_to_products():
    a = np.array([np.inf, 0.0, 2.0])
    with np.errstate(invalid="ignore"):
        others = product_of_others(a, None)
    assert others[0] == 0.0 and others[1] == np.inf


def test_median_of_even_and_odd():
    check(np.median, np.array([3.0, 1.0, 2.0, 7.0]))
    check(np.median, np.array([3.0, 1.0, 2.0]))
    check(np.median, np.array([[3.0, 1.0, 2.0], [0.0, 5.0, -1.0]]), axis=1, keepdims=True)


def test_bincount():
    x = np.array([0, 2, 2, 5])
    bar = RULES[np.bincount].vjp(x, np.ones(4), out_bar=np.arange(8.0))
    assert bar.tolist() == [0.0, 2.0, 2.0, 5.0]


def test_sum_returns_no_more_than_it_must():
    one = np.float64(3.0)
    assert RULES[np.sum].vjp(A, out_bar=one)[0] is one
    kept = np.ones((2, 1, 4))
    assert RULES[np.sum].vjp(A, 1, keepdims=True, out_bar=kept)[0] is kept
    assert RULES[np.mean].vjp(A, out_bar=24.0) == 1.0


def test_arange():
    out = np.arange(0.5, 2.0, 0.3)
    out_bar = np.arange(1.0, 1.0 + out.size)
    start_bar, step_bar = adjoints(np.arange, out_bar, 0.5, 2.0, 0.3)
    length = 1.5  # the number of elements stays the same while the start moves by little
    for got, move in (
        (start_bar, lambda t: (0.5 + t, 0.5 + t + length, 0.3)),
        (step_bar, lambda t: (0.5, 2.0, 0.3 + t)),
    ):
        want = central(lambda t: np.sum(out_bar * np.arange(*move(t))[: out.size]), 1e-4)
        np.testing.assert_allclose(got, want, rtol=1e-8)
    assert adjoints(np.arange, np.ones(3), 2.5) == (0.0, 0.0)
    dot = RULES[np.arange].jvp(0.5, 2.0, 0.3, out=out, start_dot=1.0, step_dot=2.0)
    np.testing.assert_allclose(
        dot, central(lambda t: np.arange(0.5 + t, 2.1 + t, 0.3 + 2.0 * t)[: out.size], 1e-4)
    )
