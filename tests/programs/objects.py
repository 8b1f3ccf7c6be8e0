"""Objects as users write them: models, layers, filters, states, numbers with operators."""

from __future__ import annotations

import abc
import collections
import copy
import dataclasses
import enum
import functools
import math
import types
from typing import NamedTuple

import numpy as np

from tests.programs import Case, rand

# ---------------------------------------------------------------- models that are not differentiated


class Dense:
    """A layer with an activation that is chosen when it is made."""

    gain = 1.5

    def __init__(self, n_in, n_out, activation, seed):
        self.w = rand(n_out, n_in, seed=seed)
        self.b = rand(n_out, seed=seed + 1)
        self.activation = activation

    @property
    def bias(self):
        return self.b * self.gain

    def __call__(self, x):
        return self.activation(self.w @ x + self.bias)


class Network:
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def loss(self, x, y):
        return np.sum((self.forward(x) - y) ** 2)


class Regularised(Network):
    strength = 0.1

    def loss(self, x, y):
        return super().loss(x, y) + self.penalty(x)

    def penalty(self, x):
        return self.strength * np.sum(x**3)


NETWORK = Network(Dense(3, 4, np.tanh, 1), Dense(4, 4, np.sin, 3), Dense(4, 2, lambda z: z, 5))
REGULARISED = Regularised(*NETWORK.layers[:1], Dense(4, 2, np.tanh, 9))


def network_in_a_global(x):
    return NETWORK.loss(x, np.array([0.5, -0.5]))


def network_as_an_argument(model, x):
    y = model.forward(x)
    return y @ y + model.layers[0].b[1] * x[0]


class Oscillator:
    def __init__(self, omega, damping):
        self.omega = omega
        self.damping = damping

    def rhs(self, t, y):
        return np.array([y[1], -(self.omega**2) * y[0] - self.damping * y[1] + np.sin(t)])

    def simulate(self, y, steps, dt):
        t = 0.0
        for _ in range(steps):
            y = rk4(self.rhs, t, y, dt)
            t += dt
        return y


def rk4(f, t, y, dt):
    k1 = f(t, y)
    k2 = f(t + dt / 2, y + dt / 2 * k1)
    k3 = f(t + dt / 2, y + dt / 2 * k2)
    k4 = f(t + dt, y + dt * k3)
    return y + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def oscillator_energy(y):
    end = Oscillator(1.3, 0.1).simulate(y, 3, 0.1)
    return end @ end


OSCILLATOR = Oscillator(1.3, 0.1)


def bound_method_as_a_value(y):
    step = OSCILLATOR.rhs
    return np.sum(step(0.3, y) ** 2) + np.sum(rk4(OSCILLATOR.rhs, 0.0, y, 0.05))


class Mode(enum.Enum):
    LINEAR = 1
    CUBIC = 3


class Spring:
    def __init__(self, mode, k=2.0):
        self.mode = mode
        self.k = k

    def energy(self, x):
        if self.mode is Mode.CUBIC:
            return 0.25 * self.k * np.sum(x**4)
        return 0.5 * self.k * np.sum(x**2)

    @staticmethod
    def shape(x):
        return np.sum(np.cos(x))

    @classmethod
    def reference(cls, x):
        return cls.shape(x) * cls.factor

    factor = 0.7


CUBIC, LINEAR = Spring(Mode.CUBIC), Spring(Mode.LINEAR, k=0.5)


def springs(x):
    return CUBIC.energy(x) * LINEAR.energy(x) + Spring.shape(x) + CUBIC.reference(x) + Spring.reference(x)


class Payoff(abc.ABC):
    def __init__(self, strike):
        self.strike = strike

    @abc.abstractmethod
    def value(self, spot):
        """What it pays."""

    def discounted(self, spot, rate, years):
        return np.exp(-rate * years) * self.value(spot)


class Call(Payoff):
    def value(self, spot):
        return np.maximum(spot - self.strike, 0.0).mean()


class Straddle(Payoff):
    def __init__(self, strike, width):
        super().__init__(strike)
        self.width = width

    def value(self, spot):
        return np.mean(np.abs(spot - self.strike) * self.width)


