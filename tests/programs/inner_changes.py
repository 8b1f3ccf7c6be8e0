"""Containers in containers: a function changes what is in what it was given, and others read it.

The caller's own lists and dicts get back what was in them, at every depth, and what goes by two names has one
adjoint.
"""

from collections import defaultdict, deque

import numpy as np

from tests.programs import Case, rand


def fill_pair(pair, v):
    pair[0].append(v)
    pair[1]["n"] = v * 2.0
    return pair[0][0] * v


def pair_of_a_list_and_a_dict(x):
    t = ([x, x * 2.0], {"n": x})
    y = np.sin(t[0][1]) * t[1]["n"]
    z = fill_pair(t, y)
    return z * t[1]["n"] + t[0][2]


def set_in_rows(rows, v):
    rows[0][1] = v * rows[1][0]
    rows[1].append(v)
    return rows[0][1]


def rows_of_rows_changed(x):
    t = [[x, x * 2.0], [x * 3.0]]
    y = np.sin(t[0][1]) * t[0][1]
    z = set_in_rows(t, y)
    return z * t[0][0] * t[0][1] + t[1][1]


def dict_of_lists_in_a_loop(x):
    t = {"a": [x, x * 2.0], "b": [x * 3.0]}

    def go(v):
        t["a"][1] = v * v
        t["b"].append(v)
        return v

    y = np.sin(t["a"][1]) * t["a"][1]
    z = go(y)
    for k in range(3):
        z = np.sin(z + go(z * t["a"][1]) * 0.1)
    return z * t["a"][0] * t["a"][1] + t["b"][1]


def grow_row(row, v):
    row.append(v)
    row[0] = v * row[0]
    return row[0]


def one_row_grows(x):
    t = [[x, x * 2.0], [x * 3.0]]
    z = np.sin(t[0][0]) * t[0][1]
    for k in range(3):
        z = grow_row(t[0], z * t[0][0]) * t[0][0] * 0.5
    return z * t[0][0] + t[1][0]


def row_in_a_tuple_grows(x):
    t = ([x, x * 2.0], x)
    z = np.sin(t[0][0]) * t[0][1]
    for k in range(3):
        z = grow_row(t[0], z * t[0][0]) * t[0][0] * 0.5
    return z * t[0][0] + t[1]


class Boxes:
    def __init__(self, x):
        self.rows = [[x, x * 2.0], [x * 3.0]]
        self.d = {"a": [x], "n": x}

    def go(self, v):
        self.rows[0][1] = v * self.rows[0][0]
        self.d["a"][0] = v * self.d["a"][0]
        self.d["n"] = v * self.d["n"]
        return v * self.rows[0][1]


def object_with_nested_containers(x):
    b = Boxes(x)
    z = np.sin(b.rows[0][0]) * b.d["a"][0]
    for k in range(3):
        z = b.go(z * b.rows[0][1]) * b.d["a"][0] * b.d["n"]
    return z * b.rows[0][1] * b.d["a"][0]


def rows_scaled_by_a_closure(x):
    rows = [[x * k, x] for k in range(4)]

    def go(v):
        for r in rows:
            r[0] = r[0] * v
        return v * rows[1][0]

    z = go(x)
    for k in range(3):
        z = np.sin(go(z) * rows[2][0])
    return z * rows[2][0]


def rows_by_number_changed(x):
    rows = {}
    for k in range(3):
        rows[k] = [x * k, x]

    def go(v):
        rows[1][0] = rows[1][0] * v
        rows[2].append(v)
        return v * rows[1][0]

    z = go(x)
    for k in range(3):
        z = np.sin(go(z) * rows[1][0])
    return z * rows[1][0] * rows[2][3]


def scale_all(state, v):
    for key in state["w"]:
        state["w"][key] = state["w"][key] * v
    state["hist"].append(state["w"]["a"])
    return state["w"]["b"] * v


def state_with_a_dict_of_parameters(x):
    state = {"w": {"a": x, "b": 2.0 * x}, "hist": []}
    z = x
    for k in range(3):
        z = np.sin(scale_all(state, z)) * state["w"]["a"] + z
    return z + state["hist"][1] * state["w"]["b"]


def scale_arrays(state, v):
    state["w"] *= v
    state["rows"][0][:] = state["rows"][0] * v
    return np.sum(state["w"]) * v


def arrays_in_a_dict_of_lists(x):
    state = {"w": np.array([x, 2.0 * x]), "rows": [np.array([x, x]), np.array([1.0, x])]}
    z = np.sin(state["w"][0])
    for k in range(3):
        z = np.sin(scale_arrays(state, z) * state["rows"][0][1]) + state["w"][1] ** 2
    return z * state["w"][0] * state["rows"][0][0]


