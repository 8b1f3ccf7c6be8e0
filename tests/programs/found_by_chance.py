"""Reduced random programs that once had a wrong derivative, or another exception than a refusal."""

from __future__ import annotations

import itertools
import typing

import numpy as np

from tests.programs import Case, rand

SPACE = np.zeros(3)


def products_of_a_workspace(x):
    SPACE[:] = x * 0.5
    s = 0.0
    for left, right in zip(SPACE[:-1], SPACE[1:]):
        s += left * right
    SPACE[:2] = x[1:]
    return s + np.sum(SPACE)


def squares_of_a_part_of_a_workspace(x):
    SPACE[:] = x * 0.5
    part = SPACE[1:]
    s = 0.0
    for e in part:
        s += e * e
    SPACE[:2] = x[1:] * s
    return s + np.sum(SPACE)


class Model:
    """Keeps what it is given, and may write to it between a call and its pull-back."""


MODEL = Model()


def views_of_what_a_model_keeps(x):
    h = x * 0.5
    MODEL.h = h
    s = 0.0
    for left, right in zip(h[:-1], h[1:]):
        s += left * right
    h[:2] = x[1:]
    return s + np.sum(h)


def a_transposed_array_that_a_model_keeps(x):
    h = np.multiply.outer(x[:2], x) * 1.0
    MODEL.h = h
    s = 0.0
    for row in h:
        s += row @ row
    t = h.T
    MODEL.t = t
    s += np.sum(t[0] * t[1])
    h[:, :2] = x[1:]
    return s + np.sum(h * t.T)


class Pair(typing.NamedTuple):
    w: np.ndarray
    b: float


def a_named_tuple_is_a_sequence(x, p):
    match p:
        case Pair(w, b) if b > 0.0:
            s = 1.0
        case [w, b]:
            s = b * w[1]
        case _:
            s = 3.0
    return s * x[0]


def named_tuples_and_objects_in_patterns(x):
    s = 0.0
    for item in [Pair(x[:2], x[0]), Pair(x[1:], x[2])]:
        match item:
            case (w, b) if b > 0.3:
                s += w[1] * b
            case (w, _):
                s += w[0]
    match Pair(x[:2], x[2]):
        case {"w": a}:
            s += 3.0
        case [a, b, c]:
            s += 5.0
        case [a, *rest]:
            s *= a[0] * rest[0]
    return s


def a_filled_dict_is_a_mapping(x):
    d = {}
    for i, v in enumerate(x):
        d[f"k{i}"] = v
    match d:
        case [a, b]:
            s = 1.0
        case {"k1": v}:
            s = v * 2.0 * len(d)
        case _:
            s = 3.0
    return s * x[0]


def keys_of_a_dict_as_a_set(x):
    d = {"w0": x[0], "w1": x[1], "z": x[2]}
    s = 0.0
    for k in {"w0", "w1"} & d.keys():
        s += d[k] ** 2
    for k in d.keys() - {"w0"}:
        s *= d[k]
    for k in sorted(d.keys() ^ {"z", "y"}):
        s += x[len(k)]
    return s


def pairs_of_pairs(x):
    s = 0.0
    rows = [(x[0], x[1]), (x[1], x[2])]
    for (a, b), (c, d) in itertools.product(rows, [(x[0], 2.0)]):
        s += a * b * c * d
    return s


CASES = [
    # A saved file has no arrays of its own that it may write into.
    Case(products_of_a_workspace, (rand(3),), standalone=False),
    Case(squares_of_a_part_of_a_workspace, (rand(3),), standalone=False),
    Case(views_of_what_a_model_keeps, (rand(3),), standalone=False),
    Case(a_transposed_array_that_a_model_keeps, (rand(3),), standalone=False),
    Case(a_named_tuple_is_a_sequence, (rand(3), Pair(rand(2), -0.3)), (0, 1)),
    Case(named_tuples_and_objects_in_patterns, (np.array([0.4, 0.7, 0.2]),)),
    Case(a_filled_dict_is_a_mapping, (rand(3),)),
    Case(keys_of_a_dict_as_a_set, (rand(3),)),
    Case(pairs_of_pairs, (rand(3),)),
]
