"""NumPy's functions that are made of others, written out: what is differentiated in their place.

Each gives the same numbers as NumPy, bit for bit: the samples of the rules compare them.  What is not a
parameter here is not supported.  They are ordinary programs, in the language of `docs/language.md`.
"""

import cmath
import math

import numpy as np

from tangent.runtime.reductions import reduced_size

SVDResult = type(np.linalg.svd(np.eye(1)))

# --------------------------------------------------------------------------- means and variances


def average(a, axis=None, weights=None, returned=False, keepdims=False):
    """np.average"""
    if weights is None:
        mean = np.mean(a, axis=axis, keepdims=keepdims)
        if returned:
            return mean, np.full_like(mean, a.size / mean.size)
        return mean
    if np.ndim(weights) != np.ndim(a):
        weights = over_axes(np.asarray(weights), axis, a.ndim)
    total = np.sum(weights, axis=axis, keepdims=keepdims)
    mean = np.sum(a * weights, axis=axis, keepdims=keepdims) / total
    if returned:
        return mean, total + np.zeros_like(mean)
    return mean


def over_axes(weights, axis, ndim):
    """Weights for some axes of an array, with axes of length one for the others."""
    axes = axis if isinstance(axis, tuple) else (axis,)
    last = np.reshape(weights, (1,) * (ndim - len(axes)) + weights.shape)
    return np.moveaxis(last, (-8, -7, -6, -5, -4, -3, -2, -1)[-len(axes) :], axes)


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """np.cov"""
    if dtype is None:
        dtype = np.result_type(m, np.float64) if y is None else np.result_type(m, y, np.float64)
    x = np.atleast_2d(m).astype(dtype)
    if not rowvar and np.ndim(m) != 1:
        x = x.T
    if y is not None:
        other = np.atleast_2d(y).astype(dtype)
        if not rowvar and np.ndim(y) != 1:
            other = other.T
        x = np.concatenate((x, other), axis=0)
    if ddof is None:
        ddof = 0 if bias else 1
    if fweights is None and aweights is None:
        x = x - np.mean(x, axis=1)[:, np.newaxis]
        c = np.dot(x, np.conj(x.T))
        return np.squeeze((c * np.true_divide(1, x.shape[1] - ddof)).astype(c.dtype))
    if fweights is None:
        w = np.asarray(aweights).astype(float)
    elif aweights is None:
        w = np.asarray(fweights).astype(float)
    else:
        w = np.asarray(fweights).astype(float) * np.asarray(aweights).astype(float)
    total = np.sum(w)
    x = x - (np.sum(x * w, axis=1) / total)[:, np.newaxis]
    if ddof == 0:
        size = total
    elif aweights is None:
        size = total - ddof
    else:
        size = total - ddof * np.sum(w * aweights) / total
    c = np.dot(x, np.conj((x * w).T))
    return np.squeeze((c * np.true_divide(1, size)).astype(c.dtype))


def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    """np.corrcoef, without the cut at 1 that only undoes rounding"""
    c = cov(x, y, rowvar, dtype=dtype)
    if c.ndim == 0:
        return c / c
    scale = np.sqrt(np.real(np.diag(c)))
    c = c / scale[:, np.newaxis] / scale[np.newaxis, :]
    if np.iscomplexobj(c):
        return np.clip(np.real(c), -1, 1) + 1j * np.clip(np.imag(c), -1, 1)
    return np.clip(c, -1, 1)


def variance_about(a, mean, axis=None, ddof=0, keepdims=False, where=True):
    """np.var about a mean that is given"""
    centred = a - mean
    if np.iscomplexobj(centred):
        squares = np.square(np.real(centred)) + np.square(np.imag(centred))
    else:
        squares = np.square(centred)
    total = np.sum(squares, axis=axis, keepdims=keepdims, where=where)
    if where is True:
        return total / max(reduced_size(a, axis) - ddof, 0)
    count = np.sum(np.broadcast_to(where, a.shape), axis=axis, dtype=np.intp, keepdims=keepdims)
    return (total / np.maximum(count - ddof, 0)).astype(squares.dtype)


def deviation_about(a, mean, axis=None, ddof=0, keepdims=False, where=True):
    """np.std about a mean that is given"""
    return np.sqrt(variance_about(a, mean, axis, ddof, keepdims, where))


def nanvar(a, axis=None, dtype=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None):
    """np.nanvar"""
    missing = np.isnan(a)
    if where is not True:
        missing = missing | ~np.asarray(where)
    if correction is not None:
        ddof = correction
    count = np.sum(~missing, axis=axis, dtype=np.intp, keepdims=keepdims)
    if mean is None:
        everywhere = np.sum(~missing, axis=axis, dtype=np.intp, keepdims=True)
        mean = (np.sum(np.where(missing, 0.0, a), axis=axis, keepdims=True) / everywhere).astype(a.dtype)
    centred = np.where(missing, 0.0, a - mean)
    return (np.sum(centred * centred, axis=axis, keepdims=keepdims) / (count - ddof)).astype(a.dtype)


def nanstd(a, axis=None, dtype=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None):
    """np.nanstd, which has the slope zero where all is equal to the mean, as np.std has"""
    variance = nanvar(a, axis, dtype, ddof, keepdims, where=where, mean=mean, correction=correction)
    return np.sqrt(np.where(variance == 0.0, 1.0, variance)) * (variance != 0.0)


