"""Sets of what was visited or fixed: in attributes, in closures and handed to functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs import Case

X = np.array([0.4, 0.7, 0.2])


class Bar:
    def __init__(self, i: int, j: int, stiffness: Any, length: Any) -> None:
        self.nodes = (i, j)
        self.stiffness, self.length = stiffness, length

    def matrix(self) -> Any:
        k = self.stiffness / self.length
        return k * np.array([[1.0, -1.0], [-1.0, 1.0]])


class Truss:
    def __init__(self, n: int) -> None:
        self.n = n
        self.bars: list[Bar] = []
        self.fixed: set[int] = set()
        self.loads = np.zeros(n)

    def add(self, *args: Any) -> Truss:
        self.bars.append(Bar(*args))
        return self

    def fix(self, node: int) -> Truss:
        self.fixed.add(node)
        return self

    def solve(self) -> Any:
        whole = np.zeros((self.n, self.n))
        for bar in self.bars:
            part = bar.matrix()
            for a, i in enumerate(bar.nodes):
                for b, j in enumerate(bar.nodes):
                    whole[i, j] += part[a, b]
        free = [i for i in range(self.n) if i not in self.fixed]
        u = np.zeros(self.n)
        u[free] = np.linalg.solve(whole[np.ix_(free, free)], self.loads[free])
        return u


def truss_with_fixed_nodes(x):
    truss = Truss(4)
    truss.add(0, 1, 1 + x[0] ** 2, 1.0).add(1, 2, 2 + x[1], 0.5).add(2, 3, 1.5, 1 + x[2] ** 2)
    truss.fix(0)
    truss.loads[-1] = 1.0
    truss.loads[1] += x[0]
    return truss.solve()[-1]


class Selection:
    def __init__(self, scale: Any) -> None:
        self.chosen: set[int] = set()
        self.scale = scale

    def choose(self, i: int) -> None:
        self.chosen.add(i)


def chosen_by_a_method(x):
    selection = Selection(1.0)
    selection.scale = x[1]
    for i in range(2):
        selection.choose(i)
    left = [i for i in range(3) if i not in selection.chosen]
    return np.sum(x[left]) * selection.scale


def chosen_by_operators(x):
    selection = Selection(x[1])
    selection.scale = selection.scale**2
    selection.chosen |= {0, 1}
    selection.chosen.discard(0)
    return sum(x[i] for i in selection.chosen) * selection.scale


def visited_by_a_closure(x):
    seen = set()

    def visit(i):
        if i in seen:
            return 0.0
        seen.add(i)
        return x[i] ** 2 + visit((i + 1) % 3)

    return visit(0)


class Edges:
    def __init__(self, edges: Any) -> None:
        self.following: dict[int, set[int]] = {}
        self.weights: dict[Any, Any] = {}
        for a, b, w in edges:
            self.following.setdefault(a, set()).add(b)
            self.weights[a, b] = w


def sets_beside_weights(x):
    edges = Edges([(0, 1, x[0]), (1, 2, x[1])])
    return sum(x[k] * len(v) for k, v in edges.following.items()) * sum(edges.weights.values())


CASES = [
    Case(truss_with_fixed_nodes, (X,)),
    Case(chosen_by_a_method, (X,)),
    Case(chosen_by_operators, (X,)),
    Case(visited_by_a_closure, (X,)),
    Case(sets_beside_weights, (X,)),
]
