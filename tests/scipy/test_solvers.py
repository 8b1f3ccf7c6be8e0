"""Solvers that are given a function: what is refused, and what the derivative looks like.

`tests/programs/solvers.py` asks whether derivatives are right.
"""

import numpy as np
import pytest

import tangent

optimize = pytest.importorskip("scipy.optimize")
integrate = pytest.importorskip("scipy.integrate")
interpolate = pytest.importorskip("scipy.interpolate")


def residual(r, a):
    return r**3 + r - a


def with_constraints_of_arguments(a):
    on_a_line = {"type": "eq", "fun": lambda x, b: x[0] + x[1] - b, "args": (a,)}
    return optimize.minimize(lambda x: np.sum((x - a) ** 2), np.zeros(2), constraints=on_a_line).x[0]


def with_details(a):
    return optimize.brentq(residual, -10.0, 10.0, args=(a,), full_output=True)[0]


def with_another_loss(a):
    return optimize.least_squares(lambda x: x - a, np.zeros(2), loss="cauchy").x[0]


def of_the_jacobian(a):
    return optimize.root(lambda x: x**2 - a, np.ones(2)).fjac[0, 0]


def by_subscript(a):
    sol = optimize.root(lambda x: x**2 - a, np.ones(2))
    return sol["fjac"][0, 0]


def by_a_method(a):
    sol = optimize.root(lambda x: x**2 - a, np.ones(2))
    return sol.get("x")[0]


def handed_to_numpy(a):
    sol = optimize.root(lambda x: x**2 - a, np.ones(2))
    return np.sum(np.array(list(sol.values())[0]))


def of_two_axes(a):
    return optimize.root(lambda x: x - a, np.ones((2, 2))).x[0]


calls = []


def noted(r, a):
    calls.append(r)
    return r - a


def with_an_effect(a):
    return optimize.brentq(noted, -10.0, 10.0, args=(a,))


def printing(a):
    def f(r):
        print(r)
        return r - a

    return optimize.brentq(f, -10.0, 10.0)


def with_a_weight(a):
    return integrate.quad(lambda t: t, 0.0, a, weight="cos", wvar=2.0)[0]


def with_events(a):
    half = lambda t, y: y[0] - 0.5  # noqa: E731
    return integrate.solve_ivp(lambda t, y: -a * y, (0.0, 1.0), [1.0], events=half).y[0, -1]


def densely(a):
    return integrate.solve_ivp(lambda t, y: -a * y, (0.0, 1.0), [1.0], dense_output=True).sol(0.5)[0]


def of_a_boundary_problem(a):
    def ends(left, right):
        return np.array([left[0], right[0] - a])

    line = lambda t, y: np.array([y[1], 0.0 * y[0]])  # noqa: E731
    return integrate.solve_bvp(line, ends, [0.0, 1.0], np.ones((2, 2))).y[0, 0]


def of_coefficients(a):
    return interpolate.CubicSpline(np.arange(4.0), np.arange(4.0) * a).c[0, 0]


def of_given_slopes(a):
    return interpolate.CubicSpline(np.arange(4.0), np.arange(4.0) * a, bc_type=((1, 0.0), (1, 1.0)))(1.5)


def of_the_nearest_point(a):
    return interpolate.interp1d(np.arange(4.0), np.arange(4.0) * a, kind="nearest")(1.5)


lines = interpolate.interp1d(np.arange(4.0), np.arange(4.0) ** 2)


def of_a_grid_of_cubics(a):
    axes = np.arange(4.0), np.arange(4.0)
    r = interpolate.RegularGridInterpolator(axes, np.eye(4) * a, method="cubic")
    return r(np.array([[0.5, 0.5]]))[0]


def of_lines_made_outside(a):
    return lines(a)


REFUSED = [
    of_coefficients, of_given_slopes, of_the_nearest_point, of_lines_made_outside, of_a_grid_of_cubics,
    with_constraints_of_arguments, with_details, with_another_loss, of_the_jacobian,
    by_subscript,
    by_a_method, handed_to_numpy, with_an_effect, printing, with_a_weight,
    with_events, densely, of_a_boundary_problem,
]  # fmt: skip


@pytest.mark.parametrize("f", REFUSED)
def test_refused_in_both_modes(f, capsys):
    f(1.0)
    with pytest.raises(tangent.TangentError):
        tangent.grad(f)(1.0)
    with pytest.raises(tangent.TangentError):
        tangent.jvp(f, (1.0,), (1.0,))


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (with_constraints_of_arguments, "let `f` hold"),
        (of_the_jacobian, "Only x"),
        (with_an_effect, "calls its function again"),
    ],
)
def test_the_reason_is_said(f, words):
    with pytest.raises(tangent.TangentError) as refused:
        tangent.grad(f)(1.0)
    assert words in str(refused.value)


