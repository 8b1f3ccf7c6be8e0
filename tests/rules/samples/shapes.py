"""Functions that move, repeat, join and cut elements, and constructors."""

import numpy as np

from .spec import apart, calls, each, fixed, real

CUBE = real(2, 3, 4)
EMPTY = real(2, 0, 3)

# ---------------------------------------------------------------- the same elements, another shape

calls(np.reshape, "np.reshape(a, {(4, 6)|-1|(2, -1)|(3, 2, 4, 1)|24}{|, order='F'})", "dfD", a=CUBE)
calls(
    np.reshape,
    "{a.reshape(4, 6)|a.reshape(-1)|a.reshape((2, -1))|a.reshape(a.shape[0], -1)|a.reshape(3, -1, order='F')}",
    a=CUBE,
)
calls(np.reshape, "np.reshape(a, {1|(1, 1)|()})", a=each(real(), real(1), real("py"), real("np")))
calls(np.reshape, "np.reshape(a, (0, 4))", a=EMPTY)
calls(
    np.ravel,
    "{np.ravel(a)|a.ravel()|a.ravel(order='F')|np.ravel(a, 'F')|a.flatten()|a.flatten('F')}",
    "dfD",
    a=each(CUBE, real(3), real(), EMPTY),
)
calls(np.transpose, "{a.T|np.transpose(a)|a.transpose()}", "dfD", a=each(real(2, 3), CUBE, real(3), real()))
calls(
    np.transpose,
    "{np.transpose(a, (2, 0, 1))|a.transpose(1, 2, 0)|a.transpose((0, -1, 1))|np.permute_dims(a, (2, 1, 0))}",
    a=CUBE,
)
calls(
    np.matrix_transpose,
    "{np.matrix_transpose(a)|a.mT|np.linalg.matrix_transpose(a)}",
    "dfD",
    a=each(real(2, 3), CUBE),
)
calls(np.swapaxes, "{np.swapaxes(a, 0, -1)|a.swapaxes(1, 2)|np.swapaxes(a, 0, 0)}", a=CUBE)
calls(np.moveaxis, "np.moveaxis(a, {0, -1|(0, 1), (-1, 0)|[2, 0], [0, 1]|1, 1})", a=CUBE)
calls(np.rollaxis, "np.rollaxis(a, {2|2, 1|0, 3|-1|1, 2})", a=CUBE)
calls(np.expand_dims, "np.expand_dims(a, {0|-1|(0, 2)|1})", a=each(real(3), real(2, 3), real(0, 2)))
calls(
    np.squeeze,
    "{np.squeeze(a)|np.squeeze(a, 0)|a.squeeze(axis=(0, 2))|a.squeeze()|np.squeeze(a, -1)}",
    a=real(1, 3, 1),
)
calls(np.atleast_1d, "np.atleast_1d(a)", a=each(real(), real(3), CUBE, real("py"), real("np")))
calls(np.atleast_2d, "np.atleast_2d(a)", a=each(real(), real(3), CUBE, real("py")))
calls(np.atleast_3d, "np.atleast_3d(a)", a=each(real(), real(3), real(2, 3), CUBE))
calls(
    np.broadcast_to,
    "np.broadcast_to(a, {(2, 3)|(4, 2, 3)})",
    "dfD",
    a=each(real(3), real(2, 1), real(), real("py"), real(2, 3)),
)
calls(np.broadcast_arrays, "np.broadcast_arrays(a, b){[0]|[1]}", a=real(3), b=real(2, 1))
calls(np.flip, "np.flip(a{|, 0|, axis=-1|, (0, 2)|, None})", "dfD", a=CUBE)
calls(np.flipud, "np.flipud(a)", a=each(CUBE, real(3)))
calls(np.fliplr, "np.fliplr(a)", a=each(CUBE, real(2, 3)))
calls(np.rot90, "np.rot90(a{|, 2|, k=-1|, 1, (1, 2)|, 3, axes=(2, 0)})", a=CUBE)
calls(
    np.roll, "np.roll(a, {1|-2, axis=0|1, axis=-1|(1, 2), axis=(0, 1)|[1, 1], (0, 2)|2, axis=(0, 1)})", a=CUBE
)
calls(np.roll, "np.roll(a, k)", a=real(4), k=each(fixed(2), fixed(np.int64(-1))))

# ---------------------------------------------------------------- copies and constructors

