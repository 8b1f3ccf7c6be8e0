"""The golden programs, and two functions that are tiny: what counts here are microseconds for each call."""

from __future__ import annotations

import hand_written
import numpy as np

from workloads import Workload


def five_operations(x, y):
    return (x * y + np.sin(x)) * np.exp(-y)


def five_operations_hand(x, y):
    e = np.exp(-y)
    t = x * y + np.sin(x)
    return (y + np.cos(x)) * e, x * e - t * e


def vector_of_ten(x, y, z):
    return np.sum(x * y + np.sin(z))


def vector_of_ten_hand(x, y, z):
    return y.copy(), x.copy(), np.cos(z)


def _ten():
    rng = np.random.default_rng(0)
    return tuple(rng.normal(size=10) for _ in range(3))


def _golden(program, size):
    make = getattr(program, size)
    return lambda: make(np.random.default_rng(0))


WORKLOADS = [
    Workload(
        "five_operations",
        "tiny",
        five_operations,
        five_operations_hand,
        (0, 1),
        lambda: (0.7, 0.3),
        lambda: (0.7, 0.3),
    ),
    Workload("vector_of_ten", "tiny", vector_of_ten, vector_of_ten_hand, (0, 1, 2), _ten, _ten),
]
for program in hand_written.PROGRAMS:
    for size in ("small", "large"):
        WORKLOADS.append(
            Workload(
                f"{program.name}_{size}",
                "tiny",
                program.primal,
                program.hand,
                program.argnums,
                _golden(program, size),
                _golden(program, "small"),
                program.kind,
            )
        )
