"""Iterators that functions give back or are given, and loops over sets."""

import itertools
from functools import reduce

import numpy as np

from tests.programs import Case

NEIGHBOURS = {0: {1, 2}, 1: {0}, 2: {0}}
CHOSEN = {0, 2}
EDGES = {(0, 1), (1, 2)}
FIXED = frozenset({1})
PLACES = {"u": 2, "v": 0}


def windows(v):
    return zip(v, v[1:])


def numbered(v, start=0):
    return enumerate(v, start)


def backwards(v):
    return reversed(v)


def each(v):
    return iter(v)


def cells(n):
    return itertools.product(range(n), repeat=2)


def pairs(v):
    return itertools.combinations(v, 2)


def pairwise(values):
    a, b = itertools.tee(values)
    next(b, None)
    return zip(a, b)


def lagged(v, k, closed):
    if closed:
        return zip(v, np.roll(v, -k))
    return zip(v[:-k], v[k:])


def total(values):
    t = 0.0
    for v in values:
        t = 0.5 * t + v
    return t


def products(values, scale=1.0):
    return scale * sum(p * q for p, q in values)


class Polyline:
    def __init__(self, points):
        self.points = points

    def segments(self):
        return zip(self.points, self.points[1:])

    @property
    def corners(self):
        return enumerate(self.points[1:-1])

    def __iter__(self):
        return iter(self.points)

    def __reversed__(self):
        return reversed(self.points)


class Weighted:
    def __init__(self, values, weights):
        self.values, self.weights = values, weights

    def __iter__(self):
        return zip(self.values, self.weights)


def total_variation(x):
    return sum(np.sqrt((a - b) ** 2 + 0.1) for a, b in windows(x))


def trapezoids(x):
    area = 0.0
    for i, (a, b) in numbered(list(windows(x)), 1):
        area = area + (a + b) * i
    return area


def horner_backwards(x):
    value = 0.0
    for c in backwards(x):
        value = value * 0.7 + c
    return value * total(each(x))


def sweep_either_way(x):
    order = reversed(range(3)) if x[0] > 0 else range(3)
    t = 0.0
    for i in order:
        t = t * 0.5 + x[i] ** 2
    for i in range(3) if x[1] > 0 else reversed(range(3)):
        t = t * 0.5 + x[i] ** 3
    return t


def filled_by_cells(x):
    a = np.zeros((3, 3))
    for i, j in cells(3):
        a[i, j] = x[i] * x[j] * (i + 1)
    return np.sum(a**2)


def interactions(x):
    return sum(a * b**2 for a, b in pairs(x))


def recipe_for_pairs(x):
    return sum(p * q for p, q in pairwise(x))


def autocorrelation(x):
    return sum(sum(a * b for a, b in lagged(x, k, False)) * k for k in (1, 2)) + products(lagged(x, 1, True))


def handed_to_functions(x):
    t = products(zip(x, x[1:])) + products(values=enumerate(x, 1)) + products(pairs(x), scale=x[0])
    return t + total(reversed(x)) * total(itertools.accumulate(x)) + total(iter(x[1:]))


def handed_to_a_lambda(x):
    first = lambda values: sum(v * v for v in values)
    return first(reversed(x)) + first(map(np.sin, x))


def reduced(x):
    return reduce(lambda t, p: t * 0.5 + p[0] * p[1], zip(x, x[1:]), 0.0)


def walked_along(x):
    line = Polyline(list(x))
    a, b, c = line
    length = sum((p - q) ** 2 for p, q in line.segments())
    return length * a * b + total(reversed(line)) + sum(k + v * c for k, v in line.corners)


def weighted_mean(x):
    data = Weighted(x, [1.0, 2.0, 3.0])
    return sum(v * w for v, w in data) / sum(w for _, w in data)


def taken_apart(x):
    (a, b), (c, d) = zip(x, x[1:])
    last, *rest = reversed(x)
    return a * b + c * d**2 + last * sum(rest)


def starred_items(x):
    return total([*reversed(x), *itertools.accumulate(x)]) + total((*x, *reversed(x)))


def a_name_for_choices(x):
    chosen = itertools.combinations(x, 2)
    a, b = next(chosen)
    return a * b**2 + sum(p * q for p, q in chosen)


def over_a_graph(x):
    t = 0.0
    for node, near in NEIGHBOURS.items():
        for other in near:
            t = t * 0.5 + x[node] * x[other] ** 2
    return t


def over_global_sets(x):
    t = 0.0
    for i in CHOSEN | {1}:
        t = t * 0.5 + x[i] ** 2
    for i, j in sorted(EDGES):
        t = t * 0.5 + x[i] * x[j]
    for k, i in enumerate(CHOSEN - FIXED):
        t = t * 0.5 + k * x[i]
    return t


def views_with_names(x):
    d = {"a": x[0], "b": x[1], "c": x[2]}
    values, items, places = d.values(), d.items(), PLACES.values()
    t = sum(v * v for v in values) + sum(v * len(k) for k, v in items)
    for i in places:
        t = t * 0.5 + x[i] ** 2
    return t


def views_handed_on(x):
    d = {"a": x[0], "b": x[1]}
    return total(d.values()) + total(x[i] for i in PLACES.values()) * products(zip(x, d.values()))


def view_of_a_dict_that_grows(x):
    d = {}
    keys = d.keys()
    for k, v in zip("abc", x):
        d[k] = v
    return sum(d[k] ** 2 for k in keys)


def left_early(x):
    t = 0.0
    for i in CHOSEN:
        if x[i] > 5:
            break
        t = t * 0.5 + x[i] ** 2
    else:
        t = t * 2.0
    return t


def given_what_to_loop_over(x, ids):
    t = 0.0
    for i in ids:
        t = t * 0.5 + x[i] ** 2
    return t


def read_twice(x):
    found = pairs(x)
    return sum(p * q for p, q in found) + sum(p for p, q in found)


def read_twice_inside(x):
    return twice(zip(x, x[1:]))


def twice(values):
    return sum(p * q for p, q in values) + sum(p for p, q in values)


def kept_in_a_dict(x):
    held = {"pairs": itertools.combinations(x, 2)}
    return sum(p * q for p, q in held["pairs"]) + sum(p for p, q in held["pairs"])


def given_back_in_a_tuple(x):
    def both(v):
        return zip(v, v[1:]), 2.0

    found, scale = both(x)
    return sum(p * q for p, q in found) * scale + sum(p for p, q in found)


x = (np.array([0.3, -0.4, 0.9]),)

CASES = [
    *(
        Case(f, x)
        for f in (
            total_variation,
            trapezoids,
            horner_backwards,
            sweep_either_way,
            filled_by_cells,
            interactions,
            recipe_for_pairs,
            autocorrelation,
            handed_to_functions,
            handed_to_a_lambda,
            reduced,
            walked_along,
            weighted_mean,
            taken_apart,
            starred_items,
            a_name_for_choices,
            over_a_graph,
            over_global_sets,
            views_with_names,
            views_handed_on,
            left_early,
        )
    ),
    *(
        Case(f, x, refused="TGT103")
        for f in (read_twice, read_twice_inside, kept_in_a_dict, given_back_in_a_tuple)
    ),
    Case(view_of_a_dict_that_grows, x, refused="TGT405"),
    Case(given_what_to_loop_over, (*x, {0, 2}), name="given_a_set"),
    Case(given_what_to_loop_over, (*x, frozenset({0, 1})), name="given_a_frozen_set"),
]
