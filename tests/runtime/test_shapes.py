"""The helpers that emitted code calls."""

import dataclasses
import typing

import numpy as np
import pytest

import tangent
from tangent.runtime.shapes import add, add_at, last_writes, restricted, unbroadcast, zeros

rng = np.random.default_rng(0)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
@pytest.mark.parametrize(
    "small, big",
    [
        ((), (3,)),
        ((3,), (2, 3)),
        ((1, 3), (2, 3)),
        ((2, 1), (2, 3)),
        ((1,), (4,)),
        ((1, 1), (5, 2, 3)),
        ((2, 3), (2, 3)),
        ((1,), (0,)),
        ((3,), (0, 3)),
        ((1, 3), (0, 3)),
        ((0, 3), (2, 0, 3)),
        ((1,), (1, 1)),
        ((), ()),
    ],
)
def test_unbroadcast_is_the_transpose_of_broadcast_to(small, big, dtype):
    g, like = rng.standard_normal(big).astype(dtype), rng.standard_normal(small).astype(dtype)
    got = unbroadcast(g, like)
    assert np.shape(got) == small and got.dtype == dtype
    np.testing.assert_allclose(np.sum(got * like), np.sum(g * np.broadcast_to(like, big)), rtol=1e-5)


def test_unbroadcast_of_numbers():
    assert unbroadcast(2.0, 3.0) == 2.0 and type(unbroadcast(2.0, 3.0)) is float
    assert type(unbroadcast(np.float32(2), np.float32(3))) is np.float32
    assert unbroadcast(np.ones((2, 3)), 1.0) == 6.0
    assert unbroadcast(np.ones((2, 3), np.float32), np.float32(1)).dtype == np.float32
    assert unbroadcast(np.float64(2.0), np.array(1.0)) == 2.0
    assert unbroadcast(1.5, np.float32(2.0)) == 1.5
    assert unbroadcast(1.5, np.array(2.0)) == 1.5


def test_unbroadcast_refuses_what_does_not_fit():
    with pytest.raises(ValueError):
        unbroadcast(np.ones(3), np.ones(2))
    with pytest.raises(ValueError):
        unbroadcast(np.ones(3), np.ones((2, 3)))
    with pytest.raises(ValueError):
        unbroadcast(1.0, np.ones(3))


INDICES = [
    np.array([0, 1, 1, 0]),
    [3, -1, 3],
    (np.array([0, 0]), np.array([1, 1])),
    (slice(None), [0, 0, 1]),
    2,
    slice(1, 3),
    np.array([[0, 1], [1, 0]]),
    np.array([[0, 1], [1, 0]], order="F"),
    np.array([True, False, True, False]),
    ([1, 1], slice(None)),
    (np.array([[0], [1]]), np.array([0, 0])),
    np.zeros(0, int),
]


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("index", INDICES, ids=str)
def test_last_writes(index, order):
    shape = (4, 3)
    x = np.full(shape, -1.0)
    v = np.asarray(rng.standard_normal(x[index].shape), order=order)
    x[index] = v
    np.testing.assert_array_equal(np.shape(last_writes(shape, index, v)), np.shape(v))
    for probe, kept in zip(np.ravel(v), np.ravel(last_writes(shape, index, v))):
        assert (probe in x) == kept


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_layout_of_the_value_decides_which_write_is_last(order):
    index = np.array([[0, 1, 0], [1, 0, 1]], order="F")
    x, v = np.zeros(2), np.asarray(np.arange(6.0).reshape(2, 3), order=order)
    x[index] = v
    np.testing.assert_array_equal(np.sort(v[last_writes(2, index, v)]), np.sort(x))


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
@pytest.mark.parametrize("shape", [(5,), (5, 3), (5, 2, 2), (5, 0), (5, 1)])
@pytest.mark.parametrize(
    "index",
    [
        0,
        -1,
        slice(None),
        [0, 1, 1],
        np.array([4, 4, -1, 0, 2, 2, -5]),
        np.array([[0, 0], [1, -1]]),
        np.arange(5) > 2,
        np.zeros(0, int),
        np.array(3),
        np.array([1], np.int32),
    ],
    ids=str,
)
def test_add_at(shape, index, dtype):
    x = rng.standard_normal(shape).astype(dtype)
    g = rng.standard_normal(np.shape(x[index])).astype(dtype)
    want, got = x.copy(), x.copy()
    np.add.at(want, index, g)
    add_at(got, index, g)
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-6)
    assert got.dtype == dtype
    view = np.zeros(shape[:-1] + (2 * shape[-1],), dtype)[..., ::2]
    add_at(view, index, g)
    np.testing.assert_allclose(view, want - x, rtol=1e-5, atol=1e-6)
    add_at(got, index, 1.0)


