"""More programs as they stand in people's repositories.

A Gaussian process, a quasi-Newton method, a hidden Markov model, a shock tube, finite elements, cameras, a
network that writes to a log, random numbers, an interpreter, an optimiser with settings, a flock.
"""

import collections
import contextlib
import dataclasses
import logging
import math
import random
import time
import warnings

import numpy as np

from tests.programs import Case, rand

log = logging.getLogger(__name__)


NODES = np.array([[0.0, 0.0], [1.0, 0.1], [0.0, 1.0], [1.1, 1.0]])


class RBF:
    def __init__(self, length=1.0, var=1.0):
        self.length, self.var = length, var

    def __call__(self, a, b=None):
        b = a if b is None else b
        d2 = np.sum(a**2, 1)[:, None] + np.sum(b**2, 1)[None, :] - 2 * a @ b.T
        return self.var * np.exp(-0.5 * np.maximum(d2, 0) / self.length**2)

    def __add__(self, other):
        return SumKernel(self, other)


class SumKernel:
    def __init__(self, *parts):
        self.parts = parts

    def __call__(self, a, b=None):
        return sum(k(a, b) for k in self.parts)


class GP:
    def __init__(self, kernel, noise=1e-2):
        self.kernel, self.noise = kernel, noise
        self._fitted = False

    def fit(self, X, y):
        self.X, self.y = X, y
        K = self.kernel(X) + self.noise * np.eye(len(X))
        self.L = np.linalg.cholesky(K)
        self.alpha = np.linalg.solve(self.L.T, np.linalg.solve(self.L, y))
        self._fitted = True
        return self

    def nll(self):
        if not self._fitted:
            raise RuntimeError("fit first")
        return (
            0.5 * self.y @ self.alpha
            + np.sum(np.log(np.diag(self.L)))
            + 0.5 * len(self.y) * np.log(2 * np.pi)
        )

    def predict(self, Xs, return_var=False):
        Ks = self.kernel(Xs, self.X)
        mean = Ks @ self.alpha
        if not return_var:
            return mean
        v = np.linalg.solve(self.L, Ks.T)
        return mean, np.diag(self.kernel(Xs)) - np.sum(v**2, 0)


def gaussian_process(length, noise, X, y):
    g = GP(RBF(length) + RBF(2 * length, 0.5), noise).fit(X, y)
    m, v = g.predict(X[:2] + 0.1, return_var=True)
    return g.nll() + np.sum(m) + np.sum(v)


def limited_memory(target, x):
    def f(z):
        return np.sum((z - target) ** 4) + np.sum(z**2)

    def df(z):
        return 4 * (z - target) ** 3 + 2 * z

    mem = collections.deque(maxlen=3)
    g = df(x)
    for it in range(4):
        q = g.copy()
        alphas = []
        for s, y, rho in reversed(mem):
            a = rho * (s @ q)
            q -= a * y
            alphas.append(a)
        if mem:
            s, y, _ = mem[-1]
            q *= (s @ y) / (y @ y)
        else:
            q *= 0.05
        for (s, y, rho), a in zip(mem, reversed(alphas)):
            b = rho * (y @ q)
            q += (a - b) * s
        xn = x - q
        gn = df(xn)
        s, y = xn - x, gn - g
        if s @ y > 1e-10:
            mem.append((s, y, 1.0 / (s @ y)))
        x, g = xn, gn
    return f(x)


def hidden_markov(params, obs):
    A = np.exp(params["A"] - np.logaddexp.reduce(params["A"], axis=1, keepdims=True))
    B = params["B"] / params["B"].sum(1, keepdims=True)
    pi = np.ones(len(A)) / len(A)
    alpha = np.zeros((len(obs), len(A)))
    scale = []
    for t, o in enumerate(obs):
        alpha[t] = (pi if t == 0 else alpha[t - 1] @ A) * B[:, o]
        c = alpha[t].sum()
        alpha[t] /= c
        scale.append(c)
    beta = np.ones_like(alpha)
    for t in reversed(range(len(obs) - 1)):
        beta[t] = A @ (B[:, obs[t + 1]] * beta[t + 1]) / scale[t + 1]
    gamma = alpha * beta
    return -np.log(scale).sum() + np.sum(gamma[:, 0] ** 2)


def rusanov(ul, ur, gamma=1.4):
    def flux(u):
        rho, m, E = u
        p = (gamma - 1) * (E - 0.5 * m * m / rho)
        return np.array([m, m * m / rho + p, (E + p) * m / rho]), np.abs(m / rho) + np.sqrt(gamma * p / rho)

    fl, sl = flux(ul)
    fr, sr = flux(ur)
    return 0.5 * (fl + fr) - 0.5 * np.maximum(sl, sr) * (ur - ul)


