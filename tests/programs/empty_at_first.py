"""Containers that are empty at first, and objects that are asked what is in them."""

from collections import namedtuple
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case


@dataclass
class NetOfLists:
    layers: list = field(default_factory=list)
    cache: dict = field(default_factory=dict)

    def add(self, w):
        self.layers.append([w, 0.0])
        return self

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            self.cache[i] = x
            x = np.tanh(layer[0] * x + layer[1])
        return x

    def nudge(self, g):
        for i, layer in enumerate(self.layers):
            layer[0] -= 0.1 * g * self.cache[i]
            layer[1] -= 0.1 * g


def layers_in_a_dataclass(x):
    net = NetOfLists().add(x).add(0.5 * x)
    first = net.layers[0]
    z = x
    for k in range(3):
        z = net.forward(z)
        net.nudge(z - 1.0)
    return z * first[0] + net.layers[1][1]


PairOfLists = namedtuple("PairOfLists", "rows total")


def named_pair_of_containers(x):
    p = PairOfLists([[x], [x * x]], [0.0])

    def push(p, v):
        p.rows[0].append(v)
        p.total[0] += v
        return p

    for k in range(3):
        p = push(p, p.rows[0][-1] * x)
    return p.total[0] * sum(p.rows[0])


class RowsByKey:
    def __init__(self):
        self.data = {}

    def __getitem__(self, k):
        return self.data.setdefault(k, [])

    def __setitem__(self, k, v):
        self.data[k] = v

    def __iter__(self):
        for k in self.data:
            yield self.data[k]

    def __contains__(self, k):
        return k in self.data


def table_of_rows(x):
    t = RowsByKey()
    t["a"].append(x)
    t["b"] = [x * x, x]
    for row in t:
        row[0] = row[0] * x
    t["a"].append(t["b"][0])
    if "b" in t:
        t["b"][1] = t["a"][1] * x
    return sum(t["a"]) * sum(t["b"])


@contextmanager
def borrowed_from(pool):
    buf = pool.pop()
    yield buf
    pool.append(buf)


def borrowed_buffers(x):
    pool = [[x, x], [x * x, 1.0]]
    z = x
    for k in range(3):
        with borrowed_from(pool) as b:
            b[0] = b[0] * z
            z = np.sin(b[0] + b[1])
    return z * pool[-1][0] + pool[0][0]


def best_row_changes(x):
    rows = [[3.0, x], [1.0, x * x], [2.0, 2.0 * x]]
    best = min(rows, key=lambda r: r[0])
    best[1] = best[1] * x
    rows.sort(key=lambda r: -r[0])
    rows[0][1] = rows[0][1] + best[1]
    return rows[2][1] * rows[0][1]


class LoggingBase:
    def __init__(self, x):
        self.log = []
        self.state = {"v": x}

    def record(self, v):
        self.log.append(v)
        return self.log


class LoggingTwice(LoggingBase):
    def record(self, v):
        l = super().record(v * 2.0)
        self.state["v"] = self.state["v"] + l[-1]
        return l


def log_of_a_base_class(x):
    d = LoggingTwice(x)
    l = d.record(x)
    l[0] = l[0] * d.state["v"]
    d.record(l[0])
    return sum(d.log) * d.state["v"]


def rows_of_a_generator(x):

    def gen(rows):
        for r in rows:
            r[0] = r[0] * x
            yield r

    rows = [[x], [x * x]]
    z = 0.0
    for r in gen(rows):
        r.append(r[0])
        z = z + r[1] * rows[0][0]
    return z * sum(map(sum, rows))


def matrix_in_a_dict(x):
    m = {(i, j): x * (i + j + 1) for i in range(2) for j in range(2)}
    n = m

    def relax(d):
        for k in list(d):
            d[k] = 0.5 * (d[k] + d[(k[1], k[0])])
        return d[(0, 1)]

    z = relax(m) * n[(1, 0)]
    n[(1, 1)] = z * m[(0, 0)]
    return relax(n) + m[(1, 1)]


class ScaledNode:
    def __init__(self, v, children=()):
        self.v = v
        self.children = list(children)

    def scale(self, k):
        self.v = self.v * k
        for c in self.children:
            c.scale(k * 0.5)
        return self

    def total(self):
        return self.v + sum(c.total() for c in self.children)


def scaled_tree(x):
    leaf = ScaledNode(x)
    root = ScaledNode(1.0 * x, [leaf, ScaledNode(x * x, [ScaledNode(2.0 * x)])])
    root.scale(x).scale(leaf.v + 1.0)
    leaf.v = leaf.v * x
    return root.total() * leaf.v


class TableWithKeys:
    def __init__(self):
        self.data = {}

    def put(self, k, v):
        self.data[k] = v

    def get(self, k):
        return self.data[k]

    def __contains__(self, k):
        return k in self.data

    def __len__(self):
        return len(self.data)

    def __bool__(self):
        return len(self.data) > 1


class BoxWithKeys:
    def __init__(self, v):
        self.v = v
        self.data = {"n": v}

    def __contains__(self, k):
        return k in self.data

    def __eq__(self, o):
        return self.data["n"] == o.data["n"]


def key_in_a_table(x):
    t = TableWithKeys()
    t.put("a", [x])
    t.put("b", [x * x, x])
    if "b" in t:
        t.get("b")[1] = t.get("a")[0] * x
    return sum(t.get("b"))


