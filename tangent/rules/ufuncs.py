"""Rules for methods of ufuncs: those that are no other spelling of a function (`analyse/ufuncs.py`)."""

import numpy as np

from tangent.rules.kinds import inactive, linear, pair
from tangent.runtime.ufuncs import (
    logaddexp_shares,
    occurrences,
    running_places,
    scatter_along_axis,
    unreduceat,
    written,
)

# --------------------------------------------------------------------------- running extremes


def _jvp(array, axis=0, dtype=None, _out=None, *, out, array_dot):
    return np.take_along_axis(array_dot, running_places(array, out, axis), axis)


@pair(np.maximum.accumulate, np.minimum.accumulate, wrt=("array",), jvp=_jvp)
def _(array, axis=0, dtype=None, _out=None, *, out, out_bar):
    return scatter_along_axis(out_bar, running_places(array, out, axis), axis)


inactive("a place in an array is an integer", running_places)


@linear(scatter_along_axis, wrt=("g",))
def _(g, places, axis, *, out_bar):
    return np.take_along_axis(out_bar, places, axis)


# --------------------------------------------------------------------------- sums of exponentials


def _jvp(array, axis=0, dtype=None, _out=None, keepdims=False, *, out, array_dot):
    return np.sum(logaddexp_shares(array, out, axis, keepdims) * array_dot, axis=axis, keepdims=keepdims)


@pair(np.logaddexp.reduce, wrt=("array",), jvp=_jvp)
def _(array, axis=0, dtype=None, _out=None, keepdims=False, *, out, out_bar):
    if axis is None or keepdims:
        return out_bar * logaddexp_shares(array, out, axis, keepdims)
    return np.expand_dims(out_bar, axis) * logaddexp_shares(array, out, axis, keepdims)


# --------------------------------------------------------------------------- sums of segments


@linear(np.add.reduceat, wrt=("array",), lengths=False)
def _(array, indices, axis=0, dtype=None, out=None, *, out_bar):
    return unreduceat(out_bar, np.shape(array), indices, axis)


@linear(unreduceat, wrt=("g",))
def _(g, shape, indices, axis, *, out_bar):
    return np.add.reduceat(out_bar, indices, axis)


# --------------------------------------------------------------------------- elements that are written


@linear(written, wrt=("x", "values"))
def _(x, places, values, *, out_bar):
    return written(out_bar, places, 0.0), out_bar[places]


inactive("how often an integer occurs is one", occurrences)
