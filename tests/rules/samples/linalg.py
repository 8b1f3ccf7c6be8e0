"""Products, equations, factorisations."""

import numpy as np

from .spec import apart, calls, each, fixed, real, regular, symmetric

PRODUCTS = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 1, 2, 3), (4, 3, 2)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 2)),
    ((1, 1), (1, 1)),
    ((2, 0), (0, 3)),
    ((1, 3), (3,)),
]
for _a, _b in PRODUCTS:
    calls(np.matmul, "a @ b", "dfDF", a=real(*_a), b=real(*_b))
for _a, _b in PRODUCTS[:4]:
    calls(
        np.matmul,
        "{np.matmul(a, b)|np.linalg.matmul(a, b)}" if min(len(_a), len(_b)) > 1 else "np.matmul(a, b)",
        a=real(*_a),
        b=real(*_b),
    )
for _a, _b in [
    *PRODUCTS[:4],
    ((2, 4, 3), (3,)),
    ((3,), (2, 3, 4)),
    ((2, 1, 3), (2, 3, 2)),
    ((), (2, 3)),
    ((3,), ()),
    ((), ()),
]:
    calls(np.dot, "np.dot(a, b)", "dfD", a=real(*_a), b=real(*_b))
    if _a:
        calls(np.dot, "a.dot(b)", a=real(*_a), b=real(*_b))
calls(np.dot, "{np.dot(a, b)|np.dot(b, a)}", a=real(2, 3), b=each(real("py"), real("np")))
for _a, _b in [
    ((3,), (3,)),
    ((2, 3), (4, 3)),
    ((2, 3), (3,)),
    ((3,), (2, 2, 3)),
    ((), (3,)),
    ((2,), ()),
    ((2, 2, 3), (2, 3)),
]:
    calls(np.inner, "np.inner(a, b)", "dfD", a=real(*_a), b=real(*_b))
calls(
    np.outer,
    "np.outer(a, b)",
    "dfD",
    a=each(real(2), real(2, 2), real(), real(0)),
    b=each(real(3), real("py")),
)
calls(np.linalg.outer, "np.linalg.outer(a, b)", a=real(2), b=real(3))
calls(np.vdot, "np.vdot(a, b)", "dfD", a=each(real(3)), b=real(3))
calls(np.vdot, "np.vdot(a, b)", "dfD", a=each(real(2, 3)), b=real(2, 3))
calls(
    np.vecdot,
    "{np.vecdot(a, b)|np.vecdot(a, b, axis=-1)|np.linalg.vecdot(a, b)}",
    "dfD",
    a=each(real(3), real(2, 3)),
    b=each(real(3), real(4, 1, 3)),
)
calls(np.vecdot, "np.vecdot(a, b, axis=0)", a=real(3, 2), b=each(real(3, 2), real(3, 1)))
if hasattr(np, "matvec"):
    calls(np.matvec, "np.matvec(a, b)", "dfD", a=each(real(2, 3), real(4, 2, 3)), b=each(real(3), real(4, 3)))
    calls(np.vecmat, "np.vecmat(b, a)", "dfD", a=each(real(2, 3), real(4, 2, 3)), b=each(real(2), real(4, 2)))
calls(
    np.tensordot,
    "np.tensordot(a, b{|, 2|, axes=1|, axes=0|, axes=([1, 2], [1, 0])|, axes=((2, 1), (0, 1))|, (-1, 0)})",
    "dfD",
    a=real(2, 3, 3),
    b=real(3, 3, 2),
)
calls(np.tensordot, "np.linalg.tensordot(a, b, axes=1)", a=real(2, 3), b=real(3, 2))
calls(
    np.einsum,
    "np.einsum('{ij,jk->ik|ij,jk|ij,jk->|ij,jk->k|ij,kl->ijkl|ii,jj->ij|ij,ij->|ij,ji->i|...j,j...->...}', a, b)",
    "dfD",
    a=real(3, 3),
    b=real(3, 3),
)
calls(np.einsum, "np.einsum('{ii->i|ii|ij->ji|ij->|ij->j|...ij->...ji|ij}', a)", a=real(3, 3))
calls(
    np.einsum,
    "np.einsum('{bij,bj->bi|bij,bj->b|...ij,...j->...i}', a, b{|, optimize=True})",
    a=real(2, 3, 4),
    b=real(2, 4),
)
calls(np.einsum, "np.einsum('i,ij,j->', x, a, y)", x=real(2), a=real(2, 3), y=real(3))
calls(
    np.kron, "np.kron(a, b)", "dfD", a=each(real(2), real(2, 3), real(2, 1, 2)), b=each(real(3), real(2, 2))
)
calls(np.cross, "np.cross(a, b)", a=each(real(3), real(4, 3)), b=each(real(3), real(4, 3)))
calls(
    np.cross,
    "np.cross(a, b, {axis=0|axisa=0, axisb=0|axisa=0, axisb=0, axisc=0})",
    a=real(3, 4),
    b=real(3, 4),
)
calls(np.linalg.cross, "np.linalg.cross(a, b{|, axis=-1})", a=each(real(3), real(4, 3)), b=real(3))
calls(
    np.trace,
    "{np.trace(a)|a.trace()|np.trace(a, 1)|a.trace(offset=-1)}",
    "dfD",
    a=each(real(3, 3), real(2, 3)),
)
calls(np.trace, "np.trace(a{|, axis1=1, axis2=2|, 1, 0, -1})", a=real(2, 3, 4))
calls(np.linalg.trace, "np.linalg.trace(a{|, offset=1})", a=each(real(3, 3), real(2, 3, 4)))

