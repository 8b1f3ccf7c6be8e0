"""Everyday containers: histories and queues that helpers read while they grow."""

import collections
import itertools
import math
from collections import Counter, OrderedDict, defaultdict, deque

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


# ---------------------------------------------------------------- None, or a number


def best_so_far(x):
    best = None
    for v in x:
        if best is None or v * v > best:
            best = v * v
    return best * x[0]


def place_of_the_best(x):
    bi = None
    for i, v in enumerate(x):
        if bi is None or v > x[bi]:
            bi = i
    return x[bi] ** 2


def value_before(x):
    prev = None
    s = 0.0
    for v in x:
        if prev is not None:
            s += prev * v
        prev = v
    return s


def array_before(x):
    prev = None
    s = 0.0
    for i in range(3):
        y = x * (i + 1)
        if prev is not None:
            s += np.sum(prev * y)
        prev = y
    return s


def accumulator_of_arrays(x):
    acc = None
    for i in range(3):
        y = np.sin(x * (i + 1))
        if acc is None:
            acc = y
        else:
            acc = acc + y * acc
    return np.sum(acc)


def accumulator_in_place(x):
    acc = None
    for i in range(3):
        y = np.sin(x * (i + 1))
        if acc is None:
            acc = y
        else:
            acc += y * acc
    return np.sum(acc)


class Running:
    def __init__(self):
        self.best = None
        self.n = 0

    def update(self, v):
        self.n += 1
        if self.best is None:
            self.best = v
        elif v > self.best:
            self.best = 0.5 * (v + self.best)
        return self.best


def best_of_an_object(x):
    r = Running()
    s = 0.0
    for v in x:
        s += r.update(v * v) * v
    return s + r.best


class Momentum:
    def __init__(self, lr, beta):
        self.lr, self.beta = (lr, beta)
        self.v = None

    def step(self, w, g):
        if self.v is None:
            self.v = np.zeros_like(w)
        self.v = self.beta * self.v + g
        return w - self.lr * self.v


def momentum(x):
    opt = Momentum(0.1, 0.9)
    w = x.copy()
    for _ in range(3):
        w = opt.step(w, 2 * w * x)
    return np.sum(w**2)


def looked_up_or_none(x):
    d = {}
    for i in range(3):
        v = d.get(i % 2)
        if v is None:
            v = x[i] * 2
        else:
            v = v * x[i]
        d[i % 2] = v
    return d[0] + d[1]


def found_or_none(x):

    def first_above(x, t):
        for v in x:
            if v > t:
                return v * v
        return None

    a = first_above(x, 0.4)
    b = first_above(x, 10.0)
    s = a if a is not None else 0.0
    if b is not None:
        s = s * b
    return s * x[0]


def memo_in_a_list(x):
    memo = [None] * 5

    def fib(n):
        if n < 2:
            return x[n]
        if memo[n] is None:
            memo[n] = fib(n - 1) * fib(n - 2) + fib(n - 2)
        return memo[n]

    return fib(4)


def slots_filled(x):
    out = [None] * 3
    for i in range(3):
        out[i] = x[i] * x[(i + 1) % 3]
    return out[0] * out[1] + out[2]


def slots_of_arrays(x):
    out = [None] * 3
    for i in range(3):
        out[i] = x * x[i]
    return np.sum(out[0] * out[1] + out[2])


def slots_stacked(x):
    out = [None] * 3
    for i in range(3):
        out[i] = x * x[i]
    return np.sum(np.array(out) ** 2)


def set_to_none_again(x):
    best = None
    s = 0.0
    for i, v in enumerate(x):
        if best is None:
            best = v
        s += best * v
        if i == 1:
            best = None
    return s


def optional_argument(x):

    def f(x, w=None):
        if w is None:
            w = np.ones_like(x)
        return np.sum(w * x * x)

    return f(x) + f(x, x)


