"""Rules for scipy.linalg: for one matrix at a time, except where they say nothing of it.

Where SciPy reads one triangle of a matrix only, the adjoint of the other one is zero.
"""

import numpy as np
from scipy import linalg

from tangent.rules.kinds import composition, inactive, linear, named, pair, unsupported
from tangent.rules.models import model
from tangent.runtime.linalg import (
    cholesky_bar,
    cholesky_dot,
    cofactors,
    eigh_bar,
    eigh_dot,
    norm_slope,
    pinv_bar,
    pinv_dot,
    qr_bar,
    qr_dot,
    svd_bar,
    svd_dot,
)
from tangent.runtime.scipy import linalg as matrices
from tangent.runtime.scipy.linalg import (
    banded_bar,
    banded_product,
    banded_transpose,
    block_bar,
    cho_factor_bar,
    cho_factor_dot,
    cho_product_bar,
    cho_product_dot,
    circulant_bar,
    expm_slope,
    expm_slope_bar,
    expm_slope_dot,
    logm_slope,
    lu_factor_bar,
    lu_factor_dot,
    lu_product_bar,
    lu_product_dot,
    magnitude,
    part_bar,
    part_read,
    permutation_of,
    product_with,
    real_like,
    toeplitz_bar,
    toeplitz_column_bar,
    toeplitz_row_bar,
    triangle,
)

# -------------------------------------------------- equations


def solve_jvp(
    a, b, lower=False, overwrite_a=False, overwrite_b=False, check_finite=True, assume_a=None,
    transposed=False, *, out, a_dot, b_dot,
):  # fmt: skip
    if assume_a is None or assume_a == "gen":
        if transposed:
            return linalg.solve(a, b_dot - a_dot.T @ out, transposed=True)
        return linalg.solve(a, b_dot - a_dot @ out)
    a_dot_read = part_read(a_dot + np.zeros_like(a), assume_a, lower)
    if transposed:
        return linalg.solve(a, b_dot - a_dot_read.T @ out, assume_a=assume_a, transposed=True)
    return linalg.solve(a, b_dot - a_dot_read @ out, lower=lower, assume_a=assume_a)


@pair(linalg.solve, wrt=("a", "b"), jvp=solve_jvp, neutral=("check_finite",), like="b")
def _(
    a, b, lower=False, overwrite_a=False, overwrite_b=False, check_finite=True, assume_a=None,
    transposed=False, *, out, out_bar,
):  # fmt: skip
    if np.ndim(a) > 2 or np.ndim(b) > 2:
        raise NotImplementedError("linalg.solve of several matrices at once: use np.linalg.solve")
    if assume_a in ("her", "hermitian", "banded"):
        raise NotImplementedError("linalg.solve with assume_a='her' or 'banded'")
    if assume_a is None or assume_a == "gen":
        if transposed:
            b_bar = linalg.solve(a, out_bar)
            return -product_with(out, b_bar), b_bar
        b_bar = linalg.solve(a.T, out_bar)
        if np.ndim(b) == 1:
            return -np.outer(b_bar, out), b_bar
        return -b_bar @ out.T, b_bar
    if transposed:
        b_bar = linalg.solve(a, out_bar, lower=lower, assume_a=assume_a)
        return part_bar(-product_with(out, b_bar), assume_a, lower), b_bar
    if assume_a in ("sym", "pos", "symmetric", "positive definite"):
        b_bar = linalg.solve(a, out_bar, lower=lower, assume_a=assume_a)
    else:
        b_bar = linalg.solve(a, out_bar, assume_a=assume_a, transposed=True)
    return part_bar(-product_with(b_bar, out), assume_a, lower), b_bar


def solve_triangular_jvp(
    a, b, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, check_finite=True,
    *, out, a_dot, b_dot,
):  # fmt: skip
    a_dot_read = triangle(a_dot + np.zeros_like(a), lower, unit_diagonal)
    moved = a_dot_read @ out if trans == 0 or trans == "N" else a_dot_read.T @ out
    return linalg.solve_triangular(a, b_dot - moved, trans, lower, unit_diagonal)


