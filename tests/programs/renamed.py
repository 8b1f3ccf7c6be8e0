"""Arrays that change their names, on some ways only, while others look at them; helpers that choose one."""

import numpy as np

from tests.programs import Case

X = np.array([0.3, -0.4, 0.9])


def copied_on_one_way(x):
    a1 = np.cos(x)
    a3 = a1
    if np.sum(a1) <= 0.2:
        a2 = a1.copy()
    else:
        a2 = a1
    a3 += x * 0.5
    return np.sum(a2 * a2)


def written_under_its_older_name(x):
    a1 = np.cos(x)
    a3 = a1
    a2 = a1.copy() if np.sum(a1) <= 0.2 else a1
    a3 += x * 0.5
    return np.sum(a2 * a2)


def written_under_its_new_name(x):
    a1 = np.cos(x)
    a3 = a1
    a1 = a1.copy() if np.sum(a1) <= 0.2 else a1
    a1 += x * 0.5
    return np.sum(a3 * a3)


def itself_or_a_copy(x):
    a1 = np.cos(x)
    a3 = a1
    a1 = a1 if np.sum(a1) > 0.2 else a1.copy()
    a3 += x * 0.5
    return np.sum(a1 * a1)


def tail_of_a_renamed_array(x):
    a = np.cos(x)
    tail = a[1:]
    if a[0] > 2.0:
        b = a * 2.0
    else:
        b = a
    tail *= x[0]
    return np.sum(b * b)


def edge_of_a_renamed_array(x):
    a = np.cos(x)
    edge = a[:1]
    for k in range(3):
        b = a if k < 2 else a.copy()
        edge += x[1:2] * 0.5
    return np.sum(b * b) + np.sum(a)


def view_of_a_view(x):
    a = np.cos(x)
    tail = a[1:]
    last = tail[1:]
    if a[0] > 2.0:
        b = a * 2.0
    else:
        b = a
    last *= x[0]
    return np.sum(b * b)


def three_names(x):
    a = np.cos(x)
    c = a
    d = a[1:]
    if np.sum(x) > 10.0:
        b = np.sin(a)
    else:
        b = a
    c *= x
    d += 1.0
    c *= c
    return np.sum(b)


def while_moves(x):
    u = np.sin(x)
    left = u[:2]
    v = u
    n = 0
    while n < 3:
        left *= x[1:]
        v = v if n < 1 else v + 1.0
        n += 1
    return np.sum(v * v)


def chain_of_names(x):
    a = x * 1.0
    b = a
    c = a if x[1] < 0 else a.copy()
    d = c if x[2] < 0 else c
    b *= x
    return np.sum(d * d)


def renamed_argument(x):
    a = x
    c = x if x[1] < 0 else x.copy()
    c = c * 1.0
    a = a * x
    b = a
    d = a if x[2] > 0 else a.copy()
    b[0] *= 3.0
    return np.sum(d * a)


def rows_of_a_renamed_matrix(x):
    m = np.outer(x, x)
    r = m[0]
    if x[0] > 1.0:
        k = m.copy()
    else:
        k = m
    r *= x
    return np.sum(k * k)


def turned_matrix(x):
    m = np.outer(x, x)
    r = m.T
    k = m if x[0] < 1.0 else m.copy()
    r[0] *= x
    k[1] *= 2.0
    return np.sum(k * r)


def swapped_on_one_way(x):
    a, b = np.cos(x), np.sin(x)
    c = a
    if x[0] > 0:
        a, b = b, a
    c *= x
    return np.sum(a * a) + 2.0 * np.sum(b * b)


def chosen_in_pairs(x):
    a, b = np.cos(x), np.sin(x)
    c = a
    if x[0] > 5:
        p, q = b, a
    else:
        p, q = a, b * 1.0
    c *= x
    return np.sum(p * p) + 2.0 * np.sum(q * q)


def pick(a, b, c):
    return a if c else b


def picked(x):
    a, b = np.cos(x), np.sin(x)
    v = a[1:]
    p = pick(a, b, x[0] > 0)
    v *= x[:2]
    return np.sum(p * p)


def picked_and_written(x):
    a, b = np.cos(x), np.sin(x)
    p = pick(a, b, x[0] > 0)
    p *= x
    return np.sum(p * a * b)


class Box:
    def __init__(self, a):
        self.a = a

    def scale(self, n):
        self.a *= n


def exchanged_with_an_attribute(x):
    a = x * 1.0
    box = Box(np.exp(x) * 0.5)
    for _ in range(3):
        a *= 0.9
        box.a, a = a, box.a
        box.scale(a[0])
    return np.sum(box.a * box.a)


CASES = [
    Case(exchanged_with_an_attribute, (X,)),
    Case(copied_on_one_way, (X,)),
    Case(written_under_its_older_name, (X,)),
    Case(written_under_its_new_name, (X,)),
    Case(itself_or_a_copy, (X,)),
    Case(tail_of_a_renamed_array, (X,)),
    Case(edge_of_a_renamed_array, (X,)),
    Case(view_of_a_view, (X,)),
    Case(three_names, (X,)),
    Case(while_moves, (X,)),
    Case(chain_of_names, (X,)),
    Case(renamed_argument, (X,)),
    Case(rows_of_a_renamed_matrix, (X,)),
    Case(turned_matrix, (X,)),
    Case(swapped_on_one_way, (X,)),
    Case(chosen_in_pairs, (X,)),
    Case(picked, (X,)),
    Case(picked_and_written, (X,)),
]
