"""Methods of ufuncs."""

import numpy as np

from .spec import apart, calls, each, fixed, positive, real

AXIS = "{|, 1|, axis=-1|, axis=0, keepdims=True}"
I = fixed(np.array([0, 2, 2]))

for _f in (np.add, np.multiply, np.maximum, np.minimum, np.logaddexp, np.hypot, np.subtract, np.fmax):
    calls(_f.reduce, f"np.{_f.__name__}.reduce(a{AXIS})", layouts=False, a=apart(3, 2))
    calls(_f.reduce, f"np.{_f.__name__}.reduce(a)", "d", layouts=False, a=each(apart(4), apart(1)))
for _f in (np.add, np.multiply, np.maximum, np.minimum, np.logaddexp):
    calls(_f.reduce, f"np.{_f.__name__}.reduce(a, axis={{None|(-1, 0), keepdims=True}})", "d", layouts=False, a=apart(2, 3, 2))
for _f in (np.add, np.multiply, np.maximum, np.minimum, np.logaddexp, np.subtract):
    calls(_f.accumulate, f"np.{_f.__name__}.accumulate(a{{|, 1|, axis=-1}})", a=apart(3, 2))
    calls(_f.accumulate, f"np.{_f.__name__}.accumulate(a)", a=apart(4))
for _f in (np.add, np.multiply, np.arctan2):
    calls(_f.outer, f"np.{_f.__name__}.outer(a, b)", layouts=False, a=each(real(3), real(2, 2)), b=each(real(2), real("py"), real()))
calls(np.power.outer, "np.power.outer(a, {2|b})", a=positive(3), b=real(2))
for _f in (np.multiply, np.divide, np.maximum):
    calls(_f.at, f"y = np.copy(a); np.{_f.__name__}.at(y, i, b); y * y", a=real(4), b=each(real(3), real("py")), i=I)
calls(np.multiply.at, "y = np.copy(a); np.multiply.at(y, (i, {0|i|slice(None)}), b); y * y", a=real(3, 3), b=each(real("py")), i=I)
for _f in (np.add, np.multiply, np.maximum):
    calls(_f.reduceat, f"np.{_f.__name__}.reduceat(a, {{[0, 2]|[0, 3, 1]|[1, 1, 2]}})", "d", layouts=False, a=each(apart(4), apart(4, 2)))
    calls(_f.reduceat, f"np.{_f.__name__}.reduceat(a, [0, 2, 1], axis={{1|-1}})", "d", layouts=False, a=apart(2, 4))

for _f in (np.logaddexp, np.hypot, np.fmax, np.subtract):
    _n = _f.__name__
    calls(_f.reduce, f"np.{_n}.reduce(a, axis=-1, initial=b{{|, keepdims=True|, where=a > 0.0}})", "d", layouts=False, a=apart(2, 4), b=real("py"))
for _f in (np.hypot, np.logaddexp2, np.fmin):
    _n = _f.__name__
    calls(_f.reduce, f"np.{_n}.reduce(a, axis={{None|(0, 2)|(-1, 1), keepdims=True}})", "d", layouts=False, a=apart(2, 3, 2))
calls(np.hypot.reduce, "np.hypot.reduce(a, where=a > 0.0)", "d", layouts=False, a=apart(2, 4))
calls(np.exp.at, "y = np.copy(a); np.{exp|negative|tanh}.at(y, i); y * y", a=real(4), i=I)
calls(np.hypot.reduceat, "y = np.zeros(2, a.dtype); np.hypot.reduceat(a, [0, 2], out=y); y * y", layouts=False, a=apart(4))
calls(np.add, "np.add(a, b{|, subok=False|, order='F'|, order='C'|, casting='same_kind'|, dtype=np.float64|, signature='dd->d'})", "d", a=real(2, 3), b=real(3))
calls(np.exp, "np.exp(a, {sig='d->d'|signature='d->d'|dtype=np.float64})", "d", a=real(3))
calls(np.vecdot, "np.vecdot(a, b, {axes=[0, -1, ()]|keepdims=True, axis=0})", a=real(3, 3), b=real(3, 3))
calls(np.matvec, "np.matvec(a, b, axes=[(1, 0), 0, 0])", a=real(3, 2), b=real(3))
calls(np.vecmat, "np.vecmat(b, a, axes=[0, (1, 0), 0])", a=real(2, 3), b=real(3))