BOOK = {"call": Call(0.9), "straddle": Straddle(1.1, 0.5)}
BOOK_WEIGHTS = [("call", 2.0), ("straddle", -1.0)]


def option_book(spot, rate):
    total = 0.0
    for _, payoff in BOOK.items():
        total += payoff.discounted(spot, rate, 2.0)
    for name, weight in BOOK_WEIGHTS:
        total += weight * BOOK[name].discounted(spot, 0.5 * rate, 1.0)
    return total


class Kernel:
    def __init__(self, length):
        self.length = length

    @functools.cached_property
    def inverse_square(self):
        return 1.0 / self.length**2

    def __call__(self, a, b):
        d = a[:, None] - b[None, :]
        return np.exp(-0.5 * self.inverse_square * d**2)


class Scaled(Kernel):
    def __call__(self, a, b):
        return 2.0 * super().__call__(a, b)


KERNELS = (Kernel(0.8), Scaled(1.3))


def kernel_sum(x):
    total = 0.0
    for kernel in KERNELS:
        total = total + np.sum(kernel(x, x[::-1]))
    return total


def first_kernel_that_is_large(x):
    value = 0.0
    for k, kernel in enumerate(KERNELS):
        value = np.sum(kernel(x, x)) * (k + 1.0)
        if value > 3.0:
            break
    return value * x[0]


class Slotted:
    __slots__ = ("a", "shift")

    def __init__(self, a, shift):
        self.a, self.shift = a, shift

    def apply(self, x):
        if hasattr(self, "missing"):
            return x
        return self.a * x + (0.0 if self.shift is None else self.shift)


SLOTTED = Slotted(rand(3, seed=5), None)


def slots_and_hasattr(x):
    return np.sum(SLOTTED.apply(x) ** 2) + np.sum(Slotted.apply(SLOTTED, x[::-1]))


# ---------------------------------------------------------------- named tuples and dataclasses


class State(NamedTuple):
    x: np.ndarray
    v: np.ndarray
    t: float = 0.0


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Params:
    w: np.ndarray
    b: float
    name: str = "linear"

    def predict(self, x):
        return x @ self.w + self.b

    @property
    def size(self):
        return np.sqrt(self.w @ self.w)


@dataclasses.dataclass(frozen=True)
class Model:
    first: Params
    others: list[Params]
    steps: int = 2
    activation: object = np.tanh


def accelerate(s, k):
    return -k * s.x - 0.1 * s.v


def leapfrog(s, k, dt):
    v = s.v + 0.5 * dt * accelerate(s, k)
    s = s._replace(x=s.x + dt * v, v=v, t=s.t + dt)
    return s._replace(v=s.v + 0.5 * dt * accelerate(s, k))


def state_in_a_time_loop(x, v, k):
    s = State(x, v)
    for _ in range(4):
        s = leapfrog(s, k, 0.1)
    return np.sum(s.x**2) + s.v @ s.v + s.t


def state_argument(s):
    x, v, t = s
    return State(s[1] * t, np.sin(x) * s.x[0], s[-1] ** 2)


def state_unpacked_in_its_own_name(s):
    x = s
    x, v, _ = x
    return np.sum(x * v) * len(s) * getattr(s, "t") + getattr(s, "mass", 2.0) * sum(Point(s.t, 2.0 * s.t))


def states_in_a_history(s):
    history = [s]
    for k in range(3):
        s = leapfrog(s, 1.0 + k, 0.2)
        history.append(s)
    return sum(np.sum(h.x**2) for h in history) + history[1].t


def named_tuple_as_a_tuple(p):
    q = Point(*p)
    total = 0.0
    for c in q:
        total += np.sum(c**2)
    d = q._asdict()
    r = Point._make((d["y"], p.x))
    return total * np.sum(r.x) + np.sum(r.y * q[0])


def params_argument(p, x):
    return p.predict(x) * p.size


def params_built_inside(w, b, x):
    p = Params(w=w, b=b)
    q = dataclasses.replace(p, w=2.0 * p.w)
    r = copy.copy(q)
    return p.predict(x) * q.size + r.b * dataclasses.astuple(p)[1]


