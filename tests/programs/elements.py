"""Methods of arrays that NumPy has no function for, and iterators over elements."""

import numpy as np

from tests.programs import Case, rand

X = np.array([0.4, 0.25, 0.9])


def three_numbers(x):
    a, b, c = x.tolist()
    return a * b + c * a


def list_that_is_changed(x):
    values = x.tolist()
    values[0] = values[1] * values[2]
    values.append(x[0])
    return sum(v * v for v in values)


def rows_as_lists(m):
    rows = m.tolist()
    total = 0.0
    for r in rows:
        total += r[0] * r[-1]
    return total * rows[1][0]


def list_of_a_part(m):
    a, b = m[:, 1].tolist()
    return a * b


def items_by_number(m):
    return m.item(1) * m.item(-1) + m.item(0) ** 2


def items_by_place(m):
    k = 1
    return m.item(k, 0) * m.item((0, 2)) + m[0].item(k)


def chosen(x):
    which = np.array([0, 1, 1])
    return np.sum(which.choose([x, x**2]) * x)


def chosen_in_turns(x):
    return np.sum(np.array([3, 1, -1]).choose([x, x**2], mode="wrap") * x)


def compressed(m):
    picked = m.compress([True, False, True], axis=1)
    return np.sum(picked**2) + np.sum(m.compress(np.array([True, False])))


def taken_around(x):
    return np.sum(x.take([0, 4, -2], mode="wrap") * x)


def flat_elements(m):
    s = 1.0
    for v in m.T.flat:
        s = s * v + v
    return s


def flat_of_what_changes(m):
    y = m * 2.0
    s = 0.0
    for v in y.flat:
        y[0, 0] = v * v
        s += v * y[0, 0]
    return s


def flat_view_of_what_changes(m):
    y = m * 2.0
    turned = y.T
    s = 0.0
    for v in turned.flat:
        y[1, 0] = v * v
        s += v * y[1, 0]
    return s


def elements_that_change_on_the_way(m):
    y = m * 2.0
    z = y
    s = 0.0
    for i, v in np.ndenumerate(y):
        z[1, 1] = v * v
        s += v * (i[0] + 1)
    return s


def pairs_of_places_and_elements(m):
    s = 0.0
    for pair in np.ndenumerate(m):
        s = s * 0.5 + pair[1] * (pair[0][1] + 1.0)
    return s


def elements_changed_as_a_whole(m):
    y = m * 2.0
    s = 0.0
    for _, v in np.ndenumerate(y):
        y *= 0.5
        s += v
    return s


def flat_that_is_kept(m):
    y = m * 1.0
    g = y.flat
    y[0, 0] = 5.0 * m[0, 1]
    return g[0] * m[1, 1]


def places_of(m):
    s = 0.0
    for i in np.ndindex(m.shape):
        s = s * 0.5 + m[i] * (1 + i[0] + 2 * i[1])
    for i, j in np.ndindex(2, 2):
        s += m[i, j] ** 2
    return s


def places_written(m):
    y = np.zeros_like(m)
    for i in np.ndindex(*m.shape):
        y[i] = m[i] ** 2 + (y[0, 0] if i[0] else 0.0)
    return np.sum(y)


def elements_with_places(m):
    s = 0.0
    for (i, j), v in np.ndenumerate(m):
        s = s * 0.9 + v * v * (i + 1.0) / (j + 1.0)
    return s


def elements_and_where(x):
    s = 0.0
    for i, v in np.ndenumerate(x):
        s += v * x[i] * (i[0] + 1)
    return s


def points_and_their_distance(x):
    t, h = np.linspace(x[0], x[1], 5, retstep=True)
    u, k = np.linspace(x[0], x[2], endpoint=False, retstep=True)
    return np.sum(np.sin(t)) * h + np.sum(u**2) * k


def corrected_spread(x):
    return np.var(x, correction=1) + np.std(x * x, correction=1, axis=0)


M = rand(2, 3, low=0.2)
CASES = [
    *(
        Case(fun, (X,))
        for fun in (
            three_numbers,
            list_that_is_changed,
            chosen,
            chosen_in_turns,
            taken_around,
            elements_and_where,
            points_and_their_distance,
            corrected_spread,
        )
    ),
    *(
        Case(fun, (M,))
        for fun in (
            rows_as_lists,
            list_of_a_part,
            items_by_number,
            items_by_place,
            compressed,
            flat_elements,
            flat_of_what_changes,
            flat_view_of_what_changes,
            elements_that_change_on_the_way,
            pairs_of_places_and_elements,
            places_of,
            places_written,
            elements_with_places,
        )
    ),
    Case(elements_changed_as_a_whole, (M,), refused="TGT208"),
    Case(flat_that_is_kept, (M,), refused="TGT401"),
]
