"""The golden programs: functions as people write them, and their derivatives as a careful person would.

These derivatives are the yardstick of `run.py`: one statement backwards for one statement forwards,
nothing computed that the result does not need, nothing saved that is not read; and no algebra across
statements, which a compiler is not asked to find.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

# ── 1. Straight line ───────────────────────────────────────────────────────────────────────────────────────


def least_squares(w, x, y):
    r = x @ w - y
    return 0.5 * np.sum(r**2)


def least_squares_grad(w, x, y):
    r = x @ w - y
    return x.T @ r


# ── 2. Broadcasting, two arguments ─────────────────────────────────────────────────────────────────────────


def layer(w, b, x):
    z = x @ w + b
    h = np.tanh(z)
    return np.mean(h**2)


def layer_value_and_grad(w, b, x):
    z = x @ w + b
    h = np.tanh(z)
    value = np.mean(h**2)
    h_bar = 2.0 * h / h.size
    z_bar = h_bar * (1.0 - h**2)
    return value, (x.T @ z_bar, np.sum(z_bar, axis=0))


# ── 3. A loop with a branch ────────────────────────────────────────────────────────────────────────────────


def compress(x, n):
    y = x
    for _ in range(n):
        if y > 10.0:
            y = 10.0 + np.log(y - 9.0)
        else:
            y = y * x
    return y


def compress_grad(x, n):
    y = x
    y_tape = []
    for _ in range(n):
        y_tape.append(y)
        if y > 10.0:
            y = 10.0 + np.log(y - 9.0)
        else:
            y = y * x
    y_bar = 1.0
    x_bar = 0.0
    for _ in reversed(range(n)):
        y = y_tape.pop()
        if y > 10.0:
            y_bar = y_bar / (y - 9.0)
        else:
            x_bar += y_bar * y
            y_bar = y_bar * x
    return x_bar + y_bar


def compress_jvp(x, n, x_dot):
    y = x
    y_dot = x_dot
    for _ in range(n):
        if y > 10.0:
            y_dot = y_dot / (y - 9.0)
            y = 10.0 + np.log(y - 9.0)
        else:
            y_dot = y_dot * x + y * x_dot
            y = y * x
    return y, y_dot


def compress_vjp(x, n):
    y = x
    y_tape = []
    for _ in range(n):
        y_tape.append(y)
        if y > 10.0:
            y = 10.0 + np.log(y - 9.0)
        else:
            y = y * x

    def pullback(y_bar):
        x_bar = 0.0
        for k in reversed(range(n)):
            y = y_tape[k]
            if y > 10.0:
                y_bar = y_bar / (y - 9.0)
            else:
                x_bar += y_bar * y
                y_bar = y_bar * x
        return x_bar + y_bar

    return y, pullback


# ── 4. A while loop that is left in the middle ─────────────────────────────────────────────────────────────


def newton_sqrt(a, tol):
    x = a
    while True:
        step = (x * x - a) / (2.0 * x)
        x = x - step
        if abs(step) < tol:
            break
    return x


def newton_sqrt_grad(a, tol):
    x = a
    x_tape = []
    while True:
        x_tape.append(x)
        step = (x * x - a) / (2.0 * x)
        x = x - step
        if abs(step) < tol:
            break
    x_bar = 1.0
    a_bar = 0.0
    while x_tape:
        x = x_tape.pop()
        step_bar = -x_bar
        step = (x * x - a) / (2.0 * x)
        a_bar -= step_bar / (2.0 * x)
        x_bar += step_bar * (1.0 - step / x)
    return a_bar + x_bar


# ── 5. Slices updated in place, linear: nothing to save ────────────────────────────────────────────────────


def smooth(a, steps):
    b = a.copy()
    for _ in range(steps):
        a[1:-1] = 0.25 * (b[:-2] + 2.0 * b[1:-1] + b[2:])
        b[1:-1] = 0.25 * (a[:-2] + 2.0 * a[1:-1] + a[2:])
    return np.sum(b**2)


def smooth_grad(a, steps):
    a = a.copy()
    b = a.copy()
    for _ in range(steps):
        a[1:-1] = 0.25 * (b[:-2] + 2.0 * b[1:-1] + b[2:])
        b[1:-1] = 0.25 * (a[:-2] + 2.0 * a[1:-1] + a[2:])
    b_bar = 2.0 * b
    a_bar = np.zeros_like(a)
    for _ in reversed(range(steps)):
        t_bar = 0.25 * b_bar[1:-1]
        b_bar[1:-1] = 0.0
        a_bar[:-2] += t_bar
        a_bar[1:-1] += 2.0 * t_bar
        a_bar[2:] += t_bar
        t_bar = 0.25 * a_bar[1:-1]
        a_bar[1:-1] = 0.0
        b_bar[:-2] += t_bar
        b_bar[1:-1] += 2.0 * t_bar
        b_bar[2:] += t_bar
    a_bar += b_bar
    return a_bar


# ── 6. Rows updated in place, not linear: the overwritten row is saved and put back ────────────────────────


def logistic_rows(x, r):
    for i in range(1, x.shape[0]):
        x[i] = r * x[i - 1] * (1.0 - x[i - 1]) + 0.1 * x[i] ** 2
    return np.sum(x)


def logistic_rows_grad(x, r):
    x = x.copy()
    row_tape = []
    for i in range(1, x.shape[0]):
        row_tape.append(x[i].copy())
        x[i] = r * x[i - 1] * (1.0 - x[i - 1]) + 0.1 * x[i] ** 2
    x_bar = np.ones_like(x)
    r_bar = 0.0
    for i in reversed(range(1, x.shape[0])):
        x[i] = row_tape.pop()
        t_bar = x_bar[i].copy()
        x_bar[i] = 0.2 * x[i] * t_bar
        x_bar[i - 1] += r * (1.0 - 2.0 * x[i - 1]) * t_bar
        r_bar += np.sum(x[i - 1] * (1.0 - x[i - 1]) * t_bar)
    return x_bar, r_bar


# ── 7. A helper function, called in a loop ─────────────────────────────────────────────────────────────────


def rotate(p, theta):
    c = np.cos(theta)
    s = np.sin(theta)
    return np.stack([c * p[0] - s * p[1], s * p[0] + c * p[1]])


def rotate_forward(p, theta):
    c = np.cos(theta)
    s = np.sin(theta)
    return np.stack([c * p[0] - s * p[1], s * p[0] + c * p[1]]), (p, c, s)


def rotate_backward(saved, out_bar):
    p, c, s = saved
    p_bar = np.stack([c * out_bar[0] + s * out_bar[1], c * out_bar[1] - s * out_bar[0]])
    c_bar = p[0] * out_bar[0] + p[1] * out_bar[1]
    s_bar = p[0] * out_bar[1] - p[1] * out_bar[0]
    return p_bar, c * s_bar - s * c_bar


def arm(angles, target):
    p = np.array([1.0, 0.0])
    for theta in angles:
        p = rotate(p, theta) + np.array([1.0, 0.0])
    return np.sum((p - target) ** 2)


def arm_grad(angles, target):
    p = np.array([1.0, 0.0])
    rotate_tape = []
    for theta in angles:
        p, saved = rotate_forward(p, theta)
        rotate_tape.append(saved)
        p = p + np.array([1.0, 0.0])
    p_bar = 2.0 * (p - target)
    angles_bar = np.zeros_like(angles)
    for k in reversed(range(len(angles))):
        p_bar, theta_bar = rotate_backward(rotate_tape.pop(), p_bar)
        angles_bar[k] += theta_bar
    return angles_bar


# ── 8. A gather with repeated indices ──────────────────────────────────────────────────────────────────────


def bag(embed, ids, v):
    return np.sum(np.tanh(embed[ids] @ v))


def bag_grad(embed, ids, v):
    rows = embed[ids]
    t = np.tanh(rows @ v)
    t_bar = 1.0 - t**2
    rows_bar = t_bar[:, np.newaxis] * v
    embed_bar = np.zeros_like(embed)
    np.add.at(embed_bar, ids, rows_bar)
    return embed_bar, t_bar @ rows


# ── 9. Two buffers that are swapped ────────────────────────────────────────────────────────────────────────


def diffuse(u, steps):
    new = u.copy()
    for _ in range(steps):
        new[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u, new = new, u
    return np.sum(u**3)


def diffuse_grad(u, steps):
    u = u.copy()
    new = u.copy()
    for _ in range(steps):
        new[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u, new = new, u
    u_bar = 3.0 * u**2
    new_bar = np.zeros_like(new)
    for _ in reversed(range(steps)):
        u_bar, new_bar = new_bar, u_bar
        t_bar = new_bar[1:-1].copy()
        new_bar[1:-1] = 0.0
        u_bar[1:-1] += 0.8 * t_bar
        u_bar[2:] += 0.1 * t_bar
        u_bar[:-2] += 0.1 * t_bar
    u_bar += new_bar
    return u_bar


# ── 10. A helper that writes into a row of its caller's array ──────────────────────────────────────────────


def damp(row, k):
    row *= np.exp(-k)


def damp_forward(row, k):
    factor = np.exp(-k)
    row_before = row.copy()
    row *= factor
    return factor, row_before


def damp_backward(saved, row_bar):
    factor, row_before = saved
    factor_bar = np.sum(row_bar * row_before)
    row_bar *= factor
    return -factor * factor_bar


def sweep(a, k):
    for i in range(a.shape[0]):
        damp(a[i], k * i)
    return np.sum(a**2)


def sweep_grad(a, k):
    a = a.copy()
    damp_tape = []
    for i in range(a.shape[0]):
        damp_tape.append(damp_forward(a[i], k * i))
    a_bar = 2.0 * a
    k_bar = 0.0
    for i in reversed(range(a.shape[0])):
        k_bar += damp_backward(damp_tape.pop(), a_bar[i]) * i
    return a_bar, k_bar


# ── 11. Parameters in a dict ───────────────────────────────────────────────────────────────────────────────


def classify(params, x, labels):
    h = np.maximum(x @ params["w1"] + params["b1"], 0.0)
    scores = h @ params["w2"]
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(labels)), labels])


def classify_grad(params, x, labels):
    h = np.maximum(x @ params["w1"] + params["b1"], 0.0)
    scores = h @ params["w2"]
    highest = np.max(scores, axis=1, keepdims=True)
    shifted = scores - highest
    e = np.exp(shifted)
    total = np.sum(e, axis=1, keepdims=True)
    log_p_bar = np.zeros_like(shifted)
    log_p_bar[np.arange(len(labels)), labels] = -1.0 / len(labels)
    shifted_bar = log_p_bar - e / total * np.sum(log_p_bar, axis=1, keepdims=True)
    top = scores == highest
    highest_bar = np.sum(shifted_bar, axis=1, keepdims=True)
    scores_bar = shifted_bar - highest_bar * top / np.sum(top, axis=1, keepdims=True)
    h_bar = scores_bar @ params["w2"].T
    z_bar = h_bar * (h > 0.0)
    return {"w1": x.T @ z_bar, "b1": np.sum(z_bar, axis=0), "w2": h.T @ scores_bar}


# ── The table ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Program:
    """One golden program: the primal, what is asked of it, the yardstick, and arguments of two sizes.

    `kind` is the interface that is measured: "grad", "value_and_grad", "jvp" (one tangent, that of the first
    argument, is handed to the yardstick as a last argument) or "vjp" (forward sweep and one pull-back).
    """

    name: str
    kind: str
    primal: Callable[..., Any]
    hand: Callable[..., Any]
    argnums: int | tuple[int, ...]
    small: Callable[[np.random.Generator], tuple[Any, ...]]
    large: Callable[[np.random.Generator], tuple[Any, ...]]


def _least_squares(n, d):
    return lambda rng: (rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=n))


def _layer(n, d, h):
    return lambda rng: (rng.normal(size=(d, h)) / d, rng.normal(size=h), rng.normal(size=(n, d)))


def _bag(n, d, picks):
    return lambda rng: (rng.normal(size=(n, d)), rng.integers(0, n, picks), rng.normal(size=d) / d)


def _classify(n, d, h, classes):
    def make(rng):
        params = {
            "w1": rng.normal(size=(d, h)),
            "b1": rng.normal(size=h),
            "w2": rng.normal(size=(h, classes)),
        }
        return params, rng.normal(size=(n, d)), rng.integers(0, classes, n)

    return make


def _field(n, steps):
    return lambda rng: (rng.normal(size=n), steps)


def _rows(n, m, k):
    return lambda rng: (rng.uniform(size=(n, m)), k)


def _arm(n):
    return lambda rng: (rng.normal(size=n), rng.normal(size=2))


PROGRAMS = [
    Program(
        "least_squares",
        "grad",
        least_squares,
        least_squares_grad,
        0,
        _least_squares(7, 4),
        _least_squares(2000, 50),
    ),
    Program(
        "layer", "value_and_grad", layer, layer_value_and_grad, (0, 1), _layer(5, 4, 3), _layer(256, 64, 64)
    ),
    Program("compress", "grad", compress, compress_grad, 0, lambda _: (1.5, 20), lambda _: (1.5, 2000)),
    Program("compress_jvp", "jvp", compress, compress_jvp, 0, lambda _: (1.5, 20), lambda _: (1.5, 2000)),
    Program("compress_vjp", "vjp", compress, compress_vjp, 0, lambda _: (1.5, 20), lambda _: (1.5, 2000)),
    Program(
        "newton_sqrt",
        "grad",
        newton_sqrt,
        newton_sqrt_grad,
        0,
        lambda _: (7.0, 1e-12),
        lambda _: (1e150, 1e60),
    ),
    Program("smooth", "grad", smooth, smooth_grad, 0, _field(12, 5), _field(4000, 100)),
    Program(
        "logistic_rows",
        "grad",
        logistic_rows,
        logistic_rows_grad,
        (0, 1),
        _rows(6, 3, 2.5),
        _rows(400, 200, 2.5),
    ),
    Program("arm", "grad", arm, arm_grad, 0, _arm(4), _arm(200)),
    Program("bag", "grad", bag, bag_grad, (0, 2), _bag(5, 3, 4), _bag(1000, 32, 5000)),
    Program("diffuse", "grad", diffuse, diffuse_grad, 0, _field(10, 7), _field(4000, 200)),
    Program("sweep", "grad", sweep, sweep_grad, (0, 1), _rows(4, 3, 0.3), _rows(200, 500, 0.01)),
    Program(
        "classify", "grad", classify, classify_grad, 0, _classify(6, 4, 5, 3), _classify(256, 64, 128, 10)
    ),
]
