"""Rules for functions that move, repeat, join and cut array elements; all but sort are linear.

The helpers of `runtime/shapes.py` that are transposes themselves have rules too (at the end), so that
second derivatives call NumPy's own functions again.
"""

import copy

import numpy as np

from tangent.rules.kinds import inactive, keys_may_differ, linear, named, pair
from tangent.runtime.shapes import (
    add,
    add_at,
    along_axis,
    apart,
    common_places,
    complex_of,
    copy_like,
    floats_of,
    join_like,
    memory_places,
    restricted,
    same_layout,
    split_like,
    spread,
    unarray,
    unblock,
    unbroadcast,
    undelete,
    undiagonal,
    undiff,
    unpad,
    unrepeat,
    untile,
    unwindow,
    zeros,
)

# --------------------------------------------------------------------------- the same elements, another shape


@linear(np.reshape, wrt=("a",), view=True)
def _(a, shape, order="C", *, out_bar):
    if order == "C":
        return np.reshape(out_bar, np.shape(a))
    if order == "F":
        return np.reshape(out_bar, np.shape(a), order="F")
    raise NotImplementedError("order='A' depends on the memory layout")


@linear(np.ravel, wrt=("a",), view=True)
def _(a, order="C", *, out_bar):
    if order == "C":
        return np.reshape(out_bar, np.shape(a))
    if order == "F":
        return np.reshape(out_bar, np.shape(a), order="F")
    raise NotImplementedError("order='A' and order='K' depend on the memory layout")


@linear(np.transpose, np.permute_dims, wrt=("a",), view=True)
def _(a, axes=None, *, out_bar):
    if axes is None:
        return out_bar.T
    return np.moveaxis(out_bar, range(np.ndim(a)), axes)


@linear(np.matrix_transpose, np.linalg.matrix_transpose, wrt=("x",), view=True)
def _(x, *, out_bar):
    return np.swapaxes(out_bar, -1, -2)


@linear(np.swapaxes, wrt=("a",), view=True)
def _(a, axis1, axis2, *, out_bar):
    return np.swapaxes(out_bar, axis1, axis2)


@linear(np.moveaxis, wrt=("a",), view=True, neutral=("source", "destination"))
def _(a, source, destination, *, out_bar):
    return np.moveaxis(out_bar, destination, source)


@linear(np.rollaxis, wrt=("a",), view=True)
def _(a, axis, start=0, *, out_bar):
    n = np.ndim(a)
    source = axis % n
    target = start + n if start < 0 else start
    return np.moveaxis(out_bar, target - 1 if source < target else target, source)


@linear(np.expand_dims, wrt=("a",), view=True)
def _(a, axis, *, out_bar):
    if isinstance(axis, list):
        return np.squeeze(out_bar, tuple(axis))
    return np.squeeze(out_bar, axis)


@linear(np.squeeze, wrt=("a",), view=True)
def _(a, axis=None, *, out_bar):
    if axis is None:
        return np.reshape(out_bar, np.shape(a))
    return np.expand_dims(out_bar, axis)


@linear(np.atleast_1d, np.atleast_2d, np.atleast_3d, wrt=("a",), view=True)
def _(a, *, out_bar):
    return np.reshape(out_bar, np.shape(a))


@linear(np.broadcast_to, wrt=("array",), view=True, neutral=("subok",))
def _(array, shape, subok=False, *, out_bar):
    return unbroadcast(out_bar, array)


@linear(np.flip, wrt=("m",), view=True)
def _(m, axis=None, *, out_bar):
    return np.flip(out_bar, axis)


@linear(np.flipud, wrt=("m",), view=True)
def _(m, *, out_bar):
    return np.flipud(out_bar)


@linear(np.fliplr, wrt=("m",), view=True)
def _(m, *, out_bar):
    return np.fliplr(out_bar)


@linear(np.rot90, wrt=("m",), view=True)
def _(m, k=1, axes=(0, 1), *, out_bar):
    return np.rot90(out_bar, -k, axes)


@linear(np.roll, wrt=("a",))
def _(a, shift, axis=None, *, out_bar):
    if isinstance(shift, (tuple, list, np.ndarray)):
        return np.roll(out_bar, np.negative(shift), axis)
    return np.roll(out_bar, -shift, axis)


# --------------------------------------------------------------------------- copies and constructors


@linear(np.copy, wrt=("a",), neutral=("order", "subok"))
def _(a, order="K", subok=False, *, out_bar):
    return out_bar


