"""Rules for scipy.stats: densities of common distributions and their logarithms, in the values and all
parameters, and what is accumulated of them.

With z = (x - loc) / scale and s the slope of the logarithm of the standard density at z, the derivatives are
s / scale, -s / scale and -(1 + z * s) / scale.  Outside of its support a density is zero and stays zero.
"""

import numpy as np
from scipy import special, stats

from tangent.rules import INACTIVE, RULES
from tangent.rules.frozen import FROZEN, frozen
from tangent.rules.kinds import elementwise, inactive, named, pair, unsupported
from tangent.rules.models import MODELS, model
from tangent.rules.scipy.written import of_density, written
from tangent.runtime.scipy.stats import (
    gmean,
    hmean,
    kurtosis,
    normal_bar,
    normal_dot,
    sem,
    skew,
    zscore,
)

# -------------------------------------------------- on the whole line


@elementwise(stats.norm.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1):
    z = (x - loc) / scale
    return -z / scale, z / scale, (z**2 - 1.0) / scale


@elementwise(stats.t.logpdf, wrt=("x", "df", "loc", "scale"))
def _(x, df, loc=0, scale=1):
    z = (x - loc) / scale
    s = -(df + 1.0) * z / (df + z**2)
    changes = special.digamma(0.5 * (df + 1.0)) - special.digamma(0.5 * df) - 1.0 / df
    df_slope = 0.5 * (changes - np.log1p(z**2 / df) - z * s / df)
    return s / scale, df_slope, -s / scale, -(1.0 + z * s) / scale


@elementwise(stats.cauchy.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1):
    z = (x - loc) / scale
    s = -2.0 * z / (1.0 + z**2)
    return s / scale, -s / scale, -(1.0 + z * s) / scale


@elementwise(stats.laplace.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1):
    z = (x - loc) / scale
    s = -np.sign(z)
    return s / scale, -s / scale, -(1.0 + z * s) / scale


@elementwise(stats.logistic.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1):
    z = (x - loc) / scale
    s = -np.tanh(0.5 * z)
    return s / scale, -s / scale, -(1.0 + z * s) / scale


@elementwise(stats.gumbel_r.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1):
    z = (x - loc) / scale
    s = np.expm1(-z)
    return s / scale, -s / scale, -(1.0 + z * s) / scale


# -------------------------------------------------- on a part of it


@elementwise(stats.uniform.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1, *, out):
    return 0.0, 0.0, np.where(np.isfinite(out), -1.0, 0.0) / scale


@elementwise(stats.expon.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1, *, out):
    inside = np.where(np.isfinite(out), 1.0, 0.0)
    return -inside / scale, inside / scale, inside * ((x - loc) / scale - 1.0) / scale


@elementwise(stats.halfnorm.logpdf, wrt=("x", "loc", "scale"))
def _(x, loc=0, scale=1, *, out):
    z = np.where(np.isfinite(out), (x - loc) / scale, 0.0)
    return -z / scale, z / scale, np.where(np.isfinite(out), z**2 - 1.0, 0.0) / scale


@elementwise(stats.gamma.logpdf, wrt=("x", "a", "loc", "scale"))
def _(x, a, loc=0, scale=1, *, out):
    inside = np.isfinite(out)
    z = np.where(inside & (x != loc), (x - loc) / scale, 1.0)
    s = inside * ((a - 1.0) / z - 1.0)
    a_slope = inside * (np.log(z) - special.digamma(a))
    return s / scale, a_slope, -s / scale, -(inside + s * (x - loc) / scale) / scale


@elementwise(stats.chi2.logpdf, wrt=("x", "df", "loc", "scale"))
def _(x, df, loc=0, scale=1, *, out):
    inside = np.isfinite(out)
    z = np.where(inside & (x != loc), (x - loc) / scale, 1.0)
    s = inside * ((0.5 * df - 1.0) / z - 0.5)
    df_slope = 0.5 * inside * (np.log(0.5 * z) - special.digamma(0.5 * df))
    return s / scale, df_slope, -s / scale, -(inside + s * (x - loc) / scale) / scale


