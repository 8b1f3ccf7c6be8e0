"""Small vector classes of the user's with operators in place: some objects change, others are made anew."""

import math

import numpy as np

from tests.programs import Case

X = np.array([0.3, -0.4, 0.9])


class Vector:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __add__(self, o):
        return Vector(self.a + o.a, self.b + o.b)

    def __iadd__(self, o):
        self.a += o.a
        self.b += o.b
        return self

    def __mul__(self, k):
        return Vector(k * self.a, k * self.b)

    __rmul__ = __mul__

    def __imul__(self, k):
        self.a, self.b = k * self.a, k * self.b
        return self

    def __neg__(self):
        return -1.0 * self

    def __sub__(self, o):
        return self + (-o)

    def __matmul__(self, o):
        return self.a * o.a + self.b * o.b

    def __abs__(self):
        return math.sqrt(self @ self)

    def __iter__(self):
        return iter((self.a, self.b))

    def scale(self, k):
        self *= k
        return self


def orbit(x):
    r, v = Vector(x[0], x[1]), Vector(0.0, x[2])
    for _ in range(4):
        v += 0.1 * ((-1.0 / abs(r) ** 3) * r)
        r = r + 0.1 * v
    return sum(c * c for c in r) + abs(v) + r @ v


class Ball:
    def __init__(self, p, v):
        self.p, self.v = p, v

    def step(self, dt):
        self.v += Vector(0.0, -9.8) * dt
        self.p = self.p + self.v * dt


def ball(x):
    one = Ball(Vector(x[0], x[1]), Vector(x[2], 0.0))
    for _ in range(3):
        one.step(0.1)
    return one.p @ one.v


def made_anew_beside_one_that_changes(x):
    r, v = Vector(x[0], x[1]), Vector(1.0, x[2])
    for _ in range(3):
        v += r
        r = Vector(r.a * 2, r.b + v.a)
    return v @ r


def result_of_a_change_thrown_away(x):
    r, v = Vector(x[0], x[1]), Vector(1.0, x[2])
    for k in range(3):
        v.scale(0.5 + k)
        v.__iadd__(r * 0.5)
        r = r - v * 0.1
    return v @ r


def chain_of_changes(x):
    r, v = Vector(x[0], x[1]), Vector(1.0, x[2])
    for _ in range(2):
        v = v.scale(x[0]).scale(2.0)
        r = r + v
    return r @ v


def same_object_under_two_names(x):
    a = Vector(x[0], x[1])
    b = a
    for _ in range(2):
        b += Vector(x[2], 1.0)
        b *= 0.9
    return a @ b


def forces(x):
    places = [Vector(x[0], x[1]), Vector(x[1], x[2]), Vector(0.0, 1.0)]
    for _ in range(2):
        found = []
        for i, p in enumerate(places):
            f = Vector(0.0, 0.0)
            for j, q in enumerate(places):
                if i != j:
                    d = q - p
                    f += d * (1.0 / (1.0 + d @ d))
            found.append(f)
        for p, f in zip(places, found, strict=True):
            p += f * 0.1
    return sum(p @ p for p in places)


def changed_on_one_way(x):
    r, v = Vector(x[0], x[1]), Vector(1.0, x[2])
    for k in range(4):
        if r @ v > 0.1 * k:
            v += r
        else:
            v = v * 0.5
        r = r + 0.1 * v
    return v @ r


class Plain:
    def __init__(self, a):
        self.a, self.reads = a, 0

    def __add__(self, o):
        self.reads += 1
        return Plain(self.a + o.a)


def without_one_of_its_own(x):
    p = Plain(x[0])
    q = Plain(x[1])
    for _ in range(3):
        p += q
        q = p + q
    return p.a * q.a + q.reads


CASES = [
    Case(orbit, (X,)),
    Case(ball, (X,)),
    Case(made_anew_beside_one_that_changes, (X,)),
    Case(result_of_a_change_thrown_away, (X,)),
    Case(chain_of_changes, (X,)),
    Case(same_object_under_two_names, (X,)),
    Case(forces, (X,)),
    Case(changed_on_one_way, (X,)),
    Case(without_one_of_its_own, (X,)),
]
