"""Expressions."""

import math

import numpy as np

from tests.constructs import construct


@construct("arithmetic, comparisons, boolean operators")
def arithmetic(x):
    y = -x[0] ** 2 + x[1] / x[2] - 7.0 // 2 + x[2] % 1.0
    return y if y > 0.0 or not x[0] == 0.0 else x[0]


@construct("conditional expressions anywhere: in arguments, subscripts, tests, nested")
def conditional_expressions(x):
    k = 1
    y = np.sin(x[0] if k > 0 else x[1]) * x[0 if x[0] > 0.2 else 1]
    if (x[1] if k else x[0]) > 0.4:
        y = y * (x[0] if x[0] > 5.0 else x[1] if x[1] > 5.0 else x[2])
    return y + sum([v if v > 0.4 else v * v for v in x])


@construct("`and` and `or` that return operands")
def operands(x):
    y = x[0] or x[1]
    z = x[1] and x[2]
    return y * z


@construct("chained comparisons, each operand evaluated once")
def chained_comparison(x):
    if 0.0 < np.sum(x * x) < 5.0 <= 6.0:
        return x[0] * x[1]
    return x[2]


@construct("`:=` in tests")
def walrus_in_test(x):
    if (n := len(x)) > 2 and (y := x[0] * n) < 5.0:
        return y * x[1]
    return x[2]


@construct("`:=` in expressions and arguments")
def walrus_in_expression(x):
    z = (y := x[0] * 2.0) * y + np.sin(w := x[1])
    return z * w * y


@construct("`:=` in the test of `while`")
def walrus_in_while(x):
    y = x[0]
    while (step := 0.5 * y) > 0.01:
        y = y - step * x[1]
    return y * step


@construct("`:=` in comprehensions, which leaks")
def walrus_in_comprehension(x):
    parts = [y * y for v in x if (y := v * x[0]) > 0.05]
    return sum(parts) * y


@construct("f-strings with active values, in messages")
def f_strings(x):
    label = f"norm {np.sum(x):.3f}"
    print(f"{label}: {x[0]!r} {x[1]:>{8}.2f}")
    return np.sum(x * x) * len(label) / len(label)


@construct("subscripts: integers, slices, `...`, `None`, boolean and integer arrays")
def subscripts(x):
    y = x[0] * np.sum(x[1:]) + np.sum(x[None, ..., ::-1] ** 2)
    return y + np.sum(x[x > 0.4]) + np.sum(x[[0, 0, 2]] ** 3)


@construct("attributes and methods of arrays")
def array_methods(x):
    return x.T.reshape(3, 1).sum() * x.mean() + x.dot(x) + x.size * x.ndim + x.std()


@construct("lambda called at once, conditional functions")
def function_expressions(x):
    f = np.sin if x.ndim == 1 else np.cos
    return (lambda v: v * v)(x[0]) * f(x[1])


@construct("`math` functions, complex numbers")
def math_functions(x):
    z = complex(x[0], x[1])
    return math.hypot(x[0], x[1]) * abs(z) + math.exp(x[2])


@construct("`print`, once and in order")
def printing(x):
    print("value", x[0])
    return np.sum(x * x)


@construct("in-place updates: `y[i] = v`, `y[1:] += v`, `y *= k`, `out=`")
def in_place(x):
    y = x.copy()
    y[0] = y[1] * 2.0
    y[1:] += x[:-1]
    y *= x[2]
    np.multiply(y, x, out=y)
    return np.sum(y**2)
