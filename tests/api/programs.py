"""Functions that the tests of the interface differentiate; some tests save, pickle or show them."""

import math

import numpy as np

import tangent

SCALE = 2.5
TABLE = (1.0, 2.0)


def least_squares(w, x, y):
    r = x @ w - y
    return 0.5 * np.sum(r**2)


def scaled(t):
    return t * SCALE


def helper_heavy(x, y, n=3):
    s = 0.0
    for i in range(n):
        s += np.sum(np.tanh(x * y[i])) * TABLE[1] * SCALE
    x[0] = scaled(1.0)
    return s + math.exp(x[1]) + np.max(x)


def cube(x):
    return x**3


def power(x, a, *, scale=1.0):
    return scale * np.sum(x**2) * a


def typed(x: float, n: int) -> float:
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def bump(x, y):
    x += 1.0
    return np.sum(x * y)


def with_aux(x):
    return np.sum(x**2), x * 2.0


@tangent.differentiate(argnums="x")
def decorated(a, x):
    return a * np.sum(x**2)


@tangent.differentiate
def plain(x):
    return x * x


class Model:
    factor = 3.0

    def loss(self, x):
        return np.sum(x * x)

    @tangent.differentiate(argnums="x")
    def energy(self, x):
        return np.sum(x**3)

    @staticmethod
    def static(x):
        return x**2

    @classmethod
    def klass(cls, x):
        return x**4


ARGUMENTS = (np.array([1.0, -2.0]), np.array([[1.0, 0.5], [0.0, 2.0]]), np.array([0.5, 0.25]))


def arguments():
    return ARGUMENTS
