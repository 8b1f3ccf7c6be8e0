"""Interactions of writes, views, jumps and calls, found by random programs and by people who looked."""

import numpy as np

from tests.programs import Case, rand


def branch_by_what_it_binds(x, v):
    for _ in range(2):
        if x > -0.6:
            x = np.tanh(np.sin(v[0]) * np.cos(x))
    return np.sin(x)


def copied_onto_itself(x):
    y = x.copy()
    np.copyto(y, y / (1.0 + y**2))
    return np.sum(y)


def condition_that_changes_with_its_branch(x):
    s = x[0]
    y = x.copy()
    for i in range(3):
        for j in range(i, 4):
            if s < 100.0:
                s += 0.4 * y[j]
                y[i] = np.sin(y[j] + s)
    return np.sum(y * y) + s


def repeated_index_of_its_own_view(x):
    y = x * 1.0
    head = y[:3]
    y[[3, 3, 2]] += head
    y[np.array([3, -1, 0])] *= head
    head *= 2.0
    return np.sum(y * y)


def mask_of_what_it_selects(a):
    a = a.copy()
    for row in a:
        mask = row > 0.1
        row[mask] += np.sin(row[mask])
        row[mask] *= row[mask]
    return np.sum(a**2)


def squared(v, k):
    v[k] *= v[k]
    return v[k] * 2.0


def index_of_what_a_callee_writes(a):
    a = a.copy()
    s = 0.0
    for i in range(a.shape[0]):
        row = a[i]
        large = row > 0.0
        k = np.argmax(row)
        s = s + squared(row, k) * np.sum(row[large])
        row[large] *= s
    return np.sum(a**2) + s


def results_into_arrays(a):
    b = a.copy()
    np.multiply(b, a, out=b)
    np.add(b[0], b[1], out=b[2])
    c = np.sin(b, out=b)
    c[0] *= 2.0
    np.sum(c, axis=0, out=b[1])
    d = np.empty(4)
    np.dot(b[0], b.T, out=d[:3])
    d[3] = b[0, 0]
    np.exp(d, d)
    np.sign(b[2], out=b[0])
    return np.sum(b**2 * d)


def normalised(v):
    v /= np.sum(v * v)
    return v


def callee_returns_what_it_wrote(a):
    b = normalised(a.copy())
    b[0] *= b[1]
    c = a.copy()
    d = normalised(c)
    d += b
    c[0] = d[1] * 2.0
    return np.sum(c * d * b)


def row_of(v, k=1):
    return v[k]


def turned(v):
    t = v.T
    t[0] *= 2.0
    return t[1:]


def callees_return_views(a):
    b = a.copy()
    row = row_of(b)
    row *= b[0]
    b[1, 1] *= 3.0
    t = turned(b)
    t[0] *= t[1]
    return np.sum(b**2) + np.sum(row) * np.sum(t[0])


def damped(block, k):
    block[1:] *= np.tanh(k)
    for row in block:
        row[0] = np.sin(row[1])
    return block


def result_of_a_writing_callee_is_read(a):
    s = np.sum(damped(a, 0.3))
    for _ in range(2):
        s += np.sum(damped(a, s))
        a[0] *= 1.1
    return s + np.sum(a)


def scaled_row(m, i):
    row = m[i]

    def scale(k):
        row[:] = row * k

    scale(m[0, 0])
    return row[0]


def view_that_a_nested_function_writes(a):
    a = a.copy()
    s = 0.0
    for i in range(3):
        s += scaled_row(a, i)
    return s * np.sum(a)


def row_whose_index_goes_on(a):
    a = a.copy()
    i = 0
    while i < a.shape[0]:
        row = a[i]
        i += 1
        row *= np.sum(row)
        row[0] = a[i - 1, 1]
    return np.sum(a * a)


def slices_that_move(a):
    a = a.copy()
    low = 0
    for k in range(2):
        part = a[low : low + 2, k]
        low = low + 1
        part *= 2.0
        back = part[::-1]
        back += part[0]
    return np.sum(a * a)


def last_row_behind_its_loop(a):
    a = a.copy()
    for i in range(a.shape[0]):
        row = a[i]
        row *= 2.0
    row += 1.0
    return np.sum(a * a)


def row_of_a_loop_behind_it(a):
    a = a.copy()
    for row in a:
        row *= 2.0
    row += a[0]
    return np.sum(a * row)


def view_of_an_array_bound_anew(a):
    a = a.copy()
    for k in range(2):
        row = a[k]
        a = a * 2.0
        row *= 3.0
        a += row
    return np.sum(a * a)


def view_of_an_exchanged_buffer(a):
    a = a.copy()
    b = np.sin(a)
    for k in range(3):
        row = a[k]
        a, b = b, a
        row *= 3.0
        a += row
    return np.sum(a * a * b)


def view_carried_by_a_loop(x):
    y = x.copy()
    v = y[:2]
    for k in range(3):
        v *= 1.1
        y = y + np.sum(v)
        v = y[k : k + 2]
    v += 1
    return np.sum(y * y)


def raised(v, k):
    v[0] += k
    return v[0] * v[1]


def old_value_is_read_before_the_call(x):
    y = x.copy()
    y[0] += raised(y, x[1])
    y[1] *= raised(y, 2.0)
    y[:2] += raised(y, x[1])
    y[[0, 2]] += raised(y, x[1])
    y += raised(y, 1.0)
    items = [x[0], x[1]]

    def put(t):
        items[0] = t * items[1]
        return items[0]

    items[0] += put(x[2])
    return np.sum(y * y) + items[0] * items[1]


