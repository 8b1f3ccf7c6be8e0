"""Objects that have items by number, `__getitem__` without an `__iter__`, and are gone through.

A loop asks for item 0, 1, 2 and so on until there is an IndexError; `__len__` counts for `reversed` alone.
"""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.4, 0.7, 1.2])


class Squares:
    def __init__(self, values):
        self.values = values

    def __len__(self):
        return len(self.values)

    def __getitem__(self, i):
        return self.values[i] ** 2


def gone_through(x):
    squares, s = Squares(x), 0.0
    for v in squares:
        s = s + v * x[0]
    for i, v in enumerate(squares, 1):
        s = s + i * v * x[i - 1]
    return s * sum(v for v in squares)


def read_whole(x):
    squares = Squares(x)
    a, b, c = squares
    both = np.array(list(squares)) * x
    return sum(squares) * a + max(squares) * b - tuple(squares)[2] * c + np.sum(both)


def starred(x):
    def area(a, b, c):
        return a * b + c

    return area(*Squares(x)) + np.sum(np.array([*Squares(x[:2])]))


def beside_others(x):
    s = sum(a * b for a, b in zip(Squares(x), x))
    return s * sum(a * b for a, b in zip(Squares(x), Squares(x[::-1]), strict=False))


def each_with_each(x):
    squares, s = Squares(x), 0.0
    for a in squares:
        for b in squares:
            s += a * b
    return s


def left_early(x):
    for v in Squares(x):
        if v > 0.4:
            return v * x[0]
    return x[1]


class Terms:
    """No length: it says itself where it ends."""

    def __init__(self, x, count):
        self.x, self.count = x, count

    def __getitem__(self, n):
        if n >= self.count:
            raise IndexError(n)
        return self.x[n % 3] * (n + 1)


def terms_that_end(x):
    s = 0.0
    for v in Terms(x, 5):
        s = s + v * v
    return s * sum(Terms(x, 4)) + list(Terms(x, 4))[3]


def terms_that_are_left(x):
    s = 0.0
    for k, v in enumerate(Terms(x, 100)):
        if v > 3.0:
            break
        if k == 1:
            continue
        s = s + v * k
    else:
        s = s * 100.0
    return s


class Ring:
    """It has a length, and no end."""

    def __init__(self, values):
        self.values = values

    def __len__(self):
        return len(self.values)

    def __getitem__(self, i):
        return self.values[i % len(self.values)]


def round_and_round(x):
    s = 0.0
    for k, v in enumerate(Ring(x)):
        if k == 7:
            break
        s = s + v * k
    return s * sum(v * k for k, v in zip(range(5), Ring(x)))


class Path:
    def __init__(self, points):
        self.points = list(points)

    def __len__(self):
        return len(self.points)

    def __getitem__(self, i):
        return self.points[i]

    def add(self, point):
        self.points.append(point)


def path_that_grows(x):
    path = Path([x[0]])
    path.add(x[1])
    for v in path:
        if len(path) < 5:
            path.add(v * x[2])
    return sum(path)


class Polynomial:
    def __init__(self, coefficients):
        self.coefficients = np.asarray(coefficients)

    def __len__(self):
        return self.coefficients.shape[0]

    def __getitem__(self, i):
        return self.coefficients[i]

    def __call__(self, t):
        s = 0.0
        for c in reversed(self):
            s = s * t + c
        return s


def horner(x):
    return Polynomial(x)(x[1])


class Downwards(Path):
    def __reversed__(self):
        for i in range(0, len(self.points), 2):
            yield self.points[i]


def reversed_its_own_way(x):
    s = 1.0
    for v in reversed(Downwards([x[0], x[1], x[2]])):
        s = s * 0.5 + v * x[1]
    return s


class Samples:
    def __init__(self, inputs, outputs):
        self.inputs, self.outputs = inputs, outputs

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, i):
        return self.inputs[i], self.outputs[i]


SAMPLES = Samples(np.arange(12.0).reshape(4, 3) / 10.0, np.array([1.0, 2.0, 3.0, 4.0]))


def samples_outside(w):
    loss = 0.0
    for i, (a, b) in enumerate(SAMPLES):
        loss = loss + (a @ w - b) ** 2 / (i + 1)
    return loss / len(SAMPLES)


def samples_given(w, samples):
    return sum((a @ w - b) ** 2 for a, b in samples) / len(samples)


class Layer:
    def __init__(self, w):
        self.w = w

    def __call__(self, h):
        return np.tanh(self.w * h)


class Stack:
    def __init__(self, layers):
        self.layers = layers

    def __getitem__(self, i):
        return self.layers[i]


def stack_of_layers(x):
    h = np.ones(3)
    for layer in Stack([Layer(x), Layer(x[::-1])]):
        h = layer(h)
    return np.sum(h)


class Counting(Path):
    def __getitem__(self, i):
        value = self.points[i]
        self.read = getattr(self, "read", 0) + 1
        return value * self.read


def counted_by_both(x):
    counting = Counting([x[0], x[1], x[2]])
    return sum(a * b for a, b in zip(counting, counting))


CASES = [
    Case(fun, (X,))
    for fun in (
        gone_through,
        read_whole,
        starred,
        beside_others,
        each_with_each,
        left_early,
        terms_that_end,
        terms_that_are_left,
        round_and_round,
        path_that_grows,
        horner,
        reversed_its_own_way,
        stack_of_layers,
    )
] + [
    Case(samples_outside, (X,), standalone=False),
    Case(samples_given, lambda: (X.copy(), SAMPLES), standalone=False),
    Case(counted_by_both, (X,), refused=""),
]
