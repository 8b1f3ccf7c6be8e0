"""Lists, dicts and sets as programs use them: built, changed, taken apart, comprehended."""

from collections import Counter

import numpy as np

from tests.programs import Case, rand

# ---------------------------------------------------------------- lists that change


def pop_in_the_middle(x):
    items = [x, x * 2.0, x**2, x**3]
    a = items.pop(1)
    b = items.pop(-2)
    items.pop()
    return a * b + items[0]


def insert_in_order(x):
    ordered = []
    for v in x:
        k = 0
        while k < len(ordered) and ordered[k] < v:
            k += 1
        ordered.insert(k, v)
    total = 0.0
    for k, v in enumerate(ordered):
        total += (k + 1) * v**2
    return total


def insert_everywhere(x):
    items = [x[0]]
    items.insert(0, x[1] * 2.0)
    items.insert(-1, x[2] * 3.0)
    items.insert(100, x[0] * x[1])
    return items[0] + items[1] ** 2 + items[2] ** 3 + items[3] ** 4


def remove_a_value(x):
    items = [x * 2.0, 1.0, x**2]
    items.remove(1.0)
    return items[0] * items[1]


def cleared(x):
    items = [x, x * x]
    total = items[0] * items[1]
    items.clear()
    items.append(total * x)
    return items[0] * items[-1]


def reversed_in_place(x):
    items = [x, x**2, x**3]
    items.reverse()
    return items[0] + 2.0 * items[1] * items[2]


def reversed_in_loop(x):
    items = [x[0], x[1], x[2]]
    for k in range(3):
        items.reverse()
        items[0] = items[0] * items[1] + k
    return items[0] * items[1] + items[2] ** 2


def sorted_in_place(x):
    items = [v for v in x]
    items.sort()
    return items[0] + 2.0 * items[1] ** 2 + 3.0 * items[2] ** 3


def sorted_with_key(x):
    items = [(k, v) for k, v in enumerate(x)]
    items.sort(key=lambda pair: -pair[1])
    total = 0.0
    for rank, (k, v) in enumerate(items):
        total += (rank + 1) * v**2 + 0.1 * k * v
    return total


def sorted_backwards(x):
    items = list(x)
    items.sort(reverse=True)
    return items[0] ** 2 + items[-1]


def slice_assigned(x):
    items = [x, x**2, x**3, 2.0]
    items[1:3] = [items[2] * items[1], 3.0 * x]
    items[::2] = [x * items[3], x]
    return items[0] * items[1] + items[2] * items[3]


def slice_assigned_other_length(x):
    items = [x, x**2, x**3, 2.0]
    items[1:3] = [x * items[1]]
    items[:1] = [x, x * x, items[0] * 4.0]
    return items[0] + items[1] * items[2] + items[3] * items[-1]


def slice_assigned_in_loop(x):
    window = [0.0, 0.0, 0.0]
    total = 0.0
    for v in x:
        window[:-1] = window[1:]
        window[-1] = v * v
        total = total + window[0] * window[1] + window[2]
    return total


def elements_deleted(x):
    items = [x, x**2, x**3, x**4]
    del items[1]
    y = items[1]
    del items[0]
    return y * items[1]


def slices_deleted(x):
    items = [x * k for k in range(6)]
    del items[1:3]
    del items[-1:]
    return items[0] + items[1] * items[2] ** 2


def deleted_in_loop(x):
    items = list(x)
    total = 0.0
    while len(items) > 1:
        total += items[0] * items[-1]
        del items[0]
        del items[-1]
    return total


def stack_machine(x, y):
    program = ["x", "y", "*", "x", "sin", "+", "y", "*"]
    stack = []
    for op in program:
        if op == "x":
            stack.append(x)
        elif op == "y":
            stack.append(y)
        elif op == "sin":
            stack.append(np.sin(stack.pop()))
        elif op == "+":
            b = stack.pop()
            a = stack.pop()
            stack.append(a + b)
        else:
            b = stack.pop()
            a = stack.pop()
            stack.append(a * b)
    return stack[0]


