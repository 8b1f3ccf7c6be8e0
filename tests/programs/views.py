"""What NumPy functions give back: views, read-only views and new arrays; and writes on both sides."""

import numpy as np

from tests.programs import Case

X = np.array([0.3, -0.4, 0.9])


def split_write(x):
    a = np.cos(x)
    p, q, r = np.split(a, 3)
    q *= x[0]
    return np.sum(a * a) + r[0]


def atleast(x):
    a = np.sin(x)
    b = np.atleast_1d(a)
    b *= x
    return np.sum(a * b)


def atleast2(x):
    a = np.sin(x)
    b = np.atleast_2d(a)
    b[0] *= x
    return np.sum(a * a)


def real_write(x):
    a = np.sin(x)
    b = np.real(a)
    b *= x
    return np.sum(a * a)


def einsum_view(x):
    m = np.outer(x, x)
    d = np.einsum("ii->i", m)
    d *= x
    return np.sum(m * m)


def nan_nocopy(x):
    a = np.sin(x)
    b = np.nan_to_num(a, copy=False)
    b *= x
    return np.sum(a * a)


def clip_out(x):
    a = np.sin(x)
    np.clip(a, -0.2, 0.5, out=a)
    return np.sum(a * x)


def clip_out2(x):
    a = np.sin(x)
    b = a.clip(-0.2, 0.5, out=a)
    b *= x
    return np.sum(a * x)


def flat_write(x):
    m = np.outer(x, x)
    m.flat[::4] = x
    return np.sum(m * m)


def flat_aug(x):
    m = np.outer(x, x)
    m.flat[2] *= x[0]
    return np.sum(m * m)


def sliding(x):
    a = np.cos(x)
    w = np.lib.stride_tricks.sliding_window_view(a, 2)
    a *= x
    return np.sum(w * w)


def bcast(x):
    a = np.cos(x)
    w = np.broadcast_to(a, (2, 3))
    a *= x
    return np.sum(w * w)


def bcasts(x):
    a = np.cos(x)
    w, v = np.broadcast_arrays(a, np.ones((2, 3)))
    a *= x
    return np.sum(w * w)


def squeeze(x):
    a = np.cos(x)[None]
    w = np.squeeze(a)
    w *= x
    return np.sum(a * a)


def rollaxis(x):
    m = np.outer(x, x)
    r = np.rollaxis(m, 1)
    r[0] *= x
    return np.sum(m * m)


def moveaxis(x):
    m = np.outer(x, x)
    r = np.moveaxis(m, 0, 1)
    r[0] *= x
    return np.sum(m * m)


def diag_write(x):
    m = np.outer(x, x)
    np.fill_diagonal(m, x * 2)
    return np.sum(m * m)


def hsplit(x):
    m = np.outer(x, x)
    l, r = np.hsplit(m, [1])
    l *= 2.0
    r[:, 0] = x
    return np.sum(m * m)


def asarr(x):
    a = np.cos(x)
    b = np.asarray(a, dtype=float)
    b += x
    return np.sum(a * a)


def asarr_arg(x):
    b = np.asarray(x, dtype=float)
    b = b * 2.0
    c = np.ascontiguousarray(b)
    c *= x
    return np.sum(b * c)


def array_nocopy(x):
    a = np.cos(x)
    b = np.array(a, copy=None)
    b += x
    return np.sum(a * a)


def array_copy_false(x):
    a = np.cos(x)
    b = np.array(a, copy=False)
    b += x
    return np.sum(a * a)


def astype_nocopy(x):
    a = np.cos(x)
    b = a.astype(float, copy=False)
    b += x
    return np.sum(a * a)


def ravel_T(x):
    m = np.outer(x, x)
    r = m.T.ravel()
    r *= 2.0
    return np.sum(m * m) + np.sum(r)


def ravel_F(x):
    m = np.outer(x, x)
    r = m.ravel(order="F")
    r *= 2.0
    return np.sum(m * m) + np.sum(r)