def nested_dataclasses(m, x):
    h = x
    for _ in range(m.steps):
        h = m.activation(h * m.first.w + m.first.b)
    for layer in m.others:
        h = h * layer.b + layer.w
    return np.sum(h)


def params_in_containers(layers, table, x):
    for p in layers:
        x = np.tanh(x * p.w + p.b)
    return x @ table["out"].w + table["pair"][1].b


def choose_a_state(x):
    s = State(x, 2.0 * x) if x[0] > 0.0 else State(x * x, x, 2.0)
    if s.t > 1.0:
        s = s._replace(t=s.t * x[1])
    return s.x @ s.v + s.t


def returned_params(p, x):
    return Params(p.w * x[0], np.sum(x) * p.b, "scaled")


def returned_in_a_list(s):
    return [State(s.x, s.v), {"again": s, "point": Point(s.t, s.x * s.t)}]


class Body:
    """A class of the user's own, as an argument."""

    def __init__(self, mass, position):
        self.mass = mass
        self.position = position

    def energy(self, other):
        d = self.position - other.position
        return -self.mass * other.mass / np.sqrt(d @ d + 0.1)


def two_bodies(a, b):
    return a.energy(b) + 0.5 * a.mass * np.sum(a.position**2)


def many_bodies(bodies):
    total = 0.0
    for i, a in enumerate(bodies):
        for b in bodies[i + 1 :]:
            total += a.energy(b)
    return total


def namespace(weights, x):
    made = types.SimpleNamespace(scale=x[0] * 2.0, shift=weights.shift)
    return np.sum(weights.w * x) * made.scale + made.shift


# ---------------------------------------------------------------- classes with an __init__ that computes


class Vector:
    """Two numbers with operators."""

    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __mul__(self, other):
        if isinstance(other, Vector):
            return self.x * other.x + self.y * other.y
        return Vector(self.x * other, self.y * other)

    __rmul__ = __mul__

    def __truediv__(self, number):
        return Vector(self.x / number, self.y / number)

    def __matmul__(self, other):
        return self.x * other.y - self.y * other.x

    def __abs__(self):
        return math.sqrt(self * self)

    def __getitem__(self, k):
        return self.x if k == 0 else self.y

    def __len__(self):
        return 2

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def rotated(self, angle):
        c, s = math.cos(angle), math.sin(angle)
        return Vector(c * self.x - s * self.y, s * self.x + c * self.y)


def vectors(a, angle):
    u, v = Vector(a[0], a[1]), Vector(a[2], 1.5)
    w = 2.0 * u + v * 3.0 - (-u) / 2.0
    w += u.rotated(angle)
    if w == u or len(w) != 2:
        return 0.0
    return abs(w) * w[0] + (u @ v) * w[1] + u * v


def vector_path(a, steps):
    position, velocity = Vector(0.5, 0.0), Vector(a[0], a[1])
    for _ in range(steps):
        velocity = velocity - 0.1 * position
        position = position + 0.1 * velocity
    return position * position + abs(velocity)


class Dual:
    """Forward mode of one's own."""

    def __init__(self, value, slope=0.0):
        self.value = value
        self.slope = slope

    @classmethod
    def variable(cls, value):
        return cls(value, 1.0)

    def __add__(self, other):
        other = as_dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    __radd__ = __add__

    def __mul__(self, other):
        other = as_dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    __rmul__ = __mul__

    def __pow__(self, n):
        result = Dual(1.0)
        for _ in range(n):
            result = result * self
        return result

    def sin(self):
        return Dual(np.sin(self.value), np.cos(self.value) * self.slope)


def as_dual(x):
    return x if isinstance(x, Dual) else Dual(x)


def dual_numbers(x):
    z = Dual.variable(x)
    w = 3.0 * z**2 + z.sin() * z + 1.0
    return w.value * w.slope


