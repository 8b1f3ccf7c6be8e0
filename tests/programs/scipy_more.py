"""More of SciPy in programs: curves that move with their places, and what stands together with solvers."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

try:
    from scipy import integrate, interpolate, optimize, stats
except ImportError:  # SciPy is an extra: then there are no cases
    optimize = None


# ---------------------------------------------------------------- curves in their places


def cubic_by_places(x, y, q):
    return interpolate.CubicSpline(x, y)(q)


def cubic_of_few_points(x, y, q):
    line = interpolate.CubicSpline(x[:2], y[:2])
    parabola = interpolate.CubicSpline(x[:3], y[:3])
    return line(q) * parabola(q) + parabola(q, 2)


def natural_by_places(x, y, q):
    s = interpolate.CubicSpline(x, y, bc_type="natural")
    return s(q) * s(q, 1)


def clamped_columns_by_places(x, q):
    s = interpolate.CubicSpline(x, np.outer(np.sin(x), np.array([1.0, -0.5])), bc_type="clamped")
    return np.sum(s(q) ** 2, axis=1)


def periodic_by_places(x, q):
    y = np.sin(np.linspace(0.0, 2.0 * np.pi, 5)) * np.array([1.0, 1.0, 1.0, 1.0, 0.0])
    return np.sum(interpolate.CubicSpline(x, y, bc_type="periodic")(q))


def cubic_at_a_number(x, y):
    s = interpolate.CubicSpline(x, y)
    return s(1.3) * s(2.5, 1)


def degrees_by_places(x, y, q):
    line = interpolate.make_interp_spline(x, y, k=1)
    square = interpolate.make_interp_spline(x, y, k=2)
    natural = interpolate.make_interp_spline(x, y, bc_type="natural")
    return line(q) + square(q) * natural(q, 1)


def b_spline_by_knots(inner, c, q):
    t = np.concatenate((np.zeros(4), inner, np.full(4, 4.0)))
    return interpolate.BSpline(t, c, 3)(q)


def kinds_of_interp1d(x, y, q):
    back = np.array([2, 0, 4, 1, 3])
    cubic = interpolate.interp1d(x[back], y[back], kind="cubic", fill_value="extrapolate")
    square = interpolate.interp1d(x, y, "quadratic")
    return cubic(q) * square(q[:4] * 0.9)[0]


def on_a_grid(x, v, q):
    axes = (x, np.arange(3.0) * 1.5)
    r = interpolate.RegularGridInterpolator(axes, v, bounds_error=False, fill_value=None)
    return np.sum(r(q)) * np.sum(r(q * 0.5))


def by_interpn(v, q):
    return interpolate.interpn(
        (np.arange(4.0), np.arange(3.0) * 1.5), v, q, bounds_error=False, fill_value=2.0
    )


# ---------------------------------------------------------------- curves and solvers in called functions


def level_of_a_spline(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    return optimize.brentq(lambda q: s(q) - b, 0.0, 4.0, xtol=1e-14)


def level_found_by_a_function(v, b):
    return level_of_a_spline(v, b) ** 2


def spline_at_a_root(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    r = optimize.brentq(lambda q: q**3 + q - b, 0.0, 4.0, xtol=1e-14)
    return s(r)


def spline_at_a_root_in_a_function(v, b):
    return spline_at_a_root(v, b) * spline_at_a_root(v, 2.0 * b)


def spline_and_integral(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    return s(b) * integrate.quad(lambda t: t * b, 0.0, 1.0)[0]


def spline_and_integral_in_a_function(v, b):
    return spline_and_integral(v, b) ** 2


def spline_and_equation(v, b):
    s = interpolate.CubicSpline(np.arange(5.0), v)
    y = integrate.odeint(lambda y, t: -b * y, np.ones(1), np.linspace(0.0, 1.0, 3), rtol=1e-11, atol=1e-12)
    return s(b) * y[-1, 0]


def spline_and_equation_in_a_function(v, b):
    return spline_and_equation(v, b) ** 2


# ---------------------------------------------------------------- differential equations


def swing(t, y, k):
    return np.array([y[1], -k[0] * np.sin(y[0]) - k[1] * y[1]])


def solution_of_an_array(y0, k):
    sol = integrate.solve_ivp(
        swing,
        (0.0, 1.0),
        y0,
        t_eval=np.linspace(0.0, 1.0, 3),
        args=(k,),
        method="DOP853",
        rtol=1e-10,
        atol=1e-12,
    )
    return np.sum(sol.y**2)


def solution_at_moving_times(y0, k, times):
    y = integrate.odeint(lambda y, t: -k * y * np.cos(t), y0, times, rtol=1e-11, atol=1e-12)
    return np.sum(y * np.array([1.0, 2.0]))


def solution_until(y0, end, k):
    """The last step ends where the interval does."""
    sol = integrate.solve_ivp(swing, (0.0, end), y0, args=(k,), method="DOP853", rtol=1e-10, atol=1e-12)
    return sol.y[0, -1] * sol.t[-1]


def solution_between(a, b, k):
    sol = integrate.solve_ivp(
        lambda t, y: [y[1], -k * y[0] * t], [a, a + b], [1.0, 0.3], t_eval=np.linspace(a, a + b, 4),
        method="DOP853", rtol=1e-10, atol=1e-12,
    )  # fmt: skip
    return np.sum(sol.y[0] ** 2) * sol.t[1]


def solution_from_a_moving_start(a):
    sol = integrate.solve_ivp(lambda t, y: -y * t, (a, 2.0), np.ones(1), rtol=1e-10, atol=1e-12)
    return sol.y[0, -1]


def number_at_moving_times(a, k):
    y = integrate.odeint(lambda y, t: -k * y[0] * np.cos(t), 1.0, [0.0, 0.5 * a, a], rtol=1e-11, atol=1e-12)
    return y[-1, 0] * y[1, 0]


def solution_backwards(y0, w):
    """Time runs down, and only the middle is asked for."""
    y = integrate.odeint(lambda y, t: w @ y, y0, np.array([1.0, 0.6, 0.2]), rtol=1e-11, atol=1e-12)
    return y[1] @ y[1]


def solution_of_a_network(y0, weights):
    """Weights in a dict, read by a nested function."""

    def slope(t, y):
        return weights["out"] @ np.tanh(weights["in"] @ y + t * weights["bias"])

    sol = integrate.solve_ivp(slope, (0.0, 1.0), y0, method="DOP853", rtol=1e-10, atol=1e-12)
    return np.sum(sol.y[:, -1] ** 2)


def stiff_solution_of_an_array(k):
    """What is followed backwards in time would leave its way at once."""
    sol = integrate.solve_ivp(
        lambda t, y: np.array([-1000.0 * k[0] * (y[0] - np.cos(t)), k[1] * y[0]]), (0.0, 1.0), [0.0, 1.0],
        method="Radau", rtol=1e-8, atol=1e-10,
    )  # fmt: skip
    return sol.y[1, -1]


def flow_in_a_function(y0, k):
    y = integrate.odeint(lambda y, t: -k * y**2, y0, np.linspace(0.0, 1.0, 3), rtol=1e-11, atol=1e-12)
    return y[-1]


def flow_of_a_flow(y0, k):
    return np.sum(flow_in_a_function(flow_in_a_function(y0, k), 2.0 * k) ** 2)


def integral_over_a_dict(a, w):
    rates = {"k": a, "w": (w, 2.0 * a)}
    return integrate.quad(lambda t: np.exp(-rates["k"] * t) * rates["w"][0][1] * rates["w"][1], 0.0, 1.0)[0]


# ---------------------------------------------------------------- integrals over several variables


def volume(a, b):
    """Over a triangle of which the sides move."""
    return integrate.quad(lambda x: integrate.quad(lambda y: np.exp(-a * x * y), 0.0, b - a * x)[0], 0.0, b)[
        0
    ]


def volume_by_dblquad(a, b):
    return integrate.dblquad(lambda y, x: np.exp(-a * x * y), 0.0, 1.0, 0.0, b)[0]


def by_gauss(a, w):
    return integrate.fixed_quad(lambda t: np.sin(a * t) * w, 0.0, a, n=4)[0]


# ---------------------------------------------------------------- distributions that are made


def log_joint(m, s, x):
    rv = stats.norm(m, s)
    return np.sum(rv.logpdf(x)) - rv.cdf(0.5) + rv.mean() * rv.std()


def several_distributions(a, x):
    d = stats.gamma(a, scale=2.0)
    return np.sum(d.pdf(x)) * stats.poisson(a).logpmf(2) + stats.beta(a, b=2.0).var()


def normal_vectors(m, c, x):
    density = stats.multivariate_normal(m, c)
    return np.sum(density.logpdf(x))


def prior(m):
    return stats.norm(m, 2.0)


def distribution_from_a_helper(m, s, x):
    p = prior(m)
    noise = stats.t(4.0, loc=m, scale=s)
    same = noise
    return p.logpdf(m) + same.logpdf(x).sum()


def distributions_in_a_loop(m, s, x):
    total = 0.0
    for k in range(3):
        rv = stats.norm(m * k, s)
        total += rv.logpdf(x[k])
        m = m + 0.1
    return total


def parameters_that_are_written_later(m, x):
    m = m * 1.0
    rv = stats.norm(m, 1.5)
    m[0] = 5.0
    return np.sum(rv.logpdf(x))


def drawn(m):
    return stats.norm(m, 1.0).rvs(3, random_state=1).sum()


# ---------------------------------------------------------------- minima with bounds, and fits


def minimum_with_bounds(a):
    """One variable at each kind of bound, and one at none."""
    weights = np.array([1.0, 2.0, 3.0])
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 2 * weights) + 0.3 * x[0] * x[2], np.zeros(3),
        bounds=[(0.0, 1.0), (None, 1.0), (-1.0, 1.5)], tol=1e-12,
    )  # fmt: skip
    return np.sum(sol.x * weights) + sol.fun


def minimum_with_an_object_of_bounds(a):
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 2) + x[0] * x[1], np.zeros(2), bounds=optimize.Bounds(0.0, 1.0),
        method="SLSQP", tol=1e-12,
    )  # fmt: skip
    return np.sum(sol.x)


def minimum_beside_its_bounds(a):
    """This method stops beside a bound, not at it."""
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 2), np.full(2, 0.5), bounds=[(0.0, 1.0)] * 2, method="Powell", tol=1e-10
    )
    return sol.x @ np.array([1.0, 2.0])


def squares_with_bounds(a):
    sol = optimize.least_squares(
        lambda x: np.array([x[0] - a, x[1] - 2.0 * a, x[0] * x[1]]), np.array([0.1, 0.1]), bounds=(0.0, 0.8),
        xtol=1e-14, ftol=1e-14, gtol=1e-14,
    )  # fmt: skip
    return sol.x[0] + 2.0 * sol.x[1] + sol.cost


def number_with_bounds(a):
    return optimize.minimize_scalar(
        lambda x: (x - a) ** 4 + (x - a) ** 2, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-10}
    ).x


def fit_of_a_lambda(y, x):
    p, cov = optimize.curve_fit(
        lambda t, k, b: k * np.exp(-b * t), x, y, p0=(1.0, 1.0), xtol=1e-14, ftol=1e-14
    )
    return p[0] * p[1]


def decay(t, k, b):
    return k * np.exp(-b * t)


def fit_with_errors(y, x, errors):
    return optimize.curve_fit(decay, x, y, (1.0, 1.0), errors, True, xtol=1e-14, ftol=1e-14)[0]


def covariance_of_a_fit(y):
    p, cov = optimize.curve_fit(decay, np.linspace(0.0, 2.0, 5), y, xtol=1e-14, ftol=1e-14)
    return cov[0, 1] * p[0] + cov[1, 1]


def fit_that_reads_a_variable(y, c):
    """The function that is fitted moves, too."""
    return optimize.curve_fit(lambda t, k: k * np.cos(c * t), np.linspace(0.0, 2.0, 5), y)[0][0]


PLACES = np.array([0.0, 1.1, 1.9, 3.2, 4.0])
VALUES = np.array([0.0, 1.0, 3.0, 4.0, 6.0])
WHERE = np.array([0.3, 1.4, 2.2, 3.7, 4.1])
X = np.linspace(0.0, 2.0, 5)
GRID = np.sin(np.arange(12.0)).reshape(4, 3)
IN_GRID = np.array([[0.3, 0.7], [2.2, 1.9], [1.6, 2.9]])
Y = np.array([1.9, 1.2, 0.8, 0.5, 0.2])

CASES = (
    [
        Case(cubic_by_places, (PLACES, VALUES, WHERE)),
        Case(cubic_of_few_points, (PLACES, VALUES, WHERE)),
        Case(natural_by_places, (PLACES, VALUES, WHERE)),
        Case(clamped_columns_by_places, (PLACES, WHERE)),
        Case(periodic_by_places, (PLACES, WHERE), refused="TGT302"),
        Case(cubic_at_a_number, (PLACES, VALUES)),
        Case(degrees_by_places, (PLACES, VALUES, WHERE)),
        Case(b_spline_by_knots, (np.array([1.1, 2.3]), np.array([0.5, -1.0, 2.0, 0.3, 1.2, -0.4]), WHERE)),
        Case(kinds_of_interp1d, (PLACES, VALUES, WHERE)),
        Case(on_a_grid, (np.array([0.0, 1.0, 2.5, 3.0]), GRID, 1.2 * IN_GRID)),
        Case(by_interpn, (GRID, IN_GRID)),
        Case(level_found_by_a_function, (VALUES, 2.0)),
        Case(spline_at_a_root, (VALUES, 2.0)),
        Case(spline_at_a_root_in_a_function, (VALUES, 2.0)),
        Case(spline_and_integral_in_a_function, (VALUES, 2.0)),
        Case(spline_and_equation_in_a_function, (VALUES, 2.0), rtol=1e-6),
        Case(solution_of_an_array, (np.array([1.0, 0.3]), np.array([1.3, 0.4])), rtol=1e-6),
        Case(solution_at_moving_times, (np.array([1.0, 0.3]), 0.7, np.array([0.1, 0.4, 1.0])), rtol=1e-6),
        Case(solution_until, (np.array([1.0, 0.3]), 1.1, np.array([1.3, 0.4])), rtol=1e-6),
        Case(solution_between, (0.2, 0.9, 1.3), rtol=1e-6),
        Case(solution_from_a_moving_start, (0.2,), refused="TGT302"),
        Case(number_at_moving_times, (1.2, 0.8), rtol=1e-6),
        Case(solution_backwards, (np.array([1.0, 0.3]), np.array([[0.3, -0.8], [0.9, 0.1]])), rtol=1e-6),
        Case(
            solution_of_a_network,
            (
                np.array([1.0, 0.3]),
                {
                    "in": np.array([[0.3, -0.8], [0.9, 0.1]]),
                    "bias": np.array([0.1, -0.4]),
                    "out": np.eye(2) - 0.3,
                },
            ),
            rtol=1e-6,
        ),
        Case(
            stiff_solution_of_an_array,
            (np.array([0.8, 1.2]),),
            rtol=1e-4,
            second=False,
            why="slow: solution_until asks for it",
        ),
        Case(flow_of_a_flow, (np.array([1.0, 0.3]), np.array([0.8, 1.2])), rtol=1e-6),
        Case(log_joint, (0.3, 1.2, np.array([0.5, 1.0, 2.0]))),
        Case(several_distributions, (1.3, np.array([0.5, 1.0, 2.0]))),
        Case(normal_vectors, (np.array([0.5, 1.0, 2.0]), np.eye(3) + 0.2, np.ones((2, 3)))),
        Case(distribution_from_a_helper, (0.3, 1.2, np.array([0.5, 1.0, 2.0]))),
        Case(distributions_in_a_loop, (0.3, 1.2, np.array([0.5, 1.0, 2.0]))),
        Case(
            parameters_that_are_written_later, (np.array([0.5, 1.0]), np.array([0.7, 1.1])), refused="TGT302"
        ),
        Case(drawn, (0.3,), refused="TGT303"),
        Case(minimum_with_bounds, (np.array([-0.5, 0.4, 2.0]),), rtol=1e-5),
        Case(minimum_with_an_object_of_bounds, (np.array([-0.5, 0.4]),), rtol=1e-5),
        Case(minimum_beside_its_bounds, (np.array([-0.5, 0.4]),), rtol=1e-4),
        Case(squares_with_bounds, (0.5,), rtol=1e-4),
        Case(number_with_bounds, (0.3,), rtol=1e-4),
        Case(number_with_bounds, (-0.3,), rtol=1e-4, name="number_at_a_bound"),
        Case(fit_of_a_lambda, (Y, X), rtol=1e-5),
        Case(fit_with_errors, (Y, X, X + 0.5), rtol=1e-5),
        Case(covariance_of_a_fit, (Y,), rtol=1e-4),
        Case(fit_that_reads_a_variable, (Y, 0.4), rtol=1e-5),
        Case(volume, (0.7, 1.2)),
        Case(volume_by_dblquad, (0.7, 1.2)),
        Case(by_gauss, (0.7, 1.2)),
        Case(integral_over_a_dict, (0.7, np.array([0.5, 1.2]))),
    ]
    if optimize is not None
    else []
)