def nanprod(a, axis=None, dtype=None, out=None, keepdims=False, initial=1, where=True):
    """np.nanprod"""
    refuse_out(out)
    present = np.where(np.isnan(a), 1.0, a)
    return np.prod(present, axis=axis, dtype=dtype, keepdims=keepdims, initial=initial, where=where)


def nancumsum(a, axis=None, dtype=None, out=None):
    """np.nancumsum"""
    refuse_out(out)
    return np.cumsum(np.where(np.isnan(a), 0.0, a), axis=axis, dtype=dtype)


def nancumprod(a, axis=None, dtype=None, out=None):
    """np.nancumprod"""
    refuse_out(out)
    return np.cumprod(np.where(np.isnan(a), 1.0, a), axis=axis, dtype=dtype)


def cumulative_sum(x, axis=None, dtype=None, out=None, include_initial=False):
    """np.cumulative_sum"""
    refuse_out(out)
    if axis is None:
        axis = 0
    total = np.cumsum(x, axis=axis, dtype=dtype)
    if include_initial:
        return np.concatenate((np.zeros_like(np.take(total, [0], axis=axis)), total), axis=axis)
    return total


def cumulative_prod(x, axis=None, dtype=None, out=None, include_initial=False):
    """np.cumulative_prod"""
    refuse_out(out)
    if axis is None:
        axis = 0
    total = np.cumprod(x, axis=axis, dtype=dtype)
    if include_initial:
        return np.concatenate((np.ones_like(np.take(total, [0], axis=axis)), total), axis=axis)
    return total


# --------------------------------------------------------------------------- integrals and differences


def trapezoid(y, x=None, dx=1.0, axis=-1):
    """np.trapezoid"""
    y = np.moveaxis(y, axis, -1)
    if x is None:
        step = dx
    elif x.ndim == 1:
        step = np.diff(x)
    else:
        step = np.moveaxis(np.diff(x, axis=axis), axis, -1)
    areas = step * (y[..., 1:] + y[..., :-1]) / 2.0
    return np.sum(np.moveaxis(areas, -1, axis), axis=axis)


def ediff1d(ary, to_end=None, to_begin=None):
    """np.ediff1d"""
    ary = np.ravel(ary)
    difference = ary[1:] - ary[:-1]
    if to_begin is not None:
        difference = np.concatenate((np.ravel(to_begin).astype(ary.dtype), difference))
    if to_end is not None:
        difference = np.concatenate((difference, np.ravel(to_end).astype(ary.dtype)))
    return difference


def gradient(f, *varargs, axis=None, edge_order=1):
    """np.gradient, along one axis, two or three"""
    axes = (0, 1, 2, 3, 4, 5, 6, 7)[: f.ndim] if axis is None else (axis,) if isinstance(axis, int) else axis
    if len(varargs) == 0:
        steps = (1.0,) * len(axes)
    elif len(varargs) == 1:
        steps = (varargs[0],) * len(axes)
    else:
        steps = varargs
    first = slope_along(f, steps[0], axes[0], edge_order)
    if len(axes) == 1:
        return first
    second = slope_along(f, steps[1], axes[1], edge_order)
    if len(axes) == 2:
        return first, second
    if len(axes) > 3:
        not_supported("`np.gradient` along more than three axes: call it once for each")
    return first, second, slope_along(f, steps[2], axes[2], edge_order)


def slope_along(f, step, axis, edge_order):
    """np.gradient along one axis: central differences inside, one-sided ones at the two edges."""
    f = np.moveaxis(f, axis, -1)
    if np.ndim(step) == 0:
        inner = (f[..., 2:] - f[..., :-2]) / (2.0 * step)
        if edge_order == 1:
            first = (f[..., 1:2] - f[..., 0:1]) / step
            last = (f[..., -1:] - f[..., -2:-1]) / step
        else:
            first = -1.5 / step * f[..., 0:1] + 2.0 / step * f[..., 1:2] + -0.5 / step * f[..., 2:3]
            last = 0.5 / step * f[..., -3:-2] + -2.0 / step * f[..., -2:-1] + 1.5 / step * f[..., -1:]
    else:
        h = np.diff(step)
        h1 = h[:-1]
        h2 = h[1:]
        a = -(h2) / (h1 * (h1 + h2))
        b = (h2 - h1) / (h1 * h2)
        c = h1 / (h2 * (h1 + h2))
        inner = a * f[..., :-2] + b * f[..., 1:-1] + c * f[..., 2:]
        if edge_order == 1:
            first = (f[..., 1:2] - f[..., 0:1]) / h[0]
            last = (f[..., -1:] - f[..., -2:-1]) / h[-1]
        else:
            s = h[0] + h[1]
            first = (
                -(2.0 * h[0] + h[1]) / (h[0] * s) * f[..., 0:1]
                + s / (h[0] * h[1]) * f[..., 1:2]
                + -h[0] / (h[1] * s) * f[..., 2:3]
            )
            s = h[-2] + h[-1]
            last = (
                h[-1] / (h[-2] * s) * f[..., -3:-2]
                + -(h[-1] + h[-2]) / (h[-2] * h[-1]) * f[..., -2:-1]
                + (2.0 * h[-1] + h[-2]) / (h[-1] * s) * f[..., -1:]
            )
    # Joined along its own axis: the layout of an array decides in which order a sum takes its elements.
    pieces = np.moveaxis(first, -1, axis), np.moveaxis(inner, -1, axis), np.moveaxis(last, -1, axis)
    return np.concatenate(pieces, axis=axis)


