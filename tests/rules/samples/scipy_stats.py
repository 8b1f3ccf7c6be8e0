"""scipy.stats: logarithms of densities, in values and parameters."""

from scipy import stats

from .spec import between, calls, each, fixed, positive, real, symmetric, whole

for _name in ("norm", "cauchy", "laplace", "logistic", "gumbel_r"):
    calls(getattr(stats, _name).logpdf, f"stats.{_name}.logpdf(x, m, s)", x=real(2, 3), m=real("py"), s=positive(3))
calls(stats.norm.logpdf, "stats.norm.logpdf(x{|, m|, loc=m, scale=s|, scale=s})", x=each(real(3), real("py")), m=real(3), s=positive("py"))
calls(stats.norm.pdf, "stats.norm.pdf(x, m, s)", x=real(2, 3), m=real(3), s=positive("py"))
calls(stats.norm.cdf, "stats.norm.cdf(x, m, s)", x=real(2, 3), m=real(3), s=positive("py"))
calls(stats.t.logpdf, "stats.t.logpdf(x, a, m, s)", x=real(3), a=positive(3), m=real("py"), s=positive("py"))

for _name in ("expon", "halfnorm"):
    calls(getattr(stats, _name).logpdf, f"stats.{_name}.logpdf(x, m, s)", x=positive(3), m=between(-0.9, 0.9, "py"), s=positive(3))
calls(stats.uniform.logpdf, "stats.uniform.logpdf(x, m, s)", x=between(0.1, 0.9, 3), m=between(-0.3, -0.2, "py"), s=between(2.0, 3.0, "py"))
for _name in ("gamma", "chi2", "invgamma", "lognorm", "weibull_min"):
    calls(getattr(stats, _name).logpdf, f"stats.{_name}.logpdf(x, a{{|, m, s}})", x=between(0.5, 2.0, 3), a=positive(3), m=between(-0.3, 0.3, "py"), s=positive("py"))
calls(stats.pareto.logpdf, "stats.pareto.logpdf(x, a, m, s)", x=between(2.5, 4.0, 3), a=positive(3), m=between(-0.3, 0.3, "py"), s=between(0.5, 1.5, "py"))
calls(stats.beta.logpdf, "stats.beta.logpdf(x, a, b{|, m, s})", x=between(0.2, 0.8, 3), a=positive(3), b=positive("py"), m=between(-0.1, 0.1, "py"), s=between(1.2, 1.5, "py"))

calls(stats.poisson.logpmf, "stats.poisson.logpmf(k, a)", k=each(whole(4, 3), fixed(2)), a=positive(3))
calls(stats.bernoulli.logpmf, "stats.bernoulli.logpmf(k, a)", k=whole(2, 3), a=between(0.1, 0.9, 3))
calls(stats.binom.logpmf, "stats.binom.logpmf(k, 5, a)", k=whole(5, 3), a=between(0.1, 0.9, "py"))
calls(stats.geom.logpmf, "stats.geom.logpmf(k + 1, a)", k=whole(4, 3), a=between(0.1, 0.9, 3))
calls(stats.nbinom.logpmf, "stats.nbinom.logpmf(k, n, a)", k=whole(4, 3), n=positive("py"), a=between(0.1, 0.9, 3))

for _x in (real(3), real(4, 3)):
    calls(stats.multivariate_normal.logpdf, "stats.multivariate_normal.logpdf(x, m, c)", x=_x, m=real(3), c=symmetric(3, 3))

_WHERE = {"beta": between(0.2, 0.8, 3), "uniform": between(0.2, 0.8, 3), "pareto": between(2.0, 3.0, 3)}
_SHAPES = {"t": "2.5, ", "gamma": "1.7, ", "chi2": "2.5, ", "invgamma": "2.5, ", "beta": "1.7, 2.5, ", "lognorm": "0.7, ", "weibull_min": "1.7, ", "pareto": "2.5, "}
for _name in "norm t cauchy laplace logistic gumbel_r uniform expon halfnorm gamma chi2 invgamma beta lognorm weibull_min pareto".split():
    _values = {"x": _WHERE.get(_name, between(0.5, 1.5, 3)), "m": between(-0.2, 0.1, "py"), "s": between(1.1, 1.3, "py")}
    _made, _given = getattr(stats, _name), _SHAPES.get(_name, "")
    for _method in ("pdf", "cdf", "sf", "logcdf", "logsf"):
        calls(getattr(_made, _method), f"stats.{_name}.{_method}(x, {_given}m, s)", "d", **_values)
    for _method in ("ppf", "isf"):
        calls(getattr(_made, _method), f"stats.{_name}.{_method}(q, {_given}m, s)", "d", q=between(0.2, 0.8, 3), **_values)
for _name, _given in {"gamma": "a", "beta": "a, b", "t": "a", "weibull_min": "a"}.items():
    calls(getattr(stats, _name).pdf, f"stats.{_name}.pdf(x, {_given})", "d", x=between(0.2, 0.8, 3), a=positive(3), b=positive("py"))
calls(stats.poisson.pmf, "stats.poisson.pmf(k, a)", "d", k=whole(4, 3), a=positive(3))
calls(stats.bernoulli.pmf, "stats.bernoulli.pmf(k, a)", "d", k=whole(2, 3), a=between(0.1, 0.9, 3))
calls(stats.binom.pmf, "stats.binom.pmf(k, 5, a)", "d", k=whole(5, 3), a=between(0.1, 0.9, "py"))
calls(stats.geom.pmf, "stats.geom.pmf(k + 1, a)", "d", k=whole(4, 3), a=between(0.1, 0.9, 3))
calls(stats.nbinom.pmf, "stats.nbinom.pmf(k, n, a)", "d", k=whole(4, 3), n=positive("py"), a=between(0.1, 0.9, 3))

for _name in "norm t cauchy laplace logistic gumbel_r uniform expon halfnorm gamma chi2 invgamma beta lognorm weibull_min pareto".split():
    _made, _given = getattr(stats, _name), {"beta": "a, b, "}.get(_name, "a, " if _name in _SHAPES else "")
    for _method in ("mean", "var", "std"):
        if _name == "cauchy" or (_name in ("pareto", "weibull_min") and _method != "mean"):
            continue
        calls(getattr(_made, _method), f"stats.{_name}.{_method}({_given}m, s)", "d", a=between(2.5, 3.5, 3), b=positive("py"), m=real("py"), s=between(1.1, 1.3, "py"))

for _name in ("gmean", "hmean"):
    calls(getattr(stats, _name), f"stats.{_name}(a{{|, axis=1|, axis=None|, keepdims=True}})", "d", a=positive(4, 3))
    calls(getattr(stats, _name), f"stats.{_name}(a, weights=w)", "d", a=positive(4), w=positive(4))
calls(stats.sem, "stats.sem(a{|, axis=1|, axis=None|, ddof=0})", "d", a=real(4, 3))
calls(stats.zscore, "stats.zscore(a{|, axis=1|, axis=None|, ddof=1})", "d", a=real(4, 3))
calls(stats.skew, "stats.skew(a{|, axis=1|, axis=None})", "d", a=real(4, 3))
calls(stats.kurtosis, "stats.kurtosis(a{|, axis=1|, fisher=False})", "d", a=real(4, 3))
