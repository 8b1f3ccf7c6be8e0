"""Functions that select elements by their values, or that are told apart by the shapes of numbers."""

import math

import numpy as np

from .spec import apart, between, calls, each, fixed, numbers, positive, real, unary, whole

# ---------------------------------------------------------------- sets

# Equal elements of one array move together, so that differences are what the first of them does.
calls(np.unique, "np.unique(a[i]{|, return_index=True|, return_inverse=True, return_counts=True})", a=apart(4), i=fixed(np.array([3, 0, 3, 1])))
calls(np.unique, "np.unique(a)", a=each(apart(4), apart(2, 3), apart(1)))
calls(np.unique, "np.unique(a[i], axis={0|1|-1})", a=apart(3, 2), i=fixed(np.array([2, 0, 2])))
calls(np.unique, "np.unique(a, True, axis=0)[0]", a=apart(3, 2))
if hasattr(np, "unique_values"):
    calls(np.unique_values, "np.sort(np.unique_values(a))", a=apart(4))
for _n in ("unique_counts", "unique_inverse", "unique_all"):
    if hasattr(np, _n):
        calls(getattr(np, _n), f"np.{_n}(a).values", a=apart(2, 3))
calls(np.union1d, "np.union1d(a, {b|a[:2]})", a=apart(3), b=between(3.0, 4.0, 2))
calls(np.intersect1d, "np.intersect1d(a, a[i])", a=apart(4), i=fixed(np.array([3, 0, 3])))
calls(np.setdiff1d, "np.setdiff1d(a, {b|a[:2]})", a=apart(4), b=between(3.0, 4.0, 2))
calls(np.setxor1d, "np.setxor1d(a, {b|a[:2]})", a=apart(4), b=between(3.0, 4.0, 2))
calls(np.trim_zeros, "np.trim_zeros(a * m{|, 'f'|, trim='b'})", a=real(5), m=fixed(np.array([0, 1, 0, 1, 0])))
calls(np.sort_complex, "np.sort_complex(a)", "dfD", a=apart(4))

# ---------------------------------------------------------------- bins

EDGES = fixed(np.array([-3.0, -0.6, 0.4, 2.9]))
calls(np.histogram_bin_edges, "np.histogram_bin_edges(a{|, 3|, bins=e|, 4, (r, 3.0)})", a=apart(6), e=EDGES, r=between(-5.0, -4.0, "py"))
calls(np.histogram, "np.histogram(a, 3, weights=w)", a=apart(6), w=real(6))
calls(np.histogram, "np.histogram(a, e, weights=w{|, density=True})[0]", "d", a=apart(6), e=EDGES, w=positive(6))
calls(np.histogram, "np.histogram(a, bins=4{|, density=True|, range=(-1.0, 1.0)})[1]", a=apart(6))
calls(np.histogram, "np.histogram(a, 3, density=True)[0]", a=apart(6))

# ---------------------------------------------------------------- parts of floating-point numbers

unary(np.frexp, "np.frexp(x)[0]", x=real)
calls(np.ldexp, "np.ldexp(x, {i|2|i[:1]})", x=each(real(3), real("np")), i=whole(4, 3))
calls(np.nextafter, "np.nextafter(x, {y|0.0})", "d", x=each(real(3), real(2, 3)), y=real(3))
numbers(math.frexp, "math.frexp(x)[0]", x=real("py"))
numbers(math.nextafter, "math.nextafter(x, {y|0.0})", x=real("py"), y=real("py"))

# ---------------------------------------------------------------- conversions and construction

calls(np.astype, "np.astype(a, {np.float64|np.float32|complex|np.float64, copy=False})", a=real(2, 3))
calls(np.require, "np.require(a{|, requirements='C'|, None, ['F']|, dtype=np.float64})", a=real(2, 3))
calls(np.asarray_chkfinite, "np.asarray_chkfinite({a|[x, x * x]})", a=real(2, 3), x=real("py"))
calls(np.ix_, "np.ix_(a, b){|[0]|[1]}", a=real(3), b=real(2))
calls(np.geomspace, "np.geomspace(a, b{|, 4|, num=5, endpoint=False})", a=positive("py"), b=each(between(3.0, 4.0, "py")))
calls(np.geomspace, "np.geomspace(-a, -b, 4)", a=positive("py"), b=between(3.0, 4.0, "py"))
calls(np.kaiser, "np.kaiser({5|1}, b)", b=positive("py"))
calls(np.polydiv, "np.polydiv(p, q)[0]", p=real(4), q=each(real(2), real(3), real(1)))
# What the length of the remainder is depends on the precision.
calls(np.polydiv, "np.polydiv(p, q){|[1]}", "d", p=real(4), q=each(real(2), real(3), real(1)))
calls(np.fromfunction, "np.fromfunction(lambda i, j: s * i + j ** s, (2, 3){|, dtype=int})", "d", layouts=False, s=positive("py"))
calls(np.setdiff1d, "np.setdiff1d(a, b, assume_unique=True)", a=apart(4), b=between(3.0, 4.0, 2))
calls(np.setxor1d, "np.setxor1d(a, {b|a[:2]}, assume_unique=True)", a=apart(4), b=between(3.0, 4.0, 2))
calls(np.intersect1d, "np.intersect1d(a, a[i], {assume_unique=True|return_indices=True})", "d", a=apart(4), i=fixed(np.array([3, 0])))
calls(np.trim_zeros, "np.trim_zeros(a * m{|, axis=0|, 'f', axis=(-1, 0)|, trim='b'})", a=real(3, 4), m=fixed(np.array([[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])))
