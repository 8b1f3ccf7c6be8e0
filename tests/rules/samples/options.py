"""Arguments that are given seldom, of functions whose other samples stand with their relatives."""

import numpy as np

from .spec import apart, between, calls, each, fixed, positive, real, regular, symmetric

SOME = fixed(np.array([[True, False, True], [True, True, False]]))
START = each(real("py"), fixed(3.0), fixed(-3.0))
"""Numbers among those that are reduced, above and below all of them."""

# ---------------------------------------------------------------- a number beside the elements, with a derivative

for _f in (np.sum, np.prod, np.max, np.min, np.nansum, np.nanprod, np.nanmax, np.nanmin):
    _n = _f.__name__
    calls(_f, f"np.{_n}(a, axis={{0|None|(0, 1)}}, initial=v{{|, keepdims=True|, where=m}})", "d", layouts=False, a=apart(2, 3), m=SOME, v=START)
calls(np.nanprod, "np.nanprod(a, 0, np.float64)", "d", a=real(2, 3))

# ---------------------------------------------------------------- axes

calls(np.average, "np.average(a, axis={(0, 1)|(2, 0)|(-1, -3)}, weights=w{|, keepdims=True})", "d", layouts=False, a=real(2, 2, 2), w=positive(2, 2))
calls(np.expand_dims, "np.expand_dims(a, [0, {1|-1}])", "d", a=real(2, 3))
calls(np.gradient, "np.gradient(a, axis={(0, 1)|(1, 0)|(-1, 0)}){[0]|[1]}", "d", layouts=False, a=real(3, 4))
calls(np.gradient, "np.gradient(a, 0.5, axis=(0, 2))[1]", "d", layouts=False, a=real(2, 3, 4))
for _f in (np.fft.fft2, np.fft.irfftn):
    calls(_f, f"np.fft.{_f.__name__}(a, s=({{-1, 4|3, -1}}), axes=(0, 1))", "d", layouts=False, a=real(3, 4))

# ---------------------------------------------------------------- dtypes, constants, symmetry

for _f in (np.nancumsum, np.nancumprod):
    calls(_f, f"np.{_f.__name__}(a, 1, np.float64)", "d", a=real(2, 3))
for _n in ("cumulative_sum", "cumulative_prod"):
    if hasattr(np, _n):
        calls(getattr(np, _n), f"np.{_n}(a, axis=1, dtype=np.float64)", "d", a=real(2, 3))
calls(np.cov, "np.cov(a{|, b}, dtype=np.float64)", "d", layouts=False, a=real(2, 4), b=real(2, 4))
calls(np.polyint, "np.polyint(p, {2, k=v|m=2, k=[1.0, v]|m=3, k=[v, 0.5, v]})", "d", p=real(3), v=real("py"))
calls(np.polyfit, "np.polyfit(x, y, 2, full=False)", "d", layouts=False, x=fixed(np.array([-1.0, 0.2, 0.9, 1.6, 2.2])), y=real(5))
calls(np.linalg.pinv, "np.linalg.pinv(a, hermitian=True)", "dD", layouts=False, a=each(symmetric(3, 3), symmetric(2, 2, 2)))
calls(np.linalg.pinv, "np.linalg.pinv(a, hermitian=True)", "d", layouts=False, a=regular(3, 3))
calls(np.linalg.svd, "np.linalg.svd(a){[1]|[0][..., :2]|[2][..., :2, :]}", "d", layouts=False, a=each(real(3, 2), real(2, 3), real(2, 2, 3)))
calls(np.linalg.svd, "np.linalg.svd(a, full_matrices=True)[1]", "D", layouts=False, a=each(real(3, 2), real(2, 3)))
calls(np.linalg.pinv, "np.linalg.pinv(a, rtol=1e-10)", "d", layouts=False, a=real(3, 2))

# ---------------------------------------------------------------- interpolation and order statistics

