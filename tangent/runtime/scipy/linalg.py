"""Helpers of the rules for scipy.linalg: parts of matrices that are read, factors, functions of matrices.

Printed with their source into saved modules, and differentiated themselves for second order.
"""

import math

import numpy as np
from scipy import linalg

from tangent.runtime.linalg import cholesky_bar, cholesky_dot


def part_read(a, assume_a, lower):
    """The matrix that `linalg.solve` takes `a` for: it reads a part of it only."""
    if assume_a == "upper triangular":
        return np.triu(a)
    if assume_a == "lower triangular":
        return np.tril(a)
    if assume_a == "diagonal":
        return np.tril(np.triu(a))
    if assume_a == "tridiagonal":
        return np.tril(np.triu(a, -1), 1)
    return np.tril(a) + np.tril(a, -1).T if lower else np.triu(a) + np.triu(a, 1).T


def part_bar(g, assume_a, lower):
    """The adjoint of `a`, from that of the matrix that `linalg.solve` takes it for."""
    if assume_a in ("sym", "pos", "symmetric", "positive definite"):
        return np.tril(g) + np.tril(g.T, -1) if lower else np.triu(g) + np.triu(g.T, 1)
    return part_read(g, assume_a, lower)


def triangle(a, lower, unit_diagonal):
    """The part of a triangular matrix that is read."""
    if lower:
        return np.tril(a, -1 if unit_diagonal else 0)
    return np.triu(a, 1 if unit_diagonal else 0)


def product_with(left, right):
    """left @ right.T, where both may be vectors."""
    return np.outer(left, right) if left.ndim == 1 else left @ right.T


def permutation_of(pivots):
    """The rows in the order into which the exchanges of a factorisation bring them."""
    order = np.arange(len(pivots))
    for k in range(len(pivots)):
        i, j = order[k], order[pivots[k]]
        order[k], order[pivots[k]] = j, i
    return order


def lu_factor_dot(lu, pivots, a_dot):
    """The tangent of both factors in one matrix, as `linalg.lu_factor` returns them."""
    lower = np.tril(lu, -1) + np.eye(len(lu), dtype=lu.dtype)
    upper = np.triu(lu)
    moved = linalg.solve_triangular(lower, a_dot[permutation_of(pivots)], lower=True, unit_diagonal=True)
    inner = linalg.solve_triangular(upper, moved.T, trans=1).T
    return lower @ np.tril(inner, -1) + np.triu(inner) @ upper


def lu_factor_bar(lu, pivots, g):
    """The adjoint of `a` in `lu, pivots = linalg.lu_factor(a)`."""
    lower = np.tril(lu, -1) + np.eye(len(lu), dtype=lu.dtype)
    upper = np.triu(lu)
    inner = np.tril(lower.T @ np.tril(g, -1), -1) + np.triu(np.triu(g) @ upper.T)
    moved = linalg.solve_triangular(lower, inner, trans=1, lower=True, unit_diagonal=True)
    moved = linalg.solve_triangular(upper, moved.T).T
    return moved[np.argsort(permutation_of(pivots))]


def lu_product_dot(lu_and_pivots, lu_and_pivots_dot):
    """The tangent of the matrix that factors and exchanges of rows stand for."""
    lu, pivots = lu_and_pivots
    lu_dot, _ = lu_and_pivots_dot
    lower = np.tril(lu, -1) + np.eye(len(lu), dtype=lu.dtype)
    moved = np.tril(lu_dot, -1) @ np.triu(lu) + lower @ np.triu(lu_dot)
    return moved[np.argsort(permutation_of(pivots))]


def lu_product_bar(lu_and_pivots, g):
    """The adjoint of factors and exchanges of rows, from that of the matrix that they stand for."""
    lu, pivots = lu_and_pivots
    moved = g[permutation_of(pivots)]
    lower = np.tril(lu, -1) + np.eye(len(lu), dtype=lu.dtype)
    return np.tril(moved @ np.triu(lu).T, -1) + np.triu(lower.T @ moved), 0.0