def repeated(x):
    parts = [x] * 3
    parts[1] = parts[0] * parts[2]
    zeros = [0.0] * 2
    zeros[0] = parts[1]
    return zeros[0] * parts[2] + zeros[1]


def repeated_unknown_times(x, n):
    parts = [x, x * x] * n
    return sum(parts) + parts[-1] * len(parts)


def repeated_tuple(x):
    t = (x, 2.0) * 2
    return t[0] * t[2] + t[3]


def concatenated_in_loop(x):
    path = [x]
    for k in range(3):
        path = path + [path[-1] * x + k]
    return path[1] * path[3]


def compared(x):
    items = [x, 1.0]
    other = [x, 1.0]
    y = x * 3.0 if items == other else x
    if (1, 2) < (1, 3) and [] != items:
        y = y * x
    return y


def membership(x):
    names = ["a", "b"]
    y = x
    for name in ("a", "c"):
        if name in names:
            y = y * x
        if name not in names:
            y = y + x
    return y


def copies_apart(x):
    items = [x, x * 2.0]
    other = items.copy()
    third = items[:]
    other[0] = x * x
    third.append(other[0] * 3.0)
    return items[0] + other[0] * other[1] + third[-1] * len(items)


def nested_lists(x):
    grid = [[0.0] * 3 for _ in range(2)]
    for i in range(2):
        for j in range(3):
            grid[i][j] = x[i] * x[j]
    total = 0.0
    for row in grid:
        for v in row:
            total += v * v
    return total + grid[1][2]


def rows_appended(x):
    rows = []
    for i in range(3):
        row = []
        for j in range(i + 1):
            row.append(x[i] * x[j])
        rows.append(row)
    return rows[2][1] * rows[1][0] + sum(rows[2])


def list_of_arrays(x):
    states = [x]
    for _ in range(3):
        states.append(states[-1] + 0.1 * np.sin(states[-1]))
    return np.sum(states[1] * states[3]) + np.sum(np.array(states) ** 2)


def list_of_dicts_built(x):
    particles = []
    for k in range(3):
        particles.append({"m": 1.0 + k, "q": x[k]})
    energy = 0.0
    for p in particles:
        energy += 0.5 * p["m"] * p["q"] ** 2
    return energy


def list_of_dicts_changed(x):
    particles = [{"q": v, "p": 1.0} for v in x]
    for _ in range(2):
        for particle in particles:
            particle["p"] = particle["p"] - 0.1 * np.sin(particle["q"])
            particle["q"] = particle["q"] + 0.1 * particle["p"]
    return sum(p["q"] ** 2 for p in particles)


def changed_argument_list(items):
    items.append(items[0] * items[1])
    items[0] = items[-1] * 2.0
    return items[0] + items.pop() * items[1]


# ---------------------------------------------------------------- one container with several names


def two_names_of_a_list(x):
    a = [x, x * x]
    b = a
    b.append(x**3)
    a[0] = b[1] * a[2]
    return b[0] * a[1] + len(a)


def two_names_decided_at_run_time(x):
    a = [x, x * x]
    b = a if x > 0.5 else [x, 1.0]
    b[0] = x**3
    return a[0] * b[1]


def inner_list_kept(x):
    inner = [x, x * x]
    outer = {"a": inner, "b": 2.0}
    outer["a"][0] = x**3
    return inner[0] * outer["b"] + outer["a"][1]


def one_row_twice(x):
    row = [x, x * x]
    grid = [row, row]
    grid[0][1] = x**3
    return grid[1][1] * grid[0][0]


def rows_repeated(x):
    grid = [[x, 0.0]] * 2
    grid[0][1] = x**3
    return grid[1][1] * grid[1][0]


def one_row_in_two_lists(x):
    row = [x, x * x]
    a = []
    b = []
    a.append(row)
    b.append(row)
    a[0][1] = x**3
    return b[0][1] * x


def one_row_appended_again(x):
    row = [x, x * x]
    rows = []
    for _ in range(2):
        rows.append(row)
    rows[0][1] = x**3
    return rows[1][1] * x


