"""Objects that a derivative reads: as they are now, of whatever type they are now."""

from __future__ import annotations

import dataclasses
import types
from typing import NamedTuple

import numpy as np
import pytest

import tangent


class Model:
    scale = 1.0

    def __init__(self):
        self.w = 2.0
        self.steps = 2
        self.activation = np.sin
        self.squared = False
        self.inner = types.SimpleNamespace(shift=0.5)
        self.parts = [1.0, 2.0]

    def loss(self, x):
        y = self.activation(self.w * x) + self.inner.shift * x + len(self.parts) * x
        for _ in range(self.steps):
            y = y * x
        return np.sum(y**2 if self.squared else y) * self.scale


def slope(function, x, step=1e-6):
    return np.array([(function(x + step * d) - function(x - step * d)) / (2 * step) for d in np.eye(len(x))])


CHANGES = {
    "a number": lambda m: setattr(m, "w", 3.0),
    "an array": lambda m: setattr(m, "w", np.array([1.0, -2.0])),
    "a length": lambda m: setattr(m, "w", np.array([1.5])),
    "an integer": lambda m: setattr(m, "steps", 4),
    "a function": lambda m: setattr(m, "activation", np.cos),
    "a lambda": lambda m: setattr(m, "activation", lambda z: z**3),
    "a flag": lambda m: setattr(m, "squared", True),
    "an attribute of an attribute": lambda m: setattr(m.inner, "shift", np.array([0.1, 0.2])),
    "an object": lambda m: setattr(m, "inner", types.SimpleNamespace(shift=2)),
    "a list": lambda m: m.parts.append(3.0),
    "an attribute of the class": lambda m: setattr(m, "scale", np.float32(2.0)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_attributes_are_read_as_they_are_now(change):
    model, x = Model(), np.array([0.3, 0.5])
    gradient = tangent.grad(model.loss)
    np.testing.assert_allclose(gradient(x), slope(model.loss, x), rtol=1e-6)
    change(model)
    np.testing.assert_allclose(gradient(x), slope(model.loss, x), rtol=1e-6)


def test_methods_are_those_that_the_class_has_now():
    class Local:
        k = 2.0

        def f(self, x):
            return self.g(x) * self.p + (1.0 if hasattr(self, "extra") else 0.0) * x

        def g(self, x):
            return x**2

        @property
        def p(self):
            return self.k

    def built(x):
        return Local().g(x)

    made = Local()
    gradient, inside = tangent.grad(made.f), tangent.grad(built)
    assert (gradient(3.0), inside(3.0)) == (12.0, 6.0)
    Local.g = lambda self, x: x**3
    assert (gradient(3.0), inside(3.0)) == (54.0, 27.0)
    Local.p = property(lambda self: 10.0)
    assert gradient(3.0) == 270.0
    made.g = lambda x: 5.0 * x
    assert gradient(3.0) == 50.0
    made.extra = True
    assert gradient(3.0) == 51.0


def test_two_objects_of_one_class_share_a_derivative():
    one, two, x = Model(), Model(), np.array([0.3, 0.5])
    two.w = 5.0
    first, second = tangent.grad(one.loss), tangent.grad(two.loss)
    np.testing.assert_allclose(first(x), slope(one.loss, x), rtol=1e-6)
    made = len(first.signatures)
    np.testing.assert_allclose(second(x), slope(two.loss, x), rtol=1e-6)
    assert first.source == second.source and len(second.signatures) == made


def test_an_object_that_holds_itself():
    model, x = Model(), np.array([0.3, 0.5])
    model.me = model
    model.children = [model]

    def loss(m, x):
        return m.loss(x) * m.w

    np.testing.assert_allclose(tangent.grad(loss, 1)(model, x), slope(lambda v: loss(model, v), x), rtol=1e-6)
    found = tangent.grad(loss)(model, x)
    assert type(found) is Model and found.steps == 0.0 and found.squared is None


class State(NamedTuple):
    x: np.ndarray
    t: float


@dataclasses.dataclass(frozen=True)
class Params:
    w: np.ndarray
    n: int = 2
    name: str = "p"


def energy(s, p):
    return np.sum(s.x**p.n * p.w) * s.t


def test_gradients_have_the_class_of_the_argument():
    s, p = State(np.array([1.0, 2.0]), 3.0), Params(np.array([0.5, 1.5]))
    of_s, of_p = tangent.grad(energy, (0, 1))(s, p)
    assert type(of_s) is State and type(of_p) is Params
    np.testing.assert_allclose(of_s.x, [3.0, 18.0])
    assert of_p.n == 0.0 and of_p.name is None
    value, pullback = tangent.vjp(energy, s, p)
    assert [type(v) for v in pullback(1.0)] == [State, Params]
    _, dot = tangent.jvp(lambda s: s._replace(t=s.t * 2.0), (s,), (s,))
    assert type(dot) is State and dot.t == 6.0
    with pytest.raises(TypeError):
        tangent.jvp(energy, (s, p), (p, p))


def test_what_is_not_done_to_objects_is_refused():
    def written(p):
        p.w = p.w * 2.0
        return np.sum(p.w)

    p = Params(np.array([0.5, 1.5]))
    with pytest.raises(tangent.TangentError):
        tangent.grad(written)(p)
    assert p.w[0] == 0.5


def test_elements_of_an_argument_are_written_into_a_copy():
    def written(p):
        p.w[0] = 5.0 * p.w[1]
        return np.sum(p.w**2)

    p = Params(np.array([0.5, 1.5]))
    found = tangent.grad(written)(p)
    assert type(found) is Params and found.n == 0.0 and found.name is None
    np.testing.assert_allclose(found.w, [0.0, 78.0])
    assert p.w[0] == 0.5