def test_results_are_not_returned_as_a_whole():
    def f(a):
        return optimize.root_scalar(lambda r: r - a, bracket=(-5.0, 5.0))

    for call in (tangent.grad(f), lambda a: tangent.jvp(f, (a,), (1.0,)), lambda a: tangent.vjp(f, a)):
        with pytest.raises(tangent.TangentError):
            call(1.0)


def test_what_is_inactive_is_never_refused():
    """Functions without variables, and results of which only the details are used."""

    def f(a):
        r = optimize.brentq(np.cos, 0.0, 3.0)
        sol = optimize.root(lambda x: x**2 - 2.0, np.ones(1))
        return a * r * sol.x[0] * sol.success

    tangent.check_grads(f, (0.7,), order=2)


def test_the_call_stays_what_it_is():
    """Once, as the user wrote it; the derivative of the function is taken at what was found."""

    def root(a):
        return optimize.brentq(residual, -10.0, 10.0, args=(a,))

    text = tangent.grad(root).source_for(2.0)
    assert text.count("optimize.brentq(residual, -10.0, 10.0, args=(a,))") == 2  # once in a comment
    assert "runtime" not in text and "found" not in text


def test_a_saved_file_stands_alone(tmp_path):
    def area(a, w):
        return integrate.quad(lambda t: np.sum(np.exp(-a * w * t)), 0.0, 1.0)[0]

    gradient = tangent.grad(area, (0, 1))
    w = np.array([0.5, 1.0])
    expected = gradient(0.7, w)
    gradient.save(tmp_path / "saved.py")
    text = (tmp_path / "saved.py").read_text()
    assert "import tangent" not in text and "from tangent" not in text
    names = {}
    exec(compile(text, "saved.py", "exec"), names)
    found = names["area_grad"](0.7, w)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


def test_what_does_not_move_is_not_integrated():
    """Data that the integrand reads has no derivative here, and costs nothing."""

    def area(a, data):
        return integrate.quad(lambda t: np.sum(np.exp(-a * t) * data), 0.0, 1.0)[0]

    text = tangent.grad(area).source_for(0.7, np.ones(3))
    assert "quad_vec" not in text and text.count("def ") == 2


def test_integrals_of_three_variables():
    """Between surfaces, one of which moves; what the integrand calls only computes."""

    def f(a):
        return integrate.tplquad(
            lambda z, y, x: a * x * y + z, 0.0, a, 0.0, 1.0, lambda x, y: 0.0, lambda x, y: x + a
        )[0]

    a, h = 0.7, 1e-5
    expected = (f(a + h) - f(a - h)) / (2.0 * h)
    assert tangent.grad(f)(a) == pytest.approx(expected, rel=1e-8)
    assert tangent.jvp(f, (a,), (1.0,))[1] == pytest.approx(expected, rel=1e-8)


def on_a_line(a, b):
    line = {"type": "eq", "fun": lambda x: x[0] + b * x[1] - 1.0, "jac": lambda x: np.array([1.0, b])}
    sol = optimize.minimize(
        lambda x: np.sum((x - a) ** 4 + x**2), np.zeros(2), jac=lambda x: 4.0 * (x - a) ** 3 + 2.0 * x,
        constraints=line, tol=1e-15,
    )  # fmt: skip
    return sol.x[0] * sol.x[1] + sol.fun


def test_a_minimum_under_a_constraint_to_second_order():
    a, b, h = np.array([0.3, 0.4]), 0.7, 1e-4
    gradient = tangent.grad(on_a_line, 1)

    def slope(a, b):
        return gradient(a, b)

    expected = (slope(a, b + h) - slope(a, b - h)) / (2.0 * h)
    assert tangent.grad(slope, 1)(a, b) == pytest.approx(expected, rel=1e-5)
    assert tangent.jvp(slope, (a, b), (0.0 * a, 1.0))[1] == pytest.approx(expected, rel=1e-5)


def test_there_is_no_derivative_where_a_constraint_only_begins_to_hold():
    def f(a):
        half = {"type": "ineq", "fun": lambda x: x[0] - a}
        return optimize.minimize(lambda x: (x[0] - 1.0) ** 2 + x[1] ** 2, np.ones(2), constraints=half).x[0]

    assert tangent.grad(f)(0.5) == 0.0
    assert tangent.grad(f)(1.5) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="only begins to hold"):
        tangent.grad(f)(1.0)
