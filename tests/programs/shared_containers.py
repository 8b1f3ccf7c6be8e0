"""Lists and dicts that are read, or handed to functions, by several names while they change."""

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def weighted(row):
    return sum(row) * row[0]


def corners(rows):
    return rows[0][0] * rows[1][-1]


def part_given(x):
    d = {0: [x[0]]}
    row = d[0]
    row.append(x[1])
    s = weighted(row) + weighted(row)
    row.append(x[2])
    return s + sum(row)


def part_given_in_a_loop(x):
    rows = [[x[0]], [x[1]]]
    s = 0.0
    for k in range(3):
        row = rows[k % 2]
        row.append(x[k] * x[1])
        s = s + weighted(row) + weighted(row)
        row[0] = s * x[k]
    return s + sum(rows[0])


def read_by_another_name(x):
    d = {0: [x[0]], 1: [x[1]]}
    row = d[0]
    row.append(x[1])
    s = sum(d[0]) * x[0]
    row.append(x[2])
    return s + sum(row) * s


def read_by_another_name_computed(x):
    d = {}
    for k in range(2):
        d[k] = [x[k]]
    row = d[0]
    row.append(x[1])
    s = sum(d[0]) * x[0]
    for r in d.values():
        s = s + r[-1] * weighted(r)
    row.append(x[2])
    return s + sum(row) * s


def whole_given(x):
    rows = [[x[0]], [x[1]]]
    row = rows[0]
    row.append(x[1])
    s = corners(rows) * x[0]
    row.append(x[2] * s)
    s = s * corners(rows)
    row[0] = s
    return s + sum(row)


def looped_over(x):
    rows = [[x[0]], [x[1]]]
    row = rows[0]
    row.append(x[1])
    s = 0.0
    for r in rows:
        s = s + weighted(r) * weighted(r)
    row.append(x[2] * s)
    return s + sum(row) * weighted(row)


def unpacked(x):
    rows = [[x[0]], [x[1]]]
    row = rows[0]
    row.append(x[1])
    a, b = rows
    s = weighted(a) * weighted(b)
    row.append(x[2] * s)
    return s + sum(row) * weighted(row)


def deeper(x):
    d = {"a": {"r": [x[0]], "s": [x[1]]}}
    row = d["a"]["r"]
    row.append(x[1])
    e = d["a"]
    s = corners([e["r"], e["s"]])
    row.append(x[2] * s)
    return s + sum(row) * weighted(d["a"]["r"])


def sliced(x):
    rows = [[x[0]], [x[1]], [x[2]]]
    row = rows[1]
    row.append(x[1])
    s = 0.0
    for r in rows[1:]:
        s = s + weighted(r) * weighted(r)
    row.append(x[2] * s)
    return s + sum(row) * weighted(row)


def one_list_in_two_places(x):
    row = [x[0], x[1]]
    grid = [row, row]
    grid[0][1] = x[2]
    return grid[1][1] * grid[0][0]


def either_list(x):
    a, b = [x[0]], [x[1], x[2]]
    c = a if x[0] > 0.1 else b
    c.append(x[1] * x[2])
    c[0] = c[0] * c[1]
    a.append(x[0])
    return a[0] * a[1] + sum(b) * a[-1]


def other_list(x):
    a, b = [x[0]], [x[1], x[2]]
    c = a if x[0] > 1.1 else b
    c.append(x[1] * x[2])
    c[0] = c[0] * c[1]
    a.append(x[0])
    return a[0] * a[1] + sum(b) * a[-1]


def chosen_in_a_loop(x):
    rows = [[x[0]], [x[1]], [x[2]]]
    last = rows[0]
    for k in range(4):
        row = rows[(2 * k) % 3]
        row.append(last[-1] * row[0])
        if k != 2:
            last = row
        last[0] = last[0] * x[1]
    return sum(last) + rows[0][-1] * rows[1][0]


def popped_and_put_back(x):
    a, b = [x[0], x[1], x[2]], [x[1] * x[2]]
    s = 1.0
    for k in range(5):
        c = a if k % 2 == 0 else b
        d = b if k % 3 else c
        v = c.pop()
        d.insert(0, v * s)
        s = s + v * x[0]
        c.append(s)
        d.reverse()
        if k == 3:
            del d[0]
    return s + sum(a) * sum(b)


def dict_of_either(x):
    a, b = {"k": x[0]}, {"k": x[1]}
    c = a if x[1] > 0 else b
    c["k"] = c["k"] * x[2]
    c["n"] = x[0] * c["k"]
    return sum(a.values()) * b["k"] * c["n"]


def dict_of_computed_keys(x):
    a, b = {}, {}
    for k in range(6):
        d = a if k % 2 else b
        d[k % 3] = x[k % 3] * k + sum(d.values())
        e = d if k == 2 else b
        e[0] = e.get(0, 1.0) * x[1]
    del a[1]
    return sum(a.values()) + sum(b.values()) * b[0]


