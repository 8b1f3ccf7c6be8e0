"""scipy.special where values are extreme: by limits and differences, never by the formula again."""

import numpy as np
import pytest

import tangent
from tangent.testing.structures import compile_source

special = pytest.importorskip("scipy.special")


def slope(f, x):
    """The derivative of f at the number x, by both modes, for a number and for an array."""
    array = np.array([x])
    one = tangent.grad(lambda x: np.sum(f(x)))(array)[0]
    _, other = tangent.jvp(lambda x: f(x), (array,), (np.ones(1),))
    np.testing.assert_array_equal(one, other[0])
    return one


def curvature(f, x):
    return tangent.hessian(lambda x: np.sum(f(x)))(np.array([x]))[0, 0]


def test_logsumexp_of_nothing_and_of_zeros():
    f = special.logsumexp
    masked = np.array([0.0, -np.inf, 1.0])
    g = tangent.grad(lambda x: f(x))(masked)
    assert g[1] == 0.0 and np.sum(g) == pytest.approx(1.0)
    np.testing.assert_array_equal(tangent.grad(lambda x: f(x))(np.full(3, -np.inf)), np.zeros(3))
    np.testing.assert_allclose(tangent.grad(lambda x: f(x))(np.full(2, 1e4)), [0.5, 0.5])
    np.testing.assert_allclose(tangent.grad(lambda x: f(x))(np.full(2, -1e4)), [0.5, 0.5])
    assert np.isfinite(tangent.hessian(lambda x: f(x))(masked)).all()


def test_logsumexp_where_a_weight_is_zero():
    a, b = np.array([np.inf, 1.0, 2.0]), np.array([0.0, 1.0, 1.0])
    g = tangent.grad(lambda a: special.logsumexp(a, b=b))(a)
    assert g[0] == 0.0 and np.sum(g) == pytest.approx(1.0)
    b_bar = tangent.grad(lambda b: special.logsumexp(np.array([3.0, 1.0, 2.0]), b=b))
    step = np.array([1e-6, 0.0, 0.0])
    a = np.array([3.0, 1.0, 2.0])
    expected = (special.logsumexp(a, b=b + step) - special.logsumexp(a, b=b - step)) / 2e-6
    assert b_bar(b)[0] == pytest.approx(expected, rel=1e-6)


def test_softmax_of_large_values():
    x = np.array([1e4, 1e4 + 1.0, -np.inf, 0.0])
    for f in (special.softmax, special.log_softmax):
        g = tangent.grad(lambda x: f(x)[0])(x)
        assert np.isfinite(g).all() and g[2] == 0.0 and abs(np.sum(g)) < 1e-12


@pytest.mark.parametrize("x", [-40.0, -1e3, -1e8])
def test_log_ndtr_far_left(x):
    """Mills' ratio: the slope is -x - 1 / x + 2 / x**3 ..., its slope -1 + 1 / x**2 ..."""
    assert slope(special.log_ndtr, x) == pytest.approx(-x - 1.0 / x + 2.0 / x**3 - 10.0 / x**5, rel=1e-10)
    assert curvature(special.log_ndtr, x) == pytest.approx(-1.0 + 1.0 / x**2 - 6.0 / x**4, rel=1e-6)


def test_log_ndtr_far_right():
    for x in (30.0, 40.0, 1e8):
        assert 0.0 <= slope(special.log_ndtr, x) < 1e-190
        assert abs(curvature(special.log_ndtr, x)) < 1e-190
    single = np.array([13.5, 40.0], np.float32)
    assert np.isfinite(tangent.hessian(lambda x: np.sum(special.log_ndtr(x)))(single)).all()


