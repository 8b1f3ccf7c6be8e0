"""Assignments of numbers and whole arrays: overwriting, renaming, unpacking, deleting."""

# ruff: noqa: F841  (dead values are what some of these programs are about)

import math

import numpy as np

from tests.programs import Case, rand


def reassigned(x):
    x = x * x
    x = np.sin(x)
    x = x * x + x
    return x


def dead_first_value(x):
    y = np.exp(x)
    y = 2 * x
    return y * y


def scalar_polynomial(x):
    return 3.0 * x**3 - x / 2 + 1


def powers(x, y):
    return x**y + x**2 + x**-1 + 2.0**y + (x + y) ** 0.5


def division_chain(x, y):
    return x / y / (1.0 + x) - -x / (2.0 - y)


def math_functions(x, y):
    a = math.sin(x) + math.cos(y) * math.exp(-x)
    b = math.log(x) + math.sqrt(y) + math.tanh(x * y) + math.atan2(x, y)
    return a * b + math.hypot(x, y) + math.pi * math.log1p(x) - math.e * math.expm1(y)


def numpy_functions(x):
    a = np.sin(x) + np.cos(x) + np.tan(x) + np.arcsin(x) + np.arccos(x) + np.arctan(x)
    b = np.sinh(x) + np.cosh(x) + np.tanh(x) + np.exp(x) + np.expm1(x) + np.log(x) + np.log1p(x)
    c = np.sqrt(x) + np.cbrt(x) + np.square(x) + np.reciprocal(x) + np.log2(x) + np.log10(x) + np.exp2(x)
    return np.sum(a * b + c)


def binary_functions(x, y):
    a = np.arctan2(x, y) + np.hypot(x, y) + np.logaddexp(x, y) + np.power(x, y)
    b = np.maximum(x, y) * np.minimum(x, 2.0 * y) + np.add(x, y) - np.subtract(x, y) * np.multiply(x, y)
    return np.sum(a + b + np.divide(x, y) + np.negative(x) * np.positive(y))


def type_changes(x):
    y = x[0] * 2.0
    y = y * x
    y = np.sum(y)
    return y * y


def chained_number(x):
    a = b = np.sin(x)
    a += 1.0
    return a * b


def chained_array(x):
    a = b = np.sin(x)
    a += 1.0
    a *= x
    return np.sum(a * b)


def swap(a, b):
    a, b = b * 2, a * a
    a, b = b, a
    return a - 3.0 * b


def rotation(a, b, c):
    a, b, c = b, c, a * b
    a, b, c = c, a + b, b
    return a * b + c * a


def nested_unpacking(x, y):
    (a, (b, c)), d = (x, (y, x * y)), np.cos(x)
    return a * b + c * d


def starred_unpacking(x):
    first, *middle, last = x
    total = first * last
    for m in middle:
        total = total + m * m
    return total


def unpacked_rows_are_views(m):
    m = m.copy()
    a, b = m
    a *= 2.0
    b += a
    return np.sum(m**2)


def deleted(x):
    y = np.exp(x)
    z = y * x
    del y
    y = z * z
    return y + x


def deleted_in_a_branch(x):
    y = np.sin(x)
    z = y * 2.0
    if x > 0.0:
        del y
    else:
        z = z + y
    y = z * x
    return y


def argument_overwritten(x, y):
    x = 3.0
    return x * y * y


def argument_unused(x, y):
    return np.sum(y * y)


def argument_unused_nested(p, y):
    return y * p["a"]


def annotated(x: float) -> float:
    y: float = x * 2.0
    z: float
    z = y * y
    return z + y


def augmented(x, y):
    z = x
    z += y
    z *= x
    z -= 3.0
    z /= y
    z **= 2
    return z


def subscript_and_name_targets(x):
    a = np.zeros(3)
    b = a[1] = x * x
    a[0], c = x, 2.0 * x
    return np.sum(a) * b + c


def docstring_pass_assert(x):
    """A documented function."""
    pass
    assert x > 0.0, "positive"
    y = x * x
    return y


def raising(x):
    y = x * x
    if y > 1.0:
        raise ValueError(f"too large: {y}")
    return y