def row_changed_behind_its_list(x):
    rows = []
    row = [x]
    for k in range(3):
        rows.append(row)
        row = [row[0] * x + k]
        row.append(x)
    row[0] = x
    return rows[2][0] * rows[1][1] + row[0]


def part_replaced_in_use(x):
    model = {"layer": {"w": x}, "k": x * x}
    layer = model["layer"]
    model["layer"] = {"w": x**3}
    layer["w"] = layer["w"] * 2.0
    return model["layer"]["w"] * layer["w"]


def last_of_a_stack(x):
    stack = [[x], [x * x]]
    top = stack[-1]
    stack.append([x**3])
    top[0] = top[0] * x
    return stack[1][0] * stack[-1][0]


def rows_exchanged(x):
    rows = [[x, 1.0], [x * x, 2.0]]
    rows[0], rows[1] = rows[1], rows[0]
    rows[0][0] = rows[0][0] * rows[1][0]
    return rows[0][0] + rows[1][0] * rows[0][1]


def state_in_loop_variable(x):
    nodes = [{"v": x, "next": 1}, {"v": x * x, "next": 0}]
    node = nodes[0]
    for _ in range(3):
        node["v"] = node["v"] * x
        node = nodes[node["next"]]
    return nodes[0]["v"] + nodes[1]["v"]


def shallow_copy_of_rows(x):
    rows = [[x], [x * x]]
    other = list(rows)
    other.append([x**3])
    other[0][0] = x * 5.0
    return rows[0][0] * other[2][0] + len(rows)


def list_changed_while_iterated(x):
    items = [x, x * x]
    for v in items:
        if len(items) < 4:
            items.append(v * x)
    return items[2] * items[3]


# ---------------------------------------------------------------- dicts


def integer_keys(x):
    table = {}
    for k in range(3):
        table[k] = x[k] ** 2
    total = 0.0
    for k in range(3):
        total = total + table[k] * table[2 - k]
    return total


def tuple_keys(x):
    table = {}
    for i in range(3):
        for j in range(i, 3):
            table[i, j] = x[i] * x[j]
    return table[0, 1] * table[2, 2] + table[(1, 2)]


def string_keys_built(x):
    params = {}
    for k in range(3):
        params[f"w{k}"] = x[k] * (k + 1.0)
    return params["w0"] * params["w1"] + params["w2"] ** 2


def accumulated_by_group(x, groups):
    sums = {}
    for v, g in zip(x, groups):
        if g not in sums:
            sums[g] = 0.0
        sums[g] += v**2
    return sum(s**2 for s in sums.values())


def set_default(x):
    d = {}
    a = d.setdefault("a", x * x)
    b = d.setdefault("a", x * 5.0)
    c = d.setdefault("b", a * x)
    return a * b + c * d["b"]


def updated(x):
    d = {"a": x, "b": x * x}
    d.update({"b": d["a"] * 3.0, "c": x**3})
    d.update(a=d["c"] * x)
    return d["a"] + d["b"] * d["c"]


def updated_with_computed_keys(x):
    d = {k: x[k] for k in range(2)}
    other = {k: x[k] ** 2 for k in range(1, 3)}
    d.update(other)
    return d[0] * d[1] + d[2]


def popped_keys(x):
    d = {"a": x, "b": x * x, "c": 2.0}
    a = d.pop("a")
    b = d.pop("missing", x * 7.0)
    return a * b + sum(d.values())


def popped_computed_keys(x):
    d = {k: x[k] * x[0] for k in range(3)}
    total = 0.0
    for k in (2, 0):
        total = total * 0.5 + d.pop(k) ** 2
    total += d.pop(5, x[1])
    return total + d[1] * len(d)


def popped_items(x):
    d = {k: x[k] ** 2 for k in range(3)}
    total = 0.0
    while d:
        key, v = d.popitem()
        total = total * 0.5 + (key + 1) * v
    return total


