"""Context managers that change or lend what they are given, and attributes that are put back."""

import contextlib
import time
from contextlib import contextmanager

import numpy as np

from tests.programs import Case, rand


@contextmanager
def lent(items):
    yield items


@contextmanager
def changed(items, v):
    items[0] = items[0] * v
    yield
    items[0] = items[0] + v


@contextmanager
def pushed(stack, v):
    stack.append(v)
    try:
        yield stack
    finally:
        stack.pop()
        stack[0] = stack[0] * v


def list_that_is_lent(x):
    s = [x]
    y = np.sin(s[0])
    with lent(s) as t:
        t[0] = t[0] * y
    return y * s[0]


def list_changed_by_a_manager(x):
    s = [x]
    y = np.sin(s[0])
    with changed(s, y):
        y = y * 2.0
    return y * s[0]


def array_changed_by_a_manager(x):
    s = np.array([x, x * x])
    y = np.sin(s[0])
    with changed(s, y):
        y = y * 2.0
    return y * s[0]


def dict_changed_by_a_manager(x):
    s = {0: x}
    y = np.sin(s[0])
    with changed(s, y):
        y = y * s[0]
    return y * s[0]


def stack_of_scopes(x):
    s = [x]
    y = np.sin(s[0])
    with pushed(s, y) as t:
        t[0] = t[0] * t[1]
        y = y + s[-1]
        with pushed(s, y * 2.0):
            y = np.sin(sum(s))
    return y * s[0]


def entered_by_a_stack(x):
    s = [x]
    with contextlib.ExitStack() as stack:
        t = stack.enter_context(pushed(s, x * 2.0))
        t[0] = t[0] * t[1]
        y = np.sin(s[0])
    return y * s[0]


def left_by_an_exception(x):
    s = [x]
    y = x
    try:
        with pushed(s, y) as t:
            t[0] = t[0] * y
            if t[0] < 10.0:
                raise ValueError("small")
            y = y * 2.0
    except ValueError:
        y = np.sin(s[0])
        s[0] = y * s[0]
    return y * s[0]


@contextmanager
def lent_on(items, v):
    with lent(items) as inner:
        inner[0] = inner[0] * v
        yield inner
        inner[0] = inner[0] + v


def manager_in_a_manager(x):
    a = [x]
    y = np.sin(x)
    with lent_on(a, y) as c:
        c[0] = np.sin(c[0])
    return y * a[0]


def two_managers(x):
    a, b = [x], [x * x]
    with lent(a) as c, lent_on(b, c[0]) as d:
        c[0] = d[0] * c[0]
        d.append(c[0])
    return a[0] * b[0] + b[1]


@contextmanager
def exchanged(a, b):
    a[:], b[:] = b.copy(), a.copy()
    try:
        yield a, b
    finally:
        a[:], b[:] = b.copy(), a.copy()


def arrays_exchanged_for_a_while(x):
    a, b = x * x, np.sin(x)
    y = a[0]
    with exchanged(a, b) as (p, q):
        p *= y
        y = np.sum(q * a)
        q[1] = y
    return y * np.sum(a * b)


class Timer:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *error):
        self.log.append(time.perf_counter() - self.start)


def times_in_a_list(x):
    log = []
    with Timer(log):
        y = np.sin(x)
    for _ in range(2):
        with Timer(log):
            y = y * x
    return y * len(log)


class Transaction:
    def __init__(self, d):
        self.d = d

    def __enter__(self):
        self.saved = dict(self.d)
        return self.d

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.d.update(self.saved)
        else:
            self.d["n"] = self.d["a"] * 2.0
        return False


def committed_and_rolled_back(x):
    d = {"a": x, "n": 0.0}
    with Transaction(d) as t:
        t["a"] = np.sin(t["a"])
    y = d["n"]
    try:
        with Transaction(d):
            d["a"] = d["a"] * y
            if d["a"] < 10.0:
                raise ValueError("small")
            y = 0.0
    except ValueError:
        y = y * d["a"]
    return y * d["n"]


