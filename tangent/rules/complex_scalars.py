"""Rules for `cmath`: holomorphic functions of Python's complex numbers, and their polar coordinates.

A slope at a pole is inf or nan, where Python would raise an exception (`quotient`).
"""

import cmath

import numpy as np

from tangent.rules.kinds import composition, elementwise
from tangent.runtime import compositions
from tangent.runtime.guards import quotient


@elementwise(cmath.exp)
def _(x, *, out):
    return out


@elementwise(cmath.log, wrt=("x", "base"))
def _(x, base=None, *, out):
    if base is None:
        return quotient(1.0, x), 0.0
    return quotient(1.0, cmath.log(base) * x), quotient(-out, cmath.log(base) * base)


@elementwise(cmath.log10)
def _(x):
    return quotient(1.0, cmath.log(10.0) * x)


@elementwise(cmath.sqrt)
def _(x, *, out):
    return quotient(0.5, out)


@elementwise(cmath.sin)
def _(x):
    return cmath.cos(x)


@elementwise(cmath.cos)
def _(x):
    return -cmath.sin(x)


@elementwise(cmath.tan)
def _(x, *, out):
    return 1.0 + out * out


# On a branch cut the result says on which side it is continuous: arithmetic with the argument may lose the
# sign of the zero that decides.
@elementwise(cmath.asin)
def _(x, *, out):
    return quotient(1.0, cmath.cos(out))


@elementwise(cmath.acos)
def _(x, *, out):
    return quotient(-1.0, cmath.sin(out))


@elementwise(cmath.atan)
def _(x):
    return quotient(1.0, 1.0 + x * x)


@elementwise(cmath.sinh)
def _(x):
    return cmath.cosh(x)


@elementwise(cmath.cosh)
def _(x):
    return cmath.sinh(x)


@elementwise(cmath.tanh)
def _(x, *, out):
    return 1.0 - out * out


@elementwise(cmath.asinh)
def _(x, *, out):
    return quotient(1.0, cmath.cosh(out))


@elementwise(cmath.acosh)
def _(x, *, out):
    return quotient(1.0, cmath.sinh(out))


@elementwise(cmath.atanh)
def _(x):
    return quotient(1.0, (1.0 - x) * (1.0 + x))


@elementwise(cmath.phase)
def _(x):
    if not np.iscomplexobj(x):
        return 0.0
    return quotient(-1j, x)


composition(cmath.polar)(compositions.polar)
composition(cmath.rect)(compositions.rect)
