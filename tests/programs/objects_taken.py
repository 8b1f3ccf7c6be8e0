"""Objects, lists and dicts whose arrays are written in place, beside numbers that carry a derivative."""

from __future__ import annotations

import dataclasses

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


class Filter:
    """A filter with taps that adapt in place, a gain, and a counter."""

    def __init__(self, taps, gain):
        self.taps, self.gain = taps, gain
        self.steps = 0

    @classmethod
    def flat(cls, level):
        return cls(np.full(3, level), level * 0.5)

    @property
    def level(self):
        return np.sum(self.taps) * self.gain

    def adapt(self, rate):
        self.taps[1:] += rate * self.taps[:-1]
        self.steps += 1
        return self.gain * rate

    def __add__(self, other):
        return Filter(self.taps + other.taps, self.gain * other.gain)

    def __matmul__(self, x):
        return self.taps @ x * self.gain

    def __neg__(self):
        return Filter(-self.taps, self.gain)

    def __getitem__(self, i):
        return self.taps[i] * self.gain

    def __setitem__(self, i, value):
        self.taps[i] = value


class Leaky(Filter):
    def __init__(self, taps, gain):
        super().__init__(taps, gain)
        self.memo = {"taps": self.taps}

    def adapt(self, rate):
        return super().adapt(rate) * 0.5 + self.memo["taps"][0]


class Fixed:
    """Nothing of it is bound anew: only the array that it holds is written."""

    def __init__(self, w, b):
        self.w, self.b = w, b


def written_beside_a_number(x, a):
    o = Fixed(x * 1.0, a)
    o.w[1:] *= 0.3 * o.b
    return np.sum(o.w * o.w) * o.b


def written_argument_in_an_object(x, a):
    o = Fixed(x, a)
    o.w[0] = a * o.w[1]
    return np.sum(o.w * x) * o.b


def written_in_a_method(x, a):
    f = Filter(x * a, a)
    s = 0.0
    for _ in range(3):
        s += f.adapt(0.4)
    return s * f.level + f.steps * a


def written_under_a_condition(x, a):
    f = Filter(x * a, a)
    if x[0] > 0.1:
        f.taps[0] *= a
    else:
        f.gain = a * a
    return f.level * f.gain


def operators_of_an_object_that_changes(x, a):
    f = Filter(x * a, a)
    before = f @ x
    f.adapt(0.3)
    f[0] = f[1] * a
    return before * (f @ x) + (-f).level


def sum_of_two_that_change(x, a):
    f, g = Filter(x * a, a), Filter(x * x, 0.5)
    f.adapt(0.2)
    h = f + g
    h.gain = h.gain * a
    h.adapt(a)
    return h.level + f.level * g.level


def made_by_a_class_method(x, a):
    f = Filter(x, a)
    g = Filter.flat(a)
    g.gain = a * f.level
    g.adapt(0.5)
    return g.level + Filter.flat(x[1]).level


def made_twice_by_one_method(x, a):
    f, g = Filter.flat(a), Filter.flat(a)
    f.adapt(x[0])
    g.gain = x[1]
    return f.level * g.level


def made_in_a_loop(x, a):
    s = 0.0
    for v in x:
        f = Filter.flat(v)
        f.adapt(a)
        f.gain = f.gain * a
        s += f.level
    return s


def several_made_in_a_display(x, a):
    filters = [Filter.flat(a) for _ in range(2)]
    filters[0].adapt(x[0])
    filters[1].gain = x[1]
    return filters[0].level * filters[1].level


def a_class_below(x, a):
    f = Leaky(x * a, a)
    s = f.adapt(0.3) + f.adapt(a)
    f[1] = s
    return f.level * s + np.sum(f.memo["taps"])


def made_by_a_method_of_the_same(x, a):
    f = Filter(x * a, a)
    f.adapt(Filter.flat(a).level)
    return f.level + f.gain


@dataclasses.dataclass
class Params:
    w: np.ndarray
    b: float


def a_dataclass_that_is_made(x, a):
    p = Params(x * a, a)
    p.w[0] *= p.b
    p.w -= 0.1 * x
    return np.sum(p.w) * p.b


def descent_in_a_dict(x, p):
    """One step of a descent, in the parameters themselves."""
    p["w"] -= 0.1 * p["b"] * x
    p["w"][0] = x[1] * p["b"]
    return np.sum(p["w"] ** 2) * p["b"]


def descent_in_all_of_a_dict(x, p):
    for name in p:
        p[name] -= 0.1 * x * p[name]
    return np.sum(p["w"] * p["b"])


def written_in_a_list_argument(x, p):
    rows = p[0]
    rows[1:] *= x[0]
    p[0] += x * p[1]
    return np.sum(rows) * p[1]


def written_in_a_nested_argument(x, p):
    p["more"]["v"][0] *= x[0]
    p["w"] += p["more"]["v"] * p["b"]
    return np.sum(p["w"] * p["more"]["v"])


def decayed(p, rate):
    p["w"] *= rate
    return p["b"] * rate


def written_in_an_argument_by_a_callee(x, p):
    s = decayed(p, x[0]) + decayed(p, 0.5)
    return np.sum(p["w"] * x) * s


BOTH = (0, 1)
CASES = [
    *(
        Case(fun, (X, 0.7), BOTH)
        for fun in (
            written_beside_a_number,
            written_argument_in_an_object,
            written_in_a_method,
            written_under_a_condition,
            operators_of_an_object_that_changes,
            sum_of_two_that_change,
            made_by_a_class_method,
            made_twice_by_one_method,
            made_in_a_loop,
            several_made_in_a_display,
            a_class_below,
            made_by_a_method_of_the_same,
            a_dataclass_that_is_made,
        )
    ),
    Case(descent_in_a_dict, (X, {"w": X * 0.5, "b": 0.7}), BOTH),
    Case(descent_in_all_of_a_dict, (X, {"w": X * 0.5, "b": X[::-1] * 0.3}), BOTH),
    Case(written_in_a_list_argument, (X, [X * 0.5, 0.7]), BOTH),
    Case(written_in_a_nested_argument, (X, {"w": X * 0.5, "b": 0.7, "more": {"v": X * 0.4}}), BOTH),
    Case(written_in_an_argument_by_a_callee, (X, {"w": X * 0.5, "b": 0.7}), BOTH),
]