@pair(linalg.solve_triangular, wrt=("a", "b"), jvp=solve_triangular_jvp, neutral=("check_finite",), like="b")
def _(a, b, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, check_finite=True, *, out, out_bar):
    if np.ndim(a) > 2 or np.ndim(b) > 2:
        raise NotImplementedError("linalg.solve_triangular of several matrices at once: use np.linalg.solve")
    if np.iscomplexobj(a) and (trans == 2 or trans == "C"):
        raise NotImplementedError("linalg.solve_triangular with the conjugate of a complex matrix")
    if trans == 0 or trans == "N":
        b_bar = linalg.solve_triangular(a, out_bar, 1, lower, unit_diagonal)
        return triangle(-product_with(b_bar, out), lower, unit_diagonal), b_bar
    b_bar = linalg.solve_triangular(a, out_bar, 0, lower, unit_diagonal)
    return triangle(-product_with(out, b_bar), lower, unit_diagonal), b_bar


def solve_banded_jvp(
    l_and_u, ab, b, overwrite_ab=False, overwrite_b=False, check_finite=True, *, out, ab_dot, b_dot
):
    moved = banded_product(l_and_u[0], l_and_u[1], ab_dot + np.zeros_like(ab), out)
    return linalg.solve_banded(l_and_u, ab, b_dot - moved)


@pair(linalg.solve_banded, wrt=("ab", "b"), jvp=solve_banded_jvp, neutral=("check_finite",), like="b")
def _(l_and_u, ab, b, overwrite_ab=False, overwrite_b=False, check_finite=True, *, out, out_bar):
    if np.ndim(ab) > 2:
        raise NotImplementedError("linalg.solve_banded of several matrices at once")
    turned = banded_transpose(l_and_u[0], l_and_u[1], ab)
    b_bar = linalg.solve_banded((l_and_u[1], l_and_u[0]), turned, out_bar)
    return banded_bar(l_and_u[0], l_and_u[1], -b_bar, out), b_bar


# A X + X B = Q.
def solve_sylvester_jvp(a, b, q, *, out, a_dot, b_dot, q_dot):
    return linalg.solve_sylvester(a, b, q_dot - a_dot @ out - out @ b_dot)


@pair(linalg.solve_sylvester, wrt=("a", "b", "q"), jvp=solve_sylvester_jvp, like="q")
def _(a, b, q, *, out, out_bar):
    if np.ndim(a) > 2:
        raise NotImplementedError("linalg.solve_sylvester of several matrices at once")
    if np.iscomplexobj(a) or np.iscomplexobj(b):
        raise NotImplementedError("linalg.solve_sylvester of complex matrices")
    q_bar = linalg.solve_sylvester(a.T, b.T, out_bar)
    return -q_bar @ out.T, -out.T @ q_bar, q_bar


# A X + X A^H = Q.
def lyapunov_jvp(a, q, *, out, a_dot, q_dot):
    return linalg.solve_continuous_lyapunov(a, q_dot - a_dot @ out - out @ a_dot.T)


@pair(linalg.solve_continuous_lyapunov, wrt=("a", "q"), jvp=lyapunov_jvp, like="q")
def _(a, q, *, out, out_bar):
    if np.ndim(a) > 2:
        raise NotImplementedError("linalg.solve_continuous_lyapunov of several matrices at once")
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.solve_continuous_lyapunov of complex matrices")
    q_bar = linalg.solve_continuous_lyapunov(a.T, out_bar)
    return -q_bar @ out.T - q_bar.T @ out, q_bar


# A X A^H - X + Q = 0.
def discrete_lyapunov_jvp(a, q, method=None, *, out, a_dot, q_dot):
    moved = a_dot @ out @ a.T + a @ out @ a_dot.T
    return linalg.solve_discrete_lyapunov(a, q_dot + moved, method)


@pair(linalg.solve_discrete_lyapunov, wrt=("a", "q"), jvp=discrete_lyapunov_jvp)
def _(a, q, method=None, *, out, out_bar):
    if np.ndim(a) > 2:
        raise NotImplementedError("linalg.solve_discrete_lyapunov of several matrices at once")
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.solve_discrete_lyapunov of complex matrices")
    q_bar = linalg.solve_discrete_lyapunov(a.T, out_bar, method)
    return q_bar @ a @ out.T + q_bar.T @ a @ out, q_bar


# -------------------------------------------------- factors and what they solve


def cholesky_jvp(a, lower=False, overwrite_a=False, check_finite=True, *, out, a_dot):
    if lower:
        return cholesky_dot(out, a_dot)
    return np.swapaxes(cholesky_dot(np.swapaxes(out, -1, -2), np.swapaxes(a_dot, -1, -2)), -1, -2)


