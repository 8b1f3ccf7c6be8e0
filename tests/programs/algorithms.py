"""Whole algorithms as they stand in books: graphs and parameters that go by names, named tuples with methods,
choices of items, axes that go by variables.
"""

import heapq
import itertools
import math
from collections import Counter, namedtuple
from typing import NamedTuple

import numpy as np

from tests.programs import Case

X = np.array([0.3, -0.4, 0.9, 0.55, -0.2, 0.7])


def shortest_paths_between_names(x):
    w = np.exp(x)
    graph = {"s": {"a": w[0], "b": w[1]}, "a": {"b": w[2], "t": w[3]}}
    graph.update({"b": {"t": w[4], "c": w[5]}, "t": {}, "c": {}})
    dist = {node: math.inf for node in graph}
    dist["s"] = 0.0
    previous = {}
    done = set()
    queue = [(0.0, "s")]
    while queue:
        d, u = heapq.heappop(queue)
        if u in done:
            continue
        done.add(u)
        for v, cost in graph[u].items():
            alt = d + cost
            if alt < dist[v]:
                dist[v] = alt
                previous[v] = u
                heapq.heappush(queue, (alt, v))
    path, node = [], "t"
    while node != "s":
        path.append(node)
        node = previous[node]
    return dist["t"] ** 2 + dist["c"] * len(path)


def way_through_a_grid(x):
    grid = np.exp(x.reshape(2, 3))
    goal = (1, 2)

    def neighbours(p):
        i, j = p
        for di, dj in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            if 0 <= i + di < 2 and 0 <= j + dj < 3:
                yield i + di, j + dj

    heap = [(0.0, 0.0, (0, 0), None)]
    came, cost = {}, {(0, 0): 0.0}
    while heap:
        _, g, node, parent = heapq.heappop(heap)
        if node in came:
            continue
        came[node] = parent
        if node == goal:
            break
        for nb in neighbours(node):
            ng = g + grid[nb]
            if ng < cost.get(nb, float("inf")):
                cost[nb] = ng
                h = abs(nb[0] - goal[0]) + abs(nb[1] - goal[1])
                heapq.heappush(heap, (ng + 0.1 * h, ng, nb, node))
    return cost[goal] * cost[0, 1]


class Adam:
    def __init__(self, params, lr=0.1, betas=(0.9, 0.99), eps=1e-6):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.state = {name: {"m": np.zeros_like(p), "v": np.zeros_like(p)} for name, p in params.items()}

    def step(self, grads):
        b1, b2 = self.betas
        for name, p in self.params.items():
            s = self.state[name]
            s["m"] = b1 * s["m"] + (1 - b1) * grads[name]
            s["v"] = b2 * s["v"] + (1 - b2) * grads[name] ** 2
            self.params[name] = p - self.lr * s["m"] / (np.sqrt(s["v"]) + self.eps)


def moments_of_each_parameter(x):
    params = {"w": x[:3] * 1.0, "b": x[3] * np.ones(1)}
    opt = Adam(params)
    data = np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 1.0]])
    for _ in range(2):
        res = data @ params["w"] + params["b"]
        opt.step({"w": data.T @ res, "b": np.array([np.sum(res)])})
    return np.sum(params["w"] ** 2) + params["b"][0]


class Quaternion(NamedTuple):
    w: float
    v: np.ndarray

    def __mul__(self, o):
        return Quaternion(self.w * o.w - self.v @ o.v, self.w * o.v + o.w * self.v + np.cross(self.v, o.v))

    @property
    def conj(self):
        return Quaternion(self.w, -self.v)

    def normalized(self):
        n = np.sqrt(self.w**2 + self.v @ self.v)
        return Quaternion(self.w / n, self.v / n)

    def rotate(self, p):
        return (self * Quaternion(0.0, p) * self.conj).v

    @classmethod
    def from_axis_angle(cls, axis, angle):
        axis = axis / np.linalg.norm(axis)
        return cls(np.cos(angle / 2), np.sin(angle / 2) * axis)