# --------------------------------------------------------------------------- choices


def select(condlist, choicelist, default=0):
    """np.select"""
    if len(condlist) == 0:
        return default
    return np.where(condlist[0], choicelist[0], select(condlist[1:], choicelist[1:], default))


def choose(a, choices, out=None, mode="raise"):
    """np.choose"""
    refuse_out(out)
    a = np.asarray(a)
    if mode == "wrap":
        a = np.mod(a, len(choices))
    elif mode == "clip":
        a = np.clip(a, 0, len(choices) - 1)
    return chosen(a, choices)


def chosen(a, choices):
    """The element of the first sequence where `a` is 0, of the next one where it is 1, and so on."""
    if len(choices) == 1:
        return choices[0]
    return np.where(a == 0, choices[0], chosen(a - 1, choices[1:]))


def compress(condition, a, axis=None, out=None):
    """np.compress"""
    refuse_out(out)
    if axis is None:
        return np.take(np.ravel(a), np.nonzero(condition)[0])
    return np.take(a, np.nonzero(condition)[0], axis=axis)


def extract(condition, arr):
    """np.extract"""
    return np.take(np.ravel(arr), np.nonzero(np.ravel(condition))[0])


def piecewise(x, condlist, funclist, *args):
    """np.piecewise, of a list of conditions"""
    y = np.zeros_like(x)
    rest = np.ones(np.shape(x), dtype=bool)
    for condition in condlist:
        rest = rest & ~condition
    if len(funclist) > len(condlist):
        fill_piece(y, x, rest, funclist[-1], args)
    fill_pieces(y, x, condlist, funclist, args)
    return y


def fill_pieces(y, x, condlist, funclist, args):
    """Write the pieces into `y`, one after the other."""
    if len(condlist) > 0:
        fill_piece(y, x, condlist[0], funclist[0], args)
        fill_pieces(y, x, condlist[1:], funclist[1:], args)


def fill_piece(y, x, condition, piece, args):
    """Write one piece, a number or a function, into `y`."""
    if callable(piece):
        if np.any(condition):
            y[condition] = piece(x[condition], *args)
    else:
        y[condition] = piece


def resize(a, new_shape):
    """np.resize"""
    a = np.ravel(a)
    count = math.prod(new_shape) if isinstance(new_shape, tuple) else new_shape
    return np.reshape(np.take(a, np.mod(np.arange(count), a.size)), new_shape)


def padded(array, pad_width, mode):
    """np.pad in a mode that repeats elements"""
    places = np.pad(np.reshape(np.arange(array.size), array.shape), pad_width, mode)
    return np.take(np.ravel(array), places)


def padded_by(array, pad_width, values):
    """np.pad by numbers"""
    widths = np.broadcast_to(pad_width, (array.ndim, 2))
    values = np.broadcast_to(np.asarray(values), (array.ndim, 2)).astype(array.dtype)
    for axis in range(array.ndim):
        left = np.full(border_shape(array, axis, widths[axis, 0]), values[axis, 0])
        right = np.full(border_shape(array, axis, widths[axis, 1]), values[axis, 1])
        array = between(left, array, right, axis)
    return array


def padded_by_ramps(array, pad_width, end_values):
    """np.pad by straight lines to numbers at the ends"""
    widths = np.broadcast_to(pad_width, (array.ndim, 2))
    ends = np.broadcast_to(np.asarray(end_values), (array.ndim, 2))
    for axis in range(array.ndim):
        rows = np.moveaxis(array, axis, -1)
        left = np.linspace(ends[axis, 0], rows[..., 0], widths[axis, 0], endpoint=False, axis=-1)
        right = np.linspace(ends[axis, 1], rows[..., -1], widths[axis, 1], endpoint=False, axis=-1)
        array = between(left.astype(array.dtype), array, right[..., ::-1].astype(array.dtype), axis)
    return array


def padded_by_statistics(array, pad_width, function, stat_length=None):
    """np.pad by the maximum, minimum, mean or median of the elements at each end"""
    widths = np.broadcast_to(pad_width, (array.ndim, 2))
    lengths = np.broadcast_to(array.size if stat_length is None else stat_length, (array.ndim, 2))
    for axis in range(array.ndim):
        n = array.shape[axis]
        first = np.take(array, np.arange(min(n, lengths[axis, 0])), axis=axis)
        last = np.take(array, np.arange(n - min(n, lengths[axis, 1]), n), axis=axis)
        left = np.moveaxis(function(first, axis=axis, keepdims=True), axis, -1)
        right = np.moveaxis(function(last, axis=axis, keepdims=True), axis, -1)
        left = np.broadcast_to(left, border_shape(array, axis, widths[axis, 0]))
        right = np.broadcast_to(right, border_shape(array, axis, widths[axis, 1]))
        array = between(left, array, right, axis)
    return array


