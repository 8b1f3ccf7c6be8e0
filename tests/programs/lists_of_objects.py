"""Lists and dicts that objects hold, changed by their methods and read by others."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.4, 0.7, 0.2])


class Matrix:
    def __init__(self, rows):
        self.rows = [list(r) for r in rows]

    def __getitem__(self, ij):
        return self.rows[ij[0]][ij[1]]

    def __setitem__(self, ij, value):
        self.rows[ij[0]][ij[1]] = value

    def swap(self):
        self.rows[0], self.rows[1] = self.rows[1], self.rows[0]

    def take_away(self):
        for j in range(2):
            self[0, j] -= 0.5 * self[1, j]

    def multiply_rows(self):
        for j in range(2):
            self.rows[0][j] = self.rows[0][j] * self.rows[1][j]


def rows_that_are_swapped(x):
    m = Matrix([[x[0], 1.0], [2.0, x[2]]])
    m.swap()
    return m[0, 1] * m[1, 0]


def rows_that_are_taken_away(x):
    m = Matrix([[x[0], 1.0], [2.0, x[2]]])
    m.take_away()
    return m[0, 1] * m[1, 0] * m[0, 0]


def rows_that_are_multiplied(x):
    m = Matrix([[x[0], 1.0], [2.0, x[2]]])
    m.multiply_rows()
    return m[0, 1] * m[1, 0] * m[0, 0]


def an_item_that_is_set(x):
    m = Matrix([[x[0], 1.0], [2.0, x[2]]])
    m[0, 0] *= x[1]
    return m[0, 1] * m[1, 0] * m[0, 0]


def items_that_are_set(x):
    m = Matrix([[x[0], 1.0], [2.0, x[2]]])
    for i in range(2):
        m[i, 0] *= x[1]
    return m[0, 1] * m[1, 0] * m[0, 0]


class Pair:
    def __init__(self, values):
        self.values = values

    def swap(self):
        self.values[0], self.values[1] = self.values[1], self.values[0]

    def multiply(self):
        self.values[0] = self.values[0] * self.values[1]

    def get(self, i):
        return self.values[i]


def numbers_of_an_object(x):
    pair = Pair([x[0], x[1]])
    pair.swap()
    pair.multiply()
    return pair.get(0) * pair.get(1)


def lists_of_an_object(x):
    pair = Pair([[x[0]], [x[1]]])
    pair.swap()
    return pair.get(0)[0] * 2.0 + pair.values[1][0] ** 2


CASES = [
    Case(fun, (X,))
    for fun in (
        rows_that_are_swapped,
        rows_that_are_taken_away,
        rows_that_are_multiplied,
        an_item_that_is_set,
        items_that_are_set,
        numbers_of_an_object,
        lists_of_an_object,
    )
]
