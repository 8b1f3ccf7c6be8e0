"""Jacobians, Hessians and products with them: against autograd, against differences, and of every shape."""

from __future__ import annotations

import dataclasses
import functools
import pickle
import subprocess
import sys
import types
from collections import namedtuple
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

import tangent
from tangent.testing.numerical import numerical_jvp

X = np.array([0.4, 0.9, 1.3, 1.7])
M = np.array([[0.5, 1.1, -0.3], [0.2, -0.7, 0.9]])
JACOBIANS = (tangent.jacfwd, tangent.jacrev, tangent.jacobian)


# ---------------------------------------------------------------- second opinions


def neighbours(x):
    return x[1:] * x[:-1] ** 2


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def norms(m):
    return np.sqrt(np.sum(m**2, axis=1))


def product(m):
    return np.dot(m, m.T) * np.sin(m[0, 0])


def polar(x):
    return np.array([x[0] * np.cos(x[1]), x[0] * np.sin(x[1])])


def outer(x):
    return np.outer(x, np.tanh(x))


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def logistic(x):
    return np.sum(np.log(1.0 + np.exp(-x * 2.0))) + 0.1 * np.sum(x**2)


def quartic(m):
    return np.sum(np.dot(m, m.T) ** 2)


def mixed(x):
    return np.prod(x) + np.max(x) * x[0] - np.arctan2(x[1], x[2])


def solved(x):
    a = np.outer(x, x) + 3.0 * np.eye(4)
    return np.sum(np.linalg.solve(a, x**2) * x)


def summed(x):
    return np.cumsum(x)[-1] ** 3 + np.mean(x**2) * np.std(x)


ARRAYS = [(neighbours, X), (softmax, X), (norms, M), (product, M), (polar, X[:2]), (outer, X)]
SCALARS = [(rosenbrock, X), (logistic, X), (quartic, M), (mixed, X), (solved, X), (summed, X)]


def second(function):
    """The same function with autograd's NumPy."""
    return types.FunctionType(function.__code__, {**function.__globals__, "np": anp})


@pytest.mark.parametrize("jacobian", JACOBIANS)
@pytest.mark.parametrize("function, x", [*ARRAYS, *SCALARS], ids=lambda p: getattr(p, "__name__", ""))
def test_jacobians_are_those_of_autograd(jacobian, function, x):
    theirs = autograd.jacobian(second(function))(x)
    ours = jacobian(function)(x)
    assert ours.shape == theirs.shape and ours.dtype == np.float64 and ours.flags.writeable
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("function, x", SCALARS, ids=lambda p: getattr(p, "__name__", ""))
def test_hessians_are_those_of_autograd(function, x):
    theirs = autograd.hessian(second(function))(x)
    for ours in (
        tangent.hessian(function)(x),
        tangent.jacrev(tangent.grad(function))(x),
        tangent.jacrev(tangent.jacrev(function))(x),
        tangent.jacfwd(tangent.jacfwd(function))(x),
    ):
        assert ours.shape == x.shape + x.shape
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-11)
    v = np.cos(np.arange(x.size)).reshape(x.shape)
    product = autograd.hessian_vector_product(second(function))(x, v)
    np.testing.assert_allclose(tangent.hvp(function)(x, v), product, rtol=1e-10, atol=1e-11)
    np.testing.assert_allclose(tangent.hvp(function, (x,), (v,)), product, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize(
    "function", [lambda x: np.sin(x) * x**2, lambda x: np.where(x > 1.0, x, np.exp(x))]
)
def test_slopes_are_those_of_autograd(function):
    np.testing.assert_allclose(
        tangent.elementwise_grad(function)(X), autograd.elementwise_grad(second(function))(X), rtol=1e-13
    )


# ---------------------------------------------------------------- structures


@dataclasses.dataclass
class Layer:
    w: np.ndarray
    b: float
    size: int = 2


Point = namedtuple("Point", "x y")


def layered(layer, x):
    return {"h": np.tanh(layer.w @ x + layer.b), "s": (layer.b * np.sum(x), [x[0] * layer.w])}


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for v in value.values() for leaf in leaves(v)]
    if isinstance(value, (tuple, list)):
        return [leaf for v in value for leaf in leaves(v)]
    if dataclasses.is_dataclass(value):
        return [leaf for f in dataclasses.fields(value) for leaf in leaves(getattr(value, f.name))]
    return [value]