def turning_body(x):
    inertia = np.diag([1.0, 2.0, 3.0 + x[0] ** 2])
    q = Quaternion.from_axis_angle(np.array([1.0, x[1], 0.5]), x[2])
    omega = x[3:].copy()
    tips = []
    for _ in range(2):
        omega = omega + 0.1 * np.linalg.solve(inertia, -np.cross(omega, inertia @ omega))
        dq = Quaternion(0.0, omega) * q
        q = Quaternion(q.w + 0.05 * dq.w, q.v + 0.05 * dq.v).normalized()
        tips.append(q.rotate(np.array([1.0, 0.0, 0.0])))
    return np.sum(np.diff(np.vstack(tips), axis=0) ** 2) + 0.5 * omega @ inertia @ omega + tips[-1][2]


Compartments = namedtuple("Compartments", "s i r")


def rates(c, beta, gamma):
    infected = beta * c.s * c.i / sum(c)
    return Compartments(-infected, infected - gamma * c.i, gamma * c.i)


def epidemic(x):
    state = Compartments(0.9, 0.1 + 0.01 * x[0], 0.0)
    history = {name: [] for name in Compartments._fields}
    for _ in range(3):
        d = rates(state, 0.5 + x[1] ** 2, 0.2)
        middle = Compartments._make([a + 0.5 * b for a, b in zip(state, d)])
        d = rates(middle, 0.5 + x[1] ** 2, 0.2)
        state = Compartments._make(a + b for a, b in zip(state, d))
        for name, value in state._asdict().items():
            history[name].append(value)
    start = Compartments._make(x[2:5] * np.array([history["i"][-1], 1.0, 2.0]))
    return sum(history["i"]) + state.r * start.s * start.i + Compartments._make(map(np.sin, start)).r


def chosen_from_literals(x):
    s = 0.0
    for u, v in itertools.product((-0.2, 0.1), (0.0, 0.3)):
        s += np.sin(u * x[0] + v * x[1]) * (1.0 - u)
    s += sum(a * b * c for a, b, c in itertools.product([x[0], 2.0], x[1:3], (1, -1.5)))
    named = {"a": x[3], "b": x[4] ** 2, "c": x[5]}
    s += sum(a * b for a, b in itertools.combinations(named.values(), 2))
    for (i, a), (b, c) in itertools.product(enumerate(x[:2]), zip(x, x[::-1])):
        s += i * a * b * c**2
    return s


def axes_by_variables(x):
    a = x.reshape(2, 3)
    options = {"axis": 0, "keepdims": True}
    centred = a - np.mean(a, **options)
    scale = (a * a).sum(**dict(options, axis=1))
    s = 0.0
    for axis in (0, 1, None, (0, 1), -1):
        s += np.sum(np.square(np.sum(centred / scale, axis=axis)))
        s += np.sum(np.mean(a[:, :1] * a / x[:3], axis=axis)) + np.sum(np.sum(a * 2.0, axis=axis))
    return s


def reactions(x):
    rates = dict(zip(("AB", "BC", "AC"), x))
    amounts = dict.fromkeys("ABC", 0.0) | {"A": 1.0 + x[3]}
    for _ in range(3):
        change = Counter()
        for (source, target), k in rates.items():
            flux = 0.1 * k * amounts[source]
            change[source] -= flux
            change[target] += flux
        amounts = {s: amounts[s] + change[s] for s in amounts}
    return amounts["C"] ** 2 + amounts["B"] * amounts["A"]


def parameters_made_anew(x):
    params = {"w": x[:3], "b": x[3]}
    moments = {k: 0.0 * p for k, p in params.items()}
    for _ in range(3):
        grads = {k: 2.0 * p**3 for k, p in params.items()}
        moments = {k: 0.9 * m + grads[k] for k, m in moments.items()}
        params = {k: p - 0.1 * moments[k] for k, p in params.items()}
    return np.sum(params["w"] ** 2) + params["b"]


CASES = [
    Case(reactions, (X,)),
    Case(parameters_made_anew, (X,)),
    Case(turning_body, (X,)),
    Case(epidemic, (X,)),
    Case(chosen_from_literals, (X,)),
    Case(axes_by_variables, (X,)),
    Case(shortest_paths_between_names, (X,)),
    Case(way_through_a_grid, (X,)),
    Case(moments_of_each_parameter, (X,)),
]