def ravel_K(x):
    m = np.outer(x, x).T
    r = m.ravel(order="K")
    r *= 2.0
    return np.sum(m * m) + np.sum(r)


def reshape_F(x):
    m = np.outer(x, x)
    r = np.reshape(m, 9, order="F")
    r[1:4] *= 2.0
    return np.sum(m * m) + np.sum(r * r)


def newaxis(x):
    a = np.cos(x)
    col = a[:, None]
    col *= x[0]
    return np.sum(a * a)


def ellipsis(x):
    a = np.cos(x)
    b = a[...]
    b *= x
    return np.sum(a * a)


def zero_d(x):
    a = np.array(x[0] * 2.0)
    b = a
    b *= x[1]
    return a * b


def zero_d2(x):
    a = np.array(x[0] * 2.0)
    b = a[()]
    a *= x[1]
    return a * b


def zero_d3(x):
    a = np.array(x[0] * 2.0)
    b = a[...]
    b[...] = x[1] * x[2]
    return a * b


def scalar_alias(x):
    a = x[0]
    b = a
    b *= x[1]
    return a * b


def out_ret(x):
    a = np.empty(3)
    b = np.multiply(x, x, out=a)
    b += x
    return np.sum(a * a)


def out_tuple(x):
    a = np.empty(3)
    np.multiply(x, x, out=(a,))
    return np.sum(a * a)


def copyto(x):
    a = np.cos(x)
    b = a[::-1]
    np.copyto(b, x, where=x > 0)
    return np.sum(a * a * x)


def put(x):
    a = np.cos(x)
    np.put(a, [0, 2], x[:2])
    np.place(a, a > 0.95, x[2:])
    np.putmask(a, x < 0, x * 2)
    return np.sum(a * a * x)


def add_at(x):
    a = np.cos(x)
    v = a[1:]
    np.add.at(v, [0, 0, 1], x)
    np.multiply.at(a, [0, 0], x[:2])
    np.subtract.at(a, 1, x[0])
    return np.sum(a * a * x)


def put_along(x):
    m = np.outer(x, x)
    np.put_along_axis(m, np.array([[0], [1], [2]]), x[:, None], axis=1)
    return np.sum(m * m)


def sort_inplace(x):
    a = np.cos(x)
    b = a[1:]
    b.sort()
    return np.sum(a * np.arange(3) * a)


def fill_view(x):
    a = np.cos(x)
    a[1:].fill(x[0])
    return np.sum(a * a)


def resize(x):
    a = np.cos(x)
    a.shape = (3, 1)
    return np.sum(a * x)


def swapped_rows(x):
    m = np.outer(x, np.cos(x))
    m[[0, 1]] = m[[1, 0]]
    m[0], m[1] = m[1], m[0]
    return np.sum(m[0] * x)


def swapped_rows2(x):
    m = np.outer(x, np.cos(x))
    m[0], m[1] = m[1].copy(), m[0].copy()
    return np.sum(m[0] * x)


def nditer(x):
    a = np.cos(x)
    with np.nditer(a, op_flags=["readwrite"]) as it:
        for v in it:
            v[...] = 2 * v
    return np.sum(a * x)


def iter_rows(x):
    m = np.outer(x, np.cos(x))
    for row in m:
        row *= x[0]
        row[:] = row + x
    return np.sum(m * m)


def enum_rows(x):
    m = np.outer(x, np.cos(x))
    for i, row in enumerate(m[1:]):
        row -= m[i] * x[i]
    return np.sum(m * m)


def zip_rows(x):
    m = np.outer(x, np.cos(x))
    for u, v in zip(m, m[1:]):
        v += u
    return np.sum(m * m)


def rev_rows(x):
    m = np.outer(x, np.cos(x))
    for v in reversed(m):
        v += m[0]
    return np.sum(m * m)


def where_inplace(x):
    a = np.cos(x)
    a[a > 0.95] *= 2.0
    a[np.array([0, 2])] += x[:2]
    a[[0, 0]] = x[1:]
    return np.sum(a * a)