@pytest.mark.parametrize("jacobian", JACOBIANS)
def test_containers_of_all_kinds(jacobian):
    layer, x = Layer(M, 0.4), X[:3]
    found = jacobian(layered, ("layer", "x"))(layer, x)
    assert list(found) == ["h", "s"] and type(found["s"]) is tuple and type(found["s"][1]) is list
    for out, entry in zip(leaves(layered(layer, x)), (found["h"], found["s"][0], found["s"][1][0])):
        assert type(entry) is tuple and type(entry[0]) is Layer
        assert np.shape(entry[0].w) == np.shape(out) + M.shape
        assert np.shape(entry[0].b) == np.shape(out) and np.shape(entry[0].size) == np.shape(out)
        assert np.shape(entry[1]) == np.shape(out) + x.shape
    rng = np.random.default_rng(1)
    dots = Layer(rng.normal(size=M.shape), 0.7, None), rng.normal(size=3)
    expected = leaves(numerical_jvp(layered, (layer, x), dots))
    rows = (found["h"], found["s"][0], found["s"][1][0])
    for want, (by_layer, by_x) in zip(expected, rows):
        got = np.tensordot(by_layer.w, dots[0].w, 2) + by_layer.b * 0.7 + np.tensordot(by_x, dots[1], 1)
        np.testing.assert_allclose(got, want, rtol=1e-7)


def test_a_named_tuple_in_a_list_of_tuples():
    def area(points):
        (p, q), = points
        return p.x * q.y - p.y * q.x

    found = tangent.hessian(area)([(Point(1.0, 2.0), Point(3.0, 5.0))])
    assert type(found) is list and type(found[0]) is tuple and type(found[0][0]) is Point
    assert found[0][0].x[0][1].y == 1.0 and found[0][0].y[0][1].x == -1.0 and found[0][0].x[0][0].x == 0.0


@pytest.mark.parametrize("jacobian", JACOBIANS)
def test_argnums(jacobian):
    def f(a, b, n):
        return a * b[: n + 1] ** 2

    a, b = 0.5, X
    one, name = jacobian(f, 1)(a, b, 2), jacobian(f, "b")(a, b, n=2)
    both, last = jacobian(f, (1, 0))(a, b, 2), jacobian(f, -2)(a, b, 2)
    assert one.shape == (3, 4) and np.array_equal(one, name) and np.array_equal(one, last)
    assert type(both) is tuple and np.array_equal(both[0], one) and both[1].shape == (3,)
    np.testing.assert_allclose(both[1], X[:3] ** 2)
    with pytest.raises(tangent.TangentError, match="TGT601"):
        jacobian(f, 2)(a, b, 2)


def test_hessians_of_several_arguments():
    def f(w, b):
        return np.sum(np.sin(w * b)) * b

    (ww, wb), (bw, bb) = tangent.hessian(f, ("w", "b"))(X, 0.7)
    assert ww.shape == (4, 4) and wb.shape == (4,) and bw.shape == (4,) and np.shape(bb) == ()
    np.testing.assert_allclose(wb, bw)
    product = tangent.hvp(f, argnums=(0, 1))
    v = np.arange(4.0)
    got = product(X, 0.7, v, 2.0)
    np.testing.assert_allclose(got[0], ww @ v + wb * 2.0)
    np.testing.assert_allclose(got[1], bw @ v + bb * 2.0)
    again = tangent.hvp(f, (X, 0.7), (v, 2.0))
    assert all(np.array_equal(a, b) for a, b in zip(got, again))
    np.testing.assert_allclose(tangent.hvp(f, (X, 0.7), (None, 2.0)), bb * 2.0)


