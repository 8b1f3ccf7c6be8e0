"""Whole models as people write them: solvers with buffers, filters, networks of objects, trees and tables."""

import functools
import itertools
import math
import operator
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case


class Heat2D:
    def __init__(self, n, alpha, dt=0.1):
        self.n = n
        self.alpha = alpha
        self.dt = dt
        self.u = np.zeros((n, n))
        self.u_new = np.zeros_like(self.u)
        self.t = 0.0
        self.log = []

    def set_initial(self, f):
        for i in range(self.n):
            for j in range(self.n):
                self.u[i, j] = f(i / (self.n - 1), j / (self.n - 1))

    def step(self):
        u, v = self.u, self.u_new
        v[1:-1, 1:-1] = u[1:-1, 1:-1] + self.dt * self.alpha * (
            u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]
        )
        self.u, self.u_new = v, u
        self.t += self.dt

    def run(self, steps, every=2):
        for k in range(steps):
            self.step()
            if k % every == 0:
                self.log.append(float(self.t))
        return self.u


def heat(x):
    solver = Heat2D(5, x[0])
    solver.set_initial(lambda a, b: math.sin(math.pi * a) * x[1] + x[2] * b)
    u = solver.run(4)
    return np.sum(u**2) + len(solver.log)


class Kalman:
    def __init__(self, F, H, Q, R, x0, P0):
        self.F, self.H, self.Q, self.R = F, H, Q, R
        self.x, self.P = x0, P0
        self.loglik = 0.0

    def predict(self):
        self.x = self.F @ self.x
        self.P = self.F @ self.P @ self.F.T + self.Q

    def update(self, z):
        y = z - self.H @ self.x
        S = self.H @ self.P @ self.H.T + self.R
        K = np.linalg.solve(S, self.H @ self.P).T
        self.x = self.x + K @ y
        self.P = (np.eye(len(self.x)) - K @ self.H) @ self.P
        sign, logdet = np.linalg.slogdet(S)
        self.loglik -= 0.5 * (y @ np.linalg.solve(S, y) + logdet)
        return self


def kalman(theta, zs=np.array([[0.1], [0.4], [0.3]])):
    q, r, dt = np.exp(theta)
    kf = Kalman(
        np.array([[1.0, dt], [0.0, 1.0]]),
        np.array([[1.0, 0.0]]),
        q * np.eye(2),
        r * np.eye(1),
        np.zeros(2),
        np.eye(2),
    )
    for z in zs:
        kf.predict()
        kf.update(z)
    return -kf.loglik


class Node:
    def value(self, env):
        raise NotImplementedError


class Const(Node):
    def __init__(self, c):
        self.c = c

    def value(self, env):
        return self.c


class Var(Node):
    def __init__(self, name):
        self.name = name

    def value(self, env):
        return env[self.name]


class Op(Node):
    table = {"+": operator.add, "*": operator.mul, "max": max}

    def __init__(self, op, *args):
        self.op, self.args = op, args

    def value(self, env):
        vals = [a.value(env) for a in self.args]
        return functools.reduce(self.table[self.op], vals)


TREE = Op("+", Op("*", Var("a"), Var("b"), Const(2.0)), Op("max", Var("c"), Const(0.1)))


def tree(x):
    return TREE.value({"a": x[0], "b": x[1], "c": x[2]})


def springs(x):
    pos = {i: np.array([i * 1.0, x[i] ** 2]) for i in range(3)}
    edges = {(0, 1): 1.0, (1, 2): 0.5, (0, 2): x[1]}
    energy = 0.0
    for (i, j), rest in edges.items():
        d = pos[j] - pos[i]
        length = np.linalg.norm(d)
        energy += 0.5 * (length - rest) ** 2
    return energy


@dataclass
class Particle:
    pos: np.ndarray
    vel: np.ndarray
    mass: float = 1.0
    trail: list = field(default_factory=list)

    def kick(self, f, dt):
        self.vel = self.vel + f / self.mass * dt

    def drift(self, dt):
        self.pos = self.pos + self.vel * dt
        self.trail.append(self.pos)


