"""Functions."""

import functools
import math
import operator

import numpy as np

from tests.constructs import construct


def power(v, n=2, *, shift=0.0):
    return v**n + shift


@construct("keyword and positional arguments, defaults, keyword-only parameters")
def keywords(x):
    return power(x[0]) * power(x[1], n=3) + power(x[2], shift=x[0])


@construct("positional-only parameters")
def positional_only(x, /):
    def inner(a, b, /, c=2.0):
        return a * b * c

    return inner(x[0], x[1]) * x[2]


@construct("`*args` as parameters", 0.3, 0.5, 1.2)
def star_parameters(x, *more):
    s = x
    for v in more:
        s = s * v + x
    return s


@construct("`**kwargs` as parameters")
def double_star_parameters(x):
    def inner(**options):
        return options["a"] * options["b"]

    return inner(a=x[0], b=x[1] * 2.0)


@construct("starred calls: `f(*pair)`, `f(**options)`")
def starred_calls(x):
    pair = (x[0], 3)
    options = {"n": 2, "shift": x[1]}
    return power(*pair) * power(x[2], **options)


def with_array_default(x, weights=np.array([1.0, 2.0, 3.0])):  # noqa: B008
    return np.sum(x * weights)


@construct("defaults that are arrays")
def array_default(x):
    return with_array_default(x * x)


def with_list_default(v, seen=[]):  # noqa: B006
    seen.append(1.0)
    return v * v


@construct("a mutable default that is changed")
def mutable_default(x):
    return with_list_default(x[0]) + with_list_default(x[1])


@construct("`functools.partial`, called inside")
def partial(x):
    cube = functools.partial(power, n=3)
    return cube(x[0]) * cube(x[1], shift=1.0)


def doubled(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return 2.0 * f(*args, **kwargs)

    return wrapper


@doubled
def decorated_square(v):
    return v * v


@construct("functions under a decorator with `functools.wraps`")
def wrapped(x):
    return decorated_square(x[0]) * x[1]


@functools.lru_cache
def table(n):
    return [math.factorial(k) for k in range(n)]


@construct("`functools.lru_cache`, where nothing is active")
def cached(x):
    t = table(4)
    return x[0] * t[3] + x[1] * x[1]


@construct("lambdas, two on one line")
def lambdas(x):
    f, g = (lambda v: v * v), (lambda v: v + x[0])
    return f(x[1]) * g(x[2])


@construct("nested functions and closures")
def closures(x):
    k = x[0] * 2.0

    def scale(v):
        return v * k

    return scale(scale(x[1]))


@construct("functions made by functions: `f = make(k)`")
def factory(x):
    def make(k):
        def f(v):
            return v * k

        return f

    f = make(x[0])
    return f(x[1]) * f(x[2])


@construct("`nonlocal`, written by a nested function")
def nonlocal_written(x):
    total = 0.0

    def add(v):
        nonlocal total
        total = total + v * v

    for v in x:
        add(v)
    return total * x[0]


def recursive(v, n):
    return v if n == 0 else v * recursive(v, n - 1)


@construct("recursion")
def recursion(x):
    return recursive(x[0], 3) + recursive(x[1], 2)


def even(v, n):
    return 1.0 if n == 0 else v * odd(v, n - 1)


def odd(v, n):
    return v if n == 0 else v * v * even(v, n - 1)


@construct("mutual recursion")
def mutual_recursion(x):
    return even(x[0], 4) + odd(x[1], 3)


@construct("functions in lists, tuples and dicts")
def functions_in_containers(x):
    layers = [np.tanh, lambda v: v * v]
    table = {"sin": np.sin, "power": power}
    for f in layers:
        x = f(x)
    return np.sum(table["sin"](x)) + table["power"](x[0])


def rk4(f, y, t, dt):
    k1 = f(y, t)
    k2 = f(y + 0.5 * dt * k1, t + 0.5 * dt)
    k3 = f(y + 0.5 * dt * k2, t + 0.5 * dt)
    k4 = f(y + dt * k3, t + dt)
    return y + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


@construct("higher-order helpers: `rk4(f, y, t, dt)`")
def higher_order(x):
    y = x * 1.0
    for k in range(3):
        y = rk4(lambda v, t: -x[0] * v + t, y, 0.1 * k, 0.1)
    return np.sum(y * y)


@construct("`map` and `filter` with functions of active values")
def map_and_filter(x):
    squares = list(map(lambda v: v * v, x))
    large = [v for v in filter(lambda v: v > 0.4, x)]
    return squares[0] * squares[2] + sum(large)


@construct("`sorted(key=...)` and `sorted` of active values")
def sorting(x):
    down = sorted(x, key=lambda v: -v)
    up = sorted([x[2], x[0]])
    return down[0] ** 2 * down[1] + up[0] ** 3


@construct("`sum`, `min`, `max`, `any`, `all`, `abs`, `len` of sequences")
def builtins_of_sequences(x):
    parts = [x[0], x[1] * x[2], abs(-x[2])]
    if any(v > 1.0 for v in parts) and all(v > 0.0 for v in parts):
        return sum(parts) * max(parts) + min(x[0], x[1]) ** 2 + len(parts)
    return x[0]


@construct("`min` and `max` of one iterable, with `key`, with `default`")
def extremes(x):
    parts = [x[0], x[1], x[2]]
    return max(parts) ** 2 * min(parts) + max(parts, key=lambda v: -v)


@construct("`zip(strict=True)`, `reversed`, `enumerate(start=...)`")
def iterators(x):
    s = 0.0
    for a, b in zip(x, reversed(x), strict=True):
        s += a * b
    for k, v in enumerate(x, start=2):
        s += v**k
    return s


@construct("calls of derivatives: `tangent.grad(f)(x)` inside")
def derivative_inside(x):
    return cube_slope(x[0]) * x[1]


def _cube(v):
    return v**3


def _make_slope():
    import tangent

    return tangent.grad(_cube)


cube_slope = _make_slope()


@construct("decorated nested functions")
def decorated_inside(x):
    @doubled
    def inner(v, k=2.0):
        return v**k

    return inner(x[0]) * inner(x[1], k=3.0)


@construct("defaults of nested functions that are no literals: `lambda t, k=k: ...`")
def held_defaults(x):
    basis = [lambda t, k=k: t**k for k in range(3)]
    return basis[1](x[0]) * basis[2](x[1])


@construct("`functools.reduce`")
def reduced(x):
    return functools.reduce(lambda a, b: a * b + 1.0, x) + functools.reduce(operator.mul, [x[0], x[1]])


@construct("a `functools.partial` as an argument, of a function or of a partial")
def partial_as_argument(x):
    f = functools.partial(power, n=2)
    return rk4(functools.partial(lambda k, y, t: -k * y, x[0]), x[1], 0.0, 0.1) * functools.partial(f, x[2])()


@construct("the functions and getters of `operator`")
def operators(x):
    pair = operator.itemgetter(0, 2)(x)
    return operator.mul(*pair) + operator.sub(x[1], operator.neg(x[0]))


def negative(v):
    return -v


@construct("a function chosen by a value: `f = np.sin if c else g`")
def chosen(x):
    f = np.sin if x[0] > 0.1 else negative
    return f(x[1]) * f(x[0])