@pair(linalg.cholesky, wrt=("a",), jvp=cholesky_jvp, neutral=("check_finite",))
def _(a, lower=False, overwrite_a=False, check_finite=True, *, out, out_bar):
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.cholesky of a complex matrix")
    if lower:
        return cholesky_bar(out, out_bar)
    return np.swapaxes(cholesky_bar(np.swapaxes(out, -1, -2), np.swapaxes(out_bar, -1, -2)), -1, -2)


def cho_factor_jvp(a, lower=False, overwrite_a=False, check_finite=True, *, out, a_dot):
    return cho_factor_dot(out[0], lower, a_dot), 0.0


@pair(linalg.cho_factor, wrt=("a",), jvp=cho_factor_jvp, neutral=("check_finite",))
def _(a, lower=False, overwrite_a=False, check_finite=True, *, out, out_bar):
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.cho_factor of a complex matrix")
    return cho_factor_bar(out[0], lower, out_bar[0])


def cho_solve_jvp(c_and_lower, b, overwrite_b=False, check_finite=True, *, out, c_and_lower_dot, b_dot):
    moved = cho_product_dot(c_and_lower, c_and_lower_dot) @ out
    return linalg.cho_solve(c_and_lower, b_dot - moved)


@pair(linalg.cho_solve, wrt=("c_and_lower", "b"), jvp=cho_solve_jvp, neutral=("check_finite",), like="b")
def _(c_and_lower, b, overwrite_b=False, check_finite=True, *, out, out_bar):
    b_bar = linalg.cho_solve(c_and_lower, out_bar)
    return cho_product_bar(c_and_lower, -product_with(b_bar, out)), b_bar


def lu_factor_jvp(a, overwrite_a=False, check_finite=True, *, out, a_dot):
    return lu_factor_dot(out[0], out[1], a_dot), 0.0


@pair(linalg.lu_factor, wrt=("a",), jvp=lu_factor_jvp, neutral=("check_finite",))
def _(a, overwrite_a=False, check_finite=True, *, out, out_bar):
    if np.ndim(a) > 2:
        raise NotImplementedError("linalg.lu_factor of several matrices at once")
    return lu_factor_bar(out[0], out[1], out_bar[0])


def lu_solve_jvp(lu_and_piv, b, trans=0, overwrite_b=False, check_finite=True, *, out, lu_and_piv_dot, b_dot):
    moved = lu_product_dot(lu_and_piv, lu_and_piv_dot)
    if trans == 0:
        return linalg.lu_solve(lu_and_piv, b_dot - moved @ out)
    return linalg.lu_solve(lu_and_piv, b_dot - moved.T @ out, 1)


@pair(linalg.lu_solve, wrt=("lu_and_piv", "b"), jvp=lu_solve_jvp, neutral=("check_finite",), like="b")
def _(lu_and_piv, b, trans=0, overwrite_b=False, check_finite=True, *, out, out_bar):
    if trans == 0:
        b_bar = linalg.lu_solve(lu_and_piv, out_bar, 1)
        return lu_product_bar(lu_and_piv, -product_with(b_bar, out)), b_bar
    if np.iscomplexobj(b):
        raise NotImplementedError("linalg.lu_solve with the transpose of a complex matrix")
    b_bar = linalg.lu_solve(lu_and_piv, out_bar)
    return lu_product_bar(lu_and_piv, -product_with(out, b_bar)), b_bar


inactive("an order is made of integers", permutation_of)

# -------------------------------------------------- inverses, determinants, norms


def inv_jvp(a, overwrite_a=False, check_finite=True, *, assume_a=None, lower=False, out, a_dot):
    return -out @ a_dot @ out


@pair(linalg.inv, wrt=("a",), jvp=inv_jvp, neutral=("check_finite",))
def _(a, overwrite_a=False, check_finite=True, *, assume_a=None, lower=False, out, out_bar):
    if np.ndim(a) == 2:
        return -out.T @ out_bar @ out.T
    return -np.swapaxes(out, -1, -2) @ out_bar @ np.swapaxes(out, -1, -2)


def pinv_jvp(a, *, atol=None, rtol=None, return_rank=False, check_finite=True, out, a_dot):
    return pinv_dot(out, a, a_dot)