class Quaternion:
    def __init__(self, w, v):
        self.w = w
        self.v = v

    def __mul__(self, other):
        w = self.w * other.w - self.v @ other.v
        return Quaternion(w, self.w * other.v + other.w * self.v + np.cross(self.v, other.v))

    @property
    def conjugate(self):
        return Quaternion(self.w, -self.v)

    @property
    def norm(self):
        return np.sqrt(self.w**2 + self.v @ self.v)

    def rotate(self, x):
        q = Quaternion(self.w / self.norm, self.v / self.norm)
        return (q * Quaternion(0.0, x) * q.conjugate).v


def rotation(w, v, x):
    return Quaternion(w, v).rotate(x) @ np.array([1.0, -2.0, 0.5])


class Particle:
    gravity = 9.81

    def __init__(self, mass, position, velocity=None, drag=0.1):
        self.mass = mass
        self.position = np.asarray(position) * 1.0
        if velocity is None:
            self.velocity = np.zeros_like(self.position)
        else:
            self.velocity = velocity
        self.drag = drag
        self.momentum = self.compute_momentum()

    def compute_momentum(self):
        return self.mass * self.velocity

    def energy(self):
        kinetic = 0.5 * self.mass * np.sum(self.velocity**2)
        return kinetic + self.mass * self.gravity * self.position[-1] + np.sum(self.momentum)


class Charged(Particle):
    def __init__(self, charge, *, mass, position, velocity):
        super().__init__(mass, position, velocity=velocity)
        self.charge = charge * mass
        self.reset()

    def reset(self):
        self.time = 0.0
        self.field = 2.0 * self.charge

    def energy(self):
        return super().energy() * self.charge + self.field + self.time


def particles(mass, x, v):
    return Particle(mass, x).energy() + Particle(mass, x, v, drag=mass).energy()


def charged_particle(charge, mass, x, v):
    particle = Charged(charge, mass=mass, position=x, velocity=v)
    return particle.energy() + particle.drag * particle.position[0]


def returned_particle(mass, x, v):
    return Particle(mass, x, velocity=np.sin(v))


@dataclasses.dataclass
class Normal:
    mean: np.ndarray
    scale: float
    notes: list = dataclasses.field(default_factory=list)
    precision: float = dataclasses.field(init=False)

    def __post_init__(self):
        if self.scale <= 0.0:
            raise ValueError("the scale must be positive")
        self.precision = 1.0 / self.scale**2

    def log_density(self, x):
        return -0.5 * self.precision * np.sum((x - self.mean) ** 2) - x.size * math.log(self.scale)


def mixture(means, scale, x):
    parts = [Normal(m, scale) for m in means]
    logs = np.array([p.log_density(x) for p in parts])
    top = np.max(logs)
    return top + np.log(np.sum(np.exp(logs - top)))


def bad_scale(mean, x):
    return Normal(mean, -1.0).log_density(x)


class Layer:
    def __init__(self, w, b, activation=np.tanh):
        self.w, self.b, self.activation = w, b, activation

    def forward(self, x):
        return self.activation(x @ self.w + self.b)


class Perceptron:
    def __init__(self, weights, biases):
        self.layers = [Layer(w, b) for w, b in zip(weights, biases)]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def penalty(self):
        return sum(np.sum(layer.w**2) for layer in self.layers)


def perceptron(weights, biases, x):
    net = Perceptron(weights, biases)
    return np.sum(net.forward(x) ** 2) + 0.1 * net.penalty()


class Filter:
    """A Kalman filter whose steps return new filters."""

    def __init__(self, a, q, r, mean, var):
        self.a, self.q, self.r = a, q, r
        self.mean = mean
        self.var = var

    def step(self, y):
        mean, var = self.a * self.mean, self.a**2 * self.var + self.q
        s = var + self.r
        gain = var / s
        new = Filter(self.a, self.q, self.r, mean + gain * (y - mean), (1.0 - gain) * var)
        return new, -0.5 * (np.log(2.0 * np.pi * s) + (y - mean) ** 2 / s)


def kalman(a, q, r, ys):
    f = Filter(a, q, r, 0.0, 1.0)
    total = 0.0
    for y in ys:
        f, contribution = f.step(y)
        total += contribution
    return total


