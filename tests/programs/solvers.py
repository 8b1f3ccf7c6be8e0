"""Programs that give functions to solvers of SciPy: roots, minima, integrals.

The functions are lambdas, nested functions that read variables with a derivative, functions with `args`,
methods and partials.  Tolerances are tight, because differences of what is found are the judge.
"""

from __future__ import annotations

import functools

import numpy as np

from tests.programs import Case

try:
    from scipy import integrate, interpolate, optimize
    from scipy.integrate import quad
    from scipy.optimize import brentq
except ImportError:  # SciPy is an extra: then there are no cases
    integrate = interpolate = optimize = None


# ---------------------------------------------------------------- roots of one variable


def cubic(r, a, b):
    return r**3 + b * r - a


def root_with_args(a, b):
    return optimize.brentq(cubic, -10.0, 10.0, args=(a, b), xtol=1e-14) * a


def root_of_a_lambda(a, b):
    r = brentq(lambda r: r**3 + b * r - a, -10.0, 10.0, xtol=1e-14)
    return np.sin(r) * b


def root_between_arguments(a, b):
    """The bracket has no influence."""
    return optimize.bisect(cubic, -a, a, (a, b), 1e-14)


def root_of_one_argument(a):
    """`args=` of one object, which is no tuple."""
    return optimize.newton(lambda r, p: r * r - p, 1.0, args=(a,), tol=1e-14) * 2.0


def root_of_a_nested_function(a, b):
    c = a * b

    def f(r):
        u = np.exp(r) + c * r
        return u - a

    return optimize.ridder(f, -5.0, 5.0, xtol=1e-14)


def kepler(m, e):
    """The equation of Kepler, with the derivative that Newton needs."""
    big = optimize.newton(
        lambda v: v - e * np.sin(v) - m, m, fprime=lambda v: 1.0 - e * np.cos(v), tol=1e-14
    )
    return np.cos(big) - e


def roots_in_a_loop(a, b):
    total = 0.0
    for k in range(3):
        r = brentq(lambda r: r**3 + b * r - a * (k + 1), -10.0, 10.0, xtol=1e-14)
        total += r * b
        b = b + 0.1 * r
    return total


def root_of_a_root(a, b):
    r = brentq(cubic, -10.0, 10.0, args=(a, b), xtol=1e-14)
    return brentq(cubic, -10.0, 10.0, args=(b * r, a), xtol=1e-14)


def root_inside_a_root(a, b):
    """The function that is solved calls a solver."""

    def inner(v):
        return brentq(lambda r: r**3 + r - v * b, -10.0, 10.0, xtol=1e-15)

    return brentq(lambda v: v + inner(v) - a, -10.0, 10.0, xtol=1e-14)


def root_by_root_scalar(a, b):
    sol = optimize.root_scalar(cubic, bracket=(-10.0, 10.0), args=(a, b), xtol=1e-14)
    if not sol.converged:
        raise ValueError("no root")
    return sol.root * b


def root_with_slope(a):
    return optimize.root_scalar(
        lambda r: (r**3 + r - a, 3.0 * r**2 + 1.0), x0=1.0, fprime=True, method="newton", xtol=1e-14
    ).root


def helper(a, b):
    return optimize.root_scalar(cubic, bracket=(-10.0, 10.0), args=(a, b), xtol=1e-14)


def result_of_a_helper(a, b):
    first = helper(a, b)
    second = helper(b, a)
    return first.root * second.root


def last_result_of_a_loop(a, b):
    sol = helper(a, b)
    total = 0.0
    for _ in range(2):
        total += sol.root
        sol = helper(sol.root + a, b)
    return total * sol.root


def one_of_two_results(a, b):
    if a > b:
        sol = helper(a, b)
    else:
        sol = helper(b, a * a)
    return sol.root * a


class Gas:
    """The equation of van der Waals."""

    def __init__(self, attraction, volume):
        self.attraction = attraction
        self.volume = volume

    def excess(self, v, pressure, temperature):
        return (pressure + self.attraction / v**2) * (v - self.volume) - temperature