@linear(np.array, wrt=("object",), neutral=("dtype", "copy", "order", "subok"))
def _(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0, out_bar):
    if isinstance(object, (list, tuple)) and ndmin:
        raise NotImplementedError("`ndmin=` of np.array of a list: reshape the array")
    if isinstance(object, (list, tuple)):
        return unarray(out_bar, object)
    if ndmin and np.ndim(object) == 0:
        return np.sum(out_bar)  # of one element
    if ndmin:
        return np.reshape(out_bar, np.shape(object))
    return out_bar


@linear(np.asarray, np.asanyarray, wrt=("a",), view=True, neutral=("dtype", "order", "copy"))
def _(a, dtype=None, order=None, *, copy=None, out_bar):
    if isinstance(a, (list, tuple)):
        return unarray(out_bar, a)
    return out_bar


@linear(np.ascontiguousarray, np.asfortranarray, wrt=("a",), view=True, neutral=("dtype",))
def _(a, dtype=None, *, out_bar):
    if isinstance(a, (list, tuple)):
        return unarray(out_bar, a)
    return np.reshape(out_bar, np.shape(a))  # ascontiguousarray makes a number one-dimensional


@linear(np.require, np.asarray_chkfinite, wrt=("a",), view=True, neutral=("dtype", "requirements", "order"))
def _(a, dtype=None, requirements=None, order=None, *, out_bar):
    if isinstance(a, (list, tuple)):
        return unarray(out_bar, a)
    return out_bar


@linear(np.full, wrt=("fill_value",), neutral=("dtype", "order"))
def _(shape, fill_value, dtype=None, order="C", *, out_bar):
    if np.ndim(fill_value) == 0:
        return np.sum(out_bar)
    return unbroadcast(out_bar, fill_value)


@linear(np.full_like, wrt=("fill_value",), neutral=("a", "dtype", "order", "subok", "shape"))
def _(a, fill_value, dtype=None, order="K", subok=True, shape=None, *, out_bar):
    if np.ndim(fill_value) == 0:
        return np.sum(out_bar)
    return unbroadcast(out_bar, fill_value)


@linear(np.linspace, wrt=("start", "stop"), neutral=("dtype",))
def _(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, out_bar):
    t = np.linspace(0.0, 1.0, num, endpoint, dtype=out_bar.dtype)
    if np.ndim(out_bar) == 1:
        return np.sum((1.0 - t) * out_bar), np.sum(t * out_bar)
    rows = np.moveaxis(out_bar, axis, -1)
    return unbroadcast(rows @ (1.0 - t), start), unbroadcast(rows @ t, stop)


# --------------------------------------------------------------------------- joining and cutting


@linear(np.concatenate, wrt=("arrays",), neutral=("dtype", "casting"))
def _(arrays, axis=0, out=None, *, dtype=None, casting="same_kind", out_bar):
    if isinstance(arrays, np.ndarray):
        return np.stack(split_like(out_bar, arrays, axis))
    return split_like(out_bar, arrays, axis)


@linear(np.stack, wrt=("arrays",), neutral=("dtype", "casting"))
def _(arrays, axis=0, out=None, *, dtype=None, casting="same_kind", out_bar):
    if isinstance(arrays, np.ndarray):
        return np.moveaxis(out_bar, axis, 0)
    if axis == 0:
        return list(out_bar)
    return list(np.moveaxis(out_bar, axis, 0))


@linear(*named(np, "vstack row_stack"), wrt=("tup",), neutral=("dtype", "casting"))
def _(tup, *, dtype=None, casting="same_kind", out_bar):
    if isinstance(tup, np.ndarray):
        return np.reshape(out_bar, np.shape(tup))
    return split_like(out_bar, tup, 0)


@linear(np.hstack, wrt=("tup",), neutral=("dtype", "casting"))
def _(tup, *, dtype=None, casting="same_kind", out_bar):
    axis = 0 if np.ndim(out_bar) == 1 else 1
    if isinstance(tup, np.ndarray):
        return np.stack(split_like(out_bar, tup, axis))
    return split_like(out_bar, tup, axis)


@linear(np.dstack, wrt=("tup",))
def _(tup, *, out_bar):
    if isinstance(tup, np.ndarray):
        return np.stack(split_like(out_bar, tup, 2))
    return split_like(out_bar, tup, 2)


@linear(np.column_stack, wrt=("tup",))
def _(tup, *, out_bar):
    if isinstance(tup, np.ndarray):
        return np.stack(split_like(out_bar, tup, 1))
    return split_like(out_bar, tup, 1)


@linear(np.block, wrt=("arrays",))
def _(arrays, *, out_bar):
    return unblock(out_bar, arrays)


@linear(unblock, wrt=("g",))
def _(g, like, *, out_bar):
    return np.block(out_bar)