# Where the rank stays the same; where it changes there is no derivative.
@pair(linalg.pinv, wrt=("a",), jvp=pinv_jvp, neutral=("atol", "rtol", "check_finite"))
def _(a, *, atol=None, rtol=None, return_rank=False, check_finite=True, out, out_bar):
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.pinv of a complex matrix")
    return pinv_bar(out, a, out_bar)


def det_jvp(a, overwrite_a=False, check_finite=True, *, out, a_dot):
    return np.sum(cofactors(a, out) * a_dot, axis=(-2, -1))


@pair(linalg.det, wrt=("a",), jvp=det_jvp, neutral=("check_finite",))
def _(a, overwrite_a=False, check_finite=True, *, out, out_bar):
    if np.ndim(a) == 2:
        return out_bar * cofactors(a, out)
    return out_bar[..., np.newaxis, np.newaxis] * cofactors(a, out)


def norm_jvp(a, ord=None, axis=None, keepdims=False, check_finite=True, *, out, a_dot):
    turned = np.real(norm_slope(a, ord, axis) * a_dot)
    return np.sum(turned, axis=axis, dtype=np.result_type(out), keepdims=keepdims)


@pair(linalg.norm, wrt=("a",), jvp=norm_jvp, neutral=("check_finite",))
def _(a, ord=None, axis=None, keepdims=False, check_finite=True, *, out, out_bar):
    if ord is None and axis is None and not np.iscomplexobj(a):
        return a * (out_bar / (out + (out == 0)))
    if axis is None or keepdims:
        return out_bar * norm_slope(a, ord, axis)
    return np.expand_dims(out_bar, axis) * norm_slope(a, ord, axis)


# -------------------------------------------------- eigenvalues, singular values


def eigh_jvp(
    a, b=None, *, lower=True, eigvals_only=False, overwrite_a=False, overwrite_b=False, type=1,
    check_finite=True, subset_by_index=None, subset_by_value=None, driver=None, out, a_dot,
):  # fmt: skip
    if eigvals_only:
        v = linalg.eigh(a, lower=lower)[1]
        return eigh_dot(out, v, a_dot, "L" if lower else "U")[0]
    return eigh_dot(out[0], out[1], a_dot, "L" if lower else "U")


@pair(linalg.eigh, wrt=("a",), jvp=eigh_jvp, neutral=("check_finite", "driver"))
def _(
    a, b=None, *, lower=True, eigvals_only=False, overwrite_a=False, overwrite_b=False, type=1,
    check_finite=True, subset_by_index=None, subset_by_value=None, driver=None, out, out_bar,
):  # fmt: skip
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.eigh of a complex matrix")
    if eigvals_only:
        v = linalg.eigh(a, lower=lower)[1]
        return eigh_bar(out, v, out_bar, np.zeros_like(v), "L" if lower else "U")
    return eigh_bar(out[0], out[1], out_bar[0], out_bar[1], "L" if lower else "U")


def eigvalsh_jvp(
    a, b=None, *, lower=True, overwrite_a=False, overwrite_b=False, type=1, check_finite=True,
    subset_by_index=None, subset_by_value=None, driver=None, out, a_dot,
):  # fmt: skip
    v = linalg.eigh(a, lower=lower)[1]
    return eigh_dot(out, v, a_dot, "L" if lower else "U")[0]


@pair(linalg.eigvalsh, wrt=("a",), jvp=eigvalsh_jvp, neutral=("check_finite", "driver"))
def _(
    a, b=None, *, lower=True, overwrite_a=False, overwrite_b=False, type=1, check_finite=True,
    subset_by_index=None, subset_by_value=None, driver=None, out_bar,
):  # fmt: skip
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.eigvalsh of a complex matrix")
    v = linalg.eigh(a, lower=lower)[1]
    return eigh_bar(out_bar, v, out_bar, np.zeros_like(v), "L" if lower else "U")


def svd_jvp(
    a, full_matrices=True, compute_uv=True, overwrite_a=False, check_finite=True, lapack_driver="gesdd",
    *, out, a_dot,
):  # fmt: skip
    if not compute_uv:
        u, _, vt = linalg.svd(a, full_matrices=False)
        return np.real(np.sum(np.conj(u) * (a_dot @ np.conj(np.swapaxes(vt, -1, -2))), axis=-2))
    return svd_dot(out[0], out[1], out[2], a_dot)