def test_the_direction_stands_behind_its_argument():
    def f(a, x, k):
        return np.sum(a * x**k)

    v = np.arange(4.0)
    got = tangent.hvp(f, argnums="x")(2.0, X, v, 3)
    np.testing.assert_allclose(got, 12.0 * X * v)
    np.testing.assert_allclose(tangent.hvp(f, argnums="x")(2.0, X, v, k=3), got)
    with pytest.raises(tangent.TangentError, match="TGT606"):
        tangent.hvp(f, argnums="x")(2.0, X, v[:2], 3)
    with pytest.raises(tangent.TangentError, match="TGT605"):
        tangent.hvp(f, (2.0, X), (None,))


@pytest.mark.parametrize("jacobian", JACOBIANS)
def test_what_comes_along(jacobian):
    def f(x):
        return x**2, {"n": len(x), "x": x}

    found, aux = jacobian(f, has_aux=True)(X)
    np.testing.assert_allclose(found, np.diag(2.0 * X))
    assert aux["n"] == 4 and np.array_equal(aux["x"], X) and not np.shares_memory(aux["x"], X)


def test_what_comes_along_with_a_hessian():
    def f(x):
        return np.sum(x**3), "note"

    found, aux = tangent.hessian(f, has_aux=True)(X)
    np.testing.assert_allclose(found, np.diag(6.0 * X))
    assert aux == "note"


# ---------------------------------------------------------------- shapes and dtypes


@pytest.mark.parametrize("jacobian", JACOBIANS)
@pytest.mark.parametrize(
    "x, shape",
    [
        (2.0, ()),
        (np.float32(2.0), ()),
        (np.array(2.0), ()),
        (np.zeros(0), (0, 0)),
        (np.ones((2, 0)), (2, 0, 2, 0)),
        (np.ones((1, 3)), (1, 3, 1, 3)),
        (np.ones((2, 1, 2), np.float32), (2, 1, 2, 2, 1, 2)),
        (np.ones((3, 2), order="F")[::-1], (3, 2, 3, 2)),
    ],
    ids=str,
)
def test_shapes_and_dtypes(jacobian, x, shape):
    def f(x):
        return np.sin(x) * x

    found = jacobian(f)(x)
    assert np.shape(found) == shape
    assert np.asarray(found).dtype == np.asarray(x).dtype
    slope = np.cos(np.asarray(x)) * x + np.sin(x)
    np.testing.assert_allclose(
        np.reshape(found, (np.size(x), np.size(x))), np.diag(np.ravel(slope)), rtol=1e-6
    )


@pytest.mark.parametrize("jacobian", JACOBIANS)
def test_the_dtype_is_that_of_the_argument(jacobian):
    def f(x):
        return x.astype(np.float64) * 2.0

    def g(x):
        return x.astype(np.float32) * 2.0

    assert jacobian(f)(np.ones(3, np.float32)).dtype == np.float32
    assert jacobian(g)(np.ones(3)).dtype == np.float64


def test_complex_results_and_arguments():
    def wave(x):
        return np.exp(1j * x)

    def power(z):
        return np.array([np.sum(np.abs(z) ** 2), np.sum(np.real(z))])

    for jacobian in (tangent.jacfwd, tangent.jacobian):
        np.testing.assert_allclose(jacobian(wave)(X), np.diag(1j * np.exp(1j * X)))
    with pytest.raises(tangent.TangentError, match="TGT611"):
        tangent.jacrev(wave)(X)
    z = np.array([1.0 + 2.0j, 0.5 - 1.0j])
    for jacobian in (tangent.jacrev, tangent.jacobian):
        np.testing.assert_allclose(jacobian(power)(z), [2.0 * np.conj(z), [1.0, 1.0]])
    with pytest.raises(tangent.TangentError, match="TGT611"):
        tangent.jacfwd(power)(z)
    with pytest.raises(tangent.TangentError, match="TGT611"):
        tangent.jacobian(lambda z: z * z)(z)