def tuple_or_none(x):

    def solve(a, b):
        if a < 0:
            return None
        return (np.sqrt(a), b * a)

    r = solve(x[0], x[1])
    q = solve(-x[0], x[1])
    s = 0.0
    if r is not None:
        s += r[0] * r[1]
    if q is not None:
        s += q[0]
    return s


def list_or_none(x):
    out = None
    for v in x:
        if out is None:
            out = []
        out.append(v * v)
    return out[0] * out[1]


def range_of_values(x):
    lo, hi = (None, None)
    for v in x:
        lo = v if lo is None else min(lo, v)
        hi = v if hi is None else max(hi, v)
    return (hi - lo) ** 2


def last_or_default(x):
    last = None
    for v in x:
        if v > 0.4:
            last = v
    return (last or 1.0) * x[0]


def memo_that_forgets(x):
    memo = [None, None, None]
    s = 0.0
    for i in [0, 1, 0, 2, 1]:
        if memo[i] is None:
            memo[i] = x[i] * x[i]
        s += memo[i] * x[0]
        if i == 1:
            memo[i] = None
    return s


def slots_that_forget(x):
    memo = [None, None, None]
    memo[0] = x[0] * x[1]
    s = memo[0] * x[2]
    memo[0] = None
    memo[1] = x[1] * s
    memo[0] = 2.0 * x[0]
    return memo[1] * memo[0] + s


def slots_of_a_dict(x):
    d = {"a": None, "b": None}
    for i, k in enumerate(["a", "b", "a"]):
        if d[k] is None:
            d[k] = x[i] * x[i]
        else:
            d[k] = d[k] * x[i]
    return d["a"] * d["b"]


def regularised(x):

    def loss(w, reg=None):
        s = np.sum(w * w)
        if reg is not None:
            s = s + reg * np.sum(np.abs(w))
        return s

    total = 0.0
    reg = None
    for i in range(3):
        total += loss(x, reg)
        reg = x[i]
    return total


def line_search(x):

    def f(z):
        return (z - 1.0) ** 2 * x[1]

    step = 1.0
    best = None
    for _ in range(5):
        val = f(step * x[0])
        if best is not None and val >= best:
            break
        best = val
        step *= 0.5
    return best * step


def until_it_stays(x):
    z, prev = (x[0], None)
    while prev is None or abs(z - prev) > 1e-06:
        prev = z
        z = z - (z * z - x[2]) / (2 * z)
    return z * x[1]


def memo_looked_up(x):
    memo = {}

    def fib(n):
        v = memo.get(n)
        if v is not None:
            return v
        v = x[n] if n < 2 else fib(n - 1) * fib(n - 2) + fib(n - 2)
        memo[n] = v
        return v

    return fib(4)


def options_looked_up(x):
    cfg = {"a": 2.0}
    k = cfg.get("k")
    if k is None:
        k = x[1]
    return k * cfg.get("a") * x[0]


def looked_up_or_constant(x):
    d = {i: x[i] for i in range(3)}
    s = 0.0
    for i in range(5):
        v = d.get(i)
        s += v * v if v is not None else 0.5
    return s


# ---------------------------------------------------------------- tables


def memo_in_a_dict(x):
    memo = {}

    def fib(n):
        if n in memo:
            return memo[n]
        memo[n] = x[n] if n < 2 else fib(n - 1) * x[2] + fib(n - 2)
        return memo[n]

    return fib(5)


def fibm(n, a, memo):
    if n < 2:
        return a * n + 1.0
    if n not in memo:
        memo[n] = fibm(n - 1, a, memo) * a + fibm(n - 2, a, memo)
    return memo[n]


def memo_as_an_argument(x):
    return fibm(6, x[0], {})


def memo_of_pairs(x):
    memo = {}

    def best(i, w):
        if i == 3 or w <= 0:
            return 0.0
        if (i, w) in memo:
            return memo[i, w]
        r = best(i + 1, w)
        t = x[i] * x[i] + best(i + 1, w - 1)
        memo[i, w] = max(r, t)
        return memo[i, w]

    return best(0, 2)


