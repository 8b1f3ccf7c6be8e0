"""What random programs of objects have boiled down to: managers in loops, functions beside arrays."""

from __future__ import annotations

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


CASES = [
    Case(attribute_added_to_in_a_with_in_a_loop, (X,)),
    Case(function_in_a_list_with_a_written_array, (X,)),
    Case(whole_numbers_in_a_list_with_a_written_array, (X, 3.5), (0, 1)),
    Case(Scaled(), (X, 0.4), (0, 1), name="attribute_written_on_one_side_only"),
    Case(added_to_on_one_side_only, (X, 0.4), (0, 1)),
]
