"""Elements that are overwritten while others are read: what may be left out when saving, and what not."""

import numpy as np

from tests.programs import Case, rand


def lower_upper(a):
    a = a + 4.0 * np.eye(4)
    for i in range(4):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[:j, j]
            a[i, j] /= a[j, j]
        for j in range(i, 4):
            a[i, j] -= a[i, :i] @ a[:i, j]
    return np.sum(a**2)


def lower_upper_by_elements(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                a[i, j] -= a[i, k] * a[k, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            for k in range(i):
                a[i, j] -= a[i, k] * a[k, j]
    return np.sum(a[0]) + np.sum(np.sin(a))


def lower_upper_by_columns(a):
    n = a.shape[0]
    for k in range(n - 1):
        for i in range(k + 1, n):
            a[i, k] = a[i, k] / a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= a[i, k] * a[k, j]
    return np.sum(a**2)


def square_root(a):
    a = a @ a.T + 2.0 * np.eye(a.shape[0])
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[j, :j]
            a[i, j] /= a[j, j]
        a[i, i] -= a[i, :i] @ a[i, :i]
        a[i, i] = np.sqrt(a[i, i])
    return np.sum(np.tril(a))


def thomas(below, middle, above, x):
    n = x.shape[0]
    c, d = np.zeros(n), np.zeros(n)
    for k in range(n):
        if k > 0:
            pivot = 1.0 / (middle[k] - below[k] * c[k - 1])
            c[k] = above[k] * pivot
            d[k] = (x[k] - below[k] * d[k - 1]) * pivot
        else:
            c[k] = above[k] / middle[k]
            d[k] = x[k] / middle[k]
    for k in range(n - 2, -1, -1):
        d[k] -= c[k] * d[k + 1]
    return np.sum(d**2)


def thomas_in_place(middle, x):
    n = len(x)
    x, middle = x.copy(), middle.copy()
    for k in range(1, n):
        w = 0.5 / middle[k - 1]
        middle[k] -= w * 0.3
        x[k] -= w * x[k - 1]
    x[n - 1] /= middle[n - 1]
    for k in range(n - 2, -1, -1):
        x[k] = (x[k] - 0.3 * x[k + 1]) / middle[k]
    return np.sum(np.sin(x))


def wraps_around(a):
    for k in range(4):
        a[k] = a[k - 1] * np.sin(a[k])  # the first reads the last one
    return np.sum(a * a)


def wraps_in_a_slice(a):
    for k in range(4):
        a[k] = np.sum(a[: k - 1] ** 2)  # all but the last one, at first
    return np.sum(a * a)


def the_next_one(a):
    for k in range(a.shape[0] - 1):
        a[k] = a[k + 1] * a[k]
    return np.sum(a * a)


def the_one_before(a):
    for k in range(1, a.shape[0]):
        a[k] = a[k - 1] * 2.0 + a[k - 1] ** 2
    return np.sum(a * a)


def downwards(a):
    for k in range(a.shape[0] - 1, 0, -1):
        a[k] = a[k - 1] ** 2 + a[k]
    return np.sum(a * a)


def downwards_from_above(a):
    for k in range(a.shape[0] - 2, -1, -1):
        a[k] = a[k + 1] ** 2 * 0.5
    return np.sum(a * a)


def again_and_again(a):
    for _ in range(3):
        for k in range(1, a.shape[0]):
            a[k] = a[k - 1] * a[k] + 0.5
    return np.sum(a * a)


def again_with_rows(a):
    """Each trip writes a row of its own, and reads the one before."""
    for t in range(1, a.shape[0]):
        for k in range(a.shape[1]):
            a[t, k] = np.sin(a[t - 1, k]) * a[t - 1, 0]
    return np.sum(a * a)


def read_before_the_loop(a):
    total = np.sum(a**3)
    for k in range(1, 4):
        a[k] = a[k - 1] ** 2
    return total + np.sum(a)


def read_before_by_element(a):
    first = a[2] ** 3
    for k in range(1, 4):
        a[k] = a[k - 1] ** 2
    return first + np.sum(a)


def steps_of_two(a):
    for k in range(0, 4, 2):
        a[k] = a[k + 1] ** 2 * a[k]
    return np.sum(a * a)


def steps_of_two_behind(a):
    for k in range(2, 6, 2):
        a[k] = a[k - 1] * a[k - 2] ** 2
        a[k - 1] = a[k] ** 2
    return np.sum(a * a)


def by_another_name(a):
    b = a
    for k in range(1, 4):
        a[k] = b[k - 1] * b[4 - k] ** 2
    return np.sum(a * a)


def through_a_row(a):
    for i in range(3):
        row = a[i]
        for j in range(1, 3):
            a[i, j] = row[j - 1] ** 2 * row[j]
    return np.sum(a * a)


def into_a_row(a):
    for i in range(3):
        row = a[i]
        for j in range(1, 3):
            row[j] = a[i, j - 1] ** 2 * a[j, i]
    return np.sum(a * a)


def by_places(a, places):
    for k in range(1, 4):
        a[k] = a[places[k]] ** 2 + a[k - 1]
    return np.sum(a * a)


def by_a_counter_that_is_moved(a):
    for k in range(1, 4):
        k = k - 1
        a[k] = a[k + 1] ** 2 * a[k]
    return np.sum(a * a)


def up_to_a_bound_that_moves(a):
    m = 1
    for k in range(1, 4):
        for j in range(m):
            a[k] = a[j] ** 2 + a[k]
        m = k + 1
    return np.sum(a * a)


def beyond_the_diagonal(a):
    for i in range(3):
        for j in range(i + 1):
            a[i, j] = a[i, : j + 1] @ a[j, : j + 1]
    return np.sum(a * a)


def in_a_while_loop(a):
    k = 1
    while k < 4:
        a[k] = a[k - 1] ** 2 * a[k]
        k += 1
    return np.sum(a * a)


def until_it_is_enough(a):
    for k in range(1, 5):
        a[k] = a[k - 1] ** 2 + a[k]
        if a[k] > 3.0:
            break
    return np.sum(a * a)


def left_out(a):
    for k in range(1, 5):
        if a[k] > 0.6:
            continue
        a[k] = a[k - 1] ** 2
    return np.sum(a * a)


def under_a_test(a, n):
    for k in range(n):
        if 0 < k and k < n - 1:
            a[k] = a[k - 1] ** 2 + a[n - 1] * a[0]
        elif k == n - 1:
            a[k] = a[k - 2] ** 2
    return np.sum(a * a)


def not_under_a_test(a, n):
    for k in range(n):
        if not k >= 1:
            a[k] = a[n - 1] ** 2
        else:
            a[k] = a[k - 1] ** 2 + a[k]
    return np.sum(a * a)


def with_names_of_its_own(a):
    for k in range(1, 4):
        a[k] = sum([a[k] ** 2 for k in range(4)])
    return np.sum(a)


def helper(a, k):
    return a[k - 1] ** 2 * a[k]


def in_a_helper(a):
    for k in range(1, 4):
        a[k] = helper(a, k)
    return np.sum(a * a)


def advance(a, k):
    a[k] = a[k - 1] ** 2 + a[k]


def written_by_a_helper(a):
    for k in range(1, 4):
        advance(a, k)
    return np.sum(a * a)


def of_a_new_array(x):
    total = 0.0
    for t in range(3):
        a = np.zeros(4)
        a[0] = x * (t + 1.0)
        for k in range(1, 4):
            a[k] = a[k - 1] ** 2 + x
        total += a[3]
    return total


def parts_of_rows(a):
    n = a.shape[0]
    for i in range(1, n):
        a[i, i:] -= a[i, 0] * a[i - 1, i:]
        a[i, :i] *= a[i - 1, :i]
    return np.sum(a * a)


def quotients(a):
    for k in range(1, 4):
        a[k] /= a[k - 1]
    for k in range(4):
        a[k] /= a[k]
    a[0] = a[1] * 2.0
    for k in range(3):
        a[k] /= a[k + 1] * a[k]
    return np.sum(a * a)


def quotients_of_others(a, x):
    for k in range(3):
        a[k] /= x[k] * a[3]
        a[3] /= x[k]
    return np.sum(a * a)


def two_sweeps(a):
    n = a.shape[0]
    for k in range(1, n):
        a[k] = a[k - 1] ** 2 + a[k]
    for k in range(n - 2, -1, -1):
        a[k] = a[k + 1] * a[k]
    return np.sum(a * a)


def kept_beside(a):
    for k in range(1, 4):
        old = a[k]
        a[k] = a[k - 1] ** 2
        a[k - 1] = old * old
    return np.sum(a * a)


def computed_again(a):
    for k in range(1, 4):
        product = a[k - 1] * a[k]
        a[k] = np.sin(product)
        a[k - 1] = product * product
    return np.sum(a * a)


def only_its_shape(x, sweeps):
    """Of `source` the way back takes the shape, also where the inner loop has no trips."""
    p = np.zeros(4)
    for k in range(3):
        source = np.sin(x) * (k + 1.0)
        for _ in range(sweeps):
            p = 0.5 * p - source
        x = x + p
    return np.sum(x * x)


def the_shape_changes(x):
    total = 0.0
    for k in range(1, 4):
        source = np.sin(x[:k])
        q = np.zeros(k)
        for _ in range(k - 1):
            q = q - source
        total += np.sum(q * q)
    return total


def the_shape_changes_with_a_variable(x):
    total, part = 0.0, x
    while part.size > 1:
        source = np.sin(part)
        q = np.zeros(part.size)
        for _ in range(2):
            q = q - source
        total += np.sum(q * q)
        part = part[1:]
    return total


def its_shape_in_a_branch(x, n):
    p = np.zeros(4)
    for k in range(n):
        if k % 2:
            source = x * 2.0
            for j in range(k):
                if j > 0:
                    p = p * x - source
        else:
            p = p + x
    return np.sum(p * x)


def relaxed(x, sweeps):
    p = np.zeros(4)
    for _ in range(2):
        source = 2.0 * x
        for _ in range(sweeps):
            p = 0.5 * p - source
        x = x * p
    return np.sum(x)


def its_shape_in_a_helper(x):
    total = 0.0
    for k in range(3):
        total += relaxed(x * (k + 1.0), k)
    return total


def its_shape_where_it_fails(x):
    p = np.zeros(4)
    for k in range(3):
        try:
            source = x * 2.0
            if k == 2:
                raise ValueError
        except ValueError:
            continue
        for _ in range(k):
            p = 0.5 * p - source
    return np.sum(p * p)


POSITIVE = rand(4) ** 2 + 0.5
SIX = rand(6) ** 2 + 0.5
SQUARE = rand(4, 4) ** 2 + 0.5
THREE = rand(3, 3) + 1.5

CASES = [
    Case(lower_upper, (rand(4, 4),), items="B11 B19"),
    Case(lower_upper_by_elements, (THREE,)),
    Case(lower_upper_by_columns, (THREE + 2.0 * np.eye(3),)),
    Case(square_root, (rand(3, 3),)),
    Case(thomas, (0.2 * SIX, SIX + 1.0, 0.3 * SIX, rand(6)), argnums=(0, 1, 2, 3)),
    Case(thomas_in_place, (SIX + 1.0, rand(6)), argnums=(0, 1)),
    *[Case(f, (POSITIVE,)) for f in (wraps_around, wraps_in_a_slice, the_next_one, the_one_before)],
    *[Case(f, (POSITIVE,)) for f in (downwards, downwards_from_above, again_and_again)],
    Case(again_with_rows, (THREE,)),
    *[Case(f, (POSITIVE,)) for f in (read_before_the_loop, read_before_by_element, steps_of_two)],
    Case(steps_of_two_behind, (SIX,)),
    Case(by_another_name, (POSITIVE,)),
    *[Case(f, (THREE,)) for f in (through_a_row, into_a_row)],
    Case(by_places, (POSITIVE, [0, 3, 1, 2]), argnums=0, items="B18"),
    *[Case(f, (POSITIVE,)) for f in (by_a_counter_that_is_moved, up_to_a_bound_that_moves)],
    Case(beyond_the_diagonal, (THREE,)),
    Case(in_a_while_loop, (POSITIVE,)),
    Case(until_it_is_enough, (SIX,)),
    Case(left_out, (np.array([0.3, 0.9, 0.2, 0.5, 0.7]),)),
    *[Case(f, (POSITIVE, 4), argnums=0) for f in (under_a_test, not_under_a_test)],
    *[Case(f, (POSITIVE,)) for f in (with_names_of_its_own, in_a_helper, written_by_a_helper)],
    Case(of_a_new_array, (0.7,)),
    Case(parts_of_rows, (THREE,)),
    Case(quotients, (POSITIVE,)),
    Case(quotients_of_others, (POSITIVE, SIX), argnums=(0, 1)),
    *[Case(f, (POSITIVE,)) for f in (two_sweeps, kept_beside, computed_again)],
    *[Case(only_its_shape, (POSITIVE, k), argnums=0, name=f"only_its_shape_{k}") for k in (0, 1, 2)],
    *[Case(f, (POSITIVE,)) for f in (the_shape_changes, the_shape_changes_with_a_variable)],
    Case(its_shape_in_a_branch, (POSITIVE, 4), argnums=0),
    *[Case(f, (POSITIVE,)) for f in (its_shape_in_a_helper, its_shape_where_it_fails)],
]
