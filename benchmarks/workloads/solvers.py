"""Solvers that update arrays in place."""

from __future__ import annotations

import numpy as np

from workloads import Workload

# ── Vertical advection: a tridiagonal solve in each column ─────────────────────────────────────────────────


def vadv(u, wcon, rate):
    """One implicit step; levels are the first axis."""
    levels = u.shape[0]
    above = np.zeros_like(u)
    right = np.zeros_like(u)
    for k in range(levels):
        left_k = np.zeros(u.shape[1:]) if k == 0 else -0.25 * wcon[k]
        above_k = np.zeros(u.shape[1:]) if k == levels - 1 else 0.25 * wcon[k + 1]
        middle = rate - left_k - above_k
        known = rate * u[k]
        if k > 0:
            known = known - left_k * (u[k - 1] - u[k])
        if k < levels - 1:
            known = known - above_k * (u[k + 1] - u[k])
        if k > 0:
            pivot = 1.0 / (middle - above[k - 1] * left_k)
            above[k] = above_k * pivot
            right[k] = (known - left_k * right[k - 1]) * pivot
        else:
            above[k] = above_k / middle
            right[k] = known / middle
    for k in range(levels - 2, -1, -1):
        right[k] -= above[k] * right[k + 1]
    return np.sum(right**2)


def vadv_hand(u, wcon, rate):
    levels = u.shape[0]
    above = np.zeros(u.shape)
    right = np.zeros(u.shape)
    middle_tape = []
    known_tape = []
    for k in range(levels):
        left_k = np.zeros(u.shape[1:]) if k == 0 else -0.25 * wcon[k]
        above_k = np.zeros(u.shape[1:]) if k == levels - 1 else 0.25 * wcon[k + 1]
        middle = rate - left_k - above_k
        known = rate * u[k]
        if k > 0:
            known = known - left_k * (u[k - 1] - u[k])
        if k < levels - 1:
            known = known - above_k * (u[k + 1] - u[k])
        known_tape.append(known)
        if k > 0:
            pivot = 1.0 / (middle - above[k - 1] * left_k)
            above[k] = above_k * pivot
            right[k] = (known - left_k * right[k - 1]) * pivot
            middle_tape.append(pivot)
        else:
            above[k] = above_k / middle
            right[k] = known / middle
            middle_tape.append(middle)
    right_tape = []
    for k in range(levels - 2, -1, -1):
        right_tape.append(right[k].copy())
        right[k] -= above[k] * right[k + 1]
    right_bar = 2.0 * right
    above_bar = np.zeros(u.shape)
    for k in range(levels - 1):
        above_bar[k] -= right_bar[k] * right[k + 1]
        right_bar[k + 1] -= right_bar[k] * above[k]
        right[k] = right_tape.pop()
    u_bar = np.zeros(u.shape)
    wcon_bar = np.zeros(wcon.shape)
    for k in range(levels - 1, -1, -1):
        left_k = np.zeros(u.shape[1:]) if k == 0 else -0.25 * wcon[k]
        above_k = np.zeros(u.shape[1:]) if k == levels - 1 else 0.25 * wcon[k + 1]
        known = known_tape.pop()
        if k > 0:
            pivot = middle_tape.pop()
            t_bar = right_bar[k] * pivot
            pivot_bar = right_bar[k] * (known - left_k * right[k - 1])
            known_bar = t_bar
            left_k_bar = -t_bar * right[k - 1]
            right_bar[k - 1] -= t_bar * left_k
            above_k_bar = above_bar[k] * pivot
            pivot_bar += above_bar[k] * above_k
            middle_bar = -pivot_bar * pivot**2
            above_bar[k - 1] -= middle_bar * left_k
            left_k_bar -= middle_bar * above[k - 1]
        else:
            middle = middle_tape.pop()
            known_bar = right_bar[k] / middle
            above_k_bar = above_bar[k] / middle
            middle_bar = -(known_bar * right[k] + above_k_bar * above[k])
        if k < levels - 1:
            above_k_bar -= known_bar * (u[k + 1] - u[k])
            t_bar = known_bar * above_k
            u_bar[k + 1] -= t_bar
            u_bar[k] += t_bar
        if k > 0:
            left_k_bar -= known_bar * (u[k - 1] - u[k])
            t_bar = known_bar * left_k
            u_bar[k - 1] -= t_bar
            u_bar[k] += t_bar
        u_bar[k] += rate * known_bar
        if k < levels - 1:
            wcon_bar[k + 1] += 0.25 * (above_k_bar - middle_bar)
        if k > 0:
            wcon_bar[k] -= 0.25 * (left_k_bar - middle_bar)
    return u_bar, wcon_bar


