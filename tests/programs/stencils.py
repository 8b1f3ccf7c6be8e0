"""Stencils, buffers and parameters by views: slices in tuples, dicts, defaults, attributes and properties."""

import numpy as np

from tests.programs import Case

X = np.array([0.31, -0.43, 0.94])
G = np.zeros(3)
GD = {"buf": np.zeros(3)}


def global_buffer(x):
    G[:] = x * 2
    v = G[1:]
    v *= x[0]
    return np.sum(G * G)


def buffer_in_a_global_dict(x):
    GD["buf"][:] = x
    b = GD["buf"]
    b *= x
    return np.sum(GD["buf"] * b)


def product_into_a_global_buffer(x):
    np.multiply(x, x, out=G)
    s = slice(0, 2)
    G[s] += x[s]
    return np.sum(G**2)


def doubled_part(a, i=slice(1, None)):
    a[i] *= 2.0
    return a[i]


def default_slice(x):
    a = np.cos(x)
    v = doubled_part(a)
    v += x[0]
    w = doubled_part(a, 0)
    return np.sum(a * a) * w


def slices_of_several_kinds(x):
    a = np.cos(x)
    for s in (np.s_[:1], np.s_[1:], [0, 2], 1):
        a[s] *= x[0]
    return np.sum(a * a)


def bands_of_a_matrix(x):
    n = 3
    idx = np.arange(n)
    a = np.zeros((n, n))
    a[idx, idx] = x
    a[idx[:-1], idx[1:]] = x[1:]
    a[idx[1:], idx[:-1]] += x[:-1]
    return np.sum(np.linalg.inv(a + 2 * np.eye(3)))


def stencil_by_tuples(x):
    u = np.zeros((4, 4))
    ins = (slice(1, -1),) * 2
    u[ins] = np.outer(x[:2], x[1:])
    up, dn = (slice(0, -2), slice(1, -1)), (slice(2, None), slice(1, -1))
    for _ in range(2):
        u[ins] += 0.1 * (u[up] + u[dn] - 2 * u[ins])
    return np.sum(u**2)


def views_by_names(x):
    views = {"lo": slice(0, 2), "hi": slice(1, 3)}
    a = np.cos(x)
    parts = {k: a[s] for k, s in views.items()}
    parts["lo"] *= x[0]
    parts["hi"] += parts["lo"]
    return np.sum(a * a)


class InnerGrid:
    def __init__(self, n):
        self.n = n
        self.u = np.zeros(n)
        self.ins = slice(1, n - 1)

    @property
    def inner(self):
        return self.u[self.ins]

    @inner.setter
    def inner(self, v):
        self.u[self.ins] = v

    def view(self, k):
        return self.u[k : k + 2]


def grid_with_an_inner_part(x):
    g = InnerGrid(5)
    g.inner = x
    w = g.inner
    w *= x
    g.view(2)[0] += x[0]
    g.inner = g.inner + g.view(0)[1]
    return np.sum(g.u**2)


def grid_written_in_place(x):
    g = InnerGrid(5)
    g.inner = x
    g.inner *= 2
    g.inner += x
    return np.sum(g.u**2)


def rows_and_columns_in_lists(x):
    a = np.outer(x, x)
    rows = [a[i] for i in range(3)]
    cols = [a[:, j] for j in range(3)]
    rows[0] += cols[1]
    cols[2] *= x
    return np.sum(a * a)


def nditer_read(x):
    a = np.cos(x)
    it = np.nditer(a, flags=["multi_index"])
    s = 0.0
    for v in it:
        s += v * v
    return s


def ndindex_written(x):
    a = np.outer(x, x)
    for i, j in np.ndindex(a.shape):
        a[i, j] *= x[i] + j
    for (i, j), v in np.ndenumerate(a):
        a[j, i] += v * 0.1
    return np.sum(a * a)


def parameters_in_one_vector(x):
    theta = np.concatenate([x, x * 2])
    W, b = theta[:4].reshape(2, 2), theta[4:]
    W *= x[0]
    b += W[0]
    return np.sum(theta * theta)


def parameters_unpacked(x):
    theta = np.concatenate([x, x * 2])
    i = 0
    parts = []
    for shp in ((2, 2), (2,)):
        k = int(np.prod(shp))
        parts.append(theta[i : i + k].reshape(shp))
        i += k
    parts[0] *= x[0]
    parts[1][...] = parts[0] @ parts[1]
    return np.sum(theta * theta)


def view_of_an_older_array(x):
    a = np.cos(x)
    v = a[1:]
    a = a * 2
    v += x[0]
    return np.sum(a * a) + np.sum(v * v)


def turned_after_views(x):
    a = np.cos(x)
    v = a[1:]
    a += 1
    a = a[::-1]
    a *= x
    return np.sum(a) * np.sum(v * v)


def turned_and_cut(x):
    m = np.outer(x, x)
    t = m.T
    s = t[slice(0, 2), slice(1, None)]
    s *= x[0]
    m[0] += s[0, 0]
    return np.sum(t * t)


def permuted_in_place(x):
    a = np.cos(x)
    swap = [2, 0, 1]
    a[:] = a[swap]
    a[swap] = a * x
    b = a[swap]
    b *= 2
    return np.sum(a * b)


def rows_copied_and_shifted(x):
    a = np.zeros((2, 3))
    a[0] = x
    a[1] = a[0]
    a[0, 1:] = a[1, :-1]
    a[:, 0] = a[:, 2]
    return np.sum(a * a * a)


def masks_inverted(x):
    sel = x > 0
    y = np.zeros_like(x)
    y[sel] = np.sqrt(x[sel])
    y[~sel] = x[~sel] ** 2
    sel = ~sel
    y[sel] *= 3
    return np.sum(y * y)


def ring_buffer(x):
    q = np.zeros(4)
    head = 0
    for v in x:
        q[head % 4] = v * v
        head += 1
        q[(head + 1) % 4] += q[head - 1]
    return np.sum(q * q)


def conjugate_in_place(x):
    c = np.zeros(3, complex)
    c[:] = x
    c[1:] *= 1j
    d = c.conj()
    d *= c
    r = d.real
    r += x
    return np.sum(r) + np.sum(np.abs(c))


def real_and_imaginary_views(x):
    c = np.exp(1j * x)
    r, i = c.real, c.imag
    r *= 2.0
    c *= 1j
    return np.sum(c.real * x) + np.sum(r)


CASES = [
    Case(global_buffer, (X,), standalone=False),
    Case(buffer_in_a_global_dict, (X,), standalone=False),
    Case(product_into_a_global_buffer, (X,), standalone=False),
    Case(default_slice, (X,), refused="TGT401"),
    Case(slices_of_several_kinds, (X,)),
    Case(bands_of_a_matrix, (X,)),
    Case(stencil_by_tuples, (X,)),
    Case(views_by_names, (X,)),
    Case(grid_with_an_inner_part, (X,)),
    Case(grid_written_in_place, (X,)),
    Case(rows_and_columns_in_lists, (X,)),
    Case(nditer_read, (X,), refused="TGT501"),
    Case(ndindex_written, (X,)),
    Case(parameters_in_one_vector, (X,)),
    Case(parameters_unpacked, (X,)),
    Case(view_of_an_older_array, (X,)),
    Case(turned_after_views, (X,)),
    Case(turned_and_cut, (X,)),
    Case(permuted_in_place, (X,)),
    Case(rows_copied_and_shifted, (X,)),
    Case(masks_inverted, (X,)),
    Case(ring_buffer, (X,)),
    Case(conjugate_in_place, (X,)),
    Case(real_and_imaginary_views, (X,), refused="TGT401"),
]
