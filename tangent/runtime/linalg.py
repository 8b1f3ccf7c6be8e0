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
        count = g[..., 0].size if g.shape[-1] else 0
        return a.reshape(count, a.shape[-1]).T @ g.reshape(count, g.shape[-1])
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


def hermitian(x):
    """The conjugate transposes of a stack of matrices."""
    return np.conj(np.swapaxes(x, -1, -2))


def diagonal_of(x):
    """A stack of matrices with zeros beside the diagonal."""
    return np.tril(np.triu(x))


def cholesky_bar(factor, g):
    """The adjoint of `a` in `factor = np.linalg.cholesky(a)`, which reads the lower triangle of `a` only.

    Giles 2008, section 2.2.10; Murray 2016, "Differentiation of the Cholesky decomposition".
    """
    ct = np.swapaxes(factor, -1, -2)
    p = np.tril(ct @ g)
    p = p - 0.5 * diagonal_of(p)
    s = np.linalg.solve(ct, np.swapaxes(np.linalg.solve(np.conj(ct), np.swapaxes(p, -1, -2)), -1, -2))
    s = s + hermitian(s)
    return np.tril(s) - 0.5 * diagonal_of(s)


def cholesky_dot(factor, a_dot):
    """The tangent of `factor = np.linalg.cholesky(a)`; only the lower triangle of `a_dot` is read."""
    s = from_triangle(a_dot, "L")
    p = np.linalg.solve(factor, hermitian(np.linalg.solve(factor, s)))
    p = np.tril(p)
    return factor @ (p - 0.5 * diagonal_of(p))


def from_triangle(a, uplo):
    """The Hermitian matrices of which one triangle is given."""
    half = np.tril(a, -1) if uplo == "L" or uplo == "l" else np.triu(a, 1)
    return half + hermitian(half) + np.real(diagonal_of(a))


def to_triangle(g, uplo):
    """The adjoint of the triangle that `from_triangle` reads, from that of the Hermitian matrices."""
    both = np.tril(g, -1) + hermitian(np.triu(g, 1))
    half = both if uplo == "L" or uplo == "l" else hermitian(both)
    return half + np.real(diagonal_of(g))


def eigh_bar(w, v, w_bar, v_bar, uplo):
    """The adjoint of `a` in `w, v = np.linalg.eigh(a, uplo)`, which reads one triangle of `a` only.

    Giles 2008, section 3.1.  Where eigenvalues coincide their eigenvectors have no derivative: inf or nan.
    """
    lower = uplo == "L" or uplo == "l"
    if np.iscomplexobj(v):
        v_bar = v_bar + phase_bar(v, v_bar, 0 if lower else v.shape[-1] - 1)
    n = w.shape[-1]
    one = np.eye(n, dtype=w.dtype)
    gap = w[..., np.newaxis, :] - w[..., np.newaxis] + one
    vt = np.swapaxes(v, -1, -2)
    turn = vt @ v_bar
    turn = (turn - hermitian(turn)) * (1.0 - one)
    s = np.conj(v) @ (2.0 * w_bar[..., np.newaxis] * one + turn / np.where(turn == 0, 1.0, gap)) @ vt
    s = s - 0.5 * diagonal_of(s)
    return np.tril(s) if lower else np.triu(s)


def eigh_dot(w, v, a_dot, uplo):
    """The tangents of `w, v = np.linalg.eigh(a, uplo)`."""
    p = hermitian(v) @ from_triangle(a_dot, uplo) @ v
    one = np.eye(w.shape[-1], dtype=w.dtype)
    gap = w[..., np.newaxis, :] - w[..., np.newaxis] + one
    w_dot = np.real(np.diagonal(p, axis1=-2, axis2=-1))
    p = p * (1.0 - one)
    v_dot = v @ (p / np.where(p == 0, 1.0, gap))
    if np.iscomplexobj(v):
        lower = uplo == "L" or uplo == "l"
        v_dot = v_dot + 1j * v * phase_dot(v, v_dot, 0 if lower else w.shape[-1] - 1)
    return w_dot, v_dot


def phase_dot(v, v_dot, row):
    """By how much vectors have to turn for their elements in this row to stay real, as LAPACK makes them.

    An element that is zero says nothing about the phase: that vector does not turn.
    """
    first = np.real(v[..., row : row + 1, :])
    return -np.imag(v_dot[..., row : row + 1, :]) / np.where(first == 0.0, np.inf, first)