gas = Gas(0.3, 0.05)


def root_of_a_method(p, t):
    return brentq(gas.excess, 0.06, 100.0, args=(p, t), xtol=1e-14)


def root_of_a_partial(p, t):
    f = functools.partial(cubic, b=t)
    return brentq(f, -10.0, 10.0, args=(p,), xtol=1e-14)


def fixed_point(a, b):
    return optimize.fixed_point(lambda x: a * np.cos(b * x), 0.5, xtol=1e-14)


# ---------------------------------------------------------------- systems


def root_of_a_system(a, b):
    def f(x):
        return np.array([x[0] ** 2 + a * x[1] - 1.0, x[1] ** 3 - b * x[0]])

    sol = optimize.root(f, np.array([1.0, 1.0]), tol=1e-13)
    return sol.x[0] * sol.x[1]


def equations(x, w, b):
    return w @ x + 0.1 * np.tanh(x) - b


def root_of_a_module_function(w, b):
    x = optimize.root(equations, np.zeros(2), args=(w, b), tol=1e-13).x
    return np.sum(x**3)


def root_of_a_list(a, b):
    """The function returns a list, and the search begins at one."""
    x = optimize.fsolve(lambda v: [v[0] ** 2 - a, v[0] * v[1] - b], [1.0, 1.0], xtol=1e-13)
    return x[0] + x[1] ** 2


def fsolve_of_one_variable(a):
    x = optimize.fsolve(lambda v: v**3 + v - a, 1.0, xtol=1e-11)
    return x[0]


def newton_of_many(a):
    """One root for each element."""
    x = optimize.newton(lambda v: v**3 + v - a, np.ones(3), tol=1e-14)
    return np.sum(x**2)


def root_unused(a):
    sol = optimize.root(lambda x: x**2 - a, np.ones(1))
    return a if sol.success else 0.0


# ---------------------------------------------------------------- minima


def minimum_of_a_lambda(a, b):
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 2 * (1.0 + x**2)) + b * x[0], np.zeros(2), tol=1e-10
    )
    return sol.x @ sol.x


def value_at_the_minimum(a, b):
    """By the envelope theorem."""
    return optimize.minimize(lambda x: np.sum((x - a) ** 2 * (1.0 + b * x**2)), np.zeros(2), tol=1e-10).fun


def ridge(w, x, y, penalty):
    return np.sum((x @ w - y) ** 2) + np.exp(penalty) * np.sum(w**2)


def fitted(x, y, penalty):
    """Derivatives with respect to the data, and to a hyper-parameter."""
    sol = optimize.minimize(ridge, np.zeros(2), args=(x, y, penalty), method="BFGS", tol=1e-10)
    return np.sum(sol.x**2) + sol.fun


def minimum_with_gradient(a, b):
    """The function returns its gradient, too."""

    def f(x):
        return np.sum((x - a) ** 2) + 0.5 * b * x[0] ** 2, 2.0 * (x - a) + b * np.array([x[0], 0.0])

    sol = optimize.minimize(f, np.ones(2), jac=True, tol=1e-12)
    return sol.x[0] * sol.fun


def minimum_of_one_variable(a, b):
    sol = optimize.minimize_scalar(lambda x: np.cosh(x - a) + b * x, tol=1e-12)
    return sol.x * a + sol.fun


def minimum_by_fmin(a):
    x = optimize.fmin_bfgs(lambda v: np.sum((v - a) ** 2 + 0.1 * v**4), np.zeros(2), gtol=1e-10, disp=0)
    return x[0] * x[1]


def least_squares(a, b):
    sol = optimize.least_squares(
        lambda x: np.array([x[0] - a, x[1] * x[0] - b, x[1] - 1.0]),
        np.ones(2), xtol=1e-15, ftol=1e-15, gtol=1e-15,
    )  # fmt: skip
    return sol.x[0] * sol.x[1] + sol.cost


# ---------------------------------------------------------------- integrals


def decay(t, a, b):
    return np.exp(-a * t) * np.sin(b * t)


