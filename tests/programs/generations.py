"""Values of one trip and of the next: lengths that nobody knows, variables that only a loop binds."""

import math

import numpy as np

from tests.programs import Case, rand


def chosen(x):
    """Everything made from y is as long as y."""
    y = x[x > 0.2]
    z = np.tanh(y)
    return np.sum(y * z) / (1.0 + np.sum(z**2))


def chosen_twice(x):
    """The name stays, the length changes: to one, which is spread over the longer."""
    y = x[x > 0.2]
    z = y * 2.0
    y = y[:1]
    return np.sum(z * y) + np.sum(y**2)


def shrinking(x):
    y = x
    total = 0.0
    for _ in range(3):
        z = np.sin(y)
        y = y[1:]
        total += np.sum(z[1:] * y) + np.sum(z * y[:1])
    return total


def generations(x):
    """What the trip before left has another length: here one, there more."""
    total = 0.0
    z = x[:1]
    for k in range(1, 4):
        y = x[:k]
        total += np.sum(z * y)
        z = y * 1.5 if k != 2 else y[:1] * 1.5
    return total


def only_later(x, masks):
    total = 0.0
    for k in range(len(masks)):
        y = x[masks[k]]
        if k > 0:
            total += np.sum(z * y)  # noqa: F821
        z = y[:1] * 2.0
    return total


def met(x, c):
    """Two ways, two lengths, one name behind them."""
    if c > 0:
        y = x[1:]
        w = x[:1]
    else:
        y = x[:1]
        w = x[2:]
    z = y * 2.0
    return np.sum(z * y) + np.sum(w * z)


def tail(x, n):
    for i in range(n):
        y = x[i:]
    return y


def two_tails(x):
    """One function, two results of different lengths."""
    a = tail(x, len(x))
    b = tail(x, 2)
    return np.sum(a * b * b)


def same_name_inside(y, x):
    total = 0.0
    for i in range(2):
        z = x[i:]
        total += np.sum(y * z)
    return total


def same_name_outside(x):
    """The counter of the caller and that of the function are two variables."""
    total = 0.0
    for i in range(len(x) - 1, len(x)):
        total += same_name_inside(x[i:], x)
    return total


def weighed(u, v):
    w = np.exp(-(u**2))
    return np.sum(w * v) / np.sum(w)


def handed_over(x, y):
    """The function is called with equal lengths, with others that look the same, and with a row of one."""
    chosen = x[x > 0.0]
    return weighed(chosen, chosen * 2.0) + weighed(x, y) + weighed(x, x[:1]) + weighed(y[1:], y[:-1])


def halves(x):
    n = x.shape[0]
    half = n // 2
    rest = n - half
    left, right = x[:half], x[half:]
    window = np.zeros(rest)
    window[:half] = left**2
    window[half - rest :] += np.sum(right) if half != rest else right
    return np.sum(window * np.cos(right))


def moving(x, w):
    """Windows of a length that is an argument."""
    m = len(x) - len(w) + 1
    out = np.zeros(m)
    for k in range(len(w)):
        out += w[k] * x[k : k + m]
    return np.sum(out**2)


def windows_of_one(x):
    """A window of one element is spread over the sum."""
    m = len(x) - 3
    out = np.zeros(m)
    for k in range(3):
        out += x[k : k + m]
        out += x[k + m - 1 : k + m]
    return np.sum(out**3)


def backwards(x, n):
    """`n` may be negative: then the slice ends before the end."""
    y = x[:n]
    z = np.zeros(abs(n))
    z += y[-1:] if len(y) != len(z) else y
    return np.sum(z * x[: abs(n)])


def counted(x):
    k = 0
    while k < len(x) and x[k] < 1.0:
        k += 1
    y = x[:k]
    z = np.ones(k) * 0.5
    return np.sum(y * z) + np.sum(np.outer(y, z))


def ragged(x):
    rows = [x[:k] * 2.0 for k in (1, 3, 4)]
    total = 0.0
    for r in rows:
        s = np.sin(r)
        total += np.sum(r * s)
    return total + np.sum(rows[0] * rows[2])


def levels(y):
    """A recursion: each level has its own length."""
    if len(y) < 2:
        return np.sum(y * y)
    z = y[1:] * y[:1]
    return np.sum(y**2) + levels(z)


def halved(y):
    return y[::2] + y[1::2] * 0.5


def pyramid(x):
    total = 0.0
    while len(x) > 1:
        x = halved(x)
        total += np.sum(x**2)
    return total


def before_last(x):
    """The value of the trip before, in variables that only the loop binds."""
    total = 0.0
    for k in range(len(x)):
        if k > 1:
            total += np.sin(prev) * x[k] + older  # noqa: F821
        if k > 0:
            older = prev * 0.5  # noqa: F821
        prev = x[k] ** 2
    return total


