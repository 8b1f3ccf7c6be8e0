"""Functions in all their forms: parameters of every kind, stars, partials, decorators, values."""

import functools

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


# ---------------------------------------------------------------- functions that functions return


def scaled(k):
    def apply(v):
        return v * k

    return apply


def returned_closure(x):
    double = scaled(2.0)
    by_x = scaled(x)
    return double(x) * by_x(x) + by_x(3.0)


def compose(f, g):
    return lambda v: f(g(v))


def composed(x, y):
    wave = compose(np.sin, scaled(y))
    twice = compose(wave, wave)
    return wave(x) * twice(y)


def late_binding_in_returned_closure(x):
    def counter_like(start):
        rate = 1.0

        def value(t):
            return start + rate * t

        rate = start * 2.0  # `value` sees it
        return value

    f = counter_like(x)
    g = counter_like(3.0)
    return f(x) * g(x)


def made_in_each_turn(x):
    s = 0.0
    for i in range(4):
        f = scaled(i * x)
        s = s + f(x) * s + f(2.0)
    return s


def list_of_made_functions(x, n):
    fs = []
    for i in range(n):
        fs.append(scaled(i * x))
    return sum(f(x) * f(2.0) for f in fs)


def basis_by_default_values(x, c):
    basis = [lambda t, k=k: t**k for k in range(4)]
    return sum(c[i] * f(x) for i, f in enumerate(basis))


def late_bound_lambdas(x):
    fs = [lambda t: t * k * x for k in range(3)]
    return fs[0](x) + fs[1](2.0)


def two_lambdas_on_one_line(x, y):
    f, g = lambda a: a * x + 1.0, lambda a: a * y - 1.0
    return f(y) * g(x)


def interpolant(xs, ys):
    slopes = np.diff(ys) / np.diff(xs)

    def evaluate(t):
        k = min(max(int(np.searchsorted(xs, t)) - 1, 0), len(slopes) - 1)
        return ys[k] + slopes[k] * (t - xs[k])

    return evaluate


def area_under_interpolant(ys, n):
    f = interpolant(np.linspace(0.0, 1.0, len(ys)), ys)
    h = 1.0 / n
    return h * sum(f((i + 0.5) * h) ** 2 for i in range(n))


def pair_of_functions(x):
    def make(k):
        def up(v):
            return v * k

        def down(v):
            return v / k

        return up, down

    up, down = make(x)
    return up(2.0) * down(3.0) + up(down(x))


def potential(kind, strength):
    if kind == "harmonic":
        return lambda r: 0.5 * strength * r**2
    return lambda r: strength * np.log(r)


def factory_with_branches(x, k):
    return potential("harmonic", k)(x) * potential("log", x)(k)


def curried(x, y):
    add = lambda a: lambda b: lambda c: a * b + c
    return add(x)(y)(x * y)


# ---------------------------------------------------------------- defaults


table_of_weights = np.array([0.5, 1.5, 2.5])


def weighted_default(v, weights=table_of_weights, exponents=(1, 2, 3)):
    return sum(w * v**p for w, p in zip(weights, exponents))


def array_default(x):
    return weighted_default(x) + weighted_default(x, exponents=(2, 2, 2))


def default_evaluated_once(x):
    s = x * x

    def f(v, k=s, *, m=2.0 * s):
        return v * k + m

    s = 5.0
    return f(x) + f(x, s) * f(s, m=x)


def cached_in_default(x, cache={}):
    if "scale" in cache:
        return x * cache["scale"]
    return x * x


def default_dict_is_read(x):
    return cached_in_default(x) * cached_in_default(x, {"scale": x})


# ---------------------------------------------------------------- partials


def quadratic(x, a, b, c=1.0):
    return a * x**2 + b * x + c


half = functools.partial(quadratic, a=0.5, b=0.0)
with_array = functools.partial(weighted_default, weights=np.array([1.0, 2.0, 3.0]))


