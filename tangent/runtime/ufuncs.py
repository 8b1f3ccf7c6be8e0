"""Methods of ufuncs, written out: what is differentiated in the place of those that have no rule.

Each gives the same numbers as NumPy, bit for bit: it takes the operands in the same order.  They are ordinary
programs, in the language of `docs/language.md`; the ufunc is an argument.
"""

import numpy as np

from tangent.runtime.shapes import along_axis


def ufunc_reduce(ufunc, array, axis=0, keepdims=False, initial=None, where=True):
    """ufunc.reduce"""
    rows = rows_along(array, axis)
    if initial is None:
        total = np.positive(rows[0])
        for k in range(1, rows.shape[0]):
            total = ufunc(total, rows[k])
    else:
        total = np.full(rows.shape[1:], initial, dtype=array.dtype)[()]
        taken = rows_along(np.broadcast_to(where, array.shape), axis)
        for k in range(rows.shape[0]):
            larger = ufunc(total, rows[k])
            total = larger if where is True else np.where(taken[k], larger, total)
    if keepdims:
        return np.reshape(total, (1,) * array.ndim) if axis is None else np.expand_dims(total, axis)
    return total


def rows_along(array, axis):
    """The parts of an array along one axis, several or all, which are put in front and made one."""
    if axis is None:
        return np.ravel(array)
    if isinstance(axis, tuple):
        moved = np.moveaxis(array, axis, (0, 1, 2, 3, 4, 5, 6, 7)[: len(axis)])
        return np.reshape(moved, (-1,) + moved.shape[len(axis) :])
    return np.moveaxis(array, axis, 0)


def ufunc_accumulate(ufunc, array, axis=0):
    """ufunc.accumulate"""
    rows = np.moveaxis(array, axis, 0)
    total = rows[0]
    found = [total]
    for k in range(1, rows.shape[0]):
        total = ufunc(total, rows[k])
        found.append(total)
    return np.stack(found, axis=axis)


def ufunc_reduceat(ufunc, array, indices, axis=0):
    """ufunc.reduceat"""
    rows = np.moveaxis(array, axis, 0)
    starts = np.asarray(indices)
    stops = np.append(starts[1:], rows.shape[0])
    return np.stack([ufunc_of_rows(ufunc, rows, i, j) for i, j in zip(starts, stops)], axis=axis)


def ufunc_of_rows(ufunc, rows, start, stop):
    """The ufunc of the rows from `start` up to `stop`, of one at least."""
    total = rows[start]
    for k in range(start + 1, stop):
        total = ufunc(total, rows[k])
    return total


def ufunc_at(ufunc, a, indices, b):
    """What ufunc.at makes of `a`: an element that is named several times is changed as often, in turn."""
    places = np.reshape(np.arange(a.size), a.shape)[indices]
    values = np.ravel(np.broadcast_to(b, np.shape(places)))
    places = np.ravel(places)
    turns = occurrences(places)
    found = np.ravel(a.copy())
    for turn in range(np.max(turns, initial=-1) + 1):
        now = np.nonzero(turns == turn)[0]
        found = written(found, places[now], ufunc(found[places[now]], values[now]))
    return np.reshape(found, a.shape)


def ufunc_at_alone(ufunc, a, indices):
    """What ufunc.at makes of `a`, of a ufunc of one operand, applied as often as an element is named."""
    places = np.ravel(np.reshape(np.arange(a.size), a.shape)[indices])
    turns = occurrences(places)
    found = np.ravel(a.copy())
    for turn in range(np.max(turns, initial=-1) + 1):
        now = places[np.nonzero(turns == turn)[0]]
        found = written(found, now, ufunc(found[now]))
    return np.reshape(found, a.shape)


def occurrences(places):
    """For each element of a list of integers how many equal ones stand before it."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    turns = np.empty_like(places)
    turns[order] = np.arange(places.size) - np.searchsorted(ordered, ordered)
    return turns


def written(x, places, values):
    """A copy of the vector `x` with other values in some places, no two of which are the same."""
    found = x.copy()
    found[places] = values
    return found


def running_places(a, out, axis):
    """Where along the axis each running extreme `out` of `a` was found: the last of equal ones."""
    places = along_axis_index(a.shape, axis)
    return np.maximum.accumulate(np.where((a == out) | np.isnan(a), places, 0), axis=axis)


def along_axis_index(shape, axis):
    """The place of each element of an array along one axis."""
    axis = axis % len(shape)
    lengths = [1] * len(shape)
    lengths[axis] = shape[axis]
    return np.broadcast_to(np.reshape(np.arange(shape[axis]), lengths), shape)


def scatter_along_axis(g, places, axis):
    """The transpose of `np.take_along_axis(x, places, axis)` of an array of the shape of `places`."""
    bar = np.zeros_like(g)
    np.add.at(bar, along_axis(places, axis, g.shape), g)
    return bar


def logaddexp_shares(a, out, axis, keepdims):
    """By how much each element of `a` moves the logarithm `out` of the sum of exponentials along `axis`."""
    if axis is not None and not keepdims:
        out = np.expand_dims(out, axis)
    shares = np.exp(np.where(a == out, 0.0, a - out))
    return np.where(out == -np.inf, 0.0, shares)


def unreduceat(g, shape, indices, axis):
    """The adjoint of an array of this shape in `np.add.reduceat(a, indices, axis)`."""
    starts = np.asarray(indices)
    lengths = np.maximum(np.append(starts[1:], shape[axis]) - starts, 1)
    firsts = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    places = firsts + np.arange(np.sum(lengths))
    bar = np.zeros(shape, g.dtype)
    np.add.at(np.moveaxis(bar, axis, 0), places, np.moveaxis(np.repeat(g, lengths, axis=axis), axis, 0))
    return bar
