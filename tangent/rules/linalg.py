"""Rules for products of vectors and matrices, and for np.linalg.

The adjoints of solve, inv, det, cholesky and eigh are those of M. B. Giles, "An extended collection
of matrix derivative results for forward and reverse mode algorithmic differentiation" (2008).
"""

import numpy as np

from tangent.rules.kinds import linear, multilinear, pair
from tangent.runtime.either import complex_eig, complex_eigvals
from tangent.runtime.linalg import (
    cholesky_bar,
    cholesky_dot,
    cofactors,
    complete_qr_bar,
    complete_qr_dot,
    cross_bar,
    dot_bar_left,
    dot_bar_right,
    eig_bar,
    eig_dot,
    eigenvectors_of,
    eigh_bar,
    eigh_dot,
    einsum_bar,
    from_triangle,
    hermitian,
    kron_bar_left,
    kron_bar_right,
    lstsq_bar,
    lstsq_dot,
    matmul_bar_left,
    matmul_bar_right,
    norm_slope,
    pinv_bar,
    pinv_dot,
    qr_bar,
    qr_dot,
    solve_bar_left,
    solve_dot,
    svd_bar,
    svd_dot,
    tensordot_bar_left,
    tensordot_bar_right,
    to_triangle,
    transposed_solve,
)
from tangent.runtime.shapes import unbroadcast, undiagonal

# --------------------------------------------------------------------------- products


@multilinear(np.matmul, np.linalg.matmul, wrt=("a", "b"))
def _(a, b, *, out_bar):
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return out_bar * b, out_bar * a
    if np.ndim(a) == 2 and np.ndim(b) == 1:
        return np.outer(out_bar, b), a.T @ out_bar
    if np.ndim(a) == 1 and np.ndim(b) == 2:
        return b @ out_bar, np.outer(a, out_bar)
    if np.ndim(a) == 2 and np.ndim(b) == 2:
        return out_bar @ b.T, a.T @ out_bar
    return matmul_bar_left(out_bar, a, b), matmul_bar_right(out_bar, a, b)


@multilinear(np.dot, wrt=("a", "b"))
def _(a, b, out=None, *, out_bar):
    if np.ndim(a) == 0 and np.ndim(b) == 0:
        return out_bar * b, out_bar * a
    if np.ndim(a) == 0:
        return np.sum(out_bar * b), out_bar * a
    if np.ndim(b) == 0:
        return out_bar * b, np.sum(out_bar * a)
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return out_bar * b, out_bar * a
    if np.ndim(a) == 2 and np.ndim(b) == 1:
        return np.outer(out_bar, b), a.T @ out_bar
    if np.ndim(a) == 1 and np.ndim(b) == 2:
        return b @ out_bar, np.outer(a, out_bar)
    if np.ndim(a) == 2 and np.ndim(b) == 2:
        return out_bar @ b.T, a.T @ out_bar
    return dot_bar_left(out_bar, a, b), dot_bar_right(out_bar, a, b)


@multilinear(np.inner, wrt=("a", "b"))
def _(a, b, *, out_bar):
    if np.ndim(a) == 0 and np.ndim(b) == 0:
        return out_bar * b, out_bar * a
    if np.ndim(a) == 0:
        return np.sum(out_bar * b), out_bar * a
    if np.ndim(b) == 0:
        return out_bar * b, np.sum(out_bar * a)
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return out_bar * b, out_bar * a
    if np.ndim(a) == 2 and np.ndim(b) == 2:
        return out_bar @ b, out_bar.T @ a
    last = ([np.ndim(a) - 1], [np.ndim(b) - 1])
    return tensordot_bar_left(out_bar, a, b, last), tensordot_bar_right(out_bar, a, b, last)


@multilinear(np.outer, wrt=("a", "b"))
def _(a, b, out=None, *, out_bar):
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return out_bar @ b, a @ out_bar
    return np.reshape(out_bar @ np.ravel(b), np.shape(a)), np.reshape(np.ravel(a) @ out_bar, np.shape(b))


