"""np.linalg.svd and np.linalg.qr with all vectors, of matrices that are not square."""

import numpy as np
import pytest

import tangent

from ..oracle import check_program

TALL = np.array([[2.0, 0.3], [0.1, 1.0], [0.5, -0.7], [0.2, 0.4]])


@pytest.mark.parametrize("a", [TALL, TALL.T], ids=["tall", "wide"])
def test_vectors_of_singular_values(a):
    def program(a):
        u, s, vt = np.linalg.svd(a)
        return np.sum((u[:, : len(s)] * s**2) @ vt[: len(s)])

    check_program(program, (a,), order=2)


@pytest.mark.parametrize("a", [TALL, TALL.T], ids=["tall", "wide"])
def test_other_vectors_have_no_derivative(a):
    """They are any basis of what is left."""

    def program(a):
        u, _, vt = np.linalg.svd(a)
        return np.sum(u**3) + np.sum(vt**3)

    assert np.isnan(tangent.grad(program)(a)).all()
    assert np.isnan(tangent.jvp(program, (a,), (np.ones_like(a),))[1])


def test_lengths_that_are_not_known():
    """The same text for all lengths."""

    def program(rows):
        return np.linalg.svd(np.array([row for row in rows if row[0] > 0.0]))[1].sum()

    check_program(program, (TALL,))


def test_columns_that_complete_a_basis_have_no_derivative():
    def program(a):
        return np.sum(np.linalg.qr(a, mode="complete")[0] ** 3)

    assert np.isnan(tangent.grad(program)(TALL)).all()
    assert np.isnan(tangent.jvp(program, (TALL,), (np.ones_like(TALL),))[1])
