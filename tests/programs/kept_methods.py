"""Methods of objects that are kept: in attributes, in tables, in pipelines, by other objects."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.7, -0.4, 1.3])


class Layer:
    def __init__(self, w, act):
        self.w = w
        self.act = self._tanh if act == "tanh" else self._relu

    def _tanh(self, z):
        return np.tanh(z) * self.w[0, 0]

    def _relu(self, z):
        return np.maximum(z, 0)

    def __call__(self, h):
        return self.act(self.w @ h)


class Before:
    """Keeps its method before it has what that reads."""

    def __init__(self, k):
        self.k = 3.0
        self.f = self.square
        self.k = k
        self.c = 2.0 * k

    def square(self, z):
        return self.k * z**2 + self.c

    def twice(self, z):
        return self.f(z) + self.f(2 * z)


class WithLambda:
    def __init__(self, k):
        self.f = lambda z: self.square(z) + self.c
        self.k = k
        self.c = 2 * k

    def square(self, z):
        return self.k * z**2


class Model:
    def __init__(self, a):
        self.a = a

    def loss(self, z):
        return np.sum(self.a * z**2)


class Optimizer:
    def __init__(self, model, rate):
        self.loss = model.loss
        self.rate = rate

    def step(self, z):
        return z - self.rate * self.loss(z)


class Pipe:
    def __init__(self, *steps):
        self.steps = steps

    def __call__(self, z):
        for s in self.steps:
            z = s(z)
        return z


class Affine:
    def __init__(self, w):
        self.w = w
        self.table = {"scale": self.scale, "shift": self.shift}

    def scale(self, z):
        return self.w * z

    def shift(self, z):
        return z + self.w

    def run(self, names, z):
        for n in names:
            z = self.table[n](z)
        return z


class Solver:
    def __init__(self, k, method="euler"):
        self.k = k
        self.step = {"euler": self.euler, "middle": self.middle}[method]

    def rhs(self, y):
        return -self.k * y

    def euler(self, y, h):
        return y + h * self.rhs(y)

    def middle(self, y, h):
        return y + h * self.rhs(y + 0.5 * h * self.rhs(y))

    def solve(self, y, n, h):
        for _ in range(n):
            y = self.step(y, h)
        return y


class Chain:
    """A method that reads another one, which is kept later."""

    def __init__(self, k):
        self.f = self.square
        self.g = self.cube
        self.k = k

    def square(self, z):
        return self.k * self.g(z) ** 2

    def cube(self, z):
        return self.k * z**3


def activations(x):
    h = x
    for layer in [Layer(np.outer(x, x), "tanh"), Layer(np.eye(3), "relu")]:
        h = layer(h)
    return np.sum(h)


def finished_later(x):
    return np.sum(Before(x[0]).twice(x))


def in_a_lambda(x):
    return np.sum(WithLambda(x[0]).f(x))


def of_another_object(x):
    m = Model(x[0])
    return sum(np.sum(o.step(x) ** 2) for o in [Optimizer(m, x[1]), Optimizer(Model(x[2]), 0.1)])


def pipeline(x):
    a, b = Affine(x[0]), Affine(x[1])
    return np.sum(Pipe(a.scale, b.shift, np.tanh, a.shift)(x))


def table_of_its_own(x):
    return np.sum(Affine(x[0]).run(["scale", "shift", "scale"], x))


def chosen_steps(x):
    return Solver(x[0]).solve(x[1], 3, 0.1) * Solver(x[2], "middle").solve(x[1], 2, 0.1)


def one_reads_the_other(x):
    return np.sum(Chain(x[0]).f(x))


def function_of_a_module(x):
    total = 0.0
    for name in ("sin", "cosh", "tanh"):
        total = total + np.sum(getattr(np, name)(x))
    return total


CASES = [
    Case(activations, (X,)),
    Case(finished_later, (X,)),
    Case(in_a_lambda, (X,)),
    Case(of_another_object, (X,)),
    Case(pipeline, (X,)),
    Case(table_of_its_own, (X,)),
    Case(chosen_steps, (X,)),
    Case(one_reads_the_other, (X,), refused="TGT411"),
    Case(function_of_a_module, (X,)),
]