def padded_by_odd_reflections(array, pad_width, edges):
    """np.pad by what is reflected in the first and last element; edges: these are repeated"""
    widths = np.broadcast_to(pad_width, (array.ndim, 2))
    for axis in range(array.ndim):
        left = int(widths[axis, 0])
        right = int(widths[axis, 1])
        period = array.shape[axis] if edges else array.shape[axis] - 1
        length = period
        if array.shape[axis] == 1:
            array = np.repeat(array, 1 + left + right, axis=axis)
            left = 0
            right = 0
        while left > 0 or right > 0:
            before = min(length, left)
            after = min(length, right)
            rows = np.moveaxis(array, axis, -1)
            start = 0 if edges else 1
            n = array.shape[axis] - start
            head = 2 * rows[..., :1] - rows[..., start : start + before][..., ::-1]
            tail = 2 * rows[..., -1:] - rows[..., n - after : n][..., ::-1]
            array = between(head, array, tail, axis)
            left = left - before
            right = right - after
            length = (length + before + after) // period * period
    return array


def border_shape(array, axis, width):
    """The shape of a border along an axis, which comes last."""
    return np.moveaxis(array, axis, -1).shape[:-1] + (width,)


def between(left, array, right, axis):
    """An array between two borders, whose last axis is that along which they are joined."""
    return np.concatenate((np.moveaxis(left, -1, axis), array, np.moveaxis(right, -1, axis)), axis=axis)


def with_ends(a, prepend, append, axis):
    """What `np.diff` takes the differences of: `a` between two others, or numbers"""
    if prepend is not None:
        a = np.concatenate((as_end(prepend, a, axis), a), axis=axis)
    if append is not None:
        a = np.concatenate((a, as_end(append, a, axis)), axis=axis)
    return a


def as_end(value, a, axis):
    """A number as an array of length one along the axis; arrays stay."""
    if np.ndim(value) > 0:
        return value
    return np.zeros_like(np.take(a, [0], axis=axis)) + np.asarray(value)


def interp_between(x, xp, fp, left, right):
    """np.interp with other values beyond the ends"""
    y = np.interp(x, xp, fp)
    if left is not None:
        y = np.where(x < xp[0], left, y)[()]
    if right is not None:
        y = np.where(x > xp[-1], right, y)[()]
    return y


def interp_periodic(x, xp, fp, period):
    """np.interp of a periodic function"""
    period = abs(period)
    xp = np.asarray(xp) % period
    order = np.argsort(xp)
    xp = xp[order]
    fp = np.asarray(fp)[order]
    nodes = np.concatenate((xp[-1:] - period, xp, xp[:1] + period))
    return np.interp(x % period, nodes, np.concatenate((fp[-1:], fp, fp[:1])))


def modf(x):
    """np.modf"""
    whole = np.trunc(x)
    return np.copysign(x - whole, x), whole


def divmod_(x1, x2):
    """np.divmod"""
    return np.floor_divide(x1, x2), np.remainder(x1, x2)


# --------------------------------------------------------------------------- construction


def astype(x, dtype, copy=True):
    """np.astype"""
    return x.astype(dtype, copy=copy)


def vander(x, N=None, increasing=False):
    """np.vander"""
    n = len(x) if N is None else N
    x = x.astype(np.promote_types(x.dtype, int))
    one = np.ones_like(x)[:, np.newaxis]
    powers = np.cumprod(np.concatenate((one, np.repeat(x[:, np.newaxis], n, axis=1)), axis=1), axis=1)[:, :n]
    return powers if increasing else powers[:, ::-1]


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """np.logspace"""
    if np.ndim(base) > 0:
        rank = max(np.ndim(start), np.ndim(stop), np.ndim(base))
        start = np.array(start, ndmin=rank)
        stop = np.array(stop, ndmin=rank)
        base = np.expand_dims(np.array(base, ndmin=rank), axis)
    powers = np.power(base, np.linspace(start, stop, num=num, endpoint=endpoint, axis=axis))
    return powers if dtype is None else powers.astype(dtype)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """np.geomspace"""
    start = np.asarray(start)
    stop = np.asarray(stop)
    if np.any(start == 0.0) or np.any(stop == 0.0):
        raise ValueError("Geometric sequence cannot include zero")
    found = np.result_type(start, stop, np.float64 if dtype is None else dtype)
    start = start.astype(found)
    stop = stop.astype(found)
    if np.iscomplexobj(start):
        size = np.abs(start)
        sign = np.real(start) / size + 1j * (np.imag(start) / size)
    else:
        sign = np.sign(start)
    start = start / sign
    stop = stop / sign
    powers = np.logspace(np.log10(start), np.log10(stop), num=num, endpoint=endpoint, base=10.0, dtype=found)
    if num > 0:
        powers[0] = start
    if num > 1 and endpoint:
        powers[-1] = stop
    powers = np.moveaxis(powers * sign, 0, axis)
    return powers if dtype is None else powers.astype(dtype)


def mapparms(old, new):
    """numpy.polynomial.polyutils.mapparms"""
    length = old[1] - old[0]
    return (old[1] * new[0] - old[0] * new[1]) / length, (new[1] - new[0]) / length


def mapdomain(x, old, new):
    """numpy.polynomial.polyutils.mapdomain"""
    start, scale = mapparms(old, new)
    return start + scale * x


