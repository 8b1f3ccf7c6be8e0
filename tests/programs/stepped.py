"""Objects that are iterators themselves: they say by their `__next__` what comes next."""

import numpy as np

from tests.programs import Case


class Halving:
    def __init__(self, x, n):
        self.x = x
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        self.x = self.x / 2
        return self.x


def loop_over_a_new_one(x):
    t = 0.0
    for v in Halving(x[0] * x[1], 3):
        t = t + v**2 * x[1]
    return t


def left_by_a_break(x):
    h = Halving(x[0], 30)
    t = 0.0
    for v in h:
        t = t + v * x[1]
        if h.n < 27:
            break
    return t + next(h)


def steps_by_hand(x):
    it = Halving(x[0] * x[1], 5)
    a = next(it)
    b = next(it)
    return a * b + next(it, 0.0) * x[0]


def read_to_the_end(x):
    vs = list(Halving(x[0], 3))
    return vs[0] * vs[2] * sum(Halving(x[1], 2))


class Powers:
    def __init__(self, x, n):
        self.x = x
        self.n = n

    def __iter__(self):
        self.i = 0
        return self

    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.x**self.i


def begins_anew_each_time(x):
    p = Powers(x[0] * x[1], 3)
    t = 0.0
    for v in p:
        t = t + v**2 * x[1]
    for v in p:
        t = t * v
    return t


class Newton:
    def __init__(self, f, x):
        self.f = f
        self.x = x

    def __iter__(self):
        return self

    def __next__(self):
        d = self.f(self.x)
        if abs(d) < 1e-9:
            raise StopIteration
        self.x = self.x - 0.3 * d
        return self.x


def steps_until_it_converges(x):
    for v in Newton(lambda z: z * z - x[1], x[0]):
        pass
    return v


class Endless:
    def __init__(self, x):
        self.x = x

    def __iter__(self):
        return self

    def __next__(self):
        self.x = self.x / 2
        return self.x


def beside_a_range(x):
    t = 0.0
    for k, v in zip(range(4), Endless(x[0])):
        t = t + v * k
    return t * x[1]


def an_iterator_of_it(x):
    it = iter(Endless(x[0]))
    return next(it) * next(it)


class Batches:
    def __init__(self, x, size):
        self.x = x
        self.size = size

    def __iter__(self):
        self.pos = 0
        return self

    def __next__(self):
        if self.pos >= len(self.x):
            raise StopIteration()
        batch = self.x[self.pos : self.pos + self.size]
        self.pos += self.size
        return batch


def batches_of_each_epoch(x):
    w, loss = x[0], 0.0
    data = Batches(x, 2)
    for _ in range(2):
        for b in data:
            loss = loss + np.mean((b * w) ** 2)
            w = w - 0.1 * np.sum(b * w)
    return loss


def read_on_behind_the_end(x):
    p = Halving(x[0], 2)
    a = sum(p)
    return a * x[1] + sum(p) + next(p, x[1])


def stopped_by_a_try(x):
    p, t = Halving(x[0], 2), 0.0
    while True:
        try:
            v = next(p)
        except StopIteration:
            break
        t = t + v * x[1]
    return t


class Items:
    def __init__(self, values):
        self.values = values

    def __iter__(self):
        return Place(self.values)


class Place:
    def __init__(self, values):
        self.values = values
        self.k = 0

    def __next__(self):
        if self.k >= len(self.values):
            raise StopIteration
        self.k += 1
        return self.values[self.k - 1] * self.k


def iterator_of_another_class(x):
    items, t = Items([x[0], x[1], x[0] * x[1]]), 0.0
    for v in items:
        for w in items:
            t = t + v**2 * w
    return t


X = np.array([0.4, 0.7, 0.3])
CASES = [
    Case(fun, (X,))
    for fun in (
        loop_over_a_new_one,
        left_by_a_break,
        steps_by_hand,
        read_to_the_end,
        begins_anew_each_time,
        steps_until_it_converges,
        beside_a_range,
        batches_of_each_epoch,
        read_on_behind_the_end,
        stopped_by_a_try,
        iterator_of_another_class,
    )
] + [Case(an_iterator_of_it, (X,), refused="TGT115")]
