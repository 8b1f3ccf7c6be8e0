"""Helpers for products and factorisations of matrices: the cases that are not one line of NumPy.

Plain functions of NumPy, printed with their source into saved modules and differentiated
themselves for second order (see `shapes.py`).
"""

import numpy as np

from tangent.runtime.shapes import unbroadcast


def matmul_bar_left(g, a, b):
    """The adjoint of `a` in `a @ b`, of any ranks."""
    if b.ndim == 1:
        return unbroadcast(g[..., np.newaxis] * b, a)
    if a.ndim == 1:
        return unbroadcast((b @ g[..., np.newaxis])[..., 0], a)
    return unbroadcast(g @ np.swapaxes(b, -1, -2), a)


def matmul_bar_right(g, a, b):
    """The adjoint of `b` in `a @ b`, of any ranks."""
    if a.ndim == 1:
        return unbroadcast(a[:, np.newaxis] * g[..., np.newaxis, :], b)
    if b.ndim == 1:
        return unbroadcast((np.swapaxes(a, -1, -2) @ g[..., np.newaxis])[..., 0], b)
    if b.ndim == 2 and a.ndim > 2:  # one product of all rows, not one for each matrix
        rows = tuple(range(a.ndim - 1))
        return np.tensordot(a, g, axes=(rows, rows))
    return unbroadcast(np.swapaxes(a, -1, -2) @ g, b)


def dot_bar_left(g, a, b):
    """The adjoint of `a` in `np.dot(a, b)` for arrays of rank one at least."""
    if b.ndim == 1:
        return g[..., np.newaxis] * b
    joined = tuple(range(a.ndim - 1, g.ndim))
    kept = tuple(range(b.ndim - 2)) + (b.ndim - 1,)
    return np.tensordot(g, b, axes=(joined, kept))


def dot_bar_right(g, a, b):
    """The adjoint of `b` in `np.dot(a, b)` for arrays of rank one at least."""
    lead = tuple(range(a.ndim - 1))
    b_bar = np.tensordot(a, g, axes=(lead, lead))
    return b_bar if b.ndim == 1 else np.moveaxis(b_bar, 0, -2)


def tensordot_bar_left(g, a, b, axes):
    """The adjoint of `a` in `np.tensordot(a, b, axes)`; that of `b` by exchanging the operands.

    The free axes of `a` come first in the result and those of `b` last.
    """
    if isinstance(axes, (int, np.integer)):
        axes_a = list(range(a.ndim - axes, a.ndim))
        axes_b = list(range(axes))
    else:
        axes_a = [int(axis) % a.ndim for axis in np.reshape(axes[0], -1)]
        axes_b = [int(axis) % b.ndim for axis in np.reshape(axes[1], -1)]
    free_a = [axis for axis in range(a.ndim) if axis not in axes_a]
    free_b = [axis for axis in range(b.ndim) if axis not in axes_b]
    a_bar = np.tensordot(g, b, axes=(list(range(len(free_a), g.ndim)), free_b))
    # its axes: the free ones of a, then the contracted ones in the order they have in b
    order = free_a + [axes_a[k] for k in np.argsort(axes_b)]
    return np.moveaxis(a_bar, list(range(a.ndim)), order)


def tensordot_bar_right(g, a, b, axes):
    """The adjoint of `b` in `np.tensordot(a, b, axes)`."""
    if isinstance(axes, (int, np.integer)):
        axes = (list(range(a.ndim - axes, a.ndim)), list(range(axes)))
    contracted = np.size(axes[0])
    # tensordot(b, a) is the same array with the free axes of b in front
    front = list(range(b.ndim - contracted))
    g = np.moveaxis(g, list(range(a.ndim - contracted, g.ndim)), front)
    return tensordot_bar_left(g, b, a, (axes[1], axes[0]))


