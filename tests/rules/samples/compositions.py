"""Functions that are made of others."""

import bisect
import heapq
import math

import numpy as np

from .reductions import holes
from .spec import apart, calls, each, fixed, mask, numbers, positive, real, regular, unary, whole

# ---------------------------------------------------------------- means and variances

calls(np.average, "np.average(a{|, axis=0|, axis=-1|, keepdims=True})", a=each(real(2, 3), real(4)))
calls(np.average, "np.average(a, {axis=0, weights=w|0, w, keepdims=True|weights=v|weights=v, axis=1})", a=real(2, 3), w=positive(2), v=positive(2, 3))
calls(np.average, "np.average([x, y, x * y]{|, weights=[y, x, 1.0]})", "d", x=positive("py"), y=positive("py"))
calls(np.average, "np.average(a, weights=w, returned=True){[0]|[1]}", a=real(3), w=positive(3))
calls(np.cov, "np.cov(a{|, rowvar=False|, bias=True|, ddof=0|, aweights=w|, fweights=n})", a=real(3, 3), w=positive(3), n=fixed(np.array([1, 2, 1])))
calls(np.cov, "{np.cov(a)|np.cov(a, b)|np.cov(a, b, aweights=b * b)}", a=real(4), b=real(4))
calls(np.corrcoef, "np.corrcoef(a{|, rowvar=False})", a=real(3, 4))
calls(np.corrcoef, "np.corrcoef(a, b)[0, 1]", a=real(5), b=real(5))
for _f in (np.nanvar, np.nanstd):
    calls(_f, f"np.{_f.__name__}(a{{|, axis=0|, axis=-1, keepdims=True|, axis=(0, 1)}}{{|, ddof=1}})", a=holes(4, 4))
calls(np.nanprod, "np.nanprod(a{|, axis=0|, axis=-1, keepdims=True})", a=holes(3, 4))
for _f in (np.nancumsum, np.nancumprod):
    calls(_f, f"np.{_f.__name__}(a{{|, axis=0|, axis=-1}})", a=holes(3, 4))
for _f in (getattr(np, "cumulative_sum", None), getattr(np, "cumulative_prod", None)):
    if _f is not None:
        calls(_f, f"np.{_f.__name__}(a, axis={{0|1|-1}}{{|, include_initial=True}})", a=real(2, 3))
        calls(_f, f"np.{_f.__name__}(a)", a=real(3))

# ---------------------------------------------------------------- integrals and differences

calls(np.trapezoid, "np.trapezoid(y{|, x|, dx=0.5|, x=x})", y=each(real(4), real(2, 4)), x=apart(4))
calls(np.trapezoid, "np.trapezoid(y{|, x}, axis=0)", y=real(3, 2), x=each(apart(3), apart(3, 2)))
calls(np.ediff1d, "np.ediff1d(a{|, to_end=b|, to_begin=b|, b, b})", a=each(real(4), real(2, 3)), b=each(real(2), real("py")))
calls(np.gradient, "np.gradient(a{|, 0.5|, h|, x|, edge_order=2|, x, edge_order=2|, axis=0})", a=real(5), h=positive("py"), x=fixed(np.array([0.0, 0.4, 1.1, 1.5, 2.6])))
calls(np.gradient, "np.gradient(a, axis={0|-1}{|, edge_order=2})", a=real(3, 4))
calls(np.gradient, "np.gradient(a{|, 0.5|, 0.5, h}){[0]|[1]}", a=real(3, 4), h=positive("py"))

# ---------------------------------------------------------------- choices

calls(np.select, "np.select([m, a > 0], [a, {b|b * a|0.5 * b}]{|, 0.5|, default=b})", a=real(2, 3), b=real(3), m=mask(2, 3))
calls(np.choose, "np.choose(i, [a, b, {a * b|1.0}]{|, mode='clip'|, mode='wrap'})", i=whole(3, 2, 3), a=real(2, 3), b=real(3))
calls(np.compress, "np.compress({m|[True, False]}, a{|, axis=0})", a=real(2, 3), m=mask(2))
calls(np.extract, "np.extract({m|a > 0}, a)", a=real(2, 3), m=mask(2, 3))
calls(np.piecewise, "np.piecewise(x, [x < -0.5, x > 0.8], [lambda t: t * t, lambda t: np.sin(t){|, lambda t: 2.0 * t|, 0.5}])", x=each(real(5), real(2, 3)))
calls(np.resize, "np.resize(a, {5|(2, 4)|(3,)})", a=each(real(3), real(2, 2)))
unary(np.modf, "np.modf(x){[0]|[1]}")
calls(np.divmod, "np.divmod(x, y){[0]|[1]}", x=positive(3), y=fixed(np.array([0.45, 0.7, 0.6])))

