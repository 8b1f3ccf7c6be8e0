"""`grad` and `value_and_grad`: argnums, calls, structure, errors."""

from __future__ import annotations

import functools
import inspect

import numpy as np
import pytest

import tangent
from tests.api import programs as p

W, X, Y = p.ARGUMENTS
RESIDUAL = X @ W - Y


def code(info: pytest.ExceptionInfo[BaseException]) -> str:
    return info.value.code  # type: ignore[attr-defined]


@pytest.mark.parametrize("argnums", [0, -3, "w", np.int64(0)])
def test_one_argument_gives_the_bare_gradient(argnums):
    np.testing.assert_allclose(tangent.grad(p.least_squares, argnums)(W, X, Y), X.T @ RESIDUAL)


@pytest.mark.parametrize("argnums", [(2, 0), ("y", "w"), [-1, "w"]])
def test_a_sequence_gives_a_tuple_in_its_order(argnums):
    got = tangent.grad(p.least_squares, argnums)(W, X, Y)
    assert isinstance(got, tuple) and len(got) == 2
    np.testing.assert_allclose(got[0], -RESIDUAL)
    np.testing.assert_allclose(got[1], X.T @ RESIDUAL)


def test_a_sequence_of_one_gives_a_tuple_of_one():
    got = tangent.grad(p.least_squares, (0,))(W, X, Y)
    assert isinstance(got, tuple) and len(got) == 1


def test_value_and_grad():
    value, gradient = tangent.value_and_grad(p.least_squares)(W, X, Y)
    assert value == p.least_squares(W, X, Y)
    np.testing.assert_allclose(gradient, X.T @ RESIDUAL)


def test_has_aux():
    x = np.array([1.0, 2.0])
    gradient, aux = tangent.grad(p.with_aux, has_aux=True)(x)
    np.testing.assert_allclose(gradient, 2.0 * x)
    np.testing.assert_allclose(aux, 2.0 * x)
    (value, aux), gradient = tangent.value_and_grad(p.with_aux, has_aux=True)(x)
    assert value == 5.0
    np.testing.assert_allclose(gradient, 2.0 * x)
    with pytest.raises(tangent.ArgumentError) as info:
        tangent.grad(p.cube, has_aux=True)(2.0)
    assert code(info) == "TGT609"


def test_keywords_and_defaults():
    derivative = tangent.grad(p.power, "x")
    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(derivative(x, 3.0), 6.0 * x)
    np.testing.assert_allclose(derivative(a=3.0, x=x), 6.0 * x)
    np.testing.assert_allclose(derivative(x, 3.0, scale=2.0), 12.0 * x)
    assert tangent.grad(p.power, "scale")(x, 3.0) == 15.0


def test_wrong_calls_are_type_errors_that_name_the_function():
    with pytest.raises(TypeError, match=r"least_squares\(\).*'y'"):
        tangent.grad(p.least_squares)(W, X)
    with pytest.raises(TypeError, match="least_squares"):
        tangent.grad(p.least_squares)(W, X, Y, 1.0)
    with pytest.raises(TypeError, match="z"):
        tangent.grad(p.least_squares)(W, X, Y, z=1.0)


@pytest.mark.parametrize(
    "argnums, expected",
    [
        ("z", "TGT603"),
        (3, "TGT604"),
        (-4, "TGT604"),
        ((0, "w"), "TGT604"),
        (1.5, "TGT604"),
        (True, "TGT604"),
        ([0, None], "TGT604"),
    ],
)
def test_bad_argnums_are_refused_at_once(argnums, expected):
    with pytest.raises(TypeError) as info:
        tangent.grad(p.least_squares, argnums)
    assert code(info) == expected
    assert "least_squares" in str(info.value)


@pytest.mark.parametrize("value", [3, True, np.arange(3), np.int32(4), "a", None])
def test_integers_are_no_arguments_to_differentiate(value):
    with pytest.raises(TypeError, match="`x`") as info:
        tangent.grad(p.cube)(value)
    assert code(info) == "TGT601"


def test_results_that_are_no_scalar():
    for function, said in [
        (lambda x: x * 2.0, "rank 1"),
        (lambda x: (x[0], x[1]), "tuple"),
        (lambda x: [x[0]], "list"),
        (lambda x: np.argmax(x), "int64"),
    ]:
        with pytest.raises(TypeError, match=said) as info:
            tangent.grad(function)(np.ones(2))
        assert code(info) == "TGT602"
        assert __file__ in str(info.value), "the place of the `return`"


