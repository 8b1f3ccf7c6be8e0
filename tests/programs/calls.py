"""Calls of user functions: arguments of every kind, mutation, recursion, functions as values."""

import functools

import numpy as np

from tests.programs import Case, rand
from tests.programs._elsewhere import amplify, settle

gain = 0.5


def square(x):
    return x * x


def simple_call(x):
    return square(x) + square(x + 1.0) * square(square(x))


def weighted(x, a=2.0, *, b=0.5):
    return a * x + b * x**2


def keywords(x, y):
    return weighted(x) + weighted(x, y) * weighted(y, b=x) + weighted(a=x, x=y, b=y)


def positional_only(x, /, y, *, z):
    return x * y + z * z


def calls_positional_only(x):
    return positional_only(x, x * 2.0, z=np.sin(x))


def variadic(*items, **options):
    total = 0.0
    for item in items:
        total = total + item * options["scale"]
    return total


def calls_variadic(x, y):
    return variadic(x, y, x * y, scale=y)


def star_arguments(x, y):
    pair = (x, y)
    options = {"b": x * y}
    return weighted(*pair, **options)


def unused_default_list(x, seen=None):
    if seen is None:
        seen = []
    seen.append(x)
    return x * len(seen)


def mutable_default(x):
    return unused_default_list(x) + unused_default_list(x, [1.0])


def two_results(x, y):
    return x * y, x + y


def multiple_results(x, y):
    p, q = two_results(x, y)
    r, _ = two_results(p, q)
    return r * q


def scale_in_place(a, k):
    a *= k
    a[0] += k


def callee_mutates(x, k):
    y = x.copy()
    scale_in_place(y, k)
    scale_in_place(y[1:], k * k)
    return np.sum(y**2)


def callee_mutates_argument(x, k):
    scale_in_place(x, k)
    return np.sum(x**2)


def damp(row, k):
    row *= np.exp(-k)


def sweep(a, k):
    for i in range(a.shape[0]):
        damp(a[i], k * i)
    return np.sum(a**2)


def mutate_and_return(a, k):
    a[1:] *= k
    return a


def callee_returns_its_argument(x, k):
    y = x.copy()
    z = mutate_and_return(y, k)
    z[0] = y[1] * 2.0
    w = mutate_and_return(z, k)
    w += 1.0
    return np.sum(y * z)


def return_view(a, i):
    return a[i]


def callee_returns_a_view(a):
    a = a.copy()
    row = return_view(a, 1)
    row *= 2.0
    return_view(a, 0)[1] = row[0]
    return np.sum(a**2)


def two_parameters_one_array(p, q):
    p += q
    q *= p
    return np.sum(p)


def aliased_parameters(x):
    y = x * 1.0
    return two_parameters_one_array(y, y) + np.sum(y)


def callee_nonlinear_row(row, k):
    row[1:] = row[1:] * row[:-1] * k
    row *= row


def rows_of_callee(a, k):
    a = a.copy()
    for i in range(a.shape[0]):
        callee_nonlinear_row(a[i], k)
        k = k + a[i, 1]
    return np.sum(a) * k


def factorial(n, x):
    if n == 0:
        return 1.0
    return x * factorial(n - 1, x) / n + x


def recursion(x):
    return factorial(4, x)


def fibonacci(n, x):
    if n < 2:
        return x + n
    return fibonacci(n - 1, x) * 0.5 + fibonacci(n - 2, x) * x


def two_recursive_calls(x):
    return fibonacci(5, x)


def even_part(n, x):
    return x if n == 0 else odd_part(n - 1, x) * x


def odd_part(n, x):
    if n == 0:
        return x * x
    return even_part(n - 1, np.sin(x))


def mutual_recursion(x):
    return even_part(5, x)


def tree_sum(tree):
    if isinstance(tree, list):
        total = 0.0
        for branch in tree:
            total = total + tree_sum(branch)
        return total
    return tree * tree


def recursion_on_nested_lists(tree):
    return tree_sum(tree) * 2.0


def halve(a):
    if a.shape[0] == 1:
        a *= a
        return
    mid = a.shape[0] // 2
    halve(a[:mid])
    halve(a[mid:])
    a[mid:] += a[:mid]


def in_place_divide_and_conquer(x):
    y = x.copy()
    halve(y)
    return np.sum(y**2)


def depth_sum(x, depth):
    if depth == 0:
        return np.sum(x)
    return depth_sum(np.sin(x) + 0.1, depth - 1) + 0.5 * x[0]


def apply_twice(f, x):
    return f(f(x))


def function_as_argument(x):
    return apply_twice(square, x) + apply_twice(np.sin, x) + apply_twice(lambda t: t * x, x)


def callable_parameter(f, x):
    return f(x) * x


def rk4(f, y, t, h):
    k1 = f(y, t)
    k2 = f(y + 0.5 * h * k1, t + 0.5 * h)
    k3 = f(y + 0.5 * h * k2, t + 0.5 * h)
    k4 = f(y + h * k3, t + h)
    return y + h * (k1 + 2.0 * k2 + 2.0 * k3 + k4) / 6.0


def pendulum(y, t):
    return np.array([y[1], -np.sin(y[0]) + 0.1 * t])


