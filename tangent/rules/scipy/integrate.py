"""Rules for scipy.integrate: integrals of samples."""

import numpy as np
from scipy import integrate

from tangent.rules.kinds import composition, linear, named, unsupported
from tangent.rules.solvers import Solver, solver
from tangent.runtime import compositions
from tangent.runtime.scipy.integrate import cumulative_trapezoid

composition(integrate.trapezoid)(compositions.trapezoid)
composition(integrate.cumulative_trapezoid)(cumulative_trapezoid)


# In the samples: a sum with weights, which are the integrals of single samples.
@linear(integrate.simpson, wrt=("y",))
def _(y, x=None, *, dx=1.0, axis=-1, out_bar):
    if np.ndim(x) > 1:
        raise NotImplementedError("integrate.simpson with places for each row")
    weights = integrate.simpson(np.eye(y.shape[axis]), x=x, dx=dx)
    return np.moveaxis(np.expand_dims(out_bar, -1) * weights, -1, axis).astype(y.dtype)


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

unsupported(
    "there is no rule yet",
    *named(integrate, "dblquad tplquad nquad fixed_quad newton_cotes romb cumulative_simpson"),
    *named(integrate, "cubature qmc_quad tanhsinh nsum solve_bvp ode complex_ode OdeSolver"),
    *named(integrate, "RK23 RK45 DOP853 Radau BDF LSODA OdeSolution DenseOutput"),
)