def test_add_at_of_many_rows():
    rows, g = rng.integers(-50, 50, 2000), rng.standard_normal((2000, 7))
    got, want = np.zeros((50, 7)), np.zeros((50, 7))
    add_at(got, rows, g)
    np.add.at(want, rows, g)
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)


class Point(typing.NamedTuple):
    x: float
    y: np.ndarray


@dataclasses.dataclass
class Model:
    w: np.ndarray
    name: str


def test_zeros():
    z = zeros(
        {
            "w": [np.ones((2, 3), np.float32), 1.5],
            "t": (1, "s", None, True),
            "i": np.arange(3),
            "z": 1j,
            "p": Point(1.0, np.ones(2)),
        }
    )
    assert z["w"][0].dtype == np.float32 and z["w"][0].shape == (2, 3) and z["w"][1] == 0.0
    assert z["t"] == (0.0, None, None, None) and type(z["t"][0]) is float
    assert z["i"].dtype == np.float64 and z["z"] == 0j and isinstance(z["z"], complex)
    assert isinstance(z["p"], Point) and z["p"].x == 0.0
    assert type(zeros(np.float32(1))) is np.float32 and type(zeros(np.float64(1))) is np.float64
    m = zeros(Model(np.ones(2), "a"))
    assert isinstance(m, Model) and m.name is None and m.w.shape == (2,)


def test_add():
    a = {"w": [np.ones(2), 1.0], "only_a": 1.0, "p": Point(1.0, np.ones(2)), "n": None}
    b = {"w": [np.ones(2), 2.0], "only_b": 2.0, "p": Point(2.0, np.ones(2)), "n": None}
    c = add(a, b)
    assert (
        c["w"][1] == 3.0 and c["only_a"] == 1.0 and c["only_b"] == 2.0 and c["p"].x == 3.0 and c["n"] is None
    )
    np.testing.assert_array_equal(c["w"][0], [2.0, 2.0])
    np.testing.assert_array_equal(a["w"][0], [1.0, 1.0])
    np.testing.assert_array_equal(b["w"][0], [1.0, 1.0])
    assert add(None, 2.0) == 2.0 and add((1.0, None), (None, 2.0)) == (1.0, 2.0)
    m = add(Model(np.ones(2), None), Model(np.ones(2), None))
    np.testing.assert_array_equal(m.w, [2.0, 2.0])


def test_restricted():
    g = {"a": 1.0, "b": 2.0, "rows": [{"k": 3.0, "l": 4.0}, {}], "p": Point(5.0, np.ones(2))}
    x = {"a": 9.0, "c": np.ones(2), "rows": [{"k": 0.0}, {"k": 0.0}], "p": Point(0.0, np.ones(2))}
    found = restricted(g, x)
    assert list(found) == ["a", "c", "rows", "p"]
    assert found["a"] == 1.0 and found["rows"] == [{"k": 3.0}, {"k": 0.0}] and found["p"].x == 5.0
    np.testing.assert_array_equal(found["c"], np.zeros(2))
    assert restricted(None, 2.0) == 0.0 and restricted((1.0, 2.0), (None, 3)) == (1.0, 2.0)


def test_adjoint_of_restricted():
    def f(g):
        kept = restricted(g, {"b": 0.0, "rows": [0.0, 0.0]})
        return kept["b"] * kept["rows"][1]

    found = tangent.grad(f)({"a": 1.0, "b": 2.0, "rows": [3.0, 4.0]})
    assert found == {"a": 0.0, "b": 4.0, "rows": [0.0, 2.0]}


def test_sum_of_dicts_with_different_keys():
    def f(a, b):
        total = add(a, b)
        return total["x"] * total["y"] * total["z"]

    by_a, by_b = tangent.grad(f, (0, 1))({"x": 2.0, "y": 3.0}, {"y": 4.0, "z": 5.0})
    assert by_a == {"x": 35.0, "y": 10.0}
    assert by_b == {"y": 10.0, "z": 14.0}