def kron_bar_left(g, a, b):
    """The adjoint of `a` in `np.kron(a, b)`."""
    n = max(a.ndim, b.ndim)
    shape_a = (1,) * (n - a.ndim) + a.shape
    shape_b = (1,) * (n - b.ndim) + b.shape
    split = []
    for axis in range(n):
        split += [shape_a[axis], shape_b[axis]]
    g = np.reshape(g, split)
    return np.reshape(np.tensordot(g, np.reshape(b, shape_b), axes=(range(1, 2 * n, 2), range(n))), a.shape)


def kron_bar_right(g, a, b):
    """The adjoint of `b` in `np.kron(a, b)`."""
    n = max(a.ndim, b.ndim)
    shape_a = (1,) * (n - a.ndim) + a.shape
    shape_b = (1,) * (n - b.ndim) + b.shape
    split = []
    for axis in range(n):
        split += [shape_a[axis], shape_b[axis]]
    g = np.reshape(g, split)
    return np.reshape(np.tensordot(np.reshape(a, shape_a), g, axes=(range(n), range(0, 2 * n, 2))), b.shape)


def einsum_bar(slot, subscripts, *arrays):
    """The adjoint of operand `slot` in `np.einsum(subscripts, *operands)`.

    `arrays` are the operands, with the shape alone of the one in question in its place, and last the
    adjoint of the result.
    """
    operands = arrays[:-1]
    g = arrays[-1]
    shape = operands[slot]
    ranks = [len(operands[k]) if k == slot else np.ndim(operands[k]) for k in range(len(operands))]
    terms, output = einsum_labels(subscripts, ranks)
    labels = terms[slot]
    others = [k for k in range(len(operands)) if k != slot]
    known = output + "".join([terms[k] for k in others])
    # An axis of length one may have been broadcast: its adjoint is summed.  A label that occurs
    # nowhere else was summed: its adjoint is repeated.  One that occurs twice picked a diagonal.
    kept = ""
    for axis in range(len(labels)):
        label = labels[axis]
        if label in known and label not in kept and shape[axis] != 1:
            kept += label
    inputs = ",".join([output] + [terms[k] for k in others])
    g = np.einsum(inputs + "->" + kept, g, *[operands[k] for k in others])
    lengths = []
    seen = ""
    used = ""
    for axis in range(len(labels)):
        label = labels[axis]
        if label in kept and label not in seen:
            used += label
            lengths.append(g.shape[kept.index(label)])
        else:
            lengths.append(1)
        seen += label
    g = np.broadcast_to(np.reshape(g, lengths), shape)
    if len(set(labels)) == len(labels):
        return g
    on_diagonal = np.ones(shape, dtype=bool)
    for axis in range(len(labels)):
        first = labels.index(labels[axis])
        if first != axis:
            n = shape[axis]
            lengths = [n if k in (first, axis) else 1 for k in range(len(labels))]
            on_diagonal = on_diagonal & np.reshape(np.eye(n, dtype=bool), lengths)
    return np.where(on_diagonal, g, 0.0)


def einsum_labels(subscripts, ranks):
    """Write out ellipsis and implicit output: one string of labels per operand, and one for the result."""
    text = subscripts.replace(" ", "")
    if "->" in text:
        inputs, output = text.split("->")
    else:
        inputs = text
        letters = text.replace(",", "").replace(".", "")
        output = "..." if "." in text else ""
        output += "".join([c for c in sorted(set(letters)) if letters.count(c) == 1])
    terms = inputs.split(",")
    spare = [c for c in "zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA" if c not in text]
    hidden = [ranks[k] - len(terms[k].replace("...", "")) for k in range(len(terms))]
    longest = max([0] + [hidden[k] for k in range(len(terms)) if "..." in terms[k]])
    ellipsis = "".join(spare[:longest])
    for k in range(len(terms)):
        terms[k] = terms[k].replace("...", ellipsis[longest - hidden[k] :])
    return terms, output.replace("...", ellipsis)


