"""Containers as programs use them: dicts with defaults of all kinds, tables that are transposed, choices of
items, patterns with a rest, workspaces that a list or dict holds, counters, copies that change."""

import copy
import itertools
from collections import Counter, OrderedDict, defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, pairwise, product

import numpy as np

from tests.programs import Case

X = np.array([0.7, -0.4, 1.3])


# ---------------------------------------------------------------- dicts with defaults


def transitions(x):
    counts = defaultdict(lambda: defaultdict(lambda: 0.5))
    seq = "abac"
    for i, (a, b) in enumerate(zip(seq, seq[1:], strict=False)):
        counts[a][b] += x[i % 3] ** 2
    ll = 0.0
    for a, b in zip(seq, seq[1:], strict=False):
        ll += np.log(counts[a][b] / sum(counts[a].values()))
    return ll


def weighted_graph(x):
    adj = defaultdict(lambda: defaultdict(float))
    for k, (i, j) in enumerate([(0, 1), (1, 2), (0, 2)]):
        adj[i][j] += x[k] ** 2 + 1.0
        adj[j][i] += x[k] ** 2 + 1.0
    rank = {i: 1.0 / 3 for i in adj}
    new = {}
    for i in adj:
        total = 0.0
        for j, w in adj[i].items():
            total += rank[j] * w / sum(adj[j].values())
        new[i] = 0.05 + 0.85 * total
    return sum((k + 1) * v**2 for k, v in new.items())


def sums_of_arrays(x):
    d = defaultdict(lambda: np.zeros(3))
    for i, k in enumerate("aba"):
        d[k] += x * (i + 1.0)
        d[k][i] += x[i] ** 2
    return np.sum(d["a"] * d["b"] * x) + d["c"] @ x


def prior_of_the_function(x):
    prior = x[2]
    d = defaultdict(lambda: prior)
    for k, v in zip("aba", x, strict=True):
        d[k] += v**2
    first = d["u"]
    prior = x[1] ** 2
    return d["a"] * d["b"] * d["z"] + first


def sums_and_counts(x):
    d = defaultdict(lambda: [0.0, 0])
    for k, v in zip("aba", x, strict=True):
        d[k][0] += v
        d[k][1] += 1
    return sum((s / n) ** 2 for s, n in d.values())


def lists_by_two_keys(x):
    d = defaultdict(lambda: defaultdict(list))
    for k, j, v in zip("aba", (0, 1, 0), x, strict=True):
        d[k][j].append(v * v)
    return sum(sum(vs) ** 2 for row in d.values() for vs in row.values())


def made_by_a_partial(x):
    d = defaultdict(partial(np.ones, 3))
    d["a"] *= x
    d["b"] += d["a"] * x
    return np.sum(d["a"] * d["b"])


def default_row():
    return np.ones(3)


def add_to(d, k, v):
    d[k] += v


def made_by_functions(x):
    def fresh():
        return [x[0], 1.0]

    rows, lists = defaultdict(default_row), defaultdict(fresh)
    for k in "aba":
        add_to(rows, k, x)
        lists[k].append(x[1] * len(lists[k]))
    return rows["a"] @ rows["b"] + sum(sum(v) ** 2 for v in lists.values())


def default_of_another_function(x):
    p = x[2]
    d = defaultdict(lambda: p)
    for k in "aba":
        add_to(d, k, x[0])
    return d["a"] * d["b"]


class Sums:
    def __init__(self):
        self.acc = defaultdict(lambda: np.zeros(3))

    def add(self, k, v):
        self.acc[k] += v

    def value(self):
        return sum(np.sum(v**2) for v in self.acc.values())


def sums_in_an_object(x):
    sums = Sums()
    sums.add("a", x)
    sums.add("b", x**2)
    sums.add("a", x[0])
    return sums.value()


# ---------------------------------------------------------------- tables turned, choices of items