NODES = fixed(np.array([-1.1, -0.3, 0.4, 0.9]))
calls(np.interp, "np.interp(x, xp, fp, {left=0.5|right=v|left=v, right=1.0|v, u|None, u})", "d", layouts=False, x=each(real(4), between(0.5, 0.8, "py"), between(1.0, 2.0, "np")), xp=NODES, fp=real(4), v=real("py"), u=real("py"))
calls(np.interp, "np.interp(x, xp, fp, period={2.5|p|-2.5})", "d", layouts=False, x=fixed(np.array([0.1, -3.3, 2.6])), xp=NODES, fp=real(4), p=between(2.5, 3.0, "py"))
METHODS = "hazen|weibull|median_unbiased|normal_unbiased|interpolated_inverted_cdf|lower|higher|nearest|midpoint|inverted_cdf"
for _f, _low, _high in ((np.quantile, 0.31, 0.36), (np.percentile, 31.0, 36.0), (np.nanquantile, 0.31, 0.36), (np.nanpercentile, 31.0, 36.0)):
    calls(_f, f"np.{_f.__name__}(a, q{{|, axis=0|, axis=-1, keepdims=True}})", "d", layouts=False, a=apart(3, 4), q=each(between(_low, _high, "py"), between(_low, _high, 2)))
    calls(_f, f"np.{_f.__name__}(a, q, method='{{{METHODS}}}')", "d", layouts=False, a=apart(5), q=between(_low, _high, "py"))

# ---------------------------------------------------------------- places, bins, quotients, types

calls(np.take, "np.take(a, {[5, -4]|7|[[0, 4], [2, -1]]}, {mode='wrap'|mode='clip'|1, mode='wrap'|axis=0, mode='clip'})", "d", layouts=False, a=real(3, 3))
calls(np.sort, "np.sort(a, {axis=0, stable=True|stable=True})", "d", layouts=False, a=apart(3, 2))
calls(divmod, "divmod(x, {0.7|y}){[0] * x|[1]}", "d", x=positive("py"), y=positive("py"))
for _f, _text in ((np.exp, "np.exp(x, "), (np.add, "np.add(x, 2.0, "), (np.divide, "np.divide(x, x * x, ")):
    calls(_f, _text + "{dtype=np.float64|where=True|out=None, casting='same_kind'|dtype=None, order='K', subok=True})", "d", layouts=False, x=positive(3))
calls(np.sqrt, "np.sqrt(x, dtype=np.float64)", "d", x=each(positive("py"), positive("np")))
X, Y = "[0.1, 0.5, -0.7, 1.2, 0.5]", "np.array([0.1, 0.2, -0.7, 1.2, 0.25])"
calls(np.histogram2d, f"np.histogram2d({X}, {Y}, {{3|[2, 3]|bins=2, range=[[0.0, 1.0], [0.0, 2.0]]}}, weights=w)[0]", "d", layouts=False, w=real(5))
calls(np.histogramdd, f"np.histogramdd({{np.stack(({X}, {Y}, {Y}), axis=1)|({X}, {Y})}}, {{2|3}}, weights=w)[0]", "d", layouts=False, w=real(5))

# ---------------------------------------------------------------- borders

calls(np.pad, "np.pad(a, {1|(1, 2)|((0, 1), (2, 3))}, 'linear_ramp'{|, end_values=v|, end_values=((v, 2.0), (1.0, v))})", "d", layouts=False, a=real(2, 3), v=real("py"))
calls(np.pad, "np.pad(a, (1, 2), '{maximum|minimum|mean|median}'{|, stat_length=2|, stat_length=((1, 2), (2, 4))})", "d", layouts=False, a=apart(2, 3))
calls(np.pad, "np.pad(a, {(1, 2)|(5, 9)|(13, 5)}, '{reflect|symmetric}', reflect_type='{odd|even}')", "d", layouts=False, a=each(real(3), real(1)))
calls(np.pad, "np.pad(a, {(0, 4)|((0, 1), (2, 0))}, '{reflect|symmetric}', reflect_type='odd')", "d", layouts=False, a=real(2, 3))
calls(np.pad, "np.pad(a, (1, 2), constant_values={(v,)|(v, 2.0)|(1.0, v)})", "d", layouts=False, a=real(3), v=real("py"))
calls(np.pad, "np.pad(a, ((1, 2), (0, 1)), constant_values=((v, 2.0), (u, v)))", "d", layouts=False, a=real(2, 3), v=real("py"), u=real("py"))
calls(np.pad, "np.pad(a, 1, constant_values={2|u})", "d", layouts=False, a=each(real(0, 2), real(), real(1, 2, 2)), u=real("py"))
calls(np.pad, "np.pad(a, (1, 2), '{mean|median|linear_ramp}')", a=real(4, 5))
if np.lib.NumpyVersion(np.__version__) >= "2.3.0":
    calls(np.pad, "np.pad(a, {0: (1, 2)}, '{constant|edge|mean}')", "d", layouts=False, a=real(2, 3))
    calls(np.pad, "np.pad(a, {-1: 2}, '{constant|mean}')", "d", layouts=False, a=real(2, 3))