def variable_that_a_call_binds_anew(x):
    s = x[0]

    def advance(t):
        nonlocal s
        s = np.sin(s + t)
        return s * t

    s += advance(x[1])
    s *= 2.0 + advance(s)
    s = s + advance(s)
    return s * (s + advance(x[2])) + (advance(x[3]) + s) + max(s, advance(0.3))


def alias_that_a_call_writes(x):
    y = x.copy()
    z = y
    y[0] += raised(z, x[1])
    return np.sum(y * y)


def range_over_its_own_variable(x):
    s = x[0]
    for i in range(2):
        s = s * x[i]
    for i in range(i, 4):
        s = s * x[i]
    return s * i


# ------------------------------------------------------------------ arrays of other lengths in other trips


def first_that_is_long_enough(x, k):
    for i in range(1, 6):
        v = x[:i]
        if i == k:
            break
    return v


def one_of_many_lengths(x):
    total = 0.0
    for i in range(1, 2):
        w = x[:i] * 3.0
        total += np.sum(w * first_that_is_long_enough(x, 3))
    return total


def the_last_of_many_lengths(x):
    for i in range(1, 2):
        w = np.zeros(i) + x[:i]
    for i in range(1, 4):
        v = np.zeros(i) + x[:i]
    return np.sum(w * v)


def prefixes_times(x, w):
    total = 0.0
    for i in range(1, 4):
        total += np.sum(x[:i] * w)
    return total


def counters_of_one_name(x):
    total = 0.0
    for i in range(1, 2):
        total += prefixes_times(x, x[:i] * 3.0)
    return total


def length_counted_up(x, n):
    w = x[:n]
    n += 2
    return np.sum(w * x[:n])


def left_where_another_way_raises(x):
    y = 1.0
    for v in x:
        if v < -5.0:
            raise ValueError(v)
        else:
            t = np.sin(v)
            y = y * t
            if y < 0.2:
                break
            y = y * np.cos(t * y)
    return y * y


def at_least_half(v):
    if v < 0.5:
        raise ValueError(v)
    return v * v


def left_from_an_inner_try(x):
    a = x[0]
    for v in x:
        try:
            a = at_least_half(a)
        except ValueError:
            if a > -0.2:
                return np.sin(a)
        finally:
            b = v + np.sin(x[1])
    return a * b


def tried_for_its_exception(x):
    a, b = x[0], x[1] * 2.0
    try:
        b = at_least_half(a)
    except ValueError:
        if b < 1.1:
            return (a - 1.0) * x[1]
    finally:
        b = x[1]
    return a * b + x[0]


CASES = [
    Case(tried_for_its_exception, lambda: (np.array([-0.1, 0.2]),)),
    Case(tried_for_its_exception, lambda: (np.array([0.7, 0.2]),), name="tried_without_an_exception"),
    Case(left_where_another_way_raises, lambda: (np.array([0.24, 0.73, 0.24]),)),
    Case(left_where_another_way_raises, lambda: (np.array([1.4, 1.2, 1.1, 0.1]),), name="left_a_trip_later"),
    Case(left_from_an_inner_try, lambda: (np.array([0.9, 0.73, 0.24, 0.3]),)),
    Case(branch_by_what_it_binds, lambda: (0.4, rand(4)), (0, 1), items="E49"),
    Case(copied_onto_itself, lambda: (rand(4),), items="B22"),
    Case(condition_that_changes_with_its_branch, lambda: (rand(4),), items="E49 B12"),
    Case(repeated_index_of_its_own_view, lambda: (rand(4),), items="B15 B16 C28"),
    Case(mask_of_what_it_selects, lambda: (rand(3, 4),), items="B18"),
    Case(index_of_what_a_callee_writes, lambda: (rand(3, 4),), items="B18 C39"),
    Case(results_into_arrays, lambda: (rand(3, 4),), items="B22"),
    Case(callee_returns_what_it_wrote, lambda: (rand(3, 4),), items="C39"),
    Case(callees_return_views, lambda: (rand(3, 4),), items="C39"),
    Case(result_of_a_writing_callee_is_read, lambda: (rand(3, 4),), items="C39"),
    Case(view_that_a_nested_function_writes, lambda: (rand(3, 4),), items="C39 F61"),
    Case(row_whose_index_goes_on, lambda: (rand(3, 4),), items="B18 C28"),
    Case(slices_that_move, lambda: (rand(3, 4),), items="B18 C28"),
    Case(last_row_behind_its_loop, lambda: (rand(3, 4),), items="C28 E55"),
    Case(row_of_a_loop_behind_it, lambda: (rand(3, 4),), items="C30 E55"),
    Case(view_of_an_array_bound_anew, lambda: (rand(3, 4),), items="C28"),
    Case(view_of_an_exchanged_buffer, lambda: (rand(3, 4),), items="C28 C33"),
    Case(view_carried_by_a_loop, lambda: (rand(4),), items="C28"),
    Case(old_value_is_read_before_the_call, lambda: (rand(4),), items="B23 C39"),
    Case(variable_that_a_call_binds_anew, lambda: (rand(4),), items="B23 F61"),
    Case(alias_that_a_call_writes, lambda: (rand(4),), items="B23", refused="TGT401"),
    Case(range_over_its_own_variable, lambda: (rand(4),), items="E55"),
    Case(one_of_many_lengths, (rand(6),)),
    Case(the_last_of_many_lengths, (rand(6),)),
    Case(counters_of_one_name, (rand(6),)),
    Case(length_counted_up, (rand(6), 1)),
]