@pair(
    linalg.svd,
    wrt=("a",),
    jvp=svd_jvp,
    lengths=False,
    neutral=("full_matrices", "check_finite", "lapack_driver"),
)
def _(
    a, full_matrices=True, compute_uv=True, overwrite_a=False, check_finite=True, lapack_driver="gesdd",
    *, out, out_bar,
):  # fmt: skip
    if not compute_uv:
        u, _, vt = linalg.svd(a, full_matrices=False)
        return np.conj((u * out_bar[..., np.newaxis, :]) @ vt)
    if np.iscomplexobj(a):
        raise NotImplementedError("linalg.svd of a complex matrix")
    return svd_bar(out[0], out[1], out[2], out_bar[0], out_bar[1], out_bar[2])


def svdvals_jvp(a, overwrite_a=False, check_finite=True, *, a_dot):
    u, _, vt = linalg.svd(a, full_matrices=False)
    return np.real(np.sum(np.conj(u) * (a_dot @ np.conj(np.swapaxes(vt, -1, -2))), axis=-2))


@pair(linalg.svdvals, wrt=("a",), jvp=svdvals_jvp, lengths=False, neutral=("check_finite",))
def _(a, overwrite_a=False, check_finite=True, *, out_bar):
    u, _, vt = linalg.svd(a, full_matrices=False)
    return np.conj((u * out_bar[..., np.newaxis, :]) @ vt)


def qr_jvp(a, overwrite_a=False, lwork=None, mode="full", pivoting=False, check_finite=True, *, out, a_dot):
    return qr_dot(out[0], out[1], a, a_dot)


@pair(linalg.qr, wrt=("a",), jvp=qr_jvp, lengths=False, neutral=("lwork", "check_finite"))
def _(a, overwrite_a=False, lwork=None, mode="full", pivoting=False, check_finite=True, *, out, out_bar):
    if np.iscomplexobj(a) or mode != "economic":
        raise NotImplementedError("linalg.qr of a complex matrix, or with another mode than 'economic'")
    return qr_bar(out[0], out[1], a, out_bar[0], out_bar[1])


# -------------------------------------------------- functions of matrices


def expm_jvp(A, *, A_dot):
    return expm_slope(A, A_dot)


@pair(linalg.expm, wrt=("A",), jvp=expm_jvp)
def _(A, *, out_bar):
    if np.ndim(A) > 2:
        raise NotImplementedError("linalg.expm of several matrices at once")
    return expm_slope(A.T, out_bar)


def expm_slope_jvp(a, e, *, a_dot, e_dot):
    return expm_slope_dot(a, e, a_dot, e_dot)


@pair(expm_slope, wrt=("a", "e"), jvp=expm_slope_jvp)
def _(a, e, *, out_bar):
    a_bar, e_bar = expm_slope_bar(a, e, out_bar)
    return a_bar, e_bar


# X @ X = A.
def sqrtm_jvp(A, disp=True, blocksize=64, *, out, A_dot):
    return linalg.solve_sylvester(out, out, A_dot)


@pair(linalg.sqrtm, wrt=("A",), jvp=sqrtm_jvp)
def _(A, disp=True, blocksize=64, *, out, out_bar):
    if np.ndim(A) > 2:
        raise NotImplementedError("linalg.sqrtm of several matrices at once")
    return real_like(linalg.solve_sylvester(out.T, out.T, out_bar), A)


def logm_jvp(A, disp=True, *, A_dot):
    return logm_slope(A, A_dot)


@pair(linalg.logm, wrt=("A",), jvp=logm_jvp)
def _(A, disp=True, *, out_bar):
    if np.ndim(A) > 2:
        raise NotImplementedError("linalg.logm of several matrices at once")
    return real_like(logm_slope(A.T, out_bar), A)


inactive("a scale on the way, which has no influence on the result", magnitude)


def sinm_jvp(A, *, A_dot):
    return np.real(expm_slope(1j * A, A_dot))


@pair(linalg.sinm, wrt=("A",), jvp=sinm_jvp)
def _(A, *, out_bar):
    if np.iscomplexobj(A) or np.ndim(A) > 2:
        raise NotImplementedError("linalg.sinm of several matrices at once, or of a complex one")
    return np.real(expm_slope(1j * A.T, out_bar))


def cosm_jvp(A, *, A_dot):
    return -np.imag(expm_slope(1j * A, A_dot))


