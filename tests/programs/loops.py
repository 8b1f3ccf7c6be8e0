"""Loops of all kinds: ranges, sequences, arrays, while, with break, continue, return and else."""

# ruff: noqa: B007  (loop variables are reused on purpose)

import numpy as np

from tests.programs import Case, rand


def power_loop(x, n):
    y = x
    for _ in range(n):
        y = np.sin(y) * x
    return y


def first_defined_in_loop(x, n):
    for i in range(n):
        y = x * (i + 1.0)
        last = y * y
    return last + y


def branch_in_loop(x, n):
    y = x
    for i in range(n):
        if y > 1.0:
            y = 1.0 + np.log(y)
        elif i % 2 == 0:
            y = y * x
        else:
            y = y + x
    return y


def zero_trips(x, n):
    y = x * 2.0
    for i in range(n):
        y = y * x
    while y < 0.0:
        y = y + x
    return y


def triangular(x):
    total = 0.0
    for i in range(x.shape[0]):
        for j in range(i):
            total += x[i] * x[j] ** 2
    return total


def triangular_matrix(a):
    n = a.shape[0]
    s = 0.0
    for i in range(n):
        row = 0.0
        for j in range(i + 1, n):
            row = row + a[i, j] * a[j, i]
        s = s + row * row
    return s


def breaks(x, limit):
    total = 0.0
    for i in range(20):
        total = total + x * i
        if total > limit:
            break
        total = total * 1.1
    return total * x


def continues(x):
    total = 0.0
    for v in x:
        if v < 0.0:
            continue
        total = total + v * v
    return total


def for_else(x, target):
    y = x
    for i in range(5):
        y = y * 1.5
        if y > target:
            y = y * x
            break
    else:
        y = y + 10.0 * x
    return y


def while_else(x, stop):
    y = x
    n = 0
    while n < 4:
        y = y * x
        n += 1
        if y > stop:
            break
    else:
        y = y * y
    return y


def break_inner_continue_outer(a):
    total = 0.0
    for i in range(a.shape[0]):
        part = 1.0
        for j in range(a.shape[1]):
            if a[i, j] < 0.0:
                break
            part = part * a[i, j]
        else:
            total = total + 10.0 * part
            continue
        total = total + part * part
    return total


def return_in_nested_loops(a, limit):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            total = total + a[i, j] ** 2
            if total > limit:
                return total * a[i, j]
    return -total


def return_in_while(x):
    y = x
    n = 0
    while True:
        y = y * 1.3 + 0.1 * x
        n = n + 1
        if y > 4.0:
            return y * n
        if n > 50:
            return y


def active_trip_count(x, y):
    n = 0
    while x < 10.0:
        x = x * y
        n += 1
    return x * n


def range_from_active_value(x):
    total = 0.0
    for i in range(int(x * 2.0) + 1):
        total = total + x / (i + 1)
    return total


def loop_variable_after(x):
    for i in range(4):
        x = x * 1.1
    return x * i


def loop_variable_reassigned(x):
    total = 0.0
    for i in range(4):
        i = i * x
        total = total + i * i
    return total + i


def loop_variable_shadows_argument(x, k):
    total = k * x
    for k in range(1, 4):
        total = total * k + x
    return total * k


def one_variable_two_loops(x):
    s = x
    for i in range(3):
        s = s * 1.5 + i
    t = s
    for i in range(2, 0, -1):
        t = t * s + i
    return t * i


def range_evaluated_once(x):
    n = 3
    y = x
    for i in range(n):
        n = n + 1
        y = y * n
    return y * n


def rebound_sequence(x):
    items = [x, 2.0 * x, x * x]
    total = 0.0
    for v in items:
        items = [v]
        total = total + v * v
    return total + items[0]


def mutated_while_iterating(x):
    x = x.copy()
    total = 0.0
    for i, v in enumerate(x):
        if i + 1 < x.shape[0]:
            x[i + 1] = x[i + 1] * v
        total = total + v
    return total * x[-1]


def arange_loop(x):
    total = 0.0
    for t in np.arange(3):
        total = total + x[t] * t
    for h in np.linspace(0.0, 1.0, 4):
        total = total + np.sin(h * x[0])
    return total


def enumerate_loop(x):
    total = 0.0
    for i, v in enumerate(x, start=2):
        total += v**i
    return total


def zip_loop(x, y):
    total = 1.0
    for a, b in zip(x, y):  # noqa: B905
        total = total + a * b * total
    return total


def enumerate_zip(x, y):
    total = 0.0
    for i, (a, b) in enumerate(zip(x, y)):  # noqa: B905
        total += (i + 1) * a * b
    return total


def reversed_loop(x):
    y = 1.0
    for v in reversed(x):
        y = y * v + 1.0
    for i in reversed(range(3)):
        y = y * (1.0 + 0.1 * i * x[i])
    return y


def rows(a):
    total = np.zeros(a.shape[1])
    for row in a:
        total = np.tanh(total + row)
    return np.sum(total)