@pytest.mark.parametrize("f", [special.erfcx, special.dawsn])
@pytest.mark.parametrize("x", [49.9, 50.1, 1e3, 1e8])
def test_no_cancellation_far_out(f, x):
    """f(x) = c / x * (1 + o(1)): x * slope / f -> -1, to which the second term is a correction."""
    sign = 1.0 if f is special.dawsn else -1.0
    assert x * slope(f, x) / f(x) == pytest.approx(-1.0 - sign / x**2, rel=20.0 / x**4 + 1e-12)
    assert x**2 * curvature(f, x) / f(x) == pytest.approx(2.0, rel=10.0 / x**2 + 1e-9)


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_x_log_y_at_zero():
    for f in (special.xlogy, special.rel_entr, special.kl_div):
        for y in (0.0, 1.0):
            g = tangent.grad(lambda x, y: np.sum(np.where(x > 0.0, f(x, y), 0.0)), (0, 1))
            assert all(np.isfinite(b).all() for b in g(np.zeros(2), np.full(2, y)))
    assert tangent.grad(lambda y: special.xlogy(0.0, y))(0.0) == 0.0
    assert tangent.grad(lambda y: special.kl_div(0.0, y))(0.5) == 1.0
    # At x = 0 the mixed derivative is 1 / y, and not lost with the value.
    mixed = tangent.grad(tangent.grad(special_xlogy, 0), 1)
    assert mixed(0.0, 4.0) == 0.25
    masked = tangent.grad(lambda x: np.sum(np.where(x > 0, special.entr(x), 0.0)))
    assert masked(np.zeros(2)).tolist() == [0.0, 0.0]


def special_xlogy(x, y):
    return special.xlogy(x, y)


def test_logistic_functions_far_out():
    assert slope(special.expit, 60.0) == pytest.approx(np.exp(-60.0), rel=1e-12)
    assert slope(special.expit, -800.0) == 0.0 and curvature(special.expit, 800.0) == 0.0
    assert slope(special.log_expit, -800.0) == 1.0
    assert slope(special.log_expit, 60.0) == pytest.approx(np.exp(-60.0), rel=1e-12)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_rgamma_at_the_poles_of_gamma(n):
    """1 / gamma(-n + e) = (-1)**n n! (e - psi(n + 1) e**2 + ...)"""
    factorial = float(special.factorial(n))
    assert slope(special.rgamma, -float(n)) == pytest.approx((-1) ** n * factorial)
    expected = -2.0 * (-1) ** n * factorial * special.digamma(n + 1.0)
    assert curvature(special.rgamma, -float(n)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "f, x, first, second",
    [
        (special.j1, 0.0, 0.5, 0.0),
        (special.i1, 0.0, 0.5, 0.0),
        (special.exprel, 0.0, 0.5, 1.0 / 3.0),
        (special.spence, 1.0, -1.0, 0.5),
        (special.ellipk, 0.0, np.pi / 8.0, 9.0 * np.pi / 64.0),
        (special.ellipe, 0.0, -np.pi / 8.0, -3.0 * np.pi / 64.0),
        (special.ber, 0.0, 0.0, 0.0),
        (special.bei, 0.0, 0.0, 0.5),
        (lambda x: special.boxcox(2.5, x), 0.0, np.log(2.5) ** 2 / 2.0, np.log(2.5) ** 3 / 3.0),
        (lambda x: special.inv_boxcox(0.5, x), 0.0, -np.exp(0.5) / 8.0, None),
        (lambda x: special.spherical_jn(0, x), 0.0, 0.0, -1.0 / 3.0),
        (lambda x: special.xlogy(0.0, x), 0.0, 0.0, None),
        (lambda x: special.pseudo_huber(1.0, x), 0.0, 0.0, 1.0),
        (lambda x: special.lambertw(x).real, 0.0, 1.0, -2.0),
        (lambda x: special.gammainc(1.0, x), 0.0, 1.0, -1.0),
        (lambda x: special.poch(x, 2.0), 1.0, 3.0, 2.0),
        (lambda x: special.poch(x, 1.0), -2.0, 1.0, 0.0),
        (lambda x: special.poch(x, 2.0), -2.0, -3.0, 2.0),
        (lambda x: special.poch(x, 3.0), -2.0, 2.0, -6.0),
        (lambda x: special.poch(x, 3.0), 0.0, 2.0, 6.0),
        (lambda x: special.binom(x, 2.0), 1.0, 0.5, 1.0),
        (lambda x: special.binom(x, 3.0), 0.0, 1.0 / 3.0, -1.0),
        (lambda x: special.binom(x, 3.0), 1.0, -1.0 / 6.0, 0.0),
        (lambda x: special.binom(0.0, x), 0.0, 0.0, None),
    ],
)
def test_removable_singularities(f, x, first, second):
    assert slope(f, x) == pytest.approx(first, abs=1e-14)
    if second is not None:
        assert curvature(f, x) == pytest.approx(second, abs=1e-12)


