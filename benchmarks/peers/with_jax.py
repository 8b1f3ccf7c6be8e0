"""The workloads with JAX, compiled by `jit`, in float64 on one core."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax

# isort: split
import jax.numpy as np
import numpy as onp
from jax import lax
from workloads import Workload

from peers import functional

jax.config.update("jax_enable_x64", True)
NAME = f"jax {jax.__version__}"
PARTS = functional.programs(np)


def jacobi_1d(a, b, steps):
    def step(_, state):
        a, b = state
        b = b.at[1:-1].set(0.33333 * (a[:-2] + a[1:-1] + a[2:]))
        a = a.at[1:-1].set(0.33333 * (b[:-2] + b[1:-1] + b[2:]))
        return a, b

    return np.sum(lax.fori_loop(0, steps, step, (a, b))[0] ** 2)


def jacobi_2d(a, b, steps):
    def mean(a):
        return 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])

    def step(_, state):
        a, b = state
        b = b.at[1:-1, 1:-1].set(mean(a))
        a = a.at[1:-1, 1:-1].set(mean(b))
        return a, b

    return np.sum(lax.fori_loop(0, steps, step, (a, b))[0] ** 2)


def seidel_2d(a, steps):
    def row(a, i):
        known = a[i, 1:-1] + a[i, 2:]
        for k in (i - 1, i + 1):
            known = known + a[k, :-2] + a[k, 1:-1] + a[k, 2:]

        def element(left, term):
            new = (term + left) / 9.0
            return new, new

        return a.at[i, 1:-1].set(lax.scan(element, a[i, 0], known)[1]), None

    def step(_, a):
        return lax.scan(row, a, np.arange(1, a.shape[0] - 1))[0]

    return np.sum(lax.fori_loop(0, steps, step, a) ** 2)


def heat_3d(a, b, steps):
    def step(_, state):
        a, b = state
        middle = a[1:-1, 1:-1, 1:-1]
        new = (
            0.125 * (a[2:, 1:-1, 1:-1] - 2.0 * middle + a[:-2, 1:-1, 1:-1])
            + 0.125 * (a[1:-1, 2:, 1:-1] - 2.0 * middle + a[1:-1, :-2, 1:-1])
            + 0.125 * (a[1:-1, 1:-1, 2:] - 2.0 * middle + a[1:-1, 1:-1, :-2])
            + middle
        )
        return b.at[1:-1, 1:-1, 1:-1].set(new), a

    return np.sum(lax.fori_loop(0, steps, step, (a, b))[0] ** 2)


def cavity(u, v, p, steps, sweeps, dt, h, rho, nu):
    def step(_, state):
        u, v, p = state
        source = PARTS["cavity_source"](u, v, dt, h, rho)
        p = lax.fori_loop(0, sweeps, lambda _, p: PARTS["cavity_sweep"](p, source), p)
        return *PARTS["cavity_change"](u, v, p, dt, h, rho, nu), p

    u, v, p = lax.fori_loop(0, steps, step, (u, v, p))
    return np.sum(u**2) + np.sum(v**2)


def nbody(place, speed, mass, soft, dt, steps):
    def step(_, state):
        return PARTS["nbody_step"](*state, mass, soft, dt)

    force = PARTS["accelerations"](place, mass, soft)
    place, speed, _ = lax.fori_loop(0, steps, step, (place, speed, force))
    return 0.5 * np.sum(mass[:, None] * speed**2) + np.sum(place**2)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm(main, extra, state, sequence):
    def character(state, pair):
        x, gold = pair
        x = x * extra[0]
        for i in range(0, state.shape[0], 2):
            weight, bias, b = main[i], main[i + 1], x.shape[0]
            forget = sigmoid(x * weight[:b] + bias[:b])
            ingate = sigmoid(state[i] * weight[b : 2 * b] + bias[b : 2 * b])
            outgate = sigmoid(x * weight[2 * b : 3 * b] + bias[2 * b : 3 * b])
            change = np.tanh(state[i] * weight[3 * b :] + bias[3 * b :])
            cell = state[i + 1] * forget + ingate * change
            x = outgate * np.tanh(cell)
            state = state.at[i].set(x).at[i + 1].set(cell)
        predicted = x * extra[1] + extra[2]
        normed = predicted - np.log(np.sum(np.exp(predicted)) + 2.0)
        return state, np.sum(gold * normed)

    losses = lax.scan(character, state, (sequence[:-1], sequence[1:]))[1]
    return -np.sum(losses) / ((sequence.shape[0] - 1) * sequence.shape[1])


def logistic_map(x, r, n):
    def step(x, _):
        x = np.where(x > 0.7, x - 0.5 * r * x * (1.0 - x), r * x * (1.0 - x))
        return x, x

    return np.sum(lax.scan(step, x, None, length=n)[1]) / n


def euler(x, v, k, drag, dt, n):
    def step(state, _):
        x, v = state
        v = v + dt * (-k * np.sin(x) - drag * v * np.abs(v))
        x = x + dt * v
        hit = x < -0.5
        return (np.where(hit, -1.0 - x, x), np.where(hit, -0.9 * v, v)), None

    (x, v), _ = lax.scan(step, (x, v), None, length=n)
    return x**2 + v**2


def kalman(level, variance, q, r, seen):
    def step(state, y):
        level, variance = state
        variance = variance + q
        innovation = y - level
        s = variance + r
        gain = variance / s
        there = y > -1e9
        loss = np.where(there, 0.5 * (np.log(s) + innovation**2 / s), 0.0)
        level = np.where(there, level + gain * innovation, level)
        return (level, np.where(there, (1.0 - gain) * variance, variance)), loss

    return np.sum(lax.scan(step, (level, variance), np.asarray(seen))[1])


def garch(omega, alpha, gamma, beta, returns):
    def step(variance, e):
        loss = 0.5 * (np.log(variance) + e**2 / variance)
        news = np.where(e < 0.0, alpha + gamma, alpha)
        return omega + news * e**2 + beta * variance, loss

    first = omega / (1.0 - alpha - 0.5 * gamma - beta)
    return np.sum(lax.scan(step, first, np.asarray(returns))[1])


OWN = {
    program.__name__: program
    for program in (
        jacobi_1d,
        jacobi_2d,
        seidel_2d,
        heat_3d,
        cavity,
        nbody,
        lstm,
        logistic_map,
        euler,
        kalman,
        garch,
    )
}


def prepare(workload: Workload, args: tuple[Any, ...]) -> Callable[[], Any] | None:
    program = functional.chosen(workload.name, OWN, PARTS)
    if program is None:
        return None
    argnums = workload.argnums if isinstance(workload.argnums, tuple) else (workload.argnums,)
    rest = {k: a for k, a in enumerate(args) if k not in argnums}
    data = {k: np.asarray(a) for k, a in rest.items() if isinstance(a, (onp.ndarray, list))}
    fixed = {k: a for k, a in rest.items() if k not in data}

    def call(active, data):
        given = dict(zip(argnums, active)) | data | fixed
        return program(*[given[k] for k in range(len(args))])

    if workload.kind == "rows":

        def derivative(active, data):
            value, pull = jax.vjp(lambda a: call(a, data), active)
            seeds = [np.zeros_like(value).at[:, j].set(1.0) for j in range(value.shape[1])]
            return [pull(seed)[0] for seed in seeds]

        compiled = jax.jit(derivative)
    else:
        compiled = jax.jit(jax.grad(call))
    active = tuple(np.asarray(args[k], dtype=float) for k in argnums)

    def run() -> Any:
        found = jax.block_until_ready(compiled(active, data))
        return found[0] if isinstance(workload.argnums, int) else found

    return run


def arrays(result: Any) -> Any:
    return jax.tree.map(onp.asarray, result)
