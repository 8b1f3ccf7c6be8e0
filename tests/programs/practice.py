"""Programs of a few dozen lines, as they stand in people's repositories.

A filter that keeps its history, layers in a registry, an adaptive solver, trees, option prices, graphs,
splines, bodies with slots, cached recursions.
"""

import abc
import collections
import dataclasses
import functools
import math
import typing

import numpy as np

from tests.programs import Case, rand


class Kalman:
    def __init__(self, F, H, Q, R):
        self.F, self.H, self.Q, self.R = F, H, Q, R
        self.reset()

    def reset(self):
        n = self.F.shape[0]
        self.x = np.zeros(n)
        self.P = np.eye(n)
        self.log_likelihood = 0.0
        self.history = []

    def predict(self):
        self.x = self.F @ self.x
        self.P = self.F @ self.P @ self.F.T + self.Q

    def update(self, z):
        y = z - self.H @ self.x
        S = self.H @ self.P @ self.H.T + self.R
        K = np.linalg.solve(S.T, (self.P @ self.H.T).T).T
        self.x = self.x + K @ y
        self.P = (np.eye(len(self.x)) - K @ self.H) @ self.P
        sign, logdet = np.linalg.slogdet(S)
        self.log_likelihood -= 0.5 * (y @ np.linalg.solve(S, y) + logdet + len(y) * math.log(2 * math.pi))
        self.history.append(self.x.copy())


def kalman_likelihood(q, zs):
    F = np.array([[1.0, 0.1], [0.0, 1.0]])
    kf = Kalman(F, np.array([[1.0, 0.0]]), q * np.eye(2), np.array([[0.5]]))
    for z in zs:
        kf.predict()
        kf.update(z)
    return -kf.log_likelihood + np.sum(kf.history[-1])


class Layer(abc.ABC):
    registry = {}

    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Layer.registry[cls.__name__.lower()] = cls

    @abc.abstractmethod
    def forward(self, x): ...


class Dense(Layer):
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        return x @ self.w + self.b


class Tanh(Layer):
    def forward(self, x):
        return np.tanh(x)


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers)

    def __call__(self, x):
        for l in self.layers:
            x = l.forward(x)
        return x


def net_loss(w1, w2, x):
    net = Sequential(Dense(w1, np.zeros(4)), Tanh(), Layer.registry["dense"](w2, 0.1))
    return np.mean(net(x) ** 2)


def rk45(f, t0, t1, y0, tol=1e-6):
    t, y = t0, np.asarray(y0, dtype=float)
    h = (t1 - t0) / 10
    ts, ys = [t], [y]
    while t < t1:
        h = min(h, t1 - t)
        k1 = f(t, y)
        k2 = f(t + h / 4, y + h * k1 / 4)
        k3 = f(t + 3 * h / 8, y + h * (3 * k1 + 9 * k2) / 32)
        k4 = f(t + 12 * h / 13, y + h * (1932 * k1 - 7200 * k2 + 7296 * k3) / 2197)
        k5 = f(t + h, y + h * (439 * k1 / 216 - 8 * k2 + 3680 * k3 / 513 - 845 * k4 / 4104))
        k6 = f(
            t + h / 2, y + h * (-8 * k1 / 27 + 2 * k2 - 3544 * k3 / 2565 + 1859 * k4 / 4104 - 11 * k5 / 40)
        )
        y4 = y + h * (25 * k1 / 216 + 1408 * k3 / 2565 + 2197 * k4 / 4104 - k5 / 5)
        y5 = y + h * (16 * k1 / 135 + 6656 * k3 / 12825 + 28561 * k4 / 56430 - 9 * k5 / 50 + 2 * k6 / 55)
        err = np.max(np.abs(y5 - y4))
        if err < tol:
            t += h
            y = y5
            ts.append(t)
            ys.append(y)
        h *= 0.9 * min(4.0, max(0.2, (tol / max(float(err), 1e-14)) ** 0.2))
    return np.array(ts), np.array(ys)


