"""Interactions of writes, views, jumps and calls, found by random programs and by people who looked."""

import numpy as np

from tests.programs import Case, rand


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


def range_over_its_own_variable(x):
    s = x[0]
    for i in range(2):
        s = s * x[i]
    for i in range(i, 4):
        s = s * x[i]
    return s * i


CASES = [
    Case(copied_onto_itself, lambda: (rand(4),), items="B22"),
    Case(condition_that_changes_with_its_branch, lambda: (rand(4),), items="E49 B12"),
    Case(repeated_index_of_its_own_view, lambda: (rand(4),), items="B15 B16 C28"),
    Case(mask_of_what_it_selects, lambda: (rand(3, 4),), items="B18"),
    Case(index_of_what_a_callee_writes, lambda: (rand(3, 4),), items="B18 C39"),
    Case(range_over_its_own_variable, lambda: (rand(4),), items="E55"),
]
