"""Programs whose second derivative is the point: the first one reads and changes what was saved."""

from __future__ import annotations

import math

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])
Y = np.array([0.4, 0.9])


def implied(a, k):
    if abs(k - 2) < 1e-8:
        return a * a
    m = math.log(k)
    f = (k * a) ** 0.5
    return f * m * a


def smile(p, strikes):
    """Nothing is known of the strikes."""
    total = 0.0
    for k in strikes.tolist():
        total = total + implied(p[0], k) * p[1]
    return total


def smile_of_quotes(p, quotes):
    """Quotes are a dictionary from strike to volatility."""
    errors = [implied(p[0], k) - p[1] * v for k, v in quotes.items()]
    return sum(e * e for e in errors)


# Lists that change while they are read, also under other names.


def same(q):
    return q


def push(h, k):
    h.append(k)


def softmin(x, y, z):
    m = [math.exp(-t) for t in (x, y, z)]
    return -math.log(sum(m))


def list_read_at_its_end_while_it_grows(x):
    t = [x[0]]
    for k in range(3):
        t.append(t[-1] * x[k])
    return t[-1] * t[1]


def list_under_two_names(x):
    q = [x[0], x[1]]
    m = q
    y = m[-1] * m[-1] * x[0]
    q.append(x[2] * y)
    return m[-1] ** 2 * y


def list_read_by_a_function_while_it_grows(x):
    q = [x[0], x[1]]

    def read():
        return q[-1] * q[-1]

    y = read() * x[0]
    q.append(x[2] * y)
    return read() * y


def list_or_another_one(x):
    q = [x[0], x[1]]
    other = [x[2]]
    m = q if x[0] > 0 else other
    y = m[-1] ** 2 * x[0]
    q.append(x[2] * y)
    return m[-1] ** 2 * y


def rows_that_are_handed_on_and_grow(x):
    prev = [x[0]]
    total = 0.0
    for v in x:
        t = []
        total = total + prev[-1] ** 2
        t.append(v * v)
        t.append(v * prev[-1] * total)
        prev = t
        prev.append(v * t[-1])
    return total + prev[-1]


def rows_that_are_built_beside_the_last_one(x):
    prev = [x[0]]
    total = 0.0
    for v in x:
        t = [v]
        while len(t) < 4:
            total = total + prev[-1] * t[-1] * t[-1]
            t.append(v * t[-1])
            if total > 1.2:
                break
        prev = t
    return total + prev[-1]


def rows_that_grow_in_their_list(x):
    rows = []
    for v in x:
        row = [v]
        for w in x:
            row.append(row[-1] * w)
        rows.append(row)
        rows[0].append(v * row[-1] ** 2)
    return rows[0][-1] * rows[1][-1] * rows[2][2] ** 2


def comprehension_that_is_bound_anew(x):
    q = [v * v for v in x]
    s = sum(q)
    q.append(s * s)
    r = q[-1] * q[0]
    q = [v * r for v in q]
    q.pop()
    return sum(q) * q[-1]


def top_of_a_stack_replaced(x):
    q = []
    for v in x:
        q.append(v)
        if len(q) > 1:
            y = q.pop() * q[-1]
            q.append(y * y)
    return q[-1] * q[0]


def copies_of_a_list_that_grows(x):
    q = [x[0]]
    hist = []
    for v in x:
        q.append(v * q[-1])
        hist.append(q[:])
    return hist[0][-1] * hist[1][-1] ** 2 * hist[2][1]


def stack_that_is_filled_and_emptied(x):
    stack = [x[0]]
    out = 1.0
    while stack:
        v = stack.pop()
        out = out * (1.0 + v * v)
        if out < 1.6:
            stack.append(v * x[1])
            stack.append(v * x[2] * out)
    return out


def dict_under_two_names(x):
    q = dict(a=x[0])
    p = q
    y = p["a"] ** 2
    q["b"] = y * x[1]
    z = p["b"] * p["a"]
    q["a"] = z * z
    return p["a"] * y + q["b"]