def cross_bar(g, other, like, axis_other, axis_g, axis_like):
    """The adjoint of `like` in `np.cross(like, other)`; the axes are those of the vectors in each array."""
    other = np.moveaxis(other, axis_other, -1)
    like = np.moveaxis(like, axis_like, -1)
    if other.shape[-1] == 2 and like.shape[-1] == 2:
        bar = np.stack((g * other[..., 1], -g * other[..., 0]), axis=-1)
    else:
        if other.shape[-1] == 2:
            other = np.concatenate((other, np.zeros_like(other[..., :1])), axis=-1)
        bar = np.cross(other, np.moveaxis(g, axis_g, -1))[..., : like.shape[-1]]
    return np.moveaxis(unbroadcast(bar, like), -1, axis_like)


def transposed_solve(a, b, g):
    """The adjoint of `b` in `np.linalg.solve(a, b)` before broadcasting is undone."""
    if b.ndim == 1:
        return np.linalg.solve(np.swapaxes(a, -1, -2), g[..., np.newaxis])[..., 0]
    return np.linalg.solve(np.swapaxes(a, -1, -2), g)


def solve_bar_left(t, x, a, b):
    """The adjoint of `a` in `x = np.linalg.solve(a, b)`, with `t = transposed_solve(a, b, x_bar)`."""
    if b.ndim == 1:
        return unbroadcast(-t[..., np.newaxis] * x[..., np.newaxis, :], a)
    return unbroadcast(-t @ np.swapaxes(x, -1, -2), a)


def solve_dot(a, x, a_dot, b_dot):
    """The tangent of the vectors `x = np.linalg.solve(a, b)`, b one-dimensional, for a stack of matrices."""
    right = b_dot if isinstance(a_dot, float) else b_dot - (a_dot @ x[..., np.newaxis])[..., 0]
    right = np.broadcast_to(right, x.shape)
    return np.linalg.solve(a, right[..., np.newaxis])[..., 0]


def cofactors(a, det):
    """The derivative of the determinant: for regular matrices det(a) times the transposed inverse.

    A singular matrix has cofactors too, but no inverse; they are found as the minors.
    """
    if np.all(det != 0):
        return np.reshape(det, np.shape(det) + (1, 1)) * np.swapaxes(np.linalg.inv(a), -1, -2)
    n = a.shape[-1]
    c = np.empty_like(a)
    for i in range(n):
        for j in range(n):
            rows = np.array([k for k in range(n) if k != i], dtype=int)
            columns = np.array([k for k in range(n) if k != j], dtype=int)
            c[..., i, j] = (-1) ** (i + j) * np.linalg.det(a[..., rows[:, np.newaxis], columns])
    return c


def norm_slope(x, ord, axis):
    """The derivative of `np.linalg.norm(x, ord, axis)` by the elements of x; 0 where the norm is 0.

    Ties (several largest elements, columns, rows) share the derivative evenly.
    """
    if axis is None:
        axis = (0, 1, 2, 3, 4, 5, 6, 7)[: x.ndim]
    elif not isinstance(axis, tuple):
        axis = (axis,)
    if ord is None or ord == "fro" or (ord == 2 and len(axis) == 1):
        size = np.sqrt(np.sum(np.real(x * np.conj(x)), axis=axis, keepdims=True))
        return np.conj(x) / (size + (size == 0))
    magnitude = np.abs(x)
    sign = np.conj(x) / (magnitude + (magnitude == 0))
    if len(axis) == 1:
        return sign * vector_norm_slope(magnitude, ord, axis)
    if ord == "nuc" or ord == 2 or ord == -2:
        return spectral_slope(x, ord, axis)
    along = axis[0] if ord == 1 or ord == -1 else axis[1]
    across = axis[1] if ord == 1 or ord == -1 else axis[0]
    sums = np.sum(magnitude, axis=along, keepdims=True)
    best = np.max(sums, axis=across, keepdims=True) if ord > 0 else np.min(sums, axis=across, keepdims=True)
    chosen = sums == best
    return sign * (chosen / np.sum(chosen, axis=across, keepdims=True, dtype=magnitude.dtype))