@linear(np.append, wrt=("arr", "values"))
def _(arr, values, axis=None, *, out_bar):
    arr_bar, values_bar = split_like(out_bar, (arr, values), axis)
    return arr_bar, values_bar


@linear(np.delete, wrt=("arr",))
def _(arr, obj, axis=None, *, out_bar):
    return undelete(out_bar, np.shape(arr), obj, axis)


@linear(np.split, np.array_split, wrt=("ary",), view=True)
def _(ary, indices_or_sections, axis=0, *, out_bar):
    return np.concatenate(out_bar, axis=axis)


@linear(np.vsplit, wrt=("ary",), view=True)
def _(ary, indices_or_sections, *, out_bar):
    return np.concatenate(out_bar, axis=0)


@linear(np.hsplit, wrt=("ary",), view=True)
def _(ary, indices_or_sections, *, out_bar):
    return np.concatenate(out_bar, axis=0 if np.ndim(ary) == 1 else 1)


@linear(np.dsplit, wrt=("ary",), view=True)
def _(ary, indices_or_sections, *, out_bar):
    return np.concatenate(out_bar, axis=2)


@linear(*(f for f in (getattr(np, "unstack", None),) if f), wrt=("x",), view=True)  # NumPy 2.1
def _(x, *, axis=0, out_bar):
    return np.stack(out_bar, axis=axis)


@linear(np.broadcast_arrays, wrt=("args",), view=True, neutral=("subok",))
def _(*args, subok=False, position, out_bar):
    return unbroadcast(out_bar[position], args[position])


@linear(np.ix_, wrt=("args",), view=True)
def _(*args, position, out_bar):
    return np.reshape(out_bar[position], np.shape(args[position]))


@linear(np.meshgrid, wrt=("xi",), neutral=("copy", "sparse"))
def _(*xi, copy=True, sparse=False, indexing="xy", position, out_bar):
    if indexing == "xy" and position < 2 and len(xi) > 1:
        axis = 1 - position
    else:
        axis = position
    rows = np.moveaxis(out_bar[position], axis, 0)
    return np.reshape(np.sum(rows, axis=tuple(range(1, rows.ndim))), np.shape(xi[position]))


# --------------------------------------------------------------------------- repetition, borders, differences


@linear(np.tile, wrt=("A",))
def _(A, reps, *, out_bar):
    return untile(out_bar, np.shape(A), reps)


@linear(np.repeat, wrt=("a",), lengths=False)
def _(a, repeats, axis=None, *, out_bar):
    return unrepeat(out_bar, np.shape(a), repeats, axis)


# Only zeros: another constant makes it affine, and the other modes repeat elements.
@linear(np.pad, wrt=("array",))
def _(array, pad_width, mode="constant", *, constant_values=0, out_bar):
    return unpad(out_bar, pad_width)


@linear(np.diff, wrt=("a",))
def _(a, n=1, axis=-1, *, out_bar):
    return undiff(out_bar, np.shape(a), n, axis)


# --------------------------------------------------------------------------- parts of matrices


@linear(np.triu, wrt=("m",))
def _(m, k=0, *, out_bar):
    if np.ndim(m) == 1:
        return np.sum(np.triu(out_bar, k), axis=0)
    return np.triu(out_bar, k)


@linear(np.tril, wrt=("m",))
def _(m, k=0, *, out_bar):
    if np.ndim(m) == 1:
        return np.sum(np.tril(out_bar, k), axis=0)
    return np.tril(out_bar, k)


@linear(np.diag, wrt=("v",))
def _(v, k=0, *, out_bar):
    if np.ndim(v) == 1:
        return np.diag(out_bar, k)
    return undiagonal(out_bar, np.shape(v), k, 0, 1)


@linear(np.diagflat, wrt=("v",))
def _(v, k=0, *, out_bar):
    return np.reshape(np.diag(out_bar, k), np.shape(v))


@linear(np.diagonal, wrt=("a",), view=True)
def _(a, offset=0, axis1=0, axis2=1, *, out_bar):
    return undiagonal(out_bar, np.shape(a), offset, axis1, axis2)


@linear(np.linalg.diagonal, wrt=("x",), view=True)
def _(x, *, offset=0, out_bar):
    return undiagonal(out_bar, np.shape(x), offset, -2, -1)


# --------------------------------------------------------------------------- choosing by index


@linear(np.take, wrt=("a",))
def _(a, indices, axis=None, out=None, *, out_bar, a_bar):
    if np.ndim(a) == 1 or axis == 0:
        add_at(a_bar, indices, out_bar)
    elif axis is None:
        add_at(a_bar, np.unravel_index(np.mod(indices, np.size(a)), np.shape(a)), out_bar)
    else:
        add_at(a_bar, (slice(None),) * (axis % np.ndim(a)) + (indices,), out_bar)