def integral_with_args(a, b):
    y, error = integrate.quad(decay, 0.0, 2.0, args=(a, b))
    return y**2


def integral_of_a_lambda(a, b):
    return integrate.quad(lambda t: np.exp(-a * t) * np.sin(b * t), 0.0, 2.0)[0] * a


def integral_between_arguments(a, b):
    return quad(lambda t, c: np.exp(-t * t) * c, a, b, args=(b,))[0]


def integral_to_infinity(a, w):
    """In an array, too."""
    return quad(lambda t: np.exp(-a * t) * np.sum(np.cos(w * t)), 0, np.inf)[0]


def integral_of_two_infinities(a):
    return quad(lambda t: np.exp(-a * t * t), -np.inf, np.inf, epsabs=1e-12)[0]


def integrals_in_a_loop(a, b):
    total = 0.0
    for k in range(1, 3):
        total += quad(lambda t: np.cos(a * t) / k, 0.0, b)[0]
    return total * b


def integral_inside_an_integral(a, b):
    def inner(s):
        return quad(lambda t: np.exp(-a * s * t), 0.0, s)[0]

    return quad(inner, 0.0, b)[0]


def integral_in_a_root(a, b):
    """Where an area is reached: the quantile of a distribution."""
    return brentq(lambda x: quad(lambda t: np.exp(-b * t), 0.0, x)[0] - a, 0.0, 10.0, xtol=1e-14)


def integral_with_breaks(a):
    return quad(lambda t: np.abs(t - 0.3) * np.exp(a * t), 0.0, 1.0, points=[0.3])[0]


def integral_of_a_vector(a, w):
    v, error = integrate.quad_vec(lambda t: np.sin(w * t) * a, 0.0, 1.0)
    return np.sum(v**2)


class Line:
    def __init__(self, slope):
        self.slope = slope

    def at(self, t):
        return self.slope * np.sin(t)


def integral_of_a_method(a):
    """The object is made of what moves."""
    line = Line(a * a)
    return quad(line.at, 0.0, 1.0)[0]


def integral_of_a_partial(a):
    return quad(functools.partial(decay, a=a, b=2.0), 0.0, 1.0)[0]


def integral_of_variables_that_change(a, b):
    """What the integrand holds is bound anew behind the integral."""
    y = quad(lambda t: np.exp(-a * t) * b, 0.0, 1.0)[0]
    b = b * 2.0
    a = np.sin(a)
    return y * a * b


def integral_of_an_array_that_changes(a, w):
    w = w * 1.0
    y = quad(lambda t: np.sum(np.exp(-a * t * w)), 0.0, 1.0)[0]
    w[0] = 5.0 * a
    w *= 2.0
    return y * np.sum(w)


def integral_with_settings(a, b):
    """A dict that does not move is no obstacle."""
    settings = {"rate": 0.5, "name": "decay"}
    return quad(lambda t: a * np.exp(-settings["rate"] * b * t), 0.0, 1.0)[0]


def integral_by_keywords(a):
    return quad(func=lambda t: np.cos(a * t), a=0.0, b=1.0)[0]


# ---------------------------------------------------------------- curves through points

def places():
    return np.array([0.0, 1.0, 2.5, 3.0, 4.2])


PLACES = places()
VALUES = np.array([1.0, 0.5, 2.0, 1.6, 0.3])
WHERE = np.array([0.3, 1.7, 2.9])


def spline_at_a_number(y, q):
    s = interpolate.CubicSpline(places(), y)
    return s(q) * q


def natural_spline(y, q):
    """Values and slopes of one spline."""
    s = interpolate.CubicSpline(places(), y, bc_type="natural")
    return np.sum(s(q) ** 2 * s(q, 1) + s(q, nu=2))


def spline_of_a_list(a, b):
    s = interpolate.CubicSpline([0.0, 1.0, 2.0, 3.0], [a, b, a * b, 1.0], extrapolate=True)
    return s(1.5) + s(3.5) * s(a)


