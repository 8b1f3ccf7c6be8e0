"""Spellings of NumPy: arrays made by subscripts, functions that write, functions of some elements only."""

from __future__ import annotations

import math

import numpy as np
from numpy import r_ as joined

from tests.programs import Case


def arguments():
    return np.array([0.7, 2.1, 1.3, 4.2]), np.array([[0.5, -1.2], [0.3, 0.9]])


def r_of_arrays(x, A):
    return np.sum(np.r_[x, x * 2.0] ** 2)


def r_of_numbers_and_ranges(x, A):
    return np.sum(np.r_[x, 0:3, x[0] * x[1], 2.0] ** 2)


def r_of_rows(x, A):
    return np.sum(np.r_[A, A @ A, [[x[0], 1.0]]] ** 3)


def r_by_its_own_name(x, A):
    return np.sum(joined[x, x[1:]] ** 3)


def r_of_steps(x, A):
    return np.sum(np.r_[0 : x[1] : 5j, x[0] : x[1]] ** 3)


def r_of_lists(x, A):
    return np.sum(np.r_[[x[0], x[1]], (1.0, x[2])] ** 3)


def r_in_a_loop(x, A):
    total = 0.0
    for k in range(3):
        total = total + np.sum(np.r_[x[k:], k, x[k]] ** 2) * x[k]
    return total


def r_of_places(x, A):
    y = x[np.r_[0:2, 3]]
    return np.sum(y**2)


def c_of_columns(x, A):
    return np.sum((np.c_[x, x * x, 1.0 * x] @ np.array([1.0, 2.0, 0.5])) ** 2)


def c_of_matrices_and_columns(x, A):
    return np.sum(np.c_[A, x[:2], [x[0], x[1]]] ** 3)


def slices_by_name(x, A):
    inner = np.s_[1:-1]
    whole = np.index_exp[..., None]
    return np.sum(x[inner] ** 2) * np.sum(x[whole] * A[0])


def grids_of_places(x, A):
    i, j = np.mgrid[0:2, 0:2]
    p, q = np.ogrid[0:2, 1:3]
    return np.sum(x[i + j] ** 2 * A) + np.sum(x[p + q] * A)


def grid_of_active_bounds(x, A):
    return np.sum(np.mgrid[0 : x[0] : 5j])


def grid_of_one_active_bound(x, A):
    return np.sum(np.ogrid[x[0] : 4])


def directive_of_r(x, A):
    return np.sum(np.r_["0,2", x, x] ** 2)


def open_mesh(x, A):
    p, q = np.ix_(x, x[:2])
    return np.sum(np.sin(p * q))


def edges_of_bins(x, A):
    return np.sum(np.histogram_bin_edges(x, 4) ** 2)


def safe_quotient(x, A):
    quotient = np.divide(x, x - 0.7, out=np.zeros_like(x), where=np.abs(x - 0.7) > 0.05)
    return np.sum(quotient**2)


def logarithm_of_some(x, A):
    y = np.zeros_like(A)
    np.log(A, out=y, where=A > 0)
    return np.sum(y**2) + np.sum(A)


def power_where_a_row_says_so(x, A):
    y = A * 1.0
    np.multiply(A, x[0], out=y, where=x[:2] > 1.0)
    return np.sum(y**2)


def in_place_where(x, A):
    y = x * 1.0
    np.sqrt(y, out=y, where=y > 1.0)
    np.multiply(y, 2.0, out=y, where=[True, False, True, False])
    return np.sum(y**3)


def where_integers_are_true(x, A):
    y = x * 1.0
    np.sqrt(x, out=y, where=[0, 1, 1, 0])
    return np.sum(y)


def place_by_integers(x, A):
    y = x * 1.0
    np.place(y, np.array([0, 1, 1, 0]), x[:2] ** 2)
    return np.sum(y**2)


def where_without_out(x, A):
    return np.sum(np.log(x, where=x > 0))