@elementwise(stats.invgamma.logpdf, wrt=("x", "a", "loc", "scale"))
def _(x, a, loc=0, scale=1, *, out):
    inside = np.isfinite(out)
    z = np.where(inside, (x - loc) / scale, 1.0)
    s = inside * (1.0 / z - a - 1.0) / z
    return s / scale, inside * (-np.log(z) - special.digamma(a)), -s / scale, -(inside + z * s) / scale


@elementwise(stats.beta.logpdf, wrt=("x", "a", "b", "loc", "scale"))
def _(x, a, b, loc=0, scale=1, *, out):
    inside = np.isfinite(out)
    z = np.where(inside, (x - loc) / scale, 0.5)
    s = inside * ((a - 1.0) / z - (b - 1.0) / (1.0 - z))
    total = special.digamma(a + b)
    a_slope = inside * (np.log(z) - special.digamma(a) + total)
    b_slope = inside * (np.log1p(-z) - special.digamma(b) + total)
    return s / scale, a_slope, b_slope, -s / scale, -(inside + z * s) / scale


@elementwise(stats.lognorm.logpdf, wrt=("x", "s", "loc", "scale"))
def _(x, s, loc=0, scale=1, *, out):
    inside = np.isfinite(out)
    z = np.where(inside, (x - loc) / scale, 1.0)
    slope = inside * (-1.0 - np.log(z) / s**2) / z
    return (
        slope / scale,
        inside * (np.log(z) ** 2 / s**2 - 1.0) / s,
        -slope / scale,
        -(inside + z * slope) / scale,
    )


@elementwise(stats.weibull_min.logpdf, wrt=("x", "c", "loc", "scale"))
def _(x, c, loc=0, scale=1, *, out):
    inside = np.isfinite(out)
    z = np.where(inside, (x - loc) / scale, 1.0)
    s = inside * (c - 1.0 - c * z**c) / z
    return s / scale, inside * (1.0 / c + (1.0 - z**c) * np.log(z)), -s / scale, -(inside + z * s) / scale


@elementwise(stats.pareto.logpdf, wrt=("x", "b", "loc", "scale"))
def _(x, b, loc=0, scale=1, *, out):
    inside = np.isfinite(out)
    z = np.where(inside, (x - loc) / scale, 1.0)
    s = inside * (-b - 1.0) / z
    return s / scale, inside * (1.0 / b - np.log(z)), -s / scale, -(inside + z * s) / scale


# -------------------------------------------------- counts


@elementwise(stats.poisson.logpmf, wrt=("mu",))
def _(k, mu, loc=0, *, out):
    return np.isfinite(out) * ((k - loc) / np.where(mu == 0.0, 1.0, mu) - 1.0)


@elementwise(stats.bernoulli.logpmf, wrt=("p",))
def _(k, p, loc=0, *, out):
    return np.where(np.isfinite(out), np.where(k == loc, 1.0 / (p - 1.0), 1.0 / p), 0.0)


@elementwise(stats.binom.logpmf, wrt=("p",))
def _(k, n, p, loc=0, *, out):
    return np.isfinite(out) * ((k - loc) / p - (n - k + loc) / (1.0 - p))


@elementwise(stats.geom.logpmf, wrt=("p",))
def _(k, p, loc=0, *, out):
    return np.isfinite(out) * (1.0 / p - (k - loc - 1) / (1.0 - p))


@elementwise(stats.nbinom.logpmf, wrt=("n", "p"))
def _(k, n, p, loc=0, *, out):
    inside = np.isfinite(out)
    changes = special.digamma(np.where(inside, k - loc, 0) + n) - special.digamma(n)
    return inside * (changes + np.log(p)), inside * (n / p - (k - loc) / (1.0 - p))


# -------------------------------------------------- densities, and what is accumulated of them

