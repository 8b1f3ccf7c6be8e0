"""Dicts of lists that are filled by key, and what people register, group, sort and look up."""

import numpy as np

from tests.programs import Case


class Emitter:
    def __init__(self):
        self.handlers = {}

    def on(self, name, f):
        self.handlers.setdefault(name, []).append(f)

    def emit(self, name, *a):
        return [f(*a) for f in self.handlers.get(name, [])]


def two_handlers(x):
    e = Emitter()
    e.on("load", lambda v: v * x[0])
    e.on("load", lambda v: v + x[2])
    return sum(e.emit("load", x[1]))


def two_ufuncs(x):
    e = Emitter()
    e.on("load", np.cos)
    e.on("load", np.sin)
    return sum(e.emit("load", x[1]))


def one_handler(x):
    e = Emitter()
    e.on("load", lambda v: v * x[0])
    return sum(e.emit("load", x[1])) + len(e.emit("none"))


def there_already(x):
    d = {"w": x}
    v = d.setdefault("w", 0.0)
    return np.sum(v * d["w"])


def there_or_not(x):
    d = {"w": x, "b": 1.0}
    for k in ("w", "b", "c"):
        v = d.setdefault(k, 0.5)
    return np.sum(v * d["w"]) + d["b"] * d["c"]


class Holder:
    def __init__(self):
        self.d = {}

    def get(self, k, v):
        return self.d.setdefault(k, v)


def in_a_method(x):
    h = Holder()
    a = h.get("a", x)
    b = h.get("a", 2.0)
    return np.sum(a * b) + np.sum(h.get("c", x[0]))


def lists_by_names(x):
    d = {}
    d.setdefault("a", []).append(x[0])
    d.setdefault("a", []).append(x[1] * x[0])
    d.setdefault("b", []).append(x[2])
    return sum(d["a"]) * d["b"][0]


def filled_where_missing(x):
    d = {}
    for k, v in (("a", x[0]), ("a", x[1] * x[0]), ("b", x[2])):
        if k not in d:
            d[k] = []
        d[k].append(v)
    return sum(d["a"]) * d["b"][0]


def asked_twice(x):
    d = {}
    if "a" not in d:
        d["a"] = []
    d["a"].append(x[0])
    if "a" not in d:
        d["a"] = []
    d["a"].append(x[1])
    return sum(d["a"])


def grouped_by_turns(x):
    keys = ["u", "v", "u"]
    table = {}
    for k, v in zip(keys, x):
        table.setdefault(k, []).append(v)
    means = {k: sum(v) / len(v) for k, v in table.items()}
    return means["u"]


def the_best_key(x):
    d = {"u": x[0] * 2, "v": x[1], "w": x[2] ** 2}
    return d[max(d, key=d.get)] + d[min(d, key=d.get)] * x[0]


def keys_by_value(x):
    d = {"u": x[0] * 2, "v": x[1], "w": x[2] ** 2}
    best = sorted(d, key=d.__getitem__)[:2]
    return sum(d[k] for k in best)


def places_by_value(x):
    score = [x[2], x[0], x[1]]
    order = sorted(range(3), key=score.__getitem__, reverse=True)
    return sum((i + 1) * score[k] for i, k in enumerate(order))


def place_of_the_largest(x):
    i = max(range(len(x)), key=x.__getitem__)
    return x[i] ** 2


def machine(x):
    state, acc = "start", 0.0
    for v in x:
        match state:
            case "start":
                acc += v
                state = "mid"
            case "mid" if v > 0.6:
                acc *= v
                state = "end"
            case "mid":
                acc -= v
            case _:
                acc += v**2
    return acc


class Poly:
    def __init__(self, coef):
        self.coef = list(coef)

    def __call__(self, t):
        r = 0.0
        for c in reversed(self.coef):
            r = r * t + c
        return r

    def __add__(self, o):
        n = max(len(self.coef), len(o.coef))
        a = self.coef + [0.0] * (n - len(self.coef))
        b = o.coef + [0.0] * (n - len(o.coef))
        return Poly([p + q for p, q in zip(a, b)])

    def __mul__(self, o):
        out = [0.0] * (len(self.coef) + len(o.coef) - 1)
        for i, a in enumerate(self.coef):
            for j, b in enumerate(o.coef):
                out[i + j] += a * b
        return Poly(out)

    def deriv(self):
        return Poly([k * c for k, c in enumerate(self.coef)][1:])


