"""`if`, conditional and boolean expressions: decisions are remembered, what was not run is silent."""

import numpy as np

from tests.programs import Case, rand


def overwritten_in_one_branch(x, y):
    z = x * y
    if x > y:
        z = z * z
    return z * x


def defined_in_branches(x):
    if x > 1.0:
        y = x * x
        scale = 2.0
    elif x > 0.0:
        y = np.sin(x)
        scale = x
    else:
        y = -x
        scale = y * y
    return y * scale


def condition_variable_changes(x):
    y = x
    if y > 0.5:
        y = -y * y
    if y > 0.5:
        y = y * 3.0
    else:
        y = y * x
    return y


def branch_without_else(x, flag):
    y = x * x
    if flag:
        y = np.exp(y)
    return y


def nested_branches(x, y):
    z = 0.0
    if x > 0.0:
        if y > 0.0:
            z = x * y
        else:
            z = x - y
            x = z * x
    else:
        if y > x:
            z = y**2
    return z * x + y


def lazy_and(x, y):
    if y != 0.0 and x / y > 0.1:
        return x / y
    return x * 2.0


def lazy_or(x, y):
    if y == 0.0 or x / y > 0.1:
        return x * x
    return x / y


def or_returns_an_operand(x, y):
    z = x or y
    w = x and y
    return z * 3.0 + w * x


def lazy_ternary(x, y):
    z = x / y if y != 0.0 else x * 5.0
    return z * z


def chained_comparison(x, y):
    if 0.0 < x < y <= 2.0:
        return x * y
    return x + y


def early_return(x):
    if x < 0.0:
        return -x
    y = np.log(1.0 + x)
    if y > 0.5:
        return y * x
    return y


def return_after_mutation(x):
    x = x.copy()
    x[0] = x[1] * x[2]
    if x[0] > 0.0:
        return np.sum(x)
    x[1:] *= 2.0
    return np.sum(x * x)


def none_default(x, weight=None):
    if weight is None:
        weight = x * 0.5
    return np.sum(x * weight)


def string_mode(x, mode):
    if mode == "square":
        return np.sum(x**2)
    elif mode in ("sum", "total"):
        return np.sum(np.sin(x))
    else:
        raise ValueError(mode)


def integer_selects(x, k):
    if k == 0:
        y = x
    elif k == 1:
        y = x * x
    else:
        y = x**k
    return np.sum(y)


def not_and_membership(x, n):
    if not n > 3 and n in [1, 2, 3]:
        return x * n
    return x - n


def isinstance_test(x):
    if isinstance(x, np.ndarray):
        return np.sum(x * x)
    return x * 3.0


def shape_test(x):
    if x.ndim == 1 and x.shape[0] > 2:
        return np.sum(x[:2] * x[2])
    return np.sum(x)


def array_any_all(x):
    if np.any(x > 0.5) and not np.all(x > 0.9):
        return np.sum(x[x > 0.5] ** 2)
    return np.sum(x)


def where_guarded(x):
    return np.sum(np.where(x > 0.0, np.sqrt(np.where(x > 0.0, x, 1.0)), x * x))


def clip_sign_max(x):
    return np.sum(np.clip(x, -0.5, 0.5) * x + np.sign(x) * x**2 + np.maximum(x, 0.0) ** 3)


def rounded_number_decides(x, z):
    """What a rounded number is, nobody knows before."""
    return x * (3.0 if round(z) > 1 else 1.0) + (x * x if int(np.round(z)) > 1 else 0.0)


CASES = [
    Case(overwritten_in_one_branch, (1.2, 0.4), (0, 1), items="A3"),
    Case(overwritten_in_one_branch, (0.2, 0.4), (0, 1), items="A3", name="not_overwritten_in_one_branch"),
    Case(defined_in_branches, (1.4,), items="A4"),
    Case(defined_in_branches, (0.4,), items="A4", name="defined_in_second_branch"),
    Case(defined_in_branches, (-0.4,), items="A4", name="defined_in_last_branch"),
    Case(condition_variable_changes, (0.9,), items="E49"),
    Case(condition_variable_changes, (0.3,), items="E49", name="condition_variable_stays"),
    Case(branch_without_else, (0.9, True)),
    Case(branch_without_else, (0.9, False), name="branch_not_taken"),
    Case(nested_branches, (1.2, 0.4), (0, 1)),
    Case(nested_branches, (1.2, -0.4), (0, 1), name="nested_branches_2"),
    Case(nested_branches, (-1.2, -0.4), (0, 1), name="nested_branches_3"),
    Case(nested_branches, (-1.2, -1.4), (0, 1), name="nested_branches_4"),
    Case(lazy_and, (1.2, 0.0), items="E50"),
    Case(lazy_and, (1.2, 0.4), (0, 1), items="E50", name="lazy_and_taken"),
    Case(lazy_or, (1.2, 0.0), items="E50"),
    Case(lazy_or, (1.2, -0.4), (0, 1), items="E50", name="lazy_or_not_taken"),
    Case(or_returns_an_operand, (1.2, 0.4), (0, 1), items="E50"),
    Case(lazy_ternary, (1.2, 0.0), items="E50"),
    Case(lazy_ternary, (1.2, 0.4), (0, 1), items="E50", name="lazy_ternary_taken"),
    Case(chained_comparison, (1.2, 1.4), (0, 1)),
    Case(chained_comparison, (1.2, 0.4), (0, 1), name="chained_comparison_false"),
    Case(early_return, (-0.5,), items="E53"),
    Case(early_return, (0.9,), items="E53", name="early_return_second"),
    Case(early_return, (0.3,), items="E53", name="no_early_return"),
    Case(return_after_mutation, (np.array([1.0, 0.5, 0.7]),), items="E53"),
    Case(return_after_mutation, (np.array([1.0, -0.5, 0.7]),), items="E53", name="return_before_mutation"),
    Case(none_default, (rand(3), None)),
    Case(none_default, (rand(3), rand(3, seed=2)), (0, 1), name="none_default_given"),
    Case(string_mode, (rand(3), "square")),
    Case(string_mode, (rand(3), "total"), name="string_mode_total"),
    Case(string_mode, (rand(3), "mean"), name="string_mode_unknown", raises=ValueError),
    Case(integer_selects, (rand(3), 1)),
    Case(integer_selects, (rand(3), 3), name="integer_selects_power"),
    Case(not_and_membership, (0.5, 2)),
    Case(isinstance_test, (rand(3),)),
    Case(isinstance_test, (0.5,), name="isinstance_test_number"),
    Case(shape_test, (rand(4),)),
    Case(shape_test, (rand(2, 2),), name="shape_test_2d"),
    Case(array_any_all, (np.array([0.2, 0.7, 0.6, -0.4]),)),
    Case(where_guarded, (np.array([0.2, -0.7, 0.6]),)),
    Case(clip_sign_max, (np.array([0.2, -0.7, 0.6]),)),
    Case(rounded_number_decides, (0.7, 5.0)),
]
