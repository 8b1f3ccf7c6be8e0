"""Classes without an `__init__`, and loops that are written out around loops with counters."""

import numpy as np

from tests.programs import Case, rand

SPACE = np.zeros(3)


class Meter:
    unit = 1.2

    def step(self, t):
        self.total = t * self.unit

    def more(self, t):
        self.total = self.total + np.sin(t)


class Gauge(Meter):
    def mean(self):
        return np.mean(self.total)


class Held:
    def __init__(self, w):
        self.w = w


def twice(v):
    yield v
    yield v


def read_after_two_steps(x, p):
    meter = Meter()
    meter.step(x)
    meter.step(p * x)
    return meter.total[0] + meter.total[2] ** 2


def added_up_in_a_loop(x, p):
    meter = Meter()
    meter.step(x)
    for k in range(3):
        meter.more(x * p[k])
    return np.sum(meter.total)


def of_a_base_class(x, p):
    gauge = Gauge()
    gauge.step(x * p)
    gauge.more(p)
    return gauge.mean() * gauge.total[1]


def one_of_two(x, p):
    meter, other = Meter(), Meter()
    for m in (meter, other):
        m.step(x * p)
    other.more(x)
    return np.sum(meter.total * other.total)


def filled_by_turns(x, p):
    meter = Meter()
    for v in twice(p):
        meter.step(sum({k: e for k, e in enumerate(x)}.values()) * v[0])
    return meter.total


def filtered_in_each_turn(x, p):
    SPACE[:] = x
    held = Held(SPACE)
    for _ in twice(held.w):
        a = sum(e * k for k, e in enumerate(p) if e > 0.0)
    return a + np.sum(SPACE)


def counted_twice(x, p):
    SPACE[:] = x
    held = Held(SPACE)
    total = 0.0
    for _ in twice(held.w):
        total = total + sum(e * held.w[k] for k, e in enumerate(p) if e > 0.0)
    return total


CASES = [
    Case(fun, lambda: (rand(3), rand(3) + 1.0), (0, 1))
    for fun in (
        read_after_two_steps,
        added_up_in_a_loop,
        of_a_base_class,
        one_of_two,
        filled_by_turns,
    )
] + [
    # A saved file cannot hold the array that they work in.
    Case(fun, lambda: (rand(3), rand(3) + 1.0), (0, 1), standalone=False)
    for fun in (filtered_in_each_turn, counted_twice)
]