def table_of_pairs(x):
    dp = {}
    for i in range(4):
        dp[i, 0] = 0.0
        dp[0, i] = 0.0
    for i in range(1, 4):
        for j in range(1, 4):
            dp[i, j] = dp[i - 1, j - 1] * x[0] + x[i - 1] * x[j - 1] + max(dp[i - 1, j], dp[i, j - 1])
    return dp[3, 3]


def lists_in_a_dict(x):
    d = {"a": [], "b": []}
    for i, v in enumerate(x):
        d["a" if i % 2 else "b"].append(v * v)
    return sum(d["a"]) * sum(d["b"])


def lists_in_a_list(x):
    d = [[] for _ in range(2)]
    for i, v in enumerate(x):
        d[i % 2].append(v * v)
    return sum(d[0]) * sum(d[1])


def rows_of_rows(x):
    rows = []
    for i in range(3):
        row = []
        for j in range(3):
            row.append(x[i] * x[j])
        rows.append(row)
    return rows[0][1] * rows[2][2] + rows[1][0]


def history_of_a_run(x):
    hist = {"loss": [], "w": []}
    w = x.copy()
    for i in range(3):
        l = np.sum(w * w)
        hist["loss"].append(l)
        hist["w"].append(w)
        w = w - 0.1 * 2 * w
    return sum(hist["loss"]) + np.sum(hist["w"][-1] * hist["w"][0])


# ---------------------------------------------------------------- the dicts of collections


def sums_by_key(x):
    d = defaultdict(float)
    for i, v in enumerate(x):
        d[i % 2] += v * v
    return d[0] * d[1]


def sums_by_name(x):
    d = collections.defaultdict(float)
    for name, v in zip(["a", "b", "a"], x):
        d[name] += v * v
    return d["a"] * d["b"] + d["c"]


def products_by_key(x):
    d = defaultdict(lambda: 1.0)
    for i, v in enumerate(x):
        d[i % 2] *= v
    return d[0] * d[1]


def missing_in_a_test(x):
    d = defaultdict(int)
    s = 0.0
    for i, v in enumerate(x):
        if d[i % 2] > 0:
            s += v * v
        d[i % 2] += 1
        s += v * len(d)
    return s


def sums_in_a_closure(x):
    d = defaultdict(float)

    def add(k, v):
        d[k] += v

    for i, v in enumerate(x):
        add(i % 2, v * v)
    return d[0] * d[1]


def addto(d, k, v):
    d[k] += v


def sums_in_a_helper(x):
    d = defaultdict(float)
    for i, v in enumerate(x):
        addto(d, i % 2, v * v)
    return d[0] * d[1]


def reading_puts_in(x):
    d = defaultdict(float)
    a = d[3]
    return x[0] * len(d) + a * x[1] + (x[2] if 3 in d else 0.0)


class Ledger:
    def __init__(self):
        self.balance = defaultdict(float)

    def move(self, a, b, amount):
        self.balance[a] -= amount
        self.balance[b] += amount * 0.9


def ledger(x):
    led = Ledger()
    for i, v in enumerate(x):
        led.move(i % 2, 2, v)
    return sum((b * b for b in led.balance.values()))


def tape_of_edges(x):
    grads = defaultdict(float)
    tape = [(0, 1, x[0]), (1, 2, x[1]), (0, 2, x[2])]
    grads[2] = 1.0
    for a, b, w in reversed(tape):
        grads[a] += grads[b] * w
    return grads[0]


def sums_begun(x):
    d = defaultdict(float, {"a": x[0]})
    d["a"] += x[1]
    d["b"] += x[2]
    return d["a"] * d["b"]


def counted_letters(x):
    c = Counter("abca")
    return x[0] * c["a"] + x[1] * c["b"] + x[2] * c["z"]


def counted_labels(x):
    labels = [0, 1, 0]
    c = Counter(labels)
    s = 0.0
    for k, n in c.items():
        s += x[k] * n * x[0]
    return s