def number_in_a_table(x):
    t = TableWithKeys()
    t.put("a", x)
    if "a" in t:
        t.put("b", t.get("a") * x)
    return t.get("b") if "b" in t else x


def truth_of_a_table(x):
    t = TableWithKeys()
    t.put("a", [x])
    t.get("a").append(x * x)
    if t:
        t.put("b", t.get("a"))
    if not t and len(t) == 1:
        t.put("c", [x * 3.0])
    return sum(t.get("a")) * sum(t.get("c"))


def key_in_one_of_two(x):
    bs = [BoxWithKeys(x), BoxWithKeys(x * x)]
    bs[0].data["m"] = x
    for b in bs:
        b.data["n"] = b.data["n"] * x
    s = sum(1.0 for b in bs if "m" in b)
    return bs[0].data["n"] * (s + 1.0) * (5.0 if bs[0] == bs[1] else 7.0)


def rows_of_table(t):
    for k in t.data:
        yield t.data[k]


def key_in_a_table_of_rows(x):
    t = TableWithKeys()
    t.put("a", [x])
    t.put("b", [x * x, x])
    for row in rows_of_table(t):
        row[0] = row[0] * x
    if "b" in t and t:
        t.get("b")[1] = t.get("a")[0] * x
    return sum(t.get("b")) * (2.0 if "q" in t else 3.0) * len(t)


class TableOnDemand:
    def __init__(self):
        self.data = {}

    def at(self, k):
        return self.data.setdefault(k, [])


def row_made_on_demand(x):
    t = TableOnDemand()
    t.at("a").append(x)
    for k in t.data:
        t.data[k][0] = t.data[k][0] * x
    return sum(t.at("a"))


def row_by_setdefault(x):
    data = {}
    l = data.setdefault("a", [])
    l.append(x)
    data["a"][0] = data["a"][0] * x
    return sum(l)


def row_that_is_empty_at_first(x):
    t = TableOnDemand()
    l = t.at("a")
    l.append(x)
    return sum(t.at("a")) * x


def pair_with_an_empty_list(x):
    pair = ([], [x])
    l, m = pair
    l.append(m[0] * x)
    pair[1].append(l[0])
    return sum(pair[0]) * sum(m)


def empty_rows_in_a_loop(x):
    rows = [[], []]
    for row in rows:
        row.append(x)
    for i, row in enumerate(rows):
        row.append(rows[0][0] * i)
    return sum(map(sum, rows)) * rows[1][1]


def empty_lists_in_a_dict(x):
    d = {"a": [], "b": []}
    for k, v in d.items():
        v.append(x * len(k))
    for v in d.values():
        v.append(d["a"][0] * x)
    return sum(d["a"]) * sum(d["b"])


def buckets_filled_in_turn(x):
    buckets = [[] for _ in range(3)]
    for k in range(5):
        b = buckets[k % 3]
        b.append(x * (k + 1))
    a, b, c = buckets
    a.append(b[0] * c[0])
    return sum(sum(q) for q in buckets) * buckets[0][-1]


def pick_two(d):
    return d["x"], d["y"]


def pair_of_empty_lists_returned(x):
    d = {"x": [], "y": []}
    both = pick_two(d)
    for l in both:
        l.append(x)
    both[0].append(d["y"][0] * x)
    return sum(d["x"]) * sum(d["y"])


class WeightedGraph:
    def __init__(self):
        self.edges = {}

    def of(self, n):
        if n not in self.edges:
            self.edges[n] = []
        return self.edges[n]

    def link(self, a, b, w):
        self.of(a).append((b, w))
        self.of(b).append((a, w))


def graph_of_weights(x):
    g = WeightedGraph()
    g.link(0, 1, x)
    g.link(1, 2, x * x)
    s = 0.0
    for n, w in g.of(1):
        s = s + w * (n + 1.0)
    return s * len(g.of(0)) + sum(w for _, w in g.of(2))


CASES = [
    Case(layers_in_a_dataclass, (0.7,)),
    Case(named_pair_of_containers, (0.7,)),
    Case(table_of_rows, (0.7,)),
    Case(borrowed_buffers, (0.7,)),
    Case(best_row_changes, (0.7,)),
    Case(log_of_a_base_class, (0.7,)),
    Case(rows_of_a_generator, (0.7,)),
    Case(matrix_in_a_dict, (0.7,)),
    Case(scaled_tree, (0.7,)),
    Case(key_in_a_table, (0.7,)),
    Case(number_in_a_table, (0.7,)),
    Case(truth_of_a_table, (0.7,)),
    Case(key_in_one_of_two, (0.7,)),
    Case(key_in_a_table_of_rows, (0.7,)),
    Case(row_made_on_demand, (0.7,)),
    Case(row_by_setdefault, (0.7,)),
    Case(row_that_is_empty_at_first, (0.7,)),
    Case(pair_with_an_empty_list, (0.7,)),
    Case(empty_rows_in_a_loop, (0.7,)),
    Case(empty_lists_in_a_dict, (0.7,)),
    Case(buckets_filled_in_turn, (0.7,)),
    Case(pair_of_empty_lists_returned, (0.7,)),
    Case(graph_of_weights, (0.7,)),
]