def clamped_spline_of_columns(y, q):
    s = interpolate.CubicSpline(places(), y, bc_type="clamped")
    return np.sum(s(q) ** 2)


def spline_on_a_grid(y, q):
    """At an array of places with two axes."""
    return np.sum(interpolate.CubicSpline(places(), y)(np.outer(q, np.array([1.0, 1.2]))) ** 2)


def spline_called_at_once(y, q):
    return np.sum(interpolate.make_interp_spline(places(), y, k=3)(q) ** 2)


def quintic(y, q):
    s = interpolate.make_interp_spline(np.arange(7.0), np.append(y, y[:2]), 5)
    return np.sum(s(q) * s(q, 1))


def b_spline(c, q):
    knots = np.array([0.0, 0.0, 0.0, 0.0, 2.0, 4.2, 4.2, 4.2, 4.2])
    return np.sum(np.sin(interpolate.BSpline(knots, c, 3)(q)))


def b_spline_that_is_written(c, q):
    """It holds the array of its coefficients itself."""
    c = c * 1.0
    s = interpolate.BSpline(np.array([0.0, 0.0, 0.0, 0.0, 2.0, 4.2, 4.2, 4.2, 4.2]), c, 3)
    c[1] = q[0]
    return np.sum(s(q))


def monotone(y, q):
    s = interpolate.PchipInterpolator(places(), y)
    return np.sum(s(q) ** 2) + s(q[0], 1)


def monotone_in_the_places(x, q):
    return np.sum(interpolate.PchipInterpolator(x, np.array([1.0, 0.5, 2.0, 1.6, 0.3]))(q) ** 2)


def akima(y, q):
    return np.sum(interpolate.Akima1DInterpolator(places(), y)(q) ** 3)


def straight_lines(y, q):
    f = interpolate.interp1d(places(), y)
    return np.sum(f(q) ** 2)


def straight_lines_with_ends(x, y, q):
    f = interpolate.interp1d(x, y, kind="linear", bounds_error=False, fill_value=0.5)
    return np.sum(f(q) ** 2) * f(9.0)


def straight_lines_that_go_on(y, q):
    f = interpolate.interp1d(places(), y, fill_value="extrapolate")
    return np.sum(f(2.0 * q) ** 2)


def splines_in_a_loop(y, q):
    """Each through the values of the one before it."""
    for _ in range(2):
        s = interpolate.CubicSpline(places(), y)
        y = np.sin(s(places() * 0.9)) + q[0]
    return np.sum(s(q)) + y[1]


def values_that_are_written_later(y, q):
    """The spline keeps what it was made of."""
    y = y * 1.0
    s = interpolate.CubicSpline(places(), y)
    y[1:] = q[0]
    return np.sum(s(q) * y[:3])


def spline_from_a_helper(y, q):
    def make(values):
        return interpolate.CubicSpline(places(), values)

    return np.sum(make(y)(q)) * make(y * y)(q[0])


def slope_of_a_spline(y, q):
    s = interpolate.CubicSpline(places(), y).derivative()
    return np.sum(s(q) ** 2) + s(q[0], 1)


known = interpolate.CubicSpline(places(), VALUES) if interpolate is not None else None


def spline_of_the_module(q):
    return np.sum(known(q) ** 2)


def integral_of_a_spline(y, b):
    s = interpolate.CubicSpline(places(), y)
    return quad(lambda t: s(t) ** 2, 0.0, b)[0]


def root_and_spline(p):
    """Results without names, of which the parts are called alike."""
    x = optimize.root(lambda x: p * x**3 + x - 1.0, np.ones(2), tol=1e-13).x
    z = interpolate.CubicSpline(np.array([0.0, 1.0]), p * 1.0)(0.4)
    return x[0] * z * p[1]


def root_of_a_spline(y, level):
    s = interpolate.PchipInterpolator(places(), y)
    return brentq(lambda t: s(t) - level, 0.0, 4.2, xtol=1e-14)


# ---------------------------------------------------------------- differential equations

def pendulum(t, y, k, c):
    return np.array([y[1], -k * np.sin(y[0]) - c * y[1]])


