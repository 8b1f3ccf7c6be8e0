"""Helpers about sums and products along axes and over lists, called by emitted code.

Each is a plain function of NumPy that is printed with its source into saved modules and is itself
differentiated for second order; so: no decorators, no global constants, no hidden state.  None of
them writes into its arguments.
"""

import numpy as np


def reduced_size(a, axis):
    """Return the number of elements of `a` that a reduction along `axis` makes into one."""
    if axis is None:
        return a.size
    if isinstance(axis, tuple):
        count = 1
        for k in axis:
            count = count * a.shape[k]
        return count
    return a.shape[axis]


def last_axis(a, axis):
    """Return `a` with the axes `axis` (None: all) made into one, the last."""
    if axis is None:
        return np.reshape(a, -1)
    if isinstance(axis, tuple):
        rest = a.ndim - len(axis)
        moved = np.moveaxis(a, axis, tuple(range(rest, a.ndim)))
        return np.reshape(moved, moved.shape[:rest] + (reduced_size(a, axis),))
    return np.moveaxis(a, axis, -1)


def from_last_axis(g, shape, axis):
    """Undo `last_axis` for an array that had this shape."""
    if axis is None:
        return np.reshape(g, shape)
    if isinstance(axis, tuple):
        rest = len(shape) - len(axis)
        lengths = tuple([shape[k] for k in axis])
        moved = np.reshape(g, g.shape[:rest] + lengths)
        return np.moveaxis(moved, tuple(range(rest, len(shape))), axis)
    return np.moveaxis(g, -1, axis)


def product_before(a):
    """Return for each element the product of those before it along the last axis."""
    return np.cumprod(np.concatenate([np.ones_like(a[..., :1]), a[..., :-1]], axis=-1), axis=-1)


def product_of_others(a, axis):
    """Return for each element of `a` the product of the other ones along `axis`, without division."""
    rows = last_axis(a, axis)
    others = product_before(rows) * product_before(rows[..., ::-1])[..., ::-1]
    return from_last_axis(others, a.shape, axis)


def linear_recurrence(factor, b):
    """Return s with s[i] = factor[i] * s[i - 1] + b[i] along the last axis, in log2(n) steps."""
    s = b.copy()
    f = factor.copy()
    step = 1
    while step < s.shape[-1]:
        s[..., step:] += f[..., step:] * s[..., :-step]
        f[..., step:] *= f[..., :-step]
        step = 2 * step
    return s


def cumprod_dot(a, axis, a_dot):
    """Return the tangent of np.cumprod, without division."""
    rows = last_axis(a, axis)
    first = product_before(rows) * last_axis(a_dot, axis)
    s = linear_recurrence(rows, first)
    return s if axis is None else np.moveaxis(s, -1, axis)


def cumprod_bar(a, axis, out_bar):
    """Return the adjoint of the argument of np.cumprod, without division."""
    rows = last_axis(a, axis)
    g = last_axis(out_bar, axis)
    later = np.concatenate([rows[..., 1:], np.ones_like(rows[..., :1])], axis=-1)
    s = linear_recurrence(later[..., ::-1], g[..., ::-1])[..., ::-1]
    return from_last_axis(product_before(rows) * s, a.shape, axis)


def expanded(g, axis, keepdims):
    """The adjoint of a reduction along `axis` with the axes that are lost."""
    if axis is None or keepdims:
        return g
    return np.expand_dims(g, axis)


def selected_size(a, axis, where):
    """How many elements a reduction of those of `a` for which `where` is true makes into one."""
    return np.sum(np.broadcast_to(where, a.shape), axis=axis, dtype=np.abs(a[:0]).dtype, keepdims=True)


def selected_variance_slope(a, axis, ddof, where):
    """The derivative of the variance along `axis` of those elements of `a` for which `where` is true."""
    centred = np.conj(a - np.mean(a, axis=axis, keepdims=True, where=where))
    return np.where(where, 2.0 * centred / (selected_size(a, axis, where) - ddof), 0.0)


def extreme_shares(a, best, axis, initial, where):
    """The derivative of the extreme `best` (which has all axes): what is equal shares it, with `initial`."""
    top = (a == best) & where
    count = np.sum(top, axis=axis, dtype=a.dtype, keepdims=True)
    if initial is not None:
        count = np.maximum(count + (best == initial), 1)
    return top / count


def product_slope(a, axis, initial, where):
    """The derivative of the product of `initial` and those elements of `a` for which `where` is true."""
    others = product_of_others(np.where(where, a, 1.0), axis)
    return np.where(where, initial * others, 0.0)


def median_weights(a, axis):
    """Return the weight of each element of `a` in its median along `axis`: 1, two halves, or 0."""
    rows = last_axis(a, axis)
    n = rows.shape[-1]
    rank = np.argsort(np.argsort(rows, axis=-1), axis=-1)
    weights = 0.5 * np.add(rank == (n - 1) // 2, rank == n // 2, dtype=a.dtype)
    return from_last_axis(weights, a.shape, axis)


def first_equal(args, out, position):
    """Return 1.0 if args[position] is the first that equals `out` (the one that max returned), else 0.0."""
    for k in range(position):
        if args[k] == out:
            return 0.0
    if args[position] == out:
        return 1.0
    return 0.0


def scaled(values, factor):
    """Return a list or tuple of numbers times a number."""
    if isinstance(values, np.ndarray):
        return factor * values
    if isinstance(values, tuple):
        return tuple([factor * value for value in values])
    return [factor * value for value in values]


def number_product_bar(values, out_bar):
    """Return the adjoints of the numbers in `values` for that of their product, without division."""
    before = out_bar
    bars = []
    for value in values:
        bars.append(before)
        before = before * value
    after = 1.0
    for k in reversed(range(len(bars))):
        bars[k] = bars[k] * after
        after = after * values[k]
    return in_kind(bars, values)


def in_kind(bars, values):
    """The adjoints of some numbers as a sequence of the kind that holds the numbers."""
    if isinstance(values, tuple):
        return tuple(bars)
    if isinstance(values, np.ndarray):
        return np.array(bars)
    return bars


def number_product_dot(values, values_dot):
    """Return the tangent of the product of the numbers in `values`."""
    product = 1.0
    product_dot = 0.0
    for k in range(len(values)):
        product_dot = product_dot * values[k] + product * values_dot[k]
        product = product * values[k]
    return product_dot


def dist_dot(p, q, out, p_dot, q_dot):
    """Return the tangent of math.dist(p, q), whose value is `out`; zero where the points are one."""
    total = 0.0
    for k in range(len(p)):
        if not isinstance(p_dot, float):  # 0.0 stands for that of a point which does not move
            total = total + (p[k] - q[k]) * p_dot[k]
        if not isinstance(q_dot, float):
            total = total - (p[k] - q[k]) * q_dot[k]
    return total / (out + (out == 0.0))


def dist_bar(p, q, out, out_bar):
    """Return the adjoints of the coordinates `p` in math.dist(p, q); those of `q` are their negatives."""
    bars = []
    for k in range(len(p)):
        bars.append((p[k] - q[k]) * (out_bar / (out + (out == 0.0))))
    return in_kind(bars, p)