# ---------------------------------------------------------------- equations and inverses

calls(
    np.linalg.solve,
    "np.linalg.solve(a, b)",
    "dfDF",
    a=regular(3, 3),
    b=each(real(3), real(3, 2), real(3, 1), real(2, 3, 2)),
)
calls(
    np.linalg.solve, "np.linalg.solve(a, b)", a=regular(2, 3, 3), b=each(real(3), real(2, 3, 1), real(3, 2))
)
calls(np.linalg.solve, "np.linalg.solve(a, b)", a=regular(1, 1), b=real(1))
calls(np.linalg.inv, "np.linalg.inv(a)", "dfDF", a=each(regular(3, 3), regular(2, 3, 3), regular(1, 1)))
calls(np.linalg.det, "np.linalg.det(a)", "dfDF", a=each(regular(3, 3), regular(2, 3, 3), regular(1, 1)))
calls(np.linalg.slogdet, "np.linalg.slogdet(a){[0]|[1]|}", "dfDF", a=each(regular(3, 3), regular(2, 3, 3)))

# ---------------------------------------------------------------- norms

calls(np.linalg.norm, "np.linalg.norm(a{|, 2|, 1|, np.inf|, -np.inf|, 3|, ord=0.5|, 0|, -1|, None})", "dfD", a=apart(4))
calls(np.linalg.norm, "np.linalg.norm(a{|, 'fro'|, 1|, -1}{|, axis=(0, 1)|, keepdims=True})", "dfD", a=apart(3, 2))
calls(np.linalg.norm, "np.linalg.norm(a, {'nuc'|2|-2|-np.inf|np.inf}{|, axis=(0, 1)|, keepdims=True})", a=apart(3, 2))
calls(np.linalg.norm, "np.linalg.norm(a, {'nuc'|2|-2})", "D", a=apart(3, 2))
calls(np.linalg.norm, "np.linalg.norm(a, axis={0|1|-1|(0, 2)|(2, 1)}{|, keepdims=True})", a=apart(2, 3, 2))
calls(np.linalg.norm, "np.linalg.norm(a, {1|3|np.inf}, axis=-1)", a=apart(2, 3))
calls(np.linalg.norm, "np.linalg.norm(a)", a=each(real(2, 3, 2), real(1), real()))

# ---------------------------------------------------------------- factorisations

calls(
    np.linalg.cholesky,
    "np.linalg.cholesky(a{|, upper=True})",
    a=each(symmetric(3, 3), symmetric(2, 3, 3), symmetric(1, 1)),
)
calls(
    np.linalg.eigh,
    "np.linalg.eigh(a{|, UPLO='U'|, 'L'}){|[0]|[1] ** 2}",
    a=each(symmetric(3, 3), symmetric(2, 3, 3)),
)
calls(np.linalg.eigvalsh, "np.linalg.eigvalsh(a{|, UPLO='U'})", a=each(symmetric(3, 3), symmetric(2, 3, 3)))
calls(np.linalg.svd, "np.linalg.svd(a, full_matrices=False){|[0]|[1]|[2]}", a=each(real(3, 3), real(4, 2), real(2, 3), real(2, 3, 2)))
calls(np.linalg.svd, "np.linalg.svd(a){|[1]}", a=real(3, 3))
calls(np.linalg.svd, "np.linalg.svd(a, {|full_matrices=False, }compute_uv=False)", a=each(real(3, 3), real(4, 2), real(2, 2, 3)))
calls(np.linalg.svdvals, "np.linalg.svdvals(a)", a=each(real(3, 3), real(4, 2), real(2, 2, 3)))
calls(np.linalg.svd, "np.linalg.svd(a, compute_uv=False)", "DF", a=each(real(3, 3), real(4, 2)))
calls(np.linalg.svdvals, "np.linalg.svdvals(a)", "DF", a=each(real(3, 3), real(4, 2), real(2, 2, 3)))
calls(np.linalg.pinv, "np.linalg.pinv(a)", a=each(real(3, 2), real(2, 3), regular(3, 3), real(2, 4, 2)))
for _a, _b in (((5, 2), (5,)), ((5, 2), (5, 2)), ((2, 4), (2,)), ((3, 3), (3, 1))):
    calls(np.linalg.lstsq, "np.linalg.lstsq(a, b{|, rcond=None}){[0]|[1]|[3]}", a=real(*_a), b=real(*_b))