def keys_deleted(x):
    d = {"a": x, "b": x * x}
    y = d["a"]
    del d["a"]
    d["a"] = y * d["b"]
    return d["a"] * d["b"]


def computed_keys_deleted(x):
    d = {k: x[k] for k in range(3)}
    for k in range(2):
        d[k + 1] = d[k + 1] * d[k]
        del d[k]
    return d[2] * len(d)


def merged(x):
    a = {"p": x, "q": 2.0}
    b = {"q": x * x, "r": x**3}
    c = a | b
    a |= {"p": c["q"] * c["r"]}
    return c["p"] * c["q"] + a["p"] * a["q"]


def merged_by_display(x):
    a = {"p": x, "q": 2.0}
    c = dict(a, q=x * x)
    return c["p"] * c["q"] * a["q"]


def dict_of_arrays_updated(params, x):
    new = {}
    for name, p in params.items():
        new[name] = p - 0.1 * p**2
    return np.sum(np.tanh(x @ new["w"] + new["b"]))


def optimiser_step(params):
    grads = {k: 2.0 * v for k, v in params.items()}
    velocity = {k: np.zeros_like(v) for k, v in params.items()}
    for _ in range(2):
        for k in params:
            velocity[k] = 0.9 * velocity[k] - 0.1 * grads[k]
            grads[k] = grads[k] + velocity[k]
    total = 0.0
    for k in velocity:
        total = total + np.sum(velocity[k] ** 2)
    return total


def dict_from_zip(x):
    names = ["a", "b", "c"]
    d = dict(zip(names, x))
    return d["a"] * d["b"] + d["c"] ** 2


def dict_from_pairs(x):
    d = dict([("a", x), ("b", x * x)])
    return d["a"] * d["b"]


def dict_views_as_values(x):
    d = {"a": x, "b": x * x, "c": x**3}
    values = list(d.values())
    names = sorted(d)
    pairs = [(n, v) for n, v in d.items()]
    return values[1] * sum(values) + d[names[-1]] + pairs[0][1] * len(d.keys())


def iterated_in_insertion_order(x):
    d = {}
    for k in (2, 0, 1):
        d[k] = x[k]
    total = 0.0
    for k, v in d.items():
        total = total * 0.7 + (k + 1) * v**2
    for v in d.values():
        total = total * 0.9 + v
    return total


def nested_dicts(x):
    model = {"layer": {"w": x, "b": x * 0.5}, "scale": 2.0}
    model["layer"]["w"] = model["layer"]["w"] * model["scale"]
    h = model["layer"]
    return h["w"] * h["b"] + model["layer"]["w"]


def dict_returned(x):
    out = {}
    for k in range(3):
        out[f"y{k}"] = x * (k + 1.0)
    return out


def counted_words(x):
    counts = {}
    for word in ["a", "b", "a"]:
        counts[word] = counts.get(word, 0) + 1
    return x ** counts["a"] * counts["b"]


def counter_of_words(x):
    counts = Counter(["a", "b", "a"])
    return x ** counts["a"] + counts["b"] * x


def graph_relaxation(w):
    edges = {(0, 1): w[0], (0, 2): w[1], (1, 3): w[2], (2, 3): w[3]}
    distance = {0: 0.0}
    for (a, b), length in edges.items():
        d = distance[a] + length
        if b not in distance or d < distance[b]:
            distance[b] = d
    return distance[3] ** 2 + distance[2]


# ---------------------------------------------------------------- comprehensions


def dict_comprehension(x):
    d = {k: x[k] ** 2 for k in range(3)}
    e = {name: v * 2.0 for name, v in zip("abc", x) if name != "b"}
    return d[0] * d[2] + e["a"] * e["c"]


def set_comprehension(x):
    kinds = {k % 2 for k in range(5)}
    y = x * len(kinds)
    for k in sorted(kinds):
        y = y * (x + k)
    return y


def set_membership(x):
    wanted = {1, 3}
    extra = set([2])
    wanted = wanted | extra
    total = 0.0
    for k in range(4):
        if k in wanted:
            total += x[k] ** 2
    return total