def all_vectors_of_a_tall_matrix(x, A):
    return np.sum(np.linalg.svd(np.outer(x, x[:2]) + A[0])[1])


def vectors_of_a_square_matrix(x, A):
    u, s, vt = np.linalg.svd(A)
    return np.sum(u * vt) + np.sum(s**2 * u[0])


@np.vectorize
def softplus(t):
    return math.log1p(math.exp(t))


def joined_or_apart(t, u):
    return t * u if t > 1.0 else math.sin(u)


in_pairs = np.vectorize(joined_or_apart)
with_types = np.vectorize(softplus.pyfunc, otypes=[float])
with_signature = np.vectorize(np.sum, signature="(n)->()")
first_decides = np.vectorize(lambda t: t if t > 1.0 else 0)


def function_of_elements(x, A):
    return np.sum(softplus(x) ** 2) + np.sum(with_types(A))


def function_of_pairs(x, A):
    return np.sum(in_pairs(x[:2], A) ** 2) + np.sum(in_pairs(x[:, None], 2.0))


def function_made_inside(x, A):
    w = x[0]
    g = np.vectorize(lambda t: t * w + 1.0)
    return np.sum(g(A) * A)


def function_called_at_once(x, A):
    return np.sum(np.vectorize(lambda t, u: t * t + u)(x, 2.0))


def function_of_rows(x, A):
    return np.sum(with_signature(A))


def function_whose_values_differ(x, A):
    return np.sum(first_decides(x[::-1]) ** 2)


def eigenvalues_of_a_real_matrix(x, A):
    return np.sum(np.abs(np.linalg.eigvals(A)))


def zeros_of_a_real_polynomial(x, A):
    return np.sum(np.abs(np.roots(x)))


def eigenvalues_as_complex_numbers(x, A):
    w = np.linalg.eigvals(A + 0j)
    return np.sum(np.abs(w) * x[:2]) + np.sum(np.real(w * w))


CASES = [
    Case(r_of_arrays, arguments, (0, 1)),
    Case(r_of_numbers_and_ranges, arguments),
    Case(r_of_rows, arguments, (0, 1)),
    Case(r_by_its_own_name, arguments),
    Case(r_of_steps, arguments),
    Case(r_of_lists, arguments),
    Case(r_in_a_loop, arguments),
    Case(r_of_places, arguments),
    Case(c_of_columns, arguments),
    Case(c_of_matrices_and_columns, arguments, (0, 1)),
    Case(slices_by_name, arguments, (0, 1)),
    Case(grids_of_places, arguments, (0, 1)),
    Case(grid_of_active_bounds, arguments, refused="TGT205"),
    Case(grid_of_one_active_bound, arguments, refused="TGT205"),
    Case(directive_of_r, arguments, refused="TGT302"),
    Case(open_mesh, arguments),
    Case(edges_of_bins, arguments),
    Case(safe_quotient, arguments),
    Case(logarithm_of_some, arguments, 1),
    Case(power_where_a_row_says_so, arguments, (0, 1)),
    Case(in_place_where, arguments),
    Case(where_integers_are_true, arguments, refused="TGT301"),
    Case(place_by_integers, arguments, refused="TGT301"),
    Case(where_without_out, arguments, refused="TGT302"),
    Case(all_vectors_of_a_tall_matrix, arguments, (0, 1)),
    Case(vectors_of_a_square_matrix, arguments, 1),
    Case(function_of_elements, arguments, (0, 1), standalone=False, why="an object that is no text"),
    Case(function_of_pairs, arguments, (0, 1), standalone=False, why="an object that is no text"),
    Case(function_made_inside, arguments, (0, 1)),
    Case(function_called_at_once, arguments),
    Case(function_of_rows, arguments, 1, refused="TGT301"),
    Case(eigenvalues_of_a_real_matrix, arguments, 1),
    Case(zeros_of_a_real_polynomial, arguments),
    Case(eigenvalues_as_complex_numbers, arguments, (0, 1)),
]