def columns_of_a_history(x):
    t, hist = 0.0, []
    p, v = x[0], x[1]
    while t < 0.35:
        v -= 0.1 * x[2] * p
        p += 0.1 * v
        t += 0.1
        hist.append((t, p, v))
    ts, ps, vs = (np.array(c) for c in zip(*hist, strict=True))
    return np.sum(ps**2 + vs**2) + ts @ ps


def columns_of_pairs(x):
    a, b = zip(*[(v, v**2) for v in x], strict=True)
    c, d = map(list, zip(*sorted(zip(x, np.sin(x), strict=True)), strict=True))
    c.append(d[0])
    return sum(a) * sum(b) + sum(c) * d[1]


def columns_of_items(x):
    d = {"a": x[0], "b": x[1] * x[2]}
    e = {}
    for i, v in enumerate(x):
        e[i] = v * v
    names, values = zip(*d.items(), strict=True)
    k, v = zip(*e.items(), strict=True)
    total = 0.0
    for t, y in zip(*{"t": [0.0, 1.0], "y": [x[0], x[1]]}.values(), strict=True):
        total += t * y**2
    return np.sum(np.array(values) ** 2) * len(names) + sum(a * b for a, b in zip(k, v, strict=True)) + total


def columns_in_a_loop(x):
    rows = []
    for v in x:
        rows.append([v, v * 2, v**3])
    out = 0.0
    for k, col in enumerate(zip(*rows, strict=True)):
        out += (k + 1) * max(col) * sum(col)
    return out


def columns_of_no_rows(x, n):
    rows = [(v, v) for v in x[:n]]
    try:
        a, b = zip(*rows, strict=True)
    except ValueError:
        return x[0] ** 2
    return sum(a)


def pairs_of_items(x):
    d = {"a": x[0], "b": x[1], "c": x[2]}
    total = 0.0
    for (i, a), (j, b) in combinations(enumerate(x), 2):
        total += (j - i) * a * b
    for (_, u), (_, v) in combinations(d.items(), 2):
        total += (u - v) ** 2
    return total + sum(u * v**2 for u, v in itertools.permutations(d.values(), 2))


def pairs_of_all_kinds(x):
    d = {1: x[0], 2: x[1], 3: x[2]}
    total = sum(b * u - a * v for (a, u), (b, v) in pairwise(d.items()))
    total += sum(a * b * (i - j) for (i, a), (j, b) in product(enumerate(x), enumerate(x**2)))
    total += sum(a * b for a, b in combinations((v**2 for v in x), 2))
    total += sum(itertools.starmap(lambda a, b: a * b**2, zip(x, x[::-1], strict=True)))
    return total + sum(v**2 for v in itertools.accumulate(d.values(), lambda a, b: a * b))


# ---------------------------------------------------------------- patterns with a rest


def shapes_by_pattern(x):
    def circle(r):
        return np.pi * r**2

    def area(s):
        match s:
            case {"kind": "circle", **args}:
                return circle(**args)
            case {"kind": "box", "w": w, **rest}:
                return w * rest["h"]
        return 0.0

    return area({"kind": "circle", "r": x[0]}) + area({"kind": "box", "w": x[1], "h": x[2]})


def rest_in_a_guard(x):
    total = 0.0
    for d in ({"a": x[0]}, {"a": x[1], "b": x[2]}):
        match d:
            case {"a": v, **rest} if not rest:
                total += v**2
            case {**everything}:
                total += sum(everything.values()) ** 3
    return total


def rest_of_an_argument(p):
    match p:
        case {"a": a, **rest}:
            return a * sum(rest.values()) ** 2
    return 0.0


# ---------------------------------------------------------------- workspaces in lists and dicts

CACHE = {"w": np.zeros(3), "outer": np.zeros((3, 3)), "calls": 0}
STAGES = {"k": [np.zeros(3), np.zeros(3)], "y": np.zeros(3)}
TWICE = [np.zeros(3)] * 2
EXCHANGED = {"w": np.zeros(3)}