def test_results_that_are_none_or_complex():
    def nothing(x):
        x[0] = 1.0

    with pytest.raises(TypeError) as info:
        tangent.grad(nothing)(np.ones(2))
    assert code(info) == "TGT607"
    with pytest.raises(TypeError) as info:
        tangent.vjp(nothing, np.ones(2))
    assert code(info) == "TGT607"
    with pytest.raises(TypeError) as info:
        tangent.grad(lambda z: z * z)(1.0 + 2.0j)
    assert code(info) == "TGT611"


@pytest.mark.parametrize(
    "value, expected",
    [
        (np.array([1.0, None], dtype=object), "TGT503"),
        (np.ones(2, dtype=np.longdouble), "TGT503"),
        (np.zeros(2, dtype=[("a", "f8")]), "TGT503"),
        (np.ones((1, 1)).view(np.matrix), "TGT504"),
        (np.ma.masked_array([1.0, 2.0]), "TGT504"),
    ],
)
def test_odd_arrays_are_refused(value, expected):
    with pytest.raises(tangent.UnsupportedError) as info:
        tangent.grad(lambda x: np.sum(x))(value)
    assert code(info) == expected
    with pytest.raises(tangent.UnsupportedError):
        tangent.grad(lambda x, y: np.sum(y[0]) * x)(1.0, {0: value})


@pytest.mark.parametrize("value", [3, None, "text", np.ones(3)])
def test_what_cannot_be_called(value):
    with pytest.raises(TypeError) as info:
        tangent.grad(value)
    assert code(info) == "TGT610"


def test_what_has_no_source():
    class Callable:
        def __call__(self, x):
            return x

    assert tangent.grad(Callable())(2.0) == 1.0
    for value in (Callable, dict.fromkeys, print):
        with pytest.raises(tangent.TangentError):
            tangent.grad(value)


def test_overlapping_arguments_of_functions_that_write():
    x = np.ones(4)
    with pytest.raises(tangent.UnsupportedError) as info:
        tangent.grad(p.bump, (0, 1))(x, x)
    assert code(info) == "TGT402"
    assert "programs.py" in str(info.value)
    for derivative in (
        lambda: tangent.grad(p.bump)(x[1:], x[:-1]),
        lambda: tangent.vjp(lambda x, y: p.bump(x, y), x[1:], x[:-1]),
        lambda: tangent.jvp(p.bump, (x, x[::-1]), (x, None)),
    ):
        with pytest.raises(tangent.UnsupportedError):
            derivative()
    # Interleaved, but apart; and the same array twice is harmless where nothing is written.
    np.testing.assert_allclose(tangent.grad(p.bump)(np.ones(6)[::2], np.ones(6)[1::2]), np.ones(3))
    np.testing.assert_allclose(tangent.grad(lambda a, b: np.sum(a * b), (0, 1))(x, x), (x, x))
    assert np.all(x == 1.0)


def test_exceptions_of_the_primal_pass_with_a_note():
    def fails(x):
        if x > 0.0:
            raise KeyError("mine")
        return x

    for call in (
        lambda: tangent.grad(fails)(1.0),
        lambda: tangent.vjp(fails, 1.0),
        lambda: tangent.jvp(fails, (1.0,), (1.0,)),
    ):
        with pytest.raises(KeyError, match="mine") as info:
            call()
        assert info.value.__notes__ == ["raised in the derivative of fails"]
    assert tangent.grad(fails)(-1.0) == 1.0


def test_a_function_that_always_raises():
    def fails(x):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        tangent.grad(fails)(1.0)


def test_partials_methods_and_numpy_functions():
    part = functools.partial(p.power, a=3.0)
    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(tangent.grad(part)(x), 6.0 * x)
    np.testing.assert_allclose(tangent.grad(part)(x, scale=2.0), 12.0 * x)
    np.testing.assert_allclose(tangent.grad(functools.partial(p.least_squares, W), "y")(X, Y), -RESIDUAL)
    assert tangent.grad(functools.partial(p.power, x), 0)(3.0) == 5.0
    model = p.Model()
    np.testing.assert_allclose(tangent.grad(model.loss)(x), 2.0 * x)
    assert tangent.grad(p.Model.static)(3.0) == 6.0
    assert tangent.grad(p.Model.klass)(1.0) == 4.0
    assert tangent.grad(np.sin)(0.0) == 1.0
    np.testing.assert_allclose(tangent.grad(np.sum)(x), np.ones(2))
    np.testing.assert_allclose(tangent.grad(np.linalg.norm)(x), x / np.sqrt(5.0))
    assert tangent.grad(np.multiply, 1)(2.0, 5.0) == 2.0