def polys(x):
    p, q = Poly(x), Poly([1.0, x[0]])
    r = p * q + p.deriv()
    return r(0.5) + r.deriv()(x[1])


class Kernel:
    def __add__(self, o):
        return Sum(self, o)

    def __mul__(self, o):
        return Product(self, o)


class RBF(Kernel):
    def __init__(self, l):
        self.l = l

    def __call__(self, a, b):
        return np.exp(-0.5 * (a[:, None] - b[None, :]) ** 2 / self.l**2)


class White(Kernel):
    def __init__(self, s):
        self.s = s

    def __call__(self, a, b):
        return self.s * np.eye(len(a), len(b))


class Pair(Kernel):
    def __init__(self, k1, k2):
        self.k1, self.k2 = k1, k2


class Sum(Pair):
    def __call__(self, a, b):
        return self.k1(a, b) + self.k2(a, b)


class Product(Pair):
    def __call__(self, a, b):
        return self.k1(a, b) * self.k2(a, b)


def gp(theta):
    t = np.linspace(0, 1, 4)
    y = np.sin(3 * t)
    k = RBF(theta[0]) * RBF(theta[1]) + White(theta[2])
    K = k(t, t)
    L = np.linalg.cholesky(K)
    a = np.linalg.solve(L, y)
    return 0.5 * a @ a + np.sum(np.log(np.diag(L)))


def events(x):
    queue = [(x[0], "a"), (x[1], "b"), (x[2], "c")]
    total, now = 0.0, 0.0
    while queue:
        queue.sort(key=lambda e: e[0])
        t, name = queue.pop(0)
        total += (t - now) * len(queue)
        now = t
        if name == "a":
            queue.append((now + x[1] * 0.1, "d"))
    return total + now**2


def groups(x):
    keys = ["u", "v", "u"]
    table = {}
    for k, v in zip(keys, x):
        table.setdefault(k, []).append(v)
    means = {k: sum(v) / len(v) for k, v in table.items()}
    var = {k: sum((u - means[k]) ** 2 for u in v) for k, v in table.items()}
    best = max(means, key=means.get)
    return means[best] + sum(var.values())


def adaptive(x):
    t, y, h = 0.0, x[0], 0.25

    def f(t, y):
        return -x[1] * y + np.sin(t) * x[2]

    steps = 0
    while t < 1.0 - 1e-12:
        h = min(h, 1.0 - t)
        k1 = f(t, y)
        k2 = f(t + h, y + h * k1)
        err = abs(k2 - k1) * h / 2
        if err > 0.05:
            h *= 0.5
            continue
        y = y + h * (k1 + k2) / 2
        t += h
        steps += 1
        if steps > 100:
            raise RuntimeError("too many")
    return y


def window(x):
    n = len(x)
    w = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / (n - 1))
    spec = np.abs(np.fft.rfft(x * w)) ** 2
    return np.sum(np.log(spec + 1e-3))


def nested(x):
    best = None
    for i in range(3):
        for j in range(i):
            d = (x[i] - x[j]) ** 2
            if best is None or d < best:
                best = d
    if best is None:
        return 0.0
    return np.sqrt(best) + x.sum()


class Fib:
    def __init__(self, a, b):
        self.memo = {0: a, 1: b}

    def __call__(self, n):
        if n not in self.memo:
            self.memo[n] = self(n - 1) + 0.5 * self(n - 2)
        return self.memo[n]


def fib(x):
    f = Fib(x[0], x[1])
    return f(5) * x[2]


def point():
    return (np.array([0.3, 0.71, 0.52]),)


CASES = [
    Case(fun, point)
    for fun in (
        two_ufuncs,
        one_handler,
        there_already,
        there_or_not,
        in_a_method,
        lists_by_names,
        filled_where_missing,
        asked_twice,
        grouped_by_turns,
        the_best_key,
        keys_by_value,
        places_by_value,
        place_of_the_largest,
        machine,
        polys,
        gp,
        events,
        groups,
        adaptive,
        window,
        nested,
        fib,
    )
] + [Case(two_handlers, point, refused="maybe")]