@pair(linalg.cosm, wrt=("A",), jvp=cosm_jvp)
def _(A, *, out_bar):
    if np.iscomplexobj(A) or np.ndim(A) > 2:
        raise NotImplementedError("linalg.cosm of several matrices at once, or of a complex one")
    return -np.imag(expm_slope(1j * A.T, out_bar))


def sinhm_jvp(A, *, A_dot):
    return 0.5 * (expm_slope(A, A_dot) + expm_slope(-A, A_dot))


@pair(linalg.sinhm, wrt=("A",), jvp=sinhm_jvp)
def _(A, *, out_bar):
    if np.ndim(A) > 2:
        raise NotImplementedError("linalg.sinhm of several matrices at once")
    return 0.5 * (expm_slope(A.T, out_bar) + expm_slope(-A.T, out_bar))


def coshm_jvp(A, *, A_dot):
    return 0.5 * (expm_slope(A, A_dot) - expm_slope(-A, A_dot))


@pair(linalg.coshm, wrt=("A",), jvp=coshm_jvp)
def _(A, *, out_bar):
    if np.ndim(A) > 2:
        raise NotImplementedError("linalg.coshm of several matrices at once")
    return 0.5 * (expm_slope(A.T, out_bar) - expm_slope(-A.T, out_bar))


# -------------------------------------------------- matrices made of others


@linear(linalg.toeplitz, wrt=("c", "r"))
def _(c, r=None, *, out_bar):
    if np.ndim(c) != 1 or np.iscomplexobj(c) or np.iscomplexobj(r):
        raise NotImplementedError("linalg.toeplitz of several or of complex vectors")
    if r is None:
        return toeplitz_bar(out_bar), 0.0
    return toeplitz_column_bar(out_bar), toeplitz_row_bar(out_bar)


@linear(linalg.circulant, wrt=("c",))
def _(c, *, out_bar):
    if np.ndim(c) != 1:
        raise NotImplementedError("linalg.circulant of several vectors at once")
    return circulant_bar(out_bar)


@linear(linalg.block_diag, wrt=("arrs",))
def _(*arrs, position, out_bar):
    if np.ndim(arrs[position]) == 0:
        return np.sum(block_bar(out_bar, position, *arrs))
    return block_bar(out_bar, position, *arrs)


@composition(linalg.khatri_rao)
def khatri_rao(a, b):
    """Products of the columns: Kronecker's, column by column."""
    c = a[..., :, np.newaxis, :] * b[..., np.newaxis, :, :]
    return np.reshape(c, (*c.shape[:-3], -1, c.shape[-1]))


# -------------------------------------------------- without a derivative, without a rule

inactive(
    "made of its order alone",
    *named(linalg, "dft hadamard helmert hilbert invhilbert invpascal pascal"),
)
inactive(
    "a test is true or false, and a bandwidth an integer",
    *named(linalg, "ishermitian issymmetric bandwidth"),
)
inactive("a class that is only asked about, or an error", *named(linalg, "LinAlgError LinAlgWarning"))
inactive("settings of SciPy, not numbers", linalg.test, effects=True)
unsupported(
    "routines of libraries that write into their arguments",
    *named(linalg, "find_best_blas_type get_blas_funcs get_lapack_funcs"),
)
for _name in ("hankel", "tanm", "tanhm", "solve_toeplitz", "matmul_toeplitz", "solve_circulant"):
    model(getattr(linalg, _name), getattr(matrices, _name))
unsupported(
    "there is no rule yet",
    *named(linalg, "cdf2rdf cho_solve_banded cholesky_banded clarkson_woodruff_transform companion"),
    *named(linalg, "convolution_matrix cossin diagsvd eig eig_banded eigh_tridiagonal eigvals"),
    *named(linalg, "eigvals_banded eigvalsh_tridiagonal expm_cond expm_frechet fiedler fiedler_companion"),
    *named(linalg, "fractional_matrix_power funm hessenberg ldl leslie lstsq lu "),
    *named(linalg, "matrix_balance null_space ordqz orth orthogonal_procrustes pinvh polar qr_delete"),
    *named(linalg, "qr_insert qr_multiply qr_update qz rq rsf2csf schur signm "),
    *named(linalg, "solve_continuous_are solve_discrete_are solveh_banded"),
    *named(linalg, "subspace_angles "),
)
