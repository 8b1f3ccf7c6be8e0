"""Containers and objects that a helper changes under another name than its caller knows them by.

What was wrong once: a type or an adjoint that only one of the names got.
"""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.9, 0.4, 1.3])
WEIGHTS = np.linspace(-0.5, 0.6, 13)
INPUTS = np.array([[0.1, 0.2], [0.3, -0.4]])


class Layer:
    def __init__(self, w, b, act=np.tanh):
        self.w, self.b, self.act = w, b, act

    def __call__(self, h):
        self.z = h @ self.w + self.b
        return self.act(self.z)


def relu(z):
    return np.maximum(z, 0.0)


def identity(z):
    return z


ACTIVATIONS = {"relu": relu, "identity": identity, "tanh": np.tanh}


class Network:
    def __init__(self, sizes, weights, names):
        self.layers = []
        i = 0
        for n, m, name in zip(sizes[:-1], sizes[1:], names):
            w = weights[i : i + n * m].reshape(n, m)
            i += n * m
            b = weights[i : i + m]
            i += m
            self.layers.append(Layer(w, b, ACTIVATIONS[name]))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def penalty(self):
        return sum(np.sum(v.w**2) for v in self.layers) + sum(np.mean(v.z) for v in self.layers)


class NamedLayer(Layer):
    def __init__(self, w, b, name):
        self.w, self.b, self.act = w, b, ACTIVATIONS[name]


class NamedNetwork(Network):
    def __init__(self, sizes, weights, names):
        self.layers = []
        i = 0
        for n, m, name in zip(sizes[:-1], sizes[1:], names):
            w = weights[i : i + n * m].reshape(n, m)
            i += n * m
            b = weights[i : i + m]
            i += m
            self.layers.append(NamedLayer(w, b, name))


def network_whose_layers_know_names(weights):
    network = NamedNetwork([2, 3, 1], weights, ["tanh", "identity"])
    y = network.forward(INPUTS)
    return np.mean(y**2) + 0.1 * network.penalty()


def network_of_equal_layers(weights):
    network = Network([2, 3, 1], weights, ["tanh", "tanh"])
    y = network.forward(INPUTS)
    return np.mean(y**2) + 0.1 * network.penalty()


def network_of_named_layers(weights):
    network = Network([2, 3, 1], weights, ["tanh", "identity"])
    y = network.forward(INPUTS)
    return np.mean(y**2) + 0.1 * network.penalty()


class ChosenNetwork(Network):
    def __init__(self, sizes, weights):
        self.layers = []
        i = 0
        for n, m in zip(sizes[:-1], sizes[1:]):
            w = weights[i : i + n * m].reshape(n, m)
            i += n * m
            b = weights[i : i + m]
            i += m
            self.layers.append(Layer(w, b, np.tanh if m != sizes[-1] else (lambda z: z)))


def network_with_a_last_layer(weights):
    network = ChosenNetwork([2, 3, 1], weights)
    y = network.forward(INPUTS)
    return np.mean(y**2) + 0.1 * network.penalty()


# ---------------------------------------------------------------- dicts and lists of the caller


def put(d, x):
    d["z"] = x * 2


def both_in_a_tuple(s, x):
    pair = (s["a"], s["b"])
    first = pair[0]
    put(first, x)


def part_of_a_tuple(x):
    s = {"a": {"z": None}, "b": {"z": None}}
    both_in_a_tuple(s, x)
    return np.sum(s["a"]["z"])


def each_in_turn(s, x):
    for p in (s["a"], s["b"]):
        p["z"] = x * 2


def dicts_without_arrays(x):
    s = {"a": {"z": None}, "b": {"z": None}}
    each_in_turn(s, x)
    return np.sum(s["a"]["z"])


def dicts_with_arrays(x):
    s = {"a": {"z": x * 0}, "b": {"z": x * 0}}
    each_in_turn(s, x)
    return np.sum(s["a"]["z"])


def dicts_with_numbers(x):
    s = {"a": {"z": 0.0}, "b": {"z": 0.0}}
    each_in_turn(s, x)
    return np.sum(s["a"]["z"])


def append_to_each(s, x):
    for p in (s["a"], s["b"]):
        p.append(x * 2)