@pytest.mark.parametrize("jacobian", JACOBIANS)
def test_results_that_are_refused(jacobian):
    def integers(x):
        return x, np.argmax(x)

    def text(x):
        return {"a": x, "b": "b"}

    def grows(x):
        out = []
        while len(out) < x[0] * 10.0:
            out.append(x)
        return out

    for f in (integers, text, grows):
        with pytest.raises(tangent.TangentError, match="TGT613"):
            jacobian(f)(X)

    def nothing(x):
        x[:] = 0.0

    with pytest.raises(tangent.TangentError, match="TGT607"):
        jacobian(nothing)(X)


def test_a_scalar_is_asked_for_where_one_is_needed():
    for make in (tangent.hessian, tangent.hvp):
        with pytest.raises(tangent.TangentError, match="TGT602"):
            make(neighbours)(X, X) if make is tangent.hvp else make(neighbours)(X)


# ---------------------------------------------------------------- programs


def in_place(x, n):
    for k in range(n):
        x[1:] *= x[:-1]
        x[0] += k
    return x


@pytest.mark.parametrize("jacobian", JACOBIANS)
def test_arguments_are_left_alone(jacobian):
    x = X.copy()
    found = jacobian(in_place)(x, 3)
    assert np.array_equal(x, X)
    columns = [numerical_jvp(in_place, (X, 3), (e, None)) for e in np.eye(4)]
    np.testing.assert_allclose(found, np.stack(columns, axis=-1), rtol=1e-8)
    found[:] = 0.0
    assert np.array_equal(jacobian(in_place)(x, 3), jacobian(in_place)(X, 3))


def test_effects_happen_once():
    seen = []

    def f(x):
        seen.append(float(x[0]))
        return x**2

    tangent.jacrev(f)(X)
    assert seen == [0.4]
    tangent.jacobian(f)(X)
    assert seen == [0.4, 0.4]
    rng = np.random.default_rng(3)

    def noisy(x):
        x *= rng.normal(size=x.shape)
        return x

    found = tangent.jacobian(noisy)(X)
    np.testing.assert_allclose(np.diag(found), np.random.default_rng(3).normal(size=4))


def test_the_cheaper_mode():
    def wide(x):
        return np.array([x[0] * x[1], np.sum(x)])

    def tall(x, n):
        out = np.zeros(n)
        for k in range(n):
            out[k] = x[k % 2] ** k
        return out

    jacobian = tangent.jacobian(wide)
    assert jacobian(X).shape == (2, 4) and "wide_jacrev" in jacobian.source
    assert jacobian(X[:2]).shape == (2, 2) and "wide_jacfwd" in jacobian.source
    assert jacobian(X).shape == (2, 4) and "wide_jacrev" in jacobian.source
    jacobian = tangent.jacobian(tall)
    assert jacobian(X[:2], 5).shape == (5, 2) and "tall_jacfwd" in jacobian.source
    assert jacobian(X, 2).shape == (2, 4) and "tall_jacrev" in jacobian.source


# ---------------------------------------------------------------- nested


def loss(x):
    return np.sum(np.sin(x) * x**2) * x[0]


def newton(x):
    return x - np.linalg.solve(tangent.hessian(loss)(x) + 9.0 * np.eye(4), tangent.grad(loss)(x))


def projected(x):
    return tangent.jacobian(neighbours)(x) @ x


def curvature(x):
    return np.sum(tangent.hvp(loss)(x, x**2) * x) + np.sum(tangent.elementwise_grad(np.sin)(x))


def determinant(x):
    return np.linalg.det(tangent.jacrev(neighbours)(x)[:, 1:]) + np.sum(tangent.jacfwd(neighbours)(x) ** 2)


def scaled(x):
    return tangent.grad(loss)(x) * x


def pulled(x):
    out, pull = tangent.vjp(neighbours, x)
    return out * pull(out)[0][0]


def pushed(x):
    return tangent.jvp(lambda z: z * x, (x,), (np.sin(x),))[1] * tangent.linearize(loss, x)[1](x) * x


INSIDE = [newton, projected, curvature, determinant, scaled, pulled, pushed]