def extended_by_two_names(x):
    a = [x[0]]
    b = a if x[0] > 0 else [x[1]]
    b += [x[1], x[2]]
    a.extend([x[0] * v for v in b])
    a[1:2] = [a[0] * a[1], a[2]]
    c = b[1:]
    c[0] = c[0] * x[2]
    return sum(v * v for v in a) + sum(c) + b[-1]


def swapped_rows(x):
    a = [[x[0], x[1]], [x[1] * x[2], x[2]]]
    if abs(a[0][0]) < abs(a[1][0]):
        a[0], a[1] = a[1], a[0]
    f = a[1][0] / a[0][0]
    for j in range(2):
        a[1][j] -= f * a[0][j]
    return a[1][1] * a[0][1]


def list_and_array(x):
    d = {"a": x * 1.0, "n": x[0]}
    d["a"] += x
    d["n"] = d["n"] * x[1]
    return np.sum(d["a"] * x) * d["n"]


def queue_of_lists(x):
    todo = [[x[0]], [x[1], x[2]]]
    s = 0.0
    n = 0
    while todo and n < 6:
        n += 1
        row = todo.pop(0)
        v = row.pop()
        s = s * x[0] + v * v
        if row:
            row[0] = row[0] * s
            todo.append(row)
        elif n < 4:
            row.append(s * v)
            todo.append(row)
    return s


def buckets(x):
    b = [[] for _ in range(2)]
    for k, v in enumerate(x):
        h = b[0] if v > 0.4 else b[1]
        h.append(v * v)
    t = 1.0
    for h in b:
        for v in h:
            t = t * v + x[0]
        h.clear()
        h.append(t)
    return t * b[0][0]


def all_items(x):
    d = {k: [v] for k, v in zip("abc", x)}
    best = d["a"]
    for k, r in d.items():
        if r[0] > best[0]:
            best = r
        best.append(r[0] * x[0])
    return sum(best) * d["a"][-1]


def own_list_or_another(x):
    c = [x[0], x[1], x[2]]
    a = [x[1]]
    if x[0] > 0.9:
        c = a
    a.append(x[0] * x[1])
    return c[2] * a[1] + len(c) * x[0]


def pairs_of_lists(x):
    a, b = [x[0]], [x[1]]
    pairs = [(a, b), (b, a)]
    for first, second in pairs:
        first.append(second[-1] * x[2])
        second[0] = second[0] * first[-1]
    return a[0] * b[1] + sum(a)


def rows_of_arrays_and_sums(x):
    rows = [[x * 1.0, x[0]], [x * x, x[1]]]
    best = rows[0] if x[2] > 0.5 else rows[1]
    best[0] *= x[1]
    best[1] = best[1] + np.sum(best[0])
    return rows[0][1] * rows[1][1] + np.sum(rows[0][0])


def history_of_a_list(x):
    history, row = [], [x[0]]
    for k in range(3):
        row.append(row[-1] * x[k])
        history.append(row)
        if k == 1:
            row = list(row)
    history[0][0] = x[2]
    return sum(r[0] * r[-1] for r in history)


def emptied_and_filled(x):
    a = []
    b = a if x[0] > 0 else [x[1]]
    for v in x:
        a.append(v)
        if len(b) > 1:
            t = b[0] * b[1]
            b.clear()
            a.append(t)
            a.insert(0, x[1] * t)
    return sum(a) * b[-1]


def given_to_a_function(x):
    a, b = [x[0], x[1]], [x[2]]
    c = a if x[1] > 0 else b
    s = weighted(c) + weighted(a)
    c.append(s)
    c[0] = weighted(a) * weighted(c)
    return weighted(c) + sum(b)


def twice(row):
    row[0] = row[0] * 2.0


def push(row, v):
    row.append(v)


def take(row):
    return row.pop()


def scale(row, v):
    for k in range(len(row)):
        row[k] = row[k] * v


def callee_appends_in_loop(x):
    rows = [[x[0]], [x[1]]]
    best = rows[0]
    for k in range(3):
        push(rows[k % 2], x[k] * best[-1])
        if k:
            best = rows[k % 2]
        best[0] = best[0] * x[1]
    return sum(best) * rows[1][-1]


def callee_takes_in_loop(x):
    rows = [[x[0], x[1], x[2]], [x[1], x[0] * x[1], x[2]]]
    best = rows[0]
    s = 1.0
    for k in range(3):
        s = s * take(rows[k % 2])
        if k:
            best = rows[k % 2]
        best[0] = best[0] * x[1] * s
    return sum(best) * rows[1][-1]


def callee_scales_in_loop(x):
    rows = [[x[0], x[1], x[2]], [x[1], x[0] * x[1], x[2]]]
    best = rows[0]
    s = 1.0
    for k in range(3):
        scale(rows[k % 2], s)
        if k:
            best = rows[k % 2]
        best[0] = best[0] * x[1] * s
        s = s + sum(best)
    return sum(best) * rows[1][-1]