def kaiser(M, beta):
    """np.kaiser"""
    if M == 1:
        return np.ones(1)
    n = np.arange(0.0, M)
    alpha = (M - 1) / 2.0
    return np.i0(beta * np.sqrt(1 - ((n - alpha) / alpha) ** 2.0)) / np.i0(beta)


# --------------------------------------------------------------------------- polynomials


def polyval(p, x):
    """np.polyval"""
    y = np.zeros_like(x)
    for coefficient in p:
        y = y * x + coefficient
    return y


def polyadd(a1, a2):
    """np.polyadd"""
    a1 = np.atleast_1d(a1)
    a2 = np.atleast_1d(a2)
    difference = len(a2) - len(a1)
    if difference > 0:
        a1 = np.concatenate((np.zeros(difference, a1.dtype), a1))
    elif difference < 0:
        a2 = np.concatenate((np.zeros(-difference, a2.dtype), a2))
    return a1 + a2


def polysub(a1, a2):
    """np.polysub"""
    a1 = np.atleast_1d(a1)
    a2 = np.atleast_1d(a2)
    difference = len(a2) - len(a1)
    if difference > 0:
        a1 = np.concatenate((np.zeros(difference, a1.dtype), a1))
    elif difference < 0:
        a2 = np.concatenate((np.zeros(-difference, a2.dtype), a2))
    return a1 - a2


def polymul(a1, a2):
    """np.polymul"""
    a1 = np.atleast_1d(a1)
    a2 = np.atleast_1d(a2)
    return np.convolve(a1[leading_zeros(a1) :], a2[leading_zeros(a2) :])


def polydiv(u, v):
    """np.polydiv"""
    u = np.atleast_1d(u) + 0.0
    v = np.atleast_1d(v) + 0.0
    m = len(u) - 1
    n = len(v) - 1
    scale = 1.0 / v[0]
    q = np.zeros(max(m - n + 1, 1), (u[:1] + v[:1]).dtype)
    r = u.astype(q.dtype)
    for k in range(m - n + 1):
        d = scale * r[k]
        q[k] = d
        r[k : k + n + 1] -= d * v
    start = 0
    while start < len(r) - 1 and np.allclose(r[start], 0, rtol=1e-14):
        start += 1
    return q, r[start:]


def polyder(p, m=1):
    """np.polyder"""
    for _ in range(m):
        p = p[:-1] * np.arange(len(p) - 1, 0, -1)
    return p


def polyint(p, m=1, k=None):
    """np.polyint"""
    constants = np.zeros(1) if k is None else np.ravel(k)
    if len(constants) == 1 and m > 1:
        constants = np.repeat(constants, m)
    for i in range(m):
        p = np.concatenate((p / np.arange(len(p), 0, -1), constants[i : i + 1]))
    return p


def poly(seq_of_zeros):
    """np.poly, of the zeros of a polynomial"""
    if np.ndim(seq_of_zeros) != 1:
        not_supported("`np.poly` of a matrix: give it the eigenvalues")
    a = np.ones(1, seq_of_zeros.dtype)
    for zero in seq_of_zeros:
        a = np.convolve(a, np.array([1.0, -zero], seq_of_zeros.dtype), mode="full")
    return a


def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    """np.polyfit"""
    left = np.vander(x, deg + 1)
    right = y
    if w is not None:
        left = left * w[:, np.newaxis]
        right = right * (w[:, np.newaxis] if np.ndim(right) == 2 else w)
    if rcond is None:
        rcond = len(x) * np.spacing(np.ones(1, x.dtype))[0]
    scale = np.sqrt(np.sum(left * left, axis=0))
    c, rest, rank, values = np.linalg.lstsq(left / scale, right, rcond)
    c = (c.T / scale).T
    if full:
        return c, rest, rank, values, rcond
    if not cov:
        return c
    inverse = np.linalg.inv(np.dot((left / scale).T, left / scale)) / np.outer(scale, scale)
    if cov == "unscaled":
        return c, inverse if np.ndim(y) == 1 else inverse[:, :, np.newaxis] * 1
    if len(x) <= deg + 1:
        raise ValueError("the number of data points must exceed order to scale the covariance matrix")
    factor = rest / (len(x) - (deg + 1))
    return c, inverse * factor if np.ndim(y) == 1 else inverse[:, :, np.newaxis] * factor


# --------------------------------------------------------------------------- functions along axes


def apply_along_axis(func1d, axis, arr, *args):
    """np.apply_along_axis"""
    axis = axis % arr.ndim
    rows = np.moveaxis(arr, axis, -1)
    lead = rows.shape[:-1]
    found = np.stack([func1d(row, *args) for row in np.reshape(rows, (-1, rows.shape[-1]))])
    found = np.reshape(found, lead + found.shape[1:])
    if found.ndim == len(lead):
        return found
    if found.ndim == len(lead) + 1:
        return np.moveaxis(found, -1, axis)
    return np.moveaxis(found, [-2, -1], [axis, axis + 1])


def apply_over_axes(func, a, axes):
    """np.apply_over_axes"""
    if isinstance(axes, int):
        return over_axis(func, a, axes)
    if len(axes) == 0:
        return a
    return apply_over_axes(func, over_axis(func, a, axes[0]), axes[1:])


