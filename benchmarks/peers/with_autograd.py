"""The workloads with autograd (HIPS)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as np
import numpy as onp
from workloads import Workload

from peers import functional

NAME = f"autograd {getattr(autograd, '__version__', '')}".strip()
PARTS = functional.programs(np)


def rim(a):
    """The border of an array, and zeros inside."""
    edge = onp.ones(a.shape)
    edge[(slice(1, -1),) * a.ndim] = 0.0
    return a * edge


def jacobi_2d(a, b, steps):
    a_rim, b_rim = rim(a), rim(b)
    for _ in range(steps):
        inner = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])
        b = b_rim + np.pad(inner, 1, "constant")
        inner = 0.2 * (b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[2:, 1:-1] + b[:-2, 1:-1])
        a = a_rim + np.pad(inner, 1, "constant")
    return np.sum(a**2)


def seidel_2d(a, steps):
    rows = [a[i] for i in range(a.shape[0])]
    for _ in range(steps):
        for i in range(1, len(rows) - 1):
            up, row, down = rows[i - 1], rows[i], rows[i + 1]
            known = row[1:-1] + up[:-2] + up[1:-1] + up[2:] + row[2:] + down[:-2] + down[1:-1] + down[2:]
            new = [row[0]]
            for j in range(len(known)):
                new.append((known[j] + new[-1]) / 9.0)
            rows[i] = np.array([*new, row[-1]])
    return np.sum(np.stack(rows) ** 2)


def heat_3d(a, b, steps):
    a_rim, b_rim = rim(a), rim(b)
    for _ in range(steps):
        inner = (
            0.125 * (a[2:, 1:-1, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1])
            + 0.125 * (a[1:-1, 2:, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, :-2, 1:-1])
            + 0.125 * (a[1:-1, 1:-1, 2:] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, 1:-1, :-2])
            + a[1:-1, 1:-1, 1:-1]
        )
        a, b = b_rim + np.pad(inner, 1, "constant"), a
        a_rim, b_rim = b_rim, a_rim
    return np.sum(a**2)


OWN = {program.__name__: program for program in (jacobi_2d, seidel_2d, heat_3d)}


def prepare(workload: Workload, args: tuple[Any, ...]) -> Callable[[], Any] | None:
    program = functional.chosen(workload.name, OWN, PARTS)
    if program is None:
        return None
    argnums = workload.argnums
    single = isinstance(argnums, int)
    positions = [argnums] if single else list(argnums)
    # A gradient for integers and lists is not asked for; numbers have to be floats.
    if workload.kind == "rows":

        def rows() -> Any:
            def by_args(active):
                return program(*active, *args[len(positions) :])

            pullback, value = autograd.make_vjp(by_args)(tuple(args[k] for k in positions))
            found = []
            for j in range(value.shape[1]):
                seed = onp.zeros_like(value)
                seed[:, j] = 1.0
                found.append(pullback(seed))
            return found

        return rows
    gradient = autograd.grad(program, argnums)
    return lambda: gradient(*args)


def arrays(result: Any) -> Any:
    return result