def mask_alias(x):
    a = np.cos(x)
    m = a > 0.95
    b = a[m]
    b *= 3.0
    return np.sum(a * a) + np.sum(b)


def self_overlap(x):
    a = np.cos(x)
    a[1:] += a[:-1]
    a[:-1] = a[1:]
    a[::-1] *= a
    return np.sum(a * a * x)


def np_swap(x):
    a, b = np.cos(x), np.sin(x)
    for _ in range(3):
        np.multiply(a, x, out=b)
        a, b = b, a
    return np.sum(a * a) + np.sum(b)


def einsum_t(x):
    m = np.outer(x, x)
    t = np.einsum("ij->ji", m)
    m[0] *= x
    return np.sum(t[0] * x)


def einsum_id(x):
    m = np.outer(x, x)
    t = np.einsum("i...->i...", m)
    t[0] *= x
    return np.sum(m[0] * x)


def einsum_ints(x):
    m = np.outer(x, x)
    t = np.einsum(m, [0, 0], [0])
    t *= x
    return np.sum(m * m)


def conj_m(x):
    a = np.cos(x)
    b = a.conj()
    b *= x
    return np.sum(a * a)


def conjugate_m(x):
    a = np.cos(x)
    b = a.conjugate()
    a *= x
    return np.sum(b * b)


def conj_f(x):
    a = np.cos(x)
    b = np.conj(a)
    a *= x
    return np.sum(b * b)


def diag(x):
    m = np.outer(x, x)
    d = np.diag(m)
    m[0] *= x
    return np.sum(d * d)


def diag_m(x):
    m = np.outer(x, x)
    d = m.diagonal()
    m[0] *= x
    return np.sum(d * d)


def diag_v(x):
    m = np.cos(x)
    d = np.diag(m)
    m *= x
    return np.sum(d * d)


def diff0(x):
    m = np.cos(x)
    d = np.diff(m, n=0)
    m *= x
    return np.sum(d * d)


def mp1(x):
    m = np.outer(x, x)
    d = np.linalg.matrix_power(m, 1)
    m[0] *= x
    return np.sum(d * d)


def mp1b(x):
    m = np.outer(x, x)
    for k in range(1, 3):
        d = np.linalg.matrix_power(m, k)
        m[0] *= x
    return np.sum(d * d)


def mesh(x):
    a = np.cos(x)
    u, v = np.meshgrid(a, x, copy=False)
    a *= x
    return np.sum(u * v)


def mesh_s(x):
    a = np.cos(x)
    u, v = np.meshgrid(a, x, copy=False, sparse=True)
    a *= x
    return np.sum(u * v)


def poly0(x):
    a = np.cos(x)
    d = np.polyder(a, 0)
    a *= x
    return np.sum(d * d)


def polyi0(x):
    a = np.cos(x)
    d = np.polyint(a, 0)
    a *= x
    return np.sum(d * d)


def ric(x):
    a = np.cos(x)
    d = np.real_if_close(a)
    a *= x
    return np.sum(d * d)


def trimz(x):
    a = np.concatenate([[0.0], np.cos(x)])
    d = np.trim_zeros(a)
    a *= x[0]
    return np.sum(d * d)


def kw_reshape(x):
    m = np.outer(x, x)
    d = np.squeeze(a=m)
    d[0] *= x
    return np.sum(m * m)


def kw_asarray(x):
    a = np.cos(x)
    d = np.asarray(a=a)
    d *= x
    return np.sum(a * a)


def kw_transpose(x):
    m = np.outer(x, x)
    d = np.transpose(a=m)
    d[0] *= x
    return np.sum(m * m)


def kw_flip(x):
    m = np.cos(x)
    d = np.flip(m=m)
    d *= x
    return np.sum(m * m)


def kw_bc(x):
    m = np.cos(x)
    d = np.broadcast_to(array=m, shape=(2, 3))
    m *= x
    return np.sum(d * d)