def dict_of_workspaces(x):
    CACHE["calls"] += 1
    np.outer(x, x, out=CACHE["outer"])
    CACHE["w"][:] = CACHE["outer"] @ x
    return np.sum(CACHE["w"] ** 2)


def slope(y, out):
    np.sin(y, out=out)
    out *= -0.5


def nested_workspaces(x):
    k1, k2 = STAGES["k"]
    y = STAGES["y"]
    y[:] = x
    for _ in range(2):
        slope(y, k1)
        slope(y + 0.1 * k1, k2)
        y += 0.05 * (k1 + k2)
    return np.sum(y**2)


def make_smoother():
    bufs = [np.zeros(3) for _ in range(2)]

    def smoothed(x):
        cur, nxt = bufs
        cur[:] = x
        for _ in range(3):
            nxt[1:-1] = cur[1:-1] + 0.2 * (cur[2:] - 2 * cur[1:-1] + cur[:-2])
            nxt[0], nxt[-1] = cur[0] * 0.9, cur[-1]
            cur, nxt = nxt, cur
        return np.sum(cur**2)

    return smoothed


def one_workspace_under_two_keys(x):
    TWICE[0][:] = x
    TWICE[1][:] = x**2
    return np.sum(TWICE[0] * TWICE[1])


def workspace_exchanged(x):
    EXCHANGED["w"][:] = x
    EXCHANGED["w"] = EXCHANGED["w"] * 2
    return np.sum(EXCHANGED["w"] ** 2)


class Stepper:
    def __init__(self, n):
        self.k = {"k1": np.zeros(n), "k2": np.zeros(n), "steps": 0}

    def slope(self, y, out):
        np.multiply(y, -0.5, out=out)
        out += np.sin(y)

    def __call__(self, y):
        y = y.copy()
        for _ in range(2):
            self.slope(y, self.k["k1"])
            self.slope(y + 0.1 * self.k["k1"], self.k["k2"])
            y += 0.05 * (self.k["k1"] + self.k["k2"])
            self.k["steps"] += 1
        return np.sum(y**2)


class Moments:
    def __init__(self):
        self.m = [np.zeros(3), np.zeros(())]
        self.t = 0

    def __call__(self, x):
        self.t += 1
        self.m[0][:] = 0.1 * x**2
        self.m[1][...] = x[0] * x[1]
        return np.sum(x - self.m[0]) * self.m[1]


# ---------------------------------------------------------------- counters, copies, objects in order


def bag_of_words(x):
    w = Counter()
    for i, t in enumerate(["the", "cat", "the", "dog"]):
        w[t] += x[i % 3] ** 2
    w.update({"the": x[0], "cow": x[1]})
    w.subtract(dog=x[2])
    total, top = w.total(), w.most_common(2)
    return sum(v / total for _, v in top) + w["none"] + sum(w.values()) ** 2


def counters_joined(x):
    a, b = Counter(u=x[0] ** 2, v=x[1]), Counter(v=x[2], w=x[0])
    c, d = a + b, b - a
    return sum(v**2 for v in c.values()) * (sum(d.values()) + d["none"]) + c["u"] * len(c)


def counter_copied(x):
    c = Counter(a=x[0], b=x[1] ** 2)
    d = c.copy()
    d["a"] += x[2]
    d["q"] += x[1]
    letters = Counter("aab")
    return sum(c.values()) * sum(d.values()) + c["q"] + sum(x[ord(k) - 97] for k in letters.elements())


def counters_met(x):
    a = Counter(u=x[0] ** 2, v=x[1])
    return (a & Counter(u=x[2]))["u"]


def defaults_and_values(x):
    d, e = defaultdict(float, {"a": x[0]}), defaultdict(list, a=[x[1]])
    f = OrderedDict(zip("ab", x, strict=False))
    d["b"] += x[1]
    e["a"].append(x[2])
    e["z"].append(x[0] ** 2)
    f.move_to_end("a")
    pairs = defaultdict(float, zip("ab", x, strict=False))
    pairs["c"] += x[2] * pairs["a"]
    return d["a"] * d["b"] + d["q"] + sum(e["a"]) ** 2 * e["z"][0] + sum(f.values()) * sum(pairs.values())