def vector_norm_slope(magnitude, ord, axis):
    """The derivative of the vector norm of order `ord` by the absolute values of the elements."""
    if ord == 0:
        return np.zeros_like(magnitude)
    if ord == 1:
        return np.ones_like(magnitude)
    if ord == np.inf or ord == -np.inf:
        best = np.max(magnitude, axis=axis, keepdims=True)
        if ord < 0:
            best = np.min(magnitude, axis=axis, keepdims=True)
        chosen = magnitude == best
        return chosen / np.sum(chosen, axis=axis, keepdims=True, dtype=magnitude.dtype)
    # (|x_i| / norm) ** (p - 1), scaled so that no power overflows
    largest = np.max(magnitude, axis=axis, keepdims=True)
    scaled = magnitude / (largest + (largest == 0))
    safe = scaled + (scaled == 0)
    total = np.sum(np.where(scaled == 0, 0.0, safe**ord), axis=axis, keepdims=True)
    slope = np.where(scaled == 0, 0.0, (safe / (total + (total == 0)) ** (1 / ord)) ** (ord - 1))
    if ord < 0:
        return slope * (np.min(scaled, axis=axis, keepdims=True) > 0)
    return slope


def spectral_slope(x, ord, axis):
    """The derivative of the largest (2), smallest (-2) singular value, or of their sum ("nuc")."""
    u, s, vt = np.linalg.svd(np.moveaxis(x, axis, (-2, -1)), full_matrices=False)
    if ord == "nuc":
        weight = (s > 0).astype(s.dtype)
    else:
        best = np.max(s, axis=-1, keepdims=True) if ord == 2 else np.min(s, axis=-1, keepdims=True)
        chosen = (s == best) & (s > 0)
        weight = chosen / np.maximum(np.sum(chosen, axis=-1, keepdims=True, dtype=s.dtype), 1)
    slope = np.conj((u * weight[..., np.newaxis, :]) @ vt)
    return np.moveaxis(slope, (-2, -1), axis)


def cholesky_bar(factor, g):
    """The adjoint of `a` in `factor = np.linalg.cholesky(a)`, which reads the lower triangle of `a` only.

    Giles 2008, section 2.2.10; Murray 2016, "Differentiation of the Cholesky decomposition".
    """
    ct = np.swapaxes(factor, -1, -2)
    p = np.tril(ct @ g)
    p = p - 0.5 * np.tril(np.triu(p))
    s = np.linalg.solve(ct, np.swapaxes(np.linalg.solve(ct, np.swapaxes(p, -1, -2)), -1, -2))
    s = s + np.swapaxes(s, -1, -2)
    return np.tril(s) - 0.5 * np.tril(np.triu(s))


def cholesky_dot(factor, a_dot):
    """The tangent of `factor = np.linalg.cholesky(a)`; only the lower triangle of `a_dot` is read."""
    s = np.tril(a_dot) + np.swapaxes(np.tril(a_dot, -1), -1, -2)
    p = np.linalg.solve(factor, np.swapaxes(np.linalg.solve(factor, s), -1, -2))
    p = np.tril(p)
    return factor @ (p - 0.5 * np.tril(np.triu(p)))


def eigh_bar(w, v, w_bar, v_bar, uplo):
    """The adjoint of `a` in `w, v = np.linalg.eigh(a, uplo)`, which reads one triangle of `a` only.

    Giles 2008, section 3.1.  Where eigenvalues coincide their eigenvectors have no derivative: inf or nan.
    """
    n = w.shape[-1]
    one = np.eye(n, dtype=w.dtype)
    gap = w[..., np.newaxis, :] - w[..., np.newaxis] + one
    vt = np.swapaxes(v, -1, -2)
    turn = vt @ v_bar
    turn = turn - np.swapaxes(turn, -1, -2)
    s = v @ (2.0 * w_bar[..., np.newaxis] * one + turn / np.where(turn == 0, 1.0, gap)) @ vt
    s = s - 0.5 * np.tril(np.triu(s))
    return np.tril(s) if uplo == "L" else np.triu(s)


