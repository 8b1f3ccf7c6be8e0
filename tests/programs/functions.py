"""Functions in all their forms: parameters of every kind, stars, partials, decorators, values."""

import numpy as np

from tests.programs import Case, rand

# ---------------------------------------------------------------- parameters of callees


def polynomial(x, /, *coefficients, scale=1.0):
    total = 0.0
    for c in reversed(coefficients):
        total = total * x + c
    return scale * total


def calls_polynomial(x, a):
    return polynomial(x, 1.0, a, 0.5 * a) + polynomial(a, scale=x) + polynomial(x, a, scale=a)


def blend(first, *rest, **weights):
    total = first * weights.get("first", 1.0)
    for k, part in enumerate(rest):
        total = total + part * weights[f"w{k}"] if k == 0 else total + part
    return total


def calls_blend(x, y):
    return np.sum(blend(x, y, x * y, w0=2.0)) + np.sum(blend(x, y, w0=np.sum(y)))


def options_of(x, *, damping=0.1, **options):
    if "gain" in options:
        x = x * options["gain"]
    if options:
        x = x + len(options)
    return x / (1.0 + damping)


def keyword_bag(x, k):
    return options_of(x) + options_of(x, gain=k) * options_of(x, damping=k, gain=2.0, unused="text")


def forwards_everything(f, *args, **kwargs):
    return f(*args, **kwargs)


def generic_call(x, y):
    return forwards_everything(polynomial, x, y, 2.0, scale=y) + forwards_everything(lambda u: u * u, y)


def sum_of_squares(*vectors):
    return sum(np.sum(v**2) for v in vectors)


def number_of_arguments_decides(x, y):
    return sum_of_squares(x) + sum_of_squares(x, y) * sum_of_squares(x, y, x - y)


def norm_like(*args):
    if len(args) == 1:
        return np.sqrt(np.sum(args[0] ** 2))
    return np.sqrt(sum(a * a for a in args))


def arity_as_overload(x, y):
    return norm_like(x) * norm_like(y, 2.0 * y, np.sum(x))


# ---------------------------------------------------------------- starred calls and displays


def area(width, height, depth=1.0, *, factor=1.0):
    return width * height * depth * factor


def starred_call(x, y):
    size = (x, y)
    options = {"factor": x * y}
    return area(*size) + area(*size, depth=y) + area(x, *[y, x], **options) + area(**dict(width=x, height=y))


def stars_of_an_array(x):
    return area(*x) + area(*x[:2], **{"depth": x[2]})


def stars_of_a_shape(x):
    y = np.zeros((*x.shape, 2))
    y[:, 0] = x
    y[:, 1] = x**2
    return np.sum(y[:, 0] * y[:, 1])


def stars_in_displays(x, y):
    pair = [x, y]
    triple = (*pair, x * y)
    five = [*triple, *pair]
    first, *middle, last = (*five, 2.0)
    return first * middle[1] + five[2] * last * len(five)


def merged_dicts(x, y):
    base = {"mass": x, "length": 2.0}
    full = {**base, "length": y, "time": x * y}
    again = dict(**full, extra=3.0)
    return full["mass"] * full["length"] ** 2 / full["time"] + again["extra"] * again["mass"]


def defaults_overridden(x, rate=0.5, **settings):
    settings = {"power": 2, "shift": 1.0, **settings}
    return rate * (x + settings["shift"]) ** settings["power"]


def calls_defaults_overridden(x, y):
    return defaults_overridden(x) + defaults_overridden(x, y, power=3) + defaults_overridden(x, shift=y)


def starred_index(x):
    index = (1, 2)
    grid = np.outer(x, x**2)
    return grid[*index] * grid[(*index[:1], 0)]


CASES = [
    Case(calls_polynomial, (0.7, 1.3), (0, 1), items="F59"),
    Case(calls_blend, (rand(3), rand(3, seed=1)), (0, 1), items="F59"),
    Case(keyword_bag, (0.7, 1.3), (0, 1), items="F59"),
    Case(generic_call, (0.7, 1.3), (0, 1), items="F59"),
    Case(number_of_arguments_decides, (rand(3), rand(3, seed=1)), (0, 1), items="F59"),
    Case(arity_as_overload, (rand(3), 1.3), (0, 1), items="F59"),
    Case(starred_call, (0.7, 1.3), (0, 1), items="F59"),
    Case(stars_of_an_array, (rand(3),), items="F59"),
    Case(stars_of_a_shape, (rand(3),), items="F59"),
    Case(stars_in_displays, (0.7, 1.3), (0, 1), items="A8"),
    Case(merged_dicts, (0.7, 1.3), (0, 1), items="G73"),
    Case(calls_defaults_overridden, (0.7, 1.3), (0, 1), items="F59 G73"),
    Case(starred_index, (rand(3),), items="D42"),
    # As the function that is differentiated.
    Case(polynomial, (0.7, 1.3, 0.4, 2.0), (0, 2), items="F59"),
    Case(sum_of_squares, (rand(3), rand(2), rand(1)), (0, 2), items="F59"),
    Case(norm_like, (0.7, 1.3), (0, 1), items="F59"),
    Case(norm_like, (rand(3),), items="F59", name="norm_like_one"),
]
