"""Networks as people write them: layers in a list, which choose their functions and keep their inputs."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.7, -0.4, 1.3])
ROWS = np.array([[0.1, 0.2, 0.3], [1.0, -1.0, 0.5]])
TARGETS = np.array([0.5, -0.3])


class Dense:
    def __init__(self, n_in, n_out, activation="tanh", seed=0):
        rng = np.random.default_rng(seed)
        self.w = rng.standard_normal((n_out, n_in)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)
        if activation == "tanh":
            self.f = np.tanh
            self.df = lambda a: 1.0 - a**2
        elif activation == "relu":
            self.f = lambda z: np.maximum(0.0, z)
            self.df = lambda a: (a > 0).astype(float)
        else:
            self.f = lambda z: z
            self.df = lambda a: np.ones_like(a)

    def forward(self, x):
        self.x = x
        self.a = self.f(self.w @ x + self.b)
        return self.a

    def backward(self, g):
        d = g * self.df(self.a)
        self.dw = np.outer(d, self.x)
        self.db = d
        return self.w.T @ d


class Network:
    def __init__(self, sizes, activation="tanh"):
        self.layers = [
            Dense(a, b, activation if i < len(sizes) - 2 else "linear", seed=i)
            for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:], strict=True))
        ]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, g):
        for layer in reversed(self.layers):
            g = layer.backward(g)
        return g

    def step(self, rate):
        for layer in self.layers:
            layer.w -= rate * layer.dw
            layer.b -= rate * layer.db


class Fixed:
    """A layer without parameters of its own, whose input is only kept."""

    def __init__(self, n_in, n_out, seed):
        rng = np.random.default_rng(seed)
        self.w = rng.standard_normal((n_out, n_in)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return np.tanh(self.w @ x + self.b)


class Reservoir:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            self.layers.append(Fixed(sizes[i], sizes[i + 1], i))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x


ACTIVATIONS = {"relu": lambda z: np.maximum(z, 0.0), "softplus": lambda z: np.log1p(np.exp(z))}


class Chosen:
    def __init__(self, w, b, act=None):
        self.w, self.b = w, b
        if act is None:
            self.act = lambda z: z
        elif callable(act):
            self.act = act
        else:
            self.act = ACTIVATIONS[act] if act in ACTIVATIONS else getattr(np, act)

    def __call__(self, h):
        return self.act(self.w @ h + self.b)


def forward_only(x):
    return np.sum(Network([3, 4, 2]).forward(x) ** 2)


def forward_and_backward(x):
    net = Network([3, 4, 2])
    y = net.forward(x)
    return np.sum(net.backward(y) * x)


def inputs_in_a_penalty(x):
    net = Network([3, 4, 2], "relu")
    y = net.forward(x)
    return np.sum(y) + 0.1 * sum(np.sum(layer.x**2) for layer in net.layers)


def one_step(x):
    net = Network([3, 2], "tanh")
    y = net.forward(x)
    net.backward(y - 1.0)
    net.step(x[0])
    return 0.5 * np.sum((net.forward(x) - 1.0) ** 2)


def rows_of_a_global(x):
    net = Network([3, 2, 1])
    for layer in net.layers:
        layer.b = layer.b + x[0]
    s = 0.0
    for row, t in zip(ROWS, TARGETS, strict=True):
        s += np.sum((net.forward(row) - t * x[1]) ** 2)
    return s + x[2]


def weights_that_are_drawn(x):
    return np.sum(Reservoir([3, 4, 2]).forward(x))


def functions_that_are_chosen(x):
    h = x
    for act in ("relu", "softplus", "sin", None, np.tanh):
        h = Chosen(np.outer(x, x), x, act)(h)
    return np.sum(h)


def listed_functions(x):
    kinds = ["softplus", "cos", None]
    layers = [Chosen(np.outer(x, x), x * 0.1 * k, kind) for k, kind in enumerate(kinds)]
    h = x
    for layer in layers:
        h = layer(h)
    return np.sum(h)


CASES = [
    Case(forward_only, (X,)),
    Case(forward_and_backward, (X,)),
    Case(inputs_in_a_penalty, (X,)),
    Case(one_step, (X,)),
    Case(rows_of_a_global, (X,), standalone=False),
    Case(weights_that_are_drawn, (X,)),
    Case(functions_that_are_chosen, (X,)),
    Case(listed_functions, (X,)),
]
