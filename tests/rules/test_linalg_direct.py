"""The rules of linalg.py, called directly."""

import itertools

import numpy as np
import pytest

import tangent.rules.linalg  # noqa: F401  (registers)
from tangent.rules.kinds import RULES

from .direct import R, check, directional, inner, leaves, random_like, rng, the_same_numbers  # noqa: F401

DTYPES = [np.float64, np.float32, np.complex128]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "a, b",
    [
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
        ((0, 3), (3, 2)),
        ((1, 2, 3), (4, 3, 1)),
        ((1, 3), (3,)),
    ],
)
def test_matmul(a, b, dtype):
    check(np.matmul, R(*a, dtype=dtype), R(*b, dtype=dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "a, b",
    [
        ((), ()),
        ((), (2, 3)),
        ((2, 3), ()),
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 2)),
        ((2, 3), (3, 4)),
        ((4, 2, 3), (3,)),
        ((3,), (4, 3, 2)),
        ((4, 2, 3), (5, 3, 2)),
        ((2, 3), (5, 3, 2)),
        ((4, 2, 3), (3, 2)),
        ((0,), (0,)),
    ],
)
def test_dot(a, b, dtype):
    check(np.dot, R(*a, dtype=dtype), R(*b, dtype=dtype))


@pytest.mark.parametrize(
    "a, b",
    [
        ((), (3,)),
        ((2,), ()),
        ((3,), (3,)),
        ((2, 3), (4, 3)),
        ((2, 3), (3,)),
        ((3,), (5, 4, 3)),
        ((2, 4, 3), (5, 3)),
    ],
)
def test_inner(a, b):
    check(np.inner, R(*a), R(*b))


@pytest.mark.parametrize("a, b", [((2,), (3,)), ((2, 2), (3,)), ((), (3,)), ((0,), (3,))])
def test_outer(a, b):
    check(np.outer, R(*a), R(*b))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_vdot(shape, dtype):
    if dtype is np.complex128:  # not holomorphic: compare the real and imaginary parts along real directions
        a, b = R(*shape, dtype=dtype), R(*shape, dtype=dtype)
        a_bar, b_bar = RULES[np.vdot].vjp(a, b, out_bar=1.0)
        d, e = R(*shape), R(*shape)
        got = np.sum(a_bar * (d + 1j * e)).real
        want = directional(lambda h: np.vdot(a + h * (d + 1j * e), b).real)[0]
        np.testing.assert_allclose(got, want, rtol=1e-8)
        np.testing.assert_allclose(
            np.sum(b_bar * d), directional(lambda h: np.vdot(a, b + h * d))[0], rtol=1e-8
        )
    else:
        check(np.vdot, R(*shape, dtype=dtype), R(*shape, dtype=dtype))


@pytest.mark.parametrize(
    "a, b, axes",
    [
        ((2, 3, 4), (3, 4, 5), 2),
        ((2, 3), (4, 5), 0),
        ((2, 3), (3, 4), 1),
        ((2, 3, 4), (5, 4, 3), ([1, 2], [2, 1])),
        ((2, 3, 4), (4, 3), ((2, 1), (0, 1))),
        ((2, 3, 4), (5, 3), (1, 1)),
        ((2, 3), (3, 2), ((-2, -1), (-1, -2))),
        ((4, 2, 3, 5), (5, 6, 4), ((0, 3), (2, 0))),
        ((2, 0), (0, 3), 1),
        ((2, 3, 4), (4, 6, 2, 3), ((2, 0, 1), (0, 2, 3))),
    ],
)
def test_tensordot(a, b, axes):
    check(np.tensordot, R(*a), R(*b), axes=axes)


