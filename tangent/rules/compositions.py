"""Functions that are made of others: what in `runtime/compositions.py` stands for which of NumPy's."""

import bisect
import heapq
import math

import numpy as np

from tangent.rules.kinds import composition, inactive, spelled
from tangent.runtime import compositions, queues

NAMES = (
    "astype average cov corrcoef nanvar nanstd nanprod nancumsum nancumprod cumulative_sum cumulative_prod "
    "trapezoid ediff1d gradient select choose compress extract piecewise resize modf vander logspace "
    "geomspace kaiser polyval polyadd polysub polymul polydiv polyder polyint poly polyfit "
    "apply_along_axis apply_over_axes"
)
OF_MODULES = {
    np: NAMES,
    np.linalg: "matrix_power matrix_norm vector_norm cond tensorsolve tensorinv multi_dot",
    np.fft: "fftfreq rfftfreq hfft ihfft fftn ifftn rfftn irfftn fft2 ifft2 rfft2 irfft2",
}

for _module, _names in OF_MODULES.items():
    for _name in _names.split():
        if hasattr(_module, _name):
            composition(getattr(_module, _name))(getattr(compositions, _name))

for _name in "heappush heappop heapreplace heappushpop heapify".split():
    composition(getattr(heapq, _name))(getattr(queues, _name))
for _name in "insort_left insort_right".split():
    composition(getattr(bisect, _name))(getattr(queues, _name))
inactive("the order of a heap is piecewise constant", queues.order_risen, queues.order_sunk)
inactive("the order of a heap is piecewise constant", queues.order_heapified)
inactive("a place in a sorted list is piecewise constant", bisect.bisect_left, bisect.bisect_right)
composition(np.divmod)(compositions.divmod_)
composition(divmod)(compositions.number_divmod)
composition(math.modf)(compositions.number_modf)
inactive("in which order to multiply matrices depends on their shapes", compositions.best_splits)
spelled(np.vectorize, "pyfunc")
spelled(np.frompyfunc, "func")
spelled(np.fromfunction, "function")
spelled(np.fromiter, "iter")
spelled(np.ndenumerate, "arr")
spelled(np.nditer, "op", refused="flags op_dtypes casting op_axes itershape buffersize")