class Polynomial:
    def __init__(self, coefficients):
        self.coefficients = coefficients

    def __call__(self, x):
        value = 0.0
        for c in self.coefficients:
            value = value * x + c
        return value

    def derivative(self):
        n = len(self.coefficients) - 1
        return Polynomial(self.coefficients[:-1] * np.arange(n, 0, -1))


def newton(coefficients, x):
    p = Polynomial(coefficients)
    dp = p.derivative()
    for _ in range(3):
        x = x - p(x) / dp(x)
    return x


def made_in_branches(x, y):
    shape = Vector(x, y) if x > 0.0 else Vector(y * y, x)
    if y > 0.5:
        shape = shape.rotated(x)
    return abs(shape)


def strategy(x, rates):
    methods = {"explicit": Explicit(rates[0]), "damped": Damped(rates[1], 0.5)}
    for name, method in methods.items():
        for _ in range(2):
            x = method.update(x)
        if name == "damped":
            x = x * method.factor
    return np.sum(x)


class Explicit:
    def __init__(self, rate):
        self.rate = rate

    def update(self, x):
        return x - self.rate * self.gradient(x)

    def gradient(self, x):
        return x**3 - x


class Damped(Explicit):
    def __init__(self, rate, factor):
        super().__init__(rate)
        self.factor = factor

    def gradient(self, x):
        return super().gradient(x) * self.factor


class Chain:
    """A sequence of the user's own."""

    def __init__(self, *links):
        self.links = list(links)

    def __iter__(self):
        return iter(self.links)

    def __len__(self):
        return len(self.links)

    def __getitem__(self, k):
        return self.links[k]


class Residual:
    def __init__(self, inner):
        self.inner = inner

    def __call__(self, x):
        return x + self.inner(x)


def chain(x, a):
    links = Chain(Damped(a[0], 0.5), Explicit(a[1]))
    for link in links:
        x = link.update(x)
    for k, link in enumerate(links):
        x = x + k * link.rate
    return np.sum(x) * len(links) * links[0].rate


def residual(w, x):
    block = Residual(Residual(Polynomial(w)))
    return np.sum(block(x))


def states_exchanged(x, v):
    old, new = State(x, v), State(2.0 * v, x * x, 1.0)
    old, new = new, old
    for k in range(3):
        old, new = new, new._replace(x=new.x + 0.1 * old.v, t=new.t + 0.1 * k)
    return np.sum(old.x * new.x) * new.t + np.sum(old.v**2)


def pairs_exchanged(x, v):
    a, b = (x, v), (v * v, 3.0 * x)
    for _ in range(2):
        a, b = b, (a[0] * b[1], a[1])
    return np.sum(a[0] * a[1] * b[0]) + np.sum(b[1])


def p(seed):
    return Params(rand(3, seed=seed), 0.1 * seed)


def model():
    return Model(p(1), [p(2), p(3)])


class Cells:
    def __init__(self, values):
        self.values = values

    def __getitem__(self, index):
        return self.values[index]

    def __iter__(self):
        for i in range(len(self.values)):
            yield self.values[i]


class Ends:
    def __init__(self, first, last):
        self.first, self.last = first, last

    def __iter__(self):
        yield self.first
        yield 2.0 * self.last


def sum_over_cells(x):
    cells = Cells(x.copy())
    return sum(v * v for v in cells) + cells[0]


def left_when_large(x):
    total = 0.0
    for v in Cells(2.0 * x):
        if v > 0.5:
            break
        total += v**2
    return total


def ends_unpacked(x):
    first, last = Ends(x[0], x[1])
    return first * last


