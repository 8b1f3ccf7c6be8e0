"""Workspaces that functions read which others call: keys of `sorted`, `max` and the like."""

import functools
import heapq
import itertools

import numpy as np

from tests.programs import Case

SPACE = np.zeros(3)
LIST = [0.0, 0.0, 0.0]
TABLE = {"k": np.zeros(3)}
ORDER = {"a": 2, "b": 0, "c": 1}


class Holder:
    def __init__(self):
        self.b = np.zeros(3)

    def key(self, i):
        return self.b[i]

    def chosen(self, x):
        self.b[:] = x * 0.5
        first = min(range(3), key=self.key)
        return x[first] * x[max(range(3), key=lambda i: self.b[i])] ** 2


HOLDER = Holder()


def weight(i):
    return SPACE[i]


def smallest_of_a_workspace(x):
    SPACE[:] = x * 0.5
    return min(SPACE) * x[0] + max(SPACE) ** 2 * sum(SPACE)


def smallest_of_a_list(x):
    LIST[:] = list(x * 2)
    return max(LIST) * min(LIST, key=lambda v: v * v)


def least_in_a_loop(x):
    SPACE[:] = x * 0.5
    t = 0.0
    for _ in range(3):
        i = max(range(3), key=lambda i: SPACE[i])
        SPACE[i] -= 0.4
        t = t + SPACE[i] * x[i]
    return t


def extremes_while_it_changes(x):
    SPACE[:] = x * 0.5
    t = 0.0
    for k in range(3):
        t = t + max(SPACE) * x[k]
        SPACE[k] *= -1.0
    return t


def ordered_by_a_lambda(x):
    SPACE[:] = x * 0.5
    order = sorted(range(3), key=lambda i: SPACE[i])
    SPACE[0] = 7.0
    return x[order[0]] * x[order[1]] ** 2


def ordered_by_a_definition(x):
    SPACE[:] = x * 0.5

    def key(i):
        return SPACE[i]

    order = sorted(range(3), key=key)
    return x[order[0]] * x[order[1]] ** 2 * key(1)


def ordered_by_a_global(x):
    SPACE[:] = x * 0.5
    order = sorted({0, 1, 2}, key=weight, reverse=True)
    return x[order[0]] * x[order[1]] ** 2 * weight(2)


def weight_of_all_up_to(i):
    return sum([SPACE[j] for j in range(i + 1)]) * i


def ordered_by_a_comprehension(x):
    SPACE[:] = x * 0.5
    order = sorted(range(3), key=weight_of_all_up_to)
    return x[order[0]] * x[order[1]] ** 2


def ordered_in_place(x):
    SPACE[:] = x * 0.5
    order = list(range(3))
    order.sort(key=lambda i: -SPACE[i])
    return x[order[0]] * x[order[1]] ** 2


def ordered_by_a_helper(x):
    SPACE[:] = x * 0.5
    return ordered(x)


def ordered(x):
    first, second, _ = sorted(range(3), key=lambda i: SPACE[i])
    return x[first] * x[second] ** 2


def ordered_by_what_a_dict_holds(x):
    TABLE["k"][:] = x * 2
    order = sorted(range(3), key=lambda i: TABLE["k"][i])
    return x[order[0]] * x[order[1]] ** 2


def ordered_by_an_object(x):
    HOLDER.b[:] = x * 2
    order = sorted(range(3), key=lambda i: HOLDER.b[i])
    return x[order[0]] * x[order[1]] ** 2 + HOLDER.chosen(x)


def the_two_smallest(x):
    SPACE[:] = x * 0.5
    order = heapq.nsmallest(2, range(3), key=weight)
    return x[order[0]] * x[order[1]] ** 2


def in_groups(x):
    SPACE[:] = x * 0.5
    t = 0.0
    for positive, group in itertools.groupby(range(3), key=lambda i: SPACE[i] > 0):
        t = t + sum(x[i] for i in group) ** (2 if positive else 1)
    return t


def ordered_by_a_table(x):
    p = {"a": x[0], "b": x[1], "c": x[2]}
    t = 0.0
    for k in sorted(p, key=lambda k: ORDER[k]):
        t = t * 0.5 + p[k]
    return t


def before(i, j):
    return -1 if SPACE[i] < SPACE[j] else 1


def ordered_by_comparisons(x):
    SPACE[:] = x * 0.5
    order = sorted(range(3), key=functools.cmp_to_key(before))
    return x[order[0]] * x[order[1]] ** 2


def made_with_a_workspace():
    buf = np.zeros(3)

    def chosen(x):
        buf[:] = x * 2
        return max(buf) * min(range(3), key=lambda i: buf[i] * x[i]) + min(buf)

    return chosen


x = (np.array([0.3, -0.4, 0.9]),)

CASES = [
    *(
        Case(f, x, standalone=False)
        for f in (
            smallest_of_a_workspace,
            least_in_a_loop,
            extremes_while_it_changes,
            ordered_by_a_lambda,
            ordered_by_a_definition,
            ordered_by_a_global,
            ordered_by_a_comprehension,
            ordered_in_place,
            ordered_by_a_helper,
            ordered_by_what_a_dict_holds,
            ordered_by_an_object,
            the_two_smallest,
            in_groups,
        )
    ),
    Case(smallest_of_a_list, x, standalone=False),
    Case(ordered_by_a_table, x),
    Case(ordered_by_comparisons, x, refused="TGT405"),
    Case(made_with_a_workspace(), x, name="captured_workspace", standalone=False),
]
