"""Helpers for convolutions, transforms and interpolation, called by emitted code.

Plain functions of NumPy, printed with their source into saved modules and differentiated themselves for
second order (see `shapes.py`).
"""

import numpy as np

from tangent.runtime.shapes import add_at


def fitted(x, n, axis):
    """Cut `x` along an axis to the length n, or lengthen it by zeros."""
    length = x.shape[axis]
    if length == n:
        return x
    x = np.moveaxis(x, axis, -1)
    if length > n:
        x = x[..., :n]
    else:
        x = np.concatenate((x, np.zeros(x.shape[:-1] + (n - length,), x.dtype)), axis=-1)
    return np.moveaxis(x, -1, axis)


def half_weights(m, n, axis, ndim):
    """For how many terms each of the m in half a spectrum of n real numbers stands: one or two."""
    k = np.arange(m)
    weights = np.where((k == 0) | (2 * k == n), 1.0, 2.0)
    return np.reshape(weights, tuple([m if d == axis % ndim else 1 for d in range(ndim)]))


def full_length(g, m, n, mode, start):
    """The adjoint of all m + n - 1 terms of a convolution of which `mode` has returned some.

    start: the number of terms in front of what "same" returns.
    """
    if mode == "full":
        return g
    before = start if mode == "same" else min(m, n) - 1
    after = m + n - 1 - before - len(g)
    return np.concatenate((np.zeros(before, g.dtype), g, np.zeros(after, g.dtype)))


