"""Sample calls of `np.emath`: real or complex, as the values decide."""

import numpy as np

from .spec import apart, between, calls, each, positive, real, unit

for _n in "sqrt log log2 log10 arccos arcsin arctanh".split():
    _f = getattr(np.emath, _n)
    calls(_f, f"np.abs(np.emath.{_n}(x))", layouts=False, x=each(apart(3), apart(2, 2), real("py"), unit("np")))
    calls(_f, f"np.emath.{_n}(x)", "D", layouts=False, x=apart(3))
calls(np.emath.logn, "np.imag(np.emath.logn({n|2.0|-3.0}, x))", "d", layouts=False, x=apart(3), n=between(2.0, 3.0, "py"))
calls(np.emath.power, "np.real(np.emath.power(x, {p|2|0.5|-2}))", "d", layouts=False, x=apart(3), p=real("py"))
calls(np.emath.power, "np.emath.power(x, {p|2|0.5|-2})", "D", layouts=False, x=apart(3), p=real("py"))
calls(np.emath.sqrt, "np.abs(np.emath.sqrt(x)) * np.emath.sqrt(y).real", "d", layouts=False, x=apart(3), y=positive(3))
