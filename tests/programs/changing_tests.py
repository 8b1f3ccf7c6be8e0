"""Tests and comparisons that change something: a list that is popped, an array that a helper writes."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def bump(x):
    x[0] *= 2
    return x[0]


def write_in_a_test(x):
    x = x.copy()
    if bump(x) > 0.5:
        return x[0] * x[1]
    return x[1]


def pop_in_a_test(x):
    stack = [x[0], x[1] * x[0], x[2]]
    if stack.pop() > 0.1:
        return stack[-1] * stack[0]
    return stack[0]


def pop_in_the_test_of_a_while(x):
    stack = [x[0], x[1] * x[0], x[2]]
    total = 1.0
    while len(stack) > 0 and stack.pop() > 0.2:
        total = total * x[0]
    return total * len(stack) + total


def write_in_the_test_of_a_while(x):
    x = x.copy()
    while bump(x) < 3.0:
        x[1] = x[0] * x[1]
    else:
        x[2] = x[1] ** 2
    return x[0] * x[1] + x[2]


def write_in_a_comparison(x):
    x = x.copy()
    ok = bump(x) > 0.5
    return x[0] * x[1] * ok


def write_in_a_lazy_operand(x):
    x = x.copy()
    y = x[0] if bump(x) > 0.7 and bump(x) > 0.2 or x[2] > bump(x) else x[1]
    return y * x[0] * x[1]


def write_in_a_chain(x):
    x = x.copy()
    if 0.1 < bump(x) < bump(x) < 0.5 < bump(x):
        return x[0]
    return x[0] * x[1]


def flags_are_popped(x):
    flags = [1, 0, 1, 1]
    total = 0.0
    for v in x:
        if flags.pop():
            total = total + v * v * len(flags)
    return total


def write_in_an_assertion(x):
    x = x.copy()
    assert bump(x) > 0.1
    return x[0] ** 2 * x[1]


def write_in_an_index(x):
    x = x.copy()
    k = int(bump(x) > 0.5)
    return x[k] * x[0] * x[int(bump(x) > 0.1)]


def write_under_not(x):
    x = x.copy()
    z = not bump(x)
    return x[1] * x[0] + z


def append_in_a_condition(x):
    q = [x[0], x[1]]
    z = [v for v in x if q.append(v * v) is None]
    return q[2] * q[3] * z[0]


def append_in_a_comprehension_of_a_test(x):
    q = [x[0], x[1]]
    if len([v for v in x if q.append(v * v) is None]) > 2:
        return q[2] * q[3]
    return q[0]


def pop_in_a_message(x):
    q = [x[0], x[1] * x[0], x[2]]
    s = f"{q.pop():.1f}"
    return q[-1] * x[0] * len(s[:1])


def pop_in_an_argument(x):
    q = [x[0], x[1], x[2]]
    y = np.where(q.pop() > 0.1, x[0], x[1])
    return q[-1] * y


def pop_under_any(x):
    q = [x[0], x[1], x[2]]
    if any(q.pop() > 5 for _ in range(2)):
        return x[0]
    return q[-1] ** 2


def pop_under_all(x):
    q = [x[0], x[1], x[2], x[0] * x[1]]
    if all(q.pop() > 0.2 for _ in range(3)):
        return x[0]
    return q[-1] ** 2 * len(q)


def state_in_a_test(x):
    level = x[0]

    def rise():
        nonlocal level
        level = level * 1.5 + x[1]
        return level

    count = 0
    while rise() < 2.0:
        count += 1
    return level * count + level**2


class Box:
    """A class with a method that is called like one of a dict."""

    def get(self, x):
        x[0] *= 2.0
        return x[0]


BOX = Box()


def a_method_of_a_harmless_name(x):
    x = x.copy()
    if BOX.get(x) > 0.1:
        return x[0] * x[1]
    return x[1]


CASES = [
    Case(write_in_a_test, (X,)),
    Case(pop_in_a_test, (X,)),
    Case(pop_in_the_test_of_a_while, (X,)),
    Case(write_in_the_test_of_a_while, (X,)),
    Case(write_in_a_comparison, (X,)),
    Case(write_in_a_lazy_operand, (np.array([0.3, 0.5, 1.1]),)),  # no test is decided by equality there
    Case(write_in_a_chain, (X,)),
    Case(flags_are_popped, (X,)),
    Case(write_in_an_assertion, (X,)),
    Case(write_in_an_index, (X,)),
    Case(write_under_not, (X,)),
    Case(append_in_a_condition, (X,)),
    Case(append_in_a_comprehension_of_a_test, (X,)),
    Case(pop_in_a_message, (X,)),
    Case(pop_in_an_argument, (X,)),
    Case(pop_under_any, (X,)),
    Case(pop_under_all, (X,)),
    Case(state_in_a_test, (X,)),
    Case(a_method_of_a_harmless_name, (X,), standalone=False, why="reads a global object"),
]
