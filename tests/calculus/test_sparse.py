"""Sparse Jacobians and Hessians by colours: the entries of the dense ones, from few directions."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import scipy.sparse as sp

import tangent
from tangent.colouring import colours


def chain(u, k):
    r = np.zeros(u.size)
    r[1:-1] = u[:-2] - 2.0 * u[1:-1] + u[2:] + k * np.exp(u[1:-1])
    r[0], r[-1] = u[0] - 1.0, u[-1] ** 2
    return r


def banded(n, width=1):
    places = range(-width, width + 1)
    return sp.diags_array([np.ones(n - abs(k)) for k in places], offsets=places)


@pytest.mark.parametrize("n", [3, 8, 200])
def test_a_chain_needs_three_directions(n):
    u = np.sin(np.arange(n))
    jacobian = tangent.jacobian(chain, sparsity=banded(n))
    found = jacobian(u, 0.3)
    assert type(found) is sp.csr_array and found.shape == (n, n) and jacobian.colours == 3
    np.testing.assert_allclose(found.toarray(), tangent.jacobian(chain)(u, 0.3), atol=1e-14)


def test_hessians():
    def energy(u):
        return np.sum((u[1:] - u[:-1] ** 2) ** 2) + u[0] ** 4

    u = np.cos(np.arange(50.0))
    hessian = tangent.hessian(energy, sparsity=banded(50))
    np.testing.assert_allclose(hessian(u).toarray(), tangent.hessian(energy)(u), atol=1e-12)
    assert hessian.colours == 3
    from scipy.optimize import minimize, rosen, rosen_der

    sparse = tangent.hessian(valley, sparsity=banded(20))
    found = minimize(rosen, np.full(20, 0.8), jac=rosen_der, hess=sparse, method="trust-constr")
    np.testing.assert_allclose(found.x, 1.0, rtol=1e-3)


def valley(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


@pytest.mark.parametrize("seed", range(6))
def test_random_patterns(seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 30)), int(rng.integers(1, 30))
    mask = rng.random((m, n)) < 0.15
    weights = np.where(mask, rng.normal(size=(m, n)), 0.0)

    def f(x):
        return np.sin(weights @ x) + weights @ x**2

    x = rng.normal(size=n)
    for pattern in (mask, sp.csc_array(mask), "detect"):
        found = tangent.jacobian(f, sparsity=pattern)(x)
        np.testing.assert_allclose(found.toarray(), tangent.jacobian(f)(x), atol=1e-12)
    rows, columns = np.nonzero(mask)
    found = colours(rows, columns, (m, n))
    for i in range(m):
        of_row = found[columns[rows == i]]
        assert len(set(of_row)) == len(of_row)


def test_arrowheads_take_rows_or_columns():
    def wide(x):
        return np.concatenate([[np.sum(x**2)], x[1:] ** 3])

    def tall(x):
        return x * x[0]

    x = np.arange(1.0, 9.0)
    for f, mode in ((wide, "rows"), (tall, "columns")):
        pattern = np.eye(8) + (np.arange(8)[:, None] == 0) if f is wide else np.eye(8) + (np.arange(8) == 0)
        jacobian = tangent.jacobian(f, sparsity=pattern)
        np.testing.assert_allclose(jacobian(x).toarray(), tangent.jacrev(f)(x), atol=1e-14)
        assert jacobian.colours == 2, mode


def test_matrices_other_arguments_and_dtypes():
    def f(k, m):
        return k * m.T**2

    m = np.arange(6.0, dtype=np.float32).reshape(2, 3) + 1.0
    found = tangent.jacobian(f, "m", sparsity="detect")(2.0, m)
    dense = tangent.jacobian(f, "m")(2.0, m).reshape(6, 6)
    assert found.dtype == np.float32 and found.nnz == 6
    np.testing.assert_allclose(found.toarray(), dense)


def test_a_pattern_that_does_not_hold_is_noticed():
    with pytest.raises(tangent.TangentError, match="TGT615"):
        tangent.jacobian(chain, sparsity=sp.eye_array(5))(np.ones(5), 0.3)
    for shape in ((5, 4), (4, 5)):
        with pytest.raises(tangent.TangentError, match="TGT615"):
            tangent.jacobian(chain, sparsity=np.ones(shape))(np.ones(5), 0.3)
    with pytest.raises(tangent.TangentError, match="TGT615"):
        tangent.jacobian(chain, sparsity=[[[1]]])


def test_a_detected_pattern_is_found_anew_where_it_does_not_hold():
    def f(x):
        return x * np.where(x[::-1] > 1.0, x[::-1], 1.0)

    jacobian = tangent.jacobian(f, sparsity="detect")
    for x in (np.full(4, 0.5), np.full(4, 2.0), np.full(4, 0.7)):
        np.testing.assert_allclose(jacobian(x).toarray(), tangent.jacobian(f)(x))


def test_where_one_pass_is_not_possible():
    def f(x):
        return np.tile(x, 2)[: x.size] ** 2

    found = tangent.jacobian(f, sparsity=sp.eye_array(4))(np.arange(4.0))
    np.testing.assert_allclose(found.toarray(), np.diag(2.0 * np.arange(4.0)))


def test_refusals():
    with pytest.raises(tangent.TangentError, match="TGT608"):
        tangent.jacobian(chain, (0, 1), sparsity="detect")
    with pytest.raises(tangent.TangentError, match="TGT608"):
        tangent.jacobian(chain, sparsity="guess")
    with pytest.raises(tangent.TangentError, match="TGT608"):
        tangent.jacobian(lambda x: x * 2.0, sparsity="detect")(2.0)
    with pytest.raises(tangent.TangentError, match="TGT613"):
        tangent.jacobian(lambda x: (x, x), sparsity=np.eye(2))(np.ones(2))
    with pytest.raises(tangent.TangentError):
        tangent.grad(tangent.jacobian(chain, sparsity="detect"))


def test_without_scipy():
    code = (
        "import sys; sys.modules['scipy'] = None\n"
        "import numpy as np, tangent\n"
        "try: tangent.jacobian(np.sin, sparsity=np.eye(2))\n"
        "except tangent.TangentError as e: print(e.code)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip() == "TGT616", run.stderr
