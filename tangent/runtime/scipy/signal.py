"""Helpers of the rules for scipy.signal: printed with their source into saved modules."""

import numpy as np
from scipy import signal


def convolve_bar(g, other, shape, mode, first):
    """The adjoint of the array of this shape that `signal.convolve` takes first, or second, with `other`."""
    lengths = list(zip(shape, np.shape(other)))
    whole = np.zeros([m + n - 1 for m, n in lengths], g.dtype)
    if mode == "full":
        start = [0 for _ in lengths]
    elif mode == "valid":
        start = [min(m, n) - 1 for m, n in lengths]
    else:
        start = [((n if first else m) - 1) // 2 for m, n in lengths]
    whole[tuple([slice(s, s + n) for s, n in zip(start, g.shape)])] = g
    return signal.convolve(whole, np.flip(other), "valid")
