"""The rules of elementwise.py, called as the functions that they are."""

import math
import warnings

import numpy as np
import pytest

import tangent.rules.elementwise  # noqa: F401  (registers)
from tangent.rules.kinds import RULES
from tangent.runtime.guards import guarded, larger, log_or_zero, power_slope, sinc_slope

from .numeric import central, complex_step, keywords, slopes

LINE = np.array([-2.3, -0.7, -0.05, 0.4, 1.7, 3.1])
HALF = np.array([0.05, 0.3, 1.0, 2.2, 7.5])
UNIT = np.array([-0.95, -0.4, 0.01, 0.6, 0.9])

ANALYTIC = [
    (np.positive, LINE), (np.negative, LINE), (np.square, LINE), (np.reciprocal, LINE), (np.sqrt, HALF),
    (np.exp, LINE), (np.exp2, LINE), (np.expm1, LINE), (np.log, HALF), (np.log2, HALF), (np.log10, HALF),
    (np.log1p, HALF), (np.sin, LINE), (np.cos, LINE), (np.tan, LINE), (np.arcsin, UNIT), (np.arccos, UNIT),
    (np.arctan, LINE), (np.sinh, LINE), (np.cosh, LINE), (np.tanh, LINE), (np.arcsinh, LINE),
    (np.arccosh, HALF + 1.0), (np.arctanh, UNIT),
]  # fmt: skip
REAL = [
    (np.cbrt, LINE), (np.absolute, LINE), (np.fabs, LINE), (abs, LINE), (np.sinc, LINE), (np.deg2rad, LINE),
    (np.radians, LINE), (np.rad2deg, LINE), (np.degrees, LINE),
]  # fmt: skip
BINARY = [
    (np.add, LINE, 2.0 - LINE), (np.subtract, LINE, 2.0 - LINE), (np.multiply, LINE, LINE + 0.3),
    (np.divide, LINE, LINE[::-1]),
    (np.remainder, LINE, np.full(6, 0.77)), (np.remainder, LINE, np.full(6, -0.77)),
    (np.fmod, LINE, np.full(6, 0.77)), (np.fmod, LINE, np.full(6, -0.77)), (np.hypot, LINE, LINE + 0.3),
    (np.power, HALF, LINE[:5]), (np.float_power, HALF, LINE[:5]), (np.arctan2, LINE, LINE[::-1]),
    (np.logaddexp, LINE, LINE[::-1]), (np.logaddexp2, LINE, LINE[::-1]), (np.maximum, LINE, LINE[::-1]),
    (np.minimum, LINE, LINE[::-1]), (np.fmax, LINE, LINE[::-1]), (np.fmin, LINE, LINE[::-1]),
    (np.copysign, LINE, LINE[::-1]), (np.heaviside, LINE, LINE + 5.0),
]  # fmt: skip


def close(got, want, tol):
    np.testing.assert_allclose(np.broadcast_to(got, np.shape(want)), want, rtol=tol, atol=tol)


@pytest.mark.parametrize("function, x", ANALYTIC)
def test_real_slopes_against_the_complex_step(function, x):
    (slope,) = slopes(function, x)
    close(slope, complex_step(lambda t: function(x + t)), 2e-14)


@pytest.mark.parametrize("function, x", ANALYTIC + REAL)
def test_real_slopes_against_differences(function, x):
    (slope,) = slopes(function, x)
    close(slope, central(lambda t: function(x + t), 1e-3), 1e-9)


@pytest.mark.parametrize("function, x", ANALYTIC)
def test_complex_slopes(function, x):
    z = x + 1j * np.linspace(-0.8, 0.9, len(x))
    z = np.concatenate([z, -z, z.conj()])
    for direction in (1.0, 1j):
        (slope,) = slopes(function, z)
        close(slope * direction, central(lambda t: function(z + t * direction), 1e-3), 1e-8)


@pytest.mark.parametrize("function", [np.absolute, abs, np.angle])
def test_real_functions_of_complex_numbers(function):
    z = np.array([0.3 + 0.4j, -1.0 + 0.2j, 2.0 - 3.0j])
    (slope,) = slopes(function, z)
    for direction in (1.0, 1j, 0.6 - 0.8j):
        close(np.real(slope * direction), central(lambda t: function(z + t * direction), 1e-3), 1e-9)


def test_angle_in_degrees_and_of_real_numbers():
    z = np.array([0.3 + 0.4j, -1.0 + 0.2j])
    (slope,) = slopes(np.angle, z, deg=True)
    close(np.real(slope * 1j), central(lambda t: np.angle(z + t * 1j, deg=True), 1e-3), 1e-8)
    assert slopes(np.angle, LINE) == (0.0,)


