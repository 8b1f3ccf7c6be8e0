"""Containers."""

from collections import Counter, OrderedDict, defaultdict, deque
from itertools import count, cycle

import numpy as np

from tests.constructs import construct


@construct("tuples, lists and dicts, nested, as values")
def nested_values(x):
    p = {"w": x, "layers": [(x[0], x[1]), (x[1] * 2.0, x[2])]}
    return np.sum(p["w"]) * p["layers"][1][0] + p["layers"][0][1]


@construct(
    "nested containers of arrays as arguments",
    make=lambda: ({"a": [np.array([0.3, 0.5]), 2.0], "b": (0.7, np.eye(2))},),
)
def nested_arguments(p):
    return np.sum(p["a"][0] ** 2) * p["a"][1] + np.sum(p["b"][1] * p["b"][0])


@construct("containers as results")
def container_result(x):
    return {"value": x[0] * x[1], "parts": (x * 2.0, [x[2] ** 2])}


@construct("lists: `append`, `extend`, `+=`")
def list_grown(x):
    parts = [x[0]]
    parts.append(x[1] * x[0])
    parts.extend([x[2], x[0] ** 2])
    parts += [x[1]]
    return parts[1] * parts[3] + sum(parts)


@construct("lists: `pop`, `insert`, `reverse`, `remove`, `clear`")
def list_changed(x):
    parts = [x[0], x[1]]
    parts.insert(1, x[2] ** 2)
    last = parts.pop()
    parts.reverse()
    return parts[0] * last + parts[1]


@construct("lists grown in a loop, then read")
def list_in_a_loop(x):
    history = []
    y = x[0]
    for v in x:
        y = y * v + 1.0
        history.append(y)
    return history[-1] * history[0] + sum(history)


@construct("list items written: `parts[i] = v`, `parts[i] += v`")
def list_items(x):
    parts = [x[0], x[1], x[2]]
    for i in range(3):
        parts[i] = parts[i] * parts[i - 1]
    parts[0] += x[2]
    return parts[0] * parts[2]


@construct("slices, concatenation, repetition of lists and tuples")
def slices(x):
    parts = [x[0], x[1]] + [x[2]]
    twice = (x[0], 2.0) * 2
    return parts[1:][0] * twice[2] + sum(parts[::-1][:2])


@construct("slice assignment: `parts[1:] = [...]`")
def slice_assignment(x):
    parts = [x[0], x[1], x[2]]
    parts[1:] = [x[0] * x[1], x[2] ** 2]
    return parts[1] * parts[2]


@construct("`del parts[i]`, `del d[k]`")
def deleted_items(x):
    parts = [x[0], x[1], x[2]]
    del parts[0]
    d = {"a": x[0], "b": x[1] * x[0]}
    del d["a"]
    return parts[0] * d["b"]


@construct("comparison and membership: `a == b`, `k in d`")
def compared(x):
    d = {"a": x[0], "b": x[1]}
    if "a" in d and [1, 2] == [1, 2]:
        return d["a"] * d["b"]
    return x[0]


@construct("dicts: `d[k] = v`, `get`, `update`, `setdefault`")
def dict_changed(x):
    d = {"a": x[0]}
    d["b"] = x[1] * x[0]
    d.update(c=x[2])
    d.setdefault("d", x[0] ** 2)
    return d["a"] * d["b"] * d.get("c") + d["d"]


@construct("dicts iterated: `d.items()`, `d.values()`, `d`")
def dict_iterated(x):
    d = {"a": x[0], "b": x[1] * x[0]}
    s = 0.0
    for name, v in d.items():
        s += v * v
    for name in d:
        s = s * d[name]
    return s + sum(d.values())


@construct("integer keys that are computed")
def computed_keys(x):
    d = {}
    for k in range(3):
        d[k] = x[k] ** 2
    return d[0] * d[1] + d[2]


@construct("list comprehensions, nested, with conditions")
def list_comprehensions(x):
    squares = [v * v for v in x if v > 0.4]
    products = [a * b for a in x for b in squares if a > 0.2]
    rows = [[a * b for a in x] for b in x]
    return sum(squares) + products[0] * rows[1][2]


@construct("dict comprehensions")
def dict_comprehension(x):
    d = {name: x[k] ** 2 for k, name in enumerate(("a", "b", "c"))}
    return d["a"] * d["b"] + d["c"]


@construct("set comprehensions and sets, of what is not active")
def sets(x):
    kinds = {k % 2 for k in range(4)}
    return np.sum(x * x) * len(kinds) if x.ndim in {1, 2} else x[0]


@construct("generator expressions in `sum`, `max`, `any`, `list`")
def generator_expressions(x):
    if any(v > 1.0 for v in x):
        return sum(v * v for v in x) * max(a * b for a in x for b in x if a != b)
    return x[0]


