"""Lists and dicts that loops fill which are written out: they become displays, unless somebody looks."""

import numpy as np

from tests.programs import Case

X = np.array([[0.3, -0.4], [1.1, 0.6], [-0.2, 0.9]])
P = {"z": np.array([[0.2, -0.3], [0.5, 0.4]]), "r": np.array([[0.1, 0.7], [-0.6, 0.3]])}


def gates(p, xs):
    h = np.zeros(2)
    for x in xs:
        z, r = (np.tanh(p[k] @ x) for k in ("z", "r"))
        h = (1.0 - z) * h + z * r
    return np.sum(h**2)


def gates_by_name(p, xs):
    h = np.zeros(2)
    for x in xs:
        g = {k: np.tanh(p[k] @ x + h) for k in ("z", "r")}
        h = (1.0 - g["z"]) * h + g["z"] * g["r"]
    return np.sum(h**2)


def the_same_key_twice(p, xs):
    total = 0.0
    for x in xs:
        g = {k: np.sum(p[k] @ x) * i for i, k in enumerate(("z", "r", "z"))}
        total += g["z"] * g["r"]
    return total


def another_name_of_the_list(p, xs):
    total = 0.0
    for x in xs:
        found = []
        seen = found
        for k in ("z", "r"):
            found.append(np.sum(np.tanh(p[k] @ x)))
        total += seen[0] * seen[1]
    return total


def length_asked_on_the_way(p, xs):
    total = 0.0
    for x in xs:
        found = []
        for k in ("z", "r"):
            found.append((len(found) + 1.0) * np.sum(np.tanh(p[k] @ x)))
        total += found[0] * found[1]
    return total


def read_by_a_function_on_the_way(p, xs):
    total = 0.0
    for x in xs:
        found = []

        def last():
            return found[-1] if found else 1.0

        for k in ("z", "r"):
            found.append(last() * np.sum(np.tanh(p[k] @ x)))
        total += found[0] * found[1]
    return total


def one_variable_for_all_items(p, xs):
    total = 0.0
    for x in xs:
        a = np.sum(x)
        found = []
        for k in ("z", "r"):
            a = a * np.sum(np.tanh(p[k] @ x)) + 1.0
            found.append(a)
            a = a * 0.5
        total += found[0] * found[1] + a
    return total


def array_that_goes_on_changing(p, xs):
    total = 0.0
    for x in xs:
        a = x.copy()
        found = []
        for k in ("z", "r"):
            a *= np.tanh(p[k] @ x)
            found.append(a)
        total += np.sum(found[0] * found[1])
    return total


def swapped_by_a_display(p, xs):
    a, b = 1.0, 2.0
    for x in xs:
        found = []
        for k in ("z", "r"):
            found.append(np.sum(np.tanh(p[k] @ x)) + (a if k == "r" else b))
        a, b = found
    return a * b


def exchanged(p, xs):
    a, b = np.sum(p["z"]), np.sum(p["r"])
    for x in xs:
        pair = []
        for k in ("z", "r"):
            if k == "z":
                pair.append(b)
            else:
                pair.append(a)
        a, b = pair
        a = a * np.sum(x)
    return a + b**2


def with_a_way_out(p, xs):
    total = 0.0
    for x in xs:
        found = []
        for k in ("z", "r"):
            v = np.sum(np.tanh(p[k] @ x))
            found.append(v)
            if v > 0.5:
                break
        total += found[-1] * len(found)
    return total


def two_lists(p, xs):
    total = 0.0
    for x in xs:
        sums, norms = [], []
        for k in ("z", "r"):
            y = p[k] @ x
            sums.append(np.sum(y))
            norms.append(y @ y)
        total += sums[0] * norms[1] + sums[1] * norms[0]
    return total


def variable_after_the_loop(p, xs):
    total = 0.0
    for x in xs:
        found = []
        for n, k in enumerate(("z", "r")):
            found.append(np.sum(p[k] @ x) * n)
        total += found[n] * np.sum(p[k])
    return total


def functions_that_see_the_variable(p, xs):
    x = xs[1]
    late = [lambda v: v * n + np.sum(p[k]) for n, k in enumerate(("z", "r"))]
    early = [lambda v, n=n, k=k: v * n + np.sum(p[k]) for n, k in enumerate(("z", "r"))]
    return late[0](np.sum(x)) * early[0](x[0]) + early[1](x[1])


def sums_of_few(p, xs):
    weights = [np.sum(p[k]) for k in ("z", "r")]
    total = sum(weights) * sum([np.sum(xs), 2.0, np.sum(p["z"])])
    for x in xs:
        total += sum((np.tanh(p[k] @ x) for k in ("z", "r")), start=np.zeros(2)) @ x
    return total


def nested_displays(p, xs):
    total = 0.0
    for x in xs:
        table = [[np.sum(p[k] @ x) * p[j][0, 0] for j in ("z", "r")] for k in ("r", "z")]
        (a, b), (c, d) = table
        total += a * d - b * c * table[0][1]
    return total


CASES = [
    Case(fun, (P, X), argnums=(0, 1))
    for fun in (
        gates,
        gates_by_name,
        the_same_key_twice,
        another_name_of_the_list,
        length_asked_on_the_way,
        read_by_a_function_on_the_way,
        one_variable_for_all_items,
        array_that_goes_on_changing,
        swapped_by_a_display,
        exchanged,
        with_a_way_out,
        two_lists,
        variable_after_the_loop,
        functions_that_see_the_variable,
        sums_of_few,
        nested_displays,
    )
]
