"""Adjoints of solutions of differential equations (Pontryagin 1962; Cao, Li, Petzold and Serban 2003).

With the adjoint a of the solution of y' = f(t, y, p), all that is needed are slopes of the number
H = a · f(t, y, p): H_a is the right side, -H_y that of the equation for a, and H_p is what flows into the
adjoint of p.  `steer(t, y, a, ...)` gives H_y and H_a, `flow(t, y, a, ...)` gives H_p.
"""

import numpy as np
from scipy.integrate import solve_ivp


def adjoint(g, x, y0, begin, times, by_rows, steer, flow, key, held, method, rtol, atol, max_step):
    """The adjoint of `x`, that of a solution at `times` being `g`; without a `flow`, `x` is where it starts.

    The solution is found again, as a function of time: followed backwards, it would leave its way where the
    equation forgets where it came from.  What flows into `x` is added up afterwards, with a step of its own.
    """
    g = g.T if by_rows else g
    scale = np.max(np.abs(g), initial=0.0)
    if scale == 0.0:
        return np.zeros_like(x)
    atol = np.min(atol)

    def solved(right, z, t, until):
        return solve_ivp(
            right, (t, until), z, method=method, dense_output=True, rtol=rtol, atol=atol, max_step=max_step
        ).sol

    def added(x_bar, y, a, t, until):
        def slope(t, _):
            found = flow(t, y(t), a(t), *held)
            return -np.ravel(found if key is None else found[key])

        return solve_ivp(
            slope, (t, until), x_bar, method="DOP853", rtol=rtol, atol=atol, max_step=max_step
        ).y[:, -1]

    still = np.zeros_like(y0)
    y = solved(lambda t, z: steer(t, z, still, *held)[1], y0, begin, times[-1])
    a, x_bar, later = np.zeros_like(y0), np.zeros(np.size(x)), times[-1]
    for k in [*reversed(range(len(times))), -1]:
        t = begin if k < 0 else times[k]
        if k >= 0 and not np.any(g[:, k]):
            continue
        if t != later and np.any(a):
            path = solved(lambda t, z: -steer(t, y(t), z, *held)[0], a, later, t)
            if flow is not None:
                x_bar = added(x_bar, y, path, later, t)
            a = path(t)
        later = t
        if k >= 0:
            a = a + g[:, k] / scale
    return scale * (a if flow is None else np.reshape(x_bar, np.shape(x)))


def carried(fun, t_span, y0, t_eval, method, rtol, atol, max_step):
    """As `solve_ivp`; but its derivative is always carried along, never followed backwards."""
    return solve_ivp(
        fun, t_span, y0, t_eval=t_eval, method=method, rtol=rtol, atol=atol, max_step=max_step
    )  # fmt: skip


def adjoint_by_sensitivities(
    g, x, y0, begin, times, by_rows, steer, flow, key, held, method, rtol, atol, max_step
):
    """The same number, from the derivatives of the solution in `x`: this is what is differentiated again."""
    n, m = len(y0), np.size(x)

    def system(t, z):
        y, s = z[:n], np.reshape(z[n:], (n, m))
        right = steer(t, y, np.zeros(n), *held)[1]
        s_dot = np.stack([steer(t, y, a, *held)[0] for a in np.eye(n)]) @ s
        if flow is not None:
            if key is None:
                s_dot = s_dot + np.stack([np.ravel(flow(t, y, a, *held)) for a in np.eye(n)])
            else:
                s_dot = s_dot + np.stack([np.ravel(flow(t, y, a, *held)[key]) for a in np.eye(n)])
        return np.concatenate((right, np.ravel(s_dot)))

    start = np.ravel(np.eye(n)) if flow is None else np.zeros(n * m)
    end = times[-1]
    z = carried(
        system, (begin, end), np.concatenate((y0, start)), times, method, rtol, np.min(atol), max_step
    ).y
    weights = np.ravel(g.T if by_rows else g)
    along = np.swapaxes(np.reshape(z[n:], (n, m, len(times))), 1, 2)
    return np.reshape(weights @ np.reshape(along, (-1, m)), np.shape(x))