def partial_of_a_module(x):
    return half(x) + half(x, c=x) * with_array(x)


def partial_made_inside(x, y):
    q = functools.partial(quadratic, a=x, b=y)
    x = 3.0  # the partial holds the old value
    return q(y) * q(x, c=y)


def partial_by_position(x, y):
    f = functools.partial(quadratic, x)
    g = functools.partial(f, y, c=x)
    return f(y, 2.0) * g(x)


def partial_as_argument(x, y):
    return forwards_everything(functools.partial(quadratic, y, 2.0), x) * rk4(
        functools.partial(lambda rate, y, t: -rate * y, x), y, 0.0, 0.1
    )


def rk4(f, y, t, dt):
    k1 = f(y, t)
    k2 = f(y + 0.5 * dt * k1, t + 0.5 * dt)
    k3 = f(y + 0.5 * dt * k2, t + 0.5 * dt)
    k4 = f(y + dt * k3, t + dt)
    return y + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


def pendulum(y0, length):
    def rhs(y, t):
        return np.array([y[1], -9.81 / length * np.sin(y[0])])

    y = y0
    for i in range(5):
        y = rk4(rhs, y, 0.05 * i, 0.05)
    return np.sum(y**2)


def partial_of_numpy(x):
    total = functools.partial(np.sum, axis=0)
    clipped = functools.partial(np.maximum, 0.1)
    return np.sum(total(np.outer(x, x)) * clipped(x))


# ---------------------------------------------------------------- decorators


