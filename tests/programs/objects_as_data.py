"""Dataclasses gone through by their fields and turned into dicts and tuples; attributes that are asked for by
their names; objects that a function gives away."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import asdict, astuple, dataclass, field, fields
from typing import NamedTuple

import numpy as np

from tests.programs import Case

X = np.array([0.4, 0.7, 1.2])


@dataclass
class Point:
    x: float
    y: float
    z: float = 1.0


@dataclass
class Body:
    mass: float
    x: np.ndarray
    trail: list = field(default_factory=list)

    def push(self, factor):
        self.trail.append(self.x * factor)
        self.x *= factor


@dataclass
class Gradients:
    w: np.ndarray
    b: np.ndarray


class Pair(NamedTuple):
    a: float
    b: float


@dataclass
class Model:
    pair: Pair
    point: Point
    weights: dict


@dataclass
class Tagged:
    w: float = field(default=1.0, metadata={"decay": True})
    b: float = field(default=0.0, metadata={"decay": False})


def by_fields(x):
    p, s = Point(x[0], x[1], x[2]), 0.0
    for f in fields(Point):
        s = s * x[0] + getattr(p, f.name)
    return s * sum(getattr(p, f.name) ** 2 for f in fields(p))


def fields_that_are_set(x):
    p = Point(x[0], x[1], x[2])
    p.x = p.y * 2.0
    for _ in range(2):
        for f in fields(p):
            setattr(p, f.name, getattr(p, f.name) * p.z)
    names = [f.name for f in fields(p)]
    return np.prod(np.array([getattr(p, name) for name in names]))


def fields_added(x):
    def plus(p, q):
        return Gradients(**{f.name: getattr(p, f.name) + getattr(q, f.name) for f in fields(p)})

    g = plus(Gradients(x, x[:2]), Gradients(x * x, x[1:]))
    return np.sum(g.w) * np.sum(g.b)


def fields_of_an_argument(g):
    return sum(np.sum(getattr(g, f.name) ** 2) for f in fields(g)) + np.sum(g.w)


def what_fields_say(x):
    p, q, s = Tagged(x[0], x[1]), Point(x[1], x[2]), 0.0
    for f in fields(q):
        if f.default is dataclasses.MISSING:
            s = s + getattr(q, f.name)
    return s * sum(getattr(p, f.name) ** 2 for f in fields(p) if f.metadata["decay"]) + p.b


def dict_of_an_object_that_changes(x):
    p = Point(x[0], x[1])
    p.x = p.x * p.y
    d = asdict(p)
    p.y = x[2]
    return d["x"] * d["y"] * p.y + sum(asdict(p).values())


def tuple_of_an_object_that_changes(x):
    p, s = Point(x[0], x[1]), 0.0
    for _ in range(3):
        p.x = p.x * p.y
        a, b, c = astuple(p)
        s = s + a * b * c
    return s


def arrays_are_copied(x):
    b = Body(x[0], x * 1.0)
    d = asdict(b)
    b.push(x[1])
    b.push(x[2])
    return np.sum(d["x"] * b.x) * d["mass"] + len(d["trail"]) + np.sum(b.trail[1])


def what_is_in_lists_is_copied(x):
    b = Body(x[0], x * 1.0, [x[1]])
    mass, v, trail = astuple(b)
    b.x[0] = 5.0 * x[1]
    b.trail[0] = 7.0
    v[1] = x[0]
    return np.sum(v * b.x) * mass + trail[0] * b.trail[0]


def objects_in_objects(x):
    m = Model(Pair(x[0], x[1]), Point(x[2], x[0]), {"k": [x[1], x]})
    m.point.x = x[1]
    d = asdict(m)
    m.point.x = 0.0
    t = astuple(m)
    return d["pair"].a * d["point"]["x"] * d["weights"]["k"][0] + t[1][1] * np.sum(t[2]["k"][1])


def spread_over_a_call(x):
    def volume(x, y, z):
        return x * y + z

    p = Point(x[0], x[1])
    p.x += 1.0
    return volume(**asdict(p)) + volume(*astuple(p))


def each_in_a_list(x):
    points = [Point(v, x[0]) for v in x]
    for p in points:
        p.x *= 2.0
    return sum(asdict(p)["x"] * astuple(p)[1] for p in points)


class Empty:
    pass


def asked_for_before_it_is_set(x):
    o, s = Empty(), 0.0
    for v in x:
        s = s + getattr(o, "last", 0.0) * v
        o.last = v
    return s


def given_away(x):
    p = Point(x[0], x[1])
    p.x = p.x * p.y
    return p


def given_away_in_a_list(x):
    points = [Point(v, 1.0) for v in x]
    for p in points:
        p.x = p.x * 2.0
    return points


@dataclass
class Node:
    key: float
    left: Node | None = None
    right: Node | None = None

    def insert(self, key):
        if key < self.key:
            if self.left is None:
                self.left = Node(key)
            else:
                self.left.insert(key)
        elif self.right is None:
            self.right = Node(key)
        else:
            self.right.insert(key)

    def keys(self):
        found = self.left.keys() if self.left is not None else []
        found.append(self.key)
        return found + (self.right.keys() if self.right is not None else [])


def deeper_than_types(x):
    """A tree of twelve levels: no type says how deep it is."""
    root = Node(x[1])
    for v in (*x, x[0] * 2, x[0] * 3, x[0] * 4, x[0] * 5, x[0] * 6, x[0] * 7, x[0] * 8, x[0] * 9, x[0] * 10):
        root.insert(v)
    keys = root.keys()
    return keys[0] * keys[1] + keys[2] ** 2 + keys[-1] ** 3


def argument_that_is_set(p, x):
    for _ in range(2):
        p.x = p.x - 0.1 * p.y * x[0]
    return p.x * p.z


def copy_of_an_argument(p, x):
    q = copy.copy(p)
    for _ in range(2):
        q.x = q.x - 0.1 * q.y * x[0]
    return q.x * p.x * q.z


CASES = [
    Case(fun, (X,))
    for fun in (
        by_fields,
        fields_that_are_set,
        fields_added,
        what_fields_say,
        dict_of_an_object_that_changes,
        tuple_of_an_object_that_changes,
        arrays_are_copied,
        what_is_in_lists_is_copied,
        objects_in_objects,
        spread_over_a_call,
        each_in_a_list,
        asked_for_before_it_is_set,
    )
] + [
    Case(fields_of_an_argument, lambda: (Gradients(X.copy(), X[:2] * 2.0),)),
    Case(copy_of_an_argument, lambda: (Point(0.3, 0.5), X.copy()), (0, 1)),
    Case(argument_that_is_set, lambda: (Point(0.3, 0.5), X.copy()), refused="TGT404"),
    Case(given_away, (X,), refused="TGT411"),
    Case(given_away_in_a_list, (X,), refused="TGT411"),
    Case(deeper_than_types, (X,), refused=""),
]