calls(np.linalg.qr, "np.linalg.qr(a){|[0]|[1]}", a=each(real(3, 3), real(4, 2), real(2, 4), real(2, 3, 2)))
calls(np.linalg.qr, "np.linalg.qr(a, {'reduced'|mode='r'})", a=each(real(3, 3), real(4, 2)))

# Complex matrices: LAPACK makes one element of each vector real, and the diagonal of the factors.
calls(np.linalg.cholesky, "np.linalg.cholesky(a{|, upper=True})", "DF", layouts=False, a=each(symmetric(3, 3), symmetric(2, 2, 2)))
calls(np.linalg.eigh, "np.linalg.eigh(a{|, UPLO='U'|, 'l'}){|[0]|[1]}", "DF", layouts=False, a=each(symmetric(3, 3), symmetric(2, 2, 2)))
calls(np.linalg.eigvalsh, "np.linalg.eigvalsh(a{|, UPLO='U'})", "DF", layouts=False, a=symmetric(3, 3))
calls(np.linalg.svd, "np.linalg.svd(a, full_matrices=False){|[0]|[1]|[2]}", "D", layouts=False, a=each(real(3, 3), real(4, 2), real(2, 3), real(2, 3, 2)))
calls(np.linalg.qr, "np.linalg.qr(a){|[0]|[1]}", "DF", layouts=False, a=each(real(3, 3), real(4, 2), real(2, 4), real(2, 3, 2)))
calls(np.linalg.qr, "np.linalg.qr(a, mode='r')", "D", layouts=False, a=real(3, 2))
calls(np.linalg.pinv, "np.linalg.pinv(a)", "DF", layouts=False, a=each(real(3, 2), real(2, 3), regular(3, 3)))
for _a, _b in (((5, 2), (5,)), ((2, 4), (2, 2))):
    calls(np.linalg.lstsq, "np.linalg.lstsq(a, b{|, rcond=None}){[0]|[1]|[3]}", "DF", layouts=False, a=real(*_a), b=real(*_b))
calls(np.linalg.cond, "np.linalg.cond(a{|, -2|, 1})", "D", layouts=False, a=regular(3, 3))
calls(np.linalg.matrix_norm, "np.linalg.matrix_norm(a, ord='nuc')", "D", layouts=False, a=apart(3, 2))

# The results are named.
calls(np.linalg.svd, "np.linalg.svd(a, full_matrices=False).{U|S|Vh}", "d", a=real(3, 2))
calls(np.linalg.qr, "np.linalg.qr(a).{Q|R}", "d", a=real(3, 2))
calls(np.linalg.eigh, "np.linalg.eigh(a).{eigenvalues|eigenvectors}", "d", a=symmetric(3, 3))
calls(np.linalg.slogdet, "np.linalg.slogdet(a).logabsdet", "d", a=regular(3, 3))
calls(np.linalg.eig, "np.linalg.eig(a){|[0]|.eigenvectors}", "DF", layouts=False, a=each(regular(3, 3), regular(2, 3, 3)))
calls(np.linalg.eig, "np.linalg.eig(a + 0j){[0]|[1]}", a=regular(3, 3))
# Of a real matrix: real or complex, as the values decide.
TURNING = fixed(np.array([[0.1, 1.0, 0.3], [-1.2, 0.2, 0.1], [0.2, 0.1, 0.9]]))
calls(np.linalg.eig, "np.{real|abs}(np.linalg.eig(a){[0]|.eigenvectors})", layouts=False, a=each(regular(3, 3), TURNING, regular(2, 3, 3)))
calls(np.linalg.eigvals, "np.{real|imag|abs}(np.linalg.eigvals(a))", layouts=False, a=each(regular(3, 3), TURNING))
calls(np.linalg.eigvals, "np.linalg.eigvals(a)", "DF", layouts=False, a=each(regular(3, 3), regular(2, 2, 2)))
calls(np.linalg.eigvals, "{np.real(np.linalg.eigvals(a + 0j))|np.max(np.abs(np.linalg.eigvals(a + 0j)))}", a=regular(3, 3))
