"""Functions that select elements of arrays by their values, written out, and helpers of their rules.

What is selected has a derivative, which elements these are has none (see `compositions.py`).
"""

import numpy as np

from tangent.runtime.compositions import not_supported

# --------------------------------------------------------------------------- sets


def first_places(ar, values):
    """For each of the values its first place in the flattened array `ar`, where it occurs."""
    flat = np.ravel(ar)
    order = np.argsort(flat, kind="stable")
    return order[np.searchsorted(flat[order], values)]


def first_rows(ar, axis, equal_nan):
    """The first places along an axis of the parts of `ar` that differ, in the order of `np.unique`."""
    return np.unique(ar, return_index=True, axis=axis, equal_nan=equal_nan)[1]


def untake(g, shape, places, axis):
    """The adjoint of an array of this shape in `np.take(a, places, axis)`."""
    bar = np.zeros(shape, g.dtype)
    if axis is None:
        flat = np.reshape(bar, -1)
        np.add.at(flat, places, g)
    else:
        np.add.at(np.moveaxis(bar, axis, 0), places, np.moveaxis(g, axis, 0))
    return bar


def union1d(ar1, ar2):
    """np.union1d"""
    return np.unique(np.concatenate((np.ravel(ar1), np.ravel(ar2))))


def intersect1d(ar1, ar2, assume_unique=False, return_indices=False):
    """np.intersect1d: its elements are those of the first array"""
    values = np.sort(np.ravel(ar1)) if assume_unique else np.unique(ar1)
    values = values[np.isin(values, ar2)]
    if return_indices:
        return values, first_places(ar1, values), first_places(ar2, values)
    return values


def setdiff1d(ar1, ar2, assume_unique=False):
    """np.setdiff1d"""
    values = np.ravel(ar1) if assume_unique else np.unique(ar1)
    return values[np.isin(values, ar2, invert=True)]


def setxor1d(ar1, ar2, assume_unique=False):
    """np.setxor1d"""
    if assume_unique:
        both = np.sort(np.concatenate((np.ravel(ar1), np.ravel(ar2))))
    else:
        both = np.sort(np.concatenate((np.unique(ar1), np.unique(ar2))))
    differs = np.concatenate((np.array([True]), both[1:] != both[:-1], np.array([True])))
    return both[differs[1:] & differs[:-1]]


def trim_zeros(filt, trim="fb", axis=None):
    """np.trim_zeros"""
    if np.ndim(filt) != 1:
        axes = (0, 1, 2, 3, 4, 5, 6, 7)[: filt.ndim] if axis is None else axis
        return trimmed_along(filt, np.nonzero(filt), trim.lower(), (axes,) if isinstance(axes, int) else axes)
    nonzero = np.nonzero(filt)[0]
    if len(nonzero) == 0:
        return filt[:0].copy()
    start = nonzero[0] if "f" in trim.lower() else 0
    stop = nonzero[-1] + 1 if "b" in trim.lower() else len(filt)
    return filt[start:stop]


def trimmed_along(filt, nonzero, trim, axes):
    """An array without the zeros at the ends of these axes; `nonzero` are the places of all others."""
    for axis in axes:
        rows = np.moveaxis(filt, axis, 0)
        places = nonzero[axis]
        if len(places) == 0:
            rows = rows[:0]
        else:
            start = np.min(places) if "f" in trim else 0
            stop = np.max(places) + 1 if "b" in trim else rows.shape[0]
            rows = rows[start:stop]
        filt = np.moveaxis(rows, 0, axis)
    return filt


def sort_complex(a):
    """np.sort_complex"""
    return np.sort(a).astype(np.result_type(a, np.complex64 if a.dtype.itemsize < 2 else np.complex128))


# --------------------------------------------------------------------------- bins


def histogram_bin_edges(a, bins=10, range=None, weights=None):
    """np.histogram_bin_edges, of a number of bins or of edges"""
    if isinstance(bins, str):
        not_supported("the number of bins by a rule: give a number, or edges")
    if np.ndim(bins) == 1:
        return np.asarray(bins)
    flat = np.ravel(a)
    if range is None:
        first = np.min(flat)
        last = np.max(flat)
    else:
        first = range[0]
        last = range[1]
    if first == last:
        first = first - 0.5
        last = last + 0.5
    return np.linspace(first, last, bins + 1, dtype=np.result_type(a, np.float32))


def histogram(a, bins=10, range=None, density=None, weights=None):
    """np.histogram, of a number of bins or of edges"""
    edges = histogram_bin_edges(a, bins, range)
    count = histogram_sums(a, bins, range, weights)
    if density:
        return count / np.diff(edges).astype(float) / np.sum(count), edges
    return count, edges


def histogram_sums(a, bins, range, weights):
    """The first result of `np.histogram`: how many elements, or which weights, are in each bin."""
    return np.histogram(a, bins=bins, range=range, weights=weights)[0]


def histogram_bar(g, a, bins, range):
    """The adjoint of the weights of `a` in `histogram_sums`: each has that of its bin, or none."""
    edges = np.histogram_bin_edges(a, bins, range)
    place = np.searchsorted(edges, a, side="right") - 1
    place = np.where(a == edges[-1], len(edges) - 2, place)
    inside = (a >= edges[0]) & (a <= edges[-1])
    return np.where(inside, g[np.where(inside, place, 0)], 0.0)


def bin_of(places, edges):
    """The bin of each number, of which the last one has both edges; -1 for none."""
    places = np.asarray(places)
    place = np.searchsorted(edges, places, side="right") - 1
    place = np.where(places == edges[-1], len(edges) - 2, place)
    return np.where((places >= edges[0]) & (places <= edges[-1]), place, -1)


def edges_of(sample, bins, range):
    """The edges of a histogram of several dimensions."""
    return np.histogramdd(sample, bins, range)[1]


def from_bins(g, coordinates, edges):
    """The adjoint of the weights in a histogram of several dimensions: each has that of its bin, or none."""
    bins = tuple([bin_of(c, e) for c, e in zip(coordinates, edges)])
    inside = bins[0] >= 0
    for b in bins:
        inside = inside & (b >= 0)
    return np.where(inside, g[bins], 0.0)


# --------------------------------------------------------------------------- values that are written


def repeated(values, count):
    """`values` in a row, as often as it takes to be `count` numbers: what `np.place` writes."""
    return np.resize(np.asarray(values), count)


def unique_dot(ar, values, axis, equal_nan, ar_dot):
    """The tangent of the values that `np.unique` returns."""
    if axis is None:
        return np.take(np.ravel(ar_dot), first_places(ar, values))
    return np.take(ar_dot, first_rows(ar, axis, equal_nan), axis=axis)


def beside_integers(dot, others):
    """The tangent of a tuple that holds one value and as many `others`, which are integers."""
    if others == 1:
        return dot, 0.0
    return (dot, 0.0, 0.0) if others == 2 else (dot, 0.0, 0.0, 0.0)


def unique_bar(ar, values, axis, equal_nan, g):
    """The adjoint of `ar` in `np.unique(ar)`: of equal elements the first one counts."""
    if axis is None:
        return np.reshape(untake(g, (ar.size,), first_places(ar, values), None), ar.shape)
    return untake(g, ar.shape, first_rows(ar, axis, equal_nan), axis)


def places_within(places, size, mode):
    """What the modes "wrap" and "clip" make of places outside of an array of this size."""
    return np.mod(places, size) if mode == "wrap" else np.clip(places, 0, size - 1)
