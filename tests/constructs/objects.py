"""Objects."""

import dataclasses
import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tests.constructs import construct


class Layer:
    gain = 1.5

    def __init__(self, width):
        self.width = width
        self.w = np.linspace(-0.5, 0.7, width)
        self.calls = 0
        self.h = None

    def forward(self, x):
        return np.tanh(self.w * x)

    def remember(self, x):
        self.calls += 1
        self.h = np.tanh(self.w * x)
        return np.sum(self.h * self.h) * self.h[0]

    def __call__(self, x):
        return self.forward(x) * self.gain

    @property
    def norm(self):
        return float(np.sum(self.w**2))

    @staticmethod
    def square(v):
        return v * v

    @classmethod
    def scaled(cls, v):
        return v * cls.gain


class Deep(Layer):
    def forward(self, x):
        return super().forward(x) * 2.0 + x


LAYER, DEEP = Layer(3), Deep(3)


@construct("methods, attributes read")
def methods(x):
    return np.sum(LAYER.forward(x) * LAYER.gain)


@construct("class and static methods")
def class_and_static(x):
    return Layer.square(x[0]) * Layer.scaled(x[1]) * LAYER.square(x[2])


@construct("`__call__`, properties")
def call_and_property(x):
    return np.sum(LAYER(x)) * LAYER.norm


@construct("inheritance and `super()`")
def inheritance(x):
    return np.sum(DEEP(x) ** 2)


class Model:
    """Its method `loss` is differentiated."""

    def __init__(self):
        self.layers = [Layer(3), Deep(3)]

    def loss(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return np.sum(x * x)


construct("a bound method as the function, a list of objects")(Model().loss)


@construct("attributes written and read again, counters")
def attributes_written(x):
    layer = LAYER
    layer.h = np.tanh(layer.w * x)
    layer.calls += 1
    return np.sum(layer.h * x)


@construct("a method that writes `self.h`")
def state_in_a_method(x):
    return LAYER.remember(x) * x[0]


class Vector:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        return Vector(self.data + other.data)

    def __mul__(self, k):
        return Vector(self.data * k)

    def __matmul__(self, other):
        return np.sum(self.data * other.data)

    def __getitem__(self, i):
        return self.data[i]


@construct("objects built inside, operators defined by their class")
def operators(x):
    v = Vector(x) + Vector(x * x) * 2.0
    return v @ Vector(x) + v[0]


@dataclass
class Spring:
    k: float
    rest: float = 1.0

    def energy(self, length):
        return 0.5 * self.k * (length - self.rest) ** 2


@construct("dataclasses, built and used inside")
def dataclass_inside(x):
    spring = Spring(k=x[0], rest=x[1])
    return spring.energy(x[2]) * spring.k


@construct("a dataclass as a differentiable argument", Spring(2.0, 0.5))
def dataclass_argument(spring):
    return spring.energy(1.7) * spring.k


class State(NamedTuple):
    position: float
    velocity: float


@construct("named tuples, built and taken apart inside")
def named_tuple_inside(x):
    s = State(x[0], velocity=x[1])
    for _ in range(3):
        s = State(s.position + 0.1 * s.velocity, s.velocity - 0.1 * s.position)
    p, v = s
    return p * v * s[0]


@construct("a named tuple as a differentiable argument", State(0.7, 0.3))
def named_tuple_argument(s):
    return s.position**2 * s.velocity + s[1]


@construct("`s._replace(...)`, `dataclasses.replace`")
def replaced(x):
    s = State(x[0], x[1])
    s = s._replace(velocity=x[2] * s.position)
    return s.position * s.velocity


@construct("`functools.cached_property`")
def cached_property(x):
    class_ = _Cached(2.0)
    return np.sum(x * x) * class_.square


class _Cached:
    def __init__(self, k):
        self.k = k

    @functools.cached_property
    def square(self):
        return self.k**2


@dataclass
class _Level:
    height: float
    drain: float = 0.1

    def lower(self):
        self.height -= self.drain * self.height
        return self.height


@construct("dataclasses that change, in a list that a comprehension makes")
def changing_dataclasses(x):
    levels = [_Level(h) for h in x]
    for _ in range(2):
        for above, below in zip(levels, levels[1:]):
            below.height += above.lower()
    return levels[-1].height * levels[0].height


class _Squares:
    def __init__(self, values):
        self.values = values

    def __getitem__(self, i):
        return self.values[i] ** 2


@construct("objects with `__getitem__` that are iterated over")
def items_by_number(x):
    squares = _Squares(x)
    a, b, *_ = squares
    return sum(a * v * w for v, w in zip(squares, x)) + b


@construct("`dataclasses.fields`, `asdict`, `astuple`, also of objects that change")
def as_data(x):
    level = _Level(x[0], x[1])
    level.lower()
    seen = dataclasses.asdict(level)
    level.lower()
    return seen["height"] * sum(getattr(level, f.name) ** 2 for f in dataclasses.fields(level))
