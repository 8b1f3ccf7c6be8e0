"""Recurrences of Python numbers, 10,000 steps long, with a branch inside."""

from __future__ import annotations

import math
import random

import numpy as np

from workloads import Workload


def logistic_map(x, r, n):
    total = 0.0
    for _ in range(n):
        if x > 0.7:
            x = x - 0.5 * r * x * (1.0 - x)
        else:
            x = r * x * (1.0 - x)
        total += x
    return total / n


def logistic_map_hand(x, r, n):
    x_tape = []
    for _ in range(n):
        x_tape.append(x)
        if x > 0.7:
            x = x - 0.5 * r * x * (1.0 - x)
        else:
            x = r * x * (1.0 - x)
    total_bar = 1.0 / n
    x_bar = 0.0
    r_bar = 0.0
    while x_tape:
        x = x_tape.pop()
        x_bar += total_bar
        if x > 0.7:
            r_bar -= 0.5 * x * (1.0 - x) * x_bar
            x_bar -= 0.5 * r * (1.0 - 2.0 * x) * x_bar
        else:
            r_bar += x * (1.0 - x) * x_bar
            x_bar = r * (1.0 - 2.0 * x) * x_bar
    return x_bar, r_bar


def euler(x, v, k, drag, dt, n):
    """A pendulum with friction, which a wall sends back."""
    for _ in range(n):
        force = -k * math.sin(x) - drag * v * abs(v)
        v = v + dt * force
        x = x + dt * v
        if x < -0.5:
            x = -1.0 - x
            v = -0.9 * v
    return x**2 + v**2


def euler_hand(x, v, k, drag, dt, n):
    x_tape = []
    v_tape = []
    hit_tape = []
    for _ in range(n):
        x_tape.append(x)
        v_tape.append(v)
        force = -k * math.sin(x) - drag * v * abs(v)
        v = v + dt * force
        x = x + dt * v
        hit = x < -0.5
        hit_tape.append(hit)
        if hit:
            x = -1.0 - x
            v = -0.9 * v
    x_bar = 2.0 * x
    v_bar = 2.0 * v
    k_bar = 0.0
    drag_bar = 0.0
    while x_tape:
        if hit_tape.pop():
            v_bar = -0.9 * v_bar
            x_bar = -x_bar
        x = x_tape.pop()
        v = v_tape.pop()
        v_bar += dt * x_bar
        force_bar = dt * v_bar
        k_bar -= math.sin(x) * force_bar
        x_bar -= k * math.cos(x) * force_bar
        drag_bar -= v * abs(v) * force_bar
        v_bar -= 2.0 * drag * abs(v) * force_bar
    return x_bar, v_bar, k_bar, drag_bar


def kalman(level, variance, q, r, seen):
    """The negative log-likelihood of a random walk seen in noise; a missing measurement is -1e10."""
    loss = 0.0
    for y in seen:
        variance = variance + q
        if y > -1e9:
            innovation = y - level
            s = variance + r
            gain = variance / s
            level = level + gain * innovation
            variance = (1.0 - gain) * variance
            loss += 0.5 * (math.log(s) + innovation**2 / s)
    return loss


def kalman_hand(level, variance, q, r, seen):
    variance_tape = []
    level_tape = []
    for y in seen:
        variance = variance + q
        variance_tape.append(variance)
        level_tape.append(level)
        if y > -1e9:
            innovation = y - level
            s = variance + r
            gain = variance / s
            level = level + gain * innovation
            variance = (1.0 - gain) * variance
    level_bar = 0.0
    variance_bar = 0.0
    q_bar = 0.0
    r_bar = 0.0
    for y in reversed(seen):
        variance = variance_tape.pop()
        level = level_tape.pop()
        if y > -1e9:
            innovation = y - level
            s = variance + r
            gain = variance / s
            s_bar = 0.5 / s - 0.5 * innovation**2 / s**2
            innovation_bar = innovation / s
            gain_bar = -variance_bar * variance
            variance_bar = variance_bar * (1.0 - gain)
            gain_bar += level_bar * innovation
            innovation_bar += level_bar * gain
            variance_bar += gain_bar / s
            s_bar -= gain_bar * gain / s
            variance_bar += s_bar
            r_bar += s_bar
            level_bar -= innovation_bar
        q_bar += variance_bar
    return level_bar, variance_bar, q_bar, r_bar


def garch(omega, alpha, gamma, beta, returns):
    """The negative log-likelihood of GJR-GARCH(1, 1): bad news raise the variance by more than good ones."""
    variance = omega / (1.0 - alpha - 0.5 * gamma - beta)
    loss = 0.0
    for e in returns:
        loss += 0.5 * (math.log(variance) + e**2 / variance)
        if e < 0.0:
            variance = omega + (alpha + gamma) * e**2 + beta * variance
        else:
            variance = omega + alpha * e**2 + beta * variance
    return loss


def garch_hand(omega, alpha, gamma, beta, returns):
    scale = 1.0 - alpha - 0.5 * gamma - beta
    variance = omega / scale
    first = variance
    variance_tape = []
    for e in returns:
        variance_tape.append(variance)
        if e < 0.0:
            variance = omega + (alpha + gamma) * e**2 + beta * variance
        else:
            variance = omega + alpha * e**2 + beta * variance
    variance_bar = 0.0
    omega_bar = 0.0
    alpha_bar = 0.0
    gamma_bar = 0.0
    beta_bar = 0.0
    for e in reversed(returns):
        variance = variance_tape.pop()
        omega_bar += variance_bar
        beta_bar += variance_bar * variance
        if e < 0.0:
            t_bar = variance_bar * e**2
            alpha_bar += t_bar
            gamma_bar += t_bar
        else:
            alpha_bar += variance_bar * e**2
        variance_bar = variance_bar * beta
        variance_bar += 0.5 / variance - 0.5 * e**2 / variance**2
    omega_bar += variance_bar / scale
    scale_bar = -variance_bar * first / scale
    return omega_bar, alpha_bar - scale_bar, gamma_bar - 0.5 * scale_bar, beta_bar - scale_bar


def _measurements(n):
    rng = random.Random(0)
    level, seen = 0.0, []
    for _ in range(n):
        level += rng.gauss(0.0, 0.3)
        seen.append(-1e10 if rng.random() < 0.1 else level + rng.gauss(0.0, 1.0))
    return 0.0, 1.0, 0.1, 1.0, seen


def _returns(n):
    rng = random.Random(1)
    return 0.05, 0.05, 0.1, 0.8, [rng.gauss(0.0, 1.0) for _ in range(n)]


def _returns_in_array(n):
    *parameters, returns = _returns(n)
    return (*parameters, np.array(returns))


STEPS = 10_000


def _workload(name, primal, hand, argnums, make):
    return Workload(name, "recurrences", primal, hand, argnums, lambda: make(STEPS), lambda: make(12))


WORKLOADS = [
    _workload("logistic_map", logistic_map, logistic_map_hand, (0, 1), lambda n: (0.3, 3.2, n)),
    _workload("euler", euler, euler_hand, (0, 1, 2, 3), lambda n: (1.0, 0.0, 1.0, 0.01, 0.01, n)),
    _workload("kalman", kalman, kalman_hand, (0, 1, 2, 3), _measurements),
    _workload("garch", garch, garch_hand, (0, 1, 2, 3), _returns),
    _workload("garch_array", garch, garch_hand, (0, 1, 2, 3), _returns_in_array),
]