def solution_at_times(y0, k, c):
    times = np.linspace(0.0, 1.0, 3)
    sol = integrate.solve_ivp(
        pendulum, (0.0, 1.0), y0, t_eval=times, args=(k, c), method="DOP853", rtol=1e-10, atol=1e-12
    )
    return np.sum(sol.y**2) * sol.success


def solution_at_the_end(a, k):
    """A lambda that returns a list, and a start in a list."""
    sol = integrate.solve_ivp(
        lambda t, y: [y[1], -k * y[0] * t], [0.0, 1.0], [a, 1.0], method="DOP853", rtol=1e-10, atol=1e-12
    )
    return sol.y[0, -1] * sol.y[1][-1]


def stiff_solution(k, w):
    """With parameters in an array, and an implicit method."""

    def reactions(t, y):
        rate = w * y
        return np.array([-rate[0], rate[0] - k * rate[1], k * rate[1]])

    sol = integrate.solve_ivp(
        reactions, (0.0, 0.5), np.array([1.0, 0.0, 0.0]), method="Radau", t_eval=[0.3, 0.5],
        rtol=1e-7, atol=1e-9,
    )  # fmt: skip
    return np.sum(sol.y[:, -1] * np.array([1.0, 2.0, 3.0]))


def lotka(y, t, a, b):
    return np.array([a * y[0] - y[0] * y[1], y[0] * y[1] - b * y[1]])


def solution_by_odeint(y0, a, b):
    y = integrate.odeint(lotka, y0, np.linspace(0.0, 1.5, 4), args=(a, b), rtol=1e-11, atol=1e-12)
    return np.sum(y[-1] * y[1])


def solution_of_one_variable(a, k):
    times = [0.0, 0.5, 1.0]
    y = integrate.odeint(lambda t, y: -k * y * np.cos(t), a, times, tfirst=True, rtol=1e-11, atol=1e-12)
    return y[-1, 0] * y[1, 0]


def fitted_rate(k):
    """A solution inside of a root."""

    def left(rate):
        y = integrate.odeint(lambda y, t: -rate * y, 1.0, [0.0, 0.4], rtol=1e-11, atol=1e-12)
        return y[-1, 0] - 0.5 * k

    return brentq(left, 0.0, 10.0, xtol=1e-13)


