"""Helpers about shapes, indices and containers, called by emitted code.

Each is a plain function of NumPy that is printed with its source into saved modules and is itself
differentiated for second order; so: no decorators, no global constants, no hidden state.  None of
them writes into its arguments, except `add_at`, whose purpose that is.
"""

import math
from types import SimpleNamespace

import numpy as np


def unbroadcast(g, like):
    """Sum the adjoint `g` of a broadcast result down to the shape of the operand `like`.

    The adjoint of a real operand is real.
    """
    if type(g) is type(like):  # the common case, first because it must cost nothing
        if g is None or isinstance(g, (float, int, complex, list, tuple, dict)):
            return g
        if g.shape == like.shape and g.dtype == like.dtype:
            return g
    if g is None:
        return g  # nothing came: `like` carries no derivative, which may be known at run time only
    if isinstance(g, (complex, np.ndarray, np.number)) and np.iscomplexobj(g):
        if isinstance(like, (float, int, np.ndarray, np.number)) and not np.iscomplexobj(like):
            g = g.real
    if isinstance(like, (float, int, complex)):
        if isinstance(g, (float, int, complex)):
            return g
        return np.sum(g)
    if like is None or isinstance(like, (list, tuple, dict)):
        return g  # a container has an adjoint of its own structure, and nothing is broadcast
    if isinstance(g, (float, int, complex)):
        if like.ndim > 0:
            raise ValueError("a constant adjoint must be spread over the result first")
        return g
    if isinstance(g, list):
        g = np.array(g)  # of the items of an array, which were gone through one by one
    if g.shape == like.shape:
        return g
    lead = g.ndim - like.ndim
    if lead > 0:
        g = np.sum(g, axis=tuple(range(lead)))
    ones = []
    for axis in range(like.ndim):
        if like.shape[axis] == 1 and g.shape[axis] != 1:
            ones.append(axis)
    if ones:
        g = np.sum(g, axis=tuple(ones), keepdims=True)
    if g.shape != like.shape:
        raise ValueError("the adjoint does not fit its operand")
    return g


def spread(x_dot, x):
    """Give a tangent or adjoint, which broadcasts to its value `x`, the whole shape of `x`.

    One of a container has the structure of that, and is copied; None (no adjoint so far) has no shape.
    """
    if x is None or isinstance(x, (list, tuple, dict)) or has_parts(x):
        return add(zeros(x), x_dot)
    if np.shape(x_dot) == np.shape(x):
        return x_dot
    return np.broadcast_to(x_dot, np.shape(x)).copy()


def copy_like(x_dot, x):
    """Copy the tangent `x_dot` into an array with the memory layout of its value `x`."""
    copied = spaced_like(x, x_dot.dtype)
    copied[...] = x_dot
    return copied


def same_layout(x):
    """Copy the array `x`, its elements as far apart in memory as they are: last bits of sums depend on it."""
    copied = spaced_like(x, x.dtype)
    copied[...] = x
    return copied


