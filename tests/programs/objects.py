"""Objects as users write them: models, layers, filters, states, numbers with operators."""

from __future__ import annotations

import abc
import enum
import functools

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
        return np.array([y[1], -self.omega**2 * y[0] - self.damping * y[1] + np.sin(t)])

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
]
