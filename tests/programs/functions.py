"""Functions in all their forms: parameters of every kind, stars, partials, decorators, values."""

import functools
import math
import operator

import numpy as np

import tangent
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


COLUMN_SUMS = functools.partial(np.sum, axis=0)


def partial_of_a_partial(x, y):
    columns = functools.partial(np.sum, axis=0)
    kept = functools.partial(columns, keepdims=True)
    m = np.outer(x, np.sin(y))
    return np.sum(columns(m) ** 2 * kept(m) * functools.partial(COLUMN_SUMS, keepdims=True)(m))


def partial_with_more(x, y):
    scaled = functools.partial(np.multiply, y)
    return np.sum(scaled(x) * functools.partial(functools.partial(np.add, x), y)())


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


# ---------------------------------------------------------------- functions of sequences


def mapped(x, y):
    a, b = map(np.sin, (x, y))
    squares = list(map(lambda v: v * v, [a, b, x]))
    total = 0.0
    for p, q in zip(squares, map(scaled(y), squares)):
        total = total + p * q
    return total + sum(map(cube, squares)) + max(map(abs, (x, -y)))


def mapped_over_two(x, y):
    return sum(map(lambda a, b: a * b, x, y)) + sum(map(operator.mul, x, y))


def mapped_lazily(x):
    total = 0.0
    for v in map(np.sqrt, x):
        if v > 0.8:
            break
        total = total + v * v * v
    return total


def filtered(x):
    positive = list(filter(lambda v: v > 0.0, x))
    total = sum(positive) * len(positive)
    for v in filter(None, [x[0], 0.0, x[1]]):
        total = total + v * v
    return total


def reduced(x, y):
    product = functools.reduce(lambda a, b: a * b, [x, y, x + y])
    total = functools.reduce(operator.add, (x, y, 2.0), 1.0)
    nested = functools.reduce(lambda acc, c: acc * x + c, [1.0, y, 0.5])
    return product * total + nested


def reduced_over_array(x):
    return functools.reduce(lambda a, b: a * b + 1.0, x) + functools.reduce(np.logaddexp, x, 0.5)


def reduced_composition(x):
    chain = functools.reduce(compose, [np.sin, cube, np.exp])
    return chain(x)


def sorted_values(x):
    low, middle, high = sorted([x[1], x[0], x[2]])
    down = sorted(x, reverse=True)
    return low * 2.0 + middle**2 + high * down[0] * down[2]


def sorted_by_key(x):
    by_size = sorted(x, key=abs)
    pairs = sorted([(x[0], 2.0), (x[1], 1.0), (x[2], 3.0)], key=lambda p: p[1], reverse=True)
    table = {"b": x[1], "a": x[0]}
    first, second = (table[name] for name in sorted(table))
    return by_size[0] * 3.0 + by_size[-1] ** 2 + pairs[0][0] * pairs[2][0] + first * second**2


def trimmed_mean(x, cut):
    kept = sorted(x)[cut:-cut]
    return sum(kept) / len(kept)


def nearest(points, target):
    return min(points, key=lambda p: np.sum((p - target) ** 2))


def distance_to_nearest(points, target):
    p = nearest(points, target)
    return np.sum((p - target) ** 2) * p[0]


def extremes(x, y):
    spread = max(x) - min(x)
    longest = max([x[0], y, x[1]], key=abs)
    fallback = max([v for v in x if v > 5.0], default=y)
    return spread * longest + min(x[0], y, x[2], key=lambda v: -v) * fallback + min([y, x[1] * y])


def extremes_of_slices(x):
    parts = [x[0], x[1], x[2]]
    return min(parts[1:]) * max(parts[:2]) + max(v * v for v in parts)


def tests_of_sequences(x):
    if all(v > -5.0 for v in x) and not any(np.isnan(x)):
        return sum(x)
    return x[0]


def paired_strictly(x, y):
    total = 0.0
    for k, (a, b) in enumerate(zip(x, y, strict=True), start=2):
        total = total + k * a * b
    for a, b in zip(reversed(x), y[::-1], strict=True):
        total = total + a / (1.0 + b * b)
    return total