# ---------------------------------------------------------------- construction

calls(np.block, "np.block({[a, b]|[[a, b], [b, a]]|[[a], [b]]})", a=real(2, 2), b=real(2, 2))
calls(np.block, "np.block([{a, b|a, 1.0, b}])", a=real(3), b=real(2))
calls(np.vander, "np.vander(x{|, 4|, N=2|, increasing=True|, 1})", x=real(3))
calls(np.logspace, "np.logspace(a, b{|, 4|, num=3, base=2.0|, 5, endpoint=False})", a=real("py"), b=real("py"))

# ---------------------------------------------------------------- polynomials

calls(np.polyval, "np.polyval(p, x)", "dfD", p=each(real(3), real(1)), x=each(real(2, 2), real("py"), real(3)))
for _f in (np.polyadd, np.polysub, np.polymul):
    calls(_f, f"np.{_f.__name__}({{p, q|q, p|p, p * p}})", p=real(3), q=real(2))
calls(np.polyder, "np.polyder(p{|, 2|, m=1|, 0})", p=real(4))
calls(np.polyint, "np.polyint(p{|, 2|, k=0.5|, k=[c]})", p=real(3), c=real("py"))
calls(np.poly, "np.poly(x)", x=real(3))
calls(np.roots, "np.roots(p)", "DF", p=each(real(4), real(2)))
calls(np.roots, "{np.roots(p + 0j)|np.abs(np.roots(p.astype(complex)))}", "d", p=real(4))
calls(np.polyfit, "np.polyfit(x, {y|y[:, None] * x}, {1|2|deg=0}{|, w=w})", x=apart(5), y=real(5), w=positive(5))

# ---------------------------------------------------------------- functions along axes

calls(np.apply_along_axis, "np.apply_along_axis({lambda r: r * r[0]|np.sum|lambda r: np.max(r)|np.sort|lambda r: np.outer(r, r)}, {0|-1}, a)", a=apart(2, 3))
calls(np.apply_over_axes, "np.apply_over_axes(np.{sum|prod}, a, {0|[0, 2]|(0, -1)})", a=real(2, 3, 2))

calls(np.vectorize, "np.vectorize(lambda v: v * v if v > 0.0 else -v)(a)", "d", a=each(real(3), real(2, 2), real()))
calls(np.vectorize, "np.vectorize(lambda u, v: u * v * v)(a, {b|2.0})", "d", a=real(2, 1), b=real(3))
calls(np.frompyfunc, "np.frompyfunc(lambda v: v * v if v > 0.0 else -v, 1, 1)(a).astype(a.dtype)", a=each(real(3), real(2, 2), real(0, 2)))
calls(np.frompyfunc, "u = np.frompyfunc(lambda u, v: u * v * v, 2, 1); u(a, {b|2.0}).astype(float)", "d", a=real(2, 1), b=real(3))

# ---------------------------------------------------------------- linear algebra

calls(np.linalg.matrix_power, "np.linalg.matrix_power(a, {0|1|2|3|5|-1|-2})", a=each(regular(3, 3), regular(2, 2, 2)))
calls(np.linalg.matrix_norm, "np.linalg.matrix_norm(a{|, ord='nuc'|, ord=1|, keepdims=True})", a=each(apart(3, 2), apart(2, 2, 3)))
calls(np.linalg.vector_norm, "np.linalg.vector_norm(a{|, axis=0|, axis=-1, keepdims=True|, ord=3|, ord=np.inf, axis=1})", a=apart(2, 3))
calls(np.linalg.vector_norm, "np.linalg.vector_norm(a, axis={(0, 2)|(-1, 0)|(0, 1, 2)}{|, keepdims=True|, ord=1})", a=apart(2, 3, 2))
calls(np.linalg.cond, "np.linalg.cond(a{|, 2|, -2|, 1|, 'fro'})", a=each(regular(3, 3), regular(2, 2, 2)))
calls(np.linalg.tensorsolve, "np.linalg.tensorsolve(np.reshape(a, (2, 3, 6)), b)", a=regular(6, 6), b=real(2, 3))
calls(np.linalg.tensorinv, "np.linalg.tensorinv(np.reshape(a, {(2, 3, 6)), ind=2|(6, 3, 2)), ind=1})", a=regular(6, 6))
calls(np.linalg.multi_dot, "np.linalg.multi_dot({[a, b]|[a, b, c]|(v, b, c)|[a, b, w]})", a=real(2, 3), b=real(3, 4), c=real(4, 2), v=real(3), w=real(4))