CASES = [
    Case(solution_at_times, (np.array([1.0, 0.3]), 1.3, 0.4), rtol=1e-6),
    Case(solution_at_the_end, (0.7, 1.3), rtol=1e-6),
    Case(stiff_solution, (0.7, np.array([1.0, 2.0, 0.5])), rtol=1e-4),
    Case(solution_by_odeint, (np.array([1.0, 0.5]), 1.1, 0.8), rtol=1e-6),
    Case(solution_of_one_variable, (0.7, 1.3), rtol=1e-6),
    Case(
        fitted_rate, (1.3,), rtol=1e-6, second=False, why="slow: root_inside_a_root asks for it",
    ),  # fmt: skip
    Case(spline_at_a_number, (VALUES, 1.3)),
    Case(natural_spline, (VALUES, WHERE)),
    Case(spline_of_a_list, (0.7, 1.3)),
    Case(clamped_spline_of_columns, (np.outer(VALUES, np.array([1.0, -0.3])), WHERE)),
    Case(spline_on_a_grid, (VALUES, WHERE)),
    Case(spline_called_at_once, (VALUES, WHERE)),
    Case(quintic, (VALUES, WHERE)),
    Case(b_spline, (VALUES, WHERE)),
    Case(b_spline_that_is_written, (VALUES, WHERE), refused="TGT302"),
    Case(monotone, (VALUES, WHERE)),
    Case(monotone_in_the_places, (PLACES, WHERE)),
    Case(akima, (VALUES, WHERE)),
    Case(straight_lines, (VALUES, WHERE)),
    Case(straight_lines_with_ends, (PLACES, VALUES, WHERE)),
    Case(straight_lines_that_go_on, (VALUES, WHERE)),
    Case(splines_in_a_loop, (VALUES, WHERE)),
    Case(values_that_are_written_later, (VALUES, WHERE)),
    Case(spline_from_a_helper, (VALUES, WHERE)),
    Case(slope_of_a_spline, (VALUES, WHERE)),
    Case(spline_of_the_module, (WHERE,), standalone=False, why="an object of a class is a global"),
    Case(integral_of_a_spline, (VALUES, 3.1)),
    Case(root_and_spline, (np.array([0.7, 1.3]),)),
    Case(root_of_a_spline, (np.array([0.0, 0.5, 2.0, 2.6, 3.3]), 1.1)),
    Case(integral_of_a_method, (0.8,), refused="TGT302"),
    Case(integral_of_a_partial, (0.8,)),
    Case(integral_of_variables_that_change, (0.7, 1.3)),
    Case(integral_of_an_array_that_changes, (0.7, np.array([0.5, 1.2]))),
    Case(integral_with_settings, (0.8, 0.3)),
    Case(integral_by_keywords, (0.8,)),
    Case(root_with_args, (2.0, 0.7)),
    Case(root_of_a_lambda, (2.0, 0.7)),
    Case(root_between_arguments, (2.0, 0.7)),
    Case(root_of_one_argument, (2.0,)),
    Case(root_of_a_nested_function, (2.0, 0.7)),
    Case(kepler, (0.8, 0.3)),
    Case(roots_in_a_loop, (2.0, 0.7)),
    Case(root_of_a_root, (2.0, 0.7)),
    Case(root_inside_a_root, (2.0, 0.7)),
    Case(root_by_root_scalar, (2.0, 0.7)),
    Case(root_with_slope, (2.0,)),
    Case(result_of_a_helper, (2.0, 0.7)),
    Case(last_result_of_a_loop, (2.0, 0.7)),
    Case(one_of_two_results, (2.0, 0.7)),
    Case(one_of_two_results, (0.7, 2.0), name="other_of_two_results"),
    Case(root_of_a_method, (1.1, 2.0), standalone=False, why="an object of a class is a global"),
    Case(root_of_a_partial, (2.0, 0.7)),
    Case(fixed_point, (0.7, 0.9)),
    Case(root_of_a_system, (2.0, 0.7)),
    Case(root_of_a_module_function, (np.array([[2.0, 0.3], [-0.5, 1.5]]), np.array([0.7, -1.2]))),
    Case(root_of_a_list, (2.0, 0.7)),
    Case(fsolve_of_one_variable, (2.0,)),
    Case(newton_of_many, (np.array([0.5, 1.0, 2.0]),)),
    Case(root_unused, (2.0,)),
    Case(minimum_of_a_lambda, (0.7, 0.3)),
    Case(value_at_the_minimum, (0.7, 0.3)),
    # These two minima are found by values alone, so only to the root of the rounding errors.
    Case(fitted, (np.array([[1, 0.3], [-0.5, 1.5], [0.2, 0.1]]), np.array([0.7, -1.2, 0.4]), 0.3), rtol=1e-4),
    Case(minimum_with_gradient, (0.7, 0.3)),
    Case(minimum_of_one_variable, (0.7, 0.3), rtol=1e-4),
    Case(minimum_by_fmin, (0.7,)),
    Case(least_squares, (1.2, 0.7)),
    Case(integral_with_args, (0.8, 1.3)),
    Case(integral_of_a_lambda, (0.8, 1.3)),
    Case(integral_between_arguments, (0.3, 1.3)),
    Case(integral_to_infinity, (0.8, np.array([0.5, 1.0]))),
    Case(integral_of_two_infinities, (0.8,)),
    Case(integrals_in_a_loop, (0.8, 1.3)),
    Case(integral_inside_an_integral, (0.8, 1.3)),
    Case(integral_in_a_root, (0.8, 0.4)),
    Case(integral_with_breaks, (0.8,)),
    Case(integral_of_a_vector, (0.8, np.array([0.5, 1.0]))),
] if optimize is not None else []
