"""Lists whose items are set: by methods of an object that holds them, by the loop that runs over them."""

import numpy as np

from tests.programs import Case


class Momentum:
    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr
        self.v = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.v[i] = 0.9 * self.v[i] - self.lr * g
            self.params[i] = p + self.v[i]


class ByPlace(Momentum):
    def step(self, grads):
        for i in range(len(self.params)):
            self.v[i] = 0.9 * self.v[i] - self.lr * grads[i]
            self.params[i] = self.params[i] + self.v[i]


class Rebound(Momentum):
    def step(self, grads):
        for i, g in enumerate(grads):
            self.v[i] = 0.9 * self.v[i] - self.lr * g
        self.params = [p + v for p, v in zip(self.params, self.v)]


class InPlace(Momentum):
    def step(self, grads):
        for p, v, g in zip(self.params, self.v, grads):
            v *= 0.9
            v -= self.lr * g
            p += v


def run(opt, n=2):
    for k in range(n):
        a, b = opt.params
        opt.step([2 * a + b[0], b - a[:2]])
    return np.sum(opt.params[0]) * np.sum(opt.params[1])


def momentum_by_items(x):
    return run(Momentum([x, x[:2] * 2.0]))


def momentum_by_place(x):
    return run(ByPlace([x, x[:2] * 2.0]))


def momentum_rebound(x):
    return run(Rebound([x, x[:2] * 2.0]))


def momentum_in_place(x):
    return run(InPlace([x * 1.0, x[:2] * 2.0]))


def of_one_length(x):
    opt = Momentum([x, x * 2.0])
    for k in range(2):
        a, b = opt.params
        opt.step([2 * a + b[0], b - a])
    return np.sum(opt.params[0]) * np.sum(opt.params[1])


def without_a_class(x):
    params = [x, x[:2] * 2.0]
    v = [np.zeros_like(p) for p in params]
    for k in range(2):
        a, b = params
        grads = [2 * a + b[0], b - a[:2]]
        for i, (p, g) in enumerate(zip(params, grads)):
            v[i] = 0.9 * v[i] - 0.1 * g
            params[i] = p + v[i]
    return np.sum(params[0]) * np.sum(params[1])


class Stored:
    def __init__(self, params):
        self.params = params

    def step(self, grads):
        for i in range(2):
            self.params[i] = self.params[i] - 0.1 * grads[i]


class Listed(Stored):
    def __init__(self, params):
        self.params = list(params)


class Shown(Stored):
    def __init__(self, a, b):
        self.params = [a, b]


class OneByOne(Stored):
    def step(self, grads):
        self.params[0] = self.params[0] - 0.1 * grads[0]
        self.params[1] = self.params[1] - 0.1 * grads[1]


def set_in_a_loop(x):
    opt = Stored([x, x * 2.0])
    opt.step([x, x * x])
    return np.sum(opt.params[0] * opt.params[1])


def set_in_a_copy(x):
    opt = Listed([x, x * 2.0])
    opt.step([x, x * x])
    return np.sum(opt.params[0] * opt.params[1])


def set_in_a_display(x):
    opt = Shown(x, x * 2.0)
    opt.step([x, x * x])
    return np.sum(opt.params[0] * opt.params[1])


def set_one_by_one(x):
    opt = OneByOne([x, x * 2.0])
    opt.step([x, x * x])
    return np.sum(opt.params[0] * opt.params[1])


def of_two_lengths(x):
    opt = Stored([x, x[:2] * 2.0])
    opt.step([x, x[:2]])
    return np.sum(opt.params[0]) * np.sum(opt.params[1])


def set_again(x):
    opt = Stored([x, x * 2.0])
    for k in range(2):
        opt.step([x, opt.params[0]])
    return np.sum(opt.params[0] * opt.params[1])


def taken_apart_and_set(x):
    opt = Stored([x, x * 2.0])
    for k in range(2):
        u, v = opt.params
        opt.step([v, u])
    return np.sum(opt.params[0] * opt.params[1])


def doubled(xs):
    for i, v in enumerate(xs):
        xs[i] = v * 2.0


def by_a_helper(x):
    xs = [x, x * x]
    doubled(xs)
    return np.sum(xs[0] * xs[1])


def of_numbers(x):
    xs = [x[0], x[1], x[2]]
    for i, v in enumerate(xs):
        xs[i] = v * v + 1.0
    return sum(xs) * xs[1]


