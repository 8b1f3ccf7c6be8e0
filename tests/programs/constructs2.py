"""Constructs of real programs: objects that change, iterators, containers of the library, globals."""

import math
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from tests.programs import Case, rand

# ---------------------------------------------------------------- lists that NumPy takes for arrays


def reductions_of_lists(x):
    errors = []
    for v in x:
        errors.append(v * x[0])
    pair = [x[0], x[1] * x[2]]
    spread = np.std(errors) + np.var(pair) + np.ptp(errors) + np.median(errors)
    return np.mean(errors) * np.sum(pair) + np.max(errors) * np.min(pair) + np.prod(errors) + spread


def products_of_lists(x):
    row = [v * v for v in x]
    pair = (x[1], x[0], x[2] * x[0])
    rows = [row, [x[2], x[1], 1.0]]
    return np.dot(row, pair) + np.linalg.norm(row) + np.matmul(rows, x) @ [x[0], 2.0] + x.dot(row)


def arithmetic_with_lists(x):
    row = [x[0] * x[1], x[1], 2.0]
    y = x * row - [0.1, x[2], 0.3]
    y += row
    y[1:] = [x[0], x[0] * x[2]]
    z = np.where(x > 0.4, row, 0.5) + np.maximum(row, x) / np.exp(row)
    return np.sum(y * z) + np.float64(2.0) * np.cumsum(row) @ x


def list_repeated_by_a_numpy_integer(x):
    row = [x[0], x[1]] * 2
    return np.sum(row) * row[2]


# ---------------------------------------------------------------- objects that change


@dataclass
class Adam:
    rate: float = 0.1
    decay: float = 0.9
    t: int = 0
    m: float = 0.0
    log: list = field(default_factory=list)

    def step(self, w, g):
        self.t += 1
        self.m = self.decay * self.m + (1.0 - self.decay) * g
        self.log.append(w)
        return w - self.rate * self.m / (1.0 - self.decay**self.t)


def optimiser_with_defaults(rate, x):
    a, b = Adam(rate), Adam(0.2, decay=rate)
    for _ in range(3):
        g = x - 0.3
        x = a.step(x, g * x) + b.step(x, g)
    return x * a.m + b.m + a.t + sum(a.log) * b.log[-1]


@dataclass
class Rod:
    length: float
    load: float = 0.0
    stretch: float = field(init=False, default=0.0)

    def __post_init__(self):
        self.stiffness = 2.0 / self.length

    def pull(self, force):
        self.load += force
        self.stretch = self.load / self.stiffness
        return self.stretch * self.length


def dataclass_with_post_init(x):
    rod = Rod(x[0])
    other = Rod(x[1], load=x[2])
    total = 0.0
    for v in x:
        total += rod.pull(v) * other.pull(total)
    return total + other.stretch * rod.stiffness


class Tank:
    def __init__(self, level, drain):
        self.level = level
        self.drain = drain

    def flow(self, dt):
        out = self.drain * math.sqrt(self.level)
        self.level = self.level - dt * out
        return out


def tanks_in_a_chain(levels, drains):
    tanks = [Tank(h, k) for h, k in zip(levels, drains)]
    for _ in range(4):
        for above, below in zip(tanks, tanks[1:]):
            below.level += 0.1 * above.flow(0.1)
    return sum(t.level**2 for t in tanks)


def tanks_by_name(levels):
    tanks = {}
    for name, h in {"a": levels[0], "b": levels[1]}.items():
        tanks[name] = Tank(h, 0.3)
    for _ in range(3):
        tanks["b"].level += tanks["a"].flow(0.1)
    return tanks["b"].level * tanks["a"].level


def tanks_appended_in_a_loop(levels):
    tanks = []
    for h in levels:
        tank = Tank(h, 0.1)
        tank.level *= h
        if h > 0.5:
            tank.drain = h
        tanks.append(tank)
    flows = [t.flow(0.2) for t in tanks]
    return sum(flows) * tanks[-1].level


class Plant:
    """Objects in an object."""

    def __init__(self, tanks, gain):
        self.tanks = tanks
        self.gain = gain
        self.total = 0.0

    def run(self, steps):
        for _ in range(steps):
            for tank in self.tanks:
                self.total += self.gain * tank.flow(0.1)
        return self


def objects_in_a_changing_object(levels, gain):
    plant = Plant([Tank(h, 0.2) for h in levels], gain).run(3)
    return plant.total * plant.tanks[0].level


def written_from_outside(x):
    tank = Tank(x[0], x[1])
    tank.level, tank.drain = tank.drain, tank.level
    tank.level += x[2]
    copy = Tank(tank.level, 2.0)
    copy.level *= tank.level
    return tank.level * tank.drain + copy.level


def namespace_that_changes(x):
    state = SimpleNamespace(p=x[0], q=x[1])
    for v in x:
        state.p += 0.1 * state.q * v
        state.q -= 0.1 * state.p
    return state.p * state.q


CASES = [
    Case(reductions_of_lists, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(products_of_lists, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(arithmetic_with_lists, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(list_repeated_by_a_numpy_integer, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(optimiser_with_defaults, (0.1, 0.7), argnums=(0, 1), items="F65"),
    Case(dataclass_with_post_init, (np.array([0.8, 0.7, 1.2]),), items="F65"),
    Case(tanks_in_a_chain, (rand(3, low=1.0, high=2.0), np.array([0.1, 0.2, 0.3])), (0, 1), items="F65"),
    Case(tanks_by_name, (rand(2, low=1.0, high=2.0),), items="F65"),
    Case(tanks_appended_in_a_loop, (np.array([0.4, 0.7, 1.2]),), items="F65"),
    Case(objects_in_a_changing_object, (np.array([0.4, 0.7, 1.2]), 0.5), argnums=(0, 1), items="F65"),
    Case(written_from_outside, (np.array([0.4, 0.7, 1.2]),), items="F65"),
    Case(namespace_that_changes, (np.array([0.4, 0.7, 1.2]),), items="F65"),
]
