"""Views of dicts that functions give back, and methods of other objects that are called as those of dicts."""

import collections
import types

import numpy as np

from tests.programs import Case

TABLE = {"a": 0, "bb": 2}
PROXY = types.MappingProxyType(TABLE)
ORDERED = collections.OrderedDict(a=1, bb=2)


def items_of(d):
    return d.items()


def values_of(d):
    return d.values()


def items_of_items(d):
    return items_of(d)


def items_or(d, flag):
    if flag:
        return d.items()
    return [("q", 1)]


def with_another(d):
    d = dict(d)
    d["ccc"] = 1
    return d.items()


class Params:
    """Goes by other items than its length and its iterator say."""

    def __init__(self, held):
        self.held = held

    def __len__(self):
        return 7

    def __iter__(self):
        return iter(["z"])

    def keys(self):
        return sorted(self.held)

    def values(self):
        return list(self.held.values())

    def items(self):
        return [(k, v) for k, v in self.held.items()]

    def live(self):
        return self.held.items()


class Loud(dict):
    def items(self):
        return [(k + "!", v) for k, v in dict.items(self)]


PARAMS = Params({"a": 1, "bb": 2})
LOUD = Loud(a=1, bb=2)


def constant_items(x):
    s = 0.0
    for k, i in items_of(TABLE):
        s = s + x[i] ** 2 * len(k)
    for i in values_of(TABLE):
        s = s + x[i] * x[1]
    return s


def items_of_active(x):
    d = {"a": x[0], "bb": x[1] * 2}
    s = 0.0
    for k, v in items_of(d):
        s = s + v**2 * len(k)
    return s


def by_two_functions(x):
    return sum([x[i] * x[1] * len(k) for k, i in items_of_items(TABLE)])


def view_or_list(x):
    s = 0.0
    for k, i in items_or(TABLE, x[0] > 0):
        s = s + len(k) * x[i] ** 2
    for k, i in items_or(TABLE, x[0] < 0):
        s = s + len(k) * x[i] ** 3
    return s


def view_of_a_copy(x):
    s = 0.0
    for k, i in with_another(TABLE):
        s = s + len(k) * x[i] ** 2
    return s


def weights_by_table(x):
    w = {"a": x[0], "bb": x[1] ** 2}
    return np.sum(np.array([w[k] * (i + 1) for k, i in items_of(TABLE)]))


def view_of_an_attribute(x):
    s = 0.0
    for k, i in PARAMS.live():
        s = s + len(k) * x[i] ** 2
    return s


def own_items(x):
    s = 0.0
    for k, i in PARAMS.items():
        for j in PARAMS.values():
            s = s + len(k) * x[i] ** 2 * x[j]
    return s


def own_items_in_sum(x):
    return sum(len(k) * x[i] ** 2 for k, i in PARAMS.items())


def own_items_of_active(x):
    p = Params({"a": x[0], "bb": x[1] * x[2]})
    s = 0.0
    for n, (k, v) in enumerate(p.items()):
        s = s + (n + len(k)) * v**2
    for v, w in zip(p.values(), x):
        s = s + v * w
    for k in reversed(p.keys()):
        s = s * 2 + p.held[k]
    return s


def own_values_to_the_end(x):
    p = Params({"a": x[0], "bb": x[1] * x[2]})
    s = 0.0
    for v in p.values():
        if v > 100:
            break
        s = s + v**2
    else:
        s = s * x[0]
    return s


def items_of_a_subclass(x):
    s = 0.0
    for k, i in LOUD.items():
        s = s + len(k) * x[i] ** 2
    return s


def other_mappings(x):
    s = 0.0
    for k, i in reversed(ORDERED.items()):
        s = s * 2 + len(k) * x[i] ** 2
    for k, i in PROXY.items():
        if i == 2:
            break
        s = s * x[i] + len(k)
    return s


def point():
    return (np.array([0.3, -0.4, 0.9]),)


# Their mappings and objects cannot be written down.
NOT_SAVED = (items_of_a_subclass, other_mappings, view_of_an_attribute, own_items, own_items_in_sum)

CASES = [
    Case(fun, point, standalone=fun not in NOT_SAVED)
    for fun in (
        constant_items,
        items_of_active,
        by_two_functions,
        view_or_list,
        view_of_a_copy,
        weights_by_table,
        view_of_an_attribute,
        own_items,
        own_items_in_sum,
        own_items_of_active,
        own_values_to_the_end,
        items_of_a_subclass,
        other_mappings,
    )
]
