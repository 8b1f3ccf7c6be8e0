"""What text that stands alone says about arguments for which it was not made: it refuses them."""

from __future__ import annotations

import enum
import importlib.util
from dataclasses import dataclass

import numpy as np
import pytest

import tangent

X = np.array([0.5, 1.5, 2.0])


def reduced(x, mode="sum", n=2):
    if mode == "sum":
        return np.sum(x**n)
    return np.mean(x**n)


def weighted(x, w=None):
    if w is None:
        return np.sum(x * x)
    return np.sum(w * x * x)


def switched(x, flag):
    return np.sum(x * x) if flag else np.sum(x)


def applied(x, f):
    return np.sum(f(x))


def optioned(x, options):
    return np.sum(np.sin(x)) if options["kind"][0] == "sine" else np.sum(np.cos(x))


class Inner:
    def __init__(self):
        self.training = True


class Model:
    def __init__(self):
        self.inner = Inner()
        self.kind = "square"
        self.scale = 2.0

    def loss(self, x):
        y = x * x if self.kind == "square" else x
        return self.scale * np.sum(y if self.inner.training else 3.0 * y)


@dataclass
class Options:
    kind: str
    scale: float


def by_fields(o):
    return o.scale**2 if o.kind == "square" else o.scale


def saved(derivative, tmp_path):
    """The entry of the module that is saved."""
    path = tmp_path / "saved.py"
    derivative.save(path)
    spec = importlib.util.spec_from_file_location("saved", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, derivative.__name__)


def calls(function, good, bad, said):
    """It takes the arguments for which it was made, and refuses all others by name."""
    function(*good)
    for args in bad:
        with pytest.raises(ValueError, match="this derivative was made for ") as e:
            function(*args)
        assert said in str(e.value)


def test_a_string(tmp_path):
    derivative = tangent.grad(reduced)
    expected = derivative(X, "mean")
    function = saved(derivative, tmp_path)
    calls(function, (X, "mean"), [(X,), (X, "sum"), (X, "max"), (X, None)], "mode='mean'")
    np.testing.assert_array_equal(function(X, "mean"), expected)
    np.testing.assert_allclose(function(X, "mean", 3), derivative(X, "mean", 3))  # a number may be any


def test_none(tmp_path):
    derivative = tangent.grad(weighted)
    derivative(X)
    calls(saved(derivative, tmp_path), (X,), [(X, X), (X, 0.0)], "w=None")


@pytest.mark.parametrize("flag", [True, False])
def test_a_truth_value(flag, tmp_path):
    derivative = tangent.grad(switched)
    derivative(X, flag)
    calls(saved(derivative, tmp_path), (X, flag), [(X, not flag), (X, None)], f"flag={flag}")


def test_a_function(tmp_path):
    derivative = tangent.grad(applied)
    derivative(X, np.sin)
    calls(saved(derivative, tmp_path), (X, np.sin), [(X, np.cos), (X, np.tanh)], "f=sin")


def test_in_containers(tmp_path):
    derivative = tangent.grad(optioned)
    derivative(X, {"kind": ("sine", 1)})
    bad = [(X, {"kind": ("cosine", 1)})]
    calls(saved(derivative, tmp_path), (X, {"kind": ("sine", 7)}), bad, "options['kind'][0]='sine'")


def test_attributes_of_objects(tmp_path):
    model, other, third = Model(), Model(), Model()
    derivative = tangent.grad(Model.loss, argnums=1)
    derivative(model, X)
    function = saved(derivative, tmp_path)
    other.kind = "linear"
    third.inner.training = False
    calls(function, (model, X), [(other, X), (third, X)], "self.kind='square', self.inner.training=True")
    other.kind, other.scale = "square", 5.0
    np.testing.assert_allclose(function(other, X), 10.0 * X)


def test_fields_of_what_is_differentiated(tmp_path):
    derivative = tangent.grad(by_fields)
    derivative(Options("square", 3.0))
    bad = [(Options("linear", 3.0),)]
    calls(saved(derivative, tmp_path), (Options("square", 4.0),), bad, "o.kind='square'")


def looped(x, w):
    s = 0.0
    for a in (1.0, 2.0):
        s = s + a * np.sum(x * w)
    return s


def first_two(x):
    return x[0] * x[1]


def layers(x, params):
    for w, b in params:
        x = np.tanh(w * x + b)
    return np.sum(x)


def flattened(x):
    y = x.ravel()
    y[0] = 2.0 * y[1]
    return np.sum(y * y)