def phase_bar(v, v_bar, row):
    """What `phase_dot` adds to the adjoints of the vectors."""
    first = np.real(v[..., row : row + 1, :])
    weight = np.imag(np.sum(v * v_bar, axis=-2, keepdims=True)) / np.where(first == 0.0, np.inf, first)
    rows = np.arange(v.shape[-2])[:, np.newaxis] == row
    return -1j * weight * rows


def eig_dot(w, v, a_dot):
    """The tangents of `w, v = np.linalg.eig(a)`: vectors of length one, of which the largest element is real.

    Where eigenvalues coincide their eigenvectors have no derivative: inf or nan.
    """
    if w.size == 0:
        return w, v
    one = np.eye(w.shape[-1], dtype=w.dtype)
    gap = w[..., np.newaxis, :] - w[..., np.newaxis] + one
    c = np.linalg.solve(v, a_dot @ v)
    w_dot = np.diagonal(c, axis1=-2, axis2=-1)
    c = c * (1.0 - one)
    v_dot = v @ (c / np.where(c == 0, 1.0, gap))
    v_dot = v_dot - v * np.real(np.sum(np.conj(v) * v_dot, axis=-2, keepdims=True))
    row = np.argmax(np.abs(v), axis=-2)[..., np.newaxis, :]
    largest = np.real(np.take_along_axis(v, row, -2))
    return w_dot, v_dot - 1j * v * np.imag(np.take_along_axis(v_dot, row, -2)) / largest


def eig_bar(w, v, w_bar, v_bar):
    """The adjoint of `a` in `w, v = np.linalg.eig(a)`."""
    if w.size == 0:
        return v_bar
    total = np.sum(v * v_bar, axis=-2, keepdims=True)
    row = np.argmax(np.abs(v), axis=-2)[..., np.newaxis, :]
    largest = np.real(np.take_along_axis(v, row, -2))
    rows = np.arange(v.shape[-1])[:, np.newaxis] == row
    v_bar = v_bar - np.real(total) * np.conj(v) - 1j * np.imag(total) / largest * rows
    one = np.eye(w.shape[-1], dtype=w.dtype)
    gap = w[..., np.newaxis, :] - w[..., np.newaxis] + one
    vt = np.swapaxes(v, -1, -2)
    turn = (vt @ v_bar) * (1.0 - one)
    return np.linalg.solve(vt, (w_bar[..., np.newaxis] * one + turn / np.where(turn == 0, 1.0, gap)) @ vt)


def eigenvectors_of(a, w):
    """Eigenvectors of `a` in the order of the eigenvalues `w`."""
    found, v = np.linalg.eig(a.astype(w.dtype))
    if w.size == 0:
        return v
    apart = np.abs(w[..., np.newaxis] - found[..., np.newaxis, :])
    size = np.max(np.abs(w), axis=-1)[..., np.newaxis, np.newaxis]
    # Equal ones keep their places.
    order = np.argmin(apart + 1e-9 * size * (1.0 - np.eye(w.shape[-1])), axis=-1)
    return np.take_along_axis(v, order[..., np.newaxis, :], -1)


def svd_bar(u, s, vt, u_bar, s_bar, vt_bar):
    """The adjoint of `a` in `u, s, vt = np.linalg.svd(a)`.

    Of a matrix that is not square there may be more vectors than singular values.  They are any basis of what
    is left, and have no derivative: nan, where something depends on them.
    """
    k = s.shape[-1]
    if u.shape[-1] == k and vt.shape[-2] == k:
        return reduced_svd_bar(u, s, vt, u_bar, s_bar, vt_bar)
    used = np.any(u_bar[..., k:] != 0, axis=(-2, -1)) | np.any(vt_bar[..., k:, :] != 0, axis=(-2, -1))
    bar = reduced_svd_bar(u[..., :k], s, vt[..., :k, :], u_bar[..., :k], s_bar, vt_bar[..., :k, :])
    return np.where(used[..., np.newaxis, np.newaxis], np.nan, bar)