def push_bounded(state, v):
    state["q"].append(v)
    if len(state["q"]) > 3:
        state["q"].popleft()
    state["seen"].add(len(state["q"]))
    return sum(state["q"]) * v


def queue_and_set_in_a_state(x):
    state = {"q": deque([x, 2.0 * x]), "seen": set()}
    z = x
    for k in range(4):
        z = np.sin(push_bounded(state, z) * state["q"][0])
    return z * state["q"][1] + len(state["seen"])


def put_under(table, key, v):
    table[key].append(v)
    table[key][0] = table[key][0] * v
    return table[key][0]


def lists_by_default(x):
    table = defaultdict(list)
    for k in range(4):
        table[k % 2].append(x * k + 1.0)
    z = x
    for k in range(4):
        z = np.sin(put_under(table, k % 2, z) * table[0][0])
    return z * table[1][0] + table[0][2] * table[0][0]


def relax_rows(rows, v):
    for i in range(1, len(rows)):
        rows[i][0] = 0.5 * (rows[i][0] + rows[i - 1][0]) * v
    rows[0][1]["k"] = rows[0][1]["k"] * v
    return rows[1][0]


def dict_in_each_row(x):
    rows = [[x * k + 1.0, {"k": x}] for k in range(3)]
    z = x
    for k in range(3):
        z = np.sin(relax_rows(rows, z) * rows[2][0]) + rows[0][1]["k"] ** 2
    return z * rows[1][0] * rows[0][1]["k"]


def swap_heads(pair, v):
    a, b = pair
    a[0], b[0] = b[0] * v, a[0]
    return a[0]


def pair_that_is_unpacked_and_swapped(x):
    a, b = [x], [x * x]
    pair = (a, b)
    z = np.sin(a[0])
    for k in range(3):
        z = np.sin(swap_heads(pair, z + 1.0) * b[0] * a[0])
    return z * a[0] + b[0]


def lists_swapped_in_a_dict(x):
    a, b = [x], [x * x]
    hold = {"a": a, "b": b}

    def change(v):
        hold["a"], hold["b"] = hold["b"], hold["a"]
        hold["a"][0] = hold["a"][0] * v
        return hold["a"][0]

    z = np.sin(a[0])
    for k in range(3):
        z = np.sin(change(z + 1.0) * b[0] * a[0])
    return z * a[0] + b[0]


def record_under(log, k, v):
    log.setdefault(k, []).append(v)
    log[k][0] = log[k][0] * v
    return log[k][0]


def log_by_setdefault(x):
    log = {}
    z = x
    for k in range(5):
        z = np.sin(record_under(log, k % 2, z + 1.0) * log[0][0])
    return z + log[1][0] * log[0][-1]


class MomentsOf:
    def __init__(self, n):
        self.state = {"m": [0.0] * n, "v": [0.0] * n, "t": 0}

    def step(self, p, g):
        self.state["t"] += 1
        out = []
        for i in range(len(p)):
            self.state["m"][i] = 0.9 * self.state["m"][i] + 0.1 * g[i]
            self.state["v"][i] = 0.99 * self.state["v"][i] + 0.01 * g[i] ** 2
            mh = self.state["m"][i] / (1.0 - 0.9 ** self.state["t"])
            vh = self.state["v"][i] / (1.0 - 0.99 ** self.state["t"])
            out.append(p[i] - 0.1 * mh / (np.sqrt(vh) + 1e-3))
        return out


def moments_in_an_optimiser(x):
    p = [x, 2.0 * x]
    opt = MomentsOf(2)
    for k in range(3):
        g = [2.0 * p[0] * p[1], p[0] ** 2 + p[1]]
        p = opt.step(p, g)
    return p[0] * p[1] + opt.state["m"][0]


def visit_dicts(tree, v):
    tree["value"] = tree["value"] * v
    for c in tree["children"]:
        visit_dicts(c, v * 0.5)
    return tree["value"]


def tree_of_dicts_visited(x):
    tree = {"value": x, "children": [{"value": 2.0 * x, "children": []}, {"value": x * x, "children": []}]}
    z = visit_dicts(tree, x)
    z = visit_dicts(tree, z) * tree["children"][0]["value"]
    return z * tree["children"][1]["value"]


def descend(model, grads, rate):
    for name, g in grads.items():
        model["params"][name] = model["params"][name] - rate * g
    model["steps"] += 1


def parameters_in_a_model_dict(w, b, x, y):
    model = {"params": {"w": w, "b": b}, "steps": 0}
    for epoch in range(3):
        p = model["params"]
        r = x @ p["w"] + p["b"] - y
        descend(model, {"w": x.T @ r, "b": np.sum(r)}, 0.1 / (1 + model["steps"]))
    r = x @ model["params"]["w"] + model["params"]["b"] - y
    return np.sum(r * r)


