"""Lists, dicts and sets as programs use them: built, changed, taken apart, comprehended."""

from collections import Counter

import numpy as np

from tests.programs import Case, rand

# ---------------------------------------------------------------- lists that change


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


def rows_appended(x):
    rows = []
    for i in range(3):
        row = []
        for j in range(i + 1):
            row.append(x[i] * x[j])
        rows.append(row)
    return rows[2][1] * rows[1][0] + sum(rows[2])


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


def nested_dicts(x):
    model = {"layer": {"w": x, "b": x * 0.5}, "scale": 2.0}
    model["layer"]["w"] = model["layer"]["w"] * model["scale"]
    h = model["layer"]
    return h["w"] * h["b"] + model["layer"]["w"]


def counter_of_words(x):
    counts = Counter(["a", "b", "a"])
    return x ** counts["a"] + counts["b"] * x


# ---------------------------------------------------------------- comprehensions


def frozen_set(x):
    names = frozenset(("a", "b"))
    return x * x if "a" in names else x


def scope_of_comprehension(x):
    v = x[0] * 2.0
    k = 5
    squares = [v * v for v in x]
    doubled = [k * v for k, v in enumerate(squares)]
    return v * k + sum(doubled)


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


# ---------------------------------------------------------------- iterables


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


def state_of_different_kinds(x):
    state = {"t": 0, "y": x, "history": [], "name": "run"}
    for _ in range(3):
        state["y"] = state["y"] * 0.9 + 0.1
        state["t"] += 1
        state["history"].append(state["y"])
    return state["y"] * state["t"] + state["history"][0]


X = np.array([0.7, -0.4, 1.2])
X4 = np.array([0.7, -0.4, 1.2, 0.5])
GROUPS = [1, 0, 1]
PARAMS = {"w": rand(3, 2), "b": rand(2)}

CASES = [
    Case(concatenated_in_loop, (0.7,)),
    Case(compared, (0.7,)),
    Case(membership, (0.7,)),
    Case(rows_appended, (X,)),
    Case(list_of_dicts_built, (X,)),
    Case(list_of_dicts_changed, (X,)),
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
    Case(nested_dicts, (0.7,), items="G73"),
    Case(counter_of_words, (0.7,)),
    Case(frozen_set, (0.7,)),
    Case(scope_of_comprehension, (X,), items="F70"),
    Case(shadowed_in_nested_comprehension, (X,), items="F70"),
    Case(conditional_element, (X,), items="F70"),
    Case(array_of_calls, (X,), items="D48"),
    Case(array_of_nested_lists, (0.7,), items="D48"),
    Case(matrix_of_comprehension, (X,), items="D48"),
    Case(stacked_comprehension, (X,), items="D48"),
    Case(generator_in_sum, (X,), items="G74 G75"),
    Case(joined_names, (0.7,)),
    Case(late_use_of_result, (X,)),
    Case(nested_unpacking, (X,), items="E57"),
    Case(zipped_three, (X, X * 2.0), (0, 1), items="E57"),
    Case(range_as_value, (X,), items="E57"),
    Case(loop_over_strings, (X,)),
    Case(state_of_different_kinds, (0.7,)),
]