@pytest.mark.parametrize("function, x, y", BINARY)
def test_two_arguments(function, x, y):
    by_x, by_y = slopes(function, x, y)
    close(by_x, central(lambda t: function(x + t, y), 1e-3), 1e-8)
    if function is not np.copysign:
        close(by_y, central(lambda t: function(x, y + t), 1e-3), 1e-8)


@pytest.mark.parametrize("function, x", ANALYTIC + REAL)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtypes_of_one_argument(function, x, dtype):
    for value in (x.astype(dtype), dtype(x[-1]), np.zeros((0, 3), dtype), np.array(x[-1], dtype)):
        out = function(value)
        (slope,) = slopes(function, value)
        assert (np.asarray(out) * slope).dtype == dtype
        assert np.shape(np.broadcast_to(slope, np.shape(value))) == np.shape(value)
    assert np.result_type(np.ones(1, dtype), slope) == dtype


@pytest.mark.parametrize("function, x, y", BINARY)
def test_float32_beside_float32_and_python_numbers(function, x, y):
    x, y = x.astype(np.float32), y.astype(np.float32)
    pairs = [(x, y), (x[0], y[0]), (x, float(y[0])), (float(abs(x[0])), y), (x[:, None], y), (x[:0], y[:0])]
    if function is not np.float_power:
        for a, b in pairs:
            out = function(a, b)
            for slope in slopes(function, a, b):
                assert (np.asarray(out) * slope).dtype == np.float32
                assert np.shape(out * slope) == np.shape(out)


@pytest.mark.parametrize("function, x, y", BINARY)
def test_python_floats(function, x, y):
    x, y = float(x[-1]), float(y[-1])
    by_x, by_y = slopes(function, x, y)
    close(by_x, central(lambda t: function(x + t, y), 1e-3), 1e-8)
    assert np.ndim(by_x) == 0 and np.ndim(by_y) == 0


# --------------------------------------------------------------------------- powers


@pytest.mark.parametrize("y", [2, 2.0, 1, 0, 3, 5.0, -1, -2.5, 0.5, 1.5])
def test_power_with_a_constant_exponent(y):
    for x in (HALF, HALF.astype(np.float32), 1.3):
        by_x, by_y = slopes(np.power, x, y)
        tol = 1e-9 if np.asarray(x).dtype == np.float64 else 1e-5
        close(by_x, central(lambda t: (np.asarray(x, np.float64) + t) ** y, 1e-3), tol)
        assert np.result_type(np.ones(1, np.asarray(x).dtype), by_x) == np.asarray(x).dtype
        close(by_y, central(lambda t: np.asarray(x, np.float64) ** (y + t), 1e-3), tol)


@pytest.mark.parametrize("y", [2, 3, -2])
def test_power_of_negative_numbers_does_not_take_logarithms(y):
    x = np.array([-1.5, -0.2])
    with np.errstate(all="raise"):
        by_x = power_slope(x, y)
    close(by_x, central(lambda t: (x + t) ** y, 1e-3), 1e-7)
    close(power_slope(-1.5, y), by_x[0], 1e-14)
    close(power_slope(x, np.array(y)), by_x, 1e-14)


def test_power_at_zero():
    for zero in (0.0, np.float64(0.0), np.float32(0.0), np.zeros(()), np.zeros(2), np.zeros(2, np.float32)):
        with np.errstate(all="ignore"):
            assert np.all(power_slope(zero, 0) == 0.0)
            assert np.all(power_slope(zero, 0.0) == 0.0)
            assert np.all(power_slope(zero, np.zeros(2)) == 0.0)
            assert np.all(power_slope(zero, 1) == 1.0)
            assert np.all(power_slope(zero, 2) == 0.0)
            assert np.all(power_slope(zero, 0.5) == np.inf)
            assert np.all(power_slope(zero, np.array([0.5, 0.25])) == np.inf)
        assert np.all(slopes(np.power, zero, 0.0)[1] == 0.0)
        assert np.all(slopes(np.power, zero, 2.0)[1] == 0.0)
    assert np.isinf(power_slope(1e-200, -1.0))  # 1e-200 ** -2.0 raises
    with np.errstate(all="raise"):
        assert np.all(log_or_zero(np.zeros(2)) == 0.0)


def test_power_keeps_dtypes_whatever_is_a_python_number():
    y = np.array([0.5, 2.0], np.float32)
    for x in (2, 2.0, np.float32(2.0)):
        by_x, by_y = slopes(np.power, x, y)
        assert (np.power(x, y) * by_y).dtype == np.float32
    close(slopes(np.power, 2, y)[1], central(lambda t: 2.0 ** (y.astype(float) + t), 1e-3), 1e-6)


