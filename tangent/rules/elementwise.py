"""Rules for functions that work element by element: the partial derivatives, one per argument.

Where the result is real and the argument complex (abs, angle), the partial `p` means: the tangent of
the result is the real part of `p * x_dot`, the adjoint of the argument is `out_bar * p`.
"""

import math

import numpy as np

from tangent.nn.special import erf
from tangent.rules.kinds import elementwise, known, linear, pair, python_number
from tangent.runtime.guards import larger, log_or_zero, power_slope, quotient, sinc_slope
from tangent.runtime.shapes import unbroadcast

# --------------------------------------------------------------------------- arithmetic


@elementwise(np.add)
def _(x, y):
    return 1.0, 1.0


@elementwise(np.subtract)
def _(x, y):
    return 1.0, -1.0


@elementwise(np.multiply)
def _(x, y):
    return y, x


# Of numbers of Python, NumPy makes inf or nan at a pole; Python would raise an exception (`quotient`).
@elementwise(np.divide)
def _(x, y, *, out):
    if python_number(x) and python_number(y) and not python_number(out):
        return np.divide(1.0, y), np.divide(-out, y)
    if known(x) and x == 1:
        return 1.0 / y, -(out * out)  # the reciprocal says it all
    return 1.0 / y, -out / y


@elementwise(np.positive)
def _(x):
    return 1.0


@elementwise(np.negative)
def _(x):
    return -1.0