class Step:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.model.g = [0.0 for _ in self.model.w]
        return self.model

    def __exit__(self, *error):
        for i in range(len(self.model.w)):
            self.model.w[i] = self.model.w[i] - 0.1 * self.model.g[i]


class Weights:
    def __init__(self, x):
        self.w = [x, 2.0 * x]
        self.g = [0.0, 0.0]


def steps_of_an_optimiser(x):
    m = Weights(x)
    for _ in range(2):
        with Step(m) as inside:
            inside.g[0] += np.sin(m.w[0] * m.w[1])
            m.g[1] += inside.w[0]
    return m.w[0] * m.w[1]


class Layer:
    def __init__(self, x):
        self.w = np.array([x, x * x])
        self.k = x
        self.log = []

    @contextmanager
    def perturbed(self, v):
        old = self.w
        self.w = self.w * v
        try:
            yield self.w
        finally:
            self.log.append(self.w[0])
            self.w = old

    @contextmanager
    def louder(self):
        self.k = self.k * 2.0
        yield
        self.k = self.k * 0.3

    def value(self):
        return np.sum(np.sin(self.w)) * self.k


def method_that_perturbs(x):
    m = Layer(x)
    y = m.value()
    with m.perturbed(y) as w:
        y = y * m.value()
        w[0] = y
        y = y + m.value()
    return y * m.value() + m.log[0]


def method_that_scales(x):
    m = Layer(x)
    y = m.value()
    with m.louder():
        y = m.value() * y
    return y * m.value()


@contextmanager
def with_factor(m, v):
    old = m.k
    m.k = v
    yield
    m.k = old


def attribute_set_for_a_while(x):
    m = Layer(x)
    y = m.value()
    with with_factor(m, y * x):
        y = m.value() * y
    return y * m.value()


def attribute_written_and_put_back(x):
    m = Layer(x)
    old = m.w
    m.w = m.w * 2.0
    w = m.w
    w[0] = x * x
    y = m.value()
    m.w = old
    return y * m.value()


def written_in_a_try_and_put_back(x):
    m = Layer(x)
    old = m.w
    m.w = m.w * 2.0
    try:
        w = m.w
        y = m.value()
        w[0] = y
        y = y + m.value()
    finally:
        m.w = old
    return y * m.value()


def half_a_change_of_an_attribute(x):
    m = Layer(x)
    y = np.sin(x)
    try:
        m.k = m.k * y
        if m.k < 10.0:
            raise ValueError("small")
        m.k = m.k * 2.0
    except ValueError:
        y = m.value()
    return y * m.value()


def put_back_in_each_trip(x):
    m = Layer(x)
    y = np.sin(x)
    for i in range(2):
        old = m.w
        try:
            m.w = m.w * y
            w = m.w
            w[0] = y
            y = m.value()
            if i == 1:
                raise ValueError("enough")
            m.k = y
        except ValueError:
            y = y + m.value()
        finally:
            m.w = old
    return y * m.value()


CASES = [
    Case(list_that_is_lent, (0.7,)),
    Case(list_changed_by_a_manager, (0.7,)),
    Case(array_changed_by_a_manager, (0.7,)),
    Case(dict_changed_by_a_manager, (0.7,)),
    Case(stack_of_scopes, (0.7,)),
    Case(entered_by_a_stack, (0.7,)),
    Case(left_by_an_exception, (0.7,)),
    Case(manager_in_a_manager, (0.7,)),
    Case(two_managers, (0.7,)),
    Case(arrays_exchanged_for_a_while, (rand(3),)),
    Case(times_in_a_list, (0.7,)),
    Case(committed_and_rolled_back, (0.7,)),
    Case(steps_of_an_optimiser, (0.7,)),
    Case(method_that_perturbs, (0.7,)),
    Case(method_that_scales, (0.7,)),
    Case(attribute_set_for_a_while, (0.7,)),
    Case(attribute_written_and_put_back, (0.7,)),
    Case(written_in_a_try_and_put_back, (0.7,)),
    Case(half_a_change_of_an_attribute, (0.7,)),
    Case(put_back_in_each_trip, (0.7,)),
]