def unequal_lengths(x, y):
    total = 0.0
    for a, b in zip(x, y, strict=True):
        total = total + a * b
    return total


def sums_of_many_kinds(x, y):
    rows = [x, y, x * y]
    vectors = sum(rows, np.zeros(3))
    return np.sum(vectors) + sum([x[0], y[1]], 2.0) + sum(v for v in x) + sum(k * v for k, v in enumerate(y))


def compensated(x):
    return sum([x[0], 0.1, x[1], -0.7, 1e-3]) * math.fsum([x[0] * x[1], x[2]])


def reversed_list(x):
    back = list(reversed(x))
    again = list(reversed([x[0], x[1]]))
    return back[0] * again[0] + back[2]


def listed_iterators(x, y):
    pairs = list(zip(x, y))
    numbered = list(enumerate(x))
    table = dict(zip(("a", "b", "c"), x))
    return pairs[1][0] * pairs[2][1] + numbered[2][1] * numbered[2][0] + table["a"] * table["c"]


def transposed(x, y):
    columns = list(zip(*[(x, 2.0), (y, 3.0)]))
    first, second = columns
    return first[0] * first[1] + second[0] * x


# ---------------------------------------------------------------- operator and math


def operators(x, y):
    a = operator.add(x, y) * operator.truediv(x, y) - operator.neg(y)
    pick = operator.itemgetter(1)
    pair = operator.itemgetter(2, 0)
    v = [x, y, a]
    p, q = pair(v)
    return a * pick(v) + operator.pow(p, 2) * operator.sub(q, 1.0) + operator.getitem(v, 0)


def operator_methods(x):
    total = operator.methodcaller("sum")(x * x)
    product = operator.matmul(x, x)
    return total * product + operator.attrgetter("T")(x)[0]


def operators_by_name(x, y, names):
    table = {"+": operator.add, "*": operator.mul, "-": operator.sub}
    for name in names:
        x = table[name](x, y)
    return x


def of_math(x):
    r = math.hypot(x, 2.0) * math.exp(-x) + math.log1p(x) + math.atan2(x, 3.0)
    return r * math.prod([x, 2.0, x]) + math.sqrt(math.fabs(x)) + math.pow(x, 3.0)


# ---------------------------------------------------------------- caches


@functools.lru_cache(maxsize=None)
def binomial(n, k):
    return 1 if k in (0, n) else binomial(n - 1, k - 1) + binomial(n - 1, k)


@functools.cache
def nodes(n):
    return np.polynomial.legendre.leggauss(n)


def bernstein(c, t):
    n = len(c) - 1
    return sum(binomial(n, k) * t**k * (1.0 - t) ** (n - k) * c[k] for k in range(n + 1))


def quadrature(a, n):
    points, weights = nodes(n)
    return np.sum(weights * np.exp(a * points))


@functools.lru_cache
def cached_square(x):
    return x * x


def active_cache(x):
    return cached_square(x) * x


# ---------------------------------------------------------------- chosen functions, derivatives inside


def chosen(x, c):
    f = np.sin if c > 0.0 else cube
    g = cube
    if x > 0.5:
        g = np.tanh
    return f(x) * g(x)


def chosen_by_value(x, k):
    fns = [np.sin, cube, np.tanh]
    return fns[k](x) + fns[int(x > 0.5)](2.0 * x)


def chosen_closure(x):
    if x > 0.5:

        def f(v):
            return v * x

    else:

        def f(v):
            return v + x

    return f(x) * f(2.0)


def optional_function(x, link=None):
    y = x * x
    if link is not None:
        y = link(y)
    return y * (link or np.exp)(x)


def callable_or_number(x):
    def scale_by(v, factor):
        if callable(factor):
            return v * factor(v)
        return v * factor

    return scale_by(x, 2.0) * scale_by(x, np.sin) + scale_by(x, lambda t: t * x)


def fixed_point(f, x, steps):
    for _ in range(steps):
        x = x - f(x) / tangent.grad(f)(x)
    return x


def newton_with_derivative(x):
    return fixed_point(cube_minus_two, x, 3)