def frozen_set(x):
    names = frozenset(("a", "b"))
    return x * x if "a" in names else x


def scope_of_comprehension(x):
    v = x[0] * 2.0
    k = 5
    squares = [v * v for v in x]
    doubled = [k * v for k, v in enumerate(squares)]
    return v * k + sum(doubled)


def condition_and_nesting(x):
    pairs = [a * b for i, a in enumerate(x) for j, b in enumerate(x) if i < j if j != 3]
    return sum(pairs) + sum([sum([a * b for b in x if b > 0]) for a in x])


def shadowed_in_nested_comprehension(x):
    table = [[v * w for v in x] for w in x for v in x if v > 0.0]
    return sum([row[0] * row[1] for row in table])


def conditional_element(x):
    y = [v if v > 0.0 else v * v for v in x]
    return y[0] + y[1] * y[2]


def array_of_calls(x):
    def f(a):
        return np.sin(a) * a

    return np.sum(np.array([f(a) for a in x]) ** 2)


def array_of_nested_lists(x):
    rotation = np.array([[np.cos(x), -np.sin(x)], [np.sin(x), np.cos(x)]])
    moved = rotation @ np.array([1.0, x])
    return moved[0] * moved[1]


def matrix_of_comprehension(x):
    kernel = np.array([[np.exp(-((a - b) ** 2)) for b in x] for a in x])
    return np.sum(kernel @ x)


def stacked_comprehension(x):
    features = np.stack([x**k for k in range(1, 4)], axis=1)
    rows = np.concatenate([row * 2.0 for row in features])
    return np.sum(features**2) + np.sum(np.vstack([x, x * x]) * 0.5) + rows[0]


def generator_in_sum(x):
    return sum(v * v for v in x) + sum((a * b for a, b in zip(x, x[1:])), x[0])


def generator_in_max(x):
    return max(v * v for v in x) + min(np.sin(v) for v in x)


def any_and_all(x):
    y = x[0] * x[1]
    if any(v > 0.9 for v in x):
        y = y * 2.0
    if all(v > -1.0 for v in x) and not any(abs(v) > 5.0 for v in x if v > 0):
        y = y + x[2] ** 2
    return y


def any_stops_early(x):
    seen = []

    def positive(v):
        seen.append(v)
        return v > 0.0

    found = any(positive(v) for v in x)
    return x[0] * len(seen) if found else x[1]


def loop_over_generator(x):
    total = 0.0
    for v in (a * a for a in x if a > 0.0):
        total = total * 0.5 + v
    for i, v in enumerate(a * 2.0 for a in x):
        total += i * v
    return total


def first_match(x):
    v = next((a for a in x if a > 0.3), x[0])
    return v * v


def joined_names(x):
    name = "-".join(f"{k}" for k in range(3))
    return x * len(name)


def late_use_of_result(x):
    rows = [x * k for k in range(1, 4)]
    total = 0.0
    for row in rows:
        total = total + np.sum(row**2)
    means = [np.mean(r) for r in rows]
    return total * means[1] + np.sum(rows[-1])


def comprehension_in_loop(x):
    y = x
    for k in range(3):
        y = np.array([v * (k + 1.0) + y[0] for v in y])
    return np.sum(y)


def comprehension_of_calls_with_keywords(layers, x):
    def layer(h, *, w, b):
        return np.tanh(h @ w + b)

    outs = [layer(x, w=p["w"], b=p["b"]) for p in layers]
    return sum(np.sum(o) for o in outs)


# ---------------------------------------------------------------- iterables


def list_of_zip(x):
    pairs = list(zip(x, x[1:]))
    total = 0.0
    for a, b in pairs:
        total = total + a * b**2
    return total + pairs[0][1]


def enumerate_as_list(x):
    items = list(enumerate(x, start=1))
    return sum(k * v for k, v in items) * items[0][1]


def pairs_not_unpacked(x):
    total = 0.0
    for pair in zip(x, x[::-1]):
        total += pair[0] * pair[1]
    for item in enumerate(x):
        total += item[0] * item[1] ** 2
    return total


