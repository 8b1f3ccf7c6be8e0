"""Stencils that update arrays in place."""

from __future__ import annotations

import numpy as np

from workloads import Workload

# ── Jacobi ─────────────────────────────────────────────────────────────────────────────────────────────────


def jacobi_1d(a, b, steps):
    for _ in range(steps):
        b[1:-1] = 0.33333 * (a[:-2] + a[1:-1] + a[2:])
        a[1:-1] = 0.33333 * (b[:-2] + b[1:-1] + b[2:])
    return np.sum(a**2)


def jacobi_1d_hand(a, b, steps):
    a = a.copy()
    b = b.copy()
    for _ in range(steps):
        b[1:-1] = 0.33333 * (a[:-2] + a[1:-1] + a[2:])
        a[1:-1] = 0.33333 * (b[:-2] + b[1:-1] + b[2:])
    a_bar = 2.0 * a
    b_bar = np.zeros(b.shape)
    for _ in range(steps):
        t_bar = 0.33333 * a_bar[1:-1]
        a_bar[1:-1] = 0.0
        b_bar[:-2] += t_bar
        b_bar[1:-1] += t_bar
        b_bar[2:] += t_bar
        t_bar = 0.33333 * b_bar[1:-1]
        b_bar[1:-1] = 0.0
        a_bar[:-2] += t_bar
        a_bar[1:-1] += t_bar
        a_bar[2:] += t_bar
    return a_bar, b_bar


def jacobi_2d(a, b, steps):
    for _ in range(steps):
        b[1:-1, 1:-1] = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])
        a[1:-1, 1:-1] = 0.2 * (b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[2:, 1:-1] + b[:-2, 1:-1])
    return np.sum(a**2)


def jacobi_2d_hand(a, b, steps):
    a = a.copy()
    b = b.copy()
    for _ in range(steps):
        b[1:-1, 1:-1] = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])
        a[1:-1, 1:-1] = 0.2 * (b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[2:, 1:-1] + b[:-2, 1:-1])
    a_bar = 2.0 * a
    b_bar = np.zeros(b.shape)
    for _ in range(steps):
        t_bar = 0.2 * a_bar[1:-1, 1:-1]
        a_bar[1:-1, 1:-1] = 0.0
        b_bar[1:-1, 1:-1] += t_bar
        b_bar[1:-1, :-2] += t_bar
        b_bar[1:-1, 2:] += t_bar
        b_bar[2:, 1:-1] += t_bar
        b_bar[:-2, 1:-1] += t_bar
        t_bar = 0.2 * b_bar[1:-1, 1:-1]
        b_bar[1:-1, 1:-1] = 0.0
        a_bar[1:-1, 1:-1] += t_bar
        a_bar[1:-1, :-2] += t_bar
        a_bar[1:-1, 2:] += t_bar
        a_bar[2:, 1:-1] += t_bar
        a_bar[:-2, 1:-1] += t_bar
    return a_bar, b_bar


# ── Gauss-Seidel ───────────────────────────────────────────────────────────────────────────────────────────


def seidel_2d(a, steps):
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            above = a[i - 1, :-2] + a[i - 1, 1:-1] + a[i - 1, 2:]
            below = a[i + 1, :-2] + a[i + 1, 1:-1] + a[i + 1, 2:]
            a[i, 1:-1] += above + a[i, 2:] + below
            for j in range(1, n - 1):
                a[i, j] = (a[i, j] + a[i, j - 1]) / 9.0
    return np.sum(a**2)