def counted_one_by_one(x):
    c = Counter()
    for i in [0, 1, 0]:
        c[i] += 1
    return sum((n * x[k] ** 2 for k, n in c.items()))


def counter_of_numbers(x):
    c = Counter()
    for i in range(3):
        c[i % 2] += x[i] * x[i]
    return c[0] * c[1]


def most_common_label(x):
    c = Counter([0, 1, 0, 2])
    k, n = c.most_common(1)[0]
    return x[k] * n * x[1]


def most_common_labels(x):
    s = 0.0
    for k, n in Counter([0, 1, 0, 2]).most_common(2):
        s += x[k] ** n
    return s


def entropy_of_labels(x):
    c = Counter([0, 1, 0, 2])
    total = sum(c.values())
    return sum((-(n / total) * np.log(n / total) * x[k] for k, n in c.items()))


def ordered(x):
    d = OrderedDict()
    d["a"] = x[0]
    d["b"] = x[1] * 2
    s = 0.0
    for k, v in d.items():
        s = s * v + v
    return s


def moved_to_the_end(x):
    d = OrderedDict([("a", x[0]), ("b", x[1])])
    d.move_to_end("a")
    s = 0.0
    for v in d.values():
        s = s * 2 + v * v
    return s


def least_recently_used(x):
    cache = OrderedDict()
    s = 0.0
    for i in [0, 1, 2, 0, 2]:
        if i in cache:
            cache.move_to_end(i)
        else:
            cache[i] = x[i] * x[i]
            if len(cache) > 2:
                cache.popitem(last=False)
        s = s * 0.5 + cache[i]
    return s


def ordered_returned(x):
    d = OrderedDict()
    d["a"] = x[0]
    return d


def from_names(x):
    d = dict.fromkeys(["a", "b"], 0.0)
    d["a"] += x[0]
    d["b"] += x[1] * d["a"]
    return d["b"]


def from_a_range(x):
    d = dict.fromkeys(range(3), x[0])
    for i in range(3):
        d[i] = d[i] * x[i]
    return sum(d.values())


def from_names_alone(x):
    d = dict.fromkeys(["a", "b"])
    d["a"] = x[0]
    d["b"] = x[1] * d["a"]
    return d["b"]


def missing_in_a_loop(x):
    d = defaultdict(float)
    n = 0
    while d["s"] < 2.0:
        d["s"] += x[n % 3] * x[n % 3] + 0.3
        n += 1
    return d["s"] * x[0]


def perhaps_not_read(x):
    d = defaultdict(float)
    if x[0] > 0 and d["a"] < 1:
        d["a"] += x[0]
    return d["a"] * x[1]


# ---------------------------------------------------------------- iterators that have a name


def read_twice(x):
    it = iter(x)
    a = sum(it)
    return a * a + sum(it)


def generated_twice(x):
    sq = (v * v for v in x)
    return sum(sq) * x[0] + sum(sq)


def exhausted_in_a_loop(x):
    s = 0.0
    for _ in range(2):
        it = iter(x)
    for _ in range(2):
        s += sum(it) + x[0]
    return s


def read_in_a_lambda(x):
    it = iter(x)
    f = lambda: sum(it)
    return f() + f() * x[0]


def made_again(x):
    s = 0.0
    for k in range(2):
        it = iter(x)
        a = next(it)
        s += a * sum(it)
    return s


def head_and_rest(x):
    it = iter(x)
    a = next(it)
    for v in it:
        a = a * v + 1.0
        if a > 1.2:
            break
    for v in it:
        a += v * v
    return a


def until_stopped(x):
    it = iter(x)
    s = 0.0
    while True:
        try:
            v = next(it)
        except StopIteration:
            break
        s += v * v
    return s


def next_or_none(x):
    it = iter(x)
    s = 0.0
    v = next(it, None)
    while v is not None:
        s = s * 0.5 + v * v
        v = next(it, None)
    return s


def next_or_constant(x):
    it = iter(x)
    s = 0.0
    for _ in range(5):
        s += next(it, 0.5) ** 2
    return s