def test_lengths(tmp_path):
    derivative = tangent.grad(looped, argnums=1)
    derivative(X, X)
    bad = [(X, X[:1]), (X[:1], X[:1]), (X[:1], X), (X, X[:2]), (X[None], X)]
    function = saved(derivative, tmp_path)
    calls(function, (X, X), bad[:1], "x.shape[0]=w.shape[0]")
    calls(function, (X[:2], X[:2]), bad, "")


def test_the_parts_that_arguments_have(tmp_path):
    derivative = tangent.grad(layers, argnums=1)
    one = [X, np.ones(3)]
    derivative(X, [one, one])
    function = saved(derivative, tmp_path)
    bad = [(X, [one, one, one]), (X, [one]), (X, [[X], one])]
    calls(function, (X, [one, one]), bad, "len(params)=2")


def total(d):
    return sum(d.values())


def test_the_keys_that_arguments_have(tmp_path):
    derivative = tangent.grad(total)
    derivative({"a": 1.0, "b": 2.0})
    bad = [({"a": 1.0, "c": 2.0},), ({"a": 1.0},), ({"b": 1.0, "a": 2.0},), ({"a": 1.0, "b": 2.0, "c": 0.0},)]
    calls(saved(derivative, tmp_path), ({"a": 3.0, "b": 4.0},), bad, "the keys ['a', 'b'] of d")


class Kind(enum.Enum):
    A = 1
    B = 2


def by_kind(d):
    return d[Kind.A] * d[Kind.B]


def test_keys_that_are_no_literals_are_not_looked_at(tmp_path):
    derivative = tangent.grad(by_kind)
    derivative({Kind.A: 1.0, Kind.B: 2.0})
    derivative.save(tmp_path / "by_kind.py")
    assert "ValueError" not in (tmp_path / "by_kind.py").read_text()


def hidden_builtins(len, list):
    return len["a"][0] * len["a"][1] * list["b"]


def test_parameters_called_as_builtins_are(tmp_path):
    derivative = tangent.grad(hidden_builtins)
    args = ({"a": [2.0, 3.0]}, {"b": 4.0})
    expected = derivative(*args)
    function = saved(derivative, tmp_path)
    assert function(*args) == expected
    calls(function, args, [(args[0], {"c": 4.0}), ({"c": [2.0, 3.0]}, args[1])], "the keys ['b'] of list")


def test_order_in_memory(tmp_path):
    x = np.arange(6.0).reshape(2, 3)
    derivative = tangent.grad(flattened)
    derivative(x.copy())
    function = saved(derivative, tmp_path)
    calls(function, (x.copy(),), [(np.asfortranarray(x),), (x[0],)], "x contiguous in memory")


def test_rank(tmp_path):
    derivative = tangent.grad(first_two)
    derivative(X)
    calls(saved(derivative, tmp_path), (X[:2],), [(X[None],), (np.array(1.0),)], "x.ndim=1")


def test_second_derivatives_and_tangents(tmp_path):
    twice = tangent.hessian(reduced)
    twice(X, "mean")
    calls(saved(twice, tmp_path), (X, "mean", 2), [(X, "sum", 2)], "mode='mean'")
    forward = tangent.differentiate(reduced).jvp
    forward(X, "mean", 2, np.ones(3))
    calls(saved(forward, tmp_path), (X, "mean", 2, X), [(X, "sum", 2, X)], "mode='mean'")


def test_two_of_them_in_one_message(tmp_path):
    def f(x, mode, flag):
        return np.sum(x) if mode == "sum" and flag else np.mean(x)

    derivative = tangent.grad(f)
    derivative(X, "sum", True)
    calls(
        saved(derivative, tmp_path),
        (X, "sum", True),
        [(X, "sum", False), (X, "mean", True)],
        "mode='sum', flag=True",
    )


def test_the_text_before_any_call(tmp_path):
    namespace: dict[str, object] = {}
    text = tangent.grad(reduced).source
    exec(text, namespace)
    calls(namespace["reduced_grad"], (X,), [(X, "mean")], "mode='sum'")
    calls(saved(tangent.grad(reduced), tmp_path), (X, "sum", 3), [(X, "mean")], "mode='sum'")


def test_what_a_call_ran_does_not_look_again():
    derivative = tangent.grad(reduced)
    derivative(X)
    assert "raise" not in derivative.source and "raise" not in derivative.source_for(X, "mean")


def test_numbers_are_not_looked_at():
    def f(x, n):
        return np.sum(x) if n == 2 else np.sum(x**n)

    assert "ValueError" not in tangent.grad(f).source
