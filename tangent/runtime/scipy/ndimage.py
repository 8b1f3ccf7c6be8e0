"""Filters of images, said with operations that have rules: these are what is differentiated."""

import numpy as np
from scipy import ndimage, signal


def widened(x, before, after, axis, mode):
    """`x` with more elements at both ends of an axis, those that a filter takes beyond the border."""
    n = x.shape[axis]
    places = np.arange(-before, n + after)
    if mode == "reflect":
        places = places % (2 * n)
        places = np.minimum(places, 2 * n - 1 - places)
    elif mode == "mirror":
        places = places % max(2 * n - 2, 1)
        places = np.minimum(places, 2 * n - 2 - places)
    elif mode == "wrap":
        places = places % n
    else:
        places = np.clip(places, 0, n - 1)
    wide = np.take(x, places, axis)
    if mode == "constant":
        inside = np.pad(np.ones(n), (before, after))
        wide = np.moveaxis(np.moveaxis(wide, axis, -1) * inside, -1, axis)
    return wide


def correlate1d(input, weights, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
    """A sum of neighbours along an axis."""
    n, size = input.shape[axis], len(weights)
    before = size // 2 + origin
    wide = np.moveaxis(widened(input, before, size - 1 - before, axis, mode), axis, -1)
    out = weights[0] * wide[..., :n]
    for k in range(1, size):
        out = out + weights[k] * wide[..., k : k + n]
    return np.moveaxis(out, -1, axis)


def convolve1d(input, weights, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
    """The same with the weights turned around."""
    n, size = input.shape[axis], len(weights)
    before = (size - 1) // 2 - origin
    wide = np.moveaxis(widened(input, before, size - 1 - before, axis, mode), axis, -1)
    out = weights[size - 1] * wide[..., :n]
    for k in range(1, size):
        out = out + weights[size - 1 - k] * wide[..., k : k + n]
    return np.moveaxis(out, -1, axis)


def correlate(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    """Each element with those around it."""
    for axis in range(input.ndim):
        n = weights.shape[axis]
        input = widened(input, n // 2, n - 1 - n // 2, axis, mode)
    return signal.correlate(input, weights, "valid")


def convolve(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    """The same with the weights turned around."""
    for axis in range(input.ndim):
        n = weights.shape[axis]
        input = widened(input, (n - 1) // 2, n // 2, axis, mode)
    return signal.convolve(input, weights, "valid")


def gaussian_bar(g, sigma, order, mode, truncate):
    """The adjoint of a filter that takes one axis after the other."""
    for axis in range(g.ndim):
        rows = ndimage.gaussian_filter1d(np.eye(g.shape[axis]), sigma, -1, order, None, mode, 0.0, truncate)
        g = np.moveaxis(np.moveaxis(g, axis, -1) @ rows.T, -1, axis)
    return g


def uniform_filter(input, size=3, output=None, mode="reflect", origin=0):
    """One axis after the other."""
    for axis in range(input.ndim):
        input = ndimage.uniform_filter1d(input, size, axis, None, mode, 0.0, origin)
    return input


def sobel(input, axis=-1, output=None, mode="reflect"):
    """A difference along an axis, and means along the others."""
    out = ndimage.correlate1d(input, [-1.0, 0.0, 1.0], axis, None, mode)
    for k in range(input.ndim):
        if k != axis % input.ndim:
            out = ndimage.correlate1d(out, [1.0, 2.0, 1.0], k, None, mode)
    return out


def prewitt(input, axis=-1, output=None, mode="reflect"):
    """A difference along an axis, and sums along the others."""
    out = ndimage.correlate1d(input, [-1.0, 0.0, 1.0], axis, None, mode)
    for k in range(input.ndim):
        if k != axis % input.ndim:
            out = ndimage.correlate1d(out, [1.0, 1.0, 1.0], k, None, mode)
    return out


def laplace(input, output=None, mode="reflect"):
    """The sum of second differences."""
    out = np.zeros_like(input)
    for k in range(input.ndim):
        out = out + ndimage.correlate1d(input, [1.0, -2.0, 1.0], k, None, mode)
    return out