def test_complex_powers():
    z = np.array([0.3 + 0.4j, -1.0 + 0.2j])
    for y in (2, 3, 0.5, -1):
        close(slopes(np.power, z, y)[0], central(lambda t: (z + t) ** y, 1e-3), 1e-8)
    by_z, by_y = slopes(np.power, z, z[::-1])
    close(by_z, central(lambda t: (z + t) ** z[::-1], 1e-3), 1e-8)
    close(by_y, central(lambda t: z ** (z[::-1] + t), 1e-3), 1e-8)


# --------------------------------------------------------------------------- kinks, poles, ties


def test_ties_share_evenly():
    x = np.array([1.0, 2.0, -np.inf, np.inf, 0.0])
    for function in (np.maximum, np.minimum, np.fmax, np.fmin):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            by_x, by_y = RULES[function].vjp(x, x.copy())
        assert np.all(by_x == 0.5) and np.all(by_y == 0.5)
    assert larger(np.float32(2.0), np.float32(1.0)).dtype == np.float32
    assert larger(1.0, 1.0) == 0.5


def test_relu_takes_nothing_at_zero():
    x = np.array([-1.0, 0.0, 2.0], np.float32)
    by_x, _ = slopes(np.maximum, x, 0.0)
    np.testing.assert_array_equal(x * by_x, np.array([-0.0, 0.0, 2.0], np.float32))
    assert (x * by_x).dtype == np.float32
    np.testing.assert_array_equal(slopes(np.maximum, 0.0, x)[1], by_x)
    np.testing.assert_array_equal(slopes(np.minimum, x, 0.0)[0], [True, False, False])


def test_fmax_and_fmin_ignore_nan():
    x = np.array([1.0, np.nan, 3.0])
    y = np.array([np.nan, 2.0, 1.0])
    by_x, by_y = slopes(np.fmax, x, y)
    np.testing.assert_array_equal(by_x, [1.0, 0.0, 1.0])
    np.testing.assert_array_equal(by_y, [0.0, 1.0, 0.0])
    np.testing.assert_array_equal(slopes(np.fmin, x, y)[0], [1.0, 0.0, 0.0])


@pytest.mark.parametrize("low, high", [(None, 1.0), (-1.0, None), (-1.0, 1.0), (None, None), (1.0, -1.0)])
def test_clip(low, high):
    x = np.linspace(-2.05, 2.05, 12)
    if low is None and high is None:
        assert RULES[np.clip].vjp(x) == (1.0, 0.0, 0.0)  # NumPy 2.0 itself refuses this call
        return
    by_x, by_low, by_high = slopes(np.clip, x, low, high)
    close(by_x, central(lambda t: np.clip(x + t, low, high), 1e-3), 1e-10)
    if low is not None:
        close(by_low, central(lambda t: np.clip(x, low + t, high), 1e-3), 1e-10)
    if high is not None:
        close(by_high, central(lambda t: np.clip(x, low, high + t), 1e-3), 1e-10)
    assert (x.astype(np.float32) * by_x).dtype == np.float32


def test_clip_on_the_bounds_adds_up_to_one():
    parts = slopes(np.clip, np.array([-1.0, 1.0]), -1.0, 1.0)
    np.testing.assert_array_equal(sum(np.asarray(p, float) for p in parts), [1.0, 1.0])


def test_slopes_at_the_origin():
    assert slopes(np.absolute, np.zeros(2))[0].tolist() == [0.0, 0.0]
    assert slopes(np.absolute, np.zeros(2, complex))[0].tolist() == [0.0, 0.0]
    assert [s.tolist() for s in slopes(np.hypot, np.zeros(2), np.zeros(2))] == [[0.0, 0.0], [0.0, 0.0]]
    assert slopes(np.sinc, np.zeros(2))[0].tolist() == [0.0, 0.0]
    for function, x in [(np.sqrt, 0.0), (np.cbrt, 0.0), (np.arcsin, 1.0), (np.arccosh, 1.0)]:
        for value in (x, np.float32(x), np.array([x])):
            assert np.all(np.isposinf(slopes(function, value)[0]))
        assert RULES[function].guarded


@pytest.mark.parametrize("function, x, y", BINARY)
def test_no_warning_away_from_poles(function, x, y):
    body = RULES[function].vjp
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        body(x, y, **keywords(body, out=function(x, y)))


def test_logaddexp_far_apart_and_of_two_zeros():
    by_x, by_y = slopes(np.logaddexp, np.array([1000.0, -np.inf]), np.array([-1000.0, 0.0]))
    assert by_x.tolist() == [1.0, 0.0] and by_y.tolist() == [0.0, 1.0]
    slope = slopes(np.logaddexp, np.array([-np.inf]), np.array([-np.inf]))[0]
    assert guarded(np.zeros(1), slope).tolist() == [0.0]