def secant(x):
    steps = 0
    while steps < 4:
        new = x - 0.1 * (x**3 - 1.0)
        if steps > 0:
            new = new + 0.1 * (x - old)  # noqa: F821
        old = x
        x = new
        steps += 1
    return x * x


def last_change(rows):
    for k, row in enumerate(rows):
        if k:
            change = row - before  # noqa: F821
            row = row + 0.1 * change
        before = np.tanh(row)
    return np.sum(before * change)


def sometimes(x):
    """Where the test fails, `t` is still what an earlier trip has made it."""
    s = 1.0
    for v in x:
        if v > 0.5:
            t = np.sqrt(v - 0.4)
        s = s * t + v
    return s


def attempted(x):
    s = 1.0
    for v in x:
        try:
            t = math.sqrt(v - 0.4)
        except ValueError:
            pass
        s = s * t + v
    return s


def attempted_else(x):
    s = 1.0
    for v in x:
        try:
            t = math.sqrt(v - 0.4)
        except ValueError:
            continue
        else:
            s = s * t + v
        finally:
            s = s + v * v
    return s


def inner_last(x):
    """The last value of an inner loop, read in the next trip of the outer one."""
    s = 0.0
    for i in range(3):
        if i > 0:
            s += last * x[i]  # noqa: F821
        for j in range(i + 1):
            last = np.sin(x[j] * (i + 1.0))
    return s + last


def best_so_far(x):
    """An array that is chosen now and then."""
    lowest = np.inf
    s = 0.0
    for k in range(4):
        y = np.cos(x * (k + 1.0))
        if y[0] < lowest:
            lowest = y[0]
            best = y * y
        s += np.sum(best * x)
    return s


def swapped_in_a_branch(x, s):
    """The test reads what its branch exchanges."""
    y = np.cos(x)
    if s > 0.5:
        x, s = s, x
    z = np.sin(s * x) * y
    if s > 0.2:
        pass
    else:
        s, x, z = z, s, x
    return np.sin(x) * s + z * z


def searched(x):
    """The step of an inner loop that may also leave without one."""
    z = np.zeros(3)
    trace = []
    for _ in range(3):
        value = np.sum((z - x) ** 2)
        step = 1.0
        while step > 0.001:
            new = z - step * x
            if np.sum(new**2) < value:
                break
            step *= 0.5
        else:
            break
        z = new
        trace.append(value)
    return np.sum(z) + trace[-1]


CASES = [
    Case(searched, (rand(3),)),
    Case(swapped_in_a_branch, (0.3, 0.9), argnums=(0, 1), name="swapped_twice"),
    Case(swapped_in_a_branch, (0.1, 0.4), argnums=(0, 1), name="not_swapped"),
    Case(swapped_in_a_branch, (0.4, 0.1), argnums=(0, 1), name="swapped_once"),
    Case(sometimes, (np.array([0.9, 0.2, 0.7, 0.3]),)),
    Case(attempted, (np.array([0.9, 0.2, 0.7, 0.3]),)),
    Case(attempted_else, (np.array([0.9, 0.2, 0.7, 0.3]),)),
    Case(inner_last, (rand(4),)),
    Case(best_so_far, (rand(3),)),
    Case(chosen, (rand(6),)),
    Case(chosen_twice, (rand(6),)),
    Case(shrinking, (rand(5),)),
    Case(generations, (rand(4),)),
    Case(
        only_later,
        (rand(4), np.array([[1, 1, 1, 0], [0, 1, 1, 1], [1, 0, 0, 0]], dtype=bool)),
        argnums=(0,),
    ),
    Case(before_last, (rand(5),)),
    Case(secant, (1.4,)),
    Case(last_change, (rand(4, 3),)),
    Case(met, (rand(4), 1), argnums=(0,), name="met_long"),
    Case(met, (rand(4), -1), argnums=(0,), name="met_short"),
    Case(two_tails, (rand(4),)),
    Case(same_name_outside, (rand(4),)),
    Case(handed_over, (rand(5), rand(5))),
    Case(halves, (rand(7),), name="halves_odd"),
    Case(halves, (rand(6),), name="halves_even"),
    Case(moving, (rand(7), rand(3))),
    Case(windows_of_one, (rand(4),), name="windows_of_one"),
    Case(windows_of_one, (rand(6),), name="windows_of_three"),
    Case(backwards, (rand(5), 3), argnums=(0,), name="forwards"),
    Case(backwards, (rand(5), -3), argnums=(0,)),
    Case(counted, (np.array([0.3, 0.7, -0.2, 1.4, 0.1]),)),
    Case(ragged, (rand(5),)),
    Case(levels, (rand(4),)),
    Case(pyramid, (rand(8),)),
]
