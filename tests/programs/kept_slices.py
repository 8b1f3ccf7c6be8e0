"""Slices and index tuples that are kept in variables, attributes and dicts: what they give is a view."""

import numpy as np

from tests.programs import Case

X = np.array([0.31, -0.43, 0.94])
S = slice(1, None)
IDX = (slice(None), 0)
NP = np.s_[1:, ::2]


def in_a_variable(x):
    a = np.cos(x)
    s = slice(1, None)
    v = a[s]
    v *= x[0]
    return np.sum(a * a)


def in_a_global(x):
    a = np.cos(x)
    v = a[S]
    v *= x[0]
    return np.sum(a * a)


def tuple_in_a_global(x):
    m = np.outer(x, x)
    v = m[IDX]
    v *= x
    return np.sum(m * m)


def s_in_a_global(x):
    m = np.outer(x, x)
    v = m[NP]
    v *= x[0]
    return np.sum(m * m)


def pair_in_a_variable(x):
    m = np.outer(x, x)
    i = (0, slice(1, 3))
    v = m[i]
    v *= x[0]
    return np.sum(m * m)


def joined_tuples(x):
    m = np.outer(x, x)
    i = (slice(None),) * 1 + (1,)
    m[i] *= x
    v = m[i]
    m[i] += 1
    return np.sum(m * v)


def along_each_axis(x):
    m = np.outer(x, x)
    for ax in range(2):
        lo = [slice(None)] * 2
        lo[ax] = slice(0, -1)
        hi = [slice(None)] * 2
        hi[ax] = slice(1, None)
        d = m[tuple(hi)] - m[tuple(lo)]
        m[tuple(lo)] += d
        w = m[tuple(hi)]
        w *= 0.5
    return np.sum(m * m)


def array_without_axes(x):
    m = np.outer(x, x)
    v = m[np.array(1)]
    v *= x
    return np.sum(m * m)


def largest_row(x):
    m = np.outer(x, x)
    i = np.argmax(x)
    v = m[i]
    v *= x
    return np.sum(m * m)


def true_as_index(x):
    m = np.outer(x, x)
    v = m[True]
    v *= x
    return np.sum(m * m)


def new_axes(x):
    m = np.outer(x, x)
    v = m[None, 0, ..., None]
    v *= x[0]
    return np.sum(m * m)


def either_kind_in_a_list(x):
    m = np.outer(x, x)
    for i in [0, slice(1, 3)]:
        v = m[i]
        v *= x
    return np.sum(m * m)


def in_a_dict(x):
    m = np.outer(x, x)
    d = {"in": slice(1, 3), "left": 0}
    v = m[d["in"], d["left"]]
    v *= x[0]
    return np.sum(m * m)


class G:
    def __init__(self, n):
        self.inner = slice(1, n - 1)
        self.n = n


def in_an_attribute(x):
    g = G(3)
    a = np.cos(x)
    v = a[g.inner]
    a *= x
    return np.sum(v * v)


def by_a_length(
    x,
):
    a = np.cos(x)
    n = len(a)
    s = slice(0, n - 1)
    v = a[s]
    a[s] += x[1:]
    return np.sum(v * v)


def take(a, s):
    return a[s]


def handed_on(x):
    a = np.cos(x)
    v = take(a, slice(1, None))
    v *= 2
    w = take(a, 0)
    return np.sum(a * a) * w


def list_handed_on(x):
    a = np.cos(x)
    v = take(a, [1, 2])
    v *= 2
    return np.sum(a * a) * v[0]


def mask_handed_on(x):
    a = np.cos(x)
    v = take(a, x > 0)
    v *= 2
    return np.sum(a * a) * v[0]


def chosen_slice(x):
    a = np.cos(x)
    s = slice(None, None, -1) if x[0] > 0 else slice(None)
    v = a[s]
    v[0] *= 2
    return np.sum(a * a * x)


def list_or_slice(x):
    a = np.cos(x)
    i = [0, 1] if x[0] > 0 else slice(0, 2)
    v = a[i]
    v *= 2
    return np.sum(a * a * x)


def range_as_index(x):
    m = np.outer(x, x)
    r = range(2)
    v = m[r]
    v *= x
    return np.sum(m * m)


def number_and_slice(x):
    m = np.outer(x, x)
    i, j = 0, slice(1, None)
    v = m[i, j]
    m[i] += x
    return np.sum(v * v)


