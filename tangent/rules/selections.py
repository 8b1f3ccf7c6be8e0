"""Rules for functions that select elements by their values: sets, bins, and values that are written.

Of elements that are equal the first one counts: the others have no influence.
"""

import numpy as np

from tangent.rules.kinds import composition, inactive, linear, named, pair, spelled
from tangent.runtime import selections
from tangent.runtime.reductions import scaled
from tangent.runtime.selections import (
    beside_integers,
    bin_of,
    edges_of,
    first_places,
    first_rows,
    from_bins,
    histogram_bar,
    histogram_sums,
    places_within,
    unique_bar,
    unique_dot,
    untake,
)

# --------------------------------------------------------------------------- sets


def _jvp(
    ar,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    *,
    equal_nan=True,
    sorted=True,
    out,
    ar_dot,
):
    if return_index or return_inverse or return_counts:
        others = return_index + return_inverse + return_counts
        return beside_integers(unique_dot(ar, out[0], axis, equal_nan, ar_dot), others)
    return unique_dot(ar, out, axis, equal_nan, ar_dot)


@pair(np.unique, wrt=("ar",), jvp=_jvp, lengths=False, neutral=("sorted",))
def _(
    ar,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    *,
    equal_nan=True,
    sorted=True,
    out,
    out_bar,
):
    if return_index or return_inverse or return_counts:
        return unique_bar(ar, out[0], axis, equal_nan, out_bar[0])
    return unique_bar(ar, out, axis, equal_nan, out_bar)


def _jvp(x, *, out, x_dot):
    return np.take(np.ravel(x_dot), first_places(x, out))


@pair(*named(np, "unique_values"), wrt=("x",), jvp=_jvp, lengths=False)
def _(x, *, out, out_bar):
    return unique_bar(x, out, None, False, out_bar)


def _jvp(x, *, out, x_dot):
    return np.take(np.ravel(x_dot), first_places(x, out[0])), 0.0


@pair(*named(np, "unique_counts unique_inverse"), wrt=("x",), jvp=_jvp, lengths=False)
def _(x, *, out, out_bar):
    return unique_bar(x, out[0], None, False, out_bar[0])


def _jvp(x, *, out, x_dot):
    return np.take(np.ravel(x_dot), first_places(x, out[0])), 0.0, 0.0, 0.0


@pair(*named(np, "unique_all"), wrt=("x",), jvp=_jvp, lengths=False)
def _(x, *, out, out_bar):
    return unique_bar(x, out[0], None, False, out_bar[0])


@linear(untake, wrt=("g",))
def _(g, shape, places, axis, *, out_bar):
    if axis is None:
        return np.take(np.ravel(out_bar), places)
    return np.take(out_bar, places, axis=axis)


inactive("a place in an array is an integer", first_places, first_rows, places_within)
for _name in "union1d intersect1d setdiff1d setxor1d trim_zeros sort_complex".split():
    composition(getattr(np, _name))(getattr(selections, _name))

# --------------------------------------------------------------------------- bins

composition(np.histogram)(selections.histogram)
composition(np.histogram_bin_edges)(selections.histogram_bin_edges)


@linear(histogram_sums, wrt=("weights",), lengths=False)
def _(a, bins, range, weights, *, out_bar):
    return histogram_bar(out_bar, a, bins, range)


@linear(histogram_bar, wrt=("g",))
def _(g, a, bins, range, *, out_bar):
    return histogram_sums(a, bins, range, out_bar)


# The edges follow the places, which have no derivative here.
def _jvp(sample, bins=10, range=None, density=None, weights=None, *, out, weights_dot):
    if density:
        raise NotImplementedError("`density` of a histogram of several dimensions: divide by the sum")
    moved = np.histogramdd(sample, bins, range, weights=weights_dot + np.zeros_like(weights))[0]
    return moved, scaled(out[1], 0.0)


@pair(np.histogramdd, wrt=("weights",), jvp=_jvp, lengths=False)
def _(sample, bins=10, range=None, density=None, weights=None, *, out_bar):
    if density:
        raise NotImplementedError("`density` of a histogram of several dimensions: divide by the sum")
    coordinates = np.transpose(sample) if isinstance(sample, np.ndarray) else sample
    return from_bins(out_bar[0], coordinates, edges_of(sample, bins, range))


def _jvp(x, y, bins=10, range=None, density=None, weights=None, *, weights_dot):
    if density:
        raise NotImplementedError("`density` of a histogram of several dimensions: divide by the sum")
    return np.histogram2d(x, y, bins, range, weights=weights_dot + np.zeros_like(weights))[0], 0.0, 0.0


@pair(np.histogram2d, wrt=("weights",), jvp=_jvp, lengths=False)
def _(x, y, bins=10, range=None, density=None, weights=None, *, out_bar):
    if density:
        raise NotImplementedError("`density` of a histogram of several dimensions: divide by the sum")
    return from_bins(out_bar[0], (x, y), edges_of((x, y), bins, range))


inactive("a bin is an integer", bin_of)
inactive("the edges have no derivative where there is one of the weights only", edges_of)

# --------------------------------------------------------------------------- values that are written

spelled(np.place, "arr", "vals")
spelled(np.putmask, "a", "values")
spelled(np.put_along_axis, "arr", "values")