def spaced_like(x, dtype):
    """Zeros of the shape of the array `x`, as far apart in memory as its elements are."""
    zeros = np.zeros_like(x, dtype)
    if zeros.strides == x.strides or x.dtype.hasobject:
        return zeros
    spaced = [s // x.itemsize * zeros.itemsize for s in x.strides]
    steps = [(n - 1) * s for n, s in zip(x.shape, spaced) if n > 0]
    before = -sum(s for s in steps if s < 0)
    buffer = np.zeros(before + sum(s for s in steps if s > 0) + zeros.itemsize, np.uint8)
    return np.ndarray(x.shape, dtype, buffer, before, spaced)


def apart(x):
    """Copy `x`, a number, an array or a structure of them, so that it shares memory with nothing."""
    if isinstance(x, np.ndarray):
        return np.copy(x)
    if isinstance(x, dict):
        return {key: apart(x[key]) for key in x}
    if isinstance(x, list):
        return [apart(item) for item in x]
    if isinstance(x, tuple):
        if hasattr(x, "_fields"):
            return type(x)(*[apart(item) for item in x])
        return tuple([apart(item) for item in x])
    if has_parts(x):
        return like(x, **{name: apart(getattr(x, name)) for name in part_names(x)})
    return x


def has_parts(x):
    """True for an object that holds its attributes in a dict or in slots, as those of most classes do."""
    if isinstance(x, SimpleNamespace):
        return True
    if type(x).__new__ is not object.__new__ or isinstance(x, np.ufunc):
        return False
    return hasattr(x, "__dict__") or (not hasattr(x, "__array__") and len(part_names(x)) > 0)


def part_names(x):
    """The names of the attributes of an object: those that are in slots, and those in its dict."""
    names = []
    for cls in reversed(type(x).__mro__):
        names += [name for name in slots_of(cls) if hasattr(x, name)]
    return names + [name for name in getattr(x, "__dict__", {})]


def slots_of(cls):
    """The slots that a class itself adds, by the names under which the attributes are found."""
    own = cls.__dict__.get("__slots__", ())
    names = [own] if isinstance(own, str) else list(own)
    private = "_" + cls.__name__.lstrip("_")
    hidden = [name.startswith("__") and not name.endswith("__") for name in names]
    found = [private + name if hide else name for name, hide in zip(names, hidden)]
    return [name for name in found if name not in ("__dict__", "__weakref__")]


def like(x, /, **parts):
    """Make an object of the class of `x` with these attributes; no `__init__` runs."""
    if isinstance(x, SimpleNamespace):
        return SimpleNamespace(**parts)
    return make(type(x), **parts)


def make(cls, /, **parts):
    """Make an object of a class with these attributes, as its `__init__` leaves it."""
    made = object.__new__(cls)
    for name in parts:
        object.__setattr__(made, name, parts[name])
    return made


def last_writes(shape, index, value=0.0):
    """Tell which elements of the value written by `x[index] = value`, x of this shape, survive in x.

    Where integer arrays repeat an index the last write wins.  `value` matters only by its memory
    layout: NumPy runs through index and value in an order that depends on both.
    """
    owner = np.full(shape, -1)
    slots = owner[index]
    writes = np.empty_like(np.broadcast_to(value, slots.shape), dtype=owner.dtype)
    writes[...] = np.reshape(np.arange(slots.size), slots.shape)
    owner[index] = writes
    return owner[index] == writes


def add_at(x_bar, index, g):
    """Add `g` into `x_bar[index]`; where an index is repeated its contributions add up."""
    if isinstance(index, np.ndarray) and index.dtype != np.bool_ and x_bar.ndim > 1:
        if x_bar.dtype == np.float64 and 4 * index.size >= len(x_bar) and index.size * x_bar[:1].size > 2000:
            add_rows(x_bar, index, g)
        else:
            np.add.at(x_bar, index, g)
    elif is_basic(index):
        x_bar[index] += g
    else:
        np.add.at(x_bar, index, g)


def is_basic(index):
    """True where `index` cannot name an element twice: a number, a slice, a tuple of these, a mask."""
    if isinstance(index, tuple):
        return not any([isinstance(part, (list, np.ndarray)) for part in index])
    if isinstance(index, np.ndarray):
        return index.dtype == np.bool_
    return not isinstance(index, list)


def add_rows(x_bar, rows, g):
    """Add `g` into the rows `x_bar[rows]`, several times faster than `np.add.at` (float64 only)."""
    n = len(x_bar)
    columns = x_bar[:1].size
    g = np.reshape(np.broadcast_to(g, rows.shape + x_bar.shape[1:]), (rows.size, columns))
    rows = np.reshape(np.where(rows < 0, rows + n, rows), -1)
    total = np.empty((columns, n))
    for column in range(columns):
        total[column] = np.bincount(rows, weights=g[:, column], minlength=n)
    x_bar += np.reshape(total.T, x_bar.shape)


def zeros(x):
    """A zero adjoint for `x`: floats and arrays keep type and dtype, containers their structure.

    Integers (Python's, NumPy's, arrays of them) get float64 zeros; a gradient never has an integer
    type.  What is not a number (strings, booleans, None, functions) gets None.
    """
    if isinstance(x, np.ndarray):
        if x.dtype.kind in "fc":
            return np.zeros_like(x)
        return np.zeros(x.shape)
    if isinstance(x, np.inexact):
        return x.dtype.type(0)
    if isinstance(x, complex):
        return 0j
    if isinstance(x, (float, int, np.integer)) and not isinstance(x, bool):
        return 0.0
    if isinstance(x, dict):
        return {key: zeros(x[key]) for key in x}
    if isinstance(x, list):
        return [zeros(item) for item in x]
    if isinstance(x, tuple):
        if hasattr(x, "_fields"):
            return type(x)(*[zeros(item) for item in x])
        return tuple([zeros(item) for item in x])
    if has_parts(x):
        return like(x, **{name: zeros(getattr(x, name)) for name in part_names(x)})
    return None


def add(a, b):
    """Add two adjoints of one structure; None stands for zero.  Neither argument is written into.

    Where one of the two is None the result is the other one itself.
    """
    if a is None:
        return b
    if b is None:
        return a
    if isinstance(a, dict):
        total = {key: add(a[key], b.get(key)) for key in a}
        for key in b:
            if key not in a:
                total[key] = b[key]
        return total
    if isinstance(a, list):
        return [add(a[k], b[k]) for k in range(len(a))]
    if isinstance(a, tuple):
        if hasattr(a, "_fields"):
            return type(a)(*[add(a[k], b[k]) for k in range(len(a))])
        return tuple([add(a[k], b[k]) for k in range(len(a))])
    if has_parts(a):
        return like(a, **{name: add(getattr(a, name), getattr(b, name)) for name in part_names(a)})
    return a + b


def restricted(g, x):
    """What of an adjoint `g` belongs to `x`, which may lack keys that `g` has; zeros where `g` lacks some."""
    if g is None:
        return zeros(x)
    if isinstance(x, dict):
        return {key: restricted(g.get(key), x[key]) for key in x}
    if isinstance(x, list):
        return [restricted(g[k], x[k]) for k in range(len(x))]
    if isinstance(x, tuple):
        if hasattr(x, "_fields"):
            return type(x)(*[restricted(g[k], x[k]) for k in range(len(x))])
        return tuple([restricted(g[k], x[k]) for k in range(len(x))])
    if has_parts(x):
        return like(x, **{name: restricted(getattr(g, name), getattr(x, name)) for name in vars(x)})
    return g


def add_into(total, part):
    """Add an adjoint to `total`, a list or dict which stays the object that it is, like those in it."""
    # Two lists: a derivative of this function goes through the tangents of the keys beside them.
    keys = list(part) if isinstance(part, dict) else list(range(len(part)))
    for key in keys:
        if isinstance(total, dict) and key not in total:
            total[key] = zeros(part[key])
        if isinstance(total[key], (list, dict)) and part[key] is not None:
            add_into(total[key], part[key])
        else:
            total[key] = add(total[key], part[key])


def add_into_object(total, part):
    """Add an adjoint to `total`, an object which stays what it is, like the lists and dicts that it holds."""
    for name in part_names(part):
        old, more = getattr(total, name), getattr(part, name)
        if isinstance(old, (list, dict)) and more is not None:
            add_into(old, more)
        else:
            setattr(total, name, add(old, more))


def split_like(g, arrays, axis):
    """Cut `g`, the adjoint of the concatenation of `arrays` along `axis`, into one adjoint for each.

    An array of lower rank than `g` (vstack, column_stack ...) takes a slice of thickness one.
    """
    if axis is None:
        g = np.reshape(g, -1)
        axis = 0
    pieces = []
    start = 0
    for array in arrays:
        shape = np.shape(array)
        if len(shape) == g.ndim:
            width = shape[axis]
        elif g.ndim == 1:
            width = np.size(array)
        else:
            width = 1
        index = [slice(None)] * g.ndim
        index[axis] = slice(start, start + width)
        pieces.append(np.reshape(g[tuple(index)], shape))
        start += width
    return tuple(pieces) if isinstance(arrays, tuple) else pieces


def join_like(pieces, g, axis):
    """The transpose of `split_like`: join `pieces` along `axis` into an array of the shape of `g`."""
    if axis is None:
        return np.reshape(np.concatenate([np.reshape(piece, -1) for piece in pieces]), np.shape(g))
    if g.size == 0:
        return np.zeros_like(g)
    axis = axis % g.ndim
    parts = []
    for piece in pieces:
        width = np.size(piece) * g.shape[axis] // g.size
        parts.append(np.reshape(piece, g.shape[:axis] + (width,) + g.shape[axis + 1 :]))
    return np.concatenate(parts, axis)


def unarray(g, like):
    """Take `g`, the adjoint of `np.array(like)`, apart into the nested lists of `like`."""
    if isinstance(like, list):
        return [unarray(g[k], like[k]) for k in range(len(like))]
    if isinstance(like, tuple):
        return tuple([unarray(g[k], like[k]) for k in range(len(like))])
    return g


def unblock(g, like):
    """Take `g`, the adjoint of `np.block(like)`, apart into the nested lists of `like`."""
    depth = 0
    first = like
    while isinstance(first, list):
        first = first[0]
        depth += 1
    return block_pieces(g, like, depth)


def block_pieces(g, like, depth):
    """The pieces of `g` for lists of this depth, the innermost of which are joined along the last axis."""
    if depth == 0:
        return np.reshape(g, np.shape(like))[()]
    pieces = []
    start = 0
    for item in like:
        width = block_width(item, depth, depth - 1)
        index = (Ellipsis, slice(start, start + width)) + (slice(None),) * (depth - 1)
        pieces.append(block_pieces(g[index], item, depth - 1))
        start += width
    return pieces


def block_width(item, axis, depth):
    """How long the block that is made of `item` is along the axis -axis."""
    if depth == 0:
        shape = np.shape(item)
        return shape[-axis] if len(shape) >= axis else 1
    return block_width(item[0], axis, depth - 1)


def undiagonal(g, shape, offset, axis1, axis2):
    """Put the last axis of `g` on the diagonals of zero matrices in an array of this shape."""
    axis1 = axis1 % len(shape)
    axis2 = axis2 % len(shape)
    lead = [shape[axis] for axis in range(len(shape)) if axis != axis1 and axis != axis2]
    x = np.zeros(tuple(lead) + (shape[axis1], shape[axis2]), dtype=g.dtype)
    k = np.arange(g.shape[-1])
    x[..., k - min(offset, 0), k + max(offset, 0)] = g
    return np.moveaxis(x, (-2, -1), (axis1, axis2))


def undelete(g, shape, obj, axis):
    """The transpose of `np.delete(a, obj, axis)` for an array `a` of this shape."""
    if axis is None:
        return np.reshape(undelete(g, (int(np.prod(shape)),), obj, 0), shape)
    x = np.zeros(shape, dtype=g.dtype)
    kept = np.delete(np.arange(shape[axis]), obj)
    np.moveaxis(x, axis, 0)[kept] = np.moveaxis(g, axis, 0)
    return x


def undiff(g, shape, n, axis):
    """The transpose of `np.diff(a, n, axis)` for an array `a` of this shape."""
    length = shape[axis]
    if n >= length:
        return np.zeros(shape, dtype=g.dtype) if n > 0 else g
    g = np.moveaxis(g, axis, -1)
    for _ in range(n):
        edge = np.zeros(g.shape[:-1] + (1,), dtype=g.dtype)
        g = np.concatenate((edge, g), axis=-1) - np.concatenate((g, edge), axis=-1)
    return np.moveaxis(g, -1, axis)


def untile(g, shape, reps):
    """The transpose of `np.tile(a, reps)` for an array `a` of this shape."""
    reps = reps if isinstance(reps, (tuple, list)) else (reps,)
    reps = (1,) * (len(shape) - len(reps)) + tuple(reps)
    padded = (1,) * (len(reps) - len(shape)) + tuple(shape)
    split = []
    for axis in range(len(reps)):
        split += [reps[axis], padded[axis]]
    g = np.sum(np.reshape(g, split), axis=tuple(range(0, len(split), 2)))
    return np.reshape(g, shape)


def unrepeat(g, shape, repeats, axis):
    """The transpose of `np.repeat(a, repeats, axis)` for an array `a` of this shape."""
    if axis is None:
        length = 1
        for n in shape:
            length *= n
    else:
        length = shape[axis]
        g = np.moveaxis(g, axis, 0)
    if isinstance(repeats, int):
        total = np.sum(np.reshape(g, (length, repeats) + g.shape[1:]), axis=1)
        return np.reshape(total, shape) if axis is None else np.moveaxis(total, 0, axis)
    total = np.zeros((length,) + g.shape[1:], dtype=g.dtype)
    np.add.at(total, np.repeat(np.arange(length), repeats), g)
    return np.reshape(total, shape) if axis is None else np.moveaxis(total, 0, axis)


def unpad(g, pad_width):
    """Cut off what `np.pad` has added."""
    if isinstance(pad_width, dict):
        widths = np.zeros((g.ndim, 2), dtype=int)
        for axis in pad_width:
            widths[axis] = pad_width[axis]
    else:
        widths = np.broadcast_to(pad_width, (g.ndim, 2))
    index = []
    for axis in range(g.ndim):
        index.append(slice(int(widths[axis, 0]), g.shape[axis] - int(widths[axis, 1])))
    return g[tuple(index)]


def along_axis(indices, axis, shape):
    """The index with which `a[index]` is `np.take_along_axis(a, indices, axis)`, for `a` of this shape."""
    index = []
    for k in range(len(shape)):
        if k == axis % len(shape):
            index.append(indices)
        else:
            lengths = (1,) * k + (shape[k],) + (1,) * (len(shape) - k - 1)
            index.append(np.reshape(np.arange(shape[k]), lengths))
    return tuple(index)


def fill_diagonal_bar(x_bar, value):
    """The adjoint of `value` in `np.fill_diagonal(x, value)`; a short value is repeated, a long one cut."""
    k = np.arange(min(x_bar.shape))
    g = x_bar[(k,) * x_bar.ndim]
    if np.ndim(value) == 0:
        return np.sum(g)
    total = np.zeros(np.size(value), dtype=g.dtype)
    np.add.at(total, k % np.size(value), g)
    return np.reshape(total, np.shape(value))


def put_bar(x_bar, indices, value):
    """The adjoint of `value` in `np.put(x, indices, value)`: last write wins, a short value is repeated."""
    indices = np.reshape(indices, -1)
    g = np.where(last_writes(x_bar.size, indices), np.reshape(x_bar, -1)[indices], 0.0)
    if np.ndim(value) == 0:
        return np.sum(g)
    total = np.zeros(np.size(value), dtype=x_bar.dtype)
    np.add.at(total, np.arange(len(indices)) % np.size(value), g)
    return np.reshape(total, np.shape(value))


def stop_gradient(x):
    """Return `x`; for a derivative it is a constant."""
    # A value that records its operations (`tangent.Variable`) has to be told, also inside of a container;
    # all others are handed through as the objects that they are.
    if hasattr(x, "detach"):
        return x.detach()
    if isinstance(x, dict):
        entries = {k: stop_gradient(v) for k, v in x.items()}
        return x if all(entries[k] is v for k, v in x.items()) else entries
    if isinstance(x, (list, tuple)):
        parts = [stop_gradient(v) for v in x]
        if all(a is b for a, b in zip(parts, x)):
            return x
        return parts if isinstance(x, list) else x._make(parts) if hasattr(x, "_make") else tuple(parts)
    return x


def unwindow(g, shape, window_shape, axis):
    """The adjoint of an array of this shape in `sliding_window_view(x, window_shape, axis)`."""
    size = math.prod(shape)
    numbered = np.reshape(np.arange(size), shape)
    bar = np.zeros(size, g.dtype)
    np.add.at(bar, np.lib.stride_tricks.sliding_window_view(numbered, window_shape, axis), g)
    return np.reshape(bar, shape)


def floats_of(z):
    """The real and imaginary parts of complex numbers, in turn, where they are in memory."""
    return z.view(np.real(z).dtype)


def complex_of(x):
    """The complex numbers whose parts are the numbers of `x`, in turn, where they are in memory."""
    return x.view(np.result_type(x, np.complex64))


def common_places(arrays, order):
    """The places of several arrays in the order in which np.nditer takes them."""
    walk = np.nditer(arrays, flags=["multi_index", "zerosize_ok"], order=order)
    return [walk.multi_index for _ in walk]


def memory_places(x, order):
    """The places of an array in the order in which np.nditer takes them."""
    walk = np.nditer(x, flags=["multi_index", "zerosize_ok"], order=order)
    return [walk.multi_index for _ in walk]