def over_axis(func, a, axis):
    """A reduction along one axis that keeps the rank."""
    found = func(a, axis)
    return found if np.ndim(found) == np.ndim(a) else np.expand_dims(found, axis)


def vectorized(function, *args):
    """np.vectorize(function)(*args), of one, two or three arguments"""
    if len(args) == 1:
        x = np.asarray(args[0])
        return of_numbers(values_of_one(function, x), x.shape)
    if len(args) == 2:
        x, y = np.broadcast_arrays(np.asarray(args[0]), np.asarray(args[1]))
        return of_numbers(values_of_two(function, x, y), x.shape)
    if len(args) > 3:
        not_supported("`np.vectorize` of a function of more than three arguments: write a loop")
    x, y, z = np.broadcast_arrays(np.asarray(args[0]), np.asarray(args[1]), np.asarray(args[2]))
    return of_numbers(values_of_three(function, x, y, z), x.shape)


def elements_of(function, *args):
    """np.frompyfunc(function, len(args), 1)(*args), of one, two or three arguments, as numbers"""
    if len(args) == 1:
        x = np.asarray(args[0])
        return as_numbers(values_of_one(function, x), x.shape)
    if len(args) == 2:
        x, y = np.broadcast_arrays(np.asarray(args[0]), np.asarray(args[1]))
        return as_numbers(values_of_two(function, x, y), x.shape)
    if len(args) > 3:
        not_supported("`np.frompyfunc` of a function of more than three arguments: write a loop")
    x, y, z = np.broadcast_arrays(np.asarray(args[0]), np.asarray(args[1]), np.asarray(args[2]))
    return as_numbers(values_of_three(function, x, y, z), x.shape)


def element_of(function, *args):
    """np.frompyfunc(function, len(args), 1)(*args), of numbers"""
    if len(args) == 1:
        return function(np.asarray(args[0]).item())
    if len(args) == 2:
        return function(np.asarray(args[0]).item(), np.asarray(args[1]).item())
    if len(args) > 3:
        not_supported("`np.frompyfunc` of a function of more than three arguments: write a loop")
    return function(np.asarray(args[0]).item(), np.asarray(args[1]).item(), np.asarray(args[2]).item())


def values_of_one(function, x):
    """The function for each element, which is a number of Python."""
    return [function(u.item()) for u in np.ravel(x)]


def values_of_two(function, x, y):
    """The function for the elements of two arrays."""
    return [function(u.item(), v.item()) for u, v in zip(np.ravel(x), np.ravel(y))]


def values_of_three(function, x, y, z):
    """The function for the elements of three arrays."""
    return [function(u.item(), v.item(), w.item()) for u, v, w in zip(np.ravel(x), np.ravel(y), np.ravel(z))]


def as_numbers(found, shape):
    """The array of what a function has returned, which np.frompyfunc keeps as objects: one for each result.
    """
    if isinstance(found[0], tuple):
        if len(found[0]) == 2:
            return as_numbers(results(found, 0), shape), as_numbers(results(found, 1), shape)
        if len(found[0]) > 3:
            not_supported("`np.frompyfunc` of a function with more than three results: write a loop")
        first, second, third = results(found, 0), results(found, 1), results(found, 2)
        return as_numbers(first, shape), as_numbers(second, shape), as_numbers(third, shape)
    return np.reshape(np.array(found), shape)


def results(found, k):
    """The results of this place in what a function has returned."""
    return [values[k] for values in found]


def of_numbers(found, shape):
    """The array that np.vectorize makes of what a function has returned."""
    if len(found) == 0:
        raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
    if isinstance(found[0], tuple):
        if len(found[0]) == 2:
            return of_numbers(results(found, 0), shape), of_numbers(results(found, 1), shape)
        if len(found[0]) > 3:
            not_supported("`np.vectorize` of a function with more than three results: write a loop")
        first, second, third = results(found, 0), results(found, 1), results(found, 2)
        return of_numbers(first, shape), of_numbers(second, shape), of_numbers(third, shape)
    values = np.array(found)
    if values.dtype != np.asarray(found[0]).dtype:
        raise TypeError("np.vectorize converts all values to the type of the first one: make them alike")
    return np.reshape(values, shape)


# --------------------------------------------------------------------------- linear algebra


def matvec_along(a, b, axes):
    """np.matvec of a matrix and a vector in the axes of each operand and of the result"""
    return np.moveaxis(np.matvec(np.moveaxis(a, axes[0], (-2, -1)), np.moveaxis(b, axes[1], -1)), -1, axes[2])


def vecmat_along(a, b, axes):
    """np.vecmat of a vector and a matrix in the axes of each operand and of the result"""
    return np.moveaxis(np.vecmat(np.moveaxis(a, axes[0], -1), np.moveaxis(b, axes[1], (-2, -1))), -1, axes[2])


def vecdot_along(a, b, axes):
    """np.vecdot of vectors in an axis of each operand"""
    return np.vecdot(np.moveaxis(a, axes[0], -1), np.moveaxis(b, axes[1], -1))


def matmul_along(a, b, axes):
    """np.matmul of matrices in the axes of each operand and of the result"""
    moved = np.matmul(np.moveaxis(a, axes[0], (-2, -1)), np.moveaxis(b, axes[1], (-2, -1)))
    return np.moveaxis(moved, (-2, -1), axes[2])