class Solver:
    fluxes = {"rusanov": rusanov}

    def __init__(self, n, scheme="rusanov", cfl=0.4):
        self.dx = 1.0 / n
        self.cfl = cfl
        self.flux = self.fluxes[scheme]
        self.t = 0.0
        self.steps = 0

    def ghost(self, u):
        return np.concatenate([u[:, :1], u, u[:, -1:]], axis=1)

    def step(self, u):
        w = self.ghost(u)
        F = self.flux(w[:, :-1], w[:, 1:])
        dt = 0.1 * self.dx
        self.t += dt
        self.steps += 1
        return u - dt / self.dx * np.diff(F, axis=1)

    def run(self, u, nsteps):
        for _ in range(nsteps):
            u = self.step(u)
            if not np.all(np.isfinite(u)):
                raise FloatingPointError(f"blew up at t={self.t}")
        return u


def shock_tube(left, right):
    n = 8
    u = np.empty((3, n))
    u[:, : n // 2] = left[:, None]
    u[:, n // 2 :] = right[:, None]
    s = Solver(n)
    u = s.run(u, 3)
    return np.sum(u[0] ** 2) * s.steps + s.t


def finite_elements(nodes, tri, k):
    n = len(nodes)
    K = np.zeros((n, n))
    F = np.zeros(n)
    for e, (a, b, c) in enumerate(tri):
        p = nodes[[a, b, c]]
        J = np.array([p[1] - p[0], p[2] - p[0]])
        area = 0.5 * abs(np.linalg.det(J))
        G = np.linalg.inv(J) @ np.array([[-1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])
        Ke = k[e] * area * G.T @ G
        for i, gi in enumerate((a, b, c)):
            F[gi] += area / 3
            for j, gj in enumerate((a, b, c)):
                K[gi, gj] += Ke[i, j]
    free = [i for i in range(n) if i not in (0,)]
    u = np.zeros(n)
    u[free] = np.linalg.solve(K[np.ix_(free, free)], F[free])
    return F @ u


Quat = collections.namedtuple("Quat", "w x y z")


def qmul(a, b):
    return Quat(
        a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
        a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
        a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
        a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
    )


def rotate(q, v):
    qv = Quat(0.0, *v)
    conj = q._replace(x=-q.x, y=-q.y, z=-q.z)
    r = qmul(qmul(q, qv), conj)
    return np.array(r[1:])


def cameras(q, pts, f):
    norm = math.sqrt(sum(c * c for c in q))
    q = Quat(*(c / norm for c in q))
    total = 0.0
    for p in pts:
        X, Y, Z = rotate(q, p)
        u = f * X / (Z + 3.0)
        v = f * Y / (Z + 3.0)
        total += u * u + v * v
    return total


def batches(x, size):
    for i in range(0, len(x), size):
        yield x[i : i + size]


def recurrent_with_messages(W, U, x):
    start = time.perf_counter()
    loss = 0.0
    n = 0
    for b in batches(x, 2):
        h = np.zeros(W.shape[0])
        for v in b:
            h = np.tanh(W @ h + U @ v)
        loss += np.sum(h**2)
        n += 1
        log.debug("batch %d loss %s", n, loss)
    if time.perf_counter() - start > 1e9:
        warnings.warn("slow")
    return loss / n


def stochastic_volatility(params, seed):
    kappa, theta, xi, rho, v0 = params
    rng = np.random.default_rng(seed)
    n, m = 6, 4
    S = np.full(n, 100.0)
    v = np.full(n, v0)
    dt = 1 / m
    for _ in range(m):
        z1 = rng.standard_normal(n)
        z2 = rho * z1 + np.sqrt(1 - rho**2) * rng.standard_normal(n)
        vp = np.maximum(v, 0)
        S = S * np.exp(-0.5 * vp * dt + np.sqrt(vp * dt) * z1)
        v += kappa * (theta - vp) * dt + xi * np.sqrt(vp * dt) * z2
    return np.maximum(S - 100, 0).mean()


@dataclasses.dataclass
class Num:
    v: float


@dataclasses.dataclass
class Var:
    name: str


@dataclasses.dataclass
class Bin:
    op: str
    a: object
    b: object


def ev(e, env):
    match e:
        case Num(v):
            return v
        case Var(name):
            return env[name]
        case Bin("+", a, b):
            return ev(a, env) + ev(b, env)
        case Bin("*", a, b):
            return ev(a, env) * ev(b, env)
        case Bin("^", a, Num(v)):
            return ev(a, env) ** v
        case _:
            raise ValueError(e)


EXPR = Bin("+", Bin("*", Num(2.0), Bin("^", Var("x"), Num(3.0))), Bin("*", Var("x"), Var("y")))


def interpreted(x, y):
    return ev(EXPR, {"x": x, "y": y})


@dataclasses.dataclass(frozen=True)
class Config:
    lr: float = 0.1
    betas: tuple = (0.9, 0.99)
    steps: int = 3
    extra: dict = dataclasses.field(default_factory=dict)


@contextlib.contextmanager
def section(name, out):
    out.append(name)
    try:
        yield
    finally:
        out.append("/" + name)


def adam_by_sections(x, cfg):
    cfg = dataclasses.replace(cfg, lr=cfg.lr * 2)
    m = v = np.zeros_like(x)
    b1, b2 = cfg.betas
    trace = []
    for t in range(1, cfg.steps + 1):
        with section("step", trace):
            g = 2 * x + np.cos(x)
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g * g
            x = x - cfg.lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + 1e-8)
    assert len(trace) == 2 * cfg.steps, trace
    return np.sum(x**2)


def flock(pos, vel):
    for _ in range(2):
        d = pos[:, None, :] - pos[None, :, :]
        r = np.sqrt(np.sum(d**2, -1) + 1e-3)
        near = (r < 1.5) & ~np.eye(len(pos), dtype=bool)
        count = near.sum(1)
        has = count > 0
        acc = np.zeros_like(pos)
        acc[has] += (near[has][:, :, None] * d[has]).sum(1) / count[has, None] * 0.1
        speed = np.linalg.norm(vel + acc, axis=1)
        vel = vel + acc
        fast = speed > 1.0
        vel[fast] = vel[fast] / speed[fast, None]
        pos = pos + 0.1 * vel
        pos %= 4.0
    return np.sum(pos * vel)


def dropped_out(x, seed):
    rng = np.random.RandomState(seed)
    n = len(x)
    keep = rng.rand(n) < 0.7
    mask = rng.binomial(1, 0.5, size=x.shape)
    return (x * keep * mask).mean() + np.max(rng.randn(n) * x)


def stochastic_descent(x, seed):
    rng = np.random.default_rng(seed)
    w = x
    for epoch in range(2):
        order = rng.permutation(len(x))
        for i in order:
            w = w - 0.1 * (w[i] - 1.0) * np.sin(x)
        rng.shuffle(order)
        w = w * order.sum()
    return np.sum(w)


def shuffled_list(x, seed):
    idx = list(range(len(x)))
    random.seed(seed)
    w = x
    for epoch in range(2):
        random.shuffle(idx)
        for i in idx:
            w = w - 0.1 * (w[i] - 1.0) * np.sin(x)
    return np.sum(w)


class Vector:
    def __init__(self, *c):
        self.c = c

    def __add__(self, o):
        return Vector(*(a + b for a, b in zip(self.c, o.c)))

    def __mul__(self, k):
        return Vector(*[a * k for a in self.c])

    def dot(self, o):
        return sum(a * b for a, b in zip(self.c, o.c))


def vectors_of_any_length(x):
    u = Vector(x[0], x[1], 2.0)
    w = Vector(*x)
    return (u + w * x[2]).dot(w)


def roots_of_what_is_cut_off(x):
    return np.sum(np.sqrt(np.maximum(x, 0.0) * 0.25)) + np.sum(np.minimum(x, 1.0) ** 2)


CASES = [
    Case(gaussian_process, lambda: (0.8, 0.1, rand(4, 2), rand(4, seed=1)), (0, 1, 2, 3)),
    Case(limited_memory, lambda: (np.array([0.5, -0.3, 0.8]), np.array([1.0, 1.5, -0.7])), (0, 1)),
    Case(hidden_markov, lambda: ({"A": rand(2, 2), "B": rand(2, 3, seed=1, low=0.2)}, [0, 2, 1, 1])),
    Case(shock_tube, lambda: (np.array([1.0, 0.1, 2.5]), np.array([0.5, 0.0, 1.0])), (0, 1)),
    Case(finite_elements, lambda: (NODES, [(0, 1, 2), (1, 3, 2)], np.array([1.0, 2.0])), (0, 2)),
    Case(cameras, lambda: (Quat(0.9, 0.1, 0.2, -0.3), rand(3, 3), 1.5), (0, 1, 2)),
    Case(
        recurrent_with_messages, lambda: (rand(3, 3), rand(3, 2, seed=1), rand(5, 2, seed=2)), (0, 1, 2),
        standalone=False,
    ),
    Case(stochastic_volatility, lambda: (np.array([1.0, 0.4, 0.1, -0.5, 0.5]), 3)),
    Case(interpreted, lambda: (1.3, 0.7), (0, 1), standalone=False),
    Case(adam_by_sections, lambda: (np.array([0.5, -1.0]), Config()), standalone=False),
    Case(flock, lambda: (rand(4, 2, low=0.5), rand(4, 2, seed=1)), (0, 1)),
    Case(dropped_out, lambda: (rand(3), 3)),
    Case(stochastic_descent, lambda: (rand(3), 3)),
    Case(shuffled_list, lambda: (rand(3), 3)),
    Case(vectors_of_any_length, lambda: (rand(3),)),
    Case(roots_of_what_is_cut_off, lambda: (np.array([-0.1, 0.3, 1.4]),)),
]
