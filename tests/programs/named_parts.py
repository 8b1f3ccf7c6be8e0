"""Loops over displays of what goes by names of its own, and is changed in the loop."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.7, -0.4, 1.3])


class Body:
    def __init__(self, x, v=0.0):
        self.x = x
        self.v = v


def step(d, rate):
    d["v"] = d["v"] * rate


def by_name(x):
    a, b = {"v": x[0]}, {"v": x[1]}
    for name, d in (("a", a), ("b", b)):
        d["v"] = d["v"] * (2.0 if name == "a" else x[2])
    return a["v"] + b["v"] ** 2


def with_rates(x):
    a, b = {"v": x[0]}, {"v": x[1]}
    for d, rate in [(a, 0.1), (b, x[2])]:
        d["v"] = d["v"] - rate * d["v"] ** 2
    return a["v"] + b["v"] ** 2


def with_bounds(x):
    a, b = {"v": x[0]}, {"v": x[1]}
    for d, (low, high) in ((a, (0.1, 0.2)), (b, (-0.5, x[2]))):
        d["v"] = d["v"] * low + high
    return a["v"] + b["v"] ** 2


def histories(x):
    a, b = [x[0]], [x[1]]
    for kept, rate in ((a, 0.1), (b, x[2])):
        kept.append(kept[-1] * rate)
    return a[1] + b[1] ** 2


def through_a_helper(x):
    a, b = {"v": x[0]}, {"v": x[1]}
    for d, rate in ((a, 0.1), (b, x[2])):
        step(d, rate)
    return a["v"] + b["v"] ** 2


def in_time(x):
    a, b = {"v": x[0], "h": []}, {"v": x[1], "h": []}
    for t in range(2):
        for d, rate in ((a, 0.1), (b, x[2])):
            d["v"] = d["v"] + rate * t
            d["h"].append(d["v"])
    return sum(a["h"]) + sum(b["h"]) ** 2


def arrays_in_place(x):
    a, b = x.copy(), x**2
    for z, rate in ((a, 0.1), (b, 0.2)):
        z[0] = z[1] * rate
        z *= 2.0
    return np.sum(a * b)


def neighbours(x):
    a, b, c = Body(x[0]), Body(x[1]), Body(x[2])
    for p, q in ((a, b), (b, c), (c, a)):
        p.v = p.v + 0.1 * (q.x - p.x)
        q.v = q.v - 0.1 * (q.x - p.x)
    return a.v * b.v + c.v**3


class Planet(Body):
    def __init__(self, x, name):
        self.x, self.v, self.name = x, 0.0, name


def names_of_letters(x):
    planets = [Planet(v, name) for v, name in zip(x, "abc", strict=True)]
    for p in planets:
        for q in planets:
            if p.name != q.name:
                p.v = p.v + 0.1 * (q.x - p.x) ** 3
    for p in planets:
        p.x = p.x + p.v
    return planets[0].x * planets[1].x * planets[2].x


CASES = [
    Case(by_name, (X,)),
    Case(with_rates, (X,)),
    Case(with_bounds, (X,)),
    Case(histories, (X,)),
    Case(through_a_helper, (X,)),
    Case(in_time, (X,)),
    Case(arrays_in_place, (X,)),
    Case(neighbours, (X,)),
    Case(names_of_letters, (X,)),
]