def eigh_dot(w, v, a_dot, uplo):
    """The tangents of `w, v = np.linalg.eigh(a, uplo)`."""
    half = np.tril(a_dot, -1) if uplo == "L" else np.triu(a_dot, 1)
    s = half + np.swapaxes(half, -1, -2) + np.tril(np.triu(a_dot))
    p = np.swapaxes(v, -1, -2) @ s @ v
    one = np.eye(w.shape[-1], dtype=w.dtype)
    gap = w[..., np.newaxis, :] - w[..., np.newaxis] + one
    w_dot = np.diagonal(p, axis1=-2, axis2=-1)
    p = p * (1.0 - one)
    return w_dot, v @ (p / np.where(p == 0, 1.0, gap))


def svd_bar(u, s, vt, u_bar, s_bar, vt_bar):
    """The adjoint of `a` in `u, s, vt = np.linalg.svd(a, full_matrices=False)`, for real matrices.

    Giles 2008, section 3.2; Townsend 2016, "Differentiating the singular value decomposition".  Where
    singular values coincide or vanish their vectors have no derivative: inf or nan.
    """
    if u.shape[-1] != s.shape[-1] or vt.shape[-2] != s.shape[-1]:
        raise NotImplementedError("the derivative of np.linalg.svd needs full_matrices=False")
    ut, v, v_bar = np.swapaxes(u, -1, -2), np.swapaxes(vt, -1, -2), np.swapaxes(vt_bar, -1, -2)
    row, column = s[..., np.newaxis, :], s[..., np.newaxis]
    one = np.eye(s.shape[-1], dtype=s.dtype)
    gap = row**2 - column**2 + one
    p, q = ut @ u_bar, vt @ v_bar
    p, q = p - np.swapaxes(p, -1, -2), q - np.swapaxes(q, -1, -2)
    p, q = p / np.where(p == 0, 1.0, gap), q / np.where(q == 0, 1.0, gap)
    core = p * row + column * q + s_bar[..., np.newaxis] * one
    u_rest, v_rest = u_bar - u @ (ut @ u_bar), v_bar - v @ (vt @ v_bar)
    u_rest = u_rest / np.where(u_rest == 0, 1.0, row)
    v_rest = v_rest / np.where(v_rest == 0, 1.0, row)
    return u @ core @ vt + u_rest @ vt + u @ np.swapaxes(v_rest, -1, -2)


def svd_dot(u, s, vt, a_dot):
    """The tangents of `u, s, vt = np.linalg.svd(a, full_matrices=False)`, for real matrices."""
    if u.shape[-1] != s.shape[-1] or vt.shape[-2] != s.shape[-1]:
        raise NotImplementedError("the derivative of np.linalg.svd needs full_matrices=False")
    ut, v = np.swapaxes(u, -1, -2), np.swapaxes(vt, -1, -2)
    row, column = s[..., np.newaxis, :], s[..., np.newaxis]
    one = np.eye(s.shape[-1], dtype=s.dtype)
    gap = row**2 - column**2 + one
    p = ut @ a_dot @ v
    pt = np.swapaxes(p, -1, -2)
    left, right = (p * row + column * pt) * (1.0 - one), (column * p + pt * row) * (1.0 - one)
    u_rest = a_dot @ v - u @ p
    v_rest = np.swapaxes(a_dot, -1, -2) @ u - v @ pt
    u_dot = u @ (left / np.where(left == 0, 1.0, gap)) + u_rest / np.where(u_rest == 0, 1.0, row)
    v_dot = v @ (right / np.where(right == 0, 1.0, gap)) + v_rest / np.where(v_rest == 0, 1.0, row)
    return u_dot, np.diagonal(p, axis1=-2, axis2=-1), np.swapaxes(v_dot, -1, -2)


def solve_linear(a, b):
    """Solve a x = b for a number or an array of any rank; `a` has the axes of b twice."""
    if np.ndim(b) == 0:
        return b / a
    return np.reshape(np.linalg.solve(np.reshape(a, (b.size, b.size)), np.ravel(b)), b.shape)


def solve_transposed(a, b):
    """Solve x a = b, as `solve_linear`."""
    if np.ndim(b) == 0:
        return b / a
    return np.reshape(np.linalg.solve(np.reshape(a, (b.size, b.size)).T, np.ravel(b)), b.shape)


