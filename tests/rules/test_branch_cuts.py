"""On a branch cut a function of complex numbers is continuous to the side that the sign of a zero says.

The slope is held against differences along the cut, where the sign of that zero stays.
"""

import cmath
import math

import numpy as np
import pytest

from tangent.rules.kinds import RULES

from .numeric import keywords

SIZES = (1.3, 0.4)
POINTS = [
    complex(sign * size, zero) if real else complex(zero, sign * size)
    for size in SIZES
    for sign in (1.0, -1.0)
    for zero in (0.0, -0.0)
    for real in (True, False)
]
OF_NUMBERS = "sqrt log log10 asin acos atan asinh acosh atanh".split()
OF_ARRAYS = "sqrt log log2 log10 log1p arcsin arccos arctan arcsinh arccosh arctanh".split()


def along(z, t):
    """The point at t times the distance from 0, with the zero that it had."""
    if z.real:
        return complex(z.real * t, z.imag)
    return complex(z.real, z.imag * t)


def differences(function, z, h=1e-4):
    """Central differences along the cut, of fourth order."""
    wide, narrow = (
        (function(along(z, 1.0 + k)) - function(along(z, 1.0 - k))) / (along(z, 1.0 + k) - along(z, 1.0 - k))
        for k in (2.0 * h, h)
    )
    return (4.0 * narrow - wide) / 3.0


def slope(function, z):
    rule = RULES[function]
    found = rule.vjp(z, **keywords(rule.vjp, out=function(z)))
    return found[0] if isinstance(found, tuple) else found


@pytest.mark.parametrize("name", OF_NUMBERS)
def test_of_numbers(name):
    function = getattr(cmath, name)
    for z in POINTS:
        want = differences(function, z)
        assert abs(slope(function, z) - want) < 1e-9 * max(1.0, abs(want)), (z, math.copysign(1.0, z.imag))


@pytest.mark.parametrize("name", OF_ARRAYS)
def test_of_arrays(name):
    function = getattr(np, name)
    for z in map(np.complex128, POINTS):
        want = differences(lambda w: function(np.complex128(w)), z)
        assert abs(slope(function, z) - want) < 1e-8 * max(1.0, abs(want)), (z, math.copysign(1.0, z.imag))


@pytest.mark.parametrize("name", ["asin", "acos", "asinh", "acosh"])
def test_a_real_number_beside_the_interval(name):
    """A number of Python stands on the upper side of the cut."""
    function = getattr(cmath, name)
    for x in (1.3, -1.3):
        assert abs(slope(function, x) - differences(function, complex(x, 0.0))) < 1e-9
