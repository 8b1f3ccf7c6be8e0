"""Rules for whole functions, from a user's module."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import tangent

X = np.array([0.4, 0.9, 1.3])


@tangent.custom_vjp
def log1pexp(x):
    return np.logaddexp(0.0, x)


def log1pexp_forward(x):
    return log1pexp(x), x


def log1pexp_backward(x, out_bar):
    return (out_bar / (1.0 + np.exp(-x)),)


log1pexp.defvjp(log1pexp_forward, log1pexp_backward)


@tangent.custom_jvp
def hypot(x, y):
    return np.sqrt(x * x + y * y)


@hypot.defjvp
def hypot_jvp(primals, tangents):
    x, y = primals
    x_dot, y_dot = tangents
    r = hypot(x, y)
    return r, (x * x_dot + y * y_dot) / r


@tangent.custom_vjp(argnums=0)
def clipped(x, limit):
    return x * 1.0


clipped.defvjp(lambda x, limit: (x * 1.0, limit), lambda limit, out_bar: (np.clip(out_bar, -limit, limit),))


def test_a_pull_back_of_ones_own():
    def f(x):
        return np.sum(log1pexp(x * x) * x)

    gradient = tangent.grad(f)
    sigmoid = 1.0 / (1.0 + np.exp(-(X**2)))
    np.testing.assert_allclose(gradient(X), 2.0 * X**2 * sigmoid + np.log1p(np.exp(X**2)))
    assert "log1pexp_backward(" in gradient.source
    assert np.isfinite(tangent.grad(log1pexp)(800.0))
    np.testing.assert_allclose(tangent.elementwise_grad(log1pexp)(X), 1.0 / (1.0 + np.exp(-X)))


def test_it_is_differentiated_again():
    def f(x):
        return np.sum(log1pexp(x) ** 2)

    s = 1.0 / (1.0 + np.exp(-X))
    expected = 2.0 * s * s + 2.0 * np.log1p(np.exp(X)) * s * (1.0 - s)
    np.testing.assert_allclose(np.diag(tangent.hessian(f)(X)), expected)
    np.testing.assert_allclose(np.diag(tangent.jacrev(tangent.grad(f))(X)), expected)


def test_forward_mode_is_the_transpose():
    tangent.check_grads(lambda x: log1pexp(x) * x, (X,), order=2)
    dot = tangent.jvp(log1pexp, (X,), (np.ones(3),))[1]
    np.testing.assert_allclose(dot, 1.0 / (1.0 + np.exp(-X)))


def test_a_rule_may_say_something_else_than_the_source():
    assert tangent.grad(lambda x: np.sum(clipped(x * 10.0, 0.5)))(X).tolist() == [5.0, 5.0, 5.0]
    with pytest.raises(tangent.TangentError, match="no derivative with respect to it"):
        tangent.grad(lambda x: np.sum(clipped(x, x)))(X)


def test_a_directional_derivative_of_ones_own_in_both_modes():
    def f(x, y):
        return np.sum(hypot(x, y) ** 3)

    tangent.check_grads(f, (X, X[::-1] * 2.0), order=2)
    tangent.check_grads(lambda x: hypot(x, 2.0) * x, (0.5,), order=2)


def cubic(x, a, b):
    return x**3 + a * x - b


@tangent.implicit(cubic)
def root(a, b):
    x = 1.0
    for _ in range(100):
        x = x - (x**3 + a * x - b) / (3.0 * x * x + a)
    return x


def equations(x, a, b):
    return a @ x + x**3 - b


@tangent.implicit(equations)
def solution(a, b):
    x = np.zeros(b.size)
    while np.max(np.abs(equations(x, a, b))) > 1e-13:
        x = x - np.linalg.solve(a + np.diag(3.0 * x**2), equations(x, a, b))
    return x


def test_the_derivative_of_a_root():
    x = root(2.0, 5.0)
    by_a, by_b = tangent.grad(root, (0, 1))(2.0, 5.0)
    assert np.isclose(by_a, -x / (3.0 * x**2 + 2.0)) and np.isclose(by_b, 1.0 / (3.0 * x**2 + 2.0))
    tangent.check_grads(root, (2.0, 5.0), order=2)
    tangent.check_grads(lambda b: root(2.0, b * b) * b, (1.5,), order=2)


def test_the_derivative_of_a_solution():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(3, 3)) * 0.1 + 2.0 * np.eye(3), rng.normal(size=3)

    def f(a, b):
        return np.sum(solution(a, b) ** 2)

    tangent.check_grads(f, (a, b), order=2)
    x = solution(a, b)
    expected = np.linalg.inv(a + np.diag(3.0 * x**2))
    np.testing.assert_allclose(tangent.jacobian(solution, "b")(a, b), expected, rtol=1e-9)
    np.testing.assert_allclose(tangent.jacrev(solution, "b")(a, b), expected, rtol=1e-9)
    assert "while" not in tangent.grad(f, (0, 1)).source_for(a, b).partition("def f_grad")[2]


def test_rules_are_not_made_inside():
    def with_rule(b):
        @tangent.custom_vjp
        def square(b):
            return b * b

        return square(b)

    def with_root(b):
        @tangent.implicit(lambda x, b: x * x - b)
        def square_root(b):
            return np.sqrt(b)

        return square_root(b)

    for f in (with_rule, with_root):
        with pytest.raises(tangent.TangentError, match="belongs to a function of a module") as info:
            tangent.grad(f)(2.0)
        assert info.value.place is not None and info.value.place.file == __file__


@tangent.custom_jvp
def told(x):
    return x * x


@told.defjvp
def told_jvp(primals, tangents):
    (x,), (x_dot,) = primals, tangents
    print("pushed")
    return x * x, 2.0 * x * x_dot


def test_a_rule_runs_when_the_derivative_runs_only(capsys):
    gradient = tangent.grad(lambda x: np.sum(told(x) * x))
    gradient.source_for(X)
    assert capsys.readouterr().out == ""
    gradient(X)
    assert capsys.readouterr().out == "pushed\n"


def saved(derivative, args, folder):
    """What a saved module gives where tangent cannot be imported."""
    derivative(*args)
    derivative.save(folder / "saved.py")
    name = derivative.compiled_for(*args).__name__
    code = "import sys; sys.modules['tangent'] = None\nimport numpy as np, saved\nfrom numpy import array\n"
    code += f"print(np.ravel(saved.{name}(*{args!r})).tolist())"
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return eval(run.stdout)


A, B = np.array([[2.0, 0.1], [0.2, 3.0]]), np.array([1.0, 2.0])


def with_hypot(x):
    return np.sum(hypot(x, 2.0) ** 2)


SAVED = [
    (tangent.hessian(lambda x: np.sum(log1pexp(x) ** 2)), (X,)),
    (tangent.jacfwd(log1pexp), (X,)),
    (tangent.grad(with_hypot), (X,)),
    (tangent.hvp(with_hypot), (X, X)),
    (tangent.grad(lambda a, b: root(a, b)), (2.0, 5.0)),
    (tangent.hessian(lambda a, b: root(a, b)), (2.0, 5.0)),
    (tangent.jacobian(lambda a, b: solution(a, b), "b"), (A, B)),
]


@pytest.mark.parametrize("k", range(len(SAVED)))
def test_it_is_saved(k, tmp_path):
    derivative, args = SAVED[k]
    np.testing.assert_allclose(saved(derivative, args, tmp_path), np.ravel(derivative(*args)), rtol=1e-12)


def step(x, k):
    return np.cos(k * x)


@tangent.implicit(lambda x, k: step(x, k) - x)
def fixed_point(k):
    x = 0.5
    for _ in range(200):
        x = step(x, k)
    return x


def test_the_derivative_of_a_fixed_point():
    x = fixed_point(0.7)
    s = np.sin(0.7 * x)
    assert np.isclose(tangent.grad(fixed_point)(0.7), -s * x / (1.0 + s * 0.7))
    tangent.check_grads(fixed_point, (0.7,), order=2)