def copies_that_change(x):
    a, rows = [x[0], x[1]], [[v] for v in x]
    b, c, same = copy.copy(a), deepcopy(a), copy.copy(rows)
    b[0] = b[0] ** 2
    c.append(a[0] * x[2])
    a[1] = x[2]
    d = {"u": x[0], "v": x[1]}
    e = deepcopy(d)
    e["u"] *= 3
    d["v"] = x[2] ** 2
    same[1].append(x[2] * 3)
    total = sum(b) * a[0] + sum(c) * a[1] + e["u"] * d["u"] + e["v"] * d["v"]
    return total + sum(sum(r) ** 2 for r in rows)


@dataclass(order=True)
class Weighted:
    key: float
    value: float = field(compare=False)


def objects_sorted_in_place(x):
    items = [Weighted(v, v**2 + i) for i, v in enumerate(x)]
    items.sort()
    return sum((i + 1) * it.key * it.value for i, it in enumerate(items))


# ---------------------------------------------------------------- pairs of a number and a name


def best_of_pairs(x):
    p, q = (x[0] * 2, "a"), (x[1] + x[2], "b")
    best = max(p, q, (x[0], "c"))
    low = min([(x[2], 1), (x[0] ** 2, 0)])
    return best[0] ** 2 * low[0] + low[1]


def best_paths(x):
    trans = {"h": {"h": x[0] ** 2, "c": 0.3}, "c": {"h": 0.4, "c": x[1] ** 2}}
    states = ("h", "c")
    v = {"h": 0.5, "c": x[2]}
    for _ in range(2):
        cur = {}
        for s in states:
            p, _ = max((v[r] * trans[r][s], r) for r in states)
            cur[s] = p
        v = cur
    return max(v.values())


def values_and_where_from(x):
    v = [{"h": (x[0], None), "c": (x[1], None)}]
    for k in range(2):
        cur = {}
        for s in ("h", "c"):
            cur[s] = (v[-1][s][0] * x[k], "h")
        v.append(cur)
    return v[-1]["c"][0] + v[-1]["h"][0] ** 2


CASES = [
    Case(f, (X,))
    for f in (
        transitions,
        weighted_graph,
        sums_of_arrays,
        prior_of_the_function,
        sums_and_counts,
        lists_by_two_keys,
        made_by_a_partial,
        made_by_functions,
        sums_in_an_object,
        columns_of_a_history,
        columns_of_pairs,
        columns_of_items,
        columns_in_a_loop,
        pairs_of_items,
        pairs_of_all_kinds,
        shapes_by_pattern,
        rest_in_a_guard,
        bag_of_words,
        counters_joined,
        counter_copied,
        defaults_and_values,
        copies_that_change,
        objects_sorted_in_place,
        best_of_pairs,
        best_paths,
        values_and_where_from,
    )
] + [
    Case(default_of_another_function, (X,), refused="TGT405"),
    Case(columns_of_no_rows, (X, 0), name="columns_of_no_rows"),
    Case(columns_of_no_rows, (X, 2), name="columns_of_some_rows"),
    Case(rest_of_an_argument, lambda: ({"a": 2.0, "b": 0.5, "c": 1.5},)),
    # A saved file cannot hold workspaces.
    Case(dict_of_workspaces, (X,), standalone=False),
    Case(nested_workspaces, (X,), standalone=False),
    Case(make_smoother(), (X,), standalone=False, name="list_of_workspaces_in_a_closure"),
    Case(Stepper(3), (X,), standalone=False, name="dict_of_workspaces_in_an_object"),
    Case(Moments(), (X,), standalone=False, name="list_of_workspaces_in_an_object"),
    Case(counters_met, (X,), refused="TGT405"),
    Case(one_workspace_under_two_keys, (X,), refused="TGT403"),
    Case(workspace_exchanged, (X,), refused="TGT405"),
]
