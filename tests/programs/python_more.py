"""More of Python as programs use it: tuples of any length."""

import math

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def rest_of_a_tuple(x):
    q = tuple(v * v for v in x)
    w = (q[0],) + q[1:]
    return w[0] * w[1] + w[-1]


def filtered_into_a_tuple(x):
    q = tuple(v * v for v in x if v > 0.4)
    w = (x[0], *q)
    return w[0] * w[1] + sum(w)


def lists_and_tuples_joined(x):
    q = tuple(v * v for v in x)
    w = [*q, x[0]]
    u = (*w, *q, x[1])
    first, second, *rest = u
    return first * second * u[-1] + sum(u) + rest[0]


def path_that_grows(x):
    path = (x[0],)
    for v in x:
        path = path + (path[-1] * v,)
    path += (x[1],)
    return sum(path) * path[1]


def tuples_in_a_list(x):
    rows = [tuple(v * u for v in x) for u in x]
    s = 0.0
    for r in rows:
        s = s + r[0] * r[1]
    return s + rows[1][2] * rows[0][0]


def tuple_of_results(x):
    return tuple(v * v for v in x)


def arrays_of_a_tuple(x):
    parts = tuple(np.sin(v) * x for v in x)
    return np.concatenate(parts).sum() + np.stack(parts)[1] @ parts[0]


def tuples_as_shape_and_index(x):
    y = np.outer(x, x).reshape(tuple(3 for _ in range(2)))
    i = tuple(k for k in range(2))
    return y[i] * y[tuple([1, 2])] + np.sum(y)


def one_of_two_tuples(x):
    q = tuple(v * v for v in x)
    q = q[1:] if x[0] > 0.1 else ()
    for k, (a, b) in enumerate(zip(q, reversed(q))):
        x = x + a * b * k
    return np.sum(x) * len(q) + max(q) if isinstance(q, tuple) else 0.0


def scaled(p, s):
    return tuple(s * v for v in p)


def vectors_as_tuples(x):
    p = (x[0], x[1], x[2])
    for _ in range(3):
        p = scaled(p, x[0] + 1.0)
    a, b, c = p
    d = scaled(scaled(p, b), c)
    return a * b + c * sum(d) + max(d)


def norms_of_tuples(x):
    q = tuple(v * v for v in x)
    y = tuple(np.array([v, v * v]) for v in x)

    def norm(p):
        return math.sqrt(sum(c * c for c in p))

    return norm(q) + y[0] @ y[1] + sum(map(np.sum, y))


def tuple_twice(x):
    q = tuple(v * v for v in x) * 2
    return q[0] * q[4] + np.sum(np.array(q)) + sorted(q)[1]


def arguments_of_different_lengths(x):
    def area(*sides):
        total = 1.0
        for side in sides:
            total = total * side
        return total

    s = 0.0
    for sides in ((x[0],), (x[1], x[2]), (x[0], x[1], x[2])):
        s += area(*sides)
    return s


def written_arrays_in_a_tuple(x):
    parts = tuple(v * x for v in x)
    for p in parts:
        p *= x[0]
    parts[1][0] = x[2]
    return np.sum(parts[0] * parts[1])


CASES = [
    Case(rest_of_a_tuple, (X,)),
    Case(filtered_into_a_tuple, (X,)),
    Case(lists_and_tuples_joined, (X,)),
    Case(path_that_grows, (X,)),
    Case(tuples_in_a_list, (X,)),
    Case(tuple_of_results, (X,)),
    Case(arrays_of_a_tuple, (X,)),
    Case(tuples_as_shape_and_index, (X,)),
    Case(one_of_two_tuples, (X,)),
    Case(vectors_as_tuples, (X,)),
    Case(norms_of_tuples, (X,)),
    Case(tuple_twice, (X,)),
    Case(arguments_of_different_lengths, (X,)),
    Case(written_arrays_in_a_tuple, (X,)),
]