@multilinear(np.linalg.outer, wrt=("a", "b"))
def _(a, b, *, out_bar):
    return out_bar @ b, a @ out_bar


# The first argument is conjugated.
@multilinear(np.vdot, wrt=("a", "b"))
def _(a, b, *, out_bar):
    if np.iscomplexobj(a):
        return np.reshape(np.conj(out_bar * np.ravel(b)), np.shape(a)), out_bar * np.conj(a)
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return out_bar * b, out_bar * a
    return np.reshape(out_bar * np.ravel(b), np.shape(a)), np.reshape(out_bar * np.ravel(a), np.shape(b))


@multilinear(np.tensordot, np.linalg.tensordot, wrt=("a", "b"))
def _(a, b, axes=2, *, out_bar):
    return tensordot_bar_left(out_bar, a, b, axes), tensordot_bar_right(out_bar, a, b, axes)


@multilinear(np.einsum, wrt=("operands",), neutral=("dtype", "order", "casting", "optimize"))
def _(
    subscripts, *operands, out=None, dtype=None, order="K", casting="safe", optimize=False, position, out_bar
):
    return einsum_bar(
        position,
        subscripts,
        *operands[:position],
        np.shape(operands[position]),
        *operands[position + 1 :],
        out_bar,
    )


# The adjoint is linear in each other operand and in the adjoint of the result, the last of `arrays`.
@multilinear(einsum_bar, wrt=("arrays",))
def _(slot, subscripts, *arrays, position, out_bar):
    if position == len(arrays) - 1:
        return np.einsum(subscripts, *arrays[:slot], out_bar, *arrays[slot + 1 : -1])
    filled = (*arrays[:slot], out_bar, *arrays[slot + 1 :])
    return einsum_bar(
        position, subscripts, *filled[:position], np.shape(arrays[position]), *filled[position + 1 :]
    )


@multilinear(np.kron, wrt=("a", "b"))
def _(a, b, *, out_bar):
    return kron_bar_left(out_bar, a, b), kron_bar_right(out_bar, a, b)


@multilinear(kron_bar_left, wrt=("g", "b"))
def _(g, a, b, *, out_bar):
    return np.kron(out_bar, b), kron_bar_right(g, out_bar, b)


@multilinear(kron_bar_right, wrt=("g", "a"))
def _(g, a, b, *, out_bar):
    return np.kron(a, out_bar), kron_bar_left(g, a, out_bar)


@multilinear(np.cross, wrt=("a", "b"))
def _(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None, *, out_bar):
    if axis is None:
        return cross_bar(out_bar, b, a, axisb, axisc, axisa), -cross_bar(out_bar, a, b, axisa, axisc, axisb)
    return cross_bar(out_bar, b, a, axis, axis, axis), -cross_bar(out_bar, a, b, axis, axis, axis)


@multilinear(np.linalg.cross, wrt=("x1", "x2"))
def _(x1, x2, *, axis=-1, out_bar):
    return cross_bar(out_bar, x2, x1, axis, axis, axis), -cross_bar(out_bar, x1, x2, axis, axis, axis)


@linear(np.trace, wrt=("a",), neutral=("dtype",))
def _(a, offset=0, axis1=0, axis2=1, dtype=None, out=None, *, out_bar):
    if np.ndim(a) == 2 and axis1 == 0 and axis2 == 1:
        return out_bar * np.eye(a.shape[0], a.shape[1], offset, dtype=a.dtype)
    lengths = np.shape(np.diagonal(a, offset, axis1, axis2))
    return undiagonal(np.broadcast_to(out_bar[..., np.newaxis], lengths), np.shape(a), offset, axis1, axis2)