def rows_written(a):
    a = a.copy()
    for row in a:
        row *= 2.0
        row += a[0]
    return np.sum(a**2)


def elements_not_written(x):
    x = x.copy()
    for v in x:
        v *= 2.0
        x[0] = x[0] + v
    return np.sum(x**2)


def negative_step(x):
    total = 0.0
    for i in range(x.shape[0] - 1, -1, -2):
        total = total * x[i] + x[i]
    return total


def list_loop(x):
    total = 0.0
    for w in [0.5, 1.5, x]:
        total = total + w * x
    for name in ("a", "b"):
        total = total * (2.0 if name == "a" else x)
    return total


def while_counter(x, n):
    i = 0
    y = x
    while i < n:
        i += 1
        if i % 3 == 0:
            continue
        y = np.sin(y) + x * i
    return y


def nested_while(x):
    total = x
    i = 0
    while i < 3:
        j = 0
        while j < i:
            total = total * 1.1 + x
            j += 1
        i += 1
    return total


def array_state(x, n):
    h = np.zeros(3)
    for _ in range(n):
        h = np.tanh(x @ h + 0.1)
        h = h * h
    return np.sum(h)


def loop_invariant(x, n):
    total = 0.0
    for i in range(n):
        w = np.exp(-x)
        total = total + w * i
    return total


def accumulate_in_list(x):
    out = []
    y = x
    for i in range(4):
        y = y * 0.9 + 0.1 * y**2
        out.append(y)
    return out[0] * out[-1] + out[2]


def deep_nest(x):
    y = x
    for a in range(2):
        for b in range(2):
            for c in range(2):
                for d in range(2):
                    if a + b + c + d > 1:
                        while y > 3.0:
                            if y > 4.0:
                                y = y / 2.0
                            else:
                                y = y - 1.0
                        y = y * 1.2 + x * 0.1
    return y


CASES = [
    Case(power_loop, (0.9, 4)),
    Case(power_loop, (rand(3), 3), name="power_loop_array"),
    Case(first_defined_in_loop, (0.9, 3), items="A4"),
    Case(branch_in_loop, (1.3, 6)),
    Case(zero_trips, (0.9, 0), items="E51"),
    Case(zero_trips, (0.9, 2), items="E51", name="two_trips"),
    Case(triangular, (rand(4),), items="E51"),
    Case(triangular_matrix, (rand(3, 3),), items="E51"),
    Case(breaks, (0.9, 5.0), items="E52"),
    Case(continues, (np.array([0.5, -0.2, 0.7]),), items="E52"),
    Case(for_else, (0.9, 3.0), items="E52"),
    Case(for_else, (0.9, 30.0), items="E52", name="for_else_taken"),
    Case(while_else, (1.3, 1.7), items="E52"),
    Case(while_else, (1.3, 17.0), items="E52", name="while_else_taken"),
    Case(break_inner_continue_outer, (np.array([[0.5, 0.7], [0.3, -0.2], [-1.0, 2.0]]),), items="E52"),
    Case(return_in_nested_loops, (rand(3, 3), 1.0), items="E53"),
    Case(return_in_nested_loops, (rand(3, 3), 100.0), items="E53", name="no_return_in_nested_loops"),
    Case(return_in_while, (0.9,), items="E53"),
    Case(active_trip_count, (0.9, 1.7), (0, 1), items="E54"),
    Case(range_from_active_value, (1.7,), items="E54"),
    Case(loop_variable_after, (0.9,), items="E55"),
    Case(loop_variable_reassigned, (0.9,), items="E55"),
    Case(loop_variable_shadows_argument, (0.9, 2.5), (0, 1), items="E55"),
    Case(one_variable_two_loops, (0.9,), items="E55"),
    Case(range_evaluated_once, (0.9,), items="E56"),
    Case(rebound_sequence, (0.9,), items="E56"),
    Case(mutated_while_iterating, (rand(4),), items="E56"),
    Case(arange_loop, (rand(3),), items="E57"),
    Case(enumerate_loop, (rand(3),), items="E57"),
    Case(zip_loop, (rand(3), rand(4)), (0, 1), items="E57"),
    Case(enumerate_zip, (rand(3), rand(3, seed=1)), (0, 1), items="E57"),
    Case(reversed_loop, (rand(3),), items="E57"),
    Case(rows, (rand(3, 2),)),
    Case(rows_written, (rand(3, 2),), items="C30"),
    Case(elements_not_written, (rand(3),), items="C30"),
    Case(negative_step, (rand(5),)),
    Case(list_loop, (0.9,)),
    Case(while_counter, (0.9, 7)),
    Case(nested_while, (0.9,)),
    Case(array_state, (rand(3, 3), 3)),
    Case(loop_invariant, (0.9, 3)),
    Case(accumulate_in_list, (0.9,)),
    Case(deep_nest, (0.9,)),
]
