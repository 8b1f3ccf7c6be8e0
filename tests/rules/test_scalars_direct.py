"""The rules of scalars.py, called as the functions that they are."""

import math

import numpy as np
import pytest

import tangent.rules.elementwise
import tangent.rules.scalars  # noqa: F401  (registers)
from tangent.rules.kinds import RULES
from tangent.runtime.guards import digamma, guarded, quotient
from tangent.runtime.reductions import number_product_bar, number_product_dot

from .numeric import central, keywords, slopes

LINE = [-2.3, -0.7, -0.05, 0.4, 1.7, 3.1]
HALF = [0.05, 0.3, 1.0, 2.2, 7.5]
UNIT = [-0.95, -0.4, 0.01, 0.6, 0.9]
ONE = {
    "exp": LINE, "expm1": LINE, "exp2": LINE, "log": HALF, "log2": HALF, "log10": HALF, "log1p": HALF,
    "sqrt": HALF, "cbrt": LINE, "sin": LINE, "cos": LINE, "tan": LINE, "asin": UNIT, "acos": UNIT,
    "atan": LINE, "sinh": LINE, "cosh": LINE, "tanh": LINE, "asinh": LINE, "acosh": [1.05, 1.7, 9.0],
    "atanh": UNIT, "radians": LINE, "degrees": LINE, "fabs": LINE, "erf": LINE, "erfc": LINE,
    "gamma": [-2.3, -0.4, 0.3, 1.46, 4.0, 20.0],
    "lgamma": [-2.3, -0.4, 0.3, 1.46, 4.0, 200.0],
}  # fmt: skip
TWO = {
    "pow": [(0.3, 2.5), (1.7, -1.2), (2.0, 2.0)], "atan2": [(0.3, -0.4), (-1.0, 2.0)], "hypot": [(0.3, -0.4)],
    "copysign": [(-0.3, 0.4), (0.3, -0.4)], "fmod": [(7.3, 2.0), (-7.3, 2.0)],
    "remainder": [(7.3, 2.0), (-7.9, 2.0)],
    "log": [(3.0, 2.0), (0.3, 10.0)],
}  # fmt: skip


@pytest.mark.parametrize("name", ONE)
def test_one_argument(name):
    function = getattr(math, name)
    for x in ONE[name]:
        got = slopes(function, x)[0]
        np.testing.assert_allclose(got, central(lambda t: function(x + t), 1e-3), rtol=3e-9, atol=1e-11)
        assert isinstance(got, float)


@pytest.mark.parametrize("name", TWO)
def test_two_arguments(name):
    function = getattr(math, name)
    for x, y in TWO[name]:
        by_x, by_y = slopes(function, x, y)
        np.testing.assert_allclose(by_x, central(lambda t: function(x + t, y), 1e-3), rtol=1e-9)
        if name != "copysign":
            np.testing.assert_allclose(by_y, central(lambda t: function(x, y + t), 1e-3), rtol=1e-9)
        assert isinstance(by_x, float) and isinstance(by_y, float)


@pytest.mark.parametrize(
    "name, args",
    [
        ("sqrt", (0.0,)), ("sqrt", (-0.0,)), ("cbrt", (0.0,)), ("asin", (1.0,)), ("asin", (-1.0,)),
        ("acosh", (1.0,)), ("pow", (0.0, 0.5)), ("sqrt", (5e-324,)), ("cbrt", (1e-300,)),
    ],
)  # fmt: skip
def test_poles_are_infinite_and_raise_nothing(name, args):
    slope = slopes(getattr(math, name), *args)[0]
    assert slope > 1e100
    assert RULES[getattr(math, name)].guarded
    assert guarded(0.0, slope) == 0.0


def test_far_values_raise_nothing():
    assert slopes(math.atan, 1e300) == (0.0,)
    assert slopes(math.asinh, 1e300) == (1e-300,)
    assert slopes(math.tan, 1.5707963267948966)[0] > 1e32
    assert slopes(math.erf, 1e300) == (0.0,)
    assert slopes(math.hypot, 1e300, 1e300)[0] == pytest.approx(2**-0.5)
    assert slopes(math.pow, 1e-200, -1.0)[0] == -math.inf
    assert slopes(math.log, 5e-324)[0] == math.inf
    assert slopes(math.atan2, 0.0, 0.0)[0] != slopes(math.atan2, 0.0, 0.0)[0]
    assert slopes(math.ldexp, 1e-300, 1030) == (math.inf,)
    assert quotient(-1.0, 0.0) == -math.inf


def test_kinks():
    assert slopes(math.fabs, 0.0) == (0.0,)
    assert slopes(math.hypot, 0.0, 0.0, 0.0) == (0.0, 0.0, 0.0)
    assert slopes(math.copysign, 0.0, -1.0) == (0.0, 0.0)
    assert slopes(math.pow, 0.0, 0.0) == (0.0, 0.0)
    assert slopes(math.pow, -2.0, 3.0)[0] == 12.0
    assert math.isnan(slopes(math.pow, -2.0, 3.0)[1])