def cube_minus_two(v):
    return v**3 - 2.0


slope_of_cube = tangent.grad(cube)


def derivative_inside(x):
    return slope_of_cube(x) * x + tangent.grad(cube_minus_two)(x)


def array_held_and_written(x):
    y = x.copy()
    f = scaled(y)
    y[0] = 5.0 * x[1]  # `f` holds the same array
    return np.sum(f(x))


def array_read_under_another_name(x):
    y = x.copy()
    z = y

    def f(v):
        return np.sum(v * z)

    y[0] = 5.0 * x[1]
    return f(x)


def partial_of_a_written_array(x):
    y = x.copy()
    f = functools.partial(np.dot, y)
    y *= x[0]
    return f(x)


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
    Case(array_held_and_written, (rand(3),), items="C27 F61"),
    Case(array_read_under_another_name, (rand(3),), items="C27 F61"),
    Case(partial_of_a_written_array, (rand(3),), items="C27 F64"),
    # Defaults.
    Case(array_default, (0.7,), items="F59", standalone=False),
    Case(default_evaluated_once, (0.7,), items="F59"),
    Case(default_dict_is_read, (0.7,), items="F59"),
    # Partials.
    Case(partial_of_a_module, (0.7,), items="F64", standalone=False),
    Case(partial_of_a_partial, (rand(3), rand(3)), (0, 1)),
    Case(partial_with_more, (rand(3), rand(3)), (0, 1)),
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
    # Functions of sequences.
    Case(mapped, (0.7, 1.3), (0, 1), items="F64"),
    Case(mapped_over_two, (rand(3), rand(3, seed=1)), (0, 1), items="F64"),
    Case(mapped_lazily, (np.array([0.2, 0.3, 0.9, -1.0]),), items="F64"),
    Case(filtered, (rand(4),), items="F64"),
    Case(reduced, (0.7, 1.3), (0, 1), items="F64"),
    Case(reduced_over_array, (rand(4),), items="F64"),
    Case(reduced_composition, (0.7,), items="F64"),
    Case(sorted_values, (rand(3),), items="F64"),
    Case(sorted_by_key, (rand(3),), items="F64"),
    Case(trimmed_mean, (rand(6), 1), items="F64"),
    Case(distance_to_nearest, (rand(4, 2), np.array([0.1, 0.2])), (0, 1)),
    Case(extremes, (rand(3), 0.3), (0, 1)),
    Case(extremes_of_slices, (rand(3),)),
    Case(tests_of_sequences, (rand(3),)),
    Case(paired_strictly, (rand(3), rand(3, seed=1)), (0, 1), items="E57"),
    Case(unequal_lengths, (rand(3), rand(2)), items="E57 G77", raises=ValueError),
    Case(sums_of_many_kinds, (rand(3), rand(3, seed=1)), (0, 1), items="G74 G75"),
    Case(compensated, (rand(3),), items="G75"),
    Case(reversed_list, (rand(3),)),
    Case(listed_iterators, (rand(3), rand(3, seed=1)), (0, 1)),
    Case(transposed, (0.7, 1.3), (0, 1)),
    # The modules operator, math and functools.
    Case(operators, (0.7, 1.3), (0, 1)),
    Case(operator_methods, (rand(3),)),
    Case(operators_by_name, (0.7, 1.3, ("+", "*", "-")), (0, 1)),
    Case(of_math, (0.7,)),
    Case(bernstein, (rand(4), 0.3), (0, 1), items="F64"),
    Case(quadrature, (0.7, 5), items="F64"),
    Case(active_cache, (0.7,), items="F64", refused="TGT301"),
    # Chosen functions, derivatives inside.
    Case(chosen, (0.7, 1.0), items="F65"),
    Case(chosen_by_value, (0.7, 1), items="F65"),
    Case(chosen_closure, (0.7,), items="F65"),
    Case(optional_function, (0.7, np.sin), items="F65", standalone=False),
    Case(callable_or_number, (0.7,), items="F65"),
    Case(newton_with_derivative, (1.5,), items="I94"),
    Case(derivative_inside, (0.7,), items="I94"),
]