# ---------------------------------------------------------------- Python's numbers

numbers(math.dist, "math.dist([x, y], [y, 1.0])", x=real("py"), y=real("py"))
numbers(math.modf, "math.modf(x){[0]|[1]}", x=real("py"))
calls(np.fromiter, "np.fromiter((v * v for v in a), {float|dtype=np.float64})", "d", a=real(3))
calls(np.ndenumerate, "sum([v * v * (i[0] + 1) for i, v in np.ndenumerate(a)])", "d", a=each(real(3), real(2, 2)))
calls(np.nditer, "sum([v * v * v for v in np.nditer(a{|, order='C'})])", "d", a=each(real(3), real(2, 2)))

# ---------------------------------------------------------------- steps

calls(np.geomspace, "np.geomspace({a, b|b, a|-a, -b}, {4|1|0}{|, endpoint=False}{|, axis=-1})", "d", a=positive(2, 3), b=positive(3))
calls(np.geomspace, "np.geomspace(a, 3.0, 4, dtype=a.dtype)", a=positive(3))
calls(np.geomspace, "np.geomspace(a, {b|2.0}, 4)", "dD", a=positive(), b=positive("py"))
calls(np.logspace, "np.logspace(a, b, 4, base={c|2.0}{|, axis=-1}{|, endpoint=False})", "d", a=real(3), b=each(real(3), real("py")), c=positive(3))
calls(np.logspace, "np.logspace(a, 0.5, 4, dtype=a.dtype)", a=real(3))
calls(np.linalg.multi_dot, "np.linalg.multi_dot({[a, b, a, b]|[v, b, a, b, a]|(v, b, a, b, a, v)|[a, b, a, b, v[:2] * 1.0]})", "dfD", a=real(2, 3), b=real(3, 2), v=real(3))
calls(np.nanvar, "np.nanvar(a, axis=0, mean=np.nanmean(a, axis=0, keepdims=True){|, ddof=1})", a=real(4, 3))
numbers(math.prod, "math.prod([x, y], start={2.0|x|3})", x=real("py"), y=real("py"))
calls(np.frompyfunc, "u = np.frompyfunc(lambda u, v: (u * v, u * u), 2, 2); p, q = u(a, 2.0); p.astype(float) * q.astype(float)", "d", a=real(2, 2))
calls(np.vectorize, "np.vectorize(lambda u: (u * u, 3.0 * u)){(a)[0]|(a)[1]}", "d", a=real(2, 2))
calls(np.polynomial.polyutils.mapdomain, "np.polynomial.polyutils.mapdomain(a, b, c)", "d", a=real(2, 2), b=apart(2), c=real(2))
calls(np.polynomial.polyutils.mapparms, "np.polynomial.polyutils.mapparms(b, c){[0]|[1]}", "d", b=apart(2), c=real(2))
calls(np.nditer, "sum([u * v * v for u, v in np.nditer([a, b]{|, order='C'})])", "d", a=each(real(3), real(2, 3)), b=real(3))

# ---------------------------------------------------------------- heaps and sorted lists

HEAPED = "h = [x[0], x[1], x[2], x[3]]; heapq.heapify(h); "
calls(heapq.heapify, f"{HEAPED}h[0] * h[1] + h[2] / h[3]", "d", x=apart(4), layouts=False)
calls(heapq.heappush, f"{HEAPED}heapq.heappush(h, x[0] * x[1]); h[0] * h[1] + h[4]", "d", x=apart(4), layouts=False)
calls(heapq.heappop, f"{HEAPED}a = heapq.heappop(h); a * h[0] + h[1]", "d", x=apart(4), layouts=False)
calls(heapq.heapreplace, f"{HEAPED}a = heapq.heapreplace(h, x[0] * x[1]); a * h[0] + h[1]", "d", x=apart(4), layouts=False)
calls(heapq.heappushpop, f"{HEAPED}a = heapq.heappushpop(h, x[0] * x[1]); a * h[0] + h[1]", "d", x=apart(4), layouts=False)
for _f in ("insort_left", "insort_right"):
    calls(getattr(bisect, _f), f"h = sorted(x); bisect.{_f}(h, x[0] * x[1]); h[0] * h[1] + h[2]", "d", x=apart(4), layouts=False)