def bcs2(x):
    a, b = np.cos(x), np.ones((2, 3))
    u, v = np.broadcast_arrays(b, a)
    a *= x
    return np.sum(v * v)


def atl2(x):
    a, b = np.cos(x), np.sin(x)
    u, v = np.atleast_1d(b, a)
    a *= x
    return np.sum(v * v)


def pos(x):
    a = np.cos(x)
    b = +a
    a *= x
    return np.sum(b * b)


def where1(x):
    a = np.cos(x)
    b = np.where(True, a, 0.0)
    a *= x
    return np.sum(b * b)


def tile1(x):
    a = np.cos(x)
    b = np.tile(a, 1)
    a *= x
    return np.sum(b * b)


def fix(x):
    a = np.cos(x)
    b = np.sum(a, axis=())
    a *= x
    return np.sum(b * b)


def sum_none(x):
    a = np.array(np.cos(x[0]))
    b = np.sum(a)
    a *= x[0]
    return b * a


def zero_idx(x):
    a = np.array(x[0] * 2.0)
    b = a[()]
    a *= x[1]
    return a * b


def zero_item(x):
    a = np.array(x[0] * 2.0)
    b = a.item()
    a *= x[1]
    return a * b


def zero_float(x):
    a = np.array(x[0] * 2.0)
    b = float(a)
    a *= x[1]
    return a * b


def zero_plus(x):
    a = np.array(x[0] * 2.0)
    b = a + 0.0
    a += x[1]
    return np.sin(a) * b


def min_axis(x):
    a = np.cos(x)
    b = np.max(a, axis=0, keepdims=True)
    a *= x
    return np.sum(b * a)


def take0(x):
    a = np.cos(x)
    b = np.take(a, [0, 1, 2])
    a *= x
    return np.sum(b * a)


def pad0(x):
    a = np.cos(x)
    b = np.pad(a, 0)
    a *= x
    return np.sum(b * a)


def roll0(x):
    a = np.cos(x)
    b = np.roll(a, 0)
    a *= x
    return np.sum(b * a)


def cat1(x):
    a = np.cos(x)
    b = np.concatenate([a])
    a *= x
    return np.sum(b * a)


def ins(x):
    a = np.cos(x)
    b = np.delete(a, [])
    a *= x
    return np.sum(b * b)


def vals_list(x):
    a = np.cos(x)
    l = list(a)
    a *= x
    return l[0] * l[1]


def tolist(x):
    a = np.cos(x)
    l = a.tolist()
    a *= x
    return l[0] * l[1]


def rows_list(x):
    m = np.outer(x, x)
    l = list(m)
    m *= 2.0
    l[1] += x
    return np.sum(l[0] * m[1])


def unpack_rows(x):
    m = np.outer(x, x)
    p, q, r = m
    m[0] *= 2.0
    q += x
    return np.sum(p * m[1])


def star_rows(x):
    m = np.outer(x, x)
    p, *rest = m
    rest[0] += p
    return np.sum(p * m[1])


def copy_copy(x):
    import copy

    a = np.cos(x)
    b = copy.copy(a)
    c = copy.deepcopy(a)
    a *= x
    return np.sum(b * a * c)


def np_copy(x):
    a = np.cos(x)
    b = np.copy(a)
    c = np.array(a)
    d = a[:].copy()
    a *= x
    return np.sum(b * a * c * d)


def astype_same(x):
    a = np.cos(x)
    b = a.astype(np.float64)
    c = a.astype(x.dtype, copy=True)
    a *= x
    return np.sum(b * c)


