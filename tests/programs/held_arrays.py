"""Arrays that are put into a container under one of its names, found under another one, and written there."""

from dataclasses import dataclass

import numpy as np

from tests.programs import Case, rand


@dataclass
class Cell:
    w: object


class Node:
    def __init__(self, w):
        self.w = w


def in_a_dict_that_another_holds(x):
    layer = {"w": x}
    model = {"layer": layer}
    t = np.zeros_like(x)
    layer["w"] = t
    model["layer"]["w"] += x**2
    return np.sum(t * x)


def in_a_dict_with_two_names(x):
    model = {"layer": {"w": x}}
    other = model
    layer = model["layer"]
    t = np.zeros_like(x)
    layer["w"] = t
    found = other["layer"]["w"]
    found += 2.0 * x
    return np.sum(t * x)


def in_what_a_copy_holds_too(x):
    model = {"layer": {"w": x}}
    old = dict(model)
    t = np.zeros_like(x)
    model["layer"]["w"] = t
    found = old["layer"]["w"]
    found += 2.0 * x
    return np.sum(t * x)


def weights_replaced_beside_a_copy(x):
    model = {"layer": {"w": x}, "k": x}
    old = dict(model)
    model["layer"]["w"] = model["layer"]["w"] * 2.0
    return np.sum(old["layer"]["w"]) ** 2 * np.sum(model["k"])


def replaced_and_put_back(x):
    model = {"layer": {"w": x}, "k": x * x}
    old = dict(model)
    model["layer"] = {"w": x**3}
    r = np.sum(model["layer"]["w"])
    model.clear()
    model.update(old)
    model["layer"]["w"] = model["layer"]["w"] * 2.0
    return r * np.sum(old["layer"]["w"]) * np.sum(model["k"])


def in_a_list_of_lists(x):
    rows = [[x]]
    other = list(rows)
    t = np.zeros_like(x)
    rows[0][0] = t
    other[0][0] += 2.0 * x
    return np.sum(t * x)


def in_an_object_in_a_list(x):
    cell = Cell(x)
    box = [cell]
    t = np.zeros_like(x)
    cell.w = t
    found = box[0].w
    found += 2.0 * x
    return np.sum(t * t)


def in_an_object_by_its_box(x):
    node = Node(x)
    box = {"node": node}
    t = np.zeros_like(x)
    box["node"].w = t
    node.w[:] = x * x
    return np.sum(t * x)


def in_a_list_in_a_tuple(x):
    rows = [x, x]
    both = (rows, 3)
    t = np.zeros_like(x)
    rows[0] = t
    both[0][0][1:] = x[1:] ** 2
    return np.sum(t)


def appended_and_filled_elsewhere(x):
    rows = []
    keep = {"rows": rows}
    for k in range(2):
        t = np.zeros_like(x)
        rows.append(t)
        keep["rows"][k] += x * (k + 1)
        x = x + t
    return np.sum(rows[0] * rows[1])


def put_by_a_closure(x):
    held = [np.zeros_like(x)]

    def put(v):
        held[0] = v

    t = np.zeros_like(x)
    put(t)
    held[0] += x**2
    return np.sum(t * x)


def _put_into_the_rows(table, v):
    table["rows"][0] = v


def put_by_a_function(x):
    rows = [x]
    table = {"rows": rows}
    t = np.zeros_like(x)
    _put_into_the_rows(table, t)
    rows[0] += x**2
    return np.sum(t * x)


def _put_under_another_name(rows, v):
    held, rows = rows, None
    held[0] = v


def put_under_another_name(x):
    rows = [x]
    t = np.zeros_like(x)
    _put_under_another_name(rows, t)
    rows[0] += x**2
    return np.sum(t * x)


def updated_and_written(x):
    inner = {"a": x}
    outer = {"inner": inner}
    t = np.zeros_like(x)
    inner.update(a=t)
    outer["inner"]["a"] += x**2
    return np.sum(t * x)


