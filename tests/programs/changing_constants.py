"""Indices, masks, tables and weights without a derivative that change while they are in use."""

import functools

import numpy as np

from tests.programs import Case

X = np.array([0.31, -0.43, 0.94])


def mask_that_changes(x):
    a = np.cos(x)
    m = a > 0.9
    b = np.sum(a[m] ** 2)
    m[2] = True
    m[0] = False
    return b * np.sum(a[m] ** 3)


def index_array_that_changes(x):
    a = np.cos(x)
    k = np.array([0, 1])
    v = a[k]
    k[0] = 2
    w = a[k]
    return np.sum(v * w * v)


def index_list_that_changes(x):
    a = np.cos(x)
    k = [0, 1]
    v = a[k]
    k[0] = 2
    w = a[k]
    return np.sum(v * w * v)


def weights_that_change(x):
    w = np.ones(3)
    y = x * w
    w *= 2
    z = x * y * w
    w[0] = 5
    return np.sum(y * z * w)


def list_of_weights_that_changes(x):
    w = [1.0, 2.0]
    y = x[0] * w[0]
    w[0] = 3.0
    z = x[1] * w[0] * y
    w.append(4.0)
    w.pop(0)
    return y * z * w[0] * w[1]


def dict_of_weights_that_changes(x):
    d = {"k": 1.0}
    y = np.sin(x * d["k"])
    d["k"] = 3.0
    z = y * x * d["k"]
    d.clear()
    return np.sum(z * y)


def counter_in_a_while(x):
    a = np.cos(x)
    i = 0
    s = 0.0
    while i < 3:
        s += a[i] ** 2 * i
        i += 1
    return s * a[i - 1]


def index_buffer(x):
    idx = np.zeros(2, int)
    s = 0.0
    for k in range(3):
        idx[:] = k
        idx[1] = (k + 1) % 3
        s += np.prod(x[idx]) * s + x[idx[0]]
    return s


def permutation_in_a_list(x):
    perm = list(range(3))
    s = 0.0
    for k in range(3):
        perm[0], perm[k] = perm[k], perm[0]
        s = s * x[perm[0]] + x[perm[-1]]
    return s


def subscripts_in_a_variable(x):
    sub = "i,ij->j"
    m = np.outer(x, np.sin(x))
    y = np.einsum(sub, x, m)
    sub = "i,ji->j"
    return np.sum(np.einsum(sub, y, m) * y)


def options_in_a_dict(x):
    ax = 0
    kd = {"axis": ax, "keepdims": True}
    m = np.outer(x, np.sin(x))
    s = np.sum(m, **kd)
    kd["axis"] = 1
    return np.sum(m * s / (1 + np.max(m, **kd) ** 2))


def function_rebound(x):
    red = np.sum
    m = np.outer(x, np.sin(x))
    a = red(m, axis=0)
    red = np.prod
    return red(a) * np.sum(a)


def partials_of_numpy(x):
    f = functools.partial(np.sum, axis=0)
    g = functools.partial(f, keepdims=True)
    m = np.outer(x, np.sin(x))
    return np.sum(f(m) ** 2 * g(m))


def new_axes_in_variables(x):
    n = None
    e = Ellipsis
    a = np.cos(x)
    return np.sum(a[n] * a[:, n] * a[e, n])


def slices_in_a_loop(x):
    s = 0.0
    for sl in (slice(0, 2), slice(1, 3), slice(None)):
        s += np.prod(x[sl])
    return s


def bounds_in_a_loop(x):
    s = 0.0
    for lo, hi in [(0, 2), (1, 3)]:
        s += np.prod(x[lo:hi]) * s + x[lo]
    return s


def counted_visits(x):
    cnt = np.zeros(3)
    y = 0.0
    for k in (0, 1, 1, 2):
        cnt[k] += 1
        y += x[k] * cnt[k] * y + x[k]
    return y * cnt.sum()


def matrix_that_changes(x):
    A = np.arange(9.0).reshape(3, 3)
    b = A @ x
    A[0] = 0
    c = A @ (b * x)
    A = A.T
    return np.sum(A @ c)


