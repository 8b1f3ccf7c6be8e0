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