@linear(np.take_along_axis, wrt=("arr",))
def _(arr, indices, axis=-1, *, out_bar, arr_bar):
    if axis is None:
        add_at(arr_bar, np.unravel_index(np.mod(indices, np.size(arr)), np.shape(arr)), out_bar)
    else:
        add_at(arr_bar, along_axis(indices, axis, np.shape(arr)), out_bar)


def _jvp(a, axis=-1, kind=None, *, stable=None, a_dot):
    if axis is None:
        return np.ravel(a_dot)[np.argsort(a, axis=None, kind=kind)]
    return np.take_along_axis(a_dot, np.argsort(a, axis=axis, kind=kind), axis=axis)


@pair(np.sort, wrt=("a",), jvp=_jvp, neutral=("stable",))
def _(a, axis=-1, kind=None, *, stable=None, out_bar):
    if axis is None:
        return np.reshape(out_bar[np.argsort(np.argsort(a, axis=None, kind=kind))], np.shape(a))
    places = np.argsort(np.argsort(a, axis=axis, kind=kind), axis=axis)
    return np.take_along_axis(out_bar, places, axis=axis)


# --------------------------------------------------------------------------- the helpers


@linear(unbroadcast, wrt=("g",))
def _(g, like, *, out_bar):
    return np.broadcast_to(out_bar, np.shape(g))


@linear(apart, copy.deepcopy, wrt=("x",))
def _(x, *, out_bar):
    return out_bar


@linear(np.lib.stride_tricks.sliding_window_view, wrt=("x",), view=True, neutral=("subok", "writeable"))
def _(x, window_shape, axis=None, *, subok=False, writeable=False, out_bar):
    return unwindow(out_bar, np.shape(x), window_shape, axis)


@linear(unwindow, wrt=("g",))
def _(g, shape, window_shape, axis, *, out_bar):
    return np.lib.stride_tricks.sliding_window_view(out_bar, window_shape, axis)


# The cotangent of x + iy is that of x minus i times that of y: so the sign of every other number changes.
@linear(floats_of, wrt=("z",), view=True)
def _(z, *, out_bar):
    return np.conj(complex_of(np.ascontiguousarray(out_bar)))


@linear(complex_of, wrt=("x",), view=True)
def _(x, *, out_bar):
    return floats_of(np.ascontiguousarray(np.conj(out_bar)))


@linear(same_layout, wrt=("x",))
def _(x, *, out_bar):
    return out_bar


@linear(copy_like, wrt=("x_dot",))
def _(x_dot, x, *, out_bar):
    return out_bar


@linear(add, wrt=("a", "b"))
def _(a, b, *, out_bar):
    if keys_may_differ(a, b):
        return restricted(out_bar, a), restricted(out_bar, b)
    return out_bar, out_bar


@linear(restricted, wrt=("g",))
def _(g, x, *, out_bar):
    return add(zeros(g), out_bar)


inactive("places in an array are integers", memory_places, common_places)
inactive("zeros do not depend on the values of what they are made for", zeros)


@linear(split_like, wrt=("g",))
def _(g, arrays, axis, *, out_bar):
    return join_like(out_bar, g, axis)


@linear(join_like, wrt=("pieces",))
def _(pieces, g, axis, *, out_bar):
    return split_like(out_bar, pieces, axis)


@linear(unarray, wrt=("g",))
def _(g, like, *, out_bar):
    return np.array(out_bar)


@linear(spread, wrt=("x_dot",))
def _(x_dot, x, *, out_bar):
    return unbroadcast(out_bar, x_dot)


@linear(undelete, wrt=("g",))
def _(g, shape, obj, axis, *, out_bar):
    return np.delete(out_bar, obj, axis)


@linear(undiagonal, wrt=("g",))
def _(g, shape, offset, axis1, axis2, *, out_bar):
    return np.diagonal(out_bar, offset, axis1, axis2)


@linear(undiff, wrt=("g",))
def _(g, shape, n, axis, *, out_bar):
    return np.diff(out_bar, n, axis)


@linear(untile, wrt=("g",))
def _(g, shape, reps, *, out_bar):
    return np.tile(out_bar, reps)


@linear(unrepeat, wrt=("g",))
def _(g, shape, repeats, axis, *, out_bar):
    return np.repeat(out_bar, repeats, axis)


@linear(unpad, wrt=("g",))
def _(g, pad_width, *, out_bar):
    return np.pad(out_bar, pad_width)
