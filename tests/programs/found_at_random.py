"""Programs that random programs have boiled down to: what a method or nested function changes on the way."""

from __future__ import annotations

import typing

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def rebound_below(x):
    w = x * 1.0

    def put(v):
        nonlocal w
        if v > 0.1:
            w = w * v

    def put_and_look(v):
        put(v)
        return w[0]

    return put_and_look(x[0]) * put_and_look(x[1]) + np.sum(w)


def read_by_a_function_below(x):
    w = x * 1.0

    def put(v):
        nonlocal w
        w = w * v

    def look():
        return w[0]

    def put_and_look(v):
        put(v)
        return look()

    return put_and_look(x[0]) * put_and_look(x[1]) + np.sum(w)


class Signal:
    def __init__(self, samples, gain=1.0):
        self.samples = samples
        self.gain = gain

    @property
    def first(self):
        return self.samples[0]

    @first.setter
    def first(self, value):
        if value > 0.1:
            self.samples = self.samples * value
        else:
            self.gain = value

    @property
    def power(self):
        return self.gain * self.gain

    @power.setter
    def power(self, value):
        self.gain = value * 0.5

    def set_and_look(self, value):
        self.first = value
        return self.first

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i] * self.gain

    def __setitem__(self, i, value):
        self.samples[i] = value / self.gain


class Sized:
    def __init__(self, samples):
        self.samples = samples
        self.gain = 2.0

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return len(self.samples) + i

    @property
    def many(self):
        return len(self.samples) > 2


def set_by_property(x):
    s = Signal(x * 1.0, x[1])
    s.power = x[0] * s.power
    s.power += x[2]
    return s.gain * np.sum(s.samples)


def set_by_property_in_a_method(x):
    s = Signal(x * 1.0, x[1])
    return s.set_and_look(x[2]) * s.set_and_look(-x[0]) + s.gain + np.sum(s.samples)


def set_by_property_in_a_loop(x):
    s = Signal(x * 1.0, x[1])
    for v in x:
        s.first = v
        s.power *= v
    return s.gain + np.sum(s.samples)


def set_by_property_of_one_in_a_list(x):
    signals = [Signal(x * v, v) for v in x]
    for s in signals:
        s.power = s.power * x[0]
    return sum(s.gain * s.first for s in signals)


class Grid:
    def __init__(self, values):
        self.values = values

    def __getitem__(self, i):
        return self.values[i] * 2.0

    def __setitem__(self, i, value):
        self.values[i] = value * 0.5


def set_by_item(x):
    g = Grid(x * 1.0)
    for k in range(2):
        g[k] = x[k + 1] * 3.0
    g[1:] = x[:2]
    return np.sum(g.values**2)


def read_and_set_by_item(x):
    g = Grid(x * 1.0)
    g[0] = x[1] * g[2]
    g[1:] = g[:-1] * x[0]
    for k in range(3):
        g[k] += x[k] * g[0]
    return np.sum(g.values**2)


def length_of_an_object(x):
    s = Sized(x * 1.0)
    s.gain = x[1]
    total = 0.0
    for k in range(2):
        total += len(s) * s.gain * x[len(s) - 1] + (len(s) + k)
        s.samples = s.samples[1:] if len(s) > 2 else s.samples
    return total * len(s)


def numbers_of_an_object(x):
    s = Sized(x * 1.0)
    s.gain = x[1]
    y = x[1]
    for k in range(2):
        y = y * s[k] * (s.gain if s.many else 1.0)
        s.samples = s.samples[1:]
    return y * s[1]


class Pair(typing.NamedTuple):
    w: np.ndarray
    b: float

    @property
    def size(self):
        return np.sum(self.w) * self.b

    @property
    def T(self):
        return self.w[::-1] * self.b

    def scaled(self, k):
        return self._replace(w=self.w * k)


def computed_by_a_named_tuple(p):
    return p.size * 2.0 + p.T @ p.scaled(p.b).w


def named_tuple_made_inside(x):
    p = Pair(x, x[1])
    if p.size > 0.1:
        p = p.scaled(x[0])
    return p.size


def power_of_sorted(x, k, item, place):
    s = 0.0
    for v in sorted(x):
        s = s * v + k
    for v in sorted(x[1:], key=lambda v: -v):
        s = s * v + item
    largest = max(x, key=lambda v: v * place)
    return s * k + place * largest * item


def length_of_an_array_of_a_list(x):
    w = np.array([np.sin(v) for v in x])
    if len(w) > 2:
        w = w * x[0]
    rows = np.stack([x * v for v in x if v > 0.4])
    if rows.shape[0] == 2 and rows.size > 4:
        return np.sum(rows @ w) * len(rows)
    return x[1]


def lengths_of_arrays_of_filled_lists(x):
    kept, rows = [], []
    for v in x:
        kept.append(v * v)
        rows.append(x * v)
    y = np.asarray(kept)
    z = np.concatenate(rows)
    if y.size > 2 and len(z) == 9:
        y = y + np.vstack(rows)[-1] / z.size
    return np.sum(y) * y.shape[0]


class Halving:
    def __init__(self, b):
        self.b = b
        self.total = 0.0

    def __enter__(self):
        self.b = self.b * 0.5
        return self

    def __exit__(self, *exception):
        self.total = self.total + self.b


def _halved(x):
    manager = Halving(x[0])
    with manager:
        y = np.sin(manager.b)
    return manager.b + manager.total * y


def manager_in_a_function(x):
    return _halved(x) * x[1] + _halved(x * 2.0)


CASES = [
    Case(rebound_below, (X,)),
    Case(read_by_a_function_below, (X,)),
    Case(set_by_property, (X,)),
    Case(set_by_property_in_a_method, (X,)),
    Case(set_by_property_in_a_loop, (X,)),
    Case(set_by_property_of_one_in_a_list, (X,)),
    Case(set_by_item, (X,)),
    Case(read_and_set_by_item, (X,)),
    Case(length_of_an_object, (X,)),
    Case(numbers_of_an_object, (X,)),
    Case(computed_by_a_named_tuple, (Pair(X, 0.7),)),
    Case(power_of_sorted, (X, 0.7, 1.3, 0.4), (0, 1, 2)),
    Case(length_of_an_array_of_a_list, (X,)),
    Case(lengths_of_arrays_of_filled_lists, (X,)),
    Case(named_tuple_made_inside, (X,)),
    Case(manager_in_a_function, (X,)),
]
