"""Helpers for slopes at kinks and poles, called by emitted code.

Each is a plain function of NumPy that is printed with its source into saved modules and is itself
differentiated for second order; so: no decorators, no global constants, no hidden state.  All of
them take Python numbers, NumPy scalars and arrays, and keep dtypes.
"""

import math

import numpy as np

from tangent.runtime.shapes import has_parts, part_names


def guarded(factor, slope):
    """Return factor * slope, but zero where `factor` is zero and `slope` is infinite or not a number.

    A finite slope is kept even where the factor is zero: the derivative of the product needs it.
    """
    if isinstance(factor, float) and isinstance(slope, float):
        if factor == 0.0 and not math.isfinite(slope):
            return 0.0
        return factor * slope
    if np.all(np.isfinite(slope)):
        return factor * slope
    return factor * np.where((factor == 0.0) & ~np.isfinite(slope), 0.0, slope)


def quotient(a, b):
    """Return a / b for Python numbers, with inf or nan in place of a ZeroDivisionError."""
    if b == 0.0:
        return complex(a * math.inf) if isinstance(b, complex) else a * math.inf
    return a / b


def larger(x, y):
    """Return 1 where x > y, 0.5 where they are equal, 0 elsewhere, in the dtype they promote to."""
    return 0.5 * np.add(x > y, x >= y, dtype=np.result_type(x, y))


def power_slope(x, y):
    """Return y * x**(y - 1), the derivative of x**y in x: zero for 0**0, infinite at a pole."""
    if isinstance(y, (list, tuple)):
        y = np.asarray(y)
    if isinstance(y, np.ndarray):
        return y * x ** np.where((x == 0.0) & (y == 0.0), 1, y - 1)
    if isinstance(x, np.ndarray):
        return y * np.where((x == 0.0) & (y == 0.0), 1.0, x) ** (y - 1)
    if x == 0.0 and y == 0.0:
        return 0.0 * x
    if isinstance(x, float) and isinstance(y, (int, float)) and y < 1:
        if x == 0.0:
            return y * math.inf
        return y * (x**y / x)  # x ** (y - 1) may raise an OverflowError
    return y * x ** (y - 1)


def log_or_zero(x):
    """Return log(x), and zero where x is zero: the factor of x**y in its derivative in y."""
    if isinstance(x, (int, float)):
        if x == 0.0:
            return 0.0
        if x < 0.0:
            return math.nan
        return math.log(x)
    return np.log(np.where(x == 0.0, 1.0, x))


def sinc_slope(x):
    """Return the derivative of sin(pi x) / (pi x), by a series near zero, where the formula cancels."""
    t = math.pi * x
    near = abs(t) < 0.3
    w = np.where(near, t * t, 0.0)
    series = 1.0 - w / 10.0 * (1.0 - w / 28.0 * (1.0 - w / 54.0 * (1.0 - w / 88.0 * (1.0 - w / 130.0))))
    far = np.where(near, 1.0, t)
    return math.pi * np.where(near, -t / 3.0 * series, (np.cos(far) - np.sin(far) / far) / far)


def digamma(x):
    """Return the derivative of math.lgamma at the float x, to about 1e-14."""
    if x <= 0.0:
        # The remainder, which is exact, keeps the argument of the tangent small.
        return digamma(1.0 - x) - math.pi / math.tan(math.pi * math.remainder(x, 1.0))
    shift = 0.0
    while x < 12.0:
        shift = shift + 1.0 / x
        x = x + 1.0
    w = 1.0 / (x * x)
    tail = 1.0 / 240.0 - w * (1.0 / 132.0 - w * (691.0 / 32760.0 - w / 12.0))
    tail = w * (1.0 / 12.0 - w * (1.0 / 120.0 - w * (1.0 / 252.0 - w * tail)))
    return math.log(x) - 0.5 / x - tail - shift


def finite(x, what):
    """Return `x`; raise a FloatingPointError that names it where it holds a NaN or an infinity."""
    if isinstance(x, dict):
        for key in x:
            finite(x[key], what)
    elif isinstance(x, (list, tuple)):
        for item in x:
            finite(item, what)
    elif has_parts(x):
        for name in part_names(x):
            finite(getattr(x, name), what)
    elif isinstance(x, (float, complex, np.ndarray, np.number)):
        if not np.all(np.isfinite(x)):
            raise FloatingPointError("an adjoint is not finite: " + what)
    return x