def printing(x):
    y = x * x
    print("y =", y)
    for i in range(2):
        print(i, y * i, sep=";")
    return y * x


def mod_and_floor(x):
    return x % 0.7 + x // 0.7 * x + divmod(x, 0.3)[1]


def sharp_constants(x):
    huge = 1e400
    small = -0.0
    return x * min(2.0, huge) + small + x * 1e-3 + float("inf") * 0.0 * 0.0 if x < 0.0 else x * 0.1


def several_constants(x):
    scale = 2.5e-3
    offset = -4
    return (x * scale + offset) * (x - 0.1) / 7


def walrus(x):
    z = (y := x * x) + 1.0
    return z * y


def conditional_expression(x, y):
    a = x if x > y else y * y
    b = x * x if x < 0.0 else (y if y < 0.0 else x * y)
    return a * b


def builtin_functions(x, y):
    a = abs(x - 2.0 * y) + max(x, y, 0.1) * min(x, y)
    b = pow(x, 3) + sum([x, y, x * y]) + float(x)
    return a + b


def integer_steps(x):
    n = int(x * 3.0)
    return x * n + round(x) * x + math.floor(x) * x


def float_of_element(x):
    return float(x[0]) * float(np.sum(x))


CASES = [
    Case(reassigned, (0.7,), items="A1"),
    Case(reassigned, (rand(3),), items="A1", name="reassigned_array"),
    Case(dead_first_value, (0.7,), items="A2"),
    Case(scalar_polynomial, (0.7,)),
    Case(powers, (1.3, 0.8), (0, 1)),
    Case(division_chain, (1.3, 0.8), (0, 1)),
    Case(math_functions, (1.3, 0.8), (0, 1)),
    Case(numpy_functions, (rand(4, low=0.2, high=0.8),)),
    Case(binary_functions, (rand(4, low=0.5, high=2.0), rand(4, seed=1, low=0.5, high=2.0)), (0, 1)),
    Case(type_changes, (rand(3),), items="A5"),
    Case(chained_number, (0.7,), items="A6"),
    Case(chained_array, (rand(3),), items="A6"),
    Case(swap, (1.2, 0.4), (0, 1), items="A7"),
    Case(rotation, (1.2, 0.4, -0.5), (0, 1, 2), items="A7"),
    Case(nested_unpacking, (1.2, 0.4), (0, 1), items="A8"),
    Case(starred_unpacking, (rand(5),), items="A8"),
    Case(unpacked_rows_are_views, (rand(2, 3),), items="A8 C28"),
    Case(deleted, (0.7,), items="A9"),
    Case(deleted_in_a_branch, (0.7,), items="A9"),
    Case(deleted_in_a_branch, (-0.7,), items="A9", name="deleted_in_the_other_branch"),
    Case(argument_overwritten, (1.2, 0.4), (0, 1), items="A10"),
    Case(argument_unused, (rand(2, 3), rand(4)), (0, 1), items="A10"),
    Case(argument_unused_nested, ({"a": 2.0, "b": [rand(3), 1.5]}, 0.5), (0, 1), items="A10"),
    Case(annotated, (0.7,)),
    Case(augmented, (1.2, 0.4), (0, 1)),
    Case(subscript_and_name_targets, (0.7,)),
    Case(docstring_pass_assert, (0.7,)),
    Case(docstring_pass_assert, (-0.7,), name="failing_assert", raises=AssertionError),
    Case(raising, (0.7,)),
    Case(raising, (1.7,), name="raising_indeed", raises=ValueError),
    Case(printing, (0.7,)),
    Case(mod_and_floor, (1.6,), refused="maybe"),
    Case(sharp_constants, (1.6,)),
    Case(several_constants, (1.6,)),
    Case(walrus, (1.6,), items="F70", refused="maybe"),
    Case(conditional_expression, (1.2, 0.4), (0, 1)),
    Case(conditional_expression, (-0.2, 0.4), (0, 1), name="conditional_expression_other_side"),
    Case(builtin_functions, (1.2, 0.4), (0, 1)),
    Case(integer_steps, (1.4,), refused="maybe"),
    Case(float_of_element, (rand(3),)),
]
