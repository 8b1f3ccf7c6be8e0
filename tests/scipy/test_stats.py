"""scipy.stats where densities end, and what is not differentiated."""

import numpy as np
import pytest

import tangent
from tangent.testing.structures import compile_source

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize(
    "call",
    ["expon.logpdf(x, m, s)", "halfnorm.logpdf(x, m, s)", "uniform.logpdf(x, m, s)",
     "gamma.logpdf(x, 2.0, m, s)", "chi2.logpdf(x, 3.0, m, s)",
     "invgamma.logpdf(x, 2.0, m, s)", "beta.logpdf(x, 2.0, 3.0, m, s)",
     "lognorm.logpdf(x, 0.5, m, s)", "weibull_min.logpdf(x, 1.5, m, s)", "pareto.logpdf(x, 2.0, m, s)"],
)  # fmt: skip
def test_outside_of_its_support_a_density_stays_zero(call):
    """Among values inside and outside, those outside change nothing, and make nothing NaN."""
    text = f"def f(x, m, s):\n    y = stats.{call}\n    return np.sum(np.where(np.isfinite(y), y, 0.0))\n"
    f = compile_source(text, "f", {"stats": stats, "np": np})
    inside = np.array([1.3, 1.4])
    both = np.array([1.3, -5.0, 1.4])
    one = tangent.grad(f, (0, 1, 2))(inside, 0.1, 1.15 + 0.2 * ("beta" in call or "uniform" in call))
    two = tangent.grad(f, (0, 1, 2))(both, 0.1, 1.15 + 0.2 * ("beta" in call or "uniform" in call))
    assert np.all(np.isfinite(two[0])) and two[0][1] == 0.0
    np.testing.assert_allclose(two[0][[0, 2]], one[0])
    np.testing.assert_allclose(two[1:], one[1:])


def test_counts_without_chances():
    g = tangent.grad(lambda mu: np.sum(stats.poisson.logpmf(np.array([0, -1]), mu)))
    assert g(0.5) == -1.0 and g(0.0) == -1.0
    assert tangent.grad(lambda p: np.sum(stats.bernoulli.logpmf(np.array([0, 1, 2]), p)))(0.5) == 0.0


def test_an_exponential_is_a_gamma_density():
    """At the end of its support the density with a = 1 has a slope."""
    g = tangent.grad(lambda x: stats.gamma.logpdf(x, 1.0, 0.0, 2.0))
    assert g(0.0) == pytest.approx(-0.5) and g(1.0) == pytest.approx(-0.5)


def test_a_regression():
    x = np.array([[1.0, 0.2], [1.0, -0.7], [1.0, 1.5]])
    y = np.array([1.2, 0.1, 2.2])

    def posterior(w, tau):
        noise = np.exp(tau)
        prior = np.sum(stats.norm.logpdf(w, scale=10.0)) + stats.gamma.logpdf(noise, 2.0, scale=0.5)
        return prior + np.sum(stats.t.logpdf(y, 4.0, loc=x @ w, scale=noise))

    tangent.check_grads(posterior, (np.array([0.3, 0.9]), -0.4), order=2)


@pytest.mark.parametrize(
    "call", ["norm(x).rvs()", "skewnorm(2.0).logpdf(x)", "gamma.ppf(0.5, x)", "poisson.logpmf(2.0, x, x)"]
)
def test_refused(call):
    f = compile_source(f"def f(x):\n    return np.sum(stats.{call})\n", "f", {"stats": stats, "np": np})
    for x in (0.5, np.array([0.5])):
        with pytest.raises(tangent.TangentError, match="TGT30"):
            tangent.grad(f)(x)
        with pytest.raises(tangent.TangentError, match="TGT30"):
            tangent.jvp(f, (x,), (x,))


def test_a_mode_is_an_element_of_the_data():
    """It moves with it, so that a gradient of zero would be wrong."""

    def f(x):
        return stats.mode(x).mode * 2.0

    with pytest.raises(tangent.TangentError):
        tangent.grad(f)(np.array([0.3, 0.1, 0.7]))