# ── LU and Cholesky by loops, Gram-Schmidt ─────────────────────────────────────────────────────────────────


def lu(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[:j, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            a[i, j] -= a[i, :i] @ a[:i, j]
    return np.sum(a**2)


def lu_hand(a):
    a = a.copy()
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[:j, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            a[i, j] -= a[i, :i] @ a[:i, j]
    # What is read of the matrix on the way back has its last value, but for an element before its division.
    a_bar = 2.0 * a
    for i in range(n - 1, -1, -1):
        for j in range(n - 1, i - 1, -1):
            t_bar = a_bar[i, j]
            a_bar[i, :i] -= t_bar * a[:i, j]
            a_bar[:i, j] -= t_bar * a[i, :i]
        for j in range(i - 1, -1, -1):
            t_bar = a_bar[i, j] / a[j, j]
            a_bar[i, j] = t_bar
            a_bar[j, j] -= t_bar * a[i, j]
            a_bar[i, :j] -= t_bar * a[:j, j]
            a_bar[:j, j] -= t_bar * a[i, :j]
    return a_bar


def cholesky(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[j, :j]
            a[i, j] /= a[j, j]
        a[i, i] -= a[i, :i] @ a[i, :i]
        a[i, i] = np.sqrt(a[i, i])
    return np.sum(np.tril(a) ** 2) + np.sum(np.diag(a))


def cholesky_hand(a):
    a = a.copy()
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[j, :j]
            a[i, j] /= a[j, j]
        a[i, i] -= a[i, :i] @ a[i, :i]
        a[i, i] = np.sqrt(a[i, i])
    a_bar = 2.0 * np.tril(a)
    for i in range(n):
        a_bar[i, i] += 1.0
    for i in range(n - 1, -1, -1):
        a_bar[i, i] = 0.5 * a_bar[i, i] / a[i, i]
        a_bar[i, :i] -= 2.0 * a_bar[i, i] * a[i, :i]
        for j in range(i - 1, -1, -1):
            t_bar = a_bar[i, j] / a[j, j]
            a_bar[i, j] = t_bar
            a_bar[j, j] -= t_bar * a[i, j]
            a_bar[i, :j] -= t_bar * a[j, :j]
            a_bar[j, :j] -= t_bar * a[i, :j]
    return a_bar


def gram_schmidt(a):
    """The modified form: q takes the place of a."""
    n = a.shape[1]
    r = np.zeros((n, n))
    for k in range(n):
        r[k, k] = np.sqrt(np.sum(a[:, k] ** 2))
        a[:, k] /= r[k, k]
        for j in range(k + 1, n):
            r[k, j] = a[:, k] @ a[:, j]
            a[:, j] -= a[:, k] * r[k, j]
    return np.sum(a[0] * a[-1]) + np.sum(r**2)


def gram_schmidt_hand(a):
    a = a.copy()
    n = a.shape[1]
    r = np.zeros((n, n))
    pivot_tape = []
    column_tape = []
    for k in range(n):
        r[k, k] = np.sqrt(np.sum(a[:, k] ** 2))
        pivot_tape.append(a[:, k].copy())
        a[:, k] /= r[k, k]
        for j in range(k + 1, n):
            r[k, j] = a[:, k] @ a[:, j]
            column_tape.append(a[:, j].copy())
            a[:, j] -= a[:, k] * r[k, j]
    r_bar = 2.0 * r
    a_bar = np.zeros(a.shape)
    a_bar[0] = a[-1]
    a_bar[-1] += a[0]
    for k in range(n - 1, -1, -1):
        for j in range(n - 1, k, -1):
            a[:, j] = column_tape.pop()
            t_bar = a_bar[:, j]
            r_bar[k, j] -= t_bar @ a[:, k]
            a_bar[:, k] -= r[k, j] * t_bar
            s_bar = r_bar[k, j]
            a_bar[:, k] += s_bar * a[:, j]
            a_bar[:, j] += s_bar * a[:, k]
        t_bar = a_bar[:, k] / r[k, k]
        s_bar = r_bar[k, k] - t_bar @ a[:, k]
        a[:, k] = pivot_tape.pop()
        a_bar[:, k] = t_bar + s_bar / r[k, k] * a[:, k]
    return a_bar


# ── Bodies that attract each other ─────────────────────────────────────────────────────────────────────────


def accelerations(place, mass, soft):
    apart = place[None, :, :] - place[:, None, :]
    r2 = np.sum(apart**2, axis=2) + soft
    pull = mass * r2**-1.5
    return np.sum(pull[:, :, None] * apart, axis=1)


def nbody(place, speed, mass, soft, dt, steps):
    force = accelerations(place, mass, soft)
    for _ in range(steps):
        speed += 0.5 * dt * force
        place += dt * speed
        force = accelerations(place, mass, soft)
        speed += 0.5 * dt * force
    return 0.5 * np.sum(mass[:, None] * speed**2) + np.sum(place**2)


def accelerations_backward(place, mass, soft, out_bar):
    apart = place[None, :, :] - place[:, None, :]
    r2 = np.sum(apart**2, axis=2) + soft
    power = r2**-1.5
    pull = mass * power
    pull_bar = np.sum(out_bar[:, None, :] * apart, axis=2)
    apart_bar = pull[:, :, None] * out_bar[:, None, :]
    mass_bar = np.sum(pull_bar * power, axis=0)
    r2_bar = -1.5 * (pull_bar * mass) * r2**-2.5
    apart_bar += 2.0 * r2_bar[:, :, None] * apart
    place_bar = np.sum(apart_bar, axis=0) - np.sum(apart_bar, axis=1)
    return place_bar, mass_bar


def nbody_hand(place, speed, mass, soft, dt, steps):
    place = place.copy()
    speed = speed.copy()
    place_tape = []
    force = accelerations(place, mass, soft)
    for _ in range(steps):
        speed += 0.5 * dt * force
        place_tape.append(place.copy())
        place += dt * speed
        force = accelerations(place, mass, soft)
        speed += 0.5 * dt * force
    place_bar = 2.0 * place
    mass_bar = 0.5 * np.sum(speed**2, axis=1)
    speed_bar = mass[:, None] * speed
    force_bar = 0.0
    for _ in range(steps):
        force_bar = force_bar + 0.5 * dt * speed_bar
        more, some = accelerations_backward(place, mass, soft, force_bar)
        place_bar += more
        mass_bar += some
        place[...] = place_tape.pop()
        speed_bar += dt * place_bar
        force_bar = 0.5 * dt * speed_bar
    more, some = accelerations_backward(place, mass, soft, force_bar)
    place_bar += more
    mass_bar += some
    return place_bar, speed_bar, mass_bar


def _square(n, seed):
    return np.random.default_rng(seed).uniform(size=(n, n))


def _positive(n):
    a = _square(n, 1)
    return a @ a.T + n * np.eye(n)


def _tall(m, n):
    return np.random.default_rng(2).normal(size=(m, n))


def _columns(levels, n):
    rng = np.random.default_rng(3)
    return rng.uniform(size=(levels, n, n)), rng.uniform(size=(levels, n, n)), 3.0


def _bodies(n, steps):
    rng = np.random.default_rng(4)
    place, speed = rng.normal(size=(n, 3)), rng.normal(size=(n, 3))
    return place, speed, rng.uniform(0.1, 1.0, n) / n, 0.1, 0.01, steps


def _workload(name, primal, hand, argnums, bench, small):
    return Workload(name, "stencils", primal, hand, argnums, bench, small)


WORKLOADS = [
    _workload("vadv", vadv, vadv_hand, (0, 1), lambda: _columns(40, 50), lambda: _columns(4, 2)),
    _workload("lu", lu, lu_hand, 0, lambda: (_positive(60),), lambda: (_positive(5),)),
    _workload("cholesky", cholesky, cholesky_hand, 0, lambda: (_positive(70),), lambda: (_positive(5),)),
    _workload(
        "gram_schmidt", gram_schmidt, gram_schmidt_hand, 0, lambda: (_tall(120, 60),), lambda: (_tall(5, 3),)
    ),
    _workload("nbody", nbody, nbody_hand, (0, 1, 2), lambda: _bodies(50, 50), lambda: _bodies(4, 3)),
]
