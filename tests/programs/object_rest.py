"""Trees of objects that are made inside of the function, and gone through by methods that call themselves."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


class Branch:
    def __init__(self, value, children=()):
        self.value = value
        self.children = list(children)

    def add(self, child):
        self.children.append(child)
        return child

    def total(self, depth=0):
        return self.value * 0.5**depth + sum(c.total(depth + 1) for c in self.children)

    def lowest(self):
        here = self.value
        if self.children:
            here = min(here, min([c.lowest() for c in self.children]))
        return here

    def scale(self, factor):
        self.value = self.value * factor
        for child in self.children:
            child.scale(factor * self.value)


def tree_that_grows(x):
    root = Branch(x[0])
    first = root.add(Branch(x[1]))
    root.add(Branch(x[2] ** 2))
    first.add(Branch(x[0] * x[1]))
    return root.total()


def tree_that_is_scaled(x):
    root = Branch(x[0], [Branch(x[1]), Branch(x[2])])
    root.children[1].add(Branch(x[0] * x[2]))
    root.scale(x[1])
    return root.total(1) * root.lowest()


class Gate:
    def __init__(self, weight):
        self.weight, self.inputs = weight, []

    def value(self, signal):
        if not self.inputs:
            return np.tanh(self.weight * signal)
        return self.weight * sum([g.value(signal) for g in self.inputs])


def circuit(x):
    output, left, right = Gate(x[0]), Gate(x[1]), Gate(x[2])
    output.inputs += [left, right]
    for weight in (x[0] * x[1], x[2] ** 2):
        right.inputs.append(Gate(weight))
    return output.value(x[1]) ** 2


def described(spec, x):
    k, parts = spec
    gate = Gate(x[k])
    for part in parts:
        gate.inputs.append(described(part, x))
    return gate


def circuit_from_a_description(x):
    return described((0, ((1, ()), (2, ((0, ()), (1, ()))))), x).value(x[1])


CASES = [
    Case(tree_that_grows, (X,)),
    Case(tree_that_is_scaled, (X,)),
    Case(circuit, (X,)),
    Case(circuit_from_a_description, (X,)),
]