def hermitian_svd(a):
    """np.linalg.svd of hermitian matrices: what their eigenvalues and eigenvectors say"""
    values, u = np.linalg.eigh(a)
    order = np.argsort(np.abs(values), axis=-1)[..., ::-1]
    values = np.take_along_axis(values, order, axis=-1)
    u = np.take_along_axis(u, order[..., np.newaxis, :], axis=-1)
    vh = np.conj(np.swapaxes(u * np.sign(values)[..., np.newaxis, :], -1, -2))
    return SVDResult(u, np.abs(values), vh)


def hermitian_singular_values(a):
    """The singular values of hermitian matrices"""
    return np.sort(np.abs(np.linalg.eigvalsh(a)), axis=-1)[..., ::-1]


def matrix_power(a, n):
    """np.linalg.matrix_power"""
    if n == 0:
        return np.zeros_like(a) + np.eye(a.shape[-1], dtype=a.dtype)
    if n < 0:
        a = np.linalg.inv(a)
        n = -n
    if n == 3:
        return a @ a @ a
    power = a
    result = a
    empty = True
    while n > 0:
        if n % 2 == 1:
            result = power if empty else result @ power
            empty = False
        n = n // 2
        if n > 0:
            power = power @ power
    return result


def matrix_norm(x, ord="fro", keepdims=False):
    """np.linalg.matrix_norm"""
    return np.linalg.norm(x, ord=ord, axis=(-2, -1), keepdims=keepdims)


def vector_norm(x, axis=None, keepdims=False, ord=2):
    """np.linalg.vector_norm"""
    if axis is None:
        length = np.linalg.norm(np.ravel(x), ord=ord, axis=0)
        return np.reshape(length, (1,) * x.ndim) if keepdims else length
    if isinstance(axis, tuple):
        moved = np.moveaxis(x, axis, (-8, -7, -6, -5, -4, -3, -2, -1)[-len(axis) :])
        rows = np.reshape(moved, moved.shape[: x.ndim - len(axis)] + (-1,))
        length = np.linalg.norm(rows, ord=ord, axis=-1)
        return np.expand_dims(length, axis) if keepdims else length
    return np.linalg.norm(x, ord=ord, axis=axis, keepdims=keepdims)


def cond(x, p=None):
    """np.linalg.cond, of regular matrices"""
    if p is None or p == 2 or p == -2:
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    inverse = np.linalg.inv(x.astype(np.result_type(x, np.float64)))
    return (np.linalg.norm(x, p, (-2, -1)) * np.linalg.norm(inverse, p, (-2, -1))).astype(np.real(x).dtype)


def tensorsolve(a, b):
    """np.linalg.tensorsolve"""
    lengths = a.shape[b.ndim :]
    size = math.prod(lengths)
    return np.reshape(np.linalg.solve(np.reshape(a, (size, size)), np.ravel(b)), lengths)


def tensorinv(a, ind=2):
    """np.linalg.tensorinv"""
    rows = math.prod(a.shape[ind:])
    return np.reshape(np.linalg.inv(np.reshape(a, (rows, -1))), a.shape[ind:] + a.shape[:ind])


def multi_dot(arrays, *, out=None):
    """np.linalg.multi_dot"""
    refuse_out(out)
    if len(arrays) == 2:
        return np.dot(arrays[0], arrays[1])
    if len(arrays) > 3:
        product = product_between(arrays, best_splits(arrays), 0, len(arrays) - 1)
        if arrays[0].ndim == 2 and arrays[-1].ndim == 2:
            return product
        return product[0, 0] if arrays[0].ndim == arrays[-1].ndim else np.ravel(product)
    a = arrays[0]
    b = arrays[1]
    c = arrays[2]
    n = 1 if a.ndim == 1 else a.shape[0]
    p = 1 if c.ndim == 1 else c.shape[1]
    if n * b.shape[0] * b.shape[1] + n * b.shape[1] * p < b.shape[0] * b.shape[1] * p + n * b.shape[0] * p:
        return np.dot(np.dot(a, b), c)
    return np.dot(a, np.dot(b, c))


def product_between(arrays, splits, i, j):
    """The product of the matrices from `i` to `j`, in the order that costs least."""
    if i == j:
        if i == 0:
            return np.atleast_2d(arrays[0])
        return arrays[i] if arrays[i].ndim == 2 else arrays[i][:, np.newaxis]
    k = int(splits[i, j])
    return np.dot(product_between(arrays, splits, i, k), product_between(arrays, splits, k + 1, j))


def best_splits(arrays):
    """Where to split the product of the matrices from i to j: Cormen et al., "Introduction to Algorithms"."""
    n = len(arrays)
    lengths = [1 if a.ndim == 1 else a.shape[0] for a in arrays[:1]] + [a.shape[0] for a in arrays[1:]]
    lengths.append(1 if arrays[-1].ndim == 1 else arrays[-1].shape[1])
    costs = np.zeros((n, n))
    splits = np.zeros((n, n), dtype=np.intp)
    for width in range(1, n):
        for i in range(n - width):
            j = i + width
            costs[i, j] = np.inf
            for k in range(i, j):
                cost = costs[i, k] + costs[k + 1, j] + lengths[i] * lengths[k + 1] * lengths[j + 1]
                if cost < costs[i, j]:
                    costs[i, j] = cost
                    splits[i, j] = k
    return splits


