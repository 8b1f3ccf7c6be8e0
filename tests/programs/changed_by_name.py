"""Lists and dicts that are changed by methods that are kept, mapped, or called by their names."""

import functools

import numpy as np

from tests.programs import Case

X = np.array([0.31, -0.43, 0.94])


def setitem_mapped(x):
    d = {}
    list(map(d.__setitem__, "ab", x))
    return d["a"] * d["b"]


def append_mapped(x):
    l = []
    list(map(l.append, x))
    return l[0] * l[1]


def append_in_a_list(x):
    l = []
    [l.append(v * 2) for v in x]
    return l[0] * l[1]


def setitem_in_a_loop(x):
    d = {}
    for k, v in zip("ab", x):
        d.__setitem__(k, v)
    return d["a"] * d["b"]


def setitem_by_name(x):
    d = {"a": 1.0, "b": x[2]}
    d.__setitem__("a", x[0])
    return d["a"] * d["b"]


def list_setitem_by_name(x):
    l = [x[0], x[1]]
    l.__setitem__(0, x[2])
    return l[0] * l[1]


def setitem_kept(x):
    l = [x[0], x[1]]
    f = l.__setitem__
    f(0, x[2])
    return l[0] * l[1]


def delitem_by_name(x):
    d = {"a": 1.0}
    d.__delitem__("a")
    d.setdefault("a", x[0])
    return d["a"] * d.__getitem__("a")


def setdefault_kept(x):
    d = {}
    f = d.setdefault
    f("a", x[0])
    f("a", x[1])
    return d["a"] * 2 * x[2]


def setdefault_partial(x):
    d = {}
    g = functools.partial(d.setdefault, "a")
    g(x[0])
    return d["a"] * 2 * x[2]


def pop_mapped(x):
    d = {"a": x[0]}
    any(map(d.pop, ["a"]))
    return d.get("a", x[1]) * x[2]


def iadd_by_name(x):
    l = [x[0], x[1]]
    l.__iadd__([x[2]])
    l.__imul__(2)
    return sum(l) * l[-1]


def list_repeated_in_place(x):
    l = [x[0], x[1]]
    l *= 2
    l[0] = x[2]
    return sum(l) * l[-1]


def dict_merged_in_place(x):
    d = {"a": x[0]}
    d |= {"a": x[1], "b": x[2]}
    return d["a"] * d["b"]


def ior_by_name(x):
    d = {"a": x[0]}
    d.__ior__({"a": x[1]})
    return d["a"] * x[2]


def dict_merged(x):
    d = {"a": x[0]}
    e = d | {"a": x[1]}
    d["a"] = 2.0
    return d["a"] * e["a"]


def update_kept(x):
    d = {"a": x[0]}
    up = d.update
    up(a=x[1])
    return d["a"] * x[2]


def list_in_reduce(x):
    l = [x[0]]
    functools.reduce(lambda acc, v: (acc.append(v), acc)[1], x, l)
    return sum(l) * l[-1]


def list_slice_in_a_variable(x):
    l = [x[0], x[1]]
    s = slice(0, 1)
    m = l[s]
    m[0] = x[2]
    l[s] = [x[2] * 2]
    return l[0] * m[0] * l[1]


def list_turned_by_a_slice(x):
    l = [x[0], x[1], x[2]]
    s = slice(None, None, -1)
    l[s] = [1.0, x[0] * 2, 3.0]
    del l[slice(0, 1)]
    return l[0] * l[1]


def star_into_a_slice(x):
    l = list(x)
    a, *l[1:] = [x[2], 1.0, x[1]]
    return a * l[1] * l[2]


def nested_targets(x):
    l = [0.0, 0.0]
    l[0], l[1] = x[0], x[1]
    (l[0], (l[1], b)) = (x[2], (x[0], x[1]))
    return l[0] * l[1] * b


def loop_into_an_item(x):
    l = [0.0] * 3
    for l[0] in x:
        l[1] += l[0] ** 2
    return l[1] * l[0]


def array_in_a_list(x):
    l = [x]
    l[0] = l[0] * 2
    l[0] += 1
    l[0][1] = x[0]
    return np.sum(l[0] * x)


def array_in_a_list_by_two_names(x):
    l = [x * 1.0]
    a = l[0]
    l[0] += 1
    a[1] = x[0]
    return np.sum(l[0] * a)


def tuple_of_containers(x):
    t = (x * 1.0, [x[0]])
    t[0][1] = x[2]
    t[1].append(x[1])
    t[1][0] *= 2
    return np.sum(t[0]) * t[1][0] * t[1][1]


def tuple_item_refuses(x):
    t = (x * 1.0, 2)
    try:
        t[0] += 1
    except TypeError:
        pass
    return np.sum(t[0] * x)


CASES = [
    Case(setitem_mapped, (X,), refused="TGT405"),
    Case(append_mapped, (X,)),
    Case(append_in_a_list, (X,)),
    Case(setitem_in_a_loop, (X,), refused="TGT405"),
    Case(setitem_by_name, (X,), refused="TGT405"),
    Case(list_setitem_by_name, (X,), refused="TGT405"),
    Case(setitem_kept, (X,), refused="TGT301"),
    Case(delitem_by_name, (X,), refused="TGT405"),
    Case(setdefault_kept, (X,)),
    Case(setdefault_partial, (X,), refused="TGT301"),
    Case(pop_mapped, (X,)),
    Case(iadd_by_name, (X,), refused="TGT405"),
    Case(list_repeated_in_place, (X,), refused="TGT405"),
    Case(dict_merged_in_place, (X,)),
    Case(ior_by_name, (X,), refused="TGT405"),
    Case(dict_merged, (X,)),
    Case(update_kept, (X,)),
    Case(list_in_reduce, (X,), refused="TGT301"),
    Case(list_slice_in_a_variable, (X,)),
    Case(list_turned_by_a_slice, (X,), refused="TGT405"),
    Case(star_into_a_slice, (X,)),
    Case(nested_targets, (X,)),
    Case(loop_into_an_item, (X,)),
    Case(array_in_a_list, (X,)),
    Case(array_in_a_list_by_two_names, (X,)),
    Case(tuple_of_containers, (X,)),
    Case(tuple_item_refuses, (X,), refused="TGT405"),
]
