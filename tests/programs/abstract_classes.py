"""Abstract base classes: layers, laws and schemes below one interface, whose objects change."""

import abc
from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar

import numpy as np

from tests.programs import Case, rand

X = np.array([0.3, -0.4, 0.9])
T = TypeVar("T")


class Layer(ABC):
    count = 0

    @abstractmethod
    def forward(self, h): ...

    def __call__(self, h):
        return self.forward(h)

    @property
    @abstractmethod
    def size(self): ...


class Dense(Layer):
    def __init__(self, w):
        self.w = w

    def forward(self, h):
        self.inputs = h
        return self.w @ h

    @property
    def size(self):
        return self.w.size


class Tanh(Layer):
    def forward(self, h):
        self.out = np.tanh(h)
        return self.out

    @property
    def size(self):
        return 0


class Scale(Layer):
    def __init__(self, s=2.0):
        self.s = s
        self.calls = 0

    def forward(self, h):
        self.calls += 1
        return self.s * h

    @property
    def size(self):
        return 1


def one_layer(x):
    layer = Tanh()
    return np.sum(layer(x) ** 2) + np.sum(layer.out)


def layers_in_a_list(x):
    net = [Dense(np.outer(x, x)), Tanh(), Scale(s=x[0])]
    h = np.array([0.1, 0.4, -0.3])
    for layer in net:
        h = layer(h)
    return np.sum(h**2) + sum(layer.size for layer in net) * x[1]


KINDS = {"tanh": Tanh, "scale": Scale}


def layers_by_name(x):
    net = [KINDS["tanh"](), KINDS["scale"](s=x[0])]
    h = x
    for layer in net:
        h = layer(h)
    return np.sum(h) + np.sum(net[0].out) * net[1].calls


def layers_by_a_specification(x):
    h = x
    for name, options in (("tanh", {}), ("scale", {"s": 3.0})):
        h = KINDS[name](**options)(h)
    return np.sum(h**2)


class Scheme(metaclass=abc.ABCMeta):
    """The template method: what is abstract is one step."""

    def __init__(self, dt):
        self.dt = dt
        self.steps = 0
        self.path = []

    def run(self, y, n):
        for _ in range(n):
            y = self.step(y)
            self.steps += 1
            self.path.append(y[0])
        return y

    @abc.abstractmethod
    def step(self, y): ...

    def slope(self, y):
        return np.array([y[1], -np.sin(y[0]) - 0.1 * y[1]])


class Euler(Scheme):
    def step(self, y):
        return y + self.dt * self.slope(y)


class Heun(Scheme):
    def __init__(self, dt, weight=0.5):
        super().__init__(dt)
        self.weight = weight

    def step(self, y):
        k = self.slope(y)
        self.last = super().slope(y + self.dt * k)
        return y + self.dt * ((1.0 - self.weight) * k + self.weight * self.last)


def two_schemes(y):
    a, b = Euler(0.1), Heun(0.1, weight=y[0])
    end = a.run(y, 3) * b.run(y, 2)
    return np.sum(end) + sum(a.path) * b.path[-1] + a.steps * np.sum(b.last)


class Law(ABC):
    @abstractmethod
    def energy(self, r):
        """The energy of a pair; the classes below add their own to it."""
        return 0.1 * r

    @classmethod
    def at(cls, *values):
        return cls(*values)

    @staticmethod
    def cut(r, most=2.0):
        return min(r, most)


class Spring(Law):
    def __init__(self, k, length):
        self.k, self.length = k, length
        self.longest = 0.0

    def energy(self, r):
        self.longest = max(self.longest, self.cut(r))
        return super().energy(r) + 0.5 * self.k * (r - self.length) ** 2


def laws(x):
    law = Spring.at(x[0], 0.2)
    total = 0.0
    for v in x:
        total += law.energy(abs(v))
    return total * law.longest


class HasArea(Protocol):
    def area(self) -> float: ...


class Disk(HasArea):
    def __init__(self, r):
        self.r = r

    def area(self):
        self.asked = True
        return np.pi * self.r**2


def protocol(x):
    disk = Disk(x[0])
    return disk.area() * (x[1] if disk.asked else 0.0)


class Box(Generic[T]):
    def __init__(self, item: T):
        self.item = item
        self.reads = 0

    def get(self) -> T:
        self.reads += 1
        return self.item


class Ring(HasArea):
    def area(self):
        self.asked = 2.0
        return self.asked


def protocol_without_init(x):
    return Ring().area() * x[0]


def generic(x):
    box = Box(x)
    return np.sum(box.get() * box.get()) * box.reads


def handled_by_class(x):
    total = 0.0
    for part in (Scale(x[0]), Tanh(), Dense(np.outer(x, x))):
        if isinstance(part, Scale):
            total = total + part.s
        elif isinstance(part, Layer) and part.size == 0:
            total = total + np.sum(part(x))
        else:
            total = total * np.sum(part(x))
    return total


class Registered(ABC):
    known = {}

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        Registered.known[cls.__name__.lower()] = cls

    @abstractmethod
    def value(self, x): ...


class Square(Registered):
    def value(self, x):
        self.seen = x * x
        return self.seen


class Cube(Registered):
    def value(self, x):
        self.seen = x**3
        return self.seen


def registered(x):
    a, b = Registered.known["square"](), Registered.known["cube"]()
    return np.sum(a.value(x) * b.value(x)) + np.sum(a.seen + b.seen)


class Model(ABC):
    shared = 0

    def __init__(self, w):
        self.w = w
        self.history = []

    def loss(self, x):
        self.residual = self.predict(x) - 1.0
        self.history.append(float(x[0]))
        return 0.5 * np.sum(self.residual**2) + np.sum(self.residual)

    @abstractmethod
    def predict(self, x): ...


class Linear(Model):
    def predict(self, x):
        return self.w @ x


MODEL = Linear(rand(2, 3, seed=4))


def abstract_cannot_be_made(x):
    return Model(x).w[0]


CASES = [
    Case(one_layer, (X,)),
    Case(layers_in_a_list, (X,)),
    Case(layers_by_name, (X,)),
    Case(layers_by_a_specification, (X,)),
    Case(two_schemes, (np.array([0.4, 0.2]),)),
    Case(laws, (X,)),
    Case(protocol, (X,)),
    Case(protocol_without_init, (X,)),
    Case(generic, (X,)),
    Case(handled_by_class, (X,)),
    Case(registered, (X,)),
    Case(MODEL.loss, (X,), standalone=False),
    Case(abstract_cannot_be_made, (X,), raises=TypeError),
]
