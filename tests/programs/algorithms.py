"""Whole algorithms over graphs and parameters that go by names, as they stand in books."""

import heapq
import math

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


CASES = [
    Case(shortest_paths_between_names, (X,)),
    Case(way_through_a_grid, (X,)),
    Case(moments_of_each_parameter, (X,)),
]
