"""Iterators that have a name, and stars that transpose or join."""

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def scaled(k):
    return lambda v: v * k


def transposed(x):
    columns = list(zip(*[(x[0], 2.0), (x[1], 3.0)]))
    first, second = columns
    return first[0] * first[1] + second[0] * x[2]


def unpacked_columns(x):
    points = [(x[0], x[1]), (x[1], x[2]), (x[2], x[0] * x[1])]
    xs, ys = zip(*points)
    return sum(a * b for a, b in zip(xs, ys[1:])) + ys[0]


def loop_over_columns(x):
    rows = [[x[0], x[1]], [x[1], x[2]]]
    s = 0.0
    for a, b in zip(*rows):
        s = s * a + b
    return s


def arrays_in_a_list(x):
    columns = [x, x[::-1] * x, np.sin(x)]
    s = 0.0
    for a, b, c in zip(*columns):
        s = s * a + b * c
    return s


def rows_of_matrix(x):
    m = np.outer(x, x[:2])
    return sum(u[0] * u[2] for u in zip(*m))


def columns_as_lists(x):
    m = [[x[0], x[1]], [x[1], x[2]]]
    t = [list(c) for c in zip(*m)]
    t[0][1] = t[0][1] * t[1][0]
    return t[0][1] + t[1][1]


def mapped_in_zip(x):
    s = 0.0
    for p, q in zip(x, map(scaled(x[1]), x)):
        s += p * q
    return s


def filtered_in_zip(x):
    s = 0.0
    for k, q in enumerate(filter(lambda v: v > 0.4, x)):
        s += k * q * q
    return s


def kept_map(x):
    m = map(np.sin, x)
    first = next(m)
    return first * sum(m)


def kept_generator_in_parts(x):
    g = (v * v for v in x)
    a = next(g)
    s = 0.0
    for v in g:
        s = s + v * a
    return s + sum(g)


def kept_map_loop(x):
    m = map(lambda a, b: a * b, x, x[1:])
    s = 1.0
    for v in m:
        if v > 10:
            break
        s = s * v
    return s


def generator_given_to_a_function(x):
    def norm(values):
        return np.sqrt(sum(v * v for v in values))

    return norm(v * x[0] for v in x)


def star_of_array(x):
    z = [1.0, *x, 2.0]
    return z[1] * z[2] + z[-1] * z[3]


def star_of_list(x):
    parts = [v for v in x if v > 0.4]
    z = [x[0], *parts]
    w = [*parts, *z]
    return sum(z) * z[-1] + sum(w) * w[0]


def exhausted(x):
    squares = (v * v for v in x)
    return sum(squares) * x[0] + sum(squares) * x[1]


def made_when_asked_for(x):
    seen = []

    def noted(v):
        seen.append(v)
        return v * v

    g = (noted(v) for v in x)
    a = next(g)
    b = next(g, 0.0)
    n = len(seen)
    return a * b * n + sum(g) * len(seen) + next(g, x[0])


def kept_while_its_variable_changes(x):
    k = 2.0
    g = (v * k for v in x)
    s = next(g)
    for v in g:
        if s > 5.0:
            break
        s = s * v + next(g, x[1])
    return s


def columns_of_different_lengths(x):
    rows = [[x[0], x[1], x[2]], [x[1], x[2]]]
    return sum(a * b for a, b in zip(*rows))


def zipped_nothing(x):
    rows = []
    return sum(x) + len(list(zip(*rows)))


def counted_from(x):
    s = 0.0
    for k, v in enumerate((v * v for v in x if v > 0.4), 2):
        if k == 5:
            continue
        s = s * k + v
    return s


def star_of_lists_in_a_loop(x):
    parts = []
    for v in x:
        parts = [v * v, *parts, v]
    return parts[0] * parts[-1] + sum(parts)


def read_to_the_end_twice(x):
    it = iter(x)
    if sum(it) > 1.0:
        s = next(it, x[0])
    else:
        s = x[1]
    return s * sum(it) + s * s + sum(it)


def read_from_the_middle(x):
    it = iter(x)
    return next(it) * sum(it) + sum(it) * x[1] + next(it, x[2])


CASES = [
    Case(read_to_the_end_twice, (X,)),
    Case(read_from_the_middle, (X,)),
    Case(transposed, (X,)),
    Case(unpacked_columns, (X,)),
    Case(loop_over_columns, (X,)),
    Case(arrays_in_a_list, (X,)),
    Case(rows_of_matrix, (X,)),
    Case(columns_as_lists, (X,)),
    Case(mapped_in_zip, (X,)),
    Case(filtered_in_zip, (X,)),
    Case(kept_map, (X,)),
    Case(kept_generator_in_parts, (X,)),
    Case(kept_map_loop, (X,)),
    Case(generator_given_to_a_function, (X,)),
    Case(star_of_array, (X,)),
    Case(star_of_list, (X,)),
    Case(exhausted, (X,)),
    Case(made_when_asked_for, (X,), refused="TGT103"),
    Case(kept_while_its_variable_changes, (X,)),
    Case(columns_of_different_lengths, (X,)),
    Case(zipped_nothing, (X,)),
    Case(counted_from, (X,)),
    Case(star_of_lists_in_a_loop, (X,)),
]
