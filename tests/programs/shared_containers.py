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


CASES = [
    Case(part_given, (X,)),
    Case(part_given_in_a_loop, (X,)),
    Case(read_by_another_name, (X,)),
    Case(read_by_another_name_computed, (X,)),
    Case(whole_given, (X,)),
    Case(looped_over, (X,)),
    Case(unpacked, (X,)),
    Case(deeper, (X,)),
    Case(sliced, (X,)),
]