def next_inside_the_loop(x):
    it = iter([x[0], x[1], x[2], x[0] * x[1]])
    s = 0.0
    for a in it:
        b = next(it)
        s += a * b
    return s


def numbers_handed_out(x):
    ids = itertools.count(1)
    s = 0.0
    for v in x:
        k = next(ids)
        s += v**k
    return s + next(ids)


def count_in_a_comprehension(x):
    ids = itertools.count(0.5, 0.25)
    return sum((v * next(ids) for v in x))


def count_by_two(x):
    t = itertools.count(0, 2)
    s = 0.0
    for v in x:
        s += v * next(t)
    return s


def numbered(x):
    return sum((v * k for v, k in zip(x, itertools.count(1))))


def numbered_before(x):
    s = 0.0
    for k, v in zip(itertools.count(), x):
        s += v**k
    return s


def count_with_jumps(x):
    s = 0.0
    for k in itertools.count():
        if k == 1:
            continue
        if k > 4:
            break
        s += x[k % 3] * k
    return s


def signs_in_turn(x):
    colours = itertools.cycle([1.0, -1.0])
    s = 0.0
    for v in x:
        s += next(colours) * v * v
    return s


def values_in_turn(x):
    w = itertools.cycle(x)
    s = 1.0
    for k in range(5):
        s = s * next(w) + k
    return s


def first_match(x):
    v = next((v * v for v in x if v > 0.4))
    return v * x[0]


def first_match_or(x):
    return next((v for v in x if v > 0.4)) * x[0] + next((v for v in x if v > 10), 2.0)


def no_match(x):
    try:
        v = next((v for v in x if v > 10))
    except StopIteration:
        v = x[0] * 2
    return v * x[1]


def generated_later(x):
    inv = (1.0 / (v - 0.5) for v in x if v > 0.6)
    return sum(inv)


def generated_from_what_changes(x):
    w = 2.0
    sq = (v * w for v in x)
    w = 3.0
    return sum(sq)


def generated_from_what_is_written(x):
    y = x.copy()
    sq = (v * v for v in y)
    y[0] = 5.0
    return sum(sq)


def mapped_later(x):
    sines = map(math.sin, x)
    t = 0.0
    for a in sines:
        t = t * 0.5 + a
    return t


def first_pair(x):
    pairs = zip(x, x[1:])
    a, b = next(pairs)
    return a * b + sum((p * q for p, q in pairs))


def one_skipped(x):
    e = enumerate(x)
    next(e)
    s = 0.0
    for i, v in e:
        s += i * v * v
    return s


def rows_of_an_iterator(x):
    m = np.outer(x, x)
    it = iter(m)
    head = next(it)
    s = np.sum(head)
    for row in it:
        s += np.sum(row * head)
    return s


def keys_one_by_one(x):
    d = {"a": x[0], "b": x[1]}
    it = iter(d)
    k = next(it)
    return d[k] * d[next(it)]


def any_of_a_generator(x):
    it = (v > 1.0 for v in x)
    if any(it):
        return x[0] * 2
    return x[1]


def filtered_later(x):
    it = filter(lambda v: v > 0.4, x)
    return sum(it) * x[0]


class Feed:
    def __init__(self, values):
        self.it = iter(values)

    def get(self):
        return next(self.it)


def iterator_of_an_object(x):
    f = Feed(x)
    return f.get() * f.get()


def len_is_a_number(x):
    len = 3
    it = iter(x)
    return next(it) * len


def array_from_a_generator(x):
    a = np.fromiter((v * v for v in x), dtype=float)
    return np.sum(a * x)


def array_from_a_part(x):
    a = np.fromiter((v * v for v in x), float, count=2)
    return np.sum(a * x[:2])


# ---------------------------------------------------------------- lists by key


def groups_by_default(x):
    groups = defaultdict(list)
    for k, v in enumerate(x):
        groups[k % 2].append(v * v)
    return sum(groups[0]) * sum(groups[1])


