"""Tuples, lists and dicts as values and as arguments."""

from collections import namedtuple

import numpy as np

from tests.programs import Case, rand

State = namedtuple("State", ["position", "velocity"])


def tuple_argument(p):
    a, b = p
    return np.sum(a * b[0]) + b[1] ** 2


def list_argument(layers, x):
    for w, b in layers:
        x = np.tanh(x @ w + b)
    return np.sum(x**2)


def dict_argument(params, x):
    h = np.tanh(x @ params["w"] + params["b"])
    return np.mean((h - params["target"]["y"]) ** 2)


def dict_part_unused(params):
    return params["a"] * 2.0


def append_and_pop(x):
    stack = [x]
    stack.append(x * x)
    stack.append(np.sin(x))
    last = stack.pop()
    first = stack.pop(0)
    return last * first + stack[0]


def list_grows_in_loop(x, n):
    ys = []
    y = x
    for i in range(n):
        y = y * (1.0 + 0.1 * i)
        ys.append(y)
    total = 0.0
    for k in range(len(ys)):
        total = total + ys[k] * ys[-1 - k]
    return total


def list_element_written(x):
    items = [x, 2.0 * x, 0.0]
    items[2] = items[0] * items[1]
    items[0] = items[2]
    items[1] *= x
    return items[0] * items[1] + items[2]


def list_augmented(x):
    items = [x]
    items += [x * x, 2.0]
    items.extend([x * 3.0])
    return items[1] * items[3] + len(items)


def list_slice(x):
    items = [x, x * 2.0, x**2, 1.0]
    a, b = items[1:3]
    return a * b + items[-1]


def list_multiplied(x):
    items = [0.0] * 3
    for i in range(3):
        items[i] = x * i
    return items[1] * items[2]


def list_of_arrays_stacked(x):
    rows = []
    for i in range(3):
        rows.append(x * (i + 1.0))
    m = np.stack(rows)
    return np.sum(m * m) + np.sum(np.concatenate(rows) ** 3)


def dict_built(x):
    state = {"y": x}
    state["z"] = x * x
    state["y"] = state["y"] * state["z"]
    state["z"] += 1.0
    return state["y"] * state["z"]


def dict_in_loop(x, n):
    state = {"p": x, "v": 1.0}
    for _ in range(n):
        state["v"] = state["v"] - 0.1 * np.sin(state["p"])
        state["p"] = state["p"] + 0.1 * state["v"]
    return state["p"] * state["v"]


def dict_views(params):
    total = 0.0
    for v in params.values():
        total = total + np.sum(v**2)
    for key in params:
        total = total + np.sum(params[key])
    for key, v in params.items():
        if key != "b":
            total = total * np.sum(v)
    for key in params.keys():  # noqa: SIM118
        total = total + len(key)
    return total


def tuple_built_and_indexed(x, y):
    t = (x, (y, x * y))
    u = t + (2.0,)
    return t[1][1] * u[0] + u[2] * t[1][0]


def tuple_state_in_loop(x, n):
    state = (x, 1.0)
    for _ in range(n):
        p, v = state
        state = (p + 0.1 * v, v - 0.1 * p)
    return state[0] * state[1]


def returns_tuple(x, y):
    return x * y, np.sum(y)


def returns_dict(x):
    return {"square": x * x, "n": [x, 3.0 * x]}


def returns_list_of_arrays(x):
    out = []
    for i in range(3):
        out.append(x * i)
    return out


def named_tuple_argument(s):
    return s.position * s.velocity**2


def comprehension(x):
    ys = [v * v for v in x]
    table = {k: ys[k] * k for k in range(3)}
    return ys[0] * ys[1] + table[2]


def nested_comprehension(x):
    m = [[a * b for a in x] for b in x if b > 0.0]
    return m[0][1] + sum(m[0])


def generator_expression(x):
    return sum(v * v for v in x)


def sum_of_list(x):
    items = [x, x * x, 3.0]
    return sum(items) + sum(items, x)


def membership_and_length(params, x):
    y = x
    if "scale" in params:
        y = y * params["scale"]
    if "shift" in params:
        y = y + params["shift"]
    return y * len(params)


def dict_get(params, x):
    return x * params.get("scale", 1.0) + params.get("shift", x)


def unpacked_list_of_dicts(items):
    total = 0.0
    for item in items:
        total = total + item["w"] * item["x"] ** 2
    return total


CASES = [
    Case(tuple_argument, ((rand(3), (0.5, 1.5)),)),
    Case(list_argument, ([(rand(3, 2), rand(2)), (rand(2, 2), rand(2, seed=1))], rand(3)), (0, 1)),
    Case(dict_argument, ({"w": rand(3, 2), "b": rand(2), "target": {"y": 0.5}}, rand(4, 3))),
    Case(dict_part_unused, ({"a": 0.5, "b": [rand(2), (1.0, 2.0)]},), items="A10"),
    Case(append_and_pop, (0.7,)),
    Case(list_grows_in_loop, (0.7, 4)),
    Case(list_element_written, (0.7,)),
    Case(list_augmented, (0.7,)),
    Case(list_slice, (0.7,)),
    Case(list_multiplied, (0.7,)),
    Case(list_of_arrays_stacked, (rand(2),), items="D48"),
    Case(dict_built, (0.7,)),
    Case(dict_in_loop, (0.7, 3)),
    Case(dict_views, ({"a": rand(2), "b": 0.5},)),
    Case(tuple_built_and_indexed, (0.7, 1.3), (0, 1)),
    Case(tuple_state_in_loop, (0.7, 4)),
    Case(returns_tuple, (0.7, rand(3)), (0, 1)),
    Case(returns_dict, (0.7,)),
    Case(returns_list_of_arrays, (rand(2),)),
    Case(named_tuple_argument, (State(0.5, 1.5),), standalone=False),
    Case(comprehension, (rand(3),), items="F70", refused="maybe"),
    Case(nested_comprehension, (np.array([0.5, 0.2, -0.4]),), items="F70", refused="maybe"),
    Case(generator_expression, (rand(3),), items="F70", refused="maybe"),
    Case(sum_of_list, (0.7,)),
    Case(membership_and_length, ({"scale": 2.0}, 0.7), (0, 1)),
    Case(dict_get, ({"scale": 2.0}, 0.7), (0, 1), refused="maybe"),
    Case(unpacked_list_of_dicts, ([{"w": 0.5, "x": 2.0}, {"w": 1.5, "x": 0.3}],)),
]
