"""The standard library as programs use it: views of dicts in step with others, attributes computed once."""

import functools
import math

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def table(x):
    d = {}
    for i in range(len(x)):
        d[i] = x[i] * x[0]
    return d


def numbered_items(x):
    d = dict(zip("abc", x, strict=True))
    s = 0.0
    for i, (_, v) in enumerate(d.items()):
        s += (i + 1) * v * v
    return s * d["b"]


def numbered_values(x):
    d = table(x)
    s = d[2] * 2
    for i, v in enumerate(d.values()):
        s += (i + 1) * v * v
    return s


def weighted_values(x):
    d = table(x)
    s = d[2] * 2
    for w, v in zip(x, d.values(), strict=True):
        s += w * v * v
    return s


def values_backwards(x):
    d = table(x)
    s = d[2] * 2
    for v in reversed(d.values()):
        s = s * v + v
    return s


def items_backwards(x):
    d = dict(zip("abc", x, strict=True))
    e = {k: v**2 for k, v in reversed(d.items())}
    return e["a"] * d["b"] + sum(e.values())


def numbered_pairs(x):
    d = {}
    for i in range(3):
        d[i] = (x[i], x[i] * x[0])
    s = d[2][0] * 2
    for i, (a, b) in enumerate(d.values()):
        s += (i + 1) * a * b
    return s


class Circle:
    def __init__(self, r):
        self.r = r

    @functools.cached_property
    def area(self):
        return math.pi * self.r**2


def computed_once(x):
    circles = [Circle(v) for v in x]
    return sum(c.area * c.area for c in circles)


def computed_before_it_changes(x):
    c = Circle(x[0])
    a = c.area
    c.r = x[1]
    return c.area * a * c.r


CASES = [
    Case(numbered_items, (X,)),
    Case(numbered_values, (X,)),
    Case(weighted_values, (X,)),
    Case(values_backwards, (X,)),
    Case(items_backwards, (X,)),
    Case(numbered_pairs, (X,)),
    Case(computed_once, (X,)),
    Case(computed_before_it_changes, (X,)),
]