def groups_by_setdefault(x):
    others = {}
    for k, v in enumerate(x):
        others.setdefault(k % 2, []).append(v)
    return sum(others[0]) * sum(others[1])


def one_of_two_groups(x):
    others = {}
    for k, v in enumerate(x):
        others.setdefault(k % 2, []).append(v)
    return sum(others[0])


def groups_by_a_test(x):
    others = {}
    for k, v in enumerate(x):
        if k % 2 not in others:
            others[k % 2] = []
        others[k % 2].append(v)
    return sum(others[0]) + x[0]


def groups_there(x):
    others = {0: [], 1: []}
    for k, v in enumerate(x):
        others[k % 2].append(v)
    return sum(others[0]) + x[0]


# ---------------------------------------------------------------- one list under two names


class Two:
    def __init__(self):
        self.a = []
        self.b = self.a

    def go(self, v):
        self.a.append(v)
        return self.b[-1] * 2.0


def one_list_in_two_attributes(x):
    t = Two()
    s = 0.0
    for v in x:
        s += t.go(v * v)
    return s


class Arr:
    def __init__(self, n):
        self.a = np.zeros(n)
        self.b = self.a[1:]

    def go(self, v):
        self.a[1] = v
        return self.b[0] * 2.0


def one_array_in_two_attributes(x):
    t = Arr(3)
    s = 0.0
    for v in x:
        s += t.go(v * v) * v
    return s


def two_lists_returned(x):

    def two():
        return ([], [])

    a, b = two()
    for v in x:
        a.append(v * v)
        b.append(v * a[0])
    return sum(a) * sum(b)


def two_views_returned(x):

    def split(y):
        return (y[:1], y[1:])

    y = x * 2.0
    a, b = split(y)
    a *= 3.0
    return np.sum(y * y) + np.sum(a * b)


def pair1(v):
    a = [v]
    return (a, a)


def one_list_returned_twice(x):
    a, b = pair1(x[0])
    for v in x:
        a.append(v * v)
    return b[0] * b[-1]


def one_list_unpacked(x):
    a = [x[0]]
    t = (a, a)
    b, c = t
    b.append(x[1])
    return c[-1] * c[0]


class Sub:
    def __init__(self, items):
        self.items = items

    def push(self, v):
        self.items.append(v)


def one_list_in_two_objects(x):
    items = [x[0]]
    p, q = (Sub(items), Sub(items))
    p.push(x[1])
    q.push(x[2])
    return items[0] * items[1] + items[2] * q.items[1]


