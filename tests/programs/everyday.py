"""Everyday containers: histories and queues that helpers read while they grow."""

import collections
from collections import deque

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


# ---------------------------------------------------------------- deques


class MovingAverage:
    def __init__(self, n):
        self.n = n
        self.window = deque(maxlen=n)
        self.total = 0.0

    def push(self, v):
        if len(self.window) == self.window.maxlen:
            self.total -= self.window[0]
        self.window.append(v)
        self.total += v
        return self.total / len(self.window)


def moving_average(x):
    m = MovingAverage(2)
    s = 0.0
    for v in x:
        s += m.push(v * v) * v
    return s


def delay_line_filter(x):
    taps = [0.5, 0.3, 0.2]
    line = deque([0.0] * len(taps), maxlen=len(taps))
    out = []
    for v in x:
        line.appendleft(v)
        out.append(sum((c * z for c, z in zip(taps, line))))
    return np.sum(np.array(out) ** 2)


def extended_window(x):
    q = collections.deque(maxlen=2)
    q.extend((v * v for v in x))
    return q[0] * q[1]


def extended_at_both_ends(x):
    q = deque([x[0]])
    q.extend([x[1] * x[0], x[2]])
    q.extendleft([x[1], x[2] ** 2])
    s = 1.0
    for k, v in enumerate(q):
        s = s * v + k
    return s


def rotated(x):
    q = deque((v * v for v in x))
    q.rotate(1)
    q.rotate(-2)
    q.rotate(5)
    return q[0] + 2 * q[1] * q[2]


def taken_from_both_ends(x):
    q = deque(x * 2)
    a = q.pop()
    b = q.popleft()
    return a * b * b + q[0]


def more_than_it_holds(x):
    q = deque([v * v for v in x], maxlen=2)
    return q[0] * q[1] * len(q)


def breadth_first(x):
    adj = {0: [1, 2], 1: [2], 2: []}
    w = {0: x[0]}
    todo = deque([0])
    seen = {0}
    while todo:
        u = todo.popleft()
        for v in adj[u]:
            if v not in seen:
                seen.add(v)
                w[v] = w[u] * x[v]
                todo.append(v)
    return w[0] + w[1] * 2 + w[2] * 3


def two_derivatives_kept(x):
    hist = deque(maxlen=2)
    y = x.copy()
    for i in range(4):
        hist.append(np.sin(y))
        if len(hist) < 2:
            y = y + 0.1 * hist[-1]
        else:
            y = y + 0.1 * (1.5 * hist[-1] - 0.5 * hist[-2])
    return np.sum(y)


def window_mean(q):
    return sum(q) / len(q)


def push(q, v):
    q.append(v)


def window_in_helpers(x):
    q = deque(maxlen=2)
    s = 0.0
    for v in x:
        push(q, v * v)
        s += window_mean(q) * v
    return s


def array_of_a_window(x):
    q = deque(maxlen=2)
    for v in x:
        q.append(v)
    a = np.array(q)
    return np.sum(a * a)


def window_of_arrays(x):
    q = deque(maxlen=2)
    for v in x:
        q.append(v * x)
    return sum((np.sum(w) for w in q)) + np.sum(list(q)[0]) + np.sum(np.stack(q) ** 2)


def limit_as_an_argument(x, n):
    q = deque(maxlen=n)
    for v in x:
        q.append(v)
    return sum((v * v for v in q))


def extended_by_an_operator(x):
    q = deque(maxlen=2)
    q += [x[0], x[1]]
    q += [x[2] * x[0]]
    return q[0] * q[1]


def items_of_a_deque(x):
    q = deque(x, maxlen=3)
    q[0] = q[1] * q[2]
    q[-1] *= 3.0
    return q[0] * q[2]


def largest_and_smallest(x):
    q = deque(maxlen=2)
    s = 0.0
    for v in x:
        q.append(v)
        s += max(q) * min(q)
    return s


def deque_returned(x):
    q = deque(x)
    return q


def another_name_of_a_deque(x):
    q = deque(maxlen=2)
    r = q
    for v in x:
        r.append(v)
    return q[0] * q[1]


def one_of_two_deques(x):
    q = deque(maxlen=2) if x[0] > 1 else deque(maxlen=3)
    for v in x:
        q.append(v)
    return q[0] * q[1]


def popped_in_a_test(x):
    q = deque([v for v in x])
    s = 0.0
    while q and q.popleft() < 1.0:
        s += sum(q)
    return s


def cleared_deque(x):
    q = deque(maxlen=2)
    for v in x:
        q.append(v)
    q.clear()
    q.append(x[0] * x[1])
    q.append(x[2])
    q.append(x[1])
    return q[0] * q[1]


# ---------------------------------------------------------------- sets, which choose the way
SEEN = set()


def total_of_a_queue(x):
    q = []
    total = 0.0
    s = 0.0
    for v in x:
        if len(q) == 2:
            total -= q.pop(0)
        q.append(v)
        total += v
        s += total * v
    return s


def marks_in_a_list(x):
    adj = [[1, 2], [2], []]
    w = [x[0], 0.0, 0.0]
    todo = [0]
    while todo:
        u = todo.pop(0)
        for v in adj[u]:
            if w[v] == 0.0:
                w[v] = w[u] * x[v]
                todo.append(v)
    return w[0] + w[1] * 2 + w[2] * 3


def queue_and_visited(x):
    adj = [[1, 2], [2], []]
    w = [x[0], 0.0, 0.0]
    todo = [0]
    seen = {0}
    while todo:
        u = todo.pop(0)
        for v in adj[u]:
            if v not in seen:
                seen.add(v)
                w[v] = w[u] * x[v]
                todo.append(v)
    return w[0] + w[1] * 2 + w[2] * 3