def pinv_dot(p, a, a_dot):
    """The tangent of `p = np.linalg.pinv(a)` where the rank of `a` stays the same.

    Golub and Pereyra 1973, "The differentiation of pseudo-inverses and nonlinear least squares problems".
    """
    pt, turned = np.swapaxes(p, -1, -2), np.swapaxes(a_dot, -1, -2)
    left = turned - (turned @ a) @ p
    right = turned - p @ (a @ turned)
    return p @ (pt @ left) + (right @ pt) @ p - p @ a_dot @ p


def pinv_bar(p, a, g):
    """The adjoint of `a` in `p = np.linalg.pinv(a)`."""
    pt, gt = np.swapaxes(p, -1, -2), np.swapaxes(g, -1, -2)
    left = gt - a @ (p @ gt)
    right = gt - (gt @ p) @ a
    return (left @ p) @ pt + pt @ (p @ right) - pt @ g @ pt


def lstsq_dot(a, b, x, residuals, s, a_dot, b_dot):
    """The tangents of what `np.linalg.lstsq(a, b)` returns: solution, residuals, rank, singular values."""
    p = np.linalg.pinv(a)
    r = b - a @ x
    moved = b_dot - a_dot @ x
    x_dot = p @ moved + p @ (p.T @ (a_dot.T @ r)) + (a_dot.T @ (p.T @ x) - p @ (a @ (a_dot.T @ (p.T @ x))))
    residuals_dot = 2.0 * np.sum(np.reshape(r * moved, (len(b), -1)), axis=0)
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    s_dot = np.sum(u * (a_dot @ vt.T), axis=0)
    return x_dot, residuals_dot[: len(residuals)], 0.0, s_dot


def lstsq_bar(a, b, x, residuals_bar, s_bar, g):
    """The adjoints of `a` and `b` in `np.linalg.lstsq(a, b)`."""
    p = np.linalg.pinv(a)
    if b.ndim == 1:
        r, x, g = (b - a @ x)[:, np.newaxis], x[:, np.newaxis], g[:, np.newaxis]
    else:
        r = b - a @ x
    back = p.T @ g
    weighted = 2.0 * r * residuals_bar if residuals_bar.size else np.zeros_like(r)
    kernel = g - a.T @ back
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    a_bar = r @ (p @ back).T + (p.T @ x) @ kernel.T - (back + weighted) @ x.T + (u * s_bar) @ vt
    return a_bar, np.reshape(back + weighted, b.shape)


def qr_dot(q, r, a, a_dot):
    """The tangents of `q, r = np.linalg.qr(a)`; of a wide matrix the columns in front decide about q."""
    n = q.shape[-1]
    square = r[..., :, :n]
    c = a_dot[..., :, :n] @ np.linalg.inv(square)
    qt = np.swapaxes(q, -1, -2)
    inner = qt @ c
    turn = np.tril(inner, -1) - np.swapaxes(np.tril(inner, -1), -1, -2)
    q_dot = q @ turn + c - q @ inner
    rest = np.swapaxes(q_dot, -1, -2) @ a[..., :, n:] + qt @ a_dot[..., :, n:]
    return q_dot, np.concatenate(((inner - turn) @ square, rest), axis=-1)


def qr_bar(q, r, a, q_bar, r_bar):
    """The adjoint of `a` in `q, r = np.linalg.qr(a)`."""
    n = q.shape[-1]
    square = r[..., :, :n]
    rest = r_bar[..., :, n:]
    q_bar = q_bar + a[..., :, n:] @ np.swapaxes(rest, -1, -2)
    m = square @ np.swapaxes(r_bar[..., :, :n], -1, -2) - np.swapaxes(q_bar, -1, -2) @ q
    m = np.tril(m) + np.swapaxes(np.tril(m, -1), -1, -2)
    front = (q_bar + q @ m) @ np.swapaxes(np.linalg.inv(square), -1, -2)
    return np.concatenate((front, q @ rest), axis=-1)