# --------------------------------------------------------------------------- Fourier transforms


def fftfreq(n, d=1.0):
    """np.fft.fftfreq"""
    places = np.arange(n)
    return np.where(places < (n - 1) // 2 + 1, places, places - n) * (1.0 / (n * d))


def rfftfreq(n, d=1.0):
    """np.fft.rfftfreq"""
    return np.arange(n // 2 + 1) * (1.0 / (n * d))


def swapped(norm):
    """The normalisation of the opposite direction."""
    if norm is None or norm == "backward":
        return "forward"
    return "ortho" if norm == "ortho" else "backward"


def hfft(a, n=None, axis=-1, norm=None, out=None):
    """np.fft.hfft"""
    refuse_out(out)
    if n is None:
        n = (a.shape[axis] - 1) * 2
    return np.fft.irfft(np.conj(a), n, axis, norm=swapped(norm))


def ihfft(a, n=None, axis=-1, norm=None, out=None):
    """np.fft.ihfft"""
    refuse_out(out)
    return np.conj(np.fft.rfft(a, n, axis, norm=swapped(norm)))


def all_axes(a, s):
    """The axes of a transform for which none are given."""
    if s is None:
        return (0, 1, 2, 3, 4, 5, 6, 7)[: a.ndim]
    return (-8, -7, -6, -5, -4, -3, -2, -1)[-len(s) :]


def along_axes(function, a, s, axes, norm):
    """A transform along several axes, the last one first."""
    if len(axes) == 0:
        return a
    if s is None:
        return along_axes(function, function(a, None, axes[-1], norm), None, axes[:-1], norm)
    n = whole_length(s[-1], a, axes[-1])
    return along_axes(function, function(a, n, axes[-1], norm), s[:-1], axes[:-1], norm)


def whole_length(n, a, axis):
    """A length of a transform, where -1 means that of the array."""
    return a.shape[axis] if n == -1 else n


def fftn(a, s=None, axes=None, norm=None):
    """np.fft.fftn"""
    return along_axes(np.fft.fft, a, s, all_axes(a, s) if axes is None else axes, norm)


def ifftn(a, s=None, axes=None, norm=None):
    """np.fft.ifftn"""
    return along_axes(np.fft.ifft, a, s, all_axes(a, s) if axes is None else axes, norm)


def rfftn(a, s=None, axes=None, norm=None):
    """np.fft.rfftn"""
    axes = all_axes(a, s) if axes is None else axes
    half = np.fft.rfft(a, None if s is None else whole_length(s[-1], a, axes[-1]), axes[-1], norm)
    return along_axes(np.fft.fft, half, None if s is None else s[:-1], axes[:-1], norm)


def irfftn(a, s=None, axes=None, norm=None):
    """np.fft.irfftn"""
    axes = all_axes(a, s) if axes is None else axes
    return irfft_last(a, s, axes, norm)


def irfft_last(a, s, axes, norm):
    """The inverse transforms along all axes but the last, in order, then that of half a spectrum."""
    if len(axes) == 1:
        return np.fft.irfft(a, None if s is None else whole_length(s[0], a, axes[0]), axes[0], norm)
    first = np.fft.ifft(a, None if s is None else whole_length(s[0], a, axes[0]), axes[0], norm)
    return irfft_last(first, None if s is None else s[1:], axes[1:], norm)


def fft2(a, s=None, axes=(-2, -1), norm=None):
    """np.fft.fft2"""
    return fftn(a, s, axes, norm)


def ifft2(a, s=None, axes=(-2, -1), norm=None):
    """np.fft.ifft2"""
    return ifftn(a, s, axes, norm)


def rfft2(a, s=None, axes=(-2, -1), norm=None):
    """np.fft.rfft2"""
    return rfftn(a, s, axes, norm)


def irfft2(a, s=None, axes=(-2, -1), norm=None):
    """np.fft.irfft2"""
    return irfftn(a, s, axes, norm)


# --------------------------------------------------------------------------- Python's numbers


def number_divmod(x, y):
    """divmod"""
    return x // y, x % y


def number_prod(iterable, start):
    """math.prod from a number that is given"""
    for factor in iterable:
        start = start * factor
    return start


def number_modf(x):
    """math.modf"""
    whole = float(math.trunc(x))
    return math.copysign(x - whole, x), math.copysign(whole, x)


def polar(z):
    """cmath.polar"""
    return abs(z), cmath.phase(z)


def rect(r, phi):
    """cmath.rect"""
    return complex(r * math.cos(phi), r * math.sin(phi))


# --------------------------------------------------------------------------- helpers


def leading_zeros(p):
    """How many leading coefficients of a polynomial are zero."""
    nonzero = np.nonzero(p)[0]
    return int(nonzero[0]) if len(nonzero) else len(p) - 1


def refuse_out(out):
    """Another array is not written into."""
    if out is not None:
        not_supported("`out=` of this function: assign the result to the elements (`out[...] = ...`)")


def not_supported(why):
    """Where the derivative of a call is refused; the compiler says so before anything runs."""
    raise NotImplementedError(why)