EINSUMS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("ii", (3, 3)),
    ("ii->i", (3, 3)),
    ("ij->", (2, 3)),
    ("ij->ji", (2, 3)),
    ("ba", (2, 3)),
    ("i,i->", (3,), (3,)),
    ("i,j->ij", (2,), (3,)),
    ("bij,bjk->bik", (5, 2, 3), (5, 3, 4)),
    ("...ij,...jk->...ik", (5, 1, 2, 3), (4, 3, 2)),
    ("...i,...i", (4, 3), (3,)),
    ("i...,i...->...", (3, 2), (3, 1)),
    ("ij,j,k->ik", (2, 3), (3,), (4,)),
    ("ij,kl->il", (2, 3), (4, 5)),
    ("iij,jk->ik", (3, 3, 2), (2, 4)),
    ("iji->j", (2, 3, 2)),
    ("iii->i", (3, 3, 3)),
    ("ij,ij->ij", (1, 3), (2, 3)),
    ("ij,jk->ik", (2, 1), (3, 4)),
    ("a,a,a->a", (3,), (3,), (3,)),
    ("i,->i", (3,), ()),
    ("ij , jk -> ik", (2, 3), (3, 4)),
    ("i->", (0,)),
    ("ij,ij", (2, 1), (1, 3)),
    ("...->...", (2, 3)),
    ("i...j->j...", (2, 3, 4)),
    ("ii,ii->", (2, 2), (2, 2)),
    ("ijj,k->", (2, 3, 3), (2,)),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", EINSUMS, ids=lambda c: f"{c[0]} {c[1:]}")
def test_einsum(case, dtype):
    subscripts, *shapes = case
    operands = [R(*s, dtype=dtype) for s in shapes]
    out = np.einsum(subscripts, *operands)
    out_bar = random_like(rng)(out)
    for k, x in enumerate(operands):
        bar = RULES[np.einsum].vjp(subscripts, *operands, position=k, out_bar=out_bar)
        assert bar.shape == x.shape and bar.dtype == dtype
        if dtype is np.float32:
            continue
        d = random_like(rng)(x)
        want = directional(lambda h: np.einsum(subscripts, *operands[:k], x + h * d, *operands[k + 1 :]))
        np.testing.assert_allclose(np.sum(bar * d), np.sum(out_bar * want[0]), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(
    "a, b", [((2,), (3,)), ((2, 3), (4, 2)), ((2, 3), (2,)), ((3,), (2, 1, 2)), ((), (3,)), ((1, 1), (2, 2))]
)
def test_kron(a, b):
    check(np.kron, R(*a), R(*b))


@pytest.mark.filterwarnings("ignore:Arrays of 2-dimensional vectors")
@pytest.mark.parametrize(
    "a, b, kwargs",
    [
        ((3,), (3,), {}),
        ((5, 3), (3,), {}),
        ((3,), (4, 5, 3), {}),
        ((5, 3), (5, 3), {}),
        ((3, 5), (3, 5), {"axis": 0}),
        ((3, 5), (5, 3), {"axisa": 0}),
        ((3, 5), (5, 3), {"axisa": 0, "axisc": 0}),
        ((2,), (2,), {}),
        ((4, 2), (2,), {}),
        ((4, 2), (4, 3), {}),
        ((3,), (2,), {}),
        ((1, 3), (4, 3), {}),
    ],
)
def test_cross(a, b, kwargs):
    try:
        np.cross(np.ones(a), np.ones(b), **kwargs)
    except ValueError:
        pytest.skip("this NumPy takes vectors of length 3 only")
    check(np.cross, R(*a), R(*b), **kwargs)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "shape, kwargs",
    [
        ((3, 3), {}),
        ((2, 4), {"offset": 1}),
        ((4, 2), {"offset": -1}),
        ((2, 3, 4), {}),
        ((2, 3, 4), {"axis1": 2, "axis2": 0}),
        ((2, 3, 4), {"axis1": -1, "axis2": -2, "offset": 1}),
        ((0, 0), {}),
        ((3, 3), {"offset": 5}),
    ],
)
def test_trace(shape, kwargs, dtype):
    check(np.trace, R(*shape, dtype=dtype), **kwargs)


