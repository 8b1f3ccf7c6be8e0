"""What `functools.singledispatch` calls is known by the class of the first argument."""

import functools

import numpy as np

from tests.programs import Case


class Square:
    def __init__(self, a):
        self.a = a


class Circle:
    def __init__(self, r):
        self.r = r


class Small(Square):
    pass


@functools.singledispatch
def area(shape):
    raise NotImplementedError


@area.register
def _(shape: Square):
    return shape.a**2


@area.register
def _(shape: Circle):
    return 3.0 * shape.r**2


@area.register(list)
def _(shapes):
    return sum(area(s) for s in shapes)


def areas(x):
    return area(Square(x[0])) * area(Circle(x[1]))


def areas_in_a_loop(x):
    t = 0.0
    for s in [Square(x[0]), Circle(x[1]), Small(x[0] * x[1])]:
        t = t + area(s)
    return t


def areas_of_nested_lists(x):
    return area([Square(x[0]), [Circle(x[1]), Small(x[0] * x[1])]])


@functools.singledispatch
def doubled(v):
    return v * 2.0


@doubled.register(list)
@doubled.register(tuple)
def doubled_items(v):
    return [doubled(i) for i in v]


@doubled.register(dict)
def doubled_values(v):
    return {k: doubled(i) for k, i in v.items()}


@doubled.register(np.ndarray)
def doubled_array(v):
    return v * 2.0 + 1.0


def tree_that_is_mapped(x):
    d = doubled({"a": x, "b": [x[0] * x, x]})
    return np.sum(d["a"] * d["b"][0] + d["b"][1])


@functools.singledispatch
def norm(v):
    return abs(v)


@norm.register
def _(v: np.ndarray):
    return np.sqrt(np.sum(v**2))


@norm.register
def _(v: float, k=2.0):
    return v**2 * k


def numbers_and_arrays(x):
    return norm(x) * norm(x[1]) + norm(x[0], k=3.0)


class Model:
    def __init__(self, w):
        self.w = w

    @functools.singledispatchmethod
    def feed(self, v):
        return self.w * v

    @feed.register
    def _(self, v: list):
        return [self.feed(i) for i in v]

    @feed.register
    def _(self, v: np.ndarray):
        return np.sum(self.w * v)


def method_that_is_dispatched(x):
    m = Model(x[1])
    return sum(m.feed([x, x * 2.0])) * m.feed(x[0])


X = np.array([0.4, 0.7])
CASES = [
    Case(fun, (X,))
    for fun in (
        areas,
        areas_in_a_loop,
        areas_of_nested_lists,
        tree_that_is_mapped,
        numbers_and_arrays,
        method_that_is_dispatched,
    )
]
