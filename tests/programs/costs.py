"""Programs whose derivatives take a short way: uniform adjoints, new axes, shared quotients, lengths."""

import math

import numpy as np

from tests.programs import Case, rand


def lengths_from_integers(x, y, n):
    k = int(n * 1.5)
    z = np.repeat(y, k)  # as long as x, which nothing tells
    return np.sum((z * x) ** 2) + np.sum(np.tile(y, k) * z)


def integer_that_is_an_axis(a, axes):
    total = 0.0
    for axis in axes:
        total += np.sum(np.sum(a, axis=axis) ** 2)
    return total


def new_axes(x, y):
    rows = x[:, None] * y
    planes = rows[None, :, :, None] * x[None, None, None]
    return np.sum(planes**2) + np.sum(rows)


def new_axis_of_what_is_written(x):
    column = x * 2.0
    wide = column[:, None]
    wide[1:] *= x[0]
    return np.sum(wide**2) * np.sum(column)


def new_axis_of_uniform(x):
    y = np.sin(x)
    return np.sum(y[:, None]) + np.sum(np.sum(y[None] * 2.0, axis=0))


def uniform_through_sums(a):
    inner = np.sum(np.mean(a**3, axis=2), axis=0)
    return np.sum(inner) + np.mean(np.mean(np.sin(a), axis=(0, 1), keepdims=True))


def uniform_with_length_one(a, b):
    return np.sum(np.sum(a * b, axis=1)) + np.mean(np.sum(b**2, axis=0))


def quotient_both(x, y):
    q = x / y
    q = q / (1.0 + q**2)
    return np.sum(q * x)


def quotient_spread(x, y, s):
    q = x / y[:, None]
    r = s / q
    return np.sum(q * r / (2.0 + q)) + s / np.sum(y)


def quotient_of_itself(x):
    y = x / (x / x)
    return np.sum(y / np.sum(y) * x)


def quotient_in_loop(x, s, n):
    for _ in range(n):
        s = x / s
        x = x / (1.0 + s)
    return s * x


def quotient_in_loop_of_arrays(x, s, n):
    for _ in range(n):
        s = x / s
        x = x / (1.0 + s)
    return np.sum(s * x)


def arc(x, y):
    return np.sum(np.arctan2(x, y) * np.hypot(x, y) / np.hypot(y, 2.0))


def absolute_numbers(x, v, n):
    for _ in range(n):
        v = v - 0.1 * abs(v) * v - 0.05 * math.fabs(x)
        x = x + 0.1 * v
    return x * abs(v)


def absolute_zero(x):
    return abs(x) * x + math.fabs(x) ** 3


def products_of_stacks(w, b, x):
    return np.sum(np.tanh(x @ w + b) ** 2)


def permuted(a):
    b = np.transpose(a, (1, 2, 0))
    c = b.transpose(-1, 0, 1)
    return np.sum(b[1:] * b[:-1]) + np.sum(c**3)


def slices_of_uniform(x, n):
    total = 0.0
    for i in range(1, n):
        total += np.sum(x[:i]) * np.sum(x[i:]) + np.sum(x[1:3] @ x[:2])
    return total


def masks_of_uniform(x):
    return np.sum(x[x > 0.0]) + np.sum(x[:, None][x > 0.1]) * x[0]


CASES = [
    Case(lengths_from_integers, (rand(3), rand(1), 2), argnums=(0, 1)),
    Case(integer_that_is_an_axis, (rand(2, 3), [0, 1, -1])),
    Case(new_axes, (rand(3), rand(2)), argnums=(0, 1)),
    Case(new_axes, (rand(1), rand(1)), argnums=(0, 1), name="new_axes_one"),
    Case(new_axis_of_what_is_written, (rand(3),)),
    Case(new_axis_of_uniform, (rand(3),)),
    Case(uniform_through_sums, (rand(2, 3, 2),)),
    Case(uniform_with_length_one, (rand(3, 1), rand(3, 2)), argnums=(0, 1)),
    Case(uniform_with_length_one, (rand(1, 2), rand(3, 2)), argnums=(0, 1), name="uniform_with_row"),
    Case(quotient_both, (rand(3), rand(3) + 3.0), argnums=(0, 1)),
    Case(quotient_spread, (rand(3, 2) + 3.0, rand(3) + 2.0, 0.7), argnums=(0, 1, 2)),
    Case(quotient_of_itself, (rand(3) + 2.0,)),
    Case(quotient_in_loop, (1.3, 0.8, 4), argnums=(0, 1)),
    Case(quotient_in_loop_of_arrays, (rand(3) + 2.0, rand(3) + 1.0, 3), argnums=(0, 1)),
    Case(arc, (rand(3) + 2.0, rand(3)), argnums=(0, 1)),
    Case(absolute_numbers, (-0.4, 0.3, 5), argnums=(0, 1)),
    Case(absolute_numbers, (np.float64(-0.4), np.float64(0.3), 5), argnums=(0, 1), name="absolute_scalars"),
    Case(absolute_numbers, (np.float32(-0.4), 0.3, 3), argnums=(0, 1), name="absolute_mixed"),
    Case(absolute_zero, (-1.5,)),
    Case(products_of_stacks, (rand(3, 2), rand(2), rand(2, 2, 4, 3)), argnums=(0, 1, 2)),
    Case(products_of_stacks, (rand(3, 2), rand(2), rand(1, 4, 3)), argnums=(0, 1, 2), name="products_of_one"),
    Case(permuted, (rand(2, 3, 4),)),
    Case(slices_of_uniform, (rand(5), 5)),
    Case(masks_of_uniform, (rand(4),)),
]