def the_next_one(x):
    xs = list(x)
    for i, v in enumerate(xs):
        if i + 1 < len(xs):
            xs[i + 1] = xs[i + 1] + v * v
    return xs[-1] + xs[0]


def shorter_beside(x):
    xs, ys = [x, x * 2.0, x * 3.0], [x, x]
    for i, (a, b) in enumerate(zip(xs, ys)):
        xs[i] = a * b
    return np.sum(xs[0] + xs[1] * xs[2])


def with_else(x):
    xs = [x[0], x[1], x[2]]
    k = 0
    for v in xs:
        xs[k] = np.sin(v)
        k += 1
    else:
        xs[0] = xs[0] * 2.0
    return xs[0] * xs[1] * xs[2]


def left_early(x):
    xs = [x[0], x[1], x[2]]
    for i, v in enumerate(xs):
        if v > 0.6:
            break
        xs[i] = v**3
    return xs[0] + xs[1] * xs[2]


def pairs(x):
    xs = [(x[0], x[1]), (x[1], x[2])]
    for i, (a, b) in enumerate(xs):
        xs[i] = (a * b, a + b)
    return xs[0][0] * xs[1][1] + xs[1][0]


def again_and_again(x):
    u = [x[0], x[1], x[2], 1.0]
    for _ in range(3):
        for i, v in enumerate(u):
            u[i] = v + 0.1 * (u[i - 1] - v)
    return u[0] * u[3]


def halved_by_key(x):
    d = {}
    for i, v in enumerate(x):
        d[i % 2] = v
    for k, v in d.items():
        d[k] += v**2
        v = v * 3.0
    for k in d.keys():
        d[k] = d[k] ** 2 * (k + 1.0)
    return sum(d.values())


def shares_of_a_whole(x):
    shares = {s: v for s, v in zip("abc", x, strict=True)}
    whole = sum(shares.values())
    for s in shares:
        shares[s] /= whole
    entropy = 0.0
    for s, p in shares.items():
        entropy -= p * np.log(p)
    return entropy


def counted_and_cut(x):
    counts = {}
    for i, w in enumerate("abacba"):
        counts[w] = counts.get(w, 0.0) + x[i % 3]
    for w, c in counts.items():
        if c > 1.0:
            counts[w] = c * 0.5
        else:
            continue
        counts[w] += 1.0
    return sum(c**2 for c in counts.values())


def compartments(x):
    state = {"s": x[0], "i": x[1], "r": x[2]}
    for _ in range(4):
        new = state["s"] * state["i"]
        rates = {"s": -new, "i": new - 0.1 * state["i"], "r": 0.1 * state["i"]}
        for key in state:
            state[key] += 0.1 * rates[key]
    return state["r"] * state["s"]


class Weights:
    def __init__(self, w, b):
        self.params = {"w": w, "b": b}

    def step(self, grads, rate):
        for name, p in self.params.items():
            self.params[name] = p - rate * grads[name]

    def decay(self, factor):
        for name in self.params:
            self.params[name] *= factor


def weights_that_decay(x):
    net = Weights(x * 2.0, x[:1])
    for _ in range(3):
        net.step({"w": net.params["w"] ** 2, "b": net.params["b"] * 2.0}, 0.1)
        net.decay(0.9)
    return np.sum(net.params["w"]) * net.params["b"][0]


def weights_bound_and_scaled(x):
    net = Weights(x * 2.0, x * 1.0)
    for _ in range(2):
        net.params["w"] = net.params["w"] - 0.1 * net.params["w"] ** 2
        net.params["w"] *= 0.9
    return np.sum(net.params["w"])


def point():
    return (np.array([0.3, 0.7, 0.5]),)


CASES = [
    Case(fun, point)
    for fun in (
        momentum_by_items,
        momentum_by_place,
        momentum_rebound,
        momentum_in_place,
        of_one_length,
        without_a_class,
        set_in_a_loop,
        set_in_a_copy,
        set_in_a_display,
        set_one_by_one,
        of_two_lengths,
        set_again,
        taken_apart_and_set,
        by_a_helper,
        of_numbers,
        the_next_one,
        shorter_beside,
        with_else,
        left_early,
        pairs,
        again_and_again,
        halved_by_key,
        shares_of_a_whole,
        counted_and_cut,
        compartments,
        weights_that_decay,
        weights_bound_and_scaled,
    )
]
