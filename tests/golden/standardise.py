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
from tangent.runtime import guarded


def skewness_grad(data):
    """Gradient of skewness with respect to data."""
    # forward
    centred = data - np.mean(data, axis=0, keepdims=True)
    spread = np.sqrt(np.mean(centred**2, axis=0, keepdims=True))
    t1 = centred / spread
    # backward: return np.sum((centred / spread) ** 3)
    centred_bar = 3.0 * t1**2 / spread
    spread_bar = -np.sum(centred_bar * t1, axis=0, keepdims=True)
    # backward: spread = np.sqrt(np.mean(centred**2, axis=0, keepdims=True))
    t2_bar = guarded(spread_bar, 0.5 / spread) / centred.shape[0]
    centred_bar += 2.0 * t2_bar * centred
    # backward: centred = data - np.mean(data, axis=0, keepdims=True)
    t3_bar = -np.sum(centred_bar, axis=0, keepdims=True)
    data_bar = centred_bar + t3_bar / data.shape[0]
    return data_bar
