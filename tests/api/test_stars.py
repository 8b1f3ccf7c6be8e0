"""`*args` and `**kwargs` of the function that is differentiated: what `argnums` means, what is emitted."""

import functools

import numpy as np
import pytest

import tangent


def total(*xs, **options):
    s = 0.0
    for k, x in enumerate(xs):
        s = s + (k + 1) * x * x
    return s * options.get("scale", 2.0)


def model(x, /, *rest, power=2, **params):
    return np.sum(x**power) * params["a"] + rest[0] * params["b"] * x[0]


def test_positions_count_the_arguments_of_the_call():
    assert tangent.grad(total)(1.0, 2.0, 3.0) == 4.0
    assert tangent.grad(total, (0, 2))(1.0, 2.0, 3.0, scale=3.0) == (6.0, 54.0)
    assert tangent.grad(total, -1)(1.0, 2.0) == 16.0
    with pytest.raises(TypeError, match="no position 2"):
        tangent.grad(total, 2)(1.0, 2.0)


def test_names_of_starred_parameters_mean_all_of_them():
    x = np.array([1.0, 2.0])
    assert tangent.grad(total, "xs")(1.0, 2.0, 3.0) == (4.0, 16.0, 36.0)
    assert tangent.grad(model, "params")(x, 3.0, a=1.5, b=2.5) == {"a": 5.0, "b": 3.0}
    slope, params = tangent.grad(model, ("x", "params"))(x, 3.0, a=1.5, b=2.5)
    np.testing.assert_array_equal(slope, [10.5, 6.0])
    assert params == {"a": 5.0, "b": 3.0}


def test_keywords_have_names():
    x = np.array([1.0, 2.0])
    gradient = tangent.grad(model, (1, "a"))
    assert gradient(x, 3.0, a=1.5, b=2.5) == (2.5, 5.0)
    assert "def model_grad(x, rest_0, power=2, a=None, b=None):" in gradient.source
    with pytest.raises(TypeError, match="c"):
        tangent.grad(model, "c")(x, 3.0, a=1.5, b=2.5)
    with pytest.raises(TypeError, match="unexpected"):
        tangent.grad(lambda *xs: xs[0])(1.0, k=2.0)


def test_a_key_that_is_taken_or_odd_gets_another_name():
    def f(x, **options):
        np_ = options["x_bar"] * options["np"]
        return x * np_ * options["not a name"]

    gradient = tangent.grad(f, ("x", "options"))
    slope, options = gradient(2.0, **{"x_bar": 3.0, "np": 5.0, "not a name": 7.0})
    assert slope == 105.0 and options == {"x_bar": 70.0, "np": 42.0, "not a name": 30.0}
    assert tangent.grad(f)(2.0, **{"x_bar": 3.0, "np": 5.0, "not a name": 7.0}) == 105.0


def test_vjp_and_jvp():
    value, pullback = tangent.vjp(total, 1.0, 2.0)
    assert value == 18.0 and pullback(1.0) == (4.0, 16.0)
    assert tangent.jvp(total, (1.0, 2.0), (1.0, 0.5)) == (18.0, 12.0)
    assert tangent.differentiate(total, argnums=(0, 1)).jvp(1.0, 2.0, 1.0, 0.5) == (18.0, 12.0)


def test_partials_methods_and_derivatives_of_derivatives():
    class Weighted:
        def total(self, *xs):
            return total(*xs, scale=3.0)

    assert tangent.grad(functools.partial(total, 1.0, scale=5.0))(2.0, 3.0) == 40.0
    assert tangent.grad(tangent.grad(total))(1.0, 2.0) == 4.0
    assert tangent.grad(tangent.value_and_grad(total, 1), has_aux=True)(1.0, 2.0)[0] == 4.0
    assert tangent.grad(Weighted().total, 1)(1.0, 2.0) == 24.0


def test_source_needs_a_call_or_an_example():
    gradient = tangent.grad(total)
    with pytest.raises(tangent.TangentError) as info:
        gradient.source  # noqa: B018
    assert info.value.code == "TGT202"
    assert "def total_grad(xs_0, xs_1):" in gradient.source_for(1.0, 2.0)
    gradient(1.0, 2.0, 3.0)
    assert "def total_grad(xs_0, xs_1, xs_2):" in gradient.source
    assert gradient.signatures == ["(xs_0: float, xs_1: float)", "(xs_0: float, xs_1: float, xs_2: float)"]


def test_saved_code_is_called_like_the_function(tmp_path):
    gradient = tangent.grad(total, (0, 1))
    expected = gradient(1.5, 2.0)
    gradient.save(tmp_path / "saved.py")
    space: dict = {}
    exec((tmp_path / "saved.py").read_text(), space)
    assert space["total_grad"](1.5, 2.0) == expected
