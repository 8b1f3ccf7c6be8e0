"""Rules for scipy.integrate: integrals of samples."""

import numpy as np
from scipy import integrate

from tangent.rules.kinds import composition, inactive, linear, named, pair, unsupported
from tangent.rules.models import model
from tangent.rules.solvers import Solver, attached_jvp, solver
from tangent.runtime import compositions
from tangent.runtime.scipy.evolutions import adjoint, adjoint_by_sensitivities, carried
from tangent.runtime.scipy.integrate import (
    cumulative_trapezoid,
    dblquad,
    fixed_quad,
    nquad,
    tplquad,
)
from tangent.runtime.solvers import ended, evolved, found, timed

composition(integrate.trapezoid)(compositions.trapezoid)
composition(integrate.cumulative_trapezoid)(cumulative_trapezoid)


# In the samples: a sum with weights, which are the integrals of single samples.
@linear(integrate.simpson, wrt=("y",))
def _(y, x=None, *, dx=1.0, axis=-1, out_bar):
    if np.ndim(x) > 1:
        raise NotImplementedError("integrate.simpson with places for each row")
    weights = integrate.simpson(np.eye(y.shape[axis]), x=x, dx=dx)
    return np.moveaxis(np.expand_dims(out_bar, -1) * weights, -1, axis).astype(y.dtype)


@linear(integrate.romb, wrt=("y",))
def _(y, dx=1.0, axis=-1, show=False, *, out_bar):
    weights = integrate.romb(np.eye(y.shape[axis]), dx)
    return np.moveaxis(np.expand_dims(out_bar, -1) * weights, -1, axis)


@linear(integrate.cumulative_simpson, wrt=("y",), lengths=False)
def _(y, *, x=None, dx=1.0, axis=-1, initial=None, out_bar):
    if np.ndim(x) > 1:
        raise NotImplementedError("integrate.cumulative_simpson with places for each row")
    weights = integrate.cumulative_simpson(np.eye(y.shape[axis]), x=x, dx=dx)
    return np.moveaxis(np.moveaxis(out_bar, axis, -1)[..., -weights.shape[1] :] @ weights.T, -1, axis)


_DETAILS = (("full_output", "the details of an integration have no derivative: leave `full_output` out"),)
_COMPLEX = ("complex_func", "integrate the real and the imaginary part")
solver(Solver("integral", "func", vector=integrate.quad_vec, refused=(*_DETAILS, _COMPLEX)), integrate.quad)
solver(Solver("integral", "f", refused=_DETAILS), integrate.quad_vec)

solver(
    Solver(
        "evolution", "fun", "y0", part="y",
        refused=(
            ("dense_output", "ask for the times that are needed, by `t_eval`"),
            ("events", "the time of an event moves: find it with a root of the solution"),
            ("vectorized", "leave `vectorized` out"),
        ),
    ),
    integrate.solve_ivp,
)  # fmt: skip
solver(Solver("evolution", "func", "y0", refused=_DETAILS), integrate.odeint)


model(integrate.fixed_quad, fixed_quad, first=True)
model(integrate.dblquad, dblquad, first=True)
model(integrate.tplquad, tplquad, first=True)
model(integrate.nquad, nquad, first=True)


def _jvp(
    y, x, slope, y0, begin, times, by_rows, steer, flow, key, held, method, rtol, atol, max_step, *,
    y_dot, x_dot,
):  # fmt: skip
    return attached_jvp(y, x, slope, y_dot=y_dot, x_dot=x_dot)


@pair(evolved, wrt=("y", "x"), jvp=_jvp)
def _(
    y, x, slope, y0, begin, times, by_rows, steer, flow, key, held, method, rtol, atol, max_step, *, out_bar
):
    x_bar = adjoint(
        out_bar, x, y0, begin, times, by_rows, steer, flow, key, held, method, rtol, atol, max_step
    )
    return out_bar, found(x_bar, x)


composition(adjoint)(adjoint_by_sensitivities)
solver(Solver("evolution", "fun", "y0", part="y", forward=True), carried)


def _timed_jvp(y, times, rates, by_rows, *, y_dot, times_dot):
    return y_dot + rates * (np.expand_dims(times_dot, 1) if by_rows else times_dot)


@pair(timed, wrt=("y", "times"), jvp=_timed_jvp)
def _(y, times, rates, by_rows, *, out_bar):
    return out_bar, np.sum(out_bar * rates, axis=1 if by_rows else 0)


def _ended_jvp(times, last, *, last_dot):
    return np.where(np.arange(len(times)) == len(times) - 1, last_dot, 0.0)


@pair(ended, wrt=("last",), jvp=_ended_jvp)
def _(times, last, *, out_bar):
    return out_bar[-1]


unsupported(
    "there is no rule yet",
    *named(integrate, "newton_cotes"),
    *named(integrate, "cubature qmc_quad tanhsinh nsum solve_bvp ode complex_ode OdeSolver"),
    *named(integrate, "RK23 RK45 DOP853 Radau BDF LSODA OdeSolution DenseOutput"),
)
inactive("an exception or a warning", *named(integrate, "IntegrationWarning ODEintWarning"))
inactive("nodes and weights of integers", *named(integrate, "lebedev_rule"))