# ---------------------------------------------------------------- other ways to say it

ONCE = {"layouts": False}
calls(np.einsum, "np.einsum(a, [0, 1], b, [1, 2]{, [0, 2]|, [2, 0]|})", "d", a=real(2, 3), b=real(3, 2), **ONCE)
calls(np.einsum, "np.einsum(a, {[0, 0]|[5, 5], [5]|[3, 1], [1, 3]|[..., 0], [...]})", "d", a=real(2, 2), **ONCE)
calls(np.einsum, "np.einsum(a, (..., 7, 0), b, [..., 0, 3], [..., 7, 3], optimize=True)", "d", a=real(2, 2, 3), b=real(3, 2), **ONCE)
calls(np.matmul, "np.matmul(a, b, axes=[(0, 1), (0, 1), (1, 0)])", "d", a=real(2, 3), b=real(3, 2), **ONCE)
calls(np.matmul, "np.matmul(a, b, axes=[(0, 2), (-2, -1), (0, 1)])", "d", a=real(2, 4, 3), b=real(3, 2), **ONCE)
for _f in (np.var, np.std):
    _n = _f.__name__
    calls(_f, f"np.{_n}(a, mean=np.mean(a, axis=0){{|, axis=0|, axis=0, ddof=1|, correction=1}})", "dD", a=real(2, 3), **ONCE)
    calls(_f, f"np.{_n}(a, 0, keepdims=True, mean=np.mean(a, axis=0, keepdims=True))", a=real(2, 3))
    calls(_f, f"np.{_n}(a, mean=v, axis=1)", "d", a=real(2, 3), v=real("py"))
LOWER = between(0.31, 0.36, "py")
calls(np.quantile, "np.quantile(a, {0.4|[0.1, 0.6]|q}, weights=w{|, axis=0}, method='inverted_cdf')", "d", a=apart(5), w=positive(5), q=LOWER, **ONCE)
calls(np.percentile, "np.percentile(a, 40.0, weights=[1.0, 2.0, 1.0, 0.5, 3.0], method='inverted_cdf')", "d", a=apart(5), **ONCE)
calls(np.quantile, "np.quantile(a, q, weights=w, axis=1, keepdims=True, method='inverted_cdf')", "d", a=apart(3, 5), w=each(positive(5), positive(3, 5)), q=LOWER, **ONCE)
for _f in (np.nanquantile, np.nanpercentile):
    calls(_f, f"np.{_f.__name__}(a, q, weights=w, axis=1{{|, keepdims=True}}, method='inverted_cdf')", "d", a=apart(3, 5), w=positive(3, 5), q=LOWER, **ONCE)
calls(np.linalg.svd, "np.linalg.svd(a - 3.5 * np.eye(3), hermitian=True){.S|[0]|[2]}", "dD", a=each(symmetric(3, 3), symmetric(2, 3, 3)), **ONCE)
calls(np.linalg.svd, "np.linalg.svd(a - 3.5 * np.eye(3), compute_uv=False, hermitian=True)", "dD", a=symmetric(3, 3), **ONCE)
calls(np.linalg.qr, "np.linalg.qr(a, mode='complete')[0][..., :2]", "dD", a=each(real(3, 2), real(2, 3), real(2, 4, 2)), **ONCE)
calls(np.linalg.qr, "np.linalg.qr(a, mode='complete')[1]", "dD", a=each(real(3, 2), real(2, 3)), **ONCE)
calls(np.linalg.qr, "np.linalg.qr(a, 'complete')[{0|1}]", "d", a=regular(3, 3))

# ---------------------------------------------------------------- out=, as an assignment

for _f in (np.nanprod, np.nanvar, np.nanstd, np.median, np.ptp, np.nanmedian, np.std, np.nanmean):
    calls(_f, f"y = np.zeros(3); np.{_f.__name__}(a, axis=0, out=y); y * y", "d", a=apart(2, 3), **ONCE)
