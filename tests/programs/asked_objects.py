"""Frozen dataclasses, and functions that ask objects of the program's own where they are keys."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case

X = np.array([0.9, 0.4, 1.3])


# ---------------------------------------------------------------- frozen dataclasses


@dataclass(frozen=True)
class Option:
    strike: float
    volatility: float = 0.2

    def __post_init__(self):
        if self.volatility <= 0:
            raise ValueError("volatility")

    def price(self, spot):
        return np.maximum(spot - self.strike, 0.0) * self.volatility


def checked_when_it_is_made(x):
    option = Option(x[0], x[1])
    others = [Option(strike, 0.3) for strike in x]
    moved = dataclasses.replace(option, strike=x[1])
    return option.price(x[2] + 3.0) + sum(o.price(3.0) for o in others) * moved.price(4.0)


def frozen_argument(option, x):
    return option.price(x[0]) + option.volatility**2


@dataclass(frozen=True)
class Grid:
    n: int
    length: float
    dx: float = field(init=False)
    points: np.ndarray = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "dx", self.length / self.n)
        object.__setattr__(self, "points", np.arange(self.n) * self.dx)


def fields_set_past_the_class(x):
    grid = Grid(4, x[0])
    return np.sum(np.sin(grid.points) * x[1]) * grid.dx


@dataclass(frozen=True)
class Base:
    a: float

    def __post_init__(self):
        object.__setattr__(self, "b", self.a**2)


@dataclass(frozen=True)
class Derived(Base):
    c: float = 1.0

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "c", self.c * self.b)

    @property
    def total(self):
        return self.b + self.c


@dataclass(frozen=True, slots=True)
class Direction:
    v: np.ndarray
    norm: float = field(init=False)

    def __post_init__(self):
        norm = np.sqrt(np.sum(self.v**2))
        object.__setattr__(self, "norm", norm)
        object.__setattr__(self, "v", self.v / norm)

    def dot(self, other):
        return np.sum(self.v * other.v)


class Guard:
    def __init__(self, v):
        super().__setattr__("v", v)
        object.__setattr__(self, "w", v * 2)


def families_of_frozen_classes(x):
    derived, guard = Derived(x[0], x[1]), Guard(x[2])
    one, two = Direction(x), Direction(np.array([1.0, x[0], 2.0]))
    return derived.total * derived.a + one.dot(two) * one.norm + guard.v * guard.w


# ---------------------------------------------------------------- keys


class Matrix:
    def __init__(self, rows):
        self.rows = np.array(rows)

    def __getitem__(self, ij):
        return self.rows[ij]

    def __setitem__(self, ij, v):
        self.rows[ij] = v

    def __len__(self):
        return len(self.rows)

    def __call__(self, i):
        return self.rows[i, 0]

    def at(self, i, j):
        return self.rows[i, j]

    def scale(self, k):
        self.rows = self.rows * k

    def swap(self, i, j):
        kept = self.rows[i].copy()
        self.rows[i] = self.rows[j]
        self.rows[j] = kept

    def determinant(self):
        n, found = len(self), 1.0
        for k in range(n):
            p = max(range(k, n), key=lambda i: abs(self[i, k]))
            if p != k:
                self.swap(p, k)
                found = -found
            found = found * self[k, k]
            for i in range(k + 1, n):
                f = self[i, k] / self[k, k]
                for j in range(k, n):
                    self[i, j] = self[i, j] - f * self[k, j]
        return found


def pivots(x):
    return Matrix(np.outer(x, x) + np.diag([0.1, 2.0, 0.5])).determinant()


def scaled(x):
    m = Matrix(np.outer(x, x))
    m.scale(x[0])
    return m


def places_by_item(x):
    m = scaled(x)
    p = max(range(3), key=lambda i: abs(m[i, 1]))
    q = min([0, 1, 2], key=lambda i: m[i, 0])
    return m.at(p, 0) * m.at(q, 1)


def places_by_method(x):
    m = scaled(x)
    p = max(range(3), key=lambda i: abs(m.at(i, 1)) + len(m))
    q = max(range(3), key=m)
    return m.at(p, 0) * m.at(q, 1)


def order_by_item(x):
    m = scaled(x)

    def key(i):
        return (-m[i, 0], i)

    names = ["b", "a"]
    names.sort(key=lambda s: m[ord(s) - 97, 0])
    order = sorted(range(3), key=key)
    return m.at(order[0], 0) * (2 if names[0] == "a" else 3)


def in_a_test(x):
    m = scaled(x)
    while max(range(3), key=lambda i: abs(m[i, 0])) == 2 and m[0, 0] > 0.01:
        m.scale(0.5)
    return m.at(1, 1)


class Body:
    def __init__(self, weight):
        self.weight, self.times = weight, 0

    def grow(self, k):
        self.weight = self.weight * k
        self.times += 1


def heaviest_of_a_list(x):
    bodies = [Body(v) for v in x]
    for i, body in enumerate(bodies):
        body.grow(1.0 + i)
    p = min(range(3), key=lambda i: bodies[i].weight)
    if max(range(3), key=lambda i: bodies[i].weight) == 2:
        bodies[0].grow(3.0)
    heaviest = max(bodies, key=lambda b: b.weight)
    return bodies[p].weight ** 2 + heaviest.weight


def heaviest_of_a_dict(x):
    bodies = {k: Body(v) for k, v in zip("abc", x)}
    for body in bodies.values():
        body.grow(2.0)
    heaviest = max(bodies, key=lambda k: bodies[k].weight)
    names = sorted(bodies, key=lambda k: -bodies[k].weight)
    return bodies[heaviest].weight ** 2 * bodies[names[1]].weight


# ---------------------------------------------------------------- classes, asked for beside numbers


class Shape:
    def step(self, t):
        self.size += 0.1 * t


class Disc(Shape):
    def __init__(self, points, size):
        self.points, self.size = points, size
        self.total = 0.0


def class_and_number(x):
    disc = Disc(x[::-1], x[1] * x[0])
    if isinstance(disc, Shape) and disc.size > 0.1:
        size = disc.size
    else:
        size = disc.total
    disc.step(0.7)
    return np.sin(size) * disc.size


def number_and_class(x):
    disc = Disc(x[::-1], x[1] * x[0])
    disc.step(0.7)
    one = disc.size if x[0] > 0.1 and isinstance(disc, Shape) else 0.0
    two = disc.size if x[0] > 0.1 and type(disc) is Disc else 0.0
    three = disc.size if x[0] > 0.1 and disc is not None else 0.0
    return np.sin(one) * two + three**2


def pattern_with_a_guard(x):
    disc = Disc(x[::-1], x[1] * x[0])
    match disc:
        case Shape(size=t) if t > 0.1:
            size = t
        case other:
            size = other.total
    disc.step(0.7)
    return np.sin(size) * disc.size


def classes_of_a_list(x):
    discs = [Disc(x, v) for v in x]
    for disc in discs:
        disc.step(0.7)
    total = 0.0
    for disc in discs:
        if disc.size > 0.1 and isinstance(disc, Shape):
            total += disc.size
    return total + sum(d.size for d in discs if isinstance(d, Disc) and d.size > 0.5)


CASES = [
    Case(checked_when_it_is_made, (X,)),
    Case(frozen_argument, (Option(0.4, 0.3), X), (0, 1)),
    Case(fields_set_past_the_class, (X,)),
    Case(families_of_frozen_classes, (X,)),
    Case(pivots, (X,)),
    Case(places_by_item, (X,)),
    Case(places_by_method, (X,)),
    Case(order_by_item, (X,)),
    Case(in_a_test, (X,)),
    Case(heaviest_of_a_list, (X,)),
    Case(heaviest_of_a_dict, (X,)),
    Case(class_and_number, (X,)),
    Case(number_and_class, (X,)),
    Case(pattern_with_a_guard, (X,)),
    Case(classes_of_a_list, (X,)),
]
