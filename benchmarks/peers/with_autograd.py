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


def jacobi_1d(a, b, steps):
    for _ in range(steps):
        b = np.concatenate([b[:1], 0.33333 * (a[:-2] + a[1:-1] + a[2:]), b[-1:]])
        a = np.concatenate([a[:1], 0.33333 * (b[:-2] + b[1:-1] + b[2:]), a[-1:]])
    return np.sum(a**2)


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


def cavity(u, v, p, steps, sweeps, dt, h, rho, nu):
    for _ in range(steps):
        source = PARTS["cavity_source"](u, v, dt, h, rho)
        for _ in range(sweeps):
            p = PARTS["cavity_sweep"](p, source)
        u, v = PARTS["cavity_change"](u, v, p, dt, h, rho, nu)
    return np.sum(u**2) + np.sum(v**2)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm_cell(weight, bias, hidden, cell, x):
    b = x.shape[0]
    forget = sigmoid(x * weight[:b] + bias[:b])
    ingate = sigmoid(hidden * weight[b : 2 * b] + bias[b : 2 * b])
    outgate = sigmoid(x * weight[2 * b : 3 * b] + bias[2 * b : 3 * b])
    change = np.tanh(hidden * weight[3 * b :] + bias[3 * b :])
    cell = cell * forget + ingate * change
    return outgate * np.tanh(cell), cell


def lstm(main, extra, state, sequence):
    state = [state[i] for i in range(state.shape[0])]
    loss = 0.0
    for t in range(sequence.shape[0] - 1):
        x = sequence[t] * extra[0]
        for i in range(0, len(state), 2):
            state[i], state[i + 1] = lstm_cell(main[i], main[i + 1], state[i], state[i + 1], x)
            x = state[i]
        predicted = x * extra[1] + extra[2]
        normed = predicted - np.log(np.sum(np.exp(predicted)) + 2.0)
        loss = loss + np.sum(sequence[t + 1] * normed)
    return -loss / ((sequence.shape[0] - 1) * sequence.shape[1])


def logistic_map(x, r, n):
    total = 0.0
    for _ in range(n):
        if x > 0.7:
            x = x - 0.5 * r * x * (1.0 - x)
        else:
            x = r * x * (1.0 - x)
        total += x
    return total / n


def euler(x, v, k, drag, dt, n):
    for _ in range(n):
        force = -k * np.sin(x) - drag * v * abs(v)
        v = v + dt * force
        x = x + dt * v
        if x < -0.5:
            x = -1.0 - x
            v = -0.9 * v
    return x**2 + v**2


def kalman(level, variance, q, r, seen):
    loss = 0.0
    for y in seen:
        variance = variance + q
        if y > -1e9:
            innovation = y - level
            s = variance + r
            gain = variance / s
            level = level + gain * innovation
            variance = (1.0 - gain) * variance
            loss += 0.5 * (np.log(s) + innovation**2 / s)
    return loss


def garch(omega, alpha, gamma, beta, returns):
    variance = omega / (1.0 - alpha - 0.5 * gamma - beta)
    loss = 0.0
    for e in returns:
        loss += 0.5 * (np.log(variance) + e**2 / variance)
        if e < 0.0:
            variance = omega + (alpha + gamma) * e**2 + beta * variance
        else:
            variance = omega + alpha * e**2 + beta * variance
    return loss


OWN = {
    program.__name__: program
    for program in (
        jacobi_1d,
        jacobi_2d,
        seidel_2d,
        heat_3d,
        cavity,
        lstm,
        logistic_map,
        euler,
        kalman,
        garch,
    )
}
OWN["garch_array"] = garch


def prepare(workload: Workload, args: tuple[Any, ...]) -> Callable[[], Any] | None:
    name = "gmm" if workload.name.startswith("gmm") else workload.name
    program = OWN.get(name) or PARTS.get(name)
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