def seidel_2d_hand(a, steps):
    a = a.copy()
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            above = a[i - 1, :-2] + a[i - 1, 1:-1] + a[i - 1, 2:]
            below = a[i + 1, :-2] + a[i + 1, 1:-1] + a[i + 1, 2:]
            a[i, 1:-1] += above + a[i, 2:] + below
            for j in range(1, n - 1):
                a[i, j] = (a[i, j] + a[i, j - 1]) / 9.0
    a_bar = 2.0 * a
    for _ in range(steps):
        for i in range(n - 2, 0, -1):
            for j in range(n - 2, 0, -1):
                t_bar = a_bar[i, j] / 9.0
                a_bar[i, j] = t_bar
                a_bar[i, j - 1] += t_bar
            t_bar = a_bar[i, 1:-1].copy()
            a_bar[i, 2:] += t_bar
            for k in (i - 1, i + 1):
                a_bar[k, :-2] += t_bar
                a_bar[k, 1:-1] += t_bar
                a_bar[k, 2:] += t_bar
    return a_bar


# ── Heat equation in three dimensions ──────────────────────────────────────────────────────────────────────


def heat_3d(a, b, steps):
    for _ in range(steps):
        b[1:-1, 1:-1, 1:-1] = (
            0.125 * (a[2:, 1:-1, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1])
            + 0.125 * (a[1:-1, 2:, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, :-2, 1:-1])
            + 0.125 * (a[1:-1, 1:-1, 2:] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, 1:-1, :-2])
            + a[1:-1, 1:-1, 1:-1]
        )
        a, b = b, a
    return np.sum(a**2)


def heat_3d_hand(a, b, steps):
    a = a.copy()
    b = b.copy()
    for _ in range(steps):
        b[1:-1, 1:-1, 1:-1] = (
            0.125 * (a[2:, 1:-1, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1])
            + 0.125 * (a[1:-1, 2:, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, :-2, 1:-1])
            + 0.125 * (a[1:-1, 1:-1, 2:] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, 1:-1, :-2])
            + a[1:-1, 1:-1, 1:-1]
        )
        a, b = b, a
    a_bar = 2.0 * a
    b_bar = np.zeros(b.shape)
    for _ in range(steps):
        a_bar, b_bar = b_bar, a_bar
        t_bar = b_bar[1:-1, 1:-1, 1:-1].copy()
        b_bar[1:-1, 1:-1, 1:-1] = 0.0
        a_bar[1:-1, 1:-1, 1:-1] += t_bar
        t_bar *= 0.125
        middle_bar = 2.0 * t_bar
        a_bar[1:-1, 1:-1, 2:] += t_bar
        a_bar[1:-1, 1:-1, 1:-1] -= middle_bar
        a_bar[1:-1, 1:-1, :-2] += t_bar
        a_bar[1:-1, 2:, 1:-1] += t_bar
        a_bar[1:-1, 1:-1, 1:-1] -= middle_bar
        a_bar[1:-1, :-2, 1:-1] += t_bar
        a_bar[2:, 1:-1, 1:-1] += t_bar
        a_bar[1:-1, 1:-1, 1:-1] -= middle_bar
        a_bar[:-2, 1:-1, 1:-1] += t_bar
    return a_bar, b_bar


# ── Horizontal diffusion with flux limiters ────────────────────────────────────────────────────────────────


def hdiff(field, coeff):
    lap = 4.0 * field[1:-1, 1:-1] - (field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2])
    flux = lap[1:, 1:-1] - lap[:-1, 1:-1]
    flx = np.where(flux * (field[2:-1, 2:-2] - field[1:-2, 2:-2]) > 0.0, 0.0, flux)
    flux = lap[1:-1, 1:] - lap[1:-1, :-1]
    fly = np.where(flux * (field[2:-2, 2:-1] - field[2:-2, 1:-2]) > 0.0, 0.0, flux)
    out = field[2:-2, 2:-2] - coeff * (flx[1:] - flx[:-1] + fly[:, 1:] - fly[:, :-1])
    return np.sum(out**2)


