"""Calls that are written into their callers, since memory is not followed through them.

Which arrays share memory is decided in the callee, or what its derivative saves is written on the way back.
"""

from __future__ import annotations

import numpy as np

from tests.programs import Case, rand

FACTOR = 3.0


def scaled(v, c):
    z = v if c > 0.0 else v.copy()
    z *= FACTOR
    return z


def chosen_below(x):
    y = np.sin(x)
    scaled(y, x[0])
    return np.sum(y * y)


def chosen_two_levels_below(x):
    def twice(v, c):
        z = scaled(v, c)
        z += scaled(v, -c)
        return z

    y = np.exp(x)
    z = twice(y, x[1])
    return np.sum(y * z)


def chosen_in_each_trip(x, n):
    y = x * 1.0
    s = 0.0
    for k in range(n):
        z = scaled(y[k:], x[k])
        s += np.sum(z * y[: len(z)])
    return s


def names_that_mean_something_else_here(x):
    FACTOR = x[0]  # noqa: N806
    z = x * 2.0
    c = z * FACTOR
    v = scaled(c, x[1])
    return np.sum(v * z * c) * FACTOR


def given_by_keyword_and_default(x):
    def damped(v, c=0.5, *, at=1):
        z = v if c > 0.4 else v.copy()
        z[at] *= c
        return z

    y = x * x
    a = damped(y)
    b = damped(y, at=0, c=0.3)
    return np.sum(a * b * y)


def literal_that_is_bound_anew(x):
    def powers(v, n):
        out = v
        while n > 1:
            out = out * v
            n -= 1
        out[0] = n * v[1]
        return out

    y = x * 2.0
    return np.sum(powers(y, 1) * powers(y, 3) * y)


def early_return_of_an_alias(x):
    def first_large(v):
        for k in range(len(v)):
            w = v[k:]
            if v[k] > 0.3:
                return w
        return v.copy()

    y = x * 3.0
    w = first_large(y)
    w *= y[-1]
    return np.sum(y * y) + np.sum(w)


def exchanged_below(x, n):
    def step(p, q):
        q[1:-1] = p[1:-1] + 0.3 * (p[2:] - 2 * p[1:-1] + p[:-2]) * p[1:-1]
        return q, p

    p, q = x.copy(), x.copy()
    for _ in range(n):
        p, q = step(p, q)
    return np.sum(p * p) + q[1]


def exchanged_twice_below(x, n):
    def steps(p, q, n):
        for _ in range(n):
            q[...] = p * p + q
            p, q = q, p
        return p, q

    p, q = x * 1.0, x * x
    a, b = steps(p, q, n)
    c, d = steps(b, a, n + 1)
    return np.sum(c * d) + np.sum(p * q)


class Buffer:
    def __init__(self, start, keep):
        self.now = start if keep else start.copy()
        self.last = self.now
        self.count = 0

    def push(self, v):
        self.count += 1
        self.now *= v
        self.last = self.now[1:]

    def energy(self):
        return np.sum(self.now * self.now) + self.last[0] * self.count


def object_that_keeps_what_it_was_given(x):
    y = np.cos(x)
    kept, apart = Buffer(y, True), Buffer(y, False)
    for v in x:
        kept.push(v)
        apart.push(y[0])
    return kept.energy() * apart.energy() + np.sum(y)


class Memory:
    def __init__(self, rate):
        self.m = 0.0
        self.rate = rate

    def step(self, w, g):
        self.m = 0.5 * self.m + g
        w -= self.rate * self.m
        return w


def number_that_becomes_an_array(a, x):
    memory = Memory(x[0])
    w = x * 1.0
    for _ in range(3):
        w = memory.step(w, a @ w)
    return np.sum(w * w)


def one_dict_under_another_name(x):
    params = {"w": x.copy(), "b": np.array([0.1])}
    for _ in range(3):
        p = params
        for name in ("w", "b"):
            p[name] = p[name] - 0.1 * p[name] ** 2
        t = p
        params = t
    return np.sum(params["w"]) * params["b"][0]


def one_list_under_another_name(x):
    params = [x[0], x[1]]
    for _ in range(3):
        p = params
        p[0] = p[0] * p[1]
        t = p
        params = t
    return params[0]