@construct("an array from a list of active numbers: `np.array([f(a) for a in v])`")
def array_of_a_list(x):
    y = np.array([v * np.sin(v) for v in x])
    z = np.array([[x[0], x[1]], [x[1], x[2] ** 2]])
    return np.sum(y * y) + np.sum(z @ z)


@construct("rows collected in a list, then `np.stack`, `np.concatenate`")
def rows_collected(x):
    rows = []
    for k in range(3):
        rows.append(x * x[k])
    return np.sum(np.stack(rows) ** 2) + np.sum(np.concatenate(rows[:2]))


@construct("arrays written while a container holds them: `parts[0] *= x`")
def written_in_a_list(x):
    parts = [x * 1.0, x * 2.0]
    parts[0] *= x
    return np.sum(parts[0] * parts[1])


@construct("`[v] * 3` of active items")
def repeated_list(x):
    parts = [x[0]] * 3
    return parts[0] * parts[2] * x[1]


@construct("lists sorted in place")
def sorted_in_place(x):
    parts = [x[2], x[0]]
    parts.sort()
    return parts[0] ** 2 * parts[1]


@construct("stars in displays: `[*a, b]`, `{**d, k: v}`")
def starred_displays(x):
    a = (x[0], x[1])
    b = [*a, x[2]]
    d = {**{"u": x[0]}, "v": b[2]}
    return b[0] * b[1] * d["v"] + d["u"]


@construct("lists given to NumPy (`np.mean(errors)`, `x * [a, b, c]`)")
def lists_for_numpy(x):
    errors = [v * v for v in x]
    return np.mean(errors) + np.dot(errors, x) + np.sum(x * [x[0], 2.0, x[1]])


@construct("`a, b = (f(v) for v in x)`")
def generator_unpacked(x):
    a, b, c = (v * x[0] for v in x)
    return a * b + c


@construct("`collections.deque`: both ends, `maxlen`, `rotate`, a window over a loop")
def deques(x):
    window, queue = deque(maxlen=2), deque([x[0]])
    s = 0.0
    for v in x:
        window.append(v * v)
        queue.appendleft(v)
        s += sum(window) * window[0]
    queue.rotate(1)
    return s * queue.popleft() + queue.pop() * len(window)


@construct("`defaultdict(float)`, `Counter`, `OrderedDict`, `dict.fromkeys`")
def dicts_of_collections(x):
    sums, counts, ordered = defaultdict(float), Counter("abca"), OrderedDict()
    made = dict.fromkeys(["a", "b"], 0.0)
    for k, v in enumerate(x):
        sums[k % 2] += v * v
        ordered[k] = v * counts["a"]
    made["a"] += x[0]
    ordered.move_to_end(0)
    s = 0.0
    for v in ordered.values():
        s = s * 0.5 + v
    return sums[0] * sums[1] + s * made["a"]


@construct("`defaultdict(list)`, `d.setdefault(k, []).append(v)`")
def lists_by_key(x):
    groups, others = defaultdict(list), {}
    for k, v in enumerate(x):
        groups[k % 2].append(v * v)
        others.setdefault(k % 2, []).append(v)
    return sum(groups[0]) * sum(others[0]) + sum(groups[1])


@construct("sets that change and choose the way")
def sets_that_change(x):
    seen = set()
    s = 0.0
    for k in [0, 1, 0, 2, 1]:
        if k not in seen:
            seen.add(k)
            s += x[k] * x[k] * len(seen)
        else:
            s *= x[k]
    return s


@construct("None or a number: a variable, an attribute, an item, `d.get(k)`")
def none_or_a_number(x):
    best, slots, table = None, [None] * 3, {}
    for k, v in enumerate(x):
        if best is None or v > best:
            best = v * v
        slots[k] = v * best
        known = table.get(k % 2)
        table[k % 2] = v if known is None else known * v
    return best * slots[0] * slots[2] + table[0] + table[1]


@construct("iterators that have a name: `it = iter(x)`, `next(it)`, `zip`, `enumerate`")
def named_iterators(x):
    it = iter(x)
    s = next(it)
    for v in it:
        s = s * v + 1.0
    pairs = zip(x, x[1:])
    return s + sum(a * b for a, b in pairs) * next(it, 2.0)


@construct("`itertools.count`, `itertools.cycle`, `next(v for v in x if c)`")
def endless_iterators(x):
    signs = cycle([1.0, -1.0])
    s = 0.0
    for k in count(1):
        if k > 4:
            break
        s += next(signs) * x[k % 3] ** k
    return s * next(v for v in x if v > 0.4)


@construct("`np.fromiter(f(v) for v in x)`")
def from_an_iterator(x):
    return np.sum(np.fromiter((v * v for v in x), dtype=float) * x)