def hdiff_hand(field, coeff):
    lap = 4.0 * field[1:-1, 1:-1] - (field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2])
    flux = lap[1:, 1:-1] - lap[:-1, 1:-1]
    keep_x = flux * (field[2:-1, 2:-2] - field[1:-2, 2:-2]) > 0.0
    flx = np.where(keep_x, 0.0, flux)
    flux = lap[1:-1, 1:] - lap[1:-1, :-1]
    keep_y = flux * (field[2:-2, 2:-1] - field[2:-2, 1:-2]) > 0.0
    fly = np.where(keep_y, 0.0, flux)
    change = flx[1:] - flx[:-1] + fly[:, 1:] - fly[:, :-1]
    out = field[2:-2, 2:-2] - coeff * change
    out_bar = 2.0 * out
    coeff_bar = -out_bar * change
    change_bar = -coeff * out_bar
    flx_bar = np.zeros(flx.shape)
    flx_bar[1:] = change_bar
    flx_bar[:-1] -= change_bar
    fly_bar = np.zeros(fly.shape)
    fly_bar[:, 1:] = change_bar
    fly_bar[:, :-1] -= change_bar
    lap_bar = np.zeros(lap.shape)
    flux_bar = np.where(keep_y, 0.0, fly_bar)
    lap_bar[1:-1, 1:] += flux_bar
    lap_bar[1:-1, :-1] -= flux_bar
    flux_bar = np.where(keep_x, 0.0, flx_bar)
    lap_bar[1:, 1:-1] += flux_bar
    lap_bar[:-1, 1:-1] -= flux_bar
    field_bar = np.zeros(field.shape)
    field_bar[2:-2, 2:-2] = out_bar
    field_bar[1:-1, 1:-1] += 4.0 * lap_bar
    field_bar[2:, 1:-1] -= lap_bar
    field_bar[:-2, 1:-1] -= lap_bar
    field_bar[1:-1, 2:] -= lap_bar
    field_bar[1:-1, :-2] -= lap_bar
    return field_bar, coeff_bar


# ── Flow in a cavity with a moving lid ─────────────────────────────────────────────────────────────────────


def cavity(u, v, p, steps, sweeps, dt, h, rho, nu):
    """Velocities `u`, `v` and pressure `p` on a square grid; `sweeps` Jacobi sweeps for p in a step."""
    for _ in range(steps):
        ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2.0 * h)
        vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2.0 * h)
        uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2.0 * h)
        vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2.0 * h)
        source = 0.25 * rho * h**2 * ((ux + vy) / dt - ux**2 - 2.0 * uy * vx - vy**2)
        for _ in range(sweeps):
            p[1:-1, 1:-1] = 0.25 * (p[1:-1, 2:] + p[1:-1, :-2] + p[2:, 1:-1] + p[:-2, 1:-1]) - source
            p[:, -1] = p[:, -2]
            p[0] = p[1]
            p[:, 0] = p[:, 1]
            p[-1] = 0.0
        um = u[1:-1, 1:-1]
        vm = v[1:-1, 1:-1]
        du = (
            -um * (um - u[1:-1, :-2]) / h
            - vm * (um - u[:-2, 1:-1]) / h
            - (p[1:-1, 2:] - p[1:-1, :-2]) / (2.0 * rho * h)
            + nu * (u[1:-1, 2:] + u[1:-1, :-2] + u[2:, 1:-1] + u[:-2, 1:-1] - 4.0 * um) / h**2
        )
        dv = (
            -um * (vm - v[1:-1, :-2]) / h
            - vm * (vm - v[:-2, 1:-1]) / h
            - (p[2:, 1:-1] - p[:-2, 1:-1]) / (2.0 * rho * h)
            + nu * (v[1:-1, 2:] + v[1:-1, :-2] + v[2:, 1:-1] + v[:-2, 1:-1] - 4.0 * vm) / h**2
        )
        u[1:-1, 1:-1] += dt * du
        v[1:-1, 1:-1] += dt * dv
    return np.sum(u**2) + np.sum(v**2)