_SHAPES = {
    "norm": "", "t": "df, ", "cauchy": "", "laplace": "", "logistic": "", "gumbel_r": "", "uniform": "",
    "expon": "", "halfnorm": "", "gamma": "a, ", "chi2": "df, ", "invgamma": "a, ", "beta": "a, b, ",
    "lognorm": "s, ", "weibull_min": "c, ", "pareto": "b, ",
}  # fmt: skip
"""Distribution → its parameters besides `loc` and `scale`."""

# In their shapes what is accumulated has no elementary derivative; in the values the slope is the density.
_ACCUMULATED = """
def {name}_{method}(x, {shapes}loc=0, scale=1):
    p = {sign}stats.{name}.pdf(x, {shapes}loc, scale)
    return p, -p, -((x - loc) / scale) * p
"""
_LOGARITHM = """
def {name}_{method}(x, {shapes}loc=0, scale=1, *, out):
    p = {sign}np.exp(stats.{name}.logpdf(x, {shapes}loc, scale) - out)
    return p, -p, -((x - loc) / scale) * p
"""
_INVERSE = """
def {name}_{method}(q, {shapes}loc=0, scale=1, *, out):
    return {sign}1.0 / stats.{name}.pdf(out, {shapes}loc, scale), 1.0, (out - loc) / scale
"""
_METHODS = {
    "cdf": ("", _ACCUMULATED), "sf": ("-", _ACCUMULATED), "logcdf": ("", _LOGARITHM),
    "logsf": ("-", _LOGARITHM), "ppf": ("", _INVERSE), "isf": ("-", _INVERSE),
}  # fmt: skip

for _name, _shapes in _SHAPES.items():
    _made = getattr(stats, _name)
    for _method, (_sign, _text) in _METHODS.items():
        _body = written(_text.format(name=_name, method=_method, shapes=_shapes, sign=_sign), globals())
        _variable = "q" if _method in ("ppf", "isf") else "x"
        elementwise(getattr(_made, _method), wrt=(_variable, "loc", "scale"))(_body)
    _rule = RULES[_made.logpdf]
    elementwise(_made.pdf, wrt=_rule.wrt)(of_density(_rule.vjp, f"{_name}_pdf", globals()))

for _name in ("poisson", "bernoulli", "binom", "geom", "nbinom"):
    _made = getattr(stats, _name)
    _rule = RULES[_made.logpmf]
    elementwise(_made.pmf, wrt=_rule.wrt)(of_density(_rule.vjp, f"{_name}_pmf", globals()))


# -------------------------------------------------- moments

_MEANS = {
    "t": ("0.0 * df",), "gamma": ("1.0",), "chi2": ("1.0",), "invgamma": ("-1.0 / (a - 1.0) ** 2",),
    "beta": ("b / (a + b) ** 2", "-a / (a + b) ** 2"), "lognorm": ("s * np.exp(0.5 * s**2)",),
    "pareto": ("-1.0 / (b - 1.0) ** 2",),
    "weibull_min": ("-special.gamma(1.0 + 1.0 / c) * special.digamma(1.0 + 1.0 / c) / c**2",),
}  # fmt: skip
"""How the mean of the standard distribution changes with its shapes."""
_VARIANCES = {
    "t": ("-2.0 / (df - 2.0) ** 2",), "gamma": ("1.0",), "chi2": ("2.0",),
    "invgamma": ("-(2.0 / (a - 1.0) + 1.0 / (a - 2.0)) / ((a - 1.0) ** 2 * (a - 2.0))",),
    "beta": ("b * (b**2 + b - 2.0 * a**2 - a * b - a) / ((a + b) ** 3 * (a + b + 1.0) ** 2)",
             "a * (a**2 + a - 2.0 * b**2 - a * b - b) / ((a + b) ** 3 * (a + b + 1.0) ** 2)"),
    "lognorm": ("2.0 * s * np.exp(s**2) * (2.0 * np.exp(s**2) - 1.0)",),
}  # fmt: skip
"""How its variance does."""
_MOMENT = """
def {name}_{method}({shapes}loc=0, scale=1, *, out):
    return {slopes}
"""


