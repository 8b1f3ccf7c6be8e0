"""Slices that have all of their elements, and those that are cut off at the end: which is which."""

import numpy as np

from tests.programs import Case, rand


def pooled(x, k):
    """A window that moves: the last one ends where x ends."""
    h = x.shape[0] - k + 1
    out = np.zeros(h)
    for i in range(k):
        out += x[i : i + h] * x[i]
    return np.sum(out**2)


def too_far(x, k):
    """The last windows are cut off, to one element: it is spread over the other factor."""
    total = 0.0
    for i in range(k):
        total += np.sum(x[i : i + 3] * x[:3][: 3 if i + 3 <= len(x) else 1])
    return total


def cut_to_one(x, y, n):
    """`x[:n]` has one element, whatever n is."""
    return np.sum(x[:n] * y)


def from_the_end(x):
    return np.sum(x[-3:] * x[:3]) + np.sum(x[-2:-1] * x[1:4])


def counted_down(x):
    total = 0.0
    for i in range(len(x) - 2, -1, -1):
        total += np.sum(x[i : i + 2] * x[:2])
    return total


def by_two(x):
    total = 0.0
    for i in range(0, len(x) - 1, 2):
        total += np.sum(x[i : i + 2] * x[-2:])
    return total


def triangle(x):
    """The range of one counter is made of another one."""
    n = len(x)
    total = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            total += np.sum(x[i:j] * x[i]) * x[j]
    return total


def counter_bound_anew(x):
    total = 0.0
    for i in range(2):
        i = i + 3
        total += np.sum(x[i : i + 2] * x[0:1])
    return total


def stop_bound_anew(x):
    """The range was made of an older n."""
    n = 4
    total = 0.0
    for i in range(n):
        n = 1
        total += np.sum(x[i : i + 2] * x[:2][: 2 if i + 2 <= len(x) else 1]) * n
    return total


def same_counter(x):
    """The inner loop counts with the name of the outer one."""
    total = 0.0
    for k in range(2):
        for k in range(1, 5):
            total += np.sum(x[k - 1 : k + 1] * x[: 2 if k < 5 else 1])
        total += np.sum(x[k : k + 1] * x[:3])
    return total


def gates(x, w):
    """Parts of one array, by multiples of a length."""
    b = len(x)
    forget = np.tanh(x * w[:b])
    gate = np.exp(-x * w[b : 2 * b])
    return np.sum(forget * gate * w[2 * b : 3 * b] + w[3 * b :])


def gates_of_one(x, w):
    """The last part has one element only."""
    b = len(x)
    return np.sum(x * w[:b] * w[b : 2 * b])


def columns(a):
    """Slices between numbers, of an axis whose length only the call knows."""
    flat = a[:, :2] / a[:, 2:3]
    r = np.sum(flat**2, axis=1)
    return np.sum(flat * (1.0 + r)[:, None] * a[:, 3:5] + a[:, 1:3])


def shorter_than_its_start(x):
    """`x[5:]` has no elements, not minus two."""
    n = len(x[5:]) + 2
    return np.sum(np.zeros(n) + x[:1]) + np.sum(x[:n] * x[:1])


def size_of_inside(x):
    """The same, of a shape that is asked for."""
    m = x[2:-2].shape[0] + 1
    return np.sum(x[:m] * x[1 : m + 1])


def crossed(a, b):
    """Vectors of three, the number of which is no matter."""
    turned = np.cross(a[:, :3], b)
    return np.sum(turned * a[:, :3] ** 2 + turned[:, 1:2] * b)


def chosen_inside(x):
    """What is chosen of the inside of the inside."""
    inner = x[1:-1, 1:-1]
    flux = inner[1:-1, 1:] - inner[1:-1, :-1]
    kept = np.where(flux > 0.0, 0.1 * flux, flux)
    return np.sum((kept[:, 1:] - kept[:, :-1]) ** 2)


def scaled_by_numbers(x, y, dt, steps):
    """Products of numbers stand before arrays; what is only read is not copied."""
    x = x.copy()
    y = y.copy()
    for _ in range(steps):
        x += 0.5 * dt * y
        y[1:] -= x[:-1] * (2.0 * dt)
    return np.sum(x * y)


CASES = [
    Case(pooled, lambda: (rand(6), 3)),
    Case(pooled, lambda: (rand(6), 6), name="pooled_whole"),
    Case(pooled, lambda: (rand(6), 1), name="pooled_one_by_one"),
    Case(too_far, lambda: (rand(5), 5)),
    Case(cut_to_one, lambda: (rand(1), rand(4), 3), (0, 1)),
    Case(cut_to_one, lambda: (rand(4), rand(4), 4), (0, 1), name="cut_to_all"),
    Case(cut_to_one, lambda: (rand(4), rand(4), -3), (0, 1), name="cut_from_the_end"),
    Case(cut_to_one, lambda: (rand(4), rand(3), -1), (0, 1), name="cut_before_the_end"),
    Case(from_the_end, lambda: (rand(5),)),
    Case(counted_down, lambda: (rand(5),)),
    Case(by_two, lambda: (rand(6),)),
    Case(triangle, lambda: (rand(4),)),
    Case(counter_bound_anew, lambda: (rand(5),)),
    Case(stop_bound_anew, lambda: (rand(4),)),
    Case(same_counter, lambda: (rand(6),)),
    Case(gates, lambda: (rand(3), rand(12)), (0, 1)),
    Case(gates, lambda: (rand(3), rand(10)), (0, 1), name="gates_of_a_longer_vector"),
    Case(gates_of_one, lambda: (rand(2), rand(3)), (0, 1)),
    Case(columns, lambda: (1.5 + 0.3 * rand(4, 5),)),
    Case(shorter_than_its_start, lambda: (rand(3),)),
    Case(shorter_than_its_start, lambda: (rand(7),), name="longer_than_its_start"),
    Case(size_of_inside, lambda: (rand(3),)),
    Case(size_of_inside, lambda: (rand(7),), name="size_of_a_longer_inside"),
    Case(crossed, lambda: (rand(5, 4), rand(5, 3)), (0, 1)),
    Case(chosen_inside, lambda: (rand(7, 8),)),
    Case(scaled_by_numbers, lambda: (rand(4), rand(4), 0.3, 3), (0, 1, 2)),
]
