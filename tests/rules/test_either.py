"""Eigenvalues of real matrices and zeros of real polynomials: real or complex, as the values decide."""

import numpy as np
import pytest

import tangent

from ..oracle import check_program

REAL = np.array([[2.0, 0.3, -0.2], [0.1, 1.0, 0.4], [0.5, -0.3, -1.5]])
TURNING = np.array([[0.1, 1.0, 0.3], [-1.2, 0.2, 0.1], [0.2, 0.1, 0.9]])
MATRICES = pytest.mark.parametrize("a", [REAL, TURNING], ids=["real", "complex"])


def spectral_radius(a):
    return np.max(np.abs(np.linalg.eigvals(a)))


def spectral_abscissa(a):
    w = np.linalg.eigvals(a)
    return w.real.max()


def sum_of_powers(a):
    return np.sum(np.linalg.eigvals(a) ** 3).real


def leading_vector(a):
    w, v = np.linalg.eig(a)
    k = np.argmax(np.abs(w))
    return np.sum(v[:, k].real ** 3)


def in_a_loop(a):
    total = 0.0
    for k in range(3):
        total += np.abs(np.linalg.eigvals(a + k * np.eye(3))).sum()
        a = a @ a * 0.3
    return total


def by_numbers(a):
    return max([abs(z) for z in np.linalg.eigvals(a)])


def radius_of(w):
    return np.abs(w).max()


def by_a_helper(a):
    return radius_of(np.linalg.eig(a).eigenvalues)


def rebuilt(a):
    w, v = np.linalg.eig(a)
    return np.sum(((v * np.exp(w)) @ np.linalg.inv(v)).real ** 2)


@MATRICES
@pytest.mark.parametrize(
    "program",
    [
        spectral_radius, spectral_abscissa, sum_of_powers, leading_vector, in_a_loop, by_numbers, by_a_helper,
        rebuilt,
    ],
)  # fmt: skip
def test_programs(program, a):
    check_program(program, (a,), order=2)


@pytest.mark.parametrize("p", [[1.0, -3.2, 2.1], [2.0, -0.2, 2.1], [1.0, 0.3, -2.0, 0.7]])
def test_zeros_of_polynomials(p):
    check_program(lambda p: np.sum(np.abs(np.roots(p)) ** 3), (np.array(p),), order=2)


@MATRICES
def test_of_a_constant(a):
    """The gradient of a real argument is real, whatever the eigenvalues are."""
    check_program(
        lambda x, a: np.sum(np.abs(x * np.linalg.eigvals(a)) ** 3), (np.array([0.4, 2.0, 0.7]), a), (0,)
    )


def test_roots_of_negative_constants():
    check_program(lambda x: np.sum(np.abs(x + np.emath.sqrt(-2.0)) ** 2), (np.array([0.4, 2.0]),))


def test_roots_of_numbers_of_both_signs():
    x = np.array([0.4, -2.0, 1.7])
    check_program(lambda x: np.sum(np.abs(x + np.emath.sqrt(x)) ** 2), (x,), order=2)
    with pytest.raises(tangent.TangentError, match=r"TGT302[\s\S]*`x \+ 0j`"):
        tangent.grad(lambda x: np.emath.sqrt(x))(2.0)


def test_equal_eigenvalues():
    """Their sum has a derivative, the trace."""
    found = tangent.grad(lambda a: np.sum(np.linalg.eigvals(a)).real)(np.eye(3))
    np.testing.assert_allclose(found, np.eye(3), atol=1e-12)


def returned(a):
    return np.linalg.eigvals(a)


def in_a_tuple(a):
    w, v = np.linalg.eig(a)
    return v, w.real


def printed(a):
    w = np.linalg.eigvals(a)
    print(w)
    return w.real.sum()


def in_a_text(a):
    w = np.linalg.eigvals(a)
    message = f"{w}"
    return w.real.sum() * len(message)


def asked(a):
    w = np.linalg.eigvals(a)
    if np.iscomplexobj(w):
        return np.abs(w).sum()
    return w.sum()


def asked_by_a_helper(a):
    return one_or_the_other(np.linalg.eigvals(a))


def one_or_the_other(w):
    return np.abs(w).sum() if np.iscomplexobj(w) else 2.0 * w.sum()


def asked_for_its_type(a):
    w = np.linalg.eigvals(a)
    return np.abs(w).sum() if w.dtype == np.complex128 else 2.0


def asked_for_its_class(a):
    z = np.linalg.eigvals(a)[0]
    return abs(z) if isinstance(z, complex) else 2.0


@pytest.mark.parametrize(
    "program",
    [
        returned,
        in_a_tuple,
        printed,
        in_a_text,
        asked,
        asked_by_a_helper,
        asked_for_its_type,
        asked_for_its_class,
    ],
)
def test_what_tells_them_apart_is_refused(program):
    with pytest.raises(tangent.TangentError, match=r"TGT302[\s\S]*`a \+ 0j`"):
        tangent.vjp(program, REAL)


@MATRICES
def test_the_way_out_of_a_refusal(a):
    value, pullback = tangent.vjp(lambda a: np.linalg.eigvals(a + 0j), a)
    assert value.dtype == complex and pullback(np.ones(3, complex))[0].dtype == float


def test_a_matrix_without_rows():
    assert tangent.grad(lambda a: np.sum(np.abs(np.linalg.eigvals(a))))(np.zeros((0, 0))).shape == (0, 0)
