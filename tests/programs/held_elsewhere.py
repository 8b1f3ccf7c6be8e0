"""Objects and containers that hold a list, one function that changes it, and another that reads it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from tests.programs import Case, rand

SIGNAL = rand(4)


@dataclass
class Echo:
    weights: list
    past: list

    def step(self, x):
        y = x - sum([c * v for c, v in zip(self.weights, self.past, strict=True)])
        self.past.insert(0, y)
        self.past.pop()
        return y


def _echo(weights):
    return Echo(weights, [1.0, 2.0])


def _named_echo(weights):
    return _echo(weights), "echo"


def object_of_a_helper_with_a_list_that_changes(signal, weights):
    f = _echo(weights)
    total = 0.0
    for s in signal:
        total += f.step(s)
    return total


def object_in_a_pair_with_a_list_that_changes(signal, weights):
    f, name = _named_echo(weights)
    out = [f.step(s) for s in signal]
    return sum(out) * len(name)


class Biquad:
    def __init__(self, b, a):
        self.b, self.a = b, a
        self.xs = deque([0.0] * 2, maxlen=2)
        self.ys = deque([0.0] * 2, maxlen=2)

    def __call__(self, x):
        y = self.b[0] * x
        y = y + sum(b * v for b, v in zip(self.b[1:], self.xs, strict=True))
        y = y - sum(a * v for a, v in zip(self.a, self.ys, strict=True))
        self.xs.appendleft(x)
        self.ys.appendleft(y)
        return y


def biquad(signal, b, a):
    f = Biquad(b, a)
    out = np.array([f(s) for s in signal])
    return np.sqrt(np.mean(out**2))


CASES = [
    Case(object_of_a_helper_with_a_list_that_changes, (SIGNAL, [0.4, -0.1]), (0, 1)),
    Case(object_in_a_pair_with_a_list_that_changes, (SIGNAL, [0.4, -0.1]), (0, 1)),
    Case(biquad, (SIGNAL, [0.2, 0.3, 0.1], [0.4, -0.1]), (0, 1, 2)),
]