def indices_in_a_pair(x):
    q = [0, 1]
    pair = (q, 2.0)
    y = x[pair[0][-1]] ** 2 * x[0]
    q.append(2)
    return x[pair[0][-1]] ** 2 * y


def indices_in_a_dict(x):
    q = [0, 1]
    box = {"a": q}
    y = 1.0
    for k in range(3):
        y = y * x[box["a"][-1]] ** 2 * x[0]
        q.append((q[-1] + 1) % 3)
    return y


def indices_or_others(x):
    q = [0, 1]
    other = [2]
    m = q if x[0] > 0 else other
    y = 1.0
    for k in range(3):
        y = x[m[-1]] ** 2 * x[0] + y * y
        q.append(k)
    return x[m[-1]] ** 2 * y


def indices_given_back_by_a_call(x):
    q = [0, 1]
    m = same(q)
    y = 1.0
    for k in range(3):
        y = x[m[-1]] ** 2 * y * x[0] + y
        q.append(k)
    return y * y


def indices_that_are_handed_on_and_grow(x):
    prev = [0]
    total = 1.0
    for k in range(3):
        t = []
        total = total * x[prev[-1]] ** 2 + total
        t.append(k)
        t.append((k + 1) % 3)
        prev = t
        prev.append((k + 2) % 3)
    return total * x[prev[-1]]


def rows_of_indices_that_grow_in_their_list(x):
    rows = []
    y = 1.0
    for k in range(3):
        row = [k]
        rows.append(row)
        for w in range(2):
            y = y * x[rows[-1][-1]] ** 2 + y * x[rows[0][-1]]
            row.append((k + w) % 3)
        rows[0].append(k)
    return y


def indices_taken_out_and_put_back(x):
    todo = [[0], [1], [2]]
    y = 1.0
    while todo:
        q = todo.pop()
        y = y * x[q[-1]] + y * y * 0.1
        if len(q) < 3:
            q.append((q[-1] + 1) % 3)
            todo.append(q)
    return y


def indices_in_a_table(x):
    grid = [[0] * 3 for _ in range(2)]
    y = 1.0
    for i in range(2):
        for k in range(3):
            y = y * x[grid[i][k]] + 0.3 * y * y
            grid[1 - i][k] = (grid[i][k] + k + i) % 3
    return y


def indices_in_a_list_twice(x):
    q = [0]
    both = [q, q]
    y = 1.0
    for k in range(3):
        y = y * x[both[0][-1]] + 0.3 * y * y
        both[1].append(k)
    return y


def indices_bound_anew(x):
    q = []
    y = 1.0
    for k in range(3):
        q.append(k)
        y = y * x[q[0]] * x[q[-1]] + y * y
        if k == 1:
            q = [2]
    return y


def indices_or_none(x):
    y = 1.0
    m = None
    for k in range(4):
        q = [k % 3]
        if m is not None:
            y = y * x[m[-1]] + y * y
        q.append((k + 1) % 3)
        y = y * x[q[-1]]
        m = q
        q.append(0)
    return y


def history_that_begins_with_none(x):
    hist = None
    y = 1.0
    for k in range(3):
        if hist is None:
            hist = []
        else:
            y = y * x[hist[-1]] + y * y
        hist.append(k)
    return y


def history_or_none_that_a_call_changes(x):
    hist = [0]
    h = None
    y = 1.0
    for k in range(3):
        y = y * x[hist[-1]] + y * y
        push(h if h is not None else hist, k)
        h = hist
    return y


def history_in_a_deque(x):
    from collections import deque

    q = deque([0, 1])
    y = 1.0
    for k in range(3):
        y = y * x[q[-1]] + y * y
        q.append(k)
    return y