def numpy_integer(x):
    m = np.outer(x, x)
    i = np.int64(1)
    v = m[:, i]
    m[i] += x
    return np.sum(v * v)


def tuple_of_one(x):
    m = np.outer(x, x)
    k = (1,)
    v = m[k]
    m[1] += x
    return np.sum(v * v)


def list_of_one(x):
    m = np.outer(x, x)
    k = [1]
    v = m[k]
    m[1] += x
    return np.sum(v * v)


def number_and_list(x):
    m = np.outer(x, x)
    k = (1, [0, 1])
    v = m[k]
    m[1] += x
    return np.sum(v * v)


def s_in_a_function(x):
    m = np.outer(x, x)
    k = np.s_[1, :2]
    v = m[k]
    m[1] += x
    return np.sum(v * v)


def index_exp_in_a_function(x):
    m = np.outer(x, x)
    k = np.index_exp[1:]
    v = m[k]
    m[1] += x
    return np.sum(v * v)


def views_of_views(x):
    m = np.outer(x, x)
    v = m[0:2][1]
    w = m[1][::-1]
    m[1] += x
    return np.sum(v * w)


def copies_of_copies(x):
    m = np.outer(x, x)
    v = m[[0, 1]][1]
    w = m[1][[2, 0, 1]]
    m[1] += x
    return np.sum(v * w)


def true_in_a_variable(x):
    m = np.outer(x, x)
    b = True
    v = m[b]
    m[1] += x
    return np.sum(v * x)


def everything(x):
    a = np.cos(x)
    v = a[...]
    a += x
    return np.sum(v * x)


def empty_tuple(x):
    a = np.cos(x)
    v = a[()]
    a += x
    return np.sum(v * x)


def whole_slices(x):
    a = np.cos(x)
    v = a[:]
    w = a[0:3:1]
    a += x
    return np.sum(v * w)


def slices_of_slices(x):
    a = np.cos(x)
    v = a[1:][::-1][:1]
    a += x
    v += 1
    return np.sum(v * a)


def blocks(x):
    n = 2
    m = np.outer(x, x)
    blocks = [m[i : i + n, :n] for i in range(2)]
    blocks[0] *= 2
    blocks[1][:] = x[:2]
    return np.sum(m * m)


def list_of_rows(x):
    m = np.outer(x, x)
    rows = list(m)
    rows[0] += x
    rows[1] = x
    return np.sum(m * m) + np.sum(rows[1])


def dict_of_rows(x):
    m = np.outer(x, x)
    d = dict(enumerate(m))
    d[0] += x
    d[1] = d[0] * 1
    return np.sum(m * m) + np.sum(d[1])


CASES = [
    Case(in_a_variable, (X,)),
    Case(in_a_global, (X,)),
    Case(tuple_in_a_global, (X,)),
    Case(s_in_a_global, (X,)),
    Case(pair_in_a_variable, (X,)),
    Case(joined_tuples, (X,)),
    Case(along_each_axis, (X,)),
    Case(array_without_axes, (X,)),
    Case(largest_row, (X,)),
    Case(true_as_index, (X,), refused="TGT501"),
    Case(new_axes, (X,)),
    Case(either_kind_in_a_list, (X,)),
    Case(in_a_dict, (X,)),
    Case(in_an_attribute, (X,)),
    Case(by_a_length, (X,)),
    Case(handed_on, (X,)),
    Case(list_handed_on, (X,)),
    Case(mask_handed_on, (X,)),
    Case(chosen_slice, (X,)),
    Case(list_or_slice, (X,), refused="TGT501"),
    Case(range_as_index, (X,), refused="TGT501"),
    Case(number_and_slice, (X,)),
    Case(numpy_integer, (X,)),
    Case(tuple_of_one, (X,)),
    Case(list_of_one, (X,)),
    Case(number_and_list, (X,)),
    Case(s_in_a_function, (X,)),
    Case(index_exp_in_a_function, (X,)),
    Case(views_of_views, (X,)),
    Case(copies_of_copies, (X,)),
    Case(true_in_a_variable, (X,), refused="TGT401"),
    Case(everything, (X,)),
    Case(empty_tuple, (X,)),
    Case(whole_slices, (X,)),
    Case(slices_of_slices, (X,)),
    Case(blocks, (X,)),
    Case(list_of_rows, (X,)),
    Case(dict_of_rows, (X,)),
]
