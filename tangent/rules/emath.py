"""Rules for `np.emath`, whose results are real or complex, as the values decide.

Of real numbers the analysis says them with the functions of `runtime/either.py`, which are always complex.
"""

import math

import numpy as np

from tangent.rules.kinds import elementwise
from tangent.runtime.either import (
    complex_arccos,
    complex_arcsin,
    complex_arctanh,
    complex_log,
    complex_log2,
    complex_log10,
    complex_logn,
    complex_power,
    complex_sqrt,
)


@elementwise(np.emath.sqrt, complex_sqrt, guarded=True)
def _(x, *, out):
    return 0.5 / out


@elementwise(np.emath.log, complex_log, guarded=True)
def _(x):
    return 1.0 / x


@elementwise(np.emath.log2, complex_log2, guarded=True)
def _(x):
    return 1.0 / (math.log(2.0) * x)


@elementwise(np.emath.log10, complex_log10, guarded=True)
def _(x):
    return 1.0 / (math.log(10.0) * x)


@elementwise(np.emath.logn, complex_logn, guarded=True)
def _(n, x, *, out):
    return -out / (n * complex_log(n)), 1.0 / (x * complex_log(n))


@elementwise(np.emath.power, complex_power, guarded=True)
def _(x, p, *, out):
    return p * complex_power(x, p - 1), out * complex_log(x)


# Said with the result, so that the derivative is on its side of the cuts.
@elementwise(np.emath.arccos, complex_arccos, guarded=True)
def _(x, *, out):
    return -1.0 / np.sin(out)


@elementwise(np.emath.arcsin, complex_arcsin, guarded=True)
def _(x, *, out):
    return 1.0 / np.cos(out)


@elementwise(np.emath.arctanh, complex_arctanh, guarded=True)
def _(x):
    return 1.0 / ((1.0 - x) * (1.0 + x))