def nbody(x):
    ps = [Particle(np.array([x[k], 0.5 * k]), np.zeros(2), mass=1.0 + 0.1 * k) for k in range(3)]
    for _ in range(3):
        forces = [np.zeros(2) for _ in ps]
        for i, j in itertools.combinations(range(len(ps)), 2):
            d = ps[j].pos - ps[i].pos
            f = d / (np.dot(d, d) + 0.1) ** 1.5
            forces[i] += f
            forces[j] -= f
        for p, f in zip(ps, forces):
            p.kick(f, 0.1)
            p.drift(0.1)
    return sum(p.mass * p.vel @ p.vel for p in ps) + ps[0].trail[-1][0]


def mlp(params, x):
    h = x
    for layer in params["layers"]:
        z = layer["w"] @ h + layer["b"]
        h = {"tanh": np.tanh, "id": lambda v: v}[layer.get("act", "tanh")](z)
    return np.sum(h**2) + params.get("l2", 0.0) * sum(np.sum(l["w"] ** 2) for l in params["layers"])


def forward_hmm(theta):
    trans = np.exp(theta[:4].reshape(2, 2))
    trans = trans / trans.sum(axis=1, keepdims=True)
    emit = 1 / (1 + np.exp(-theta[4:]))
    alpha = np.array([0.5, 0.5])
    ll = 0.0
    for o in (0, 1, 1, 0):
        e = emit if o else 1 - emit
        alpha = (alpha @ trans) * e
        s = alpha.sum()
        ll += np.log(s)
        alpha /= s
    return ll


def american(x, n=4):
    s0, sigma, k = 10 * x[0], x[1], 10 * x[2]
    dt = 1.0 / n
    u = math.exp(sigma * math.sqrt(dt))
    d = 1 / u
    p = (math.exp(0.05 * dt) - d) / (u - d)
    disc = math.exp(-0.05 * dt)
    v = [max(k - s0 * u**j * d ** (n - j), 0.0) for j in range(n + 1)]
    for i in range(n - 1, -1, -1):
        v = [max(disc * (p * v[j + 1] + (1 - p) * v[j]), k - s0 * u**j * d ** (i - j)) for j in range(i + 1)]
    return v[0]


def sdf(p, r):
    return np.sqrt(np.sum(p**2)) - r


def march(o, d, r, steps=30):
    t = 0.0
    for _ in range(steps):
        dist = sdf(o + t * d, r)
        if dist < 1e-6:
            return t, True
        t += dist
    return t, False


def ray(x):
    t, hit = march(np.array([0.0, x[0], -3.0]), np.array([0.0, 0.0, 1.0]), 1 + x[1])
    return t * x[2] if hit else 0.0


def counter_cb(x):
    history = []
    best = np.inf

    def cb(v):
        nonlocal best
        history.append(v)
        if v < best:
            best = v

    y = x
    for _ in range(4):
        y = y - 0.3 * y
        cb(np.sum(y**2))
    return best + 0.1 * sum(history)


def mpow(x):
    A = np.array([[x[0], 1.0], [x[1], x[2]]])
    n, R = 5, np.eye(2)
    while n:
        if n & 1:
            R = R @ A
        A = A @ A
        n >>= 1
    return R[0, 1]


def csr(x):
    data, indices, indptr = np.concatenate([x, x[:2]]), [0, 2, 1, 0, 2], [0, 2, 3, 5]
    y = np.empty(3)
    for i in range(3):
        s = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            s += data[k] * x[indices[k]]
        y[i] = s
    return y @ y


def interp(x):
    xs = np.linspace(0, 1, 6)
    ys = np.sin(xs) * x[0]
    i = np.clip(np.searchsorted(xs, x) - 1, 0, len(xs) - 2)
    w = (x - xs[i]) / (xs[i + 1] - xs[i])
    return np.sum((1 - w) * ys[i] + w * ys[i + 1])


def point():
    return (np.array([0.3, 0.7, 0.5]),)


def layers():
    first = {"w": np.ones((2, 3)) * 0.3, "b": np.zeros(2)}
    second = {"w": np.ones((1, 2)) * 0.5, "b": np.ones(1), "act": "id"}
    return {"layers": [first, second], "l2": 0.1}, np.array([0.1, 0.2, 0.3])


CASES = [
    Case(fun, point)
    for fun in (
        heat,
        springs,
        nbody,
        american,
        ray,
        counter_cb,
        mpow,
        csr,
        interp,
    )
] + [
    Case(forward_hmm, lambda: (np.linspace(-1, 1, 6),)),
    Case(mlp, layers),
    Case(kalman, point, standalone=False, why="in a saved file the array of observations has to be given"),
    Case(tree, point, standalone=False, why="a saved file cannot hold the tree"),
]
