"""Arguments that are given seldom, of functions whose other samples stand with their relatives."""

import numpy as np

from .spec import apart, calls, each, fixed, positive, real, regular, symmetric

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
calls(np.linalg.pinv, "np.linalg.pinv(a, rtol=1e-10)", "d", layouts=False, a=real(3, 2))
