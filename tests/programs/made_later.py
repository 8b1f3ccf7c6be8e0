"""Lists, dicts and objects that are made when they are needed, under keys that are found on the way."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def full_and_away(x):
    buffer = None
    out = 0.0
    for v in [*x, *x]:
        if buffer is None:
            buffer = []
        buffer.append(v * v)
        if len(buffer) == 2:
            out = out * buffer[0] + buffer[1]
            buffer = None
    return out * x[0]


def array_when_needed(x):
    a = None
    for k in range(3):
        if x[k] > 0.4:
            if a is None:
                a = np.zeros(3)
            a[k] += x[k] ** 2
            a[0] += a[k] * x[0]
    return np.sum(a * a)


def last_list_of_several(x):
    last = None
    kept = []
    for v in [*x, *x]:
        if last is None or len(last) > 1:
            last = [v]
            kept.append(last)
        else:
            last.append(v * last[0])
    last[0] = last[0] * x[1]
    return sum([r[0] * r[-1] for r in kept])


def dict_when_needed(x):
    cache = None
    s = 0.0
    for k, v in enumerate(x):
        if cache is None:
            cache = {}
        cache[k % 2] = v * v + s
        s = s + cache[k % 2] * cache[0]
    return s


def another_name_of_none(x):
    a = None
    for v in x:
        b = a
        if b is not None:
            b.append(v * b[-1])
        else:
            a = [v, v * v]
    return a[0] * a[-1] + len(a)


def none_again_in_a_branch(x):
    best = [x[0], x[1]]
    for v in x:
        if v > 1.0:
            best = None
        if best is None:
            best = [v * v]
        best.append(v * best[0])
        best[0] = best[0] * 0.5
    return sum(best)


def overwritten_by_key(x):
    d = {}
    s = 0.0
    for k in (0, 1, 0, 2, 1):
        d[k] = x[k] * x[k] + s
        s = s + d[0] * d[k]
    return s


def order_of_keys(x):
    d = {}
    for k in (2, 0, 2, 1):
        d[k] = x[k] * (1.0 + len(d))
    s = 1.0
    for k, v in d.items():
        s = s * v + k
    for k in (1, 0):
        d[k] = d[k] * s
    t = 0.0
    for v in d.values():
        t = t * v + v
    return t


def table_of_two_keys(x):
    table = {}
    for i in range(3):
        for j in range(3):
            if i == 0 or j == 0:
                table[i, j] = x[i] * x[j]
            else:
                table[i, j] = table[i - 1, j] * x[j] + table[i, j - 1] * 0.5
    return table[2, 2]


def counted_by_key(x):
    found = defaultdict(float)
    for k, v in enumerate(x):
        found[k % 2] += v * v
        found[k % 2] *= 1.0 + found[0]
    return found[0] * found[1]


def while_there_are_keys(x):
    seen = {}
    k, s = 5, 1.0
    while k != 1 and len(seen) < 7:
        seen[k] = s * x[k % 3]
        s = s + seen[k] * 0.5
        k = k // 2 if k % 2 == 0 else 3 * k + 1
    return s * sum(seen.values())


def while_with_the_same_key(x):
    d = {}
    k = 0
    while k < 4:
        d[k % 2] = x[k % 3] * (d[0] if 0 in d else 2.0)
        k += 1
    return d[0] * d[1]


def caught_on_the_way(x):
    d = {0: x[0], 1: x[1]}
    s = 0.0
    for k, v in enumerate(x):
        try:
            w = math.log(v - 0.4)
        except ValueError:
            d[k + 1] = v * x[1]
            s = s * d[1]
        else:
            d[k % 2] = w * d[0]
            s = s + d[0] * v
    return s * d[0] * d[1]


def lists_by_key(x):
    groups = {}
    for k, v in enumerate([*x, *x]):
        if k % 4 == 3:
            groups[k % 2] = [v]
        elif k % 2 not in groups:
            groups[k % 2] = [v, v * v]
        else:
            groups[k % 2].append(v * groups[k % 2][0])
    return sum([sum(g) * g[0] for g in groups.values()])


def taken_out_and_put_back(x):
    d = {}
    s = 1.0
    for k in (0, 1, 0, 2):
        d[k] = x[k] * s
        if k == 1:
            s = s + d.pop(0)
    return s * d[0] * d[1] + d[2]


class Cell:
    def __init__(self, v, w):
        self.v = v
        self.w = w * v
        self.history = []
        self.name = "cell"

    def step(self, c):
        self.history.append(self.v)
        self.v = self.v + c * self.w
        self.w = self.w * self.v

    @property
    def total(self):
        return sum(self.history) + np.sum(self.v * self.w)


def cells_in_two_lists(x):
    cells = [Cell(v, x[0]) for v in x if v > 0.4]
    chosen = [c for c in cells if c.v > 0.6]
    for c in cells:
        c.step(x[1])
    chosen[0].step(0.5)
    return sum([c.total for c in cells])


def cells_of_arrays(x):
    cells = [Cell(x * k, x) for k in (1.0, 2.0)]
    chosen = cells[1] if x[0] < 0.5 else cells[0]
    for c in cells:
        c.v = c.v * chosen.w
    chosen.v *= x[0]
    return sum([np.sum(c.v * c.w) for c in cells])


@dataclass
class Node:
    value: float
    parts: dict = field(default_factory=dict)


def nodes_with_dicts(x):
    nodes = [Node(v) for v in x]
    for k, n in enumerate(nodes):
        n.parts["own"] = n.value * x[0]
        n.parts["next"] = nodes[(k + 1) % 3].value * n.parts["own"]
    some = [n for n in nodes if n.value > 0.4]
    for n in some:
        n.parts["own"] *= n.value
        n.value = n.parts["own"] + n.parts["next"]
    return sum([n.value * n.parts["own"] for n in nodes])


def moved(d, x):
    d["b"] = d.pop("a") * x


def grown(d, x):
    d["new"] = x * d["a"]


def inner(d, x):
    d["in"]["b"] = x * d["in"]["a"]


def callee_moves_a_key(x):
    d = {"a": x[0], "c": x[1]}
    s = 0.0
    for k in range(2):
        e = d.copy()
        moved(e, x[k])
        s = s + e["b"] * e["c"]
        d["c"] = s * d["a"]
    return s * d["c"]


def callee_adds_a_key(x):
    s = 0.0
    for k in range(3):
        d = {"a": x[k]}
        s = s + len(d)
        grown(d, x[0])
        s = s * d["new"] * len(d)
    return s


def callee_adds_inside(x):
    d = {"in": {"a": x[0]}, "out": x[1]}
    s = d["in"]["a"] * d["out"]
    inner(d, x[2])
    d["in"]["a"] = s * d["in"]["b"]
    return s + d["in"]["a"] * d["in"]["b"]


def object_in_an_object(x):
    cells = {"left": Cell(x[0], x[1]), "right": Cell(x[1], x[2])}
    for _ in range(2):
        force = cells["left"].v - cells["right"].v
        cells["left"].step(force)
        cells["right"].step(-force)
    return cells["left"].total * cells["right"].total


def pairs_in_a_loop(x):
    lists = [[x[0]], [x[1]], [x[2]]]
    pairs = [(lists[0], lists[1]), (lists[1], lists[2])]
    for first, second in pairs:
        first.append(second[-1] * x[2])
        second.extend([first[-1], first[0]])
    return sum([sum(r) * len(r) for r in lists])


def pairs_with_numbers(x):
    a, b = [x[0]], [x[1]]
    for k, (v, row) in enumerate([(x[0], a), (x[1], b), (x[2], a)]):
        row.append(v * row[-1] + k)
    return a[-1] * b[-1] + len(a)


def pairs_of_pairs(x):
    a, b, c = [x[0]], [x[1]], [x[2]]
    for (first, second), third in [((a, b), c), ((b, c), a)]:
        first.append(second[0] * third[-1])
        third[0] = third[0] * first[-1]
    return a[-1] * b[-1] + c[0] * a[0]


def pair_with_a_name(x):
    lists = {"a": [x[0]], "b": [x[1]]}
    a = lists["a"]
    for pair in lists.items():
        pair[1].append(x[2] * a[-1])
    for k, row in enumerate(lists.values()):
        row[0] = row[0] * a[-1] + k
    return sum(a) * lists["b"][0] * lists["b"][-1]


def two_levels(x):
    inner = [x[0]]
    row = [inner]
    rows = [row]
    for r in rows:
        c = r[0]
        c.append(x[1] * c[0])
    return inner[-1] * inner[0]


def pairs_by_key(x):
    a, b = {"v": x[0]}, {"v": x[1]}
    edges = {"ab": (a, b), "ba": (b, a)}
    for start, end in edges.values():
        end["v"] = end["v"] + start["v"] * x[2]
        start["seen"] = end["v"]
    return a["seen"] * b["seen"] + a["v"]


def pairs_of_cells(x):
    cells = [Cell(v, x[0]) for v in x]
    for left, right in zip(cells, cells[1:]):
        right.v = right.v + left.v * left.w
    for left, right in [(cells[0], cells[2]), (cells[2], cells[1])]:
        left.v, right.v = right.v * 0.5, left.v
    return cells[0].v * cells[1].v + cells[2].total


def arrays_in_pairs(x):
    a, b = x * 2.0, x * x
    for target, source in [(a, b), (b, a)]:
        target += source * source
        target[0] *= source[1]
    return np.sum(a * b)


def lists_exchanged_by_key(x):
    d = {0: [x[0]], 1: [x[1]], 2: [x[2], x[0]]}
    for k in range(2):
        if x[k] > 0.4:
            d[k + 1] = [x[k] * d[k][0], x[2]]
    return sum([sum(r) * r[0] for r in d.values()])


def arrays_exchanged_by_key(x):
    d = {0: x * x[0], 1: x * 2.0}
    for k in range(2):
        d[1 - k] = d[k] * x
    return np.sum(d[0] * d[1])


class Oscillator:
    def __init__(self, k):
        self.k = k
        self.x = 1.0
        self.v = 0.0

    def step(self, dt):
        self.v = self.v - self.k * self.x * dt
        self.x = self.x + self.v * dt
        return self.x

    def run(self, times):
        step = self.step
        out = 0.0
        for dt in times:
            out = out + step(dt)
        return out * self.v


def method_with_a_name(x):
    o = Oscillator(x[0])
    step = o.step
    s = 0.0
    for d in x:
        s = s + step(d * 0.1)
    return s * o.v


def method_with_a_name_in_a_method(x):
    return Oscillator(x[0]).run(x)


def method_of_the_first(x):
    o = Oscillator(x[0])
    step = o.step
    o = Oscillator(x[1])
    return step(0.1) * o.step(0.2)


def method_of_an_item_that_moves(x):
    several = [Oscillator(v) for v in x if v > 0.4]
    step = several[0].step
    several[0], several[1] = several[1], several[0]
    return step(0.1) * several[0].v + several[1].v


def method_of_each(x):
    s = 0.0
    several = [Oscillator(v) for v in x if v > 0.4]
    for o in several:
        step = o.step
        s = s + step(0.1) * step(0.2)
    return s * several[0].v


def method_given_to_map(x):
    o = Oscillator(x[0])
    return sum(map(o.step, x)) * o.v


class Peak(NamedTuple):
    height: float
    at: np.ndarray


def peak_of(x):
    for v in x:
        if v > 0.4:
            return Peak(v * v, v * x)
    return None


def next_peak(peak, v):
    if peak is None:
        return Peak(v, v * np.ones(3))
    return Peak(peak.height + v, peak.at * v)


def named_tuple_by_place(x):
    best = None
    for v in x:
        p = Peak(v * v, v * x)
        if best is None or p[0] > best[0]:
            best = p
    return best[0] * np.sum(best[-1])


def named_tuple_unpacked(x):
    best = None
    for v in x:
        best, c = Peak(v * v, v * x), v
    height, best = best
    return np.sum(best) * height * c


def named_tuple_found(x):
    found = peak_of(x)
    if found is None:
        return x[0]
    height, at = found
    return height * np.sum(at) + found.height


def named_tuples_in_a_loop(x):
    best = None
    kept = []
    for v in x:
        p = Peak(v * v, v * x)
        kept.append(p)
        if best is None or p.height > best.height:
            best = p
    s = sum([height * at[0] for height, at in kept])
    for k, (height, at) in enumerate(kept):
        s = s + k * height * np.sum(at)
    return best.height * s


def named_tuple_step_by_step(x):
    peak = None
    for v in x:
        peak = next_peak(peak, v)
    return peak.height * np.sum(peak.at)


class State:
    def __init__(self, a, b):
        self.a = a
        self.b = b


def next_object(o, v):
    if o is None:
        return State(v, v * v)
    return State(o.a + v, o.b * v)


def object_step_by_step(x):
    o = None
    for v in x:
        o = next_object(o, v)
    return o.a * o.b


class Squares:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        for v in self.items:
            yield v * v


def squares(x):
    for v in x:
        yield v * v


def numbered_squares(x):
    s = 0.0
    for k, v in enumerate(Squares(x)):
        s = s + v * (k + 1) * x[0]
    for k, v in enumerate(squares(x), start=2):
        if k == 4:
            break
        s = s * v + k
    return s * k


CASES = [
    Case(named_tuple_by_place, (X,)),
    Case(named_tuple_unpacked, (X,)),
    Case(named_tuple_found, (X,)),
    Case(named_tuples_in_a_loop, (X,)),
    Case(named_tuple_step_by_step, (X,)),
    Case(object_step_by_step, (X,)),
    Case(numbered_squares, (X,)),
    Case(method_with_a_name, (X,)),
    Case(method_with_a_name_in_a_method, (X,)),
    Case(method_of_the_first, (X,)),
    Case(method_of_an_item_that_moves, (X,)),
    Case(method_of_each, (X,)),
    Case(method_given_to_map, (X,)),
    Case(lists_exchanged_by_key, (X,)),
    Case(arrays_exchanged_by_key, (X,)),
    Case(pairs_in_a_loop, (X,)),
    Case(pairs_with_numbers, (X,)),
    Case(pairs_of_pairs, (X,)),
    Case(pair_with_a_name, (X,)),
    Case(two_levels, (X,)),
    Case(pairs_by_key, (X,)),
    Case(pairs_of_cells, (X,)),
    Case(arrays_in_pairs, (X,)),
    Case(full_and_away, (X,)),
    Case(array_when_needed, (X,)),
    Case(last_list_of_several, (X,)),
    Case(dict_when_needed, (X,)),
    Case(another_name_of_none, (X,)),
    Case(none_again_in_a_branch, (X,)),
    Case(overwritten_by_key, (X,)),
    Case(order_of_keys, (X,)),
    Case(table_of_two_keys, (X,)),
    Case(counted_by_key, (X,)),
    Case(while_there_are_keys, (X,)),
    Case(while_with_the_same_key, (X,)),
    Case(caught_on_the_way, (X,)),
    Case(lists_by_key, (X,)),
    Case(taken_out_and_put_back, (X,)),
    Case(cells_in_two_lists, (X,)),
    Case(cells_of_arrays, (X,)),
    Case(nodes_with_dicts, (X,)),
    Case(callee_moves_a_key, (X,)),
    Case(callee_adds_a_key, (X,)),
    Case(callee_adds_inside, (X,)),
    Case(object_in_an_object, (X,)),
]
