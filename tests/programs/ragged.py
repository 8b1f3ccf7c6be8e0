"""Rows of different lengths that a function changes: what the caller knew of each row holds no longer.

Where a loop goes through such rows the function sees a list of some length, which it is afterwards, too.
"""

import numpy as np

from tests.programs import Case

X = np.array([0.3, -0.4, 0.9])


def grow(row, v):
    row.insert(0, np.tanh(v))
    return row[0] + row[-1]


def shrink(row):
    return row.pop() if len(row) > 1 else row[0]


def scale(row, k):
    row[0] = row[0] * k


def rows(x):
    return [[x[0], x[1], x[2]], [x[0] * x[1]]]


def grown(x):
    r = rows(x)
    v = x[1]
    for row in r:
        v = np.sin(grow(row, v) + v)
    return r[0][0] * r[1][1] + v


def asked_how_long(x):
    r = rows(x)
    v = x[1]
    for _ in range(3):
        if len(r[0]) > 3:
            r[0], r[-1] = r[-1], r[0]
        for row in r:
            v = np.sin(grow(row, v) + v)
    return r[0][0] + v * len(r[1])


def shrunk(x):
    r = rows(x)
    s = 0.0
    for k, row in enumerate(r):
        s += (k + 1) * shrink(row)
    return s * r[0][-1] + len(r[0]) * r[1][-1]


def all_of_a_row(x):
    r = rows(x)
    for row in r:
        grow(row, x[0])
    return sum(r[0]) * sum(r[1]) + np.sum(np.array(r[0]) ** 2)


def unpacked_afterwards(x):
    r = rows(x)
    for row in r:
        grow(row, x[2])
    a, b, c, d = r[0]
    first, second = r[1]
    return a * b + c * d + first * second


def integers_become_floats(x):
    r = [[1, 2, 3], [4]]
    for row in r:
        scale(row, x[0])
    return r[0][0] * x[1] + r[1][0] * r[0][1]


def nothing_becomes_a_number(x):
    def fill(row, v):
        for k in range(len(row)):
            if row[k] is None:
                row[k] = v

    r = [[x[0], None], [None]]
    for row in r:
        fill(row, x[1])
    return r[0][1] * r[1][0] + r[0][0]


def values_of_a_dict(x):
    d = {"a": [x[0], x[1]], "b": [x[2]], "c": []}
    for key in d:
        grow(d[key], x[0])
    for row in d.values():
        grow(row, x[1])
    return sum(d["a"]) * d["b"][1] + d["c"][0] * d["c"][1]


def two_at_a_time(x):
    r, q = rows(x), [[x[1]], [x[0], x[2]]]
    for a, b in zip(r, q, strict=True):
        a.append(shrink(b))
        grow(a, x[0])
    return sum(r[0]) * sum(r[1]) + sum(q[0]) * sum(q[1])


def one_level_further_down(x):
    def every(group, v):
        for row in group:
            grow(row, v)

    groups = [[[x[0]], [x[1], x[2]]], [[x[2], x[0], x[1]]]]
    for group in groups:
        every(group, x[1])
    return groups[0][0][0] * groups[0][1][2] + groups[1][0][3] * len(groups[1][0])


class Table:
    def __init__(self, x):
        self.rows = rows(x)

    def add(self, row, v):
        row.append(v * row[0])

    def add_to_all(self, v):
        for row in self.rows:
            self.add(row, v)


def rows_of_an_object(x):
    t = Table(x)
    t.add_to_all(x[1])
    t.add_to_all(x[2])
    return sum(t.rows[0]) * t.rows[1][2] + t.rows[0][4]


def a_choice_of_rows(x):
    r = rows(x)
    row = r[0] if x[0] > 0 else r[1]
    grow(row, x[1])
    return sum(r[0]) * sum(r[1]) * len(r[0])


def tables_of_different_keys(x):
    def renew(table, v):
        table["n"] = v
        table["m"] = table.get("m", 1.0) * v

    tables = [{"m": x[0]}, {"m": x[1], "k": x[2]}]
    for table in tables:
        renew(table, x[2])
    return tables[0]["n"] * tables[1]["m"] + tables[0]["m"] * len(tables[0])


def captured_rows(x):
    r = rows(x)

    def longer(k, v):
        r[k].append(v)

    for k in range(2):
        longer(k, x[k])
    return r[0][3] * r[1][1] + sum(r[0])


CASES = [
    Case(grown, (X,)),
    Case(asked_how_long, (X,)),
    Case(shrunk, (X,)),
    Case(all_of_a_row, (X,)),
    Case(unpacked_afterwards, (X,)),
    Case(integers_become_floats, (X,)),
    Case(nothing_becomes_a_number, (X,), refused="TGT602"),
    Case(values_of_a_dict, (X,)),
    Case(two_at_a_time, (X,)),
    Case(one_level_further_down, (X,)),
    Case(rows_of_an_object, (X,)),
    Case(a_choice_of_rows, (X,)),
    Case(tables_of_different_keys, (X,)),
    Case(captured_rows, (X,)),
]
