"""What scipy.optimize finds has a derivative by what it satisfies: a residual of zero, a gradient of zero."""

from scipy import optimize

from tangent.rules.frozen import frozen
from tangent.rules.kinds import inactive, named, unsupported
from tangent.rules.solvers import Solver, solver
from tangent.types import FLOAT, Num

_FULL = (("full_output", "the details of a search have no derivative: leave `full_output` out"),)
solver(
    Solver("root", "f", number=True, refused=_FULL),
    *named(optimize, "brentq brenth ridder bisect toms748"),
)
solver(Solver("root", "func", "x0", single=Num("np", FLOAT), refused=_FULL), optimize.newton)
solver(Solver("root", "func", "x0", refused=_FULL), optimize.fsolve)
solver(Solver("root", "f", number=True, part="root"), optimize.root_scalar)
solver(Solver("root", "fun", "x0", part="x"), optimize.root)
solver(Solver("fixed point", "func", "x0", single=Num("array", FLOAT)), optimize.fixed_point)
solver(Solver("minimum", "fun", "x0", part="x", value="fun"), optimize.minimize)
solver(
    Solver("minimum", "fun", number=True, part="x", value="fun"),
    optimize.minimize_scalar,
)
solver(
    Solver("minimum", "f", "x0", refused=(*_FULL, ("retall", "leave `retall` out"))),
    *named(optimize, "fmin_bfgs fmin_cg"),
)
solver(
    Solver("minimum", "func", "x0", refused=(*_FULL, ("retall", "leave `retall` out"))),
    *named(optimize, "fmin fmin_powell"),
)
solver(
    Solver(
        "squares", "fun", "x0", part="x", value="cost",
        refused=(("loss", "only the loss \"linear\" is a sum of squares"),),
    ),
    optimize.least_squares,
)  # fmt: skip

solver(
    Solver(
        "fit", "f",
        refused=(
            *_FULL, ("bounds", "use `least_squares`, where a parameter at a bound stays there"),
            ("nan_policy", "leave out what is no number"),
        ),
    ),
    optimize.curve_fit,
)  # fmt: skip

frozen(optimize.Bounds, "lb", "ub", "keep_feasible")
frozen(optimize.LinearConstraint, "A", "lb", "ub", "keep_feasible")
frozen(optimize.NonlinearConstraint, "fun", "lb", "ub", "jac", "hess", "keep_feasible")
unsupported(
    "a root has the derivative of the equation that it solves: call it in a function with `tangent.implicit`",
    *named(optimize, "broyden1 broyden2 anderson newton_krylov excitingmixing linearmixing diagbroyden"),
)
unsupported(
    "at a minimum the gradient is zero: call it in a function with `tangent.implicit` and the gradient",
    *named(optimize, "leastsq fmin_l_bfgs_b fmin_slsqp fmin_tnc fmin_ncg"),
    *named(optimize, "brent golden fminbound lsq_linear nnls"),
)
unsupported(
    "there is no rule yet",
    *named(optimize, "linprog milp linear_sum_assignment"),
    *named(optimize, "quadratic_assignment basinhopping brute dual_annealing"),
    *named(optimize, "differential_evolution direct shgo isotonic_regression approx_fprime check_grad"),
)
unsupported(
    "it belongs to the inside of a search",
    *named(optimize, "BFGS BroydenFirst HessianUpdateStrategy"),
    *named(optimize, "InverseJacobian KrylovJacobian LbfgsInvHessProduct"),
    *named(optimize, "OptimizeResult RootResults SR1 bracket line_search fmin_cobyla"),
)
unsupported(
    "a function for tests: write it in NumPy",
    *named(optimize, "rosen rosen_der rosen_hess rosen_hess_prod"),
)
inactive("it only says something", *named(optimize, "linprog_verbose_callback show_options"), effects=True)
inactive("an exception or a warning", *named(optimize, "NoConvergence OptimizeWarning"))