def dict_handed_on(x):
    def step(params, grads):
        for name, g in grads.items():
            params[name] = params[name] - 0.1 * g * params[name]
        return params

    params = {"w": x.copy(), "b": np.array([0.1])}
    for _ in range(2):
        r = params["w"] * 2.0 + params["b"]
        params = step(params, {"w": 4.0 * r, "b": np.array([np.sum(r)])})
    return np.sum(params["w"]) * params["b"][0]


def list_twice_below(x):
    def two():
        a = []
        return a, a

    a, b = two()
    for v in x:
        a.append(v * v)
    return b[0] * b[-1]


def view_and_array_below(x):
    def two(n):
        a = np.zeros(n)
        return a, a[1:]

    a, b = two(len(x))
    a[1] = x[0] ** 2
    b[1] = a[1] * x[1]
    return np.sum(a * a) + np.sum(b)


def read_before_it_is_written(x):
    y = x * 1.0
    y[0] += np.sum(scaled(y, x[1]))
    return np.sum(y * y)


def itself(x, n):
    def down(v, n):
        z = v if v[0] > 0.0 else v.copy()
        z *= 1.5
        return z if n == 0 else down(z, n - 1)

    y = x * 2.0
    return np.sum(down(y, n) * y)


def written_through_a_closure(x):
    y = x * 1.0

    def write(k, v):
        z = y if v > 0.0 else y.copy()
        z[k] = v * z[k]

    for k in range(3):
        write(k, x[0])
    return np.sum(y * y)


def several_things_saved(x, w):
    def layer(v, out):
        out[...] = np.tanh(v * w)
        u = out if w > 0.0 else out[::-1]
        u[0] *= v[1]
        return u, np.sum(out), (v, u[1])

    buffer = np.zeros(3)
    total = 0.0
    for _ in range(2):
        u, s, (v, first) = layer(x, buffer)
        total += s * first + np.sum(u * v)
    return total


v3 = np.array([0.7, 0.3, 0.5])

CASES = [
    Case(chosen_below, lambda: (v3.copy(),), items="B23 C39"),
    Case(chosen_below, lambda: (-v3,), items="B23 C39", name="apart_below"),
    Case(chosen_two_levels_below, lambda: (v3.copy(),), items="B23 C39"),
    Case(chosen_in_each_trip, lambda: (np.array([0.5, -0.4, 0.3]), 3), items="B23 C39"),
    Case(names_that_mean_something_else_here, lambda: (v3.copy(),), items="B23 F61"),
    Case(given_by_keyword_and_default, lambda: (v3.copy(),), items="B23"),
    Case(literal_that_is_bound_anew, lambda: (v3.copy(),), items="B23"),
    Case(early_return_of_an_alias, lambda: (np.array([0.05, 0.7, 0.2]),), items="B23 C39"),
    Case(exchanged_below, lambda: (rand(6), 3), items="B20 C39"),
    Case(exchanged_twice_below, lambda: (rand(3), 2), items="B20 C39"),
    Case(object_that_keeps_what_it_was_given, lambda: (v3.copy(),), items="B23 C39"),
    Case(number_that_becomes_an_array, lambda: (rand(3, 3), v3.copy()), (0, 1), items="E49"),
    Case(one_dict_under_another_name, lambda: (v3.copy(),), items="B23"),
    Case(one_list_under_another_name, lambda: (v3.copy(),), items="B23"),
    Case(dict_handed_on, lambda: (v3.copy(),), items="B23 C39"),
    Case(list_twice_below, lambda: (v3.copy(),), items="B23", refused="maybe"),
    Case(view_and_array_below, lambda: (v3.copy(),), items="B23 C39"),
    Case(read_before_it_is_written, lambda: (v3.copy(),), items="B23"),
    Case(itself, lambda: (v3.copy(), 2), items="B23", refused="maybe"),
    Case(written_through_a_closure, lambda: (v3.copy(),), items="B23 F61"),
    Case(several_things_saved, lambda: (v3.copy(), 0.8), (0, 1), items="B23 C39"),
    Case(several_things_saved, lambda: (v3.copy(), -0.8), (0, 1), items="B23 C39", name="several_reversed"),
]