def test_hypot_of_three():
    x = (0.3, -0.4, 1.2)
    for k, slope in enumerate(slopes(math.hypot, *x)):
        moved = central(lambda t: math.hypot(*[v + t * (i == k) for i, v in enumerate(x)]), 1e-3)
        assert slope == pytest.approx(moved, rel=1e-10)


def test_ldexp():
    assert slopes(math.ldexp, 0.7, 5) == (32.0,)


def test_max_and_min_take_the_first_of_equals():
    assert slopes(max, 1.0, 3.0, 2.0) == (0.0, 1.0, 0.0)
    assert slopes(max, 3.0, 3.0) == (1.0, 0.0)
    assert slopes(min, 3.0, 3.0) == (1.0, 0.0)
    assert slopes(min, 3.0, 1.0, 1.0) == (0.0, 1.0, 0.0)
    assert slopes(max, 3, 3.0) == (1.0, 0.0)
    with pytest.raises(NotImplementedError):
        RULES[max].vjp([1.0, 2.0], position=0, out=2.0)


def test_builtin_pow_and_abs():
    assert slopes(pow, 3.0, 2)[0] == 6.0
    assert slopes(abs, -3.0) == (-1.0,)
    assert slopes(abs, 3 - 4j)[0] == pytest.approx(0.6 + 0.8j)


# scipy's digamma at these points, by mpmath to 20 digits.
@pytest.mark.parametrize(
    "x, want",
    [
        (1.0, -0.57721566490153286061), (0.5, -1.9635100260214234794), (1e-6, -1000000.5772140199688),
        (2.0, 0.42278433509846713939), (10.0, 2.2517525890667211077), (100.5, 4.6052038727999557),
        (-0.5, 0.036489973978576520559), (-1.5, 0.70315664064524318723), (-10.25, 5.5125653217155),
    ],
)  # fmt: skip
def test_digamma(x, want):
    special = pytest.importorskip("scipy.special")
    assert digamma(x) == pytest.approx(float(special.digamma(x)), rel=1e-12, abs=1e-14)
    if abs(want) < 5.0 and x != 100.5:
        assert digamma(x) == pytest.approx(want, rel=1e-12, abs=1e-14)


def test_digamma_by_its_recurrence():
    for x in np.linspace(-20.3, 30.2, 200):
        x = float(x)
        assert digamma(x + 1.0) - digamma(x) == pytest.approx(1.0 / x, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("values", [[2.0, -3.0, 0.5], [2.0, 0.0, 0.5], [0.0, 0.0, 3.0], [], [4.0]])
def test_products_of_lists(values):
    bars = number_product_bar(values, 2.0)
    for k in range(len(values)):
        moved = central(lambda t: math.prod([v + t * (i == k) for i, v in enumerate(values)]), 1e-3)
        assert bars[k] == pytest.approx(2.0 * moved, rel=1e-9, abs=1e-9)
        dots = [float(i == k) for i in range(len(values))]
        assert number_product_dot(values, dots) == pytest.approx(moved, rel=1e-9, abs=1e-9)
    assert isinstance(number_product_bar(tuple(values), 2.0), tuple)


def test_fsum():
    body = RULES[math.fsum].vjp
    assert body([1.0, 2.0], out_bar=3.0) == [3.0, 3.0]
    assert body((1.0, 2.0), out_bar=3.0) == (3.0, 3.0)
    assert body(np.ones(2), out_bar=3.0) == 3.0


def test_conversions():
    assert RULES[float].vjp(np.float32(2.0), out_bar=3.0) == 3.0
    assert RULES[np.float32].vjp(2.0, out_bar=np.float32(3.0)) == 3.0
    bars = RULES[complex].vjp(1.0, 2.0, out_bar=3 + 4j)
    for dots in ((1.0, 0.0), (0.0, 1.0)):
        want = ((3 + 4j) * complex(*dots)).real
        assert sum(b * d for b, d in zip(bars, dots)) == want
    assert RULES[np.complex128].vjp(1.0, out_bar=3 + 4j) == 3.0


@pytest.mark.skipif(not hasattr(math, "sumprod"), reason="Python 3.12")
def test_sumprod():
    assert RULES[math.sumprod].vjp([1.0, 2.0], (3.0, 4.0), out_bar=2.0) == ((6.0, 8.0), [2.0, 4.0])


def test_every_rule_can_be_called_with_what_it_asks_for():
    for function, rule in RULES.items():
        if getattr(function, "__module__", "") == "math":
            assert set(keywords(rule.vjp, out=1, out_bar=1, position=0)) | set(rule.params) >= set(rule.wrt)
