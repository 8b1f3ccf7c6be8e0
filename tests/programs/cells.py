"""Mechanisms, values and ways to reach them, written out as a table: the cells that once were wrong.
"""

from __future__ import annotations

import functools
import itertools

import numpy as np

from tests.programs import Case

ODD = np.array([0.3, -0.4, 0.9])


class Open:
    """Has the attributes that it is given."""


# ------------------------------------------------------------------ what is bound, and when


def star_takes_from_its_own_name(x):
    a, *b, c = [v * v for v in x] + [x[0]]
    *b, d = b
    return a * c * d + len(b) + sum(b)


def star_takes_from_the_list_it_writes_into(x):
    parts = [x[0], x[1], x[2]]
    parts[1], *rest = parts
    *more, parts[0] = parts
    return parts[1] * rest[0] * rest[1] + parts[0] * more[0]


def star_to_items_and_attributes(x):
    box, parts = Open(), [v for v in x]
    box.first, *box.rest = parts
    parts[0], *parts[1:] = parts[::-1]
    return box.first * box.rest[0] * box.rest[1] + parts[0] * parts[1]


def item_by_a_name_that_is_bound_behind_it(x):
    u, i = x * 1.0, 0
    pair = (x[1] * 3.0, 2)
    u[i], i = pair
    return np.sum(u * u) * i


def loop_that_binds_an_item_and_its_index(x):
    u, i = x * 1.0, 0
    for u[i], i in zip(x * 2.0, (1, 2, 0)):
        u[2] += u[i]
    return np.sum(u * u)


def loop_that_binds_items_of_a_dict(x):
    d = {}
    for k, d[k] in enumerate(x):
        pass
    for name, d["last"] in {"p": x[0], "q": x[1]}.items():
        d[name] = d["last"] * 2.0
    return d[0] * d["p"] + d["q"] * d["last"]


def loop_that_binds_attributes(x):
    box, s = Open(), 0.0
    for box.k, (box.v, w) in enumerate(zip(x, x[::-1])):
        s += box.k * box.v * w
    return s * box.v


def loop_with_a_star(x):
    s = 0.0
    for first, *rest in ((x[0], x[1]), (x[1], x[2], x[0])):
        s += first * sum(rest)
    for k, (first, *rest) in enumerate([[x[0], x[1]], [x[1], x[2], x[0]]]):
        s += k * first * rest[-1] + first
    for first, *rest in np.outer(x, x):
        s += first * sum(rest)
    return s * sum(a * b[0] for a, *b in [(x[0], x[1], 2.0)])


def next_in_targets(x):
    a, it, d, names = x * 1.0, iter([0, 2, 1, 0, 1]), {}, iter("ab")
    a[next(it)] += a[next(it)] * 2.0
    a[next(it)] = x[0]
    a[next(it)], a[next(it)] = x[0], x[1] * 3.0
    d[next(names)] = x[2]
    return np.sum(a * a) * d["a"]


def counted_and_turned_in_targets(x):
    a = x * 1.0
    count = itertools.count()
    turn = itertools.cycle([0, 2])
    for v in x:
        a[next(count)] *= v
        a[next(turn)] += v * v
    return np.sum(a * a) * next(count)


# ------------------------------------------------------------------ functions in variables


def outer_by_name(x):
    outer, reduceat, accumulate = np.multiply.outer, np.add.reduceat, np.maximum.accumulate
    reduce = np.divide.reduce
    return (
        np.sum(outer(x, x)[1])
        + np.sum(reduceat(x, [0, 2]) ** 2)
        + np.sum(accumulate(x))
        + np.sum(reduce(np.outer(x, x)))
    )


class Operations:
    outer = np.multiply.outer
    at = np.add.at


