"""The rules of shapes.py and indexing.py, called directly."""

import operator

import numpy as np
import pytest

import tangent.rules.indexing
import tangent.rules.shapes  # noqa: F401  (registers)
from tangent.rules.kinds import RULES
from tangent.runtime import shapes

from .direct import R, check, directional, random_like, rng, the_same_numbers  # noqa: F401

DTYPES = [np.float64, np.float32, np.complex128]

ONE_ARRAY = [
    (np.reshape, (2, 6), ((3, 4),), {}),
    (np.reshape, (2, 6), (-1,), {}),
    (np.reshape, (2, 6), ((4, 3),), {"order": "F"}),
    (np.reshape, (), ((1, 1),), {}),
    (np.reshape, (0, 3), ((3, 0),), {}),
    (np.ravel, (2, 3), (), {}),
    (np.ravel, (2, 3), (), {"order": "F"}),
    (np.ravel, (), (), {}),
    (np.transpose, (2, 3), (), {}),
    (np.transpose, (2, 3, 4), (), {}),
    (np.transpose, (2, 3, 4), ((1, 2, 0),), {}),
    (np.transpose, (2, 3, 4), ((-1, 0, -2),), {}),
    (np.transpose, (3,), (), {}),
    (np.transpose, (2, 3, 4, 5), ([3, 0, 2, 1],), {}),
    (np.matrix_transpose, (2, 3, 4), (), {}),
    (np.linalg.matrix_transpose, (2, 3), (), {}),
    (np.swapaxes, (2, 3, 4), (0, -1), {}),
    (np.moveaxis, (2, 3, 4), (0, -1), {}),
    (np.moveaxis, (2, 3, 4), ((0, -1), (1, 0)), {}),
    (np.rollaxis, (2, 3, 4), (2,), {}),
    (np.rollaxis, (2, 3, 4), (0, 3), {}),
    (np.rollaxis, (2, 3, 4), (-1, 1), {}),
    (np.rollaxis, (2, 3, 4), (0, -1), {}),
    (np.rollaxis, (2, 3, 4), (1, 1), {}),
    (np.expand_dims, (2, 3), (1,), {}),
    (np.expand_dims, (2, 3), ((0, -1),), {}),
    (np.expand_dims, (), (0,), {}),
    (np.squeeze, (1, 2, 1), (), {}),
    (np.squeeze, (1, 2, 1), (0,), {}),
    (np.squeeze, (1, 2, 1), ((0, -1),), {}),
    (np.squeeze, (1,), (), {}),
    (np.atleast_1d, (), (), {}),
    (np.atleast_1d, (3,), (), {}),
    (np.atleast_2d, (3,), (), {}),
    (np.atleast_2d, (), (), {}),
    (np.atleast_3d, (3,), (), {}),
    (np.atleast_3d, (2, 3), (), {}),
    (np.atleast_3d, (2, 3, 4), (), {}),
    (np.broadcast_to, (3,), ((2, 3),), {}),
    (np.broadcast_to, (1, 3), ((4, 2, 3),), {}),
    (np.broadcast_to, (), ((2,),), {}),
    (np.broadcast_to, (1, 1), ((0, 3),), {}),
    (np.broadcast_to, (2, 1), ((2, 1),), {}),
    (np.flip, (2, 3), (), {}),
    (np.flip, (2, 3), (1,), {}),
    (np.flip, (2, 3, 4), ((0, -1),), {}),
    (np.flipud, (2, 3), (), {}),
    (np.fliplr, (2, 3), (), {}),
    (np.rot90, (2, 3), (), {}),
    (np.rot90, (2, 3), (-2,), {}),
    (np.rot90, (2, 3, 4), (3, (2, 0)), {}),
    (np.roll, (5,), (2,), {}),
    (np.roll, (2, 3), (1,), {}),
    (np.roll, (2, 3), (-1, 1), {}),
    (np.roll, (2, 3), ((1, 2), (0, -1)), {}),
    (np.roll, (2, 3), (np.array([1, 2]),), {"axis": (0, 1)}),
    (np.roll, (0,), (2,), {}),
    (np.copy, (2, 3), (), {}),
    (np.array, (2, 3), (), {}),
    (np.asarray, (2, 3), (), {}),
    (np.ascontiguousarray, (2, 3), (), {}),
    (np.ascontiguousarray, (), (), {}),
    (np.asfortranarray, (2, 3), (), {}),
    (np.asanyarray, (3,), (), {}),
    (np.tile, (3,), (2,), {}),
    (np.tile, (2, 3), (2,), {}),
    (np.tile, (2, 3), ((2, 3),), {}),
    (np.tile, (3,), ((2, 2),), {}),
    (np.tile, (2, 3), ((4, 1, 2),), {}),
    (np.tile, (), (3,), {}),
    (np.tile, (2, 3), (0,), {}),
    (np.tile, (0, 3), (2,), {}),
    (np.repeat, (3,), (2,), {}),
    (np.repeat, (2, 3), (2,), {}),
    (np.repeat, (2, 3), (2,), {"axis": -1}),
    (np.repeat, (2, 3), ([1, 0, 2],), {"axis": 1}),
    (np.repeat, (), (3,), {}),
    (np.repeat, (2, 3), (np.array([2, 1]), 0), {}),
    (np.repeat, (2, 3), (0,), {}),
    (np.pad, (3,), (2,), {}),
    (np.pad, (3,), ((1, 2),), {}),
    (np.pad, (2, 3), (((1, 0), (2, 3)),), {}),
    (np.pad, (2, 3), ((1, 2),), {}),
    (np.pad, (2, 3), (((1,), (2,)),), {}),
    (np.pad, (0, 3), (1,), {}),
    (np.pad, (2, 3), (0,), {}),
    (np.diff, (5,), (), {}),
    (np.diff, (5,), (2,), {}),
    (np.diff, (2, 5), (3,), {}),
    (np.diff, (4, 3), (1, 0), {}),
    (np.diff, (4, 3, 2), (2,), {"axis": -3}),
    (np.diff, (1,), (), {}),
    (np.diff, (0,), (), {}),
    (np.diff, (3,), (3,), {}),
    (np.diff, (3,), (0,), {}),
    (np.diff, (3,), (7,), {}),
    (np.triu, (3, 3), (), {}),
    (np.triu, (2, 4), (1,), {}),
    (np.triu, (3,), (), {}),
    (np.tril, (2, 3, 3), (-1,), {}),
    (np.tril, (3,), (1,), {}),
    (np.diag, (3,), (), {}),
    (np.diag, (3,), (-1,), {}),
    (np.diag, (3, 3), (), {}),
    (np.diag, (2, 4), (1,), {}),
    (np.diag, (4, 2), (-1,), {}),
    (np.diag, (4, 2), (1,), {}),
    (np.diag, (2, 2), (5,), {}),
    (np.diag, (0, 0), (), {}),
    (np.diagflat, (2, 2), (1,), {}),
    (np.diagonal, (3, 3), (), {}),
    (np.diagonal, (2, 3, 4), (), {}),
    (np.diagonal, (2, 3, 4), (1, 2, 0), {}),
    (np.diagonal, (2, 3, 4), (-1, -1, -2), {}),
    (np.linalg.diagonal, (2, 3, 4), (), {"offset": 1}),
    (np.take, (4,), ([0, 2, 2, -1],), {}),
    (np.take, (4,), (1,), {}),
    (np.take, (2, 3), ([0, 4, 4, -1],), {}),
    (np.take, (2, 3), (np.array([[0, 1], [1, 1]]), 0), {}),
    (np.take, (2, 3), ([0, 2, 2],), {"axis": 1}),
    (np.take, (2, 3, 4), (np.array([[0, 1, 1]]), -2), {}),
    (np.take, (2, 3), (1, 1), {}),
    (np.take, (2, 3), (2,), {}),
    (np.take_along_axis, (2, 3), (np.array([[0, 2, 2, -1], [1, 1, 0, 0]]), 1), {}),
    (np.take_along_axis, (2, 3), (np.array([[0, 1, 0]]), 0), {}),
    (np.take_along_axis, (2, 3), (np.array([5, 0, 5, -1]), None), {}),
    (np.split, (6,), (3,), {}),
    (np.split, (2, 6), ([1, 4],), {"axis": 1}),
    (np.array_split, (5,), (3,), {}),
    (np.vsplit, (4, 2), (2,), {}),
    (np.hsplit, (4,), (2,), {}),
    (np.hsplit, (2, 4), ([1],), {}),
    (np.dsplit, (2, 2, 4), (2,), {}),
    (np.split, (3,), ([0, 3],), {}),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "f, shape, rest, kwargs", ONE_ARRAY, ids=lambda v: getattr(v, "__name__", str(v)).replace("\n", "")
)
def test_one_array(f, shape, rest, kwargs, dtype):
    check(f, R(*shape, dtype=dtype), *rest, **kwargs)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "f, shape, rest, kwargs",
    [case for case in ONE_ARRAY if len(case[1]) == 2],
    ids=lambda v: getattr(v, "__name__", str(v)).replace("\n", ""),
)
def test_layouts(f, shape, rest, kwargs, dtype):
    n, m = shape
    check(f, np.asfortranarray(R(n, m, dtype=dtype)), *rest, **kwargs)
    check(f, R(2 * n, m, dtype=dtype)[::2, ::-1], *rest, **kwargs)