def adam_step(params, grads, state, rate=0.1):
    state["t"] += 1
    for i, (p, g) in enumerate(zip(params, grads)):
        state["m"][i] = 0.9 * state["m"][i] + 0.1 * g
        state["v"][i] = 0.99 * state["v"][i] + 0.01 * g * g
        m = state["m"][i] / (1.0 - 0.9 ** state["t"])
        v = state["v"][i] / (1.0 - 0.99 ** state["t"])
        params[i] = p - rate * m / (np.sqrt(v) + 1e-3)


def adam_with_a_state_dict(w, b, x, y):
    params = [w, b]
    state = {"t": 0, "m": [np.zeros_like(w), 0.0], "v": [np.zeros_like(w), 0.0]}
    for epoch in range(3):
        r = x @ params[0] + params[1] - y
        adam_step(params, [x.T @ r, np.sum(r)], state)
    r = x @ params[0] + params[1] - y
    return np.sum(r * r)


def squares_of_each_parameter(w, b):
    params = {"b": b, "w": w, "c": w[0] * w}
    v = {k: np.zeros_like(p) for k, p in params.items()}
    for epoch in range(2):
        for k, p in params.items():
            g = p * p
            v[k] = 0.9 * v[k] + 0.1 * g * g
            params[k] = p - 0.1 * g / (np.sqrt(v[k]) + 1e-2)
    return sum(np.sum(p) for p in params.values())


def numbers_beside_arrays(w, b):
    params, out = [w, b], []
    for p in params:
        q = np.where(p > 0.3, p**2, np.sin(p))
        out.append(np.clip(q, -1.0, 0.2) + np.maximum(p, 0.1))
    return np.sum(out[0]) * np.sum(out[1])


def momentum_of_each_parameter(w, b, x, y):
    params = {"w": w, "b": b}
    state = {"m": {k: np.zeros_like(v) for k, v in params.items()}, "t": 0}
    for epoch in range(3):
        r = x @ params["w"] + params["b"] - y
        grads = {"w": x.T @ r, "b": np.sum(r)}
        state["t"] += 1
        for k in params:
            state["m"][k] = 0.9 * state["m"][k] + 0.1 * grads[k]
            params[k] = params[k] - 0.1 * state["m"][k] / (1.0 - 0.9 ** state["t"])
    r = x @ params["w"] + params["b"] - y
    return np.sum(r * r)


def grid_smoothed_by_a_closure(x):
    grid = [[x * (i + 1) * (j + 1) for j in range(3)] for i in range(3)]

    def smooth(rows, w):
        for i in range(1, 2):
            for j in range(1, 2):
                rows[i][j] = w * (rows[i - 1][j] + rows[i + 1][j] + rows[i][j - 1] + rows[i][j + 1])
            rows[i][0], rows[i][2] = rows[i][2] * w, rows[i][0]
        return rows[1][1]

    w = 0.3
    for k in range(3):
        w = np.sin(smooth(grid, w) * grid[1][0]) * 0.5
    return w * grid[1][2] + sum(map(sum, grid))


class BankWithLog:
    def __init__(self):
        self.accounts = {}
        self.log = []

    def deposit(self, name, v):
        self.accounts[name] = self.accounts.get(name, 0.0) + v
        self.log.append((name, v))
        return self.accounts[name]

    def interest(self, r):
        for name in self.accounts:
            self.accounts[name] *= 1.0 + r


def bank_with_a_log(x):
    bank = BankWithLog()
    z = x
    for k in range(3):
        z = z * 0.5 + bank.deposit("ab"[k % 2], z) * 0.1
        bank.interest(0.1 * z)
    return z * bank.accounts["a"] + sum(v for n, v in bank.log if n == "a")


def bump_first(rows, v):
    rows[0].append(v)
    return v * rows[0][0]


def display_of_two_lists(x):
    a, b = [x], [x * x]
    z = np.sin(a[0])
    for k in range(3):
        z = np.sin(bump_first([a, b], z) * a[-1])
    return z * a[2]


def lists_under_several_names(x):
    a, b = [x], [x * x]
    d = {"a": a, "b": (b, a)}

    def change(t, v):
        t["b"][1][0] = v * t["a"][0]
        t["b"][0].append(v)
        return t["b"][0][-1] * v

    z = np.sin(a[0])
    for k in range(3):
        z = np.sin(change(d, z + 1.0) * a[0] * b[-1])
    return z * a[0] * b[1]


def first_row_read_by_another_name(x):
    rows = [[x, 2.0 * x], [x * x, 1.0]]
    first = rows[0]

    def change(v):
        for r in rows:
            r[0], r[1] = r[1] * v, r[0]
        return first[0]

    z = np.sin(first[0])
    for k in range(3):
        z = np.sin(change(z + 1.0) * first[1] * rows[1][0])
    return z * first[0]


