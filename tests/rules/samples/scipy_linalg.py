"""scipy.linalg: equations, factors, functions of matrices."""

from scipy import linalg

from .spec import apart, calls, each, positive, real, regular, symmetric

B = each(real(3), real(3, 2))

calls(linalg.solve, "linalg.solve(a, b{|, transposed=True})", a=regular(3, 3), b=B)
calls(linalg.solve, "linalg.solve(a, b)", "D", a=regular(3, 3), b=real(3))
calls(linalg.solve, "linalg.solve(a, b, assume_a='lower triangular', transposed=True)", a=regular(3, 3), b=real(3))
calls(linalg.solve, "linalg.solve(a, b, assume_a={'sym'|'pos'}{|, lower=True})", a=symmetric(3, 3), b=real(3))
calls(linalg.solve, "linalg.solve(a, b, assume_a='pos')", a=symmetric(3, 3), b=real(3, 2))
calls(
    linalg.solve,
    "linalg.solve(a, b, assume_a={'gen'|'upper triangular'|'lower triangular'|'diagonal'|'tridiagonal'})",
    a=regular(3, 3),
    b=real(3),
)
calls(linalg.solve_triangular, "linalg.solve_triangular(a, b{|, lower=True|, trans=1|, 'T', True|, unit_diagonal=True|, 1, True, True})", a=regular(3, 3), b=real(3))
calls(linalg.solve_triangular, "linalg.solve_triangular(a, b{|, lower=True})", "dfD", a=regular(3, 3), b=real(3, 2))
calls(linalg.solve_banded, "linalg.solve_banded((1, 1), a + np.array([[0.0], [3.0], [0.0]]), b)", a=real(3, 4), b=each(real(4), real(4, 2)))
calls(linalg.solve_banded, "linalg.solve_banded({(0, 2)|(2, 0)}, a + np.array([[3.0], [0.0], [3.0]]), b)", a=real(3, 4), b=real(4))
calls(linalg.solve_sylvester, "linalg.solve_sylvester(a, b, q)", a=regular(3, 3), b=regular(2, 2), q=real(3, 2))
calls(linalg.solve_continuous_lyapunov, "linalg.solve_continuous_lyapunov(a, q)", a=regular(3, 3), q=real(3, 3))
calls(linalg.solve_discrete_lyapunov, "linalg.solve_discrete_lyapunov(a / 9.0, q)", a=regular(3, 3), q=real(3, 3))

calls(linalg.cholesky, "linalg.cholesky(a{|, lower=True})", a=each(symmetric(3, 3), symmetric(1, 1)))
calls(linalg.cho_factor, "linalg.cho_factor(a{|, lower=True})[0]", a=symmetric(3, 3))
calls(linalg.cho_solve, "linalg.cho_solve(linalg.cho_factor(a{|, lower=True}), b)", a=symmetric(3, 3), b=B)
calls(linalg.cho_solve, "linalg.cho_solve((c, {True|False}), b)", c=regular(3, 3), b=real(3))
calls(linalg.lu_factor, "linalg.lu_factor(a)[0]", "dfD", a=each(regular(3, 3), real(3, 3)))
calls(linalg.lu_solve, "linalg.lu_solve(linalg.lu_factor(a), b{|, trans=1})", a=real(3, 3), b=B)

calls(linalg.inv, "linalg.inv(a)", "dfD", a=each(regular(3, 3), regular(2, 2, 2)))
calls(linalg.pinv, "linalg.pinv(a)", a=real(3, 2))
calls(linalg.det, "linalg.det(a)", "dfD", a=each(regular(3, 3), regular(2, 2, 2)))
calls(linalg.norm, "linalg.norm(a{|, 'fro'|, 1|, axis=0|, 2, 1, True})", a=apart(3, 2))
calls(linalg.eigh, "linalg.eigh(a{|, lower=False}){[0]|[1] ** 2}", a=symmetric(3, 3))
calls(linalg.eigh, "linalg.eigh(a, eigvals_only=True)", a=symmetric(3, 3))
calls(linalg.eigvalsh, "linalg.eigvalsh(a{|, lower=False})", a=symmetric(3, 3))
calls(linalg.svd, "linalg.svd(a, full_matrices=False){|[0]}", a=real(4, 2))
calls(linalg.svd, "linalg.svd(a, compute_uv=False)", a=real(2, 3))
calls(linalg.svdvals, "linalg.svdvals(a)", a=real(3, 2))
calls(linalg.qr, "linalg.qr(a, mode='economic'){|[1]}", a=each(real(4, 2), real(2, 3)))

calls(linalg.expm, "linalg.expm(a)", "dfD", a=each(real(3, 3), real(1, 1)))
calls(linalg.sqrtm, "linalg.sqrtm(a)", a=symmetric(3, 3))
calls(linalg.logm, "linalg.logm(a)", a=symmetric(3, 3))
for _f in (linalg.sinm, linalg.cosm, linalg.sinhm, linalg.coshm):
    calls(_f, f"linalg.{_f.__name__}(a)", a=real(2, 2))

calls(linalg.toeplitz, "linalg.toeplitz(c{|, r})", c=real(3), r=each(real(4), real(3), real(1)))
calls(linalg.circulant, "linalg.circulant(c)", c=real(3))
calls(linalg.block_diag, "linalg.block_diag(a, b{|, a})", a=real(2, 3), b=each(real(2, 2), real(3), real("py")))
calls(linalg.khatri_rao, "linalg.khatri_rao(a, b)", a=positive(2, 3), b=real(4, 3))
calls(linalg.hankel, "linalg.hankel(c, r)", "d", c=real(3), r=each(real(4), real(1)))
calls(linalg.solve_toeplitz, "linalg.solve_toeplitz({c + 9.0 * np.eye(3)[0]|(c + 9.0 * np.eye(3)[0], 0.5 * c)}, b)", "d", c=real(3), b=each(real(3), real(3, 2)))
calls(linalg.matmul_toeplitz, "linalg.matmul_toeplitz({c|(c, 0.5 * c)}, b)", "d", c=real(3), b=each(real(3), real(3, 2)))
calls(linalg.solve_circulant, "linalg.solve_circulant(c + 9.0 * np.eye(3)[0], b)", "d", c=real(3), b=real(3))
for _f in (linalg.tanm, linalg.tanhm):
    calls(_f, f"linalg.{_f.__name__}(0.3 * a)", "d", a=real(2, 2))
