"""Everyday containers: histories and queues that helpers read while they grow."""

import numpy as np

from tests.programs import Case

x = np.array([0.3, 0.5, 1.2])


def read(items, k):
    return items[k] * 2.0


def push(items, v):
    items.append(v)


def push_in_window(items, v):
    items.append(v)
    if len(items) > 2:
        items.pop(0)


def squares(items):
    return sum((i * i for i in items))


def both_ends_of_a_history(x):
    q = []
    s = 0.0
    for v in x:
        q.append(v)
        s += read(q, 0) * read(q, -1)
    return s


def last_of_a_history(x):
    q = []
    s = 0.0
    for v in x:
        q.append(v)
        s += read(q, -1) * v
    return s


def history_pushed_and_read_by_callees(x):
    q = []
    s = 0.0
    for v in x:
        push(q, v)
        s += read(q, 0) * read(q, -1)
    return s


def window_in_callees(x):
    q = []
    s = 0.0
    for v in x:
        push_in_window(q, v)
        s += read(q, 0) * read(q, -1)
    return s


def sum_over_a_window(x):
    q = []
    s = 0.0
    for v in x:
        push_in_window(q, v)
        s += squares(q)
    return s


def callees_in_a_row(x):
    q = [x[0]]
    push(q, x[1])
    s = read(q, -1)
    push(q, x[2])
    s += read(q, -1) ** 2
    q.pop(0)
    return s + read(q, 0)


def callees_and_appends(x):
    q = [x[0]]
    q.append(x[1])
    s = read(q, -1)
    q.append(x[2])
    s += read(q, -1) ** 2
    q.pop(0)
    return s + read(q, 0)


def first_squared(parts):
    return parts[0] * parts[0]


def last_squared(items):
    its = items
    return its[-1] * its[-1]


def sum_of_sums(items):
    return sum((sum(r) for r in items))


def first_of_written_arrays(x):
    parts = [x * 1.0, x * 2.0]
    s = 0
    for i in range(3):
        s += np.sum(first_squared(parts))
        parts[0] *= x
    return s


def history_under_another_name(x):
    q = []
    s = 0.0
    for v in x:
        q.append(v)
        s += last_squared(q)
    return s


def nested_history(x):
    q = []
    s = 0.0
    for v in x:
        q.append([v, v * v])
        q[0][0] = v * 2.0
        s += sum_of_sums(q) * v
    return s


def a_dict_looked_up(x):
    q = {"a": x[0]}
    s = 0.0

    def look(d, v):
        return d["a"] * v

    for v in x:
        s += look(q, v)
        q["a"] = q["a"] * v
    return s


def adams_bashforth(fs, h):
    if len(fs) < 2:
        return h * fs[-1]
    return h * (1.5 * fs[-1] - 0.5 * fs[-2])


def multistep(x):
    y = x.copy()
    fs = []
    for i in range(4):
        fs.append(-y * y)
        y = y + adams_bashforth(fs, 0.1)
    return np.sum(y)


def two_steps_of_arrays(x):
    y = x.copy()
    fs = []
    for i in range(4):
        fs.append(np.sin(y))
        if len(fs) > 2:
            fs.pop(0)
        y = y + 0.1 * first_squared(fs) * first_squared(fs[::-1])
    return np.sum(y)


def descend(items, k):
    if k == 0:
        return items[0] * items[-1]
    return descend(items, k - 1) * items[-1]


def history_in_a_recursion(x):
    q = []
    s = 0.0
    for v in x:
        q.append(v * v)
        s += descend(q, 2)
    return s


def read_by_another(items, v):
    return read(items, -1) * v


def callee_of_a_callee(x):
    q = []
    s = 0.0
    for v in x:
        q.append(v * v)
        s += read_by_another(q, v)
    return s


def history_in_a_closure(x):
    q = []
    s = 0.0
    for v in x:
        q.append(v * v)

        def last():
            return q[-1] * q[0]

        s += last()
    return s


def look_into_pair(pair):
    return pair[0][-1] * pair[1]


def history_in_a_tuple(x):
    q = []
    s = 0.0
    for v in x:
        q.append(v * v)
        s += look_into_pair((q, v))
    return s


CASES = [
    Case(both_ends_of_a_history, (x,)),
    Case(last_of_a_history, (x,)),
    Case(history_pushed_and_read_by_callees, (x,)),
    Case(window_in_callees, (x,)),
    Case(sum_over_a_window, (x,)),
    Case(callees_in_a_row, (x,)),
    Case(callees_and_appends, (x,)),
    Case(first_of_written_arrays, (x,)),
    Case(history_under_another_name, (x,)),
    Case(nested_history, (x,)),
    Case(a_dict_looked_up, (x,)),
    Case(multistep, (x,)),
    Case(two_steps_of_arrays, (x,)),
    Case(history_in_a_recursion, (x,)),
    Case(callee_of_a_callee, (x,)),
    Case(history_in_a_closure, (x,)),
    Case(history_in_a_tuple, (x,)),
]
