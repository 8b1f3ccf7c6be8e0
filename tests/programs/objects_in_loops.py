"""Objects that are used in loops inside of loops: what each trip computes is its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tests.programs import Case

X = np.array([0.4, 0.7, 1.2])
W = np.array([[1.0, 0.2, 0.1], [0.3, 0.8, 0.0], [0.1, 0.2, 1.5]])


class Level:
    def __init__(self, x):
        self.x = x


def quotients(x):
    levels = [Level(x[0]), Level(x[1])]
    for _ in range(2):
        for level in levels:
            f = level.x / x[2]
            level.x = level.x + f * x[0]
    return levels[0].x * levels[1].x


def exponentials_kept_in_a_list(x):
    levels = [Level(x * 1.0), Level(x * 2.0)]
    for _ in range(2):
        rates = []
        for level in levels:
            f = np.exp(-level.x)
            rates.append(f)
        for level, f in zip(levels, rates):
            level.x = level.x + f * x[0]
    return np.sum(levels[0].x * levels[1].x)


@dataclass
class Particle:
    pos: np.ndarray
    vel: np.ndarray
    mass: float = 1.0


class System:
    def __init__(self, particles):
        self.particles = particles

    def forces(self):
        forces = [np.zeros(2) for _ in self.particles]
        for i, a in enumerate(self.particles):
            for j, b in enumerate(self.particles):
                if i < j:
                    d = b.pos - a.pos
                    r = np.sqrt(d @ d + 0.01)
                    f = a.mass * b.mass * d / r**3
                    forces[i] += f
                    forces[j] -= f
        return forces

    def step(self, dt):
        for p, f in zip(self.particles, self.forces()):
            p.vel += dt * f / p.mass
            p.pos += dt * p.vel

    def energy(self):
        return sum(0.5 * p.mass * (p.vel @ p.vel) for p in self.particles)


def bodies_that_attract_each_other(x):
    first = Particle(np.array([x[0], 0.0]), np.zeros(2))
    s = System([first, Particle(np.array([1.0, x[1]]), x[:2] * 0.1, x[2])])
    for _ in range(3):
        s.step(0.05)
    return s.energy() + first.pos[0]


class Dense:
    """Its gradients are attributes that no `__init__` sets."""

    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        self.out = np.tanh(self.w @ x + self.b)
        return self.out

    def backward(self, g):
        g = g * (1 - self.out**2)
        self.dw = np.outer(g, self.x)
        self.db = g
        return self.w.T @ g

    def update(self, rate):
        self.w = self.w - rate * self.dw
        self.b = self.b - rate * self.db


class Net:
    def __init__(self, layers):
        self.layers, self.losses = layers, []

    def train(self, x, y, rate):
        h = x
        for layer in self.layers:
            h = layer.forward(h)
        self.losses.append(np.sum((h - y) ** 2))
        g = 2 * (h - y)
        for layer in reversed(self.layers):
            g = layer.backward(g)
        for layer in self.layers:
            layer.update(rate)


def net_that_is_trained(x):
    net = Net([Dense(W, x * 1.0), Dense(W.T * x[0], np.zeros(3))])
    for _ in range(2):
        net.train(x, np.ones(3), 0.1 * x[1])
    return net.losses[-1] + net.losses[0] * np.sum(net.layers[1].w)


class Meter:
    def read(self, v, often):
        if often:
            self.last = v
        self.sum = getattr(self, "sum", 0.0) + self.last * v


def bound_on_some_ways_first(x):
    """The first trip sets `last`, the others read what it was."""
    meter = Meter()
    for k, v in enumerate(x):
        meter.read(v * x[0], k == 0)
    return meter.sum


class Fitted:
    def __init__(self, w):
        self.w, self.calls, self.log = w, 0, []

    @cached_property
    def norm(self):
        self.calls += 1
        return np.sqrt(np.sum(self.w**2))

    @cached_property
    def unit(self):
        return self.w / self.norm

    def predict(self, v):
        self.log.append(self.unit @ v)
        return self.log[-1] * self.calls


def cached_property_of_an_object_that_changes(x):
    m, s = Fitted(x * x[0]), 0.0
    a = m.norm
    m.w = m.w * 3.0
    for k in range(3):
        s = s + m.predict(x + k)
    return s * m.norm + a * np.sum(m.w) * m.calls


def cached_property_that_a_trip_computes(x):
    m, s = Fitted(x), 0.0
    for k in range(3):
        m.w = m.w * 1.5
        if k == 1:
            s = s + m.norm
        s = s + np.sum(m.w)
    return s * m.norm


def cached_property_in_a_test(x):
    m, s = Fitted(x), 0.0
    for k in range(2):
        if k > 0 and m.norm > 0.5:
            s = s + m.norm
        m.w = m.w * 2.0
    return s


class Momentum:
    """A dict of state for each array of parameters."""

    def __init__(self, params):
        self.params = params
        self.state = [dict(m=np.zeros_like(p), n=0) for p in params]

    def step(self, grads):
        for p, g, s in zip(self.params, grads, self.state):
            s["n"] += 1
            s["m"] = 0.9 * s["m"] + g
            p -= 0.1 * s["m"] / s["n"]


def state_of_each_parameter(x):
    params = [x * 1.0, x * 2.0]
    optimiser = Momentum(params)
    for _ in range(3):
        optimiser.step([p * p for p in params])
    return np.sum(params[0] * params[1]) + np.sum(optimiser.state[0]["m"])


CASES = [
    Case(fun, (X,))
    for fun in (
        quotients,
        exponentials_kept_in_a_list,
        bodies_that_attract_each_other,
        bound_on_some_ways_first,
        cached_property_of_an_object_that_changes,
        cached_property_that_a_trip_computes,
        state_of_each_parameter,
    )
] + [
    Case(net_that_is_trained, (X,), standalone=False),
    Case(cached_property_in_a_test, (X,), refused="TGT411"),
]