def methods_of_ufuncs_that_are_held(x):
    def applied(v, f=np.multiply.outer):
        return f(v, v)

    table, y = {"o": np.multiply.outer, "p": np.power.outer}, x * 1.0
    Operations.at(y, 0, x[1])
    return (
        np.sum(table["o"](x, x)[0] + table["p"](x + 1.0, [1, 2, 3])[1])
        + np.sum(applied(x)[0])
        + np.sum(applied(x, np.subtract.outer)[0] ** 2)
        + np.sum(Operations.outer(x, x)[0]) * np.sum(y * y)
    )


def powers_by_lists(x):
    n = (1, 2, 3)
    return (
        np.sum(np.power(x, [0, 1, 2]))
        + np.sum(np.power(x + 1.0, n) * x)
        + np.sum(np.power([x[0], 1.0, x[2]], [2, 1, 3]))
    )


def operators_and_lists_of_integers(x):
    y, weights = x * [1, 2, 3] + (2, 0, 1), [3, 1, 2]
    y *= weights
    y[1:] -= [1, 2]
    return (
        np.sum(y * weights)
        + np.dot(x, weights)
        + np.sum(np.clip(x, [0, 0, 0], 1) + np.outer(x, [1, 2])[:, 1] + np.hypot(x, weights))
        + np.sum([4, 5, 6] / (x + 2.0) ** [1, 2, 2])
    )


# ------------------------------------------------------------------ tuples that hold lists


def tuple_of_lists_or_none(x):
    c, d = ([x[0] * 2.0], [x[1] + 1.0]), None
    if x[0] > 0.1:
        d = c
    for _ in range(len(x)):
        d[0][0] = d[0][0] * x[1]
        c[1].append(d[0][0])
    return c[0][0] * d[1][-1]


def tuple_of_a_dict_if_nothing_is_raised(x):
    c, s = ({"u": x[0]}, 1.0), 0.0
    try:
        d = c
    except ValueError:
        d = None
    for k in range(len(x)):
        s += d[0]["u"]
        d[0]["u"] = x[2] * k
    return s + c[0]["u"] * d[0]["u"]


def tuple_of_lists_by_a_function(x):
    c = ([x[0]], 1.0)

    def chosen():
        if x[0] > 0.1:
            return c
        return None

    d = chosen()
    for v in x:
        d[0][0] *= v + 1.0
    return c[0][0] * d[0][0]


def use_of_the_first(pair, factor):
    if pair is None:
        return 0.0
    pair[0][0] *= factor
    return pair[0][0]


def tuple_or_none_given_to_a_function(x):
    c = ([x[0]], [x[1]])
    chosen = None if x[0] > 5 else c
    return use_of_the_first(chosen, x[2]) * use_of_the_first(None if x[0] > 5 else c, x[1]) * c[0][0]


# ------------------------------------------------------------------ what nobody reads, and what is no number


def with_a_key(d, v, k):
    if v[0] < 0.4:
        d[k] = v * 0.5
    return 1.0


def default_of_a_key(d, v, *, k):
    if v[0] > 0.4:
        pass
    else:
        d.setdefault(k + 7, v[0] * 0.5)
    return v[1]


def keys_that_callees_add_and_nobody_reads(x):
    arrays, numbers = {"p": x * 2.0, "q": x + 1.0}, {"p": x[0] * 2.0}
    s = with_a_key(arrays, x, 3) + default_of_a_key(numbers, x, k=1)
    return s * np.sum(arrays["p"] * arrays["q"]) * numbers["p"]


def truths_among_numbers(x):
    parts = [x[0], True, x[1]]
    y, z = np.array([x[0], 2, True]), x * 1.0
    for k in range(3):
        parts[k] = parts[k] * 2
    z[:] = [x[0], True, 3]
    z += [x[0], False, x[1]]
    return np.sum(y * y) * sum(parts) * np.sum(z * x)


def truths_that_change_beside_numbers(x):
    nodes = [[v, None, True] for v in x]
    nodes[1][2] = False
    for node in nodes:
        if node[1] is None and node[2]:
            node[1] = node[0] * 2.0
            node[2] = False
    return sum(node[1] for node in nodes if node[1] is not None) * nodes[1][0]