CASES = [
    Case(split_write, (X,), refused="TGT401"),
    Case(atleast, (X,)),
    Case(atleast2, (X,)),
    Case(real_write, (X,)),
    Case(einsum_view, (X,), refused="TGT401"),
    Case(nan_nocopy, (X,)),
    Case(clip_out, (X,)),
    Case(clip_out2, (X,)),
    Case(flat_write, (X,)),
    Case(flat_aug, (X,)),
    Case(sliding, (X,), refused="TGT401"),
    Case(bcast, (X,), refused="TGT401"),
    Case(bcasts, (X,), refused="TGT405"),
    Case(squeeze, (X,)),
    Case(rollaxis, (X,)),
    Case(moveaxis, (X,)),
    Case(diag_write, (X,)),
    Case(hsplit, (X,), refused="TGT401"),
    Case(asarr, (X,)),
    Case(asarr_arg, (X,)),
    Case(array_nocopy, (X,)),
    Case(array_copy_false, (X,)),
    Case(astype_nocopy, (X,)),
    Case(ravel_T, (X,)),
    Case(ravel_F, (X,)),
    Case(ravel_K, (X,), refused="TGT302"),
    Case(reshape_F, (X,)),
    Case(newaxis, (X,)),
    Case(ellipsis, (X,)),
    Case(zero_d, (X,)),
    Case(zero_d2, (X,)),
    Case(zero_d3, (X,)),
    Case(scalar_alias, (X,)),
    Case(out_ret, (X,)),
    Case(out_tuple, (X,)),
    Case(copyto, (X,)),
    Case(put, (X,)),
    Case(add_at, (X,)),
    Case(put_along, (X,)),
    Case(sort_inplace, (X,)),
    Case(fill_view, (X,)),
    Case(resize, (X,), refused="TGT404"),
    Case(swapped_rows, (X,)),
    Case(swapped_rows2, (X,)),
    Case(nditer, (X,)),
    Case(iter_rows, (X,)),
    Case(enum_rows, (X,)),
    Case(zip_rows, (X,)),
    Case(rev_rows, (X,)),
    Case(where_inplace, (X,)),
    Case(mask_alias, (X,)),
    Case(self_overlap, (X,)),
    Case(np_swap, (X,)),
    Case(einsum_t, (X,), refused="TGT401"),
    Case(einsum_id, (X,), refused="TGT401"),
    Case(einsum_ints, (X,), refused="TGT401"),
    Case(conj_m, (X,)),
    Case(conjugate_m, (X,)),
    Case(conj_f, (X,)),
    Case(diag, (X,), refused="TGT401"),
    Case(diag_m, (X,), refused="TGT401"),
    Case(diag_v, (X,)),
    Case(diff0, (X,), refused="TGT401"),
    Case(mp1, (X,)),
    Case(mp1b, (X,)),
    Case(mesh, (X,), refused="TGT405"),
    Case(mesh_s, (X,), refused="TGT405"),
    Case(poly0, (X,)),
    Case(polyi0, (X,)),
    Case(ric, (X,), refused="TGT401"),
    Case(trimz, (X,)),
    Case(kw_reshape, (X,), refused="TGT401"),
    Case(kw_asarray, (X,), refused="TGT401"),
    Case(kw_transpose, (X,), refused="TGT401"),
    Case(kw_flip, (X,), refused="TGT401"),
    Case(kw_bc, (X,), refused="TGT401"),
    Case(bcs2, (X,), refused="TGT405"),
    Case(atl2, (X,), refused="TGT302"),
    Case(pos, (X,)),
    Case(where1, (X,)),
    Case(tile1, (X,)),
    Case(fix, (X,)),
    Case(sum_none, (X,)),
    Case(zero_idx, (X,)),
    Case(zero_item, (X,)),
    Case(zero_float, (X,)),
    Case(zero_plus, (X,)),
    Case(min_axis, (X,)),
    Case(take0, (X,)),
    Case(pad0, (X,)),
    Case(roll0, (X,)),
    Case(cat1, (X,)),
    Case(ins, (X,)),
    Case(vals_list, (X,)),
    Case(tolist, (X,)),
    Case(rows_list, (X,)),
    Case(unpack_rows, (X,)),
    Case(star_rows, (X,)),
    Case(copy_copy, (X,), refused="TGT202"),
    Case(np_copy, (X,)),
    Case(astype_same, (X,)),
]
