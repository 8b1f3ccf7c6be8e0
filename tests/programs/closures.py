"""Nested functions, captured values, lambdas."""

import numpy as np

from tests.programs import Case, rand


def nested_definition(x, y):
    def inner(t):
        return t * y + x

    return inner(x) * inner(y)


def binds_late(x):
    scale = 2.0

    def inner(t):
        return t * scale

    first = inner(x)
    scale = x
    return first * inner(x)


def lambdas_in_a_loop(x):
    fs = []
    for i in range(3):
        fs.append(lambda t: t * i)
    return fs[0](x) + fs[1](x) * fs[2](x)


def lambdas_with_default(x):
    fs = []
    for i in range(3):
        fs.append(lambda t, i=i: t * i + 1.0)
    return fs[0](x) * fs[1](x) * fs[2](x)


def lambda_called_at_once(x):
    f = lambda t, s=2.0: np.sin(t) * s  # noqa: E731
    return f(x) + f(x, x) + (lambda u: u * u)(x)


def nonlocal_counter(x):
    count = 0

    def step(t):
        nonlocal count
        count += 1
        return t * count

    a = step(x)
    b = step(x)
    return a * b + count


def nonlocal_active(x):
    total = 0.0

    def add(t):
        nonlocal total
        total = total + t * t

    add(x)
    add(2.0 * x)
    return total * x


def make_power(n):
    def power(x):
        y = 1.0
        for _ in range(n):
            y = y * x
        return y

    return power


cube = make_power(3)
fourth = make_power(4)


def two_closures_of_one_factory(x):
    return cube(x) + 2.0 * fourth(x)


def make_linear(w):
    return lambda x: np.sum(w * x**2)


captured_array = make_linear(np.array([1.0, 2.0, 3.0]))
captured_other_array = make_linear(np.array([[1.0, 2.0, 3.0]]))


def factory_called_inside(x):
    f = make_power(2)
    g = make_power(3)
    return f(x) + g(x)


def closure_over_active_array(x):
    y = np.sin(x)

    def objective(t):
        return np.sum(y * t)

    return objective(x) + objective(y)


def closure_writes_captured_array(x):
    y = x.copy()

    def bump(i):
        y[i] = y[i] * 2.0 + y[0]

    bump(1)
    bump(2)
    return np.sum(y**2)


def nested_twice(x):
    def outer(a):
        def inner(b):
            return a * b * x

        return inner(a) + inner(2.0)

    return outer(x)


def returns_a_closure(x):
    def multiply_by(a):
        return lambda b: a * b

    f = multiply_by(x)
    return f(x) + f(3.0)


def recursive_closure(x):
    def down(n, t):
        if n == 0:
            return t
        return down(n - 1, t * x)

    return down(3, 1.0)


def passes_closure(x, k):
    def bisect(f, lo, hi):
        for _ in range(4):
            mid = 0.5 * (lo + hi)
            if f(mid) > 0.0:
                hi = mid
            else:
                lo = mid
        return mid

    root = bisect(lambda t: t * t - k, 0.0, 2.0)
    return x * root + k * x


CASES = [
    Case(nested_definition, (0.7, 1.3), (0, 1), items="F61"),
    Case(binds_late, (0.7,), items="F61"),
    Case(lambdas_in_a_loop, (0.7,), items="F61", refused="maybe"),
    Case(lambdas_with_default, (0.7,), items="F61", refused="maybe"),
    Case(lambda_called_at_once, (0.7,), items="F61"),
    Case(nonlocal_counter, (0.7,), items="F61"),
    Case(nonlocal_active, (0.7,), items="F61"),
    Case(two_closures_of_one_factory, (0.7,), items="F62"),
    Case(cube, (0.7,), items="F62", name="cube"),
    Case(fourth, (0.7,), items="F62", name="fourth"),
    Case(captured_array, (rand(3),), items="F62", name="captured_array", standalone=False),
    Case(captured_other_array, (rand(3),), items="F62", name="captured_other_array", standalone=False),
    Case(factory_called_inside, (0.7,), items="F62", refused="maybe"),
    Case(closure_over_active_array, (rand(3),)),
    Case(closure_writes_captured_array, (rand(3),), refused="maybe"),
    Case(nested_twice, (0.7,)),
    Case(returns_a_closure, (0.7,), refused="maybe"),
    Case(recursive_closure, (0.7,), items="F60", refused="maybe"),
    Case(passes_closure, (0.7, 1.1), (0, 1)),
]