def lists_of_a_dict(x):
    s = {"a": [], "b": []}
    append_to_each(s, x)
    return np.sum(s["a"][0])


def add_to_each(s, x):
    for p in (s["a"], s["b"]):
        p += x


def arrays_of_a_dict(x):
    s = {"a": np.zeros(3), "b": np.zeros(3)}
    add_to_each(s, x)
    return np.sum(s["a"] ** 2)


def two_in_turn(a, b, x):
    for p in (a, b):
        p["z"] = x * 2


def two_dicts(x):
    a, b = {"z": 0.0}, {"z": 0.0}
    two_in_turn(a, b, x)
    return np.sum(a["z"] ** 2)


def first_of_two(a, b, x):
    pair = (a, b)
    p = pair[0]
    p["z"] = x * 2


def first_of_two_dicts(x):
    a, b = {"z": 0.0}, {"z": 0.0}
    first_of_two(a, b, x)
    return np.sum(a["z"] ** 2)


def first_of_a_list(a, b, x):
    pair = [a, b]
    pair[0]["z"] = x * 2


def first_of_listed_dicts(x):
    a, b = {"z": 0.0}, {"z": 0.0}
    first_of_a_list(a, b, x)
    return np.sum(a["z"] ** 2)


def in_a_tuple_of_the_caller(x):
    a, b = {"z": 0.0}, {"z": 0.0}
    for p in (a, b):
        p["z"] = x * 2
    return np.sum(a["z"] ** 2)


# ---------------------------------------------------------------- objects in objects


class Part:
    def __init__(self, function):
        self.function, self.z = function, None

    def put(self, x):
        self.z = self.function(x)


class Pair:
    def __init__(self, first, second):
        self.a, self.b = Part(first), Part(second)

    def forward(self, x):
        self.a.put(x)
        self.b.put(x)

    def forward_in_turn(self, x):
        for p in (self.a, self.b):
            p.put(x)

    def mean(self):
        return np.mean(self.a.z) + np.mean(self.b.z)

    def mean_in_turn(self):
        return sum(np.mean(p.z) for p in (self.a, self.b))


def pair_of_equals(x):
    pair = Pair(np.sin, np.sin)
    pair.forward_in_turn(x)
    return pair.mean_in_turn()


def pair_of_others(x):
    pair = Pair(np.sin, np.cos)
    pair.forward_in_turn(x)
    return pair.mean()


def pair_with_a_lambda(x):
    pair = Pair(np.sin, lambda z: z)
    pair.forward_in_turn(x)
    return pair.mean_in_turn()


def pair_one_by_one(x):
    pair = Pair(np.sin, lambda z: z)
    pair.forward(x)
    return pair.mean()


class Parts:
    def __init__(self):
        self.parts = [Part(np.sin), Part(lambda z: z)]

    def forward(self, x):
        for p in self.parts:
            p.put(x)

    def mean(self):
        return sum(np.mean(p.z) for p in self.parts)


def list_of_parts(x):
    parts = Parts()
    parts.forward(x)
    return parts.mean()


MAYBE = {"refused": "maybe", "why": "how two names of one container are followed is still growing"}

CASES = [
    Case(network_whose_layers_know_names, (WEIGHTS,), **MAYBE),
    Case(network_of_equal_layers, (WEIGHTS,), **MAYBE),
    Case(network_of_named_layers, (WEIGHTS,), **MAYBE),
    Case(network_with_a_last_layer, (WEIGHTS,), **MAYBE),
    Case(part_of_a_tuple, (X,)),
    Case(dicts_without_arrays, (X,)),
    Case(dicts_with_arrays, (X,)),
    Case(dicts_with_numbers, (X,), **MAYBE),
    Case(lists_of_a_dict, (X,)),
    Case(arrays_of_a_dict, (X,)),
    Case(two_dicts, (X,), **MAYBE),
    Case(first_of_two_dicts, (X,)),
    Case(first_of_listed_dicts, (X,), **MAYBE),
    Case(in_a_tuple_of_the_caller, (X,), **MAYBE),
    Case(pair_of_equals, (X,), **MAYBE),
    Case(pair_of_others, (X,), **MAYBE),
    Case(pair_with_a_lambda, (X,), **MAYBE),
    Case(pair_one_by_one, (X,)),
    Case(list_of_parts, (X,), **MAYBE),
]