def reversed_list(x):
    items = list(reversed([v * v for v in x]))
    return items[0] * 2.0 + items[-1]


def nested_unpacking(x):
    total = 0.0
    for k, (a, (b, c)) in enumerate(zip(x, zip(x * x, np.sin(x)))):
        total += k * a * b + c
    return total


def zipped_three(x, y):
    total = 0.0
    for i, (a, b, k) in enumerate(zip(x, y, range(3))):
        total += (i + k) * a * b
    return total


def range_as_value(x):
    steps = range(3)
    total = 0.0
    for k in steps:
        total += x[k] ** 2
    return total * len(steps) * steps[-1]


def loop_over_strings(x):
    total = 0.0
    for c in "abca":
        total += x[0] ** 2 if c == "a" else x[1]
    return total


def star_unpacked_rows(x):
    first, *middle, last = [v * v for v in x]
    return first * last + sum(middle)


def state_of_different_kinds(x):
    state = {"t": 0, "y": x, "history": [], "name": "run"}
    for _ in range(3):
        state["y"] = state["y"] * 0.9 + 0.1
        state["t"] += 1
        state["history"].append(state["y"])
    return state["y"] * state["t"] + state["history"][0]


def tuples_as_records(x):
    records = [("a", x[0], 1), ("b", x[1], 2), ("c", x[2], 3)]
    total = 0.0
    for name, value, weight in records:
        if name != "b":
            total += value**2 * weight
    return total


X = np.array([0.7, -0.4, 1.2])
X4 = np.array([0.7, -0.4, 1.2, 0.5])
GROUPS = [1, 0, 1]
PARAMS = {"w": rand(3, 2), "b": rand(2)}