def integrate(y0):
    y = y0
    for i in range(3):
        y = rk4(pendulum, y, 0.1 * i, 0.1)
    return np.sum(y**2)


def function_chosen(x, name):
    table = {"sin": np.sin, "square": square}
    f = table[name]
    return f(x) * x


def function_chosen_by_branch(x):
    f = square if x > 0.0 else weighted
    return f(x) + x


def helper_in_other_module(x):
    return amplify(x) * gain


def helper_in_other_module_writes(x):
    y = x * gain
    settle(y)
    return np.sum(y**2)


class Oscillator:
    damping = 0.3

    def __init__(self, k):
        self.k = k

    def force(self, x):
        return -self.k * x - self.damping * x**3

    def __call__(self, x):
        return self.force(x) * x

    @staticmethod
    def double(x):
        return 2.0 * x

    @classmethod
    def damped(cls, x):
        return cls.damping * x


class Stiff(Oscillator):
    def force(self, x):
        return super().force(x) * 2.0


SPRING = Oscillator(1.5)
STIFF = Stiff(0.5)


def methods(x):
    return SPRING.force(x) + Oscillator.double(x) * SPRING.damped(x)


def inherited_methods(x):
    return STIFF.force(x) * x


def callable_object(x):
    return SPRING(x) + callable_parameter(SPRING, x)


halved = functools.partial(weighted, a=0.5)


def partial_call(x):
    return halved(x) * x


@functools.lru_cache(maxsize=None)
def cached(x):
    return x * x * x


def lru_cache_call(x):
    return cached(x) + x


def reduce_call(x):
    return functools.reduce(lambda a, b: a * b, [x, x + 1.0, 2.0])


def map_call(x):
    total = 0.0
    for v in map(square, [x, 2.0 * x]):
        total = total + v
    return total


def nothing_returned(x):
    print("only here")


def calls_procedure(x):
    nothing_returned(x)
    y = nothing_returned(x)
    return x * x if y is None else x


def void_helper_in_loop(u, steps):
    def step(a, b):
        b[1:-1] = a[1:-1] + 0.1 * (a[2:] - 2.0 * a[1:-1] + a[:-2]) * a[1:-1]

    v = u.copy()
    for _ in range(steps):
        step(u, v)
        step(v, u)
    return np.sum(u**2)


CASES = [
    Case(simple_call, (0.7,)),
    Case(simple_call, (rand(3),), name="simple_call_vector"),
    Case(keywords, (0.7, 1.3), (0, 1), items="F59"),
    Case(calls_positional_only, (0.7,), items="F59"),
    Case(calls_variadic, (0.7, 1.3), (0, 1), items="F59", refused="maybe"),
    Case(star_arguments, (0.7, 1.3), (0, 1), items="F59", refused="maybe"),
    Case(mutable_default, (0.7,), items="F59"),
    Case(multiple_results, (0.7, 1.3), (0, 1)),
    Case(callee_mutates, (rand(4), 0.7), (0, 1), items="C39"),
    Case(callee_mutates_argument, (rand(4), 0.7), (0, 1), items="C39 C38"),
    Case(sweep, (rand(3, 2), 0.3), (0, 1), items="C39"),
    Case(callee_returns_its_argument, (rand(3), 0.7), (0, 1), items="C39"),
    Case(callee_returns_a_view, (rand(2, 3),), items="C39"),
    Case(aliased_parameters, (rand(3),), items="C39 C36", refused="maybe"),
    Case(rows_of_callee, (rand(3, 3), 0.7), (0, 1), items="C39"),
    Case(recursion, (0.7,), items="F60"),
    Case(two_recursive_calls, (0.7,), items="F60"),
    Case(mutual_recursion, (0.7,), items="F60"),
    Case(recursion_on_nested_lists, ([0.5, [1.5, [0.25]], 2.0],), items="F60", refused="maybe"),
    Case(in_place_divide_and_conquer, (rand(4),), items="F60"),
    Case(depth_sum, (rand(3), 3), items="F60"),
    Case(function_as_argument, (0.7,), items="F65"),
    Case(callable_parameter, (square, 0.7), 1, items="F65", standalone=False),
    Case(
        callable_parameter, (np.sin, 0.7), 1, items="F65", standalone=False, name="callable_parameter_numpy"
    ),
    Case(integrate, (rand(2),), items="F65"),
    Case(function_chosen, (0.7, "sin"), items="F65", refused="maybe"),
    Case(function_chosen_by_branch, (0.7,), items="F65", refused="maybe"),
    Case(helper_in_other_module, (0.7,), items="F66"),
    Case(helper_in_other_module_writes, (rand(3),), items="F66"),
    Case(methods, (0.7,), items="F65", refused="maybe"),
    Case(inherited_methods, (0.7,), items="F65", refused="maybe"),
    Case(callable_object, (0.7,), items="F65", refused="maybe"),
    Case(partial_call, (0.7,), items="F64", refused="maybe"),
    Case(lru_cache_call, (0.7,), items="F64", refused="maybe"),
    Case(reduce_call, (0.7,), items="F64", refused="maybe"),
    Case(map_call, (0.7,), items="F64", refused="maybe"),
    Case(calls_procedure, (0.7,)),
    Case(void_helper_in_loop, (rand(5), 2)),
]