def lotka(p):
    a, b, c, d = p

    def f(t, y):
        return np.array([a * y[0] - b * y[0] * y[1], -c * y[1] + d * y[0] * y[1]])

    ts, ys = rk45(f, 0.0, 1.0, [1.0, 0.5], tol=1e-3)
    return np.sum(ys[-1]) + ys[len(ys) // 2, 0]


@dataclasses.dataclass
class Split:
    feature: int = 0
    threshold: float = 0.0
    left: typing.Optional["Split"] = None
    right: typing.Optional["Split"] = None
    value: float = 0.0


def decide(node, x, beta):
    if node.left is None:
        return node.value
    p = 1 / (1 + np.exp(-beta * (x[node.feature] - node.threshold)))
    return p * decide(node.right, x, beta) + (1 - p) * decide(node.left, x, beta)


TREE = Split(0, 0.3, Split(value=1.0), Split(1, 0.5, Split(value=2.0), Split(value=-1.0)))


def tree_loss(x, beta):
    return decide(TREE, x, beta) ** 2


class Payoff(typing.Protocol):
    def __call__(self, s): ...


class Call:
    def __init__(self, k):
        self.k = k

    def __call__(self, s):
        return np.maximum(s - self.k, 0.0)


class Put(Call):
    def __call__(self, s):
        return np.maximum(self.k - s, 0.0)


class Pricer:
    def __init__(self, payoff, n=20):
        self.payoff, self.n = payoff, n

    def price(self, s0, sigma, r=0.05, T=1.0, *, american=False):
        dt = T / self.n
        u = np.exp(sigma * np.sqrt(dt))
        d = 1 / u
        p = (np.exp(r * dt) - d) / (u - d)
        j = np.arange(self.n + 1)
        v = self.payoff(s0 * u**j * d ** (self.n - j))
        for i in range(self.n - 1, -1, -1):
            v = np.exp(-r * dt) * (p * v[1:] + (1 - p) * v[:-1])
            if american:
                j = np.arange(i + 1)
                v = np.maximum(v, self.payoff(s0 * u**j * d ** (i - j)))
        return v[0]


def portfolio(s0, sigma):
    book = {"call": (Pricer(Call(95.0)), 2.0), "put": (Pricer(Put(105.0)), -1.0)}
    return sum(q * p.price(s0, sigma, american=name == "put") for name, (p, q) in book.items())


def message_passing(h, w, edges):
    adj = collections.defaultdict(list)
    for i, j in edges:
        adj[i].append(j)
        adj[j].append(i)
    for _ in range(2):
        new = np.empty_like(h)
        for i in range(len(h)):
            if adj[i]:
                m = sum(h[j] for j in adj[i]) / len(adj[i])
            else:
                m = np.zeros(h.shape[1])
            new[i] = np.tanh(w @ (h[i] + m))
        h = new
    return np.sum(h**2)


class CubicSpline:
    def __init__(self, x, y):
        n = len(x)
        h = np.diff(x)
        A = np.zeros((n, n))
        b = np.zeros(n)
        A[0, 0] = A[-1, -1] = 1.0
        for i in range(1, n - 1):
            A[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
            b[i] = 6 * ((y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1])
        self.x, self.y, self.h, self.m = x, y, h, np.linalg.solve(A, b)

    def __call__(self, t):
        i = np.clip(np.searchsorted(self.x, t) - 1, 0, len(self.x) - 2)
        h, a, b = self.h[i], self.x[i + 1] - t, t - self.x[i]
        return (
            (self.m[i] * a**3 + self.m[i + 1] * b**3) / (6 * h)
            + (self.y[i] / h - self.m[i] * h / 6) * a
            + (self.y[i + 1] / h - self.m[i + 1] * h / 6) * b
        )


def spline_energy(y, t):
    s = CubicSpline(np.linspace(0, 1, len(y)), y)
    return np.sum(s(t) ** 2)


class Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __sub__(self, o):
        return Vec(self.x - o.x, self.y - o.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    __rmul__ = __mul__

    def norm2(self):
        return self.x * self.x + self.y * self.y


@dataclasses.dataclass
class Particle:
    pos: Vec
    vel: Vec
    mass: float


def two_bodies_with_slots(params):
    ps = [
        Particle(Vec(params[0], 0.0), Vec(0.0, 1.0), 1.0),
        Particle(Vec(-1.0, params[1]), Vec(0.3, -1.0), params[2]),
    ]
    for step in range(3):
        forces = [Vec(0.0, 0.0) for _ in ps]
        for i, p in enumerate(ps):
            for j, q in enumerate(ps):
                if i == j:
                    continue
                d = q.pos - p.pos
                forces[i] = forces[i] + d * (p.mass * q.mass / (d.norm2() + 0.1) ** 1.5)
        for p, f in zip(ps, forces):
            p.vel = p.vel + f * (0.01 / p.mass)
            p.pos = p.pos + p.vel * 0.01
    return sum(0.5 * p.mass * p.vel.norm2() for p in ps)


def viterbi(logits, trans):
    T, K = logits.shape
    score = logits[0].copy()
    back = np.zeros((T, K), dtype=int)
    for t in range(1, T):
        cand = score[:, None] + trans
        back[t] = cand.argmax(axis=0)
        score = cand.max(axis=0) + logits[t]
    best = int(score.argmax())
    path = [best]
    for t in range(T - 1, 0, -1):
        path.append(int(back[t, path[-1]]))
    path.reverse()
    return score.max() - sum(logits[t, k] for t, k in enumerate(path)) * 0.5


def edit_distance(costs):
    @functools.lru_cache(None)
    def d(i, j):
        if i == 0 or j == 0:
            return (i + j) * costs[0]
        return min(
            d(i - 1, j) + costs[0],
            d(i, j - 1) + costs[1],
            d(i - 1, j - 1) + (costs[2] if (i + j) % 3 else 0.0),
        )

    return d(4, 3)


def knapsack(v):
    w = [2, 3, 4]

    @functools.lru_cache(maxsize=None)
    def best(i, left=5):
        """Doc."""
        if i == len(w):
            return 0.0
        skip = best(i + 1, left)
        if w[i] > left:
            return skip
        return np.logaddexp(skip, v[i] + best(i + 1, left - w[i]))

    return best(0)


def lattice_paths(x):
    n = 3

    @functools.cache
    def f(i, j):
        if i < 0 or j < 0:
            return 0.0
        if i == j == 0:
            return 1.0
        return x[i] * f(i - 1, j) + x[j] ** 2 * f(i, j - 1)

    @functools.cache
    def g(i):
        return f(i, i) * np.sin(x[i])

    return sum(g(i) for i in range(n)) + g(1)


def powers_of_an_array(x):
    @functools.lru_cache
    def power(k):
        if k == 0:
            return np.ones_like(x)
        if k % 2:
            return x * power(k - 1)
        h = power(k // 2)
        return h * h

    return np.sum(power(5) * power(3))


def counted_calls(x):
    count = 0

    @functools.cache
    def f(i):
        nonlocal count
        count += 1
        return x * i

    return (f(1) + f(1) + f(2)) * count


CASES = [
    Case(kalman_likelihood, lambda: (0.3, rand(4, 1)), (0, 1)),
    Case(net_loss, lambda: (rand(3, 4), rand(4, 2, seed=1), rand(5, 3, seed=2)), (0, 1)),
    Case(lotka, lambda: (np.array([1.1, 0.4, 0.4, 0.1]),)),
    Case(tree_loss, lambda: (np.array([0.2, 0.7]), 3.0), (0, 1), standalone=False),
    Case(portfolio, lambda: (100.0, 0.2), (0, 1)),
    Case(message_passing, lambda: (rand(4, 3), rand(3, 3, seed=1), [(0, 1), (1, 2)]), (0, 1)),
    Case(spline_energy, lambda: (rand(5), np.array([0.12, 0.57, 0.93])), (0, 1)),
    Case(two_bodies_with_slots, lambda: (np.array([1.0, 0.5, 1.3]),)),
    Case(viterbi, lambda: (rand(5, 3), rand(3, 3, seed=1)), (0, 1)),
    Case(edit_distance, lambda: (np.array([1.0, 1.3, 0.7]),)),
    Case(knapsack, lambda: (np.array([1.0, 2.0, 3.0]),)),
    Case(lattice_paths, lambda: (np.array([0.5, 1.2, 0.7]),)),
    Case(powers_of_an_array, lambda: (np.array([0.5, 1.2]),)),
    Case(counted_calls, lambda: (0.7,)),
]