def cavity_hand(u, v, p, steps, sweeps, dt, h, rho, nu):
    u = u.copy()
    v = v.copy()
    p = p.copy()
    u_tape = []
    v_tape = []
    for _ in range(steps):
        ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2.0 * h)
        vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2.0 * h)
        uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2.0 * h)
        vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2.0 * h)
        source = 0.25 * rho * h**2 * ((ux + vy) / dt - ux**2 - 2.0 * uy * vx - vy**2)
        for _ in range(sweeps):
            p[1:-1, 1:-1] = 0.25 * (p[1:-1, 2:] + p[1:-1, :-2] + p[2:, 1:-1] + p[:-2, 1:-1]) - source
            p[:, -1] = p[:, -2]
            p[0] = p[1]
            p[:, 0] = p[:, 1]
            p[-1] = 0.0
        um = u[1:-1, 1:-1]
        vm = v[1:-1, 1:-1]
        du = (
            -um * (um - u[1:-1, :-2]) / h
            - vm * (um - u[:-2, 1:-1]) / h
            - (p[1:-1, 2:] - p[1:-1, :-2]) / (2.0 * rho * h)
            + nu * (u[1:-1, 2:] + u[1:-1, :-2] + u[2:, 1:-1] + u[:-2, 1:-1] - 4.0 * um) / h**2
        )
        dv = (
            -um * (vm - v[1:-1, :-2]) / h
            - vm * (vm - v[:-2, 1:-1]) / h
            - (p[2:, 1:-1] - p[:-2, 1:-1]) / (2.0 * rho * h)
            + nu * (v[1:-1, 2:] + v[1:-1, :-2] + v[2:, 1:-1] + v[:-2, 1:-1] - 4.0 * vm) / h**2
        )
        u_tape.append(um.copy())
        v_tape.append(vm.copy())
        u[1:-1, 1:-1] += dt * du
        v[1:-1, 1:-1] += dt * dv
    u_bar = 2.0 * u
    v_bar = 2.0 * v
    p_bar = np.zeros(p.shape)
    for _ in range(steps):
        u[1:-1, 1:-1] = u_tape.pop()
        v[1:-1, 1:-1] = v_tape.pop()
        um = u[1:-1, 1:-1]
        vm = v[1:-1, 1:-1]
        du_bar = dt * u_bar[1:-1, 1:-1]
        dv_bar = dt * v_bar[1:-1, 1:-1]
        # dv
        t_bar = nu / h**2 * dv_bar
        v_bar[1:-1, 2:] += t_bar
        v_bar[1:-1, :-2] += t_bar
        v_bar[2:, 1:-1] += t_bar
        v_bar[:-2, 1:-1] += t_bar
        v_bar[1:-1, 1:-1] -= 4.0 * t_bar
        t_bar = dv_bar / (2.0 * rho * h)
        p_bar[2:, 1:-1] -= t_bar
        p_bar[:-2, 1:-1] += t_bar
        t_bar = dv_bar / h
        s_bar = vm * t_bar
        v_bar[1:-1, 1:-1] -= (vm - v[:-2, 1:-1]) * t_bar + s_bar
        v_bar[:-2, 1:-1] += s_bar
        s_bar = um * t_bar
        u_bar[1:-1, 1:-1] -= (vm - v[1:-1, :-2]) * t_bar
        v_bar[1:-1, 1:-1] -= s_bar
        v_bar[1:-1, :-2] += s_bar
        # du
        t_bar = nu / h**2 * du_bar
        u_bar[1:-1, 2:] += t_bar
        u_bar[1:-1, :-2] += t_bar
        u_bar[2:, 1:-1] += t_bar
        u_bar[:-2, 1:-1] += t_bar
        u_bar[1:-1, 1:-1] -= 4.0 * t_bar
        t_bar = du_bar / (2.0 * rho * h)
        p_bar[1:-1, 2:] -= t_bar
        p_bar[1:-1, :-2] += t_bar
        t_bar = du_bar / h
        s_bar = vm * t_bar
        v_bar[1:-1, 1:-1] -= (um - u[:-2, 1:-1]) * t_bar
        u_bar[1:-1, 1:-1] -= s_bar
        u_bar[:-2, 1:-1] += s_bar
        s_bar = um * t_bar
        u_bar[1:-1, 1:-1] -= (um - u[1:-1, :-2]) * t_bar + s_bar
        u_bar[1:-1, :-2] += s_bar
        # the pressure
        source_bar = np.zeros(um.shape)
        for _ in range(sweeps):
            p_bar[-1] = 0.0
            p_bar[:, 1] += p_bar[:, 0]
            p_bar[:, 0] = 0.0
            p_bar[1] += p_bar[0]
            p_bar[0] = 0.0
            p_bar[:, -2] += p_bar[:, -1]
            p_bar[:, -1] = 0.0
            source_bar -= p_bar[1:-1, 1:-1]
            t_bar = 0.25 * p_bar[1:-1, 1:-1]
            p_bar[1:-1, 1:-1] = 0.0
            p_bar[1:-1, 2:] += t_bar
            p_bar[1:-1, :-2] += t_bar
            p_bar[2:, 1:-1] += t_bar
            p_bar[:-2, 1:-1] += t_bar
        ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2.0 * h)
        vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2.0 * h)
        uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2.0 * h)
        vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2.0 * h)
        t_bar = 0.25 * rho * h**2 * source_bar
        s_bar = -2.0 * uy * t_bar / (2.0 * h)
        v_bar[1:-1, 2:] += s_bar
        v_bar[1:-1, :-2] -= s_bar
        s_bar = -2.0 * vx * t_bar / (2.0 * h)
        u_bar[2:, 1:-1] += s_bar
        u_bar[:-2, 1:-1] -= s_bar
        s_bar = (t_bar / dt - 2.0 * vy * t_bar) / (2.0 * h)
        v_bar[2:, 1:-1] += s_bar
        v_bar[:-2, 1:-1] -= s_bar
        s_bar = (t_bar / dt - 2.0 * ux * t_bar) / (2.0 * h)
        u_bar[1:-1, 2:] += s_bar
        u_bar[1:-1, :-2] -= s_bar
    return u_bar, v_bar, p_bar