def reduced_svd_bar(u, s, vt, u_bar, s_bar, vt_bar):
    """The adjoint of `a` in `u, s, vt = np.linalg.svd(a, full_matrices=False)`.

    Giles 2008, section 3.2; Townsend 2016, "Differentiating the singular value decomposition".  Where
    singular values coincide or vanish their vectors have no derivative: inf or nan.
    """
    if np.iscomplexobj(u):
        # One phase for each pair of vectors: LAPACK makes the first elements of one of them real.
        turned = np.imag(np.sum(vt * vt_bar, axis=-1)) - np.imag(np.sum(u * u_bar, axis=-2))
        if u.shape[-2] >= vt.shape[-1]:
            first = np.real(vt[..., 0])
            weight = turned / np.where(first == 0.0, np.inf, first)
            vt_bar = vt_bar - 1j * weight[..., np.newaxis] * (np.arange(vt.shape[-1]) == 0)
        else:
            first = np.real(u[..., 0, :])
            weight = turned / np.where(first == 0.0, np.inf, first)
            u_bar = u_bar + 1j * weight[..., np.newaxis, :] * (np.arange(u.shape[-2])[:, np.newaxis] == 0)
    ut, v_bar = np.swapaxes(u, -1, -2), np.swapaxes(vt_bar, -1, -2)
    row, column = s[..., np.newaxis, :], s[..., np.newaxis]
    one = np.eye(s.shape[-1], dtype=s.dtype)
    gap = row**2 - column**2 + one
    p, q = ut @ u_bar, np.swapaxes(vt @ v_bar, -1, -2)
    core = s_bar[..., np.newaxis] * one
    if np.iscomplexobj(u):
        core = core + 1j * np.imag(p * one) / np.where(column == 0, 1.0, column)
    p, q = (p - hermitian(p)) * (1.0 - one), (q - hermitian(q)) * (1.0 - one)
    p, q = p / np.where(p == 0, 1.0, gap), q / np.where(q == 0, 1.0, gap)
    core = core + p * row - column * q
    u_rest, v_rest = u_bar - np.conj(u) @ (ut @ u_bar), v_bar - hermitian(vt) @ (vt @ v_bar)
    u_rest = u_rest / np.where(u_rest == 0, 1.0, row)
    v_rest = v_rest / np.where(v_rest == 0, 1.0, row)
    return np.conj(u) @ (core @ np.conj(vt) + np.swapaxes(v_rest, -1, -2)) + u_rest @ np.conj(vt)


def svd_dot(u, s, vt, a_dot):
    """The tangents of `u, s, vt = np.linalg.svd(a)`; those of vectors without a singular value are nan."""
    k = s.shape[-1]
    if u.shape[-1] == k and vt.shape[-2] == k:
        return reduced_svd_dot(u, s, vt, a_dot)
    u_dot, s_dot, vt_dot = reduced_svd_dot(u[..., :k], s, vt[..., :k, :], a_dot)
    u_dot = np.concatenate((u_dot, np.full_like(u[..., k:], np.nan)), axis=-1)
    return u_dot, s_dot, np.concatenate((vt_dot, np.full_like(vt[..., k:, :], np.nan)), axis=-2)


def reduced_svd_dot(u, s, vt, a_dot):
    """The tangents of `u, s, vt = np.linalg.svd(a, full_matrices=False)`."""
    v = hermitian(vt)
    row, column = s[..., np.newaxis, :], s[..., np.newaxis]
    one = np.eye(s.shape[-1], dtype=s.dtype)
    gap = row**2 - column**2 + one
    p = hermitian(u) @ a_dot @ v
    pt = hermitian(p)
    left, right = (p * row + column * pt) * (1.0 - one), (column * p + pt * row) * (1.0 - one)
    u_rest = a_dot @ v - u @ p
    v_rest = hermitian(a_dot) @ u - v @ pt
    left = left / np.where(left == 0, 1.0, gap)
    if np.iscomplexobj(u):
        left = left + 1j * np.imag(p * one) / np.where(column == 0, 1.0, column)
    u_dot = u @ left + u_rest / np.where(u_rest == 0, 1.0, row)
    v_dot = v @ (right / np.where(right == 0, 1.0, gap)) + v_rest / np.where(v_rest == 0, 1.0, row)
    if np.iscomplexobj(u):
        turn = phase_dot(v, v_dot, 0) if u.shape[-2] >= vt.shape[-1] else phase_dot(u, u_dot, 0)
        u_dot, v_dot = u_dot + 1j * u * turn, v_dot + 1j * v * turn
    return u_dot, np.real(np.diagonal(p, axis1=-2, axis2=-1)), hermitian(v_dot)


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
    pt, turned = hermitian(p), hermitian(a_dot)
    left = turned - (turned @ a) @ p
    right = turned - p @ (a @ turned)
    return p @ (pt @ left) + (right @ pt) @ p - p @ a_dot @ p


def pinv_bar(p, a, g):
    """The adjoint of `a` in `p = np.linalg.pinv(a)`."""
    pt, gt = hermitian(p), np.swapaxes(g, -1, -2)
    left = gt - a @ (p @ gt)
    right = gt - (gt @ p) @ a
    return np.conj((left @ p) @ pt + pt @ (p @ right)) - np.swapaxes(p @ gt @ p, -1, -2)