def visited_once(x):
    w = [x[0], 0.0, 0.0]
    seen = {0}
    for i in [0, 1, 1, 2, 0]:
        if i not in seen:
            seen.add(i)
            w[i] = w[i - 1] * x[i]
    return w[0] + w[1] * 2 + w[2] * 3


def visited_or_not(x):
    s = 0.0
    seen = set()
    for i in [0, 1, 1, 2, 0]:
        if i not in seen:
            seen.add(i)
            s += x[i] ** 2
        else:
            s *= x[i]
    return s


def loop_over_what_was_seen(x):
    s = 1.0
    seen = set()
    for i in [0, 1, 1, 2, 0]:
        seen.add(i)
        for k in seen:
            s = s * x[k] + k
    return s


def how_many_were_seen(x):
    s = 1.0
    seen = set()
    for i in [0, 1, 1, 2, 0]:
        seen.add(i)
        n = len(seen)
        s = s * n + x[i] * n * s
    return s


def mark(seen, i):
    if i in seen:
        return False
    seen.add(i)
    return True


def marked_by_a_callee(x):
    s = 1.0
    seen = set()
    for i in [0, 1, 1, 2, 0]:
        if mark(seen, i):
            s = s * x[i] + s * s
        else:
            s = s + x[i]
    return s


def has(seen, i):
    return i in seen


def looked_up_by_a_callee(x):
    s = 1.0
    seen = set()
    for i in [0, 1, 1, 2, 0]:
        if has(seen, i):
            s = s * x[i] + s * s
        else:
            s = s + x[i]
        seen.add(i)
    return s


def global_set_seen(x):
    SEEN.clear()
    s = 1.0
    for i in [0, 1, 1, 2, 0]:
        if i in SEEN:
            s = s * x[i] + s * s
        else:
            s = s + x[i]
        SEEN.add(i)
    return s


def discarded(x):
    left = {0, 1, 2}
    s = x[0]
    while left:
        k = min(left)
        left.discard(k)
        s = s * x[k] + len(left)
    return s


def popped_from_a_set(x):
    left = {0, 1, 2}
    s = x[0]
    while left:
        k = left.pop()
        s = s * x[k] + len(left) * x[1]
    return s


def sets_in_a_dict(x):
    d = {0: set(), 1: set()}
    s = 1.0
    for i in [0, 1, 1, 2, 0]:
        g = d[i % 2]
        g.add(i)
        s = s * x[i] + len(g) * s
    return s


def set_of_an_object(x):
    class_ = Visited()
    s = 1.0
    for i in [0, 1, 1, 2, 0]:
        if class_.visit(i):
            s = s * x[i] + s * s
        else:
            s = s + x[i]
    return s


class Visited:
    def __init__(self):
        self.seen = set()

    def visit(self, i):
        if i in self.seen:
            return False
        self.seen.add(i)
        return True


def pairs_seen(x):
    s = 1.0
    seen = set()
    for i in range(3):
        for j in range(3):
            if (j, i) in seen:
                continue
            seen.add((i, j))
            s += x[i] * x[j]
    return s


def set_subtracted(x):
    s = 1.0
    left = {0, 1, 2}
    for i in range(3):
        left -= {i}
        if len(left) > 1:
            s = s * x[i] + s
        else:
            s = s + x[i]
    return s


def set_united(x):
    s = 1.0
    seen = set()
    for i in range(3):
        seen |= {i}
        if len(seen) > 1:
            s = s * x[i] + s
    return s


def set_updated(x):
    s = 1.0
    seen = set()
    for i in range(3):
        seen.update([i, i + 1])
        if i + 1 in seen and len(seen) > 2:
            s = s * x[i] + s
        else:
            s = s + x[i]
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
    Case(moving_average, (x,)),
    Case(delay_line_filter, (x,)),
    Case(extended_window, (x,)),
    Case(extended_at_both_ends, (x,)),
    Case(rotated, (x,)),
    Case(taken_from_both_ends, (x,)),
    Case(more_than_it_holds, (x,)),
    Case(breadth_first, (x,)),
    Case(two_derivatives_kept, (x,)),
    Case(window_in_helpers, (x,)),
    Case(array_of_a_window, (x,)),
    Case(window_of_arrays, (x,)),
    Case(
        limit_as_an_argument,
        (
            x,
            2,
        ),
    ),
    Case(extended_by_an_operator, (x,)),
    Case(items_of_a_deque, (x,)),
    Case(largest_and_smallest, (x,)),
    Case(deque_returned, (x,), refused="TGT405"),
    Case(another_name_of_a_deque, (x,)),
    Case(one_of_two_deques, (x,), refused="maybe"),
    Case(popped_in_a_test, (x,)),
    Case(cleared_deque, (x,)),
    Case(total_of_a_queue, (x,)),
    Case(marks_in_a_list, (x,)),
    Case(queue_and_visited, (x,)),
    Case(visited_once, (x,)),
    Case(visited_or_not, (x,)),
    Case(loop_over_what_was_seen, (x,)),
    Case(how_many_were_seen, (x,)),
    Case(marked_by_a_callee, (x,)),
    Case(looked_up_by_a_callee, (x,)),
    Case(discarded, (x,)),
    Case(popped_from_a_set, (x,)),
    Case(sets_in_a_dict, (x,)),
    Case(set_of_an_object, (x,)),
    Case(pairs_seen, (x,)),
    Case(set_subtracted, (x,)),
    Case(set_united, (x,)),
    Case(set_updated, (x,)),
    Case(global_set_seen, (x,), refused="maybe"),
]