@linear(np.linalg.trace, wrt=("x",), neutral=("dtype",))
def _(x, *, offset=0, dtype=None, out_bar):
    if np.ndim(x) == 2:
        return out_bar * np.eye(x.shape[0], x.shape[1], offset, dtype=x.dtype)
    lengths = np.shape(np.diagonal(x, offset, -2, -1))
    return undiagonal(np.broadcast_to(out_bar[..., np.newaxis], lengths), np.shape(x), offset, -2, -1)


# --------------------------------------------------------------------------- equations and inverses


# From NumPy 2 on the right-hand side is a vector if it is one-dimensional, and else a stack of matrices.
def _jvp(a, b, *, out, a_dot, b_dot):
    if np.ndim(a) > 2 and np.ndim(b) == 1:
        return solve_dot(a, out, a_dot, b_dot)
    return np.linalg.solve(a, b_dot - a_dot @ out)


@pair(np.linalg.solve, wrt=("a", "b"), jvp=_jvp)
def _(a, b, *, out, out_bar):
    if np.ndim(a) == 2 and np.ndim(b) == 1:
        b_bar = np.linalg.solve(a.T, out_bar)
        return -np.outer(b_bar, out), b_bar
    if np.ndim(a) == 2 and np.ndim(b) == 2:
        b_bar = np.linalg.solve(a.T, out_bar)
        return -b_bar @ out.T, b_bar
    t = transposed_solve(a, b, out_bar)
    return solve_bar_left(t, out, a, b), unbroadcast(t, b)


def _jvp(a, *, out, a_dot):
    return -out @ a_dot @ out


@pair(np.linalg.inv, wrt=("a",), jvp=_jvp)
def _(a, *, out, out_bar):
    if np.ndim(a) == 2:
        return -out.T @ out_bar @ out.T
    return -np.swapaxes(out, -1, -2) @ out_bar @ np.swapaxes(out, -1, -2)


def _jvp(a, *, out, a_dot):
    return np.sum(cofactors(a, out) * a_dot, axis=(-2, -1))


@pair(np.linalg.det, wrt=("a",), jvp=_jvp)
def _(a, *, out, out_bar):
    if np.ndim(a) == 2:
        return out_bar * cofactors(a, out)
    return out_bar[..., np.newaxis, np.newaxis] * cofactors(a, out)


# The sign is piecewise constant for real matrices; for complex ones it turns with the imaginary part.
def _jvp(a, *, out, a_dot):
    t = np.trace(np.linalg.solve(a, a_dot), axis1=-2, axis2=-1)
    if np.iscomplexobj(a):
        return 1j * out[0] * np.imag(t), np.real(t)
    return 0.0 * t, t


@pair(np.linalg.slogdet, wrt=("a",), jvp=_jvp)
def _(a, *, out, out_bar):
    if np.iscomplexobj(a):
        t_bar = out_bar[1] - 1j * np.real(1j * out[0] * out_bar[0])
    else:
        t_bar = out_bar[1]
    if np.ndim(a) == 2:
        return t_bar * np.linalg.inv(a).T
    return t_bar[..., np.newaxis, np.newaxis] * np.swapaxes(np.linalg.inv(a), -1, -2)


# --------------------------------------------------------------------------- norms


def _jvp(x, ord=None, axis=None, keepdims=False, *, x_dot):
    return np.sum(np.real(norm_slope(x, ord, axis) * x_dot), axis=axis, keepdims=keepdims)


# out + (out == 0): where the norm is 0, so is the subgradient.
@pair(np.linalg.norm, wrt=("x",), jvp=_jvp)
def _(x, ord=None, axis=None, keepdims=False, *, out, out_bar):
    if ord is None and axis is None and not np.iscomplexobj(x):
        return x * (out_bar / (out + (out == 0)))
    if axis is None or keepdims:
        return out_bar * norm_slope(x, ord, axis)
    return np.expand_dims(out_bar, axis) * norm_slope(x, ord, axis)


# --------------------------------------------------------------------------- factorisations


