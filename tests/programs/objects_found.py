"""What random programs of objects have boiled down to: managers in loops, functions beside arrays."""

from __future__ import annotations

import functools

import numpy as np

from tests.programs import Case

X = np.array([0.3, -0.5, 0.7])
SPACE = np.zeros(3)


class Managed:
    def __init__(self, w, b, k=1):
        self.w, self.b = w, b
        self.total = 0.0

    def __enter__(self):
        pass

    def __exit__(self, *exception):
        pass

    def __add__(self, other):
        pass


def attribute_added_to_in_a_with_in_a_loop(x):
    one = Managed(x, 0.3)
    nothing = one + x  # noqa: F841
    for v, _ in zip(x, x, strict=True):
        with Managed(w=0.3, b=v):
            one.total += 0.3 * v
    return one.b + one.total * x[0]


def _into(out, v):
    np.multiply(v, 0.7, out=out)
    return out


def function_in_a_list_with_a_written_array(x):
    y = x * 1.0
    held = [lambda t: t * 2.0, y, np.sin]
    _into(y, np.sin(x))
    return held[0](np.sum(held[1] * x))


def whole_numbers_in_a_list_with_a_written_array(x, n):
    y, k = x * 1.0, int(n)
    held = [y, k + 1, len(x), -k, 2 * k if k > 2 else 3, f"{n}", x[0] > 0.0]
    _into(y, np.sin(x))
    return np.sum(held[0] * held[1]) * held[2] + held[3] * x[1] + held[4]


class Scaled:
    def __call__(self, x, a):
        self.h = x * 0.3
        if a > 5.0:
            np.add(x, self.h, out=SPACE)
        else:
            self.h *= a
        return np.sum(self.h) + np.sum(SPACE)


def added_to_on_one_side_only(x, a):
    h = x * 0.3
    if a > 5.0:
        s = np.sin(h) + x
    else:
        s = x * a
        h = h * a
    return np.sum(h) + np.sum(s * s)


class Changing:
    def __init__(self, w, b):
        self.w, self.b = w, b
        self.total = 0.0

    def step(self, t):
        self.w[0] *= t
        self.total = self.total + t

    def __enter__(self):
        self.b = self.b * 0.5
        return self

    def __exit__(self, *exception):
        self.total = self.total + self.b


def object_that_changes_made_by_a_with(x, a):
    one = Changing(x * 1.0, x[0])
    one.step(a)
    for _ in range(2):
        with Changing(one.w * 1.0, x[-1]) as other:  # noqa: F841
            SPACE[:] = x[::-1] * a
    chosen = one if any(e > 0.6 for e in SPACE) else one
    return np.sum(SPACE) * chosen.total + np.sum(chosen.w)


@functools.lru_cache(maxsize=None)
def order(n):
    return 0.25 * n


def halved(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return 0.5 * function(*args, **kwargs)

    return wrapper


@halved
def global_with_a_name_that_is_given_out(x, a):
    for e in sorted(x):
        a *= np.tanh(e)
    x[2] = order(2)
    return a + x[0]


def dict_of_a_number_and_a_list_that_grows(x, a):
    d = {"a": a, "b": [x[0]]}
    d["b"].extend([a, a])
    d["b"].insert(0, a * 2)
    return np.sin(sum(d["b"]) + d.pop("a"))


def copy_of_a_dict_of_a_number_and_a_list(x, a):
    d = {"a": a * x[0], "b": [x[0], a]}
    shared = d["b"]
    shared.extend([a, a])
    copied = d.copy()
    d.clear()
    copied["b"].insert(0, a * 2)
    shared.append(a * x[1])
    copied["a"] = copied["a"] * 2.0
    return np.sin(sum(shared) * copied["a"]) + sum(copied["b"]) ** 2


CASES = [
    Case(attribute_added_to_in_a_with_in_a_loop, (X,)),
    Case(function_in_a_list_with_a_written_array, (X,)),
    Case(whole_numbers_in_a_list_with_a_written_array, (X, 3.5), (0, 1)),
    # A saved file cannot hold the workspace.
    Case(Scaled(), (X, 0.4), (0, 1), name="attribute_written_on_one_side_only", standalone=False),
    Case(added_to_on_one_side_only, (X, 0.4), (0, 1)),
    Case(object_that_changes_made_by_a_with, (X, 0.4), (0, 1), standalone=False),
    Case(global_with_a_name_that_is_given_out, (X, 0.4), (0, 1), name="global_with_a_name_that_is_given_out"),
    Case(dict_of_a_number_and_a_list_that_grows, (X, 0.4), (0, 1)),
    Case(copy_of_a_dict_of_a_number_and_a_list, (X, 0.4), (0, 1)),
]
