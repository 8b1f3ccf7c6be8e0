"""scipy.linalg inside programs: whatever is factored, solved with, and thrown away again."""

import numpy as np
import pytest

import tangent
from tangent.testing.structures import compile_source

linalg = pytest.importorskip("scipy.linalg")
A = np.array([[3.0, 0.4, -0.2], [0.4, 2.5, 0.6], [-0.2, 0.6, 4.0]])
B = np.array([0.5, -1.2, 2.0])


def log_density(cov, x):
    factor = linalg.cho_factor(cov, lower=True)
    return -0.5 * x @ linalg.cho_solve(factor, x) - np.sum(np.log(np.diag(factor[0])))


def refined(a, b):
    lu = linalg.lu_factor(a)
    x = linalg.lu_solve(lu, b)
    for _ in range(3):
        x = x + linalg.lu_solve(lu, b - a @ x)
    return np.sum(x**2)


def steps(diagonals, x):
    """An implicit time loop with a tridiagonal matrix."""
    for _ in range(4):
        x = linalg.solve_banded((1, 1), diagonals, x)
    return np.sum(x * x)


def propagated(a, x):
    for k in range(3):
        x = linalg.expm(0.1 * k * a) @ x
    return np.sum(np.sin(x))


@pytest.mark.parametrize(
    "program, args",
    [
        (log_density, (A, B)),
        (refined, (A, B)),
        (steps, (np.array([[0.0, -0.3, -0.4], [2.0, 2.5, 3.0], [-0.2, -0.1, 0.0]]), B)),
        (propagated, (A, B)),
    ],
)
def test_programs(program, args):
    tangent.check_grads(program, args, order=2)


@pytest.mark.parametrize(
    "call, why",
    [
        ("linalg.solve(a, a[0], overwrite_a=True)", "overwrite_a"),
        ("linalg.solve(a, a[0], assume_a='her')", "her"),
        ("linalg.solve_triangular(np.stack((a, a)), a[:2])", "several"),
        ("linalg.qr(a)[0]", "economic"),
        ("linalg.qr(a, mode='economic', pivoting=True)[0]", "pivoting"),
        ("linalg.schur(a)[0]", "scipy.linalg.schur"),
        ("linalg.eigh(a, a)[0]", "b"),
        ("linalg.eig(a)[0].real", "scipy.linalg.eig"),
        ("linalg.expm(np.stack((a, a)))", "several"),
    ],
)
def test_refused(call, why):
    f = compile_source(f"def f(a):\n    return np.sum({call})\n", "f", {"linalg": linalg, "np": np})
    with pytest.raises(tangent.TangentError, match=why):
        tangent.grad(f)(A)
    with pytest.raises(tangent.TangentError, match=why):
        tangent.jvp(f, (A,), (A,))