def callee_sets(x):
    row = [x[0], x[1]]
    grid = [row, row]
    twice(grid[0])
    return grid[1][1] * grid[0][0]


def complex_numbers(x):
    a, b = [x[0] * 1j], [x[1] + 0j]
    c = a if x[0] > 0 else b
    c[0] = c[0] * x[2]
    c.append(c[0] * x[1])
    return abs(a[1]) + b[0].real


def integers_and_floats(x):
    a, b = [1, 2.0], [3, x[1]]
    c = a if x[0] > 0 else b
    c[0] = c[0] * x[2]
    c.append(2)
    return a[0] * a[2] + b[1]


def rows_that_change_places(x):
    row = [x[0], x[1]]
    rows = [row, [x[1]]]
    rows.reverse()
    rows[-1].append(0.9)
    return sum(row) * rows[0][-1] + row[0]


def row_of_a_shorter_copy(x):
    row = [x[0], x[1]]
    rows = [row, [x[1]]]
    rows = rows[:1]
    row.insert(0, 0.5)
    return rows[-1][0] * row[1] + row[2]


def values_that_grow(x):
    row = [x[2], x[0]]
    rows = {0: row, 1: [x[2]]}
    for v in rows.values():
        v.append(x[1] * 0.5)
    return rows[0][0] * rows[1][-1] + sum(row)


def bound_to_itself(x):
    row = [x[0], x[1]]
    rows = [row, [x[1]]]
    for _ in range(2):
        row = row
        row[-1] = 0.9 * row[0]
    return sum(row) * rows[0][-1]


def other_row_in_a_branch(x):
    first = [x[0], x[1]]
    row = [x[2], x[0]]
    rows, table = [first, [x[1]]], {0: row}
    if len(row) < 3:
        row = rows[0]
        table[0].append(x[1])
    return sum(row) * rows[0][-1] + table[0][-1]


def put_a_second_time(x):
    row = [x[0], x[1]]
    rows = [row, [x[1]]]
    rows.append(row)
    last = rows[-1]
    last.reverse()
    return rows[0][-1] * x[2]


def rows_put_together_anew(x):
    row = [x[0], x[1]]
    other = [x[2], x[0] * x[1]]
    rows = [row, [x[1]]]
    rows[-1] = other
    rows = rows[1:] + rows[:1]
    row[-1] = 0.9
    return sum(row) * row[0] + sum(other) * other[0] + rows[0][-1] * rows[-1][0]


def another_list_in_later_trips(x):
    a = [x[0], x[1]]
    b = [x[2], x[0]]
    table = {0: b, 1: [x[2]]}
    for i in range(3):
        a.extend([v * 0.5 for v in a[:2]])
        if a[0] > a[-1]:
            a = table[i % 2]
        elif len(b) > 2:
            del b[0]
    return sum(b) * b[0]


CASES = [
    Case(another_list_in_later_trips, (np.array([0.46, -0.72, -0.13]),)),
    Case(rows_put_together_anew, (X,)),
    Case(rows_that_change_places, (X,)),
    Case(row_of_a_shorter_copy, (X,)),
    Case(values_that_grow, (X,)),
    Case(bound_to_itself, (X,)),
    Case(other_row_in_a_branch, (X,)),
    Case(put_a_second_time, (X,)),
    Case(part_given, (X,)),
    Case(part_given_in_a_loop, (X,)),
    Case(read_by_another_name, (X,)),
    Case(read_by_another_name_computed, (X,)),
    Case(whole_given, (X,)),
    Case(looped_over, (X,)),
    Case(unpacked, (X,)),
    Case(deeper, (X,)),
    Case(sliced, (X,)),
    Case(one_list_in_two_places, (X,)),
    Case(either_list, (X,)),
    Case(other_list, (X,)),
    Case(chosen_in_a_loop, (X,)),
    Case(popped_and_put_back, (X,)),
    Case(dict_of_either, (X,)),
    Case(dict_of_computed_keys, (X,)),
    Case(extended_by_two_names, (X,)),
    Case(swapped_rows, (X,)),
    Case(list_and_array, (X,)),
    Case(queue_of_lists, (X,)),
    Case(buckets, (X,)),
    Case(all_items, (X,)),
    Case(own_list_or_another, (X,)),
    Case(pairs_of_lists, (X,)),
    Case(rows_of_arrays_and_sums, (X,)),
    Case(history_of_a_list, (X,)),
    Case(emptied_and_filled, (X,)),
    Case(given_to_a_function, (X,)),
    Case(callee_appends_in_loop, (X,)),
    Case(callee_takes_in_loop, (X,)),
    Case(callee_scales_in_loop, (X,)),
    Case(callee_sets, (X,)),
    Case(complex_numbers, (X,)),
    Case(integers_and_floats, (X,)),
]