def table_of_neighbours(x):
    table = {0: [1], 1: [0, 2], 2: [1]}
    s = x[0]
    for k in range(3):
        for j in table[k]:
            s = s * x[j] + x[k]
        table[k] = [0]
    for k in range(3):
        for j in table[k]:
            s = s * x[j]
    return s


def steps_that_change(x):
    t = 0.0
    h = np.linspace(0, 1, 3)
    s = 0.0
    for k in range(3):
        t += h[k]
        h[k] = t
        s += x[k] * np.sin(s * t + h[k])
    return s * t


class C:
    def __init__(self):
        self.n = 0
        self.w = 1.0

    def tick(self):
        self.n += 1
        self.w *= 0.5
        return self.n


def ticking_object(x):
    c = C()
    s = 0.0
    for k in range(3):
        s += x[c.tick() - 1] * c.w + s * x[0]
    return s * c.n


def set_of_seen(x):
    seen = set()
    s = 1.0
    for k in (0, 1, 0, 2):
        if k in seen:
            s *= x[k] ** 2
        else:
            s += x[k]
        seen.add(k)
    return s * len(seen)


def iterator_looked_ahead(x):
    it = iter(range(3))
    s = 0.0
    for k in it:
        s = s * x[k] + x[k]
        nxt = next(it, None)
        if nxt is not None:
            s += x[nxt] ** 2
    return s


def stack_of_work(x):
    stack = [(0, 1.0)]
    s = 0.0
    while stack:
        k, w = stack.pop()
        s += x[k] * w * (1 + s)
        if k < 2:
            stack.append((k + 1, w * 0.5))
            stack.append((2, 0.25)) if k == 0 else None
    return s


def flag_that_turns(x):
    flag = False
    s = 0.0
    for v in x:
        if flag:
            s += v * v
        else:
            s -= v
        flag = not flag
    return s


def bisection(x):
    lo, hi = 0, 2
    s = 0.0
    while lo < hi:
        mid = (lo + hi) // 2
        s += x[mid] * (s + 1)
        if x[mid] < 0:
            lo = mid + 1
        else:
            hi = mid
    return s * x[lo]


def drawn_numbers(x):
    rng = np.random.default_rng(0)
    s = 0.0
    for k in range(3):
        s += rng.normal() * x[rng.integers(3)] * (1 + s)
    return s


def mask_of_the_rest(x):
    mask = np.ones(3, bool)
    s = 0.0
    for _ in range(3):
        i = np.flatnonzero(mask)[np.argmin(x[mask])]
        mask[i] = False
        s = s * x[i] + x[i] + np.sum(x[mask])
    return s


def order_that_is_turned(x):
    order = np.argsort(x)
    y = x[order]
    order[:] = order[::-1].copy()
    return np.sum(y * x[order] * y)


def exponent_rebound(x):
    n = 1
    y = x**n
    n = 3
    z = x**n
    n += 1
    return np.sum(y * z) / n


CASES = [
    Case(mask_that_changes, (X,)),
    Case(index_array_that_changes, (X,)),
    Case(index_list_that_changes, (X,)),
    Case(weights_that_change, (X,)),
    Case(list_of_weights_that_changes, (X,)),
    Case(dict_of_weights_that_changes, (X,)),
    Case(counter_in_a_while, (X,)),
    Case(index_buffer, (X,)),
    Case(permutation_in_a_list, (X,)),
    Case(subscripts_in_a_variable, (X,)),
    Case(options_in_a_dict, (X,)),
    Case(function_rebound, (X,)),
    Case(partials_of_numpy, (X,)),
    Case(new_axes_in_variables, (X,)),
    Case(slices_in_a_loop, (X,)),
    Case(bounds_in_a_loop, (X,)),
    Case(counted_visits, (X,)),
    Case(matrix_that_changes, (X,)),
    Case(table_of_neighbours, (X,)),
    Case(steps_that_change, (X,)),
    Case(ticking_object, (X,)),
    Case(set_of_seen, (X,)),
    Case(iterator_looked_ahead, (X,)),
    Case(stack_of_work, (X,)),
    Case(flag_that_turns, (X,)),
    Case(bisection, (X,)),
    Case(drawn_numbers, (X,)),
    Case(mask_of_the_rest, (X,)),
    Case(order_that_is_turned, (X,)),
    Case(exponent_rebound, (X,)),
]