def regular(*shape, dtype=np.float64):
    return (R(*shape, dtype=dtype) + 3 * np.eye(shape[-1])).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "a, b",
    [
        ((3, 3), (3,)),
        ((3, 3), (3, 2)),
        ((5, 3, 3), (3,)),
        ((5, 3, 3), (3, 2)),
        ((3, 3), (5, 3, 2)),
        ((5, 3, 3), (5, 3, 1)),
        ((1, 1), (1,)),
        ((4, 1, 3, 3), (5, 3, 2)),
        ((0, 0), (0,)),
        ((3, 3), (3, 3)),
        ((3, 3, 3), (3, 3)),
    ],
)
def test_solve(a, b, dtype):
    a, b = regular(*a, dtype=dtype), R(*b, dtype=dtype)
    check(np.linalg.solve, a, b)
    if dtype is np.float32:
        return
    out = np.linalg.solve(a, b)
    d, e = random_like(rng)(a), random_like(rng)(b)
    dot = RULES[np.linalg.solve].jvp
    for use_a, use_b in itertools.product((0, 1), (0, 1)):
        if not use_a:  # the compiler folds `0.0 @ out`; here a zero matrix stands for it
            got = dot(a, b, out=out, a_dot=np.zeros_like(a), b_dot=e if use_b else 0.0)
        else:
            got = dot(a, b, out=out, a_dot=d, b_dot=e if use_b else 0.0)
        want = directional(lambda h: np.linalg.solve(a + use_a * h * d, b + use_b * h * e))[0]
        assert got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 3), (4, 3, 3), (1, 1), (2, 2, 2, 2), (0, 0)])
@pytest.mark.parametrize("f", [np.linalg.inv, np.linalg.det])
def test_inv_det(f, shape, dtype):
    check(f, regular(*shape, dtype=dtype))