def convolve_bar(g, a, v, mode):
    """The adjoint of `a` in `np.convolve(a, v, mode)`; that of `v` by exchanging the two."""
    g = full_length(g, len(a), len(v), mode, (min(len(a), len(v)) - 1) // 2)
    start = len(v) - 1
    return np.convolve(g, v[::-1], mode="full")[start : start + len(a)]


def correlate_bar_left(g, a, v, mode):
    """The adjoint of `a` in `np.correlate(a, v, mode)`, a convolution with the reversed conjugate of `v`."""
    g = full_length(g, len(a), len(v), mode, correlate_start(a, v))
    start = len(v) - 1
    return np.convolve(g, np.conj(v), mode="full")[start : start + len(a)]


def correlate_bar_right(g, a, v, mode):
    """The adjoint of `v` in `np.correlate(a, v, mode)`."""
    g = full_length(g, len(a), len(v), mode, correlate_start(a, v))
    start = len(a) - 1
    return np.conj(np.convolve(g, a[::-1], mode="full")[start : start + len(v)][::-1])


def correlate_start(a, v):
    """How many terms of a correlation stand in front of those of the mode "same"."""
    return (len(v) - 1) // 2 if len(a) >= len(v) else len(a) // 2


def interp_parts(x, xp):
    """Between which nodes each of `x` lies, how far from the first to the second, and whether between any."""
    right = np.clip(np.searchsorted(xp, x, side="right"), 1, len(xp) - 1)
    share = (x - xp[right - 1]) / (xp[right] - xp[right - 1])
    inside = (x >= xp[0]) & (x <= xp[-1])
    return right - 1, right, share, inside


def interp_dot(x, xp, fp, x_dot, xp_dot, fp_dot):
    """The tangent of `np.interp(x, xp, fp)`."""
    low, high, share, inside = interp_parts(x, xp)
    slope = (fp[high] - fp[low]) / (xp[high] - xp[low])
    moved = x_dot - (1.0 - share) * xp_dot[low] - share * xp_dot[high]
    between = (1.0 - share) * fp_dot[low] + share * fp_dot[high] + slope * moved
    return np.where(inside, between, np.where(x < xp[0], fp_dot[0], fp_dot[-1]))


def interp_bar(x, xp, fp, g):
    """The adjoints of x, xp and fp in `np.interp(x, xp, fp)`."""
    low, high, share, inside = interp_parts(x, xp)
    slope = np.where(inside, (fp[high] - fp[low]) / (xp[high] - xp[low]), 0.0)
    share = np.where(inside, share, np.where(x < xp[0], 0.0, 1.0))
    x_bar = g * slope
    xp_bar = np.zeros_like(xp)
    add_at(xp_bar, np.ravel(low), np.ravel(-x_bar * (1.0 - share)))
    add_at(xp_bar, np.ravel(high), np.ravel(-x_bar * share))
    fp_bar = np.zeros_like(fp)
    add_at(fp_bar, np.ravel(low), np.ravel(g * (1.0 - share)))
    add_at(fp_bar, np.ravel(high), np.ravel(g * share))
    return x_bar, xp_bar, fp_bar


def ranks(a, axis):
    """The place of each element in the order along `axis` (None: of all), as a float; NaN stays NaN."""
    if axis is None:
        order = np.reshape(np.argsort(np.argsort(np.ravel(a), kind="stable")), np.shape(a))
    else:
        order = np.argsort(np.argsort(a, axis=axis, kind="stable"), axis=axis)
    return np.where(np.isnan(a), np.nan, order)


def several_ranks(a, axis):
    """`ranks` along several axes at once."""
    if not isinstance(axis, tuple):
        return ranks(a, axis)
    rest = a.ndim - len(axis)
    last = tuple(range(rest, a.ndim))
    moved = np.moveaxis(a, axis, last)
    order = ranks(np.reshape(moved, moved.shape[:rest] + (-1,)), -1)
    return np.moveaxis(np.reshape(order, moved.shape), last, axis)


def order_weights(a, axis, place):
    """The weight of each element of `a` in the order statistic at `place`, which may lie between two.

    `place` has the axes of `a` (those that are reduced have length 1), after those of several places.
    """
    weights = np.maximum(1.0 - np.abs(several_ranks(a, axis) - place), 0.0)
    return np.where(np.isnan(weights), 0.0, weights).astype(a.dtype)


def order_dot(a, axis, place, keepdims, a_dot):
    """The tangent of the order statistics of `a` at the places, which may have axes of their own in front."""
    weights = order_weights(a, axis, place)
    return np.sum(weights * a_dot, axis=from_the_end(axis, a.ndim), keepdims=keepdims)


def order_bar(a, axis, place, keepdims, g):
    """The adjoint of `a` in its order statistics at the places, which may have axes of their own in front."""
    if not keepdims:
        g = np.reshape(g, np.shape(place))
    bar = g * order_weights(a, axis, place)
    return np.sum(bar, axis=tuple(range(bar.ndim - a.ndim)))


def order_weights_slope(a, axis, place):
    """How the weights change with the place: from the element before it to the next one."""
    order = several_ranks(a, axis)
    last = np.sum(~np.isnan(a), axis=from_the_end(axis, a.ndim), keepdims=True) - 1
    low = np.maximum(np.minimum(np.floor(place), last - 1), 0)
    return np.subtract(order == low + 1, order == low, dtype=a.dtype)


def order_slope(a, axis, place, keepdims, method, unit):
    """By how much an order statistic of `a` changes with `q`: the slope of the line between two neighbours.

    A method that steps from one element to the next has no slope, nor has one beyond the first or the last.
    unit: what one unit of `q` is, a whole or a hundredth.
    """
    axes = from_the_end(axis, a.ndim)
    count = np.sum(~np.isnan(a), axis=axes, keepdims=True)
    speed = unit * places_per_unit(method, count)
    if method != "linear":
        speed = np.where((place > 0) & (place < count - 1), speed, 0.0)
    present = np.where(np.isnan(a), 0.0, a)
    step = np.sum(order_weights_slope(a, axis, place) * present, axis=axes, keepdims=True)
    slope = step * speed.astype(a.dtype)
    return slope if keepdims else np.squeeze(slope, axes)


def places_per_unit(method, count):
    """By how many places of `count` ordered elements a quantile moves when `q` goes from 0 to 1."""
    if method == "linear":
        return count - 1.0
    if method == "hazen" or method == "interpolated_inverted_cdf":
        return 1.0 * count
    if method == "weibull":
        return count + 1.0
    if method == "median_unbiased":
        return count + 1.0 / 3.0
    if method == "normal_unbiased":
        return count + 0.25
    return 0.0 * count


def places_bar(g, ndim):
    """The adjoint of the places, the first axes of `g`."""
    return np.sum(g, axis=tuple(range(ndim, np.ndim(g))))


def along_places(slope, q_dot):
    """What a tangent of the places, the first axes of `slope`, makes of it."""
    return slope * np.reshape(q_dot, np.shape(q_dot) + (1,) * (np.ndim(slope) - np.ndim(q_dot)))


def from_the_end(axis, ndim):
    """The axes (None: all) of an array of this rank, counted from its end."""
    if axis is None:
        return tuple(range(-ndim, 0))
    if isinstance(axis, tuple):
        return tuple([k % ndim - ndim for k in axis])
    return axis % ndim - ndim


def permutation(a, out, axis):
    """Indices with which `np.take_along_axis(a, indices, axis)` is `out`, the same elements reordered."""
    order = np.argsort(a, axis=axis, kind="stable")
    back = np.argsort(np.argsort(out, axis=axis, kind="stable"), axis=axis, kind="stable")
    return np.take_along_axis(order, back, axis)


def inserted(shape, obj, values, axis):
    """For each element of `np.insert(arr, obj, values, axis)` its place in `values`, or -1: it is of arr."""
    places = np.reshape(np.arange(np.size(values)), np.shape(values))
    return np.insert(np.full(shape, -1), obj, places, axis)


def insert_bar(g, shape, obj, values, axis):
    """The adjoints of `arr` (of this shape) and `values` in `np.insert(arr, obj, values, axis)`."""
    places = inserted(shape, obj, values, axis)
    kept = np.reshape(g[places < 0], shape)
    total = np.zeros(np.size(values), g.dtype)
    np.add.at(total, places[places >= 0], g[places >= 0])
    return kept, np.reshape(total, np.shape(values))


def bessel_i1(x):
    """The modified Bessel function of order one, the derivative of `np.i0`: a series of positive terms."""
    half = 0.5 * np.abs(x)
    term = half
    total = half
    count = 20 + 2 * int(np.max(half, initial=0.0))
    for k in range(1, count):
        term = term * half * half / (k * (k + 1.0))
        total = total + term
    return np.copysign(total, x)


def roots_dot(p, z, p_dot):
    """The tangent of `z = np.roots(p)`, from p(z) = 0; a multiple zero has no derivative."""
    return -np.polyval(p_dot, z) / np.polyval(np.polyder(p), z)


def roots_bar(p, z, g):
    """The adjoint of the coefficients `p` in `z = np.roots(p)`."""
    return -(g / np.polyval(np.polyder(p), z)) @ np.vander(z, len(p))