@pytest.mark.parametrize(
    "shape, axis",
    [((5,), -1), ((2, 4), -1), ((4, 2), 0), ((2, 3), None), ((0,), -1), ((1,), 0), ((2, 3, 4), 1)],
)
def test_sort(shape, axis):
    check(np.sort, rng.permutation(np.arange(float(np.prod(shape)))).reshape(shape), axis=axis)
    bar = RULES[np.sort].vjp(
        R(*shape, dtype=np.float32), axis, out_bar=np.ones(np.shape(np.sort(R(*shape), axis)), np.float32)
    )
    assert bar.dtype == np.float32 and bar.shape == shape


JOINS = [
    (np.concatenate, [(2,), (3,)], {}),
    (np.concatenate, [(2, 3), (1, 3), (0, 3)], {}),
    (np.concatenate, [(2, 3), (2, 1)], {"axis": -1}),
    (np.concatenate, [(2, 3), (4,), ()], {"axis": None}),
    (np.concatenate, [(2, 3, 1), (2, 2, 1)], {"axis": 1}),
    (np.stack, [(3,), (3,)], {}),
    (np.stack, [(2, 3), (2, 3)], {"axis": -1}),
    (np.stack, [(2, 3)] * 3, {"axis": 1}),
    (np.stack, [(), ()], {}),
    (np.vstack, [(3,), (3,)], {}),
    (np.vstack, [(2, 3), (3,)], {}),
    (np.vstack, [(), ()], {}),
    (np.vstack, [(2, 3, 2), (1, 3, 2)], {}),
    (np.hstack, [(3,), (2,)], {}),
    (np.hstack, [(), (2,)], {}),
    (np.hstack, [(2, 3), (2, 1)], {}),
    (np.hstack, [(2, 3, 1), (2, 1, 1)], {}),
    (np.dstack, [(3,), (3,)], {}),
    (np.dstack, [(2, 3), (2, 3)], {}),
    (np.dstack, [(2, 3, 2), (2, 3)], {}),
    (np.column_stack, [(3,), (3, 2)], {}),
    (np.column_stack, [(3,), (3,)], {}),
    (np.column_stack, [(2, 0), (2,)], {}),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("f, shapes, kwargs", JOINS, ids=lambda v: getattr(v, "__name__", str(v)))
def test_joins(f, shapes, kwargs, dtype):
    check(f, [R(*s, dtype=dtype) for s in shapes], **kwargs)
    check(f, tuple(R(*s, dtype=dtype)[()] for s in shapes), **kwargs)


@pytest.mark.parametrize("f", [np.concatenate, np.stack, np.vstack, np.hstack, np.dstack, np.column_stack])
@pytest.mark.parametrize("shape", [(2, 3, 4), (3, 2)])
def test_joins_of_one_array(f, shape):
    check(f, R(*shape))


def test_append():
    check(np.append, R(3), R(2))
    check(np.append, R(2, 3), R())
    check(np.append, R(2, 3), R(1, 3), axis=0)


def test_delete():
    check(np.delete, R(4), 1)
    check(np.delete, R(2, 3), [0, 4])
    check(np.delete, R(2, 3), 1, axis=0)
    check(np.delete, R(2, 4), slice(0, 2), axis=1)
    check(np.delete, R(2, 3, 2), np.array([True, False, True]), axis=-2)


@pytest.mark.parametrize("f", [np.array, np.asarray, np.asanyarray])
def test_array_of_lists(f):
    check(f, [0.5, 1.5, 2.5])
    check(f, [[0.5, 1.5], (2.5, 3.5)])
    check(f, [R(2, 3), R(2, 3)])
    check(f, ([R(2), R(2)], [R(2), R(2)]))
    check(f, [])


def test_full_and_linspace():
    check(np.full, (2, 3), 1.5, wrt=["fill_value"])
    check(np.full, (2, 3), R(3), wrt=["fill_value"])
    check(np.full, (2, 3), R(2, 1), wrt=["fill_value"])
    check(np.full_like, R(2, 3), R(3), wrt=["fill_value"])
    check(np.full_like, R(2, 3), 2.0, wrt=["fill_value"])
    for kwargs in ({}, {"endpoint": False}, {"num": 1}, {"num": 0}, {"num": 4}):
        check(np.linspace, 0.5, 2.5, **kwargs)
    check(np.linspace, R(3), R(2, 1), num=4)
    check(np.linspace, R(3), 2.0, num=4, axis=-1)
    bars = RULES[np.linspace].vjp(np.float32(0), np.float32(1), out_bar=np.ones(50, np.float32))
    assert all(b.dtype == np.float32 for b in bars)


@pytest.mark.parametrize("indexing", ["xy", "ij"])
@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("lengths", [(3,), (2, 3), (2, 3, 4), (0, 2)])
def test_meshgrid(lengths, sparse, indexing):
    xs = [R(n) for n in lengths]
    kwargs = {"sparse": sparse, "indexing": indexing}
    out = tuple(np.meshgrid(*xs, **kwargs))
    out_bar = tuple(random_like(rng)(o) for o in out)
    for k, x in enumerate(xs):
        d = R(*x.shape)
        bar = RULES[np.meshgrid].vjp(*xs, **kwargs, position=k, out_bar=out_bar)
        want = directional(lambda h: tuple(np.meshgrid(*xs[:k], x + h * d, *xs[k + 1 :], **kwargs)))
        assert bar.shape == x.shape
        np.testing.assert_allclose(
            np.sum(bar * d), sum(np.sum(g * w) for g, w in zip(out_bar, want)), rtol=1e-8, atol=1e-9
        )


def test_broadcast_arrays():
    xs = [R(3), R(2, 1)]
    g = (R(2, 3), R(2, 3))
    assert RULES[np.broadcast_arrays].vjp(*xs, position=0, out_bar=g).shape == (3,)
    np.testing.assert_allclose(
        RULES[np.broadcast_arrays].vjp(*xs, position=1, out_bar=g), np.sum(g[1], axis=1, keepdims=True)
    )


if hasattr(np, "unstack"):

    @pytest.mark.parametrize("axis", [0, 1, -1])
    def test_unstack(axis):
        check(np.unstack, R(2, 3, 4), axis=axis)


def test_orders_that_follow_the_memory_layout_are_refused():
    with pytest.raises(NotImplementedError):
        RULES[np.ravel].vjp(R(2, 3), order="K", out_bar=R(6))
    with pytest.raises(NotImplementedError):
        RULES[np.reshape].vjp(R(2, 3), (6,), order="A", out_bar=R(6))


INDICES = [
    1,
    -1,
    slice(1, None),
    slice(None, None, -2),
    ...,
    None,
    (0, 1),
    (slice(None), 1),
    (..., None, 0),
    np.int64(1),
    np.array(1),
    [0, 1, 1],
    np.array([[0, 1], [-1, -1]]),
    np.array([True, False, True]),
    (slice(None), [0, 0, 2]),
    ([0, 0], [1, 1]),
    ([0, 2, 0], slice(None), 1),
    (np.array([[0], [1]]), np.array([0, 1, 1])),
    np.zeros(3, bool),
    np.zeros(0, int),
    (1, [0, 0], None),
    (slice(None), np.array([True, False, True, True])),
    np.array([2, 2, 2, 0, 1, -3]),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("index", INDICES, ids=str)
def test_getitem(index, dtype):
    check(operator.getitem, R(3, 4, 2, dtype=dtype), index)
    check(operator.getitem, np.asfortranarray(R(3, 4, 2, dtype=dtype)), index)


# ------------------------------------------------------ mutations: <y_bar, J u> against <J^T y_bar, u>


def check_mutation(f, x, *rest, value, run, **kwargs):
    """`run(x, value)` is the primal; `rest` and `kwargs` are what stands between and after in the rule."""
    rule = RULES[f]
    x_dot, v_dot = R(*x.shape), R(*np.shape(value))[()]

    def moved(h):
        y = x + h * x_dot
        run(y, value + h * v_dot)
        return y

    want = directional(moved)[0]
    got = x_dot.copy()
    args = (x, *rest, value)
    names = list(rule.params)
    rule.jvp(*args, **kwargs, **{names[0] + "_dot": got, rule.wrt[1] + "_dot": v_dot})
    np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-9)
    y_bar = R(*x.shape)
    x_bar = y_bar.copy()
    v_bar = rule.vjp(*args, **kwargs, **{names[0] + "_bar": x_bar})
    assert np.shape(v_bar) == np.shape(value) and not np.shares_memory(v_bar, x_bar)
    np.testing.assert_allclose(
        np.sum(y_bar * want), np.sum(x_bar * x_dot) + np.sum(v_bar * v_dot), rtol=1e-8, atol=1e-9
    )


@pytest.mark.parametrize("ufunc", [np.add, np.subtract])
@pytest.mark.parametrize(
    "shape, index, value",
    [
        ((5,), [0, 1, 1, -1], (4,)),
        ((5,), [0, 0], ()),
        ((3, 2), [0, 0, 2], (3, 2)),
        ((3, 2), [0, 0], (2,)),
        ((3, 2), [0, 0], (2, 1)),
        ((3, 2), slice(1, None), (2, 2)),
        ((3, 2), 1, (2,)),
        ((3, 2), ([0, 0], [1, 1]), (2,)),
    ],
)
def test_add_at(ufunc, shape, index, value):
    f = ufunc.at
    check_mutation(f, R(*shape), index, value=R(*value)[()], run=lambda y, v: f(y, index, v))


@pytest.mark.parametrize("value", [(3, 4), (4,), (3, 1), ()])
@pytest.mark.parametrize(
    "where", [True, np.arange(12).reshape(3, 4) % 3 == 0, np.array([True, False, False, True])]
)
def test_copyto(value, where):
    check_mutation(
        np.copyto, R(3, 4), value=R(*value)[()], run=lambda y, v: np.copyto(y, v, where=where), where=where
    )


@pytest.mark.parametrize(
    "shape, value",
    [
        ((3, 3), ()),
        ((3, 3), (3,)),
        ((2, 4), ()),
        ((5, 2), ()),
        ((4, 4), (2,)),
        ((2, 2), (5,)),
        ((2, 2, 2), (2,)),
        ((3, 3), (1,)),
    ],
)
def test_fill_diagonal(shape, value):
    check_mutation(np.fill_diagonal, R(*shape), value=R(*value)[()], run=np.fill_diagonal)


@pytest.mark.parametrize("index", [[0, 3, 3, -1], [1], np.array([[0, 1], [1, 0]])])
@pytest.mark.parametrize("value", [(), (2,), (4,), (6,)])
def test_put(index, value):
    check_mutation(np.put, R(2, 3), index, value=R(*value)[()], run=lambda y, v: np.put(y, index, v))


HELPERS = [
    (shapes.unbroadcast, (4, 2, 3), (np.ones((2, 1)),)),
    (shapes.unbroadcast, (2, 3), (1.0,)),
    (shapes.unbroadcast, (3,), (np.ones(3),)),
    (shapes.undelete, (2, 3), ((2, 4), 1, 1)),
    (shapes.undelete, (4,), ((2, 3), [0, 4], None)),
    (shapes.undiagonal, (2, 3), ((3, 4, 2), 0, 0, 1)),
    (shapes.undiagonal, (2,), ((3, 3), 1, 0, 1)),
    (shapes.undiff, (2, 3), ((2, 5), 2, -1)),
    (shapes.untile, (4, 9), ((2, 3), (2, 3))),
    (shapes.unrepeat, (2, 6), ((2, 3), 2, 1)),
    (shapes.unrepeat, (3,), ((2,), [1, 2], None)),
    (shapes.unpad, (4, 6), ((1, 2),)),
]


@pytest.mark.parametrize("f, shape, rest", HELPERS, ids=lambda v: getattr(v, "__name__", str(v)))
def test_helpers_have_rules(f, shape, rest):
    check(f, R(*shape), *rest)


@pytest.mark.parametrize(
    "index", [1, slice(1, None), [0, 0, 2], np.array([0, 1, 1]), ([0, 0], [1, 1])], ids=str
)
def test_add_at_has_a_rule(index):
    x = R(3, 2)
    check_mutation(
        shapes.add_at, x, index, value=R(*x[index].shape), run=lambda y, v: shapes.add_at(y, index, v)
    )
