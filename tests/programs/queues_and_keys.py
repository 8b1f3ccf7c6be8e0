"""Deques, ordered dicts, counters and keys that helpers and closures change, and others read."""

from collections import Counter, OrderedDict, defaultdict, deque

import numpy as np

from tests.programs import Case


def push(q, v):
    q.append(v)
    return q[0] * v


def window_of_a_helper(x):
    q = deque([x, x * 2.0], maxlen=2)
    y = np.sin(q[0]) * q[1]
    for _ in range(3):
        y = np.sin(push(q, y) + q[1])
    return y * q[0]


def window_that_begins_with_items(x):
    q = deque([x, x * 2.0, x * x], maxlen=2)
    y = np.sin(q[0]) * q[1]
    q.append(y)
    return y * q[0] * q[1]


def window_that_a_closure_changes(x):
    q = deque([x], maxlen=3)

    def go(v):
        q.append(v)
        return q[0] * v

    y = np.sin(q[0])
    for _ in range(4):
        y = np.sin(y * go(y))
    return y * q[0]


def windows_in_a_dict(x):
    d = {"a": deque([x], maxlen=2), "b": deque([x * 2.0])}

    def move(source, target):
        v = d[source].popleft()
        d[target].append(v * v)
        d[source].append(v * d[target][0])

    y = np.sin(d["a"][0])
    for _ in range(3):
        move("a", "b")
        y = np.sin(y * d["a"][0]) + d["b"][-1]
    return y


def deque_of_lists(x):
    q = deque([[x], [x * x]])

    def turn(v):
        r = q.popleft()
        r[0] = r[0] * v
        q.append(r)
        return q[0]

    y = np.sin(q[0][0])
    for _ in range(3):
        h = turn(y)
        h[0] = h[0] + y
        y = np.sin(y * q[-1][0])
    return y * q[0][0] * q[1][0]


def key_renamed_by_a_closure(x):
    d = {"a": x, "b": x * x}

    def rename(old, new):
        d[new] = d.pop(old)

    y = np.sin(d["a"])
    rename("a", "z")
    rename("b", "a")
    return y * d["z"] * d["a"]


def last_used_moves_to_the_end(x):
    d = OrderedDict()
    d["a"] = x
    d["b"] = x * x
    d["c"] = np.sin(x)

    def touch(k):
        d.move_to_end(k)
        d[k] = d[k] * 2.0
        return d[k]

    y = touch("a")
    _, v = d.popitem(last=False)
    y = y * v + np.sin(touch("c"))
    w = 0.0
    for v in d.values():
        w = w * 0.5 + v * y
    return w


class LastUsed:
    def __init__(self, size):
        self.size = size
        self.held = OrderedDict()

    def get(self, k, v):
        if k in self.held:
            self.held.move_to_end(k)
            return self.held[k]
        if len(self.held) >= self.size:
            self.held.popitem(last=False)
        self.held[k] = np.sin(v)
        return self.held[k]


def cache_of_the_last_used(x):
    c = LastUsed(2)
    y = x
    for k in (1, 2, 1, 3, 2, 1):
        y = y * 0.9 + c.get(k, y * k)
    return y


class Hits:
    def __init__(self, x):
        self.sums, self.counts = Counter(), Counter()
        self.x = x

    def hit(self, k, v):
        self.sums[k] += v * self.x
        self.counts[k] += 1
        self.x = np.sin(self.sums[k])
        return self.x * v


def counters_of_an_object(x):
    o = Hits(x)
    y = x
    for k in ("a", "b", "a"):
        y = o.hit(k, y)
    return y * sum(o.sums.values()) + o.counts["a"] * o.sums["b"]


def pairs_by_default(x):
    g = defaultdict(lambda: [0.0, x])
    y = x
    for k in "abca":
        r = g[k]
        r[0] += y
        y = np.sin(y + r[0] * r[1])
        r[1] = y
    return y * sum(v[0] * v[1] for v in g.values())


CASES = [
    Case(window_of_a_helper, (0.7,)),
    Case(window_that_begins_with_items, (0.7,)),
    Case(window_that_a_closure_changes, (0.7,)),
    Case(windows_in_a_dict, (0.7,)),
    Case(deque_of_lists, (0.7,)),
    Case(key_renamed_by_a_closure, (0.7,)),
    Case(last_used_moves_to_the_end, (0.7,)),
    Case(cache_of_the_last_used, (0.7,)),
    Case(counters_of_an_object, (0.7,)),
    Case(pairs_by_default, (0.7,)),
]