def lstsq_dot(a, b, x, residuals, s, a_dot, b_dot):
    """The tangents of what `np.linalg.lstsq(a, b)` returns: solution, residuals, rank, singular values."""
    p = np.linalg.pinv(a)
    pt, turned = hermitian(p), hermitian(a_dot)
    r = b - a @ x
    moved = b_dot - a_dot @ x
    back = turned @ (pt @ x)
    x_dot = p @ moved + p @ (pt @ (turned @ r)) + (back - p @ (a @ back))
    residuals_dot = 2.0 * np.sum(np.reshape(np.real(np.conj(r) * moved), (len(b), -1)), axis=0)
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    s_dot = np.real(np.sum(np.conj(u) * (a_dot @ hermitian(vt)), axis=0))
    return x_dot, residuals_dot[: len(residuals)], 0.0, s_dot


def lstsq_bar(a, b, x, residuals_bar, s_bar, g):
    """The adjoints of `a` and `b` in `np.linalg.lstsq(a, b)`."""
    p = np.linalg.pinv(a)
    if b.ndim == 1:
        r, x, g = (b - a @ x)[:, np.newaxis], x[:, np.newaxis], g[:, np.newaxis]
    else:
        r = b - a @ x
    back = p.T @ g
    weighted = 2.0 * np.conj(r) * residuals_bar if residuals_bar.size else np.zeros_like(r)
    kernel = g - a.T @ back
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    turned = r @ (back.T @ hermitian(p)) + (hermitian(p) @ x) @ kernel.T
    a_bar = np.conj(turned + (u * s_bar) @ vt) - (back + weighted) @ x.T
    return a_bar, np.reshape(back + weighted, b.shape)


def qr_dot(q, r, a, a_dot):
    """The tangents of `q, r = np.linalg.qr(a)`; of a wide matrix the columns in front decide about q."""
    n = q.shape[-1]
    square = r[..., :, :n]
    c = a_dot[..., :, :n] @ np.linalg.inv(square)
    qt = hermitian(q)
    inner = qt @ c
    turn = np.tril(inner, -1) - hermitian(np.tril(inner, -1))
    if np.iscomplexobj(q):  # the diagonal of r is real
        turn = turn + 1j * np.imag(diagonal_of(inner))
    q_dot = q @ turn + c - q @ inner
    rest = hermitian(q_dot) @ a[..., :, n:] + qt @ a_dot[..., :, n:]
    return q_dot, np.concatenate(((inner - turn) @ square, rest), axis=-1)


def qr_bar(q, r, a, q_bar, r_bar):
    """The adjoint of `a` in `q, r = np.linalg.qr(a)`."""
    n = q.shape[-1]
    square = r[..., :, :n]
    rest = r_bar[..., :, n:]
    q_bar = q_bar + np.conj(a[..., :, n:] @ np.swapaxes(rest, -1, -2))
    m = square @ np.swapaxes(r_bar[..., :, :n], -1, -2) - np.swapaxes(q_bar, -1, -2) @ q
    lower = np.tril(m, -1)
    m = np.swapaxes(lower, -1, -2) + np.conj(lower) + np.real(diagonal_of(m))
    front = (q_bar + np.conj(q) @ m) @ np.swapaxes(np.linalg.inv(square), -1, -2)
    return np.concatenate((front, np.conj(q) @ rest), axis=-1)


def complete_qr_dot(q, r, a, a_dot):
    """The tangents of `q, r = np.linalg.qr(a, "complete")`; nan for columns that complete the basis."""
    k = min(a.shape[-2:])
    q_dot, r_dot = qr_dot(q[..., :k], r[..., :k, :], a, a_dot)
    q_dot = np.concatenate((q_dot, np.full_like(q[..., k:], np.nan)), axis=-1)
    return q_dot, np.concatenate((r_dot, np.zeros_like(r[..., k:, :])), axis=-2)


def complete_qr_bar(q, r, a, q_bar, r_bar):
    """The adjoint of `a` in `q, r = np.linalg.qr(a, "complete")`: nan, where such columns matter."""
    k = min(a.shape[-2:])
    used = np.any(q_bar[..., k:] != 0, axis=(-2, -1))
    bar = qr_bar(q[..., :k], r[..., :k, :], a, q_bar[..., :k], r_bar[..., :k, :])
    return np.where(used[..., np.newaxis, np.newaxis], np.nan, bar)
