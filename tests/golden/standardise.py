"""Reductions with keepdims, and broadcasting against them."""

# mode: grad
# wrt: data

import numpy as np


def skewness(data):
    centred = data - np.mean(data, axis=0, keepdims=True)
    spread = np.sqrt(np.mean(centred**2, axis=0, keepdims=True))
    return np.sum((centred / spread) ** 3)


EXAMPLE = (np.array([[0.3, 0.6], [0.2, -0.9], [0.8, 0.5], [1.4, 0.1]]),)


# output


import numpy as np
from tangent.runtime import guarded, reduced_size


def skewness_grad(data):
    """Gradient of skewness with respect to data."""
    # forward
    centred = data - np.mean(data, axis=0, keepdims=True)
    t1 = centred**2
    spread = np.sqrt(np.mean(t1, axis=0, keepdims=True))
    t2 = centred / spread
    # backward: return np.sum((centred / spread) ** 3)
    t2_bar = 3.0 * t2**2
    centred_bar = t2_bar / spread
    spread_bar = -np.sum(t2_bar * t2 / spread, axis=0, keepdims=True)
    # backward: spread = np.sqrt(np.mean(centred**2, axis=0, keepdims=True))
    t1_bar = guarded(spread_bar, 0.5 / spread) / reduced_size(t1, 0)
    centred_bar += 2.0 * t1_bar * centred
    # backward: centred = data - np.mean(data, axis=0, keepdims=True)
    t3_bar = -np.sum(centred_bar, axis=0, keepdims=True)
    data_bar = centred_bar + t3_bar / reduced_size(data, 0)
    return data_bar