@pytest.mark.parametrize(
    "f", [special.exprel, lambda x: special.inv_boxcox(1.0, x), lambda x: special.boxcox(2.0, x)]
)
def test_series_and_formula_meet(f):
    """Nothing jumps where a helper goes over from its series to the formula."""
    x = np.linspace(-0.55, 0.55, 111)
    g = tangent.grad(lambda x: np.sum(f(x)))(x)
    h = 1e-3
    differences = (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)
    np.testing.assert_allclose(g, differences, rtol=1e-9)


def test_poles_of_numbers_of_python_do_not_raise():
    for f, x in ((special.logit, 0.0), (special.exp1, 0.0), (special.log1p, -1.0), (special.expi, 0.0)):
        with np.errstate(all="ignore"):
            assert np.isinf(tangent.grad(lambda x: f(x) * 1.0)(x))


@pytest.mark.parametrize(
    "call", ["jv(x, 2.0)", "gammainc(x, 2.0)", "betainc(x, 1.0, 0.5)", "stdtr(x, 1.0)", "polygamma(x, 2.0)"]
)
def test_parameters_without_a_rule_are_refused(call):
    f = compile_source(f"def f(x):\n    return special.{call}\n", "f", {"special": special})
    with pytest.raises(tangent.TangentError, match="TGT302"):
        tangent.grad(f)(1.5)


@pytest.mark.parametrize(
    "call",
    ["mathieu_a(2, x)", "agm(x, 1.0)", "comb(x, 2.0)", "zetac(x)", "digamma(x + 0.5j).real",
     "ive(1, x + 1j).real", "logsumexp([x, x])", "logsumexp(x, return_sign=True)[0]"],
)  # fmt: skip
def test_what_has_no_rule_is_refused(call):
    f = compile_source(f"def f(x):\n    return np.sum(special.{call})\n", "f", {"special": special, "np": np})
    x = np.array([1.5])
    with pytest.raises(tangent.TangentError, match="TGT30"):
        tangent.grad(f)(x)
    with pytest.raises(tangent.TangentError, match="TGT30"):
        tangent.jvp(f, (x,), (x,))


@pytest.mark.parametrize("f", [special.binom, special.poch])
@pytest.mark.parametrize("x", [-3.0, -1.0, 0.0, 1.0, 4.0])
@pytest.mark.parametrize("y", [-2.0, -0.5, 0.0, 0.5, 2.0, 6.0])
def test_quotients_of_gammas(f, x, y):
    """Where the function is smooth, also at the poles of its parts."""

    def differences(g, at):
        h = 1e-2
        row = [(g(at + h / 2**k) - g(at - h / 2**k)) * 2**k / (2 * h) for k in range(5)]
        for order in range(1, 5):
            row = [(4**order * b - a) / (4**order - 1) for a, b in zip(row, row[1:])]
        return row[-1]

    for k, (g, at) in enumerate(((lambda t: f(t, y), x), (lambda t: f(x, t), y))):
        around = [g(at + t) for t in np.linspace(-2e-2, 2e-2, 9)]
        if not np.all(np.isfinite(around)) or np.ptp(around) > 1.0:
            continue  # a pole, or a value for integers only
        if f is special.poch and k == 1 and x <= 0.0 and x == np.floor(x):
            continue  # zero but at integers: it has a slope nowhere else
        found = tangent.grad(lambda s, t: f(s, t), k)(x, y)
        assert found == pytest.approx(differences(g, at), rel=1e-6, abs=1e-7)