def doubled(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return 2.0 * f(*args, **kwargs)

    return wrapper


def repeated(times):
    def decorate(f):
        @functools.wraps(f)
        def wrapper(v, *args):
            for _ in range(times):
                v = f(v, *args)
            return v

        return wrapper

    return decorate


@doubled
def decorated_square(x):
    return x * x


@repeated(3)
@doubled
def decorated_twice(x, y):
    return 0.5 * np.sin(x) * y


def calls_decorated(x, y):
    return decorated_square(x) * decorated_twice(x, y) + decorated_square(y)


def decorated_inside(x, y):
    @doubled
    def h(a, b=2.0):
        return a * b * x

    @repeated(2)
    def g(a):
        return a * y + 1.0

    return h(y) * h(x, b=y) + g(x)


# ---------------------------------------------------------------- functions in containers


def cube(v):
    return v**3


activations = {
    "tanh": np.tanh,
    "cube": cube,
    "half": lambda v: 0.5 * v,
    "shifted": functools.partial(np.add, 1.0),
}


def layers_by_name(x, w, names):
    for name in names:
        x = activations[name](x) * w
    return np.sum(x)


def loop_over_functions(x, w):
    for f in (np.tanh, cube, np.exp):
        x = f(x) * w
    return np.sum(x)


def loop_over_numbered_functions(x, fns):
    for i, f in enumerate(fns, start=1):
        x = f(x) / i
        if i == 2:
            break
    return x


def loop_over_pairs(x, y):
    total = 0.0
    for f, a in zip([np.sin, cube, scaled(y)], (x, y, x * y)):
        total = total + f(a) * total + a
    return total


def loop_over_table(x):
    total = 0.0
    for name, f in activations.items():
        if name == "half":
            continue
        total = total + f(x)
    return total * activations["half"](x)


def apply_all(fs, v):
    return [f(v) for f in fs]


def list_of_functions_as_argument(x, y):
    a, b, c = apply_all([np.sin, scaled(y), lambda t: t * x], x)
    return a * b * c


def stages(x, y):
    model = {"inner": scaled(x), "outer": (np.sin, lambda v: v * y)}
    return model["outer"][1](model["inner"](y)) + model["outer"][0](x)


def even_steps(n, x):
    return x if n == 0 else odd_steps(n - 1, x * 2.0)


def odd_steps(n, x):
    return x * x if n == 0 else even_steps(n - 1, x + 1.0)


def mutual(x):
    return even_steps(4, x) * odd_steps(2, x)


def local_mutual(x):
    def even(n, t):
        return t if n == 0 else odd(n - 1, t * x)

    def odd(n, t):
        return t * t if n == 0 else even(n - 1, t + 1.0)

    return even(4, x) * odd(2, x)


def newton(f, slope, x, steps=6):
    for _ in range(steps):
        x = x - f(x) / slope(x)
    return x


def cube_root(a):
    return newton(lambda x: x**3 - a, lambda x: 3.0 * x**2, 1.0)


def simpson(f, a, b, n=8):
    h = (b - a) / n
    total = f(a) + f(b)
    for i in range(1, n):
        total += (4.0 if i % 2 else 2.0) * f(a + i * h)
    return total * h / 3.0


def double_integral(a, b):
    return simpson(lambda x: simpson(lambda y: np.exp(-a * x * y), 0.0, b), 0.0, 1.0)


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
    # Functions that functions return.
    Case(returned_closure, (0.7,), items="F61"),
    Case(composed, (0.7, 1.3), (0, 1), items="F65"),
    Case(late_binding_in_returned_closure, (0.7,), items="F61"),
    Case(made_in_each_turn, (0.7,), items="F61"),
    Case(list_of_made_functions, (0.7, 3), items="F61"),
    Case(basis_by_default_values, (0.7, rand(4)), (0, 1), items="F61"),
    Case(late_bound_lambdas, (0.7,), items="F61"),
    Case(two_lambdas_on_one_line, (0.7, 1.3), (0, 1), items="J104"),
    Case(area_under_interpolant, (rand(5), 7)),
    Case(pair_of_functions, (0.7,)),
    Case(factory_with_branches, (0.7, 1.3), (0, 1)),
    Case(curried, (0.7, 1.3), (0, 1)),
    # Defaults.
    Case(array_default, (0.7,), items="F59", standalone=False),
    Case(default_evaluated_once, (0.7,), items="F59"),
    Case(default_dict_is_read, (0.7,), items="F59"),
    # Partials.
    Case(partial_of_a_module, (0.7,), items="F64", standalone=False),
    Case(partial_made_inside, (0.7, 1.3), (0, 1), items="F64"),
    Case(partial_by_position, (0.7, 1.3), (0, 1), items="F64"),
    Case(partial_as_argument, (0.7, 1.3), (0, 1), items="F64"),
    Case(half, (0.7,), items="F64", name="half", standalone=False),
    Case(pendulum, (np.array([0.5, 0.1]), 1.2), (0, 1)),
    Case(partial_of_numpy, (rand(3),), items="F64"),
    # Decorators.
    Case(calls_decorated, (0.7, 1.3), (0, 1), items="F63"),
    Case(decorated_twice, (0.7, 1.3), (0, 1), items="F63"),
    Case(decorated_inside, (0.7, 1.3), (0, 1), items="F63"),
    # Functions in containers, functions of functions.
    Case(layers_by_name, (rand(3), 1.3, ("tanh", "half", "shifted")), (0, 1), items="F65"),
    Case(loop_over_functions, (rand(3), 1.1), (0, 1), items="F65"),
    Case(loop_over_numbered_functions, (0.4, [np.sin, cube, np.exp]), items="F65", standalone=False),
    Case(loop_over_pairs, (0.7, 1.3), (0, 1), items="F65"),
    Case(loop_over_table, (0.7,), items="F65"),
    Case(list_of_functions_as_argument, (0.7, 1.3), (0, 1), items="F65"),
    Case(stages, (0.7, 1.3), (0, 1), items="F65"),
    Case(mutual, (0.7,), items="F60"),
    Case(local_mutual, (0.7,), items="F60"),
    Case(cube_root, (1.7,)),
    Case(double_integral, (0.7, 1.3), (0, 1)),
]