CASES = [
    Case(NETWORK.loss, (rand(3), rand(2)), name="bound_method", standalone=False),
    Case(REGULARISED.loss, (rand(3), rand(2)), name="overridden_method_and_super", standalone=False),
    Case(NETWORK.layers[1], (rand(4),), name="callable_object", standalone=False),
    Case(network_in_a_global, (rand(3),), standalone=False),
    Case(lambda x: network_as_an_argument(NETWORK, x), (rand(3),), name="network_argument", standalone=False),
    Case(bound_method_as_a_value, (rand(2),), standalone=False),
    Case(springs, (rand(3),), standalone=False),
    Case(option_book, (rand(4, low=0.5, high=1.5), 0.05), (0, 1), standalone=False),
    Case(kernel_sum, (rand(3),), standalone=False),
    Case(first_kernel_that_is_large, (rand(3),), standalone=False),
    Case(slots_and_hasattr, (rand(3),), standalone=False),
    Case(state_in_a_time_loop, (rand(3), rand(3, seed=1), 1.5), (0, 1, 2)),
    Case(state_argument, lambda: (State(rand(2), rand(2, seed=1), 0.7),)),
    Case(state_unpacked_in_its_own_name, lambda: (State(rand(2), rand(2, seed=1), 0.7),)),
    Case(states_in_a_history, lambda: (State(rand(2), rand(2, seed=1), 0.7),)),
    Case(named_tuple_as_a_tuple, lambda: (Point(rand(3), rand(3, seed=1)),)),
    Case(params_argument, lambda: (Params(rand(3), 0.3), rand(3)), (0, 1)),
    Case(params_built_inside, (rand(3), 0.3, rand(3, seed=2)), (0, 1, 2)),
    Case(nested_dataclasses, lambda: (model(), rand(3)), (0, 1)),
    Case(params_in_containers, lambda: ([p(1), p(2)], {"out": p(3), "pair": (1, p(4))}, rand(3)), (0, 1, 2)),
    Case(choose_a_state, (rand(2, low=0.1),)),
    Case(choose_a_state, (-rand(2, low=0.1),), name="choose_the_other_state"),
    Case(returned_params, lambda: (p(1), rand(3)), (0, 1)),
    Case(returned_in_a_list, lambda: (State(rand(2), rand(2, seed=1), 0.7),)),
    Case(two_bodies, lambda: (Body(1.5, rand(3)), Body(0.7, rand(3, seed=4))), (0, 1)),
    Case(many_bodies, lambda: ([Body(1.0 + k, rand(3, seed=k)) for k in range(3)],)),
    Case(namespace, lambda: (types.SimpleNamespace(w=rand(3), shift=0.2), rand(3)), (0, 1)),
    Case(vectors, (rand(3), 0.4), (0, 1)),
    Case(vector_path, (rand(2), 4)),
    Case(dual_numbers, (0.7,)),
    Case(rotation, (0.6, rand(3), rand(3, seed=3)), (0, 1, 2)),
    Case(particles, (0.7, rand(3), rand(3, seed=1)), (0, 1, 2)),
    Case(charged_particle, (0.3, 0.7, rand(3), rand(3, seed=1)), (0, 1, 2, 3)),
    Case(returned_particle, (0.7, rand(3), rand(3, seed=1)), (0, 1, 2)),
    Case(mixture, ([rand(2), rand(2, seed=1)], 0.8, rand(2, seed=2)), (0, 1, 2)),
    Case(bad_scale, (rand(2), rand(2)), raises=ValueError),
    Case(perceptron, ([rand(3, 2), rand(2, 2)], [rand(2), 0.3], rand(3)), (0, 1, 2)),
    Case(kalman, (0.9, 0.3, 0.5, rand(4)), (0, 1, 2, 3)),
    Case(newton, (rand(4), 2.0), (0, 1)),
    Case(made_in_branches, (0.3, 0.8), (0, 1)),
    Case(made_in_branches, (-0.3, 0.2), (0, 1), name="made_in_the_other_branch"),
    Case(strategy, (rand(2), rand(2, seed=4)), (0, 1)),
    Case(chain, (rand(2), rand(2, seed=4)), (0, 1)),
    Case(residual, (rand(3), rand(2)), (0, 1)),
    Case(states_exchanged, (rand(2), rand(2, seed=4)), (0, 1)),
    Case(pairs_exchanged, (rand(2), rand(2, seed=4)), (0, 1)),
    Case(sum_over_cells, (rand(4),)),
    Case(left_when_large, (rand(4),)),
    Case(ends_unpacked, (rand(4),), refused="maybe"),
]
