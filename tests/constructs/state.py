"""Global state, closures and workspaces."""

import numpy as np

from tests.constructs import construct

SCALE = 2.0
WEIGHTS = np.array([0.5, 1.0, 2.0])
CONFIG = {"gain": 1.5, "shift": 0.1}
BUFFER = np.zeros(3)
COUNTS = {"calls": 0}
LOG = []
total = 0.0


@construct("globals read: numbers, arrays, dicts")
def globals_read(x):
    return np.sum(x * WEIGHTS) ** 2 * SCALE * CONFIG["gain"]


def _factory():
    k = 3.0
    offsets = np.array([0.1, 0.2, 0.3])

    def f(x):
        return np.sum((x + offsets) ** 2) * k

    return f


construct("closure variables read")(_factory())


@construct("a workspace in a global: `BUFFER[:] = 2.0 * x`, then read")
def global_workspace(x):
    BUFFER[:] = 2.0 * x
    BUFFER[1:] *= x[0]
    return np.sum(BUFFER**2)


def _with_workspace():
    buffer = np.zeros(3)

    def workspace(x):
        buffer[:] = x * x
        return np.sum(buffer * x)

    return workspace


construct("a workspace in a closure")(_with_workspace())


class Solver:
    def __init__(self):
        self.buffer = np.zeros(3)

    def run(self, x):
        self.buffer[:] = x * x
        return np.sum(self.buffer * x)


construct("a workspace in an attribute")(Solver().run)


@construct("`global`, a counter")
def global_counter(x):
    global evaluations
    evaluations += 1
    return np.sum(x * x) * (1.0 if evaluations > 0 else 2.0)


evaluations = 0


@construct("`global`, an active value")
def global_active(x):
    global total
    total = x[0] * 2.0
    return total * x[1]


@construct("a global dict or list that counts and logs")
def global_log(x):
    COUNTS["calls"] += 1
    LOG.append("called")
    return np.sum(x * x)


def _doubled(a):
    a *= 2.0
    return a[0]


@construct("a call in a test, a message or an `and` that writes into its argument")
def call_in_a_test(x):
    y = x.copy()
    while _doubled(y) < 2.0 and y[1] < 9.0:
        y += x
    return np.sum(y * y)