# NumPy reads one triangle only, so the adjoint of the other one is zero (JAX spreads it over both).
def _jvp(a, *, upper=False, out, a_dot):
    if upper:
        return hermitian(cholesky_dot(hermitian(out), hermitian(a_dot)))
    return cholesky_dot(out, a_dot)


@pair(np.linalg.cholesky, wrt=("a",), jvp=_jvp)
def _(a, *, upper=False, out, out_bar):
    if upper:
        return hermitian(cholesky_bar(hermitian(out), hermitian(out_bar)))
    return cholesky_bar(out, out_bar)


def _jvp(a, UPLO="L", *, out, a_dot):
    return eigh_dot(out[0], out[1], a_dot, UPLO)


@pair(np.linalg.eigh, wrt=("a",), jvp=_jvp)
def _(a, UPLO="L", *, out, out_bar):
    return eigh_bar(out[0], out[1], out_bar[0], out_bar[1], UPLO)


def _jvp(a, UPLO="L", *, out, a_dot):
    v = np.linalg.eigh(a, UPLO)[1]
    return eigh_dot(out, v, a_dot, UPLO)[0]


@pair(np.linalg.eigvalsh, wrt=("a",), jvp=_jvp)
def _(a, UPLO="L", *, out_bar):
    v = np.linalg.eigh(a, UPLO)[1]
    return eigh_bar(out_bar, v, out_bar, np.zeros_like(v), UPLO)


# Whether the eigenvalues of a real matrix are real depends on the values: see `analyse/either.py`.
def eig_jvp(a, *, out, a_dot):
    return eig_dot(out[0], out[1], a_dot)


@pair(np.linalg.eig, wrt=("a",), jvp=eig_jvp)
def _(a, *, out, out_bar):
    if not np.iscomplexobj(a):
        raise NotImplementedError("a real matrix, whose values decide the type of the result (say `a + 0j`)")
    return eig_bar(out[0], out[1], out_bar[0], out_bar[1])


def eigvals_jvp(a, *, out, a_dot):
    return eig_dot(out, eigenvectors_of(a, out), a_dot)[0]


@pair(np.linalg.eigvals, wrt=("a",), jvp=eigvals_jvp)
def _(a, *, out, out_bar):
    if not np.iscomplexobj(a):
        raise NotImplementedError("a real matrix, whose values decide the type of the result (say `a + 0j`)")
    v = eigenvectors_of(a, out)
    return eig_bar(out, v, out_bar, np.zeros_like(v))


@pair(complex_eig, wrt=("a",), jvp=eig_jvp)
def _(a, *, out, out_bar):
    return np.real(eig_bar(out[0], out[1], out_bar[0], out_bar[1]))


@pair(complex_eigvals, wrt=("a",), jvp=eigvals_jvp)
def _(a, *, out, out_bar):
    v = eigenvectors_of(a, out)
    return np.real(eig_bar(out, v, out_bar, np.zeros_like(v)))


def _jvp(a, full_matrices=True, compute_uv=True, *, out, a_dot):
    if not compute_uv:
        u, _, vt = np.linalg.svd(a, full_matrices=False)
        return np.real(np.sum(np.conj(u) * (a_dot @ np.conj(np.swapaxes(vt, -1, -2))), axis=-2))
    return svd_dot(out[0], out[1], out[2], a_dot)


@pair(np.linalg.svd, wrt=("a",), jvp=_jvp, lengths=False, neutral=("full_matrices",))
def _(a, full_matrices=True, compute_uv=True, *, out, out_bar):
    if not compute_uv:
        u, _, vt = np.linalg.svd(a, full_matrices=False)
        return np.conj((u * out_bar[..., np.newaxis, :]) @ vt)
    return svd_bar(out[0], out[1], out[2], out_bar[0], out_bar[1], out_bar[2])


def _jvp(x, *, x_dot):
    u, _, vt = np.linalg.svd(x, full_matrices=False)
    return np.real(np.sum(np.conj(u) * (x_dot @ np.conj(np.swapaxes(vt, -1, -2))), axis=-2))


