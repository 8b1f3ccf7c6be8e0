"""Matrices of scipy.sparse as constant operators."""

import numpy as np
import pytest

import tangent

sparse = pytest.importorskip("scipy.sparse")
DENSE = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]])
S = sparse.csr_array(DENSE)
M = sparse.csc_matrix(DENSE)
WHOLE = sparse.csr_array(np.array([[1, 0, 2], [0, 3, 0]]))
x3, x2, x34 = np.array([0.3, 1.2, 0.7]), np.array([0.4, -1.0]), np.arange(12.0).reshape(3, 4) / 7.0


def steps(x):
    for _ in range(3):
        x = x - 0.1 * (S.T @ np.sin(S @ x))
    return np.sum(x**2)


def of_an_argument(x, a):
    return np.sum((a @ x) ** 2 * a.shape[0])


class Model:
    def __init__(self):
        self.operator = M

    def loss(self, x):
        return np.sum(np.cos(self.operator.dot(x)))


@pytest.mark.parametrize(
    "f, x",
    [
        (lambda x: np.sum((S @ x) ** 2), x3),
        (lambda x: np.sum((M @ x) ** 2), x3),
        (lambda x: np.sum((WHOLE @ x) ** 2), x3),
        (lambda x: np.sum((S.dot(x)) ** 2), x3),
        (lambda x: np.sum((S.T.dot(x)) ** 2), x2),
        (lambda x: np.sum((x @ S) ** 2), x2),
        (lambda x: np.sum((S @ x) ** 2), x34),
        (lambda x: np.sum((x.T @ S.T) ** 2), x34),
        (lambda x: np.sum((x.T @ M.T) ** 2), x34),
        (lambda x: S @ np.exp(x), x3),
        (steps, x3),
        (Model().loss, x3),
    ],
)
def test_products(f, x):
    tangent.check_grads(f, (x,), order=2)


def test_as_arguments():
    for a in (S, M, sparse.coo_array(DENSE)):
        gradient = tangent.grad(of_an_argument)
        np.testing.assert_allclose(gradient(x3, a), 4.0 * DENSE.T @ (DENSE @ x3))
    with pytest.raises(tangent.TangentError, match="TGT601"):
        tangent.grad(of_an_argument, 1)(x3, S)


def test_the_text():
    assert "S.T @ " in tangent.grad(steps).source_for(x3)


def test_a_product_that_is_written_as_a_multiplication():
    for derive in (lambda f: tangent.grad(f)(x3), lambda f: tangent.jvp(f, (x3,), (x3,))):
        with pytest.raises(tangent.TangentError, match="write `@`"):
            derive(lambda x: np.sum((M * x) ** 2))
        with pytest.raises(tangent.TangentError, match="write `@`"):
            derive(lambda x: np.sum((M.T * (M @ x)) ** 2))


def test_methods_that_are_not_known():
    with pytest.raises(tangent.TangentError, match="TGT30"):
        tangent.grad(lambda x: np.sum(S.multiply(x)))(x3)