CASES = [
    Case(pop_in_the_middle, (0.7,), items="G72"),
    Case(insert_in_order, (X,), items="G72"),
    Case(insert_everywhere, (X,), items="G72"),
    Case(remove_a_value, (0.7,), items="G72"),
    Case(cleared, (0.7,)),
    Case(reversed_in_place, (0.7,)),
    Case(reversed_in_loop, (X,)),
    Case(sorted_in_place, (X,)),
    Case(sorted_with_key, (X,)),
    Case(sorted_backwards, (X,)),
    Case(slice_assigned, (0.7,), items="G72"),
    Case(slice_assigned_other_length, (0.7,), items="G72"),
    Case(slice_assigned_in_loop, (X,), items="G72"),
    Case(elements_deleted, (0.7,)),
    Case(slices_deleted, (0.7,)),
    Case(deleted_in_loop, (X4,)),
    Case(stack_machine, (0.7, 1.3), (0, 1)),
    Case(repeated, (0.7,)),
    Case(repeated_unknown_times, (0.7, 3)),
    Case(repeated_tuple, (0.7,)),
    Case(concatenated_in_loop, (0.7,)),
    Case(compared, (0.7,)),
    Case(membership, (0.7,)),
    Case(copies_apart, (0.7,)),
    Case(nested_lists, (X,)),
    Case(rows_appended, (X,)),
    Case(list_of_arrays, (X,)),
    Case(list_of_dicts_built, (X,)),
    Case(list_of_dicts_changed, (X,)),
    Case(changed_argument_list, ([0.7, 1.3],)),
    Case(two_names_of_a_list, (0.7,), items="C32", refused="maybe"),
    Case(two_names_decided_at_run_time, (0.7,), items="C32", refused="maybe"),
    Case(inner_list_kept, (0.7,), items="C32", refused="maybe"),
    Case(one_row_twice, (0.7,), items="C32", refused="maybe"),
    Case(rows_repeated, (0.7,), items="C32", refused="maybe"),
    Case(one_row_in_two_lists, (0.7,), items="C32", refused="maybe"),
    Case(one_row_appended_again, (0.7,), items="C32", refused="maybe"),
    Case(row_changed_behind_its_list, (0.7,), items="C32", refused="maybe"),
    Case(part_replaced_in_use, (0.7,), items="C32", refused="maybe"),
    Case(last_of_a_stack, (0.7,), items="C32", refused="maybe"),
    Case(rows_exchanged, (0.7,), items="C32", refused="maybe"),
    Case(state_in_loop_variable, (0.7,), items="C32", refused="maybe"),
    Case(shallow_copy_of_rows, (0.7,), items="C32", refused="maybe"),
    Case(list_changed_while_iterated, (0.7,), items="C32", refused="maybe"),
    Case(integer_keys, (X,), items="G73"),
    Case(tuple_keys, (X,), items="G73"),
    Case(string_keys_built, (X,), items="G73"),
    Case(accumulated_by_group, (X, GROUPS), items="G73"),
    Case(set_default, (0.7,), items="G73"),
    Case(updated, (0.7,), items="G73"),
    Case(updated_with_computed_keys, (X,), items="G73"),
    Case(popped_keys, (0.7,), items="G73"),
    Case(popped_computed_keys, (X,), items="G73"),
    Case(popped_items, (X,), items="G73"),
    Case(keys_deleted, (0.7,), items="G73"),
    Case(computed_keys_deleted, (X,), items="G73"),
    Case(merged, (0.7,), items="G73"),
    Case(merged_by_display, (0.7,), items="G73"),
    Case(dict_of_arrays_updated, (PARAMS, rand(4, 3)), items="G73"),
    Case(optimiser_step, ({"w": rand(2), "b": rand(3)},), items="G73"),
    Case(dict_from_zip, (X,), items="G73"),
    Case(dict_from_pairs, (0.7,), items="G73"),
    Case(dict_views_as_values, (0.7,), items="G73"),
    Case(iterated_in_insertion_order, (X,), items="G73"),
    Case(nested_dicts, (0.7,), items="G73"),
    Case(dict_returned, (0.7,), items="G73"),
    Case(counted_words, (0.7,)),
    Case(counter_of_words, (0.7,)),
    Case(graph_relaxation, (np.array([0.5, 0.3, 0.2, 0.9]),)),
    Case(dict_comprehension, (X,), items="F70"),
    Case(set_comprehension, (0.7,), items="F70"),
    Case(set_membership, (X4,)),
    Case(frozen_set, (0.7,)),
    Case(scope_of_comprehension, (X,), items="F70"),
    Case(condition_and_nesting, (X4,), items="F70"),
    Case(shadowed_in_nested_comprehension, (X,), items="F70"),
    Case(conditional_element, (X,), items="F70"),
    Case(array_of_calls, (X,), items="D48"),
    Case(array_of_nested_lists, (0.7,), items="D48"),
    Case(matrix_of_comprehension, (X,), items="D48"),
    Case(stacked_comprehension, (X,), items="D48"),
    Case(generator_in_sum, (X,), items="G74 G75"),
    Case(generator_in_max, (X,), items="G74"),
    Case(any_and_all, (X,), items="G74"),
    Case(any_stops_early, (X,), items="G74"),
    Case(loop_over_generator, (X,), items="G74"),
    Case(first_match, (X,), items="G74"),
    Case(joined_names, (0.7,)),
    Case(late_use_of_result, (X,)),
    Case(comprehension_in_loop, (X,)),
    Case(comprehension_of_calls_with_keywords, ([PARAMS, PARAMS], rand(3)), (0, 1)),
    Case(list_of_zip, (X,), items="E57"),
    Case(enumerate_as_list, (X,), items="E57"),
    Case(pairs_not_unpacked, (X,), items="E57"),
    Case(reversed_list, (X,), items="E57"),
    Case(nested_unpacking, (X,), items="E57"),
    Case(zipped_three, (X, X * 2.0), (0, 1), items="E57"),
    Case(range_as_value, (X,), items="E57"),
    Case(loop_over_strings, (X,)),
    Case(star_unpacked_rows, (X4,)),
    Case(state_of_different_kinds, (0.7,)),
    Case(tuples_as_records, (X,)),
]