@pair(np.linalg.svdvals, wrt=("x",), jvp=_jvp, lengths=False)
def _(x, *, out_bar):
    u, _, vt = np.linalg.svd(x, full_matrices=False)
    return np.conj((u * out_bar[..., np.newaxis, :]) @ vt)


def _jvp(a, rcond=None, hermitian=False, *, rtol=None, out, a_dot):
    if hermitian:
        return pinv_dot(out, from_triangle(a, "L"), from_triangle(a_dot, "L"))
    return pinv_dot(out, a, a_dot)


# Where the rank stays the same; where it changes there is no derivative.
@pair(np.linalg.pinv, wrt=("a",), jvp=_jvp, neutral=("rcond", "rtol"))
def _(a, rcond=None, hermitian=False, *, rtol=None, out, out_bar):
    if hermitian:
        return to_triangle(pinv_bar(out, from_triangle(a, "L"), out_bar), "L")
    return pinv_bar(out, a, out_bar)


def _jvp(a, b, rcond=None, *, out, a_dot, b_dot):
    return lstsq_dot(a, b, out[0], out[1], out[3], a_dot + np.zeros_like(a), b_dot + np.zeros_like(b))


@pair(np.linalg.lstsq, wrt=("a", "b"), jvp=_jvp, lengths=False, neutral=("rcond",))
def _(a, b, rcond=None, *, out, out_bar):
    a_bar, b_bar = lstsq_bar(a, b, out[0], out_bar[1], out_bar[3], out_bar[0])
    return a_bar, b_bar


def _jvp(a, mode="reduced", *, out, a_dot):
    if mode == "r":
        return qr_dot(np.linalg.qr(a)[0], out, a, a_dot)[1]
    if mode == "reduced":
        return qr_dot(out[0], out[1], a, a_dot)
    if mode == "complete":
        return complete_qr_dot(out[0], out[1], a, a_dot)
    raise NotImplementedError("`mode='raw'` of np.linalg.qr, the reflections that LAPACK keeps")


@pair(np.linalg.qr, wrt=("a",), jvp=_jvp, lengths=False)
def _(a, mode="reduced", *, out, out_bar):
    if mode == "r":
        q = np.linalg.qr(a)[0]
        return qr_bar(q, out, a, np.zeros_like(q), out_bar)
    if mode == "reduced":
        return qr_bar(out[0], out[1], a, out_bar[0], out_bar[1])
    if mode == "complete":
        return complete_qr_bar(out[0], out[1], a, out_bar[0], out_bar[1])
    raise NotImplementedError("`mode='raw'` of np.linalg.qr, the reflections that LAPACK keeps")


# --------------------------------------------------------------------------- newer names for products


@multilinear(np.vecdot, np.linalg.vecdot, wrt=("x1", "x2"))
def _(x1, x2, *, axis=-1, out_bar):
    g = np.expand_dims(out_bar, axis)
    if np.iscomplexobj(x1):
        return unbroadcast(np.conj(g * x2), x1), unbroadcast(g * np.conj(x1), x2)
    return unbroadcast(g * x2, x1), unbroadcast(g * x1, x2)


if hasattr(np, "matvec"):  # NumPy 2.2

    @multilinear(np.matvec, wrt=("x1", "x2"))
    def _(x1, x2, *, out_bar):
        g = out_bar[..., np.newaxis]
        x1_bar = g * x2[..., np.newaxis, :]
        return unbroadcast(x1_bar, x1), unbroadcast(np.sum(g * x1, axis=-2), x2)

    # The vector is conjugated.
    @multilinear(np.vecmat, wrt=("x1", "x2"))
    def _(x1, x2, *, out_bar):
        g = out_bar[..., np.newaxis, :]
        x2_bar = g * np.conj(x1)[..., np.newaxis]
        return unbroadcast(np.conj(np.sum(g * x2, axis=-1)), x1), unbroadcast(x2_bar, x2)