def test_the_decorator():
    x = np.array([1.0, 2.0])
    assert p.decorated(2.0, x) == 10.0
    np.testing.assert_allclose(p.decorated.grad(2.0, x), 4.0 * x)
    value, gradient = p.decorated.value_and_grad(2.0, x)
    assert value == 10.0
    out, pullback = p.decorated.vjp(2.0, x)
    np.testing.assert_allclose(pullback(1.0)[1], 4.0 * x)
    out, dot = p.decorated.jvp(2.0, x, np.ones(2))
    assert (out, dot) == (10.0, 12.0)
    assert p.decorated.__name__ == "decorated" and p.plain.grad(3.0) == 6.0
    assert "def decorated_grad" in p.decorated.source
    forward = tangent.differentiate(p.cube, mode="forward")
    assert "x_dot" in forward.source
    model = p.Model()
    assert model.energy(x) == 9.0
    np.testing.assert_allclose(model.energy.grad(x), 3.0 * x**2)
    np.testing.assert_allclose(p.Model.energy.grad(model, x), 3.0 * x**2)
    with pytest.raises(TypeError) as info:
        tangent.differentiate(p.cube, mode="sideways")
    assert code(info) == "TGT608"


def test_a_decorated_function_is_differentiated_when_it_is_called():
    def outer(x):
        return p.plain(x) * x

    assert tangent.grad(outer)(2.0) == 12.0


def test_derivatives_of_derivatives():
    assert tangent.grad(tangent.grad(p.cube))(2.0) == 12.0
    assert tangent.grad(tangent.grad(tangent.grad(p.cube)))(2.0) == 6.0
    assert tangent.jvp(tangent.grad(p.cube), (2.0,), (1.0,)) == (12.0, 12.0)
    out, pullback = tangent.vjp(tangent.differentiate(p.cube).jvp, 2.0, 1.0)
    assert out == (8.0, 12.0)
    assert pullback((0.0, 1.0)) == (12.0, 12.0)
    value, second = tangent.value_and_grad(tangent.grad(functools.partial(p.power, a=3.0), "scale"))(
        np.ones(2)
    )
    assert value == 6.0
    np.testing.assert_allclose(second, 6.0 * np.ones(2))


def test_a_derivative_inside_a_differentiated_function():
    inner = tangent.grad(p.cube)

    def outer(x):
        return inner(x) * x

    assert tangent.grad(outer)(2.0) == 36.0
    assert tangent.jvp(outer, (2.0,), (1.0,)) == (24.0, 36.0)


def test_perturbations_are_not_confused():
    def outer(x):
        return x * tangent.grad(lambda y: x + y)(1.0)

    try:
        assert tangent.grad(outer)(3.0) == 1.0
    except tangent.TangentError:
        pass  # refused is right as well


def test_objects_look_like_functions():
    derivative = tangent.grad(p.power, "x")
    assert derivative.__name__ == "power_grad"
    assert str(inspect.signature(derivative)) == "(x, a, *, scale=1.0)"
    assert "power" in repr(derivative) and "Gradient" in derivative.__doc__
    derivative(np.ones(2), 1.0)
    emitted = derivative.compiled_for(np.ones(2), 1.0)
    assert inspect.isfunction(emitted)
    assert inspect.getsource(emitted).startswith("def power_grad")
    assert "<pre" in derivative._repr_html_()
    assert str(inspect.signature(tangent.differentiate(p.power, argnums=(1, 0)).jvp)) == (
        "(x, a, a_dot, x_dot, *, scale=1.0)"
    )
    assert tangent.differentiate(p.power, argnums=(1, 0)).jvp(np.ones(2), 2.0, 1.0, np.ones(2)) == (4.0, 10.0)


def test_stop_gradient():
    def f(x):
        return x * tangent.stop_gradient(x * x)

    assert f(3.0) == 27.0
    assert tangent.grad(f)(3.0) == 9.0
    assert tangent.jvp(f, (3.0,), (1.0,)) == (27.0, 9.0)


def test_containers():
    def f(params):
        return np.sum(params["w"] ** 2) * params["b"][0] + params["n"]

    params = {"w": np.array([1.0, 2.0]), "b": [3.0], "n": 2}
    got = tangent.grad(f)(params)
    assert list(got) == ["w", "b", "n"]
    np.testing.assert_allclose(got["w"], [6.0, 12.0])
    assert got["b"] == [5.0]
    with pytest.raises(TypeError):
        tangent.grad(f)({"n": 1})


def test_optimize_off_gives_the_same_numbers():
    on, off = tangent.grad(p.least_squares), tangent.grad(p.least_squares, optimize=False)
    np.testing.assert_allclose(on(W, X, Y), off(W, X, Y), rtol=1e-14)
    assert len(off.source) > len(on.source)


def test_results_are_fresh():
    def f(x, y):
        return np.sum(x * y)

    x, y = np.ones(3), np.ones(3)
    a, b = tangent.grad(f, (0, 1))(x, y)
    for got in (a, b):
        assert got.flags.writeable
        assert not any(np.shares_memory(got, other) for other in (x, y, a if got is b else b))