@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_det_of_singular_matrices(rank):
    a = R(4, rank) @ R(rank, 4) if rank else np.zeros((4, 4))
    a = np.round(a * 8)
    a[:, 3] = a[:, 2] if rank < 4 else a[:, 3]
    check(np.linalg.det, a, tol=1e-6)
    check(np.linalg.det, np.stack((a, regular(4, 4))), tol=1e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape", [(3, 3), (4, 3, 3)])
def test_slogdet(shape, dtype):
    a = -regular(*shape, dtype=dtype)
    bar = check(np.linalg.slogdet, a, tol=1e-7)["a"]
    assert bar.dtype == dtype


def test_slogdet_complex():
    a = regular(3, 3, dtype=complex)
    d = R(3, 3, dtype=complex)
    out = np.linalg.slogdet(a)
    s_bar, l_bar = R(dtype=complex)[()], R()[()]
    a_bar = RULES[np.linalg.slogdet].vjp(a, out=out, out_bar=(s_bar, l_bar))
    s_dot, l_dot = directional(lambda h: tuple(np.linalg.slogdet(a + h * d)))
    np.testing.assert_allclose(np.sum(a_bar * d).real, (s_bar * s_dot).real + l_bar * l_dot.real, rtol=1e-8)
    for got, want in zip(RULES[np.linalg.slogdet].jvp(a, out=out, a_dot=d), (s_dot, l_dot)):
        np.testing.assert_allclose(got, want, rtol=1e-8)


NORMS = [
    ((4,), {}),
    ((3, 4), {}),
    ((2, 3, 4), {}),
    ((4,), {"ord": 2}),
    ((4,), {"ord": 1}),
    ((4,), {"ord": np.inf}),
    ((4,), {"ord": -np.inf}),
    ((4,), {"ord": 3}),
    ((4,), {"ord": 2.5}),
    ((4,), {"ord": 0.5}),
    ((4,), {"ord": -1}),
    ((3, 4), {"axis": 0}),
    ((3, 4), {"axis": -1, "keepdims": True}),
    ((3, 4), {"axis": 1, "ord": 3}),
    ((3, 4), {"keepdims": True}),
    ((3, 4), {"ord": "fro"}),
    ((2, 3, 4), {"axis": (0, 2)}),
    ((2, 3, 4), {"axis": (2, 0), "ord": "fro", "keepdims": True}),
    ((3, 4), {"ord": 1}),
    ((3, 4), {"ord": -1}),
    ((3, 4), {"ord": np.inf}),
    ((3, 4), {"ord": -np.inf}),
    ((3, 4), {"ord": 2}),
    ((3, 4), {"ord": -2}),
    ((3, 4), {"ord": "nuc"}),
    ((2, 3, 4), {"axis": (0, 2), "ord": "nuc"}),
    ((2, 3, 4), {"axis": (2, 0), "ord": 1}),
    ((2, 3, 4), {"axis": (-1, 0), "ord": np.inf, "keepdims": True}),
    ((2, 3, 4), {"axis": (2, 1), "ord": 2}),
    ((2, 3, 4), {"axis": (1,)}),
    ((2, 3, 4), {"axis": (1,), "ord": 1}),
    ((1,), {}),
    ((1, 1), {"ord": 2}),
]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape, kwargs", NORMS)
def test_norm(shape, kwargs, dtype):
    check(np.linalg.norm, R(*shape, dtype=dtype), **kwargs)


@pytest.mark.parametrize("shape, kwargs", NORMS)
def test_norm_complex(shape, kwargs):
    x, d = R(*shape, dtype=complex), R(*shape, dtype=complex)
    out = np.linalg.norm(x, **kwargs)
    g = R(*np.shape(out))
    want = directional(lambda h: np.linalg.norm(x + h * d, **kwargs))[0]
    bar = RULES[np.linalg.norm].vjp(x, **kwargs, out=out, out_bar=g)
    np.testing.assert_allclose(np.sum(bar * d).real, np.sum(g * want), rtol=1e-7, atol=1e-8)
    dot = RULES[np.linalg.norm].jvp(x, **kwargs, x_dot=d)
    np.testing.assert_allclose(dot, want, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("shape, kwargs", NORMS)
def test_norm_of_zero_is_finite(shape, kwargs):
    x = np.zeros(shape)
    with np.errstate(divide="ignore"):
        out = np.linalg.norm(x, **kwargs)
    with np.errstate(all="raise"):
        bar = RULES[np.linalg.norm].vjp(x, **kwargs, out=out, out_bar=np.ones(np.shape(out)))
    if kwargs.get("ord") != 1 and kwargs.get("ord") != np.inf:
        np.testing.assert_array_equal(bar, np.zeros(shape))
    assert np.all(np.isfinite(bar))


def test_norm_of_a_partly_zero_vector():
    for p in (None, 1, 2, 3, 1.5, np.inf):
        x = np.array([0.0, 2.0, -1.0])
        bar = RULES[np.linalg.norm].vjp(x, p, out=np.linalg.norm(x, p), out_bar=1.0)
        assert bar[0] == 0.0 and np.all(np.isfinite(bar))


def test_ties_share():
    x = np.array([2.0, -2.0, 1.0])
    np.testing.assert_array_equal(
        RULES[np.linalg.norm].vjp(x, np.inf, out=2.0, out_bar=1.0), [0.5, -0.5, 0.0]
    )


def definite(*shape, dtype=np.float64):
    m = R(*shape)
    return (m @ np.swapaxes(m, -1, -2) + np.eye(shape[-1])).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape", [(3, 3), (1, 1), (4, 3, 3)])
def test_cholesky(shape, dtype):
    check(np.linalg.cholesky, definite(*shape, dtype=dtype))
    check(np.linalg.cholesky, definite(*shape, dtype=dtype), upper=True)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape", [(3, 3), (1, 1), (4, 3, 3)])
@pytest.mark.parametrize("uplo", ["L", "U"])
def test_eigh(shape, dtype, uplo):
    a = definite(*shape, dtype=dtype) + np.diag(np.arange(shape[-1]).astype(dtype))
    check(np.linalg.eigh, a, UPLO=uplo, tol=1e-6)
    check(np.linalg.eigvalsh, a, UPLO=uplo, tol=1e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_newer_products(dtype):
    check(np.vecdot, R(4, 3, dtype=dtype), R(3, dtype=dtype))
    check(np.vecdot, R(3, 4, dtype=dtype), R(3, 1, dtype=dtype), axis=0)
    if hasattr(np, "matvec"):
        check(np.matvec, R(5, 2, 3, dtype=dtype), R(3, dtype=dtype))
        check(np.matvec, R(2, 3, dtype=dtype), R(4, 3, dtype=dtype))
        check(np.vecmat, R(2, dtype=dtype), R(5, 2, 3, dtype=dtype))
        check(np.vecmat, R(4, 2, dtype=dtype), R(2, 3, dtype=dtype))
    check(np.linalg.matmul, R(4, 3, dtype=dtype), R(3, 2, dtype=dtype))
    check(np.linalg.outer, R(4, dtype=dtype), R(3, dtype=dtype))
    check(np.linalg.cross, R(3, 4, dtype=dtype), R(3, 1, dtype=dtype), axis=0)
    check(np.linalg.trace, R(2, 3, 4, dtype=dtype), offset=-1)
    check(np.linalg.trace, R(3, 4, dtype=dtype), offset=1)


def test_layouts():
    a, b = R(6, 8)[::2, ::-2], np.asfortranarray(R(4, 5))
    for f in (np.matmul, np.dot, np.tensordot):
        check(f, a, b, **({"axes": 1} if f is np.tensordot else {}))
    check(np.linalg.solve, regular(4, 4).T, b)


def test_products_write_nothing():
    a, b = R(2, 3), R(3, 2)
    for x in (a, b):
        x.setflags(write=False)
    check(np.matmul, a, b)
    assert inner(leaves(a), leaves(a)) > 0


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape", [(3, 3), (5, 3), (2, 4), (4, 3, 2), (1, 1)])
def test_svd(shape, dtype):
    a = R(*shape, dtype=dtype)
    check(np.linalg.svd, a, full_matrices=False, tol=1e-6)
    check(np.linalg.svd, a, compute_uv=False, tol=1e-6)
    check(np.linalg.svdvals, a, tol=1e-6)


def test_svd_with_full_matrices():
    check(np.linalg.svd, R(3, 3), tol=1e-6)


def test_vectors_that_svd_may_choose_have_no_derivative():
    a = R(4, 3)
    out = np.linalg.svd(a)
    first = np.linalg.svd(a, full_matrices=False)
    bars = np.zeros((4, 4)), R(3), np.zeros((3, 3))
    want = (first[0] * bars[1]) @ first[2]
    np.testing.assert_allclose(RULES[np.linalg.svd].vjp(a, out=out, out_bar=bars), want, rtol=1e-12)
    bars[0][0, 3] = 1.0
    assert np.isnan(RULES[np.linalg.svd].vjp(a, out=out, out_bar=bars)).any()


@pytest.mark.parametrize("shape", [(3, 3), (5, 3), (4, 2, 3)])
def test_singular_values_of_complex_matrices(shape):
    a, d = R(*shape, dtype=complex), R(*shape, dtype=complex)
    want = directional(lambda h: np.linalg.svdvals(a + h * d))[0]
    np.testing.assert_allclose(RULES[np.linalg.svdvals].jvp(a, x_dot=d), want, rtol=1e-7, atol=1e-8)
    g = R(*want.shape)
    bar = RULES[np.linalg.svdvals].vjp(a, out_bar=g)
    np.testing.assert_allclose(np.sum(bar * d).real, np.sum(g * want), rtol=1e-7)