calls(
    np.copy, "{np.copy(a)|a.copy()|np.copy(a, order='F')}", "dfD", a=each(CUBE, real(3), real(), real("np"))
)
calls(
    np.array,
    "{np.array(a)|np.array(a, copy=True)|np.array(a, dtype=float)}",
    a=each(CUBE, real(3), real(), real("py")),
)
calls(
    np.array,
    "np.array({[a, b]|[a, 1.0, b]|(a, b)|[[a, b], [b, 2.0]]|[[a], [b]]|[a + b, a * b]})",
    a=real("py"),
    b=each(real("py"), real("np")),
)
calls(np.array, "np.array({[a, b]|[[a, b], [b, a]]|(a, b, a)})", "dfD", a=real(3), b=real(3))
calls(
    np.asarray,
    "{np.asarray(a)|np.asarray(a, dtype=float)|np.asarray([a, a])}",
    a=each(real(2, 3), real(), real("py")),
)
calls(np.asanyarray, "np.asanyarray(a)", a=each(CUBE, real(3)))
calls(np.ascontiguousarray, "np.ascontiguousarray(a)", a=each(CUBE, real(3), real("py")))
calls(np.asfortranarray, "np.asfortranarray(a)", a=each(CUBE, real(3)))
calls(np.full, "np.full({3|(2, 3)|(0, 3)}, v)", v=each(real("py"), real("np"), real()))
calls(np.full, "np.full((2, 3), v)", v=each(real(3), real(2, 1)))
calls(np.full_like, "np.full_like(a, v)", a=real(2, 3), v=each(real("py"), real("np"), real(3)))
calls(np.linspace, "np.linspace(a, b{|, 7|, num=4|, 1|, 0}{|, endpoint=False})", a=real("py"), b=real("py"))
calls(
    np.linspace, "np.linspace(a, b, 4{|, axis=-1|, endpoint=False})", a=real(3), b=each(real(3), real(2, 3))
)
calls(np.arange, "np.arange(a, b, c)", a=fixed(0.25), b=fixed(3.1), c=fixed(0.4))

# ---------------------------------------------------------------- joining and cutting

calls(
    np.concatenate,
    "np.concatenate({(a, b)|[a, b, a]}{|, axis=0|, axis=-2|, axis=None})",
    "dfD",
    a=real(2, 3),
    b=each(real(1, 3), real(0, 3)),
)
calls(np.concatenate, "np.concatenate({(a, b)|[a, np.ones(2), b]})", a=real(3), b=real(1))
calls(np.stack, "np.stack({(a, b)|[a, b, a]}{|, axis=1|, axis=-1})", "dfD", a=real(2, 3), b=real(2, 3))
calls(np.stack, "np.stack([a, b])", a=real("py"), b=real("py"))
calls(np.vstack, "np.vstack({(a, b)|[a, b]})", a=real(2, 3), b=each(real(3), real(1, 3)))
calls(np.hstack, "np.hstack({(a, b)|[b, a]})", a=real(2, 3), b=real(2, 1))
calls(np.hstack, "np.hstack({(a, b)|[a, b, 1.0]})", a=real(3), b=each(real(2), real("py")))
calls(np.dstack, "np.dstack((a, b))", a=each(real(2, 3), real(2, 3, 2)), b=real(2, 3))
calls(np.dstack, "np.dstack([a, b])", a=real(2, 3, 1), b=real(2, 3))
calls(np.column_stack, "np.column_stack((a, b))", a=each(real(3), real(3, 2)), b=real(3))
calls(np.append, "np.append(a, b{|, axis=0|, axis=None})", a=real(2, 3), b=real(1, 3))
calls(np.append, "np.append(a, b)", a=real(3), b=each(real("py"), real(2)))
calls(np.delete, "np.delete(a, {1|[0, 2]|-1|slice(0, 2)}{|, axis=1|, axis=-1})", a=real(2, 3))
calls(np.delete, "np.delete(a, i)", a=real(5), i=each(fixed(2), fixed(np.array([0, 3]))))
calls(np.split, "np.split(a, {2|[1, 3]}){[0]|[1]}", a=real(4, 2))
calls(np.split, "np.split(a, 2, axis={1|-1})", a=real(2, 4))
calls(np.array_split, "np.array_split(a, 3){[0]|[2]}", a=real(5, 2))
calls(np.vsplit, "np.vsplit(a, 2)[1]", a=real(4, 2))
calls(np.hsplit, "np.hsplit(a, 2)[0]", a=each(real(2, 4), real(4)))
calls(np.dsplit, "np.dsplit(a, 2)[1]", a=real(2, 2, 4))
calls(
    np.meshgrid,
    "np.meshgrid(a, b{|, indexing='ij'|, sparse=True|, indexing='xy'}){[0]|[1]}",
    a=real(3),
    b=real(2),
)
calls(np.meshgrid, "np.meshgrid(a, b, c{|, indexing='ij'}){[0]|[1]|[2]}", a=real(3), b=real(2), c=real(4))
if hasattr(np, "unstack"):
    calls(np.unstack, "np.unstack(a{|, axis=1|, axis=-1}){[0]|[1]}", a=real(2, 3))

