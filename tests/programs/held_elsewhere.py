"""Objects and containers that hold a list, one function that changes it, and another that reads it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from tests.programs import Case, rand

SIGNAL = rand(4)


@dataclass
class Echo:
    weights: list
    past: list

    def step(self, x):
        y = x - sum([c * v for c, v in zip(self.weights, self.past, strict=True)])
        self.past.insert(0, y)
        self.past.pop()
        return y


def _echo(weights):
    return Echo(weights, [1.0, 2.0])


def _named_echo(weights):
    return _echo(weights), "echo"


def object_of_a_helper_with_a_list_that_changes(signal, weights):
    f = _echo(weights)
    total = 0.0
    for s in signal:
        total += f.step(s)
    return total


def object_in_a_pair_with_a_list_that_changes(signal, weights):
    f, name = _named_echo(weights)
    out = [f.step(s) for s in signal]
    return sum(out) * len(name)


class Biquad:
    def __init__(self, b, a):
        self.b, self.a = b, a
        self.xs = deque([0.0] * 2, maxlen=2)
        self.ys = deque([0.0] * 2, maxlen=2)

    def __call__(self, x):
        y = self.b[0] * x
        y = y + sum(b * v for b, v in zip(self.b[1:], self.xs, strict=True))
        y = y - sum(a * v for a, v in zip(self.a, self.ys, strict=True))
        self.xs.appendleft(x)
        self.ys.appendleft(y)
        return y


def biquad(signal, b, a):
    f = Biquad(b, a)
    out = np.array([f(s) for s in signal])
    return np.sqrt(np.mean(out**2))


# ----------------------------------------------------- a function changes what is inside of what it is given


def _push(store, value):
    store["items"].append(value)


def list_with_a_name_of_its_own(x):
    items = [1.0]
    store = {"items": items}
    _push(store, x)
    return items[1] * x


def list_in_a_dict_that_is_made_for_a_call(x):
    items = [1.0]
    _push({"items": items}, x)
    return items[1] * x


def _set_first(store, value):
    store["items"][0] = value


def list_in_a_dict_that_each_trip_makes(x):
    items = [1.0]
    for _ in range(3):
        _set_first({"items": items, "kind": 2}, x * items[0])
    return items[0] * x


def _advance(store, x):
    y = x * store["items"][0]
    store["items"][0] = y
    return y


def list_that_a_function_reads_and_changes(x):
    items = [1.0]
    total = 0.0
    for _ in range(3):
        total += _advance({"items": items}, x)
    return total


def list_through_a_dict_in_a_loop(x):
    items = [1.0]
    total = 0.0
    for _ in range(3):
        store = {"items": items}
        y = x * store["items"][0]
        store["items"][0] = y
        total += y
    return total


def array_through_a_dict_in_a_loop(x):
    items = np.array([1.0])
    total = 0.0
    for _ in range(3):
        total += _advance({"items": items}, x)
    return total


def _push_deeper(outer, value):
    _push(outer["inner"], value)


def list_two_levels_down(x):
    items = [x, 1.0]
    inner = {"items": items}
    _push_deeper({"inner": inner}, x)
    return items[0] * items[2] + inner["items"][2]


def _push_to_all(lists, value):
    for one in lists:
        one.append(value * one[-1])


def lists_in_a_tuple(x):
    a, b = [x], [x * x]
    _push_to_all((a, b), 2 * x)
    return a[0] * a[1] + b[0] * b[1]


class Holder:
    def __init__(self, store):
        self.store = store

    def push(self, value):
        self.store["items"].append(value)


def list_that_two_objects_hold(x):
    items = [x]
    for holder in [Holder({"items": items}), Holder({"items": items})]:
        holder.push(2 * x * items[-1])
    return items[2] * x


def value_read_before_a_function_changes_it(x):
    store = {"items": [1.0]}
    for _ in range(3):
        before = store["items"][0]
        _set_first(store, x * before * before)
    return store["items"][0] * x


def _grow_last(rows, value):
    rows[-1].append(value)
    if len(rows[-1]) > 2:
        rows.append([value * value])


def rows_that_a_function_makes_longer(x):
    rows = [[x]]
    for _ in range(4):
        _grow_last(rows, x * rows[-1][0])
    return sum(sum(r) for r in rows) * x


def all_rows_at_once(x, n):
    rows = [[x * k] for k in range(n)]
    for _ in range(3):
        t = rows[-1][-1] * rows[0][0]
        _push_to_all(rows, x * t * t + 1.0)
    return sum(sum(r) for r in rows) * x


def _push_at(table, k, value):
    table[k].append(value)


def table_of_lists(x, n):
    table = {}
    for k in range(n):
        table[k] = [x * k]
    for k in range(n):
        t = table[k][-1] * table[0][-1] + 1.0
        _push_at(table, k, t * t * x)
    return sum(sum(r) for r in table.values()) * x


def _push_far_down(outer, value):
    outer["a"]["b"].append(value)
    outer["a"]["b"][0] = value


def list_far_down(x):
    outer = {"a": {"b": [x]}, "c": [1.0]}
    for _ in range(3):
        t = outer["a"]["b"][0]
        _push_far_down(outer, x * t * t)
    return sum(outer["a"]["b"]) * x


def _change_both(pair, value):
    a, b = pair
    b.append(value)
    a[0] = value * b[0]


def pair_of_lists(x):
    pair = ([x], [2.0])
    for _ in range(3):
        y = pair[0][0] * pair[1][-1]
        _change_both(pair, x * y * y)
    return sum(pair[1]) * pair[0][0]


# ------------------------------------------------------------ what a function makes, and hands out twice


class Descent:
    def __init__(self, params, grads):
        self.params, self.grads = params, grads

    def step(self, rate):
        for k in self.params:
            self.params[k] = self.params[k] - rate * self.grads[k]


class Trained:
    def __init__(self, w):
        self.params, self.grads = {"w": w}, {}
        self.descent = Descent(self.params, self.grads)


def optimiser_that_holds_the_dicts_of_a_model(w):
    model = Trained(w)
    for _ in range(3):
        model.grads["w"] = 2 * model.params["w"] + model.params["w"] ** 3
        model.descent.step(0.1)
    return np.sum(model.params["w"] ** 2)


class DescentInPlace:
    def __init__(self, params, grads):
        self.params, self.grads = params, grads

    def step(self, rate):
        self.params -= rate * self.grads


class TrainedInPlace:
    def __init__(self, w):
        self.params, self.grads = w * 1.0, np.zeros(3)
        self.descent = DescentInPlace(self.params, self.grads)


def optimiser_that_holds_the_arrays_of_a_model(w):
    model = TrainedInPlace(w)
    for _ in range(2):
        model.grads[:] = 2 * model.params + model.params**3
        model.descent.step(0.1)
    return np.sum(model.params**2)


class ListDescent:
    def __init__(self, params, grads):
        self.params, self.grads = params, grads

    def step(self, rate):
        self.params[0] = self.params[0] - rate * self.grads[0]


class ListModel:
    def __init__(self, w):
        self.params, self.grads = [w], [0.0]
        self.descent = ListDescent(self.params, self.grads)


def optimiser_that_holds_the_lists_of_a_model(w):
    model = ListModel(w)
    model.grads[0] = 2 * model.params[0] + model.params[0] ** 3
    model.descent.step(0.1)
    return model.params[0] ** 2


def _tied():
    weights = {"w": 0.0}
    return {"encoder": weights, "decoder": weights}


def dict_that_is_returned_twice(x):
    layers = _tied()
    layers["encoder"]["w"] = x
    return layers["decoder"]["w"] * x


def _filled():
    row = [0.0]
    table = {}
    table["first"] = row
    table["second"] = row
    return table


def list_that_is_put_into_a_result_twice(x):
    table = _filled()
    table["first"][0] = x
    return table["second"][0] * x


def _both():
    row = [0.0]
    return row, row


def list_that_a_pair_has_twice(x):
    pair = _both()
    pair[0][0] = x
    return pair[1][0] * x


# --------------------------------------------------------------- two objects that work on one dict of lists


class Sensor:
    def __init__(self, board, gain):
        self.board, self.gain = board, gain

    def read(self, v):
        self.board["raw"].append(self.gain * v)


class Smoother:
    def __init__(self, board):
        self.board = board

    def run(self):
        raw = self.board["raw"]
        if len(raw) > 1:
            self.board["smooth"] = 0.5 * (raw[-1] + raw[-2])


def blackboard(x, gain):
    board = {"raw": [], "smooth": 0.0}
    sensor, smoother = Sensor(board, gain), Smoother(board)
    for v in x:
        sensor.read(v)
        smoother.run()
    return board["smooth"] * sum(board["raw"])


# --------------------------------------------------- functions that add to a list, and then call themselves


def _visit(v, depth, out):
    out.append(v)
    if depth > 0:
        _visit(v * 1.5, depth - 1, out)


def list_that_a_recursion_fills(x):
    out = []
    _visit(x, 3, out)
    return sum(v * v for v in out)


def adaptive_simpson(k, b):
    calls = 0
    pieces = []

    def f(t):
        return np.exp(-k * t * t) * np.cos(3 * k * t)

    def simpson(lo, hi):
        nonlocal calls
        calls += 1
        return (hi - lo) / 6 * (f(lo) + 4 * f(0.5 * (lo + hi)) + f(hi))

    def refine(lo, hi, whole, depth):
        middle = 0.5 * (lo + hi)
        left, right = simpson(lo, middle), simpson(middle, hi)
        if depth == 0 or abs(left + right - whole) < 1e-3:
            pieces.append(left + right)
            return left + right
        return refine(lo, middle, left, depth - 1) + refine(middle, hi, right, depth - 1)

    total = refine(0.0, b, simpson(0.0, b), 4)
    return total * calls + sum(pieces) / len(pieces)


CASES = [
    Case(object_of_a_helper_with_a_list_that_changes, (SIGNAL, [0.4, -0.1]), (0, 1)),
    Case(object_in_a_pair_with_a_list_that_changes, (SIGNAL, [0.4, -0.1]), (0, 1)),
    Case(biquad, (SIGNAL, [0.2, 0.3, 0.1], [0.4, -0.1]), (0, 1, 2)),
    Case(list_with_a_name_of_its_own, (0.7,)),
    Case(list_in_a_dict_that_is_made_for_a_call, (0.7,)),
    Case(list_in_a_dict_that_each_trip_makes, (0.7,)),
    Case(list_that_a_function_reads_and_changes, (0.7,)),
    Case(list_through_a_dict_in_a_loop, (0.7,)),
    Case(array_through_a_dict_in_a_loop, (0.7,)),
    Case(list_two_levels_down, (0.7,)),
    Case(lists_in_a_tuple, (0.7,)),
    Case(list_that_two_objects_hold, (0.7,)),
    Case(value_read_before_a_function_changes_it, (0.7,)),
    Case(rows_that_a_function_makes_longer, (0.7,)),
    Case(all_rows_at_once, (0.7, 3)),
    Case(table_of_lists, (0.7, 3)),
    Case(list_far_down, (0.7,)),
    Case(pair_of_lists, (0.7,)),
    Case(optimiser_that_holds_the_dicts_of_a_model, (np.array([0.3, -0.5, 0.7]),)),
    Case(optimiser_that_holds_the_arrays_of_a_model, (np.array([0.3, -0.5, 0.7]),)),
    Case(optimiser_that_holds_the_lists_of_a_model, (0.7,)),
    Case(dict_that_is_returned_twice, (0.7,)),
    Case(list_that_is_put_into_a_result_twice, (0.7,)),
    Case(list_that_a_pair_has_twice, (0.7,)),
    Case(blackboard, (SIGNAL, 0.7), (0, 1)),
    Case(list_that_a_recursion_fills, (0.7,)),
    Case(adaptive_simpson, (0.7, 1.3), (0, 1)),
]