def list_of_an_object(x):
    class_ = Sub([])
    class_.push(x[0])
    class_.push(x[1] * 2)
    return class_.items[0] * class_.items[1]


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
    Case(best_so_far, (x,)),
    Case(place_of_the_best, (x,)),
    Case(value_before, (x,)),
    Case(array_before, (x,)),
    Case(accumulator_of_arrays, (x,)),
    Case(accumulator_in_place, (x,), refused="maybe"),
    Case(best_of_an_object, (x,)),
    Case(momentum, (x,)),
    Case(looked_up_or_none, (x,)),
    Case(found_or_none, (x,)),
    Case(memo_in_a_list, (x,)),
    Case(slots_filled, (x,)),
    Case(slots_of_arrays, (x,)),
    Case(slots_stacked, (x,)),
    Case(set_to_none_again, (x,)),
    Case(optional_argument, (x,)),
    Case(tuple_or_none, (x,)),
    Case(list_or_none, (x,), refused="maybe"),
    Case(range_of_values, (x,)),
    Case(last_or_default, (x,)),
    Case(memo_that_forgets, (x,)),
    Case(slots_that_forget, (x,)),
    Case(slots_of_a_dict, (x,)),
    Case(regularised, (x,)),
    Case(line_search, (x,)),
    Case(until_it_stays, (x,)),
    Case(memo_looked_up, (x,)),
    Case(options_looked_up, (x,)),
    Case(looked_up_or_constant, (x,)),
    Case(memo_in_a_dict, (x,)),
    Case(memo_as_an_argument, (x,)),
    Case(memo_of_pairs, (x,)),
    Case(table_of_pairs, (x,)),
    Case(lists_in_a_dict, (x,)),
    Case(lists_in_a_list, (x,)),
    Case(rows_of_rows, (x,)),
    Case(history_of_a_run, (x,)),
    Case(sums_by_key, (x,)),
    Case(sums_by_name, (x,)),
    Case(products_by_key, (x,)),
    Case(missing_in_a_test, (x,)),
    Case(sums_in_a_closure, (x,)),
    Case(sums_in_a_helper, (x,)),
    Case(reading_puts_in, (x,)),
    Case(ledger, (x,)),
    Case(tape_of_edges, (x,)),
    Case(sums_begun, (x,)),
    Case(counted_letters, (x,)),
    Case(counted_labels, (x,)),
    Case(counted_one_by_one, (x,)),
    Case(counter_of_numbers, (x,)),
    Case(most_common_label, (x,)),
    Case(most_common_labels, (x,)),
    Case(entropy_of_labels, (x,)),
    Case(ordered, (x,)),
    Case(moved_to_the_end, (x,)),
    Case(least_recently_used, (x,)),
    Case(ordered_returned, (x,), refused="TGT405"),
    Case(from_names, (x,)),
    Case(from_a_range, (x,)),
    Case(from_names_alone, (x,)),
    Case(missing_in_a_loop, (x,)),
    Case(perhaps_not_read, (x,), refused="TGT405"),
    Case(read_twice, (x,)),
    Case(generated_twice, (x,), refused="maybe"),
    Case(exhausted_in_a_loop, (x,)),
    Case(read_in_a_lambda, (x,), refused="maybe"),
    Case(made_again, (x,)),
    Case(head_and_rest, (x,)),
    Case(until_stopped, (x,)),
    Case(next_or_none, (x,)),
    Case(next_or_constant, (x,)),
    Case(next_inside_the_loop, (x,)),
    Case(numbers_handed_out, (x,)),
    Case(count_in_a_comprehension, (x,), refused="maybe"),
    Case(count_by_two, (x,)),
    Case(numbered, (x,)),
    Case(numbered_before, (x,)),
    Case(count_with_jumps, (x,)),
    Case(signs_in_turn, (x,)),
    Case(values_in_turn, (x,)),
    Case(first_match, (x,)),
    Case(first_match_or, (x,)),
    Case(no_match, (x,)),
    Case(generated_later, (x,)),
    Case(generated_from_what_changes, (x,), refused="maybe"),
    Case(generated_from_what_is_written, (x,), refused="maybe"),
    Case(mapped_later, (x,)),
    Case(first_pair, (x,), refused="maybe"),
    Case(one_skipped, (x,)),
    Case(rows_of_an_iterator, (x,)),
    Case(keys_one_by_one, (x,)),
    Case(any_of_a_generator, (x,)),
    Case(filtered_later, (x,)),
    Case(iterator_of_an_object, (x,), refused="maybe"),
    Case(len_is_a_number, (x,), refused="maybe"),
    Case(array_from_a_generator, (x,)),
    Case(array_from_a_part, (x,)),
    Case(groups_by_default, (x,)),
    Case(groups_by_setdefault, (x,)),
    Case(one_of_two_groups, (x,)),
    Case(groups_by_a_test, (x,)),
    Case(groups_there, (x,)),
    Case(one_list_in_two_attributes, (x,), refused="maybe"),
    Case(one_array_in_two_attributes, (x,), refused="maybe"),
    Case(one_list_returned_twice, (x,), refused="maybe"),
    Case(two_lists_returned, (x,)),
    Case(two_views_returned, (x,), refused="maybe"),
    Case(one_list_unpacked, (x,), refused="maybe"),
    Case(one_list_in_two_objects, (x,)),
    Case(list_of_an_object, (x,)),
]