def cho_factor_dot(c, lower, a_dot):
    """The tangent of the first result of `linalg.cho_factor`, which leaves the other triangle as it was."""
    if lower:
        return cholesky_dot(np.tril(c), a_dot) + np.triu(a_dot, 1)
    factor_dot = cholesky_dot(np.swapaxes(np.triu(c), -1, -2), np.swapaxes(a_dot, -1, -2))
    return np.swapaxes(factor_dot, -1, -2) + np.tril(a_dot, -1)


def cho_factor_bar(c, lower, g):
    """The adjoint of `a` in `c, lower = linalg.cho_factor(a, lower)`."""
    if lower:
        return cholesky_bar(np.tril(c), np.tril(g)) + np.triu(g, 1)
    turned = np.swapaxes(np.triu(c), -1, -2)
    a_bar = cholesky_bar(turned, np.swapaxes(np.triu(g), -1, -2))
    return np.swapaxes(a_bar, -1, -2) + np.tril(g, -1)


def cho_product_dot(c_and_lower, c_and_lower_dot):
    """The tangent of the matrix that a factor of Cholesky's stands for."""
    c, lower = c_and_lower
    c_dot, _ = c_and_lower_dot
    if lower:
        half = np.tril(c_dot) @ np.tril(c).T
    else:
        half = np.triu(c_dot).T @ np.triu(c)
    return half + half.T


def cho_product_bar(c_and_lower, g):
    """The adjoint of a factor of Cholesky's, from that of the matrix that it stands for."""
    c, lower = c_and_lower
    both = g + g.T
    return np.tril(both @ np.tril(c)) if lower else np.triu(np.triu(c) @ both), 0.0


def magnitude(e):
    """A power of two near the largest element, or 1."""
    largest = float(np.max(np.abs(e), initial=0.0))
    return 2.0 ** math.floor(math.log2(largest)) if largest > 0.0 else 1.0


def logm_slope(a, e):
    """The derivative of `linalg.logm(a)` along `e`: the corner of the logarithm of a block matrix.

    Higham 2008, "Functions of matrices", theorem 3.6.  Scaled: it is linear in `e`, its steps are not.
    """
    n = len(a)
    scale = magnitude(e)
    blocks = np.block([[a, e / scale], [np.zeros_like(a), a]])
    return scale * linalg.logm(blocks)[:n, n:]


def expm_slope(a, e):
    """The derivative of `linalg.expm(a)` along `e`."""
    return linalg.expm_frechet(a, e, compute_expm=False).astype(a.dtype)


def expm_slope_dot(a, e, a_dot, e_dot):
    """The tangent of `expm_slope(a, e)`: a derivative of the exponential of a block matrix."""
    n = len(a)
    zero = np.zeros_like(a)
    a_dot, e_dot = a_dot + zero, e_dot + zero
    return expm_slope(np.block([[a, e], [zero, a]]), np.block([[a_dot, e_dot], [zero, a_dot]]))[:n, n:]


def expm_slope_bar(a, e, g):
    """The adjoints of `a` and `e` in `expm_slope(a, e)`."""
    n = len(a)
    zero = np.zeros_like(a)
    blocks = expm_slope(np.block([[a, e], [zero, a]]).T, np.block([[zero, g], [zero, zero]]))
    return blocks[:n, :n] + blocks[n:, n:], blocks[:n, n:]


def real_like(g, a):
    """The adjoint of `a` from that of a matrix function of it, which may be complex where `a` is not."""
    return g if np.iscomplexobj(a) else np.real(g)


def toeplitz_bar(g):
    """The adjoint of `c` in `linalg.toeplitz(c)`."""
    n = len(g)
    below = np.array([np.trace(g, -k) for k in range(n)], g.dtype)
    above = np.array([np.trace(g, k) for k in range(1, n)], g.dtype)
    return below + np.concatenate((np.zeros(1, g.dtype), above))