for _f in (np.sum, np.max, np.prod):
    calls(_f, f"y = np.zeros(3); np.{_f.__name__}(a, axis=0, out=y, where=m, initial=0.25); y * y", "d", a=apart(2, 3), m=SOME, **ONCE)
for _f in (np.cumsum, np.nancumsum, np.nancumprod):
    calls(_f, f"y = np.zeros((2, 3)); z = np.{_f.__name__}(a, axis=1, out=y); y * z", "d", a=apart(2, 3), **ONCE)
calls(np.concatenate, "y = np.zeros((4, 3)); np.concatenate((a, a * a), out=y); y * y", "d", a=real(2, 3), **ONCE)
calls(np.stack, "y = np.zeros((2, 3, 2)); np.stack([a, a * a], axis=-1, out=y); y * y", "d", a=real(2, 3), **ONCE)
calls(np.choose, "y = np.zeros(3); np.choose([0, 1, 1], (a, a * a), out=y); y * y", "d", a=real(3), **ONCE)
calls(np.compress, "y = np.zeros(2); np.compress([True, False, True], a, out=y); y * y", "d", a=real(3), **ONCE)
calls(np.linalg.multi_dot, "y = np.zeros((2, 2)); np.linalg.multi_dot((a, b, a), out=y); y * y", "d", a=real(2, 2), b=real(2, 2), **ONCE)
calls(np.modf, "y = np.zeros(3); w = np.zeros(3); np.modf(x, {out=(y, w)|y, w}); y * w * x", "d", x=real(3), **ONCE)
calls(np.divmod, "y = np.zeros(3); w = np.zeros(3); p = np.divmod(x, v, out=(y, w)); p[1] * w * x", "d", x=positive(3), v=between(0.5, 0.6, 3), **ONCE)
calls(np.fft.fft, "y = np.zeros(4, dtype=complex); np.fft.{fft|ifft}(a, out=y); np.abs(y)", "d", a=real(4), **ONCE)
calls(np.fft.irfft, "y = np.zeros(4); np.fft.irfft(a + 0j, out=y); y * y", "d", a=real(3), **ONCE)
calls(np.fft.fft2, "y = np.zeros((3, 2), dtype=complex); np.fft.{fft2|fftn}(a + 0j, out=y); np.abs(y)", "d", a=real(3, 2), **ONCE)

# ---------------------------------------------------------------- numbers that stand for others, and periods

NOT_FINITE = fixed(np.array([[1.0, np.nan, np.inf], [-np.inf, 2.0, np.nan]]))
calls(np.nan_to_num, "np.nan_to_num(b, nan=v{|, posinf=u|, posinf=2.0, neginf=u}) * w", "d", layouts=False, b=NOT_FINITE, v=real("py"), u=real("py"), w=real(3))
calls(np.unwrap, "np.unwrap(a * 7.0{|, period=v|, period=1.1|, discont=2.0|, axis=0})", "d", layouts=False, a=each(real(4), real(2, 3)), v=between(3.0, 3.5, "py"))

# ---------------------------------------------------------------- what is left

calls(np.array, "np.array(a, ndmin={0|1|2|3})", "d", layouts=False, a=real(3))
calls(np.array, "{np.array(a, copy=None)|np.array(a, copy=False)|a.astype(float, copy=False)}", "d", a=real(3))
for _f in (np.nanvar, np.nanstd):
    calls(_f, f"np.{_f.__name__}(a, axis=0, {{where=m|correction=1|where=m, ddof=1}})", "d", layouts=False, a=apart(4, 3), m=fixed(np.array([[True, True, False], [True, False, True], [False, True, True], [True, True, True]])))
calls(np.reshape, "y = a * 2.0; z = np.reshape(y, (3, 2), copy={True|None}); y[0] = 1.0; z * 2.0", "d", layouts=False, a=real(2, 3))
calls(np.corrcoef, "np.corrcoef(a, dtype=np.float64)", "d", layouts=False, a=real(2, 4))
calls(np.take, "np.take(a, [0, 1], out=None, mode='{raise|wrap}')", "d", layouts=False, a=real(3))
calls(np.cov, "np.cov(a, {fweights=[1, 2, 3]|aweights=[1.0, 2.0, w]|fweights=[1, 2, 3], aweights=[1.0, 2.0, w]})", "d", layouts=False, a=real(2, 3), w=positive("py"))