@pytest.mark.parametrize("function", INSIDE)
def test_inside_a_function_that_is_differentiated(function):
    columns = [numerical_jvp(function, (X,), (e,)) for e in np.eye(4)]
    expected = np.stack(columns, axis=-1)
    for jacobian in JACOBIANS:
        np.testing.assert_allclose(jacobian(function)(X), expected, rtol=1e-6, atol=1e-8)
    if np.ndim(function(X)) == 0:
        np.testing.assert_allclose(tangent.grad(function)(X), expected, rtol=1e-6, atol=1e-8)


def test_what_does_not_fit_inside():
    def several(x):
        return tangent.jvp(loss, (x, x), (x,))[1]

    def another_shape(x):
        return tangent.jvp(loss, (x,), (x[1:],))[1]

    def number_for_an_array(x):
        return tangent.vjp(np.sin, x)[1](1.0)[0][0]

    def another_structure(x):
        def both(z):
            return z, z

        out, pull = tangent.vjp(both, x)
        return pull(x)[0][0]

    def none_moves(x):
        return tangent.hvp(loss, (x,), (None,))

    for function in (several, another_shape, number_for_an_array, another_structure, none_moves):
        with pytest.raises(tangent.TangentError) as info:
            tangent.grad(function)(X)
        assert info.value.place is not None and info.value.place.file == __file__, function.__name__


def test_orders_without_end_inside():
    def derived(f, n, x):
        return f(x) if n == 0 else derived(tangent.grad(f), n - 1, x)

    for function in (lambda x: derived(np.sin, 3, x), lambda x: derived(lambda z: np.sin(z * x), 3, x)):
        with pytest.raises(tangent.TangentError) as info:
            tangent.grad(function)(0.7)
        assert info.value.code == "TGT304"


def test_a_function_with_effects_is_not_run_again_inside(capsys):
    def spoken(x):
        print("once")
        return np.sin(x)

    def linear(x):
        return np.sum(tangent.linearize(spoken, x)[1](x))

    def pushed_and_pulled(x):
        out, dot = tangent.jvp(spoken, (x,), (x,))
        return np.sum(tangent.vjp(spoken, x)[1](out)[0] * dot)

    with pytest.raises(tangent.TangentError, match="run a function with effects again"):
        tangent.grad(linear)(X)
    capsys.readouterr()
    tangent.grad(pushed_and_pulled)(X)
    assert capsys.readouterr().out == "once\nonce\n"


def test_what_is_emitted_for_a_pull_back_inside():
    def f(x, w):
        y, pull = tangent.vjp(loss, x)
        return y * np.sum(pull(1.0)[0] * w)

    gradient = tangent.grad(f)
    gradient(X, X)
    assert "def loss_pull(" not in gradient.source and "import tangent" not in gradient.source


@pytest.mark.parametrize("outer", [tangent.jacfwd, tangent.jacrev])
@pytest.mark.parametrize("inner", [tangent.jacfwd, tangent.jacrev, tangent.hessian, tangent.grad])
def test_of_each_other(outer, inner):
    function = neighbours if inner in (tangent.jacfwd, tangent.jacrev) else loss
    below = inner(function)
    expected = np.stack([numerical_jvp(below, (X,), (e,)) for e in np.eye(4)], axis=-1)
    np.testing.assert_allclose(outer(below)(X), expected, rtol=1e-6, atol=1e-8)
    out, pullback = tangent.vjp(below, X)
    weights = np.cos(np.arange(out.size)).reshape(out.shape)
    np.testing.assert_allclose(
        pullback(weights)[0], np.tensordot(weights, expected, out.ndim), rtol=1e-6, atol=1e-8
    )


def test_a_product_with_the_hessian_is_differentiated():
    product = tangent.hvp(loss)
    out, dot = tangent.jvp(product, (X, X**2), (X, None))
    expected = numerical_jvp(product, (X, X**2), (X, None))
    np.testing.assert_allclose(dot, expected, rtol=1e-7)
    out, pullback = tangent.vjp(product, X, X**2)
    by_x, by_v = pullback(X)
    np.testing.assert_allclose(by_v, product(X, X), rtol=1e-10)
    np.testing.assert_allclose(by_x @ X, dot @ X, rtol=1e-10)


# ---------------------------------------------------------------- objects


@tangent.differentiate(argnums="x")
def decorated(x, k=2.0):
    return np.sum(k * x**3)