def toeplitz_column_bar(g):
    """The adjoint of `c` in `linalg.toeplitz(c, r)`."""
    return np.array([np.trace(g, -k) for k in range(g.shape[0])], g.dtype)


def toeplitz_row_bar(g):
    """The adjoint of `r` in `linalg.toeplitz(c, r)`, of which the first element is not read."""
    above = np.array([np.trace(g, k) for k in range(1, g.shape[1])], g.dtype)
    return np.concatenate((np.zeros(1, g.dtype), above))


def circulant_bar(g):
    """The adjoint of `c` in `linalg.circulant(c)`."""
    n = len(g)
    k = np.arange(n)
    return np.array([np.sum(g[k, (k - shift) % n]) for shift in range(n)])


def block_bar(g, position, *arrs):
    """The adjoint of one of the blocks of `linalg.block_diag(*arrs)`."""
    lengths = [(1, np.size(a)) if np.ndim(a) < 2 else np.shape(a) for a in arrs]
    row = sum([m for m, _ in lengths[:position]])
    column = sum([n for _, n in lengths[:position]])
    m, n = lengths[position]
    block = np.reshape(g[row : row + m, column : column + n], np.shape(arrs[position]))
    return real_like(block, arrs[position]).astype(np.result_type(arrs[position]))


def banded_transpose(lower, upper, ab):
    """The transpose of a matrix that is stored by its diagonals (`upper` ones above, `lower` below)."""
    n = ab.shape[1]
    out = np.zeros_like(ab)
    for k in range(-lower, upper + 1):
        start, stop = max(0, k), min(n, n + k)
        out[lower + k, start - k : stop - k] = ab[upper - k, start:stop]
    return out


def banded_bar(lower, upper, left, right):
    """The diagonals of left @ right.T, as a matrix is stored by them."""
    n = len(left)
    left, right = np.reshape(left, (n, -1)), np.reshape(right, (n, -1))
    out = np.zeros((lower + upper + 1, n), left.dtype)
    for k in range(-lower, upper + 1):
        start, stop = max(0, k), min(n, n + k)
        out[upper - k, start:stop] = np.sum(left[start - k : stop - k] * right[start:stop], axis=1)
    return out


def banded_product(lower, upper, ab, x):
    """The product of a matrix that is stored by its diagonals with a vector or matrix."""
    n = len(x)
    columns = np.reshape(x, (n, -1))
    out = np.zeros_like(columns)
    for k in range(-lower, upper + 1):
        start, stop = max(0, k), min(n, n + k)
        out[start - k : stop - k] += ab[upper - k, start:stop, np.newaxis] * columns[start:stop]
    return np.reshape(out, np.shape(x))


def hankel(c, r):
    """A matrix that is constant along what rises to the right: `c` is its first column, `r` its last row."""
    both = np.concatenate((c, r[1:]))
    return both[np.expand_dims(np.arange(len(c)), 1) + np.arange(len(r))]


def toeplitz_of(c_or_cr):
    """The matrix that a column, or a pair of a column and a row, stands for."""
    if isinstance(c_or_cr, tuple):
        return linalg.toeplitz(c_or_cr[0], c_or_cr[1])
    return linalg.toeplitz(c_or_cr)


def solve_toeplitz(c_or_cr, b, check_finite=True):
    """The solution by the whole matrix."""
    return np.linalg.solve(toeplitz_of(c_or_cr), b)


def matmul_toeplitz(c_or_cr, x, check_finite=False):
    """The product with the whole matrix."""
    return toeplitz_of(c_or_cr) @ x


def solve_circulant(c, b):
    """The solution by the whole matrix."""
    return np.linalg.solve(linalg.circulant(c), b)


def tanm(A):
    """The tangent of a matrix."""
    return np.linalg.solve(linalg.cosm(A), linalg.sinm(A))


def tanhm(A):
    """The hyperbolic tangent of a matrix."""
    return np.linalg.solve(linalg.coshm(A), linalg.sinhm(A))