# ------------------------------------------------------------------ what functions hold


def keywords_of_a_partial(x):
    scaled = functools.partial(lambda v, c: v * c, c=x[0])
    return scaled(x[1]) * scaled.keywords["c"]


def arguments_of_a_partial(x):
    scaled = functools.partial(lambda c, v: v * c, x[0])
    return scaled(x[1]) * scaled.args[0]


def defaults_of_a_function(x):
    def scaled(v, c=x[0] * 2.0):
        return v * c

    return scaled(x[1]) * scaled.__defaults__[0]


class Scale:
    def __init__(self, c):
        self.c = c

    def of(self, v):
        return v * self.c


def owner_of_a_method(x):
    scaled = Scale(x[0]).of
    return scaled(x[1]) * scaled.__self__.c


# ------------------------------------------------------------------ lengths between calls that change them


def lengths_while_a_list_grows(x):
    seen = []

    def noted(v):
        seen.append(v)
        return v

    parts = [noted(x[0]), len(seen), noted(x[1]), len(seen) * x[0]]
    pair = (len(seen) > 4, noted(x[2]))
    s = len(seen) + x[0] * noted(2.0) + len(seen) * x[1]
    return parts[1] * parts[3] + parts[2] + pair[0] * x[1] + s * len(seen) * pair[1]


def keys_and_values_in_turns(x):
    held = {}

    def put(key):
        held[key] = x[0]
        return key + str(len(held))

    d = {put("a"): x[0] * len(held), put("b"): x[1] * len(held), put("c"): len(held)}
    return d["a1"] * 2 + d["b2"] ** 2 * d["c3"]


def values_that_count_in_turns(x):
    calls = []

    def count(v):
        calls.append(v)
        return len(calls)

    d = {count(2): x[0] * count(2), count(0): x[1] * count(1) + len(calls)}
    return d[1] * d[3] ** 2


CASES = [
    Case(star_takes_from_its_own_name, (ODD,)),
    Case(star_takes_from_the_list_it_writes_into, (ODD,)),
    Case(star_to_items_and_attributes, (ODD,)),
    Case(item_by_a_name_that_is_bound_behind_it, (ODD,)),
    Case(loop_that_binds_an_item_and_its_index, (ODD,)),
    Case(loop_that_binds_items_of_a_dict, (ODD,)),
    Case(loop_that_binds_attributes, (ODD,)),
    Case(loop_with_a_star, (ODD,)),
    Case(next_in_targets, (ODD,)),
    Case(counted_and_turned_in_targets, (ODD,)),
    Case(outer_by_name, (ODD,)),
    Case(methods_of_ufuncs_that_are_held, (ODD,)),
    Case(powers_by_lists, (ODD,)),
    Case(operators_and_lists_of_integers, (ODD,)),
    Case(tuple_of_lists_or_none, (ODD,)),
    Case(tuple_of_a_dict_if_nothing_is_raised, (ODD,)),
    Case(tuple_of_lists_by_a_function, (ODD,)),
    Case(tuple_or_none_given_to_a_function, (ODD,)),
    Case(keys_that_callees_add_and_nobody_reads, (ODD,)),
    Case(truths_among_numbers, (ODD,)),
    Case(truths_that_change_beside_numbers, (ODD,)),
    Case(lengths_while_a_list_grows, (ODD,)),
    Case(keys_and_values_in_turns, (ODD,)),
    Case(values_that_count_in_turns, (ODD,)),
    Case(keywords_of_a_partial, (ODD,), refused="TGT205"),
    Case(arguments_of_a_partial, (ODD,), refused="TGT205"),
    Case(defaults_of_a_function, (ODD,), refused="TGT205"),
    Case(owner_of_a_method, (ODD,), refused="TGT205"),
]