def test_the_decorator():
    np.testing.assert_allclose(decorated.hessian(X), np.diag(12.0 * X))
    np.testing.assert_allclose(decorated.hvp(X, X, 1.0), 6.0 * X**2)
    np.testing.assert_allclose(decorated.jacobian(X), 6.0 * X**2)


class Model:
    def __init__(self, k):
        self.k = k

    def energy(self, x):
        return np.sum(self.k * x**3)

    @tangent.differentiate
    def rows(self, x):
        return self.k * x**2


def test_methods_and_partials():
    model = Model(2.0)
    np.testing.assert_allclose(tangent.hessian(model.energy)(X), np.diag(12.0 * X))
    np.testing.assert_allclose(tangent.hvp(model.energy)(X, X), 12.0 * X**2)
    np.testing.assert_allclose(model.rows.jacobian(X), np.diag(4.0 * X))
    part = functools.partial(decorated.__wrapped__, k=1.0)
    np.testing.assert_allclose(tangent.hessian(part)(X), np.diag(6.0 * X))
    np.testing.assert_allclose(tangent.hvp(part)(X, X), 6.0 * X**2)


def test_starred_parameters():
    def f(*xs, scale=1.0):
        return scale * xs[0] * xs[1] ** 2

    np.testing.assert_allclose(tangent.jacobian(f, (0, 1))(2.0, 3.0), (9.0, 12.0))
    np.testing.assert_allclose(tangent.hessian(f, (0, 1))(2.0, 3.0, scale=2.0), ((0.0, 12.0), (12.0, 8.0)))
    np.testing.assert_allclose(tangent.hvp(f, argnums=(0, 1))(2.0, 3.0, 1.0, 0.0), (0.0, 6.0))


MAKERS = (
    tangent.jacfwd, tangent.jacrev, tangent.jacobian, tangent.hessian, tangent.hvp, tangent.elementwise_grad,
)  # fmt: skip


@pytest.mark.parametrize("make", MAKERS, ids=lambda m: m.__name__)
def test_source_save_and_pickle(make, tmp_path):
    derivative = make(rosenbrock)
    args = (X, X) if make is tangent.hvp else (X,)
    expected = derivative(*args)
    name = "jacrev" if make is tangent.jacobian else make.__name__
    assert f"def rosenbrock_{name}(x" in derivative.source
    assert derivative.__name__ == f"rosenbrock_{make.__name__}"
    assert np.array_equal(pickle.loads(pickle.dumps(derivative))(*args), expected)
    path = tmp_path / "saved.py"
    derivative.save(path)
    given = ", ".join(f"np.array({a.tolist()})" for a in args)
    code = "import sys; sys.modules['tangent'] = None\nimport numpy as np, saved\n"
    code += f"print(saved.rosenbrock_{name}({given}).tolist())"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert np.array_equal(np.array(eval(run.stdout)), expected)


def test_before_the_first_call():
    def f(x: float):
        return x * 2.0

    assert "def f_jacfwd(x)" in tangent.jacfwd(f).source
    assert "def f_jacrev(x)" in tangent.jacrev(f).source
    assert "def f_jac" in tangent.jacobian(f).source


# ---------------------------------------------------------------- SciPy


def test_scipys_minimize_takes_them_as_they_are():
    from scipy.optimize import minimize, rosen, rosen_hess

    def valley(x, a):
        return np.sum(a * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)

    start = np.array([1.3, 0.7, 0.8, 1.9])
    assert np.isclose(valley(start, 100.0), rosen(start))
    np.testing.assert_allclose(tangent.hessian(valley)(start, 100.0), rosen_hess(start))
    second_derivatives = (
        ("Newton-CG", {"hessp": tangent.hvp(valley)}),
        ("trust-exact", {"hess": tangent.hessian(valley)}),
    )
    for method, second in second_derivatives:
        found = minimize(
            tangent.value_and_grad(valley), start, args=(100.0,), jac=True, method=method, **second
        )
        assert found.success
        np.testing.assert_allclose(found.x, 1.0, rtol=1e-4)
