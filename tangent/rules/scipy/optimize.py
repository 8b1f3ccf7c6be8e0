"""What scipy.optimize finds has a derivative by what it satisfies, which the program has to say."""

from scipy import optimize

from tangent.rules.kinds import named, unsupported

unsupported(
    "a root has the derivative of the equation that it solves: call it in a function with `tangent.implicit`",
    *named(optimize, "root_scalar brentq brenth ridder bisect"),
    *named(optimize, "toms748 newton root fsolve fixed_point broyden1"),
    *named(optimize, "broyden2 anderson newton_krylov"),
)
unsupported(
    "at a minimum the gradient is zero: call it in a function with `tangent.implicit` and the gradient",
    *named(optimize, "minimize minimize_scalar least_squares curve_fit"),
    *named(optimize, "leastsq fmin fmin_bfgs fmin_cg fmin_l_bfgs_b"),
    *named(optimize, "fmin_powell fmin_slsqp fmin_tnc fmin_ncg brent golden fminbound lsq_linear nnls"),
)
unsupported(
    "there is no rule yet",
    *named(optimize, "linprog milp linear_sum_assignment"),
    *named(optimize, "quadratic_assignment basinhopping brute dual_annealing"),
    *named(optimize, "differential_evolution direct shgo isotonic_regression approx_fprime check_grad"),
)
