"""What NumPy offers besides: functions of objects, and calls whose options need statements."""

from __future__ import annotations

import math

import numpy as np

from tests.programs import Case


def arguments():
    return np.array([0.7, 2.1, 1.3, 4.2]), np.array([[0.5, -1.2], [0.3, 0.9]])


def single():
    return tuple(a.astype(np.float32) for a in arguments())


# ---------------------------------------------------------------- np.frompyfunc


def joined_or_apart(t, u):
    return t * u if t > 1.0 else math.sin(u)


as_objects = np.frompyfunc(joined_or_apart, 2, 1)
of_a_lambda = np.frompyfunc(lambda t: t * t if t > 0.0 else 3 * t, 1, 1)
of_math = np.frompyfunc(math.atan, 1, 1)
of_three = np.frompyfunc(lambda t, u, v: t * u + v, 3, 1)
names_of = np.frompyfunc(lambda t: "low" if t < 1.0 else "high", 1, 1)
in_two_parts = np.frompyfunc(math.modf, 1, 2)
LEVELS = np.array([0.5, 2.0, 0.25, 3.0])


def objects_converted(x, A):
    return np.sum(as_objects(x, 2.0).astype(float) ** 2)


def objects_that_broadcast(x, A):
    y = np.asarray(as_objects(x[:2], A), dtype=float)
    return np.sum(np.array(of_a_lambda(A), float) * y)


def objects_of_three_operands(x, A):
    return np.sum(of_three(x[:2], A, x[3]).astype(np.float64) ** 2)


def objects_in_single_precision(x, A):
    return np.sum(of_a_lambda(x).astype(np.float32) * x)


def objects_of_a_function_in_c(x, A):
    return np.sum(of_math(x).astype(float) ** 2)


def numbers_are_numbers(x, A):
    y = as_objects(x[1], 2.0)
    return y * y * as_objects(x[0], A[0, 0])


def objects_in_a_loop(x, A):
    total = 0.0
    for k in range(3):
        total += np.sum(of_a_lambda(x * k).astype(float)) * x[k]
    return total


def ufunc_made_inside(x, A):
    w = x[0]
    u = np.frompyfunc(lambda t: t * w + 1.0, 1, 1)
    first = u(A).astype(float)
    return np.sum(u(first).astype(float) ** 2)


def ufunc_called_at_once(x, A):
    return np.sum(np.frompyfunc(joined_or_apart, 2, 1)(x, x[::-1]).astype(float) ** 2)


def number_of_a_ufunc_made_inside(x, A):
    w = x[0]
    u = np.frompyfunc(lambda t: t * w, 1, 1)
    return float(u(x[1])) ** 2


def none_of_them(x, A):
    return np.sum(of_a_lambda(x[4:]).astype(float)) + np.sum(x)


def objects_without_a_derivative(x, A):
    return np.sum(x[names_of(LEVELS) == "high"] ** 2) + np.sum(x * of_a_lambda(LEVELS))


def objects_that_are_summed(x, A):
    return np.sum(as_objects(x, 2.0))


def objects_read_twice(x, A):
    y = of_a_lambda(x)
    return np.sum(y.astype(float)) + y[0]


def objects_that_hold_a_variable(x, A):
    w = x[0]
    u = np.frompyfunc(lambda t: t * w, 1, 1)
    return np.sum(u(LEVELS))


def reduced_by_a_function(x, A):
    return as_objects.reduce(x) ** 2


def objects_of_all_pairs(x, A):
    return np.sum(as_objects.outer(x, x[:2]).astype(float) ** 2)


def running_by_a_function(x, A):
    return np.sum(as_objects.accumulate(x).astype(float) ** 2)


def running_objects(x, A):
    return np.sum(as_objects.accumulate(x))


def rows_by_a_function(x, A):
    return np.sum(as_objects.reduce(A))


def pairs_of_objects(x, A):
    y, z = in_two_parts(x)
    return np.sum(y.astype(float))


# ---------------------------------------------------------------- np.nditer


def elements_in_turn(x, A):
    total = 1.0
    for v in np.nditer(A):
        total = total * 0.5 + v * v
    return total * x[0]


def elements_as_they_lie_in_memory(x, A):
    total = 1.0
    for v in np.nditer(A.T):
        total = total * 0.5 + v * v
    for v in np.nditer(x[::-1]):
        total = total * 0.5 + v * v
    return total


def elements_row_by_row(x, A):
    total = 1.0
    for v in np.nditer(A.T, order="C"):
        total = total * 0.5 + v * v
    return total


def elements_written_in_turn(x, A):
    y = A * x[0]
    for v in np.nditer(y, op_flags=["readwrite"]):
        v[...] = v * v
    return np.sum(y**2)


def elements_written_when_large(x, A):
    y = x * 1.0
    running = 0.0
    for v in np.nditer(y, op_flags=[["readwrite"]]):
        if v > 1.0:
            v[...] = v * v + running
        running = running + v
    return np.sum(y) * running


def several_at_once(x, A):
    total = 0.0
    for u, v in np.nditer([A, A.T]):
        total = total + u * v
    return total


OBJECT = {"standalone": False, "why": "a function that has no name in its module"}

CASES = [
    Case(objects_converted, arguments),
    Case(objects_that_broadcast, arguments, (0, 1), **OBJECT),
    Case(objects_of_three_operands, arguments, (0, 1), **OBJECT),
    Case(objects_in_single_precision, single, **OBJECT),
    Case(objects_of_a_function_in_c, arguments),
    Case(numbers_are_numbers, arguments, (0, 1)),
    Case(objects_in_a_loop, arguments, **OBJECT),
    Case(ufunc_made_inside, arguments, (0, 1)),
    Case(ufunc_called_at_once, arguments),
    Case(number_of_a_ufunc_made_inside, arguments),
    Case(none_of_them, arguments, **OBJECT),
    Case(objects_without_a_derivative, arguments, **OBJECT),
    Case(objects_that_are_summed, arguments, refused="TGT301"),
    Case(objects_read_twice, arguments, refused="TGT301"),
    Case(objects_that_hold_a_variable, arguments, refused="TGT303"),
    Case(reduced_by_a_function, arguments, standalone=False, why="a ufunc that is no text"),
    Case(objects_of_all_pairs, arguments),
    Case(running_by_a_function, arguments, standalone=False, why="a ufunc that is no text"),
    Case(running_objects, arguments, refused="TGT301"),
    Case(rows_by_a_function, arguments, 1, refused="TGT301"),
    Case(pairs_of_objects, arguments, refused="TGT301"),
    Case(elements_in_turn, arguments, (0, 1)),
    Case(elements_as_they_lie_in_memory, arguments, (0, 1)),
    Case(elements_row_by_row, arguments, 1),
    Case(elements_written_in_turn, arguments, (0, 1)),
    Case(elements_written_when_large, arguments),
    Case(several_at_once, arguments, 1),
]