def soft_edit_distance(a, b):
    """Soft edit distance, table in lists of lists."""
    n, m = len(a), len(b)
    d = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        d[i][0] = d[i - 1][0] + abs(a[i - 1])
    for j in range(1, m + 1):
        d[0][j] = d[0][j - 1] + abs(b[j - 1])
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = (a[i - 1] - b[j - 1]) ** 2
            d[i][j] = min(d[i - 1][j] + 1.0, d[i][j - 1] + 1.0, d[i - 1][j - 1] + cost)
    return d[n][m]


def edit_distance_of_two_rows(a, b):
    """two rows"""
    previous = [0.3 * j * b[0] for j in range(len(b) + 1)]
    for i in range(len(a)):
        current = [previous[0] + a[i] ** 2]
        for j in range(len(b)):
            cost = (a[i] - b[j]) ** 2
            current.append(min(previous[j + 1] + a[i] ** 2, current[j] + b[j] ** 2, previous[j] + cost))
        previous = current
    return previous[-1]


def edit_distance_remembered(a, b):
    memo = {}

    def go(i, j):
        if (i, j) in memo:
            return memo[i, j]
        if i == 0 or j == 0:
            r = 0.5 * i * a[0] ** 2 + 0.2 * j
        else:
            r = min(go(i - 1, j) + 0.7, go(i, j - 1) + 0.6, go(i - 1, j - 1) + (a[i - 1] - b[j - 1]) ** 2)
        memo[i, j] = r
        return r

    return go(len(a), len(b))


def soft_time_warping(a, b):
    n, m = len(a), len(b)
    r = [[1e3] * (m + 1) for _ in range(n + 1)]
    r[0][0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            r[i][j] = (a[i - 1] - b[j - 1]) ** 2 + softmin(r[i - 1][j], r[i][j - 1], r[i - 1][j - 1])
    return r[n][m]


CASES = [
    Case(smile, (X, np.array([1, 2, 3])), items="E52"),
    Case(smile, (X, np.array([2])), items="E52", name="smile_at_the_money"),
    Case(smile_of_quotes, (X, {2.0: 0.3, 2.5: 0.2}), items="G73"),
    Case(list_read_at_its_end_while_it_grows, (X,)),
    Case(list_under_two_names, (X,)),
    Case(list_read_by_a_function_while_it_grows, (X,)),
    Case(list_or_another_one, (X,), refused="maybe"),
    Case(rows_that_are_handed_on_and_grow, (X,), refused="maybe"),
    Case(rows_that_are_built_beside_the_last_one, (X,), refused="maybe"),
    Case(rows_that_grow_in_their_list, (X,), refused="maybe"),
    Case(comprehension_that_is_bound_anew, (X,)),
    Case(top_of_a_stack_replaced, (X,)),
    Case(copies_of_a_list_that_grows, (X,)),
    Case(stack_that_is_filled_and_emptied, (X,)),
    Case(dict_under_two_names, (X,)),
    Case(indices_in_a_pair, (X,)),
    Case(indices_in_a_dict, (X,)),
    Case(indices_or_others, (X,)),
    Case(indices_given_back_by_a_call, (X,)),
    Case(indices_that_are_handed_on_and_grow, (X,)),
    Case(rows_of_indices_that_grow_in_their_list, (X,)),
    Case(indices_taken_out_and_put_back, (X,)),
    Case(indices_in_a_table, (X,)),
    Case(indices_in_a_list_twice, (X,)),
    Case(indices_bound_anew, (X,)),
    Case(indices_or_none, (X,), refused="maybe"),
    Case(history_that_begins_with_none, (X,)),
    Case(history_or_none_that_a_call_changes, (X,)),
    Case(history_in_a_deque, (X,)),
    Case(soft_edit_distance, (X, Y), (0, 1)),
    Case(edit_distance_of_two_rows, (X, Y), (0, 1), refused="maybe"),
    Case(edit_distance_remembered, (X, Y), (0, 1), refused="maybe"),
    Case(soft_time_warping, (X, Y), (0, 1)),
]
