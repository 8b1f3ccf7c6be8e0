"""Rules for Python numbers: the functions of `math`, and builtins and number types called as functions.

Python raises where NumPy gives inf; so slopes at poles are made with `quotient`, and products stand
where a power could overflow.
"""

import math

import numpy as np

from tangent.rules.kinds import elementwise, known, linear, multilinear, pair
from tangent.runtime.guards import digamma, log_or_zero, power_slope, quotient
from tangent.runtime.reductions import (
    dist_bar,
    dist_dot,
    first_equal,
    number_product_bar,
    number_product_dot,
    scaled,
)

# --------------------------------------------------------------------------- powers, exponentials, logarithms


@elementwise(math.exp)
def _(x, *, out):
    return out


@elementwise(math.expm1)
def _(x):
    return math.exp(x)


@elementwise(math.exp2)
def _(x, *, out):
    return math.log(2.0) * out


@elementwise(math.log, wrt=("x", "base"))
def _(x, base=None, *, out):
    if base is None:
        return 1.0 / x, 0.0
    return 1.0 / (math.log(base) * x), -out / (math.log(base) * base)


@elementwise(math.log2)
def _(x):
    return 1.0 / (math.log(2.0) * x)


@elementwise(math.log10)
def _(x):
    return 1.0 / (math.log(10.0) * x)


@elementwise(math.log1p)
def _(x):
    return 1.0 / (1.0 + x)


@elementwise(math.sqrt, guarded=True)
def _(x, *, out):
    return quotient(0.5, out)


@elementwise(math.cbrt, guarded=True)
def _(x, *, out):
    return quotient(1.0, 3.0 * out * out)


@elementwise(math.pow, guarded=True)
def _(x, y, *, out):
    if known(y) and y == 2:
        return 2.0 * x, out * log_or_zero(x)
    return power_slope(x, y), out * log_or_zero(x)


# --------------------------------------------------------------------------- circular, hyperbolic


@elementwise(math.sin)
def _(x):
    return math.cos(x)


@elementwise(math.cos)
def _(x):
    return -math.sin(x)


@elementwise(math.tan)
def _(x, *, out):
    return 1.0 + out * out


@elementwise(math.asin, guarded=True)
def _(x):
    return quotient(1.0, math.sqrt((1.0 - x) * (1.0 + x)))


@elementwise(math.acos, guarded=True)
def _(x):
    return quotient(-1.0, math.sqrt((1.0 - x) * (1.0 + x)))


@elementwise(math.atan)
def _(x):
    return 1.0 / (1.0 + x * x)


@elementwise(math.atan2, guarded=True)
def _(y, x):
    r2 = x * x + y * y
    return quotient(x, r2), quotient(-y, r2)


@elementwise(math.sinh)
def _(x):
    return math.cosh(x)


@elementwise(math.cosh)
def _(x):
    return math.sinh(x)


@elementwise(math.tanh)
def _(x, *, out):
    return 1.0 - out * out


@elementwise(math.asinh)
def _(x):
    return 1.0 / math.hypot(1.0, x)


@elementwise(math.acosh, guarded=True)
def _(x):
    return quotient(1.0, math.sqrt((x - 1.0) * (x + 1.0)))


@elementwise(math.atanh)
def _(x):
    return 1.0 / ((1.0 - x) * (1.0 + x))


@elementwise(math.radians)
def _(x):
    return math.pi / 180.0


@elementwise(math.degrees)
def _(x):
    return 180.0 / math.pi


# --------------------------------------------------------------------------- lengths, signs, remainders


# Zero at the origin, where the slope depends on the direction.
@elementwise(math.hypot, wrt=("coordinates",))
def _(*coordinates, position, out):
    return coordinates[position] / (out + (out == 0.0))


@elementwise(math.fabs)
def _(x):
    return math.copysign(x != 0.0, x)


@elementwise(math.copysign)
def _(x, y, *, out):
    return np.sign(x) * np.sign(out), 0.0


# The quotient is taken from the result: x / y may round up to the next integer.
@elementwise(math.fmod, math.remainder)
def _(x, y, *, out):
    return 1.0, np.rint((out - x) / y)


# np.ldexp: the power alone may overflow where the result does not.
@elementwise(math.ldexp, wrt=("x",))
def _(x, i):
    return np.ldexp(1.0, i)


# --------------------------------------------------------------------------- special functions


@elementwise(math.erf)
def _(x):
    return 2.0 / math.sqrt(math.pi) * math.exp(-x * x)


@elementwise(math.erfc)
def _(x):
    return -2.0 / math.sqrt(math.pi) * math.exp(-x * x)


@elementwise(math.gamma)
def _(x, *, out):
    return out * digamma(x)


@elementwise(math.lgamma)
def _(x):
    return digamma(x)


# --------------------------------------------------------------------------- several numbers


@linear(math.fsum, wrt=("seq",))
def _(seq, *, out_bar):
    if isinstance(seq, list):
        return [out_bar] * len(seq)
    if isinstance(seq, tuple):
        return (out_bar,) * len(seq)
    return out_bar


def prod_jvp(iterable, *, iterable_dot):
    return number_product_dot(iterable, iterable_dot)


@pair(math.prod, wrt=("iterable",), jvp=prod_jvp)
def _(iterable, *, out_bar):
    return number_product_bar(iterable, out_bar)


def dist_jvp(p, q, *, out, p_dot, q_dot):
    return dist_dot(p, q, out, p_dot, q_dot)


@pair(math.dist, wrt=("p", "q"), jvp=dist_jvp)
def _(p, q, *, out, out_bar):
    return dist_bar(p, q, out, out_bar), dist_bar(q, p, out, out_bar)


if hasattr(math, "sumprod"):  # Python 3.12

    @multilinear(math.sumprod, wrt=("p", "q"))
    def sumprod_bars(p, q, *, out_bar):
        return scaled(q, out_bar), scaled(p, out_bar)


if hasattr(math, "fma"):  # Python 3.13

    @elementwise(math.fma)
    def fma_slopes(x, y, z):
        return y, x, 1.0


# The builtins return one of their arguments: the first of those that are equal.
@elementwise(max, min, wrt=("args",))
def _(*args, position, out):
    if len(args) == 1:
        raise NotImplementedError("max and min of one iterable: use np.max and np.min of an array")
    return first_equal(args, out, position)


# --------------------------------------------------------------------------- conversions


@linear(float, np.float16, np.float32, np.float64, np.longdouble, wrt=("x",))
def _(x, *, out_bar):
    return out_bar


@linear(np.complex64, np.complex128, np.clongdouble, wrt=("x",))
def _(x, *, out_bar):
    if np.iscomplexobj(x):
        return out_bar
    return np.real(out_bar)


@linear(complex, wrt=("real", "imag"))
def _(real, imag=0.0, *, out_bar):
    if np.iscomplexobj(real) or np.iscomplexobj(imag):
        return out_bar, 1j * out_bar
    return np.real(out_bar), -np.imag(out_bar)


# --------------------------------------------------------------------------- parts of floating-point numbers


def frexp_jvp(x, *, out, x_dot):
    return math.ldexp(x_dot, -out[1]), 0.0


@pair(math.frexp, wrt=("x",), jvp=frexp_jvp)
def _(x, *, out, out_bar):
    return math.ldexp(out_bar[0], -out[1])


@elementwise(math.nextafter, neutral=("steps",))
def _(x, y, *, steps=None):
    return 1.0, 0.0