@elementwise(np.remainder)
def _(x, y, *, out):
    if python_number(x) and python_number(y) and not python_number(out):
        return 1.0, -np.floor_divide(x, y)
    return 1.0, -(x // y)


# The quotient is taken from the result: x / y may round up to the next integer.
@elementwise(np.fmod)
def _(x, y, *, out):
    return 1.0, np.rint((out - x) / y)


@elementwise(np.power, np.float_power, pow, guarded=True)
def _(x, y, *, out):
    if python_number(x) and python_number(y) and not python_number(out):
        return power_slope(np.float64(x), y), out * log_or_zero(x)
    if known(y) and y == 2:
        return 2.0 * x, out * log_or_zero(x)
    if known(y) and y == 1:
        return 1.0, out * log_or_zero(x)
    if known(y) and y == 0:
        return 0.0, out * log_or_zero(x)
    if known(y) and (y > 1 or isinstance(x, np.ndarray)):
        return y * x ** (y - 1), out * log_or_zero(x)
    return power_slope(x, y), out * log_or_zero(x)


@elementwise(np.square)
def _(x):
    return 2.0 * x


@elementwise(np.reciprocal)
def _(x, *, out):
    return -(out**2)


@elementwise(np.sqrt, guarded=True)
def _(x, *, out):
    return 0.5 / out


@elementwise(np.cbrt, guarded=True)
def _(x, *, out):
    return 1.0 / (3.0 * out**2)


# Zero at the origin, where the slope depends on the direction.
@elementwise(np.hypot)
def _(x, y, *, out):
    r = np.where(out == 0.0, 1.0, out)
    return x / r, y / r


# --------------------------------------------------------------------------- exponentials and logarithms


@elementwise(np.exp)
def _(x, *, out):
    return out


@elementwise(np.exp2)
def _(x, *, out):
    return math.log(2.0) * out


# Not out + 1.0, which rounds to zero where x is very negative.
@elementwise(np.expm1)
def _(x):
    return np.exp(x)


@elementwise(np.log)
def _(x):
    if python_number(x):
        return quotient(1.0, x)
    return 1.0 / x


@elementwise(np.log2)
def _(x):
    if python_number(x):
        return quotient(1.0, math.log(2.0) * x)
    return 1.0 / (math.log(2.0) * x)


@elementwise(np.log10)
def _(x):
    if python_number(x):
        return quotient(1.0, math.log(10.0) * x)
    return 1.0 / (math.log(10.0) * x)


@elementwise(np.log1p)
def _(x):
    if python_number(x):
        return quotient(1.0, 1.0 + x)
    return 1.0 / (1.0 + x)


# Guarded: the logarithms of two zeros are -inf, and -inf - -inf is not a number.
@elementwise(np.logaddexp, guarded=True)
def _(x, y, *, out):
    return np.exp(x - out), np.exp(y - out)


@elementwise(np.logaddexp2, guarded=True)
def _(x, y, *, out):
    return np.exp2(x - out), np.exp2(y - out)


# --------------------------------------------------------------------------- circular functions


@elementwise(np.sin)
def _(x):
    return np.cos(x)


@elementwise(np.cos)
def _(x):
    return -np.sin(x)


@elementwise(np.tan)
def _(x, *, out):
    return 1.0 + out**2


# (1 - x) * (1 + x) is exact where x is close to one; 1 - x**2 is not.
# Complex: on a branch cut the result says on which side it is continuous (`complex_scalars.py`).
@elementwise(np.arcsin, guarded=True)
def _(x, *, out):
    if np.iscomplexobj(x):
        return 1.0 / np.cos(out)
    return 1.0 / np.sqrt((1.0 - x) * (1.0 + x))


@elementwise(np.arccos, guarded=True)
def _(x, *, out):
    if np.iscomplexobj(x):
        return -1.0 / np.sin(out)
    return -1.0 / np.sqrt((1.0 - x) * (1.0 + x))


@elementwise(np.arctan)
def _(x):
    return 1.0 / (1.0 + x * x)


@elementwise(np.arctan2, guarded=True)
def _(y, x):
    r2 = x * x + y * y
    if python_number(r2):
        return quotient(x, r2), quotient(-y, r2)
    return x / r2, -y / r2


@elementwise(np.sinc)
def _(x):
    return sinc_slope(x)


@elementwise(np.deg2rad, np.radians)
def _(x):
    return math.pi / 180.0


@elementwise(np.rad2deg, np.degrees)
def _(x):
    return 180.0 / math.pi


# --------------------------------------------------------------------------- hyperbolic functions


@elementwise(np.sinh)
def _(x):
    return np.cosh(x)


@elementwise(np.cosh)
def _(x):
    return np.sinh(x)


@elementwise(np.tanh)
def _(x, *, out):
    return 1.0 - out**2


@elementwise(np.arcsinh)
def _(x, *, out):
    if np.iscomplexobj(x):
        return 1.0 / np.cosh(out)
    return 1.0 / np.hypot(1.0, x)


# Two roots: the root of the product has the wrong sign in the left half of the complex plane.
@elementwise(np.arccosh, guarded=True)
def _(x, *, out):
    if np.iscomplexobj(x):
        return 1.0 / np.sinh(out)
    return 1.0 / (np.sqrt(x - 1.0) * np.sqrt(x + 1.0))


@elementwise(np.arctanh)
def _(x):
    if python_number(x):
        return quotient(1.0, (1.0 - x) * (1.0 + x))
    return 1.0 / ((1.0 - x) * (1.0 + x))


# --------------------------------------------------------------------------- kinks and choices


@elementwise(np.absolute, np.fabs, abs)
def _(x, *, out):
    if np.iscomplexobj(x):
        return np.conj(x) / np.where(out == 0.0, 1.0, out)
    if isinstance(x, float):
        return math.copysign(x != 0.0, x)  # NumPy's sign would turn all that follows into NumPy's numbers
    return np.sign(x)


# Equal arguments share evenly; a literal (relu) takes nothing.
@elementwise(np.maximum)
def _(x, y):
    if known(y):
        return x > y, 0.0
    if known(x):
        return 0.0, y > x
    return larger(x, y), larger(y, x)


@elementwise(np.minimum)
def _(x, y):
    if known(y):
        return x < y, 0.0
    if known(x):
        return 0.0, y < x
    return larger(y, x), larger(x, y)


@elementwise(np.fmax)
def _(x, y):
    return np.where(np.isnan(y), 1.0, larger(x, y)), np.where(np.isnan(x), 1.0, larger(y, x))


@elementwise(np.fmin)
def _(x, y):
    return np.where(np.isnan(y), 1.0, larger(y, x)), np.where(np.isnan(x), 1.0, larger(x, y))


# On a bound the argument takes all; where the bounds cross, NumPy lets a_max win.
@elementwise(np.clip, wrt=("a", "a_min", "a_max"))
def _(a, a_min=None, a_max=None):
    if a_min is None and a_max is None:
        return 1.0, 0.0, 0.0
    if a_max is None:
        return a >= a_min, a < a_min, 0.0
    if a_min is None:
        return a <= a_max, 0.0, a > a_max
    return (a_min <= a) & (a <= a_max), (a < a_min) & (a_min <= a_max), np.maximum(a, a_min) > a_max


# Linear, not element-wise: as a product with the condition it would make 0 * inf.
@linear(np.where, wrt=("x", "y"))
def _(condition, x, y, *, out_bar):
    chosen = np.where(condition, out_bar, 0.0)
    other = np.where(condition, 0.0, out_bar)
    return unbroadcast(chosen, x), unbroadcast(other, y)


@elementwise(np.heaviside)
def _(x1, x2):
    return 0.0, x1 == 0.0


@elementwise(np.copysign)
def _(x1, x2, *, out):
    return np.where(x1 < 0.0, -np.sign(out), np.sign(out)), 0.0


@elementwise(np.nan_to_num, wrt=("x", "nan", "posinf", "neginf"))
def _(x, copy=True, nan=0.0, posinf=None, neginf=None):
    return np.isfinite(x), np.isnan(x), np.isposinf(x), np.isneginf(x)


@elementwise(erf)
def _(x):
    return 2.0 / math.sqrt(math.pi) * np.exp(-x * x)


# --------------------------------------------------------------------------- complex numbers


@linear(np.real, wrt=("val",), view=True)
def _(val, *, out_bar):
    return out_bar


@linear(np.imag, wrt=("val",), view=True)
def _(val, *, out_bar):
    if np.iscomplexobj(val):
        return -1j * out_bar
    return 0.0


@linear(np.conjugate, wrt=("x",))
def _(x, *, out_bar):
    return np.conj(out_bar)


@elementwise(np.angle, wrt=("z",), guarded=True)
def _(z, deg=False):
    if not np.iscomplexobj(z):
        return 0.0
    if deg:
        return np.divide(-180j / math.pi, z)
    return np.divide(-1j, z)


# --------------------------------------------------------------------------- parts of floating-point numbers


@linear(np.ldexp, wrt=("x1",))
def _(x1, x2, *, out_bar):
    return unbroadcast(np.ldexp(out_bar, x2), x1)


# The exponent is a step function, so the mantissa is the number times a constant.
def frexp_jvp(x, *, out, x_dot):
    return np.ldexp(x_dot, -out[1]), 0.0


@pair(np.frexp, wrt=("x",), jvp=frexp_jvp)
def _(x, *, out, out_bar):
    return np.ldexp(out_bar[0], -out[1])


# The next number after x is x and a distance, which is a step function.
@elementwise(np.nextafter)
def _(x1, x2):
    return 1.0, 0.0
