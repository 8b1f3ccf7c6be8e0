"""`copy.copy`, `copy.deepcopy` and `dataclasses.replace` of objects that change."""

import copy
import dataclasses
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case


class Bag:
    def __init__(self, items):
        self.items = items
        self.k = 1.0

    def add(self, v):
        self.items.append(v)
        self.k = self.k * v


def deep_copy_goes_its_own_way(x):
    b = Bag([x[0]])
    b.add(x[1])
    c = copy.deepcopy(b)
    c.add(x[0] * x[1])
    b.add(x[1] * 2)
    return sum(v**2 for v in c.items) * c.k + sum(b.items) * b.k


def copy_of_the_attributes(x):
    b = Bag([x[0]])
    b.add(x[1])
    c = copy.copy(b)
    c.k = c.k * x[0]
    return sum(v**2 for v in c.items) * c.k + sum(b.items) * b.k


def copy_shares_its_list(x):
    b = Bag([x[0]])
    b.add(x[1])
    c = copy.copy(b)
    c.add(x[0] * x[1])
    return sum(v**2 for v in c.items) * c.k + sum(b.items) * b.k


@dataclass
class State:
    x: float
    v: float
    trace: list = field(default_factory=list)

    def step(self, h):
        self.x = self.x + h * self.v
        self.v = self.v - h * self.x
        self.trace.append(self.x)


def replaced_in_a_loop(x):
    s = State(x[0], x[1])
    for _ in range(3):
        s = dataclasses.replace(s, x=s.x + 0.1 * s.v, v=s.v - 0.1 * s.x)
        s.trace.append(s.x)
    return s.x * s.v + sum(v**2 for v in s.trace)


def replaced_once(x):
    s = State(x[0], x[1])
    s.step(0.1)
    r = dataclasses.replace(s, v=s.v * 2, trace=[])
    r.step(0.2)
    s.step(0.1)
    return s.x * r.v + sum(v**2 for v in r.trace) + sum(s.trace)


def best_so_far(x):
    s = State(x[0], x[1])
    best = copy.copy(s)
    for _ in range(4):
        s.step(0.3)
        if s.x > best.x:
            best = copy.copy(s)
    return best.x * best.v + s.x


def history_of_copies(x):
    s, history = State(x[0], x[1]), []
    for _ in range(3):
        s.step(0.2)
        history.append(copy.deepcopy(s))
    return sum(h.x * h.v for h in history) + history[1].trace[0]


class Trial:
    __slots__ = ("count", "x")

    def __init__(self, x):
        self.x = x
        self.count = 0


def line_search(x):
    start = Trial(x[0])
    best, value = start, start.x**2
    for k in range(3):
        t = copy.copy(start)
        t.x = t.x - 0.3 * k * x[1]
        if t.x**2 < value:
            best, value = t, t.x**2
    return best.x * value * x[1]


def copies_in_a_comprehension(x):
    trials = [Trial(x[0]), Trial(x[1])]
    copies = [copy.copy(t) for t in trials]
    copies[0].x = copies[0].x * 2
    trials[1].x = trials[1].x * copies[0].x
    return copies[0].x * copies[1].x + trials[0].x * trials[1].x


class Rate:
    def __init__(self, start):
        self.value = start

    def decay(self, v):
        self.value = self.value * v


class Net:
    def __init__(self, w):
        self.w = w
        self.rate = Rate(0.1)
        self.norms = []

    def step(self, g):
        self.w = self.w - self.rate.value * g * self.w
        self.rate.decay(np.sum(self.w))
        self.norms.append(np.sum(g))


def network_with_its_optimiser(x):
    n = Net(x)
    n.step(x * x[0])
    kept = copy.deepcopy(n)
    n.step(x)
    kept.step(x[1])
    return np.sum(kept.w * n.w) + kept.rate.value * n.rate.value + sum(kept.norms) * n.norms[1]


class Two:
    def __init__(self, part):
        self.a = part
        self.b = part
        self.k = 1.0


def list_in_two_places(x):
    t = Two([x[0], x[1]])
    t.k = t.k * x[1]
    c = copy.deepcopy(t)
    c.a[0] = x[0] * x[1]
    return sum(v**2 for v in c.b) * c.k + t.a[0]


def array_in_two_places(x):
    t = Two(x * x[1])
    t.k = t.k * x[1]
    c = copy.deepcopy(t)
    c.a[0] = x[1]
    return np.sum(c.b**2) * c.k + t.a[0]


class Ring:
    def __init__(self, x):
        self.x = x
        self.me = self


def object_that_holds_itself(x):
    r = Ring(x[0])
    c = copy.deepcopy(r)
    c.x = c.x * x[1]
    return c.me.x * r.x


class Weights:
    def __init__(self, w):
        self.w = w


def arrays_are_copied(x):
    n = Weights(x * 1.0)
    m = copy.deepcopy(n)
    m.w[0] = x[1]
    m.w *= 2.0
    return np.sum(m.w * n.w)


class Point:
    def __init__(self, x):
        self.x = x

    def clone(self):
        return copy.copy(self)

    def moved(self, d):
        c = copy.copy(self)
        c.x = c.x + d
        return c


def copies_of_itself(x):
    p = Point(x[0])
    q = p.moved(x[1])
    r = q.clone()
    r.x = r.x * q.x
    p.x = p.x * 3
    return p.x * q.x * r.x


X = np.array([0.4, 0.7])
CASES = [
    Case(fun, (X,))
    for fun in (
        deep_copy_goes_its_own_way,
        copy_of_the_attributes,
        copy_shares_its_list,
        replaced_in_a_loop,
        replaced_once,
        best_so_far,
        network_with_its_optimiser,
        arrays_are_copied,
        copies_of_itself,
        history_of_copies,
        line_search,
        copies_in_a_comprehension,
    )
] + [
    Case(list_in_two_places, (X,), refused=""),
    Case(array_in_two_places, (X,), refused=""),
    Case(object_that_holds_itself, (X,), refused=""),
]