class NodeWithLog:
    def __init__(self, v):
        self.v = v
        self.log = []


def touch_all(nodes, t):
    for n in nodes:
        n.v = n.v * t
        n.log.append(n.v)
    return nodes[0].v


def objects_in_a_display(x):
    a, b = NodeWithLog(x), NodeWithLog(2.0 * x)
    z = np.sin(a.v)
    for k in range(3):
        z = np.sin(touch_all([a, b], z + 1.0) * a.v + b.log[0])
    return z * a.v + sum(b.log)


def items_of_a_list_move_over(x):
    table = {"u": [x, 2.0 * x], "v": [3.0 * x]}

    def drop(v):
        t = table["u"]
        table["u"] = [v * e for e in t]
        table["v"].extend(t)
        return table["u"][0]

    z = x
    for k in range(3):
        z = np.sin(drop(z + 1.0) * table["v"][-1])
    return z + table["v"][2] * table["u"][1]


def stack_of_stacks(x):
    stack = [[x]]

    def deeper(v):
        stack.append([v, stack[-1][0]])
        stack[0][0] = stack[0][0] * v
        return stack[-1][1]

    z = x
    for k in range(3):
        z = np.sin(deeper(z + 1.0) * stack[0][0])
    while len(stack) > 1:
        top = stack.pop()
        z = z + top[0] * top[1]
    return z * stack[0][0]


def configuration_of_two_dicts(x):
    cfg = {"net": {"w": [x, 2 * x], "b": x}, "opt": {"rate": 0.1, "vel": [0.0, 0.0]}}

    def step(c, g):
        net, opt = c["net"], c["opt"]
        for i in range(2):
            opt["vel"][i] = 0.9 * opt["vel"][i] - opt["rate"] * g * net["w"][i]
            net["w"][i] += opt["vel"][i]
        net["b"] -= opt["rate"] * g
        return net["w"][0]

    z = x
    for k in range(3):
        z = np.sin(step(cfg, z) + cfg["net"]["b"] * cfg["net"]["w"][1])
    return z * cfg["net"]["w"][0] + cfg["opt"]["vel"][1]


def one_list_twice(x):
    a = [x, 2.0 * x]
    views = [a, a]

    def go(v):
        views[0][0] = views[1][0] * v
        return views[1][0]

    z = x
    for k in range(3):
        z = np.sin(go(z + 1.0) * a[0] * views[1][1])
    return z * a[0]


CASES = [
    Case(pair_of_a_list_and_a_dict, (0.7,)),
    Case(rows_of_rows_changed, (0.7,)),
    Case(dict_of_lists_in_a_loop, (0.7,)),
    Case(one_row_grows, (0.7,)),
    Case(row_in_a_tuple_grows, (0.7,)),
    Case(object_with_nested_containers, (0.7,)),
    Case(rows_scaled_by_a_closure, (0.7,)),
    Case(rows_by_number_changed, (0.7,)),
    Case(state_with_a_dict_of_parameters, (0.7,)),
    Case(arrays_in_a_dict_of_lists, (0.7,)),
    Case(queue_and_set_in_a_state, (0.7,)),
    Case(lists_by_default, (0.7,)),
    Case(dict_in_each_row, (0.7,)),
    Case(pair_that_is_unpacked_and_swapped, (0.7,)),
    Case(lists_swapped_in_a_dict, (0.7,)),
    Case(log_by_setdefault, (0.7,)),
    Case(moments_in_an_optimiser, (0.7,)),
    Case(tree_of_dicts_visited, (0.7,)),
    Case(parameters_in_a_model_dict, (rand(2), 0.2, rand(3, 2, seed=1), rand(3, seed=2)), argnums=(0, 1)),
    Case(adam_with_a_state_dict, (rand(2), 0.2, rand(3, 2, seed=1), rand(3, seed=2)), argnums=(0, 1)),
    Case(squares_of_each_parameter, (rand(2), 0.2), argnums=(0, 1)),
    Case(numbers_beside_arrays, (rand(2), 0.2), argnums=(0, 1)),
    Case(momentum_of_each_parameter, (rand(2), 0.2, rand(3, 2, seed=1), rand(3, seed=2)), argnums=(0, 1)),
    Case(grid_smoothed_by_a_closure, (0.7,)),
    Case(bank_with_a_log, (0.7,)),
    Case(display_of_two_lists, (0.7,)),
    Case(lists_under_several_names, (0.7,)),
    Case(first_row_read_by_another_name, (0.7,)),
    Case(objects_in_a_display, (0.7,)),
    Case(items_of_a_list_move_over, (0.7,)),
    Case(stack_of_stacks, (0.7,)),
    Case(configuration_of_two_dicts, (0.7,)),
    Case(one_list_twice, (0.7,)),
]
