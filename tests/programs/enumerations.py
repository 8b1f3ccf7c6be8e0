"""Members of an `Enum` that have methods, properties and attributes of their own."""

import enum

import numpy as np

from tests.programs import Case


class Activation(enum.Enum):
    RELU = "relu"
    TANH = "tanh"

    @property
    def scale(self):
        return 2.0 if self is Activation.RELU else 3.0

    def apply(self, x):
        if self is Activation.RELU:
            return np.maximum(x, 0.0)
        return np.tanh(x)

    def __call__(self, x):
        return self.apply(x) * self.scale

    @staticmethod
    def default():
        return Activation.TANH


def each_in_a_display(x):
    t = 0.0
    for k in (Activation.RELU, Activation.TANH):
        t = t + k.scale * np.sum(k.apply(x))
    return t


def each_of_the_class(x):
    t = 0.0
    for k in Activation:
        t = t + k.scale * np.sum(k.apply(x))
    return t


def members_that_are_called(x):
    return np.sum(Activation.RELU(x) * Activation.TANH(x)) + np.sum(Activation.default()(x))


def found_by_value_and_by_name(x):
    return np.sum(Activation("relu").apply(x)) * np.sum(Activation["TANH"](x))


def named_by_an_argument(x, name):
    return np.sum(Activation[name].apply(x))


def given_as_an_argument(x, kind):
    return np.sum(kind.apply(x)) * kind.scale + np.sum(x * kind(x))


def method_that_is_kept(x):
    f = Activation.TANH.apply
    return np.sum(f(f(x)))


def keys_of_a_dict(x):
    weights = {Activation.RELU: 0.3, Activation.TANH: 2.0}
    return sum(np.sum(k.apply(x * w)) for k, w in weights.items())


class Layer:
    def __init__(self, w, act=Activation.TANH):
        self.w = w
        self.act = act

    def __call__(self, x):
        return self.act.apply(self.w * x) * self.act.scale


def held_by_layers(x, w):
    layers = [Layer(w), Layer(w + 1.0, Activation.RELU)]
    for layer in layers:
        x = layer(x)
    return np.sum(x)


class Op(enum.IntEnum):
    ADD = 1
    MUL = 2

    def do(self, a, b):
        return a + b if self == Op.ADD else a * b


def operations_in_turn(x, w):
    t = x
    for op in [Op.ADD, Op.MUL, Op.ADD]:
        t = op.do(t, w)
    return np.sum(t**2)


class Planet(enum.Enum):
    EARTH = (1.0, 2.0)
    MARS = (0.5, 1.0)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return self.mass / self.radius**2

    def weight(self, m):
        return self.gravity * m


def planets(m):
    return sum(p.weight(m) ** 2 for p in Planet) + Planet.EARTH.weight(m)


X = np.array([0.5, -1.2, 0.7])
# A saved file cannot hold a member of the user's Enum.
CASES = [
    Case(fun, (X,), standalone=False)
    for fun in (
        each_in_a_display,
        each_of_the_class,
        members_that_are_called,
        found_by_value_and_by_name,
        method_that_is_kept,
        keys_of_a_dict,
    )
] + [
    Case(named_by_an_argument, (X, "TANH"), standalone=False),
    Case(given_as_an_argument, (X, Activation.TANH), standalone=False),
    Case(held_by_layers, (X, 0.3), argnums=(0, 1), standalone=False),
    Case(operations_in_turn, (X, 0.3), argnums=(0, 1), standalone=False),
    Case(planets, (0.3,), standalone=False),
]