def _noise(seed, *shapes):
    rng = np.random.default_rng(seed)
    return tuple(rng.uniform(size=shape) for shape in shapes)


def _cavity(n, steps, sweeps):
    u, v, p = _noise(5, (n, n), (n, n), (n, n))
    return 0.1 * u, 0.1 * v, 0.1 * p, steps, sweeps, 1e-3, 2.0 / (n - 1), 1.0, 0.1


def _two(shape, steps):
    return (*_noise(1, shape, shape), steps)


def _workload(name, primal, hand, argnums, bench, small):
    return Workload(name, "stencils", primal, hand, argnums, bench, small)


WORKLOADS = [
    _workload(
        "jacobi_1d", jacobi_1d, jacobi_1d_hand, (0, 1), lambda: _two(2000, 300), lambda: _two(8, 3)
    ),
    _workload(
        "jacobi_2d", jacobi_2d, jacobi_2d_hand, (0, 1), lambda: _two((150, 150), 40), lambda: _two((5, 6), 2)
    ),
    _workload(
        "seidel_2d",
        seidel_2d,
        seidel_2d_hand,
        0,
        lambda: (*_noise(2, (40, 40)), 8),
        lambda: (*_noise(2, (5, 5)), 2),
    ),
    _workload(
        "heat_3d", heat_3d, heat_3d_hand, (0, 1), lambda: _two((25, 25, 25), 50), lambda: _two((4, 5, 4), 3)
    ),
    _workload(
        "hdiff",
        hdiff,
        hdiff_hand,
        (0, 1),
        lambda: _noise(3, (260, 260), (256, 256)),
        lambda: _noise(3, (8, 9), (4, 5)),
    ),
    _workload(
        "cavity", cavity, cavity_hand, (0, 1, 2), lambda: _cavity(61, 25, 10), lambda: _cavity(6, 2, 3)
    ),
]
