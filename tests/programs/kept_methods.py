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


class Switched:
    """An object that changes, its methods among what changes."""

    def __init__(self, k):
        self.mode = self.linear
        self.k = k
        self.n = 0

    def linear(self, u):
        self.n += 1
        return u * self.k

    def square(self, u):
        return u**2 * self.k

    def switch(self):
        self.mode = self.square


class Owner:
    """Has a method of the same name as the object of which it keeps one."""

    def __init__(self, other):
        self.call = other.linear
        self.total = 0.0

    def linear(self, u):
        return 100.0 * u

    def run(self, u):
        self.total = self.total + self.call(u)
        return self.total


class Remembering:
    def __init__(self, w, act):
        self.w = w
        self.act = self._tanh if act == "tanh" else self._linear
        self.x = None

    def _tanh(self, z):
        return np.tanh(z) * self.w[0, 0]

    def _linear(self, z):
        return z

    def forward(self, x):
        self.x = x
        return self.act(self.w @ x)


class Button:
    def __init__(self):
        self.callbacks = []

    def on(self, f):
        self.callbacks.append(f)

    def press(self, v):
        for f in self.callbacks:
            f(v)


class Tally:
    def __init__(self):
        self.total = 0.0

    def add(self, v):
        self.total = self.total + v

    def scale(self, v):
        self.total = self.total * v


def apply(f, z):
    return f(z)


def switched(x):
    s = Switched(x[0])
    first, kept = s.mode(x[1]), s.mode
    s.switch()
    return (first + kept(x[2])) * s.mode(x[1]) * s.n


def handed_on(x):
    s = Switched(x[0])
    s.switch()
    pair, named = (s.mode, s.linear), {"m": s.mode}
    return apply(s.mode, x[1]) * pair[1](x[2]) + named["m"](x[2]) + sum(map(s.mode, [x[0], x[1]]))


def of_its_owner(x):
    s = Switched(x[0])
    a, b = Owner(s), Owner(Switched(x[1]))
    a.run(x[2])
    b.run(x[0])
    s.k = 5.0 * x[1]
    return a.run(x[1]) + b.run(x[1]) * a.total


def switched_by_a_value(x):
    s = Switched(x[0])
    total = 0.0
    for k in range(3):
        total = total + s.mode(x[1]) * (k + 1)
        if total > 0.1:
            s.switch()
    return total


def layers_that_remember(x):
    layers = [Remembering(np.outer(x, x), "tanh"), Remembering(np.eye(3) * x[0], "linear")]
    h = x
    for layer in layers:
        h = layer.forward(h)
    return np.sum(h) + sum(np.sum(layer.x**2) for layer in layers)


def callbacks(x):
    button, a, b = Button(), Tally(), Tally()
    button.on(a.add)
    button.on(b.add)
    button.on(a.scale)
    for v in x:
        button.press(v)
    return a.total * b.total


CASES = [
    Case(switched, (X,)),
    Case(handed_on, (X,)),
    Case(of_its_owner, (X,)),
    Case(switched_by_a_value, (X,), refused="TGT303"),
    Case(layers_that_remember, (X,)),
    Case(callbacks, (X,)),
    Case(activations, (X,)),
    Case(finished_later, (X,)),
    Case(in_a_lambda, (X,)),
    Case(of_another_object, (X,)),
    Case(pipeline, (X,)),
    Case(table_of_its_own, (X,)),
    Case(chosen_steps, (X,)),
    Case(one_reads_the_other, (X,)),
    Case(function_of_a_module, (X,)),
]