def test_accuracy_near_the_ends():
    x = np.array([1.0 - 1e-12, -1.0 + 1e-12])
    want = 1.0 / np.sqrt((1.0 - np.abs(x.astype(np.longdouble))) * (1.0 + np.abs(x.astype(np.longdouble))))
    close(slopes(np.arcsin, x)[0], want.astype(float), 1e-15)
    assert slopes(np.expm1, -60.0)[0] > 0.0
    assert slopes(np.arcsinh, 1e200)[0] == 1e-200


def test_sinc_near_zero():
    x = np.array([1e-9, 1e-5, 1e-3, 0.05, 0.0954, 0.0956, 0.2])
    t = np.pi * x.astype(np.longdouble)
    series = sum((-1) ** k * 2 * k * t ** (2 * k - 1) / math.factorial(2 * k + 1) for k in range(1, 14))
    np.testing.assert_allclose(sinc_slope(x), (np.pi * series).astype(float), rtol=2e-14)


# --------------------------------------------------------------------------- the guard


@pytest.mark.parametrize("make", [float, np.float32, np.float64, lambda v: np.array([v, v], np.float32)])
def test_guarded(make):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for slope in (np.inf, -np.inf, np.nan):
            assert np.all(guarded(make(0.0), make(slope)) == 0.0)
        assert np.all(guarded(make(2.0), make(3.0)) == 6.0)
        assert np.all(guarded(make(2.0), make(np.inf)) == np.inf)
        assert np.all(np.isnan(guarded(make(np.nan), make(0.0))))
    if make is not float:
        assert guarded(make(2.0), make(3.0)).dtype == np.asarray(make(2.0)).dtype


def test_guarded_keeps_finite_slopes_for_second_derivatives():
    # d guarded(g, s) / dg at g = 0 is s, as (sqrt(x) - 1)**2 at x = 1 needs.
    s = np.array([3.0])
    close(central(lambda t: guarded(np.array([t]), s), 1e-3), s, 1e-12)


def test_guarded_broadcasts():
    assert guarded(0.0, np.array([1.0, np.inf])).tolist() == [0.0, 0.0]
    assert guarded(np.array([0.0, 1.0]), np.inf).tolist() == [0.0, np.inf]


# --------------------------------------------------------------------------- linear ones


def test_where_is_not_a_product():
    c = np.array([True, False, True])
    out_bar = np.array([1.0, np.inf, np.nan], np.float32)
    by_x, by_y = RULES[np.where].vjp(c, np.ones(3, np.float32), 0.0, out_bar=out_bar)
    np.testing.assert_array_equal(by_x, np.array([1.0, 0.0, np.nan], np.float32))
    assert by_x.dtype == np.float32 and np.shape(by_y) == () and by_y == np.inf
    out_bar = np.arange(6.0).reshape(2, 3)
    by_x, by_y = RULES[np.where].vjp(c, np.ones((1, 3)), np.ones((2, 1)), out_bar=out_bar)
    assert by_x.tolist() == [[3.0, 0.0, 7.0]] and by_y.tolist() == [[1.0], [4.0]]


@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
def test_real_imag_and_conjugate_are_transposes(dtype):
    z = np.array([0.3 + 0.4j, -1.0 + 0.2j], dtype)
    z_dot = np.array([0.5 - 2.0j, 1.0 + 3.0j], dtype)
    for function in (np.real, np.imag):
        out_bar = np.array([2.0, -3.0], z.real.dtype)
        z_bar = RULES[function].vjp(z, out_bar=out_bar)
        want = np.sum(out_bar * function(z_dot))
        np.testing.assert_allclose(np.real(np.sum(z_bar * z_dot)), want, rtol=1e-6)
        assert np.result_type(z_bar, z) == dtype
    z_bar = RULES[np.conj].vjp(z, out_bar=z)
    np.testing.assert_allclose(np.real(np.sum(z_bar * z_dot)), np.real(np.sum(z * np.conj(z_dot))), rtol=1e-6)
    assert RULES[np.imag].vjp(LINE, out_bar=LINE) == 0.0


ALIASES = """acos arccos asin arcsin atan arctan atan2 arctan2 acosh arccosh asinh arcsinh atanh arctanh
pow power abs absolute mod remainder true_divide divide
conj conjugate radians deg2rad degrees rad2deg""".split()


@pytest.mark.parametrize("new, old", list(zip(ALIASES[::2], ALIASES[1::2])))
def test_aliases_have_the_same_rule(new, old):
    assert RULES[getattr(np, new)].vjp is RULES[getattr(np, old)].vjp
