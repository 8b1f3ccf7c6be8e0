"""Trees of objects that are made inside of the function, and gone through by methods that call themselves;
attributes that only some ways set, and that the program asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


class Branch:
    def __init__(self, value, children=()):
        self.value = value
        self.children = list(children)

    def add(self, child):
        self.children.append(child)
        return child

    def total(self, depth=0):
        return self.value * 0.5**depth + sum(c.total(depth + 1) for c in self.children)

    def lowest(self):
        here = self.value
        if self.children:
            here = min(here, min([c.lowest() for c in self.children]))
        return here

    def scale(self, factor):
        self.value = self.value * factor
        for child in self.children:
            child.scale(factor * self.value)


def tree_that_grows(x):
    root = Branch(x[0])
    first = root.add(Branch(x[1]))
    root.add(Branch(x[2] ** 2))
    first.add(Branch(x[0] * x[1]))
    return root.total()


def tree_that_is_scaled(x):
    root = Branch(x[0], [Branch(x[1]), Branch(x[2])])
    root.children[1].add(Branch(x[0] * x[2]))
    root.scale(x[1])
    return root.total(1) * root.lowest()


class Gate:
    def __init__(self, weight):
        self.weight, self.inputs = weight, []

    def value(self, signal):
        if not self.inputs:
            return np.tanh(self.weight * signal)
        return self.weight * sum([g.value(signal) for g in self.inputs])


def circuit(x):
    output, left, right = Gate(x[0]), Gate(x[1]), Gate(x[2])
    output.inputs += [left, right]
    for weight in (x[0] * x[1], x[2] ** 2):
        right.inputs.append(Gate(weight))
    return output.value(x[1]) ** 2


def described(spec, x):
    k, parts = spec
    gate = Gate(x[k])
    for part in parts:
        gate.inputs.append(described(part, x))
    return gate


def circuit_from_a_description(x):
    return described((0, ((1, ()), (2, ((0, ()), (1, ()))))), x).value(x[1])


class Cached:
    def __init__(self, k):
        self.k = k

    def value(self, v):
        if not hasattr(self, "cache"):
            self.cache = np.exp(-self.k * v)
        return self.cache * v


def cache_made_in_a_loop(x):
    cached, s = Cached(x[0]), 0.0
    for v in x:
        s = s + cached.value(v)
    return s


class Momentum:
    def __init__(self, rate):
        self.rate = rate

    def step(self, p, slope):
        self.v = 0.9 * getattr(self, "v", 0.0) + slope
        return p - self.rate * self.v


def velocity_of_a_number(x):
    o, p = Momentum(x[0]), x[1]
    while p > 0.1 and o.rate < 2.0:
        p = o.step(p, p * x[2])
        o.rate = o.rate * 1.5
    return p


def velocity_of_an_array(x):
    o, p = Momentum(0.1), x
    for _ in range(3):
        p = o.step(p, p * p)
    return np.sum(p)


class Estimator:
    def fit(self, x):
        self.w = x * x[0]

    def predict(self, v):
        return np.sum(self.w * v) if hasattr(self, "w") else v


def fitted_in_a_loop(x):
    m, s = Estimator(), 0.0
    for k in range(4):
        s = s + m.predict(x[1])
        if k % 2 == 1:
            m.fit(x * s)
    return s


class Peak:
    def __init__(self, a):
        self.a = a


def peaks_of_two(x):
    a, b = Peak(x[0]), Peak(x[1])
    for o in (a, b):
        for v in x:
            if v > 1.0:
                o.peak = v * o.a
    if x[0] > 5.0:
        b.low = 1.0
    return getattr(a, "peak", 0.5) * (b.peak if hasattr(b, "peak") else b.a) * getattr(b, "low", x[2])


def peaks_in_a_list(x):
    peaks = []
    for v in x:
        p = Peak(v)
        if v > 0.4:
            p.last = v * v
        peaks.append(p)
    return sum([p.last if hasattr(p, "last") else p.a for p in peaks])


@dataclass
class Growing:
    a: float

    def grow(self, v):
        self.size = getattr(self, "size", self.a) * v
        return self.size


def grown_in_a_loop(x):
    p, s = Growing(x[0]), 0.0
    for v in x:
        s = s + p.grow(v)
    return s


class Squares:
    def __init__(self, values):
        self.values = values

    def __iter__(self):
        """Their squares."""
        return (v * v for v in self.values if v > 0.4)


def gone_through_by_an_expression(x):
    squares, s = Squares(x), 0.0
    for a in squares:
        s = s + a * x[0]
    first, second = squares
    return s * sum(squares) + max([v * w for v, w in zip(squares, x)]) + first / second


CASES = [
    Case(tree_that_grows, (X,)),
    Case(tree_that_is_scaled, (X,)),
    Case(circuit, (X,)),
    Case(circuit_from_a_description, (X,)),
    Case(cache_made_in_a_loop, (X,)),
    Case(velocity_of_a_number, (X,)),
    Case(velocity_of_an_array, (X,)),
    Case(fitted_in_a_loop, (X,)),
    Case(peaks_of_two, (X,)),
    Case(peaks_in_a_list, (X,)),
    Case(grown_in_a_loop, (X,)),
    Case(gone_through_by_an_expression, (X,)),
]