# ---------------------------------------------------------------- repetition, borders, differences

calls(np.tile, "np.tile(a, {2|(2,)|(2, 1)|(2, 2, 3)|[1, 2]})", a=each(real(2, 3), real(3), real()))
calls(
    np.repeat,
    "{np.repeat(a, 2)|a.repeat(2)|np.repeat(a, 3, axis=0)|a.repeat(2, axis=-1)|np.repeat(a, [1, 0], axis=0)}",
    a=real(2, 3),
)
calls(np.repeat, "np.repeat(a, n)", a=real(3), n=each(fixed(np.array([1, 0, 2])), fixed(2)))
calls(np.pad, "np.pad(a, {1|(1, 2)|((1, 0), (2, 1))}{|, 'constant'|, mode='constant'})", a=real(2, 3))
calls(np.pad, "np.pad(a, {2|(0, 1)})", a=each(real(3), real(0)))
calls(np.diff, "np.diff(a{|, axis=0|, n=2|, 2, axis=1|, n=0|, n=5})", "dfD", a=real(3, 4))
calls(np.pad, "np.pad(a, {1|(1, 2)|((1, 0), (0, 1))}, {'edge'|'reflect'|mode='symmetric'|mode='wrap'})", a=real(3, 3))
calls(np.pad, "np.pad(a, {1|((1, 0), (0, 1))}, {constant_values=c|'constant', constant_values=c|constant_values=2.0})", a=real(2, 3), c=real("py"))
calls(np.diff, "np.diff(a{, axis=0|, 2}, {prepend=c|append=c|prepend=0.0, append=c})", a=real(2, 3), c=real("py"))
calls(np.diff, "np.diff(a, {prepend=b|append=b, n=2|prepend=a[:1]})", a=real(3), b=real(2))
calls(np.diff, "np.diff(a)", a=each(real(1), real(4)))

# ---------------------------------------------------------------- parts of matrices

for _f in (np.triu, np.tril):
    calls(
        _f,
        f"np.{_f.__name__}(a{{|, 1|, k=-1}})",
        "dfD",
        a=each(real(3, 3), real(2, 3), real(2, 3, 3), real(3)),
    )
calls(np.diag, "np.diag(a{|, 1|, k=-1})", "dfD", a=each(real(3), real(3, 3), real(2, 4)))
calls(np.diagflat, "np.diagflat(a{|, 1})", a=each(real(3), real(2, 2)))
calls(
    np.diagonal,
    "{np.diagonal(a)|a.diagonal()|np.diagonal(a, 1)|a.diagonal(-1)}",
    a=each(real(3, 3), real(2, 4)),
)
calls(np.diagonal, "np.diagonal(a{|, 1, 1, 2|, axis1=2, axis2=0|, -1, 0, -1})", a=CUBE)
calls(np.linalg.diagonal, "np.linalg.diagonal(a{|, offset=1})", a=each(real(3, 3), CUBE))

# ---------------------------------------------------------------- sorting

calls(
    np.sort, "np.sort(a{|, axis=0|, axis=-1|, axis=None|, kind='stable'})", a=each(apart(2, 3), apart(3, 2))
)
calls(np.sort, "np.sort(a)", a=each(apart(4), apart(1), apart(0), apart(2, 3, 2)))
calls(np.sort, "y = a.copy(); y.sort({|axis=0|-1}); y", a=apart(3, 4))

# ---------------------------------------------------------------- views

SLIDING = np.lib.stride_tricks.sliding_window_view
calls(SLIDING, "np.lib.stride_tricks.sliding_window_view(a, {2|(2,)|4})", "dfD", a=real(5))
calls(SLIDING, "np.lib.stride_tricks.sliding_window_view(a, {(2, 1, 3)|2, axis=-1|(2, 2), (0, 2)|(2, 2), axis=(1, 1)})", a=CUBE)
calls(np.linspace, "np.linspace(a, b, {4|1|0}{|, endpoint=False}{|, axis=-1})", a=each(real(2, 3), real("py")), b=real(3))
calls(np.linspace, "np.linspace(a, b, 4, retstep=True, axis=-1){[0]|[1]}", "d", a=real(3), b=real("py"))