def set_by_default_and_written(x):
    inner = {}
    outer = [inner]
    t = np.zeros_like(x)
    inner.setdefault("a", t)
    outer[0]["a"][...] = x**2
    return np.sum(t * x)


def inserted_and_written(x):
    inner = [x]
    outer = [inner]
    t = np.zeros_like(x)
    inner.insert(0, t)
    outer[0][0][...] = x**2
    return np.sum(t * x)


def put_as_a_slice_and_written(x):
    inner = [x, x]
    outer = [inner]
    t = np.zeros_like(x)
    inner[0:1] = [t]
    outer[0][0][...] = x**2
    return np.sum(t * x)


def put_into_each_and_written(x):
    table = {"a": [x], "b": [x]}
    t = np.zeros_like(x)
    for name, rows in table.items():
        rows[0] = t
        table[name][0] += x
    return np.sum(t * x)


def put_into_what_a_condition_chose(x):
    a = np.zeros_like(x)
    rows = [a, x]
    chosen = rows if x[0] > 0 else [x]
    t = np.zeros_like(x)
    chosen[0] = t
    rows[0] += x**2
    return np.sum(t * x) + np.sum(a)


def a_row_as_workspace(x):
    work = {"tmp": np.zeros_like(x)}
    views = {"work": work}
    table = np.zeros((2, x.size))
    work["tmp"] = table[0]
    views["work"]["tmp"][:] = x**2
    table[1] = table[0] * x
    return np.sum(table)


def put_first(items, v):
    items[0][1] = v


def put_in_cell(cell, v):
    cell.w[1] *= v


def put_at(d, v):
    d["a"] += v


def written_in_a_list_by_a_function(x, a):
    items = [x]
    put_first(items, a)
    return a + items[0][0] * items[0][1]


def written_in_a_list_with_a_number(x, a):
    items = [x, 2.0]
    put_first(items, a)
    return a + items[0][0] * items[0][1]


def written_in_an_object_by_a_function(x, a):
    node = Node(x)
    put_in_cell(node, a)
    return a + node.w[0] * node.w[1]


def written_in_a_dict_by_a_function(x, a):
    d = {"a": x}
    put_at(d, a)
    return np.sum(d["a"] ** 2)


def written_in_a_list_in_a_dict(x, a):
    d = {"b": [x]}
    put_first(d["b"], a)
    return np.sum(d["b"][0] ** 2)


def written_in_an_object_in_a_list(x, a):
    nodes = [Node(x)]
    put_in_cell(nodes[0], a)
    return a + nodes[0].w[0] * nodes[0].w[1]


def held_by_a_function_and_written(x, a):
    items = [x]

    def inner(held, v):
        put_first(held, v)
        return held[0][0] * v

    return inner(items, a) + items[0][1]


CASES = [
    Case(fun, lambda: (rand(3),))
    for fun in (
        in_a_dict_that_another_holds,
        in_a_dict_with_two_names,
        in_what_a_copy_holds_too,
        weights_replaced_beside_a_copy,
        replaced_and_put_back,
        in_a_list_of_lists,
        in_an_object_in_a_list,
        in_an_object_by_its_box,
        in_a_list_in_a_tuple,
        appended_and_filled_elsewhere,
        put_by_a_closure,
        put_by_a_function,
        put_under_another_name,
        updated_and_written,
        set_by_default_and_written,
        inserted_and_written,
        put_as_a_slice_and_written,
        put_into_each_and_written,
        put_into_what_a_condition_chose,
        a_row_as_workspace,
    )
] + [
    Case(fun, lambda: (rand(3), 1.5), (0, 1))
    for fun in (
        written_in_a_list_by_a_function,
        written_in_a_list_with_a_number,
        written_in_an_object_by_a_function,
        written_in_a_dict_by_a_function,
        written_in_a_list_in_a_dict,
        written_in_an_object_in_a_list,
        held_by_a_function_and_written,
    )
]