def _moment(name: str, method: str, slopes: tuple[str, ...], wrt: tuple[str, ...]) -> None:
    text = _MOMENT.format(name=name, method=method, shapes=_SHAPES[name], slopes=", ".join(slopes))
    elementwise(getattr(getattr(stats, name), method), wrt=wrt)(written(text, globals()))


for _name, _shapes in _SHAPES.items():
    if _name == "cauchy":
        continue  # it has no moments
    _parameters = tuple(_shapes.split(", ")[:-1])
    if not _parameters or _name in _MEANS:
        _slopes = tuple(f"({m}) * scale" for m in _MEANS.get(_name, ()))
        _moment(_name, "mean", (*_slopes, "1.0", "(out - loc) / scale"), (*_parameters, "loc", "scale"))
    if not _parameters or _name in _VARIANCES:
        _slopes = tuple(f"({v}) * scale**2" for v in _VARIANCES.get(_name, ()))
        _moment(_name, "var", (*_slopes, "0.0", "2.0 * out / scale"), (*_parameters, "loc", "scale"))
        _slopes = tuple(f"0.5 * ({v}) * scale**2 / out" for v in _VARIANCES.get(_name, ()))
        _moment(_name, "std", (*_slopes, "0.0", "out / scale"), (*_parameters, "loc", "scale"))


# -------------------------------------------------- several variables


def normal_jvp(x, mean=None, cov=1, allow_singular=False, *, x_dot, mean_dot, cov_dot):
    return normal_dot(x, mean, cov, x_dot, mean_dot, cov_dot)


@pair(stats.multivariate_normal.logpdf, wrt=("x", "mean", "cov"), jvp=normal_jvp)
def _(x, mean=None, cov=1, allow_singular=False, *, out_bar):
    if np.ndim(cov) != 2 or np.ndim(mean) != 1 or np.ndim(x) > 2:
        raise NotImplementedError("stats.multivariate_normal without a vector `mean` and a matrix `cov`")
    x_bar, mean_bar, cov_bar = normal_bar(x, mean, cov, out_bar)
    return x_bar, mean_bar, cov_bar


# -------------------------------------------------- distributions that are made

for _made in map(stats.__dict__.get, stats.__all__):
    if isinstance(_made, (stats.rv_continuous, stats.rv_discrete)):
        _shapes = _made.shapes.split(", ") if _made.shapes else []
        frozen(_made, *_shapes, "loc", *(["scale"] if isinstance(_made, stats.rv_continuous) else []))
frozen(stats.multivariate_normal, "mean", "cov", "allow_singular")


# -------------------------------------------------- statistics of samples

model(stats.gmean, gmean, nan_policy=("propagate",))
model(stats.hmean, hmean, nan_policy=("propagate",))
model(stats.sem, sem, nan_policy=("propagate",))
model(stats.zscore, zscore, nan_policy=("propagate",))
model(stats.skew, skew, bias=(True,), nan_policy=("propagate",))
model(stats.kurtosis, kurtosis, bias=(True,), nan_policy=("propagate",))
_KNOWN = (*RULES, *MODELS, *FROZEN)
inactive(
    "ranks, counts and answers do not move with the values",
    *named(stats, "rankdata percentileofscore tiecorrect"),
    *named(stats, "ConstantInputWarning DegenerateDataWarning NearConstantInputWarning FitError"),
)
unsupported(
    "it returns elements of the data, or limits between them: take these by `np.sort` and places",
    *named(stats, "mode cumfreq relfreq find_repeats"),
)
unsupported(
    "statistics, tests and distributions that have no rule: write what is needed of them with NumPy",
    *[
        f for f in map(stats.__dict__.get, stats.__all__)
        if callable(f) and not any(f is known for known in _KNOWN) and f not in INACTIVE
    ],
)  # fmt: skip
