"""Names that collide with generated ones, shadow builtins, or are imported in unusual ways."""

# ruff: noqa: A001, A002, E741, I001, N816

import math as m
import numpy
import numpy as np
import numpy.linalg as la
from numpy import cos, sin as s
from numpy.linalg import norm as length

from tests.programs import Case, rand


def generated_names(x, x_bar):
    x_dot = x * x_bar
    y_tape = np.sin(x_dot)
    y = y_tape * x
    y_bar = y * y
    ct = y_bar + x_bar
    t_bar = ct * x
    saved = t_bar * y0(t_bar)
    x_1 = saved + x
    return x_1 * ct


def y0(out_bar):
    value = out_bar * out_bar
    return value


def generated_names_in_loop(x, n):
    y = x
    tape = []
    cond_0 = 1.0
    for k in range(n):
        y_tape = y * x
        tape.append(y_tape)
        if y_tape > 0.5:
            y = y_tape * cond_0
        else:
            y = y_tape + y
    _stack = tape[0]
    return y * _stack


def value_and_grad(value, grad):
    pullback = value * grad
    primals = pullback + value
    return primals * pullback


def shadowed_builtins(list, len, range):
    sum = list * len
    max = sum + range
    zip = max * max
    isinstance = zip + list
    return isinstance * abs(range)


def shadowed_by_helper(x):
    def sum(a):
        return a * 3.0

    def len(a):
        return a + 1.0

    return sum(x) * len(x)


def tangent(x):
    return x * x * x


def calls_a_global_named_tangent(x):
    return tangent(x) + tangent(2.0 * x)


def grad(f, x):
    return f(x) * 2.0


def calls_a_global_named_grad(x):
    return grad(tangent, x)


def soft_keywords(match, case):
    _ = match * case
    type = _ + match
    return type * _


def imports_by_name(x):
    return np.sum(s(x) * cos(x)) + length(x) + la.norm(x) * numpy.exp(x[0]) + m.sqrt(2.0) * x[1]


def import_inside(x):
    import numpy as local_numpy
    from math import exp

    return local_numpy.sum(local_numpy.sin(x)) * exp(x[0])


def import_shadows(x):
    import math as np

    return np.sin(x) * np.exp(x)


def unicode_names(θ, Δx):
    λ = np.sin(θ) * Δx
    naïve = λ * λ
    return naïve + θ


def long_names(the_first_rather_long_argument_name, the_second_rather_long_argument_name):
    an_intermediate_result_with_a_long_name = (
        the_first_rather_long_argument_name * the_second_rather_long_argument_name
        + the_first_rather_long_argument_name * the_first_rather_long_argument_name
    )
    return an_intermediate_result_with_a_long_name * the_second_rather_long_argument_name


def one_letter(l, O, I):
    l, O = O, l
    return l * O + I * l


COUNT = 0


def global_statement(x):
    global COUNT
    COUNT += 1
    return x * x


def global_constant(x):
    return x * RATE + RATE**2


RATE = 0.25


def comprehension_scope(x):
    i = 5.0
    squares = [i * i for i in range(3)]
    return x * i + squares[2] * x


def walrus_in_condition(x):
    if (y := x * x) > 0.1:
        return y * x
    return y


def walrus_in_while(x):
    y = x
    while (z := y * y) < 4.0:
        y = z + 0.5
    return y * z


def nested_derivative_free(x):
    total = 0.0
    for x_dot in range(3):
        total = total + x * x_dot
    return total


CASES = [
    Case(generated_names, (0.7, 1.3), (0, 1), items="F67"),
    Case(generated_names_in_loop, (0.9, 3), items="F67"),
    Case(value_and_grad, (0.7, 1.3), (0, 1), items="F67"),
    Case(shadowed_builtins, (0.7, 1.3, 0.4), (0, 1, 2), items="F68"),
    Case(shadowed_by_helper, (0.7,), items="F68"),
    Case(calls_a_global_named_tangent, (0.7,), items="F68"),
    Case(calls_a_global_named_grad, (0.7,), items="F68"),
    Case(soft_keywords, (0.7, 1.3), (0, 1), items="F68"),
    Case(imports_by_name, (rand(3),), items="F69"),
    Case(import_inside, (rand(3),), items="F69", refused="maybe"),
    Case(import_shadows, (0.7,), items="F69", refused="maybe"),
    Case(unicode_names, (0.7, 1.3), (0, 1), items="F67"),
    Case(long_names, (0.7, 1.3), (0, 1)),
    Case(one_letter, (0.7, 1.3, 0.4), (0, 1, 2)),
    Case(global_statement, (0.7,), items="F71", refused="maybe"),
    Case(global_constant, (0.7,)),
    Case(comprehension_scope, (0.7,), items="F70", refused="maybe"),
    Case(walrus_in_condition, (0.7,), items="F70", refused="maybe"),
    Case(walrus_in_while, (0.7,), items="F70", refused="maybe"),
    Case(nested_derivative_free, (0.7,), items="F67"),
]
